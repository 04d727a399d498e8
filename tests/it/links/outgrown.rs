//! P-10 at the time of use: a link, or a password that is still to be changed, works no more once the user holds what whoever
//! made it does not.
use super::{fresh, use_link, waiting};
use crate::security::TRACES;
use crate::support::{TestApp, cast, unit};

const SET: &str = "grøn regnjakke på cykel";

/// An administrator makes Carl somebody.
fn promote(app: &TestApp) {
    app.db.give(cast::CASHIER_NORTH.id, "SetupManage", unit::TOP, true);
}

/// Mona sets a password for Carl, and knows it.
fn set(app: &TestApp) {
    let form = app
        .log_in(cast::MANAGER_NORTH)
        .get("/users/202/password")
        .form("main form");
    let form = form.fill("current_password", cast::PASSWORD);
    let done = form.fill("new_password", SET).fill("again", SET).submit();
    assert_eq!(done.status, 303, "{}", done.text("main"));
}

#[test]
fn p10_a_link_does_not_outlive_a_promotion() {
    for activates in [true, false] {
        let app = TestApp::start();
        if activates {
            waiting(&app);
        }
        let (link, visitor) = (fresh(&app), app.visitor());
        let form = visitor.get(&link).follow().form("main form");
        promote(&app);
        assert_eq!(app.visitor().get(&link).follow().text("h1"), "This link was withdrawn");
        let hash = "SELECT coalesce(password_hash, '') FROM users WHERE id = 202";
        let before = app.db.text(hash);
        let done = form
            .fill("password", "ny kode 4711 en to tre")
            .fill("again", "ny kode 4711 en to tre");
        assert_eq!((done.submit().status, app.db.text(hash)), (410, before));
        let said = "SELECT details->>'reason' FROM activity WHERE type = 'link.revoked' AND subject_id = 202";
        assert_eq!(app.db.text(said), "outgrown");
        let open = "SELECT count(*) FROM links WHERE used_at IS NULL AND revoked_at IS NULL";
        assert_eq!(app.db.number(open), 0);
    }
}

#[test]
fn a_link_of_who_may_still_make_one_works() {
    let app = TestApp::start();
    app.db.give(cast::MANAGER_NORTH.id, "SetupManage", unit::TOP, true);
    let link = fresh(&app);
    promote(&app);
    assert_eq!(use_link(&app.visitor(), &link).status, 303);
}

#[test]
fn p10_a_password_that_is_still_to_be_changed_does_not_outlive_a_promotion() {
    let app = TestApp::start();
    set(&app);
    // Begun before, it does not go on after either.
    let begun = app.log_in_as("carl", SET);
    let form = begun.get("/new-password").form("main form");
    promote(&app);
    let before = app.db.fingerprint(TRACES);
    let new = "kvist blæst knokle støvregn";
    assert_eq!(form.fill("password", new).fill("again", new).submit().status, 401);
    let page = app.visitor().post("/login", &[("name", "carl"), ("password", SET)]);
    assert!(
        page.status == 422 && page.says("set by somebody who may not look after your account any more"),
        "{}",
        page.text("main")
    );
    app.db.assert_same(&before);
    let said = "SELECT details->>'reason' FROM activity WHERE type = 'login.shut_out' AND subject_id = 202";
    assert_eq!(app.db.text(said), "outgrown");
}

#[test]
fn ones_own_password_outlives_a_promotion() {
    let app = TestApp::start();
    set(&app);
    let carl = app.log_in_as("carl", SET);
    let form = carl.get("/new-password").form("main form");
    let new = "kvist blæst knokle støvregn";
    assert_eq!(form.fill("password", new).fill("again", new).submit().status, 303);
    promote(&app);
    app.log_in_as("carl", new);
    // Asked to choose a new one, it is still the owner's.
    app.db
        .run("UPDATE users SET must_change_password = true WHERE id = 202");
    app.log_in_as("carl", new);
}
