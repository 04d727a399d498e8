//! Creating and editing a user (SPEC U-4, U-7, U-8, U-9).
use crate::support::{TestApp, cast, unit};

const GIVEN: &str = "lang nok adgangskode her";

#[test]
fn a_user_is_created_and_every_mistake_is_told_at_once() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users");
    tab.click("Create new user").has_focus("Name").type_text("mona");
    tab.fill("Password", GIVEN).sees("Strong").click("Create user");
    tab.has("#mistakes:focus")
        .sees("This name is taken.")
        .sees("Display name: This is required.");
    assert!(tab.title().starts_with("Error:"), "{}", tab.title());
    tab.click("Display name: This is required.")
        .has_focus("Display name")
        .type_text("Kaj Åse");
    tab.fill("Name", "kaj")
        .fill("Password", GIVEN)
        .fill("Repeat password", GIVEN);
    tab.click_on("#unit")
        .click("Show what is below North")
        .click("Skagen")
        .press("Enter")
        .sees("North / Skagen")
        .click("Create user");
    tab.sees("Kaj Åse has been created");
    assert_eq!(
        app.db
            .number("SELECT unit_id FROM users WHERE display_name = 'Kaj Åse'"),
        unit::SKAGEN
    );
}

#[test]
fn a_save_keeps_the_page_and_what_changed_is_said() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users");
    tab.click("Carl Aagaard")
        .has_not(".dirty-only")
        .fill("Display name", "Carl Berg")
        .sees("Unsaved changes");
    tab.click("Save")
        .sees("Saved. Display name: Carl Aagaard → Carl Berg")
        .sees_not("Unsaved changes");
    tab.click_on("[data-dismiss]").has_not(".toast");
    tab.click("Users").is_at("/users").sees("Carl Berg");
}

#[test]
fn the_second_of_two_sees_both_versions_and_may_save_again() {
    let app = TestApp::start();
    let (first, second) = (
        app.tab_of(cast::MANAGER_NORTH).visit("/users/202"),
        app.tab_of(cast::ADMINISTRATOR).visit("/users/202"),
    );
    first.fill("Display name", "Carl One").click("Save").sees("Saved.");
    second
        .fill("Display name", "Carl Two")
        .click("Save")
        .sees("Somebody else saved this while");
    assert_eq!(second.texts(".versions td"), ["Carl One", "Carl Two"]);
    second.click("Save").sees("Saved. Display name: Carl One → Carl Two");
}

#[test]
fn a_user_is_renamed_in_a_dialog_that_keeps_its_mistakes() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/users/202");
    tab.click("Rename")
        .has("dialog:modal")
        .fill("Name", "mona")
        .press("Enter")
        .sees("This name is taken.");
    tab.has("dialog:modal")
        .fill("Name", "carlo")
        .press("Enter")
        .sees("Renamed from carl to carlo.");
    tab.has_not("dialog:modal").is_at("/users/202");
}

#[test]
fn a_password_is_changed_in_a_dialog_with_ones_own_as_proof() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users/202");
    tab.click("Change password")
        .has("dialog:modal")
        .fill("Current password", "forkert");
    tab.fill("New password", GIVEN)
        .fill("Repeat new password", GIVEN)
        .press("Enter");
    tab.sees("This is not your current password.").has("dialog:modal");
    tab.fill("Current password", cast::PASSWORD)
        .fill("New password", GIVEN)
        .fill("Repeat new password", GIVEN);
    tab.press("Enter")
        .sees("The password has been changed.")
        .has_not("dialog:modal");
}

#[test]
fn an_administrator_ends_a_session_from_its_list() {
    let app = TestApp::start();
    let mona = app.tab_of(cast::MANAGER_NORTH).visit("/users");
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/users/201");
    tab.click("Tokens info")
        .click("All details")
        .sees("Refresh token created");
    tab.click("End session")
        .sees("Ended. It takes effect at the next click there.");
    mona.click("Create new user")
        .is_at("/login?from=%2Fusers%2Fnew%3Ffrom%3D%252Fusers");
}

/// UI habit 18.
#[test]
fn a_field_is_checked_when_it_is_left_and_again_as_soon_as_it_is_right() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users/202");
    tab.fill("Email", "mona@chain.example").has_not("#email-error");
    tab.press("Tab")
        .has("#email[aria-invalid=true][aria-describedby~=email-error]");
    tab.has_not("#display_name-error").has_not("#mistakes");
    tab.click_on("#email")
        .type_text("x")
        .has_not("#email-error")
        .has_not("#email[aria-invalid]");
    tab.fill("Display name", " ").press("Tab").has("#display_name-error");
    assert!(tab.complaints().is_empty(), "{:?}", tab.complaints());
    assert_eq!(
        app.db.text("SELECT display_name FROM users WHERE id = 202"),
        cast::CASHIER_NORTH.display_name
    );
}
