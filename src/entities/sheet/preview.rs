//! The preview of what saving would give and take (SPEC 3.3): counts, and a list of the users it concerns.
use super::concerned::Concerned;
use super::{Screen, cells};
use crate::access::AccountKind;
use crate::access::compare::{Shift, places, shifts};
use crate::access::permission::{Permission, Scope};
use crate::access::ranges::Ranges;
use crate::access::snapshot::{Snapshot, Subject};
use crate::db::Read;
use crate::entities::cells::CellChange;
use crate::error::Result;
use crate::web::refusal;
use crate::web::visit::Visit;
use std::collections::BTreeSet;

/// How many places a line names.
const NAMED: usize = 3;

/// The preview of a sheet, or of the part of it that was changed.
pub struct Preview {
    /// "Gives 3 rights in 4 units, takes 1."
    pub summary: String,
    pub gains: Vec<String>,
    pub losses: Vec<String>,
    /// For a group: the users concerned.
    pub concerned: Concerned,
    /// How many cells begin later.
    pub later: usize,
    /// Why it cannot be saved, and who could do it, if it is refused.
    pub refused: Option<String>,
}

/// The rights gained and lost by all users concerned together.
#[derive(Default)]
pub(super) struct Sum {
    pub gained: Vec<(Permission, Ranges)>,
    pub lost: Vec<(Permission, Ranges)>,
}

impl Sum {
    pub fn add(&mut self, shifts: &[Shift]) {
        let join = |all: &mut Vec<(Permission, Ranges)>, permission, more: &Ranges| {
            if more.is_empty() {
                return;
            }
            match all.iter_mut().find(|(known, _)| *known == permission) {
                Some((_, ranges)) => {
                    let both = ranges.intervals().iter().chain(more.intervals());
                    *ranges = Ranges::of(both.copied().collect());
                }
                None => all.push((permission, more.clone())),
            }
        };
        for shift in shifts {
            join(&mut self.gained, shift.permission, &shift.gained);
            join(&mut self.lost, shift.permission, &shift.lost);
        }
    }
}

impl Preview {
    /// Computes the preview of these changes.
    pub(super) fn of(visit: &Visit, db: &mut impl Read, screen: &Screen, changes: &[CellChange]) -> Result<Self> {
        let (access, now) = (&visit.access, visit.access.now());
        let before = access.snapshot();
        let after = cells::supposing(before, screen.holder.id, screen.place.id, changes);
        let rights: Vec<Permission> = changes.iter().map(|change| change.permission).collect();
        let look = |subject: &Subject| shifts(before, &after, subject, &rights, now);
        let mut sum = Sum::default();
        let concerned = match screen.holder.kind {
            AccountKind::Group => Concerned::of(visit, db, screen, rights.len(), &look, &mut sum)?,
            AccountKind::User => {
                sum.add(&look(&screen.holder.rights));
                Concerned::default()
            }
        };
        let refused = match cells::measure(access, db, &screen.holder, screen.place.id, changes)? {
            Ok(()) => None,
            Err(refusal) => Some(refusal::with_who(visit, db, &refusal)?),
        };
        let begins_later = |change: &&CellChange| {
            change
                .after
                .is_some_and(|cell| cell.from.is_some_and(|from| from > now))
        };
        Ok(Self {
            summary: summary(visit, before, &sum, &concerned),
            gains: lines(visit, &sum.gained),
            losses: lines(visit, &sum.lost),
            concerned,
            later: changes.iter().filter(begins_later).count(),
            refused,
        })
    }
}

fn summary(visit: &Visit, snapshot: &Snapshot, sum: &Sum, concerned: &Concerned) -> String {
    let t = &visit.t;
    let scope = visit.access.scope();
    let units = |all: &[(Permission, Ranges)]| {
        let by_unit = |(right, _): &&(Permission, Ranges)| snapshot.catalogue().scope(*right) == Some(Scope::OrgUnit);
        let intervals = all.iter().filter(by_unit).flat_map(|(_, ranges)| ranges.intervals());
        let within = Ranges::of(intervals.copied().collect()).and(&scope);
        let inside = snapshot.units().in_order();
        inside
            .filter(|unit| !unit.archived && within.contains(unit.pos))
            .map(|unit| unit.id)
            .collect::<BTreeSet<_>>()
            .len()
    };
    let (gains, losses) = (sum.gained.len(), sum.lost.len());
    let what = match (gains, losses) {
        (0, 0) if concerned.hidden => return t.get("entities-preview-unseen"),
        (0, 0) => return t.get("entities-preview-none"),
        (gains, 0) => t.two("entities-preview-gives", "rights", gains, "units", units(&sum.gained)),
        (0, losses) => t.two("entities-preview-takes", "rights", losses, "units", units(&sum.lost)),
        (gains, losses) => {
            let gives = t.two(
                "entities-preview-gives-and",
                "rights",
                gains,
                "units",
                units(&sum.gained),
            );
            t.two("entities-preview-both", "gives", gives, "losses", losses)
        }
    };
    match concerned.count {
        None => what,
        Some(people) if concerned.looked_at.is_some() => {
            t.two("entities-preview-for-at-least", "what", what, "people", people)
        }
        Some(people) => t.two("entities-preview-for", "what", what, "people", people),
    }
}

/// Returns lines such as "Edit user in North, Odense and 3 more places".
fn lines(visit: &Visit, all: &[(Permission, Ranges)]) -> Vec<String> {
    all.iter().map(|(right, ranges)| line(visit, *right, ranges)).collect()
}

pub(super) fn line(visit: &Visit, right: Permission, ranges: &Ranges) -> String {
    let (t, access) = (&visit.t, &visit.access);
    let snapshot = access.snapshot();
    let label = refusal::label(t, snapshot, right);
    if snapshot.catalogue().scope(right) != Some(Scope::OrgUnit) {
        return t.one("entities-preview-everywhere", "right", label);
    }
    let found = places(snapshot, right, &ranges.and(&access.scope()));
    let names: Vec<&str> = found.highest.iter().take(NAMED).map(|unit| &*unit.name).collect();
    let names = names.join(", ");
    let more = found.highest.len().saturating_sub(NAMED);
    let places = match (names.is_empty(), more) {
        (true, _) => return t.one("entities-preview-hidden", "right", label),
        (false, 0) => names,
        (false, more) => t.two("entities-preview-more-places", "names", names, "count", more),
    };
    let below = found.units.saturating_sub(found.highest.len());
    let places = match below {
        0 => places,
        _ => t.two("entities-preview-and-below", "places", places, "count", below),
    };
    t.two("entities-preview-line", "right", label, "places", places)
}
