//! `/healthz` and `/readyz`: what monitors ask, and what they are told.
use crate::jobs::soon;
use crate::support::cast::{CASHIER_NORTH, MANAGER_NORTH};
use crate::support::client::Client;
use crate::support::postgres::Postgres;
use crate::support::{TestApp, TestDb};
use std::time::{Duration, Instant};

/// Asks until the answer has this status; fails after ten seconds.
#[track_caller]
fn ready_with(app: &TestApp, status: u16) -> String {
    let began = Instant::now();
    loop {
        let page = app.visitor().get("/readyz");
        if page.status == status {
            return page.body;
        }
        assert!(began.elapsed() < Duration::from_secs(10), "{}", page.body);
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_node_that_can_work_says_so_line_by_line() {
    let app = TestApp::start();
    let said = ready_with(&app, 200);
    for line in ["database ok", "schema ok", "snapshot ok", "job sessions ok"] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let page = app.visitor().get("/readyz");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(app.visitor().get("/healthz").status, 200);
}

#[test]
fn a_schema_that_does_not_fit_is_named() {
    let app = TestApp::start();
    ready_with(&app, 200);
    app.db
        .run("DELETE FROM __diesel_schema_migrations WHERE version = '0005'");
    assert!(ready_with(&app, 503).contains("schema is older than this program"));
}

/// Nodes are updated one after the other: the first one migrates, the others go on (README, "Running for real").
#[test]
fn a_node_goes_on_while_a_newer_one_has_migrated() {
    let app = TestApp::start();
    let client = app.log_in(MANAGER_NORTH);
    app.db
        .run("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')");
    assert!(ready_with(&app, 200).contains("schema newer: update this node"));
    assert_eq!(client.get("/users").status, 200);
}

#[test]
fn a_database_that_is_away_is_named_while_the_process_stays_alive() {
    let postgres = Postgres::start();
    let app = TestApp::on(postgres.database());
    ready_with(&app, 200);
    postgres.halt();
    assert_eq!(ready_with(&app, 503), "database does not answer\n");
    assert_eq!(app.visitor().get("/healthz").status, 200);
    postgres.resume();
    ready_with(&app, 200);
}

/// SECURITY AU5, TK8: how many mails went out would say whose login name exists.
#[test]
fn au5_a_visitor_learns_of_a_job_only_how_it_stands() {
    let db = TestDb::new();
    db.run("REVOKE DELETE ON links FROM keyholder_app");
    let app = TestApp::with(db, &[("KEYHOLDER_METRICS_ADDRESS", "127.0.0.1:0")]);
    soon("failed", || ready_with(&app, 200).contains("job links failed\n"));
    for line in ready_with(&app, 200).lines().filter(|line| line.starts_with("job ")) {
        let words: Vec<&str> = line.split(' ').collect();
        assert!(
            words.len() == 3 && matches!(words[2], "ok" | "failed" | "overdue"),
            "{line}"
        );
    }
    let numbers = Client::new(app.metrics.unwrap());
    let told = numbers.get("/readyz").body;
    assert!(
        told.contains("permission denied") && told.contains("job sessions ok: last ran 20"),
        "{told}"
    );
}

/// SECURITY AU5, TK8.
#[test]
fn au5_a_forgotten_password_leaves_no_trace_that_says_whether_the_name_exists() {
    let app = TestApp::start();
    ready_with(&app, 200);
    let after = |name: &str| {
        let page = app.visitor().post("/forgot-password", &[("name", name)]);
        assert!(page.status < 400, "{}", page.body);
        for job in ["forgotten", "mail"] {
            crate::jobs::run_now(&app.db, job);
        }
        ready_with(&app, 200)
    };
    assert_eq!(after(CASHIER_NORTH.login), after("nobody-has-this-name"));
}
