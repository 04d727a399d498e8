//! A merge that opens or shuts the login of the survivor's user takes P-10, and so does undoing it (SPEC A-4, C-4).
use super::merge::{AXEL, PAIR, merger, start_with_axel};
use super::*;
use crate::security::TRACES;
use crate::support::cast::{ADMINISTRATOR, LOCKED};

/// Lone, whom Axel is linked to, holds what Mona does not.
fn lone_holds_more(app: &TestApp) {
    app.db.give(LOCKED.id, "PermissionSet", unit::SOUTH, true);
}

fn is_off(app: &TestApp) -> bool {
    app.db.number("SELECT employee_off::int FROM users WHERE id = 205") == 1
}

/// Merges Aksel, who is switched off, into Axel: with his state, or without.
fn into_axel(client: &Client, with_state: bool) -> Page {
    let form = client.get(&format!("{PAIR}&survivor=507")).form("#merge");
    match with_state {
        true => form.choose("take-enabled", "other").submit(),
        false => form.submit(),
    }
}

#[test]
fn p10_taking_over_a_state_that_shuts_the_login_needs_what_its_user_holds() {
    let app = start_with_axel();
    app.db.run("UPDATE actors SET enabled = false WHERE id = 501");
    lone_holds_more(&app);
    let mona = merger(&app);
    let before = app.db.fingerprint(TRACES);
    let page = into_axel(&mona, true);
    assert!(
        page.status == 403 && page.says("Set permissions"),
        "{}",
        page.text("main")
    );
    app.db.assert_same(&before);
    assert_eq!((into_axel(&mona, false).status, is_off(&app)), (303, false));
}

#[test]
fn p10_taking_over_the_role_employee_needs_it_too() {
    let app = start();
    insert(
        &app.db,
        &Party {
            roles: &[CUSTOMER],
            ..AXEL
        },
    );
    app.db.run("UPDATE actors SET enabled = false WHERE id = 507");
    lone_holds_more(&app);
    let mona = merger(&app);
    let into_axel = |client: &Client| {
        let page = client.get("/actors/merge?id=505&id=507&survivor=507");
        page.form("#merge").submit().status
    };
    let before = app.db.fingerprint(TRACES);
    assert_eq!(into_axel(&mona), 403);
    app.db.assert_same(&before);
    assert_eq!((into_axel(&app.log_in(ADMINISTRATOR)), is_off(&app)), (303, true));
}

#[test]
fn p10_undoing_what_shut_the_login_opens_it_and_needs_it_too() {
    let app = start_with_axel();
    app.db.run("UPDATE actors SET enabled = false WHERE id = 501");
    let mona = merger(&app);
    assert_eq!((into_axel(&mona, true).status, is_off(&app)), (303, true));
    lone_holds_more(&app);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(mona.post("/actors/507/merged/501", &[]).status, 403);
    app.db.assert_same(&before);
    let done = app.log_in(ADMINISTRATOR).post("/actors/507/merged/501", &[]);
    assert_eq!((done.status, is_off(&app)), (303, false));
}
