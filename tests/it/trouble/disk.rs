//! A full disk (SECURITY RS1): said clearly, nothing lost, and over once there is room.
use super::load::Renamed;
use crate::actors;
use crate::security::TRACES;
use crate::support::cast::ADMINISTRATOR;
use crate::support::client::Client;
use crate::support::program::{Place, serve_demo};
use crate::support::{TestApp, TestDb};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const PNG: &[u8] = include_bytes!("../../../docs/users.png");

/// A small file system in memory, mounted over a data folder.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn over(folder: PathBuf) -> Self {
        std::fs::create_dir(&folder).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=160m,mode=711", "keyholder-test"]);
        assert!(mount.arg(&folder).status().unwrap().success(), "mounting a small disk");
        Self(folder)
    }

    /// Takes all the room that is left.
    fn fill(&self) -> PathBuf {
        let ballast = self.0.join("ballast");
        let mut file = File::create(&ballast).unwrap();
        for size in [1 << 20, 1 << 12, 1] {
            while file.write(&vec![0; size]).is_ok_and(|written| written == size) {}
        }
        ballast
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// Works until there is no room for it any more.
fn work_until_full(user: &Renamed, client: &Client) {
    for _ in 0..5000 {
        if !user.rename(client).unwrap() {
            return;
        }
    }
    panic!("the disk never became full");
}

fn remove(ballast: &Path) {
    std::fs::remove_file(ballast).unwrap();
}

/// As [`rs1_a_full_disk_is_said_clearly_and_over_once_there_is_room`], for documents that are kept in a folder of their own: the
/// database has room to say so.
#[test]
fn rs1_a_document_that_finds_no_room_leaves_nothing_and_is_kept_once_there_is_some() {
    if !nix::unistd::geteuid().is_root() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let disk = SmallDisk::over(folder.path().join("files"));
    let app = TestApp::with(TestDb::new(), &[("KEYHOLDER_FILES_DIR", disk.0.to_str().unwrap())]);
    actors::insert(&app.db, &actors::AKSEL);
    app.db.run("INSERT INTO attachment_types (id, name, display_name, display_key, sort_name) VALUES (7, 'Contract', 'Contract', 'contract', 'contract');
        INSERT INTO actor_notes (id, actor_id, day, subject, author_id) VALUES (51, 501, '2026-11-01', 'Contract', 2)");
    let admin = app.log_in(ADMINISTRATOR);
    let attach = || {
        admin.send_file_to(
            "/actors/501/notes/51/attachments",
            "7",
            "contract.bin",
            vec![7; 1 << 20],
        )
    };
    assert_eq!(attach().status, 303);
    let ballast = disk.fill();
    let before = app.db.fingerprint(TRACES);
    for _ in 0..2 {
        let page = attach();
        assert_eq!((page.status, page.header("retry-after").is_empty()), (503, false));
    }
    let image = admin.send_form("/actors/501/image/change", &[], "photo.png", PNG);
    assert_eq!(image.status, 503);
    app.db.assert_same(&before);
    assert_eq!(admin.get("/actors/501/notes").status, 200, "everything else goes on");
    remove(&ballast);
    assert_eq!(attach().status, 303);
    assert_eq!(app.db.number("SELECT count(*) FROM note_attachments"), 2);
}

#[test]
fn rs1_a_full_disk_is_said_clearly_and_over_once_there_is_room() {
    if !nix::unistd::geteuid().is_root() {
        // Mounting is root's; so are CI's machines.
        return;
    }
    let place = Place::new();
    let disk = SmallDisk::over(place.folder.join("data"));
    let server = serve_demo(&place, 0);
    let (login, password) = server.demo_login("administrator");
    let client = Client::new(server.socket());
    assert_eq!(
        client
            .post("/login", &[("name", &login), ("password", &password)])
            .status,
        303
    );
    let user = Renamed::new(0, place.db().number("SELECT max(id) FROM users"));
    assert!(user.rename(&client).unwrap(), "there is room at first");
    let ballast = disk.fill();
    work_until_full(&user, &client);
    for _ in 0..3 {
        assert!(!user.rename(&client).unwrap(), "what is full is said again");
    }
    remove(&ballast);
    let began = Instant::now();
    while !user.rename(&client).unwrap() {
        assert!(began.elapsed() < Duration::from_secs(15), "it stays full");
        std::thread::sleep(Duration::from_millis(50));
    }
    user.is_whole(&place.db(), "a full disk");
}
