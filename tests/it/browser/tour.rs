//! Every page there is, as each role is shown it, in each dress; the pages are taken from the program's own table, so a new
//! screen is walked the day it is added. `support/browser.rs` says what they are held to.
use crate::actors;
use crate::security::gets;
use crate::support::browser::Tab;
use crate::support::cast::Person;
use crate::support::{TestApp, cast, unit};

/// States of pages that no address of the table leads to.
const STATES: [&str; 14] = [
    "/users?deactivated=1&id=202&id=205",
    "/users?q=nobody",
    "/users/delete?id=202&id=205",
    "/users/2",
    "/users/203",
    "/nowhere",
    "/actors?role=customer&id=501",
    "/actors?role=employee&archived=1&q=nobody",
    "/actors/new?role=customer",
    "/actors/505",
    "/actors/delete?id=501&id=504",
    "/activity?user=administrator&from=2020-01-01",
    "/login-security?address=127&logins=1",
    "/support/users/202/activity?status=active",
];

/// What this person may see, of Carl and of Aalborg; files and fragments left out.
fn pages(app: &TestApp, who: Person) -> Vec<String> {
    for party in actors::ALL {
        actors::insert(&app.db, &party);
    }
    let client = app.log_in(who);
    let all = gets(cast::CASHIER_NORTH.id)
        .into_iter()
        .map(|place| match place.pattern {
            unit if unit.starts_with("/org-units/{id}") => unit.replace("{id}", &unit::AALBORG.to_string()),
            _ => place.path,
        });
    let whole = |path: &String| {
        let page = client.get(path);
        page.status == 200 && page.body.starts_with("<!doctype html>")
    };
    let mut pages: Vec<String> = all.filter(|path| path != "/login").filter(whole).collect();
    pages.extend(STATES.map(str::to_owned));
    pages
}

/// Lists and the like: what stands wide.
fn wide(app: &TestApp) -> Vec<String> {
    let mut pages = pages(app, cast::ADMINISTRATOR);
    pages.retain(|path| path.matches('/').count() == 1);
    pages
}

fn walk(tab: &Tab, pages: Vec<String>) {
    for path in pages {
        tab.go(&path);
    }
}

#[test]
fn an_administrator_at_a_desk_in_the_dark() {
    let app = TestApp::start();
    let pages = pages(&app, cast::ADMINISTRATOR);
    assert!(pages.len() > 25, "{pages:?}");
    walk(&app.tab_of(cast::ADMINISTRATOR).dark(), pages);
}

#[test]
fn an_administrator_with_a_small_phone_in_danish() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).size(320, 640).danish();
    walk(&tab, pages(&app, cast::ADMINISTRATOR));
}

#[test]
fn an_administrator_with_a_narrow_window_and_without_scripts() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).size(1040, 700).without_script();
    walk(&tab, wide(&app));
}

#[test]
fn an_administrator_with_a_screen_of_4k() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).size(3840, 2160);
    walk(&tab, wide(&app));
}

#[test]
fn a_store_manager_with_a_tablet_in_danish() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).tablet().danish();
    walk(&tab, pages(&app, cast::MANAGER_NORTH));
}

#[test]
fn an_employee_with_a_phone_in_the_dark() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::CASHIER_NORTH).phone().dark();
    walk(&tab, pages(&app, cast::CASHIER_NORTH));
    tab.go("/users").sees("Access denied");
    tab.click("Open menu")
        .click_on(".whoami")
        .click("Log out")
        .is_at("/login");
}
