//! Nothing but keys (UI habits 3, 4, 22; WCAG 2.1.1, 2.1.4, 2.4.3).
use crate::support::{TestApp, cast};

#[test]
fn the_first_tab_skips_to_the_content_and_the_order_is_that_of_the_page() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users");
    tab.press("Tab").has_focus("Skip to content").press("Enter");
    let order = [
        "1 locked now",
        "Create new user",
        "Search users",
        "How to search",
        "Org. unit: All units",
        "Show deactivated",
    ];
    for name in order {
        assert_eq!(tab.press("Tab").focused(), name);
    }
}

#[test]
fn a_user_is_found_selected_and_opened_by_keys_in_the_list() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users");
    tab.press("/")
        .has_focus("Search users")
        .type_text("l")
        .sees_not("Dora Dahl")
        .sees("Lone Lund");
    tab.press("Shift+Tab")
        .press("j")
        .has_focus("Lone Lund")
        .press("x")
        .sees("Lone Lund selected");
    tab.press("Enter").sees("At a glance");
}

#[test]
fn arrows_go_from_row_to_row_and_shortcuts_can_be_switched_off() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users");
    tab.press("j")
        .has_focus("Carl Aagaard")
        .press("ArrowDown")
        .has_focus("Dora Dahl")
        .press("k")
        .has_focus("Carl Aagaard");
    app.db.run("UPDATE users SET shortcuts = false WHERE id = 201");
    tab.reload().press("j").press("/");
    assert_eq!(tab.focused(), "");
}

#[test]
fn a_user_is_deactivated_from_the_dialog_with_keys_alone() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users?id=202");
    for _ in 0..30 {
        if tab.press("Tab").focused() == "Deactivate user" {
            break;
        }
    }
    tab.press("Enter")
        .has("dialog:modal")
        .press("Tab")
        .press("Tab")
        .press("Tab")
        .has_focus("Deactivate user");
    tab.press("Enter").sees("Carl Aagaard deactivated.");
}

#[test]
fn the_focus_stays_inside_an_open_dialog() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users?id=202");
    tab.click("Delete user");
    let inside = "Boolean(document.activeElement.closest('dialog')) || document.activeElement === document.body";
    for _ in 0..8 {
        assert_eq!(tab.press("Tab").string(inside), "true", "{}", tab.focused());
    }
}

#[test]
fn menus_open_and_close_by_keys_and_give_the_focus_back() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users");
    tab.click("Org. unit: All units")
        .has("#units")
        .press("Escape")
        .has_not("#units")
        .has_focus("Org. unit: All units");
    tab.press("Enter").has("#units").press("Tab").has_focus("All units");
}
