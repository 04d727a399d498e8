//! `keyholder upgrade-database`. With one version of PostgreSQL at hand the data move to a new database of the same version;
//! what only differs is whose programs made it.
use crate::support::program::Place;
use keyholder::cli::upgrade_database::move_to_newest;
use keyholder::config::{Config, Overrides};
use nix::sys::signal::Signal;
use std::process::Output;

fn said(output: &Output) -> String {
    String::from_utf8([output.stdout.clone(), output.stderr.clone()].concat()).unwrap()
}

fn config(place: &Place) -> Config {
    let folder = place.folder.join("data").display().to_string();
    Config::from_environment([("KEYHOLDER_DATA_DIR".to_owned(), folder)], &Overrides::default()).unwrap()
}

#[test]
fn data_of_a_version_whose_programs_are_missing_are_left_alone_and_the_way_is_named() {
    let place = Place::new();
    assert!(place.run(&["migrate"]).status.success());
    let version = place.folder.join("data/postgres/PG_VERSION");
    let real = std::fs::read_to_string(&version).unwrap();
    std::fs::write(&version, "9\n").unwrap();
    for words in [&["serve", "--port", "0"][..], &["upgrade-database"]] {
        let output = place.run(words);
        let text = said(&output);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(
            text.contains("postgresql-9") && text.contains("keyholder upgrade-database"),
            "{text}"
        );
    }
    std::fs::write(&version, real).unwrap();
    assert_eq!(place.serve().login_page(), 200);
}

#[test]
fn everything_moves_into_a_new_database_and_the_old_one_is_kept() {
    let place = Place::new();
    let mut server = place.serve();
    place.db().run("UPDATE users SET display_name = 'Kept' WHERE id = 2");
    let before = place.db().fingerprint(&[]);
    let refused = move_to_newest(&config(&place)).unwrap_err().to_string();
    assert!(refused.contains("stop the server"), "{refused}");
    server.end(Signal::SIGTERM);
    let (file, aside) = move_to_newest(&config(&place)).unwrap();
    assert!(file.is_file() && aside.join("PG_VERSION").is_file() && place.postgres().is_none());
    let _server = place.serve();
    let db = place.db();
    assert_eq!(db.text("SELECT display_name FROM users WHERE id = 2"), "Kept");
    let but = ["links", "activity", "activity_personal", "sessions"];
    let before: Vec<_> = before
        .into_iter()
        .filter(|(table, _)| !but.contains(&&table[..]))
        .collect();
    db.assert_same(&before);
    assert!(place.run(&["activity", "verify"]).status.success());
}

#[test]
fn there_is_nothing_to_do_where_the_newest_made_the_data() {
    let place = Place::new();
    assert!(said(&place.run(&["upgrade-database"])).contains("no private PostgreSQL"));
    assert!(place.run(&["migrate"]).status.success());
    let output = place.run(&["upgrade-database"]);
    assert!(
        output.status.success() && said(&output).contains("Nothing to do"),
        "{}",
        said(&output)
    );
    let mut elsewhere = place.command(&["upgrade-database"]);
    let output = elsewhere.env("DATABASE_URL", "postgresql://kh@db/kh").output().unwrap();
    assert!(
        !output.status.success() && said(&output).contains("whoever runs it"),
        "{}",
        said(&output)
    );
}
