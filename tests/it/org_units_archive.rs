//! Taking units out of use and back (SPEC O-1, P-6).
use crate::org_units::ALL;
use crate::security::TRACES;
use crate::support::console::Terminal;
use crate::support::{TestApp, cast, unit};

#[test]
fn a_unit_in_use_is_not_archived_and_the_dialog_says_by_how_many() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    let page = admin.get("/org-units/3/archive");
    assert!(page.says("2 units directly below it are in use.") && page.says("2 users belong to it."));
    assert!(!page.has("#dialog .btn-primary"));
    assert_eq!(admin.post("/org-units/3/archive", &[]).status, 422);
    app.db.assert_same(&before);
}

/// Whoever is in no list is not moved out either, and a linked employee goes on to gate its user (SPEC C-4).
#[test]
fn o1_a_unit_with_actors_in_use_is_not_archived_and_the_dialog_says_how_many() {
    let app = TestApp::start();
    app.db.run(
        "UPDATE users SET unit_id = 3 WHERE id = 202;
         INSERT INTO actors (id, kind, name, sort_name, number, number_key, unit_id, archived_at, merged_into) VALUES
            (901, 'person', 'A', 'a', '1', '1', 4, NULL, NULL), (902, 'person', 'B', 'b', '2', '2', 4, NULL, NULL),
            (903, 'person', 'C', 'c', '3', '3', 4, now(), NULL), (904, 'person', 'D', 'd', '4', '4', 4, NULL, 901)",
    );
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    let page = admin.get("/org-units/4/archive");
    assert!(page.says("2 actors in use belong to it") && !page.has("#dialog .btn-primary"));
    assert_eq!(admin.post("/org-units/4/archive", &[]).status, 422);
    app.db.assert_same(&before);
    let terminal = Terminal::at(&app.db);
    let rows = "CHAIN,Chain,customer,,1000\nNORTH,North,unit,CHAIN,\nN2,Skagen,unit,NORTH,\nSOUTH,South,unit,CHAIN,\nS1,Odense,unit,SOUTH,\n";
    let file = format!("code,name,kind,parent_code,customer_number\n{rows}");
    let said = terminal.import("org_units", &file, &["--replace"]);
    assert!(
        said.code == 1 && said.err.contains("N1, where 2 actors are still in use"),
        "{said:?}"
    );
    app.db
        .run("UPDATE actors SET unit_id = 5 WHERE id = 901; UPDATE actors SET archived_at = now() WHERE id = 902");
    assert_eq!(
        admin.get("/org-units/4/archive").form("#dialog form").submit().status,
        303
    );
}

#[test]
fn move_users_takes_everybody_out_and_comes_back_to_the_dialog() {
    let app = TestApp::start();
    app.db.run("UPDATE users SET state = 'deactivated' WHERE id = 202");
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/org-units/4/archive").click("#dialog .dlg-body a.btn");
    let back = page.form("#dialog form").choose("into", unit::SKAGEN).submit().follow();
    assert_eq!(back.path, "/org-units/4/archive");
    assert_eq!(back.form("#dialog form").submit().status, 303);
    assert_ne!(app.db.text("SELECT archived_at FROM org_units WHERE id = 4"), "");
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'org_unit.archived' AND subject_id = 4"),
        1
    );
}

/// Aalborg without anybody, archived by the administrator.
pub fn archived(app: &TestApp) {
    app.db.run("UPDATE users SET unit_id = 3 WHERE id = 202");
    let admin = app.log_in(cast::ADMINISTRATOR);
    assert_eq!(
        admin.get("/org-units/4/archive").form("#dialog form").submit().status,
        303
    );
}

#[test]
fn what_stands_on_an_archived_unit_is_kept_does_not_count_and_counts_again() {
    let app = TestApp::start();
    app.db.allow(cast::CASHIER_NORTH.id, &ALL, unit::AALBORG);
    let carl = app.log_in(cast::CASHIER_NORTH);
    assert_eq!(carl.get("/org-units/4").status, 200);
    archived(&app);
    assert_eq!(
        carl.get("/org-units").status,
        403,
        "neither the membership nor the cells count"
    );
    assert_eq!(app.db.number("SELECT count(*) FROM memberships WHERE unit_id = 4"), 1);
    let admin = app.log_in(cast::ADMINISTRATOR);
    assert_eq!(
        admin.get("/org-units/4/unarchive").form("#dialog form").submit().status,
        303
    );
    assert_eq!(carl.get("/org-units/4").status, 200);
}

#[test]
fn archived_units_are_shown_on_request_to_who_sees_where_they_stand() {
    let app = TestApp::start();
    archived(&app);
    app.db.allow(cast::MANAGER_NORTH.id, &ALL, unit::NORTH);
    app.db.allow(cast::MANAGER_SOUTH.id, &ALL, unit::SOUTH);
    let (mona, sune) = (app.log_in(cast::MANAGER_NORTH), app.log_in(cast::MANAGER_SOUTH));
    assert_eq!(mona.get("/org-units").texts(".unit-name"), ["North", "Skagen"]);
    assert_eq!(
        mona.get("/org-units?archived=1").texts(".unit-name"),
        ["North", "Aalborg", "Skagen"]
    );
    assert_eq!(mona.get("/org-units?q=aalborg&archived=1").count("tbody tr"), 1);
    assert!(!sune.get("/org-units?archived=1").says("Aalborg"));
    assert_eq!(sune.get("/org-units/4").status, 404);
    let page = mona.get("/org-units/4");
    assert!(page.text("main .note").contains("archived") && !page.has(".savebar"));
    assert_eq!(
        mona.post("/org-units/4", &[("version", "2"), ("name", "A"), ("code", "A")])
            .status,
        403
    );
}

#[test]
fn a_deny_on_an_archived_unit_still_hides_it() {
    let app = TestApp::start();
    app.db.allow(cast::MANAGER_NORTH.id, &ALL, unit::NORTH);
    app.db.run(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) VALUES (201, 21, 'org_unit', 4, false)",
    );
    archived(&app);
    app.db.run("UPDATE access_state SET version = version + 1; INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', 201 FROM access_state");
    let mona = app.log_in(cast::MANAGER_NORTH);
    assert!(!mona.get("/org-units?archived=1").says("Aalborg"));
    assert_eq!(mona.get("/org-units/4/unarchive").status, 404);
}

#[test]
fn bringing_a_unit_back_gives_nobody_what_the_principal_lacks() {
    let app = TestApp::start();
    // Carl may delete users in Aalborg; Dora, who brings it back, may not.
    app.db
        .allow(cast::CASHIER_NORTH.id, &["ManageUserLicence"], unit::AALBORG);
    app.db.allow(cast::DENIED.id, &ALL, unit::NORTH);
    archived(&app);
    let dora = app.log_in(cast::DENIED);
    let before = app.db.fingerprint(TRACES);
    let refused = dora.post("/org-units/4/unarchive", &[]);
    assert_eq!(refused.status, 403);
    assert!(refused.says("Assign licence"), "{}", refused.text("main"));
    app.db.assert_same(&before);
    app.db.allow(cast::DENIED.id, &["ManageUserLicence"], unit::NORTH);
    assert_eq!(dora.post("/org-units/4/unarchive", &[]).status, 303);
}

/// A Deny that comes back is measured like one that is set there (P-6).
#[test]
fn p6_nobody_brings_a_unit_back_with_a_deny_of_somebody_who_holds_more() {
    let app = TestApp::start();
    for (id, name, place) in [(110, "barred", unit::AALBORG), (111, "kept-out", unit::NORTH)] {
        crate::memberships::make_group(&app.db, id, name);
        app.db.deny(id, &["OrgUnitAccess"], place);
    }
    app.db.allow(cast::MANAGER_NORTH.id, &ALL, unit::NORTH);
    archived(&app);
    app.db.allow(cast::MANAGER_SOUTH.id, &["CheckRights"], unit::NORTH);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let member = |unit: i64, group: i64| {
        app.db.run(&format!(
            "DELETE FROM memberships WHERE group_id IN (110, 111);
             INSERT INTO memberships (unit_id, group_id, account_id) VALUES ({unit}, {group}, 203)"
        ));
    };
    // The cell stands on the unit, or the membership does.
    for (at, group) in [(unit::NORTH, 110), (unit::AALBORG, 110), (unit::AALBORG, 111)] {
        member(at, group);
        let before = app.db.fingerprint(TRACES);
        assert_eq!(mona.get("/org-units/4/unarchive").status, 403);
        let refused = mona.post("/org-units/4/unarchive", &[]);
        assert!(
            refused.status == 403 && refused.says("Check rights of others"),
            "{group}: {}",
            refused.text("main")
        );
        app.db.assert_same(&before);
    }
    app.db.deny(cast::MANAGER_SOUTH.id, &["CheckRights"], unit::NORTH);
    assert_eq!(mona.post("/org-units/4/unarchive", &[]).status, 303);
    app.db.run("DELETE FROM grants WHERE account_id = 203 AND NOT allow");
    archived(&app);
    member(unit::NORTH, 110);
    let admin = app.log_in(cast::ADMINISTRATOR);
    assert_eq!(admin.post("/org-units/4/unarchive", &[]).status, 303);
}

/// A Deny of a right that ignores the unit goes with the membership through which it holds.
#[test]
fn p6_nobody_archives_a_unit_to_lift_a_deny_they_could_not_lift() {
    let app = TestApp::start();
    crate::memberships::make_group(&app.db, 110, "kept-out");
    app.db.deny(110, &["navigation.access.setup"], unit::TOP);
    app.db.run(
        "INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 110, 202); UPDATE users SET unit_id = 3 WHERE id = 202",
    );
    app.db.allow(cast::MANAGER_NORTH.id, &ALL, unit::NORTH);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    let refused = mona.post("/org-units/4/archive", &[]);
    assert_eq!(refused.status, 403, "{}", refused.text("main"));
    app.db.assert_same(&before);
    app.db
        .allow(cast::MANAGER_NORTH.id, &["navigation.access.setup"], unit::TOP);
    assert_eq!(mona.post("/org-units/4/archive", &[]).status, 303);
}

#[test]
fn a_unit_comes_back_only_below_one_that_is_in_use() {
    let app = TestApp::start();
    app.db.run("UPDATE users SET unit_id = 2 WHERE id IN (203)");
    let admin = app.log_in(cast::ADMINISTRATOR);
    for id in [7, 6] {
        assert_eq!(admin.post(&format!("/org-units/{id}/archive"), &[]).status, 303);
    }
    let before = app.db.fingerprint(TRACES);
    let refused = admin.post("/org-units/7/unarchive", &[]);
    assert!(refused.status == 403 && refused.says("Unarchive that one first"));
    assert!(
        admin
            .get("/org-units/7")
            .text("#unarchive-why")
            .contains("above it is archived")
    );
    app.db.assert_same(&before);
}

#[test]
fn the_top_is_not_archived() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(admin.get("/org-units/1/archive").status, 403);
    let refused = admin.post("/org-units/1/archive", &[]);
    assert!(refused.status == 403 && refused.says("The top can be neither moved nor archived."));
    assert!(!admin.get("/org-units/1").has("#archive"));
    app.db.assert_same(&before);
}

#[test]
fn nobody_is_put_into_a_unit_that_is_being_archived() {
    let app = TestApp::start();
    app.db.run("UPDATE users SET unit_id = 3 WHERE id = 202");
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = app
        .log_in(cast::MANAGER_NORTH)
        .get("/users/new")
        .form("form[data-guard]");
    let form = form
        .fill("name", "nina")
        .fill("display_name", "Nina")
        .choose("unit", unit::AALBORG);
    let form = form.fill("password", cast::PASSWORD).fill("again", cast::PASSWORD);
    let archive = admin.get("/org-units/4/archive").form("#dialog form");
    let both = [
        std::thread::spawn(|| form.submit().status),
        std::thread::spawn(|| archive.submit().status),
    ];
    let [created, archived] = both.map(|thread| thread.join().unwrap());
    assert!(
        matches!((created, archived), (303, 422) | (404, 303)),
        "{created} {archived}"
    );
    let inside = "SELECT count(*) FROM users u JOIN org_units o ON o.id = u.unit_id WHERE o.archived_at IS NOT NULL AND u.state <> 'deleted'";
    assert_eq!(app.db.number(inside), 0);
}

#[test]
fn a_form_opened_before_the_unit_was_archived_changes_nothing() {
    let app = TestApp::start();
    app.db.allow(cast::MANAGER_NORTH.id, &ALL, unit::NORTH);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let (edit, create) = (mona.get("/org-units/4"), mona.get("/org-units/new?parent=4"));
    archived(&app);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(edit.form("form[data-guard]").fill("name", "X").submit().status, 403);
    let create = create.form("form[data-guard]").fill("name", "X").fill("code", "X");
    assert_eq!(create.submit().status, 404);
    app.db.assert_same(&before);
}

#[test]
fn a_second_node_knows_at_the_next_request() {
    let app = TestApp::start();
    let (_node, address) = app.second_node();
    let mona = app.log_in(cast::MANAGER_NORTH).copy_at(address);
    assert!(mona.get("/users/new").says("Aalborg"));
    archived(&app);
    assert!(!mona.get("/users/new").says("Aalborg"));
}
