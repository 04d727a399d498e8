//! Every page there is, as it is shown to each role, in each dress: `support/browser.rs` says what they are held to.
use crate::support::browser::Tab;
use crate::support::{TestApp, cast};

const OWN: &[&str] = &[
    "/account",
    "/account/password",
    "/account/sessions",
    "/account/rights",
    "/nowhere",
];

const USERS: &[&str] = &[
    "/users",
    "/users?deactivated=1&id=202&id=205",
    "/users?q=nobody",
    "/users/new",
    "/users/202",
    "/users/202/password",
    "/users/deactivate?id=202",
    "/users/delete?id=202&id=205",
    "/users/move?id=202",
    "/users/203",
];

const ADMINISTRATION: &[&str] = &[
    "/users/202/info",
    "/users/201/tokens",
    "/users/202/rename",
    "/users/2",
    "/users/log-out?id=201",
];

fn walk(tab: &Tab, pages: &[&[&str]]) {
    for path in pages.concat() {
        tab.go(path);
    }
}

#[test]
fn an_administrator_at_a_desk_in_the_dark() {
    let app = TestApp::start();
    walk(
        &app.tab_of(cast::ADMINISTRATOR).dark().visit("/"),
        &[USERS, ADMINISTRATION, OWN],
    );
}

#[test]
fn an_administrator_with_a_narrow_window() {
    let app = TestApp::start();
    walk(
        &app.tab_of(cast::ADMINISTRATOR).size(1024, 700).visit("/"),
        &[USERS, ADMINISTRATION],
    );
}

#[test]
fn a_store_manager_with_a_tablet_in_danish() {
    let app = TestApp::start();
    walk(
        &app.tab_of(cast::MANAGER_NORTH).tablet().danish().visit("/"),
        &[USERS, OWN],
    );
}

#[test]
fn a_store_manager_with_a_small_phone_in_danish_and_in_the_dark() {
    let app = TestApp::start();
    walk(
        &app.tab_of(cast::MANAGER_NORTH)
            .size(320, 640)
            .danish()
            .dark()
            .visit("/"),
        &[USERS, OWN],
    );
}

#[test]
fn a_store_manager_with_a_phone_and_without_scripts() {
    let app = TestApp::start();
    walk(
        &app.tab_of(cast::MANAGER_NORTH).phone().without_script().visit("/"),
        &[USERS, OWN],
    );
}

#[test]
fn an_employee_with_a_phone() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::CASHIER_NORTH).phone().visit("/");
    walk(&tab, &[OWN]);
    tab.go("/users").sees("Access denied");
    tab.click("Open menu")
        .click_on(".whoami")
        .click("Log out")
        .is_at("/login");
}
