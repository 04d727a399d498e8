//! SECURITY SE4: the secret that a renewal makes reaches the browser, whatever becomes of the request that renewed.
use crate::jobs::soon;
use crate::support::cast;
use crate::support::client::{COOKIE, Client};
use crate::support::page::Page;
use crate::support::{TestApp, unit};
use diesel::connection::SimpleConnection;
use std::time::Duration;

const NEW_PASSWORD: &str = "grøn regnjakke på cykel";

/// Renews the session with a request, then lets the secret from before grow too old: whoever was not given the new one
/// is out. Returns the answer.
fn renewing(app: &TestApp, who: &Client, ask: impl FnOnce() -> Page) -> Page {
    app.db
        .run("UPDATE sessions SET access_expires_at = now() - interval '1 second'");
    let before = who.cookie(COOKIE);
    let page = ask();
    let renewed = "SELECT count(*) FROM sessions WHERE access_expires_at > now() AND renewals = 1";
    assert_eq!(app.db.number(renewed), 1, "{}: {}", page.status, page.body);
    app.db
        .run("UPDATE sessions SET previous_until = now() - interval '1 second'");
    assert_eq!(who.get("/account").status, 200, "{}: {}", page.status, page.body);
    assert_ne!(who.cookie(COOKIE), before);
    page
}

/// It takes two transactions, and the session is renewed before the first.
#[test]
fn se4_a_form_that_hashes_a_password_brings_the_new_secret_too() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let form = mona.get("/users/new").form("main form").fill("name", "kaj");
    let form = form.fill("display_name", "Kaj Krog").choose("unit", unit::AALBORG);
    let form = form.fill("password", NEW_PASSWORD).fill("again", NEW_PASSWORD);
    let made = renewing(&app, &mona, || form.submit());
    assert_eq!(made.status, 303, "{}", made.text("main"));
}

#[test]
fn se4_a_wrong_password_brings_the_new_secret_too() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let form = carl.get("/account/password").form("main form");
    let form = form
        .fill("current_password", "wrong")
        .fill("new_password", NEW_PASSWORD);
    let wrong = renewing(&app, &carl, || form.fill("again", NEW_PASSWORD).submit());
    assert_eq!(wrong.status, 422);
}

#[test]
fn se4_an_answer_that_is_an_error_brings_the_new_secret_too() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let form = mona.get("/users/202").form("main form[method=post]");
    let mut other = app.db.owner();
    other
        .batch_execute("BEGIN; SELECT FROM users WHERE id = 202 FOR UPDATE")
        .unwrap();
    let late = renewing(&app, &mona, || form.fill("display_name", "Stuck").submit());
    assert_eq!(late.status, 503);
}

#[test]
fn se4_a_file_of_the_wrong_kind_brings_the_new_secret_too() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let file = admin.request("POST", "/imports?kind=users");
    let wrong = renewing(&app, &admin, || file.body("application/json", "{}").send());
    assert_eq!(wrong.status, 415);
}

/// The answer went out without the secret, so the one from before stays in force.
#[test]
fn se4_a_renewal_that_comes_too_late_for_its_answer_does_not_happen() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    app.db.run(
        "UPDATE sessions SET access_expires_at = now() - interval '1 second';
         CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1.35); RETURN NEW; END $$;
         CREATE TRIGGER slow BEFORE UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION slow()",
    );
    let mut other = app.db.owner();
    // Each statement is in time, but not the request: it has two seconds for all of them.
    other.batch_execute("BEGIN; LOCK TABLE installation").unwrap();
    let late = std::thread::spawn({
        let mona = mona.copy_at(app.address);
        move || mona.get("/users/new").status
    });
    std::thread::sleep(Duration::from_millis(850));
    other.batch_execute("COMMIT").unwrap();
    assert_eq!(late.join().unwrap(), 503);
    let busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'keyholder_app' AND state <> 'idle'";
    soon("the late renewal ended", || app.db.number(busy) == 0);
    assert_eq!(app.db.number("SELECT count(*) FROM sessions WHERE renewals > 0"), 0);
    app.db.run("DROP TRIGGER slow ON sessions");
    assert_eq!(mona.get("/users/new").status, 200);
}
