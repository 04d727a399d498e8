//! The server's own log, for programs that collect it.
use crate::support::program::{PROGRAM, Place, Serving};
use serde_json::Value;
use std::process::Command;

#[test]
fn as_json_every_line_is_an_event_and_every_request_has_its_id() {
    let place = Place::new();
    let log = place.folder.join("log");
    let mut command = Command::new("sh");
    command
        .args(["-c", "log=$1; shift; exec \"$@\" 2>\"$log\"", "sh"])
        .arg(&log)
        .args([PROGRAM, "serve", "--port", "0", "--data-dir"])
        .arg(place.folder.join("data"))
        .env("KEYHOLDER_LOG_FORMAT", "json");
    let server = Serving::start(command);
    assert_eq!(
        (
            server.login_page(),
            server.status(&format!("{}nowhere", server.address))
        ),
        (200, 404)
    );
    let text = std::fs::read_to_string(&log).unwrap();
    let events: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    let answered: Vec<&Value> = events
        .iter()
        .filter(|event| event["fields"]["message"] == "answered")
        .collect();
    let statuses: Vec<_> = answered
        .iter()
        .map(|event| event["fields"]["status"].as_i64())
        .collect();
    assert_eq!(statuses, [Some(200), Some(404)], "{text}");
    let mut ids: Vec<&str> = answered
        .iter()
        .map(|event| event["span"]["id"].as_str().expect("an id"))
        .collect();
    ids.dedup();
    assert!(ids.len() == 2 && ids.iter().all(|id| id.len() == 36), "{text}");
    assert!(
        events
            .iter()
            .all(|event| event["timestamp"].is_string() && event["level"].is_string())
    );
}
