//! The cast, which never changes: seven people in a small chain, named by their relation to each other. A test that
//! needs anything else creates it.
//!
//! ```text
//! 1 Top ─ 2 Chain ─┬─ 3 North ─┬─ 4 Aalborg
//!                  │           └─ 5 Skagen
//!                  └─ 6 South ─── 7 Odense
//! ```
//! The group Store managers has the rights of the Users screen where people are in it. It is a member of Cashiers in
//! North and in South. Cashiers only has Access.
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use keyholder::session::hashing::{Hasher, HashingConfig, Secret};
use keyholder::{text, users::words};

/// A person of the cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    pub id: i64,
    pub login: &'static str,
    pub display_name: &'static str,
    pub unit: i64,
    email: Option<&'static str>,
}

/// Everybody's password. It is long and unusual, so that tests can search for it where it must not be (LG4).
pub const PASSWORD: &str = "marker Sesam 7731 luk dig op";

/// The units; see the drawing above.
pub mod unit {
    pub const TOP: i64 = 1;
    pub const CHAIN: i64 = 2;
    pub const NORTH: i64 = 3;
    pub const AALBORG: i64 = 4;
    pub const SKAGEN: i64 = 5;
    pub const SOUTH: i64 = 6;
    pub const ODENSE: i64 = 7;
}

/// The groups that only the cast has.
pub mod group {
    pub const STORE_MANAGERS: i64 = 101;
    pub const CASHIERS: i64 = 102;
}

const fn person(id: i64, login: &'static str, display_name: &'static str, unit: i64) -> Person {
    Person {
        id,
        login,
        display_name,
        unit,
        email: None,
    }
}

/// A member of Administrators.
pub const ADMINISTRATOR: Person = person(2, "Administrator", "Administrator", unit::TOP);
/// The author of automatic changes. It has no password and cannot log in.
pub const SYSTEM: Person = person(1, "System", "System", unit::TOP);
/// Store manager in North and below.
pub const MANAGER_NORTH: Person = Person {
    email: Some("mona@chain.example"),
    ..person(201, "mona", "Mona Nørgaard", unit::NORTH)
};
/// Cashier in Aalborg: no right but Access.
pub const CASHIER_NORTH: Person = Person {
    email: Some("carl@chain.example"),
    ..person(202, "carl", "Carl Aagaard", unit::AALBORG)
};
/// Store manager in South and below.
pub const MANAGER_SOUTH: Person = person(203, "sune", "Sune Sørensen", unit::SOUTH);
/// Store manager in North who is denied EditUser there.
pub const DENIED: Person = person(204, "dora", "Dora Dahl", unit::NORTH);
/// A cashier in Skagen whose login is locked for years.
pub const LOCKED: Person = person(205, "lone", "Lone Lund", unit::SKAGEN);

/// The people that only the cast has.
const PEOPLE: [Person; 5] = [MANAGER_NORTH, CASHIER_NORTH, MANAGER_SOUTH, DENIED, LOCKED];

const CHAIN: &str = "
UPDATE installation SET max_sessions = 100, name = 'Test chain', setup_done_at = now();
UPDATE org_units SET last = 7 WHERE id = 1;
INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, customer_number, pos, last) VALUES
    (2, 'customer', 1, 'top', 'CHAIN', 'chain', 'Chain', 'chain', '{chain}', '1000', 2, 7),
    (3, 'unit', 2, 'customer', 'NORTH', 'north', 'North', 'north', '{north}', NULL, 3, 5),
    (4, 'unit', 3, 'unit', 'N1', 'n1', 'Aalborg', 'aalborg', '{alborg,n1,1}', NULL, 4, 4),
    (5, 'unit', 3, 'unit', 'N2', 'n2', 'Skagen', 'skagen', '{skagen,n2,2}', NULL, 5, 5),
    (6, 'unit', 2, 'customer', 'SOUTH', 'south', 'South', 'south', '{south}', NULL, 6, 7),
    (7, 'unit', 6, 'unit', 'S1', 's1', 'Odense', 'odense', '{odense,s1,1}', NULL, 7, 7);
INSERT INTO accounts (id, kind, name, name_key) VALUES
    (101, 'group', 'store-managers', 'store-managers'),
    (102, 'group', 'cashiers', 'cashiers');
INSERT INTO account_keys (key, account_id, is_name, is_email) SELECT name_key, id, true, false FROM accounts WHERE id IN (101, 102);
INSERT INTO groups (id, display_name, sort_name) VALUES (101, 'Store managers', 'store managers'), (102, 'Cashiers', 'cashiers');
INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
    SELECT 101, id, scope, 1, true FROM permissions
    WHERE key IN ('CreateUser', 'EditUser', 'EnableDisableUser', 'DeleteUser', 'ChangeOtherUserPassword', 'OrgUnitAccess', 'navigation.access.security.users');
INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
    SELECT 102, id, scope, 1, true FROM permissions WHERE key = 'OrgUnitAccess';
INSERT INTO memberships (unit_id, group_id, account_id) VALUES (3, 102, 101), (6, 102, 101);
";

const RIGHTS: &str = "
INSERT INTO memberships (unit_id, group_id, account_id) VALUES (3, 101, 201), (4, 102, 202), (6, 101, 203), (3, 101, 204), (5, 102, 205);
INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT 204, id, scope, 3, false FROM permissions WHERE key = 'EditUser';
UPDATE user_clock SET failed_shown = 5 WHERE user_id = 205;
INSERT INTO login_counters (key, user_id, failed, locked_at, locked_until, touched_at)
    VALUES (sha256('lone'), 205, 5, now(), now() + interval '10 years', now());
ALTER TABLE org_units ALTER id RESTART 1000;
ALTER TABLE accounts ALTER id RESTART 1000;
";

/// Puts the cast into an empty schema.
pub fn insert(owner: &mut PgConnection) {
    let people = PEOPLE.map(|person| statements(&person)).concat();
    let password = format!(
        "UPDATE users SET password_hash = '{}', password_set_at = now() WHERE id <> 1;",
        hash(PASSWORD, 8, 1)
    );
    let all = [CHAIN, &people, RIGHTS, &password].concat();
    owner.batch_execute(&all).expect("the cast");
}

/// Returns the hash of a password as a PHC string of argon2id with this cost.
pub fn hash(password: &str, memory_kib: u32, iterations: u32) -> String {
    let hasher = Hasher::start(&HashingConfig {
        memory_kib,
        iterations,
        ..HashingConfig::default()
    });
    let hash = hasher.unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(hash.hash(Secret::new(password.to_owned()))).unwrap()
}

fn statements(person: &Person) -> String {
    let Person {
        id,
        login,
        display_name,
        unit,
        email,
    } = person;
    let (sort_name, sort_login) = (text::sort_key(display_name), text::sort_key(login));
    let (address, sort_email) = match email {
        Some(email) => (format!("'{email}'"), format!("'{}'", text::sort_key(email))),
        None => ("NULL".into(), "NULL".into()),
    };
    let key = text::name_key(login);
    let mut sql = format!(
        "INSERT INTO accounts (id, kind, name, name_key) VALUES ({id}, 'user', '{login}', '{key}');
         INSERT INTO account_keys (key, account_id, is_name, is_email) VALUES ('{key}', {id}, true, false);
         INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, email, sort_email, state, created_by, updated_by)
            VALUES ({id}, {unit}, '{display_name}', '{sort_name}', '{sort_login}', {address}, {sort_email}, 'active', 1, 1);
         INSERT INTO user_clock (user_id) VALUES ({id});\n"
    );
    if let Some(email) = email {
        let key = text::name_key(email);
        sql += &format!(
            "INSERT INTO account_keys (key, account_id, is_name, is_email) VALUES ('{key}', {id}, false, true);\n"
        );
    }
    for word in words::of(login, display_name, *email) {
        sql += &format!(
            "INSERT INTO user_words (word, sort_name, user_id, unit_id, active) VALUES ('{word}', '{sort_name}', {id}, {unit}, true);\n"
        );
    }
    sql
}
