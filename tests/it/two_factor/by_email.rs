//! Codes by email (SPEC U-33): how they are set up and log in, and what does not get past them.
use super::{give, half_in, is_in};
use crate::mail::with_mail;
use crate::security::TRACES;
use crate::support::TestApp;
use crate::support::cast::{self, PASSWORD};
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::phone::Phone;
use crate::support::smtp::Smtp;
use std::time::{Duration, Instant};

pub const CARL: &str = "carl@chain.example";
const SET_UP: &str = "/account/two-factor";

/// The codes that were mailed to somebody, oldest first, once there are so many.
#[track_caller]
pub fn codes(smtp: &Smtp, to: &str, count: usize) -> Vec<String> {
    let began = Instant::now();
    loop {
        let to_them = smtp.caught().into_iter().filter(|mail| mail.to == [to]);
        let found: Vec<_> = to_them
            .filter_map(|mail| Some(mail.text().split_once("This is your code:")?.1.to_owned()))
            .map(|rest| rest.split_whitespace().next().unwrap_or_default().to_owned())
            .collect();
        if found.len() >= count {
            assert!(
                found.len() == count && found.iter().all(|code| code.len() == 8),
                "{found:?}"
            );
            return found;
        }
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "{} of {count} codes",
            found.len()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// As if so many minutes had passed since the last code was sent.
pub fn pass(app: &TestApp, minutes: i32) {
    app.db.run(&format!("UPDATE email_codes SET sent_at = sent_at - interval '{minutes} minutes', hour_at = hour_at - interval '{minutes} minutes'"));
}

pub fn confirm_addresses(app: &TestApp) {
    app.db
        .run("UPDATE users SET email_confirmed_at = now() WHERE email IS NOT NULL");
}

/// Sets it up, as the only method; with the recovery codes. One code has been mailed then.
pub fn set_up(app: &TestApp, smtp: &Smtp) -> (Client, Vec<String>) {
    confirm_addresses(app);
    let carl = app.log_in(cast::CASHIER_NORTH);
    let page = carl.get(SET_UP).form("#by-email").press("Use codes by email").follow();
    let done = page.form("main form").fill("code", &codes(smtp, CARL, 1)[0]).submit();
    assert_eq!(done.status, 200, "{}", done.text("main"));
    (carl, done.texts("#codes code"))
}

fn carls(app: &TestApp, what: &str) -> i64 {
    app.db
        .number(&format!("SELECT count(*) FROM {what} WHERE user_id = 202"))
}

#[test]
fn u33_codes_by_email_are_set_up_by_one_and_asked_for_at_the_next_login() {
    let (app, smtp) = with_mail();
    let other = app.log_in(cast::CASHIER_NORTH);
    let (carl, recovery) = set_up(&app, &smtp);
    assert!(recovery.len() == 10 && !is_in(&other) && is_in(&carl));
    assert!(
        carl.get(SET_UP).says("On, to c…@chain.example"),
        "{}",
        carl.get(SET_UP).text("main")
    );
    let client = half_in(&app);
    let page = client.get("/login/code");
    assert!(
        page.says("A code went to c…@chain.example") && !page.body.contains(CARL),
        "{}",
        page.text("main")
    );
    let code = codes(&smtp, CARL, 2)[1].clone();
    let typed = format!(" {}-{} ", &code[..4].to_lowercase(), &code[4..]);
    assert_eq!((give(&client, &typed).status, is_in(&client)), (303, true));
    assert!(client.get("/account/sessions").says("Password + email code"));
    let log = "activity WHERE type IN ('login.code_sent', 'user.two_factor_enabled') AND details->>'method' = 'email' AND 202";
    assert_eq!(
        app.db
            .number(&format!("SELECT count(*) FROM {log} IN (user_id, subject_id)")),
        3
    );
}

/// The owner's own change, which takes a code itself once the last proof is old, switches them off and says so.
#[test]
fn ones_own_new_address_switches_codes_by_email_off() {
    let (app, smtp) = with_mail();
    let (carl, _) = set_up(&app, &smtp);
    app.db
        .run("UPDATE sessions SET proof_at = now() - interval '16 minutes'");
    let change = |address: &str| {
        carl.get("/account")
            .form("form.form-page")
            .fill("email", address)
            .submit()
    };
    let asked = change("carl.ny@chain.example");
    pass(&app, 2);
    let sent = asked.form("main form").press_sending("proof_send", "1");
    assert!(sent.says("on its way to c…@chain.example"), "{}", sent.text("main"));
    let form = sent.form("main form").fill("proof_password", PASSWORD);
    let done = form.fill("proof_code", &codes(&smtp, CARL, 2)[1]).submit();
    assert!(
        done.status == 303 && done.follow().says("Codes by email are off"),
        "{}",
        done.text("main")
    );
    assert_eq!((carls(&app, "two_factor"), carls(&app, "recovery_codes")), (0, 0));
    smtp.wait_for_words(CARL, "Two-factor authentication was removed");
    assert!(is_in(&app.log_in(cast::CASHIER_NORTH)));
}

/// AU4, OT3: on the way in, where a factor is required, with a confirmed address alone.
#[test]
fn where_a_factor_is_required_codes_by_email_can_be_set_up_on_the_way_in() {
    let (app, smtp) = with_mail();
    app.db.run("UPDATE users SET two_factor_required = true WHERE id = 202");
    let client = app.log_in(cast::CASHIER_NORTH);
    let page = client.get("/login/two-factor");
    assert!(
        page.says("you need a confirmed address") && !page.has("#by-email"),
        "{}",
        page.text("main")
    );
    app.db.run("DELETE FROM two_factor_setups");
    assert_eq!(client.post("/login/two-factor", &[("act", "sms")]).status, 400);
    assert_eq!(app.db.number("SELECT count(*) FROM two_factor_setups"), 0);
    let forced = client.post("/login/two-factor", &[("act", "email")]);
    assert!(forced.status == 422 && app.db.number("SELECT count(*) FROM mails WHERE kind = 'login-code'") == 0);
    confirm_addresses(&app);
    let page = client.get("/login/two-factor").form("#by-email").submit().follow();
    let code = codes(&smtp, CARL, 1)[0].clone();
    let other = app.log_in(cast::CASHIER_NORTH);
    assert_eq!(
        other.post("/login/two-factor", &[("code", &code)]).status,
        422,
        "another session's"
    );
    let wrong = page.form("main form").fill("code", "00000000").submit();
    assert_eq!(
        (wrong.status, wrong.texts(".err").len(), is_in(&client)),
        (422, 1, false)
    );
    let done = wrong.form("main form").fill("code", &code).submit();
    assert_eq!(
        (done.status, done.count("#codes code"), is_in(&client)),
        (200, 10, true)
    );
    assert!(client.get("/account/sessions").says("Password + email code"));
}

/// Guessing at the code that sets it up is counted as any other.
#[test]
fn setting_up_by_email_takes_five_tries() {
    let (app, smtp) = with_mail();
    confirm_addresses(&app);
    let carl = app.log_in(cast::CASHIER_NORTH);
    let page = carl.get(SET_UP).form("#by-email").submit().follow();
    let code = codes(&smtp, CARL, 1)[0].clone();
    for _ in 0..5 {
        assert_eq!(page.form("main form").fill("code", "00000000").submit().status, 422);
    }
    assert_eq!(page.form("main form").fill("code", &code).submit().status, 422);
    app.db.run("DELETE FROM code_counters");
    assert_eq!(page.form("main form").fill("code", &code).submit().status, 422);
    assert_eq!(carls(&app, "two_factor"), 0);
}

fn proof(page: &Page, code: &str) -> Page {
    page.form("main form")
        .fill("proof_password", PASSWORD)
        .fill("proof_code", code)
        .submit()
}

/// N-5, OT7: the form that waits is kept while the code is on its way; so is turning it off.
#[test]
fn a_code_by_email_proves_and_turns_off() {
    let (app, smtp) = with_mail();
    let (carl, _) = set_up(&app, &smtp);
    pass(&app, 2);
    app.db
        .run("UPDATE sessions SET proof_at = now() - interval '16 minutes'");
    let asked = carl
        .get("/account/tokens/new")
        .form("main form")
        .fill("name", "Kasse 3")
        .submit();
    let before = app.db.fingerprint(&[TRACES, &["email_codes", "mails"]].concat());
    let sent = asked.form("main form").press_sending("proof_send", "1");
    let too_soon = sent.form("main form").press_sending("proof_send", "1");
    assert!(
        too_soon.status == 422 && too_soon.says("You can have another at"),
        "{}",
        too_soon.text("main")
    );
    app.db.assert_same(&before);
    let code = codes(&smtp, CARL, 2)[1].clone();
    assert_eq!(proof(&too_soon, &code).status, 200);
    assert_eq!(carls(&app, "api_tokens"), 1);
    let page = carl.get("/account/two-factor/off");
    pass(&app, 2);
    let page = page.form("main form").press_sending("send", "1");
    let off = |code: &str| {
        page.form("main form")
            .fill("current_password", PASSWORD)
            .fill("code", code)
            .submit()
    };
    assert_eq!((off(&code).status, carls(&app, "two_factor")), (422, 1), "used already");
    assert_eq!(
        (off(&codes(&smtp, CARL, 3)[2]).status, carls(&app, "two_factor")),
        (303, 0)
    );
    smtp.wait_for_words(CARL, "Two-factor authentication was removed");
}

#[test]
fn with_both_methods_either_logs_in_and_one_can_be_turned_off() {
    let (app, smtp) = with_mail();
    let (carl, _) = set_up(&app, &smtp);
    let page = carl.get(SET_UP).form("#app form").submit().follow();
    let phone = Phone::scan(&page);
    let done = page.form("main form").fill("code", phone.code(&app)).submit();
    assert!(
        done.status == 303 && done.follow().says("The app is set up"),
        "{}",
        done.text("main")
    );
    smtp.wait_for_words(CARL, "An authenticator app was set up");
    crate::support::phone::later(&app);
    pass(&app, 2);
    let client = half_in(&app);
    let page = client.get("/login/code");
    assert!(page.says("authenticator app shows now"), "{}", page.text("main"));
    let page = page.click("a[href*='by=email']").form("#send-code").submit().follow();
    assert_eq!(
        page.form("main form")
            .fill("code", &codes(&smtp, CARL, 2)[1])
            .submit()
            .status,
        303
    );
    app.db.run("UPDATE users SET two_factor_required = true WHERE id = 202");
    let off = client
        .get("/account/two-factor/off?only=email")
        .form("main form")
        .fill("current_password", PASSWORD);
    assert_eq!(off.fill("code", phone.code(&app)).submit().status, 303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM two_factor WHERE email IS NULL AND secret IS NOT NULL"),
        1
    );
    assert_eq!(
        client.get("/account/two-factor/off?only=app").location(),
        SET_UP,
        "the last one stays"
    );
    assert_eq!(half_in(&app).post("/login/code?by=email", &[("send", "1")]).status, 422);
}

/// The installation may allow apps alone: whoever has codes by email is led to one, by a last code.
#[test]
fn a_policy_without_codes_by_email_leads_to_an_app() {
    let (app, smtp) = with_mail();
    set_up(&app, &smtp);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = admin
        .get("/login-security/settings")
        .form("form.form-page")
        .untick("email_codes");
    assert_eq!(form.submit().status, 303);
    let client = half_in(&app);
    let page = give(&client, &codes(&smtp, CARL, 2)[1]);
    assert_eq!((page.location(), is_in(&client)), ("/login/two-factor", false));
    let page = page.follow();
    assert!(!page.has("#by-email"));
    let phone = Phone::scan(&page);
    assert_eq!(
        page.form("main form").fill("code", phone.code(&app)).submit().status,
        303
    );
    assert!(is_in(&client) && !app.log_in(cast::MANAGER_NORTH).get(SET_UP).has("#by-email"));
    assert_eq!(half_in(&app).post("/login/code?by=email", &[("send", "1")]).status, 422);
}
