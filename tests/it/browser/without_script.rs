//! The same work with JavaScript switched off (UI 6).
use crate::support::{TestApp, cast};

#[test]
fn users_are_searched_selected_and_deactivated_without_scripts() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).without_script().visit("/users");
    tab.fill("Search users", "carl")
        .press("Enter")
        .sees("Carl Aagaard")
        .sees_not("Dora Dahl");
    tab.click("Select Carl Aagaard")
        .click("Use selection")
        .sees("Carl Aagaard selected");
    tab.click("Deactivate user")
        .sees("Carl Aagaard is logged out at once")
        .click_on("#dialog .btn-primary");
    tab.sees("Carl Aagaard deactivated.");
    tab.click("Close").has_not(".toast");
}

#[test]
fn a_user_is_created_and_edited_without_scripts() {
    let app = TestApp::start();
    let tab = app
        .tab_of(cast::MANAGER_NORTH)
        .without_script()
        .phone()
        .visit("/users/new");
    tab.fill("Name", "kaj")
        .fill("Display name", "Kaj")
        .click("Create user")
        .sees("Type a password.");
    tab.fill("Password", "lang nok adgangskode her")
        .fill("Repeat password", "lang nok adgangskode her");
    tab.click_on("#unit")
        .click("Show what is below North")
        .click("Skagen")
        .press("Escape")
        .click("Create user")
        .sees("Kaj has been created");
    tab.fill("Email", "kaj@chain.example")
        .click("Save")
        .sees("Saved. Email: – → kaj@chain.example");
}

#[test]
fn menus_columns_and_units_open_without_scripts() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).without_script().visit("/users");
    tab.click("Columns")
        .click_on("input[name='column'][value='email']")
        .click("Apply")
        .sees("mona@chain.example");
    tab.click("Org. unit: All units")
        .click("South")
        .sees("Sune Sørensen")
        .sees_not("mona@chain.example");
    tab.click_on(".whoami").click("Dansk").sees("Opret ny bruger");
    tab.click_on(".whoami").click("Log ud").is_at("/login");
}

#[test]
fn a_role_is_given_in_one_of_many_units_without_scripts() {
    let app = crate::users_units::large();
    let tab = app
        .tab_of(cast::ADMINISTRATOR)
        .without_script()
        .phone()
        .visit("/users/202");
    tab.fill("Display name", "Carl the Second")
        .fill("Store manager: in: Find an org. unit", "ørsted 497")
        .click_on("button[name='look'][value='role_12_unit']")
        .sees("North / Ørsted 497")
        .sees_not("Saved");
    tab.click_on("input[name='role_12']")
        .click("North / Ørsted 497")
        .click("Save")
        .sees("Store manager in North / Ørsted 497")
        .sees("Carl the Second");
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM memberships WHERE account_id = 202 AND group_id = 12 AND unit_id = 2497"),
        1
    );
    // Enter saves, and does not look for a unit.
    tab.fill("Display name", "Carl")
        .press("Enter")
        .sees("Carl the Second → Carl");
}

#[test]
fn somebody_is_added_to_a_group_in_one_of_many_units_without_scripts() {
    let app = crate::users_units::large();
    let tab = app
        .tab_of(cast::ADMINISTRATOR)
        .without_script()
        .visit("/users/add-to-group?id=202");
    tab.fill("Group: Name of a group", "audit")
        .click_on("button[name='look'][value='group']")
        .sees("Carl")
        .click("Auditor");
    tab.click_on("input[name='own']")
        .fill("Within this org. unit: Find an org. unit", "ørsted 497")
        .click_on("button[name='look'][value='unit']")
        .click("North / Ørsted 497")
        .click_on(".dlg-foot button")
        .sees("Carl Aagaard added.");
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM memberships WHERE account_id = 202 AND unit_id = 2497"),
        1
    );
}

#[test]
fn u3_enter_on_a_tick_acts_on_nobody_without_scripts() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).without_script().visit("/users");
    tab.click("Select Carl Aagaard").press("Enter");
    tab.sees("Carl Aagaard selected").is_at("/users?id=202");
    for path in ["/memberships", "/login-security"] {
        tab.go(path)
            .click_on("#list tbody input[name=id]")
            .press("Enter")
            .is_at(path)
            .has_not("#dialog");
    }
}
