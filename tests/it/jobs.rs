//! Housekeeping: each due job runs once on however many nodes, and neither an error nor an outage stops it (DESIGN 7).
use crate::support::postgres::Postgres;
use crate::support::{TestApp, TestDb, cast};
use keyholder::db::{Read, Tx};
use keyholder::error::{Error, Result};
use keyholder::jobs::{self, Done, Job, Lane, Runner};
use keyholder::web::visit::AppState;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Looks until it is so; fails after ten seconds.
#[track_caller]
pub fn soon(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(10), "not so: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Makes a job due, and waits for its run.
#[track_caller]
pub fn run_now(db: &TestDb, name: &str) {
    let last = |column: &str| db.text(&format!("SELECT {column} FROM jobs WHERE name = '{name}'"));
    soon("enlisted", || {
        db.number(&format!(
            "SELECT count(*) FROM jobs WHERE name = '{name}' AND finished_at IS NOT NULL"
        )) == 1
    });
    let before = last("finished_at");
    db.run(&format!("UPDATE jobs SET due_at = now() WHERE name = '{name}'"));
    soon(name, || {
        last("finished_at") != before && last("due_at > now()") == "true"
    });
}

/// Of two that share a name only the first would ever run.
#[test]
fn every_job_has_a_name_of_its_own() {
    let mut names: Vec<_> = jobs::table().iter().map(|job| job.name).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "{names:?}");
}

#[test]
fn what_has_had_its_time_is_removed_and_the_rest_stays() {
    let app = TestApp::start();
    app.log_in(cast::MANAGER_NORTH);
    app.log_in(cast::MANAGER_NORTH);
    app.db.run(
        "UPDATE sessions SET expires_at = now() - interval '91 days', access_expires_at = now() - interval '91 days' WHERE id = 1;
         INSERT INTO links (user_id, purpose, secret_hash, expires_at) VALUES (201, 'setup', 'a', now() - interval '31 days'), (202, 'setup', 'b', now() - interval '29 days');
         INSERT INTO login_counters (key, failed, touched_at) VALUES ('old', 1, now() - interval '8 days'), ('new', 1, now());
         INSERT INTO uploads (user_id, session_id, kind, file, sha256, state, created_at) VALUES (2, 1, 'users', '', '', 'failed', now() - interval '8 days'), (2, 1, 'users', '', '', 'checked', now());
         INSERT INTO access_changes (version, kind, key, at) VALUES (-2, 'none', 0, now() - interval '25 hours'), (-1, 'none', 0, now());",
    );
    for name in ["sessions", "links", "login_counters", "uploads", "access_changes"] {
        run_now(&app.db, name);
    }
    let left = |table: &str| app.db.number(&format!("SELECT count(*) FROM {table}"));
    assert_eq!((left("sessions"), left("links"), left("uploads")), (1, 1, 1));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM login_counters WHERE user_id IS NULL"),
        1
    );
    assert_eq!(app.db.number("SELECT min(version) FROM access_changes"), -1);
    assert_eq!(
        app.db.text("SELECT result FROM jobs WHERE name = 'links'"),
        "removed 1 links"
    );
}

/// SPEC C-6: as long as browsers keep a cookie.
#[test]
fn a_browser_in_which_nobody_has_logged_in_for_400_days_is_forgotten() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO known_devices (browser_hash, user_id, last_login)
         VALUES ('a', 201, now() - interval '401 days'), ('b', 201, now() - interval '399 days'), ('a', 202, now())",
    );
    run_now(&app.db, "known_devices");
    let left =
        "SELECT string_agg(convert_from(browser_hash, 'UTF8') || user_id, ',' ORDER BY user_id) FROM known_devices";
    assert_eq!(app.db.text(left), "b201,a202");
}

/// SECURITY AU6: what a name without a password costs follows what the others do.
#[test]
fn kinds_of_passwords_are_counted_without_their_salts() {
    let app = TestApp::start();
    let counted = || {
        app.db
            .text("SELECT string_agg(kind || ' ' || users, ', ' ORDER BY kind COLLATE \"C\") FROM password_kinds")
    };
    run_now(&app.db, "password_kinds");
    assert_eq!(counted(), "$argon2id$v=19$m=8,t=1,p=1 6");
    app.db.run(
        "UPDATE users SET password_hash = '$2y$10$L6Bc/AlTQHyd9liGgGEZyOFLPHNgyxeEPfgYfBCVxJ7JIlwxyVU3u' WHERE id = 202;
         UPDATE users SET password_hash = '$argon2i$m=4096,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$v5z8pJpH2ZrGbEtsKnT0VJXGPyYoV7JqQ8r2c0yhuvY' WHERE id = 203;
         UPDATE users SET password_hash = NULL WHERE id = 204",
    );
    run_now(&app.db, "password_kinds");
    assert_eq!(
        counted(),
        "$2y$10$ 1, $argon2i$m=4096,t=3,p=1 1, $argon2id$v=19$m=8,t=1,p=1 3"
    );
    let login = |name: &str| {
        app.visitor()
            .post("/login", &[("name", name), ("password", "wrong")])
            .status
    };
    assert_eq!(["nobody", "carl", "sune", "dora"].map(login), [422; 4]);
}

/// The audit stays as long as the log, tokens ninety days after their end.
#[test]
fn dp3_the_audit_of_logins_and_tokens_that_ended_go_in_time() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO login_audit (user_id, unit_id, address, last_success, successes) VALUES
            (201, 3, '10.0.0.1', now() - interval '41 days', 1), (201, 3, '10.0.0.2', now() - interval '39 days', 1);
         INSERT INTO api_tokens (user_id, name, public_id, secret_hash, scope, expires_at) VALUES
            (201, 'old', 'a', 'a', 'read', now() - interval '91 days'), (201, 'new', 'b', 'b', 'read', now() - interval '89 days'),
            (201, 'ever', 'c', 'c', 'read', NULL)",
    );
    let left = |table: &str| app.db.number(&format!("SELECT count(*) FROM {table}"));
    run_now(&app.db, "login_audit");
    run_now(&app.db, "api_tokens");
    assert_eq!(
        (left("login_audit"), left("api_tokens")),
        (2, 2),
        "the log is kept for ever"
    );
    app.db.run("UPDATE installation SET activity_days = 40");
    run_now(&app.db, "login_audit");
    assert_eq!(app.db.text("SELECT host(address) FROM login_audit"), "10.0.0.2");
}

#[test]
fn counts_of_refusals_go_a_month_after_the_last() {
    let app = TestApp::start();
    app.log_in(cast::CASHIER_NORTH).get("/users/new");
    run_now(&app.db, "refusals");
    assert_eq!(app.db.number("SELECT count(*) FROM refusals_repeated"), 1);
    app.db
        .run("UPDATE refusals_repeated SET last_at = now() - interval '31 days'");
    run_now(&app.db, "refusals");
    assert_eq!(app.db.number("SELECT count(*) FROM refusals_repeated"), 0);
}

#[test]
fn the_indexes_of_housekeeping_are_used() {
    let db = TestDb::new();
    db.run("SET enable_seqscan = off");
    for (sql, index) in [
        (
            "SELECT id FROM sessions WHERE expires_at < now() - interval '90 days' ORDER BY expires_at LIMIT 5000",
            "sessions_expiry",
        ),
        (
            "SELECT id FROM links WHERE expires_at < now() - interval '90 days' ORDER BY expires_at LIMIT 5000",
            "links_expiry",
        ),
        (
            "SELECT ctid FROM access_changes WHERE at < now() ORDER BY at LIMIT 5000",
            "access_changes_at",
        ),
        (
            "SELECT id FROM uploads WHERE created_at < now() ORDER BY created_at LIMIT 5000",
            "uploads_created",
        ),
    ] {
        let plan = db.plan(sql);
        assert!(plan.contains(index), "{plan}");
    }
}

/// A job of a test's own, and a table of its runs.
fn counting(work: fn(&mut Tx<'_>, &AppState) -> Result<Done>) -> [Job; 1] {
    let lane = Lane::Housekeeping;
    let period = Duration::from_millis(300);
    [Job {
        name: "counting",
        period,
        lane,
        work,
    }]
}

fn note_run(tx: &mut Tx<'_>) -> Result<Done> {
    use diesel::RunQueryDsl;
    diesel::sql_query("INSERT INTO runs DEFAULT VALUES").execute(tx.conn())?;
    let said = "counted".to_owned();
    Ok(Done { said, more: false })
}

fn with_runs(db: TestDb) -> TestApp {
    db.run("CREATE TABLE runs (at timestamptz DEFAULT clock_timestamp()); GRANT ALL ON runs TO keyholder_app");
    TestApp::on(db)
}

#[test]
fn several_nodes_run_each_due_job_once() {
    let app = with_runs(TestDb::new());
    let jobs = counting(|tx, _| {
        std::thread::sleep(Duration::from_millis(50));
        note_run(tx)
    });
    let states: Vec<_> = (0..3).map(|_| app.state_of_another_node()).collect();
    let nodes: Vec<_> = states.iter().map(|state| Runner::with(state, &jobs).unwrap()).collect();
    soon("five runs", || app.db.number("SELECT count(*) FROM runs") >= 5);
    drop(nodes);
    let close = "SELECT count(*) FROM (SELECT at - lag(at) OVER (ORDER BY at) AS gap FROM runs) g WHERE gap < interval '300 milliseconds'";
    assert_eq!(app.db.number(close), 0);
}

/// A job whose claim PostgreSQL takes away where it shows no sign of life, and whose work takes longer than that.
fn long_work(tx: &mut Tx<'_>, work: impl FnOnce(&mut Tx<'_>)) -> Result<Done> {
    use diesel::RunQueryDsl;
    diesel::sql_query("SET LOCAL idle_in_transaction_session_timeout = '400ms'").execute(tx.conn())?;
    work(tx);
    note_run(tx)
}

const LONG: Duration = Duration::from_millis(1_500);

#[test]
fn work_with_transactions_of_its_own_keeps_the_claim_however_long_it_takes() {
    let app = with_runs(TestDb::new());
    let renewed = counting(|tx, _| {
        long_work(tx, |tx| {
            let slept = jobs::keeping(tx, Duration::from_millis(100), || {
                std::thread::sleep(LONG);
                Ok(())
            });
            assert!(slept.is_ok());
        })
    });
    let runner = Runner::with(&app.state_of_another_node(), &renewed).unwrap();
    soon("ran", || app.db.number("SELECT count(*) FROM runs") > 0);
    drop(runner);
    assert_eq!(
        app.db.text("SELECT result FROM jobs WHERE name = 'counting'"),
        "counted"
    );
}

#[test]
fn without_a_sign_of_life_a_claim_is_lost() {
    let app = with_runs(TestDb::new());
    let silent = counting(|tx, _| long_work(tx, |_| std::thread::sleep(LONG)));
    let runner = Runner::with(&app.state_of_another_node(), &silent).unwrap();
    soon("failed", || {
        app.db
            .text("SELECT coalesce(max(result), '') FROM jobs WHERE name = 'counting'")
            .starts_with("failed")
    });
    drop(runner);
    assert_eq!(app.db.number("SELECT count(*) FROM runs"), 0);
}

#[test]
fn an_error_and_a_panic_are_noted_and_the_others_go_on() {
    let app = with_runs(TestDb::new());
    let [good] = counting(|tx, _| note_run(tx));
    let bad = Job {
        name: "bad",
        work: |tx, _| note_run(tx).and(Err(Error::Internal("out of order".into()))),
        ..good
    };
    let worse = Job {
        name: "worse",
        work: |_, _| panic!("upside down"),
        ..good
    };
    let state = app.state_of_another_node();
    let runner = Runner::with(&state, &[bad, worse, good]).unwrap();
    soon("two runs", || app.db.number("SELECT count(*) FROM runs") >= 2);
    runner.stop();
    let result = |name: &str| app.db.text(&format!("SELECT result FROM jobs WHERE name = '{name}'"));
    assert_eq!(result("bad"), "failed: out of order");
    assert_eq!(result("worse"), "failed: panic: upside down");
    let soonest =
        "SELECT count(*) FROM jobs WHERE name IN ('bad', 'worse') AND due_at > finished_at + interval '9 seconds'";
    assert_eq!(app.db.number(soonest), 2, "a failing job is not spun");
}

#[test]
fn a_job_with_more_to_do_goes_on_at_once_but_lets_others_have_their_turn() {
    let app = with_runs(TestDb::new());
    let [good] = counting(|tx, _| note_run(tx));
    let long = Job {
        name: "long",
        work: |_, _| {
            Ok(Done {
                said: "more".into(),
                more: true,
            })
        },
        ..good
    };
    let state = app.state_of_another_node();
    let runner = Runner::with(&state, &[long, good]).unwrap();
    soon("two runs", || app.db.number("SELECT count(*) FROM runs") >= 2);
    runner.stop();
}

#[test]
fn housekeeping_survives_an_outage() {
    let postgres = Postgres::start();
    let app = with_runs(postgres.database());
    let state = app.state_of_another_node();
    let runner = Runner::with(&state, &counting(|tx, _| note_run(tx))).unwrap();
    soon("a run", || app.db.number("SELECT count(*) FROM runs") >= 1);
    postgres.halt();
    std::thread::sleep(Duration::from_millis(1500));
    postgres.resume();
    app.db.reconnect();
    let before = app.db.number("SELECT count(*) FROM runs");
    soon("another run", || app.db.number("SELECT count(*) FROM runs") > before);
    runner.stop();
}

#[test]
fn stopping_waits_for_the_run_that_has_begun_and_begins_no_other() {
    let app = with_runs(TestDb::new());
    static BEGUN: AtomicBool = AtomicBool::new(false);
    let jobs = counting(|tx, _| {
        BEGUN.store(true, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(400));
        note_run(tx)
    });
    let state = app.state_of_another_node();
    let runner = Runner::with(&state, &jobs).unwrap();
    soon("a run that has begun", || BEGUN.load(Ordering::SeqCst));
    runner.stop();
    assert_eq!(app.db.number("SELECT count(*) FROM runs"), 1);
    let counted = "SELECT count(*) FROM jobs WHERE name = 'counting' AND result = 'counted'";
    assert_eq!(app.db.number(counted), 1);
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(app.db.number("SELECT count(*) FROM runs"), 1);
}
