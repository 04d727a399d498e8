//! A Deny on a group reaches who is in it, so it is measured by what they hold (P-6).
use crate::memberships::{TRACES, make_group, nest};
use crate::permissions::CELLS;
use crate::support::cast::{MANAGER_NORTH, MANAGER_SOUTH, group, unit};
use crate::support::client::Client;
use crate::support::{TestApp, TestDb};

/// North's store managers may set permissions; Sune helps out in North as one of the group Regional.
fn scene() -> (TestApp, Client) {
    let app = TestApp::start();
    for key in [
        "PermissionSet",
        "MembershipAdd",
        "navigation.access.security.groups",
        "UIPermissionsAllowUserPermissionSetup",
    ] {
        app.db.give(group::STORE_MANAGERS, key, unit::TOP, true);
    }
    make_group(&app.db, 110, "regional");
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (3, 110, 203)");
    let mona = app.log_in(MANAGER_NORTH);
    (app, mona)
}

fn more(db: &TestDb) {
    db.allow(MANAGER_SOUTH.id, &["CheckRights"], unit::NORTH);
}

#[test]
fn p6_who_sets_permissions_in_a_store_denies_nothing_to_a_group_with_somebody_who_holds_more() {
    let (app, mona) = scene();
    more(&app.db);
    let form = || {
        let page = mona.get(&format!("/groups/110/permissions?unit={}", unit::AALBORG));
        page.form(CELLS).choose("p21", "deny")
    };
    let before = app.db.fingerprint(TRACES);
    let told = form().press("Preview").text("#preview");
    assert!(told.contains("Check rights of others in Aalborg"), "{told}");
    let refused = form().submit();
    assert!(
        refused.status == 403 && refused.says("Check rights of others"),
        "{}",
        refused.text("main")
    );
    app.db.assert_same(&before);
    app.db.deny(MANAGER_SOUTH.id, &["CheckRights"], unit::AALBORG);
    assert_eq!(form().submit().status, 303, "who holds no more there may be denied");
}

#[test]
fn p6_a_group_with_somebody_who_holds_more_is_not_put_into_one_that_denies() {
    let (app, mona) = scene();
    more(&app.db);
    make_group(&app.db, 111, "barred");
    app.db.deny(111, &["OrgUnitAccess"], unit::AALBORG);
    make_group(&app.db, 112, "outer");
    nest(&app.db, 110, 112, unit::NORTH);
    let add = || {
        let fields = [("account", "112"), ("group", "111"), ("unit", "4")];
        mona.post("/memberships/new", &fields)
    };
    let before = app.db.fingerprint(TRACES);
    let refused = add();
    assert!(
        refused.status == 403 && refused.says("Check rights of others"),
        "{}",
        refused.text("main")
    );
    app.db.assert_same(&before);
    app.db
        .run("DELETE FROM memberships WHERE account_id = 203 AND group_id = 110");
    assert_eq!(add().status, 303);
}

#[test]
fn p6_only_administrators_deny_something_to_everybody() {
    let (app, mona) = scene();
    let before = app.db.fingerprint(TRACES);
    for everybody in [4, 5] {
        let page = mona.get(&format!("/groups/{everybody}/permissions?unit={}", unit::AALBORG));
        let refused = page.form(CELLS).choose("p21", "deny").submit();
        assert!(
            refused.status == 403 && refused.says("Only administrators"),
            "{}",
            refused.text("main")
        );
    }
    app.db.assert_same(&before);
}
