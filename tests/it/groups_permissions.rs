//! The tab **Permissions** of groups: the same rules, and a preview over everybody in them (SPEC G-3, P-6, P-25).
use crate::permissions::{CELLS, refused};
use crate::support::cast::group;
use crate::support::client::Client;
use crate::support::{TestApp, TestDb, cast, unit};
use crate::users_edit::TRACES;

#[test]
fn g3_a_groups_cells_are_set_and_the_preview_counts_its_members_through_nesting() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get(&format!("/groups/{}/permissions?unit=4", group::CASHIERS));
    assert!(page.text("#eff-21").contains("because this group is allowed it in Top"));
    let form = page.form(CELLS).choose("p2", "allow").choose("p21", "deny");
    let shown = form.press("Preview");
    let preview = shown.text("#preview");
    // Carl gains and loses; Mona and Dora, cashiers by being store managers, hold Edit user anyway or are denied it.
    assert!(
        preview.contains("Gives 1 right in 1 unit, takes 1. For 3 people."),
        "{preview}"
    );
    assert!(
        preview.contains("Carl Aagaard gains Edit user in Aalborg; loses Organizational unit: Access in Aalborg")
            && preview.contains("Mona Nørgaard loses Organizational unit: Access in Aalborg")
            && preview.contains("Cashiers in Aalborg one membership: gains Edit user in Aalborg"),
        "{preview}"
    );
    assert_eq!(shown.form(CELLS).submit().status, 303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM grants WHERE account_id = 102 AND unit_id = 4"),
        2
    );
}

/// A crowd of cashiers in a store, first by name.
fn crowd(db: &TestDb, unit: i64) {
    db.run(&format!(
        "INSERT INTO accounts (id, kind, name, name_key) SELECT i, 'user', 'a' || i, 'a' || i FROM generate_series(10001, 11100) i;
         INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state)
            SELECT i, {unit}, 'Aaa ' || i, 'aaa ' || i, 'a' || i, 'active' FROM generate_series(10001, 11100) i;
         INSERT INTO user_clock (user_id) SELECT generate_series(10001, 11100);
         DELETE FROM memberships WHERE account_id = 202;
         INSERT INTO memberships (unit_id, group_id, account_id) SELECT {unit}, 102, i FROM generate_series(10001, 11100) i;
         INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 102, 202)"
    ));
}

fn preview(client: &Client) -> String {
    let page = client.get(&format!("/groups/{}/permissions?unit=4", group::CASHIERS));
    let form = page.form(CELLS).choose("p21", "deny");
    form.press("Preview").text("#preview")
}

#[test]
fn the_preview_of_a_large_group_looks_at_those_whom_it_concerns() {
    let app = TestApp::start();
    crowd(&app.db, unit::ODENSE);
    let told = preview(&app.log_in(cast::ADMINISTRATOR));
    assert!(
        told.contains("Takes 1 right in 1 unit. For 3 people.")
            && told.contains("Carl Aagaard loses Organizational unit: Access in Aalborg")
            && !told.contains("Aaa"),
        "{told}"
    );
}

#[test]
fn where_not_all_are_looked_at_the_preview_says_at_least_and_the_group_counts_them() {
    let app = TestApp::start();
    crowd(&app.db, unit::AALBORG);
    let told = preview(&app.log_in(cast::ADMINISTRATOR));
    assert!(
        told.contains("For at least 1,000 people.")
            && told.contains("Cashiers in Aalborg 1,101 memberships: loses Organizational unit: Access in Aalborg"),
        "{told}"
    );
}

#[test]
fn the_preview_says_that_it_concerns_people_out_of_sight_and_not_whom() {
    let app = TestApp::start();
    app.db.run(
        "UPDATE memberships SET unit_id = 2 WHERE account_id = 205; DELETE FROM memberships WHERE account_id = 202",
    );
    let rights = [
        "PermissionSet",
        "navigation.access.security.groups",
        "UIPermissionsAllowUserPermissionSetup",
    ];
    app.db.allow(group::STORE_MANAGERS, &rights, unit::TOP);
    app.db.run("UPDATE users SET unit_id = 7 WHERE id = 205; UPDATE memberships SET valid_to = now() WHERE group_id = 102 AND account_id = 101");
    app.db.run("UPDATE access_state SET version = version + 1; INSERT INTO access_changes (version, kind, key) SELECT version, 'group', 101 FROM access_state");
    let told = preview(&app.log_in(cast::MANAGER_NORTH));
    assert!(
        told.contains("units you have no access to") && !told.contains("Changes nothing") && !told.contains("Lone"),
        "{told}"
    );
}

#[test]
fn administrators_have_no_cells_and_who_holds_less_gives_no_group_more() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    assert!(
        admin
            .get("/groups/3/permissions")
            .says("Administrators hold every right everywhere")
    );
    let before = app.db.fingerprint(TRACES);
    assert_eq!(
        admin
            .post("/groups/3/permissions?unit=1", &[("seen", ""), ("p2", "deny")])
            .status,
        403
    );
    assert_eq!(
        admin
            .post("/groups/202/permissions?unit=4", &[("seen", ""), ("p2", "allow")])
            .status,
        404
    );
    app.db.assert_same(&before);
    for key in [
        "PermissionSet",
        "navigation.access.security.groups",
        "UIPermissionsAllowUserPermissionSetup",
    ] {
        app.db.give(group::STORE_MANAGERS, key, unit::TOP, true);
    }
    let page = app.log_in(cast::MANAGER_NORTH).get("/groups/102/permissions?unit=4");
    refused(
        &app,
        page.form(CELLS).forge("p5", "allow"),
        "which you do not hold there",
    );
    assert_eq!(page.form(CELLS).choose("p2", "allow").submit().status, 303);
}
