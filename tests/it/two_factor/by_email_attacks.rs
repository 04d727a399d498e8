//! What does not get past codes by email (SPEC U-33, SECURITY OT1 to OT8).
use super::by_email::{CARL, codes, pass, set_up};
use super::{give, half_in, is_in};
use crate::mail::with_mail;
use crate::support::app;
use crate::support::cast::{self, PASSWORD};
use crate::support::client::Client;

/// The statuses of what each of these browsers gets for the same code at the same time.
fn at_once(jars: &[Client], code: &str) -> Vec<u16> {
    let post = |jar: &Client| {
        let (jar, code) = (jar.clone(), code.to_owned());
        std::thread::spawn(move || jar.post("/login/code?by=email", &[("code", &code)]).status)
    };
    let posts: Vec<_> = jars.iter().map(post).collect();
    posts.into_iter().map(|post| post.join().unwrap()).collect()
}

/// TK2: the same code twice, and at once.
#[test]
fn a_code_works_once_however_many_ask_at_the_same_time() {
    let (app, smtp) = with_mail();
    set_up(&app, &smtp);
    let jars: Vec<_> = (0..4).map(|_| half_in(&app)).collect();
    let code = codes(&smtp, CARL, 2)[1].clone();
    let mut statuses = vec![503];
    // A machine that is busy with other tests may turn all of them away, which changes nothing.
    while statuses.iter().all(|status| *status == 503) {
        app.db
            .run("DELETE FROM code_counters; UPDATE email_codes SET tries = 0");
        statuses = at_once(&jars, &code);
    }
    assert_eq!(
        statuses.iter().filter(|status| **status == 303).count(),
        1,
        "{statuses:?}"
    );
    assert_eq!(give(&half_in(&app), &code).status, 422);
    let full = "SELECT count(*) FROM sessions WHERE stage = 'full' AND login_option = 'password-email'";
    assert_eq!(app.db.number(full), 1);
}

#[test]
fn only_the_newest_code_works_and_for_ten_minutes() {
    let (app, smtp) = with_mail();
    set_up(&app, &smtp);
    let client = half_in(&app);
    let old = codes(&smtp, CARL, 2)[1].clone();
    pass(&app, 2);
    assert_eq!(client.get("/login/code").form("#send-code").submit().status, 303);
    let new = codes(&smtp, CARL, 3)[2].clone();
    assert_eq!((give(&client, &old).status, is_in(&client)), (422, false));
    pass(&app, 11);
    assert_eq!(
        client.post("/login/code?by=email", &[("code", &new)]).status,
        422,
        "too old"
    );
    assert!(
        !client.get("/login/code").has("[name=code]"),
        "there is nothing to type"
    );
    pass(&app, -2);
    assert_eq!(client.post("/login/code?by=email", &[("code", &new)]).status, 303);
}

/// LO5: a counter of its own; and the code that was guessed at is dead when the lock is over.
#[test]
fn five_tries_kill_a_code_and_lock() {
    let (app, smtp) = with_mail();
    set_up(&app, &smtp);
    let client = half_in(&app);
    let code = codes(&smtp, CARL, 2)[1].clone();
    for _ in 0..5 {
        assert_eq!(give(&client, "00000000").status, 422);
    }
    let locked = give(&client, &code);
    assert!(
        locked.status == 422 && locked.says("Too many wrong codes"),
        "{}",
        locked.text("main")
    );
    app.db
        .run("UPDATE code_counters SET locked_until = now() - interval '1 second' WHERE method = 'email'");
    assert_eq!(
        client.post("/login/code?by=email", &[("code", &code)]).status,
        422,
        "the sixth try"
    );
    assert!(!is_in(&client));
    assert_eq!(
        app.db.number("SELECT count(*) FROM login_counters WHERE user_id = 202"),
        0
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM code_counters WHERE method <> 'email'"),
        0
    );
}

#[test]
fn somebody_elses_code_is_a_wrong_one() {
    let (app, smtp) = with_mail();
    set_up(&app, &smtp);
    app.db
        .run("INSERT INTO two_factor (user_id, email) VALUES (201, 'mona@chain.example')");
    let (carl, mona) = (half_in(&app), app.log_in(cast::MANAGER_NORTH));
    let (own, others) = (
        codes(&smtp, CARL, 2)[1].clone(),
        codes(&smtp, "mona@chain.example", 1)[0].clone(),
    );
    assert_eq!((give(&carl, &others).status, give(&mona, &own).status), (422, 422));
    assert_eq!((give(&carl, &own).status, give(&mona, &others).status), (303, 303));
}

/// Lesson 9: what sends codes looks at no password, answers nobody without the first step, and sends nothing for them.
#[test]
fn sending_a_code_tells_nobody_whether_a_password_is_right() {
    let (app, smtp) = with_mail();
    let (carl, _) = set_up(&app, &smtp);
    let visitor = app.visitor();
    for fields in [
        &[("send", "1")][..],
        &[("send", "1"), ("name", "carl"), ("password", PASSWORD)],
        &[("send", "1"), ("code", "00000000")],
    ] {
        assert_eq!(visitor.post("/login/code", fields).status, 401);
    }
    let try_it = |password: &str| {
        app.visitor()
            .post("/login", &[("name", "carl"), ("password", password)])
            .status
    };
    assert_eq!(try_it("wrong"), 422);
    for _ in 0..4 {
        try_it("wrong");
    }
    assert_eq!(try_it(PASSWORD), 422, "locked");
    assert_eq!(
        carl.post("/login/code", &[("send", "1")]).status,
        303,
        "logged in: nothing to send"
    );
    assert_eq!(app.db.number("SELECT count(*) FROM mails WHERE kind = 'login-code'"), 1);
}

/// LO6: nothing is sent to who is locked between the steps.
#[test]
fn a_lock_between_the_steps_stops_the_mail_too() {
    let (app, smtp) = with_mail();
    set_up(&app, &smtp);
    let client = half_in(&app);
    codes(&smtp, CARL, 2);
    pass(&app, 2);
    for _ in 0..5 {
        app.visitor().post("/login", &[("name", "carl"), ("password", "wrong")]);
    }
    let page = client.post("/login/code?by=email", &[("send", "1")]);
    assert!(page.status == 422 && page.says("locked now"), "{}", page.text("main"));
    assert_eq!(app.db.number("SELECT count(*) FROM mails WHERE kind = 'login-code'"), 2);
}

#[test]
fn codes_are_sent_a_minute_apart_and_ten_an_hour() {
    let (app, smtp) = with_mail();
    set_up(&app, &smtp);
    pass(&app, 10);
    let client = half_in(&app);
    let again = client.get("/login/code").form("#send-code").submit();
    assert!(
        again.status == 422 && again.says("You can have another at"),
        "{}",
        again.text("main")
    );
    half_in(&app);
    assert_eq!(
        app.db.number("SELECT count(*) FROM mails WHERE kind = 'login-code'"),
        2,
        "one that is on its way is enough"
    );
    app.db.run("UPDATE email_codes SET in_hour = 9, hour_at = now() - interval '20 minutes', sent_at = now() - interval '2 minutes'");
    assert_eq!(client.post("/login/code?by=email", &[("send", "1")]).status, 303);
    app.db
        .run("UPDATE email_codes SET sent_at = now() - interval '2 minutes'");
    assert_eq!(client.post("/login/code?by=email", &[("send", "1")]).status, 422);
    app.db
        .run("UPDATE email_codes SET hour_at = now() - interval '61 minutes'");
    assert_eq!(client.post("/login/code?by=email", &[("send", "1")]).status, 303);
}

/// AU10: whoever may change addresses does not get past the second factor; a recovery code does.
#[test]
fn an_address_that_somebody_else_changed_gets_no_codes() {
    let (app, smtp) = with_mail();
    let (_, recovery) = set_up(&app, &smtp);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let form = mona
        .get("/users/202")
        .form("form.form-page")
        .fill("email", "mona.too@chain.example");
    assert_eq!(form.submit().status, 303);
    for confirmed in [false, true] {
        if confirmed {
            app.db
                .run("UPDATE users SET email_confirmed_at = now(), email_before = NULL WHERE id = 202");
        }
        let client = half_in(&app);
        let page = client.get("/login/code");
        assert!(
            page.says("Codes by email have stopped") && !page.has("#send-code"),
            "{}",
            page.text("main")
        );
        assert_eq!(client.post("/login/code?by=email", &[("send", "1")]).status, 422);
        let form = page.form("main form").fill("code", &recovery[usize::from(confirmed)]);
        assert_eq!((form.submit().status, is_in(&client)), (303, true));
    }
    assert_eq!(app.db.number("SELECT count(*) FROM mails WHERE kind = 'login-code'"), 1);
}

/// A code that went out before the address was changed is worth nothing after.
#[test]
fn a_code_on_its_way_dies_with_the_address() {
    let (app, smtp) = with_mail();
    set_up(&app, &smtp);
    let client = half_in(&app);
    let code = codes(&smtp, CARL, 2)[1].clone();
    app.db.run("UPDATE users SET email = 'x@chain.example', email_confirmed_at = NULL, email_before = 'carl@chain.example' WHERE id = 202");
    assert_eq!(client.post("/login/code?by=email", &[("code", &code)]).status, 422);
    app.db
        .run("UPDATE users SET email = 'carl@chain.example', email_before = NULL WHERE id = 202");
    assert_eq!(
        client.post("/login/code?by=email", &[("code", &code)]).status,
        422,
        "not confirmed"
    );
}

/// OT4, LG4.
#[test]
fn a_code_by_email_is_in_no_table_and_no_log() {
    let (app, smtp) = with_mail();
    set_up(&app, &smtp);
    half_in(&app);
    let code = codes(&smtp, CARL, 2)[1].clone();
    let dump: String = ["email_codes", "mails", "activity", "sessions", "two_factor"]
        .map(|table| {
            app.db
                .text(&format!("SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t"))
        })
        .concat();
    let dump = dump + &app::log();
    assert!(!dump.contains(&code) && !dump.contains(&hex::encode(&code)), "{code}");
}
