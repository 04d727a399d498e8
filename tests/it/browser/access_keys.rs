//! Access administration by nothing but keys, each deed from the screen to what is saved (L-3; SPEC 3.3, U-3, G-1 to G-6).
use super::access_admin::choose_below;
use crate::memberships::keeper;
use crate::support::browser::Tab;
use crate::support::{TestApp, cast, unit};

/// Types into the field of a picker, waits until others are gone, and takes what is left.
fn pick(tab: &Tab, field: &str, words: &str, found: (&str, i64), gone: i64) {
    let (list, id) = found;
    tab.walk_to(field)
        .type_text(words)
        .has(&format!("#{list}-found input[value='{id}']"));
    tab.has_not(&format!("#{list}-found input[value='{gone}']"));
    tab.press("Tab")
        .press("Space")
        .has(&format!("#{list}-found input[value='{id}']:checked"));
}

#[test]
fn a_permission_of_a_user_is_found_set_and_saved() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/users/202");
    tab.walk_to("Permissions").press("Enter").sees("Permissions in");
    tab.press("/").has_focus("Find a permission").type_text("enab");
    tab.sees_not("Change password of other users")
        .sees("Enable/disable user");
    tab.walk_to("Empty").press("ArrowLeft").sees("Gives 1 right in 1 unit.");
    tab.walk_to("Save")
        .press("Enter")
        .sees("Saved. Enable/disable user: Allow");
    tab.walk_to("Only what is set here").press("Space");
    tab.sees_not("Change password of other users")
        .sees("Enable/disable user");
    let cells = "SELECT count(*) FROM grants WHERE account_id = 202 AND unit_id = 4 AND allow";
    assert_eq!(app.db.number(cells), 1);
}

#[test]
fn a_permission_of_a_group_is_denied_in_another_unit_after_a_look_at_what_that_does() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/groups/102/permissions");
    tab.walk_to("Permissions in Top")
        .press("Enter")
        .has("#perm-units:popover-open");
    tab.walk_to("Chain").press("Enter").sees("Effective in Chain");
    tab.press("/")
        .type_text("create user")
        .sees_not("Change password of other users");
    tab.walk_to("Empty").press("ArrowRight").sees("Takes 1 right");
    tab.walk_to("Preview")
        .press("Enter")
        .sees("Takes 1 right")
        .sees("after saving");
    tab.walk_to("Save").press("Enter").sees("Saved. Create user: Deny");
    let cells = "SELECT count(*) FROM grants WHERE account_id = 102 AND unit_id = 2 AND NOT allow";
    assert_eq!(app.db.number(cells), 1);
}

#[test]
fn in_the_explorer_a_right_is_ticked_undone_and_taken_away() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/entities?unit=4");
    tab.walk_to("Login or group name: Name or login")
        .type_text("aagaard")
        .has("input[name=name][value=carl]");
    tab.press("Tab")
        .press("Space")
        .press("Enter")
        .sees("Carl Aagaard in Aalborg");
    tab.walk_to("Allow: Create user")
        .press("Enter")
        .sees("Before: Create user: Empty");
    tab.walk_to("Undo").press("Enter").sees("Before: Create user: Allow");
    tab.walk_to("Allow: Create user")
        .press("Enter")
        .sees("Before: Create user: Empty");
    tab.walk_to("Remove")
        .press("Enter")
        .has("dialog:modal")
        .sees("Remove Carl Aagaard from Aalborg");
    tab.walk_to("Remove")
        .press("Enter")
        .sees("Carl Aagaard: 1 permission emptied.");
    tab.walk_to("What ends soon")
        .press("Enter")
        .sees("Nothing ends within the next 30 days.");
    assert_eq!(app.db.number("SELECT count(*) FROM grants WHERE account_id = 202"), 0);
}

#[test]
fn on_a_users_tab_a_group_is_added_its_dates_changed_and_one_removed() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/users/202/groups");
    tab.walk_to("Add to group").press("Enter").has("dialog:modal");
    pick(&tab, "Group: Name of a group", "store managers", ("group", 101), 102);
    tab.walk_to("Apply")
        .press("Enter")
        .sees("Carl Aagaard is in Store managers in North / Aalborg now.");
    tab.walk_to("Change dates").press("Enter").has("dialog:modal");
    // Month and day are the same in whatever order the browser has them.
    tab.walk_to("Until")
        .type_text("11112036")
        .press("ArrowRight")
        .type_text("1030A");
    tab.walk_to("Save").press("Enter").sees("11-11-2036");
    tab.walk_to("Remove").press("Enter").has("dialog:modal");
    tab.walk_to("Remove membership")
        .press("Enter")
        .sees("Carl Aagaard is no longer in");
    assert_eq!(
        app.db.number("SELECT count(*) FROM memberships WHERE account_id = 202"),
        1
    );
}

#[test]
fn a_membership_is_made_for_anybody() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/memberships");
    tab.walk_to("New")
        .press("Enter")
        .is_at("/memberships/new?from=%2Fmemberships");
    pick(&tab, "Account: Name, login or group", "lone", ("account", 205), 202);
    pick(&tab, "Group: Name of a group", "store managers", ("group", 101), 102);
    tab.walk_to("Org. unit Top");
    tab.walk_to("Apply")
        .press("Enter")
        .sees("Lone Lund is in Store managers in Top now.");
}

#[test]
fn a_group_is_edited_copied_filled_and_deleted() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/groups/102");
    tab.walk_to("Display name").type_text("Tills");
    tab.walk_to("Save").press("Enter").sees("Saved").sees("Tills");
    tab.walk_to("Copy group")
        .press("Enter")
        .sees("Its members are not copied.")
        .has_focus("Name")
        .type_text("tills-2");
    tab.press("Tab")
        .type_text("Tills two")
        .press("Enter")
        .sees("Tills has been copied to Tills two.");
    tab.walk_to("Membership").press("Enter").sees("Nobody is in this group");
    tab.walk_to("Add member").press("Enter").has("dialog:modal");
    pick(&tab, "Account: Name, login or group", "lone", ("account", 205), 202);
    tab.walk_to("Apply").press("Enter").sees("Lone Lund is in Tills two");
    tab.walk_to("Delete group")
        .press("Enter")
        .has("dialog:modal")
        .sees("Lone Lund in");
    tab.walk_to("Remove these too").press("Space");
    tab.walk_to("Delete group")
        .press("Enter")
        .sees("Tills two has been deleted.");
    assert_eq!(app.db.number("SELECT count(*) FROM accounts WHERE name = 'tills-2'"), 0);
}

#[test]
fn a_unit_is_created_edited_archived_and_brought_back() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/org-units");
    tab.walk_to("Create unit").press("Enter").has_focus("Name");
    tab.press("Shift+Tab").has_focus("Belongs to Choose an org. unit");
    choose_below(&tab, &["Top", "Chain"], unit::NORTH);
    tab.walk_to("Name").type_text("Annex").walk_to("Code").type_text("ANX");
    tab.press("Enter").sees("Annex has been created.");
    tab.walk_to("Name")
        .type_text("Annexe")
        .press("Enter")
        .sees("Saved")
        .sees("Annexe");
    tab.walk_to("Archive").press("Enter").has("dialog:modal");
    tab.walk_to("Archive").press("Enter").sees("Annexe archived.");
    tab.walk_to("Unarchive").press("Enter").has("dialog:modal");
    tab.walk_to("Unarchive").press("Enter").sees("Annexe is in use again.");
}

#[test]
fn a_module_is_switched_off_and_on() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/setup/modules");
    tab.walk_to("Switch off").press("Enter").sees("Access is off.");
    tab.walk_to("Switch on").press("Enter").sees("Access is on.");
}

#[test]
fn a_selected_user_is_moved_added_to_a_group_and_copied() {
    let app = TestApp::start();
    keeper(&app, cast::MANAGER_NORTH);
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users?id=202");
    let more = |what: &str| {
        tab.go("/users?id=202")
            .walk_to("More")
            .press("Enter")
            .has("#more:popover-open");
        tab.walk_to(what).press("Enter");
    };
    more("Move to org. unit");
    tab.has("dialog:modal")
        .walk_to("Org. unit Choose an org. unit")
        .press("Enter");
    tab.has("#into-tree:popover-open")
        .press("Tab")
        .press("Space")
        .press("ArrowDown")
        .press("ArrowDown");
    tab.press("Enter").has_not("#into-tree:popover-open");
    tab.walk_to("Move to org. unit")
        .press("Enter")
        .sees("Carl Aagaard moved");
    assert_eq!(app.db.number("SELECT unit_id FROM users WHERE id = 202"), unit::SKAGEN);
    more("Add to group");
    tab.has("dialog:modal");
    pick(&tab, "Group: Name of a group", "store managers", ("group", 101), 102);
    tab.walk_to("Add to group").press("Enter").sees("Carl Aagaard added.");
    more("Copy user");
    tab.sees("Copied from Carl Aagaard").walk_to("Name").type_text("kaj");
    tab.walk_to("Display name").type_text("Kaj Kok");
    tab.walk_to("Send activation link instead").press("Space");
    tab.walk_to("Create user").press("Enter").sees("Kaj Kok");
    assert_eq!(app.db.number("SELECT count(*) FROM accounts WHERE name = 'kaj'"), 1);
}
