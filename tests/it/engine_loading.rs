//! The snapshot follows what is committed, and nothing else.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use keyholder::access::actor_roles::Deed;
use keyholder::access::evaluate::{holds, ranges};
use keyholder::access::fixed::{ADMINISTRATOR, TOP, USERS};
use keyholder::access::permission::{Catalogue, Permission};
use keyholder::access::snapshot::{Membership, Reach, Snapshot, Subject};
use keyholder::access::snapshots::Snapshots;
use keyholder::access::store::groups_joined_at;

use crate::engine_grid::now;
use crate::support::db::TestDb;

const SOMEBODY: i64 = 400;
const CASHIERS: i64 = 500;
const MANAGERS: i64 = 501;

/// One access change: what it writes, and what it says it wrote.
fn change(conn: &mut PgConnection, statements: &str, noted: &str) {
    conn.batch_execute(&format!(
        "BEGIN; UPDATE access_state SET version = version + 1; {statements};
         INSERT INTO access_changes (version, kind, key) SELECT version, kind, key FROM access_state, (VALUES {noted}) AS noted (kind, key);
         COMMIT"
    ))
    .unwrap();
}

fn version(conn: &mut PgConnection) -> i64 {
    sql::<BigInt>("SELECT version FROM access_state")
        .get_result(conn)
        .unwrap()
}

fn grant(account: i64, permission: Permission, unit: i64) -> String {
    format!(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
         SELECT {account}, id, scope, {unit}, true FROM permissions WHERE id = {}",
        permission.0
    )
}

fn group(id: i64, name: &str) -> String {
    format!(
        "INSERT INTO accounts (id, kind, name, name_key) VALUES ({id}, 'group', '{name}', lower('{name}'));
         INSERT INTO groups (id, display_name, sort_name) VALUES ({id}, '{name}', lower('{name}'))"
    )
}

/// A customer with a store below the top, two groups, one in the other at the store.
fn chain(conn: &mut PgConnection) {
    let units = "UPDATE org_units SET last = 3 WHERE id = 1;
        INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, customer_number, pos, last) VALUES
            (2, 'customer', 1, 'top', 'C', 'c', 'Chain', 'chain', '{}', '1', 2, 3), (3, 'unit', 2, 'customer', 'S', 's', 'Store', 'store', '{}', NULL, 3, 3)";
    let nest = format!("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (3, {CASHIERS}, {MANAGERS})");
    let statements = [units, &group(CASHIERS, "Cashiers"), &group(MANAGERS, "Managers"), &nest].join(";");
    change(
        conn,
        &statements,
        &format!("('unit', 2), ('unit', 3), ('group', {CASHIERS}), ('group', {MANAGERS})"),
    );
}

/// A role of actors that is a directory, with its rights.
const TILL: &str = "INSERT INTO actor_roles (id, name, display_name, display_key, sort_name, directory) VALUES (500, 'till', 'Till', 'till', 'till', true);
    WITH made AS (INSERT INTO permissions (id, key, scope, category, label, place)
        SELECT 2000 + n, 'actor.till.' || deed, 'org_unit', 'actors', 'Till', 2000 + n
        FROM unnest(ARRAY['create', 'edit', 'archive', 'delete']) WITH ORDINALITY AS deeds (deed, n) RETURNING id, key)
    INSERT INTO actor_role_rights (role_id, deed, permission_id) SELECT 500, split_part(key, '.', 3), id FROM made";

fn somebody() -> Subject {
    Subject::new(SOMEBODY, vec![Membership::always(2, MANAGERS)], Reach::Everything)
}

fn may_edit(snapshot: &Snapshot, unit: i64) -> bool {
    holds(snapshot, &somebody(), Permission::EDIT_USER, unit, now())
}

#[test]
fn the_migrated_catalogue_is_the_one_in_the_program() {
    let db = TestDb::without_cast();
    let rows: Vec<(i32, String, String, String, i32)> = sql::<(Integer, Text, Text, Text, Integer)>(
        "SELECT id, key, scope, category, place FROM permissions WHERE id < 1000 ORDER BY place",
    )
    .load(&mut db.app())
    .unwrap();
    let ours = Catalogue::builtin();
    let ours = ours.entries().iter().map(|e| {
        (
            e.permission.0,
            e.key.to_string(),
            e.scope.code().to_owned(),
            e.category.to_string(),
            e.place,
        )
    });
    assert_eq!(rows, ours.collect::<Vec<_>>());
}

#[test]
fn a_new_installation_has_an_administrator_who_may_everything() {
    let db = TestDb::without_cast();
    let snapshot = Snapshots::new().at_least(&mut db.app(), 0).unwrap();
    let administrator = Subject::new(ADMINISTRATOR, vec![], Reach::Everything);
    assert!(holds(&snapshot, &administrator, Permission::SETUP_MANAGE, TOP, now()));
    assert_eq!(snapshot.groups().get(USERS).map(|group| group.system), Some(true));
}

#[test]
fn every_kind_of_change_is_patched_in() {
    let db = TestDb::without_cast();
    let (mut conn, snapshots) = (db.owner(), Snapshots::new());
    let first = snapshots.at_least(&mut conn, 0).unwrap();
    chain(&mut conn);
    change(
        &mut conn,
        &grant(CASHIERS, Permission::EDIT_USER, 2),
        &format!("('grant', {CASHIERS})"),
    );
    change(&mut conn, TILL, "('permission', 2001)");
    let now_at = version(&mut conn);
    let next = snapshots.at_least(&mut conn, now_at).unwrap();
    assert_eq!((next.version(), first.units().get(3)), (now_at, None));
    assert_eq!([1, 2, 3].map(|unit| may_edit(&next, unit)), [false, false, true]);
    let edit = next.catalogue().by_key("actor.till.edit").map(|entry| entry.permission);
    assert_eq!((edit, first.actor_roles().all().len()), (Some(Permission(2002)), 3));
    let till = next.actor_roles().named("till").unwrap();
    assert_eq!(
        (till.right(Deed::Edit), till.right(Deed::Delete)),
        (edit, Some(Permission(2004)))
    );
}

#[test]
fn what_is_taken_away_is_gone_with_the_next_version() {
    let db = TestDb::without_cast();
    let (mut conn, snapshots) = (db.owner(), Snapshots::new());
    chain(&mut conn);
    change(
        &mut conn,
        &grant(CASHIERS, Permission::EDIT_USER, TOP),
        &format!("('grant', {CASHIERS})"),
    );
    assert!(may_edit(&snapshots.at_least(&mut conn, 0).unwrap(), 3));
    change(
        &mut conn,
        "DELETE FROM memberships WHERE group_id = 500",
        &format!("('group', {MANAGERS})"),
    );
    let newest = version(&mut conn);
    assert!(!may_edit(&snapshots.at_least(&mut conn, newest).unwrap(), 3));
    let back = format!("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (3, {CASHIERS}, {MANAGERS})");
    change(
        &mut conn,
        &format!("{back}; DELETE FROM grants"),
        &format!("('group', {CASHIERS}), ('grant', {CASHIERS})"),
    );
    let newest = version(&mut conn);
    assert!(!may_edit(&snapshots.at_least(&mut conn, newest).unwrap(), 3));
}

#[test]
fn renumbered_units_are_where_the_database_says() {
    let db = TestDb::without_cast();
    let (mut conn, snapshots) = (db.owner(), Snapshots::new());
    chain(&mut conn);
    snapshots.at_least(&mut conn, 0).unwrap();
    let insert =
        "UPDATE org_units SET pos = 4, last = 4 WHERE id = 3; UPDATE org_units SET last = 4 WHERE id IN (1, 2);
        INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, pos, last)
            VALUES (4, 'unit', 2, 'customer', 'A', 'a', 'A', 'a', '{}', 3, 3)";
    change(&mut conn, insert, "('unit', 4)");
    change(
        &mut conn,
        &grant(SOMEBODY, Permission::EDIT_USER, 3).replace("400", "2"),
        "('grant', 2)",
    );
    let newest = version(&mut conn);
    let snapshot = snapshots.at_least(&mut conn, newest).unwrap();
    let order: Vec<i64> = snapshot.units().in_order().map(|unit| unit.id).collect();
    assert_eq!(order, [1, 2, 4, 3]);
}

#[test]
fn a_gap_in_the_changes_makes_it_load_everything() {
    let db = TestDb::without_cast();
    let (mut conn, snapshots) = (db.owner(), Snapshots::new());
    chain(&mut conn);
    snapshots.at_least(&mut conn, 0).unwrap();
    change(
        &mut conn,
        &grant(CASHIERS, Permission::EDIT_USER, TOP),
        &format!("('grant', {CASHIERS})"),
    );
    conn.batch_execute("DELETE FROM access_changes").unwrap();
    change(&mut conn, "SELECT 1", "('none', 0)");
    let newest = version(&mut conn);
    assert!(may_edit(&snapshots.at_least(&mut conn, newest).unwrap(), 3));
}

#[test]
fn what_an_open_transaction_wrote_does_not_reach_others() {
    let db = TestDb::without_cast();
    let (mut conn, snapshots) = (db.owner(), Snapshots::new());
    chain(&mut conn);
    let before = snapshots.at_least(&mut conn, 0).unwrap().version();
    let (inside, rolled_back) = (std::cell::Cell::new(false), diesel::result::Error::RollbackTransaction);
    let ended: QueryResult<()> = conn.transaction(|conn| {
        let written = format!(
            "UPDATE access_state SET version = version + 1; {};
             INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', {CASHIERS} FROM access_state",
            grant(CASHIERS, Permission::EDIT_USER, TOP)
        );
        conn.batch_execute(&written)?;
        let own = snapshots.at_least(conn, before + 1)?;
        inside.set(may_edit(&own, 3));
        Err(rolled_back)
    });
    assert!(
        ended.is_err() && inside.get(),
        "within the transaction its own change counts"
    );
    assert_eq!(snapshots.current().map(|held| held.version()), Some(before));
    assert!(!may_edit(&snapshots.at_least(&mut conn, before).unwrap(), 3));
}

#[test]
fn under_the_lock_the_version_before_is_what_one_is_measured_by() {
    let db = TestDb::without_cast();
    let (mut conn, mut other, snapshots) = (db.owner(), db.owner(), Snapshots::new());
    chain(&mut conn);
    snapshots.at_least(&mut conn, 0).unwrap();
    change(
        &mut other,
        &grant(CASHIERS, Permission::EDIT_USER, TOP),
        &format!("('grant', {CASHIERS})"),
    );
    conn.transaction(|conn| {
        conn.batch_execute("UPDATE access_state SET version = version + 1")?;
        let own = version(conn);
        let snapshot = snapshots.at_least(conn, own - 1)?;
        assert_eq!((snapshot.version(), may_edit(&snapshot, 3)), (own - 1, true));
        QueryResult::Ok(())
    })
    .unwrap();
}

#[test]
fn requests_at_once_all_get_the_version_they_were_told() {
    let db = TestDb::without_cast();
    let snapshots = Snapshots::new();
    chain(&mut db.owner());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut conn = db.owner();
                for _ in 0..10 {
                    change(&mut conn, "SELECT 1", "('none', 0)");
                    let told = version(&mut conn);
                    assert!(snapshots.at_least(&mut conn, told).unwrap().version() >= told);
                }
            });
        }
    });
}

#[test]
fn archived_units_are_known_to_be_so() {
    let db = TestDb::without_cast();
    let (mut conn, snapshots) = (db.owner(), Snapshots::new());
    chain(&mut conn);
    change(
        &mut conn,
        &grant(MANAGERS, Permission::EDIT_USER, TOP),
        &format!("('grant', {MANAGERS})"),
    );
    change(
        &mut conn,
        "UPDATE org_units SET archived_at = now() WHERE id = 3",
        "('unit', 3)",
    );
    let snapshot = snapshots.at_least(&mut conn, 0).unwrap();
    assert_eq!([2, 3].map(|unit| may_edit(&snapshot, unit)), [true, false]);
    let held = ranges(&snapshot, &somebody(), Permission::EDIT_USER, now());
    assert!(held.contains(2) && !held.contains(3));
}

#[test]
fn a_move_is_told_which_groups_have_members_above() {
    let db = TestDb::without_cast();
    let mut conn = db.owner();
    chain(&mut conn);
    assert_eq!(groups_joined_at(&mut conn, &[2, 3]).unwrap(), [(3, CASHIERS)]);
}
