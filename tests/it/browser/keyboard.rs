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

/// SPEC U-3: the tick belongs to a form whose first button acts on the selection.
#[test]
fn u3_enter_on_a_tick_opens_its_row_and_never_presses_a_button_of_the_bar() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users");
    tab.click("Select Carl Aagaard").sees("Carl Aagaard selected");
    tab.press("Enter").sees("At a glance").has_not("dialog:modal");
    assert!(tab.path().starts_with("/users/202?"), "{}", tab.path());
    let admin = app.tab_of(cast::ADMINISTRATOR);
    for path in ["/memberships", "/login-security"] {
        admin.go(path).click_on("#list tbody input[name=id]").press("Enter");
        admin.has_not("dialog:modal").is_at(path);
        assert_eq!(
            admin.string("document.querySelectorAll('#list tbody :checked').length"),
            "1"
        );
    }
}

/// UI habit 4, also where rows have ticks and no page of their own.
#[test]
fn rows_that_are_only_ticked_are_walked_and_selected_by_keys() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR);
    for path in ["/memberships", "/login-security"] {
        tab.go(path).press("j").press("x");
        let ticked = "document.activeElement.closest('tr').querySelector('input[name=id]:checked') !== null";
        assert_eq!(tab.string(ticked), "true", "{path}");
    }
    tab.go("/memberships")
        .press("j")
        .press("ArrowDown")
        .press("k")
        .press("j");
    let at = "[...document.querySelectorAll('#list tbody tr')].indexOf(document.activeElement.closest('tr'))";
    assert_eq!(tab.string(at), "1");
}

/// UI habit 23.
#[test]
fn the_focus_goes_to_the_next_row_where_one_vanishes() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users");
    tab.click("Select Dora Dahl")
        .sees("Dora Dahl selected")
        .click("Deactivate user");
    tab.click_on("#dialog .dlg-foot button").sees("Dora Dahl deactivated.");
    tab.has_focus("Lone Lund");
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/memberships");
    let rows = "[...document.querySelectorAll('#list tbody tr')]";
    let first = "rows.findIndex((row) => row.querySelector('a[id^=remove]'))";
    let next = tab.string(&format!(
        "(() => {{ const rows = {rows}; return kh.flat(rows[{first} + 1].querySelector('th a').innerText); }})()"
    ));
    let left = tab.string(&format!("{rows}.length"));
    tab.click_on("#list a[id^=remove]").click_on("#dialog .dlg-foot button");
    tab.has_not("dialog:modal").has_focus(&next);
    assert_ne!(tab.string(&format!("{rows}.length")), left);
}
