//! What saving would bring and take, before it is saved (SPEC 3.3): counted, and listed by whom it concerns.
use super::{Screen, cells};
use crate::access::compare::{Shift, places, shifts};
use crate::access::permission::{Permission, Scope};
use crate::access::ranges::Ranges;
use crate::access::snapshot::{Snapshot, Subject};
use crate::access::subjects_of;
use crate::db::Read;
use crate::entities::cells::CellChange;
use crate::entities::{Kind, is_implicit, store};
use crate::error::Result;
use crate::web::refusal;
use crate::web::visit::Visit;
use std::collections::BTreeSet;

/// People looked at, rights times people looked at, people listed, places named.
const MOST: i64 = 1_000;
const LOOKS: usize = 50_000;
const LISTED: usize = 20;
const NAMED: usize = 3;

/// The preview of a sheet, or of the part of it that was changed.
pub struct Preview {
    /// "Gives 3 rights in 4 units, takes 1."
    pub summary: String,
    pub gains: Vec<String>,
    pub losses: Vec<String>,
    /// Of a group: whom it concerns.
    pub people: Vec<Person>,
    pub more: usize,
    /// How many were looked at, where there are more.
    pub looked_at: Option<usize>,
    /// Cells that begin later.
    pub later: usize,
    /// Why it cannot be saved, and who could do it.
    pub refused: Option<String>,
}

/// Somebody who gains or loses.
pub struct Person {
    pub name: String,
    pub gains: usize,
    pub losses: usize,
}

/// Everything that shifts, for everybody together.
#[derive(Default)]
struct Sum {
    gained: Vec<(Permission, Ranges)>,
    lost: Vec<(Permission, Ranges)>,
}

impl Sum {
    fn add(&mut self, shifts: Vec<Shift>) {
        let join = |all: &mut Vec<(Permission, Ranges)>, permission, more: Ranges| {
            if more.is_empty() {
                return;
            }
            match all.iter_mut().find(|(known, _)| *known == permission) {
                Some((_, ranges)) => {
                    let both = ranges.intervals().iter().chain(more.intervals());
                    *ranges = Ranges::of(both.copied().collect());
                }
                None => all.push((permission, more)),
            }
        };
        for shift in shifts {
            join(&mut self.gained, shift.permission, shift.gained);
            join(&mut self.lost, shift.permission, shift.lost);
        }
    }
}

impl Preview {
    /// Of these changes.
    pub(super) fn of(visit: &Visit, db: &mut impl Read, screen: &Screen, changes: &[CellChange]) -> Result<Self> {
        let (access, now) = (&visit.access, visit.access.now());
        let before = access.snapshot();
        let after = cells::supposing(before, screen.holder.id, screen.place.id, changes);
        let rights: Vec<Permission> = changes.iter().map(|change| change.permission).collect();
        let look = |subject: &Subject| shifts(before, &after, subject, &rights, now);
        let (mut sum, mut people, mut looked_at) = (Sum::default(), Vec::new(), None);
        if screen.holder.kind == Kind::User {
            sum.add(look(&screen.holder.rights));
        } else {
            let (members, all) = members(visit, db, screen.holder.id, rights.len())?;
            looked_at = (!all).then_some(members.len());
            for (name, subject) in members {
                let shifts = look(&subject);
                let count = |of: fn(&Shift) -> &Ranges| shifts.iter().filter(|shift| !of(shift).is_empty()).count();
                let (gains, losses) = (count(|shift| &shift.gained), count(|shift| &shift.lost));
                if gains + losses > 0 {
                    people.push(Person { name, gains, losses });
                }
                sum.add(shifts);
            }
        }
        let refused = match cells::measure(access, &screen.holder, screen.place.id, changes) {
            Ok(()) => None,
            Err((_, refusal)) => Some(refusal::with_who(visit, db, &refusal)?),
        };
        let begins_later = |change: &&CellChange| {
            change
                .after
                .is_some_and(|cell| cell.from.is_some_and(|from| from > now))
        };
        let more = people.len().saturating_sub(LISTED);
        let concerned = people.len();
        people.truncate(LISTED);
        Ok(Self {
            summary: summary(
                visit,
                before,
                &sum,
                (screen.holder.kind == Kind::Group).then_some(concerned),
            ),
            gains: lines(visit, &sum.gained),
            losses: lines(visit, &sum.lost),
            people,
            more,
            looked_at,
            later: changes.iter().filter(begins_later).count(),
            refused,
        })
    }
}

/// Who is in the group, as far as the reader may know of them, each with all memberships; and whether that is everybody.
fn members(visit: &Visit, db: &mut impl Read, group: i64, rights: usize) -> Result<(Vec<(String, Subject)>, bool)> {
    let most = MOST.min((LOOKS / rights.max(1)).max(LISTED) as i64);
    let mut members = if is_implicit(group) {
        store::everybody(db, most + 1)?
    } else {
        store::members(db, group, most + 1)?
    };
    let all = members.len() as i64 <= most;
    members.truncate(most as usize);
    members.retain(|member| visit.access.sees(member.unit_id));
    let ids: Vec<i64> = members.iter().map(|member| member.id).collect();
    let mut subjects = subjects_of(db, &ids)?;
    let subject = |member: store::Member| Some((member.display_name, subjects.remove(&member.id)?));
    Ok((members.into_iter().filter_map(subject).collect(), all))
}

fn summary(visit: &Visit, snapshot: &Snapshot, sum: &Sum, people: Option<usize>) -> String {
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
        (0, 0) => t.get("entities-preview-none"),
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
    match people {
        Some(people) if gains + losses > 0 => t.two("entities-preview-for", "what", what, "people", people),
        _ => what,
    }
}

/// "Edit user in North, Odense and 3 more places"
fn lines(visit: &Visit, all: &[(Permission, Ranges)]) -> Vec<String> {
    all.iter().map(|(right, ranges)| line(visit, *right, ranges)).collect()
}

fn line(visit: &Visit, right: Permission, ranges: &Ranges) -> String {
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
