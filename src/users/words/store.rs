//! All SQL of search words.
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text};

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
}

/// Of these users, those who are not deleted.
pub(super) fn named(tx: &mut Tx<'_>, users: &[i64]) -> Result<Vec<Named>> {
    let query = diesel::sql_query(
        "SELECT u.id, a.name AS login, u.display_name, u.email
         FROM users u JOIN accounts a ON a.id = u.id WHERE u.id = ANY($1) AND u.state <> 'deleted'",
    );
    Ok(query.bind::<Array<BigInt>, _>(users).load(tx.conn())?)
}

/// Pairs of user and word, column by column as `unnest` takes them.
#[derive(Default)]
pub(super) struct Words {
    users: Vec<i64>,
    words: Vec<String>,
}

impl Words {
    pub fn push(&mut self, user: i64, word: String) {
        self.users.push(user);
        self.words.push(word);
    }
}

pub(super) fn remove(tx: &mut Tx<'_>, users: &[i64]) -> Result<()> {
    diesel::sql_query("DELETE FROM user_words WHERE user_id = ANY($1)")
        .bind::<Array<BigInt>, _>(users)
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert(tx: &mut Tx<'_>, rows: Words) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO user_words (word, sort_name, user_id, unit_id, active)
         SELECT w.word, u.sort_name, u.id, u.unit_id, u.state = 'active'
         FROM unnest($1, $2) AS w(id, word) JOIN users u ON u.id = w.id",
    )
    .bind::<Array<BigInt>, _>(rows.users)
    .bind::<Array<Text>, _>(rows.words)
    .execute(tx.conn())?;
    Ok(())
}
