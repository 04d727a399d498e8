//! The tab **Permissions** of groups: the same rules, and a preview over everybody in them (SPEC G-3, P-6, P-25).
use crate::permissions::{CELLS, refused};
use crate::support::cast::group;
use crate::support::{TestApp, cast, unit};
use crate::users_edit::TRACES;

#[test]
fn a_groups_cells_are_set_and_the_preview_counts_its_members_through_nesting() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get(&format!("/groups/{}/permissions?unit=4", group::CASHIERS));
    assert!(page.text("#eff-21").contains("because this group is allowed it in Top"));
    let form = page.form(CELLS).choose("p2", "allow").choose("p21", "deny");
    let shown = form.press("Preview");
    let preview = shown.text("#preview");
    // Carl gains and loses; Mona and Dora, cashiers by being store managers, hold Edit user anyway or are denied it.
    assert!(
        preview.contains("Gives 1 right in 1 unit, takes 1. For 3 people."),
        "{preview}"
    );
    assert!(
        preview.contains("Carl Aagaard gains 1, loses 1") && preview.contains("Mona Nørgaard gains 0, loses 1"),
        "{preview}"
    );
    assert_eq!(shown.form(CELLS).submit().status, 303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM grants WHERE account_id = 102 AND unit_id = 4"),
        2
    );
}

#[test]
fn administrators_have_no_cells_and_who_holds_less_gives_no_group_more() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    assert!(
        admin
            .get("/groups/3/permissions")
            .says("Administrators hold every right everywhere")
    );
    let before = app.db.fingerprint(TRACES);
    assert_eq!(
        admin
            .post("/groups/3/permissions?unit=1", &[("seen", ""), ("p2", "deny")])
            .status,
        403
    );
    assert_eq!(
        admin
            .post("/groups/202/permissions?unit=4", &[("seen", ""), ("p2", "allow")])
            .status,
        404
    );
    app.db.assert_same(&before);
    for key in [
        "PermissionSet",
        "navigation.access.security.groups",
        "UIPermissionsAllowUserPermissionSetup",
    ] {
        app.db.give(group::STORE_MANAGERS, key, unit::TOP, true);
    }
    let page = app.log_in(cast::MANAGER_NORTH).get("/groups/102/permissions?unit=4");
    refused(
        &app,
        page.form(CELLS).forge("p5", "allow"),
        "which you do not hold there",
    );
    assert_eq!(page.form(CELLS).choose("p2", "allow").submit().status, 303);
}
