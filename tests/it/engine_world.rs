//! Small random worlds, for the engine and for a second one (`engine_words`).

use chrono::{DateTime, Duration, TimeZone, Utc};
use keyholder::access::evaluate::Reason;
use keyholder::access::fixed::{ADMINISTRATOR, ADMINISTRATORS, ALL, SYSTEM, TOP, USERS};
use keyholder::access::permission::{Catalogue, Permission, Scope};
use keyholder::access::snapshot::{Grant, Group, Membership, Nesting, Parts, Reach, Snapshot, Subject, Unit};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::engine_reach::{Reaching, reaching};

pub const RIGHTS: [Permission; 5] = [
    Permission::EDIT_USER,
    Permission::ORG_UNIT_ACCESS,
    Permission::GROUP_MANAGE,
    Permission::NAVIGATE_USERS,
    Permission::UI_USER_PERMISSION_SETUP,
];
pub const FIRST_GROUP: i64 = 100;
pub const FIRST_USER: i64 = 200;
pub const DAYS: i64 = 5;

/// Anybody in any group: what memberships and nestings have in common.
#[derive(Clone, Debug)]
pub struct InGroup {
    pub account: i64,
    pub group: i64,
    pub unit: i64,
    pub dates: (Option<i64>, Option<i64>),
}

#[derive(Clone, Debug)]
pub struct OneGrant {
    pub account: i64,
    pub right: Permission,
    pub unit: i64,
    pub allow: bool,
    pub dates: (Option<i64>, Option<i64>),
}

/// Unit 1 is the top; unit `i + 2` stands below `parents[i]`.
#[derive(Clone, Debug)]
pub struct World {
    pub parents: Vec<i64>,
    pub archived: Vec<i64>,
    pub off: Vec<i64>,
    pub groups: Vec<i64>,
    pub users: Vec<i64>,
    pub members: Vec<InGroup>,
    pub grants: Vec<OneGrant>,
    /// How far users reach who do not reach everything: to the customer of a unit, and to these customers (C-5).
    pub reach: Vec<(i64, Reaching)>,
}

pub fn scope(right: Permission) -> Scope {
    match right {
        Permission::GROUP_MANAGE => Scope::Global,
        Permission::NAVIGATE_USERS => Scope::Menu,
        Permission::UI_USER_PERMISSION_SETUP => Scope::Ui,
        _ => Scope::OrgUnit,
    }
}

pub fn day(day: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 1, 0, 0, 0).unwrap() + Duration::days(day)
}

pub fn counts((from, to): (Option<i64>, Option<i64>), now: i64) -> bool {
    from.is_none_or(|from| from <= now) && to.is_none_or(|to| now < to)
}

// ---- the same world for the engine ----

impl World {
    pub fn units(&self) -> Vec<Unit> {
        let count = self.parents.len() as i64 + 1;
        let mut units = Vec::new();
        self.number(TOP, count, &mut units);
        units
    }

    pub fn number(&self, id: i64, count: i64, units: &mut Vec<Unit>) {
        let (at, pos) = (units.len(), units.len() as i32 + 1);
        let parent = (id != TOP).then(|| self.parents[id as usize - 2]);
        let name = format!("Unit {id}").into();
        units.push(Unit {
            id,
            parent,
            name,
            pos,
            last: pos,
            archived: self.is_archived(id),
            time_zone: None,
            language: None,
        });
        for child in (2..=count).filter(|child| self.parents[*child as usize - 2] == id) {
            self.number(child, count, units);
        }
        units[at].last = units.len() as i32;
    }

    pub fn snapshot(&self) -> Snapshot {
        let group = |id: &i64| Group {
            predefined: false,
            id: *id,
            name: format!("group {id}").into(),
            display_name: format!("Group {id}").into(),
            system: *id < FIRST_GROUP,
            off: self.off.contains(id),
            access_minutes: None,
            refresh_minutes: None,
            require_two_factor: false,
        };
        let nested = self.members.iter().filter(|m| self.groups.contains(&m.account));
        let nesting = |m: &InGroup| Nesting {
            member: m.account,
            group: m.group,
            unit: m.unit,
            from: m.dates.0.map(day),
            to: m.dates.1.map(day),
        };
        let parts = Parts {
            version: 1,
            units: self.units(),
            groups: [ADMINISTRATORS, USERS, ALL]
                .iter()
                .chain(&self.groups)
                .map(group)
                .collect(),
            nestings: nested.map(nesting).collect(),
            permissions: Catalogue::builtin().entries().to_vec(),
            actor_roles: Default::default(),
        };
        let grant = |g: &OneGrant| Grant {
            account: g.account,
            permission: g.right,
            unit: g.unit,
            allow: g.allow,
            from: g.dates.0.map(day),
            to: g.dates.1.map(day),
        };
        Snapshot::new(parts, self.grants.iter().map(grant))
    }

    pub fn subject(&self, user: i64) -> Subject {
        let own = self.members.iter().filter(|m| m.account == user);
        let membership = |m: &InGroup| Membership {
            unit: m.unit,
            group: m.group,
            from: m.dates.0.map(day),
            to: m.dates.1.map(day),
        };
        self.limited(Subject::new(user, own.map(membership).collect(), Reach::Everything))
    }

    /// A path is real if its links are memberships that count now, one after the other, beginning with the user.
    pub fn is_chain(&self, user: i64, reason: &Reason, now: i64) -> bool {
        let links: Vec<(i64, i64)> = reason.path.iter().map(|link| (link.group, link.unit)).collect();
        let same = |chain: &Vec<InGroup>| chain.iter().map(|m| (m.group, m.unit)).eq(links.iter().copied());
        let itself = user == ADMINISTRATOR && links == [(ADMINISTRATORS, TOP)];
        links.is_empty() && reason.account == user || itself || self.chains(user, now).iter().any(same)
    }
}

// ---- random worlds ----

pub type Dates = (Option<i64>, Option<i64>);

pub fn dates() -> impl Strategy<Value = Dates> {
    let dated = (option::of(0..DAYS), option::of(0..DAYS)).prop_map(|(a, b)| match (a, b) {
        (Some(a), Some(b)) => (Some(a.min(b)), Some(a.max(b) + 1)),
        open => open,
    });
    prop_oneof![3 => Just((None, None)), 1 => dated]
}

pub fn pick(list: &[i64], at: usize) -> i64 {
    list[at % list.len()]
}

pub fn world() -> impl Strategy<Value = World> {
    let any = any::<u16>().prop_map(usize::from);
    let parents = vec(any.clone(), 0..12);
    let archived = vec(any.clone(), 0..3);
    let off = vec(any.clone(), 0..3);
    let members = vec((any.clone(), any.clone(), any.clone(), dates()), 0..16);
    let grants = vec(
        (any.clone(), any.clone(), any, prop::bool::weighted(0.7), dates()),
        0..20,
    );
    let reach = vec(option::weighted(0.5, reaching()), 2);
    let parts = (parents, archived, off, 1..6i64, members, grants, reach);
    parts.prop_map(|(parents, archived, off, groups, members, grants, reach)| {
        let parents: Vec<i64> = parents
            .iter()
            .enumerate()
            .map(|(i, p)| (*p % (i + 1)) as i64 + 1)
            .collect();
        let units: Vec<i64> = (1..=parents.len() as i64 + 1).collect();
        let groups: Vec<i64> = (FIRST_GROUP..FIRST_GROUP + groups).collect();
        let users = vec![SYSTEM, ADMINISTRATOR, FIRST_USER, FIRST_USER + 1];
        let below = &units[1..];
        let archived = archived.iter().filter(|_| !below.is_empty());
        let archived = archived.map(|at| pick(below, *at)).collect();
        let off = off.iter().skip(1).map(|at| pick(&groups, *at)).collect();
        let mut world = World {
            parents,
            archived,
            off,
            groups,
            users,
            members: Vec::new(),
            grants: Vec::new(),
            reach: Vec::new(),
        };
        world.reach = world.reaching_of(&units, reach);
        world.members = members.into_iter().filter_map(|m| world.member(&units, m)).collect();
        world.grants = grants.into_iter().map(|g| world.grant(&units, g)).collect();
        world.members.sort_by_key(|m| (m.account, m.group, m.unit));
        world.members.dedup_by_key(|m| (m.account, m.group, m.unit));
        world.grants.sort_by_key(|g| (g.account, g.right, g.unit));
        world.grants.dedup_by_key(|g| (g.account, g.right, g.unit));
        world
    })
}

impl World {
    /// As the database would have it: Administrators at the top only, nobody in itself (SPEC P-9, P-25).
    pub fn member(
        &self,
        units: &[i64],
        (account, group, unit, dates): (usize, usize, usize, Dates),
    ) -> Option<InGroup> {
        let accounts: Vec<i64> = self.users[2..]
            .iter()
            .chain(&self.users[2..])
            .chain(&self.groups)
            .copied()
            .collect();
        let mut into = self.groups.clone();
        into.push(ADMINISTRATORS);
        let (account, group) = (pick(&accounts, account), pick(&into, group));
        let unit = if group == ADMINISTRATORS {
            TOP
        } else {
            pick(units, unit)
        };
        (account != group).then_some(InGroup {
            account,
            group,
            unit,
            dates,
        })
    }

    /// Cells of rights that ignore the unit stand at the top (2.2); none on Administrators.
    pub fn grant(
        &self,
        units: &[i64],
        (account, right, unit, allow, dates): (usize, usize, usize, bool, Dates),
    ) -> OneGrant {
        let accounts: Vec<i64> = self
            .users
            .iter()
            .chain(&self.groups)
            .chain(&self.groups)
            .chain(&[USERS, ALL])
            .copied()
            .collect();
        let right = [0, 0, 0, 1, 1, 2, 2, 3, 4].map(|at| RIGHTS[at])[right % 9];
        let by_unit = scope(right) == Scope::OrgUnit;
        let unit = if by_unit { pick(units, unit) } else { TOP };
        OneGrant {
            account: pick(&accounts, account),
            right,
            unit,
            allow,
            dates,
        }
    }
}
