//! Downloads under way (SECURITY SE6, EX6, SPEC P-8): whoever takes nothing of theirs holds up nobody, and none goes on for
//! somebody who may not have it any more.
use crate::actors::start;
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, MANAGER_NORTH, unit};
use crate::support::client::{COOKIE, Client};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// As files are kept.
const PIECE: usize = 256 * 1024;
/// More than fits into what two machines keep for each other.
const SIZE: usize = 80 * PIECE;

/// A large document on Aksel, a customer of North, and the small picture of another: where they are.
fn documents(app: &TestApp) -> [String; 2] {
    let file = |n: u32| format!("00000000-0000-4000-8000-00000000000{n}");
    let (large, small, picture) = (file(1), file(2), file(3));
    app.db.run(&format!(
        "INSERT INTO attachment_types (id, name, display_name, display_key, sort_name) VALUES (7, 'Contract', 'Contract', 'contract', 'contract');
         INSERT INTO actor_notes (id, actor_id, day, subject, author_id) VALUES (51, 501, '2026-11-01', 'Large', 2);
         INSERT INTO stored_files (id, media_type, size, sha256)
            VALUES ('{large}', 'application/octet-stream', {SIZE}, ''), ('{small}', 'image/png', 1, ''), ('{picture}', 'image/jpeg', 1, '');
         INSERT INTO stored_pieces SELECT '{large}', n, convert_to(repeat('x', {PIECE}), 'utf8') FROM generate_series(0, {}) n;
         INSERT INTO stored_pieces VALUES ('{small}', 0, 'x'), ('{picture}', 0, 'x');
         INSERT INTO note_attachments (id, note_id, type_id, name, file_id, picture_id, added_by)
            VALUES (71, 51, 7, 'large.bin', '{large}', NULL, 2), (72, 51, 7, 'photo.png', '{small}', '{picture}', 2)",
        SIZE / PIECE - 1
    ));
    ["71", "72/picture"].map(|attachment| format!("/actors/501/notes/51/attachments/{attachment}"))
}

/// Mona with the screen of customers.
fn reader(app: &TestApp) -> Client {
    app.db
        .give(MANAGER_NORTH.id, "navigation.access.actors.directory", unit::TOP, true);
    app.log_in(MANAGER_NORTH)
}

/// Asks for it and takes the head of the answer, no more.
fn begun(app: &TestApp, client: &Client, address: &str) -> TcpStream {
    let mut stream = TcpStream::connect(app.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let cookie = client.cookie(COOKIE);
    let head =
        format!("GET {address} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncookie: {COOKIE}={cookie}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
    stream
}

/// How many bytes come of it, to its end.
fn rest(mut stream: TcpStream) -> usize {
    let mut bytes = Vec::new();
    // A body that is cut off is an end like any other here.
    let _ = stream.read_to_end(&mut bytes);
    bytes.len()
}

#[test]
fn ex6_whoever_takes_nothing_of_a_download_holds_up_nobody() {
    let app = start();
    let [document, picture] = documents(&app);
    let (slow, mona) = (app.log_in(ADMINISTRATOR), reader(&app));
    let held = [(); 2].map(|()| begun(&app, &slow, &document));
    let third = slow.get(&document);
    assert_eq!((third.status, third.header("retry-after").is_empty()), (503, false));
    assert_eq!(slow.get("/users/export").status, 503);
    assert_eq!(slow.get(&picture).status, 200, "a picture takes no place");
    assert!(rest(begun(&app, &mona, &document)) > SIZE);
    assert_eq!(mona.get("/users/export").status, 200);
    for stream in held {
        assert!(rest(stream) > SIZE);
    }
    assert_eq!(slow.get("/users/export").status, 200, "the places are free again");
}

#[test]
fn se6_a_document_goes_no_further_when_its_reader_may_not_have_it_any_more() {
    let ends: [fn(&TestApp); 3] = [
        |app| {
            app.db
                .run("UPDATE sessions SET ended_at = now(), ended_how = 'logged-out'")
        },
        |app| app.db.give(MANAGER_NORTH.id, "OrgUnitAccess", unit::AALBORG, false),
        |app| app.db.run("DELETE FROM note_attachments WHERE name = 'large.bin'"),
    ];
    for end in ends {
        let app = start();
        let [document, _] = documents(&app);
        let stream = begun(&app, &reader(&app), &document);
        end(&app);
        assert!(rest(stream) < SIZE);
    }
}
