//! SECURITY HE9, EX6: what no browser sends. Plain answers, no details, and the server goes on.
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_SOUTH};
use crate::support::client::Client;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Bytes on a fresh connection; what comes back until it is closed.
fn raw(app: &TestApp, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(app.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    // A server that has had enough may hang up while we are still sending.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("hung up")
}

#[test]
fn he9_malformed_requests_get_a_short_answer_and_the_server_lives() {
    let app = TestApp::start();
    let attacks: [&[u8]; 8] = [
        b"GET /login?\xff\xfe HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
        b"GET /log\0in HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /login HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ncontent-length: 6\r\nconnection: close\r\n\r\nhello",
        b"POST /login HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\n",
        b"GET /users/99999999999999999999999 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
        b"GET /login HTTP/1.1\r\nhost: localhost\r\ncookie: __Host-keyholder=\xff\xff\xff\r\nconnection: close\r\n\r\n",
    ];
    for attack in attacks {
        let answer = raw(&app, attack);
        assert!(
            !status(&answer).starts_with('5'),
            "{}: {answer}",
            String::from_utf8_lossy(attack)
        );
        assert!(!answer.contains("panicked") && !answer.contains("src/"), "{answer}");
    }
    assert_eq!(app.visitor().get("/login").status, 200);
}

#[test]
fn he9_a_megabyte_of_headers_and_ten_of_body_are_refused() {
    let app = TestApp::start();
    let header = format!(
        "GET /login HTTP/1.1\r\nhost: localhost\r\nx: {}\r\nconnection: close\r\n\r\n",
        "x".repeat(1_000_000)
    );
    let answer = raw(&app, header.as_bytes());
    assert!(matches!(status(&answer), "400" | "414" | "431" | "hung up"), "{answer}");
    let body = "x".repeat(10_000_000);
    let post = format!(
        "POST /login HTTP/1.1\r\nhost: localhost\r\norigin: {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        app.origin(),
        body.len()
    );
    let answer = raw(&app, post.as_bytes());
    assert!(matches!(status(&answer), "413" | "hung up"), "{answer}");
    assert_eq!(app.visitor().get("/login").status, 200);
}

#[test]
fn he9_forms_that_are_not_text_are_bad_requests() {
    let app = TestApp::start();
    for body in [
        &b"name=\xff\xfe"[..],
        b"name=%00x",
        b"name=a\0b",
        b"name=%ff",
        b"%",
        b"=&=&=",
    ] {
        let page = app
            .visitor()
            .request("POST", "/login")
            .body("application/x-www-form-urlencoded", body)
            .send();
        assert!(
            matches!(page.status, 400 | 422),
            "{}: {}",
            String::from_utf8_lossy(body),
            page.status
        );
    }
}

#[test]
fn he9_an_error_of_the_server_names_a_reference_and_nothing_else() {
    let app = TestApp::start();
    app.db
        .run("REVOKE SELECT ON org_units FROM keyholder_app; UPDATE access_state SET version = 9");
    let page = app.visitor().get("/login");
    assert_eq!(page.status, 500);
    for inside in ["permission denied", "org_units", "SELECT", "diesel", "src/"] {
        assert!(!page.body.contains(inside), "{inside}");
    }
    let reference = page.text("code");
    assert!(
        reference.len() == 36 && crate::support::app::log().contains(&reference),
        "{reference}"
    );
}

const SESSION: &str = "__Host-keyholder";

/// The beginning of a file that is announced and does not come.
fn withheld(app: &TestApp, client: &Client) -> TcpStream {
    let mut stream = TcpStream::connect(app.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let head = format!(
        "POST /imports HTTP/1.1\r\nhost: localhost\r\norigin: {}\r\ncookie: {SESSION}={}\r\ncontent-type: multipart/form-data; boundary=edge\r\ncontent-length: 100000\r\n\r\n--edge",
        app.origin(),
        client.cookie(SESSION)
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

#[test]
fn ex6_a_file_is_not_waited_for_where_its_sender_may_send_none() {
    let app = TestApp::start();
    let mut answer = [0; 12];
    withheld(&app, &app.log_in(CASHIER_NORTH))
        .read_exact(&mut answer)
        .unwrap();
    assert_eq!(&answer, b"HTTP/1.1 403");
    let entries = "SELECT count(*) FROM activity WHERE type = 'access.denied' AND user_id = 202";
    assert_eq!(app.db.number(entries), 1);
}

#[test]
fn ex6_of_each_user_one_file_is_read_at_a_time_and_others_find_a_place() {
    let app = TestApp::start();
    let (admin, sune) = (app.log_in(ADMINISTRATOR), app.log_in(MANAGER_SOUTH));
    let held = withheld(&app, &admin);
    let file = "login,display_name,unit_code\nanna,Anna,S1\n";
    let answers = |wanted: u16, client: &Client| {
        let sent = (0..50).any(|_| {
            std::thread::sleep(Duration::from_millis(100));
            client.send_file("users", "users.csv", file).status == wanted
        });
        assert!(sent, "never {wanted}");
    };
    answers(503, &admin);
    assert_eq!(sune.send_file("users", "users.csv", file).status, 303);
    drop(held);
    answers(303, &admin);
}

/// Sends this after the head of a form with a file, in chunks, without an end; says what the server answers.
fn chunked(app: &TestApp, client: &Client, piece: &[u8]) -> String {
    let mut stream = TcpStream::connect(app.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!(
        "POST /imports HTTP/1.1\r\nhost: localhost\r\norigin: {}\r\ncookie: {SESSION}={}\r\ncontent-type: multipart/form-data; boundary=edge\r\ntransfer-encoding: chunked\r\n\r\n",
        app.origin(),
        client.cookie(SESSION)
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut reader = stream.try_clone().unwrap();
    let piece = [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
    // More than there may be: whoever stops reading says so first.
    for _ in 0..64 * 1024 * 1024 / piece.len() {
        if stream.write_all(&piece).is_err() {
            break;
        }
    }
    let mut answer = [0; 12];
    match reader.read_exact(&mut answer) {
        Ok(()) => String::from_utf8_lossy(&answer).into_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn ex6_a_form_with_a_file_ends_after_so_many_fields_and_so_many_bytes() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let empty = b"--edge\r\ncontent-disposition: form-data; name=\"\"\r\n\r\n\r\n";
    assert_eq!(chunked(&app, &admin, &empty.repeat(1_000)), "HTTP/1.1 413");
    let between = [b'x'; 16 * 1024];
    assert_eq!(chunked(&app, &admin, &between), "HTTP/1.1 413");
    let file = "login,display_name,unit_code\nanna,Anna,S1\n";
    assert_eq!(admin.send_file("users", "users.csv", file).status, 303);
}

#[test]
fn ex6_a_slow_client_is_cut_off() {
    let app = TestApp::start();
    let began = std::time::Instant::now();
    let mut stream = TcpStream::connect(app.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(b"GET /login HTTP/1.1\r\nhost: localhost\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(began.elapsed() < Duration::from_secs(15));
}

/// SECURITY EX6: a connection that never ends its form is given up, however steadily it goes on.
#[test]
fn ex6_a_form_that_trickles_in_is_cut_off() {
    let app = TestApp::start();
    let mut stream = TcpStream::connect(app.address).unwrap();
    let head = format!(
        "POST /login HTTP/1.1\r\nhost: localhost\r\norigin: {}\r\ncontent-length: 1000\r\n\r\nname=",
        app.origin()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    let (began, mut answer) = (Instant::now(), Vec::new());
    let mut piece = [0; 4096];
    loop {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => answer.extend(&piece[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                assert!(began.elapsed() < Duration::from_secs(40), "it is still read");
                let _ = stream.write_all(b"x");
            }
            Err(_) => break,
        }
    }
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert_eq!(status(&answer), "408", "{answer}");
    assert_eq!(app.visitor().get("/login").status, 200);
}
