//! While PostgreSQL is away (SECURITY RS1).
use crate::support::postgres::Postgres;
use crate::support::{TestApp, cast};

#[test]
fn a_page_says_so_while_the_database_is_away_and_goes_on_afterwards() {
    let postgres = Postgres::start();
    let app = TestApp::on(postgres.database());
    let tab = app.tab_of(cast::MANAGER_NORTH).phone().visit("/users/202");
    tab.fill("Display name", "Kept").expect_outage();
    postgres.halt();
    tab.click("Save").sees("Too busy right now");
    tab.go("/users").sees("Too busy right now");
    postgres.resume();
    tab.go("/users").sees("Carl Aagaard");
    assert_eq!(
        app.db.text("SELECT display_name FROM users WHERE id = 202"),
        "Carl Aagaard"
    );
}
