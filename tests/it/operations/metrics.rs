//! Numbers for Prometheus on an address of their own.
use crate::support::client::Client;
use crate::support::postgres::Postgres;
use crate::support::{TestApp, TestDb, cast};

fn start(db: TestDb) -> (TestApp, Client) {
    let app = TestApp::with(db, &[("KEYHOLDER_METRICS_ADDRESS", "127.0.0.1:0")]);
    let metrics = Client::new(app.metrics.expect("an address"));
    (app, metrics)
}

/// The number of a line.
#[track_caller]
fn number(text: &str, line: &str) -> f64 {
    let found = text.lines().find_map(|have| have.strip_prefix(line)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("{line}: {text}")).parse().unwrap()
}

#[test]
fn requests_are_counted_by_the_pattern_of_their_address() {
    let (app, metrics) = start(TestDb::new());
    let client = app.log_in(cast::ADMINISTRATOR);
    for id in ["201", "202"] {
        assert_eq!(client.get(&format!("/users/{id}")).status, 200);
    }
    client.get("/nothing/of/the/kind");
    let text = metrics.get("/metrics").body;
    let of = |method: &str, path: &str, status: u16| {
        format!("keyholder_requests_total{{method=\"{method}\",path=\"{path}\",status=\"{status}\"}}")
    };
    assert_eq!(number(&text, &of("GET", "/users/{id}", 200)), 2.0);
    assert_eq!(number(&text, &of("POST", "/login", 303)), 1.0);
    assert_eq!(number(&text, &of("GET", "unknown", 404)), 1.0);
    assert_eq!(
        number(&text, "keyholder_request_seconds_count{path=\"/users/{id}\"}"),
        2.0
    );
    assert_eq!(number(&text, "keyholder_sessions"), 1.0);
    assert_eq!(number(&text, "keyholder_database_up"), 1.0);
    assert_eq!(
        number(&text, "keyholder_snapshot_version"),
        number(&text, "keyholder_access_version")
    );
    for line in [
        "keyholder_pool_size 4",
        "keyholder_pool_used",
        "keyholder_pool_waiting 0",
        "keyholder_hashing_queue 0",
        "keyholder_mails{state=\"waiting\"}",
        "keyholder_job_overdue{job=\"activity_verify\"} 0",
        "# EOF",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

/// SECURITY HE8, LG4.
#[test]
fn he8_numbers_are_told_nowhere_else_and_say_nothing_of_anybody() {
    let (app, metrics) = start(TestDb::new());
    let client = app.log_in(cast::ADMINISTRATOR);
    client.get("/users?q=Carl");
    client.post("/login", &[("name", "nobody-of-this-name"), ("password", "x")]);
    assert_eq!(client.get("/metrics").status, 404);
    let text = metrics.get("/metrics").body;
    for word in ["Carl", "carl", "nobody", "127.0.0.1", "Administrator"] {
        assert!(!text.contains(word), "{word}");
    }
    for path in ["/", "/login", "/users", "/healthz"] {
        assert_eq!(metrics.get(path).status, 404, "{path}");
    }
    assert!(TestApp::start().metrics.is_none(), "off unless it is asked for");
}

#[test]
fn without_its_database_a_node_still_tells_what_it_knows() {
    let postgres = Postgres::start();
    let (app, metrics) = start(postgres.database());
    app.log_in(cast::ADMINISTRATOR);
    postgres.halt();
    let text = metrics.get("/metrics").body;
    assert_eq!(number(&text, "keyholder_database_up"), 0.0);
    assert!(
        text.contains("keyholder_requests_total{") && !text.contains("keyholder_sessions"),
        "{text}"
    );
}
