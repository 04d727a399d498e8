//! The log can't be changed unnoticed (SPEC N-20, SECURITY LG3, DP1): whoever owns the database is told on by `verify`.
use crate::jobs::{run_now, soon};
use crate::memberships::add;
use crate::support::cast::{self, ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH};
use crate::support::{TestApp, TestDb};
use diesel::connection::SimpleConnection;
use keyholder::activity::chain::ChainKey;
use keyholder::activity::verify::{Break, Report, Witness, verify};
use keyholder::activity::{Head, retire, seal};
use keyholder::db::{End, run_command};

const FORM: &str = "main form[method=post]";

/// Some entries, sealed; the one that renames Carl is the third.
fn written() -> (TestApp, ChainKey) {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    app.log_in(MANAGER_NORTH);
    let form = admin.get("/users/202").form(FORM);
    assert_eq!(form.fill("display_name", "Carla Aagaard").submit().status, 303);
    app.log_in(CASHIER_NORTH);
    all_sealed(&app.db);
    assert_eq!(app.db.text("SELECT string_agg(a.type, ' ' ORDER BY position) FROM activity_chain c JOIN activity a ON a.id = c.activity_id"),
        "login.succeeded login.succeeded user.updated login.succeeded");
    let key = app.state_of_another_node().chain.clone();
    (app, key)
}

fn all_sealed(db: &TestDb) {
    soon("sealed", || db.number("SELECT count(*) FROM activity_unsealed") == 0);
}

fn report(db: &TestDb, key: &ChainKey) -> Report {
    run_command(db.app(), |tx| verify(tx, key, None).map(End::Rollback)).unwrap()
}

/// The entry at a position.
fn entry(db: &TestDb, position: i64) -> i64 {
    db.number(&format!(
        "SELECT activity_id FROM activity_chain WHERE position = {position}"
    ))
}

/// What `verify` says after this was done as the owner of everything; `{3}` is the entry at position 3.
#[track_caller]
fn told_on(statement: &str) -> Vec<Break> {
    let (app, key) = written();
    assert!(report(&app.db, &key).is_sound());
    let mut statement = statement.to_owned();
    for position in 1..=4 {
        statement = statement.replace(&format!("{{{position}}}"), &entry(&app.db, position).to_string());
    }
    let first = entry(&app.db, 1);
    app.db.run(&statement);
    // Ids count from the first entry, so that they read as positions.
    let near = |entry: i64| entry - first + 1;
    let breaks = report(&app.db, &key).breaks;
    breaks.into_iter().map(|found| relative(found, &near)).collect()
}

fn relative(found: Break, near: &impl Fn(i64) -> i64) -> Break {
    match found {
        Break::Missing { position, entry } => Break::Missing {
            position,
            entry: near(entry),
        },
        Break::Changed { position, entry } => Break::Changed {
            position,
            entry: near(entry),
        },
        Break::PersonalChanged { entry } => Break::PersonalChanged { entry: near(entry) },
        Break::PersonalErased { entry } => Break::PersonalErased { entry: near(entry) },
        Break::Outside { entry } => Break::Outside { entry: near(entry) },
        other => other,
    }
}

#[test]
fn what_is_written_is_sound() {
    let (app, key) = written();
    let report = report(&app.db, &key);
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(
        (report.checked, report.position, report.waiting, report.erased),
        (4, 4, 0, 0)
    );
}

#[test]
fn a_changed_entry_is_named() {
    for change in [
        "type = 'user.created'",
        "user_id = 201",
        "at = at + interval '1 s'",
        "details = '{}'",
        "unit_id = NULL",
        "address = '10.0.0.1'",
    ] {
        let told = told_on(&format!("UPDATE activity SET {change} WHERE id = {{1}}"));
        assert_eq!(told, [Break::Changed { position: 1, entry: 1 }], "{change}");
    }
}

#[test]
fn a_removed_entry_is_named_with_or_without_its_link() {
    assert_eq!(
        told_on("DELETE FROM activity WHERE id = {2}"),
        [Break::Missing { position: 2, entry: 2 }]
    );
    let both = "DELETE FROM activity_chain WHERE position = 2; DELETE FROM activity WHERE id = {2}";
    assert_eq!(told_on(both), [Break::Gap { from: 2, to: 2 }]);
    assert_eq!(
        told_on("DELETE FROM activity_chain WHERE position = 2"),
        [Break::Gap { from: 2, to: 2 }, Break::Outside { entry: 2 }]
    );
}

const INSERT: &str = "INSERT INTO activity (type, subject_kind, request_id, details) VALUES ('user.created', 'user', gen_random_uuid(), '{}');";

#[test]
fn an_inserted_entry_is_named_with_or_without_a_link() {
    assert_eq!(told_on(INSERT), [Break::Outside { entry: 5 }]);
    let linked = format!("{INSERT} INSERT INTO activity_chain SELECT 5, max(id), sha256('x') FROM activity");
    assert_eq!(
        told_on(&linked),
        [Break::Changed { position: 5, entry: 5 }, Break::Head]
    );
}

#[test]
fn exchanged_entries_are_both_named() {
    let swap = "UPDATE activity_chain SET activity_id = -activity_id WHERE position IN (1, 2);
        UPDATE activity_chain SET activity_id = CASE position WHEN 1 THEN {2} ELSE {1} END WHERE position IN (1, 2)";
    assert_eq!(
        told_on(swap),
        [
            Break::Changed { position: 1, entry: 2 },
            Break::Changed { position: 2, entry: 1 }
        ]
    );
}

#[test]
fn a_tail_that_was_cut_off_is_named_whatever_is_made_up_in_its_place() {
    let cut = "DELETE FROM activity_chain WHERE position > 2; DELETE FROM activity_personal WHERE activity_id IN ({3}, {4}); DELETE FROM activity WHERE id IN ({3}, {4});";
    assert_eq!(told_on(cut), [Break::Tail { from: 3, to: 4 }]);
    let made_up = format!(
        "{cut} UPDATE activity_head SET position = 2, hash = (SELECT hash FROM activity_chain WHERE position = 2)"
    );
    assert_eq!(told_on(&made_up), [Break::Head]);
    assert_eq!(told_on(&format!("{cut} DELETE FROM activity_head")), [Break::Head]);
}

/// What is sealed afterwards confirms nothing that was not there.
#[test]
fn a_tail_that_was_cut_off_stays_told_when_the_log_goes_on() {
    let cut = "DELETE FROM activity_chain WHERE position > 2; DELETE FROM activity_personal WHERE activity_id > (SELECT activity_id FROM activity_chain WHERE position = 2); DELETE FROM activity WHERE id > (SELECT activity_id FROM activity_chain WHERE position = 2);";
    for head in ["", "UPDATE activity_head SET position = 2", "DELETE FROM activity_head"] {
        let (app, key) = written();
        app.db.run(&format!("{cut} {head}"));
        app.log_in(ADMINISTRATOR);
        all_sealed(&app.db);
        assert!(!report(&app.db, &key).is_sound(), "{head}");
    }
}

#[test]
fn changed_personal_values_and_erased_ones_of_the_living_are_named() {
    let change = r#"UPDATE activity_personal SET details = '{"display_name": {"old": "x", "new": "y"}}'"#;
    assert_eq!(told_on(change), [Break::PersonalChanged { entry: 3 }]);
    assert_eq!(
        told_on("DELETE FROM activity_personal"),
        [Break::PersonalErased { entry: 3 }]
    );
}

/// Whose the values were is in what is sealed: a member, an actor, an actor in a group.
#[test]
fn erased_values_of_a_living_member_and_of_a_living_actor_are_named() {
    let app = crate::actors::merge::start_with_axel();
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(add(&admin, 202, 101, 4).status, 303);
    let saved = admin
        .get("/actors/501")
        .form(FORM)
        .fill("phone", "11 22 33 44")
        .submit();
    assert_eq!(saved.status, 303, "{}", saved.text("main"));
    let grouped = admin.post("/setup/actors/groups/41/members", &[("actor", "505")]);
    assert_eq!(grouped.status, 303, "{}", grouped.text("main"));
    all_sealed(&app.db);
    let key = app.state_of_another_node().chain.clone();
    assert!(report(&app.db, &key).is_sound());
    for kind in ["membership.added", "actor.updated", "actor_setup.member_added"] {
        let entry = app.db.number(&format!("SELECT id FROM activity WHERE type = '{kind}'"));
        app.db.run(&format!(
            "CREATE TABLE kept AS SELECT * FROM activity_personal WHERE activity_id = {entry};
             DELETE FROM activity_personal WHERE activity_id = {entry}"
        ));
        assert_eq!(
            report(&app.db, &key).breaks,
            [Break::PersonalErased { entry }],
            "{kind}"
        );
        app.db
            .run("INSERT INTO activity_personal SELECT * FROM kept; DROP TABLE kept");
    }
}

#[test]
fn the_servers_log_is_a_witness_that_a_whole_chain_made_anew_does_not_convince() {
    let (app, key) = written();
    let witness = |position: i64| {
        let hash = app.db.text(&format!(
            "SELECT encode(hash, 'hex') FROM activity_chain WHERE position = {position}"
        ));
        Witness(Head {
            position,
            hash: hex::decode(hash).unwrap(),
        })
    };
    let kept = [witness(2), witness(4)];
    let hash = hex::encode(&kept[1].0.hash);
    assert!(crate::support::app::log().contains(&hash), "the head is in the log");
    let check = |witness: &Witness| {
        run_command(app.db.app(), |tx| verify(tx, &key, Some(witness)).map(End::Rollback))
            .unwrap()
            .breaks
    };
    assert!(kept.iter().all(|witness| check(witness).is_empty()));
    app.db.run("DELETE FROM activity_chain; DELETE FROM activity_head; DELETE FROM activity_personal; DELETE FROM activity; INSERT INTO activity (type, subject_kind, request_id, details) VALUES ('a', 'user', gen_random_uuid(), '{}'); INSERT INTO activity_unsealed SELECT id FROM activity");
    all_sealed(&app.db);
    assert!(report(&app.db, &key).is_sound());
    assert_eq!(check(&kept[0]), [Break::Witness { position: 2 }]);
}

#[test]
fn dp1_deleting_a_person_erases_the_names_and_the_chain_still_verifies() {
    let (app, key) = written();
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get("/users/delete?id=202");
    assert_eq!(page.form("main form").fill("confirm", "carl").submit().status, 303);
    all_sealed(&app.db);
    let report = report(&app.db, &key);
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(report.erased, 1);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity_personal WHERE details::text LIKE '%Aagaard%'"),
        0
    );
}

#[test]
fn lg3_the_role_of_requests_has_no_power_over_log_and_chain() {
    let (app, key) = written();
    let mut conn = app.db.app();
    for statement in [
        "UPDATE activity SET details = '{}'",
        "DELETE FROM activity",
        "TRUNCATE activity CASCADE",
        "UPDATE activity_personal SET details = '{}'",
        "DELETE FROM activity_personal",
        "UPDATE activity_chain SET hash = ''",
        "DELETE FROM activity_chain",
        "TRUNCATE activity_chain",
        "INSERT INTO activity_anchor (position, hash) VALUES (3, '')",
        "UPDATE activity_anchor SET position = 3",
        "ALTER TABLE activity DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "DROP TABLE activity_chain CASCADE",
        "UPDATE installation SET activity_days = 1",
    ] {
        assert!(conn.batch_execute(statement).is_err(), "{statement}");
    }
    conn.batch_execute("SELECT erase_personal(202); SELECT retire_activity(1000)")
        .unwrap();
    assert!(report(&app.db, &key).is_sound());
    assert_eq!(app.db.number("SELECT count(*) FROM activity_personal"), 1, "she lives");
}

#[test]
fn dp3_what_is_older_than_the_setting_is_retired_and_an_anchor_keeps_the_chain() {
    let db = TestDb::new();
    let key = crate::support::TestApp::on(TestDb::new())
        .state_of_another_node()
        .chain
        .clone();
    db.run("INSERT INTO activity (type, subject_kind, request_id, details, at) SELECT 'login.failed', 'unknown_login', gen_random_uuid(), '{}', now() - interval '40 days' + n * interval '4 days' FROM generate_series(0, 5) n; INSERT INTO activity_unsealed SELECT id FROM activity");
    let sealed = || run_command(db.app(), |tx| seal(tx, &key).map(End::Commit)).unwrap().0;
    let retired = || run_command(db.app(), |tx| retire(tx).map(End::Commit)).unwrap().0;
    assert_eq!((sealed(), retired()), (6, 0), "kept for ever");
    db.run("UPDATE installation SET activity_days = 30");
    assert_eq!((retired(), retired(), sealed()), (3, 0, 1));
    let found = report(&db, &key);
    assert!(found.is_sound(), "{found:?}");
    assert_eq!((found.checked, found.position), (4, 7));
    assert_eq!(
        db.number("SELECT (details ->> 'rows')::int FROM activity WHERE type = 'activity.retired'"),
        3
    );
    db.run("DELETE FROM activity_chain WHERE position = 4; DELETE FROM activity WHERE id = (SELECT min(id) FROM activity); UPDATE activity_anchor SET position = 4");
    assert!(report(&db, &key).breaks.contains(&Break::Anchor { position: 4 }));
}

#[test]
fn what_breaks_the_chain_is_never_retired() {
    let (app, key) = written();
    app.db.run("UPDATE installation SET activity_days = 30; DELETE FROM activity WHERE id = (SELECT activity_id FROM activity_chain WHERE position = 1)");
    app.db.run("SELECT retire_activity(1000)");
    let first = report(&app.db, &key).breaks;
    assert!(matches!(first[..], [Break::Missing { position: 1, .. }]), "{first:?}");
}

#[test]
fn many_entries_of_one_second_are_sealed_in_several_runs() {
    let app = TestApp::start();
    app.db.run("INSERT INTO activity (type, subject_kind, request_id, details) SELECT 'login.failed', 'unknown_login', gen_random_uuid(), '{}' FROM generate_series(1, 12000); INSERT INTO activity_unsealed SELECT id FROM activity");
    all_sealed(&app.db);
    let key = app.state_of_another_node().chain.clone();
    let found = report(&app.db, &key);
    assert!(found.is_sound() && found.checked == 12_000);
}

#[test]
fn the_nightly_verification_keeps_what_it_found() {
    let (app, _) = written();
    run_now(&app.db, "activity_verify");
    assert_eq!(
        app.db.text("SELECT result FROM jobs WHERE name = 'activity_verify'"),
        "verified 4 entries, 0 breaks"
    );
    app.db
        .run("UPDATE activity SET user_id = 1 WHERE id = (SELECT min(id) FROM activity)");
    run_now(&app.db, "activity_verify");
    assert_eq!(
        app.db.text("SELECT breaks -> 0 ->> 'what' FROM activity_check"),
        "changed"
    );
}

#[test]
fn nodes_share_the_sealing() {
    let (app, key) = written();
    let (node, address) = app.second_node();
    let other = crate::support::client::Client::new(address);
    for _ in 0..4 {
        other.post("/login", &[("name", "mona"), ("password", cast::PASSWORD)]);
        app.log_in(CASHIER_NORTH);
    }
    all_sealed(&app.db);
    drop(node);
    let found = report(&app.db, &key);
    assert!(
        found.is_sound() && found.checked == app.db.number("SELECT count(*) FROM activity"),
        "{found:?}"
    );
}
