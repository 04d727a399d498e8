//! Activation and reset password links: handed over by copy or by mail, used once (SPEC U-50 to U-52, SECURITY TK1 to TK9).
mod given;
mod handed_on;
mod mailed;
mod outgrown;
mod tabs;

use crate::mail::with_mail;
use crate::security::TRACES;
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, app, cast};

const CARL: &str = "/users/202/links";
pub const NEW: &str = "en helt ny adgangskode 4711";
const CARLS_MAIL: &str = "carl@chain.example";

/// Carl has no password yet.
pub fn waiting(app: &TestApp) {
    app.db
        .run("UPDATE users SET password_hash = NULL, password_set_at = NULL WHERE id = 202");
}

/// Presses a button of the card.
fn press(client: &Client, deed: &str) -> Page {
    let page = client.get(CARL);
    assert_eq!(page.status, 200, "{}", page.body);
    let action = page.form("#link form");
    let purpose = action.value("purpose");
    client.post(CARL, &[("purpose", &purpose), ("deed", deed)]).follow()
}

/// The path of the link that stands on the tab.
pub fn path(page: &Page) -> String {
    let url = page.text("#link .code-line code");
    let at = url.find("/activate/").or_else(|| url.find("/reset-password/"));
    url[at.unwrap_or_else(|| panic!("no link: {}", page.body))..].to_owned()
}

pub fn fresh(app: &TestApp) -> String {
    path(&press(&app.log_in(cast::MANAGER_NORTH), "create"))
}

/// Opens the link and fills its form.
pub fn use_link(visitor: &Client, path: &str) -> Page {
    let page = visitor.get(path);
    if page.status != 303 {
        return page;
    }
    let form = page.follow().form("main form");
    form.fill("password", NEW).fill("again", NEW).submit()
}

#[test]
fn u50_a_copied_activation_link_sets_the_password_and_logs_in_but_confirms_no_address() {
    let app = TestApp::start();
    waiting(&app);
    let link = fresh(&app);
    let visitor = app.visitor();
    let done = use_link(&visitor, &link);
    assert_eq!((done.status, done.header("location")), (303, "/"), "{}", done.body);
    assert_eq!(visitor.get("/account").status, 200);
    app.log_in_as("carl", NEW);
    assert_eq!(app.db.text("SELECT email_confirmed_at FROM users WHERE id = 202"), "");
    assert_eq!(
        app.db
            .text("SELECT login_option FROM sessions WHERE user_id = 202 ORDER BY id LIMIT 1"),
        "activation-link"
    );
}

#[test]
fn u50_the_mailed_link_confirms_the_address_it_was_mailed_to() {
    let (app, smtp) = with_mail();
    waiting(&app);
    let mona = app.log_in(cast::MANAGER_NORTH);
    press(&mona, "create");
    let page = press(&mona, "send");
    assert!(
        page.says("The link is on its way to carl@chain.example."),
        "{}",
        page.body
    );
    let mailed = smtp.wait_for_words(CARLS_MAIL, "activate").path("/activate");
    assert_ne!(mailed, path(&page), "the mail has a secret of its own");
    assert_eq!(use_link(&app.visitor(), &mailed).status, 303);
    assert_ne!(app.db.text("SELECT email_confirmed_at FROM users WHERE id = 202"), "");
}

#[test]
fn u50_an_address_that_was_changed_after_the_mail_is_not_confirmed_by_it() {
    let (app, smtp) = with_mail();
    waiting(&app);
    let mona = app.log_in(cast::MANAGER_NORTH);
    press(&mona, "create");
    press(&mona, "send");
    let mailed = smtp.wait_for_words(CARLS_MAIL, "activate").path("/activate");
    app.db
        .run("UPDATE users SET email = 'other@chain.example' WHERE id = 202");
    assert_eq!(use_link(&app.visitor(), &mailed).status, 303);
    assert_eq!(app.db.text("SELECT email_confirmed_at FROM users WHERE id = 202"), "");
}

#[test]
fn send_again_mails_the_same_link_and_a_new_one_kills_the_old() {
    let (app, smtp) = with_mail();
    waiting(&app);
    let mona = app.log_in(cast::MANAGER_NORTH);
    press(&mona, "create");
    press(&mona, "send");
    press(&mona, "send");
    let mails = smtp.wait_for(2);
    let first = mails[0].path("/activate");
    assert_eq!(first, mails[1].path("/activate"));
    press(&mona, "create");
    let page = app.visitor().get(&first);
    assert_eq!((page.status, page.text("h1")), (410, "This link was withdrawn".into()));
}

/// SECURITY TK6.
#[test]
fn opening_a_link_changes_nothing_and_its_secret_leaves_the_address_bar() {
    let app = TestApp::start();
    waiting(&app);
    let (link, visitor) = (fresh(&app), app.visitor());
    let before = app.db.fingerprint(TRACES);
    for _ in 0..3 {
        let page = visitor.get(&link);
        assert_eq!(page.header("location"), "/activate");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.follow().status, 200);
    }
    app.db.assert_same(&before);
    assert_eq!(use_link(&visitor, &link).status, 303);
}

/// SECURITY TK2.
#[test]
fn of_ten_who_use_a_link_at_once_one_does() {
    let app = TestApp::start();
    waiting(&app);
    let link = fresh(&app);
    let forms: Vec<_> = (0..10)
        .map(|_| {
            let page = app.visitor().get(&link).follow();
            page.form("main form").fill("password", NEW).fill("again", NEW)
        })
        .collect();
    let posts = forms.into_iter().map(|form| {
        std::thread::spawn(move || {
            // A full queue of hashing is not what this is about.
            loop {
                match form.clone().submit().status {
                    503 => std::thread::sleep(std::time::Duration::from_millis(50)),
                    status => return status,
                }
            }
        })
    });
    let statuses: Vec<u16> = posts
        .collect::<Vec<_>>()
        .into_iter()
        .map(|post| post.join().unwrap())
        .collect();
    assert_eq!(
        statuses.iter().filter(|status| **status == 303).count(),
        1,
        "{statuses:?}"
    );
    assert_eq!(
        statuses.iter().filter(|status| **status == 410).count(),
        9,
        "{statuses:?}"
    );
}

#[test]
fn used_revoked_expired_and_unknown_links_say_which_they_are() {
    let app = TestApp::start();
    waiting(&app);
    let title = |link: &str| {
        let page = app.visitor().get(link);
        assert_eq!(page.status, 410);
        page.text("h1")
    };
    let link = fresh(&app);
    app.db.run("UPDATE links SET expires_at = now()");
    assert_eq!(title(&link), "This link has expired");
    let link = fresh(&app);
    press(&app.log_in(cast::MANAGER_NORTH), "revoke");
    assert_eq!(title(&link), "This link was withdrawn");
    let link = fresh(&app);
    assert_eq!(use_link(&app.visitor(), &link).status, 303);
    assert_eq!(title(&link), "This link has been used");
    assert_eq!(title(&format!("{link}x")), "This link does not work");
}

/// SECURITY TK3.
#[test]
fn a_link_works_as_long_as_it_says() {
    let app = TestApp::start();
    let days =
        "SELECT round(extract(epoch FROM expires_at - now()) / 3600)::bigint FROM links ORDER BY id DESC LIMIT 1";
    fresh(&app);
    assert_eq!(app.db.number(days), 1, "reset: an hour");
    waiting(&app);
    let link = fresh(&app);
    assert_eq!(app.db.number(days), 7 * 24);
    let visitor = app.visitor();
    let form = visitor.get(&link).follow().form("main form");
    app.db.run("UPDATE links SET expires_at = now()");
    assert_eq!(form.fill("password", NEW).fill("again", NEW).submit().status, 410);
    assert_eq!(app.db.text("SELECT password_hash FROM users WHERE id = 202"), "");
}

/// SECURITY TK5.
#[test]
fn a_link_works_for_its_own_purpose_and_user_alone() {
    let app = TestApp::start();
    waiting(&app);
    let link = fresh(&app);
    let secret = link.rsplit('/').next().unwrap();
    for other in ["/reset-password", "/setup", "/confirm-email"] {
        assert_ne!(app.visitor().get(&format!("{other}/{secret}")).status, 303, "{other}");
    }
    let visitor = app.visitor();
    visitor.get(&link);
    let fields = [("password", NEW), ("again", NEW), ("user_id", "201")];
    assert_eq!(visitor.post("/activate", &fields).status, 400);
}

/// SECURITY TK1, U-54.
#[test]
fn an_unused_link_is_sealed_in_the_database_and_a_used_one_is_gone() {
    let app = TestApp::start();
    waiting(&app);
    let link = fresh(&app);
    let secret = link.rsplit('/').next().unwrap();
    assert_eq!(secret.len(), 64);
    let stored = app.db.text("SELECT to_jsonb(l) FROM links l");
    assert!(
        !stored.contains(secret) && !stored.contains(&hex::encode(secret)),
        "{stored}"
    );
    assert_eq!(use_link(&app.visitor(), &link).status, 303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM links WHERE sealed IS NOT NULL OR mail_sealed IS NOT NULL"),
        0
    );
    assert!(!app::log().contains(secret));
}
