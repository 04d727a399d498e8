//! All SQL of search words.
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};

/// Users per statement.
pub(super) const CHUNK: usize = 2_000;

/// What a user's words come from.
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

/// Of these users, those who are not deleted.
pub(super) fn named(tx: &mut Tx<'_>, users: &[i64]) -> Result<Vec<Named>> {
    let query = diesel::sql_query(
        "SELECT u.id, a.name AS login, u.display_name, u.email, u.sort_name, u.unit_id, u.state = 'active' AS active
         FROM users u JOIN accounts a ON a.id = u.id WHERE u.id = ANY($1) AND u.state <> 'deleted'",
    );
    Ok(query.bind::<Array<BigInt>, _>(users).load(tx.conn())?)
}

/// Rows to come, column by column as `unnest` takes them. Joined with `users` instead, a file of many users walked that
/// table once a chunk.
#[derive(Default)]
pub(super) struct Words {
    rows: Vec<(String, usize)>,
    users: Vec<Named>,
}

impl Words {
    /// The words of one user.
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
