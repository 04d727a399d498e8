//! Notes and documents on actors (SPEC A-7, P-22).
use super::*;
use crate::security::TRACES;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_SOUTH};
use keyholder::storage::LARGEST;
use std::time::Duration;

const NOTES: &str = "/actors/501/notes";
const PNG: &[u8] = include_bytes!("../../../docs/users.png");

/// The screen of customers, and no other right: enough to read notes and to write one's own.
fn reader(app: &TestApp, who: cast::Person) -> Client {
    app.db
        .give(who.id, "navigation.access.actors.directory", unit::TOP, true);
    app.log_in(who)
}

/// Writes a note on Aksel and says where it is.
fn write(client: &Client, subject: &str) -> String {
    let form = client.get(&format!("{NOTES}/new")).form(FORM);
    let page = form.fill("subject", subject).fill("day", "2026-11-20").submit();
    assert_eq!(page.status, 303, "{}", page.body);
    page.location().to_owned()
}

fn with_type(app: &TestApp) -> &TestApp {
    app.db.run("INSERT INTO attachment_types (id, name, display_name, display_key, sort_name) VALUES (7, 'Contract', 'Contract', 'contract', 'contract')");
    app
}

fn attach(client: &Client, note: &str, name: &str, file: &[u8]) -> Page {
    client.send_file_to(&format!("{note}/attachments"), "7", name, file)
}

fn files(app: &TestApp) -> i64 {
    app.db.number("SELECT count(*) FROM stored_files")
}

#[test]
fn a7_p22_whoever_opens_an_actor_writes_notes_and_their_own_are_theirs() {
    let app = start();
    let mona = reader(&app, MANAGER_NORTH);
    let note = write(&mona, "Called about the invoice");
    let page = mona.get(NOTES);
    assert_eq!(page.text("article h2"), "Called about the invoice");
    assert!(page.says("20-11-2026 · Mona Nørgaard"), "{}", page.text("article"));
    let form = mona.get(&note).form(FORM).fill("text", "Paid.\nAll of it.");
    assert!(form.submit().follow().says("All of it."));
    let log = app.db.value("SELECT details FROM activity WHERE type = 'note.changed'");
    assert_eq!(log["text_changed"], true);
    assert!(
        !log.to_string().contains("All of it"),
        "the text itself stays out of the log"
    );
    let page = mona.get(&format!("{note}/delete")).form("main form").submit().follow();
    assert!(page.says("The note is deleted.") && page.says("There are no notes yet."));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE subject_kind = 'actor' AND type LIKE 'note.%'"),
        3
    );
}

#[test]
fn a7_others_notes_are_read_only_without_the_rights_of_documents_and_notes() {
    let app = start();
    with_type(&app);
    let note = write(&app.log_in(ADMINISTRATOR), "Of the head office");
    let mona = reader(&app, MANAGER_NORTH);
    let page = mona.get(NOTES);
    assert!(page.says("Of the head office"));
    assert_eq!(
        page.count("article [aria-disabled=true]"),
        2,
        "both buttons say why not"
    );
    let before = app.db.fingerprint(TRACES);
    let fields = [
        ("version", "1"),
        ("subject", "Mine"),
        ("day", "2026-11-20"),
        ("text", ""),
    ];
    for (path, fields, right) in [
        (note.clone(), &fields[..], "Edit"),
        (format!("{note}/delete"), &[], "Delete"),
    ] {
        let page = mona.post(&path, fields);
        assert_eq!((page.status, page.says(right)), (403, true), "{path}");
    }
    assert_eq!(attach(&mona, &note, "contract.pdf", b"%PDF-1.7 x").status, 403);
    assert_eq!(mona.get(&note).status, 403);
    app.db.assert_same(&before);
    app.db.give(MANAGER_NORTH.id, "NotesEditOthers", unit::TOP, true);
    assert_eq!(mona.post(&note, &fields).status, 303);
    assert_eq!(
        mona.post(&format!("{note}/delete"), &[]).status,
        403,
        "editing is not deleting"
    );
    app.db.give(MANAGER_NORTH.id, "NotesDeleteOthers", unit::TOP, true);
    assert_eq!(mona.post(&format!("{note}/delete"), &[]).status, 303);
}

#[test]
fn p12_notes_of_an_actor_out_of_sight_do_not_exist() {
    let app = start();
    with_type(&app);
    let mona = reader(&app, MANAGER_NORTH);
    let note = write(&mona, "Seen in the north");
    attach(&mona, &note, "contract.pdf", b"%PDF-1.7 secret");
    let document = mona.get(&note).attr(".documents a[download]", "href");
    let sune = reader(&app, MANAGER_SOUTH);
    for path in [
        NOTES,
        &note,
        &document,
        &format!("{NOTES}/new"),
        &format!("{note}/delete"),
    ] {
        assert_eq!(sune.get(path).status, 404, "{path}");
    }
    // Not by way of an actor one does see, either.
    let elsewhere = note.replace("/501/", "/502/");
    assert_eq!(sune.get(&elsewhere).status, 404);
    assert_eq!(sune.get(&document.replace("/501/", "/502/")).status, 404);
    assert_eq!(app.log_in(CASHIER_NORTH).get(NOTES).status, 403, "no screen of actors");
}

#[test]
fn what_is_wrong_with_a_note_is_told_at_its_field_and_nothing_is_lost() {
    let app = start();
    let mona = reader(&app, MANAGER_NORTH);
    let form = mona.get(&format!("{NOTES}/new")).form(FORM);
    let page = form
        .fill("subject", " ")
        .fill("day", "soon")
        .fill("text", "Long story")
        .submit();
    assert_eq!((page.status, page.count(".field .err")), (422, 2));
    assert_eq!(page.text("#text"), "Long story");
    for odd in ["0026-07-01", "+12026-07-01", "10000-01-01"] {
        let form = mona.get(&format!("{NOTES}/new")).form(FORM);
        let page = form.fill("subject", "Late").fill("day", odd).submit();
        assert!(page.status == 422 && page.says("of a year from 1900 to 9999"), "{odd}");
    }
    let note = write(&mona, "First");
    let form = mona.get(&note).form(FORM);
    assert_eq!(form.clone().fill("subject", "Second").submit().status, 303);
    assert_eq!(form.fill("subject", "Third").submit().status, 409);
    assert_eq!(app.db.text("SELECT subject FROM actor_notes"), "Second");
}

#[test]
fn notes_come_in_pages_newest_day_first() {
    let app = start();
    app.db.run("INSERT INTO actor_notes (actor_id, day, subject, author_id) SELECT 501, date '2026-01-01' + n / 2, 'Note ' || n, 201 FROM generate_series(1, 50) n");
    let mona = reader(&app, MANAGER_NORTH);
    let first = mona.get(NOTES);
    let second = first.click("a[rel=next]");
    let third = second.click("a[rel=next]");
    let subjects = |page: &Page| page.texts("article h2");
    assert_eq!(subjects(&first)[0], "Note 50");
    assert_eq!((subjects(&second).len(), subjects(&third).len()), (20, 10));
    assert_eq!(subjects(&third.click("a[rel=prev]")), subjects(&second));
    assert_eq!(subjects(&second.click("a[rel=prev]")), subjects(&first));
}

#[test]
fn a7_a_document_is_kept_by_its_content_sent_to_be_saved_and_goes_with_its_note() {
    let app = start();
    with_type(&app);
    let mona = reader(&app, MANAGER_NORTH);
    let note = write(&mona, "Contract");
    let page = attach(&mona, &note, "Aftale æ; x.pdf", b"%PDF-1.7 signed").follow();
    assert!(
        page.says("The document is added.") && page.says("Contract · 15 bytes"),
        "{}",
        page.text("#documents")
    );
    let file = mona.get(&page.attr(".documents a[download]", "href"));
    assert_eq!((file.status, file.body.as_str()), (200, "%PDF-1.7 signed"));
    assert_eq!(file.header("content-type"), "application/pdf");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"Aftale __ x.pdf\"; filename*=UTF-8''Aftale%20%C3%A6%3B%20x.pdf"
    );
    attach(&mona, &note, "shop.png", PNG);
    assert_eq!(files(&app), 3, "an image has a picture");
    let picture = mona.get(&mona.get(&note).attr(".documents img", "src"));
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/jpeg"));
    let ask = mona.get(&note).click(".documents li:first-child a[href$='/delete']");
    assert_eq!(ask.form("main form").submit().status, 303);
    assert_eq!(files(&app), 2);
    assert_eq!(mona.post(&format!("{note}/delete"), &[]).status, 303);
    assert_eq!(
        (files(&app), app.db.number("SELECT count(*) FROM stored_pieces")),
        (0, 0)
    );
}

#[test]
fn ex4_a_file_that_lies_about_its_type_is_refused_and_an_unknown_one_is_plain_bytes() {
    let app = start();
    with_type(&app);
    let mona = reader(&app, MANAGER_NORTH);
    let note = write(&mona, "Files");
    let before = app.db.fingerprint(TRACES);
    let page = attach(&mona, &note, "photo.png", b"<!doctype html><script>alert(1)</script>");
    assert_eq!(page.status, 422);
    assert!(page.text("#file-error").contains("PNG"), "{}", page.text("#file-error"));
    let page = attach(&mona, &note, "empty.txt", b"");
    assert_eq!((page.status, page.has("#file-error")), (422, true));
    let page = mona.send_file_to(&format!("{note}/attachments"), "99", "contract.pdf", b"%PDF-1.7");
    assert_eq!((page.status, page.has("#kind-error")), (422, true));
    app.db.assert_same(&before);
    attach(&mona, &note, "page.html", b"<!doctype html><script>alert(1)</script>");
    let file = mona.get(&mona.get(&note).attr(".documents a[download]", "href"));
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert!(file.header("content-disposition").starts_with("attachment;"));
}

#[test]
fn a_file_that_is_too_large_is_refused_before_it_is_read() {
    let app = start();
    with_type(&app);
    let mona = reader(&app, MANAGER_NORTH);
    let note = write(&mona, "Large");
    let request = mona.request("POST", &format!("{note}/attachments"));
    let announced = request
        .header("content-length", "2147483648")
        .body("multipart/form-data; boundary=edge", "--edge");
    assert_eq!(announced.try_send().map_or(413, |page| page.status), 413);
    let page = attach(&mona, &note, "large.bin", &vec![7; LARGEST + 20_000]);
    assert_eq!(page.status, 413);
    assert_eq!(files(&app), 0);
    let fits = attach(&mona, &note, "fits.bin", &vec![7; LARGEST - 1_000]);
    assert_eq!(fits.status, 303, "{}", fits.body);
    let sum = app.db.number("SELECT sum(octet_length(bytes)) FROM stored_pieces");
    assert_eq!(sum as usize, LARGEST - 1_000);
}

#[test]
fn u5_a1_notes_keep_their_actor_and_their_author_from_being_deleted() {
    let app = start();
    write(&reader(&app, MANAGER_NORTH), "Keeps both");
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get("/actors/delete?id=501");
    assert!(page.says("there are notes on it"), "{}", page.text("main"));
    let page = admin.get("/users/delete?id=201");
    assert!(
        page.says("notes or documents on actors are by this user"),
        "{}",
        page.text("main")
    );
    let before = app.db.fingerprint(TRACES);
    assert_eq!(admin.post("/users/delete?id=201", &[("confirm", "mona")]).status, 403);
    assert_eq!(admin.post("/actors/delete?id=501", &[("confirm", "K501")]).status, 403);
    app.db.assert_same(&before);
}

#[test]
fn a_folder_keeps_the_files_and_what_was_left_over_is_swept() {
    let folder = tempfile::tempdir().unwrap();
    let db = TestDb::new();
    let app = TestApp::with(db, &[("KEYHOLDER_FILES_DIR", folder.path().to_str().unwrap())]);
    insert(&app.db, &AKSEL);
    with_type(&app);
    let mona = reader(&app, MANAGER_NORTH);
    let note = write(&mona, "In a folder");
    attach(&mona, &note, "contract.pdf", b"%PDF-1.7 in a folder");
    let kept = || {
        let folders = std::fs::read_dir(folder.path()).unwrap();
        folders
            .flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap())
            .map(|file| file.unwrap().path())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (kept().len(), app.db.number("SELECT count(*) FROM stored_pieces")),
        (1, 0)
    );
    let url = mona.get(&note).attr(".documents a[download]", "href");
    assert_eq!(mona.get(&url).body, "%PDF-1.7 in a folder");
    assert_eq!(mona.post(&format!("{note}/delete"), &[]).status, 303);
    assert_eq!(
        kept().len(),
        1,
        "a file that nobody knows may be one that is just coming"
    );
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(7_200);
    std::fs::File::options()
        .write(true)
        .open(&kept()[0])
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    crate::jobs::run_now(&app.db, "files");
    assert_eq!(kept().len(), 0);
}
