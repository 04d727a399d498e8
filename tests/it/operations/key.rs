//! SECURITY SC2: the installation key is changed, and nobody notices.
use super::backup::says;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH};
use crate::support::console::Terminal;
use crate::support::phone::{Phone, later};
use crate::support::{TestApp, TestDb};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn write(folder: &Path, keys: &[&str]) {
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
    let (old, new) = (
        hex::encode(rand::random::<[u8; 32]>()),
        hex::encode(rand::random::<[u8; 32]>()),
    );
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
    let good = hex::encode(rand::random::<[u8; 32]>());
    for (second, words) in [
        ("changeme", "64 hexadecimal digits a line"),
        (&"00".repeat(32)[..], "is not random"),
    ] {
        write(terminal.folder(), &[&good, second]);
        says(&terminal.run(&["check-config"]), 1, words);
    }
}
