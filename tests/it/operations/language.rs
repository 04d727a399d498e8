//! A PostgreSQL of one's own that reports errors in another language (SECURITY RS1).
use super::backup::says;
use crate::support::console::Terminal;
use crate::support::postgres::Postgres;
use diesel::connection::SimpleConnection;

/// Outages and deadlocks are known by the words of PostgreSQL.
#[test]
fn rs1_a_database_whose_errors_are_not_understood_is_refused_with_the_remedy() {
    let postgres = Postgres::start();
    let db = postgres.database();
    let terminal = Terminal::at(&db);
    says(&terminal.run(&["check-config"]), 0, "The configuration is sound");
    postgres.speak_swedish();
    let told = db.app().batch_execute("SELECT 1 / 0").unwrap_err();
    assert_eq!(told.to_string(), "division med noll");
    let before = db.fingerprint(&[]);
    for words in [
        &["check-config"][..],
        &["serve", "--port", "0"],
        &["migrate"],
        &["export", "users"],
    ] {
        says(
            &terminal.run(words),
            1,
            "ALTER DATABASE keyholder SET lc_messages TO 'C'",
        );
    }
    db.assert_same(&before);
    db.owner()
        .batch_execute("ALTER DATABASE keyholder SET lc_messages TO 'C'")
        .unwrap();
    says(&terminal.run(&["check-config"]), 0, "The configuration is sound");
    says(&terminal.run(&["export", "users"]), 0, "rows written");
}
