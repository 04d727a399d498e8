//! The program itself: its words, its exit codes, and what survives when it is killed.
use crate::support::TestDb;
use crate::support::program::{PROGRAM, Place, Serving};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{User, geteuid};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

fn said(output: &Output) -> String {
    String::from_utf8([output.stdout.clone(), output.stderr.clone()].concat()).unwrap()
}

#[test]
fn a_first_start_prints_a_link_and_the_next_one_prints_another_that_kills_it() {
    let place = Place::new();
    let mut first = place.serve();
    let old = first.link().to_owned();
    assert_eq!((first.login_page(), first.status(&old)), (200, 303));
    first.end(Signal::SIGTERM);
    assert!(
        place.postgres().is_none(),
        "the private PostgreSQL stops with its last user"
    );
    let second = place.serve();
    let secret = old.rsplit('/').next().unwrap();
    assert_eq!(second.status(&format!("{}setup/{secret}", second.address)), 410);
    assert_eq!(second.status(second.link()), 303);
}

#[test]
fn a_killed_server_leaves_its_database_to_the_next_one() {
    let place = Place::new();
    let mut first = place.serve();
    let postgres = place.postgres().unwrap();
    first.end(Signal::SIGKILL);
    let mut second = place.serve();
    assert_eq!((place.postgres(), second.login_page()), (Some(postgres), 200));
    second.end(Signal::SIGKILL);
    kill(postgres, Signal::SIGKILL).unwrap();
    let third = place.serve();
    assert_eq!(third.login_page(), 200);
    assert_ne!(place.postgres(), Some(postgres));
}

#[test]
fn a_killed_database_comes_back_under_a_running_server() {
    let place = Place::new();
    let server = place.serve();
    kill(place.postgres().unwrap(), Signal::SIGKILL).unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    while server.login_page() != 200 {
        assert!(Instant::now() < deadline, "it does not come back");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn commands_work_beside_a_running_server_and_without_one() {
    let place = Place::new();
    assert!(place.run(&["migrate"]).status.success());
    assert!(place.postgres().is_none());
    let server = place.serve();
    let output = place.run(&["admin", "recover"]);
    assert!(output.status.success(), "{}", said(&output));
    let text = said(&output);
    let link = text
        .lines()
        .find_map(|line| line.split("hours): ").nth(1))
        .expect("a link");
    assert!(link.starts_with(&server.address), "{link}");
    assert_eq!(server.status(link), 303);
    assert_eq!(server.status(server.link()), 410, "a new link kills the old one");
}

#[test]
fn recovery_is_for_administrators_alone_and_enables_and_logs_them_out() {
    let (place, db) = (Place::new(), TestDb::new());
    let recover = |login: &str| {
        let mut command = place.command(&["admin", "recover", login]);
        command
            .env("DATABASE_URL", db.app_url())
            .env("DATABASE_OWNER_URL", db.owner_url())
            .output()
            .unwrap()
    };
    assert_eq!(recover("nobody-has-this-name").status.code(), Some(1));
    assert_eq!(recover("System").status.code(), Some(1));
    let text = said(&recover("administrator"));
    assert!(text.contains("/setup/"), "{text}");
    assert_eq!(
        db.number("SELECT count(*) FROM activity WHERE type = 'user.recovered' AND subject_id = 2"),
        1
    );
    assert_eq!(
        db.number("SELECT count(*) FROM sessions WHERE user_id = 2 AND ended_at IS NULL"),
        0
    );
}

#[test]
fn every_mistake_of_the_configuration_is_told_before_anything_happens() {
    let place = Place::new();
    for words in [&["check-config"][..], &["serve"], &["migrate"], &["admin", "recover"]] {
        let mut command = place.command(words);
        command
            .env("KEYHOLDER_PORT", "x")
            .env("KEYHOLDER_LANGUAGE", "sv")
            .env("KEYHOLDER_TYPO", "1");
        let output = command.output().unwrap();
        let text = said(&output);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            ["KEYHOLDER_PORT", "KEYHOLDER_LANGUAGE", "KEYHOLDER_TYPO"]
                .iter()
                .all(|name| text.contains(name)),
            "{text}"
        );
    }
    assert!(!place.folder.join("data").exists());
}

#[test]
fn wrong_words_end_with_code_two() {
    let place = Place::new();
    for words in [&["frobnicate"][..], &["serve", "--port", "x"], &["admin"]] {
        assert_eq!(place.run(words).status.code(), Some(2), "{words:?}");
    }
}

#[test]
fn a_key_that_others_can_read_stops_the_server() {
    let place = Place::new();
    assert!(place.run(&["migrate"]).status.success());
    let key = place.folder.join("data/installation.key");
    std::fs::write(&key, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08").unwrap();
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o644)).unwrap();
    let output = place.run(&["serve", "--port", "0"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("chmod 600"), "{}", said(&output));
}

#[test]
fn an_ordinary_user_runs_it_as_well_as_root() {
    if !geteuid().is_root() {
        return;
    }
    let (place, nobody) = (Place::new(), User::from_name("nobody").unwrap().unwrap());
    std::os::unix::fs::chown(&place.folder, Some(nobody.uid.as_raw()), Some(nobody.gid.as_raw())).unwrap();
    // The build folder may be below a folder of root's.
    let program = place.folder.join("keyholder");
    std::fs::copy(PROGRAM, &program).unwrap();
    let mut command = Command::new(&program);
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .current_dir("/")
        .uid(nobody.uid.as_raw())
        .gid(nobody.gid.as_raw());
    command
        .args(["serve", "--port", "0", "--data-dir"])
        .arg(place.folder.join("data"));
    let mut server = Serving::start(command);
    assert_eq!(server.login_page(), 200);
    let owner = std::fs::metadata(place.folder.join("data/postgres")).unwrap();
    assert_eq!(std::os::unix::fs::MetadataExt::uid(&owner), nobody.uid.as_raw());
    let beside = place.run(&["admin", "recover"]);
    assert!(
        beside.status.success() && said(&beside).contains(&server.address),
        "root works beside the server: {}",
        said(&beside)
    );
    server.end(Signal::SIGTERM);
    let as_root = place.run(&["migrate"]);
    assert!(as_root.status.success(), "root joins in: {}", said(&as_root));
}

/// A command on the wrong folder says so; it makes no second installation there.
#[test]
fn a_command_where_there_is_no_installation_makes_none() {
    let place = Place::new();
    let file = place.folder.join("house.tar");
    for words in [
        &["admin", "recover"][..],
        &["can", "carl", "EditUser", "N1"],
        &["export", "users"],
        &["person", "carl"],
        &["activity", "verify"],
        &["activity", "keep", "365"],
        &["backup", file.to_str().unwrap()],
    ] {
        let output = place.run(words);
        assert_eq!(output.status.code(), Some(1), "{words:?}");
        let told = said(&output);
        assert!(
            told.contains("there is no installation in") && told.contains("--data-dir"),
            "{told}"
        );
    }
    assert!(!place.folder.join("data").exists());
}
