//! Login security in a browser: by keys, on a phone, without scripts (SPEC N-10, L-3).
use crate::support::{TestApp, cast};

/// Carl has tried once in vain and once with success.
fn start() -> TestApp {
    let app = TestApp::start();
    app.visitor()
        .post("/login", &[("name", "carl"), ("password", "wrong wrong wrong")]);
    app.log_in(cast::CASHIER_NORTH);
    app.db
        .run("UPDATE login_audit SET address = '203.0.113.9' WHERE user_id = 202");
    app
}

#[test]
fn an_address_of_the_audit_is_approved_in_a_dialog() {
    let app = start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/login-security");
    tab.sees("203.0.113.9")
        .click("Select Carl Aagaard from 203.0.113.9")
        .click("Approve address");
    tab.has("#modal #dialog")
        .sees("203.0.113.9")
        .click_on("#dialog .btn-primary");
    tab.sees("Allowed").is_at("/login-security");
    tab.click("Allowed IP addresses or ranges").sees("203.0.113.9");
}

#[test]
fn a_range_is_blocked_with_note_and_expiry_by_keys() {
    let app = start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/login-security/blocked");
    tab.click_on("#create")
        .has("#modal #range")
        .has_focus("Address or range");
    tab.type_text("203.0.113.7/24")
        .press("Enter")
        .sees("enter 203.0.113.0/24");
    tab.fill("Address or range", "203.0.113.0/24").fill("Note", "Scanner");
    tab.script("document.querySelector('#expires').value = '2099-12-31T23:59'");
    tab.click_on("#note")
        .press("Enter")
        .sees("203.0.113.0/24 is on the list.");
    tab.sees("Scanner").sees("31-12-2099 23:59");
    tab.press("/")
        .type_text("scan")
        .is_at("/login-security/blocked?q=scan")
        .sees("Scanner");
}

#[test]
fn whoever_would_shut_themselves_out_is_asked_first() {
    let app = start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/login-security/blocked/new");
    tab.fill("Address or range", "127.0.0.0/8")
        .click_on("#dialog .btn-primary");
    tab.sees("127.0.0.1").has("#shut_out");
    assert_eq!(app.db.number("SELECT count(*) FROM address_rules"), 0);
    tab.go("/users").sees("Carl Aagaard");
}

#[test]
fn on_a_phone_the_audit_is_a_list_of_cards_that_is_filtered() {
    let app = start();
    let tab = app.tab_of(cast::ADMINISTRATOR).phone().visit("/login-security");
    tab.sees("203.0.113.9").sees("Number of blocked attempts");
    tab.click("Filters")
        .fill("Blocked attempts, at least", "1")
        .click("Apply");
    tab.sees("Carl Aagaard").is_at("/login-security?attempts=1");
    tab.click_on(".filter-chips a").is_at("/login-security");
}

#[test]
fn without_scripts_an_address_is_blocked_and_let_in_again() {
    let app = start();
    let tab = app
        .tab_of(cast::ADMINISTRATOR)
        .without_script()
        .visit("/login-security/blocked");
    tab.click_on("#create")
        .fill("Address or range", "203.0.113.9")
        .click_on("#dialog .btn-primary")
        .sees("203.0.113.9 is on the list.");
    tab.fill("Search address or note", "203.0.113")
        .press("Enter")
        .sees("203.0.113.9");
    tab.click_on(".c-acts a")
        .click_on("#dialog .btn-remove")
        .sees_not("203.0.113.9 is on the list.");
    assert_eq!(app.db.number("SELECT count(*) FROM address_rules"), 0);
}
