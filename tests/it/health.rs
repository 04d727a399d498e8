//! `/healthz` and `/readyz`: what monitors ask, and what they are told.
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
        .run("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')");
    assert!(ready_with(&app, 503).contains("schema is newer than this program"));
    app.db
        .run("DELETE FROM __diesel_schema_migrations WHERE version IN ('9999', '0005')");
    assert!(ready_with(&app, 503).contains("schema is older than this program"));
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

#[test]
fn an_unknown_visitor_learns_no_error_text() {
    let db = TestDb::new();
    db.run("REVOKE DELETE ON links FROM keyholder_app");
    let app = TestApp::on(db);
    let began = Instant::now();
    while !ready_with(&app, 200).contains("job links ok: last ran") {
        assert!(began.elapsed() < Duration::from_secs(10));
    }
    let said = ready_with(&app, 200);
    let line = said.lines().find(|line| line.contains("job links")).unwrap();
    assert!(line.ends_with("failed, see the log"), "{line}");
    assert!(!said.contains("permission"), "{said}");
}
