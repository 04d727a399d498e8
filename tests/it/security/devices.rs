//! SPEC C-6 and C-3: known devices and the number of sessions (SECURITY LO10, SE8).
use crate::links;
use crate::support::TestApp;
use crate::support::cast::{self, PASSWORD};
use crate::support::client::Client;
use crate::support::console::Terminal;

const DEVICE: &str = "__Host-keyholder-device";

fn attempt(client: &Client, password: &str) -> String {
    let page = client.post("/login", &[("name", "mona"), ("password", password)]);
    if page.status == 303 {
        page.location().to_owned()
    } else {
        page.status.to_string()
    }
}

fn is_in(client: &Client) -> bool {
    client.get("/account").status == 200
}

/// Logged out again, with its device cookie.
fn known(app: &TestApp) -> Client {
    let client = app.log_in(cast::MANAGER_NORTH);
    client.post("/logout", &[]);
    assert!(!client.cookie(DEVICE).is_empty());
    client
}

#[test]
fn strangers_who_lock_a_name_do_not_lock_out_the_owners_browser() {
    let app = TestApp::start();
    let owner = known(&app);
    for _ in 0..6 {
        attempt(&app.visitor(), "wrong");
    }
    assert_eq!(
        (
            attempt(&app.visitor(), PASSWORD).as_str(),
            attempt(&owner, PASSWORD).as_str()
        ),
        ("422", "/")
    );
    assert_eq!(attempt(&app.visitor(), PASSWORD), "422", "the strangers' lock goes on");
}

/// A stolen device cookie is no way round the lock: it has a counter, too.
#[test]
fn a_known_browser_has_a_counter_of_its_own() {
    let app = TestApp::start();
    let owner = known(&app);
    for _ in 0..5 {
        assert_eq!(attempt(&owner, "wrong"), "422");
    }
    assert_eq!(
        (
            attempt(&owner, PASSWORD).as_str(),
            attempt(&app.visitor(), PASSWORD).as_str()
        ),
        ("422", "/")
    );
    assert_eq!(
        app.db.number("SELECT count(*) FROM login_counters WHERE user_id = 201"),
        0
    );
    let locked = "SELECT ceil(extract(epoch FROM max(locked_until) - now()) / 60)::int FROM login_counters WHERE user_id IS NULL";
    assert_eq!(app.db.number(locked), 5);
}

/// Out of a browser of one's own, by failures there; the counter that is shown says so.
fn locked_out(app: &TestApp) -> Client {
    let owner = known(app);
    for _ in 0..5 {
        assert_eq!(attempt(&owner, "wrong"), "422");
    }
    assert_eq!(attempt(&owner, PASSWORD), "422");
    assert_eq!(shown(app), 5);
    owner
}

fn shown(app: &TestApp) -> i64 {
    app.db.number("SELECT failed_shown FROM user_clock WHERE user_id = 201")
}

#[test]
fn c6_resetting_failed_attempts_lifts_the_lock_of_a_known_browser_too() {
    let app = TestApp::start();
    let (owner, admin) = (locked_out(&app), app.log_in(cast::ADMINISTRATOR));
    let offered = || admin.get("/support/users/201").has("a#reset-failed");
    assert!(offered());
    let form = admin.get("/users/reset-failed-logins?id=201").form("main form");
    assert_eq!(form.submit().status, 303);
    assert_eq!(
        (shown(&app), offered(), attempt(&owner, PASSWORD).as_str()),
        (0, false, "/")
    );
    let none = "SELECT count(*) FROM login_counters WHERE user_id IS NULL OR user_id = 201";
    assert_eq!(app.db.number(none), 0);
}

/// The account is not locked: it is for everybody else to log in. But its owner is out, and whoever helps sees why.
#[test]
fn c2_a_lock_of_a_known_browser_or_of_codes_is_shown_beside_that_of_the_account() {
    let app = TestApp::start();
    let (owner, admin) = (locked_out(&app), app.log_in(cast::ADMINISTRATOR));
    let help = || admin.get("/support/users/201").text(".panel dl");
    let head = || admin.get("/users/201").text("main");
    assert!(help().contains("Locked in a known browser until"), "{}", help());
    assert!(!help().contains("Codes locked"), "{}", help());
    assert!(head().contains("Locked in a known browser until"), "{}", head());
    // In full elsewhere: the number is gone, the lock is not, and may still be lifted.
    assert_eq!(attempt(&app.visitor(), PASSWORD), "/");
    assert_eq!((shown(&app), attempt(&owner, PASSWORD).as_str()), (0, "422"));
    app.db.run("UPDATE user_clock SET failed_shown = 0");
    assert!(admin.get("/support/users/201").has("a#reset-failed"));
    let form = admin.get("/users/reset-failed-logins?id=201").form("main form");
    assert_eq!(form.submit().status, 303);
    assert!(!help().contains("known browser"), "{}", help());
    assert_eq!(attempt(&owner, PASSWORD), "/");
    app.db.run(
        "INSERT INTO code_counters (user_id, method, failed, locks, locked_until, touched_at)
         VALUES (201, 'app', 5, 1, now() + interval '5 minutes', now())",
    );
    assert!(help().contains("Codes locked until"), "{}", help());
    assert!(head().contains("Codes locked until"), "{}", head());
}

#[test]
fn a_lock_that_ends_another_day_is_shown_with_its_date() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let until = app.db.text(
        "SELECT to_char(locked_until AT TIME ZONE 'Europe/Copenhagen', 'DD-MM-YYYY HH24:MI')
         FROM login_counters WHERE user_id = 205",
    );
    let head = admin.get("/users/205").text("main");
    assert!(head.contains(&format!("Locked until {until}")), "{head}");
}

#[test]
fn c6_a_reset_link_lifts_the_lock_of_a_known_browser_too() {
    let app = TestApp::start();
    let (owner, admin) = (locked_out(&app), app.log_in(cast::ADMINISTRATOR));
    let page = admin.post("/users/201/links", &[("purpose", "reset"), ("deed", "create")]);
    let done = links::use_link(&app.visitor(), &links::path(&page.follow()));
    assert_eq!(done.location(), "/login");
    assert_eq!((shown(&app), attempt(&owner, links::NEW).as_str()), (0, "/"));
}

#[test]
fn c6_recovering_an_administrator_lifts_the_lock_of_a_known_browser_too() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (1, 3, 201)");
    let owner = locked_out(&app);
    let said = Terminal::at(&app.db).run(&["admin", "recover", "mona"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!((shown(&app), attempt(&owner, PASSWORD).as_str()), (0, "/"));
}

/// Failures in a row end with a login, wherever they were; a lock has its time.
#[test]
fn c6_a_full_login_ends_the_failures_in_a_row_in_other_browsers() {
    let app = TestApp::start();
    let owner = known(&app);
    for _ in 0..4 {
        attempt(&owner, "wrong");
    }
    assert_eq!(attempt(&app.visitor(), PASSWORD), "/");
    assert_eq!((shown(&app), attempt(&owner, "wrong").as_str()), (0, "422"));
    assert_eq!(attempt(&owner, PASSWORD), "/");
}

#[test]
fn a_shared_browser_is_known_to_each_who_logs_in_there_and_to_nobody_else() {
    let app = TestApp::start();
    let till = known(&app);
    let cookie = till.cookie(DEVICE);
    till.post("/login", &[("name", "carl"), ("password", PASSWORD)]);
    assert_eq!(till.cookie(DEVICE), cookie, "one cookie for all");
    assert_eq!(app.db.number("SELECT count(*) FROM known_devices"), 2);
    for _ in 0..6 {
        app.visitor().post("/login", &[("name", "sune"), ("password", "wrong")]);
    }
    let sune = till.post("/login", &[("name", "sune"), ("password", PASSWORD)]);
    assert_eq!(sune.status, 422);
}

/// SE1, SE2: only its hash is kept, and a secret that was brought along is not taken over.
#[test]
fn a_device_cookie_of_ones_own_making_is_worth_nothing() {
    let app = TestApp::start();
    let client = app.visitor();
    client.set_cookie(DEVICE, "made-up");
    assert_eq!(attempt(&client, PASSWORD), "/");
    let given = client.cookie(DEVICE);
    let stored = app.db.text("SELECT string_agg(d::text, ' ') FROM known_devices d");
    assert!(given != "made-up" && given.len() == 64 && !stored.contains(&given));
}

#[test]
fn a_login_in_another_browser_is_noted_as_new_and_told_once() {
    let app = TestApp::start();
    app.db.run("UPDATE mail_server SET host = 'mail.example'");
    let first = known(&app);
    attempt(&first, PASSWORD);
    attempt(&app.visitor(), PASSWORD);
    let new = "SELECT count(*) FROM activity WHERE type = 'login.succeeded' AND details ? 'new_device'";
    assert_eq!(app.db.number(new), 1);
    let mails = "SELECT count(*) FROM mails WHERE kind = 'new-device' AND recipient = 'mona@chain.example'";
    assert_eq!(app.db.number(mails), 1, "AU9");
}

#[test]
fn one_session_too_many_offers_to_end_the_oldest_and_goes_on() {
    let app = TestApp::start();
    app.db.run("UPDATE users SET max_sessions = 2 WHERE id = 201");
    let [first, second] = [(); 2].map(|()| app.log_in(cast::MANAGER_NORTH));
    let third = app.visitor();
    let login = [("name", "mona"), ("password", PASSWORD), ("from", "/account/rights")];
    let page = third.post("/login", &login).follow();
    assert!(page.path.starts_with("/login/sessions?") && page.count("main li") == 1);
    assert!(!is_in(&third) && is_in(&first));
    let done = page.form("main form").submit();
    assert_eq!((done.location(), is_in(&third)), ("/account/rights", true));
    assert_eq!((is_in(&first), is_in(&second)), (false, true));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM sessions WHERE ended_how = 'too-many'"),
        1
    );
}

#[test]
fn a_lower_number_ends_nothing_until_the_next_login() {
    let app = TestApp::start();
    let all = [(); 4].map(|()| app.log_in(cast::MANAGER_NORTH));
    app.db.run("UPDATE installation SET max_sessions = 2");
    assert!(all.iter().all(is_in));
    let next = app.log_in(cast::MANAGER_NORTH);
    let page = next.get("/").follow();
    assert_eq!((page.path.as_str(), page.count("main li")), ("/login/sessions", 3));
    page.form("main form").submit();
    assert_eq!(all.map(|one| is_in(&one)), [false, false, false, true]);
}

/// C-3: set for everybody in Setup, for one on the form and in a file, from 1 to 100.
#[test]
fn the_number_is_set_by_who_may_assign_licences() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let setup = |number: &str| {
        let form = admin.get("/setup/installation").form("form[data-guard]");
        form.fill("max_sessions", number).submit().status
    };
    assert_eq!(
        (setup("0"), setup("101"), setup("many"), setup("7")),
        (422, 422, 422, 303)
    );
    let user = |who: &Client, number: &str| {
        who.post("/users/202/cloud/sessions", &[("max_sessions", number)])
            .status
    };
    assert!(admin.get("/users/202/cloud").says("Empty: 7"));
    assert_eq!((user(&admin, "0"), user(&admin, "3")), (422, 303));
    let stored = || app.db.text("SELECT max_sessions::text FROM users WHERE id = 202");
    assert_eq!(stored(), "3");
    let mona = app.log_in(cast::MANAGER_NORTH);
    assert_eq!(mona.get("/users/202/cloud").status, 403);
    assert_eq!((user(&mona, "9"), stored().as_str()), (403, "3"));
    let terminal = Terminal::at(&app.db);
    let file = "login,display_name,unit_code,max_sessions\ncarl,Carl Aagaard,N1,4\n";
    assert_eq!(
        terminal.imported("users", file),
        "0 added, 1 changed, 0 removed, 0 unchanged"
    );
    assert_eq!(stored(), "4");
    let again = terminal.exported("users");
    assert_eq!(
        terminal.imported("users", again),
        "0 added, 0 changed, 0 removed, 5 unchanged"
    );
}

/// SE8: of logins at once no more get in than are allowed.
#[test]
fn parallel_logins_do_not_slip_past_the_number() {
    let app = TestApp::start();
    app.db.run("UPDATE installation SET max_sessions = 2");
    // Fewer than lock, so that each password counts.
    let jars = [(); 4].map(|()| app.visitor());
    let logins = jars.map(|jar| {
        std::thread::spawn(move || {
            let _ = attempt(&jar, PASSWORD);
            jar
        })
    });
    let jars = logins.map(|login| login.join().unwrap());
    let live = "SELECT count(*) FROM sessions WHERE stage = 'full' AND ended_at IS NULL";
    assert!(app.db.number(live) <= 2);
    let ends = jars.map(|jar| std::thread::spawn(move || jar.post("/login/sessions", &[]).status));
    for end in ends {
        end.join().unwrap();
    }
    assert_eq!(app.db.number(live), 2);
}

/// SE8: who sits there is asked after the number, and a session that waits for the answer is one.
#[test]
fn c3_sessions_that_wait_for_their_clerk_are_counted() {
    let app = TestApp::start();
    shared_by_two(&app);
    let [first, second, third] = [(); 3].map(|()| app.visitor());
    let ways = [&first, &second, &third].map(|one| attempt(one, PASSWORD));
    assert_eq!(ways, ["/login/clerk", "/login/clerk", "/login/sessions"]);
    let page = third.get("/login/sessions");
    assert_eq!(page.count("main li"), 1, "the one that asks is not in its own way");
    assert_eq!(page.form("main form").submit().location(), "/login/clerk");
    for one in [&first, &second, &third] {
        one.post("/login/clerk", &[("clerk", "204")]);
    }
    assert_eq!([&first, &second, &third].map(is_in), [false, true, true]);
}

#[test]
fn c3_parallel_logins_of_a_shared_till_do_not_slip_past_the_number() {
    let app = TestApp::start();
    shared_by_two(&app);
    let logins = [(); 4].map(|()| {
        let jar = app.visitor();
        std::thread::spawn(move || {
            let _ = attempt(&jar, PASSWORD);
            let _ = jar.post("/login/clerk", &[("clerk", "204")]);
            jar
        })
    });
    let jars = logins.map(|login| login.join().unwrap());
    let full = "SELECT count(*) FROM sessions WHERE stage = 'full' AND ended_at IS NULL";
    assert!(app.db.number(full) <= 2, "{}", app.db.number(full));
    assert!(jars.iter().filter(|jar| is_in(jar)).count() <= 2);
}

/// Mona is a till of two clerks, and has two sessions.
fn shared_by_two(app: &TestApp) {
    app.db.run(
        "UPDATE installation SET max_sessions = 2;
         INSERT INTO on_behalf (main_id, clerk_id) VALUES (201, 204), (201, 205)",
    );
}
