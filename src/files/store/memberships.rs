//! SQL about memberships, for imports and exports.
use super::{CHUNK, column};
use crate::db::{Read, Tx};
use crate::error::Result;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Timestamptz};

/// A membership, identified by unit, group and account.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Membership {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub unit: i64,
    #[diesel(sql_type = BigInt)]
    pub group: i64,
    #[diesel(sql_type = BigInt)]
    pub account: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub from: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub to: Option<DateTime<Utc>>,
}

const FIELDS: &str = "m.id, m.unit_id AS unit, m.group_id AS \"group\", m.account_id AS account, m.valid_from AS \"from\", m.valid_to AS \"to\"
    FROM memberships m";

/// Returns all memberships.
pub fn all(db: &mut impl Read) -> Result<Vec<Membership>> {
    Ok(diesel::sql_query(format!("SELECT {FIELDS}")).load(db.conn())?)
}

/// Returns the memberships of these accounts.
pub fn of(db: &mut impl Read, accounts: &[i64]) -> Result<Vec<Membership>> {
    let query = format!("SELECT {FIELDS} WHERE m.account_id = ANY($1)");
    Ok(diesel::sql_query(query)
        .bind::<Array<BigInt>, _>(accounts)
        .load(db.conn())?)
}

/// Returns every membership of a group in a group.
pub fn nestings(db: &mut impl Read) -> Result<Vec<Membership>> {
    let query = format!("SELECT {FIELDS} JOIN groups g ON g.id = m.account_id");
    Ok(diesel::sql_query(query).load(db.conn())?)
}

/// Returns up to [`CHUNK`] memberships after this id. Those in archived units are left out, because a file cannot name
/// them, and so is that of the Administrator in Administrators.
pub fn page(db: &mut impl Read, after: i64) -> Result<Vec<Membership>> {
    let query = format!(
        "SELECT {FIELDS} JOIN org_units u ON u.id = m.unit_id WHERE m.id > $1 AND u.archived_at IS NULL
            AND NOT (m.account_id = 2 AND m.group_id = 3)
         ORDER BY m.id LIMIT $2"
    );
    Ok(diesel::sql_query(query)
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(CHUNK as i64)
        .load(db.conn())?)
}

/// Inserts memberships, which already have their ids.
pub fn insert(tx: &mut Tx<'_>, rows: &[Membership], by: Option<i64>) -> Result<()> {
    for rows in rows.chunks(CHUNK) {
        diesel::sql_query(
            "INSERT INTO memberships (id, unit_id, group_id, account_id, valid_from, valid_to, created_by)
             OVERRIDING SYSTEM VALUE SELECT *, $7 FROM unnest($1, $2, $3, $4, $5, $6)",
        )
        .bind::<Array<BigInt>, _>(column(rows, |row| row.id))
        .bind::<Array<BigInt>, _>(column(rows, |row| row.unit))
        .bind::<Array<BigInt>, _>(column(rows, |row| row.group))
        .bind::<Array<BigInt>, _>(column(rows, |row| row.account))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(rows, |row| row.from))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(rows, |row| row.to))
        .bind::<Nullable<BigInt>, _>(by)
        .execute(tx.conn())?;
    }
    Ok(())
}

/// Updates the dates of stored memberships.
pub fn update(tx: &mut Tx<'_>, rows: &[Membership]) -> Result<()> {
    for rows in rows.chunks(CHUNK) {
        diesel::sql_query(
            "UPDATE memberships m SET valid_from = n.f, valid_to = n.t, version = m.version + 1 FROM unnest($1, $2, $3) AS n (id, f, t) WHERE m.id = n.id",
        )
        .bind::<Array<BigInt>, _>(column(rows, |row| row.id))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(rows, |row| row.from))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(rows, |row| row.to))
        .execute(tx.conn())?;
    }
    Ok(())
}

/// Deletes memberships.
pub fn delete(tx: &mut Tx<'_>, ids: &[i64]) -> Result<()> {
    diesel::sql_query("DELETE FROM memberships WHERE id = ANY($1)")
        .bind::<Array<BigInt>, _>(ids)
        .execute(tx.conn())?;
    Ok(())
}
