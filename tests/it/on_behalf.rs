//! Acting on behalf (SPEC 3.6, U-22, SECURITY AC16, SE2).
use crate::security::TRACES;
use crate::support::cast::{self, PASSWORD, unit};
use crate::support::client::{COOKIE, Client};
use crate::support::page::Page;
use crate::support::{TestApp, TestDb};

pub const FORM: &str = "main form[method=post]";
/// Carl, the user of a till.
const TILL: i64 = cast::CASHIER_NORTH.id;

pub fn link(db: &TestDb, clerks: &[i64], main: bool) {
    for clerk in clerks {
        db.run(&format!(
            "INSERT INTO on_behalf (main_id, clerk_id) VALUES ({TILL}, {clerk})"
        ));
    }
    db.run(&format!("UPDATE users SET main_as_clerk = {main} WHERE id = {TILL}"));
}

/// Logs in as the till, as far as that goes by itself.
pub fn till(app: &TestApp) -> (Client, Page) {
    let client = app.visitor();
    let page = client.post("/login", &[("name", "carl"), ("password", PASSWORD)]);
    (client, page)
}

pub fn header(client: &Client) -> String {
    client.get("/account").text(".whoami")
}

#[test]
fn whoever_logs_in_with_a_shared_user_says_who_they_are() {
    let app = TestApp::start();
    link(&app.db, &[cast::LOCKED.id, cast::DENIED.id], false);
    let (client, page) = till(&app);
    assert_eq!(page.location(), "/login/clerk");
    // Nothing else answers before.
    assert_eq!(client.get("/account").location(), "/login/clerk?from=%2Faccount");
    assert_eq!(client.post("/account/theme", &[("theme", "dark")]).status, 401);
    let stage = page.follow();
    assert_eq!(stage.texts("fieldset label"), ["Dora Dahl", "Lone Lund"]);
    assert_eq!(stage.form(FORM).submit().status, 422);
    for odd in ["main", "203", "2", "1", "x", ""] {
        assert_eq!(client.post("/login/clerk", &[("clerk", odd)]).status, 422, "{odd}");
    }
    let before = client.cookie(COOKIE);
    let done = stage.form(FORM).choose("clerk", cast::LOCKED.id).submit();
    assert_eq!((done.status, done.location()), (303, "/"));
    assert_ne!(client.cookie(COOKIE), before);
    assert!(header(&client).contains("Lone Lund"), "{}", header(&client));
}

#[test]
fn one_possibility_is_taken_silently_and_none_is_the_user_itself() {
    let app = TestApp::start();
    link(&app.db, &[cast::LOCKED.id], false);
    let (client, page) = till(&app);
    assert_eq!(page.location(), "/");
    assert!(header(&client).contains("Lone Lund"));
    let entry = &app
        .db
        .rows("SELECT user_id, clerk_id FROM activity WHERE type = 'login.succeeded'")[0];
    assert_eq!(
        (&entry["user_id"], &entry["clerk_id"]),
        (&TILL.into(), &cast::LOCKED.id.into())
    );
    app.db.run("UPDATE users SET main_as_clerk = true WHERE id = 202");
    assert_eq!(till(&app).1.location(), "/login/clerk");
    app.db.run("UPDATE users SET state = 'deactivated' WHERE id = 205");
    let (client, page) = till(&app);
    assert_eq!(page.location(), "/");
    assert!(!header(&client).contains("Clerk"), "{}", header(&client));
}

/// Rights, profile, password and sessions stay the main user's.
#[test]
fn a_clerk_gives_a_name_and_no_right() {
    let app = TestApp::start();
    link(&app.db, &[cast::MANAGER_NORTH.id, cast::LOCKED.id], true);
    let (client, page) = till(&app);
    page.follow()
        .form(FORM)
        .choose("clerk", cast::MANAGER_NORTH.id)
        .submit();
    for path in ["/users", "/users/205", "/memberships"] {
        assert_eq!(client.get(path).status, 403, "{path}");
    }
    let account = client.get("/account");
    assert_eq!(account.form("form[data-guard]").value("display_name"), "Carl Aagaard");
    assert_eq!(
        account
            .form("form[data-guard]")
            .fill("display_name", "Till")
            .submit()
            .status,
        303
    );
    let entry = "SELECT user_id, clerk_id FROM activity WHERE type = 'user.updated'";
    assert_eq!(app.db.rows(entry)[0]["clerk_id"], cast::MANAGER_NORTH.id);
    assert_eq!(
        app.db.text("SELECT display_name FROM users WHERE id = 201"),
        "Mona Nørgaard"
    );
    let refusal = "SELECT clerk_id FROM activity WHERE type = 'access.denied' LIMIT 1";
    assert_eq!(app.db.number(refusal), cast::MANAGER_NORTH.id);
}

#[test]
fn another_clerk_is_chosen_from_the_header_under_a_new_secret() {
    let app = TestApp::start();
    link(&app.db, &[cast::LOCKED.id, cast::DENIED.id], true);
    let (client, page) = till(&app);
    page.follow().form(FORM).choose("clerk", "main").submit();
    let proof = app.db.text("SELECT proof_at FROM sessions WHERE user_id = 202");
    let old = client.copy_at(app.address);
    let dialog = client.get("/account").click("#me a[href='/account/clerk']");
    assert_eq!(dialog.form(FORM).value("clerk"), "main");
    assert_eq!(dialog.form(FORM).choose("clerk", cast::DENIED.id).submit().status, 303);
    assert!(header(&client).contains("Dora Dahl"));
    assert_eq!(old.get("/account").status, 303, "the secret before is dead");
    assert_eq!(app.db.text("SELECT proof_at FROM sessions WHERE user_id = 202"), proof);
    let entries = "SELECT clerk_id FROM activity WHERE type = 'session.clerk_chosen' ORDER BY id";
    assert_eq!(app.db.rows(entries).len(), 2);
    assert_eq!(app.db.rows(entries)[1]["clerk_id"], cast::DENIED.id);
    assert_eq!(client.post("/account/clerk", &[("clerk", "203")]).status, 422);
}

#[test]
fn who_has_nobody_to_choose_has_no_dialog() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    assert!(!carl.get("/account").has("a[href='/account/clerk']"));
    assert_eq!(carl.get("/account/clerk").status, 404);
    assert_eq!(carl.post("/account/clerk", &[("clerk", "main")]).status, 404);
    assert_eq!(carl.get("/login/clerk").location(), "/");
}

/// A clerk who is taken off the list, or deactivated, is nobody's any more at the next request.
#[test]
fn a_session_whose_clerk_is_gone_asks_again() {
    let app = TestApp::start();
    link(&app.db, &[cast::LOCKED.id, cast::DENIED.id], false);
    let (client, page) = till(&app);
    page.follow().form(FORM).choose("clerk", cast::LOCKED.id).submit();
    app.db.run("UPDATE users SET state = 'deactivated' WHERE id = 205");
    let again = client.get("/account/rights");
    assert_eq!(again.location(), "/login/clerk?from=%2Faccount%2Frights");
    let done = again.follow().form(FORM).choose("clerk", cast::DENIED.id).submit();
    assert_eq!(done.location(), "/account/rights");
    assert!(header(&client).contains("Dora Dahl"));
    app.db.run("DELETE FROM on_behalf");
    let again = client.get("/account");
    assert_eq!(again.follow().texts("fieldset label"), ["Carl Aagaard"]);
    assert_eq!(again.follow().form(FORM).choose("clerk", "main").submit().status, 303);
    assert_eq!(client.get("/account").status, 200);
}

#[test]
fn users_are_linked_and_unlinked_in_a_dialog() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let dialog = mona.get("/users/202").click("#on-behalf");
    assert!(!dialog.has("input[name=main]"), "there is nobody yet");
    let found = mona.get("/users/202/on-behalf?add_find=lone");
    let done = found.form(FORM).choose("add", cast::LOCKED.id).submit();
    assert_eq!((done.status, done.location()), (303, "/users/202/on-behalf"));
    let again = done.follow();
    assert!(again.text("fieldset").contains("Lone Lund"));
    let done = again.form(FORM).tick("main").submit();
    assert_eq!(done.status, 303);
    assert!(
        mona.get("/users/202")
            .text(FORM)
            .contains("The main user may be selected, too.")
    );
    let row = "SELECT main_id, clerk_id, created_by FROM on_behalf";
    assert_eq!(app.db.rows(row)[0]["created_by"], cast::MANAGER_NORTH.id);
    let form = mona.get("/users/202/on-behalf").form(FORM);
    assert_eq!(form.untick("keep").submit().status, 303);
    assert_eq!(app.db.number("SELECT count(*) FROM on_behalf"), 0);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'user.on_behalf_changed'"),
        3
    );
}

/// SPEC L-3, U-40.
#[test]
fn looking_for_somebody_without_scripts_loses_nothing_that_was_set() {
    let app = TestApp::start();
    link(&app.db, &[cast::LOCKED.id], false);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = admin.get("/users/202/on-behalf").form(FORM).untick("keep").tick("main");
    let found = form.fill("add_find", "mona").forge("look", "add").submit();
    assert_eq!(found.status, 200, "{}", found.text("main"));
    assert!(found.has("#keep-205:not([checked])") && found.has("[name=main][checked]"));
    assert_eq!(
        app.db.number("SELECT clerk_id FROM on_behalf"),
        cast::LOCKED.id,
        "nothing is saved yet"
    );
    let done = found.form(FORM).choose("add", cast::MANAGER_NORTH.id).submit();
    assert_eq!(done.status, 303, "{}", done.text("main"));
    let kept = "SELECT clerk_id || ' ' || main_as_clerk FROM on_behalf JOIN users ON id = main_id";
    assert_eq!(app.db.text(kept), "201 true");
}

#[test]
fn a_name_that_was_typed_and_not_chosen_is_refused_at_its_field() {
    let app = TestApp::start();
    link(&app.db, &[cast::LOCKED.id], false);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    let form = mona.get("/users/202/on-behalf").form(FORM).untick("keep");
    let page = form.fill("add_find", "dora").submit();
    assert_eq!(page.status, 422);
    assert!(
        page.text("#add .err").starts_with("Choose one of those found"),
        "{}",
        page.text("main")
    );
    assert!(page.has("#keep-205:not([checked])") && page.says("Dora Dahl"));
    app.db.assert_same(&before);
}

/// AC16, P-10, P-20: both ends.
#[test]
fn nobody_is_linked_without_the_right_to_both() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    app.db.give(cast::LOCKED.id, "MembershipAdd", unit::SKAGEN, true);
    let before = app.db.fingerprint(TRACES);
    let add = |client: &Client, main: i64, clerk: i64| {
        client
            .post(&format!("/users/{main}/on-behalf"), &[("add", &clerk.to_string())])
            .status
    };
    for (main, clerk, status) in [
        (202, 205, 403),
        (205, 202, 403),
        (202, 203, 422),
        (203, 202, 404),
        (202, 2, 422),
        (2, 202, 404),
        (202, 1, 422),
        (202, 999_999, 422),
        (999_999, 202, 404),
        (202, 201, 403),
        (201, 202, 403),
    ] {
        assert_eq!(add(&mona, main, clerk), status, "{clerk} for {main}");
    }
    // Dora may not edit users in North, where she stands with Mona.
    assert_eq!(add(&app.log_in(cast::DENIED), 202, 204), 403);
    assert!(matches!(add(&app.log_in(cast::CASHIER_NORTH), 202, 205), 403 | 404));
    let admin = app.log_in(cast::ADMINISTRATOR);
    assert_eq!(
        (
            add(&admin, 202, 2),
            add(&admin, 202, 1),
            add(&admin, 2, 202),
            add(&admin, 202, 202)
        ),
        (403, 403, 403, 422)
    );
    app.db.assert_same(&before);
}

/// P-12.
#[test]
fn links_to_users_outside_access_are_left_out_and_kept() {
    let app = TestApp::start();
    link(&app.db, &[cast::MANAGER_SOUTH.id, cast::LOCKED.id], false);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let dialog = mona.get("/users/202/on-behalf");
    assert!(!dialog.body.contains("Sune") && dialog.body.contains("Lone"));
    assert!(!mona.get("/users/202").body.contains("Sune"));
    assert_eq!(dialog.form(FORM).untick("keep").submit().status, 303);
    assert_eq!(app.db.number("SELECT clerk_id FROM on_behalf"), cast::MANAGER_SOUTH.id);
}

#[test]
fn what_somebody_else_linked_or_switched_since_the_dialog_was_opened_stays() {
    let app = TestApp::start();
    link(&app.db, &[cast::LOCKED.id], false);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let open = admin.get("/users/202/on-behalf");
    let found = admin.get("/users/202/on-behalf?add_find=mona").form(FORM);
    assert_eq!(
        found.choose("add", cast::MANAGER_NORTH.id).tick("main").submit().status,
        303
    );
    assert_eq!(open.form(FORM).untick("keep").submit().status, 303);
    let stored = "SELECT string_agg(clerk_id::text, ' ') || ' ' || bool_and(main_as_clerk) FROM on_behalf JOIN users ON id = main_id";
    assert_eq!(app.db.text(stored), "201 true");
}

/// P-12: the tick is not on the form of a reader who sees none of the links.
#[test]
fn p12_whoever_sees_none_of_the_links_leaves_the_switch_for_the_main_user_alone() {
    let app = TestApp::start();
    link(&app.db, &[cast::MANAGER_SOUTH.id], true);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let dialog = mona.get("/users/202/on-behalf?add_find=lone");
    assert!(!dialog.has("[name=main]") && !dialog.body.contains("Sune"));
    let done = dialog.form(FORM).choose("add", cast::LOCKED.id).submit();
    assert_eq!(done.status, 303, "{}", done.text("main"));
    let stored = "SELECT string_agg(clerk_id::text, ' ' ORDER BY clerk_id) || ' ' || bool_and(main_as_clerk)
        FROM on_behalf JOIN users ON id = main_id";
    assert_eq!(app.db.text(stored), "203 205 true");
    // With a link in sight the tick is there, and taking it away counts.
    let dialog = done.follow();
    assert!(dialog.has("[name=main][checked]"));
    assert_eq!(dialog.form(FORM).untick("main").submit().status, 303);
    assert_eq!(app.db.text(stored), "203 205 false");
}

/// U-5.
#[test]
fn whoever_is_at_either_end_of_a_link_is_not_deleted() {
    let app = TestApp::start();
    link(&app.db, &[cast::LOCKED.id], false);
    let admin = app.log_in(cast::ADMINISTRATOR);
    for (id, login) in [(202, "carl"), (205, "lone")] {
        let page = admin.get(&format!("/users/delete?id={id}"));
        assert!(
            page.text("main").contains("on behalf of others"),
            "{}",
            page.text("main")
        );
        assert!(page.has("a[href^='/users/deactivate']"));
        admin.post(&format!("/users/delete?id={id}"), &[("confirm", login)]);
    }
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM users WHERE state = 'active' AND id IN (202, 205)"),
        2
    );
}

/// U-22.
#[test]
fn a_password_set_for_a_shared_user_need_not_be_changed_by_each() {
    let app = TestApp::start();
    link(&app.db, &[cast::LOCKED.id], false);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let page = mona.get("/users/202/password");
    assert!(page.text(".note").contains("Several people"));
    let form = page.form("main form").fill("current_password", PASSWORD);
    let new = "seventeen odd tram wheels";
    let done = form.fill("new_password", new).fill("again", new).submit();
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(
        !done.follow().text("#toasts").contains("must choose"),
        "{}",
        done.follow().text("#toasts")
    );
    let page = app.visitor().post("/login", &[("name", "carl"), ("password", new)]);
    assert_eq!(page.location(), "/");
}

#[test]
fn programs_learn_who_may_be_chosen() {
    let app = TestApp::start();
    let program = crate::api::Program::of(&app, cast::CASHIER_NORTH);
    let clerks = || crate::api::body(&program.get("/api/v1/me/clerks"));
    assert_eq!(clerks(), serde_json::json!({ "clerks": [], "main": true }));
    link(&app.db, &[cast::LOCKED.id], false);
    let expected = serde_json::json!({ "clerks": [{ "id": 205, "display_name": "Lone Lund" }], "main": false });
    assert_eq!(clerks(), expected);
}

#[test]
fn the_log_shows_the_clerk_beside_the_user() {
    let app = TestApp::start();
    link(&app.db, &[cast::LOCKED.id], false);
    till(&app);
    let page = app.log_in(cast::ADMINISTRATOR).get("/activity?clerk=lone");
    assert!(page.text("#list").contains("Lone Lund") && page.text("#list").contains("Carl Aagaard"));
}
