//! Two administrators who press one switch the opposite way at once: one comes after the other, and what is stored is what
//! the last of them said.
use crate::support::TestApp;
use crate::support::cast::ADMINISTRATOR;
use crate::support::client::Client;
use crate::support::page::Page;

/// Presses it on and off at once, again and again. `log`: what the entries say it became, oldest first; `state`: how it stands.
fn press_both_ways(app: &TestApp, press: impl Fn(&Client, bool) -> Page + Sync, log: &str, state: &str) {
    let admins = [app.log_in(ADMINISTRATOR), app.log_in(ADMINISTRATOR)];
    for _ in 0..4 {
        std::thread::scope(|scope| {
            let press = &press;
            let pressed = [(&admins[0], true), (&admins[1], false)];
            let pressed = pressed.map(|(admin, on)| scope.spawn(move || press(admin, on)));
            for pressed in pressed {
                let page = pressed.join().unwrap();
                assert!([303, 403].contains(&page.status), "{}: {}", page.status, page.body);
            }
        });
        let told: Vec<bool> = app
            .db
            .rows(log)
            .iter()
            .map(|row| row["became"] == serde_json::Value::Bool(true))
            .collect();
        let now = app.db.text(state) == "true";
        let mut was = true;
        for became in &told {
            assert_ne!(*became, was, "an entry changes something: {told:?}");
            was = *became;
        }
        assert_eq!(was, now, "{told:?}");
    }
}

#[test]
fn u12_enabled_is_what_the_last_of_two_said() {
    let app = TestApp::start();
    press_both_ways(
        &app,
        |admin, on| {
            admin.post(
                if on {
                    "/users/activate?id=202"
                } else {
                    "/users/deactivate?id=202"
                },
                &[],
            )
        },
        "SELECT type = 'user.activated' AS became FROM activity WHERE type IN ('user.activated', 'user.deactivated') ORDER BY id",
        "SELECT (state = 'active')::text FROM users WHERE id = 202",
    );
}

#[test]
fn c3_assigned_is_what_the_last_of_two_said() {
    let app = TestApp::start();
    let taken = "SELECT taken FROM customer_licences WHERE customer_id = 2";
    let before = app.db.number(taken);
    press_both_ways(
        &app,
        |admin, on| {
            admin.post(
                "/users/202/cloud/licence",
                &[("assigned", if on { "true" } else { "false" })],
            )
        },
        "SELECT (details -> 'licensed' ->> 'new')::bool AS became FROM activity WHERE type = 'user.licence_changed' ORDER BY id",
        "SELECT licensed::text FROM users WHERE id = 202",
    );
    let licensed = app.db.number("SELECT licensed::int FROM users WHERE id = 202");
    assert_eq!(app.db.number(taken), before - 1 + licensed, "the pool agrees");
}

#[test]
fn g4_a_module_is_what_the_last_of_two_said() {
    let app = TestApp::start();
    press_both_ways(
        &app,
        |admin, on| {
            admin.post(
                "/setup/modules",
                &[("module", "access"), ("on", if on { "true" } else { "false" })],
            )
        },
        "SELECT (details -> 'enabled' ->> 'new')::bool AS became FROM activity WHERE type = 'setup.module_switched' ORDER BY id",
        "SELECT enabled::text FROM modules WHERE key = 'access'",
    );
}
