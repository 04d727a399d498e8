//! The SQL of the chosen columns.
use super::USERS;
use crate::access::Can;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::users::OwnAccount;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text};

#[derive(QueryableByName)]
struct Chosen {
    #[diesel(sql_type = Array<Text>)]
    columns: Vec<String>,
}

/// Returns the columns a reader has chosen for a list. `None`: the usual ones.
pub fn columns(db: &mut impl Read, user: i64, list: &str) -> Result<Option<Vec<String>>> {
    let row: Option<Chosen> = diesel::sql_query("SELECT columns FROM chosen_columns WHERE user_id = $1 AND list = $2")
        .bind::<BigInt, _>(user)
        .bind::<Text, _>(list)
        .get_result(db.conn())
        .optional()?;
    Ok(row.map(|row| row.columns))
}

/// Stores the choice. `None`: the usual columns.
pub fn set_columns<'t>(
    tx: &mut Tx<'t>,
    can: &Can<'t, OwnAccount>,
    list: &str,
    columns: Option<&[String]>,
) -> Result<()> {
    let user = can.row().id;
    if list == USERS.name {
        diesel::sql_query("UPDATE users SET columns = $2 WHERE id = $1")
            .bind::<BigInt, _>(user)
            .bind::<Nullable<Array<Text>>, _>(columns)
            .execute(tx.conn())?;
        return Ok(());
    }
    match columns {
        Some(columns) => diesel::sql_query(
            "INSERT INTO chosen_columns (user_id, list, columns) VALUES ($1, $2, $3)
             ON CONFLICT (user_id, list) DO UPDATE SET columns = excluded.columns",
        )
        .bind::<BigInt, _>(user)
        .bind::<Text, _>(list)
        .bind::<Array<Text>, _>(columns)
        .execute(tx.conn())?,
        None => diesel::sql_query("DELETE FROM chosen_columns WHERE user_id = $1 AND list = $2")
            .bind::<BigInt, _>(user)
            .bind::<Text, _>(list)
            .execute(tx.conn())?,
    };
    Ok(())
}
