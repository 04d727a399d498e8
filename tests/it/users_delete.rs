//! Deleting users (SPEC U-5, SECURITY DP1).
use crate::support::TestApp;
use crate::support::cast::{CASHIER_NORTH, LOCKED, MANAGER_NORTH};

const CARL: &str = "/users/delete?id=202";

#[test]
fn one_user_is_deleted_after_the_login_name_was_typed() {
    let app = TestApp::start();
    let page = app.log_in(MANAGER_NORTH).get(CARL);
    let before = app.db.fingerprint(&[]);
    let wrong = page.form("main form").fill("confirm", "carla").submit();
    assert_eq!(
        (wrong.status, wrong.form("main form").value("confirm")),
        (422, "carla".into())
    );
    assert_eq!(wrong.text(".err"), "Type carl exactly. Nothing has been deleted.");
    assert_eq!(app.db.fingerprint(&[]), before);
    let done = wrong.form("main form").fill("confirm", " Carl ").press("Delete user");
    assert_eq!(done.follow().text(".toast p"), "Carl Aagaard deleted.");
    assert_eq!(app.db.text("SELECT state FROM users WHERE id = 202"), "deleted");
}

#[test]
fn several_users_are_deleted_after_their_number_was_typed() {
    let app = TestApp::start();
    let page = app.log_in(MANAGER_NORTH).get("/users/delete?id=202&id=205&id=203");
    assert_eq!(page.text("h1"), "Delete 2 users");
    assert_eq!(page.form("main form").fill("confirm", "3").submit().status, 422);
    let done = page.form("main form").fill("confirm", "2").submit();
    assert_eq!(done.follow().text(".toast p"), "2 users deleted.");
    assert_eq!(
        app.db
            .number("SELECT count(DISTINCT batch_id) FROM activity WHERE type = 'user.deleted'"),
        1
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'user.deleted'"),
        2
    );
    assert_eq!(app.db.text("SELECT state FROM users WHERE id = 203"), "active");
}

#[test]
fn nothing_of_a_deleted_person_is_left_in_any_table() {
    let app = TestApp::start();
    let carl = app.log_in(CASHIER_NORTH);
    app.visitor().post("/login", &[("name", "carl"), ("password", "wrong")]);
    app.db.run(
        "INSERT INTO activity_personal (activity_id, person_id, salt, details)
         SELECT max(id), 202, '', '{\"email\": \"carl@chain.example\"}' FROM activity",
    );
    for text in ["carl", "aagaard", "carl@chain.example"] {
        assert!(!app.db.tables_with(text).is_empty(), "{text}");
    }
    let page = app.log_in(MANAGER_NORTH).get(CARL);
    page.form("main form").fill("confirm", "carl").submit();
    for text in ["carl", "aagaard", "carl@chain.example"] {
        assert_eq!(app.db.tables_with(text), [""; 0], "{text}");
    }
    assert_eq!(
        app.db.text("SELECT display_name FROM users WHERE id = 202"),
        "Deleted user 202"
    );
    assert_eq!(carl.get("/").location(), "/login");
}

/// Numbers say something about a person too: no row about them stays but their own, empty, and the log's.
#[test]
fn no_row_about_a_deleted_person_stays() {
    let app = TestApp::start();
    let carl = app.log_in(CASHIER_NORTH);
    app.visitor().post("/login", &[("name", "carl"), ("password", "wrong")]);
    let wrong = [
        ("current_password", "x"),
        ("new_password", "gult regnslag paa cykel"),
        ("again", "gult regnslag paa cykel"),
    ];
    carl.post("/account/password", &wrong);
    app.db.run("INSERT INTO links (user_id, purpose, secret_hash, expires_at) VALUES (202, 'setup', 'x', now() + interval '1 hour')");
    app.db
        .run("INSERT INTO chosen_columns (user_id, list, columns) VALUES (202, 'groups', '{id}')");
    let tables = app.db.rows("SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'user_id' AND table_name NOT IN ('activity', 'user_clock') ORDER BY 1");
    let with_rows = || -> Vec<String> {
        let names = tables.iter().filter_map(|table| table["name"].as_str());
        let full = names.filter(|name| {
            app.db
                .number(&format!("SELECT count(*) FROM {name} WHERE user_id = 202"))
                > 0
        });
        full.map(str::to_owned).collect()
    };
    assert!(with_rows().len() > 4, "{:?}", with_rows());
    let page = app.log_in(MANAGER_NORTH).get(CARL);
    page.form("main form").fill("confirm", "carl").submit();
    assert_eq!(with_rows(), [""; 0]);
    let empty = "SELECT num_nonnulls(first_login, last_login, last_logout, last_automatic, last_active) + failed_shown FROM user_clock WHERE user_id = 202";
    assert_eq!(app.db.number(empty), 0);
}

#[test]
fn memberships_and_cells_go_with_the_user_and_the_log_keeps_what_happened() {
    let app = TestApp::start();
    let log = "SELECT count(*) FROM activity WHERE subject_kind = 'user' AND subject_id = 202";
    app.log_in(CASHIER_NORTH);
    let before = app.db.number(log);
    let page = app.log_in(MANAGER_NORTH).get(CARL);
    page.form("main form").fill("confirm", "carl").submit();
    assert_eq!(
        app.db.number("SELECT count(*) FROM memberships WHERE account_id = 202"),
        0
    );
    assert!(before > 0);
    assert_eq!(app.db.number(log), before + 1);
}

/// SPEC U-1.
#[test]
fn whoever_is_deleted_is_listed_nowhere() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    mona.get(CARL).form("main form").fill("confirm", "carl").submit();
    for path in [
        "/users",
        "/users?deactivated=1",
        "/users?deactivated=1&q=deleted",
        "/users?deactivated=1&unit=4",
    ] {
        assert!(!mona.get(path).text("main").contains("Deleted user"), "{path}");
    }
    assert_eq!(mona.get("/users/202").status, 404);
}

#[test]
fn the_login_name_is_free_again() {
    let app = TestApp::start();
    let page = app.log_in(MANAGER_NORTH).get(CARL);
    page.form("main form").fill("confirm", "carl").submit();
    app.db.run(
        "INSERT INTO accounts (id, kind, name, name_key) VALUES (301, 'user', 'Carl', 'carl');
         INSERT INTO account_keys (key, account_id, is_name, is_email)
            VALUES ('carl', 301, true, false), ('carl@chain.example', 301, false, true)",
    );
    assert_eq!(
        app.db
            .text("SELECT state FROM users WHERE id = 202 AND display_name = 'Deleted user 202'"),
        "deleted"
    );
}

#[test]
fn a_deny_that_may_not_be_taken_away_keeps_its_user_and_deactivating_is_offered() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
         SELECT 202, id, scope, 4, false FROM permissions WHERE key = 'OrgUnitEdit'",
    );
    let mona = app.log_in(MANAGER_NORTH);
    let page = mona.get(CARL);
    assert!(
        page.text(".note li").starts_with("Carl Aagaard: "),
        "{}",
        page.text("main")
    );
    let before = app
        .db
        .fingerprint(&["activity", "activity_unsealed", "refusals_repeated"]);
    assert_eq!(mona.post(CARL, &[("confirm", "carl")]).status, 403);
    assert_eq!(
        app.db
            .fingerprint(&["activity", "activity_unsealed", "refusals_repeated"]),
        before
    );
    let instead = page.click(".dlg-body a.btn");
    assert_eq!(instead.text("h1"), "Deactivate Carl Aagaard");
}

/// Whoever leaves a group escapes its Denies: the membership goes with the user, so P-6 is asked of it too.
#[test]
fn a_deny_that_comes_through_a_group_keeps_its_user_just_as_well() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO accounts (id, kind, name, name_key) VALUES (150, 'group', 'curbed', 'curbed'), (151, 'group', 'outer', 'outer');
         INSERT INTO groups (id, display_name, sort_name) VALUES (150, 'Curbed', 'curbed'), (151, 'Outer', 'outer');
         INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 150, 202), (1, 151, 150);
         INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
            SELECT 151, id, scope, 4, false FROM permissions WHERE key IN ('OrgUnitEdit', 'EditUser')",
    );
    let mona = app.log_in(MANAGER_NORTH);
    let page = mona.get(CARL);
    assert!(page.text(".note li").contains("Edit"), "{}", page.text("main"));
    assert_eq!(mona.post(CARL, &[("confirm", "carl")]).status, 403);
    assert_eq!(app.db.text("SELECT state FROM users WHERE id = 202"), "active");
    app.db.run("DELETE FROM grants WHERE account_id = 151 AND permission_id <> 2; UPDATE access_state SET version = version + 2");
    let page = mona.get(CARL).form("main form").fill("confirm", "carl").submit();
    assert_eq!(
        (page.status, app.db.text("SELECT state FROM users WHERE id = 202")),
        (303, "deleted".into())
    );
}

/// A Deny that is still to come, and one of a right held only for a while.
#[test]
fn a_deny_counts_for_as_long_as_it_would_have_stood() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow, valid_from)
            SELECT 202, id, scope, 4, false, now() + interval '30 days' FROM permissions WHERE key = 'EditUser';
         UPDATE memberships SET valid_to = now() + interval '10 days' WHERE account_id = 201;
         UPDATE access_state SET version = version + 2",
    );
    let mona = app.log_in(MANAGER_NORTH);
    assert_eq!(mona.post(CARL, &[("confirm", "carl")]).status, 403);
    app.db
        .run("UPDATE memberships SET valid_to = NULL WHERE account_id = 201");
    assert_eq!(mona.post(CARL, &[("confirm", "carl")]).status, 303);
}

#[test]
fn a_user_who_is_kept_does_not_keep_the_others() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
         SELECT 202, id, scope, 4, false FROM permissions WHERE key = 'OrgUnitEdit'",
    );
    let page = app.log_in(MANAGER_NORTH).get("/users/delete?id=202&id=205");
    assert_eq!(page.text("h1"), format!("Delete {}", LOCKED.display_name));
    let done = page.form("main form").fill("confirm", LOCKED.login).submit();
    assert!(
        done.follow()
            .text(".toast p")
            .starts_with("Lone Lund deleted. 1 skipped: Carl Aagaard: ")
    );
    let states = app
        .db
        .rows("SELECT state FROM users WHERE id IN (202, 205) ORDER BY id");
    assert_eq!([&states[0]["state"], &states[1]["state"]], ["active", "deleted"]);
}

#[test]
fn nobody_deletes_the_own_user_or_one_of_an_administrator_by_a_forged_form() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let before = app.db.fingerprint(&[
        "activity",
        "activity_unsealed",
        "refusals_repeated",
        "sessions",
        "user_clock",
    ]);
    assert_eq!(mona.post("/users/delete?id=201", &[("confirm", "mona")]).status, 403);
    assert_eq!(
        mona.post("/users/delete?id=2", &[("confirm", "Administrator")]).status,
        404
    );
    assert_eq!(mona.post(CARL, &[("confirm", "carl"), ("unit_id", "1")]).status, 400);
    let after = app.db.fingerprint(&[
        "activity",
        "activity_unsealed",
        "refusals_repeated",
        "sessions",
        "user_clock",
    ]);
    assert_eq!(after, before);
}

/// SECURITY DP1.
#[test]
fn reports_and_files_that_name_a_deleted_person_name_them_no_more() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let applied = mona.import_file(
        "users",
        "login,display_name,unit_code\ncarl,Carl Krog,N1\nlone,Lone Krog,N2\n",
    );
    assert!(applied.says("Carl Krog"), "{}", applied.text("main"));
    let refused = mona.check_file("users", "login,display_name,unit_code\nkaj,Kaj,nowhere\nCarl,,N1\n");
    let waiting = mona.check_file(
        "users",
        "login,display_name,unit_code\ncarl,Carl Krog,N1\nlone,Lone,N2\n",
    );
    let other = mona.check_file("users", "login,display_name,unit_code\nlone,Lone Lind,N2\n");
    mona.get(CARL).form("main form").fill("confirm", "carl").submit();
    for text in ["carl", "krog, carl", "aagaard"] {
        assert_eq!(app.db.tables_with(text), [""; 0], "{text}");
    }
    assert_eq!(app.db.number("SELECT count(*) FROM uploads WHERE file <> ''"), 1);
    let page = mona.get(&applied.path);
    assert!(
        page.says("This line named somebody who has been deleted.") && page.says("Lone Krog"),
        "{}",
        page.text("main")
    );
    let given_up = mona.get(&waiting.path);
    assert!(given_up.says("Somebody whom the file names has been deleted"));
    // With problems it cannot be applied, so only its report was there.
    assert!(mona.get(&refused.path).has("#report"));
    let done = mona.get(&other.path).form("main form").press("Apply");
    assert!(mona.settled(done.location()).says("The file has been applied"));
    assert_eq!(
        app.db.text("SELECT display_name FROM users WHERE id = 205"),
        "Lone Lind"
    );
}

#[test]
fn dp1_no_column_of_the_clock_of_a_deleted_person_holds_anything() {
    let app = TestApp::start();
    let columns = app.db.rows(
        "SELECT column_name AS name FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name = 'user_clock' AND is_nullable = 'YES'",
    );
    let columns: Vec<&str> = columns.iter().filter_map(|column| column["name"].as_str()).collect();
    assert!(columns.contains(&"last_failed") && columns.contains(&"two_factor_at"));
    let all: Vec<String> = columns.iter().map(|column| format!("{column} = now()")).collect();
    app.db.run(&format!(
        "UPDATE user_clock SET failed_shown = 3, {} WHERE user_id = 202",
        all.join(", ")
    ));
    let kept = format!(
        "SELECT num_nonnulls({}) + failed_shown FROM user_clock WHERE user_id = 202",
        columns.join(", ")
    );
    assert!(app.db.number(&kept) > 7, "{columns:?}");
    let page = app.log_in(MANAGER_NORTH).get(CARL);
    page.form("main form").fill("confirm", "carl").submit();
    assert_eq!(app.db.number(&kept), 0);
}

#[test]
fn dp1_a_file_that_names_the_earlier_address_of_a_deleted_person_is_removed() {
    let app = TestApp::start();
    app.db.run(
        "UPDATE users SET email_confirmed_at = now() WHERE id = 202;
         UPDATE users SET email = 'ny@chain.example', email_confirmed_at = NULL, email_before = 'gammel@chain.example' WHERE id = 202",
    );
    let mona = app.log_in(MANAGER_NORTH);
    let file = "login,display_name,unit_code\nanna,gammel@chain.example,N1\n";
    let sent = mona.send_file("users", "file.csv", file);
    let page = mona.settled(sent.location());
    assert!(page.says("Ready to apply"), "{}", page.text("main"));
    mona.get(CARL).form("main form").fill("confirm", "carl").submit();
    let page = mona.settled(sent.location());
    assert!(
        page.says("Somebody whom the file names has been deleted"),
        "{}",
        page.text("main")
    );
}
