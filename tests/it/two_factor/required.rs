//! Where a second factor is required (SPEC U-32), and whose name the login knows.
use super::is_in;
use crate::support::TestApp;
use crate::support::cast::{self, PASSWORD};
use crate::support::phone::{Phone, later};

/// AU4, U-32: whoever must have one gets nowhere without it, and is led there.
#[test]
fn a_second_factor_that_is_required_is_set_up_on_the_way_in() {
    let app = TestApp::start();
    app.db.run("UPDATE users SET two_factor_required = true WHERE id = 202");
    let client = app.visitor();
    let login = [("name", "carl"), ("password", PASSWORD), ("from", "/account/rights")];
    let page = client.post("/login", &login).follow();
    assert_eq!(client.get("/account").location(), "/login/two-factor");
    let phone = Phone::scan(&page);
    let wrong = page.form("main form").fill("code", "000000").submit();
    assert_eq!(
        (wrong.status, wrong.texts(".err").len(), is_in(&client)),
        (422, 1, false)
    );
    let done = wrong.form("main form").fill("code", phone.code(&app)).submit();
    assert_eq!(
        (done.status, done.count("#codes code"), is_in(&client)),
        (200, 10, true)
    );
    assert_eq!(done.click("main a.btn-primary").path, "/account/rights");
    assert!(client.get("/account/two-factor").says("cannot be turned off"));
    assert_eq!(client.get("/account/two-factor/off").location(), "/account/two-factor");
    later(&app);
    let post = [("current_password", PASSWORD), ("code", &*phone.code(&app))];
    assert_eq!(client.post("/account/two-factor/off", &post).status, 303);
    assert_eq!(app.db.number("SELECT count(*) FROM two_factor"), 1);
}

/// Any membership on any path counts (SPEC U-32).
#[test]
fn a_group_or_the_whole_house_may_require_it() {
    let app = TestApp::start();
    app.db.run("UPDATE groups SET require_two_factor = true WHERE id = 102; UPDATE access_state SET version = version + 1; INSERT INTO access_changes (version, kind, key) SELECT version, 'group', 102 FROM access_state");
    // Store managers are cashiers of a store: mona through her group, carl himself.
    for who in [cast::MANAGER_NORTH, cast::CASHIER_NORTH] {
        assert_eq!(app.log_in(who).get("/").location(), "/login/two-factor");
    }
    assert_eq!(app.log_in(cast::ADMINISTRATOR).get("/account").status, 200);
    app.db.run("UPDATE installation SET require_two_factor = true");
    assert_eq!(app.log_in(cast::ADMINISTRATOR).get("/").location(), "/login/two-factor");
}

/// N-1: the login takes the confirmed email, on the counter of the name.
#[test]
fn a_confirmed_email_is_as_good_as_the_name_and_counts_with_it() {
    let app = TestApp::start();
    let email = "mona@chain.example";
    let log_in = |password: &str| {
        app.visitor()
            .post("/login", &[("name", email), ("password", password)])
            .status
    };
    assert_eq!(log_in(PASSWORD), 422, "not confirmed");
    app.db
        .run("DELETE FROM login_counters; UPDATE users SET email_confirmed_at = now() WHERE id = 201");
    assert_eq!(log_in(PASSWORD), 303);
    for _ in 0..5 {
        log_in("wrong");
    }
    let by_name = app
        .visitor()
        .post("/login", &[("name", "mona"), ("password", PASSWORD)]);
    assert_eq!(by_name.status, 422);
}
