//! What all lists have in common, in windows of every size (UI habits 2, 13, 24; SPEC L-1, L-2, U-2, U-3, U-6).
use crate::support::{TestApp, cast};

/// Puts in more rows than fit, scrolls to the end, and says how far the head is then from where the list begins, and by
/// how much the page is higher than the window.
const SCROLLED: &str = "(() => {
    const list = document.querySelector('#list'), body = list.querySelector('tbody');
    for (let n = 0; n < 60; n++) body.append(body.rows[0].cloneNode(true));
    list.scrollTo(0, 1500);
    const head = list.querySelector('thead th').getBoundingClientRect().top - list.getBoundingClientRect().top;
    const beyond = document.documentElement.scrollHeight - innerHeight;
    return [list.scrollTop > 100, Math.round(head), beyond].join(' ');
})()";

/// UI habit 24.
#[test]
fn the_head_of_every_list_stays_directly_below_its_bars() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR);
    let paths = [
        "/users",
        "/groups",
        "/memberships",
        "/org-units?q=a",
        "/activity",
        "/login-security",
        "/support/customers",
        "/groups/102/members",
    ];
    for path in paths {
        tab.go(path);
        assert_eq!(tab.string(SCROLLED), "true 0 0", "{path}");
    }
}

/// SPEC U-4, P-26: also where the bar is not asked for anew.
#[test]
fn a_button_over_ticked_rows_is_off_until_one_is_ticked_and_says_how_many() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/memberships");
    tab.has("#act-remove[aria-disabled=true]")
        .click_on("#list tbody tr:nth-child(1) input[name=id]")
        .has("#act-remove:not([aria-disabled])")
        .click_on("#list tbody tr:nth-child(2) input[name=id]")
        .sees("Remove (2)");
    tab.go("/login-security").has("#act-approve[aria-disabled=true]");
}

/// UI habit 2: a filter is a step of its own, what is typed is none.
#[test]
fn going_back_takes_off_the_filter_that_was_set_last() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/groups");
    tab.click("Users").is_at("/users").click("Show deactivated");
    tab.is_at("/users?q=&deactivated=1").click_on("#q").type_text("ca");
    tab.is_at("/users?q=ca&deactivated=1").sees_not("Mona Nørgaard").back();
    tab.is_at("/users").sees("Mona Nørgaard");
    assert_eq!(
        tab.string("document.querySelector('[name=deactivated]').checked"),
        "false"
    );
    tab.back().is_at("/groups");
}

#[test]
fn on_tablets_and_phones_lists_are_sorted_selected_and_exported() {
    let app = TestApp::start();
    for tab in [
        app.tab_of(cast::MANAGER_NORTH).tablet(),
        app.tab_of(cast::MANAGER_NORTH).phone().dark(),
    ] {
        let tab = tab.visit("/users");
        tab.sees("licences")
            .click("How to search")
            .sees("Looks in one field only");
        tab.press("Escape")
            .click("Select all on this page")
            .sees("4 users selected");
        tab.click("Clear selection").click("Name");
        tab.has("th[aria-sort=ascending] a[href*='sort=name']");
        tab.click("Columns, export and import")
            .has("#files a[href*='/users/export']");
        tab.click("Email").click("Apply").sees("mona@chain.example");
        tab.click("Columns, export and import").click("Use default");
        tab.go("/users?q=nobody").sees("Nobody matches.");
        tab.click("Columns, export and import")
            .has("#files a[href*='/users/export?q=nobody']");
    }
}

/// SPEC L-1: the help tells what can be named in this list, in the reader's language.
#[test]
fn l1_the_help_beside_a_search_names_the_fields_of_its_list() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/groups");
    tab.click("How to search").sees("displayname:").sees_not("email:");
    tab.go("/activity")
        .click("How to search")
        .sees("type:")
        .sees("user:jen");
    let danish = app.tab_of(cast::ADMINISTRATOR).danish().visit("/memberships");
    danish.click("Sådan søger du").sees("gruppe:").sees("konto:jen");
}

#[test]
fn the_page_that_names_who_was_skipped_leads_on_by_keys() {
    let app = TestApp::start();
    let ids = crate::users_several::holders(&app);
    let ids: String = ids.iter().map(|id| format!("id={id}&")).collect();
    let path = format!("/users/require-new-password?id=202&{ids}from=%2Fusers");
    for tab in [
        app.tab_of(cast::MANAGER_NORTH),
        app.tab_of(cast::MANAGER_NORTH).phone().dark(),
    ] {
        app.db.run("UPDATE users SET must_change_password = false");
        let tab = tab.visit(&path);
        tab.click_on("#dialog .dlg-foot button").sees("25 were skipped");
        tab.sees("Carl Aagaard must choose a new password").sees("Holder 325");
        tab.walk_to("Go on");
        tab.press("Enter").is_at("/users");
    }
}

/// SPEC U-8: the browser does not stop at the first empty field, in words of its own.
#[test]
fn u8_empty_fields_of_dialogs_and_of_the_login_are_told_in_our_words() {
    let app = TestApp::start();
    let tab = app.tab().visit("/login");
    tab.click("Log in")
        .sees("Type your user name.")
        .sees("Type a password.");
    let danish = app.tab().danish().visit("/login");
    danish
        .click_on(".gate-card button.btn-primary")
        .sees("Skriv dit brugernavn.");
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/login-security/blocked");
    tab.click("Block address or range").has("dialog:modal");
    tab.click_on("#dialog .dlg-foot button").has("#dialog #mistakes");
}
