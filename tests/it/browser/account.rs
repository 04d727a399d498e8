//! Everybody's own account (SPEC 4).
use crate::support::{TestApp, cast};

#[test]
fn an_employee_without_screens_lands_on_the_own_account_and_changes_it() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::CASHIER_NORTH).phone().visit("/");
    tab.is_at("/account").sees("You have no screens beyond this one.");
    tab.fill("Display name", "Carl Å")
        .click("Save")
        .sees("Saved.")
        .sees("Carl Å");
    tab.click("My rights").sees("Organizational unit");
    tab.click("My sessions").sees("This session");
}

#[test]
fn language_and_theme_change_at_once_from_the_menu() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users?q=mona");
    tab.click_on(".whoami")
        .click("Dansk")
        .sees("Opret ny bruger")
        .is_at("/users?q=mona");
    tab.click_on(".whoami")
        .click("Mørkt")
        .has("html[data-theme=dark]")
        .is_at("/users?q=mona");
    assert_eq!(tab.string("getComputedStyle(document.body).colorScheme"), "dark");
}

#[test]
fn the_own_password_is_changed_in_a_dialog_and_other_sessions_end() {
    let app = TestApp::start();
    let other = app.log_in(cast::MANAGER_NORTH);
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/account");
    let new = "en helt ny og lang adgangskode";
    tab.click("Change password")
        .fill("Current password", cast::PASSWORD)
        .fill("New password", new);
    tab.fill("Repeat new password", new)
        .press("Enter")
        .sees("One other session has ended.");
    assert_eq!(other.get("/users").status, 303);
}

#[test]
fn other_sessions_are_ended_from_the_list() {
    let app = TestApp::start();
    let other = app.log_in(cast::MANAGER_NORTH);
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/account/sessions");
    tab.click("End all other sessions").sees("Logged out");
    assert_eq!(
        (other.get("/users").status, tab.reload().path()),
        (303, "/account/sessions".into())
    );
}
