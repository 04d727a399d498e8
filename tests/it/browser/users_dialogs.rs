//! What is done to selected users, in dialogs over the list (SPEC U-3, U-5).
use crate::support::{TestApp, cast};

#[test]
fn a_dialog_takes_the_focus_and_gives_it_back() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users?id=202");
    tab.click("Deactivate user")
        .has("dialog:modal")
        .sees("Carl Aagaard is logged out at once");
    assert_eq!(tab.string("Boolean(document.activeElement.closest('dialog'))"), "true");
    tab.press("Escape").has_not("dialog:modal").has_focus("Deactivate user");
    tab.click("Deactivate user")
        .click("Cancel")
        .has_not("dialog:modal")
        .has_focus("Deactivate user");
    tab.is_at("/users?id=202");
}

#[test]
fn a_user_is_deactivated_and_activated_again_from_the_list() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users");
    tab.click("Select Carl Aagaard")
        .sees("Carl Aagaard selected")
        .click("Deactivate user");
    tab.click_on("#dialog .btn-primary")
        .sees("Carl Aagaard deactivated.")
        .has_not("dialog:modal");
    tab.sees("3 active").click("Show deactivated").sees("Deactivated");
    tab.click("Select Carl Aagaard")
        .sees("Carl Aagaard selected")
        .click("Activate user");
    tab.click_on("#dialog .btn-primary")
        .sees("Carl Aagaard activated.")
        .sees("4 active");
}

#[test]
fn several_are_acted_on_at_once_and_who_is_left_out_is_told_before() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users");
    tab.click("Select Carl Aagaard")
        .click("Select Lone Lund")
        .sees("2 users selected");
    tab.click("Reset failed login attempts")
        .sees("No failed attempts to reset: Carl Aagaard.");
    tab.click_on("#dialog .btn-primary")
        .sees("Failed login attempts of Lone Lund reset.");
    tab.sees("0 locked now");
}

#[test]
fn a_user_is_deleted_after_the_login_was_typed() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users?id=202");
    tab.click("Delete user")
        .fill("Type carl to confirm", "carla")
        .click_on("#dialog .btn-remove");
    tab.sees("Type carl exactly. Nothing has been deleted.")
        .has("dialog:modal");
    tab.fill("Type carl to confirm", "carl").press("Enter");
    tab.sees("Carl Aagaard deleted.")
        .has_not("dialog:modal")
        .has_not("a[href^='/users/202']");
    assert_eq!(app.db.text("SELECT state FROM users WHERE id = 202"), "deleted");
}

#[test]
fn users_move_to_a_unit_chosen_in_the_dialog() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users?id=202");
    tab.click("More")
        .click("Move to org. unit")
        .click_on("#dialog .pick")
        .click("Skagen")
        .press("Enter");
    tab.click_on("#dialog .btn-primary").sees("Carl Aagaard moved.");
    assert_eq!(
        app.db
            .text("SELECT o.name FROM users u JOIN org_units o ON o.id = u.unit_id WHERE u.id = 202"),
        "Skagen"
    );
}

#[test]
fn the_list_is_exported_as_a_file_and_stays() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users?q=carl");
    tab.click("More")
        .click("Export")
        .is_at("/users?q=carl")
        .sees("Carl Aagaard");
    let exports = "SELECT count(*) FROM activity WHERE type = 'users.exported'";
    for _ in 0..100 {
        if app.db.number(exports) == 1 {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("no export");
}
