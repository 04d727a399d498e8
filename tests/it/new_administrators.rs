//! A new administrator is told to the others by mail, by whichever way it comes to that (SPEC 3.2 Roles, P-9).
use crate::memberships::{add, make_group, membership, nest};
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, group, unit};
use crate::support::console::Console;
use crate::support::{TestApp, TestDb};

/// The group Administrators, and one that is in it.
const ADMINISTRATORS: i64 = 3;
const NESTED: i64 = 110;

/// Lone is an administrator, through a group; mail can be sent to her.
fn lone_is_one(db: &TestDb) {
    make_group(db, NESTED, "it-department");
    nest(db, NESTED, ADMINISTRATORS, unit::TOP);
    db.run(
        "UPDATE mail_server SET host = 'localhost';
         UPDATE users SET email = 'boss@chain.example', sort_email = 'boss@chain.example', email_confirmed_at = now() WHERE id = 205;
         INSERT INTO memberships (unit_id, group_id, account_id) VALUES (1, 110, 205)",
    );
}

fn scene() -> TestApp {
    let app = TestApp::start();
    lone_is_one(&app.db);
    app
}

/// Whom she was told of; and that nobody else was.
#[track_caller]
fn told(db: &TestDb) -> Vec<String> {
    let mails = db.rows("SELECT recipient, contents FROM mails ORDER BY id");
    assert!(
        mails.iter().all(|mail| mail["recipient"] == "boss@chain.example"),
        "{mails:?}"
    );
    let name = |mail: &serde_json::Value| match mail["contents"]["people"].as_i64() {
        Some(people) => people.to_string(),
        None => mail["contents"]["login"].as_str().unwrap().to_owned(),
    };
    mails.iter().map(name).collect()
}

#[test]
fn s3_2_a_role_on_the_form_makes_an_administrator_and_an_administrator_through_a_group_is_told() {
    let app = scene();
    let form = app
        .log_in(ADMINISTRATOR)
        .get("/users/202")
        .form("form[data-guard]")
        .tick("role_3");
    assert_eq!(form.submit().status, 303);
    assert_eq!(told(&app.db), ["carl"]);
}

#[test]
fn s3_2_a_membership_of_a_group_that_leads_there_makes_one() {
    let app = scene();
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(add(&admin, CASHIER_NORTH.id, NESTED, unit::TOP).status, 303);
    assert_eq!(told(&app.db), ["carl"]);
    // Below the top it makes nobody an administrator, and neither does any other group.
    assert_eq!(add(&admin, 201, NESTED, unit::NORTH).status, 303);
    assert_eq!(add(&admin, 203, group::CASHIERS, unit::TOP).status, 303);
    assert_eq!(told(&app.db), ["carl"]);
}

#[test]
fn s3_2_a_group_put_into_another_makes_everybody_one_who_is_in_it_at_the_top() {
    let app = scene();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (1, 101, 203)");
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(add(&admin, group::STORE_MANAGERS, NESTED, unit::TOP).status, 303);
    assert_eq!(told(&app.db), ["sune"], "mona and dora are in it in North");
}

#[test]
fn s3_2_of_many_at_once_their_number_is_told() {
    let app = scene();
    app.db.run("INSERT INTO memberships (unit_id, group_id, account_id) SELECT 1, 102, id FROM users WHERE id IN (201, 202, 203, 204)");
    for n in 1..=3 {
        app.db.run(&format!(
            "INSERT INTO accounts (id, kind, name, name_key) VALUES (90{n}, 'user', 'n{n}', 'n{n}');
             INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state, created_by, updated_by) VALUES (90{n}, 4, 'N', 'n', 'n', 'active', 1, 1);
             INSERT INTO user_clock (user_id) VALUES (90{n});
             INSERT INTO memberships (unit_id, group_id, account_id) VALUES (1, 102, 90{n})"
        ));
    }
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(add(&admin, group::CASHIERS, NESTED, unit::TOP).status, 303);
    assert_eq!(told(&app.db), ["7"]);
}

#[test]
fn s3_2_a_membership_that_has_ended_and_is_prolonged_makes_one_again() {
    let app = scene();
    app.db.run("INSERT INTO memberships (unit_id, group_id, account_id, valid_to) VALUES (1, 3, 202, now() - interval '1 day')");
    let id = membership(&app.db, 202, ADMINISTRATORS, unit::TOP);
    let admin = app.log_in(ADMINISTRATOR);
    let form = admin.get(&format!("/memberships/dates?id={id}")).form("main form");
    assert_eq!(form.fill("valid_to", "2035-12-31T12:00").submit().status, 303);
    assert_eq!(told(&app.db), ["carl"]);
    // Who is one already is not told of again.
    let form = admin.get(&format!("/memberships/dates?id={id}")).form("main form");
    assert_eq!(form.fill("valid_to", "").submit().status, 303);
    assert_eq!(told(&app.db), ["carl"]);
}

#[test]
fn s3_2_a_copy_of_an_administrator_is_told() {
    let app = scene();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (1, 3, 202); UPDATE users SET email = NULL, sort_email = NULL WHERE id = 202");
    let admin = app.log_in(ADMINISTRATOR);
    let form = admin
        .get("/users/new?copy=202")
        .form("form[data-guard]")
        .fill("name", "kaj")
        .fill("display_name", "Kaj");
    let secret = "marker Sesam 5511 en helt ny";
    assert_eq!(form.fill("password", secret).fill("again", secret).submit().status, 303);
    assert_eq!(told(&app.db), ["kaj"]);
}

#[test]
fn s3_2_a_file_by_command_and_on_the_screen_makes_them() {
    let console = Console::new();
    lone_is_one(&console.db);
    console.imported(
        "memberships",
        "unit_code,group,account_kind,account\n,Administrators,user,carl\n,cashiers,user,mona\n",
    );
    assert_eq!(told(&console.db), ["carl"]);
    let app = scene();
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.import_file(
        "memberships",
        "unit_code,group,account_kind,account\n,it-department,group,cashiers\n,cashiers,user,mona\n",
    );
    assert!(page.says("has been applied"), "{}", page.text("main"));
    assert_eq!(told(&app.db), ["mona"]);
}

/// SECURITY DP1.
#[test]
fn who_is_deleted_is_named_in_no_mail_that_waits() {
    let app = scene();
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(add(&admin, CASHIER_NORTH.id, NESTED, unit::TOP).status, 303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM mails WHERE contents::text LIKE '%carl%'"),
        1
    );
    admin
        .get("/users/delete?id=202")
        .form("main form")
        .fill("confirm", "carl")
        .submit();
    assert_eq!(app.db.text("SELECT state FROM users WHERE id = 202"), "deleted");
    assert_eq!(app.db.number("SELECT count(*) FROM mails"), 0);
}
