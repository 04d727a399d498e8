//! Editing and renaming users (SPEC 3.2, 3.3, U-7, U-8, P-10, P-24).
use crate::jobs::soon;
pub use crate::security::TRACES;
use crate::support::{TestApp, cast, unit};
use diesel::connection::SimpleConnection;

#[test]
fn a_save_keeps_the_page_and_says_what_changed() {
    let app = TestApp::start();
    let page = app
        .log_in(cast::MANAGER_NORTH)
        .get("/users/202?from=%2Fusers%3Fq%3Dcarl");
    assert_eq!(page.attr(".savebar a", "href"), "/users?q=carl");
    let done = page
        .form("form[data-guard]")
        .fill("display_name", "Carl Å")
        .choose("unit", unit::SKAGEN)
        .submit();
    let page = done.follow();
    assert_eq!(page.path, "/users/202?from=%2Fusers%3Fq%3Dcarl");
    assert!(
        page.text("#toasts")
            .contains("Saved. Display name: Carl Aagaard → Carl Å; Org. unit: North / Aalborg → North / Skagen"),
        "{}",
        page.text("#toasts")
    );
    assert_eq!(app.db.number("SELECT unit_id FROM users WHERE id = 202"), unit::SKAGEN);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM user_words WHERE user_id = 202 AND word = 'aagaard'"),
        0
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'user.updated' AND subject_id = 202"),
        1
    );
}

/// Who waits for a row of a user.
const WAITING: &str = "SELECT count(*) FROM pg_locks w WHERE NOT w.granted AND EXISTS (SELECT FROM pg_locks h
    WHERE h.pid = w.pid AND h.relation = 'users'::regclass AND h.database = (SELECT oid FROM pg_database WHERE datname = current_database()))";

/// DESIGN 3.3: whoever PostgreSQL takes out of a deadlock is let in once more.
#[test]
fn a_save_that_ends_in_a_deadlock_is_tried_again() {
    let app = TestApp::start();
    let form = app
        .log_in(cast::MANAGER_NORTH)
        .get("/users/202")
        .form("form[data-guard]");
    let mut crossing = app.db.owner();
    crossing
        .batch_execute("BEGIN; SELECT FROM users WHERE id = 202 FOR UPDATE")
        .unwrap();
    std::thread::scope(|scope| {
        let saving = scope.spawn(|| form.fill("display_name", "Carl Å").submit());
        soon("the save waits for the user", || app.db.number(WAITING) == 1);
        crossing
            .batch_execute("UPDATE access_state SET version = version; COMMIT")
            .unwrap();
        assert_eq!(saving.join().unwrap().status, 303);
    });
    assert_eq!(app.db.text("SELECT display_name FROM users WHERE id = 202"), "Carl Å");
}

#[test]
fn of_two_who_edit_the_same_user_the_second_sees_both_versions_and_loses_nothing() {
    let app = TestApp::start();
    let (mona, admin) = (app.log_in(cast::MANAGER_NORTH), app.log_in(cast::ADMINISTRATOR));
    let (first, second) = (mona.get("/users/202"), admin.get("/users/202"));
    assert_eq!(
        first
            .form("form[data-guard]")
            .fill("display_name", "Carl One")
            .submit()
            .status,
        303
    );
    let page = second
        .form("form[data-guard]")
        .fill("display_name", "Carl Two")
        .submit();
    assert_eq!(page.status, 409);
    assert_eq!(page.texts(".versions td"), ["Carl One", "Carl Two"]);
    assert_eq!(app.db.text("SELECT display_name FROM users WHERE id = 202"), "Carl One");
    let again = page.form("form[data-guard]");
    assert_eq!(again.value("display_name"), "Carl Two");
    assert_eq!(again.submit().status, 303);
}

#[test]
fn a_field_that_was_not_shown_is_refused_and_nothing_is_saved() {
    let app = TestApp::start();
    let page = app.log_in(cast::MANAGER_NORTH).get("/users/202");
    assert!(!page.has("[name=prevent_renewal]") && !page.has("a[href$='/rename']"));
    let before = app.db.fingerprint(TRACES);
    for (field, value) in [
        ("prevent_renewal", "1"),
        ("password_hash", "x"),
        ("state", "deleted"),
        ("email_confirmed_at", "now"),
    ] {
        let form = page.form("form[data-guard]").fill("display_name", "Forged");
        let status = form.forge(field, value).submit().status;
        assert!(status == 403 || status == 400, "{field}: {status}");
    }
    assert_eq!(app.db.fingerprint(TRACES), before);
}

#[test]
fn who_lacks_a_right_reads_the_reason_and_gets_nowhere_by_force() {
    let app = TestApp::start();
    let dora = app.log_in(cast::DENIED);
    let page = dora.get("/users/202");
    assert!(
        page.text("main .note").contains("You need Edit user in Aalborg"),
        "{}",
        page.text("main .note")
    );
    assert!(!page.has(".savebar"));
    let before = app.db.fingerprint(TRACES);
    let refused = dora.post("/users/202", &[("version", "1"), ("display_name", "Forged")]);
    assert_eq!(refused.status, 403);
    assert!(refused.says("Edit user") && refused.says("Aalborg"));
    assert_eq!(app.db.fingerprint(TRACES), before);
}

/// SPEC P-26: whoever could grant the right is named, if the reader can see them.
#[test]
fn a_refusal_names_who_could_grant_it_but_nobody_the_reader_cannot_see() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
            SELECT 203, id, scope, 3, true FROM permissions WHERE key IN ('PermissionSet', 'EditUser');
         UPDATE access_state SET version = version + 2",
    );
    let dora = app.log_in(cast::DENIED);
    let refused = || dora.post("/users/202", &[("version", "1"), ("display_name", "X")]);
    assert!(
        refused().status == 403 && !refused().says("Sune"),
        "{}",
        refused().text("main")
    );
    app.db.run("UPDATE users SET unit_id = 3 WHERE id = 203");
    assert!(refused().says("Sune S\u{f8}rensen"), "{}", refused().text("main"));
}

#[test]
fn a_user_outside_access_is_not_there_by_any_address() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    for path in ["", "/info", "/tokens", "/rename", "/password"] {
        let path = format!("/users/203{path}");
        assert_eq!(mona.get(&path).status, 404, "{path}");
    }
    let before = app.db.fingerprint(TRACES);
    assert_eq!(
        mona.post("/users/203", &[("version", "1"), ("display_name", "Forged")])
            .status,
        404
    );
    assert_eq!(mona.post("/users/203/rename", &[("name", "forged")]).status, 404);
    assert_eq!(mona.post("/users/203/tokens", &[("all", "1")]).status, 404);
    assert_eq!(app.db.fingerprint(TRACES), before);
}

#[test]
fn a_user_moves_only_to_where_the_principal_may_edit_too() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    let odense = unit::ODENSE.to_string();
    let forged = || {
        mona.post(
            "/users/202",
            &[("version", "1"), ("display_name", "Carl"), ("unit", &odense)],
        )
        .status
    };
    assert_eq!(forged(), 404);
    app.db.run("INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT 201, id, scope, 1, true FROM permissions WHERE key = 'OrgUnitAccess'; UPDATE access_state SET version = version + 1; INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', 201 FROM access_state");
    assert_eq!(forged(), 403);
    let after = app.db.fingerprint(TRACES);
    let differ = |table: &str| before.iter().find(|(t, _)| t == table) != after.iter().find(|(t, _)| t == table);
    assert!(!differ("users") && !differ("user_words"));
}

#[test]
fn nobody_changes_the_email_of_who_holds_more() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (6, 101, 202)");
    let mona = app.log_in(cast::MANAGER_NORTH);
    let page = mona.get("/users/202");
    assert!(!page.has("[name=email]") && page.has("[name=display_name]"));
    let before = app.db.fingerprint(TRACES);
    let refused = page
        .form("form[data-guard]")
        .forge("email", "mona2@chain.example")
        .submit();
    assert_eq!(refused.status, 403);
    assert!(
        refused.says("Edit user") || refused.says("Create user"),
        "{}",
        refused.text("main")
    );
    assert!(refused.says("a unit that is not open to you") && !refused.says("South"));
    assert_eq!(app.db.fingerprint(TRACES), before);
}

#[test]
fn an_email_changed_by_somebody_else_is_unconfirmed_and_taken_ones_are_refused() {
    let app = TestApp::start();
    app.db.run("UPDATE users SET email_confirmed_at = now() WHERE id = 202");
    let mona = app.log_in(cast::MANAGER_NORTH);
    let save = |email: &str| {
        mona.get("/users/202")
            .form("form[data-guard]")
            .fill("email", email)
            .submit()
    };
    assert_eq!(
        save("MONA@chain.example").text("#email-error"),
        "This email address is taken."
    );
    assert_eq!(save("carl@new.example").status, 303);
    assert_eq!(app.db.text("SELECT email_confirmed_at FROM users WHERE id = 202"), "");
    assert_eq!(
        app.db
            .text("SELECT string_agg(key, ' ' ORDER BY key) FROM account_keys WHERE account_id = 202"),
        "carl carl@chain.example carl@new.example",
        "the confirmed one stays taken until the new one is confirmed"
    );
}

#[test]
fn disabling_in_the_form_ends_the_sessions_and_needs_its_right() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let page = app.log_in(cast::MANAGER_NORTH).get("/users/202");
    assert_eq!(page.form("form[data-guard]").untick("enabled").submit().status, 303);
    assert_eq!(carl.get("/").location(), "/login");
    assert_eq!(app.db.text("SELECT state FROM users WHERE id = 202"), "deactivated");
    assert!(
        app.db
            .text("SELECT details FROM activity WHERE type = 'user.updated'")
            .contains("enabled")
    );
}

#[test]
fn only_administrators_rename_and_the_counter_of_failed_logins_goes_along() {
    let app = TestApp::start();
    let (mona, admin) = (app.log_in(cast::MANAGER_NORTH), app.log_in(cast::ADMINISTRATOR));
    assert_eq!(mona.get("/users/205/rename").status, 403);
    assert_eq!(mona.post("/users/205/rename", &[("name", "lone2")]).status, 403);
    let page = admin.get("/users/205/rename");
    assert_eq!(
        page.form("main form").fill("name", "MONA").submit().text("#name-error"),
        "This name is taken."
    );
    assert_eq!(page.form("main form").fill("name", "lone.lund").submit().status, 303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM login_counters WHERE user_id = 205 AND key = sha256('lone.lund')"),
        1
    );
    let old = app
        .visitor()
        .post("/login", &[("name", "lone.lund"), ("password", cast::PASSWORD)]);
    assert_eq!(old.status, 422, "still locked");
    assert_eq!(app.db.number("SELECT count(*) FROM account_keys WHERE key = 'lone'"), 0);
}

#[test]
fn administrators_see_and_end_sessions_and_nobody_else_does() {
    let app = TestApp::start();
    let (carl, mona) = (app.log_in(cast::CASHIER_NORTH), app.log_in(cast::MANAGER_NORTH));
    assert_eq!(mona.get("/users/202/tokens").status, 403);
    assert_eq!(mona.post("/users/202/tokens", &[("all", "1")]).status, 403);
    assert_eq!(carl.get("/").location(), "/account");
    let page = app.log_in(cast::ADMINISTRATOR).get("/users/202/tokens");
    assert_eq!(page.count(".session"), 1);
    assert!(page.says("Refresh token id") && !page.body.contains("secret"));
    assert_eq!(page.form(".session form").submit().status, 303);
    assert_eq!(carl.get("/").location(), "/login");
}

#[test]
fn user_info_shows_every_field_of_the_contract() {
    let app = TestApp::start();
    let page = app.log_in(cast::ADMINISTRATOR).get("/users/202/info");
    let labels = page.texts(".facts dt");
    for label in [
        "Date of first login",
        "Last active",
        "Date of last logout",
        "Created by",
        "Created on",
        "Updated by",
        "Updated on",
        "Deactivated by",
        "Deactivated on",
        "Locked at",
        "Access token valid for minutes",
        "Automatic refresh token valid for minutes",
        "User id",
    ] {
        assert!(labels.iter().any(|have| have == label), "{label}");
    }
    assert!(page.texts(".facts dd").contains(&"1,440".to_owned()));
}

#[test]
fn nobody_edits_system_and_only_administrators_edit_administrator() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    assert!(admin.get("/users/2").has(".savebar") && !admin.get("/users/1").has(".savebar"));
    let page = admin.get("/users/2");
    assert!(!page.has("[name=unit]") && !page.has("[name=enabled]"));
    let before = app.db.fingerprint(TRACES);
    assert_eq!(page.form("form[data-guard]").forge("enabled", "0").submit().status, 403);
    assert_eq!(
        admin
            .post("/users/1", &[("version", "1"), ("display_name", "Forged")])
            .status,
        403
    );
    assert_eq!(app.db.fingerprint(TRACES), before);
}

#[test]
fn u8_an_address_that_is_taken_is_told_beside_an_empty_name() {
    let app = TestApp::start();
    let before = app.db.text("SELECT u::text FROM users u WHERE id = 202");
    let form = app
        .log_in(cast::MANAGER_NORTH)
        .get("/users/202")
        .form("form[data-guard]");
    let page = form
        .fill("display_name", " ")
        .fill("email", "mona@chain.example")
        .submit();
    assert_eq!(
        (page.status, page.text("#display_name-error"), page.text("#email-error")),
        (422, "This is required.".into(), "This email address is taken.".into())
    );
    assert_eq!(app.db.text("SELECT u::text FROM users u WHERE id = 202"), before);
}
