//! A file changes what is there only as the forms would (SPEC L-5, P-6; SECURITY EX5).
use crate::import_rights::MORE;
use crate::security::{SENT, TRACES};
use crate::support::TestApp;
use crate::support::cast::{CASHIER_NORTH, LOCKED, MANAGER_NORTH, unit};
use crate::support::files::problems;

/// What a file does to what is there: lifts a Deny, denies who holds more, prolongs.
#[test]
fn what_stands_is_changed_by_a_file_only_as_by_the_forms() {
    let app = TestApp::start();
    app.db.run(MORE);
    app.db.deny(CASHIER_NORTH.id, &["OrgUnitArchive"], unit::AALBORG);
    app.db.allow(LOCKED.id, &["OrgUnitArchive"], unit::SKAGEN);
    app.db.run(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow, valid_to)
            SELECT 202, id, scope, 4, true, '2090-01-01' FROM permissions WHERE key = 'ManageUserLicence';
         INSERT INTO accounts (id, kind, name, name_key) VALUES (103, 'group', 'licensers', 'licensers');
         INSERT INTO account_keys (key, account_id, is_name, is_email) VALUES ('licensers', 103, true, false);
         INSERT INTO groups (id, display_name, sort_name) VALUES (103, 'Licensers', 'licensers');
         INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT 103, id, scope, 1, true FROM permissions WHERE key = 'ManageUserLicence';
         INSERT INTO memberships (unit_id, group_id, account_id, valid_to) VALUES (4, 103, 202, '2090-01-01')",
    );
    let mona = app.log_in(MANAGER_NORTH);
    let before = app.db.fingerprint(&[TRACES, SENT].concat());
    for (kind, file, said) in [
        (
            "grants",
            "account_kind,account,permission,unit_code,effect\nuser,carl,OrgUnitArchive,N1,empty\n",
            "Archive in Aalborg",
        ),
        (
            "grants",
            "account_kind,account,permission,unit_code,effect\nuser,lone,EditUser,N2,deny\n",
            "Archive in Skagen",
        ),
        (
            "grants",
            "account_kind,account,permission,unit_code,effect,valid_to\nuser,carl,ManageUserLicence,N1,allow,2099-01-01\n",
            "Assign licence and set max sessions in Aalborg",
        ),
        (
            "memberships",
            "unit_code,group,account_kind,account,valid_to\nN1,licensers,user,carl,2099-01-01\n",
            "Assign licence and set max sessions in Aalborg",
        ),
    ] {
        let page = mona.check_file(kind, file);
        let told = problems(&page);
        assert!(told.len() == 1 && told[0].contains(said), "{file}: {told:?}");
    }
    app.db.assert_same(&before);
}

/// Without the rights of their forms nothing is made or moved, one by one or several at once.
#[test]
fn units_and_groups_of_a_file_need_the_rights_of_their_forms() {
    let app = TestApp::start();
    app.db.allow(MANAGER_NORTH.id, &["OrgUnitEdit"], unit::AALBORG);
    app.db.allow(
        MANAGER_NORTH.id,
        &[
            "navigation.access.security.groups",
            "navigation.access.security.orgunits",
        ],
        unit::TOP,
    );
    let mona = app.log_in(MANAGER_NORTH);
    let before = app.db.fingerprint(&[TRACES, SENT].concat());
    for (kind, file, said) in [
        ("org_units", "code,name,kind,parent_code\nN3,New,unit,NORTH\n", "Create"),
        (
            "org_units",
            "code,name,kind,parent_code\nN1,Aalborg,unit,N2\n",
            "Create",
        ),
        ("org_units", "code,name,kind,parent_code\nN2,Skagen,unit,N1\n", "Edit"),
        (
            "org_units",
            "code,name,kind,parent_code\nN1,Aalborg,unit,N2\nN2,Skagen,unit,CHAIN\n",
            "",
        ),
        ("groups", "name,display_name\nmine,Mine\n", "Manage groups"),
        ("groups", "name,display_name\ncashiers,Mine\n", "Manage groups"),
    ] {
        let sent = mona.send_file(kind, "file.csv", file);
        if sent.status == 303 {
            let page = mona.settled(sent.location());
            let told = problems(&page);
            assert!(
                !told.is_empty() && told.iter().any(|told| told.contains(said)),
                "{file}: {told:?}"
            );
            assert!(!page.says("Ready to apply"), "{file}");
        } else {
            assert!(sent.status == 403 && sent.says(said), "{file}: {}", sent.status);
        }
    }
    app.db.assert_same(&before);
}
