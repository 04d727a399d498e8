//! Creating users (SPEC 3.2, U-8).
use super::users_edit::TRACES;
use crate::support::client::Client;
use crate::support::page::{Form, Page};
use crate::support::{TestApp, cast, unit};

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

/// SPEC U-32: required from the first login on, by those with the right in that unit; then eight characters will do.
#[test]
fn a_second_factor_can_be_required_of_a_new_user() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let without = filled(&mona.get("/users/new"), "kaj").choose("unit", unit::AALBORG);
    assert!(!mona.get("/users/new").has("#two_factor_required"));
    let before = app.db.fingerprint(TRACES);
    assert_eq!(without.forge("two_factor_required", "1").submit().status, 403);
    app.db.assert_same(&before);
    app.db.give(201, "EnableDisableOtherUserTwoFa", unit::SKAGEN, true);
    let form = filled(&mona.get("/users/new"), "kaj").tick("two_factor_required");
    let elsewhere = form.clone().choose("unit", unit::AALBORG).submit();
    assert!(
        elsewhere.status == 422 && elsewhere.has("#two_factor_required-error"),
        "{}",
        elsewhere.text("main")
    );
    let short = form
        .choose("unit", unit::SKAGEN)
        .fill("password", "k7%wQz9x")
        .fill("again", "k7%wQz9x");
    assert_eq!(short.submit().status, 303);
    let kaj = app.log_in_as("kaj", "k7%wQz9x");
    assert_eq!(kaj.get("/").location(), "/login/two-factor");
    let entry = app.db.value("SELECT details FROM activity WHERE type = 'user.created'");
    assert_eq!(entry["two_factor_required"], true);
}

/// SPEC 3.2: what logs somebody in is one space: a login is nobody's email, and an email nobody's login.
#[test]
fn an_address_that_is_somebodys_login_is_taken() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let kaj = filled(&mona.get("/users/new"), "kaj@chain.example").choose("unit", unit::AALBORG);
    assert_eq!(kaj.submit().status, 303);
    let other = filled(&mona.get("/users/new"), "karla").choose("unit", unit::AALBORG);
    let page = other.fill("email", "KAJ@chain.example").submit();
    assert_eq!(
        (page.status, page.text("#email-error")),
        (422, "This email address is taken.".into())
    );
    assert_eq!(app.db.number("SELECT count(*) FROM accounts WHERE name = 'karla'"), 0);
}

/// SPEC 3.2: the only unit there is, else the list's, else the principal's own.
#[test]
fn the_unit_of_a_new_user_is_preselected() {
    let app = TestApp::start();
    let chosen = |client: &Client, path: &str| client.get(path).form("main form").value("unit");
    let mona = app.log_in(cast::MANAGER_NORTH);
    assert_eq!(chosen(&mona, "/users/new?unit=5"), unit::SKAGEN.to_string());
    assert_eq!(chosen(&mona, "/users/new"), unit::NORTH.to_string(), "Mona's own");
    assert_eq!(chosen(&mona, "/users/new?unit=7"), unit::NORTH.to_string());
    app.db.give(202, "CreateUser", unit::AALBORG, true);
    let carl = app.log_in(cast::CASHIER_NORTH);
    assert_eq!(
        chosen(&carl, "/users/new?unit=5"),
        unit::AALBORG.to_string(),
        "the only one"
    );
}

#[test]
fn u8_an_address_that_is_taken_and_what_the_unit_refuses_are_told_beside_an_empty_name() {
    let app = TestApp::start();
    app.db.give(201, "EnableDisableOtherUserTwoFa", unit::SKAGEN, true);
    app.db.give(201, "EnableDisableUser", unit::AALBORG, false);
    let form = filled(&app.log_in(cast::MANAGER_NORTH).get("/users/new"), "kaj").choose("unit", unit::AALBORG);
    let form = form.fill("display_name", " ").fill("email", "CARL@chain.example");
    let page = form.untick("enabled").tick("two_factor_required").submit();
    assert_eq!(page.status, 422);
    assert_eq!(page.text("#email-error"), "This email address is taken.");
    for field in ["display_name", "enabled", "two_factor_required"] {
        assert!(page.has(&format!("#{field}-error")), "{field}: {}", page.text("main"));
    }
    assert_eq!(page.count("#mistakes li"), 4, "{:?}", page.texts("#mistakes li"));
}
