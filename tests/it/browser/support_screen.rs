//! The support screen in a browser: side by side, on a phone, by keyboard, without scripts (SPEC C-1, L-3).
use crate::support::{TestApp, cast};

#[test]
fn whoever_is_chosen_stands_beside_the_list_and_a_search_keeps_them() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/support/users");
    tab.sees("Choose a user").click("Carl Aagaard").sees("Account Status");
    tab.is_at("/support/users/202").has_focus("Carl Aagaard");
    tab.click_on("#q")
        .type_text("mona")
        .sees("Mona Nørgaard")
        .sees_not("Lone Lund");
    tab.sees("Account Status").is_at("/support/users/202?q=mona");
}

#[test]
fn a_session_is_cancelled_in_a_dialog() {
    let app = TestApp::start();
    app.log_in(cast::CASHIER_NORTH);
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/support/users/202");
    tab.sees("Yes, one session").click_on("#cancel-session");
    tab.sees("Cancel sessions of Carl Aagaard").click("Cancel the session");
    tab.sees("The session has been cancelled.").is_at("/support/users/202");
}

#[test]
fn a_setting_is_written_formatted_and_saved_by_keys() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/support/users/202/settings");
    tab.click("Add").sees("Setting Key").has_focus("Setting Key");
    tab.type_text("till").fill("Value", "{\"a\":1}").click("Format Json");
    tab.has("#modal #value");
    assert_eq!(tab.string("document.querySelector('#value').value"), "{\n  \"a\": 1\n}");
    tab.click_on("#key").press("Enter").sees("till has been added.");
}

#[test]
fn on_a_phone_they_are_two_pages() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).phone().visit("/support/users");
    tab.sees("Carl Aagaard").sees_not("Choose a user");
    tab.click("Carl Aagaard").sees("Account Status").sees_not("Lone Lund");
    tab.click("All users").sees("Lone Lund").is_at("/support/users");
}

#[test]
fn without_scripts_it_is_searched_chosen_and_a_setting_added() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).without_script().visit("/support/users");
    tab.fill("Search by name", "carl")
        .press("Enter")
        .sees("Carl Aagaard")
        .sees_not("Lone Lund");
    tab.click("Carl Aagaard")
        .sees("Account Status")
        .click("Settings")
        .sees("This user has no settings yet.");
    tab.click("Add")
        .fill("Setting Key", "till")
        .fill("Value", "[1,2")
        .click("Format Json");
    tab.sees("Line 1, column");
    tab.fill("Value", "[1,2]")
        .click_on("#dialog .btn-primary")
        .sees("till has been added.");
}
