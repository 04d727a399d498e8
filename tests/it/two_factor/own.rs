//! One's own second factor, and its recovery codes.
use super::{give, half_in, is_in};
use crate::security::TRACES;
use crate::support::TestApp;
use crate::support::cast::{self, PASSWORD};
use crate::support::client::COOKIE;
use crate::support::phone::Phone;

#[test]
fn somebody_sets_it_up_and_from_then_on_the_login_asks_for_a_code() {
    let app = TestApp::start();
    let (carl, other) = (app.log_in(cast::CASHIER_NORTH), app.log_in(cast::CASHIER_NORTH));
    let before = carl.cookie(COOKIE);
    let (phone, codes) = Phone::set_up(&app, &carl);
    assert!(codes.len() == 10 && carl.cookie(COOKIE) != before && !is_in(&other));
    let page = carl.get("/account/two-factor");
    assert!(
        page.says("10 left") && !page.body.contains(&codes[0]),
        "{}",
        page.text("main")
    );
    let next = app.visitor();
    let page = next.post(
        "/login",
        &[("name", "carl"), ("password", PASSWORD), ("from", "/account/rights")],
    );
    assert_eq!(page.location(), "/login/code?from=%2Faccount%2Frights");
    let done = page.follow().form("main form").fill("code", phone.code(&app)).submit();
    assert_eq!((done.location(), is_in(&next)), ("/account/rights", true));
    let option = "SELECT login_option FROM sessions ORDER BY id DESC LIMIT 1";
    assert_eq!(app.db.text(option), "password-code");
    assert!(next.get("/account/sessions").says("Password + code"));
    let log = "SELECT count(*) FROM activity WHERE user_id = 202 AND type = 'user.two_factor_enabled'";
    assert_eq!(app.db.number(log), 1);
}

#[test]
fn whoever_lost_the_phone_gets_in_once_by_each_recovery_code() {
    let app = TestApp::start();
    let (_, codes) = Phone::set_up(&app, &app.log_in(cast::CASHIER_NORTH));
    let by_code = |code: &str| {
        let client = half_in(&app);
        let page = client.get("/login/code").click("main .card p a");
        (page.form("main form").fill("code", code).submit(), client)
    };
    let (page, client) = by_code(&codes[3].to_lowercase().replace('-', " "));
    assert_eq!((page.status, is_in(&client)), (303, true));
    assert!(client.get("/account/sessions").says("Password + recovery code"));
    assert!(client.get("/account/two-factor").says("9 left"));
    let (page, client) = by_code(&codes[3]);
    assert!(page.status == 422 && page.says("used already") && !is_in(&client));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM code_counters WHERE method = 'recovery'"),
        1
    );
}

#[test]
fn new_recovery_codes_need_a_code_and_kill_the_old_ones() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let (phone, old) = Phone::set_up(&app, &carl);
    let form = carl.get("/account/two-factor/codes").form("main form");
    let before = app.db.fingerprint(TRACES);
    assert_eq!(form.clone().fill("code", "").submit().status, 422);
    app.db.assert_same(&before);
    assert_eq!(form.clone().fill("code", "000000").submit().status, 422);
    let new = form.fill("code", phone.code(&app)).submit().texts("#codes code");
    assert!(new.len() == 10 && !new.contains(&old[0]));
    let client = half_in(&app);
    let form = client.get("/login/code?by=recovery").form("main form");
    assert_eq!(form.clone().fill("code", &old[0]).submit().status, 422);
    assert_eq!(form.fill("code", &new[0]).submit().status, 303);
}

/// OT7: by password and code, both.
#[test]
fn it_is_turned_off_by_password_and_code_alone() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let (phone, _) = Phone::set_up(&app, &carl);
    let form = carl.get("/account/two-factor/off").form("main form");
    let off = |password: &str, code: &str| {
        form.clone()
            .fill("current_password", password)
            .fill("code", code)
            .submit()
    };
    let on = || app.db.number("SELECT count(*) FROM two_factor");
    assert_eq!(off("", "").texts(".err").len(), 2);
    assert_eq!((off("wrong", &phone.code(&app)).status, on()), (422, 1));
    assert_eq!((off(PASSWORD, "000000").status, on()), (422, 1));
    let other = half_in(&app);
    give(&other, &phone.code(&app));
    assert!(is_in(&other));
    assert_eq!(off(PASSWORD, &phone.code(&app)).status, 422, "used to log in");
    let done = off(PASSWORD, &phone.code_of(&app, 1));
    assert_eq!((done.status, on(), is_in(&other), is_in(&carl)), (303, 0, false, true));
    assert_eq!(app.db.number("SELECT count(*) FROM recovery_codes"), 0);
    app.log_in(cast::CASHIER_NORTH).get("/account").text("main");
}

/// OT3: half way is nothing, and the secret is the server's to choose.
#[test]
fn what_was_not_confirmed_asks_for_nothing_and_belongs_to_its_session() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    carl.post("/account/two-factor", &[("act", "begin")]);
    let phone = Phone::scan(&carl.get("/account/two-factor"));
    let other = app.log_in(cast::CASHIER_NORTH);
    assert!(is_in(&other), "no code is asked for");
    let confirm = [("act", "confirm"), ("code", &*phone.code(&app))];
    let before = app.db.fingerprint(TRACES);
    assert_eq!(other.post("/account/two-factor", &confirm).status, 303);
    let forged = [confirm[0], confirm[1], ("secret", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")];
    assert_eq!(carl.post("/account/two-factor", &forged).status, 400);
    assert_eq!(carl.post("/account/two-factor", &[("act", "skip")]).status, 400);
    assert_eq!(
        carl.post("/account/two-factor", &[confirm[0], ("code", "000000")])
            .status,
        422
    );
    app.db.assert_same(&before);
    app.db
        .run("UPDATE two_factor_setups SET created_at = now() - interval '16 minutes'");
    carl.post("/account/two-factor", &confirm);
    assert_eq!(app.db.number("SELECT count(*) FROM two_factor"), 0);
    assert!(!carl.get("/account/two-factor").has(".qr"));
}

/// OT4, OT6, LG4: neither secret nor code can be read from a dump or a log.
#[test]
fn secret_and_recovery_codes_are_in_no_table_and_no_log() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    carl.post("/account/two-factor", &[("act", "begin")]);
    let page = carl.get("/account/two-factor");
    let spelled = page.text(".qr .code-line code").replace(' ', "");
    let secret = totp_rs::Secret::try_from_base32(&spelled).unwrap();
    let raw = hex::encode(secret.as_bytes());
    let codes = page
        .form("main form")
        .fill("code", Phone::scan(&page).code(&app))
        .submit()
        .texts("#codes code");
    let tables = [
        "two_factor",
        "two_factor_setups",
        "recovery_codes",
        "activity",
        "sessions",
    ];
    let dump: String = tables
        .iter()
        .map(|table| {
            app.db
                .text(&format!("SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t"))
        })
        .collect();
    let dump = dump + &crate::support::app::log();
    for marker in [&spelled, &raw, &codes[0], &codes[0].replace('-', "")] {
        assert!(!dump.contains(marker.as_str()), "{marker}");
    }
}
