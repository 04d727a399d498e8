//! The list as CSV (SPEC L-5, SECURITY EX1 to EX3), and through it that every query shape finds the same users.
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, MANAGER_NORTH, MANAGER_SOUTH, unit};
use crate::support::client::Client;
use std::collections::BTreeSet;

/// The first column but for its heading.
fn exported(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/users/export?{query}"));
    assert_eq!(page.status, 200, "{}", page.body);
    page.body
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().unwrap_or("").to_owned())
        .collect()
}

#[test]
fn an_export_has_the_rows_and_columns_of_the_list_and_is_logged() {
    let app = TestApp::start();
    let page = app.log_in(MANAGER_NORTH).get("/users/export?q=north&sort=name");
    let lines: Vec<_> = page.body.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "Display name,Name,Org. unit,Last active,Login attempts with incorrect password,Status"
    );
    assert!(lines[1].starts_with("Dora Dahl,dora,North,") && lines[2].starts_with("Mona Nørgaard,mona,North,"));
    assert_eq!(lines.len(), 4);
    let logged = "SELECT details->>'rows' FROM activity WHERE type = 'users.exported' AND user_id = 201";
    assert_eq!(app.db.text(logged), "2");
}

#[test]
fn a_manager_exports_nobody_from_elsewhere() {
    let app = TestApp::start();
    let manager = app.log_in(MANAGER_NORTH);
    let all: BTreeSet<_> = exported(&manager, "deactivated=1").into_iter().collect();
    let own = ["Carl Aagaard", "Dora Dahl", "Lone Lund", "Mona Nørgaard"].map(str::to_owned);
    assert_eq!(all, own.into());
    assert_eq!(manager.get("/users/export?unit=6").status, 404);
}

#[test]
fn a_download_is_named_and_kept_by_nobody() {
    let app = TestApp::start();
    let page = app.log_in(ADMINISTRATOR).get("/users/export");
    assert!(page.header("content-type").starts_with("text/csv; charset=utf-8"));
    assert!(
        page.header("content-disposition")
            .starts_with("attachment; filename=\"users-20")
    );
    assert_eq!(
        (page.header("cache-control"), page.header("x-content-type-options")),
        ("no-store", "nosniff")
    );
}

#[test]
fn a_name_that_is_a_formula_is_only_text_in_the_file() {
    let app = TestApp::start();
    app.db
        .run("UPDATE users SET display_name = '=cmd|''/c calc''!A1' WHERE id = 205");
    assert_eq!(exported(&app.log_in(MANAGER_NORTH), "q=lone")[0], "'=cmd|'/c calc'!A1");
}

/// 8,100 users of 27 kinds in Aalborg, Skagen and Odense: enough that no shape of query is spared.
const CROWD: &str = "
CREATE TEMP TABLE crowd AS SELECT 10000 + i AS id, i, f, l, (ARRAY[4, 5, 7])[1 + i / 9 % 3] AS unit FROM generate_series(1, 8100) i,
    LATERAL (SELECT (ARRAY['jens', 'anne', 'kirsten'])[1 + i % 3] f, (ARRAY['jensen', 'holm', 'moller'])[1 + i / 3 % 3] l) n;
INSERT INTO accounts (id, kind, name, name_key) SELECT id, 'user', f || i, f || i FROM crowd;
INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state)
    SELECT id, unit, f || ' ' || l || ' ' || i, f || ' ' || l || ' ' || i, f || i, CASE WHEN i % 10 = 0 THEN 'deactivated' ELSE 'active' END FROM crowd;
INSERT INTO user_clock (user_id) SELECT id FROM crowd;
INSERT INTO user_words (word, sort_name, user_id, unit_id, active)
    SELECT DISTINCT w, u.sort_name, u.id, u.unit_id, u.state = 'active' FROM crowd c JOIN users u USING (id), unnest(ARRAY[f, l, l || 'e', f || i, i::text]) w;
ANALYZE";

/// What a query must find in the crowd: condition on `users`, written by hand.
const QUERIES: [(&str, &str); 12] = [
    ("", "true"),
    ("q=jens", "display_name LIKE 'jens %' OR display_name LIKE '% jensen %'"),
    ("q=jensen", "display_name LIKE '% jensen %'"),
    ("q=ki", "display_name LIKE 'kirsten %'"),
    ("q=kirsten12", "sort_login LIKE 'kirsten12%'"),
    ("q=anne+moller", "display_name LIKE 'anne moller %'"),
    ("q=anne+odense", "display_name LIKE 'anne %' AND unit_id = 7"),
    ("q=odense", "unit_id = 7"),
    ("q=s", "unit_id IN (5, 7)"),
    (
        "q=anne+-moller",
        "display_name LIKE 'anne %' AND display_name NOT LIKE '% moller %'",
    ),
    ("q=%22anne+holm%22", "display_name LIKE 'anne holm %'"),
    ("q=unit:skagen+login:jens", "display_name LIKE 'jens %' AND unit_id = 5"),
];

fn agrees(app: &TestApp, client: &Client, units: &str) {
    for (query, condition) in QUERIES {
        for (how, state) in [
            ("", "active"),
            ("&sort=name", "active"),
            ("&sort=unit&dir=desc", "active"),
            ("&deactivated=1", "deactivated"),
        ] {
            let found: Vec<_> = exported(client, &format!("{query}{how}"))
                .into_iter()
                .filter(|name| name.contains(' ') && name.ends_with(char::is_numeric))
                .collect();
            let truth = app.db.number(&format!(
                "SELECT count(*) FROM users WHERE id > 10000 AND state IN ('active', '{state}') AND unit_id IN ({units}) AND ({condition})"
            ));
            let distinct: BTreeSet<_> = found.iter().collect();
            assert_eq!(
                (found.len() as i64, distinct.len()),
                (truth, found.len()),
                "{query}{how}"
            );
        }
    }
}

#[test]
fn every_query_shape_finds_everybody_it_should_once() {
    let app = TestApp::start();
    app.db.run(CROWD);
    agrees(&app, &app.log_in(ADMINISTRATOR), "4, 5, 7");
}

#[test]
fn every_query_shape_keeps_to_the_scope() {
    let app = TestApp::start();
    app.db.run(CROWD);
    agrees(&app, &app.log_in(MANAGER_NORTH), "4, 5");
}

/// Reading users takes its time, so that there is a while to end the session in.
const SLOW: &str = "
CREATE FUNCTION slowly(id bigint) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN IF id % 10 = 1 THEN PERFORM pg_sleep(0.005); END IF; RETURN true; END $$;
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY slowly ON users USING (slowly(id))";

/// Begins a slow download, does this meanwhile, and says whether the file became whole.
fn is_whole_after(app: &TestApp, client: Client, deed: impl FnOnce(&TestApp)) -> bool {
    app.db.run(SLOW);
    let download = std::thread::spawn(move || client.request("GET", "/users/export").try_send().is_ok());
    std::thread::sleep(std::time::Duration::from_millis(500));
    deed(app);
    download.join().unwrap();
    let whole = "SELECT details->>'whole' FROM activity WHERE type = 'users.exported'";
    app.db.text(whole) == "true"
}

/// SECURITY SE6: an open download ends too.
#[test]
fn a_download_is_cut_off_when_its_session_ends() {
    let app = TestApp::start();
    app.db.run(CROWD);
    let admin = app.log_in(ADMINISTRATOR);
    let ends = "UPDATE sessions SET ended_at = now(), ended_how = 'logged-out'";
    assert!(!is_whole_after(&app, admin, |app| app.db.run(ends)));
}

#[test]
fn p8_a_download_is_cut_off_when_its_reader_loses_the_screen_or_a_store() {
    let lose: [fn(&TestApp); 2] = [
        |app| app.db.run("DELETE FROM memberships WHERE account_id = 201"),
        |app| app.db.give(MANAGER_NORTH.id, "OrgUnitAccess", unit::SKAGEN, false),
    ];
    for lost in lose {
        let app = TestApp::start();
        app.db.run(CROWD);
        let mona = app.log_in(MANAGER_NORTH);
        assert!(!is_whole_after(&app, mona, lost));
    }
}

#[test]
fn p8_a_download_goes_on_while_others_change() {
    let app = TestApp::start();
    app.db.run(CROWD);
    let mona = app.log_in(MANAGER_NORTH);
    let other = |app: &TestApp| app.db.give(MANAGER_SOUTH.id, "EditUser", unit::ODENSE, false);
    assert!(is_whole_after(&app, mona, other));
}

/// SPEC U-3: whoever ticked rows exports these, and the button says so; P-12 holds for them as for the list.
#[test]
fn u3_the_selection_alone_is_exported_where_there_is_one() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let list = mona.get("/users?q=zzz&id=202");
    assert_eq!(list.attrs("#more a", "href")[0], "/users/export?q=zzz");
    let list = mona.get("/users?sort=name&id=202&id=205");
    assert!(list.text("#more").contains("Export 2"), "{}", list.text("#more"));
    let url = list.attrs("#more a", "href")[0].clone();
    assert_eq!(url, "/users/export?sort=name&id=202&id=205");
    assert_eq!(
        exported(&mona, url.split_once('?').unwrap().1),
        ["Carl Aagaard", "Lone Lund"]
    );
    assert_eq!(exported(&mona, "sort=unit&dir=desc&id=205&id=202").len(), 2);
    assert_eq!(list.attrs("#files a", "href")[0], "/users/export?sort=name");
    let logged = "SELECT details->>'selected' FROM activity WHERE type = 'users.exported' ORDER BY id LIMIT 1";
    assert_eq!(app.db.text(logged), "2");
    assert_eq!(
        exported(&mona, "id=203&id=2&id=99999").len(),
        0,
        "nobody from elsewhere"
    );
}
