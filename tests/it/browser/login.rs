//! Logging in and out (SPEC N-1), SECURITY SE9.
use crate::support::{TestApp, cast};

#[test]
fn somebody_logs_in_and_out_again_and_back_shows_nothing() {
    let app = TestApp::start();
    let tab = app.tab().visit("/login");
    tab.fill("User name", "mona")
        .fill("Password", cast::PASSWORD)
        .click("Log in");
    tab.is_at("/users").sees("Carl Aagaard");
    tab.click_on(".whoami").click("Log out").is_at("/login");
    tab.back().sees("User name").sees_not("Carl Aagaard");
}

#[test]
fn a_page_is_asked_for_anew_when_somebody_comes_back_to_it() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users").visit("/account");
    app.db.run("DELETE FROM sessions");
    tab.back().sees("User name").sees_not("Carl Aagaard");
}

#[test]
fn somebody_logs_in_without_a_mouse_and_without_scripts() {
    let app = TestApp::start();
    let tab = app.tab().without_script().visit("/login");
    tab.has_focus("User name")
        .type_text("mona")
        .press("Tab")
        .has_focus("Password");
    tab.type_text(cast::PASSWORD).press("Enter");
    tab.is_at("/users").sees("Carl Aagaard");
}

#[test]
fn a_wrong_password_is_told_on_a_phone_in_the_dark_in_danish() {
    let app = TestApp::start();
    let tab = app.tab().phone().dark().danish().visit("/login");
    tab.fill("Brugernavn", "mona")
        .fill("Adgangskode", "forkert")
        .press("Enter");
    tab.has("[role=alert]").has_focus("Adgangskode");
}
