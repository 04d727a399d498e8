//! One's own account (SPEC P-20, P-23, SECURITY AC8, SE7).
use crate::support::{TestApp, TestDb, cast, unit};

const FORM: &str = "form[data-guard]";

#[test]
fn who_has_no_screen_lands_here_and_reads_what_they_may_do_and_whom_to_ask() {
    let app = TestApp::start();
    let page = app.log_in(cast::CASHIER_NORTH).get("/").follow();
    assert_eq!(
        (page.path.as_str(), page.text("h1")),
        ("/account", "Carl Aagaard".to_owned())
    );
    assert!(
        page.text("aside").contains("ask an administrator"),
        "{}",
        page.text("aside")
    );
    assert!(
        !app.log_in(cast::MANAGER_NORTH)
            .get("/account")
            .text("aside")
            .contains("ask")
    );
}

#[test]
fn everybody_edits_their_own_profile() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let form = carl
        .get("/account")
        .form(FORM)
        .fill("display_name", "Carl Å")
        .fill("email", "ny@chain.example");
    let done = form
        .choose("language", "da")
        .choose("theme", "dark")
        .untick("shortcuts")
        .tick("roomy")
        .submit();
    assert_eq!(done.status, 303);
    let page = done.follow();
    assert_eq!(
        (page.attr("html", "lang"), page.attr("html", "data-theme")),
        ("da".into(), "dark".into())
    );
    assert!(page.text("#toasts").contains("Gemt.") && page.has("html[data-no-shortcuts][data-density=roomy]"));
    let row = &app
        .db
        .rows("SELECT display_name, email, email_confirmed_at, shortcuts, updated_by FROM users WHERE id = 202")[0];
    assert_eq!(
        (row["email"].as_str(), row["shortcuts"].as_bool()),
        (Some("ny@chain.example"), Some(false))
    );
    assert!(row["email_confirmed_at"].is_null() && row["updated_by"] == 202);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM user_words WHERE user_id = 202 AND word = 'ny'"),
        1
    );
}

#[test]
fn nobody_changes_what_is_not_theirs_to_change() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let before = app.db.text("SELECT u::text FROM users u WHERE id = 202");
    for field in [
        "unit",
        "unit_id",
        "name",
        "enabled",
        "state",
        "email_confirmed_at",
        "prevent_renewal",
        "password_hash",
        "id",
        "created_by",
    ] {
        let form = carl.get("/account").form(FORM).fill("display_name", "Forged");
        assert_eq!(form.forge(field, "1").submit().status, 400, "{field}");
    }
    assert_eq!(app.db.text("SELECT u::text FROM users u WHERE id = 202"), before);
}

#[test]
fn an_address_or_name_of_somebody_else_is_taken_and_nothing_more_is_told() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let page = carl
        .get("/account")
        .form(FORM)
        .fill("email", "MONA@Chain.example")
        .submit();
    assert_eq!(
        (page.status, page.text("#email-error")),
        (422, "This email address is taken.".into())
    );
    assert!(!page.text("main").contains("Nørgaard"));
}

#[test]
fn u8_an_address_that_is_taken_is_told_beside_an_empty_name_of_ones_own() {
    let app = TestApp::start();
    let page = app.log_in(cast::CASHIER_NORTH).get("/account");
    let form = page.form(FORM).fill("display_name", " ");
    let page = form.fill("email", "mona@chain.example").submit();
    assert_eq!(
        (page.status, page.text("#display_name-error"), page.text("#email-error")),
        (422, "This is required.".into(), "This email address is taken.".into())
    );
}

#[test]
fn two_pages_of_ones_own_profile_do_not_overwrite_each_other() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let (first, second) = (carl.get("/account"), carl.get("/account"));
    assert_eq!(first.form(FORM).fill("display_name", "One").submit().status, 303);
    let page = second.form(FORM).fill("display_name", "Two").submit();
    assert_eq!(
        (page.status, page.form(FORM).value("display_name")),
        (409, "Two".into())
    );
    assert_eq!(page.texts(".versions tbody tr"), ["Display nameOneTwo"]);
    assert_eq!(page.form(FORM).submit().status, 303);
}

#[test]
fn u7_a_correction_by_somebody_else_stands_beside_ones_own_before_it_is_replaced() {
    let app = TestApp::start();
    let (carl, admin) = (app.log_in(cast::CASHIER_NORTH), app.log_in(cast::ADMINISTRATOR));
    let own = carl.get("/account").form(FORM).choose("language", "da");
    let form = admin.get("/users/202").form(FORM);
    assert_eq!(form.fill("display_name", "Carl Corrected").submit().status, 303);
    let page = own.submit();
    let rows = ["Display nameCarl CorrectedCarl Aagaard", "LanguageAs the browserDansk"];
    assert_eq!(
        (page.status, page.texts(".versions tbody tr")),
        (409, rows.map(str::to_owned).to_vec())
    );
    let (who, name) = (
        page.text(".note-warn[role=alert]"),
        "SELECT display_name FROM users WHERE id = 202",
    );
    let admin = app.db.text("SELECT display_name FROM users WHERE id = 2");
    assert!(who.contains(&format!("{admin} saved on")), "{who}");
    assert_eq!(app.db.text(name), "Carl Corrected");
    let taken = page.form(FORM).fill("display_name", "Carl Corrected").submit();
    assert_eq!((taken.status, app.db.text(name)), (303, "Carl Corrected".to_owned()));
}

#[test]
fn u7_a_switched_theme_stops_no_form_and_is_not_put_back_by_one() {
    let app = TestApp::start();
    let (carl, admin) = (app.log_in(cast::CASHIER_NORTH), app.log_in(cast::ADMINISTRATOR));
    let own = carl.get("/account").form(FORM).fill("display_name", "Carl C");
    let form = admin.get("/users/202").form(FORM).choose("language", "da");
    assert_eq!(carl.post("/account/theme", &[("theme", "dark")]).status, 303);
    assert_eq!((form.submit().status, own.submit().status), (303, 409));
    let page = carl.get("/account").form(FORM).fill("display_name", "Carl C").submit();
    assert_eq!(page.status, 303);
    let row = "SELECT display_name || ' ' || theme || ' ' || language FROM users WHERE id = 202";
    assert_eq!(app.db.text(row), "Carl C dark da");
    let (own, later) = (carl.get("/account").form(FORM), carl.get("/account").form(FORM));
    assert_eq!(own.choose("theme", "light").submit().status, 303);
    assert_eq!(later.fill("display_name", "Carl D").submit().status, 303);
    assert_eq!(app.db.text(row), "Carl D light da");
}

#[test]
fn theme_and_language_switch_from_every_page_and_lead_back_to_it() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let page = carl.post("/account/theme", &[("theme", "dark"), ("from", "/account/rights")]);
    assert_eq!(page.location(), "/account/rights");
    assert_eq!(carl.get("/account").attr("html", "data-theme"), "dark");
    assert_eq!(
        carl.post("/account/language", &[("language", "da"), ("from", "//evil.test")])
            .location(),
        "/"
    );
    assert_eq!(carl.get("/account").attr("html", "lang"), "da");
    assert_eq!(carl.post("/account/theme", &[("theme", "pink")]).status, 400);
}

#[test]
fn everybody_sees_and_ends_their_own_sessions_and_nobody_elses() {
    let app = TestApp::start();
    let (here, there, mona) = (
        app.log_in(cast::CASHIER_NORTH),
        app.log_in(cast::CASHIER_NORTH),
        app.log_in(cast::MANAGER_NORTH),
    );
    let page = here.get("/account/sessions");
    assert_eq!((page.count(".session"), page.count(".session .tag-acc")), (2, 1));
    let of_mona = app.db.text("SELECT max(id)::text FROM sessions WHERE user_id = 201");
    here.post("/account/sessions", &[("session", &of_mona)]);
    assert_eq!(mona.get("/account").status, 200);
    assert_eq!(here.post("/account/sessions", &[("others", "1")]).status, 303);
    assert_eq!((here.get("/account").status, there.get("/account").status), (200, 303));
}

#[test]
fn a_session_that_has_expired_is_not_ended_again() {
    let app = TestApp::start();
    let (here, there) = (app.log_in(cast::CASHIER_NORTH), app.log_in(cast::CASHIER_NORTH));
    let other = app.db.text("SELECT max(id)::text FROM sessions WHERE user_id = 202");
    app.db.run(&format!(
        "UPDATE sessions SET access_expires_at = now() - interval '1 second', expires_at = now() - interval '1 second' WHERE id = {other}"
    ));
    let done = here.post("/account/sessions", &[("session", &other)]);
    assert!(done.follow().says("It had ended already."));
    assert_eq!((here.get("/account").status, there.get("/account").status), (200, 303));
    let told = "SELECT count(*) FROM activity WHERE type = 'session.ended'";
    assert_eq!(app.db.number(told), 0);
    let ended = "SELECT count(*) FROM sessions WHERE ended_at IS NOT NULL";
    assert_eq!(app.db.number(ended), 0);
}

#[test]
fn rights_are_listed_by_their_highest_units() {
    let app = TestApp::start();
    app.db.run("INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT 204, id, scope, 5, false FROM permissions WHERE key = 'DeleteUser'");
    let page = app.log_in(cast::DENIED).get("/account/rights");
    let of = |label: &str| {
        let rows: Vec<String> = page.texts(".right");
        let row = rows.into_iter().find(|row| row.starts_with(label)).unwrap_or_default();
        row.trim_end_matches("Why").to_owned()
    };
    assert_eq!(of("Create user"), "Create userNorth");
    assert_eq!(of("Delete user"), "Delete userNorth, but for one unit below");
    assert_eq!(of("Edit user"), "");
    assert_eq!(of("Access users"), "Access usersEverywhere");
}

/// SPEC P-5, P-20.
#[test]
fn each_right_says_where_it_comes_from_and_names_no_unit_that_is_not_open() {
    let app = TestApp::start();
    app.db.give(202, "EditUser", unit::CHAIN, true);
    let page = app.log_in(cast::CASHIER_NORTH).get("/account/rights");
    assert!(!page.says("because"));
    let own = page.click("#right-EditUser a").text("#right-EditUser");
    assert!(
        own.contains("because this user is allowed it in a unit above that you have no access to"),
        "{own}"
    );
    let page = app.log_in(cast::MANAGER_NORTH).get("/account/rights");
    let group = page.click("#right-DeleteUser a").text("#right-DeleteUser");
    assert!(group.contains("because group Store managers is allowed it"), "{group}");
    assert!(group.contains("Store managers in North"), "{group}");
    assert_eq!(page.click("#right-DeleteUser a").texts(".whys").len(), 1);
}

#[test]
fn the_reasons_of_a_right_in_many_places_are_read_page_by_page() {
    let db = TestDb::new();
    db.run(
        "INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, pos, last)
            SELECT 500 + n, 'unit', 2, 'customer', 'X' || n, 'x' || n, 'Store ' || n, 'store', '{}', 7 + n, 7 + n FROM generate_series(1, 60) n;
         UPDATE org_units SET last = 67 WHERE id IN (1, 2);
         INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
            SELECT 202, p.id, p.scope, 500 + n, true FROM permissions p, generate_series(1, 60) n WHERE key IN ('EditUser', 'OrgUnitAccess')",
    );
    let app = TestApp::on(db);
    let page = app.log_in(cast::CASHIER_NORTH).get("/account/rights");
    assert!(
        page.text("#right-EditUser").contains("and 54 more places"),
        "{}",
        page.text("main")
    );
    let first = page.click("#right-EditUser a");
    let places = "#right-EditUser .whys > div";
    assert_eq!(
        (first.count(places), first.count("#right-OrgUnitAccess .hint")),
        (50, 1)
    );
    let rest = first.click("#right-EditUser a");
    assert_eq!(
        (rest.count(places), rest.has("#right-EditUser a[href*='after=']")),
        (10, false)
    );
}

/// Only the places that are shown are named: naming one looks at all that is below it.
#[test]
fn rights_in_a_hundred_of_two_thousand_units_are_counted_and_a_few_named() {
    let db = TestDb::new();
    crate::memberships::make_group(&db, 110, "stores");
    db.run(
        "INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, pos, last)
            SELECT 5000 + n, 'unit', 2, 'customer', 'X' || n, 'x' || n, 'Store ' || n, 'store', '{}', 7 + n, 7 + n FROM generate_series(1, 2000) n;
         UPDATE org_units SET last = 2007 WHERE id IN (1, 2);
         INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT 110, id, scope, 1, true FROM permissions WHERE scope = 'org_unit';
         INSERT INTO memberships (unit_id, group_id, account_id) SELECT 5000 + 20 * n, 110, 202 FROM generate_series(1, 100) n",
    );
    let app = TestApp::on(db);
    let page = app.log_in(cast::CASHIER_NORTH).get("/account/rights");
    assert_eq!(page.status, 200);
    let told = page.text("#right-DeleteUser");
    assert!(told.contains("Store 20") && told.contains("Store 120"), "{told}");
    assert!(
        !told.contains("Store 140") && told.contains("and 94 more places"),
        "{told}"
    );
    let access = page.text("#right-OrgUnitAccess");
    assert!(
        access.contains("Aalborg") && access.contains("and 95 more places"),
        "{access}"
    );
}
