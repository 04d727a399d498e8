//! A chain of 20,000 units, the same in every run.

use chrono::{DateTime, TimeZone, Utc};
use keyholder::access::fixed::{ADMINISTRATORS, ALL, TOP, USERS};
use keyholder::access::permission::{BUILTINS, Catalogue, Scope};
use keyholder::access::snapshot::{Grant, Group, Membership, Nesting, Parts, Reach, Subject, Unit};

const CUSTOMERS: i64 = 10;
const REGIONS: i64 = 19;
const STORES: i64 = 104;
pub const FIRST_GROUP: i64 = 1_000;
const LEVELS: i64 = 8;
const PER_LEVEL: i64 = 625;
pub const FIRST_USER: i64 = 100_000;
const USERS_WITH_GRANTS: i64 = 100_000;
const PER_GROUP: i64 = 60;

pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
}

fn customer(c: i64) -> i64 {
    2 + c * (1 + REGIONS * (1 + STORES))
}

pub fn is_customer(id: i64) -> bool {
    (0..CUSTOMERS).any(|c| customer(c) == id)
}

fn region(c: i64, r: i64) -> i64 {
    customer(c) + 1 + r * (1 + STORES)
}

/// Ids are places in the preorder.
pub fn units() -> Vec<Unit> {
    let unit = |id: i64, parent: Option<i64>, below: i64| Unit {
        id,
        parent,
        name: format!("Unit number {id}").into(),
        pos: id as i32,
        last: (id + below) as i32,
        archived: false,
        time_zone: None,
        language: None,
    };
    let mut units = vec![unit(TOP, None, customer(CUSTOMERS) - 2)];
    for c in 0..CUSTOMERS {
        units.push(unit(customer(c), Some(TOP), REGIONS * (1 + STORES)));
        for r in 0..REGIONS {
            units.push(unit(region(c, r), Some(customer(c)), STORES));
            units.extend((1..=STORES).map(|s| unit(region(c, r) + s, Some(region(c, r)), 0)));
        }
    }
    units
}

pub fn groups() -> Vec<Group> {
    let group = |id: i64, system: bool| Group {
        id,
        name: format!("group-{id}").into(),
        display_name: format!("Group number {id}").into(),
        system,
        predefined: false,
        off: false,
        access_minutes: None,
        refresh_minutes: None,
        require_two_factor: false,
    };
    let system = [ADMINISTRATORS, USERS, ALL].map(|id| group(id, true));
    let ours = (FIRST_GROUP..FIRST_GROUP + LEVELS * PER_LEVEL).map(|id| group(id, false));
    system.into_iter().chain(ours).collect()
}

/// Each group is in one of the next level at the top, and every third also in another at a customer.
pub fn nestings() -> Vec<Nesting> {
    let mut nestings = Vec::new();
    for member in FIRST_GROUP..FIRST_GROUP + (LEVELS - 1) * PER_LEVEL {
        let level = (member - FIRST_GROUP) / PER_LEVEL + 1;
        let group = |n: i64| FIRST_GROUP + level * PER_LEVEL + (member + n) % PER_LEVEL;
        let nest = |n: i64, unit: i64| Nesting {
            member,
            group: group(n),
            unit,
            from: None,
            to: None,
        };
        nestings.push(nest(1, TOP));
        if member % 3 == 0 {
            nestings.push(nest(7, customer(member % CUSTOMERS)));
        }
    }
    nestings
}

pub fn parts() -> Parts {
    let permissions = Catalogue::builtin().entries().to_vec();
    Parts {
        version: 1,
        units: units(),
        groups: groups(),
        nestings: nestings(),
        permissions,
        actor_roles: Default::default(),
    }
}

/// 300,000 on groups, 200,000 on users; one in twenty is a Deny.
pub fn grants() -> impl Iterator<Item = Grant> {
    let grant = |account: i64, n: i64| {
        let mixed = (account * 7_919 + n * 104_729) % 1_000_003;
        let right = BUILTINS[(n as usize * 5 + account as usize) % BUILTINS.len()];
        let unit = match right.scope {
            Scope::OrgUnit if n % 3 == 0 => customer(mixed % CUSTOMERS),
            Scope::OrgUnit => 2 + mixed % (customer(CUSTOMERS) - 2),
            _ => TOP,
        };
        Grant {
            account,
            permission: right.permission,
            unit,
            allow: mixed % 20 != 0,
            from: None,
            to: None,
        }
    };
    let groups =
        (FIRST_GROUP..FIRST_GROUP + LEVELS * PER_LEVEL).flat_map(move |g| (0..PER_GROUP).map(move |n| grant(g, n)));
    let users = (FIRST_USER..FIRST_USER + USERS_WITH_GRANTS).flat_map(move |u| (0..2).map(move |n| grant(u, n)));
    groups.chain(users)
}

pub fn store_of_manager() -> i64 {
    region(3, 4) + 5
}

/// In three groups of the lowest level, at the store's region, customer and at the top.
pub fn manager() -> Subject {
    let places = [region(3, 4), customer(3), TOP];
    let memberships = places.into_iter().zip([3, 210, 402]);
    Subject::new(
        FIRST_USER,
        memberships
            .map(|(unit, n)| Membership::always(unit, FIRST_GROUP + n))
            .collect(),
        Reach::Everything,
    )
}

/// In one group of the highest level.
pub fn employee() -> Subject {
    let group = FIRST_GROUP + (LEVELS - 1) * PER_LEVEL;
    Subject::new(
        FIRST_USER + 1,
        vec![Membership::always(store_of_manager(), group)],
        Reach::Everything,
    )
}
