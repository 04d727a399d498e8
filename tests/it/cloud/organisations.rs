//! Organisations: whose they are to make and change, and deleting one (SPEC C-5, C-9, 2.2).
use super::{give_everything, with_other};
use crate::security::TRACES;
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, MANAGER_NORTH, group, unit};
use crate::support::client::Client;
use crate::support::page::Page;

const DELETE: &str = "/support/organisations/7/delete";

fn create(client: &Client, name: &str, customer: &str) -> u16 {
    let fields = [("name", name), ("customer", customer)];
    client.post("/support/organisations/new", &fields).status
}

fn organisations(app: &TestApp) -> i64 {
    app.db.number("SELECT count(*) FROM organisations")
}

/// Mona reads the screen within her customer.
fn reader(app: &TestApp) -> Client {
    app.db
        .give(MANAGER_NORTH.id, "navigation.access.cloud.customers", unit::TOP, true);
    app.db.allow(MANAGER_NORTH.id, &["OrgUnitAccess"], unit::TOP);
    app.log_in(MANAGER_NORTH)
}

fn confirmed(client: &Client) -> Page {
    client.get(DELETE).form("#dialog form").submit()
}

#[test]
fn c9_whoever_holds_manage_customers_within_one_customer_only_makes_no_organisation() {
    let app = with_other();
    let mona = reader(&app);
    // Mona is in the group in North: a Global right counts through memberships at the top alone.
    app.db.allow(group::STORE_MANAGERS, &["ManageCustomers"], unit::TOP);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(mona.get("/support/organisations/new").status, 403);
    assert_eq!(create(&mona, "Mine", "2"), 403);
    app.db.assert_same(&before);
}

#[test]
fn c9_whoever_manages_customers_makes_organisations_of_those_they_reach_and_of_no_others() {
    let app = with_other();
    app.db.run("INSERT INTO organisations (id, name, name_key, sort_name, words) VALUES (8, 'Both', 'both', 'both', '{both}'); INSERT INTO organisation_customers VALUES (8, 2), (8, 20)");
    let mona = reader(&app);
    app.db.allow(MANAGER_NORTH.id, &["ManageCustomers"], unit::TOP);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(create(&mona, "Theirs", "20"), 404);
    for hidden in ["7", "8"] {
        let there = format!("/support/organisations/{hidden}");
        let fields = [("version", "1"), ("name", "Mine"), ("keep", "2")];
        assert_eq!((mona.get(&there).status, mona.post(&there, &fields).status), (404, 404));
    }
    app.db.assert_same(&before);
    assert_eq!(create(&mona, "Mine", "2"), 303);
    let id = app.db.number("SELECT id FROM organisations WHERE name = 'Mine'");
    let there = format!("/support/organisations/{id}");
    let more = [("version", "1"), ("name", "Mine"), ("keep", "2"), ("customer", "20")];
    assert_eq!(mona.post(&there, &more).status, 404);
    let renamed = mona.get(&there).form("form[data-guard]").fill("name", "Ours").submit();
    assert_eq!(renamed.status, 303);
    assert_eq!(
        app.db.text(&format!(
            "SELECT name || (SELECT array_agg(customer_id) FROM organisation_customers WHERE organisation_id = id)::text FROM organisations WHERE id = {id}"
        )),
        "Ours{2}"
    );
}

#[test]
fn c9_an_organisation_is_deleted_after_it_was_asked_and_the_log_says_so() {
    let app = with_other();
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get("/support/organisations/7");
    let asked = page.click("#delete");
    assert!(
        asked.says("Zebraquist Group") && organisations(&app) == 1,
        "{}",
        asked.text("main")
    );
    let done = asked.form("#dialog form").submit();
    assert_eq!((done.status, done.location()), (303, "/support/organisations"));
    assert_eq!(organisations(&app), 0);
    let entry = "SELECT details::text FROM activity WHERE type = 'organisation.deleted'";
    let entry = app.db.text(entry);
    assert!(
        entry.contains("Zebraquist Group") && entry.contains("\"organisation_id\": 7"),
        "{entry}"
    );
    assert_eq!(admin.get("/support/organisations/7").status, 404);
    assert_eq!(admin.post(DELETE, &[]).status, 404);
}

#[test]
fn c9_an_organisation_stays_while_somebody_is_caterer_through_it() {
    let app = with_other();
    let caterer = |roles: &str, organisation: &str| {
        app.db.run(&format!(
            "UPDATE users SET security_roles = '{{{roles}}}', organisation_id = {organisation} WHERE id = 206"
        ));
    };
    caterer("customer,caterer", "7");
    app.db.run("UPDATE users SET state = 'deactivated' WHERE id = 206");
    let admin = app.log_in(ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    let asked = admin.get(DELETE);
    assert!(
        asked.says("It is assigned to Olga Zebraquist") && !asked.has("#dialog form button.btn-remove"),
        "{}",
        asked.text("main")
    );
    let refused = admin.post(DELETE, &[]);
    assert!(refused.status == 422 && refused.says("It is assigned to Olga Zebraquist"));
    app.db.assert_same(&before);
    caterer("customer", "NULL");
    assert_eq!(confirmed(&admin).status, 303);
}

/// P-12: customers within reach, but without Access, are neither named nor counted.
#[test]
fn c9_customers_the_reader_has_no_access_to_are_neither_named_nor_counted() {
    let app = with_other();
    app.db.run(
        "INSERT INTO organisations (id, name, name_key, sort_name, words) VALUES (8, 'Both', 'both', 'both', '{both}');
         INSERT INTO organisation_customers VALUES (8, 2), (8, 20);
         UPDATE users SET security_roles = '{customer,caterer}', organisation_id = 8 WHERE id = 201",
    );
    app.db.allow(
        MANAGER_NORTH.id,
        &["ManageCustomers", "navigation.access.cloud.customers"],
        unit::TOP,
    );
    app.db.allow(MANAGER_NORTH.id, &["OrgUnitAccess"], unit::CHAIN);
    let mona = app.log_in(MANAGER_NORTH);
    let page = mona.get("/support/organisations?q=both");
    assert_eq!(
        page.texts("tbody td")[..2],
        ["Chain", "1"],
        "{:?}",
        page.texts("tbody td")
    );
    let page = mona.get("/support/organisations/8");
    let stale = page.form("main form[method=post]").fill("name", "Mine");
    assert_eq!(stale.clone().submit().status, 303);
    let conflict = stale.submit();
    assert!(
        conflict.status == 409 && !conflict.says("Zebraquist"),
        "{}",
        conflict.text("main")
    );
    let kept = "SELECT count(*) FROM organisation_customers WHERE organisation_id = 8";
    assert_eq!(app.db.number(kept), 2, "and both are kept");
}

#[test]
fn c9_a_caterer_the_reader_has_no_access_to_stays_nameless() {
    let app = with_other();
    app.db.run(
        "INSERT INTO organisations (id, name, name_key, sort_name, words) VALUES (8, 'Ours', 'ours', 'ours', '{ours}');
         INSERT INTO organisation_customers VALUES (8, 2);
         UPDATE users SET security_roles = '{caterer}', organisation_id = 8 WHERE id = 206",
    );
    let mona = reader(&app);
    app.db.allow(MANAGER_NORTH.id, &["ManageCustomers"], unit::TOP);
    let refused = mona.post("/support/organisations/8/delete", &[]);
    assert!(
        refused.status == 422 && refused.says("somebody you have no access to") && !refused.says("Olga"),
        "{}",
        refused.text("main")
    );
}

#[test]
fn c9_deleting_an_organisation_takes_the_right_and_the_reach() {
    let app = with_other();
    let mona = reader(&app);
    give_everything(&app.db, MANAGER_NORTH.id);
    let before = app.db.fingerprint(TRACES);
    assert_eq!((mona.get(DELETE).status, mona.post(DELETE, &[]).status), (404, 404));
    app.db.assert_same(&before);
    app.db
        .run("UPDATE users SET security_roles = '{customer,caterer}', organisation_id = 7 WHERE id = 201");
    app.db.deny(MANAGER_NORTH.id, &["ManageCustomers"], unit::TOP);
    let before = app.db.fingerprint(TRACES);
    assert_eq!((mona.get(DELETE).status, mona.post(DELETE, &[]).status), (403, 403));
    assert!(
        mona.get("/support/organisations/7")
            .has("button[aria-describedby=delete-why]")
    );
    app.db.assert_same(&before);
}

/// Mona looks after the users of her customer; Carl's organisation has a customer that she does not reach.
fn with_caterer(rights: &[&str]) -> (TestApp, Client) {
    let app = with_other();
    app.db.run(
        "INSERT INTO organisations (id, name, name_key, sort_name, words) VALUES (8, 'Both', 'both', 'both', '{both}'), (9, 'Ours', 'ours', 'ours', '{ours}');
         INSERT INTO organisation_customers VALUES (8, 2), (8, 20), (9, 2);
         UPDATE users SET security_roles = '{caterer}', organisation_id = 8 WHERE id = 202",
    );
    app.db.allow(MANAGER_NORTH.id, rights, unit::TOP);
    let mona = app.log_in(MANAGER_NORTH);
    (app, mona)
}

#[test]
fn c5_the_support_page_names_no_organisation_that_its_reader_does_not_reach() {
    let (app, mona) = with_caterer(&["navigation.access.cloud.users"]);
    let said = |client: &Client| client.get("/support/users/202").text("main");
    assert!(!said(&mona).contains("Both"), "{}", said(&mona));
    assert!(said(&app.log_in(ADMINISTRATOR)).contains("Both"));
    app.db.run("UPDATE users SET organisation_id = 9 WHERE id = 202");
    assert!(said(&mona).contains("Ours"));
}

/// P-12: left out of display and kept untouched by Save.
#[test]
fn p12_an_organisation_that_the_reader_does_not_see_stays_nameless_and_is_kept_by_save() {
    let (app, mona) = with_caterer(&["ManageSecurityRoles"]);
    let page = mona.get("/users/202/cloud");
    assert_eq!(page.texts("[name=organisation] option"), ["None", "Unchanged", "Ours"]);
    let roles = "SELECT security_roles::text || organisation_id FROM users WHERE id = 202";
    let form = || page.form("#roles");
    assert_eq!(form().tick("customer").submit().status, 303);
    assert_eq!(app.db.text(roles), "{customer,caterer}8");
    assert_eq!(form().choose("organisation", "9").submit().status, 303);
    assert_eq!(app.db.text(roles), "{caterer}9");
    let page = mona.get("/users/202/cloud");
    assert_eq!(page.texts("[name=organisation] option"), ["None", "Ours"]);
    let gone = mona.post("/users/202/cloud", &[("caterer", "1"), ("organisation", "8")]);
    assert_eq!((gone.status, app.db.text(roles).as_str()), (422, "{caterer}9"));
}
