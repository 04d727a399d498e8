//! Licences: taken and given back, the last one has one winner, whoever has none stays out (SPEC C-3, N-1).
use super::with_other;
use crate::api::Program;
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, DENIED, MANAGER_NORTH, PASSWORD, unit};
use crate::support::client::Client;
use crate::support::console::Terminal;
use crate::support::page::Page;

fn log_in(app: &TestApp, password: &str) -> Page {
    let fields = [("name", "carl"), ("password", password)];
    app.visitor().post("/login", &fields)
}

fn switch(client: &Client, user: i64, on: bool) -> Page {
    client.post(
        &format!("/users/{user}/cloud/licence"),
        &[("assigned", if on { "true" } else { "false" })],
    )
}

fn taken(app: &TestApp) -> i64 {
    app.db
        .number("SELECT taken FROM customer_licences WHERE customer_id = 2")
}

#[test]
fn c3_taking_a_licence_away_ends_the_sessions_and_tokens_and_keeps_the_user_out() {
    let app = TestApp::start();
    app.db
        .run("UPDATE installation SET support_contact = 'the help desk, 70 10 20 30'");
    let (admin, carl) = (app.log_in(ADMINISTRATOR), app.log_in(CASHIER_NORTH));
    let program = Program::of(&app, CASHIER_NORTH);
    assert_eq!(
        (carl.get("/account").status, program.get("/api/v1/me").status),
        (200, 200)
    );
    assert_eq!(switch(&admin, 202, false).status, 303);
    assert_eq!(
        (carl.get("/account").status, program.get("/api/v1/me").status),
        (303, 401)
    );
    let refused = log_in(&app, PASSWORD);
    assert!(
        refused.status == 422 && refused.says("you have no licence"),
        "{}",
        refused.body
    );
    assert!(refused.says("Ask the help desk, 70 10 20 30."));
    assert!(!log_in(&app, "not it").says("licence"), "only a right password is told");
    assert_eq!(
        app.db.text("SELECT ended_how FROM sessions WHERE user_id = 202"),
        "unlicensed"
    );
    assert_eq!(
        (taken(&app), switch(&admin, 202, true).status, taken(&app)),
        (4, 303, 5)
    );
    assert_eq!(log_in(&app, PASSWORD).status, 303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'user.licence_changed'"),
        2
    );
}

#[test]
fn c3_the_switch_needs_its_right_and_nobody_takes_their_own() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let before = taken(&app);
    assert_eq!(switch(&mona, 202, false).status, 403);
    app.db.allow(MANAGER_NORTH.id, &["ManageUserLicence"], unit::NORTH);
    assert_eq!(
        (switch(&mona, 201, false).status, switch(&mona, 203, false).status),
        (403, 404)
    );
    assert_eq!(
        (taken(&app), switch(&mona, 202, false).status, taken(&app)),
        (before, 303, before - 1)
    );
    assert_eq!(
        switch(&app.log_in(ADMINISTRATOR), 2, false).status,
        403,
        "Administrator needs none"
    );
}

#[test]
fn c3_activating_takes_one_and_deactivating_gives_it_back_and_none_left_says_how_many() {
    let app = TestApp::start();
    app.db
        .run("UPDATE customer_licences SET pool = 5; UPDATE installation SET support_contact = 'Signe'");
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(admin.post("/users/deactivate?id=202", &[]).status, 303);
    assert_eq!(taken(&app), 4);
    let new = |login: &str| {
        let form = admin.get("/users/new").form("form[data-guard]");
        let form = form.fill("name", login).fill("display_name", login).choose("unit", "4");
        form.tick("send_link").submit()
    };
    assert_eq!((new("anna").status, taken(&app)), (303, 5));
    let refused = new("bo");
    assert!(
        refused.status == 422 && refused.says("All 5 licences of the customer are taken. Ask Signe."),
        "{}",
        refused.text("main")
    );
    let refused = admin.post("/users/activate?id=202", &[]);
    assert!(
        refused.status == 403 && refused.says("All 5 licences"),
        "{}",
        refused.body
    );
    assert_eq!(
        (taken(&app), app.db.text("SELECT state FROM users WHERE id = 202")),
        (5, "deactivated".into())
    );
    assert_eq!(admin.post("/users/deactivate?id=203", &[]).status, 303);
    assert_eq!(admin.post("/users/activate?id=202", &[]).status, 303);
    assert_eq!(taken(&app), 5);
}

#[test]
fn c3_deleting_a_user_gives_the_licence_back() {
    let app = TestApp::start();
    app.db.run("UPDATE customer_licences SET pool = 5");
    let admin = app.log_in(ADMINISTRATOR);
    let new = || {
        let form = admin.get("/users/new").form("form[data-guard]");
        let form = form
            .fill("name", "anna")
            .fill("display_name", "Anna")
            .choose("unit", "4");
        form.tick("send_link").submit().status
    };
    assert_eq!((new(), taken(&app)), (422, 5), "none is left");
    let page = admin.get("/users/delete?id=202");
    assert_eq!(page.form("main form").fill("confirm", "carl").submit().status, 303);
    assert_eq!(taken(&app), 4);
    assert_eq!((new(), taken(&app)), (303, 5));
}

#[test]
fn c3_a_race_for_the_last_licence_has_one_winner() {
    let app = TestApp::start();
    app.db
        .run("UPDATE users SET licensed = false WHERE id IN (202, 204); UPDATE customer_licences SET pool = 4");
    let admins = [app.log_in(ADMINISTRATOR), app.log_in(ADMINISTRATOR)];
    let wins = admins
        .into_iter()
        .zip([CASHIER_NORTH.id, DENIED.id])
        .map(|(admin, user)| std::thread::spawn(move || switch(&admin, user, true).status));
    let wins: Vec<_> = wins.collect();
    let mut answers: Vec<u16> = wins.into_iter().map(|one| one.join().unwrap()).collect();
    answers.sort_unstable();
    assert_eq!((answers, taken(&app)), (vec![303, 403], 4));
}

#[test]
fn c3_a_user_moves_only_to_where_a_licence_is_left() {
    let app = with_other();
    app.db
        .run("UPDATE customer_licences SET pool = 1 WHERE customer_id = 20");
    let admin = app.log_in(ADMINISTRATOR);
    let before = app.db.fingerprint(&[
        "activity",
        "activity_personal",
        "sessions",
        "user_clock",
        "access_state",
        "access_changes",
        "refusals_repeated",
    ]);
    let refused = admin.post("/users/move?id=202", &[("into", "21")]);
    assert!(refused.says("The customer's only licence is taken"), "{}", refused.body);
    app.db.assert_same(&before);
    app.db
        .run("UPDATE customer_licences SET pool = NULL WHERE customer_id = 20");
    assert_eq!(admin.post("/users/move?id=202", &[("into", "21")]).status, 303);
}

#[test]
fn c3_the_command_answers_none_for_whoever_has_no_licence() {
    let app = TestApp::start();
    app.db.run("UPDATE users SET licensed = false WHERE id = 201");
    let said = Terminal::at(&app.db).run(&["can", "mona", "EditUser", "N1"]);
    assert!(said.out.starts_with("none") && said.out.contains("licence"), "{said:?}");
}
