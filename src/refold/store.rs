//! All SQL of updating sort keys and search words.
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Text};

/// Rows per statement.
const BATCH: i64 = 5_000;

/// A column that is made from text, and how it is written.
pub struct Column {
    table: &'static str,
    name: &'static str,
    /// SQL for the text, from row `t`. If it is null, the column is left alone.
    text: &'static str,
    /// SQL for what is stored, from the new value `n.made`.
    stored: &'static str,
}

const fn sorted(table: &'static str, name: &'static str, text: &'static str) -> Column {
    Column {
        table,
        name,
        text,
        stored: "n.made",
    }
}

const fn words(table: &'static str, text: &'static str) -> Column {
    Column {
        table,
        name: "words",
        text,
        stored: "string_to_array(n.made, ' ')",
    }
}

/// The sort keys. `actor_listed`, `user_words` and `actor_words` are updated with the words of users and actors.
pub const SORT_KEYS: [Column; 12] = [
    sorted("org_units", "sort_name", "t.name"),
    sorted("users", "sort_name", "t.display_name"),
    sorted(
        "users",
        "sort_login",
        "CASE WHEN t.state <> 'deleted' THEN (SELECT a.name FROM accounts a WHERE a.id = t.id) END",
    ),
    sorted("users", "sort_email", "t.email"),
    sorted("groups", "sort_name", "t.display_name"),
    sorted("origins", "sort_name", "t.name"),
    sorted("locations", "sort_name", "t.name"),
    sorted("organisations", "sort_name", "t.name"),
    sorted("actor_roles", "sort_name", "t.display_name"),
    sorted("attachment_types", "sort_name", "t.display_name"),
    sorted("actor_groups", "sort_name", "t.name"),
    sorted("actors", "sort_name", "t.name"),
];

/// The search words. A trigger copies those of units to `unit_words`.
pub const WORDS: [Column; 2] = [
    words("org_units", "concat_ws(' ', t.name, t.code, t.number)"),
    words("organisations", "t.name"),
];

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Integer)]
    version: i32,
}

pub fn version(tx: &mut Tx<'_>) -> Result<i32> {
    let row: Version = diesel::sql_query("SELECT fold_version AS version FROM installation").get_result(tx.conn())?;
    Ok(row.version)
}

pub fn set_version(tx: &mut Tx<'_>, version: i32) -> Result<()> {
    diesel::sql_query("UPDATE installation SET fold_version = $1")
        .bind::<Integer, _>(version)
        .execute(tx.conn())?;
    Ok(())
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    text: String,
}

/// Updates a column in every row.
pub fn each(tx: &mut Tx<'_>, column: Column, make: impl Fn(&str) -> String) -> Result<()> {
    let Column {
        table,
        name,
        text,
        stored,
    } = column;
    let read = format!(
        "SELECT r.* FROM (SELECT t.id, {text} AS text FROM {table} t WHERE t.id > $1) r
         WHERE r.text IS NOT NULL ORDER BY r.id LIMIT {BATCH}"
    );
    let write = format!(
        "UPDATE {table} t SET {name} = {stored} FROM unnest($1, $2) AS n (id, made)
         WHERE t.id = n.id AND t.{name} IS DISTINCT FROM {stored}"
    );
    let mut after = 0;
    loop {
        let rows: Vec<Row> = diesel::sql_query(&read).bind::<BigInt, _>(after).load(tx.conn())?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        diesel::sql_query(&write)
            .bind::<Array<BigInt>, _>(rows.iter().map(|row| row.id).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(rows.iter().map(|row| make(&row.text)).collect::<Vec<_>>())
            .execute(tx.conn())?;
    }
}

/// Calls `work` with the ids of a table, a batch at a time.
pub fn ids(tx: &mut Tx<'_>, table: &str, work: impl Fn(&mut Tx<'_>, &[i64]) -> Result<()>) -> Result<()> {
    #[derive(QueryableByName)]
    struct Id {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let read = format!("SELECT id FROM {table} WHERE id > $1 ORDER BY id LIMIT {BATCH}");
    let mut after = 0;
    loop {
        let rows: Vec<Id> = diesel::sql_query(&read).bind::<BigInt, _>(after).load(tx.conn())?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        work(tx, &rows.iter().map(|row| row.id).collect::<Vec<_>>())?;
    }
}
