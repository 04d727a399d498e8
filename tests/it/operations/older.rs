//! Upgrades: the schema of an earlier version, with people and rights in it, becomes today's with everything still there.
use super::backup::says;
use crate::actors;
use crate::support::console::Terminal;
use crate::support::{TestApp, TestDb, cast};
use keyholder::db::migrate::{MIGRATIONS, migrate};
use keyholder::text;

/// The oldest schema that the cast can live in; every later one is where some installation stood once.
const OLDEST: &str = "0070";

fn versions() -> Vec<String> {
    let all = diesel::migration::MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS).unwrap();
    let mut versions: Vec<String> = all
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect();
    versions.sort();
    versions.retain(|version| version.as_str() >= OLDEST);
    versions
}

/// What the cast is, in columns that every version has.
fn house(db: &TestDb) -> Vec<serde_json::Value> {
    db.rows(
        "SELECT u.id, a.name, u.display_name, u.unit_id, u.password_hash,
            (SELECT count(*) FROM memberships m WHERE m.account_id = u.id) AS memberships,
            (SELECT count(*) FROM grants g WHERE g.account_id = u.id) AS grants
         FROM users u JOIN accounts a USING (id) ORDER BY u.id",
    )
}

#[test]
fn a_database_of_any_earlier_version_becomes_todays_with_everything_in_it() {
    let versions = versions();
    assert!(versions.len() > 10, "{versions:?}");
    for version in versions {
        let db = TestDb::of_version(&version);
        let before = house(&db);
        migrate(&db.owner_url(), &db.app_url()).unwrap_or_else(|error| panic!("from {version}: {error}"));
        assert_eq!(house(&db), before, "from {version}");
    }
}

#[test]
fn people_log_in_after_an_upgrade_and_hold_what_they_held() {
    let db = TestDb::of_version(OLDEST);
    db.run(
        "WITH entry AS (INSERT INTO activity (type, subject_kind, subject_id, unit_id, user_id, request_id, details)
            VALUES ('user.updated', 'user', 201, 3, 2, gen_random_uuid(), '{}') RETURNING id)
         INSERT INTO activity_unsealed SELECT id FROM entry",
    );
    migrate(&db.owner_url(), &db.app_url()).unwrap();
    let app = TestApp::on(db);
    let manager = app.log_in(cast::MANAGER_NORTH);
    assert!(manager.get("/users").body.contains(cast::CASHIER_NORTH.display_name));
    assert_eq!(manager.get("/users/203").status, 404);
    assert_eq!(app.log_in(cast::CASHIER_NORTH).get("/users").status, 403);
    crate::jobs::soon("sealed", || {
        app.db.number("SELECT count(*) FROM activity_unsealed") == 0
    });
    says(
        &Terminal::at(&app.db).run(&["activity", "verify"]),
        0,
        "entries checked",
    );
}

/// SPEC A-4: merges that were made before their numbers became words.
#[test]
fn the_number_of_an_actor_that_was_merged_before_an_upgrade_finds_the_survivor_after_it() {
    const OLD_NUMBER: &str = "Kø-12b/7Aa";
    let db = TestDb::of_version("0153");
    for party in actors::ALL {
        actors::insert(&db, &party);
    }
    db.run(&format!(
        "UPDATE actors SET merged_into = 505, number = '{OLD_NUMBER}' WHERE id = 502; UPDATE actors SET merged_into = 501 WHERE id = 505;
         DELETE FROM actor_listed WHERE actor_id IN (502, 505)"
    ));
    migrate(&db.owner_url(), &db.app_url()).unwrap();
    for word in [text::words(OLD_NUMBER), text::words("K505"), text::words("K501")].concat() {
        let found =
            format!("SELECT count(*) FROM actor_words WHERE actor_id = 501 AND role_id = 1 AND word = '{word}'");
        assert_eq!(db.number(&found), 1, "{word}");
    }
}

/// The backup is what an operator has when an upgrade goes wrong.
#[test]
fn a_backup_of_an_earlier_version_is_restored_into_this_one() {
    let db = TestDb::of_version(OLDEST);
    let before = house(&db);
    let terminal = Terminal::at(&db);
    let path = terminal.folder().join("old.tar");
    db.reconnect();
    let other = TestDb::new();
    other.run("UPDATE users SET display_name = 'Somebody else'");
    says(&terminal.run(&["backup", path.to_str().unwrap()]), 0, "bytes");
    let target = Terminal::at(&other);
    says(&super::backup::restore(&other, &target, &path), 0, "Restored");
    assert_eq!(house(&other), before);
    TestApp::on(other).log_in(cast::MANAGER_NORTH);
}
