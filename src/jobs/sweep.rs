//! Removes rows that are no longer needed (SECURITY DP3). How long each kind is kept is defined in its own module.
use super::Done;
use crate::access;
use crate::activity;
use crate::actors::merge;
use crate::api_tokens;
use crate::db::Tx;
use crate::error::Result;
use crate::imports;
use crate::mail;
use crate::session::sweep;
use crate::storage;
use crate::web::visit::AppState;

/// Rows removed in one run, so that the transaction stays short.
const BATCH: i64 = 5_000;

fn removed(rows: usize, what: &str) -> Done {
    Done {
        said: format!("removed {rows} {what}"),
        more: rows as i64 >= BATCH,
    }
}

pub fn sessions(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    Ok(removed(sweep::sessions(tx, BATCH)?, "sessions"))
}

pub fn links(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    Ok(removed(sweep::links(tx, BATCH)?, "links"))
}

pub fn devices(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    Ok(removed(sweep::devices(tx, BATCH)?, "known devices"))
}

pub fn login_counters(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    Ok(removed(sweep::login_counters(tx, BATCH)?, "login counters"))
}

pub fn addresses(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    Ok(removed(sweep::addresses(tx, BATCH)?, "counts and blocks of addresses"))
}

pub fn login_audit(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    Ok(removed(sweep::audit(tx, BATCH)?, "rows of the audit of logins"))
}

pub fn api_tokens(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    Ok(removed(api_tokens::sweep(tx, BATCH)?, "expired API tokens"))
}

pub fn files(tx: &mut Tx<'_>, state: &AppState) -> Result<Done> {
    let removed = storage::sweep(tx, &*state.storage)?;
    Ok(Done {
        said: format!("removed {removed} left-over files"),
        more: false,
    })
}

pub fn uploads(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    Ok(removed(imports::sweep(tx, BATCH)?, "uploads"))
}

pub fn access_changes(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    Ok(removed(access::sweep_changes(tx, BATCH)?, "access changes"))
}

pub fn refusals(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    Ok(removed(activity::sweep_refusals(tx, BATCH)?, "counts of refusals"))
}

pub fn merges(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    Ok(removed(merge::sweep(tx, BATCH)?, "merges that can no longer be undone"))
}

pub fn mails(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    Ok(removed(mail::sweep(tx, BATCH)?, "mails"))
}
