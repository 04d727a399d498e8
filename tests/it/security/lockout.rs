//! SECURITY 1.3: lockout without enumeration (SPEC C-6).
use crate::support::cast::{self, PASSWORD};
use crate::support::{TestApp, TestDb};

fn attempt(app: &TestApp, name: &str, password: &str) -> u16 {
    app.visitor()
        .post("/login", &[("name", name), ("password", password)])
        .status
}

fn failed(app: &TestApp, name: &str) -> i64 {
    app.db.number(&format!(
        "SELECT coalesce(sum(failed), 0) FROM login_counters WHERE key = sha256('{name}')"
    ))
}

/// As if so many minutes had passed.
fn pass(app: &TestApp, minutes: i32) {
    let back = format!("- interval '{minutes} minutes'");
    app.db.run(&format!("UPDATE login_counters SET locked_at = locked_at {back}, locked_until = locked_until {back}, touched_at = touched_at {back}"));
}

/// As many at once as there are passwords.
fn at_once(app: &TestApp, name: &'static str, passwords: &[&'static str]) -> Vec<u16> {
    let threads: Vec<_> = passwords
        .iter()
        .map(|&password| {
            let visitor = app.visitor();
            std::thread::spawn(move || visitor.post("/login", &[("name", name), ("password", password)]).status)
        })
        .collect();
    threads.into_iter().map(|thread| thread.join().unwrap()).collect()
}

#[test]
fn lo1_after_a_hundred_failures_the_right_password_is_refused() {
    let app = TestApp::start();
    for _ in 0..100 {
        assert_eq!(attempt(&app, "mona", "wrong"), 422);
    }
    assert_eq!(attempt(&app, "mona", PASSWORD), 422);
}

#[test]
fn lo1_the_fifth_failure_locks_for_five_minutes() {
    let app = TestApp::start();
    for _ in 0..5 {
        attempt(&app, "mona", "wrong");
    }
    pass(&app, 4);
    assert_eq!(attempt(&app, "mona", PASSWORD), 422);
    pass(&app, 1);
    assert_eq!(attempt(&app, "mona", PASSWORD), 303);
}

#[test]
fn lo2_a_failure_counts_even_when_the_rest_of_the_login_fails() {
    let app = TestApp::start();
    app.db.run("REVOKE INSERT ON activity FROM keyholder_app");
    assert_eq!(attempt(&app, "mona", "wrong"), 500);
    assert_eq!(failed(&app, "mona"), 1);
}

#[test]
fn lo3_parallel_failures_are_all_counted_up_to_the_lock() {
    let app = TestApp::start();
    let answers = at_once(&app, "mona", &["wrong"; 20]);
    assert!(answers.iter().all(|status| *status == 422), "{answers:?}");
    assert_eq!(failed(&app, "mona"), 5);
    assert_eq!(
        app.db.number("SELECT failed_shown FROM user_clock WHERE user_id = 201"),
        5
    );
}

#[test]
fn lo3_a_right_password_behind_the_border_never_gets_in() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO login_counters (key, user_id, failed, touched_at) VALUES (sha256('mona'), 201, 4, now())");
    assert_eq!(attempt(&app, "mona", "wrong"), 422);
    let answers = at_once(&app, "mona", &[PASSWORD; 10]);
    assert!(answers.iter().all(|status| *status == 422), "{answers:?}");
    assert_eq!(app.db.number("SELECT count(*) FROM sessions"), 0);
}

/// Ten at the border: the one that takes the last free attempt decides, nobody gets in beside it.
#[test]
fn lo3_of_ten_parallel_logins_at_the_border_no_more_passwords_are_tried_than_allowed() {
    for _ in 0..3 {
        let app = TestApp::start();
        app.db.run(
            "INSERT INTO login_counters (key, user_id, failed, touched_at) VALUES (sha256('mona'), 201, 4, now())",
        );
        let passwords = [
            "wrong", PASSWORD, "wrong", "wrong", "wrong", "wrong", "wrong", "wrong", "wrong", "wrong",
        ];
        let answers = at_once(&app, "mona", &passwords);
        let in_now = answers.iter().filter(|status| **status == 303).count() as i64;
        assert_eq!(app.db.number("SELECT count(*) FROM sessions"), in_now);
        if in_now == 0 {
            assert_eq!(failed(&app, "mona"), 5, "{answers:?}");
            assert_eq!(attempt(&app, "mona", PASSWORD), 422);
        }
    }
}

/// A storm in which passwords find no place must lock nobody: what was not looked at does not count (SPEC N-3).
#[test]
fn lo3_whoever_finds_the_queue_full_is_told_to_come_again_and_has_lost_no_attempt() {
    let one = [("KEYHOLDER_HASHING_THREADS", "1"), ("KEYHOLDER_HASHING_QUEUE", "1")];
    let app = TestApp::with(TestDb::new(), &one);
    app.db.run(&format!(
        "UPDATE users SET password_hash = '{}' WHERE id = 201",
        slow_hash()
    ));
    let answers = at_once(&app, "mona", &["wrong"; 4]);
    let looked_at = answers.iter().filter(|status| **status == 422).count() as i64;
    assert!(
        answers.contains(&503) && answers.iter().all(|status| [422, 503].contains(status)),
        "{answers:?}"
    );
    assert_eq!(failed(&app, "mona"), looked_at);
}

#[test]
fn lo4_an_unknown_name_locks_like_a_known_one_and_each_try_looks_alike() {
    let app = TestApp::start();
    for number in 1..=7 {
        let [known, unknown] = ["mona", "nobo"].map(|name| {
            let page = app.visitor().post("/login", &[("name", name), ("password", "wrong")]);
            (page.status, page.body.replace(name, "NAME"))
        });
        assert_eq!(known, unknown, "try {number}");
    }
    assert_eq!((failed(&app, "mona"), failed(&app, "nobo")), (5, 5));
}

#[test]
fn lo4_a_lock_looks_like_a_wrong_password_also_to_the_right_one() {
    let app = TestApp::start();
    let [wrong, locked] = [("mona", "wrong"), (cast::LOCKED.login, PASSWORD)].map(|(name, password)| {
        let page = app.visitor().post("/login", &[("name", name), ("password", password)]);
        (page.status, page.body.replace(name, "NAME"))
    });
    assert_eq!(wrong, locked);
}

/// The stored hash is made slow, so that the lock comes while the right password is being checked.
#[test]
fn lo6_a_login_begun_before_the_lock_is_refused_after_it() {
    let app = TestApp::start();
    app.db.run(&format!(
        "UPDATE users SET password_hash = '{}' WHERE id = 201",
        slow_hash()
    ));
    let visitor = app.visitor();
    let login = std::thread::spawn(move || {
        visitor
            .post("/login", &[("name", "mona"), ("password", PASSWORD)])
            .status
    });
    while failed(&app, "mona") == 0 {
        std::thread::yield_now();
    }
    app.db
        .run("UPDATE login_counters SET failed = 5, locked_at = now(), locked_until = now() + interval '5 minutes'");
    assert_eq!(login.join().unwrap(), 422);
    assert_eq!(app.db.number("SELECT count(*) FROM sessions"), 0);
}

fn slow_hash() -> String {
    cast::hash(PASSWORD, 65_536, 5)
}

#[test]
fn lo9_lo10_no_number_of_strangers_keeps_the_administrator_out_for_longer_than_the_lock() {
    let app = TestApp::start();
    for _ in 0..4 {
        for _ in 0..8 {
            attempt(&app, "administrator", "wrong");
        }
        let left = "SELECT coalesce(max(extract(epoch FROM locked_until - now())), 0)::int FROM login_counters WHERE user_id = 2";
        assert!(app.db.number(left) <= 300);
        pass(&app, 6);
    }
    app.log_in(cast::ADMINISTRATOR);
}

/// LO9: by the right in the unit of whoever was locked, each with its entry.
#[test]
fn lo9_resetting_takes_the_right_in_the_users_unit_and_is_an_entry_of_the_log() {
    const ENTRY: &str = "SELECT coalesce(string_agg(user_id || ' at ' || unit_id, ',' ORDER BY id), '') FROM activity WHERE type = 'user.failed_logins_reset'";
    for (who, may) in [
        (cast::ADMINISTRATOR, true),
        (cast::MANAGER_NORTH, true),
        (cast::DENIED, true),
        (cast::MANAGER_SOUTH, false),
        (cast::CASHIER_NORTH, false),
    ] {
        let app = TestApp::start();
        app.log_in(who).post("/users/reset-failed-logins?id=205", &[]);
        let shown = app.db.number("SELECT failed_shown FROM user_clock WHERE user_id = 205");
        assert_eq!(shown, if may { 0 } else { 5 }, "{}", who.login);
        assert_eq!(
            attempt(&app, "lone", PASSWORD),
            if may { 303 } else { 422 },
            "{}",
            who.login
        );
        let expected = if may { format!("{} at 5", who.id) } else { String::new() };
        assert_eq!(app.db.text(ENTRY), expected, "{}", who.login);
    }
}
