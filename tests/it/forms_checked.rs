//! A form that is checked while it is filled in (UI habit 18): the mistakes are those of saving, and nothing is kept.
use crate::support::{TestApp, cast, unit};

const FORM: &str = "form[data-check]";

#[test]
fn a_form_is_checked_and_nothing_of_it_is_kept() {
    let app = TestApp::start();
    let manager = app.log_in(cast::MANAGER_NORTH);
    let state = || {
        app.db.text(
            "SELECT concat_ws(' ', (SELECT display_name || version FROM users WHERE id = 202),
                (SELECT count(*) FROM activity), (SELECT count(*) FROM accounts), (SELECT version FROM access_state))",
        )
    };
    let before = state();
    let form = || manager.get("/users/202").form(FORM);
    let wrong = form().fill("display_name", " ").check();
    assert_eq!(
        (wrong.status, wrong.text("#display_name-error").as_str()),
        (422, "This is required.")
    );
    let taken = form().fill("email", "mona@chain.example").check();
    assert!(taken.text("#email-error").contains("is taken"), "{}", taken.body);
    let right = form().fill("display_name", "Carl Berg").check();
    assert_eq!((right.status, right.body.as_str()), (204, ""));
    // A new user takes a password, which is not hashed for this.
    let new = manager.get(&format!("/users/new?unit={}", unit::NORTH)).form(FORM);
    let new = new.fill("name", "mona").fill("display_name", "Another").check();
    assert_eq!(new.text("#name-error"), "This name is taken.");
    assert_eq!(state(), before);
}

#[test]
fn what_else_stands_in_the_way_is_told_when_it_is_saved() {
    let app = TestApp::start();
    let denied = app.log_in(cast::DENIED);
    let entries = || app.db.number("SELECT count(*) FROM activity");
    let before = entries();
    let form = [("display_name", "X"), ("version", "1")];
    let answer = denied
        .request("POST", "/users/202")
        .header("keyholder-check", "1")
        .form(&form)
        .send();
    assert_eq!((answer.status, entries()), (204, before));
    let nobodys = denied
        .request("POST", "/users/203")
        .header("keyholder-check", "1")
        .form(&form)
        .send();
    assert_eq!(nobodys.status, 204, "nor does it tell who is there");
    assert_eq!(denied.post("/users/202", &form).status, 403);
    assert_eq!(entries(), before + 1);
}

#[test]
fn a_form_that_can_only_be_saved_is_not_saved_by_a_check() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let ids = [("id", "202")];
    let answer = admin
        .request("POST", "/users/deactivate")
        .header("keyholder-check", "1")
        .form(&ids)
        .send();
    assert_eq!(answer.status, 400);
    assert_eq!(app.db.text("SELECT state::text FROM users WHERE id = 202"), "active");
}

#[test]
fn a_form_that_could_shut_people_out_is_checked_and_shuts_nobody_out() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = || admin.get("/login-security/blocked/new").form(FORM);
    let wrong = form().fill("range", "203.0.113.7/24").check();
    assert!(
        wrong.text("#range-error").contains("enter 203.0.113.0/24"),
        "{}",
        wrong.body
    );
    assert_eq!(form().fill("range", "203.0.113.0/24").check().status, 204);
    let settings = admin.get("/login-security/settings").form(FORM);
    let wrong = settings.fill("lock_after", "2").check();
    assert!(wrong.has("#lock_after-error"), "{}", wrong.body);
    assert_eq!(app.db.number("SELECT count(*) FROM address_rules"), 0);
    assert_eq!(admin.get("/users").status, 200);
}

#[test]
fn every_form_that_says_so_can_be_checked() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let pages = [
        "/account",
        "/users/new",
        "/users/202",
        "/groups/new",
        "/groups/102",
        "/org-units/new?parent=3",
        "/org-units/4",
        "/actors/new?role=customer&unit=4",
        "/setup/actors/attachment-types/new",
        "/setup/actors/metadata/new",
        "/setup/actors/groups/new",
        "/setup/actors/roles/new",
        "/setup/actors/roles/3/fields/new",
        "/support/customers/new",
        "/support/customers/2",
        "/support/organisations/new",
        "/setup/installation",
        "/setup/origins/new",
        "/setup/locations/new",
        "/setup/email",
        "/setup/domains",
        "/login-security/settings",
        "/login-security/allowed/new",
        "/login-security/blocked/new",
    ];
    for path in pages {
        let status = admin.get(path).form(FORM).check().status;
        assert!([204, 422].contains(&status), "{path}: {status}");
    }
}
