//! The jobs that maintain the activity log (DESIGN 5).
use super::Done;
use crate::activity::{self, verify as verification};
use crate::db::{self, End, Tx};
use crate::error::{Error, Result};
use crate::web::visit::AppState;
use std::sync::atomic::AtomicBool;

/// Adds new entries to the chain.
pub fn seal(tx: &mut Tx<'_>, state: &AppState) -> Result<Done> {
    let (entries, more) = activity::seal(tx, &state.chain)?;
    let said = format!("sealed {entries} entries");
    Ok(Done { said, more })
}

/// Removes entries older than the installation keeps them.
pub fn retire(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    let (entries, more) = activity::retire(tx)?;
    let said = format!("retired {entries} entries");
    Ok(Done { said, more })
}

/// Verifies the whole chain on a second connection. The job's own transaction holds its claim and stores the
/// result.
pub fn verify(tx: &mut Tx<'_>, state: &AppState) -> Result<Done> {
    let conn = state.jobs.get().map_err(|_| Error::Busy("jobs"))?;
    let walk = |tx: &mut Tx<'_>| verification::verify(tx, &state.chain, None).map(End::Rollback);
    let report = db::run(conn, &AtomicBool::new(false), walk)?;
    verification::note(tx, &report)?;
    let breaks = report.breaks.len() as i64 + report.more;
    let said = format!("verified {} entries, {breaks} breaks", report.checked);
    Ok(Done { said, more: false })
}
