//! Leaving with something unsaved, and being logged out meanwhile (UI habit 20, DESIGN 3.9).
use crate::support::{TestApp, cast};

#[test]
fn unsaved_changes_are_asked_about_before_they_are_lost() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users");
    tab.click("Carl Aagaard")
        .fill("Display name", "Half done")
        .answer(false)
        .click("Users");
    assert_eq!(
        tab.questions(),
        ["You have unsaved changes. Leave without saving them?"]
    );
    tab.sees("At a glance");
    assert_eq!(tab.string("document.querySelector('#display_name').value"), "Half done");
    tab.answer(true).click("Users").is_at("/users").sees("Carl Aagaard");
    assert_eq!(tab.questions().len(), 2);
}

#[test]
fn the_browser_asks_too_when_the_whole_page_is_left() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users/202");
    tab.click("Display name").type_text("x").answer(false).go("/account");
    tab.sees("At a glance");
    assert_eq!(tab.questions().len(), 1);
    tab.fill("Display name", "Carl Aagaard")
        .go("/account")
        .is_at("/account");
    assert_eq!(tab.questions().len(), 1, "nothing had changed");
}

#[test]
fn a_save_after_the_session_ended_offers_to_log_in_and_loses_nothing() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users/202");
    tab.fill("Display name", "Not lost");
    app.db.run("DELETE FROM sessions");
    tab.click("Save")
        .has("dialog:modal")
        .sees("You have been logged out")
        .click("Close");
    let again = tab.another().visit("/login");
    again
        .fill("User name", "mona")
        .fill("Password", cast::PASSWORD)
        .press("Enter")
        .is_at("/users");
    tab.click("Save").sees("Saved. Display name: Carl Aagaard → Not lost");
}

#[test]
fn a_click_after_the_session_ended_leads_through_the_login_and_back() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users");
    app.db.run("DELETE FROM sessions");
    tab.click("Carl Aagaard")
        .sees("User name")
        .fill("User name", "mona")
        .fill("Password", cast::PASSWORD)
        .press("Enter");
    tab.sees("At a glance").sees("Carl Aagaard");
}

#[test]
fn fields_chosen_for_a_merge_are_not_lost_unasked() {
    let app = crate::actors::merge::start_with_axel();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/actors/merge?id=501&id=507");
    tab.click_on("#merge input[type=radio]:not(:checked)")
        .answer(false)
        .click("Users");
    assert_eq!(
        tab.questions(),
        ["You have unsaved changes. Leave without saving them?"]
    );
    tab.has("#merge").answer(true).click("Users").is_at("/users");
}
