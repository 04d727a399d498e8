//! The steps of a login after the password (SPEC N-1, N-5; SECURITY AU3, LO6): what happens meanwhile counts, and each has its time.
use crate::support::TestApp;
use crate::support::cast::{self, PASSWORD};
use crate::support::client::Client;
use crate::support::page::Page;

const NEW: &str = "grøn regnjakke på cykel";

/// A stage: what leads Carl to it, its page, and what its form says.
type Step = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const STEPS: [Step; 4] = [
    (
        "UPDATE users SET two_factor_required = true WHERE id = 202",
        "/login/two-factor",
        &[("code", "000000")],
    ),
    (
        "UPDATE users SET must_change_password = true WHERE id = 202",
        "/new-password",
        &[("password", NEW), ("again", NEW)],
    ),
    (
        "UPDATE users SET max_sessions = 1 WHERE id = 202",
        "/login/sessions",
        &[],
    ),
    (
        "INSERT INTO on_behalf (main_id, clerk_id) VALUES (202, 204), (202, 205)",
        "/login/clerk",
        &[("clerk", "204")],
    ),
];

/// A browser in which Carl's login stands at this stage; another session is there already.
fn at(app: &TestApp, (prepare, path, _): &Step) -> Client {
    app.log_in(cast::CASHIER_NORTH);
    app.db.run(prepare);
    let client = app.log_in(cast::CASHIER_NORTH);
    assert_eq!(client.get("/account").location().split('?').next(), Some(*path));
    client
}

fn is_in(client: &Client) -> bool {
    client.get("/account").status == 200
}

fn wrong(app: &TestApp) -> Page {
    app.visitor().post("/login", &[("name", "carl"), ("password", "wrong")])
}

#[test]
fn lo6_a_lock_that_comes_before_a_step_refuses_it_and_nothing_of_it_is_done() {
    for step in &STEPS {
        let app = TestApp::start();
        let client = at(&app, step);
        for _ in 0..5 {
            wrong(&app);
        }
        let before = app.db.fingerprint(&["activity", "activity_personal"]);
        let page = client.post(step.1, step.2);
        assert_eq!(
            (page.status, page.text("h1")),
            (422, "Locked for now".into()),
            "{}",
            step.1
        );
        app.db.assert_same(&before);
        assert!(!is_in(&client), "{}", step.1);
        let noted = "SELECT details->>'stage' FROM activity WHERE type = 'login.blocked' AND details ? 'stage'";
        assert!(!app.db.text(noted).is_empty(), "{}", step.1);
    }
}

#[test]
fn lo6_whoever_is_deactivated_before_a_step_is_out() {
    for step in &STEPS {
        let app = TestApp::start();
        let client = at(&app, step);
        let admin = app.log_in(cast::ADMINISTRATOR);
        assert_eq!(admin.post("/users/deactivate?id=202", &[]).status, 303);
        assert_eq!(client.post(step.1, step.2).status, 401, "{}", step.1);
        admin.post("/users/activate?id=202", &[]);
        assert!(!is_in(&client), "{}", step.1);
    }
}

/// LO6: a login by an activation link is counted on no attempt, so the lock of the name is what refuses it.
#[test]
fn lo6_a_lock_refuses_the_next_step_of_a_login_by_link_too() {
    let app = TestApp::start();
    app.db.run(STEPS[3].0);
    crate::links::waiting(&app);
    let client = app.visitor();
    let page = crate::links::use_link(&client, &crate::links::fresh(&app));
    assert_eq!(page.location(), "/login/clerk");
    for _ in 0..5 {
        wrong(&app);
    }
    assert_eq!(client.post("/login/clerk", &[("clerk", "204")]).status, 422);
    assert!(!is_in(&client));
}

/// Whether something sensitive is done at once, or the password is asked for.
fn is_asked(client: &Client) -> bool {
    let page = client.post("/account/two-factor", &[("act", "begin")]);
    page.has("[name=proof_form]")
}

/// As if so many minutes had passed since the login.
fn pass(app: &TestApp, minutes: i32) {
    let back = format!("- interval '{minutes} minutes'");
    app.db.run(&format!("UPDATE sessions SET created_at = created_at {back}, proof_at = proof_at {back}, expires_at = expires_at {back}, access_expires_at = access_expires_at {back}"));
}

#[test]
fn n5_saying_who_one_is_or_ending_sessions_proves_nothing_and_a_new_password_does() {
    for (step, asked) in [(&STEPS[1], false), (&STEPS[2], true), (&STEPS[3], true)] {
        let app = TestApp::start();
        let client = at(&app, step);
        pass(&app, 20);
        assert_eq!(client.post(step.1, step.2).location(), "/", "{}", step.1);
        assert!(is_in(&client), "{}", step.1);
        assert_eq!(is_asked(&client), asked, "{}", step.1);
    }
}

#[test]
fn a_step_has_half_an_hour_and_then_the_whole_life_counts_from_the_login() {
    for step in &STEPS {
        let app = TestApp::start();
        let late = at(&app, step);
        let left =
            "SELECT ceil(extract(epoch FROM expires_at - now()) / 60)::int FROM sessions ORDER BY id DESC LIMIT 1";
        assert_eq!(app.db.number(left), 30, "{}", step.1);
        pass(&app, 31);
        assert_eq!(
            late.get(step.1).location().split('?').next(),
            Some("/login"),
            "{}",
            step.1
        );
        assert_eq!(late.post(step.1, step.2).status, 401, "{}", step.1);
    }
    let app = TestApp::start();
    let client = at(&app, &STEPS[3]);
    pass(&app, 29);
    assert_eq!(client.post(STEPS[3].1, STEPS[3].2).status, 303);
    let life =
        "SELECT round(extract(epoch FROM expires_at - created_at) / 60)::int FROM sessions ORDER BY id DESC LIMIT 1";
    assert_eq!((app.db.number(life), is_in(&client)), (24 * 60, true));
    assert!(
        client
            .post("/login", &[("name", "carl"), ("password", PASSWORD)])
            .status
            == 303
    );
}

/// From step to step, too: the second begins with half an hour of its own.
#[test]
fn the_step_after_a_step_has_half_an_hour_of_its_own() {
    let app = TestApp::start();
    app.db.run(STEPS[3].0);
    let client = at(&app, &STEPS[2]);
    pass(&app, 20);
    assert_eq!(client.post(STEPS[2].1, STEPS[2].2).location(), "/login/clerk");
    pass(&app, 20);
    assert_eq!(client.post(STEPS[3].1, STEPS[3].2).location(), "/");
}
