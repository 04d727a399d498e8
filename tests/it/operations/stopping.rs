//! Stopping in good order: what has begun is finished (README, "Running for real").
use crate::support::program::Place;
use nix::sys::signal::Signal;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

#[test]
fn a_request_that_has_begun_is_answered_after_sigterm_and_no_new_one_is_taken() {
    let place = Place::new();
    let mut server = place.serve();
    let address = server.socket();
    let body = "name=nobody&password=of+this+name";
    let mut begun = TcpStream::connect(address).unwrap();
    let head = format!(
        "POST /login HTTP/1.1\r\nHost: localhost:{}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{}",
        address.port(),
        body.len(),
        &body[..10]
    );
    begun.write_all(head.as_bytes()).unwrap();
    // The server has read what there is, and waits for the rest.
    std::thread::sleep(Duration::from_millis(300));
    server.signal(Signal::SIGTERM);
    let began = Instant::now();
    while TcpStream::connect(address).is_ok() {
        assert!(
            began.elapsed() < Duration::from_secs(8),
            "it still takes new connections"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    begun.write_all(&body.as_bytes()[10..]).unwrap();
    let mut answer = String::new();
    begun.read_to_string(&mut answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 422") || answer.starts_with("HTTP/1.1 200"),
        "{answer}"
    );
    assert!(server.wait().success());
    assert!(place.postgres().is_none());
}
