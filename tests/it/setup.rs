//! The single-use link that sets a password (SPEC 11, SECURITY AU1, TK1–TK3, TK5, TK6, TK9).
use crate::support::client::Client;
use crate::support::console::Terminal;
use crate::support::page::Page;
use crate::support::{TestApp, cast};

const NEW: &str = "grøn regnjakke på cykel";

/// An installation whose Administrator has no password yet, and the link's secret.
fn fresh() -> (TestApp, String) {
    let app = TestApp::start();
    let secret = "5e".repeat(32);
    app.db.run(&format!(
        "UPDATE users SET password_hash = NULL WHERE id = 2;
         INSERT INTO links (user_id, purpose, secret_hash, expires_at) VALUES (2, 'setup', sha256('{secret}'), now() + interval '24 hours')"
    ));
    (app, secret)
}

fn open(app: &TestApp, secret: &str) -> (Client, Page) {
    let visitor = app.visitor();
    let page = visitor.get(&format!("/setup/{secret}"));
    (visitor, page)
}

fn set(page: &Page) -> Page {
    page.form("main form").fill("password", NEW).fill("again", NEW).submit()
}

#[test]
fn the_link_sets_administrators_password_once_and_logs_nobody_in() {
    let (app, secret) = fresh();
    let (visitor, opened) = open(&app, &secret);
    assert_eq!((opened.status, opened.location()), (303, "/setup"));
    let form = opened.follow();
    assert_eq!(form.form("main form").value("username"), "Administrator");
    assert_eq!(set(&form).location(), "/login");
    assert_eq!(visitor.get("/").location(), "/login");
    app.log_in_as("Administrator", NEW);
    assert_eq!(open(&app, &secret).1.status, 410);
    assert_eq!(set(&form).status, 410);
}

/// TK9: whoever had the old password is out.
#[test]
fn setting_the_password_by_link_ends_every_session_and_lifts_the_lock() {
    let (app, secret) = fresh();
    let hash = cast::hash(cast::PASSWORD, 8, 1);
    app.db
        .run(&format!("UPDATE users SET password_hash = '{hash}' WHERE id = 2"));
    let old = app.log_in(cast::ADMINISTRATOR);
    for _ in 0..5 {
        app.visitor()
            .post("/login", &[("name", "administrator"), ("password", "wrong")]);
    }
    assert_eq!(old.get("/account").status, 200);
    assert_eq!(set(&open(&app, &secret).1.follow()).status, 303);
    assert_eq!(old.get("/account").location(), "/login?from=%2Faccount");
    app.log_in_as("Administrator", NEW);
}

#[test]
fn opening_the_link_changes_nothing_however_often() {
    let (app, secret) = fresh();
    let before = app.db.fingerprint(&[]);
    for _ in 0..3 {
        let (_, page) = open(&app, &secret);
        assert_eq!(page.follow().status, 200);
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        let cookie = page.header("set-cookie");
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("Secure") && cookie.contains("SameSite=Lax"),
            "{cookie}"
        );
    }
    assert_eq!(app.db.fingerprint(&[]), before);
    assert_eq!(set(&open(&app, &secret).1.follow()).status, 303);
}

#[test]
fn of_ten_who_use_the_link_at_once_one_sets_the_password() {
    let (app, secret) = fresh();
    let forms: Vec<Page> = (0..10).map(|_| open(&app, &secret).1.follow()).collect();
    let posts: Vec<_> = forms
        .into_iter()
        .map(|form| std::thread::spawn(move || set(&form).status))
        .collect();
    let statuses: Vec<u16> = posts.into_iter().map(|post| post.join().unwrap()).collect();
    assert_eq!(
        statuses.iter().filter(|status| **status == 303).count(),
        1,
        "{statuses:?}"
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'user.password_changed'"),
        1
    );
}

#[test]
fn a_link_too_old_revoked_or_made_up_sets_nothing_and_says_what_became_of_it() {
    let (app, secret) = fresh();
    let made_up = open(&app, &"00".repeat(32)).1;
    let form = open(&app, &secret).1.follow();
    let told = |how: &str, words: &str| {
        app.db.run(&format!("UPDATE links SET {how}"));
        let page = open(&app, &secret).1;
        assert!(page.status == 410 && page.says(words), "{how}: {}", page.text("main"));
        assert_eq!(set(&form).status, 410, "{how}");
    };
    assert!(made_up.status == 410 && made_up.says("This link does not work"));
    told("expires_at = now() - interval '1 second'", "This link has expired");
    told(
        "revoked_at = now(), expires_at = now() + interval '1 hour'",
        "This link was withdrawn",
    );
    told("used_at = now(), revoked_at = NULL", "This link has been used");
    assert!(made_up.says("keyholder admin recover"));
    assert_eq!(app.db.text("SELECT password_hash FROM users WHERE id = 2"), "");
}

/// U-21: eight characters are enough beside a second factor, here as everywhere.
#[test]
fn beside_a_second_factor_that_is_required_a_shorter_password_will_do() {
    let (app, secret) = fresh();
    app.db.run("UPDATE installation SET require_two_factor = true");
    let page = open(&app, &secret).1.follow();
    assert!(page.says("At least 8 characters"), "{}", page.text("main"));
    let set = |password: &str| {
        page.form("main form")
            .fill("password", password)
            .fill("again", password)
            .submit()
    };
    let short = set("k7%wQz9");
    assert!(
        short.status == 422 && short.text("#password-error").contains("at least 8"),
        "{}",
        short.text(".err")
    );
    assert_eq!(set("k7%wQz9xPlæn").status, 303);
}

#[test]
fn the_rules_hold_here_too_and_keep_the_link_open() {
    let (app, secret) = fresh();
    let form = open(&app, &secret).1.follow();
    let page = form
        .form("main form")
        .fill("password", "kort")
        .fill("again", "kort")
        .submit();
    assert!(
        page.status == 422 && page.text("#password-error").contains("at least 15"),
        "{}",
        page.text(".err")
    );
    assert_eq!(set(&page).status, 303);
}

#[test]
fn no_user_is_read_from_the_form_and_the_secret_is_nowhere_at_rest() {
    let (app, secret) = fresh();
    let form = open(&app, &secret).1.follow();
    let forged = form
        .form("main form")
        .fill("password", NEW)
        .fill("again", NEW)
        .forge("user_id", "201")
        .submit();
    assert_eq!(forged.status, 400);
    assert_eq!(set(&form).status, 303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM links WHERE encode(secret_hash, 'hex') LIKE '%5e5e5e5e%'"),
        0
    );
    app.log_in_as("mona", cast::PASSWORD);
}

/// SPEC 11: `admin recover` enables and unlocks; what it prints sets the password, and that logs in.
#[test]
fn recovering_lets_in_an_administrator_who_was_deactivated_and_locked() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO memberships (unit_id, group_id, account_id) VALUES (1, 3, 205);
         UPDATE users SET state = 'deactivated', deactivated_at = now() WHERE id = 205;
         UPDATE user_words SET active = false WHERE user_id = 205",
    );
    let said = Terminal::at(&app.db).run(&["admin", "recover", "lone"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let link = said.out.split_whitespace().find(|word| word.contains("/setup/"));
    let secret = link.and_then(|link| link.rsplit('/').next()).expect("a link");
    assert_eq!(set(&open(&app, secret).1.follow()).location(), "/login");
    let lone = app.log_in_as("lone", NEW);
    assert_eq!(lone.get("/account").status, 200);
    assert_eq!(app.db.text("SELECT state FROM users WHERE id = 205"), "active");
}
