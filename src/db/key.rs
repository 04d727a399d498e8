//! Which installation key a database belongs to (SPEC N-20, SECURITY SC2). The first process that uses a key stores
//! its print.
use super::{Read, Tx};
use crate::config::InstallationKey;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Text};

#[derive(QueryableByName)]
struct Prints {
    #[diesel(sql_type = Nullable<Text>)]
    newest: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    first: Option<String>,
}

/// Reads the prints. A schema older than these columns has none.
fn prints(db: &mut impl Read) -> Result<Prints> {
    Ok(diesel::sql_query(
        "SELECT to_jsonb(i) ->> 'key_print' AS newest, to_jsonb(i) ->> 'first_key_print' AS first FROM installation i",
    )
    .get_result(db.conn())?)
}

/// Whether a key has been used here.
///
/// # Errors
/// Any database error.
pub fn is_claimed(db: &mut impl Read) -> Result<bool> {
    Ok(prints(db)?.newest.is_some())
}

/// Whether the database belongs to another key. It belongs to none if no key has been used here.
///
/// # Errors
/// Any database error.
pub fn is_anothers(db: &mut impl Read, key: &InstallationKey) -> Result<bool> {
    let Prints { newest, first } = prints(db)?;
    let known = newest.is_none_or(|print| key.has_print(&print));
    Ok(!known || first.is_some_and(|print| print != key.first_print()))
}

/// Ties the database to this key, if it belongs to no key or to one that this key has replaced. Of two first starts
/// at the same time only one succeeds. Returns false if the database belongs to another key.
///
/// # Errors
/// Any database error.
pub fn claim(tx: &mut Tx<'_>, key: &InstallationKey) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        ours: bool,
    }
    diesel::sql_query(
        "UPDATE installation SET key_print = $1, first_key_print = $2
         WHERE key_print IS NULL OR (key_print <> $1 AND key_print = ANY($3) AND first_key_print = $2)",
    )
    .bind::<Text, _>(key.print())
    .bind::<Text, _>(key.first_print())
    .bind::<Array<Text>, _>(key.earlier_prints().collect::<Vec<_>>())
    .execute(tx.conn())?;
    let row: Row = diesel::sql_query("SELECT key_print = $1 AND first_key_print = $2 AS ours FROM installation")
        .bind::<Text, _>(key.print())
        .bind::<Text, _>(key.first_print())
        .get_result(tx.conn())?;
    Ok(row.ours)
}

/// Ties the database to this key, whatever key it belonged to. For when that key is lost.
///
/// # Errors
/// Any database error.
pub fn take_over(tx: &mut Tx<'_>, key: &InstallationKey) -> Result<()> {
    diesel::sql_query("UPDATE installation SET key_print = $1, first_key_print = $2")
        .bind::<Text, _>(key.print())
        .bind::<Text, _>(key.first_print())
        .execute(tx.conn())?;
    Ok(())
}
