//! A file does nothing that its sender could not do row by row (SPEC L-5, P-6, P-10, P-12; SECURITY EX5, AC5).
use crate::memberships::nest;
use crate::security::{SENT, TRACES};
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, DENIED, MANAGER_NORTH, PASSWORD, Person, group, unit};
use crate::support::client::Client;
use crate::support::files::problems;
use keyholder::access::fixed::ADMINISTRATORS;

/// What managers hold besides in these tests: the rights of the other files, at the top through the group, so in North.
pub const MORE: &str = "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
    SELECT 101, id, scope, 1, true FROM permissions
    WHERE key IN ('MembershipAdd', 'MembershipRemove', 'PermissionSet', 'OrgUnitCreate', 'OrgUnitEdit')";

/// Whose file, of what, what stands in it, and what is told.
type Case = (Person, &'static str, &'static str, &'static str);

#[track_caller]
fn all_are_refused(cases: &[Case]) {
    let app = TestApp::start();
    app.db.run(MORE);
    // A group that holds more than managers do, and a colleague who does.
    app.db.run(
        "INSERT INTO accounts (id, kind, name, name_key) VALUES (103, 'group', 'deleters', 'deleters'), (104, 'group', 'north-only', 'north-only');
         INSERT INTO account_keys (key, account_id, is_name, is_email) VALUES ('deleters', 103, true, false), ('north-only', 104, true, false);
         INSERT INTO groups (id, display_name, sort_name) VALUES (103, 'Deleters', 'deleters'), (104, 'North only', 'north only');
         INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT 103, id, scope, 1, true FROM permissions WHERE key IN ('OrgUnitArchive', 'SetupManage');
         INSERT INTO memberships (unit_id, group_id, account_id) VALUES (5, 103, 205);",
    );
    let before = app.db.fingerprint(&[TRACES, SENT].concat());
    for (who, kind, file, said) in cases {
        let page = app.log_in(*who).check_file(kind, file);
        assert_eq!(problems(&page), [*said], "{file}");
    }
    app.db.assert_same(&before);
}

#[test]
fn users_of_a_file_need_the_rights_of_their_form() {
    all_are_refused(&[
        (
            MANAGER_NORTH,
            "users",
            "login,display_name,unit_code\nx,X,S1\n",
            "2 unit_code No unit has the code S1.",
        ),
        (
            MANAGER_NORTH,
            "users",
            "login,display_name,unit_code\nx,X,TOP\n",
            "2 unit_code No unit has the code TOP.",
        ),
        (
            MANAGER_NORTH,
            "users",
            "login,display_name,unit_code\nsune,X,N1\n",
            "2 login sune is already the name or email of another account.",
        ),
        (
            MANAGER_NORTH,
            "users",
            "login,display_name,unit_code,email\nx,X,N1,sune\n",
            "2 email This is not an email address. It looks like name@example.com.",
        ),
        (
            MANAGER_NORTH,
            "users",
            "login,display_name,unit_code,prevent_renewal\nx,X,N1,yes\n",
            "2 prevent_renewal Only administrators may do this.",
        ),
        (
            MANAGER_NORTH,
            "users",
            "login,display_name,unit_code,password_hash\nx,X,N1,\"$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$7FOgIWFVzRjm4nnWLMZ4HNRdKQgAHC2D3vxrtQ3Gg6Y\"\n",
            "2 password_hash Only administrators may do this.",
        ),
    ]);
}

#[test]
fn users_of_a_file_are_moved_disabled_and_given_addresses_by_the_rules_of_their_form() {
    all_are_refused(&[
        (
            MANAGER_NORTH,
            "users",
            "login,display_name,unit_code,enabled\nmona,Mona Nørgaard,NORTH,no\n",
            "2 enabled Nobody may do this to their own user.",
        ),
        (
            MANAGER_NORTH,
            "users",
            "login,display_name,unit_code\nmona,Mona Nørgaard,N1\n",
            "2 unit_code Nobody may do this to their own user.",
        ),
        (
            MANAGER_NORTH,
            "users",
            "login,display_name,unit_code,email\nlone,Lone Lund,N2,lone@chain.example\n",
            "2 email This user holds Organizational unit: Archive in Skagen, now or later, which you do not hold there. Whoever controls a login has its rights.",
        ),
        (
            DENIED,
            "users",
            "login,display_name,unit_code\ncarl,Other,N1\n",
            "2 display_name You need Edit user in Aalborg.",
        ),
    ]);
}

#[test]
fn memberships_of_a_file_give_no_more_than_their_sender_holds() {
    all_are_refused(&[
        (
            MANAGER_NORTH,
            "memberships",
            "unit_code,group,account_kind,account\nN1,deleters,user,carl\n",
            "2 group That would give Organizational unit: Archive in Aalborg, which you do not hold there.",
        ),
        (
            MANAGER_NORTH,
            "memberships",
            "unit_code,group,account_kind,account\nN1,deleters,group,cashiers\n",
            "2 group That would give Organizational unit: Archive in Aalborg, which you do not hold there.",
        ),
        (
            MANAGER_NORTH,
            "memberships",
            "unit_code,group,account_kind,account\n,cashiers,user,carl\n",
            "2 unit_code Name a unit: the top is not yours to use.",
        ),
        (
            MANAGER_NORTH,
            "memberships",
            "unit_code,group,account_kind,account\nS1,cashiers,user,carl\n",
            "2 unit_code No unit has the code S1.",
        ),
        (
            MANAGER_NORTH,
            "memberships",
            "unit_code,group,account_kind,account\nN1,cashiers,user,Administrator\n",
            "2 account No user has the login Administrator.",
        ),
        (
            MANAGER_NORTH,
            "memberships",
            "unit_code,group,account_kind,account\nN1,cashiers,user,mona\n",
            "2 unit_code Nobody may do this to their own user.",
        ),
    ]);
}

#[test]
fn cells_of_a_file_give_no_more_than_their_sender_holds() {
    all_are_refused(&[
        (
            MANAGER_NORTH,
            "grants",
            "account_kind,account,permission,unit_code,effect\nuser,carl,OrgUnitArchive,N1,allow\n",
            "2 permission That would give Organizational unit: Archive in Aalborg, which you do not hold there.",
        ),
        (
            MANAGER_NORTH,
            "grants",
            "account_kind,account,permission,unit_code,effect\nuser,carl,SetupManage,,allow\n",
            "2 unit_code Name a unit: the top is not yours to use.",
        ),
        (
            MANAGER_NORTH,
            "grants",
            "account_kind,account,permission,unit_code,effect\nuser,sune,EditUser,N1,allow\n",
            "2 account No user has the login sune.",
        ),
        (
            MANAGER_NORTH,
            "grants",
            "account_kind,account,permission,unit_code,effect\nuser,mona,EditUser,N1,allow\n",
            "2 account Nobody may do this to their own user.",
        ),
        (
            MANAGER_NORTH,
            "grants",
            "account_kind,account,permission,unit_code,effect\nuser,carl,EditUser,S1,allow\n",
            "2 unit_code No unit has the code S1.",
        ),
    ]);
}

#[test]
fn units_of_a_file_are_made_and_moved_by_the_rights_of_their_forms() {
    all_are_refused(&[
        (
            MANAGER_NORTH,
            "org_units",
            "code,name,kind,parent_code\nX,X,unit,S1\n",
            "2 parent_code No unit has the code S1.",
        ),
        (
            MANAGER_NORTH,
            "org_units",
            "code,name,kind,parent_code\nS1,Mine now,unit,NORTH\n",
            "2 code The code S1 is taken.",
        ),
        (
            MANAGER_NORTH,
            "org_units",
            "code,name,kind,parent_code\nX,X,unit,CHAIN\n",
            "2 parent_code No unit has the code CHAIN.",
        ),
    ]);
}

#[test]
fn what_the_sender_may_do_is_done_through_every_file() {
    let app = TestApp::start();
    app.db.run(MORE);
    let mona = app.log_in(MANAGER_NORTH);
    for (kind, file) in [
        (
            "org_units",
            "code,name,kind,parent_code\nN3,Thisted,unit,NORTH\nN4,Nykøbing,unit,N3\n",
        ),
        ("users", "login,display_name,unit_code\nkaj,Kaj,N4\n"),
        (
            "memberships",
            "unit_code,group,account_kind,account,valid_to\nN3,cashiers,user,kaj,2099-01-01\n",
        ),
        (
            "grants",
            "account_kind,account,permission,unit_code,effect\nuser,kaj,EditUser,N3,allow\nuser,kaj,DeleteUser,N4,deny\n",
        ),
        (
            "grants",
            "account_kind,account,permission,unit_code,effect\nuser,kaj,EditUser,N3,empty\n",
        ),
    ] {
        assert!(mona.import_file(kind, file).says("The file has been applied"), "{file}");
    }
    let kaj = "FROM accounts a JOIN users u USING (id) JOIN org_units o ON o.id = u.unit_id WHERE a.name = 'kaj'";
    assert_eq!(app.db.text(&format!("SELECT o.name {kaj}")), "Nykøbing");
    assert_eq!(app.db.number("SELECT count(*) FROM memberships m JOIN accounts a ON a.id = m.account_id WHERE a.name = 'kaj' AND m.created_by = 201"), 1);
    assert_eq!(
        app.db.number(
            "SELECT count(*) FROM grants g JOIN accounts a ON a.id = g.account_id WHERE a.name = 'kaj' AND NOT g.allow"
        ),
        1
    );
}

/// Somebody who is in a group until a day, with the rights to pass it on.
fn until(app: &TestApp, day: &str) -> Client {
    app.db.run(MORE);
    app.db.run(&format!(
        "UPDATE memberships SET valid_to = '{day}' WHERE account_id = 201"
    ));
    app.log_in(MANAGER_NORTH)
}

#[test]
fn nothing_lasts_longer_than_what_the_sender_holds() {
    let app = TestApp::start();
    let mona = until(&app, "2090-01-01");
    let row = |to: &str| {
        format!("account_kind,account,permission,unit_code,effect,valid_to\nuser,carl,EditUser,N1,allow,{to}\n")
    };
    let page = mona.check_file("grants", row("2091-01-01"));
    assert_eq!(
        problems(&page),
        ["2 permission You hold Edit user in Aalborg only for a time. What you give cannot last longer."]
    );
    assert!(mona.check_file("grants", row("2089-01-01")).says("Ready to apply"));
}

#[test]
fn an_administrator_may_take_over_hashes_and_may_not_touch_what_nobody_may() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let hash = crate::support::cast::hash(PASSWORD, 8, 1);
    let page = admin.import_file(
        "users",
        format!("login,display_name,unit_code,password_hash\nkaj,Kaj,N1,\"{hash}\"\n"),
    );
    assert!(page.says("The file has been applied"), "{}", page.body);
    assert_eq!(app.log_in_as("kaj", PASSWORD).get("/account").status, 200);
    let page = admin.check_file(
        "users",
        "login,display_name,unit_code,enabled\nAdministrator,X,TOP,no\nSystem,X,TOP,no\n",
    );
    assert_eq!(problems(&page).len(), 2, "{}", page.body);
    let page = admin.check_file(
        "memberships",
        "unit_code,group,account_kind,account\nN1,Administrators,user,mona\n",
    );
    assert_eq!(
        problems(&page),
        ["2 unit_code Administrators takes members at the top only: leave this empty."]
    );
}

#[test]
fn somebody_of_the_same_customer_can_be_put_into_a_group_by_an_exact_login() {
    let app = TestApp::start();
    app.db.run(MORE);
    let page = app.log_in(MANAGER_NORTH).import_file(
        "memberships",
        "unit_code,group,account_kind,account\nN1,cashiers,user,sune\n",
    );
    assert!(page.says("The file has been applied"), "{}", page.body);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM memberships WHERE account_id = 203 AND unit_id = 4"),
        1
    );
}

#[test]
fn the_report_says_once_who_could_do_what_the_sender_may_not() {
    let app = TestApp::start();
    app.db.allow(203, &["EditUser", "PermissionSet"], unit::NORTH);
    app.db.allow(DENIED.id, &["OrgUnitAccess"], unit::SOUTH);
    let file = "login,display_name,unit_code\ncarl,Other,N1\nlone,Other,N2\n";
    let page = app.log_in(DENIED).check_file("users", file);
    assert_eq!(page.body.matches("Sune Sørensen").count(), 1, "{}", page.text("main"));
    assert!(
        page.says("What you may not do, Sune Sørensen could do."),
        "{}",
        page.text("main")
    );
}

/// What the form of a group asks is asked about that group: who leads to Administrators is theirs to change.
#[test]
fn l5_a_group_that_leads_to_administrators_is_changed_by_no_file_of_others() {
    let app = TestApp::start();
    app.db
        .allow(MANAGER_NORTH.id, &["GroupManage", "OrgUnitAccess"], unit::TOP);
    nest(&app.db, group::CASHIERS, ADMINISTRATORS, unit::TOP);
    let file = |group: &str| format!("name,display_name,access_minutes,two_factor_required\n{group},X,5,no\n");
    let mona = app.log_in(MANAGER_NORTH);
    app.db
        .run("UPDATE groups SET require_two_factor = true WHERE id IN (101, 102)");
    let before = app.db.fingerprint(&[TRACES, SENT].concat());
    let page = mona.check_file("groups", file("cashiers"));
    assert_eq!(problems(&page), ["2 name Only administrators may do this."]);
    app.db.assert_same(&before);
    assert!(mona.check_file("groups", file("store-managers")).says("Ready to apply"));
    let page = app.log_in(ADMINISTRATOR).import_file("groups", file("cashiers"));
    assert!(page.says("The file has been applied"), "{}", page.body);
}

/// N-5: as its form does where **Require two-factor** is taken off.
#[test]
fn n5_a_file_of_groups_takes_a_recent_proof() {
    let app = TestApp::start();
    app.db.run("UPDATE groups SET require_two_factor = true WHERE id = 102");
    let admin = app.log_in(ADMINISTRATOR);
    let checked = admin.check_file(
        "groups",
        "name,display_name,two_factor_required\ncashiers,Cashiers,no\n",
    );
    app.db
        .run("UPDATE sessions SET proof_at = now() - interval '16 minutes'");
    let asked = checked.form("main form").press("Apply");
    assert!(
        asked.status == 403 && asked.has("[name=proof_form]"),
        "{}",
        asked.text("main")
    );
    assert_eq!(
        app.db.text("SELECT require_two_factor FROM groups WHERE id = 102"),
        "true"
    );
    let sent = asked.form("main form").fill("proof_password", PASSWORD).submit();
    assert!(admin.settled(sent.location()).says("The file has been applied"));
    assert_eq!(
        app.db.text("SELECT require_two_factor FROM groups WHERE id = 102"),
        "false"
    );
}

/// U-31 and U-40: what a row says of a new user needs the rights that the form of a new user needs.
#[test]
fn l5_a_new_user_is_given_a_second_factor_and_linked_by_who_may() {
    let app = TestApp::start();
    app.db.deny(MANAGER_NORTH.id, &["EditUser"], unit::SKAGEN);
    let mona = app.log_in(MANAGER_NORTH);
    let page = mona.check_file(
        "users",
        "login,display_name,unit_code,two_factor_required\nkaj,Kaj,N1,yes\nkai,Kai,N1,no\n",
    );
    assert_eq!(
        problems(&page),
        ["2 two_factor_required You need Enable/disable two-factor for other users in Aalborg."]
    );
    let page = mona.check_file(
        "users",
        "login,display_name,unit_code,on_behalf\nkaj,Kaj,N2,\ncarl,Carl Aagaard,N1,kaj\n",
    );
    assert_eq!(problems(&page), ["3 on_behalf You need Edit user in Skagen."]);
}
