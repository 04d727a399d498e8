//! Control over another user's login: whoever controls a login has its rights (P-10).

use chrono::{DateTime, Utc};

use super::escalation::Lacks;
use super::evaluate::is_administrator;
use super::fixed::ADMINISTRATORS;
use super::holding::{firm_ranges, possible_ranges};
use super::measure::{Measure, lacking};
use super::paths::{Ever, is_top, reach, starts};
use super::period::Period;
use super::permission::Permission;
use super::snapshot::{Snapshot, Subject};

/// Whether the principal may change what opens another user's login: password, email, two-factor, links, API
/// tokens, login name. A password set today still opens the login tomorrow, so rights that the other user may get
/// later are measured too. These are rights that begin later, and rights that would count again if a unit were
/// unarchived, a module switched on or a security role put in force. The principal's own rights count only if none
/// of these changes takes them away.
///
/// # Errors
/// Names a sensitive right that the other user holds or may get, in a unit where the principal does not hold it then.
pub fn controls_login(
    snapshot: &Snapshot,
    principal: &Subject,
    other: &Subject,
    now: DateTime<Utc>,
) -> Result<(), Lacks> {
    if is_administrator(snapshot, principal, now) {
        return Ok(());
    }
    if is_administrator(snapshot, other, now) {
        return Err(Lacks::Administrators);
    }
    let (ours, theirs) = (Measure::of(snapshot, principal, now), Measure::of(snapshot, other, now));
    may_become_administrator(&ours, &theirs)?;
    let entries = snapshot.catalogue().entries().iter();
    entries
        .filter(|entry| entry.is_sensitive())
        .try_for_each(|entry| holds_as_much(&ours, &theirs, entry.permission))
}

/// Checks that the principal is an administrator whenever the other user may be one.
fn may_become_administrator(ours: &Measure<'_>, theirs: &Measure<'_>) -> Result<(), Lacks> {
    let (snapshot, units) = (theirs.snapshot, theirs.snapshot.units());
    let reached = reach(snapshot, starts(snapshot, theirs.who).into_iter(), &Ever { units });
    let leads = |group: u32, within| snapshot.groups().id(group) == ADMINISTRATORS && is_top(snapshot, within);
    let mut ways = reached.iter().filter(|way| leads(way.group, way.within));
    ways.try_for_each(|way| ours.administrator(way.period))
}

/// Checks that the principal holds the right wherever the other user may hold it, now and at every later time.
fn holds_as_much(ours: &Measure<'_>, theirs: &Measure<'_>, right: Permission) -> Result<(), Lacks> {
    let snapshot = theirs.snapshot;
    let held = possible_ranges(snapshot, theirs.who, right, theirs.now);
    let more = held.without(&firm_ranges(snapshot, ours.who, right, ours.now));
    lacking(snapshot, right, &more)?;
    let later = theirs.moments(Period::since(theirs.now), right).into_iter().skip(1);
    for at in later {
        let new = possible_ranges(snapshot, theirs.who, right, at).without(&held);
        let more = new.without(&firm_ranges(snapshot, ours.who, right, at));
        lacking(snapshot, right, &more)?;
    }
    Ok(())
}
