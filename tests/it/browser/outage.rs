//! While PostgreSQL is away (SECURITY RS1).
use crate::support::postgres::Postgres;
use crate::support::{TestApp, cast};

#[test]
fn nothing_typed_is_lost_while_the_database_is_away() {
    let postgres = Postgres::start();
    let app = TestApp::on(postgres.database());
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users/202");
    tab.fill("Display name", "Kept").expect_outage();
    postgres.halt();
    tab.click("Save").sees("Nothing has been saved; try again in a moment.");
    let page = tab.another().phone();
    page.expect_outage();
    let page = page.visit("/users");
    page.sees("Too busy right now");
    postgres.resume();
    page.go("/users").sees("Carl Aagaard");
    tab.click("Save")
        .sees("Saved. Display name: Carl Aagaard → Kept")
        .sees_not("try again in a moment");
}
