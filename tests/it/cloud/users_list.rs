//! Licences in the list of users: the counters above it and the column **Licensed** (SPEC U-2, U-6), each within reach.
use super::{give_everything, with_other};
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, MANAGER_NORTH, MANAGER_SOUTH, unit};
use crate::support::page::Page;

/// The counter of licences.
fn licences(page: &Page) -> String {
    page.texts(".page-head .stat").last().cloned().unwrap_or_default()
}

/// Display name and what the column says, of each row.
fn column(page: &Page) -> Vec<(String, String)> {
    let names = page.texts("tbody th a");
    let cells = page.texts("tbody td[data-label=Licensed]");
    assert_eq!(names.len(), cells.len(), "{}", page.text("main"));
    names.into_iter().zip(cells).collect()
}

fn show_column(app: &TestApp) {
    app.db.run("UPDATE users SET columns = '{licensed}'");
}

#[test]
fn u6_the_counters_follow_every_licence_that_is_given_and_taken() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let counted = || licences(&admin.get("/users"));
    assert_eq!(counted(), "5 licences assigned, unlimited remaining");
    app.db.run("UPDATE customer_licences SET pool = 7");
    assert_eq!(counted(), "5 licences assigned, 2 remaining");
    let switched = admin.post("/users/202/cloud/licence", &[("assigned", "false")]);
    assert_eq!(switched.status, 303);
    assert_eq!(counted(), "4 licences assigned, 3 remaining");
    assert_eq!(admin.post("/users/deactivate?id=203", &[]).status, 303);
    assert_eq!(counted(), "3 licences assigned, 4 remaining");
    assert_eq!(admin.post("/users/activate?id=203", &[]).status, 303);
    assert_eq!(counted(), "4 licences assigned, 3 remaining");
}

#[test]
fn u6_two_customers_never_see_each_others_licences() {
    let app = with_other();
    app.db.run(
        "UPDATE customer_licences SET pool = 9 WHERE customer_id = 2; UPDATE customer_licences SET pool = 50 WHERE customer_id = 20",
    );
    for user in [MANAGER_NORTH.id, 206] {
        give_everything(&app.db, user);
    }
    let counted = |page: Page| licences(&page);
    let mona = app.log_in(MANAGER_NORTH);
    assert_eq!(counted(mona.get("/users")), "5 licences assigned, 4 remaining");
    let olga = app.log_in_as("zebraquist.olga", crate::support::cast::PASSWORD);
    assert_eq!(counted(olga.get("/users")), "One licence assigned, 49 remaining");
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(counted(admin.get("/users")), "6 licences assigned, 53 remaining");
    assert_eq!(
        counted(admin.get("/users?unit=21")),
        "One licence assigned, 49 remaining"
    );
    app.db
        .run("UPDATE customer_licences SET pool = NULL WHERE customer_id = 20");
    assert_eq!(counted(admin.get("/users")), "6 licences assigned, unlimited remaining");
    assert_eq!(counted(mona.get("/users")), "5 licences assigned, 4 remaining");
}

#[test]
fn u6_the_licences_counted_are_those_of_the_units_one_has_access_to() {
    let app = TestApp::start();
    app.db.run("UPDATE customer_licences SET pool = 7");
    let sune = app.log_in(MANAGER_SOUTH);
    assert_eq!(licences(&sune.get("/users")), "One licence assigned, 2 remaining");
}

#[test]
fn u2_the_column_licensed_says_who_has_one_who_has_none_and_who_needs_none() {
    let app = with_other();
    show_column(&app);
    app.db.run(
        "UPDATE users SET licensed = false WHERE id = 202; UPDATE users SET state = 'deactivated' WHERE id = 205; UPDATE users SET unit_id = 1 WHERE id = 204",
    );
    let admin = app.log_in(ADMINISTRATOR);
    let rows = column(&admin.get("/users?deactivated=1"));
    let says = |name: &str| rows.iter().find(|(who, _)| who == name).map(|(_, says)| says.as_str());
    assert_eq!(
        [
            "Mona Nørgaard",
            "Carl Aagaard",
            "Lone Lund",
            "Dora Dahl",
            "Administrator",
            "Olga Zebraquist"
        ]
        .map(says),
        [
            Some("Yes"),
            Some("No"),
            Some("No"),
            Some("Not needed"),
            Some("Not needed"),
            Some("Yes")
        ]
    );
    assert!(
        !admin.get("/users").has("thead a[href*='sort=licensed']"),
        "it is not sorted by"
    );
}

#[test]
fn u2_the_column_licensed_is_of_ones_own_customer_only() {
    let app = with_other();
    show_column(&app);
    give_everything(&app.db, MANAGER_NORTH.id);
    let mona = app.log_in(MANAGER_NORTH);
    let rows = column(&mona.get("/users"));
    assert_eq!(rows.len(), 5);
    assert!(
        rows.iter()
            .all(|(name, says)| !name.contains("Zebraquist") && says == "Yes"),
        "{rows:?}"
    );
    app.db.allow(MANAGER_NORTH.id, &["OrgUnitAccess"], unit::TOP);
    app.db
        .run("UPDATE users SET security_roles = '{caterer}', organisation_id = 7 WHERE id = 201");
    assert_eq!(
        column(&mona.get("/users")),
        [("Olga Zebraquist".to_owned(), "Yes".to_owned())]
    );
    assert_eq!(
        licences(&mona.get("/users")),
        "One licence assigned, unlimited remaining"
    );
}
