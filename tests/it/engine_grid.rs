//! Cast × right × place, readable at a glance: `+` allowed, `-` denied, `.` nothing applies. A failure prints both grids' lines.

use chrono::{DateTime, TimeZone, Utc};
use keyholder::access::evaluate::{Answer, evaluate};
use keyholder::access::fixed::{ADMINISTRATOR, ADMINISTRATORS, ALL, SYSTEM, TOP, USERS};
use keyholder::access::permission::{Catalogue, Permission};
use keyholder::access::snapshot::{Grant, Group, Membership, Nesting, Parts, Reach, Snapshot, Subject, Unit};

pub const CHAIN: i64 = 2;
pub const NORTH: i64 = 3;
pub const AARHUS: i64 = 4;
pub const STORE_7: i64 = 5;
pub const SOUTH: i64 = 6;
pub const CLOSED: i64 = 7;

pub const CASHIERS: i64 = 100;
pub const MANAGERS: i64 = 101;
pub const HEAD_OFFICE: i64 = 102;
pub const EDITORS: i64 = 103;

/// A chain: North with two stores, South, and a closed store in South.
fn units() -> Vec<Unit> {
    let unit = |id, parent, name: &str, pos, last, archived| Unit {
        id,
        parent,
        name: name.into(),
        pos,
        last,
        archived,
        time_zone: None,
        language: None,
    };
    vec![
        unit(TOP, None, "Top", 1, 7, false),
        unit(CHAIN, Some(TOP), "Chain", 2, 7, false),
        unit(NORTH, Some(CHAIN), "North", 3, 5, false),
        unit(AARHUS, Some(NORTH), "Aarhus", 4, 4, false),
        unit(STORE_7, Some(NORTH), "Store 7", 5, 5, false),
        unit(SOUTH, Some(CHAIN), "South", 6, 7, false),
        unit(CLOSED, Some(SOUTH), "Closed", 7, 7, true),
    ]
}

pub fn allow(account: i64, permission: Permission, unit: i64) -> Grant {
    Grant {
        account,
        permission,
        unit,
        allow: true,
        from: None,
        to: None,
    }
}

pub fn deny(account: i64, permission: Permission, unit: i64) -> Grant {
    Grant {
        allow: false,
        ..allow(account, permission, unit)
    }
}

/// Rights stand on groups at the top; where they hold, memberships say. Managers are cashiers of North, by nesting.
pub fn snapshot(more: &[Grant]) -> Snapshot {
    let group = |(id, name): (i64, &str)| Group {
        id,
        name: name.into(),
        display_name: name.into(),
        system: id < CASHIERS,
        predefined: false,
        off: false,
        access_minutes: None,
        refresh_minutes: None,
        require_two_factor: false,
    };
    let groups = [
        (ADMINISTRATORS, "Administrators"),
        (USERS, "Users"),
        (ALL, "All"),
        (CASHIERS, "Cashiers"),
        (MANAGERS, "Store managers"),
        (HEAD_OFFICE, "Head office"),
        (EDITORS, "Editors"),
    ];
    let parts = Parts {
        version: 1,
        units: units(),
        groups: groups.into_iter().map(group).collect(),
        nestings: vec![Nesting {
            member: MANAGERS,
            group: CASHIERS,
            unit: NORTH,
            from: None,
            to: None,
        }],
        permissions: Catalogue::builtin().entries().to_vec(),
        actor_roles: Default::default(),
    };
    let grants = [
        allow(CASHIERS, Permission::ORG_UNIT_ACCESS, TOP),
        allow(MANAGERS, Permission::EDIT_USER, TOP),
        allow(MANAGERS, Permission::NAVIGATE_USERS, TOP),
        deny(MANAGERS, Permission::DELETE_USER, CHAIN),
        allow(HEAD_OFFICE, Permission::ORG_UNIT_ACCESS, CHAIN),
        allow(HEAD_OFFICE, Permission::GROUP_MANAGE, TOP),
        allow(HEAD_OFFICE, Permission::DELETE_USER, TOP),
        allow(EDITORS, Permission::EDIT_USER, TOP),
        allow(USERS, Permission::NAVIGATE_ORG_UNITS, TOP),
    ];
    Snapshot::new(parts, grants.into_iter().chain(more.iter().copied()))
}

pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
}

pub fn user(id: i64, memberships: &[(i64, i64)]) -> Subject {
    Subject::new(
        id,
        memberships
            .iter()
            .map(|(unit, group)| Membership::always(*unit, *group))
            .collect(),
        Reach::Everything,
    )
}

fn cast() -> Vec<(&'static str, Subject)> {
    vec![
        ("administrator", user(ADMINISTRATOR, &[(TOP, ADMINISTRATORS)])),
        ("system", user(SYSTEM, &[])),
        ("manager north", user(200, &[(NORTH, MANAGERS)])),
        ("manager south", user(201, &[(SOUTH, MANAGERS)])),
        ("cashier aarhus", user(202, &[(AARHUS, CASHIERS)])),
        ("head office", user(203, &[(TOP, HEAD_OFFICE)])),
        ("office, chain", user(204, &[(CHAIN, HEAD_OFFICE)])),
        ("both", user(205, &[(TOP, HEAD_OFFICE), (AARHUS, MANAGERS)])),
        ("denied", user(206, &[(NORTH, MANAGERS)])),
        ("nobody", user(207, &[])),
    ]
}

const ASKED: [Permission; 6] = [
    Permission::ORG_UNIT_ACCESS,
    Permission::EDIT_USER,
    Permission::DELETE_USER,
    Permission::GROUP_MANAGE,
    Permission::NAVIGATE_USERS,
    Permission::NAVIGATE_ORG_UNITS,
];

/// Columns: Top, Chain, North, Aarhus, Store 7, South, Closed.
const GRID: &str = "
administrator   OrgUnitAccess                         + + + + + + .
administrator   EditUser                              + + + + + + .
administrator   DeleteUser                            + + + + + + .
administrator   GroupManage                           + + + + + + +
administrator   navigation.access.security.users      + + + + + + +
administrator   navigation.access.security.orgunits   + + + + + + +
system          OrgUnitAccess                         . . . . . . .
system          EditUser                              . . . . . . .
system          DeleteUser                            . . . . . . .
system          GroupManage                           . . . . . . .
system          navigation.access.security.users      . . . . . . .
system          navigation.access.security.orgunits   . . . . . . .
manager north   OrgUnitAccess                         . . + + + . .
manager north   EditUser                              . . + + + . .
manager north   DeleteUser                            . . - - - . .
manager north   GroupManage                           . . . . . . .
manager north   navigation.access.security.users      + + + + + + +
manager north   navigation.access.security.orgunits   + + + + + + +
manager south   OrgUnitAccess                         . . . . . . .
manager south   EditUser                              . . . . . + .
manager south   DeleteUser                            . . . . . - .
manager south   GroupManage                           . . . . . . .
manager south   navigation.access.security.users      + + + + + + +
manager south   navigation.access.security.orgunits   + + + + + + +
cashier aarhus  OrgUnitAccess                         . . . + . . .
cashier aarhus  EditUser                              . . . . . . .
cashier aarhus  DeleteUser                            . . . . . . .
cashier aarhus  GroupManage                           . . . . . . .
cashier aarhus  navigation.access.security.users      . . . . . . .
cashier aarhus  navigation.access.security.orgunits   + + + + + + +
head office     OrgUnitAccess                         . + + + + + .
head office     EditUser                              . . . . . . .
head office     DeleteUser                            + + + + + + .
head office     GroupManage                           + + + + + + +
head office     navigation.access.security.users      . . . . . . .
head office     navigation.access.security.orgunits   + + + + + + +
office, chain   OrgUnitAccess                         . + + + + + .
office, chain   EditUser                              . . . . . . .
office, chain   DeleteUser                            . + + + + + .
office, chain   GroupManage                           . . . . . . .
office, chain   navigation.access.security.users      . . . . . . .
office, chain   navigation.access.security.orgunits   + + + + + + +
both            OrgUnitAccess                         . + + + + + .
both            EditUser                              . . . + . . .
both            DeleteUser                            + + + - + + .
both            GroupManage                           + + + + + + +
both            navigation.access.security.users      + + + + + + +
both            navigation.access.security.orgunits   + + + + + + +
denied          OrgUnitAccess                         . . + + + . .
denied          EditUser                              . . + + - . .
denied          DeleteUser                            . . - - - . .
denied          GroupManage                           . . . . . . .
denied          navigation.access.security.users      - - - - - - -
denied          navigation.access.security.orgunits   + + + + + + +
nobody          OrgUnitAccess                         . . . . . . .
nobody          EditUser                              . . . . . . .
nobody          DeleteUser                            . . . . . . .
nobody          GroupManage                           . . . . . . .
nobody          navigation.access.security.users      . . . . . . .
nobody          navigation.access.security.orgunits   + + + + + + +
";

#[test]
fn p2_everybody_may_exactly_what_the_grid_says() {
    let own = [
        deny(206, Permission::EDIT_USER, STORE_7),
        deny(206, Permission::NAVIGATE_USERS, TOP),
    ];
    let snapshot = snapshot(&own);
    let mut wrong = Vec::new();
    let mut expected = GRID.trim().lines();
    for (who, subject) in cast() {
        for right in ASKED {
            let key = &snapshot.catalogue().get(right).unwrap().key;
            let marks = snapshot.units().in_order().map(|unit| {
                match evaluate(&snapshot, &subject, right, unit.id, now()).answer {
                    Answer::Allow => " +",
                    Answer::Deny => " -",
                    Answer::None => " .",
                }
            });
            let line = format!("{who:<15} {key:<37}{}", marks.collect::<String>());
            let grid = expected.next().unwrap_or_default();
            if line != grid {
                wrong.push(format!("is      {line}\nshould  {grid}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
