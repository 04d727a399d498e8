//! All SQL of search words.
use crate::access::ranges::Ranges;
use crate::access::statement::Binds;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::web::search::Term;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};

/// Users per statement.
pub(super) const CHUNK: usize = 2_000;

/// What a user's words are made of.
#[derive(QueryableByName)]
pub(super) struct Named {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub login: String,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Text)]
    pub sort_name: String,
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = Bool)]
    pub active: bool,
}

/// Returns those of these users who are not deleted.
pub(super) fn named(db: &mut impl Read, users: &[i64]) -> Result<Vec<Named>> {
    let query = diesel::sql_query(
        "SELECT u.id, a.name AS login, u.display_name, u.email, u.sort_name, u.unit_id, u.state = 'active' AS active
         FROM users u JOIN accounts a ON a.id = u.id WHERE u.id = ANY($1) AND u.state <> 'deleted'",
    );
    Ok(query.bind::<Array<BigInt>, _>(users).load(db.conn())?)
}

/// The rows to insert, column by column as `unnest` takes them. An insert that joined `users` instead read that whole
/// table once a chunk.
#[derive(Default)]
pub(super) struct Words {
    rows: Vec<(String, usize)>,
    users: Vec<Named>,
}

impl Words {
    /// Adds the words of one user.
    pub fn push(&mut self, user: Named, words: Vec<String>) {
        let at = self.users.len();
        self.rows.extend(words.into_iter().map(|word| (word, at)));
        self.users.push(user);
    }

    fn column<'w, V>(&'w self, value: impl Fn(&'w Named) -> V) -> Vec<V> {
        self.rows.iter().map(|(_, at)| value(&self.users[*at])).collect()
    }
}

pub(super) fn remove(tx: &mut Tx<'_>, users: &[i64]) -> Result<()> {
    diesel::sql_query("DELETE FROM user_words WHERE user_id = ANY($1)")
        .bind::<Array<BigInt>, _>(users)
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert(tx: &mut Tx<'_>, mut rows: Words) -> Result<()> {
    // In the order of the index, so that neighbours are written together.
    rows.rows.sort_unstable();
    diesel::sql_query(
        "INSERT INTO user_words (word, sort_name, user_id, unit_id, active) SELECT * FROM unnest($1, $2, $3, $4, $5)",
    )
    .bind::<Array<Text>, _>(rows.rows.iter().map(|(word, _)| word).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(rows.column(|user| &user.sort_name))
    .bind::<Array<BigInt>, _>(rows.column(|user| user.id))
    .bind::<Array<BigInt>, _>(rows.column(|user| user.unit_id))
    .bind::<Array<Bool>, _>(rows.column(|user| user.active))
    .execute(tx.conn())?;
    Ok(())
}

/// Returns the users in these places who have all these words. Each must begin one of their words or, if `whole`, be
/// one. None if there are more than `most` users.
pub(super) fn holders(
    db: &mut impl Read,
    scope: &Ranges,
    (words, whole): (&[String], bool),
    most: usize,
) -> Result<Option<Vec<i64>>> {
    #[derive(QueryableByName)]
    struct Holder {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let mut words: Vec<&String> = words.iter().collect();
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    let (Some((first, others)), false) = (words.split_first(), scope.is_empty()) else {
        return Ok(Some(Vec::new()));
    };
    let mut binds = Binds::default();
    let mut conditions = vec![begins(&mut binds, "w.word", first, whole)];
    for word in others {
        let begins = begins(&mut binds, "v.word", word, whole);
        conditions.push(format!(
            "EXISTS (SELECT FROM user_words v WHERE v.user_id = w.user_id AND {begins})"
        ));
    }
    conditions.extend(inside(&mut binds, scope));
    let statement = format!(
        "SELECT DISTINCT w.user_id AS id FROM user_words w WHERE {} LIMIT {}",
        conditions.join(" AND "),
        most + 1
    );
    let rows: Vec<Holder> = binds.load(db.conn(), statement)?;
    Ok((rows.len() <= most).then(|| rows.into_iter().map(|row| row.id).collect()))
}

/// Returns `holders` as a condition on the user that `column` names, for terms that too many users have to list them.
/// For a phrase it only asks that every word is there as a whole.
pub fn are_held_by<F: Copy + PartialEq>(column: &str, binds: &mut Binds, scope: &Ranges, term: &Term<F>) -> String {
    let mut every = vec!["true".to_owned()];
    for word in &term.words() {
        let mut conditions = vec![begins(binds, "w.word", word, term.is_phrase())];
        conditions.extend(inside(binds, scope));
        every.push(format!(
            "EXISTS (SELECT FROM user_words w WHERE w.user_id = {column} AND {})",
            conditions.join(" AND ")
        ));
    }
    format!("({})", every.join(" AND "))
}

fn begins(binds: &mut Binds, column: &str, word: &str, whole: bool) -> String {
    let low = binds.text(word);
    if whole {
        return format!("{column} = {low}");
    }
    let high = binds.text(format!("{word}{}", char::MAX));
    format!("{column} >= {low} AND {column} < {high}")
}

/// Returns the condition that the user of the words `w` is in these places.
fn inside(binds: &mut Binds, scope: &Ranges) -> Option<String> {
    let scope = binds.scope(scope)?;
    Some(format!(
        "EXISTS (SELECT FROM org_units o WHERE o.id = w.unit_id AND o.pos <@ {scope} OFFSET 0)"
    ))
}
