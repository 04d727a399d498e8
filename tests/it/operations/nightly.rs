//! A backup every night, without anybody having to think of it.
use super::key::write;
use crate::jobs::soon;
use crate::support::program::{Place, Serving};
use std::time::Duration;

fn backups(place: &Place) -> Vec<String> {
    let folder = std::fs::read_dir(place.folder.join("data/backups"))
        .into_iter()
        .flatten();
    let mut names: Vec<String> = folder
        .flatten()
        .map(|file| file.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn serve(place: &Place, kept: &str) -> Serving {
    let mut command = place.command(&["serve", "--port", "0"]);
    command.env("KEYHOLDER_BACKUPS_KEPT", kept);
    Serving::start(command)
}

#[test]
fn a_night_adds_a_backup_and_takes_the_oldest_away() {
    let place = Place::new();
    let folder = place.folder.join("data/backups");
    std::fs::create_dir_all(&folder).unwrap();
    for name in [
        "nightly-20200101T000000Z.tar",
        "nightly-20200102T000000Z.tar",
        "keyholder-20200101T000000Z.tar",
    ] {
        std::fs::write(folder.join(name), "old").unwrap();
    }
    let server = serve(&place, "2");
    let db = place.db();
    soon("enlisted", || {
        db.number("SELECT count(*) FROM jobs WHERE name = 'backup'") == 1
    });
    assert_eq!(backups(&place).len(), 3, "the first one comes with the next night");
    db.run("UPDATE jobs SET due_at = now() WHERE name = 'backup'");
    soon("written", || {
        db.number("SELECT count(*) FROM jobs WHERE name = 'backup' AND result LIKE 'wrote nightly-%'") == 1
    });
    let names = backups(&place);
    assert_eq!(
        (names.len(), &names[0][..], &names[1][..]),
        (3, "keyholder-20200101T000000Z.tar", "nightly-20200102T000000Z.tar")
    );
    assert_eq!(
        db.number("SELECT count(*) FROM activity WHERE type = 'backup.written' AND user_id = 1"),
        1
    );
    let hour =
        "SELECT extract(hour FROM due_at AT TIME ZONE 'Europe/Copenhagen')::bigint FROM jobs WHERE name = 'backup'";
    assert_eq!(db.number(hour), 1, "the next one comes at night again");
    let ready = server.text("readyz");
    assert!(
        ready.contains("job backup ok\n") && !ready.contains("nightly-"),
        "{ready}"
    );
}

#[test]
fn a_node_that_makes_none_leaves_the_night_to_one_that_does() {
    let (place, other) = (Place::new(), Place::new());
    let server = serve(&place, "0");
    let db = place.db();
    db.run("INSERT INTO jobs (name, due_at) VALUES ('backup', now())");
    // A lane looks every second.
    std::thread::sleep(Duration::from_secs(4));
    let untouched = "SELECT count(*) FROM jobs WHERE name = 'backup' AND finished_at IS NULL AND due_at <= now()";
    assert_eq!(db.number(untouched), 1);
    assert!(!server.text("readyz").contains("job backup"));
    let key = std::fs::read_to_string(place.folder.join("data/installation.key")).unwrap();
    write(&other.folder.join("data"), &[key.trim()]);
    let mut command = other.command(&["serve", "--port", "0"]);
    command
        .env("DATABASE_URL", db.app_url())
        .env("DATABASE_OWNER_URL", db.owner_url())
        .env("KEYHOLDER_BACKUPS_KEPT", "1");
    let _other = Serving::start(command);
    soon("written", || {
        db.number("SELECT count(*) FROM jobs WHERE name = 'backup' AND result LIKE 'wrote nightly-%'") == 1
    });
    assert_eq!((backups(&place).len(), backups(&other).len()), (0, 1));
}

#[test]
fn a_night_without_room_is_told_and_the_house_goes_on() {
    let place = Place::new();
    let server = serve(&place, "2");
    let db = place.db();
    soon("enlisted", || {
        db.number("SELECT count(*) FROM jobs WHERE name = 'backup'") == 1
    });
    // A file where the folder should be is as good as a disk that is gone.
    std::fs::write(place.folder.join("data/backups"), "").unwrap();
    db.run("UPDATE jobs SET due_at = now(), succeeded_at = now() - interval '5 days' WHERE name = 'backup'");
    soon("failed", || {
        db.number("SELECT count(*) FROM jobs WHERE name = 'backup' AND result LIKE 'failed%'") == 1
    });
    assert!(db.number("SELECT extract(epoch FROM due_at - now())::bigint FROM jobs WHERE name = 'backup'") <= 3600);
    let ready = server.text("readyz");
    assert!(ready.contains("job backup failed\n"), "{ready}");
    assert_eq!(server.status(&format!("{}readyz", server.address)), 200);
}
