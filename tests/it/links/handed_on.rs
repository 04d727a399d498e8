//! P-10: whoever comes in with a password of somebody else can change it, and make sessions and tokens. None of these
//! outlives a promotion either, until the owner chooses a password when asked to, or by a link.
use super::outgrown::{SET, looked_at, promote, set, share};
use super::{CARL, NEW, fresh, path, press, use_link};
use crate::addresses::{confirmed, forget};
use crate::mail::with_mail;
use crate::support::client::Client;
use crate::support::{TestApp, cast};

/// Carl's password opens nothing any more, and he is told why.
#[track_caller]
fn is_refused(app: &TestApp, password: &str) {
    let page = app
        .visitor()
        .post("/login", &[("name", "carl"), ("password", password)]);
    let told = page.says("somebody who may not look after your account any more");
    assert!(page.status == 422 && told, "{} {}", page.status, page.text("main"));
    let said = "SELECT details->>'reason' FROM activity WHERE type = 'login.shut_out' AND subject_id = 202";
    assert_eq!(app.db.text(said), "outgrown");
}

/// The password that Mona set is changed at the login.
fn change_at_login(app: &TestApp) -> Client {
    let carl = app.log_in_as("carl", SET);
    let form = carl.get("/new-password").form("main form");
    assert_eq!(form.fill("password", NEW).fill("again", NEW).submit().status, 303);
    carl
}

/// The administrator makes a link for Carl and hands it over.
fn helped_by_administrator(app: &TestApp) {
    let link = path(&press(&app.log_in(cast::ADMINISTRATOR), "create"));
    assert_eq!(use_link(&app.visitor(), &link).status, 303);
}

#[test]
fn p10_a_password_changed_on_the_own_account_does_not_outlive_a_promotion() {
    let app = TestApp::start();
    share(&app, true);
    set(&app);
    let form = app.log_in_as("carl", SET).get("/account/password").form("main form");
    let form = form.fill("current_password", SET).fill("new_password", NEW);
    assert_eq!(form.fill("again", NEW).submit().status, 303);
    app.log_in_as("carl", NEW);
    promote(&app);
    is_refused(&app, NEW);
    // Whoever holds enough is told, and helps.
    let page = app.log_in(cast::ADMINISTRATOR).get("/users/202");
    assert!(page.says("It works no more"), "{}", page.text("main"));
    helped_by_administrator(&app);
    app.log_in_as("carl", NEW);
}

/// A new token of Carl's, which works.
fn token(app: &TestApp, carl: &Client) -> String {
    let form = carl.get("/account/tokens/new").form("main form[method=post]");
    let form = form.fill("name", "Till").choose("scope", "read").choose("days", "");
    let token = form.submit().text(".code-line code");
    assert_eq!(me(app, &token), 200);
    token
}

fn me(app: &TestApp, token: &str) -> u16 {
    let request = app.visitor().request("GET", "/api/v1/me");
    request
        .header("authorization", &format!("Bearer {token}"))
        .send()
        .status
}

#[test]
fn p10_sessions_and_tokens_made_under_the_password_of_another_end_with_a_promotion() {
    let app = TestApp::start();
    share(&app, true);
    set(&app);
    let carl = app.log_in_as("carl", SET);
    let token = token(&app, &carl);
    assert_eq!(carl.get("/account").status, 200);
    promote(&app);
    assert_eq!(carl.get("/account").location(), "/login?from=%2Faccount");
    assert_eq!(carl.post("/account/theme", &[("theme", "dark")]).status, 401);
    assert_eq!(me(&app, &token), 401);
    // It stays so, and Carl can read it.
    helped_by_administrator(&app);
    assert_eq!(me(&app, &token), 401);
    let tokens = app.log_in_as("carl", NEW).get("/account/tokens");
    assert!(tokens.text(".session").contains("Stopped"), "{}", tokens.text("main"));
}

#[test]
fn sessions_and_tokens_of_ones_own_password_outlive_a_promotion() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let token = token(&app, &carl);
    promote(&app);
    assert_eq!((carl.get("/account").status, me(&app, &token)), (200, 200));
}

/// Managers move and leave: that must not shut out the people who began under them.
#[test]
fn what_the_owner_chose_when_asked_to_or_by_a_link_is_the_owners() {
    for by_link in [true, false] {
        let app = TestApp::start();
        let carl = match by_link {
            true => {
                assert_eq!(use_link(&app.visitor(), &fresh(&app)).status, 303);
                app.log_in_as("carl", NEW)
            }
            false => {
                set(&app);
                change_at_login(&app)
            }
        };
        promote(&app);
        assert_eq!(carl.get("/account").status, 200);
        app.log_in_as("carl", NEW);
    }
}

#[test]
fn p10_nobody_copies_a_link_that_another_made() {
    let (app, _smtp) = with_mail();
    confirmed(&app);
    let code = "#link .code-line code";
    let (mona, administrator) = (app.log_in(cast::MANAGER_NORTH), app.log_in(cast::ADMINISTRATOR));
    assert!(press(&administrator, "create").has(code));
    let seen = mona.get(CARL);
    assert!(
        !seen.has(code) && seen.says("Only whoever made it can copy it."),
        "{}",
        seen.text("main")
    );
    assert!(press(&mona, "create").has(code));
    forget(&app, "carl");
    looked_at(&app);
    let seen = mona.get(CARL);
    assert!(
        seen.says("Asked for on the login page") && !seen.has(code),
        "{}",
        seen.text("main")
    );
}
