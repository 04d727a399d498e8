//! What is not restored, and what is not written: then everything is as it was before.
use super::backup::{backed_up, restore, says, served};
use crate::support::TestApp;
use crate::support::console::Terminal;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// A house whose server has stopped, its terminal and a backup of it.
fn stopped() -> (TestApp, Terminal, PathBuf) {
    let (mut app, terminal) = served();
    let path = backed_up(&terminal);
    app.stop();
    (app, terminal, path)
}

/// A backup with other contents, put together in good order.
pub fn altered(path: &Path, change: impl Fn(&str, &mut Vec<u8>)) -> PathBuf {
    use sha2::{Digest, Sha256};
    let target = path.with_extension("altered.tar");
    let mut out = tar::Builder::new(std::fs::File::create(&target).unwrap());
    let mut sum = Sha256::new();
    for entry in tar::Archive::new(std::fs::File::open(path).unwrap()).entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_str().unwrap().to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name == "end.json" {
            bytes = format!("{{\"sha256\":\"{}\"}}", hex::encode(sum.clone().finalize())).into_bytes();
        } else {
            change(&name, &mut bytes);
            sum.update(&bytes);
        }
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        out.append_data(&mut header, name, &bytes[..]).unwrap();
    }
    out.into_inner().unwrap();
    target
}

#[track_caller]
pub fn refused_unchanged(app: &TestApp, terminal: &Terminal, path: &Path, words: &str) {
    let before = app.db.fingerprint(&[]);
    says(&restore(&app.db, terminal, path), 1, words);
    app.db.assert_same(&before);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM pg_namespace WHERE nspname = 'before_restore'"),
        0
    );
}

#[test]
fn nothing_is_restored_under_a_running_server() {
    let (app, terminal) = served();
    let path = backed_up(&terminal);
    refused_unchanged(&app, &terminal, &path, "stop the server on every node first");
}

#[test]
fn a_connection_of_the_stopped_server_that_is_still_closing_is_waited_for() {
    let (app, terminal, path) = stopped();
    let lingering = app.db.app();
    let closing = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(2));
        drop(lingering);
    });
    says(&restore(&app.db, &terminal, &path), 0, "Restored as of");
    closing.join().unwrap();
}

#[test]
fn a_file_that_is_cut_off_damaged_or_no_backup_is_not_restored() {
    let (app, terminal, path) = stopped();
    let whole = std::fs::read(&path).unwrap();
    let other = path.with_extension("other.tar");
    let mut turned = whole.clone();
    let middle = whole.len() / 2;
    turned[middle] ^= 1;
    for (bytes, words) in [
        (&whole[..whole.len() * 2 / 3], "is damaged"),
        (&turned[..], "is damaged"),
        (&b"something else"[..], "is no backup of Keyholder"),
        (&b""[..], "is no backup of Keyholder"),
    ] {
        std::fs::write(&other, bytes).unwrap();
        refused_unchanged(&app, &terminal, &other, words);
    }
}

/// The statements of the database run until one fails; nothing of them stays.
#[test]
fn a_restore_that_fails_half_way_leaves_everything_as_it_was() {
    let (app, terminal, path) = stopped();
    let half = altered(&path, |name, bytes| {
        if name == "database.dump" {
            bytes.truncate(bytes.len() * 9 / 10);
        }
    });
    refused_unchanged(&app, &terminal, &half, "failed");
}

#[test]
fn a_restore_whose_migrations_fail_leaves_everything_as_it_was() {
    let (mut app, terminal) = served();
    app.db.run(
        "CREATE TABLE kept AS SELECT max(version) AS version FROM __diesel_schema_migrations;
        DELETE FROM __diesel_schema_migrations WHERE version = (SELECT version FROM kept)",
    );
    let path = backed_up(&terminal);
    app.db
        .run("INSERT INTO __diesel_schema_migrations (version) SELECT version FROM kept; DROP TABLE kept");
    app.stop();
    refused_unchanged(&app, &terminal, &path, "everything is as it was before");
}

#[test]
fn a_backup_of_a_newer_version_is_not_restored() {
    let (app, terminal, path) = stopped();
    let newer = altered(&path, |name, bytes| {
        if name == "keyholder.json" {
            let text = String::from_utf8(bytes.clone()).unwrap();
            *bytes = text
                .replace("\"migrations\": [", "\"migrations\": [ \"99990101\",")
                .into_bytes();
        }
    });
    refused_unchanged(&app, &terminal, &newer, "was made by a newer version");
}

#[test]
fn the_key_of_another_installation_is_told_and_a_lost_one_is_a_choice() {
    let (app, terminal, path) = stopped();
    let other = Terminal::at(&app.db);
    std::fs::remove_file(other.folder().join("installation.key")).unwrap();
    says(&restore(&app.db, &other, &path), 1, "installation.key does not exist");
    super::key::write(other.folder(), &[&super::key::random()]);
    refused_unchanged(&app, &other, &path, "belongs to another installation key");
    app.db.reconnect();
    let said = other.run(&["restore", path.to_str().unwrap(), "--other-key"]);
    says(&said, 0, "Restored");
    says(&other.run(&["export", "users"]), 0, "rows written");
    app.db.reconnect();
    says(&restore(&app.db, &terminal, &path), 0, "Restored");
}

#[test]
fn a_backup_overwrites_nothing() {
    let (_app, terminal) = served();
    let path = backed_up(&terminal);
    let before = std::fs::read(&path).unwrap();
    says(
        &terminal.run(&["backup", path.to_str().unwrap()]),
        1,
        "is there already",
    );
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

/// SECURITY RS1.
#[test]
fn rs1_where_there_is_no_room_nothing_is_left_of_a_backup() {
    let (app, _) = served();
    let terminal = Terminal::at(&app.db);
    let folder = terminal.folder().join("full");
    std::fs::create_dir(&folder).unwrap();
    // A limit of 32 KiB a file is as good as a full disk; the signal that comes with it would end the process.
    let program = terminal.command(&["backup"]);
    let words: Vec<_> = program.get_args().map(|word| word.to_owned()).collect();
    let mut limited = std::process::Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$@\"", "sh"]);
    limited
        .arg(program.get_program())
        .args(words)
        .arg(folder.join("house.tar"));
    limited.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = limited.stdin(Stdio::null()).output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(
        !output.status.success() && text.contains("there is no room for the backup"),
        "{text}"
    );
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'backup.written'"),
        0
    );
}

/// SECURITY LG4, SC1: the file is the whole house, but nobody gets a second factor or the mail password out of it.
#[test]
fn sc1_the_installation_key_is_not_in_a_backup() {
    let (_app, terminal) = served();
    let file = std::fs::read(backed_up(&terminal)).unwrap();
    let key = std::fs::read_to_string(terminal.folder().join("installation.key")).unwrap();
    let bytes = hex::decode(key.trim()).unwrap();
    let holds = |what: &[u8]| file.windows(what.len()).any(|part| part == what);
    assert!(!holds(key.trim().as_bytes()) && !holds(&bytes));
    assert!(holds(b"keyholder.json"));
}
