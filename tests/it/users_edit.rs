//! Creating, editing and renaming users (SPEC 3.2, 3.3, U-7, U-8, P-10, P-24).
use crate::support::page::{Form, Page};
use crate::support::{TestApp, cast, unit};

/// Tables that a refused request may touch: what happened is logged, and the session was seen.
const TRACES: &[&str] = &[
    "activity",
    "activity_unsealed",
    "activity_chain",
    "access_state",
    "access_changes",
    "refusals_repeated",
    "sessions",
    "user_clock",
];

const NEW_PASSWORD: &str = "grøn regnjakke på cykel";

fn filled(page: &Page, name: &str) -> Form {
    let form = page
        .form("main form")
        .fill("name", name)
        .fill("display_name", "Kaj Krog");
    form.fill("password", NEW_PASSWORD).fill("again", NEW_PASSWORD)
}

#[test]
fn a_manager_creates_a_user_who_must_choose_a_password_at_the_first_login() {
    let app = TestApp::start();
    let form = filled(&app.log_in(cast::MANAGER_NORTH).get("/users/new"), "kaj");
    let done = form
        .choose("unit", unit::AALBORG)
        .fill("email", "Kaj@Chain.example")
        .submit();
    assert_eq!(done.status, 303, "{}", done.texts(".err").join(" "));
    assert_eq!(done.follow().text("h1"), "Kaj Krog");
    let kaj = app.log_in_as("KAJ", NEW_PASSWORD);
    assert_eq!(kaj.get("/").location(), "/new-password");
    let kept = "SELECT u.unit_id, u.email_confirmed_at, u.created_by, k.key FROM users u JOIN account_keys k ON k.account_id = u.id AND k.is_email WHERE u.display_name = 'Kaj Krog'";
    let row = &app.db.rows(kept)[0];
    assert_eq!(
        (row["unit_id"].as_i64(), row["created_by"].as_i64()),
        (Some(unit::AALBORG), Some(cast::MANAGER_NORTH.id))
    );
    assert!(row["email_confirmed_at"].is_null() && row["key"] == "kaj@chain.example");
}

#[test]
fn all_mistakes_of_a_new_user_are_told_at_once_and_nothing_typed_but_the_password_is_lost() {
    let app = TestApp::start();
    let page = app.log_in(cast::MANAGER_NORTH).get("/users/new");
    let form = page.form("main form").fill("name", "ka/j").fill("email", "nonsense");
    let page = form.fill("password", "kort").fill("again", "kortere").submit();
    assert_eq!(page.status, 422);
    assert_eq!(page.count("#mistakes li"), 5, "{:?}", page.texts("#mistakes li"));
    let form = page.form("main form");
    assert_eq!(
        (form.value("name"), form.value("email")),
        ("ka/j".into(), "nonsense".into())
    );
    assert_eq!(
        (form.value("password"), form.value("again")),
        (String::new(), String::new())
    );
    assert!(page.text("title").starts_with("Error:"));
}

#[test]
fn names_that_differ_only_in_case_form_or_blanks_are_taken() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let create = |name: &str| filled(&mona.get("/users/new"), name).submit();
    assert_eq!(create("Åse").status, 303);
    for same in [
        "åse",
        "A\u{30A}se",
        "åse ",
        "ÅSE",
        "Store-Managers",
        "mona@chain.example",
    ] {
        let page = create(same);
        assert_eq!(
            (page.status, page.text("#name-error")),
            (422, "This name is taken.".into()),
            "{same}"
        );
    }
    assert_eq!(app.db.number("SELECT count(*) FROM accounts WHERE id >= 1000"), 1);
}

#[test]
fn reserved_names_go_to_nobody() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    for name in ["role.boss", "ALL", "system"] {
        let page = filled(&admin.get("/users/new"), name)
            .choose("unit", unit::NORTH)
            .submit();
        assert_eq!(page.text("#name-error"), "This name is reserved.", "{name}");
    }
}

#[test]
fn of_two_who_create_the_same_name_at_once_one_is_told_that_it_is_taken() {
    let app = TestApp::start();
    let pages = [cast::MANAGER_NORTH, cast::ADMINISTRATOR].map(|who| app.log_in(who).get("/users/new"));
    let posts = pages.map(|page| filled(&page, "kaj").choose("unit", unit::AALBORG));
    let threads = posts.map(|form| std::thread::spawn(|| form.submit()));
    let mut statuses = threads.map(|thread| thread.join().unwrap().status);
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    assert_eq!(app.db.number("SELECT count(*) FROM accounts WHERE name = 'kaj'"), 1);
}

#[test]
fn a_user_is_created_only_where_the_principal_may() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let page = mona.get("/users/new");
    assert!(
        !page
            .attrs("input[name=unit]", "value")
            .contains(&unit::SOUTH.to_string())
    );
    let carl = app.log_in(cast::CASHIER_NORTH);
    let before = app.db.fingerprint(TRACES);
    let south = unit::SOUTH.to_string();
    let fields = [
        ("name", "kaj"),
        ("display_name", "Kaj"),
        ("email", ""),
        ("unit", &south),
        ("password", NEW_PASSWORD),
        ("again", NEW_PASSWORD),
    ];
    assert_eq!(mona.post("/users/new", &fields).status, 404);
    assert_eq!(carl.get("/users/new").status, 403);
    assert_eq!(app.db.fingerprint(TRACES), before);
}

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
    assert!(refused.says("South"), "{}", refused.text("main"));
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
    for taken in ["MONA@chain.example"] {
        assert_eq!(
            save(taken).text("#email-error"),
            "This email address is taken.",
            "{taken}"
        );
    }
    assert_eq!(save("carl@new.example").status, 303);
    assert_eq!(app.db.text("SELECT email_confirmed_at FROM users WHERE id = 202"), "");
    assert_eq!(
        app.db
            .text("SELECT string_agg(key, ' ' ORDER BY key) FROM account_keys WHERE account_id = 202"),
        "carl carl@new.example"
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
