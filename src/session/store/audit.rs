//! SQL that records who tried to log in from where.
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Inet, Nullable};
use ipnet::IpNet;
use std::net::IpAddr;

/// Writes the audit of Login security (SPEC N-10), one row per user, unit and address. A failure is also noted on the
/// user's account (C-2).
pub fn audit(tx: &mut Tx<'_>, user: i64, unit: i64, address: IpAddr, success: bool) -> Result<()> {
    let sql = if success {
        "INSERT INTO login_audit AS a (user_id, unit_id, address, first_login, last_success, successes) VALUES ($1, $2, $3, now(), now(), 1)
         ON CONFLICT (user_id, unit_id, address) DO UPDATE SET first_login = coalesce(a.first_login, now()), last_success = now(), successes = a.successes + 1"
    } else {
        "WITH clock AS (UPDATE user_clock SET last_failed = now() WHERE user_id = $1)
         INSERT INTO login_audit AS a (user_id, unit_id, address, last_blocked, blocked) VALUES ($1, $2, $3, now(), 1)
         ON CONFLICT (user_id, unit_id, address) DO UPDATE SET last_blocked = now(), blocked = a.blocked + 1"
    };
    diesel::sql_query(sql)
        .bind::<BigInt, _>(user)
        .bind::<BigInt, _>(unit)
        .bind::<Inet, _>(IpNet::from(address))
        .execute(tx.conn())?;
    Ok(())
}

/// Like [`audit`], for an attempt from a blocked address. Writes nothing if the name belongs to no user.
pub fn audit_blocked(tx: &mut Tx<'_>, user: Option<i64>, address: IpAddr) -> Result<()> {
    diesel::sql_query(
        "WITH asked AS (SELECT id, unit_id FROM users WHERE id = $1),
            clock AS (UPDATE user_clock SET last_failed = now() WHERE user_id = $1)
         INSERT INTO login_audit AS a (user_id, unit_id, address, last_blocked, blocked) SELECT id, unit_id, $2, now(), 1 FROM asked
         ON CONFLICT (user_id, unit_id, address) DO UPDATE SET last_blocked = now(), blocked = a.blocked + 1",
    )
    .bind::<Nullable<BigInt>, _>(user)
    .bind::<Inet, _>(IpNet::from(address))
    .execute(tx.conn())?;
    Ok(())
}
