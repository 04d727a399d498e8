//! What acting on behalf of somebody never gives (SPEC U-41; SECURITY AC16).
use crate::api::Program;
use crate::on_behalf::{FORM, header, link, till};
use crate::support::TestApp;
use crate::support::cast::{self, PASSWORD};
use crate::support::phone::Phone;

const NEW: &str = "seventeen odd tram wheels";

/// The second step belongs to the login, whoever says who they are after it.
#[test]
fn ac16_the_code_of_a_shared_user_comes_before_the_clerk() {
    let app = TestApp::start();
    let (phone, _) = Phone::set_up(&app, &app.log_in(cast::CASHIER_NORTH));
    link(&app.db, &[cast::LOCKED.id, cast::DENIED.id], false);
    let (client, page) = till(&app);
    assert_eq!(page.location(), "/login/code");
    let clerk = [("clerk", cast::LOCKED.id.to_string())];
    let clerk = clerk.each_ref().map(|(name, value)| (*name, value.as_str()));
    for path in ["/login/clerk", "/account/clerk"] {
        assert_eq!(client.get(path).location(), "/login/code", "{path}");
        assert_eq!(client.post(path, &clerk).status, 401, "{path}");
    }
    let chosen = "SELECT count(*) FROM sessions WHERE clerk_id IS NOT NULL";
    assert_eq!(app.db.number(chosen), 0);
    let form = client
        .get("/login/code")
        .form("main form")
        .fill("code", phone.code(&app));
    assert_eq!(form.submit().location(), "/login/clerk");
    assert_eq!(client.get("/account").location(), "/login/clerk?from=%2Faccount");
    assert_eq!(client.post("/login/clerk", &clerk).location(), "/");
    assert!(header(&client).contains("Lone Lund") && app.db.number(chosen) == 1);
}

/// Mona is chosen at Carl's till: what she has stays hers, and what is asked for is Carl's.
#[test]
fn ac16_nothing_of_a_clerk_is_reached_by_a_session_that_names_them() {
    let app = TestApp::start();
    link(&app.db, &[cast::MANAGER_NORTH.id], false);
    let hers = [
        "users WHERE id",
        "links WHERE user_id",
        "api_tokens WHERE user_id",
        "two_factor WHERE user_id",
    ]
    .map(|rows| format!("SELECT coalesce(string_agg(t::text, ' '), '') FROM (SELECT * FROM {rows} = 201) t"));
    let stands = || hers.each_ref().map(|select| app.db.text(select));
    app.db
        .run("UPDATE users SET password_hash = 'hers alone' WHERE id = 201");
    let before = stands();
    let (client, page) = till(&app);
    assert!(page.location() == "/" && header(&client).contains("Mona Nørgaard"));
    for path in [
        "/users/201",
        "/users/201/password",
        "/users/201/links",
        "/users/201/links/tokens/new",
        "/users/201/tokens",
    ] {
        assert!(matches!(client.get(path).status, 403 | 404), "{path}");
        assert!(matches!(client.post(path, &[]).status, 400 | 403 | 404 | 405), "{path}");
    }
    let form = client.get("/account/tokens/new").form(FORM).fill("name", "Till");
    assert_eq!(form.submit().status, 200);
    let form = client
        .get("/account/password")
        .form("main form")
        .fill("new_password", NEW);
    let changed = form.fill("again", NEW).fill("current_password", PASSWORD).submit();
    assert_eq!(changed.status, 303, "{}", changed.text("main"));
    assert_eq!(stands(), before);
    let of_carl = "SELECT count(*) FROM api_tokens WHERE user_id = 202";
    assert_eq!(app.db.number(of_carl), 1);
    app.log_in_as("carl", NEW);
}

/// Whom a clerk may act as, a session that names the clerk may not.
#[test]
fn ac16_acting_on_behalf_is_not_chained() {
    let app = TestApp::start();
    link(&app.db, &[cast::LOCKED.id], true);
    app.db
        .run("INSERT INTO on_behalf (main_id, clerk_id) VALUES (205, 204), (204, 201)");
    let (client, page) = till(&app);
    let stage = page.follow();
    assert_eq!(stage.texts("fieldset label"), ["Carl Aagaard", "Lone Lund"]);
    assert_eq!(stage.form(FORM).choose("clerk", cast::LOCKED.id).submit().status, 303);
    let dialog = client.get("/account/clerk");
    assert_eq!(dialog.texts("fieldset label"), ["Carl Aagaard", "Lone Lund"]);
    for chained in [cast::DENIED.id, cast::MANAGER_NORTH.id] {
        let chained = chained.to_string();
        assert_eq!(client.post("/account/clerk", &[("clerk", &chained)]).status, 422);
    }
    assert!(header(&client).contains("Lone Lund"));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM sessions WHERE clerk_id IN (201, 204)"),
        0
    );
}

/// U-41: the choice is mandatory, whenever the links came.
#[test]
fn u41_a_session_that_is_nobodys_asks_once_the_user_itself_may_not_be_chosen() {
    let app = TestApp::start();
    // Logged in before anybody was linked.
    let (client, page) = till(&app);
    assert_eq!(page.location(), "/");
    let program = Program::of(&app, cast::CASHIER_NORTH);
    link(&app.db, &[cast::LOCKED.id, cast::DENIED.id], true);
    assert_eq!(client.get("/account").status, 200, "the user itself may be chosen");
    // Chosen, and then not allowed any more.
    let (chosen, page) = till(&app);
    page.follow().form(FORM).choose("clerk", "main").submit();
    assert_eq!(chosen.get("/account").status, 200);
    app.db.run("UPDATE users SET main_as_clerk = false WHERE id = 202");
    for session in [&client, &chosen] {
        assert_eq!(session.post("/account/theme", &[("theme", "dark")]).status, 401);
        let again = session.get("/account/rights");
        assert_eq!(again.location(), "/login/clerk?from=%2Faccount%2Frights");
        let stage = again.follow();
        assert_eq!(stage.texts("fieldset label"), ["Dora Dahl", "Lone Lund"]);
        let done = stage.form(FORM).choose("clerk", cast::LOCKED.id).submit();
        assert_eq!(done.location(), "/account/rights");
        assert!(header(session).contains("Lone Lund"), "{}", header(session));
    }
    // Programs are nobody's till, and who has nobody to choose goes on.
    assert_eq!(program.get("/api/v1/me").status, 200);
    let (client, page) = till(&app);
    page.follow().form(FORM).choose("clerk", cast::LOCKED.id).submit();
    app.db
        .run("UPDATE users SET state = 'deactivated' WHERE id IN (204, 205); UPDATE sessions SET clerk_id = NULL");
    assert_eq!(client.get("/account").status, 200);
}

/// U-22: each of several people could not choose a new one.
#[test]
fn u22_nobody_who_uses_a_shared_user_has_to_choose_its_password() {
    let app = TestApp::start();
    let logged_in = || till(&app).1.location().to_owned();
    // As a user who was created with a password stands, before anybody is linked.
    app.db
        .run("UPDATE users SET must_change_password = true WHERE id = 202");
    assert_eq!(logged_in(), "/new-password");
    link(&app.db, &[cast::LOCKED.id], false);
    assert_eq!(logged_in(), "/");
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/users/202");
    assert!(!page.says("Must be changed"), "{}", page.text("main"));
    // Nor by whoever asks for one.
    app.db
        .run("UPDATE users SET must_change_password = false WHERE id = 202");
    assert!(admin.get("/users/202").body.contains("Several people use this user"));
    admin.post("/users/require-new-password?id=202", &[]);
    let asked = "SELECT count(*) FROM activity WHERE type = 'user.new_password_required'";
    assert_eq!(app.db.number(asked), 0);
    assert_eq!(logged_in(), "/");
    // Once it is one person's again, it is asked for.
    app.db
        .run("DELETE FROM on_behalf; UPDATE users SET must_change_password = true WHERE id = 202");
    assert_eq!(logged_in(), "/new-password");
}
