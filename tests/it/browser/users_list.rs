//! The list of users (SPEC U-1, U-2, UI habits 1 to 7).
use crate::support::{TestApp, cast, unit};

#[test]
fn the_list_follows_what_is_typed_and_the_caret_stays() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/users");
    tab.click_on("#q").type_text("ca");
    tab.sees_not("Mona Nørgaard")
        .sees("Carl Aagaard")
        .is_at("/users?q=ca")
        .has_focus("Search users");
    tab.type_text("rlo").sees("Nobody matches.").has_focus("Search users");
    assert_eq!(tab.string("document.querySelector('#q').selectionStart"), "5");
    tab.click_on(".empty a").sees("Mona Nørgaard").is_at("/users");
}

#[test]
fn going_back_brings_the_search_with_it() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/users?q=mona");
    tab.click("Mona Nørgaard").sees("At a glance").back();
    tab.is_at("/users?q=mona")
        .sees("Mona Nørgaard")
        .sees_not("Carl Aagaard");
    assert_eq!(tab.string("document.querySelector('#q').value"), "mona");
}

#[test]
fn a_click_on_a_head_sorts_and_another_turns_it_round() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/users");
    let names = || tab.texts("tbody td.c-name");
    tab.click("Name").has("th[aria-sort=ascending] a[href*='sort=name']");
    assert_eq!(
        names(),
        ["Administrator", "carl", "dora", "lone", "mona", "sune", "System"]
    );
    tab.click("Name").has("th[aria-sort=descending] a[href*='sort=name']");
    assert_eq!(
        names(),
        ["System", "sune", "mona", "lone", "dora", "carl", "Administrator"]
    );
}

#[test]
fn columns_are_chosen_and_kept() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users");
    tab.has_not("th.c-mail")
        .click("Columns")
        .click("Email")
        .click("Apply")
        .sees("mona@chain.example");
    tab.go("/users").sees("mona@chain.example");
    tab.click("Columns").click("Use default").sees_not("mona@chain.example");
}

/// SPEC L-1: by the mouse and by keys, in every list; what is empty has no cross.
#[test]
fn l1_a_cross_clears_the_search() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/users");
    tab.has_not(".search .wipe").click_on("#q").type_text("carl");
    tab.sees_not("Mona Nørgaard").click_on(".search .wipe");
    tab.sees("Mona Nørgaard").is_at("/users?q=").has_focus("Search users");
    tab.type_text("carl").sees_not("Mona Nørgaard");
    tab.press("Tab").has_focus("Clear search").press("Enter");
    tab.sees("Mona Nørgaard")
        .has_focus("Search users")
        .has_not(".search .wipe");
    let phone = app.tab_of(cast::ADMINISTRATOR).phone().visit("/groups?q=cash");
    phone.sees_not("Auditor").click_on(".search .wipe").sees("Auditor");
}

#[test]
fn a_unit_is_picked_from_the_tree() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/users");
    tab.click("Org. unit: All units")
        .click("South")
        .sees("Sune Sørensen")
        .sees_not("Mona Nørgaard");
    tab.is_at(&format!("/users?unit={}", unit::SOUTH))
        .sees("Org. unit: South");
    tab.click("Org. unit: South").click("All units").sees("Mona Nørgaard");
}

#[test]
fn ticks_make_the_toolbar_and_outlive_refresh() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users");
    tab.click("Deactivate user")
        .has(".tip")
        .click("Select Carl Aagaard")
        .sees("Carl Aagaard selected");
    tab.click("Select Lone Lund")
        .sees("2 users selected")
        .sees("Deactivate 2 users");
    tab.click("Refresh").sees("2 users selected");
    assert_eq!(
        tab.string("document.querySelectorAll('tbody input:checked').length"),
        "2"
    );
    tab.click("Clear selection").sees_not("2 users selected");
    tab.click("Select all on this page").sees("4 users selected");
}

#[test]
fn a_button_that_cannot_be_used_says_why() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::DENIED).visit("/users");
    tab.has_not(".tip")
        .click("Select Carl Aagaard")
        .sees("Carl Aagaard selected");
    tab.click("Edit user")
        .has(".tip")
        .sees("You need Edit user in Aalborg.")
        .is_at("/users");
    tab.click("Carl Aagaard")
        .sees("You can look, but not change anything here.");
}

#[test]
fn rows_open_by_a_double_click_and_locked_ones_are_a_click_away() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/users");
    tab.click("1 locked now").sees("Lone Lund").sees_not("Carl Aagaard");
    tab.double_click_on("tbody td.c-name").sees("At a glance");
    assert!(tab.path().starts_with("/users/205?"), "{}", tab.path());
}

#[test]
fn one_of_many_units_is_found_and_chosen_where_a_list_is_narrowed() {
    let app = crate::users_units::large();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/users?q=m");
    tab.click_on("[popovertarget=units]").click_on("#units [name=find]");
    tab.type_text("ørsted 499").sees("North / Ørsted 499");
    tab.click("North / Ørsted 499").is_at("/users?q=m&unit=2499");
    assert!(tab.complaints().is_empty(), "{:?}", tab.complaints());
}
