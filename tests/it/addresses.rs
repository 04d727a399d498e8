//! Addresses that count, forgotten passwords, and what is told by mail (SPEC 3.2, U-51, N-6; SECURITY TK7, TK8, AU9, AU10).
use crate::jobs::{run_now, soon};
use crate::mail::{queue, with_mail};
use crate::security::authentication::outside;
use crate::support::client::Client;
use crate::support::smtp::Smtp;
use crate::support::{TestApp, cast};
use keyholder::mail::{KINDS, Message, Sealed, TwoFactorChange};
use std::io::{Read, Write};

pub const CARL: &str = "carl@chain.example";
pub const NEW_ADDRESS: &str = "carl.ny@chain.example";
const NEW: &str = "en helt ny adgangskode 4711";

/// Carl's address counts.
pub fn confirmed(app: &TestApp) {
    app.db.run("UPDATE users SET email_confirmed_at = now() WHERE id = 202");
}

pub fn forget(app: &TestApp, name: &str) -> String {
    let visitor = app.visitor();
    let page = visitor
        .get("/forgot-password")
        .form("main form")
        .fill("name", name)
        .submit();
    assert_eq!(page.status, 200, "{}", page.body);
    page.text("main")
}

pub fn change_own(carl: &Client, address: &str) {
    let page = carl
        .get("/account")
        .form("form.form-page")
        .fill("email", address)
        .submit();
    assert_eq!(page.status, 303, "{:?}", page.texts(".err"));
}

pub fn confirm(client: &Client, path: &str) {
    let page = client.get(path).follow().form("main form").submit();
    assert_eq!(page.status, 303, "{}", page.body);
}

#[test]
fn u51_a_forgotten_password_is_set_anew_by_a_mailed_link() {
    for name in ["Carl", "CARL@chain.example"] {
        let (app, smtp) = with_mail();
        confirmed(&app);
        forget(&app, name);
        let mail = smtp.wait_for_words(CARL, "asked for a new password");
        let page = app.visitor().get(&mail.path("/reset-password")).follow();
        let form = page.form("main form").fill("password", NEW).fill("again", NEW);
        let page = form.submit();
        assert_eq!((page.status, page.location()), (303, "/login"), "{}", page.body);
        smtp.wait_for_words(CARL, "was changed");
        app.log_in_as("carl", NEW);
    }
}

/// SECURITY TK8.
#[test]
fn everybody_gets_the_same_answer_and_only_those_who_are_meant_a_mail() {
    let (app, smtp) = with_mail();
    confirmed(&app);
    let mut answers: Vec<String> = ["carl", "nobody", "mona", "lone", "x@y.example"]
        .map(|name| forget(&app, name))
        .into();
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    smtp.wait_for(1);
    soon("looked at", || app.db.number("SELECT count(*) FROM forgotten") == 0);
    assert_eq!(
        app.db.number("SELECT count(*) FROM links"),
        1,
        "Mona's address is not confirmed"
    );
    app.db.run("UPDATE users SET state = 'deactivated' WHERE id = 202");
    forget(&app, "carl");
    soon("looked at", || app.db.number("SELECT count(*) FROM forgotten") == 0);
    assert_eq!(app.db.number("SELECT count(*) FROM links"), 1);
}

/// TK8: what an attacker can compare, to the byte.
#[test]
fn tk8_whoever_forgot_a_password_and_whoever_is_nobody_get_the_same_answer_to_the_byte() {
    let (app, _smtp) = with_mail();
    confirmed(&app);
    app.db.run(
        "UPDATE users SET state = 'deactivated' WHERE id = 203; UPDATE users SET password_hash = NULL WHERE id = 204",
    );
    let answer = |name: &str| outside(&app.visitor().post("/forgot-password", &[("name", name)]), name);
    let unknown = answer("nobo");
    assert_eq!(unknown.0, 200);
    for (name, who) in [
        ("carl", "confirmed"),
        (CARL, "by address"),
        ("mona", "not confirmed"),
        ("sune", "deactivated"),
        ("dora", "waits for activation"),
        ("System", "no login"),
    ] {
        assert_eq!(answer(name), unknown, "{who}");
    }
}

/// Nor can a link that nobody has be told from one for something else.
#[test]
fn tk8_unknown_links_are_answered_alike_whatever_they_look_like() {
    let app = TestApp::start();
    let secret = "5e".repeat(32);
    app.db.run(&format!("INSERT INTO links (user_id, purpose, secret_hash, expires_at) VALUES (202, 'setup', sha256('{secret}'), now() + interval '1 hour')"));
    for path in ["/activate", "/reset-password"] {
        let answer = |secret: &str| outside(&app.visitor().get(&format!("{path}/{secret}")), secret);
        let unknown = answer(&"7a".repeat(32));
        assert_eq!(unknown.0, 410);
        for odd in [&*secret, &*"zz".repeat(32), &*"-".repeat(64)] {
            assert_eq!(answer(odd), unknown, "{path}/{odd}");
        }
    }
}

#[test]
fn an_address_is_not_confirmed_by_a_link_that_has_expired() {
    let (app, smtp) = with_mail();
    change_own(&app.log_in(cast::CASHIER_NORTH), NEW_ADDRESS);
    let path = smtp.wait_for_words(NEW_ADDRESS, "confirm it").path("/confirm-email");
    let form = app.visitor().get(&path).follow().form("main form");
    app.db.run("UPDATE links SET expires_at = now()");
    for page in [form.submit(), app.visitor().get(&path)] {
        assert_eq!((page.status, page.text("h1")), (410, "This link has expired".into()));
    }
    assert_eq!(app.db.text("SELECT email_confirmed_at FROM users WHERE id = 202"), "");
}

#[test]
fn one_account_gets_three_links_an_hour_and_no_lock() {
    let (app, smtp) = with_mail();
    confirmed(&app);
    for _ in 0..5 {
        forget(&app, "carl");
    }
    soon("looked at", || app.db.number("SELECT count(*) FROM forgotten") == 0);
    run_now(&app.db, "mail");
    assert_eq!(app.db.number("SELECT count(*) FROM links"), 3);
    app.log_in(cast::CASHIER_NORTH);
    assert!(smtp.caught().len() <= 3);
    app.db
        .run("UPDATE links SET created_at = created_at - interval '61 minutes'");
    forget(&app, "carl");
    soon("asked for again", || app.db.number("SELECT count(*) FROM links") == 4);
}

/// Whoever has a login cannot use it to write to strangers.
#[test]
fn tk8_one_account_has_three_links_an_hour_mailed_to_addresses_nobody_has_confirmed() {
    let (app, smtp) = with_mail();
    let carl = app.log_in(cast::CASHIER_NORTH);
    for n in 1..=5 {
        change_own(&carl, &format!("stranger{n}@chain.example"));
    }
    let sent = "SELECT count(*) FROM mails WHERE kind = 'confirm-email'";
    assert_eq!(app.db.number(sent), 3);
    let told = "SELECT count(*) FROM mails WHERE kind = 'email-changed' AND recipient LIKE 'stranger%'";
    assert_eq!(app.db.number(told), 2, "nor of a change");
    let page = carl.get("/account");
    assert!(
        page.says("The next one can be sent from") && !page.has("#confirm-email"),
        "{}",
        page.text("main")
    );
    let page = carl.post("/account/confirm-email", &[]).follow();
    assert!(
        page.text("#toasts").contains("The next one can be sent from"),
        "{}",
        page.text("#toasts")
    );
    assert_eq!(app.db.number(sent), 3);
    app.db.run("UPDATE links SET mailed_at = mailed_at - interval '1 hour'");
    carl.get("/account").form("#confirm-email").submit();
    smtp.wait_for_words("stranger5@chain.example", "confirm it");
}

#[test]
fn without_mail_the_page_says_whom_to_ask() {
    let app = TestApp::start();
    let page = app.visitor().get("/login");
    let page = page.click("a[href='/forgot-password']");
    assert!(page.says("Ask your manager") && !page.has("main form"), "{}", page.body);
}

/// SECURITY AU10.
#[test]
fn a_new_address_counts_when_it_is_confirmed_and_the_old_one_until_then() {
    let (app, smtp) = with_mail();
    confirmed(&app);
    let carl = app.log_in(cast::CASHIER_NORTH);
    change_own(&carl, NEW_ADDRESS);
    smtp.wait_for_words(CARL, "Another email address was entered");
    let path = smtp.wait_for_words(NEW_ADDRESS, "confirm it").path("/confirm-email");
    forget(&app, "carl");
    smtp.wait_for_words(CARL, "asked for a new password");
    confirm(&app.visitor(), &path);
    forget(&app, NEW_ADDRESS);
    smtp.wait_for_words(NEW_ADDRESS, "asked for a new password");
    app.log_in_as(NEW_ADDRESS, cast::PASSWORD);
    assert_eq!(app.visitor().get(&path).status, 410);
}

#[test]
fn an_address_set_by_somebody_else_counts_for_nothing_until_it_is_confirmed() {
    let (app, smtp) = with_mail();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let page = mona
        .get("/users/202")
        .form("form.form-page")
        .fill("email", NEW_ADDRESS)
        .submit();
    assert_eq!(page.status, 303, "{:?}", page.texts(".err"));
    let path = smtp.wait_for_words(NEW_ADDRESS, "confirm it").path("/confirm-email");
    let login = app
        .visitor()
        .post("/login", &[("name", NEW_ADDRESS), ("password", cast::PASSWORD)]);
    assert_eq!(login.status, 422);
    let before = app.db.text("SELECT email_confirmed_at FROM users WHERE id = 202");
    for _ in 0..2 {
        assert_eq!(app.visitor().get(&path).follow().status, 200);
    }
    assert_eq!(
        before,
        app.db.text("SELECT email_confirmed_at FROM users WHERE id = 202")
    );
    confirm(&app.visitor(), &path);
    app.log_in_as(NEW_ADDRESS, cast::PASSWORD);
}

#[test]
fn the_link_of_an_address_that_was_changed_again_confirms_nothing() {
    let (app, smtp) = with_mail();
    let carl = app.log_in(cast::CASHIER_NORTH);
    change_own(&carl, NEW_ADDRESS);
    let path = smtp.wait_for_words(NEW_ADDRESS, "confirm it").path("/confirm-email");
    change_own(&carl, "third@chain.example");
    assert_eq!(app.visitor().get(&path).status, 410);
    let page = carl.get("/account").form("#confirm-email").submit().follow();
    assert!(page.says("on its way to third@chain.example"), "{}", page.body);
}

/// The same mails whoever changes it, also by a file.
#[test]
fn an_address_that_a_file_changes_is_told_and_asked_to_be_confirmed() {
    let (app, smtp) = with_mail();
    confirmed(&app);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let page = mona.import_file(
        "users",
        format!("login,display_name,unit_code,email\ncarl,Carl Aagaard,N1,{NEW_ADDRESS}\nlone,Lone Lund,N2,\n"),
    );
    assert!(page.says("The file has been applied"), "{}", page.body);
    let old = smtp.wait_for_words(CARL, "Another email address was entered");
    assert!(old.text().contains("Somebody who looks after your account did this."));
    let path = smtp.wait_for_words(NEW_ADDRESS, "confirm it").path("/confirm-email");
    confirm(&app.visitor(), &path);
    app.log_in_as(NEW_ADDRESS, cast::PASSWORD);
    assert_eq!(app.db.number("SELECT count(*) FROM addresses_changed"), 0);
    assert_eq!(
        app.db.number("SELECT count(*) FROM mails WHERE user_id <> 202"),
        0,
        "who keeps an address is told nothing"
    );
}

/// SPEC N-6, U-22; SECURITY AU9.
#[test]
fn passwords_tokens_and_new_devices_are_told() {
    let (app, smtp) = with_mail();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let form = mona.get("/users/202/password").form("main form");
    let form = form
        .fill("current_password", cast::PASSWORD)
        .fill("new_password", NEW)
        .fill("again", NEW);
    assert_eq!(form.submit().status, 303);
    let mail = smtp.wait_for_words(CARL, "password of your account was changed");
    assert!(mail.text().contains("Somebody who looks after your account did this."));
    let other = app.visitor();
    let agent = other.request("POST", "/login").header("user-agent", "Fremmed 9.1");
    agent.form(&[("name", "mona"), ("password", cast::PASSWORD)]).send();
    let mail = smtp.wait_for_words("mona@chain.example", "from a device");
    assert!(mail.text().contains("Fremmed 9.1"));
    let form = mona
        .get("/account/tokens/new")
        .form("main form")
        .fill("name", "Kasse 3");
    assert_eq!(form.submit().status, 200);
    smtp.wait_for_words("mona@chain.example", "Kasse 3");
}

/// Everything a request might say about where it arrived.
const POISON: [(&str, &str); 6] = [
    ("x-forwarded-host", "evil.test"),
    ("forwarded", "host=evil.test;proto=https"),
    ("x-forwarded-proto", "https"),
    ("x-original-url", "https://evil.test/"),
    ("x-forwarded-port", "444"),
    ("referer", "https://evil.test/"),
];

fn poisoned(client: &Client, path: &str, fields: &[(&str, &str)]) -> u16 {
    let request = client.request("POST", path).form(fields);
    let request = POISON
        .iter()
        .fold(request, |request, (name, value)| request.header(name, value));
    request.send().status
}

/// With a Host of its own, which the client would set right.
fn forget_at(app: &TestApp, host: &str) {
    let mut stream = std::net::TcpStream::connect(app.address).unwrap();
    let body = "name=carl";
    let head = format!(
        "POST /forgot-password HTTP/1.1\r\nhost: {host}\r\nsec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
}

fn only_home(app: &TestApp, smtp: &Smtp) {
    for mail in smtp.caught() {
        for link in mail.links() {
            let home = link == app.origin() || link.starts_with(&format!("{}/", app.origin()));
            assert!(home, "{link} in {}", mail.header("subject"));
        }
        assert!(!mail.raw.contains("evil.test") && !mail.text().contains("evil.test"));
    }
}

/// Those that no request asks for here.
fn other_messages(app: &TestApp) -> [Message; 10] {
    let seal = app.state_of_another_node().seal.clone();
    let until = chrono::Utc::now() + chrono::TimeDelta::minutes(10);
    let (code, change) = (Sealed::new(&seal, "123").unwrap(), TwoFactorChange::Off);
    let (name, login, device) = ("evil.tes".to_owned(), "y".to_owned(), "x".to_owned());
    let host = "mail.example".to_owned();
    let (person, address) = (name.clone(), "10.0.0.1".parse().unwrap());
    [
        Message::Test,
        Message::LoginCode { code, until },
        Message::PasswordChanged { by_other: true },
        Message::TwoFactorChanged {
            change,
            by_other: false,
        },
        Message::ApiTokenCreated { name, by_other: false },
        Message::NewDevice { device, address },
        Message::NewAdministrator {
            user: 202,
            name: person,
            login,
        },
        Message::NewAdministrators { people: 6 },
        Message::MailServerChanged { host },
        Message::PoliciesChanged,
    ]
}

/// SECURITY TK7: every kind of mail there is, asked for by requests that lie about the host where a request asks for it.
#[test]
fn tk7_links_in_mails_lead_home_whatever_a_request_says() {
    let (app, smtp) = with_mail();
    confirmed(&app);
    forget_at(&app, "localhost");
    smtp.wait_for_words(CARL, "asked for a new password");
    let (mona, carl) = (app.log_in(cast::MANAGER_NORTH), app.log_in(cast::CASHIER_NORTH));
    let version = carl.get("/account").form("form.form-page").value("version");
    let [name, email] = [("display_name", "Carl"), ("email", NEW_ADDRESS)];
    let profile = [("version", &*version), name, email, ("theme", "system")];
    assert_eq!(poisoned(&carl, "/account", &profile), 303);
    app.db
        .run("UPDATE users SET password_hash = NULL, email = 'lone@chain.example', sort_email = 'l' WHERE id = 205");
    assert_eq!(poisoned(&mona, "/users/send-activation-link?id=205", &[]), 303);
    smtp.wait_for_words("lone@chain.example", "activate");
    for message in other_messages(&app) {
        app.db
            .run("UPDATE users SET email_confirmed_at = now(), email_before = NULL WHERE id = 202");
        assert!(queue(&app, 202, &message), "{message:?}");
    }
    soon("all sent", || {
        app.db.number("SELECT count(*) FROM mails WHERE state <> 'sent'") == 0
    });
    let sent = app.db.rows("SELECT DISTINCT kind FROM mails");
    let missing: Vec<_> = KINDS
        .iter()
        .filter(|kind| !sent.iter().any(|row| row["kind"] == **kind))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    only_home(&app, &smtp);
}
