//! Rights that count for nothing now and may count again tell who may take a login over (P-10).
use crate::cloud::with_other;
use crate::org_units_archive::archived;
use crate::security::TRACES;
use crate::support::TestApp;
use crate::support::cast::{CASHIER_NORTH, MANAGER_NORTH, PASSWORD, unit};
use crate::support::client::Client;
use crate::support::page::Page;

/// Mona sets Carl's password.
fn taken_over(mona: &Client) -> Page {
    let new = "Fjord 8842 lampe sne";
    let fields = [("current_password", PASSWORD), ("new_password", new), ("again", new)];
    mona.post("/users/202/password", &fields)
}

fn refused(app: &TestApp, mona: &Client, right: &str) {
    let before = app.db.fingerprint(TRACES);
    let page = taken_over(mona);
    assert!(
        page.status == 403 && page.says(right) && page.says("now or later"),
        "{}",
        page.body
    );
    app.db.assert_same(&before);
}

#[test]
fn p10_a_right_on_an_archived_unit_is_one_that_may_come_back() {
    let app = TestApp::start();
    archived(&app);
    let mona = app.log_in(MANAGER_NORTH);
    app.db.allow(CASHIER_NORTH.id, &["CheckRights"], unit::AALBORG);
    refused(&app, &mona, "Check rights of others");
    app.db.allow(MANAGER_NORTH.id, &["CheckRights"], unit::NORTH);
    assert_eq!(
        taken_over(&mona).status,
        303,
        "who holds it above would hold it there too"
    );
}

#[test]
fn p10_a_role_whose_module_is_off_may_be_switched_on() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    app.db.run(
        "UPDATE modules SET enabled = false WHERE key = 'cloud';
         INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 15, 202);
         UPDATE access_state SET version = version + 1;
         INSERT INTO access_changes (version, kind, key) SELECT version, 'group', 15 FROM access_state",
    );
    refused(&app, &mona, "Aalborg");
    app.db.run("DELETE FROM memberships WHERE group_id = 15");
    assert_eq!(taken_over(&mona).status, 303);
}

#[test]
fn p10_who_is_a_support_agent_by_role_may_come_to_reach_everything() {
    let app = with_other();
    let mona = app.log_in(MANAGER_NORTH);
    app.db.allow(CASHIER_NORTH.id, &["CheckRights"], 20);
    assert_eq!(taken_over(&mona).status, 303, "another customer's unit is out of reach");
    app.db
        .run("UPDATE users SET security_roles = '{customer,support_agent}' WHERE id = 202");
    assert_eq!(app.db.number("SELECT count(*) FROM users WHERE is_agent"), 0);
    refused(&app, &mona, "Check rights of others");
}
