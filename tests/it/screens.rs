//! Which rights open which screens (SPEC P-14), and what leads from them.
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, unit};
use crate::support::client::Client;

/// The screens where the buttons of a right stand.
///
/// Access has none: it decides which rows a screen shows, and would otherwise open everything to everybody.
fn screens(right: &str) -> &'static [&'static str] {
    match right {
        "OrgUnitAccess" => &[],
        "OrgUnitCreate" | "OrgUnitEdit" | "OrgUnitArchive" => &["/org-units"],
        "MembershipAdd" | "MembershipRemove" => &["/memberships", "/users"],
        "PermissionSet" => &["/entities"],
        "GroupManage" => &["/groups"],
        "CheckRights" => &["/check-rights"],
        "ManageUserLicence" | "CancelUserSession" | "ManageUserSettings" => &["/users", "/support/users"],
        "ManageSecurityRoles" => &["/users"],
        "ManageCustomers" => &["/support/customers", "/support/organisations"],
        "ManageBlockIp" => &["/login-security"],
        "ActorSetupManage" => &["/setup/actors/roles", "/actors?role=-"],
        "SetupManage" => &["/setup/installation"],
        "MergeActors" | "ActorCprView" | "ActorCprEdit" | "NotesEditOthers" | "NotesDeleteOthers" => {
            &["/actors?role=customer", "/actors?role=employee"]
        }
        right if right.starts_with("actor.customer.") => &["/actors?role=customer"],
        right if right.starts_with("actor.supplier.") => &["/actors?role=supplier"],
        right if right.starts_with("actor.employee.") => &["/actors?role=employee"],
        _ => &["/users"],
    }
}

/// Carl sees North. South (6), Odense (7) and a number that no unit has are the same to him.
#[test]
fn p12_a_unit_that_is_not_seen_is_not_found_by_any_list_and_any_export() {
    let app = TestApp::start();
    let menus = [
        "navigation.access.security.users",
        "navigation.access.actors.directory",
        "navigation.access.event.log",
        "navigation.access.security.memberships",
        "navigation.access.security.blockip",
    ];
    app.db.allow(CASHIER_NORTH.id, &menus, unit::TOP);
    let carl = app.log_in(CASHIER_NORTH);
    for list in [
        "/users?",
        "/actors?role=customer&",
        "/activity?",
        "/memberships?",
        "/login-security?",
    ] {
        let export = list.replace('?', "/export?");
        for path in [list, &export] {
            for (unit, status) in [(4, 200), (6, 404), (7, 404), (99_999, 404)] {
                let answer = carl.get(&format!("{path}unit={unit}"));
                assert_eq!(answer.status, status, "{path}unit={unit}");
            }
        }
    }
}

/// Menu rights open their own screens, and UI rights show parts of screens: neither allows an action.
#[test]
fn p14_each_action_right_alone_opens_the_screens_where_its_buttons_stand() {
    let app = TestApp::start();
    let carl = app.log_in(CASHIER_NORTH);
    let rights = "SELECT key FROM permissions WHERE scope IN ('org_unit', 'global') ORDER BY id";
    let keys: Vec<String> = app
        .db
        .rows(rights)
        .iter()
        .map(|row| row["key"].as_str().unwrap().to_owned())
        .collect();
    assert!(keys.len() > 35, "{keys:?}");
    let answers = |client: &Client, path: &str| client.get(path).status;
    for key in &keys {
        for path in screens(key) {
            assert_eq!(answers(&carl, path), 403, "{path} without {key}");
        }
        app.db.give(CASHIER_NORTH.id, key, unit::AALBORG, true);
        for path in screens(key) {
            assert_eq!(answers(&carl, path), 200, "{path} with {key} alone");
        }
        let menu = carl.get("/account").attrs("#menu a", "href");
        let listed = |path: &&str| menu.iter().any(|url| url == path);
        assert!(screens(key).iter().all(listed), "{key}: {menu:?}");
        app.db.run(
            "DELETE FROM grants WHERE account_id = 202; UPDATE access_state SET version = version + 1;
             INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', 202 FROM access_state",
        );
    }
}

/// Every state has a link to its log, for whoever may open the log.
#[test]
fn n20_groups_and_units_lead_to_their_log() {
    let app = TestApp::start();
    let screens = [
        "navigation.access.security.groups",
        "navigation.access.security.orgunits",
    ];
    app.db.allow(CASHIER_NORTH.id, &screens, unit::TOP);
    let pages = [("/groups/102", "group-102"), ("/org-units/4", "unit-4")];
    let carl = app.log_in(CASHIER_NORTH);
    for (page, _) in pages {
        assert!(!carl.get(page).has("main a[href^='/activity']"), "{page}");
    }
    app.db
        .allow(CASHIER_NORTH.id, &["navigation.access.event.log"], unit::TOP);
    for (page, about) in pages {
        let log = carl.get(page).click("main a[href^='/activity']");
        assert_eq!(
            (log.status, log.path.as_str()),
            (200, &*format!("/activity?about={about}"))
        );
    }
}

/// UI: one zone is named on a page, and ids have a button that copies them.
#[test]
fn l4_lists_name_the_time_zone_once_and_ids_can_be_copied() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    admin.get("/users/export");
    for path in [
        "/users",
        "/memberships",
        "/activity",
        "/login-security",
        "/account/sessions",
        "/users/202/activity",
    ] {
        if path == "/users/202/activity" {
            app.log_in(CASHIER_NORTH);
        }
        let page = admin.get(path);
        let said = page.text("main").matches("Time zone: Europe/Copenhagen").count();
        assert_eq!(said, 1, "{path}: {}", page.text("main"));
    }
    let session = app.db.text("SELECT id FROM sessions WHERE user_id = 2");
    for (path, id) in [
        ("/users/202", "202"),
        ("/users/202/info", "202"),
        ("/users/2/tokens", &session),
    ] {
        assert!(admin.get(path).has(&format!("main [data-copy='{id}']")), "{path}");
    }
    let lost = admin.get("/nowhere");
    assert_eq!(lost.attr("main [data-copy]", "data-copy"), lost.text("main code"));
}

#[test]
fn n1_the_login_page_says_that_a_confirmed_address_is_a_name_too() {
    let app = TestApp::start();
    let page = app.visitor().get("/login");
    let hint = page.attr("#name", "aria-describedby");
    assert!(page.text(&format!("#{hint}")).contains("email address"));
    let danish = app
        .visitor()
        .request("GET", "/login")
        .header("accept-language", "da")
        .send();
    assert!(danish.text("#name-hint").contains("e-mailadresse"));
}
