//! SECURITY RS1: PostgreSQL goes away, freezes, drops connections. A clear 503 in time, nothing half done, recovery alone.
use crate::security::TRACES;
use crate::support::TestApp;
use crate::support::cast::{self, PASSWORD};
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::postgres::Postgres;
use std::time::{Duration, Instant};

const FORM: &str = "main form[method=post]";

/// The answer, which must have come within about two seconds.
#[track_caller]
fn in_time(ask: impl FnOnce() -> Page) -> Page {
    let began = Instant::now();
    let page = ask();
    assert!(began.elapsed() < Duration::from_millis(2800), "{:?}", began.elapsed());
    page
}

#[track_caller]
fn is_clear(page: &Page) {
    assert_eq!(page.status, 503, "{}", page.body);
    assert_eq!(page.header("retry-after"), "2");
    assert!(page.has("h1") && page.header("content-security-policy").contains("default-src"));
}

/// Until it works again; fails after two seconds.
#[track_caller]
fn recovers(client: &Client) {
    let began = Instant::now();
    while client.get("/users/202").status != 200 {
        assert!(began.elapsed() < Duration::from_millis(2500), "does not recover");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn rs1_a_stopped_database_gives_503_in_time_and_work_goes_on_after_its_return() {
    let postgres = Postgres::start();
    let app = TestApp::on(postgres.database());
    let mona = app.log_in(cast::MANAGER_NORTH);
    let form = |name| mona.get("/users/202").form(FORM).fill("display_name", name);
    assert_eq!(form("Acknowledged").submit().status, 303);
    let form = form("Kept");
    postgres.halt();
    for _ in 0..3 {
        is_clear(&in_time(|| mona.get("/users/202")));
        is_clear(&in_time(|| form.clone().submit()));
        is_clear(&in_time(|| {
            app.visitor()
                .post("/login", &[("name", "mona"), ("password", PASSWORD)])
        }));
    }
    assert_eq!(app.visitor().get("/healthz").status, 200);
    postgres.resume();
    recovers(&mona);
    assert_eq!(
        app.db.text("SELECT display_name FROM users WHERE id = 202"),
        "Acknowledged"
    );
    assert_eq!(form.submit().status, 303);
}

#[test]
fn rs1_a_frozen_database_gives_503_in_time_to_everybody_and_saves_nothing_late() {
    let postgres = Postgres::start();
    let app = TestApp::on(postgres.database());
    let mona = app.log_in(cast::MANAGER_NORTH);
    let form = mona.get("/users/202").form(FORM).fill("display_name", "Late");
    postgres.freeze();
    let crowd: Vec<_> = (0..12)
        .map(|number| {
            let (mona, form) = (mona.clone(), form.clone());
            std::thread::spawn(move || {
                in_time(|| {
                    if number % 2 == 0 {
                        mona.get("/users/202")
                    } else {
                        form.submit()
                    }
                })
            })
        })
        .collect();
    for one in crowd {
        is_clear(&one.join().unwrap());
    }
    postgres.thaw();
    recovers(&mona);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(
        app.db.number("SELECT count(*) FROM users WHERE display_name = 'Late'"),
        0
    );
}

#[test]
fn rs1_terminated_connections_are_replaced_without_anybody_noticing() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'keyholder_app'";
    for number in 0..10 {
        app.db.rows(end);
        let form = mona.get("/users/202").form(FORM);
        app.db.rows(end);
        assert_eq!(
            form.fill("display_name", format!("Number {number}")).submit().status,
            303
        );
    }
}

#[test]
fn rs1_a_row_that_somebody_holds_gives_503_in_time_and_saves_nothing() {
    use diesel::connection::SimpleConnection;
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let form = mona.get("/users/202").form(FORM).fill("display_name", "Stuck");
    let before = app.db.fingerprint(TRACES);
    let mut other = app.db.owner();
    other
        .batch_execute("BEGIN; SELECT FROM users WHERE id = 202 FOR UPDATE")
        .unwrap();
    is_clear(&in_time(|| form.submit()));
    assert_eq!(mona.get("/users/202").status, 200, "reading goes on");
    other.batch_execute("ROLLBACK").unwrap();
    app.db.assert_same(&before);
}
