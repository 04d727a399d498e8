//! Whom a change of a group's cells concerns: by every way in which people come to the group, counted, and by name,
//! listed. Only those ways count that say something in the unit: memberships in it, below it or above it.
use super::preview::{Sum, line};
use super::{Screen, whole};
use crate::access::compare::Shift;
use crate::access::ranges::Ranges;
use crate::access::snapshot::{Membership, Subject};
use crate::access::sources;
use crate::access::subjects_of;
use crate::db::Read;
use crate::entities::is_implicit;
use crate::entities::store::members::{self, Joined};
use crate::error::Result;
use crate::web::group_name::group_name;
use crate::web::visit::Visit;

/// People looked at, rights times people or ways looked at, people and ways listed, rights named of each.
const MOST: usize = 1_000;
const LOOKS: usize = 50_000;
const LISTED: usize = 20;
const RIGHTS: usize = 4;
/// An id that no account has. It stands for everybody who is only in the groups that everybody is in.
const ANYBODY: i64 = i64::MAX;

/// Whom it concerns.
#[derive(Default)]
pub struct Concerned {
    pub ways: Vec<Way>,
    pub more_ways: usize,
    pub people: Vec<Person>,
    pub more_people: usize,
    /// For a group, how many people gain or lose something.
    pub count: Option<usize>,
    /// How many were looked at, where there are more.
    pub looked_at: Option<usize>,
    /// It concerns memberships that the reader does not see.
    pub hidden: bool,
}

/// A group in a unit, everybody in it at once.
pub struct Way {
    pub who: String,
    /// None if everybody is in it.
    pub memberships: Option<i64>,
    /// "gains Edit user in Aalborg; loses Access in Aalborg"
    pub what: String,
}

/// Somebody, with everything they are in.
pub struct Person {
    pub name: String,
    pub what: String,
}

impl Concerned {
    /// What `look` says of everybody in the group; all of it together goes into the sum.
    pub(super) fn of(
        visit: &Visit,
        db: &mut impl Read,
        screen: &Screen,
        rights: usize,
        look: &impl Fn(&Subject) -> Vec<Shift>,
        sum: &mut Sum,
    ) -> Result<Self> {
        let access = &visit.access;
        let (group, most) = (screen.holder.id, MOST.min((LOOKS / rights.max(1)).max(LISTED)));
        let mut concerned = Self::default();
        let Some(place) = whole(access, screen.place.id).intervals().first().copied() else {
            return Ok(concerned);
        };
        let groups = sources::inside(access.snapshot(), group, place, &[], access.now());
        let joined = members::joined(db, &groups, place)?;
        let memberships = (!is_implicit(group)).then(|| joined.iter().map(|joined| joined.count).sum());
        let scope = access.scope();
        let mut people = members::members(db, (&groups, place), memberships, &scope, most + 1)?;
        if people.len() > most {
            people.truncate(most);
            concerned.looked_at = Some(most);
        }
        let mut by_ways = Sum::default();
        if memberships.is_none() {
            concerned.everybody(visit, &look(&Subject::by_id(ANYBODY)), &mut by_ways);
        }
        concerned.ways(visit, joined.into_iter().take(most), look, &mut by_ways);
        // Where everybody was looked at one by one, what each membership alone would do says nothing more.
        if concerned.looked_at.is_some() || memberships.is_some_and(|all| all > people.len() as i64) {
            *sum = by_ways;
        }
        concerned.people(visit, db, people, look, sum)?;
        Ok(concerned)
    }

    fn everybody(&mut self, visit: &Visit, shifts: &[Shift], sum: &mut Sum) {
        if !shifts.is_empty() {
            sum.add(shifts);
            self.ways.push(Way {
                who: visit.t.get("org-unit-move-everybody"),
                memberships: None,
                what: what(visit, shifts),
            });
        }
    }

    fn ways(
        &mut self,
        visit: &Visit,
        joined: impl Iterator<Item = Joined>,
        look: &impl Fn(&Subject) -> Vec<Shift>,
        sum: &mut Sum,
    ) {
        for joined in joined {
            let membership = Membership::always(joined.unit_id, joined.group_id);
            let shifts = look(&Subject::of_membership(membership));
            if shifts.is_empty() {
                continue;
            }
            let Some(unit) = visit.access.seen_unit(joined.unit_id) else {
                self.hidden = true;
                continue;
            };
            sum.add(&shifts);
            if self.ways.len() == LISTED {
                self.more_ways += 1;
                continue;
            }
            let group = visit.access.snapshot().groups().get(joined.group_id);
            let name = group.map_or_else(String::new, |group| group_name(&visit.t, group.id, &group.display_name));
            self.ways.push(Way {
                who: visit.t.two("membership-in-place", "group", name, "unit", &*unit.name),
                memberships: Some(joined.count),
                what: what(visit, &shifts),
            });
        }
    }

    fn people(
        &mut self,
        visit: &Visit,
        db: &mut impl Read,
        people: Vec<members::Member>,
        look: &impl Fn(&Subject) -> Vec<Shift>,
        sum: &mut Sum,
    ) -> Result<()> {
        let ids: Vec<i64> = people.iter().map(|member| member.id).collect();
        let subjects = subjects_of(db, &ids)?;
        let mut count = 0;
        for member in people {
            let shifts = look(subjects.of(member.id)?);
            if shifts.is_empty() {
                continue;
            }
            sum.add(&shifts);
            count += 1;
            if self.people.len() < LISTED {
                self.people.push(Person {
                    name: member.display_name,
                    what: what(visit, &shifts),
                });
            }
        }
        self.more_people = count - self.people.len();
        self.count = Some(count);
        Ok(())
    }
}

/// Which rights come and go, and where.
fn what(visit: &Visit, shifts: &[Shift]) -> String {
    let side = |id: &str, of: fn(&Shift) -> &Ranges| {
        let turned: Vec<&Shift> = shifts.iter().filter(|shift| !of(shift).is_empty()).collect();
        let lines = turned.iter().take(RIGHTS);
        let lines: Vec<String> = lines.map(|shift| line(visit, shift.permission, of(shift))).collect();
        let rights = match turned.len().saturating_sub(RIGHTS) {
            0 => lines.join(", "),
            more => visit.t.two(
                "entities-preview-more-rights",
                "rights",
                lines.join(", "),
                "count",
                more,
            ),
        };
        (!turned.is_empty()).then(|| visit.t.one(id, "rights", rights))
    };
    let gains = side("entities-preview-gains", |shift| &shift.gained);
    let losses = side("entities-preview-loses", |shift| &shift.lost);
    gains.into_iter().chain(losses).collect::<Vec<_>>().join("; ")
}
