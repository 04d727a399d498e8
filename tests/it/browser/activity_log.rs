//! The activity log in a browser: filters, chips, a row opened, an export; on a phone, without scripts (SPEC N-20, L-2, L-3).
use crate::activity_log::{some_changes, with_right};
use crate::support::{TestApp, cast};

#[test]
fn the_log_is_narrowed_and_its_address_says_only_by_what() {
    let app = TestApp::start();
    some_changes(&app);
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/activity");
    tab.choose("Type", "User changed")
        .is_at("/activity?q=&kind=user.updated");
    tab.sees("Carla North").sees("Sune South");
    tab.click_on("#q").type_text("carla").sees_not("Sune South");
    tab.is_at("/activity?q=carla&kind=user.updated");
    tab.go("/activity").click("Filters").fill("Description", "display");
    tab.click("Apply").sees("Carla North").sees("Description: display");
    tab.is_at("/activity?q=&description=display");
    tab.click_on(".filter-chips a").is_at("/activity").sees("Logged in");
}

#[test]
fn whoever_did_it_is_found_and_chosen() {
    let app = TestApp::start();
    some_changes(&app);
    app.log_in(cast::CASHIER_NORTH);
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/activity");
    tab.click("Filters").click_on("[name=user_find]").type_text("carla");
    tab.click_on("input[name=user][value='202']").sees("User: Carla North");
    tab.sees_not("Sune South")
        .is_at("/activity?q=&user_find=carla&user=202");
}

#[test]
fn a_row_opens_over_the_list_and_closes_again_by_keys() {
    let app = TestApp::start();
    some_changes(&app);
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/activity?subject=carla");
    tab.press("j").press("Enter").has("#modal #dialog").sees("Carl Aagaard");
    tab.press("Escape").has_not("#modal").is_at("/activity?subject=carla");
    tab.click("Export").sees("JSON Lines");
}

#[test]
fn a_store_manager_reads_the_log_on_a_tablet_and_a_phone() {
    let app = TestApp::on(with_right());
    some_changes(&app);
    let tab = app.tab_of(cast::MANAGER_NORTH).tablet().visit("/activity");
    tab.sees("Carla North").sees_not("Sune South");
    let tab = app.tab_of(cast::MANAGER_NORTH).phone().dark().visit("/activity");
    tab.sees("Carla North")
        .click("Filters")
        .fill("Subject", "carla")
        .click("Apply");
    tab.sees("Subject: carla").sees("Carla North");
}

#[test]
fn without_scripts_somebody_is_found_for_the_filter() {
    let app = TestApp::start();
    some_changes(&app);
    app.log_in(cast::CASHIER_NORTH);
    let tab = app.tab_of(cast::ADMINISTRATOR).without_script().visit("/activity");
    tab.click("Filters")
        .click_on("[name=user_find]")
        .type_text("carla")
        .click("Apply");
    tab.sees("User: carla")
        .click("Filters")
        .click_on("input[name=user][value='202']")
        .click("Apply");
    tab.sees("User: Carla North").sees_not("Sune South");
    tab.click_on("table.log tbody th a").sees("Reference");
}
