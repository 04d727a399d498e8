//! SECURITY 1.1: authentication.
use crate::support::cast::{self, PASSWORD};
use crate::support::page::Page;
use crate::support::{TestApp, TestDb};

const GUESSES: [&str; 12] = [
    "",
    "admin",
    "administrator",
    "Administrator",
    "password",
    "keyholder",
    "Keyholder1",
    "123456",
    "changeme",
    "root",
    "default",
    "system",
];

/// A house where nobody has a password yet, as after installation.
fn fresh() -> TestApp {
    let app = TestApp::start();
    app.db
        .run("UPDATE users SET password_hash = NULL, password_set_at = NULL");
    app
}

#[test]
fn au1_no_built_in_password_opens_a_new_house() {
    let app = fresh();
    for login in ["admin", "administrator", "Administrator", "system", "root"] {
        for guess in GUESSES {
            app.db.run("DELETE FROM login_counters");
            let page = app.visitor().post("/login", &[("name", login), ("password", guess)]);
            assert_eq!(page.status, 422, "{login}/{guess}");
        }
    }
    assert_eq!(app.db.number("SELECT count(*) FROM sessions"), 0);
}

#[test]
fn au1_system_has_no_login_even_with_a_password() {
    let app = TestApp::start();
    app.db
        .run("UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id = 2) WHERE id = 1");
    let page = app
        .visitor()
        .post("/login", &[("name", "System"), ("password", PASSWORD)]);
    assert_eq!(page.status, 422);
}

/// What an attacker can compare: everything but the typed name, the time and the reference.
pub fn outside(page: &Page, name: &str) -> (u16, Vec<(String, String)>, String) {
    let mut headers = page.headers.clone();
    headers.retain(|(name, _)| name != "date");
    // The library keeps them in no order of its own.
    headers.sort();
    (page.status, headers, page.body.replace(name, "NAME"))
}

#[test]
fn au5_unknown_wrong_locked_deactivated_and_not_activated_are_the_same_to_the_byte() {
    let app = TestApp::start();
    app.db.run(
        "UPDATE users SET state = 'deactivated' WHERE id = 203; UPDATE users SET password_hash = NULL WHERE id = 204",
    );
    let answer = |name: &str, password: &str| {
        let page = app.visitor().post("/login", &[("name", name), ("password", password)]);
        outside(&page, name)
    };
    let unknown = answer("nobo", PASSWORD);
    assert_eq!(unknown.0, 422);
    assert_eq!(answer("mona", "wrong"), unknown, "wrong");
    assert_eq!(answer("mona", &"x".repeat(1000)), unknown, "long");
    assert_eq!(answer("lone", PASSWORD), unknown, "locked");
    assert_eq!(answer("sune", PASSWORD), unknown, "deactivated");
    assert_eq!(answer("dora", PASSWORD), unknown, "not activated");
    // A password that is missing is told at its field, whoever is named.
    let missing = answer("nobo", "");
    assert_eq!(missing.0, 422);
    for name in ["mona", "lone", "sune", "dora"] {
        assert_eq!(answer(name, ""), missing, "{name}");
    }
}

#[test]
fn au5_a_name_longer_than_any_is_refused_like_any_other() {
    let app = TestApp::start();
    for name in [
        "x".repeat(10_000),
        "æ".repeat(101),
        "\u{202e}".into(),
        "' OR 1=1 --".into(),
    ] {
        let page = app.visitor().post("/login", &[("name", &name), ("password", "x")]);
        assert_eq!(page.status, 422, "{name}");
    }
}

#[test]
fn au7_every_spelling_of_a_name_is_the_same_login() {
    let app = TestApp::start();
    for name in ["MONA", " mona ", "Mona"] {
        app.log_in_as(name, PASSWORD);
    }
    assert_eq!(app.db.number("SELECT count(*) FROM sessions WHERE user_id = 201"), 3);
}

#[test]
fn a_fresh_database_without_a_cast_has_only_the_fixed_accounts() {
    let db = TestDb::new();
    let fixed = db.text("SELECT string_agg(name, ',' ORDER BY id) FROM accounts WHERE id < 100");
    assert_eq!(
        fixed,
        "System,Administrator,Administrators,Users,All,role.user-administrator,role.store-manager,role.auditor,role.actor-manager,role.support"
    );
    assert_eq!(cast::SYSTEM.id, 1);
}
