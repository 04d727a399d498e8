//! What the list does about groups: Add to group, Copy user, Move with the memberships (SPEC U-3, P-6, SECURITY AC5, AC6).
use crate::memberships::{TRACES, keeper, make_group, membership};
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH, PASSWORD, group, unit};

const NEW_PASSWORD: &str = "marker Sesam 9914 en helt ny";

#[test]
fn several_users_are_added_to_a_group_each_within_their_own_unit() {
    let app = TestApp::start();
    let mona = keeper(&app, MANAGER_NORTH);
    let page = mona.get("/users/add-to-group?id=202&id=205&id=201&from=%2Fusers");
    assert_eq!(page.text("h1"), "Add 2 users to a group");
    assert!(page.says("Nobody may do this to their own user"));
    let form = page
        .form("main form")
        .choose("group", group::STORE_MANAGERS)
        .fill("valid_to", "2036-01-01T00:00");
    let done = form.press("Add 2 users").follow();
    assert!(done.says("2 users added. 1 skipped"), "{}", done.text("#toasts"));
    for (user, place) in [(202, unit::AALBORG), (205, unit::SKAGEN)] {
        assert!(membership(&app.db, user, 101, place) > 0, "{user}");
    }
    assert_eq!(membership(&app.db, 201, 101, unit::AALBORG), 0);
    let rows = app
        .db
        .rows("SELECT DISTINCT batch_id FROM activity WHERE type = 'membership.added'");
    assert!(rows.len() == 1 && rows[0]["batch_id"].is_string());
}

#[test]
fn all_are_added_within_one_unit_and_who_is_there_already_is_said() {
    let app = TestApp::start();
    let mona = keeper(&app, MANAGER_NORTH);
    let page = mona.get("/users/add-to-group?id=202&id=205&from=%2Fusers");
    let form = page.form("main form").untick("own").choose("unit", unit::AALBORG);
    let done = form.choose("group", group::CASHIERS).submit().follow();
    assert!(
        done.says("Lone Lund added. In the group there already: Carl Aagaard."),
        "{}",
        done.text("#toasts")
    );
    let form = mona.get("/users/add-to-group?id=202&from=%2Fusers").form("main form");
    let page = form.untick("own").submit();
    assert_eq!(
        (page.status, page.count("#group-error"), page.count("#unit-error")),
        (422, 1, 1)
    );
}

#[test]
fn adding_from_the_list_gives_no_more_than_the_adder_holds() {
    let app = TestApp::start();
    make_group(&app.db, 110, "auditors");
    app.db.allow(110, &["OrgUnitEdit"], unit::TOP);
    let mona = keeper(&app, MANAGER_NORTH);
    app.db.allow(201, &["OrgUnitEdit"], unit::SKAGEN);
    let before = app.db.fingerprint(TRACES);
    let add = |ids: &str| {
        mona.post(
            &format!("/users/add-to-group?{ids}&from=%2Fusers"),
            &[("group", "110"), ("own", "1")],
        )
    };
    let page = add("id=202");
    assert!(
        page.status == 403 && page.says("That would give Organizational unit: Edit in Aalborg"),
        "{}",
        page.body
    );
    assert_eq!(app.db.fingerprint(TRACES), before);
    let page = add("id=202&id=205").follow();
    assert!(
        page.says("Lone Lund added. 1 skipped: Carl Aagaard: That would give Organizational unit: Edit in Aalborg"),
        "{}",
        page.text("#toasts")
    );
    assert_eq!(membership(&app.db, 202, 110, unit::AALBORG), 0);
}

#[test]
fn a_move_takes_the_memberships_of_the_old_unit_along_if_one_says_so() {
    let app = TestApp::start();
    app.db.run("INSERT INTO memberships (unit_id, group_id, account_id, valid_to) VALUES (4, 101, 202, '2036-01-01'), (3, 101, 202, NULL)");
    let mona = keeper(&app, MANAGER_NORTH);
    let form = mona.get("/users/move?id=202&from=%2Fusers").form("main form");
    assert_eq!(form.choose("into", unit::SKAGEN).tick("along").submit().status, 303);
    assert_eq!(app.db.number("SELECT unit_id FROM users WHERE id = 202"), unit::SKAGEN);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM memberships WHERE account_id = 202 AND unit_id = 4"),
        0
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM memberships WHERE account_id = 202 AND unit_id = 5"),
        2
    );
    assert_eq!(app.db.text("SELECT (valid_to AT TIME ZONE 'UTC')::date FROM memberships WHERE account_id = 202 AND unit_id = 5 AND group_id = 101"), "2036-01-01");
    assert!(
        membership(&app.db, 202, 101, unit::NORTH) > 0,
        "what stands elsewhere stays"
    );
}

#[test]
fn a_move_that_would_give_more_along_the_way_moves_nobody() {
    let app = TestApp::start();
    make_group(&app.db, 110, "auditors");
    app.db.allow(110, &["OrgUnitEdit"], unit::TOP);
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 110, 202)");
    let mona = keeper(&app, MANAGER_NORTH);
    app.db.allow(201, &["OrgUnitEdit"], unit::AALBORG);
    let before = app.db.fingerprint(TRACES);
    let page = mona.post("/users/move?id=202&from=%2Fusers", &[("into", "5"), ("along", "1")]);
    assert!(
        page.status == 403 && page.says("Edit") && page.says("Skagen"),
        "{}",
        page.body
    );
    assert_eq!(app.db.fingerprint(TRACES), before);
    let stays = mona.post("/users/move?id=202&from=%2Fusers", &[("into", "5")]);
    assert_eq!(
        (stays.status, membership(&app.db, 202, 110, unit::AALBORG) > 0),
        (303, true)
    );
}

#[test]
fn a_copy_of_a_user_has_no_secrets_and_only_the_memberships_one_may_give() {
    let app = TestApp::start();
    make_group(&app.db, 110, "auditors");
    app.db.allow(110, &["OrgUnitEdit"], unit::TOP);
    app.db.run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 110, 202), (7, 102, 202); UPDATE users SET language = 'da' WHERE id = 202");
    let mona = keeper(&app, MANAGER_NORTH);
    let page = mona.get("/users/copy?id=202&from=%2Fusers").follow();
    assert!(page.says("Copied from Carl Aagaard") && page.says("That would give Organizational unit: Edit in Aalborg"));
    assert!(!page.body.contains("Odense") && page.form("form[data-guard]").value("email").is_empty());
    let form = page
        .form("form[data-guard]")
        .fill("name", "kaj")
        .fill("display_name", "Kaj")
        .fill("password", NEW_PASSWORD);
    let done = form.fill("again", NEW_PASSWORD).submit().follow();
    assert!(done.says("1 of 2 memberships copied."), "{}", done.text("#toasts"));
    let kaj = app.db.number("SELECT id FROM accounts WHERE name = 'kaj'");
    assert_eq!(
        app.db
            .number(&format!("SELECT count(*) FROM memberships WHERE account_id = {kaj}")),
        1
    );
    assert_eq!(
        app.db
            .text(&format!("SELECT language || unit_id FROM users WHERE id = {kaj}")),
        "da4"
    );
    assert_eq!(
        app.visitor()
            .post("/login", &[("name", "kaj"), ("password", PASSWORD)])
            .status,
        422
    );
}

#[test]
fn copying_asks_what_creating_asks_and_shows_nobody_out_of_sight() {
    let app = TestApp::start();
    let mona = keeper(&app, MANAGER_NORTH);
    assert_eq!(mona.get("/users/copy?id=203").status, 404);
    assert_eq!(mona.get("/users/new?copy=203").status, 404);
    assert_eq!(
        mona.get("/users/copy?id=202&id=205").follow().text(".toast p"),
        "Select only one user."
    );
    assert_eq!(app.log_in(CASHIER_NORTH).get("/users/copy?id=202").status, 403);
    app.db.deny(201, &["CreateUser"], unit::NORTH);
    assert_eq!(mona.get("/users/new?copy=202").status, 403);
}

#[test]
fn no_text_of_these_pages_is_missing_in_either_language() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    for language in ["en", "da"] {
        app.db
            .run(&format!("UPDATE users SET language = '{language}' WHERE id = 2"));
        for path in [
            "/users/add-to-group?id=202",
            "/users/add-to-group?id=202&id=1",
            "/users/move?id=202&id=205",
            "/users/new?copy=202",
            "/users?id=202",
        ] {
            let page = admin.get(path);
            assert!(
                page.status == 200 && !page.text("main").contains('['),
                "{path}: {}",
                page.text("main")
            );
        }
    }
}
