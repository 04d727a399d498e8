//! All SQL of single memberships; the screen's list has a store of its own.
use super::{Account, Dates, Group, Membership, Who};
use crate::access::{Subjects, subjects_of};
use crate::db::{Read, Tx};
use crate::error::Result;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};

#[derive(QueryableByName)]
struct GroupRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    display_name: String,
}

/// Returns a group that is not deleted. A role whose module is off is not returned, because it is not offered (SPEC
/// G-4).
pub fn group(db: &mut impl Read, id: i64) -> Result<Option<Group>> {
    let row: Option<GroupRow> = diesel::sql_query(
        "SELECT g.id, a.name, g.display_name FROM groups g JOIN accounts a ON a.id = g.id WHERE a.deleted_at IS NULL AND g.id = $1
            AND NOT EXISTS (SELECT FROM modules o WHERE o.key = g.module AND NOT o.enabled)",
    )
    .bind::<BigInt, _>(id)
    .get_result(db.conn())
    .optional()?;
    Ok(row.map(|row| Group {
        id: row.id,
        name: row.name,
        display_name: row.display_name,
    }))
}

#[derive(QueryableByName)]
struct AccountRow {
    #[diesel(sql_type = BigInt)]
    account_id: i64,
    #[diesel(sql_type = Text)]
    account_name: String,
    #[diesel(sql_type = Text)]
    account_display_name: String,
    /// None for a group.
    #[diesel(sql_type = Nullable<BigInt>)]
    account_unit: Option<i64>,
}

const ACCOUNT: &str = "a.id AS account_id, a.name AS account_name,
    coalesce(u.display_name, s.display_name) AS account_display_name, u.unit_id AS account_unit";
const ACCOUNTS: &str = "accounts a LEFT JOIN users u ON u.id = a.id LEFT JOIN groups s ON s.id = a.id";

impl AccountRow {
    /// Makes the account. `rights`: those of every user among the rows.
    fn account(self, rights: &Subjects) -> Result<Account> {
        Ok(Account {
            id: self.account_id,
            name: self.account_name,
            display_name: self.account_display_name,
            who: match self.account_unit {
                Some(unit) => Who::User {
                    unit,
                    rights: rights.of(self.account_id)?.clone(),
                },
                None => Who::Group,
            },
        })
    }
}

/// Returns a user or group that is not deleted.
pub fn account(db: &mut impl Read, id: i64) -> Result<Option<Account>> {
    let query = format!("SELECT {ACCOUNT} FROM {ACCOUNTS} WHERE a.deleted_at IS NULL AND a.id = $1");
    let row: Option<AccountRow> = diesel::sql_query(query)
        .bind::<BigInt, _>(id)
        .get_result(db.conn())
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let rights = subjects_of(db, &[row.account_id])?;
    row.account(&rights).map(Some)
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(sql_type = BigInt)]
    group_id: i64,
    #[diesel(sql_type = Text)]
    group_name: String,
    #[diesel(sql_type = Text)]
    group_display_name: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    valid_from: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    valid_to: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    created_by: Option<String>,
    #[diesel(embed)]
    account: AccountRow,
}

impl Row {
    fn membership(self, rights: &Subjects) -> Result<Membership> {
        Ok(Membership {
            id: self.id,
            unit: self.unit_id,
            group: Group {
                id: self.group_id,
                name: self.group_name,
                display_name: self.group_display_name,
            },
            account: self.account.account(rights)?,
            dates: Dates {
                from: self.valid_from,
                to: self.valid_to,
            },
            version: self.version,
            created_at: self.created_at,
            created_by: self.created_by,
        })
    }
}

fn read(db: &mut impl Read, condition: &'static str, value: Vec<i64>) -> Result<Vec<Membership>> {
    let query = format!(
        "SELECT m.id, m.unit_id, m.group_id, n.name AS group_name, g.display_name AS group_display_name, m.valid_from,
            m.valid_to, m.version, m.created_at, b.display_name AS created_by, {ACCOUNT}
         FROM memberships m JOIN groups g ON g.id = m.group_id JOIN accounts n ON n.id = m.group_id
         LEFT JOIN users b ON b.id = m.created_by JOIN {ACCOUNTS} ON a.id = m.account_id
         WHERE {condition}"
    );
    let rows: Vec<Row> = diesel::sql_query(query)
        .bind::<Array<BigInt>, _>(value)
        .load(db.conn())?;
    let users: Vec<i64> = rows
        .iter()
        .filter(|row| row.account.account_unit.is_some())
        .map(|row| row.account.account_id)
        .collect();
    let rights = subjects_of(db, &users)?;
    rows.into_iter().map(|row| row.membership(&rights)).collect()
}

/// Returns a membership.
pub fn one(db: &mut impl Read, id: i64) -> Result<Option<Membership>> {
    Ok(read(db, "m.id = ANY($1)", vec![id])?.pop())
}

/// Returns these memberships in this order, without those that are gone.
pub(super) fn several(db: &mut impl Read, ids: &[i64]) -> Result<Vec<Membership>> {
    read(db, "m.id = ANY($1) ORDER BY array_position($1, m.id)", ids.to_vec())
}

/// Returns a membership, and locks it until the transaction ends.
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Membership>> {
    Ok(read(tx, "m.id = ANY($1) FOR UPDATE OF m", vec![id])?.pop())
}

/// Returns the direct memberships of an account by group, past and future ones too.
pub fn of_account(db: &mut impl Read, account: i64) -> Result<Vec<Membership>> {
    read(
        db,
        "m.account_id = ANY($1) ORDER BY g.sort_name, m.group_id, m.id",
        vec![account],
    )
}

/// Whether the account is already in the group in this unit, whatever the dates.
pub fn is_in(db: &mut impl Read, account: i64, group: i64, unit: i64) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = BigInt)]
        #[allow(dead_code, reason = "only whether there is one is asked")]
        id: i64,
    }
    let found: Option<Found> =
        diesel::sql_query("SELECT id FROM memberships WHERE account_id = $1 AND group_id = $2 AND unit_id = $3")
            .bind::<BigInt, _>(account)
            .bind::<BigInt, _>(group)
            .bind::<BigInt, _>(unit)
            .get_result(db.conn())
            .optional()?;
    Ok(found.is_some())
}

/// A user who is an administrator.
#[derive(Debug, Clone, QueryableByName)]
pub struct Administrator {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub login: String,
    #[diesel(sql_type = Text)]
    pub display_name: String,
}

/// Returns the administrators, however their membership comes about. Each membership on the way is at the top (P-9).
/// `later`: also those whose membership has not begun yet.
pub fn administrators(tx: &mut Tx<'_>, later: bool) -> Result<Vec<Administrator>> {
    Ok(diesel::sql_query(
        "WITH RECURSIVE inside (id) AS (
            SELECT 3::bigint
            UNION
            SELECT m.account_id FROM inside i JOIN memberships m ON m.group_id = i.id JOIN groups g ON g.id = i.id
                LEFT JOIN modules o ON o.key = g.module
            WHERE m.unit_id = 1 AND coalesce(o.enabled, true) AND coalesce(m.valid_to > now(), true)
                AND ($1 OR coalesce(m.valid_from <= now(), true)))
         SELECT u.id, a.name AS login, u.display_name FROM users u JOIN accounts a ON a.id = u.id
         WHERE u.state = 'active' AND (u.id = 2 OR u.id IN (SELECT id FROM inside)) ORDER BY u.id",
    )
    .bind::<Bool, _>(later)
    .load(tx.conn())?)
}

#[derive(QueryableByName)]
struct NewId {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Adds a membership.
pub fn insert(tx: &mut Tx<'_>, unit: i64, group: i64, account: i64, dates: Dates, author: Option<i64>) -> Result<i64> {
    let row: NewId = diesel::sql_query(
        "INSERT INTO memberships (unit_id, group_id, account_id, valid_from, valid_to, created_by)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
    )
    .bind::<BigInt, _>(unit)
    .bind::<BigInt, _>(group)
    .bind::<BigInt, _>(account)
    .bind::<Nullable<Timestamptz>, _>(dates.from)
    .bind::<Nullable<Timestamptz>, _>(dates.to)
    .bind::<Nullable<BigInt>, _>(author)
    .get_result(tx.conn())?;
    Ok(row.id)
}

/// Sets other dates.
pub fn set_dates(tx: &mut Tx<'_>, id: i64, dates: Dates) -> Result<()> {
    diesel::sql_query("UPDATE memberships SET valid_from = $2, valid_to = $3, version = version + 1 WHERE id = $1")
        .bind::<BigInt, _>(id)
        .bind::<Nullable<Timestamptz>, _>(dates.from)
        .bind::<Nullable<Timestamptz>, _>(dates.to)
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes a membership.
pub fn delete(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM memberships WHERE id = $1")
        .bind::<BigInt, _>(id)
        .execute(tx.conn())?;
    Ok(())
}
