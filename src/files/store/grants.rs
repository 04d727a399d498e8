//! SQL about cells, for imports and exports.
use super::{CHUNK, column};
use crate::db::{Read, Tx};
use crate::error::Result;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};

/// A cell, identified by account, permission and unit.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Grant {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub account: i64,
    #[diesel(sql_type = Integer)]
    pub permission: i32,
    #[diesel(sql_type = BigInt)]
    pub unit: i64,
    #[diesel(sql_type = Bool)]
    pub allow: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub from: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub to: Option<DateTime<Utc>>,
}

const FIELDS: &str = "g.id, g.account_id AS account, g.permission_id AS permission, g.unit_id AS unit, g.allow,
    g.valid_from AS \"from\", g.valid_to AS \"to\" FROM grants g";

/// Condition: not a cell of a predefined role. Those come with their module, not with a file (SPEC G-4).
const NOT_PREDEFINED: &str = "NOT EXISTS (SELECT FROM groups o WHERE o.id = g.account_id AND o.module IS NOT NULL)";

/// Returns all cells except those of predefined roles.
pub fn all(db: &mut impl Read) -> Result<Vec<Grant>> {
    Ok(diesel::sql_query(format!("SELECT {FIELDS} WHERE {NOT_PREDEFINED}")).load(db.conn())?)
}

/// Returns the cells of these accounts.
pub fn of(db: &mut impl Read, accounts: &[i64]) -> Result<Vec<Grant>> {
    let query = format!("SELECT {FIELDS} WHERE g.account_id = ANY($1)");
    Ok(diesel::sql_query(query)
        .bind::<Array<BigInt>, _>(accounts)
        .load(db.conn())?)
}

/// Returns up to [`CHUNK`] cells after this id. Cells in archived units, of rights that are gone and of predefined
/// roles are left out, because a file cannot name them.
pub fn page(db: &mut impl Read, after: i64) -> Result<Vec<Grant>> {
    let query = format!(
        "SELECT {FIELDS} JOIN org_units u ON u.id = g.unit_id JOIN permissions p ON p.id = g.permission_id
         WHERE g.id > $1 AND u.archived_at IS NULL AND p.gone_at IS NULL AND {NOT_PREDEFINED} ORDER BY g.id LIMIT $2"
    );
    Ok(diesel::sql_query(query)
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(CHUNK as i64)
        .load(db.conn())?)
}

/// A right of the catalogue.
#[derive(Debug, Clone, QueryableByName)]
pub struct Right {
    #[diesel(sql_type = Integer)]
    pub id: i32,
    #[diesel(sql_type = Text)]
    pub key: String,
    #[diesel(sql_type = Text)]
    pub scope: String,
}

/// Returns the rights of the catalogue that are not gone.
pub fn rights(db: &mut impl Read) -> Result<Vec<Right>> {
    Ok(
        diesel::sql_query("SELECT id, key, scope FROM permissions WHERE gone_at IS NULL ORDER BY id")
            .load(db.conn())?,
    )
}

/// Inserts cells.
pub fn insert(tx: &mut Tx<'_>, rows: &[Grant], by: Option<i64>) -> Result<()> {
    for rows in rows.chunks(CHUNK) {
        diesel::sql_query(
            "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow, valid_from, valid_to, created_by)
             SELECT n.account, n.permission, p.scope, n.unit, n.allow, n.f, n.t, $7
             FROM unnest($1, $2, $3, $4, $5, $6) AS n (account, permission, unit, allow, f, t)
             JOIN permissions p ON p.id = n.permission",
        )
        .bind::<Array<BigInt>, _>(column(rows, |row| row.account))
        .bind::<Array<Integer>, _>(column(rows, |row| row.permission))
        .bind::<Array<BigInt>, _>(column(rows, |row| row.unit))
        .bind::<Array<Bool>, _>(column(rows, |row| row.allow))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(rows, |row| row.from))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(rows, |row| row.to))
        .bind::<Nullable<BigInt>, _>(by)
        .execute(tx.conn())?;
    }
    Ok(())
}

/// Updates effect and dates of stored cells.
pub fn update(tx: &mut Tx<'_>, rows: &[Grant]) -> Result<()> {
    for rows in rows.chunks(CHUNK) {
        diesel::sql_query(
            "UPDATE grants g SET allow = n.allow, valid_from = n.f, valid_to = n.t
             FROM unnest($1, $2, $3, $4) AS n (id, allow, f, t) WHERE g.id = n.id",
        )
        .bind::<Array<BigInt>, _>(column(rows, |row| row.id))
        .bind::<Array<Bool>, _>(column(rows, |row| row.allow))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(rows, |row| row.from))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(rows, |row| row.to))
        .execute(tx.conn())?;
    }
    Ok(())
}

/// Deletes cells.
pub fn delete(tx: &mut Tx<'_>, ids: &[i64]) -> Result<()> {
    diesel::sql_query("DELETE FROM grants WHERE id = ANY($1)")
        .bind::<Array<BigInt>, _>(ids)
        .execute(tx.conn())?;
    Ok(())
}
