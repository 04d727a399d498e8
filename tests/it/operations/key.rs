//! SECURITY SC2: the installation key is changed, and nobody notices; SPEC N-20: another one gets nowhere.
use super::backup::says;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH};
use crate::support::console::Terminal;
use crate::support::phone::{Phone, later};
use crate::support::program::{Place, Serving};
use crate::support::{TestApp, TestDb};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

pub fn random() -> String {
    hex::encode(rand::random::<[u8; 32]>())
}

pub fn write(folder: &Path, keys: &[&str]) {
    std::fs::create_dir_all(folder).unwrap();
    let file = folder.join("installation.key");
    std::fs::write(&file, keys.join("\n") + "\n").unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
}

/// What Carl's own page answers after his password and a code.
fn with_code(app: &TestApp, phone: &Phone) -> u16 {
    later(app);
    let client = app.log_in(CASHIER_NORTH);
    assert_eq!(client.get("/account").location(), "/login/code");
    let form = client.get("/login/code").form("main form");
    form.fill("code", phone.code(app)).submit();
    client.get("/account").status
}

#[test]
fn sc2_a_changed_key_opens_what_the_old_one_sealed_and_logs_nobody_out() {
    let db = TestDb::new();
    let terminal = Terminal::at(&db);
    let folder = terminal.folder().to_owned();
    let (old, new) = (random(), random());
    let settings = [("KEYHOLDER_DATA_DIR", folder.to_str().unwrap())];
    write(&folder, &[&old]);
    let mut app = TestApp::with(db, &settings);
    let carl = app.log_in(CASHIER_NORTH);
    let (phone, _) = Phone::set_up(&app, &carl);
    let admin = app.log_in(ADMINISTRATOR);
    let backup = folder.join("before.tar");
    says(&terminal.run(&["backup", backup.to_str().unwrap()]), 0, "bytes");
    app.stop();

    write(&folder, &[&new, &old]);
    app.start_again_with(&settings);
    for open in [&carl, &admin] {
        assert_eq!(
            open.copy_at(app.address).get("/account").status,
            200,
            "the session goes on"
        );
    }
    assert_eq!(with_code(&app, &phone), 200, "the second factor works");
    says(&terminal.run(&["activity", "verify"]), 0, "entries checked");
    app.stop();
    app.db.reconnect();
    says(&terminal.run(&["restore", backup.to_str().unwrap()]), 0, "Restored");

    write(&folder, &[&new]);
    app.start_again_with(&settings);
    let status = with_code(&app, &phone);
    assert_ne!(status, 200, "without the old line its secrets stay closed");
}

#[test]
fn sc2_a_line_that_is_no_key_is_told() {
    let db = TestDb::new();
    let terminal = Terminal::at(&db);
    let good = random();
    for (second, words) in [
        ("changeme", "64 hexadecimal digits a line"),
        (&"00".repeat(32)[..], "is not random"),
    ] {
        write(terminal.folder(), &[&good, second]);
        says(&terminal.run(&["check-config"]), 1, words);
    }
}

const ANOTHER: &str = "is not the one this database belongs to";

/// A node on a machine of its own.
pub fn node(place: &Place, db: &TestDb) -> std::process::Command {
    let mut command = place.command(&["serve", "--port", "0"]);
    command
        .env("DATABASE_URL", db.app_url())
        .env("DATABASE_OWNER_URL", db.owner_url());
    command
}

/// SPEC N-20.
#[test]
fn n20_a_second_node_starts_with_the_key_of_the_first_and_with_no_other() {
    let (db, first, second) = (TestDb::new(), Place::new(), Place::new());
    let _node = Serving::start_set_up(node(&first, &db));
    let folder = second.folder.join("data");
    let refused = |words: &str| {
        let output = node(&second, &db).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(words), "{said}");
    };
    refused("copy it from another node");
    assert!(!folder.join("installation.key").exists(), "none is made up");
    write(&folder, &[&random()]);
    refused(ANOTHER);
    let key = std::fs::read_to_string(first.folder.join("data/installation.key")).unwrap();
    write(&folder, &[key.trim()]);
    assert_eq!(Serving::start_set_up(node(&second, &db)).login_page(), 200);
}

#[test]
fn n20_of_two_first_starts_with_two_keys_one_is_refused() {
    let db = TestDb::new();
    let terminals = [Terminal::at(&db), Terminal::at(&db)];
    for terminal in &terminals {
        write(terminal.folder(), &[&random()]);
    }
    let begun = terminals
        .each_ref()
        .map(|terminal| terminal.command(&["activity", "verify"]).spawn());
    let ended = begun.map(|child| child.unwrap().wait_with_output().unwrap());
    let mut codes = ended.each_ref().map(|output| output.status.code().unwrap());
    codes.sort();
    assert_eq!(codes, [0, 1], "{ended:?}");
    assert!(
        ended
            .iter()
            .any(|output| String::from_utf8_lossy(&output.stderr).contains(ANOTHER))
    );
}

#[test]
fn n20_an_installation_of_before_says_by_its_log_which_key_it_belongs_to() {
    let app = TestApp::start();
    app.log_in(ADMINISTRATOR);
    crate::jobs::soon("sealed", || app.db.number("SELECT count(*) FROM activity_head") == 1);
    let (other, own) = (Terminal::at(&app.db), Terminal::at(&app.db));
    write(other.folder(), &[&random()]);
    let claimed = || app.db.text("SELECT coalesce(key_print, 'nobody') FROM installation");
    for words in [
        &["export", "users"][..],
        &["activity", "verify"],
        &["person", "carl"],
        &["serve", "--port", "0"],
    ] {
        says(&other.run(words), 1, ANOTHER);
    }
    assert_eq!(claimed(), "nobody");
    says(&own.run(&["activity", "verify"]), 0, "entries checked");
    assert_ne!(claimed(), "nobody");
    says(&other.run(&["backup"]), 1, ANOTHER);
}

/// SECURITY SC2.
#[test]
fn sc2_after_a_change_of_the_key_neither_the_old_file_nor_the_new_line_alone_is_enough() {
    let db = TestDb::new();
    let terminal = Terminal::at(&db);
    let (old, new) = (random(), random());
    let export = |keys: &[&str], code: i32, words: &str| {
        write(terminal.folder(), keys);
        says(&terminal.run(&["export", "users"]), code, words);
    };
    export(&[&old], 0, "rows written");
    export(&[&new, &old], 0, "rows written");
    export(&[&old], 1, ANOTHER);
    export(&[&new], 1, ANOTHER);
    export(&[&random(), &new], 1, ANOTHER);
    export(&[&random(), &new, &old], 0, "rows written");
}
