//! The screens of access administration in a browser: their main ways, and nothing but keys (SPEC 6, 7, G-5 to G-7, L-3).
use crate::memberships::keeper;
use crate::support::browser::Tab;
use crate::support::{TestApp, cast, unit};

#[test]
fn a_role_is_given_by_keys_alone() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/users/202");
    tab.walk_to("Auditor").press("Space");
    tab.walk_to("Save").press("Enter");
    tab.sees("Auditor in North / Aalborg");
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM memberships WHERE group_id = 13 AND unit_id = 4"),
        1
    );
}

#[test]
fn a_group_is_made_by_keys_alone() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/groups/new");
    tab.walk_to("Name").type_text("night-shift");
    tab.walk_to("Display name").type_text("Night shift");
    tab.press("Enter").sees("Night shift");
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM accounts WHERE name = 'night-shift'"),
        1
    );
}

#[test]
fn memberships_are_searched_by_keys_as_one_types() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/memberships");
    tab.press("/").has_focus("Search memberships").type_text("carl");
    tab.sees_not("Dora Dahl")
        .sees("Carl Aagaard")
        .is_at("/memberships?q=carl");
}

#[test]
fn units_are_searched_and_opened_by_keys() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/org-units");
    tab.press("/").type_text("skag").sees("Skagen").sees_not("Odense");
    tab.walk_to("Skagen")
        .press("Enter")
        .has("input[name=name][value=Skagen]");
}

#[test]
fn an_account_is_found_in_the_explorer_as_one_types() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/entities?unit=4");
    tab.walk_to("Login or group name: Name or login")
        .type_text("aagaard")
        .has("input[name=name][value=carl]");
    tab.press("Tab")
        .press("Space")
        .press("Enter")
        .sees("Carl Aagaard in Aalborg");
}

#[test]
fn check_rights_finds_whom_one_means_and_answers() {
    let app = TestApp::start();
    keeper(&app, cast::MANAGER_NORTH);
    app.db.give(201, "CheckRights", unit::NORTH, true);
    let tab = app
        .tab_of(cast::MANAGER_NORTH)
        .visit("/check-rights?unit=4&right=EditUser");
    tab.walk_to("User: Name or login")
        .type_text("aagaard")
        .has("input[name=user][value=carl]");
    tab.press("Tab")
        .press("Space")
        .press("Enter")
        .has("#verdict")
        .sees("Carl Aagaard");
}

#[test]
fn the_checklist_is_walked_and_closed_by_keys() {
    let app = TestApp::start();
    app.db.run("UPDATE installation SET setup_done_at = NULL, name = ''");
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/setup/checklist");
    tab.walk_to("Name it").press("Enter").sees("Installation").back();
    tab.walk_to("Skip the rest")
        .press("Enter")
        .sees("The set-up is finished.");
    assert!(!app.db.text("SELECT setup_done_at FROM installation").is_empty());
}

#[test]
fn an_import_and_the_log_are_reached_by_keys() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/groups");
    tab.walk_to("Import").press("Enter").has("input[type=file]");
    tab.go("/activity");
    tab.press("/").type_text("logged").sees("Logged in");
}

#[test]
fn the_checklist_holds_on_a_phone_in_danish_and_in_the_dark() {
    let app = TestApp::start();
    app.db.run("UPDATE installation SET setup_done_at = NULL, name = ''");
    let tab = app.tab_of(cast::ADMINISTRATOR).phone().dark().danish();
    tab.go("/setup/checklist").sees("Tjekliste til opsætning");
    let tab = app.tab_of(cast::ADMINISTRATOR).without_script();
    tab.go("/setup/checklist").sees("Skip the rest");
}

#[test]
fn a_unit_is_archived_by_keys_alone() {
    let app = TestApp::start();
    let annex = [("parent", "3"), ("name", "Annex"), ("code", "ANX")];
    assert_eq!(
        app.log_in(cast::ADMINISTRATOR).post("/org-units/new", &annex).status,
        303
    );
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/org-units");
    tab.press("/").type_text("annex").sees("Annex").sees_not("Odense");
    tab.walk_to("Annex").press("Enter").has("input[name=name][value=Annex]");
    tab.walk_to("Archive").press("Enter").has("dialog:modal");
    tab.walk_to("Archive").press("Enter").sees("Annex archived.");
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM org_units WHERE code_key = 'anx' AND archived_at IS NOT NULL"),
        1
    );
}

/// Opens the tree of the field in focus, unfolds these units one after the other, and goes down to one of what is there then.
pub fn choose_below(tab: &Tab, unfold: &[&str], wanted: i64) {
    tab.press("Enter").has("#parent-tree:popover-open");
    for unit in unfold {
        tab.walk_to(&format!("Show what is below {unit}")).press("Enter");
    }
    for _ in unfold {
        if tab.string("document.activeElement.type ?? ''") != "radio" {
            tab.press("Shift+Tab");
        }
    }
    for _ in 0..9 {
        if tab.string("document.querySelector('input[name=parent]:checked')?.value ?? ''") == wanted.to_string() {
            tab.press("Enter").has_not("#parent-tree:popover-open");
            return;
        }
        tab.press("ArrowDown");
    }
    panic!("not reached by the arrows: {}", tab.focused());
}

#[test]
fn what_a_move_changes_is_reached_read_and_confirmed_by_keys() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/org-units/5");
    tab.walk_to("Move").press("Enter").sees("Where to");
    tab.walk_to("Belongs to Choose an org. unit");
    choose_below(&tab, &["Top", "Chain"], unit::SOUTH);
    tab.walk_to("Show what changes")
        .press("Enter")
        .sees("What moving Skagen to South changes");
    tab.walk_to("Move Skagen to South")
        .press("Enter")
        .sees("Skagen moved to South.");
    assert_eq!(
        app.db.number("SELECT parent_id FROM org_units WHERE id = 5"),
        unit::SOUTH
    );
}

#[test]
fn a_membership_is_removed_by_keys_alone() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/memberships");
    tab.press("/")
        .type_text("carl")
        .sees_not("Dora Dahl")
        .sees("Carl Aagaard");
    tab.walk_to("Change dates")
        .press("Tab")
        .has_focus("Remove")
        .press("Enter")
        .has("dialog:modal")
        .sees("Cashiers in North / Aalborg");
    tab.walk_to("Remove membership")
        .press("Enter")
        .sees("is no longer in Cashiers");
    assert_eq!(
        app.db.number("SELECT count(*) FROM memberships WHERE account_id = 202"),
        0
    );
}

#[test]
fn a_file_is_applied_by_keys_alone() {
    let app = TestApp::start();
    let file = "login,display_name,unit_code\nkaj,Kaj Kok,N1\n";
    let page = app.log_in(cast::ADMINISTRATOR).check_file("users", file);
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/imports");
    tab.walk_to("file.csv").press("Enter").sees("Kaj Kok");
    assert_eq!(tab.path(), page.path);
    tab.walk_to("Apply").press("Enter").sees("The file has been applied");
    assert_eq!(app.db.number("SELECT count(*) FROM accounts WHERE name = 'kaj'"), 1);
}

#[test]
fn who_can_do_something_fits_a_phone() {
    let app = TestApp::start();
    app.db
        .run("UPDATE users SET display_name = 'Wilhelmina Johanne Aagaard-Christoffersen', unit_id = 4 WHERE id = 203");
    let tab = app
        .tab_of(cast::ADMINISTRATOR)
        .phone()
        .visit("/check-rights?right=EditUser&unit=7");
    tab.sees("Wilhelmina").sees("because");
}
