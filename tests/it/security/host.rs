//! SECURITY TK7: whoever asks for another host than this installation's is turned away before anything looks at the request.
use crate::security::TRACES;
use crate::support::{TestApp, TestDb};
use keyholder::routes;
use std::io::{Read, Write};
use std::net::TcpStream;

/// The answer to these lines.
fn ask(app: &TestApp, lines: &[&str], body: &str) -> String {
    let mut stream = TcpStream::connect(app.address).unwrap();
    let lines = lines.join("\r\n");
    let length = body.len();
    let request = format!("{lines}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(app: &TestApp, path: &str, host: &str) -> u16 {
    status(&ask(
        app,
        &[&format!("GET {path} HTTP/1.1"), &format!("host: {host}")],
        "",
    ))
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
}

#[test]
fn tk7_another_host_is_misdirected_on_every_path_and_changes_nothing() {
    let app = TestApp::start();
    let before = app.db.fingerprint(TRACES);
    for route in routes::table() {
        let path = route.path.replace("{id}", "202").replace("{secret}", "00");
        let line = format!("{} {path} HTTP/1.1", route.method);
        let head = [
            &*line,
            "host: evil.test",
            "sec-fetch-site: same-origin",
            "content-type: application/x-www-form-urlencoded",
        ];
        let answer = ask(&app, &head, "name=carl");
        assert_eq!(status(&answer), 421, "{line}");
        assert!(
            !answer.contains("evil.test") && answer.contains("x-frame-options"),
            "{answer}"
        );
    }
    assert_eq!(
        (
            get(&app, "/static/app.js", "evil.test"),
            get(&app, "/nowhere", "evil.test")
        ),
        (421, 421)
    );
    app.db.assert_same(&before);
}

#[test]
fn tk7_whatever_names_a_host_must_name_ours() {
    let app = TestApp::start();
    for host in ["localhost", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:8080"] {
        assert_eq!(get(&app, "/login", host), 200, "{host}");
    }
    for host in [
        "",
        "localhost.evil.test",
        "evil.test@localhost",
        "10.0.0.7",
        "localhost, evil.test",
    ] {
        assert!(matches!(get(&app, "/login", host), 400 | 421), "{host}");
    }
    for lines in [
        &["GET /login HTTP/1.1", "host: localhost", "host: evil.test"][..],
        &["GET /login HTTP/1.0"],
        &["GET http://evil.test/login HTTP/1.1", "host: localhost"],
    ] {
        assert!(matches!(status(&ask(&app, lines, "")), 400 | 421), "{lines:?}");
    }
    let lies = [
        "GET /login HTTP/1.1",
        "host: evil.test",
        "x-forwarded-host: localhost",
        "forwarded: host=localhost",
    ];
    assert_eq!(status(&ask(&app, &lies, "")), 421);
}

/// Load balancers ask by an address of their own.
#[test]
fn the_health_checks_answer_by_any_name() {
    let app = TestApp::start();
    assert_eq!(get(&app, "/healthz", "10.0.0.7:8080"), 200);
    assert!(matches!(get(&app, "/readyz", "node-3.internal"), 200 | 503));
}

/// The host of the public address, as a proxy passes it on; in words for people and for programs.
#[test]
fn the_public_host_is_served_and_the_refusal_explains_itself() {
    let settings = [("KEYHOLDER_PUBLIC_URL", "https://access.chain.test")];
    let app = TestApp::with(TestDb::new(), &settings);
    assert_eq!(
        (
            get(&app, "/login", "access.chain.test"),
            get(&app, "/login", "Access.Chain.Test:443")
        ),
        (200, 200)
    );
    let page = ask(
        &app,
        &["GET /login HTTP/1.1", "host: chain.test", "accept-language: da"],
        "",
    );
    assert!(page.contains("Serveren svarer ikke"), "{page}");
    let problem = ask(&app, &["GET /api/v1/me HTTP/1.1", "host: chain.test"], "");
    assert!(
        problem.contains("application/problem+json") && problem.contains("\"status\":421"),
        "{problem}"
    );
}
