//! All SQL of licences and security roles.
use super::{SecurityRole, SecurityRoles};
use crate::access::clauses::live;
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};
use std::collections::HashSet;

/// Licences of a customer.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct Pool {
    #[diesel(sql_type = Nullable<Integer>)]
    pub pool: Option<i32>,
    #[diesel(sql_type = Integer)]
    pub taken: i32,
}

/// Locks and returns the pool from which a user in this unit would take a licence. `None`: the user needs none, or
/// already has one from it.
pub(super) fn pool_for(tx: &mut Tx<'_>, user: Option<i64>, unit: i64) -> Result<Option<Pool>> {
    Ok(diesel::sql_query(
        "SELECT l.pool, l.taken FROM customer_licences l WHERE l.customer_id = customer_of($2)
            AND NOT EXISTS (SELECT FROM users u WHERE u.id = $1 AND (NOT needs_licence(u.id, $2, u.is_agent)
                OR (u.licensed AND u.state = 'active' AND needs_licence(u.id, u.unit_id, u.is_agent) AND customer_of(u.unit_id) = customer_of($2))))
         FOR NO KEY UPDATE OF l",
    )
    .bind::<Nullable<BigInt>, _>(user)
    .bind::<BigInt, _>(unit)
    .get_result(tx.conn())
    .optional()?)
}

/// The licences of the customer of a unit.
pub(super) fn pool_of(db: &mut impl Read, unit: i64) -> Result<Option<Pool>> {
    Ok(
        diesel::sql_query("SELECT pool, taken FROM customer_licences WHERE customer_id = customer_of($1)")
            .bind::<BigInt, _>(unit)
            .get_result(db.conn())
            .optional()?,
    )
}

/// What a unit takes along to another customer.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct Along {
    /// Licences taken in it and below.
    #[diesel(sql_type = Integer)]
    pub licences: i32,
    /// Of the customer it comes to; None: unlimited.
    #[diesel(sql_type = Nullable<Integer>)]
    pool: Option<i32>,
    #[diesel(sql_type = Integer)]
    taken: i32,
}

impl Along {
    /// Licences of the customer it comes to.
    pub fn pool(self) -> Pool {
        Pool {
            pool: self.pool,
            taken: self.taken,
        }
    }
}

/// Returns what the unit takes along to the customer of `parent`. `None`: it stays with its customer, or becomes one.
pub(super) fn along(db: &mut impl Read, unit: i64, parent: i64) -> Result<Option<Along>> {
    Ok(diesel::sql_query(
        "SELECT l.pool, l.taken, (SELECT coalesce(sum(c.licences), 0) FROM org_units w JOIN org_units o ON o.pos BETWEEN w.pos AND w.last
            JOIN unit_counts c ON c.unit_id = o.id WHERE w.id = $1)::int AS licences
         FROM customer_licences l WHERE l.customer_id = customer_of($2) AND customer_of($1) IS DISTINCT FROM l.customer_id",
    )
    .bind::<BigInt, _>(unit)
    .bind::<BigInt, _>(parent)
    .get_result(db.conn())
    .optional()?)
}

/// Holds the pools of the customers of these units until the transaction ends, in the order in which everybody takes
/// them.
pub(super) fn hold_pools(tx: &mut Tx<'_>, units: &[i64]) -> Result<()> {
    diesel::sql_query(
        "SELECT FROM customer_licences WHERE customer_id IN (SELECT customer_of(unit) FROM unnest($1) AS u (unit))
         ORDER BY customer_id FOR NO KEY UPDATE",
    )
    .bind::<Array<BigInt>, _>(units)
    .execute(tx.conn())?;
    Ok(())
}

#[derive(QueryableByName)]
struct MaxSessions {
    #[diesel(sql_type = Nullable<Integer>)]
    max_sessions: Option<i32>,
}

pub(super) fn max_sessions(tx: &mut Tx<'_>, user: i64) -> Result<Option<i32>> {
    let row: MaxSessions = diesel::sql_query("SELECT max_sessions FROM users WHERE id = $1")
        .bind::<BigInt, _>(user)
        .get_result(tx.conn())?;
    Ok(row.max_sessions)
}

pub(super) fn set_max_sessions(tx: &mut Tx<'_>, user: i64, number: Option<i32>, by: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "UPDATE users SET max_sessions = $2, version = version + 1, updated_at = now(), updated_by = $3 WHERE id = $1",
    )
    .bind::<BigInt, _>(user)
    .bind::<Nullable<Integer>, _>(number)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn live_sessions(tx: &mut Tx<'_>, user: i64) -> Result<i64> {
    let row: Count = diesel::sql_query(concat!(
        "SELECT count(*) AS count FROM sessions WHERE user_id = $1 AND ",
        live!("")
    ))
    .bind::<BigInt, _>(user)
    .get_result(tx.conn())?;
    Ok(row.count)
}

/// Assigns the licence or takes it away. Returns how many sessions the trigger ended by that.
pub(super) fn set_licensed(tx: &mut Tx<'_>, user: i64, on: bool, by: Option<i64>) -> Result<i64> {
    let before = live_sessions(tx, user)?;
    diesel::sql_query(
        "UPDATE users SET licensed = $2, version = version + 1, updated_at = now(), updated_by = $3 WHERE id = $1",
    )
    .bind::<BigInt, _>(user)
    .bind::<Bool, _>(on)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(before - live_sessions(tx, user)?)
}

#[derive(QueryableByName)]
struct RolesRow {
    #[diesel(sql_type = Array<Text>)]
    security_roles: Vec<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    organisation_id: Option<i64>,
}

pub(super) fn security_roles(db: &mut impl Read, user: i64) -> Result<SecurityRoles> {
    let row: RolesRow = diesel::sql_query("SELECT security_roles, organisation_id FROM users WHERE id = $1")
        .bind::<BigInt, _>(user)
        .get_result(db.conn())?;
    let has = |role: &SecurityRole| row.security_roles.iter().any(|code| code == role.code());
    Ok(SecurityRoles {
        roles: SecurityRole::ALL.into_iter().filter(has).collect(),
        organisation: row.organisation_id,
    })
}

/// Sets the security roles. Returns how many sessions that ended: somebody who now needs a licence may have none.
pub(super) fn set_security_roles(tx: &mut Tx<'_>, user: i64, wanted: &SecurityRoles, by: Option<i64>) -> Result<i64> {
    let before = live_sessions(tx, user)?;
    diesel::sql_query(
        "UPDATE users SET security_roles = $2, organisation_id = $3, version = version + 1, updated_at = now(), updated_by = $4 WHERE id = $1",
    )
    .bind::<BigInt, _>(user)
    .bind::<Array<Text>, _>(wanted.codes())
    .bind::<Nullable<BigInt>, _>(wanted.organisation)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(before - live_sessions(tx, user)?)
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

/// Whether the domain of an address is on the internal list.
pub(super) fn is_internal(db: &mut impl Read, email: &str) -> Result<bool> {
    let row: Answer = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM internal_email_domains WHERE domain = lower(substring($1 from '[^@]*$'))) AS yes",
    )
    .bind::<Text, _>(email)
    .get_result(db.conn())?;
    Ok(row.yes)
}

/// Returns those of these addresses whose domain is on the internal list.
pub(super) fn internal_addresses(db: &mut impl Read, addresses: &[&str]) -> Result<HashSet<String>> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Text)]
        address: String,
    }
    let rows: Vec<Found> = diesel::sql_query(
        "SELECT address FROM unnest($1) a (address)
         WHERE EXISTS (SELECT FROM internal_email_domains WHERE domain = lower(substring(address from '[^@]*$')))",
    )
    .bind::<Array<Text>, _>(addresses)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| row.address).collect())
}

/// Returns those of these users whose confirmed address is internal, and also the one that waits for confirmation, if
/// one does.
pub(super) fn with_internal_address(db: &mut impl Read, users: &[i64]) -> Result<HashSet<i64>> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let rows: Vec<Found> = diesel::sql_query(
        "SELECT u.id FROM users u
         CROSS JOIN LATERAL (VALUES (u.email), (CASE WHEN u.email_confirmed_at IS NULL THEN u.email_before ELSE u.email END)) a (address)
         LEFT JOIN internal_email_domains d ON d.domain = lower(substring(a.address from '[^@]*$')) WHERE u.id = ANY($1)
         GROUP BY u.id HAVING count(d.domain) = count(*)",
    )
    .bind::<Array<BigInt>, _>(users)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
