//! P-10 at the time of use: a link, a password that somebody else set, or an address they set, works no more once the user
//! holds what whoever made it does not.
use super::{CARLS_MAIL, fresh, press, use_link, waiting};
use crate::addresses::{NEW_ADDRESS, change_own, confirm, forget};
use crate::jobs::{run_now, soon};
use crate::mail::with_mail;
use crate::on_behalf::FORM as LINKS;
use crate::security::TRACES;
use crate::support::{TestApp, cast, unit};

pub(super) const SET: &str = "grøn regnjakke på cykel";

/// An administrator makes Carl somebody.
pub(super) fn promote(app: &TestApp) {
    app.db.give(cast::CASHIER_NORTH.id, "SetupManage", unit::TOP, true);
}

/// Mona sets a password for Carl, and knows it.
pub(super) fn set(app: &TestApp) {
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
        page.status == 422 && page.says("somebody who may not look after your account any more"),
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
    promote(&app);
    app.log_in(cast::CASHIER_NORTH);
    // Asked to choose a new one, it is still the owner's.
    app.db
        .run("UPDATE users SET must_change_password = true WHERE id = 202");
    app.log_in(cast::CASHIER_NORTH);
}

/// Mona shares Carl's user with Lone, or ends that.
pub(super) fn share(app: &TestApp, with_lone: bool) {
    let mona = app.log_in(cast::MANAGER_NORTH);
    let dialog = |query: &str| mona.get(&format!("/users/202/on-behalf{query}")).form(LINKS);
    let form = match with_lone {
        true => dialog("?add_find=lone").choose("add", cast::LOCKED.id),
        false => dialog("").untick("keep"),
    };
    assert_eq!(form.submit().status, 303);
}

#[test]
fn p10_a_password_set_for_a_shared_user_does_not_outlive_a_promotion() {
    for unlinks in [true, false] {
        let app = TestApp::start();
        share(&app, true);
        set(&app);
        if unlinks {
            share(&app, false);
        }
        promote(&app);
        let page = app.visitor().post("/login", &[("name", "carl"), ("password", SET)]);
        assert!(
            page.status == 422 && page.says("somebody who may not look after your account any more"),
            "{}",
            page.text("main")
        );
        assert_eq!(app.db.number("SELECT count(*) FROM sessions WHERE user_id = 202"), 0);
    }
}

#[test]
fn u22_a_password_set_for_a_shared_user_must_be_changed_once_nobody_is_linked() {
    let app = TestApp::start();
    share(&app, true);
    set(&app);
    assert_ne!(log_in_page(&app), "/new-password");
    share(&app, false);
    let said =
        "SELECT details->>'must_change' FROM activity WHERE type = 'user.on_behalf_changed' ORDER BY id DESC LIMIT 1";
    assert_eq!(app.db.text(said), "true");
    assert_eq!(log_in_page(&app), "/new-password");
}

/// Where Carl is led with the password that Mona set.
fn log_in_page(app: &TestApp) -> String {
    let page = app.visitor().post("/login", &[("name", "carl"), ("password", SET)]);
    page.location().to_owned()
}

#[test]
fn a_password_that_its_owner_set_need_not_be_changed_when_the_last_link_goes() {
    let app = TestApp::start();
    share(&app, true);
    share(&app, false);
    let asked = "SELECT count(*) FROM users WHERE must_change_password";
    assert_eq!(app.db.number(asked), 0);
    app.log_in(cast::CASHIER_NORTH);
}

/// Everybody who forgot a password has been looked after.
pub(super) fn looked_at(app: &TestApp) {
    soon("looked at", || app.db.number("SELECT count(*) FROM forgotten") == 0);
    run_now(&app.db, "mail");
}

#[test]
fn p10_no_new_password_is_mailed_to_an_address_that_somebody_set_who_holds_less() {
    let (app, smtp) = with_mail();
    app.db.run(
        "DELETE FROM account_keys WHERE account_id = 202 AND is_email; UPDATE users SET email = NULL, sort_email = NULL WHERE id = 202",
    );
    let form = app.log_in(cast::MANAGER_NORTH).get("/users/202").form("form.form-page");
    assert_eq!(form.fill("email", NEW_ADDRESS).submit().status, 303);
    let path = smtp.wait_for_words(NEW_ADDRESS, "confirm it").path("/confirm-email");
    confirm(&app.visitor(), &path);
    // As long as Mona may look after Carl, that is as good as any other address.
    let answer = forget(&app, "carl");
    let reset = smtp
        .wait_for_words(NEW_ADDRESS, "asked for a new password")
        .path("/reset-password");
    assert_eq!(app.visitor().get(&reset).follow().status, 200);
    promote(&app);
    assert_eq!(app.visitor().get(&reset).follow().text("h1"), "This link was withdrawn");
    let links = "SELECT count(*) FROM links WHERE purpose = 'reset'";
    assert_eq!(forget(&app, "carl"), answer, "nobody is told");
    looked_at(&app);
    assert_eq!(app.db.number(links), 1);
    let entry = "SELECT details->>'reason' FROM activity WHERE type = 'link.withheld' AND subject_id = 202";
    assert_eq!(app.db.text(entry), "address");
    vouch(&app, &smtp);
    forget(&app, "carl");
    looked_at(&app);
    assert_eq!(app.db.number(links), 2);
}

/// Carl is told, and confirms the address: who only reads mail there cannot.
fn vouch(app: &TestApp, smtp: &crate::support::smtp::Smtp) {
    let carl = app.log_in(cast::CASHIER_NORTH);
    let by = "SELECT email_set_by::text FROM users WHERE id = 202";
    for (client, set_by) in [(&app.visitor(), "201"), (&carl, "")] {
        let page = carl.get("/account");
        assert!(page.says("set this address"), "{}", page.text("main"));
        page.form("#confirm-email").submit();
        let open = "SELECT address FROM links WHERE purpose = 'email' AND used_at IS NULL AND mailed_at IS NOT NULL";
        assert_eq!(app.db.text(open), NEW_ADDRESS);
        let sent = "SELECT count(*) FROM mails WHERE kind = 'confirm-email' AND state = 'waiting'";
        soon("mailed", || app.db.number(sent) == 0);
        let mail = smtp.wait_for_words(NEW_ADDRESS, "confirm it");
        confirm(client, &mail.path("/confirm-email"));
        assert_eq!(app.db.text(by), set_by);
    }
    assert!(!carl.get("/account").has("#confirm-email"));
}

#[test]
fn p10_the_address_that_counts_is_judged_by_who_set_that_one() {
    let (app, _smtp) = with_mail();
    crate::addresses::confirmed(&app);
    let set_by = "SELECT concat(email_set_by, ' ', email_before_set_by) FROM users WHERE id = 202";
    let mona = app.log_in(cast::MANAGER_NORTH);
    let change = |email: &str| {
        let form = mona.get("/users/202").form("form.form-page");
        assert_eq!(form.fill("email", email).submit().status, 303);
    };
    change(NEW_ADDRESS);
    assert_eq!(app.db.text(set_by), "201 1");
    promote(&app);
    forget(&app, "carl");
    looked_at(&app);
    let links = "SELECT count(*) FROM links WHERE purpose = 'reset'";
    assert_eq!(app.db.number(links), 1, "it went to Carl's own");
}

#[test]
fn whoever_activates_by_mail_vouches_for_the_address_and_so_does_who_sets_their_own() {
    let (app, smtp) = with_mail();
    waiting(&app);
    app.db.run("UPDATE users SET email_set_by = 201 WHERE id = 202");
    let by = || app.db.text("SELECT email_set_by::text FROM users WHERE id = 202");
    let mona = app.log_in(cast::MANAGER_NORTH);
    press(&mona, "create");
    press(&mona, "send");
    let mailed = smtp.wait_for_words(CARLS_MAIL, "activate").path("/activate");
    assert_eq!(by(), "201");
    let carl = app.visitor();
    assert_eq!((use_link(&carl, &mailed).status, by()), (303, String::new()));
    app.db.run("UPDATE users SET email_set_by = 201 WHERE id = 202");
    change_own(&carl, NEW_ADDRESS);
    assert_eq!(by(), "");
}
