//! What a move would bring and take: by every way in which people come to their rights, counted, and by name, listed.
use super::store::{self, Candidate};
use crate::access::compare::{Shift, places};
use crate::access::fixed::{ALL, USERS};
use crate::access::moves::{Move, Turn};
use crate::access::permission::Permission;
use crate::access::ranges::Ranges;
use crate::access::snapshot::{Membership, Subject, Unit};
use crate::access::subjects_of;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::group_name::group_name;
use crate::web::menu;
use crate::web::right_name;
use crate::web::visit::Visit;
use std::collections::HashSet;

/// People looked at, people listed, ways listed, places named.
const MOST: i64 = 500;
const LISTED: usize = 50;
const WAYS: usize = 100;
const NAMED: usize = 3;
/// An id that no account has. It stands for everybody who is only in the groups that everybody is in.
const ANYBODY: i64 = i64::MAX;

/// The preview.
#[derive(Default)]
pub struct Preview {
    pub ways: Vec<Way>,
    pub more_ways: usize,
    pub people: Vec<Person>,
    pub more_people: usize,
    /// How many gain, how many lose.
    pub gaining: usize,
    pub losing: usize,
    /// How many of them no longer reach it, and how many come to (SPEC C-5).
    pub leaving: usize,
    pub entering: usize,
    /// How many were looked at, where there are more.
    pub looked_at: Option<usize>,
    /// It concerns people or units that the reader does not see.
    pub hidden: bool,
    /// Whether the reader may open these people.
    pub opens_users: bool,
}

/// A group in a unit, everybody in it at once.
pub struct Way {
    pub who: String,
    /// Number of memberships; None if everybody is in it.
    pub members: Option<i64>,
    pub gains: Vec<String>,
    pub losses: Vec<String>,
}

/// Somebody, with everything they are in.
pub struct Person {
    pub id: i64,
    pub name: String,
    pub unit: String,
    /// What becomes of their reach, if it changes.
    pub reach: Option<String>,
    pub gains: Vec<String>,
    pub losses: Vec<String>,
}

impl Preview {
    /// Previews moving the unit below another, where it can stand.
    pub(super) fn of(visit: &Visit, db: &mut impl Read, unit: i64, parent: i64) -> Result<Self> {
        let snapshot = visit.access.snapshot();
        let change = Move::of(snapshot, unit, parent, visit.access.now()).ok_or(Error::NotFound)?;
        let looking = Looking {
            visit,
            change: &change,
            unit,
        };
        let groups = change.groups();
        let mut preview = Self {
            opens_users: menu::USERS.opens(&visit.access),
            ..Self::default()
        };
        looking.ways(db, &groups, &mut preview)?;
        looking.people(db, &groups, &mut preview)?;
        Ok(preview)
    }

    /// Whether nothing changes for anybody.
    pub fn is_empty(&self) -> bool {
        self.ways.is_empty() && self.people.is_empty() && !self.hidden
    }
}

struct Looking<'a> {
    visit: &'a Visit,
    change: &'a Move<'a>,
    unit: i64,
}

impl Looking<'_> {
    fn shifts(&self, subject: &Subject) -> Vec<Shift> {
        self.change.shifts(subject)
    }

    /// Every way of its own: through what is joined at the units that come or go, and through groups that turn.
    fn ways(&self, db: &mut impl Read, groups: &[i64], preview: &mut Preview) -> Result<()> {
        let t = &self.visit.t;
        if groups.contains(&USERS) || groups.contains(&ALL) {
            let shifts = self.shifts(&Subject::by_id(ANYBODY));
            self.way(preview, || t.get("org-unit-move-everybody"), None, &shifts);
        }
        for joined in store::at_edges(db, self.change)? {
            let shifts = self.shifts(&member(joined.unit_id, joined.group_id));
            match self.visit.access.seen_unit(joined.unit_id) {
                Some(unit) => {
                    let who = || {
                        t.two(
                            "org-unit-move-members-at",
                            "group",
                            self.group(joined.group_id),
                            "unit",
                            &*unit.name,
                        )
                    };
                    self.way(preview, who, Some(joined.count), &shifts);
                }
                None => preview.hidden |= !shifts.is_empty(),
            }
        }
        let scope = self.visit.access.scope();
        for joined in store::inside(db, self.change, groups, &scope)? {
            let shifts = self.shifts(&member(self.unit, joined.group_id));
            preview.hidden |= joined.hidden && !shifts.is_empty();
            if joined.count > 0 {
                let who = || t.one("org-unit-move-members", "group", self.group(joined.group_id));
                self.way(preview, who, Some(joined.count), &shifts);
            }
        }
        preview.more_ways = preview.ways.len().saturating_sub(WAYS);
        preview.ways.truncate(WAYS);
        Ok(())
    }

    fn way(&self, preview: &mut Preview, who: impl FnOnce() -> String, members: Option<i64>, shifts: &[Shift]) {
        if shifts.is_empty() {
            return;
        }
        preview.ways.push(Way {
            who: who(),
            members,
            gains: self.lines(shifts, |shift| &shift.gained),
            losses: self.lines(shifts, |shift| &shift.lost),
        });
    }

    /// Everybody whom it may concern, with all they are in: what one membership takes another may still give.
    fn people(&self, db: &mut impl Read, groups: &[i64], preview: &mut Preview) -> Result<()> {
        let access = &self.visit.access;
        let found = self.found(db, groups)?;
        preview.looked_at = found.iter().any(|one| one.looked_at >= MOST).then_some(found.len());
        let ids: Vec<i64> = found.iter().map(|candidate| candidate.id).collect();
        let subjects = subjects_of(db, &ids)?;
        for candidate in found {
            let who = subjects.of(candidate.id)?;
            let shifts = self.shifts(who);
            let Some(unit) = access.seen_unit(candidate.unit_id) else {
                preview.hidden |= !shifts.is_empty();
                continue;
            };
            preview.gaining += usize::from(shifts.iter().any(|shift| !shift.gained.is_empty()));
            preview.losing += usize::from(shifts.iter().any(|shift| !shift.lost.is_empty()));
            if shifts.is_empty() {
                continue;
            }
            let turn = self.change.turn(who);
            preview.leaving += usize::from(turn == Some(Turn::Out));
            preview.entering += usize::from(turn == Some(Turn::Into));
            if preview.people.len() == LISTED {
                preview.more_people += 1;
                continue;
            }
            preview.people.push(self.person(candidate, &unit.name, turn, &shifts));
        }
        Ok(())
    }

    /// Whom memberships and cells at the units that come or go concern, and whom reach does; by name.
    fn found(&self, db: &mut impl Read, groups: &[i64]) -> Result<Vec<Candidate>> {
        let mut found = match groups.contains(&USERS) || groups.contains(&ALL) {
            true => store::everybody(db, MOST)?,
            false => store::candidates(db, self.change, groups, MOST)?,
        };
        let Some(customers) = &self.change.customers else {
            return Ok(found);
        };
        let there: HashSet<i64> = found.iter().map(|one| one.id).collect();
        let turning = store::turning(db, self.change, customers, MOST)?;
        found.extend(turning.into_iter().filter(|one| !there.contains(&one.id)));
        found.sort_by(|one, other| (&one.sort_name, one.id).cmp(&(&other.sort_name, other.id)));
        Ok(found)
    }

    fn person(&self, candidate: Candidate, unit: &str, turn: Option<Turn>, shifts: &[Shift]) -> Person {
        let reach = turn.map(|turn| match turn {
            Turn::Out => "org-unit-move-out-of-reach",
            Turn::Into => "org-unit-move-into-reach",
            Turn::Along => "org-unit-move-reach-along",
        });
        Person {
            reach: reach.map(|id| self.visit.t.get(id)),
            id: candidate.id,
            name: candidate.display_name,
            unit: unit.to_owned(),
            gains: self.lines(shifts, |shift| &shift.gained),
            losses: self.lines(shifts, |shift| &shift.lost),
        }
    }

    /// Rights that turn in the same places, in one line: "Access, Edit user", or where it is not all that is moved,
    /// "Access, Edit user in Skagen"; then those that turn elsewhere.
    fn lines(&self, shifts: &[Shift], of: fn(&Shift) -> &Ranges) -> Vec<String> {
        let moved = Ranges::of(vec![self.change.part]);
        let inside = together(shifts.iter().map(|shift| (shift.permission, of(shift).and(&moved))));
        let outside = together(shifts.iter().map(|shift| (shift.permission, of(shift).without(&moved))));
        let inside = inside.iter().map(|(places, rights)| self.line(places, rights));
        let outside = outside
            .iter()
            .map(|(places, rights)| self.line_elsewhere(places, rights));
        inside.chain(outside).collect()
    }

    fn line(&self, places: &Ranges, rights: &[Permission]) -> String {
        let access = &self.visit.access;
        let snapshot = access.snapshot();
        let rights = self.rights(rights);
        let moved = snapshot.units().within(self.change.part);
        let counting: Vec<_> = moved.filter(|unit| !unit.archived && access.sees(unit.id)).collect();
        let (there, elsewhere): (Vec<_>, Vec<_>) = counting.into_iter().partition(|unit| places.contains(unit.pos));
        if elsewhere.is_empty() {
            return rights;
        }
        self.named(rights, &there)
    }

    /// By the highest units that the reader sees.
    fn line_elsewhere(&self, within: &Ranges, rights: &[Permission]) -> String {
        let access = &self.visit.access;
        let highest = rights
            .first()
            .map(|right| places(access.snapshot(), *right, within).highest);
        let mut seen = highest.unwrap_or_default();
        seen.retain(|unit| access.sees(unit.id));
        self.named(self.rights(rights), &seen)
    }

    fn named(&self, rights: String, there: &[&Unit]) -> String {
        let t = &self.visit.t;
        let names: Vec<&str> = there.iter().take(NAMED).map(|unit| &*unit.name).collect();
        match (names.is_empty(), there.len().saturating_sub(NAMED)) {
            (true, _) => t.one("org-unit-move-hidden-place", "rights", rights),
            (false, 0) => t.two("org-unit-move-line", "rights", rights, "places", names.join(", ")),
            (false, more) => {
                let places = t.two("org-unit-move-more-places", "names", names.join(", "), "count", more);
                t.two("org-unit-move-line", "rights", rights, "places", places)
            }
        }
    }

    /// "Users: Create user, Edit user; Memberships: Add": the label alone would not say what is added.
    fn rights(&self, rights: &[Permission]) -> String {
        let (t, snapshot) = (&self.visit.t, self.visit.access.snapshot());
        let mut by_category: Vec<(String, Vec<String>)> = Vec::new();
        for right in rights {
            let entry = snapshot.catalogue().get(*right);
            let category = entry.map(|entry| t.get(&entry.category_id())).unwrap_or_default();
            let label = entry.map_or_else(|| right.0.to_string(), |entry| right_name::value(entry).say(t));
            match by_category.last_mut() {
                Some((last, labels)) if *last == category => labels.push(label),
                _ => by_category.push((category, vec![label])),
            }
        }
        let said = by_category
            .iter()
            .map(|(category, labels)| format!("{category}: {}", labels.join(", ")));
        said.collect::<Vec<_>>().join("; ")
    }

    fn group(&self, id: i64) -> String {
        let group = self.visit.access.snapshot().groups().get(id);
        group.map_or_else(
            || id.to_string(),
            |group| group_name(&self.visit.t, id, &group.display_name),
        )
    }
}

/// Rights with the places where they turn, those with the same places together.
fn together(turns: impl Iterator<Item = (Permission, Ranges)>) -> Vec<(Ranges, Vec<Permission>)> {
    let mut together: Vec<(Ranges, Vec<Permission>)> = Vec::new();
    for (right, turned) in turns.filter(|(_, turned)| !turned.is_empty()) {
        match together.iter_mut().find(|(places, _)| *places == turned) {
            Some((_, rights)) => rights.push(right),
            None => together.push((turned, vec![right])),
        }
    }
    together
}

/// Somebody who is in nothing but this.
fn member(unit: i64, group: i64) -> Subject {
    Subject::of_membership(Membership::always(unit, group))
}
