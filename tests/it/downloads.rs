//! Downloads under way (SECURITY SE6, EX6, SPEC P-8): whoever takes nothing of theirs holds up nobody, and none goes on for
//! somebody who may not have it any more.
use crate::actors::{FORM, start};
use crate::support::TestApp;
use crate::support::cast::{self, ADMINISTRATOR, MANAGER_NORTH, unit};
use crate::support::client::{COOKIE, Client};
use keyholder::storage::LARGEST;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const PNG: &[u8] = include_bytes!("../../docs/users.png");
/// More than fits into what two machines keep for each other.
const SIZE: usize = LARGEST - 10_000;

/// A large document on Aksel, a customer of North, and a small picture.
fn documents(app: &TestApp) -> [String; 2] {
    app.db.run("INSERT INTO attachment_types (id, name, display_name, display_key, sort_name) VALUES (7, 'Contract', 'Contract', 'contract', 'contract')");
    let admin = app.log_in(ADMINISTRATOR);
    let form = admin.get("/actors/501/notes/new").form(FORM);
    let done = form.fill("subject", "Large").submit();
    let note = done.location().to_owned();
    for (name, file) in [("large.bin", vec![7; SIZE]), ("photo.png", PNG.to_vec())] {
        let sent = admin.send_file_to(&format!("{note}/attachments"), "7", name, file);
        assert_eq!(sent.status, 303, "{}", sent.text("main"));
    }
    let id = |name: &str| {
        let id = app
            .db
            .number(&format!("SELECT id FROM note_attachments WHERE name = '{name}'"));
        format!("{note}/attachments/{id}")
    };
    [id("large.bin"), format!("{}/picture", id("photo.png"))]
}

/// Mona with the screen of customers.
fn reader(app: &TestApp, who: cast::Person) -> Client {
    app.db
        .give(who.id, "navigation.access.actors.directory", unit::TOP, true);
    app.log_in(who)
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
    let (slow, mona) = (app.log_in(ADMINISTRATOR), reader(&app, MANAGER_NORTH));
    let held = [(); 2].map(|()| begun(&app, &slow, &document));
    let third = slow.get(&document);
    assert_eq!((third.status, third.header("retry-after").is_empty()), (503, false));
    assert_eq!(slow.get("/users/export").status, 503);
    assert_eq!(slow.get(&picture).status, 200, "a picture takes no place");
    assert_eq!(mona.get(&document).status, 200);
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
        let stream = begun(&app, &reader(&app, MANAGER_NORTH), &document);
        end(&app);
        assert!(rest(stream) < SIZE);
    }
}
