//! The tab **Permissions**: cells, what comes of them, and everything that forbids one (SPEC 3.3, P-4 to P-6, P-11, P-20, P-26).
use crate::support::cast::group;
use crate::support::client::Client;
use crate::support::page::{Form, Page};
use crate::support::{TestApp, cast, unit};
use crate::users_edit::TRACES;

pub const CELLS: &str = "#cells";

/// Mona sets permissions in North, where she is store manager.
pub fn mona(app: &TestApp) -> Client {
    app.db.give(group::STORE_MANAGERS, "PermissionSet", unit::TOP, true);
    app.db.give(
        cast::MANAGER_NORTH.id,
        "UIPermissionsAllowUserPermissionSetup",
        unit::TOP,
        true,
    );
    app.log_in(cast::MANAGER_NORTH)
}

pub fn carl_in(client: &Client, unit: i64) -> Page {
    client.get(&format!("/users/202/permissions?unit={unit}"))
}

/// Refused, for this reason, and nothing is as if it had been tried.
pub fn refused(app: &TestApp, form: Form, why: &str) {
    let before = app.db.fingerprint(TRACES);
    let page = form.submit();
    assert_eq!(page.status, 403, "{}", page.body);
    assert!(page.says(why), "{}", page.text("main"));
    app.db.assert_same(&before);
}

#[test]
fn p1_cells_are_saved_together_with_one_entry_and_say_what_comes_of_them() {
    let app = TestApp::start();
    let page = carl_in(&app.log_in(cast::ADMINISTRATOR), unit::AALBORG);
    assert_eq!(page.text("#eff-2"), "Not allowedbecause nothing allows it");
    let done = page
        .form(CELLS)
        .choose("p2", "allow")
        .choose("p21", "deny")
        .submit()
        .follow();
    assert!(
        done.text("#toasts")
            .contains("Saved. Edit user: Allow; Organizational unit: Access: Deny"),
        "{}",
        done.text("#toasts")
    );
    assert!(done.text("#eff-2").contains("because this user is allowed it here"));
    assert!(done.text("#eff-21").contains("because it is denied on this user here"));
    assert!(
        done.text("#eff-21")
            .contains("overruled: because group Cashiers is allowed it in Top")
    );
    assert!(
        done.text("#eff-21")
            .contains("Without it: Allowed, because group Cashiers")
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM grants WHERE account_id = 202 AND unit_id = 4"),
        2
    );
    let entry = "FROM activity WHERE type = 'grants.changed' AND subject_id = 202 AND unit_id = 4";
    assert_eq!(app.db.number(&format!("SELECT count(*) {entry}")), 1);
    assert_eq!(
        app.db.text(&format!("SELECT details->'EditUser'->>'new' {entry}")),
        "allow"
    );
    assert_eq!(app.log_in(cast::CASHIER_NORTH).get("/users").status, 200);
}

#[test]
fn the_tab_is_for_who_sets_up_permissions_and_is_not_there_for_others() {
    let app = TestApp::start();
    let plain = app.log_in(cast::MANAGER_NORTH);
    assert!(!plain.get("/users/202").has(".tabs a[href*='/permissions']"));
    let before = app.db.fingerprint(TRACES);
    assert_eq!(carl_in(&plain, unit::AALBORG).status, 403);
    assert_eq!(
        plain
            .post("/users/202/permissions?unit=4", &[("seen", ""), ("p2", "allow")])
            .status,
        403
    );
    app.db.assert_same(&before);
    let mona = mona(&app);
    assert!(mona.get("/users/202").has(".tabs a[href*='/permissions']"));
    assert_eq!(carl_in(&mona, unit::AALBORG).status, 200);
}

#[test]
fn without_set_permissions_there_one_looks_and_changes_nothing() {
    let app = TestApp::start();
    app.db
        .give(204, "UIPermissionsAllowUserPermissionSetup", unit::TOP, true);
    let dora = app.log_in(cast::DENIED);
    let page = carl_in(&dora, unit::AALBORG);
    assert!(page.text("main .note").contains("You need Set permissions in Aalborg"));
    assert!(!page.has("#cells input[type=radio]") && !page.has(".savebar"));
    let before = app.db.fingerprint(TRACES);
    let answer = dora.post("/users/202/permissions?unit=4", &[("seen", ""), ("p21", "")]);
    assert!(
        answer.status == 403 && answer.says("Set permissions"),
        "{}",
        answer.status
    );
    app.db.assert_same(&before);
}

#[test]
fn nobody_allows_what_they_do_not_hold() {
    let app = TestApp::start();
    let page = carl_in(&mona(&app), unit::AALBORG);
    assert!(!page.has("[name=p5]"));
    let why = "You can deny, or lift a denial of, only what you hold yourself: Enable/disable two-factor";
    assert!(page.says(why));
    refused(
        &app,
        page.form(CELLS).forge("p5", "allow"),
        "which you do not hold there",
    );
    let same = page.form(CELLS).choose("p2", "allow").submit();
    assert_eq!(same.status, 303);
}

#[test]
fn nobody_lifts_or_sets_a_deny_of_what_they_do_not_hold() {
    let app = TestApp::start();
    app.db.give(202, "EnableDisableOtherUserTwoFa", unit::AALBORG, false);
    let page = carl_in(&mona(&app), unit::AALBORG);
    refused(&app, page.form(CELLS).forge("p5", ""), "only what you hold yourself");
    refused(
        &app,
        page.form(CELLS).forge("p53", "deny"),
        "only what you hold yourself",
    );
}

#[test]
fn nobody_denies_anything_to_an_account_that_holds_more() {
    let app = TestApp::start();
    app.db.give(202, "CheckRights", unit::AALBORG, true);
    let page = carl_in(&mona(&app), unit::AALBORG);
    let form = page.form(CELLS).choose("p2", "deny");
    refused(&app, form, "This account holds Check rights of others in Aalborg");
}

#[test]
fn nothing_is_given_for_longer_than_one_holds_it() {
    let app = TestApp::start();
    app.db.give(201, "CheckRights", unit::NORTH, true);
    app.db
        .run("UPDATE grants SET valid_to = '2040-01-01T00:00Z' WHERE account_id = 201 AND unit_id = 3");
    let page = carl_in(&mona(&app), unit::AALBORG);
    let form = page.form(CELLS).choose("p53", "allow");
    refused(&app, form.clone(), "only for a time");
    refused(&app, form.clone().fill("t53", "2041-01-01T00:00"), "only for a time");
    assert_eq!(form.fill("t53", "2039-07-01T08:00").submit().status, 303);
    let end = app.db.text("SELECT valid_to::text FROM grants WHERE account_id = 202");
    assert_eq!(end, "2039-07-01 06:00:00+00", "the unit's clock is Copenhagen's");
}

#[test]
fn rights_that_ignore_the_unit_are_set_at_the_top_only() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = carl_in(&admin, unit::AALBORG);
    assert!(!page.has("[name=p52]") && page.says("Counts everywhere and is set at the top only."));
    refused(
        &app,
        page.form(CELLS).forge("p52", "allow"),
        "Manage groups counts everywhere",
    );
    assert_eq!(
        carl_in(&admin, unit::TOP)
            .form(CELLS)
            .choose("p52", "allow")
            .submit()
            .status,
        303
    );
}

#[test]
fn nobody_sets_own_cells_but_administrators() {
    let app = TestApp::start();
    let mona = mona(&app);
    assert!(
        mona.get("/users/201/permissions")
            .says("Nobody may do this to their own user")
    );
    let before = app.db.fingerprint(TRACES);
    let answer = mona.post("/users/201/permissions?unit=3", &[("seen", ""), ("p2", "allow")]);
    assert_eq!(answer.status, 403);
    app.db.assert_same(&before);
    let own = app.log_in(cast::ADMINISTRATOR).get("/users/2/permissions");
    assert_eq!(own.form(CELLS).choose("p2", "allow").submit().status, 303);
}

#[test]
fn what_is_outside_access_is_not_there() {
    let app = TestApp::start();
    let mona = mona(&app);
    let before = app.db.fingerprint(TRACES);
    for path in [
        "/users/202/permissions?unit=7",
        "/users/203/permissions",
        "/users/202/permissions?unit=99",
        "/users/101/permissions",
    ] {
        assert_eq!(mona.get(path).status, 404, "{path}");
        assert_eq!(mona.post(path, &[("seen", ""), ("p2", "allow")]).status, 404, "{path}");
    }
    app.db.assert_same(&before);
    let page = carl_in(&mona, unit::AALBORG);
    assert!(!page.text("main").contains("Top") && page.says("in a unit above that you have no access to"));
}

#[test]
fn nothing_but_the_form_is_taken() {
    let app = TestApp::start();
    let page = carl_in(&app.log_in(cast::ADMINISTRATOR), unit::AALBORG);
    let before = app.db.fingerprint(TRACES);
    for (name, value) in [
        ("account_id", "203"),
        ("unit_id", "1"),
        ("p2", "deny"),
        ("created_by", "2"),
        ("p2x", "allow"),
        ("p6", "yes"),
    ] {
        let form = page.form(CELLS).choose("p2", "allow").forge(name, value);
        assert_eq!(form.submit().status, 400, "{name}");
    }
    app.db.assert_same(&before);
}

#[test]
fn of_two_who_change_the_same_cell_the_second_sees_both_and_loses_nothing() {
    let app = TestApp::start();
    let (mona, admin) = (mona(&app), app.log_in(cast::ADMINISTRATOR));
    let (first, second) = (carl_in(&mona, unit::AALBORG), carl_in(&admin, unit::AALBORG));
    assert_eq!(
        first
            .form(CELLS)
            .choose("p2", "allow")
            .choose("p4", "allow")
            .submit()
            .status,
        303
    );
    let before = app.db.fingerprint(TRACES);
    let page = second.form(CELLS).choose("p2", "deny").choose("p1", "allow").submit();
    assert_eq!(page.status, 409);
    assert_eq!(page.texts(".versions td"), ["Allow", "Deny"]);
    app.db.assert_same(&before);
    assert_eq!(page.form(CELLS).value("p2"), "deny");
    assert_eq!(page.form(CELLS).submit().status, 303);
    let cells = app.db.text("SELECT string_agg(permission_id || ' ' || allow, ', ' ORDER BY permission_id) FROM grants WHERE account_id = 202");
    assert_eq!(cells, "1 true, 2 false, 4 true");
}

#[test]
fn what_others_changed_beside_it_stays_theirs() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let (first, second) = (carl_in(&admin, unit::AALBORG), carl_in(&admin, unit::AALBORG));
    assert_eq!(first.form(CELLS).choose("p2", "allow").submit().status, 303);
    assert_eq!(second.form(CELLS).choose("p1", "deny").submit().status, 303);
    assert_eq!(app.db.number("SELECT count(*) FROM grants WHERE account_id = 202"), 2);
}

#[test]
fn dates_that_cannot_be_are_told_at_their_fields_all_at_once() {
    let app = TestApp::start();
    let page = carl_in(&app.log_in(cast::ADMINISTRATOR), unit::AALBORG);
    let before = app.db.fingerprint(TRACES);
    let form = page
        .form(CELLS)
        .choose("p1", "allow")
        .choose("p2", "allow")
        .choose("p4", "allow");
    let form = form
        .fill("t1", "2020-01-01T00:00")
        .fill("f2", "soon")
        .fill("f4", "2041-01-01T00:00");
    let answer = form.fill("t4", "2040-01-01T00:00").submit();
    assert_eq!(answer.status, 422);
    assert_eq!(
        answer.texts("#mistakes li").len(),
        3,
        "{:?}",
        answer.texts("#mistakes li")
    );
    assert!(answer.text("#t1-error").contains("must lie ahead") && answer.text("#f2-error").contains("not a date"));
    assert!(answer.text("#t4-error").contains("after the start"));
    assert_eq!(answer.form(CELLS).value("f2"), "soon");
    app.db.assert_same(&before);
}

#[test]
fn a_right_that_disappeared_meanwhile_is_named_and_nothing_is_saved() {
    let app = TestApp::start();
    app.db.run("INSERT INTO permissions (id, key, scope, category, label, place) VALUES (1500, 'till.open', 'org_unit', 'tills', 'Open the till', 900);
        UPDATE access_state SET version = version + 1");
    let page = carl_in(&app.log_in(cast::ADMINISTRATOR), unit::AALBORG);
    let form = page.form(CELLS).choose("p1500", "allow").choose("p2", "allow");
    app.db
        .run("UPDATE permissions SET gone_at = now() WHERE id = 1500; UPDATE access_state SET version = version + 1");
    let before = app.db.fingerprint(TRACES);
    let answer = form.submit();
    assert!(
        answer.status == 409 && answer.says("No longer a permission: Open the till"),
        "{}",
        answer.status
    );
    app.db.assert_same(&before);
    assert_eq!(answer.form(CELLS).value("p2"), "allow");
    assert_eq!(answer.form(CELLS).submit().status, 303);
}

#[test]
fn cells_on_an_archived_unit_are_kept_shown_and_not_changed() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = carl_in(&admin, unit::SKAGEN).form(CELLS).choose("p2", "allow");
    app.db.give(202, "DeleteUser", unit::SKAGEN, true);
    app.db
        .run("UPDATE org_units SET archived_at = now() WHERE id = 5; UPDATE access_state SET version = version + 1");
    let before = app.db.fingerprint(TRACES);
    let answer = form.submit();
    assert!(
        answer.status == 409 && answer.says("Skagen is archived"),
        "{}",
        answer.status
    );
    app.db.assert_same(&before);
    let elsewhere = carl_in(&admin, unit::AALBORG);
    assert!(elsewhere.says("archived, does not count"), "{}", elsewhere.text("main"));
    assert_eq!(
        elsewhere.text("#eff-4"),
        elsewhere.text("#eff-3"),
        "it says nothing about Aalborg"
    );
}
