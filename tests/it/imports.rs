//! **Import** on the screen (SPEC L-5, SECURITY EX4 to EX6): sent, checked, looked at, applied as a whole or not at all.
use crate::security::TRACES;
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH, MANAGER_SOUTH, PASSWORD};
use crate::support::files::problems;
use crate::support::phone::Phone;

/// Tables of files that were sent.
const SENT: [&str; 3] = ["uploads", "upload_rows", "upload_names"];

const USERS: &str = "login,display_name,unit_code,email\nkaj,Kaj Kok,N1,kaj@chain.example\ncarl,Carl Aagaard,N2,carl@chain.example\nlone,Lone Lund,N2,\n";

#[test]
fn a_file_is_sent_looked_at_and_applied() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let page = mona.check_file("users", USERS);
    assert_eq!(page.texts(".tally dd"), ["3", "1", "1", "0", "1", "0"]);
    assert_eq!(page.texts("table.report tbody th"), ["2", "3"]);
    assert!(
        page.text("table.report tbody tr:nth-child(2)")
            .contains("unit Aalborg → Skagen"),
        "{}",
        page.body
    );
    let before = app.db.number("SELECT count(*) FROM users");
    let sent = page.form("main form").press("Apply");
    let page = mona.settled(sent.location());
    assert!(page.says("The file has been applied"), "{}", page.body);
    assert_eq!(app.db.number("SELECT count(*) FROM users"), before + 1);
    assert_eq!(app.db.number("SELECT unit_id FROM users WHERE id = 202"), 5);
}

#[test]
fn what_was_applied_stands_in_the_log_row_by_row_under_the_name_of_whoever_did_it() {
    let app = TestApp::start();
    app.log_in(MANAGER_NORTH).import_file("users", USERS);
    let entries = app.db.rows("SELECT type, user_id, details->>'source' AS source, host(address) AS address FROM activity WHERE batch_id IS NOT NULL ORDER BY type");
    let types: Vec<_> = entries.iter().map(|row| row["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["file.imported", "user.created", "user.updated"]);
    assert!(
        entries
            .iter()
            .all(|row| row["user_id"] == 201 && row["source"] == "screen" && row["address"] == "127.0.0.1")
    );
    assert_eq!(
        app.db
            .number("SELECT count(DISTINCT batch_id) FROM activity WHERE batch_id IS NOT NULL"),
        1
    );
    assert_eq!(
        app.db
            .text("SELECT details->>'rows' FROM activity WHERE type = 'file.imported'"),
        "3"
    );
    assert_eq!(app.db.number("SELECT created_by FROM users WHERE id > 900"), 201);
    // Files call a user's name what forms call it.
    let named = "SELECT details #>> '{name,new}' FROM activity_personal WHERE person_id > 900";
    assert_eq!(
        app.db.text(named),
        app.db.text("SELECT name FROM accounts WHERE id > 900")
    );
}

#[test]
fn a_checked_file_changes_nothing_and_an_applied_one_is_kept_no_longer() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let before = app.db.fingerprint(&[TRACES, &SENT].concat());
    let page = mona.check_file("users", USERS);
    app.db.assert_same(&before);
    mona.settled(page.form("main form").press("Apply").location());
    assert_eq!(app.db.number("SELECT octet_length(file) FROM uploads"), 0);
}

#[test]
fn ex5_a_file_with_one_bad_row_changes_nothing_and_tells_line_column_and_reason() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let rows: String = (0..500).map(|n| format!("new{n},New {n},N1\n")).collect();
    let page = mona.check_file("users", format!("login,display_name,unit_code\n{rows}bad,Bad,N9\n"));
    assert_eq!(problems(&page), ["502 unit_code No unit has the code N9."]);
    assert!(page.says("nothing was changed") && !page.says("Apply"), "{}", page.body);
    let csv = mona.get(&format!("{}/report", page.path));
    assert_eq!(
        csv.body,
        "Line,What,Column,Description\r\n502,Error,unit_code,No unit has the code N9.\r\n"
    );
    assert_eq!(app.db.number("SELECT count(*) FROM accounts WHERE name LIKE 'new%'"), 0);
}

#[test]
fn a_file_that_changes_nothing_says_so() {
    let app = TestApp::start();
    let page = app
        .log_in(MANAGER_NORTH)
        .check_file("users", "login,display_name,unit_code\nlone,Lone Lund,N2\n");
    assert!(
        page.says("There is nothing to do") && !page.says("Apply"),
        "{}",
        page.body
    );
}

#[test]
fn a_long_report_is_read_page_by_page() {
    let app = TestApp::start();
    let rows: String = (0..120).map(|n| format!("new{n},New {n},N1\n")).collect();
    let first = app
        .log_in(MANAGER_NORTH)
        .check_file("users", format!("login,display_name,unit_code\n{rows}"));
    let second = first.click("a[rel=next]");
    let third = second.click("a[rel=next]");
    let lines = |page: &crate::support::page::Page| page.texts("table.report tbody th");
    assert_eq!(
        (lines(&first).len(), lines(&second).len(), lines(&third).len()),
        (50, 50, 20)
    );
    assert_eq!((lines(&third)[19].as_str(), third.has("a[rel=next]")), ("121", false));
    assert_eq!(lines(&third.click("a[rel=prev]")), lines(&second));
}

#[test]
fn ex4_what_is_no_csv_is_refused_at_once_whatever_it_is_called() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    for (file, said) in [
        (&b"PK\x03\x04rest"[..], "This is an Excel workbook."),
        (b"\xff\xfel\0o\0", "The file is in UTF-16."),
        (b"login\nb\xf8", "Line 2: This is not UTF-8."),
        (b"login\n\0", "NUL character"),
        (b"", "Choose a file that is not empty."),
    ] {
        let page = mona.send_file("users", "users.csv", file);
        assert_eq!(page.status, 422, "{}", page.body);
        assert!(page.text(".err").contains(said), "{}", page.body);
    }
    app.db.assert_same(&before);
}

#[test]
fn ex6_too_large_a_file_is_not_read_and_neither_is_one_of_somebody_unknown() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let large = vec![b'x'; 13 * 1024 * 1024];
    assert_eq!(mona.send_file("users", "users.csv", &large).status, 413);
    let streamed = mona
        .request("POST", "/imports?kind=users")
        .body("text/csv", large.clone())
        .send();
    assert_eq!(streamed.status, 413);
    assert_eq!(app.visitor().send_file("users", "users.csv", "login\n").status, 401);
    assert_eq!(
        mona.request("POST", "/imports?kind=users")
            .body("application/json", "{}")
            .send()
            .status,
        415
    );
    assert_eq!(app.db.number("SELECT count(*) FROM uploads"), 0);
}

#[test]
fn a_file_may_come_as_it_is_without_a_form() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let sent = mona
        .request("POST", "/imports?kind=users")
        .body("text/csv; charset=utf-8", USERS)
        .send();
    assert!(mona.settled(sent.location()).says("Ready to apply"));
}

#[test]
fn more_rows_than_the_screen_takes_are_told_and_so_is_the_command_for_them() {
    let app = TestApp::start();
    let rows: String = (0..20_001).map(|n| format!("n{n},N,N1\n")).collect();
    let page = app
        .log_in(MANAGER_NORTH)
        .check_file("users", format!("login,display_name,unit_code\n{rows}"));
    assert!(
        page.says("The file has 20,001 rows. On this page there may be 20,000; longer files"),
        "{}",
        page.body
    );
}

#[test]
fn the_page_offers_only_what_the_reader_may_import() {
    let app = TestApp::start();
    let kinds = |page: &crate::support::page::Page| page.attrs("#kind option", "value");
    let page = app.log_in(MANAGER_NORTH).get("/imports");
    assert_eq!(kinds(&page), ["users"]);
    let all = ["users", "groups", "memberships", "grants", "org_units", "actors"];
    let page = app.log_in(ADMINISTRATOR).get("/imports?kind=grants");
    assert_eq!(
        (kinds(&page), page.attr("#kind option[selected]", "value").as_str()),
        (all.map(str::to_owned).to_vec(), "grants")
    );
    assert_eq!(app.log_in(CASHIER_NORTH).get("/imports").status, 403);
    assert_eq!(
        app.log_in(MANAGER_NORTH)
            .send_file("groups", "g.csv", "name,display_name\nx,X\n")
            .status,
        403
    );
}

#[test]
fn the_list_of_users_leads_to_it_for_whoever_may() {
    let app = TestApp::start();
    app.db.run("INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT 102, id, scope, 1, true FROM permissions WHERE key = 'navigation.access.security.users'");
    let page = app.log_in(MANAGER_NORTH).get("/users");
    assert_eq!(page.click("#act-import").text("h1"), "Import");
    let page = app.log_in(CASHIER_NORTH).get("/users");
    assert!(page.status == 200 && !page.has("#act-import"));
}

#[test]
fn nobody_sees_or_touches_another_persons_file() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let page = mona.check_file("users", USERS);
    let sune = app.log_in(MANAGER_SOUTH);
    for path in [
        page.path.clone(),
        format!("{}/progress", page.path),
        format!("{}/report", page.path),
    ] {
        assert_eq!(sune.get(&path).status, 404, "{path}");
    }
    assert_eq!(sune.post(&page.path, &[("act", "apply")]).status, 404);
    assert_eq!(sune.post(&page.path, &[("act", "discard")]).status, 404);
    assert!(mona.settled(&page.path).says("Ready to apply"));
}

#[test]
fn a_file_can_be_removed_with_its_report() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let page = mona.check_file("users", USERS);
    let gone = page.form("main form").press("Remove this file").follow();
    assert!(gone.says("The file and its report are removed."), "{}", gone.body);
    assert_eq!(
        app.db
            .number("SELECT (SELECT count(*) FROM uploads) + (SELECT count(*) FROM upload_rows)"),
        0
    );
}

/// SECURITY AU8: by the one page that asks for a proof; giving up asks nothing.
#[test]
fn n5_who_proved_it_long_ago_is_asked_before_a_file_is_applied_and_not_before_it_is_removed() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let (page, other) = (mona.check_file("users", USERS), mona.check_file("users", USERS));
    app.db
        .run("UPDATE sessions SET proof_at = now() - interval '16 minutes'");
    let asked = page.form("main form").press("Apply");
    assert!(
        asked.status == 403 && asked.has("[name=proof_form]"),
        "{}",
        asked.text("main")
    );
    let wrong = asked.form("main form").fill("proof_password", "wrong").submit();
    assert_eq!(
        (wrong.status, app.db.number("SELECT count(*) FROM users WHERE id > 900")),
        (422, 0)
    );
    assert_eq!(other.form("main form").press("Remove this file").status, 303);
    let sent = wrong.form("main form").fill("proof_password", PASSWORD).submit();
    assert!(mona.settled(sent.location()).says("The file has been applied"));
}

/// SECURITY AU8: a file is no way around the second factor; a file that gives nobody anything is nothing to prove.
#[test]
fn beside_a_second_factor_a_file_is_applied_only_with_its_code() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let (phone, _) = Phone::set_up(&app, &admin);
    let groups = admin.check_file("groups", "name,display_name\nnight,Night team\n");
    let files = [
        ("users", USERS),
        ("org_units", "code,name,kind,parent_code\nS1,Odense,unit,NORTH\n"),
        (
            "memberships",
            "unit_code,group,account_kind,account\nN1,cashiers,user,mona\n",
        ),
        (
            "grants",
            "account_kind,account,permission,unit_code,effect\nuser,carl,EditUser,N1,allow\n",
        ),
    ]
    .map(|(kind, file)| admin.check_file(kind, file));
    app.db
        .run("UPDATE sessions SET proof_at = now() - interval '16 minutes'");
    let before = app
        .db
        .fingerprint(&[TRACES, &["proof_counters", "code_counters"]].concat());
    for page in &files {
        let asked = page.form("main form").press("Apply").form("main form");
        let asked = asked.fill("proof_password", PASSWORD);
        let without = asked.clone().submit();
        assert_eq!((without.status, without.texts(".err").len()), (422, 1), "{}", page.path);
        assert_eq!(asked.clone().fill("proof_code", "000000").submit().status, 422);
        let old_field = [("act", "apply"), ("current_password", PASSWORD)];
        assert_eq!(admin.post(&page.path, &old_field).status, 400);
    }
    app.db.assert_same(&before);
    assert_eq!(groups.form("main form").press("Apply").status, 303);
    let asked = files[3].form("main form").press("Apply").form("main form");
    let sent = asked
        .fill("proof_password", PASSWORD)
        .fill("proof_code", phone.code(&app))
        .submit();
    assert!(admin.settled(sent.location()).says("The file has been applied"));
    assert_eq!(app.db.number("SELECT count(*) FROM grants WHERE account_id = 202"), 1);
}

#[test]
fn se4_asking_how_far_it_is_is_no_use_of_the_session() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let page = mona.check_file("users", USERS);
    app.db
        .run("UPDATE sessions SET last_seen = now() - interval '10 minutes'");
    let progress = format!("{}/progress", page.path);
    assert_eq!(mona.get(&progress).status, 200);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM sessions WHERE last_seen > now() - interval '9 minutes'"),
        0
    );
    app.db
        .run("UPDATE sessions SET access_expires_at = now() - interval '1 minute'");
    assert_eq!(mona.get(&progress).status, 204);
    assert_eq!(app.db.number("SELECT sum(renewals) FROM sessions"), 0);
}

#[test]
fn what_waits_refreshes_itself_without_scripts_and_asks_with_them() {
    let app = TestApp::start();
    let _pause = app.pause_imports();
    let mona = app.log_in(MANAGER_NORTH);
    let sent = mona.send_file("users", "../../my users.csv", USERS);
    let page = mona.get(sent.location());
    assert!(
        page.body
            .contains("<noscript><meta http-equiv=\"refresh\" content=\"2\"></noscript>")
    );
    assert_eq!(
        (page.text("h1").as_str(), page.attr("#progress", "hx-trigger").as_str()),
        ("my users.csv", "every 1s")
    );
    let part = mona.get(&page.attr("#progress", "hx-get"));
    assert!(part.has("#progress[hx-get]") && !part.has("main"), "{}", part.body);
}

#[test]
fn one_person_does_not_fill_the_queue() {
    let app = TestApp::start();
    let _pause = app.pause_imports();
    let mona = app.log_in(MANAGER_NORTH);
    let statuses = [(); 6].map(|()| mona.send_file("users", "u.csv", USERS).status);
    assert_eq!(statuses, [303, 303, 303, 303, 303, 422]);
}

#[test]
fn ex6_one_person_keeps_five_files_and_sends_another_once_one_is_applied_or_removed() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let send = |name: &str, n: usize| {
        let file = format!("login,display_name,unit_code\nnew{n},New {n},N1\n");
        mona.send_file("users", name, file)
    };
    mona.check_file("users", "login,display_name,unit_code\nbad,Bad,N9\n");
    let kept: Vec<_> = (1..=5)
        .map(|n| mona.settled(send(&format!("{n}.csv"), n).location()))
        .collect();
    let before = app.db.fingerprint(&[]);
    let refused = send("6.csv", 6);
    assert_eq!(refused.status, 422);
    let said = "5 of your files are neither applied nor removed: 1.csv, 2.csv, 3.csv, 4.csv, 5.csv.";
    assert!(refused.text(".err").contains(said), "{}", refused.body);
    assert_eq!(refused.texts(".ptab tbody th")[..2], ["5.csv", "4.csv"]);
    app.db.assert_same(&before);
    kept[0].form("main form").press("Remove this file");
    mona.settled(kept[1].form("main form").press("Apply").location());
    assert_eq!([6, 7, 8].map(|n| send("n.csv", n).status), [303, 303, 422]);
}
