//! The second step of a login (SPEC U-35, SECURITY OT1 to OT8).
use super::{give, half_in, is_in};
use crate::links;
use crate::security::{TRACES, places};
use crate::support::TestApp;
use crate::support::cast::{self, PASSWORD};
use crate::support::phone::{Phone, later};
use keyholder::web::visit::Guard;

/// AU3: between the steps nothing answers but the second.
#[test]
fn nothing_but_the_second_step_answers_after_the_password() {
    let app = TestApp::start();
    Phone::set_up(&app, &app.log_in(cast::ADMINISTRATOR));
    let client = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    let mut asked = 0;
    for place in places(cast::CASHIER_NORTH.id) {
        if !matches!(place.guard, Guard::Public | Guard::Started) && place.pattern != "/login/code" {
            let page = place.ask(&client);
            let expected = if place.method == "GET" {
                (303, "/login/code")
            } else {
                (401, "")
            };
            assert_eq!((page.status, page.location()), expected, "{place}");
            asked += 1;
        }
    }
    let nowhere = client.get("/nowhere");
    assert!(asked > 60 && nowhere.status == 404 && !nowhere.has("#menu") && !nowhere.says("Administrator"));
    app.db.assert_same(&before);
}

/// SE2: the id of the first step is dead after the second, and it lives five minutes.
#[test]
fn the_second_step_brings_a_new_id_and_has_five_minutes() {
    let app = TestApp::start();
    let (phone, _) = Phone::set_up(&app, &app.log_in(cast::CASHIER_NORTH));
    let client = half_in(&app);
    let old = client.copy_at(app.address);
    give(&client, &phone.code(&app));
    assert!(is_in(&client) && !is_in(&old));
    let minutes =
        "SELECT (extract(epoch FROM expires_at - created_at) / 60)::int FROM sessions ORDER BY id DESC LIMIT 1";
    assert_eq!(app.db.number(minutes), 24 * 60);
    later(&app);
    let late = half_in(&app);
    let form = late.get("/login/code").form("main form").fill("code", phone.code(&app));
    assert_eq!(app.db.number(minutes), 5);
    let back = "- interval '301 seconds'";
    app.db.run(&format!("UPDATE sessions SET created_at = created_at {back}, expires_at = expires_at {back}, access_expires_at = access_expires_at {back} WHERE stage = 'code'"));
    assert_eq!(form.submit().status, 401);
    assert!(!is_in(&late));
}

/// OT2: the same code does not work twice, nor an older one.
#[test]
fn a_code_is_accepted_once_and_none_before_it() {
    let app = TestApp::start();
    let (phone, _) = Phone::set_up(&app, &app.log_in(cast::CASHIER_NORTH));
    let (older, code) = (phone.code_of(&app, -1), phone.code(&app));
    assert_eq!(give(&half_in(&app), &code).status, 303);
    assert_eq!(give(&half_in(&app), &code).status, 422);
    assert_eq!(give(&half_in(&app), &older).status, 422);
    later(&app);
    for far in [-3, 3] {
        assert_eq!(give(&half_in(&app), &phone.code_of(&app, far)).status, 422, "{far}");
    }
}

/// OT2.
#[test]
fn of_ten_posts_of_one_code_at_once_one_gets_in() {
    let app = TestApp::start();
    let (phone, codes) = Phone::set_up(&app, &app.log_in(cast::CASHIER_NORTH));
    for (path, code) in [
        ("/login/code", phone.code_of(&app, 1)),
        ("/login/code?by=recovery", codes[0].clone()),
    ] {
        let jars: Vec<_> = (0..10).map(|_| half_in(&app)).collect();
        let posts: Vec<_> = jars
            .into_iter()
            .map(|jar| {
                let code = code.clone();
                std::thread::spawn(move || jar.post(path, &[("code", &code)]).status)
            })
            .collect();
        let statuses: Vec<_> = posts.into_iter().map(|post| post.join().unwrap()).collect();
        let (inside, refused) = (statuses.iter().filter(|s| **s == 303).count(), |s: &u16| {
            *s == 422 || *s == 503
        });
        assert_eq!(inside, 1, "{path}: {statuses:?}");
        assert!(
            statuses.iter().filter(|s| **s != 303).all(refused),
            "{path}: {statuses:?}"
        );
        let full = "SELECT count(*) FROM sessions WHERE stage = 'full' AND login_option <> 'password'";
        assert_eq!(app.db.number(full), 1);
        app.db
            .run("DELETE FROM sessions WHERE login_option <> 'password'; DELETE FROM code_counters");
    }
}

/// OT5: nothing that a client sends moves the clock.
#[test]
fn the_clock_is_the_databases() {
    let app = TestApp::start();
    let (phone, _) = Phone::set_up(&app, &app.log_in(cast::CASHIER_NORTH));
    let client = half_in(&app);
    let request = client
        .request("POST", "/login/code")
        .header("date", "Thu, 01 Jan 2026 00:00:00 GMT");
    assert_eq!(request.form(&[("code", &phone.code_of(&app, -20))]).send().status, 422);
    let forged = [("code", &*phone.code(&app)), ("time", "0")];
    assert_eq!(client.post("/login/code", &forged).status, 400);
}

/// LO1, LO5: five wrong codes lock the codes and not the password; the second lock is an hour.
#[test]
fn wrong_codes_lock_on_a_counter_of_their_own() {
    let app = TestApp::start();
    let (phone, codes) = Phone::set_up(&app, &app.log_in(cast::CASHIER_NORTH));
    let left =
        "SELECT ceil(extract(epoch FROM locked_until - now()) / 60)::int FROM code_counters WHERE method = 'app'";
    for minutes in [5, 60] {
        let client = half_in(&app);
        for _ in 0..5 {
            assert_eq!(give(&client, "000000").status, 422);
        }
        let locked = give(&client, &phone.code(&app));
        assert!(
            locked.status == 422 && locked.says("Too many wrong codes"),
            "{}",
            locked.text("main")
        );
        assert_eq!(app.db.number(left), minutes);
        app.db
            .run("UPDATE code_counters SET locked_until = now() - interval '1 second'");
    }
    assert_eq!(
        app.db.number("SELECT count(*) FROM login_counters WHERE user_id = 202"),
        0
    );
    app.db
        .run("UPDATE code_counters SET locked_until = now() + interval '1 hour'");
    let client = half_in(&app);
    let form = client.get("/login/code?by=recovery").form("main form");
    assert_eq!(
        form.fill("code", &codes[0]).submit().status,
        303,
        "recovery codes have their own"
    );
}

/// LO5, U-35: neither who reads the mailbox nor who may reset failed logins gets new guesses at the code.
#[test]
fn neither_a_reset_link_nor_resetting_failed_logins_lifts_the_lock_of_codes() {
    let app = TestApp::start();
    let (phone, _) = Phone::set_up(&app, &app.log_in(cast::CASHIER_NORTH));
    let client = half_in(&app);
    for _ in 0..5 {
        give(&client, "000000");
    }
    let counters = || app.db.text("SELECT string_agg(c::text, ' ') FROM code_counters c");
    let before = counters();
    app.visitor().post("/login", &[("name", "carl"), ("password", "wrong")]);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let form = mona.get("/users/reset-failed-logins?id=202").form("main form");
    assert_eq!((form.submit().status, counters()), (303, before.clone()));
    assert!(give(&half_in(&app), &phone.code(&app)).says("Too many wrong codes"));
    assert_eq!(
        links::use_link(&app.visitor(), &links::fresh(&app)).location(),
        "/login"
    );
    let client = app.log_in_as("carl", links::NEW);
    let locked = give(&client, &phone.code(&app));
    assert!(locked.status == 422 && locked.says("Too many wrong codes") && !is_in(&client));
    assert_eq!(counters(), before);
}

/// LO2: counted even when the rest fails.
#[test]
fn a_wrong_code_counts_even_when_the_rest_of_the_request_fails() {
    let app = TestApp::start();
    Phone::set_up(&app, &app.log_in(cast::CASHIER_NORTH));
    let client = half_in(&app);
    app.db.run("REVOKE INSERT ON activity FROM keyholder_app");
    assert_eq!(client.post("/login/code", &[("code", "000000")]).status, 500);
    assert_eq!(app.db.number("SELECT failed FROM code_counters WHERE user_id = 202"), 1);
}

/// LO6: a lock, a new password or a deactivation that comes between the steps.
#[test]
fn what_happens_between_the_steps_refuses_the_second() {
    let app = TestApp::start();
    let (phone, _) = Phone::set_up(&app, &app.log_in(cast::CASHIER_NORTH));
    let client = half_in(&app);
    for _ in 0..5 {
        app.visitor().post("/login", &[("name", "carl"), ("password", "wrong")]);
    }
    let locked = give(&client, &phone.code(&app));
    assert!(
        locked.status == 422 && locked.says("locked now"),
        "{}",
        locked.text("main")
    );
    app.db.run("DELETE FROM login_counters WHERE user_id = 202");
    app.log_in(cast::ADMINISTRATOR)
        .get("/users/deactivate?id=202")
        .form("main form")
        .submit();
    let page = client.post("/login/code", &[("code", &phone.code(&app))]);
    assert_eq!((page.status, is_in(&client)), (401, false));
}

/// OT8: whoever has the mailbox has not got the phone.
#[test]
fn a_reset_link_does_not_skip_the_code() {
    let app = TestApp::start();
    let (phone, _) = Phone::set_up(&app, &app.log_in(cast::CASHIER_NORTH));
    let visitor = app.visitor();
    assert_eq!(links::use_link(&visitor, &links::fresh(&app)).location(), "/login");
    let page = visitor.post("/login", &[("name", "carl"), ("password", links::NEW)]);
    assert_eq!((page.location(), is_in(&visitor)), ("/login/code", false));
    assert_eq!((give(&visitor, &phone.code(&app)).status, is_in(&visitor)), (303, true));
}

/// OT8: a password set by somebody else does not open what the code guards.
#[test]
fn a_new_password_does_not_skip_the_code() {
    let app = TestApp::start();
    let (phone, _) = Phone::set_up(&app, &app.log_in(cast::CASHIER_NORTH));
    app.db
        .run("UPDATE users SET must_change_password = true WHERE id = 202");
    let client = half_in(&app);
    assert_eq!(client.get("/new-password").location(), "/login/code");
    let page = give(&client, &phone.code(&app));
    assert_eq!(page.location(), "/new-password");
    let form = page.follow().form("main form");
    let new = "grøn regnjakke på cykel";
    assert_eq!(form.fill("password", new).fill("again", new).submit().location(), "/");
    assert!(is_in(&client));
}

#[test]
fn right_passwords_without_their_codes_lock_nobody_out_and_show_as_no_session() {
    let app = TestApp::start();
    let (phone, _) = Phone::set_up(&app, &app.log_in(cast::CASHIER_NORTH));
    for _ in 0..6 {
        half_in(&app);
    }
    assert_eq!(
        app.db.number("SELECT failed_shown FROM user_clock WHERE user_id = 202"),
        0
    );
    let client = half_in(&app);
    give(&client, &phone.code(&app));
    assert_eq!(client.get("/account/sessions").count(".session"), 2);
}

#[test]
fn somebody_may_start_over_with_another_name() {
    let app = TestApp::start();
    Phone::set_up(&app, &app.log_in(cast::CASHIER_NORTH));
    let client = half_in(&app);
    let page = client.get("/login/code").click("main > p a");
    let form = page.form("main form").fill("name", "mona").fill("password", PASSWORD);
    assert_eq!(form.submit().location(), "/");
    assert!(is_in(&client));
}
