//! Reset links, rights, several at once, users created without a password.
use super::{CARL, CARLS_MAIL, NEW, fresh, path, press, use_link, waiting};
use crate::mail::with_mail;
use crate::security::TRACES;
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, cast, unit};

#[test]
fn u51_a_reset_link_sets_a_password_ends_all_sessions_and_logs_nobody_in() {
    let (app, smtp) = with_mail();
    app.db.run("UPDATE users SET email_confirmed_at = now() WHERE id = 202");
    let (carl, link, visitor) = (app.log_in(cast::CASHIER_NORTH), fresh(&app), app.visitor());
    let done = use_link(&visitor, &link);
    assert_eq!((done.status, done.header("location")), (303, "/login"), "{}", done.body);
    assert_eq!(
        (visitor.get("/account").status, carl.get("/account").status),
        (303, 303)
    );
    app.log_in_as("carl", NEW);
    let mail = smtp.wait_for_words(CARLS_MAIL, "password of your account was changed");
    assert!(!mail.text().contains(NEW));
}

#[test]
fn u51_a_reset_link_is_gone_after_a_login() {
    let app = TestApp::start();
    let link = fresh(&app);
    app.log_in(cast::CASHIER_NORTH);
    assert_eq!(app.visitor().get(&link).text("h1"), "This link was withdrawn");
}

/// SECURITY TK3: at use, whatever the page said when it was opened.
#[test]
fn u51_a_reset_link_that_has_expired_since_it_was_opened_sets_no_password() {
    let app = TestApp::start();
    let (link, visitor) = (fresh(&app), app.visitor());
    let form = visitor.get(&link).follow().form("main form");
    app.db.run("UPDATE links SET expires_at = now()");
    let page = form.fill("password", NEW).fill("again", NEW).submit();
    assert_eq!((page.status, page.text("h1")), (410, "This link has expired".into()));
    app.log_in(cast::CASHIER_NORTH);
}

/// SPEC U-9, U-52; SECURITY TK4.
#[test]
fn a_deactivated_user_stays_deactivated_and_has_no_link() {
    let app = TestApp::start();
    waiting(&app);
    let (link, visitor, mona) = (fresh(&app), app.visitor(), app.log_in(cast::MANAGER_NORTH));
    let form = visitor.get(&link).follow().form("main form");
    mona.get("/users/deactivate?id=202").form("main form").submit();
    let before = app.db.fingerprint(TRACES);
    assert_eq!(form.fill("password", NEW).fill("again", NEW).submit().status, 410);
    app.db.assert_same(&before);
    assert!(!mona.get(CARL).has("#link"));
    mona.post(CARL, &[("purpose", "activation"), ("deed", "create")]);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM links WHERE used_at IS NULL AND revoked_at IS NULL"),
        0
    );
}

#[test]
fn each_kind_of_link_is_for_those_it_is_for() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    mona.post(CARL, &[("purpose", "activation"), ("deed", "create")]);
    assert_eq!(app.db.number("SELECT count(*) FROM links"), 0, "Carl has a password");
    waiting(&app);
    mona.post(CARL, &[("purpose", "reset"), ("deed", "create")]);
    assert_eq!(app.db.number("SELECT count(*) FROM links"), 0, "Carl has none");
    for (purpose, deed) in [("setup", "create"), ("activation", "keep")] {
        let unknown = mona.post(CARL, &[("purpose", purpose), ("deed", deed)]);
        assert_eq!(unknown.status, 400, "{purpose} {deed}");
    }
}

/// SPEC P-10, P-24, U-20.
#[test]
fn p10_links_need_what_changing_the_password_needs() {
    let app = TestApp::start();
    app.db.give(cast::CASHIER_NORTH.id, "SetupManage", unit::TOP, true);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let carl = app.log_in(cast::CASHIER_NORTH);
    let before = app.db.fingerprint(TRACES);
    let fields = [("purpose", "reset"), ("deed", "create")];
    assert_eq!(mona.post(CARL, &fields).status, 403, "holds what Mona lacks");
    assert_eq!(mona.post("/users/201/links", &fields).status, 403, "oneself");
    assert_eq!(mona.post("/users/203/links", &fields).status, 404, "outside Access");
    assert_eq!(carl.post("/users/205/links", &fields).status, 403);
    let admin = app.log_in(cast::ADMINISTRATOR);
    assert_eq!(admin.post("/users/2/links", &fields).status, 403);
    for word in ["send-activation-link", "send-reset-link"] {
        assert_eq!(mona.post(&format!("/users/{word}?id=202"), &[]).status, 403);
    }
    app.db.assert_same(&before);
}

#[test]
fn u3_links_are_sent_to_several_at_once_and_to_each_in_their_own_mail() {
    let (app, smtp) = with_mail();
    app.db.run(
        "UPDATE users SET password_hash = NULL WHERE id IN (202, 204, 205);
         UPDATE users SET email = 'lone@chain.example', sort_email = 'lone' WHERE id = 205",
    );
    let mona = app.log_in(cast::MANAGER_NORTH);
    let page = mona.get("/users/send-activation-link?id=202&id=204&id=205&from=%2Fusers");
    assert_eq!(page.text("h1"), "Send 3 activation links");
    let done = page.form("main form").submit().follow();
    assert!(done.says("3 activation links were created"), "{}", done.body);
    let mut to: Vec<_> = smtp.wait_for(2).iter().flat_map(|mail| mail.to.clone()).collect();
    to.sort();
    assert_eq!(to, [CARLS_MAIL, "lone@chain.example"]);
    assert_eq!(
        app.db.number("SELECT count(*) FROM links WHERE purpose = 'activation'"),
        3
    );
    assert_eq!(
        app.db
            .number("SELECT count(DISTINCT batch_id) FROM activity WHERE type IN ('link.created', 'link.sent')"),
        1
    );
}

#[test]
fn a_mailed_link_that_was_revoked_meanwhile_is_not_sent() {
    let (app, smtp) = with_mail();
    waiting(&app);
    app.db.run("UPDATE mail_server SET port = 9");
    let mona = app.log_in(cast::MANAGER_NORTH);
    press(&mona, "create");
    press(&mona, "send");
    press(&mona, "revoke");
    let port = smtp.address.port();
    app.db.run(&format!("UPDATE mail_server SET port = {port}"));
    crate::mail::hurry(&app.db);
    crate::jobs::soon("given up", || app.db.text("SELECT state FROM mails") == "failed");
    assert!(smtp.caught().is_empty());
}

#[test]
fn without_mail_the_tab_shows_a_link_to_copy_and_its_qr_code() {
    let app = TestApp::start();
    waiting(&app);
    let page = press(&app.log_in(cast::MANAGER_NORTH), "create");
    assert!(
        page.has("#link svg[role=img]") && page.has("[data-copy]"),
        "{}",
        page.body
    );
    assert!(page.says("No mail is set up") && !page.has("button[value=send]"));
    assert!(page.text("#link .code-line code").starts_with(&app.origin()));
}

fn new_user(client: &Client, email: &str) -> Page {
    let form = client
        .get("/users/new")
        .form("main form")
        .fill("name", "kaj")
        .fill("display_name", "Kaj Krog");
    let form = form
        .choose("unit", unit::AALBORG)
        .fill("email", email)
        .tick("send_link");
    form.submit()
}

#[test]
fn u50_a_user_created_without_a_password_gets_a_link_shown_at_once_and_mailed() {
    let (app, smtp) = with_mail();
    let done = new_user(&app.log_in(cast::MANAGER_NORTH), "kaj@chain.example");
    assert_eq!(done.status, 303, "{:?}", done.texts(".err"));
    let page = done.follow();
    assert!(
        page.says("The link is on its way to kaj@chain.example."),
        "{}",
        page.body
    );
    assert!(page.says("Waiting for activation") && path(&page).starts_with("/activate/"));
    let mailed = smtp.wait_for_words("kaj@chain.example", "activate").path("/activate");
    assert_eq!(use_link(&app.visitor(), &mailed).status, 303);
    let kaj = app.log_in_as("kaj", NEW);
    assert_eq!(kaj.get("/account").status, 200, "nobody else knows the password");
}

#[test]
fn a_link_that_would_reach_nobody_is_refused_at_its_field() {
    let app = TestApp::start();
    app.db
        .give(cast::DENIED.id, "ChangeOtherUserPassword", unit::NORTH, false);
    let dora = app.log_in(cast::DENIED);
    let before = app.db.fingerprint(TRACES);
    let page = new_user(&dora, "kaj@chain.example");
    assert_eq!((page.status, page.count("#send_link-error")), (422, 1), "{}", page.body);
    app.db.assert_same(&before);
    let smtp = crate::support::smtp::Smtp::plain();
    crate::mail::send_to(&app.db, &smtp);
    let page = new_user(&dora, "kaj@chain.example");
    assert_eq!(page.status, 303, "{:?}", page.texts(".err"));
    assert!(!page.location().ends_with("/links"), "{}", page.location());
    smtp.wait_for(1);
}

/// SECURITY OT8, U-52.
#[test]
fn neither_link_goes_round_the_second_factor() {
    let app = TestApp::start();
    app.db.run("UPDATE users SET two_factor_required = true WHERE id = 202");
    waiting(&app);
    let (link, visitor) = (fresh(&app), app.visitor());
    assert_eq!(use_link(&visitor, &link).location(), "/login/two-factor");
    assert_eq!(visitor.get("/account").location(), "/login/two-factor");
    let link = fresh(&app);
    assert_eq!(use_link(&app.visitor(), &link).location(), "/login");
    let carl = app.visitor();
    carl.post("/login", &[("name", "carl"), ("password", NEW)]);
    assert_eq!(carl.get("/account").location(), "/login/two-factor");
}

/// Opens a link as a scanner of mails does: from a place of its own, without its reader's cookies.
fn scan(app: &TestApp, path: &str) {
    for method in ["HEAD", "GET", "HEAD", "GET"] {
        let scanner = app.visitor();
        let page = scanner.request(method, path).send();
        if page.status == 303 {
            let shown = scanner.request(method, page.location()).send();
            assert!(
                shown.status < 400 || method == "HEAD",
                "{method} {path}: {}",
                shown.status
            );
        }
    }
}

/// SECURITY TK6.
#[test]
fn tk6_links_that_a_mail_scanner_opened_before_their_reader_still_work() {
    let (app, smtp) = with_mail();
    waiting(&app);
    let mona = app.log_in(cast::MANAGER_NORTH);
    press(&mona, "create");
    press(&mona, "send");
    let activation = smtp.wait_for_words(CARLS_MAIL, "activate").path("/activate");
    scan(&app, &activation);
    let carl = app.visitor();
    assert_eq!(use_link(&carl, &activation).status, 303);
    app.db.run("UPDATE users SET email_confirmed_at = NULL WHERE id = 202");
    assert_eq!(carl.get("/account").form("#confirm-email").submit().status, 303);
    let address = smtp.wait_for_words(CARLS_MAIL, "confirm it").path("/confirm-email");
    scan(&app, &address);
    let unconfirmed = "SELECT count(*) FROM users WHERE id = 202 AND email_confirmed_at IS NULL";
    assert_eq!(app.db.number(unconfirmed), 1);
    let confirmed = carl.get(&address).follow().form("main form").submit();
    assert_eq!((confirmed.status, app.db.number(unconfirmed)), (303, 0));
    app.visitor().post("/forgot-password", &[("name", "carl")]);
    let reset = smtp
        .wait_for_words(CARLS_MAIL, "asked for a new password")
        .path("/reset-password");
    scan(&app, &reset);
    let form = app.visitor().get(&reset).follow().form("main form");
    let other = "grøn regnjakke på cykel";
    assert_eq!(
        form.fill("password", other).fill("again", other).submit().location(),
        "/login"
    );
}
