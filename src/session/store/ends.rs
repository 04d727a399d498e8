//! SQL that ends sessions and links.
use crate::access::clauses::{live, may_log_in};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::session::links::Withdrawn;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};

/// Revokes every open link of these users. `how` is the reason shown; `None` where there are no words for it.
pub fn revoke_links(tx: &mut Tx<'_>, users: &[i64], how: Option<Withdrawn>) -> Result<()> {
    diesel::sql_query(
        "UPDATE links SET revoked_at = now(), revoked_how = $2, sealed = NULL, mail_sealed = NULL WHERE user_id = ANY($1) AND used_at IS NULL AND revoked_at IS NULL",
    )
    .bind::<Array<BigInt>, _>(users)
    .bind::<Nullable<Text>, _>(how.map(Withdrawn::code))
    .execute(tx.conn())?;
    Ok(())
}

/// Deletes every row about a deleted person and what identifies an imported password. Sessions hold addresses and
/// devices; the audit holds addresses.
pub fn erase(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    super::devices::clear_counters(tx, user, true)?;
    for rows in [
        "DELETE FROM sessions WHERE user_id = $1",
        "DELETE FROM links WHERE user_id = $1",
        "DELETE FROM login_counters WHERE user_id = $1",
        "DELETE FROM proof_counters WHERE user_id = $1",
        "DELETE FROM code_counters WHERE user_id = $1",
        "DELETE FROM recovery_codes WHERE user_id = $1",
        "DELETE FROM email_codes WHERE user_id = $1",
        "DELETE FROM addresses_changed WHERE user_id = $1",
        "DELETE FROM two_factor WHERE user_id = $1",
        "DELETE FROM known_devices WHERE user_id = $1",
        "DELETE FROM login_audit WHERE user_id = $1",
        "DELETE FROM blocked_attempts WHERE user_id = $1",
        "UPDATE users SET password_imported = NULL WHERE id = $1",
    ] {
        diesel::sql_query(rows).bind::<BigInt, _>(user).execute(tx.conn())?;
    }
    Ok(())
}

/// Lets the sessions of these users end with their access tokens.
pub fn stop_renewing(tx: &mut Tx<'_>, users: &[i64]) -> Result<()> {
    diesel::sql_query(concat!(
        "UPDATE sessions SET expires_at = access_expires_at WHERE user_id = ANY($1) AND ",
        live!("")
    ))
    .bind::<Array<BigInt>, _>(users)
    .execute(tx.conn())?;
    Ok(())
}

#[derive(QueryableByName)]
struct Open {
    #[diesel(sql_type = Bool)]
    open: bool,
}

pub fn is_open(db: &mut impl Read, session: i64) -> Result<bool> {
    let row: Open = diesel::sql_query(concat!(
        "SELECT EXISTS (SELECT FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1 AND ",
        live!("s."),
        " AND ",
        may_log_in!("u."),
        ") AS open"
    ))
    .bind::<BigInt, _>(session)
    .get_result(db.conn())?;
    Ok(row.open)
}
