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
