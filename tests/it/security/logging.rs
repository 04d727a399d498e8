//! SECURITY 1.11: what is written down, and what is not.
use crate::security::{TRACES, places, stored};
use crate::support::app::log;
use crate::support::cast::{self, PASSWORD};
use crate::support::client::COOKIE;
use crate::support::{TestApp, TestDb};
use diesel::connection::SimpleConnection;

/// Entries of this type: who, about whom, in which unit, from where.
fn entries(app: &TestApp, kind: &str) -> Vec<(i64, i64, i64, String)> {
    let select = format!(
        "SELECT coalesce(user_id, 0) AS who, coalesce(subject_id, 0) AS whom, coalesce(unit_id, 0) AS place, host(address) AS address FROM activity WHERE type = '{kind}' ORDER BY id"
    );
    let number = |row: &serde_json::Value, name: &str| row[name].as_i64().unwrap();
    let rows = app.db.rows(&select);
    rows.iter()
        .map(|row| {
            (
                number(row, "who"),
                number(row, "whom"),
                number(row, "place"),
                row["address"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

const HERE: &str = "127.0.0.1";

#[test]
fn lg1_every_result_of_a_login_and_a_logout_is_one_entry() {
    let app = TestApp::start();
    app.log_in(cast::MANAGER_NORTH).post("/logout", &[]);
    for _ in 0..6 {
        app.visitor().post("/login", &[("name", "carl"), ("password", "wrong")]);
    }
    app.visitor()
        .post("/login", &[("name", "nobody"), ("password", "wrong")]);
    assert_eq!(entries(&app, "login.succeeded"), [(201, 201, 3, HERE.into())]);
    assert_eq!(entries(&app, "session.ended"), [(201, 201, 3, HERE.into())]);
    let mut failed = vec![(0, 202, 4, HERE.to_owned()); 5];
    failed.push((0, 0, 0, HERE.into()));
    assert_eq!(entries(&app, "login.failed"), failed);
    assert_eq!(entries(&app, "login.blocked"), [(0, 202, 4, HERE.into())]);
}

/// What an administrator sends, and the one entry it leaves: its type, whom it is about, that one's unit at the time.
const CHANGES: &[(&str, &str, &str, i64, i64)] = &[
    ("/users/202", "version=1&display_name=Carl+A", "user.updated", 202, 4),
    ("/users/202/rename", "name=carla", "user.renamed", 202, 4),
    ("/users/move?id=202", "into=5", "user.moved", 202, 4),
    (
        "/users/reset-failed-logins?id=202",
        "",
        "user.failed_logins_reset",
        202,
        5,
    ),
    (
        "/users/require-new-password?id=202",
        "",
        "user.new_password_required",
        202,
        5,
    ),
    ("/users/log-out?id=202", "", "user.logged_out", 202, 5),
    ("/users/deactivate?id=202", "", "user.deactivated", 202, 5),
    ("/users/activate?id=202", "", "user.activated", 202, 5),
    (
        "/users/202/password",
        "current_password=CURRENT&new_password=NEW&again=NEW",
        "user.password_changed",
        202,
        5,
    ),
    ("/users/delete?id=202", "confirm=carla", "user.deleted", 202, 5),
    ("/users/columns", "column=id", "user.columns_chosen", 2, 1),
    (
        "/account",
        "version=1&display_name=Chef&theme=system",
        "user.updated",
        2,
        1,
    ),
    ("/account/theme", "theme=dark", "user.updated", 2, 1),
    ("/account/sessions", "others=1", "session.others_ended", 2, 1),
    (
        "/account/password",
        "current_password=CURRENT&new_password=NEW&again=NEW",
        "user.password_changed",
        2,
        1,
    ),
];

#[test]
fn lg1_every_change_leaves_exactly_one_entry_that_says_who_whom_where_and_whence() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    app.log_in(cast::ADMINISTRATOR);
    app.visitor().post("/login", &[("name", "carl"), ("password", "wrong")]);
    app.log_in(cast::CASHIER_NORTH);
    app.db.run("UPDATE user_clock SET failed_shown = 1 WHERE user_id = 202");
    for (path, form, kind, whom, place) in CHANGES {
        let last = app.db.number("SELECT max(id) FROM activity");
        let form = form
            .replace("CURRENT", &PASSWORD.replace(' ', "+"))
            .replace("NEW", "gult+regnslag+paa+en+cykel");
        let done = admin
            .request("POST", path)
            .body("application/x-www-form-urlencoded", form)
            .send();
        assert_eq!(done.status, 303, "{path}: {}", done.body);
        let left = app.db.rows(&format!(
            "SELECT type, user_id, subject_id, unit_id, host(address) AS address FROM activity WHERE id > {last}"
        ));
        let expected =
            serde_json::json!([{ "type": kind, "user_id": 2, "subject_id": whom, "unit_id": place, "address": HERE }]);
        assert_eq!(serde_json::Value::Array(left), expected, "{path}");
    }
    assert_eq!(
        app.db
            .number("SELECT count(*) - count(DISTINCT request_id) FROM activity"),
        0
    );
}

#[test]
fn lg1_a_refusal_is_one_entry_and_repeated_ones_are_counted() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    for _ in 0..3 {
        assert_eq!(carl.get("/users/new").status, 403);
    }
    assert_eq!(entries(&app, "access.denied").len(), 1);
    assert_eq!(app.db.number("SELECT times FROM refusals_repeated"), 3);
}

#[test]
fn lg2_what_cannot_be_written_down_does_not_happen() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let edit = admin
        .get("/users/202")
        .form("main form[method=post]")
        .fill("display_name", "Changed");
    let deactivate = admin.get("/users/deactivate?id=202").form("main form");
    app.db.run("REVOKE INSERT ON activity FROM keyholder_app");
    let before = app.db.fingerprint(TRACES);
    assert_eq!((edit.submit().status, deactivate.submit().status), (500, 500));
    let login = app
        .visitor()
        .post("/login", &[("name", "mona"), ("password", PASSWORD)]);
    assert_eq!(login.status, 500);
    app.db.assert_same(&before);
    assert_eq!(app.db.number("SELECT count(*) FROM sessions WHERE user_id = 201"), 0);
}

#[test]
fn lg3_sc3_the_role_of_requests_cannot_rewrite_the_log_nor_make_anything() {
    let db = TestDb::new();
    let mut app = db.app();
    for statement in [
        "UPDATE activity SET type = 'x'",
        "DELETE FROM activity",
        "TRUNCATE activity",
        "DELETE FROM activity_personal",
        "UPDATE activity_chain SET hash = ''",
        "CREATE TABLE mine (a int)",
        "DROP TABLE users",
        "ALTER TABLE users ADD a int",
        "CREATE ROLE somebody",
        "CREATE SCHEMA mine",
        "GRANT keyholder_owner TO keyholder_app",
        "SET ROLE keyholder_owner",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "COPY users TO '/tmp/x'",
        "COPY users TO PROGRAM 'cat'",
        "ALTER SYSTEM SET fsync = off",
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('x')",
    ] {
        assert!(app.batch_execute(statement).is_err(), "{statement}");
    }
    let owned =
        "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = 'keyholder_app'";
    assert_eq!(db.number(owned), 0);
    let power = "SELECT count(*) FROM pg_roles WHERE rolname = 'keyholder_app' AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication)";
    assert_eq!(db.number(power), 0);
}

/// A tour through everything with secrets of its own, then a look at all that any test's server has logged.
#[test]
fn lg4_no_secret_reaches_the_log_or_the_database() {
    let app = TestApp::start();
    let wrong = "marker wrong 9f8e7d6c";
    let fresh = "marker fresh regnjakke 5b4a";
    app.visitor().post("/login", &[("name", "mona"), ("password", wrong)]);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = admin
        .get("/users/new")
        .form("main form")
        .fill("name", "kaj")
        .fill("display_name", "Kaj");
    let made = form
        .fill("password", fresh)
        .fill("again", fresh)
        .choose("unit", 4)
        .submit();
    assert_eq!(made.status, 303, "{}", made.body);
    for place in places(cast::CASHIER_NORTH.id)
        .iter()
        .filter(|place| place.method == "GET")
    {
        place.ask(&admin);
    }
    let cookie = admin.cookie(COOKIE);
    admin
        .request("POST", "/users/202")
        .body("application/x-www-form-urlencoded", format!("password={fresh}&x=1"))
        .send();
    let (log, stored) = (log(), stored(&app.db));
    assert!(log.contains("answered") && stored.contains("kaj"));
    for secret in [wrong, fresh, PASSWORD, &cookie, "$argon2id$"] {
        assert!(!log.contains(secret), "the log has {secret}");
    }
    for secret in [wrong, fresh, PASSWORD, &cookie] {
        assert!(!stored.contains(secret), "the database has {secret}");
    }
}

#[test]
fn every_line_of_a_request_says_which_request_method_path_and_user_it_is_and_nothing_that_was_asked() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let page = mona.get("/users/202?from=marker4711search");
    assert_eq!(page.status, 200);
    let log = log();
    let line = log
        .lines()
        .rev()
        .find(|line| line.contains("path=\"/users/{id}\"") && line.contains("user=201") && line.contains("answered"));
    let line = line.expect("the request is in the log");
    for words in ["id=", "method=GET", "status=200", "milliseconds="] {
        assert!(line.contains(words), "{words}: {line}");
    }
    let ours = log
        .lines()
        .filter(|line| line.contains("keyholder::") && !line.contains("sql"));
    assert_eq!(ours.filter(|line| line.contains("marker4711search")).count(), 0);
}

#[test]
fn lg5_nobody_writes_lines_into_the_log() {
    let app = TestApp::start();
    let marker = "FAKE7731";
    app.visitor().post(
        "/login",
        &[
            ("name", &format!("x\r\n{marker} \u{1b}[31m\u{202e}")),
            ("password", "x"),
        ],
    );
    app.visitor().get(&format!("/%0d%0a{marker}%1b%5b31m%e2%80%ae"));
    app.visitor()
        .request("GET", "/login")
        .header("user-agent", &format!("{marker}\t"))
        .send();
    let log = log();
    assert!(log.lines().all(|line| !line.starts_with(marker)));
    assert!(!log.contains('\u{1b}') && !log.contains('\u{202e}'));
}
