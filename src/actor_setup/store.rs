//! SQL of the settings for actors.
use super::ManageActorSetup;
use crate::access::Can;
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable};

/// The only row of the settings.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Settings {
    /// Level of the tree from which on actors are separate. `None`: each unit for itself.
    #[diesel(sql_type = Nullable<Integer>)]
    pub division: Option<i32>,
    #[diesel(sql_type = Integer)]
    pub version: i32,
}

const SETTINGS: &str = "SELECT division, version FROM actor_settings";

pub(super) fn settings(db: &mut impl Read) -> Result<Settings> {
    Ok(diesel::sql_query(SETTINGS).get_result(db.conn())?)
}

pub(super) fn lock(tx: &mut Tx<'_>) -> Result<Settings> {
    let held = format!("{SETTINGS} FOR NO KEY UPDATE");
    Ok(diesel::sql_query(held).get_result(tx.conn())?)
}

pub(super) fn divide(
    tx: &mut Tx<'_>,
    _: &Can<'_, ManageActorSetup>,
    level: Option<i32>,
    author: Option<i64>,
) -> Result<()> {
    diesel::sql_query(
        "UPDATE actor_settings SET division = $1, updated_by = $2, updated_at = now(), version = version + 1",
    )
    .bind::<Nullable<Integer>, _>(level)
    .bind::<Nullable<BigInt>, _>(author)
    .execute(tx.conn())?;
    Ok(())
}
