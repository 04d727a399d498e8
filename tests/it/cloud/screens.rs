//! The screens **Customers** and **Organisations**, and the tab **Cloud account** (SPEC C-9).
use super::with_other;
use crate::support::cast::{ADMINISTRATOR, MANAGER_NORTH, unit};
use crate::support::page::Page;

const FORM: &str = "form[data-guard]";

#[test]
fn l2_customers_are_sorted_by_name_and_number_and_their_columns_chosen() {
    let app = with_other();
    let admin = app.log_in(ADMINISTRATOR);
    let names = |page: &Page| page.texts("tbody .who a");
    let page = admin.get("/support/customers");
    let by_name = names(&page);
    let turned = page.click("th[aria-sort] a");
    assert_eq!(names(&turned).into_iter().rev().collect::<Vec<_>>(), by_name);
    let by_number = turned.click("th a[href*='sort=number']");
    let numbers = by_number.texts("tbody [data-label='Customer number']");
    assert!(numbers.len() > 1 && numbers.is_sorted(), "{numbers:?}");
    let form = by_number.form("#columns form").untick_value("column", "code");
    let page = form.submit().follow();
    assert!(
        !page.texts("thead th").contains(&"Code".into()) && page.path.contains("sort=number"),
        "{}",
        page.path
    );
}

#[test]
fn c9_a_customer_is_made_with_its_licences_and_changed() {
    let app = with_other();
    let admin = app.log_in(ADMINISTRATOR);
    let form = || {
        admin
            .get("/support/customers/new")
            .form(FORM)
            .fill("name", "Kantinen")
            .fill("code", "KAN")
    };
    let taken = form().fill("customer_number", "7707").fill("pool", "many").submit();
    assert_eq!((taken.status, taken.count(".err")), (422, 2));
    let made = form().fill("customer_number", "31").fill("pool", "3").submit();
    assert_eq!(made.status, 303);
    let id = app
        .db
        .number("SELECT id FROM org_units WHERE code = 'KAN' AND kind = 'customer'");
    assert_eq!(
        app.db
            .number(&format!("SELECT pool FROM customer_licences WHERE customer_id = {id}")),
        3
    );
    let list = admin.get("/support/customers?q=31");
    assert!(
        list.says("Kantinen") && !list.says("Zebraquist"),
        "{}",
        list.text("main")
    );
    let edit = || admin.get("/support/customers/2").form(FORM);
    let below = edit().fill("pool", "4").submit();
    assert!(
        below.status == 422 && below.says("5 licences are assigned now"),
        "{}",
        below.text("main")
    );
    assert_eq!(edit().fill("pool", "5").fill("name", "The chain").submit().status, 303);
    let entry = app
        .db
        .text("SELECT details::text FROM activity WHERE type = 'org_unit.changed'");
    assert!(entry.contains("licence_pool") && entry.contains("The chain"), "{entry}");
}

#[test]
fn c9_two_who_edit_a_customer_are_told() {
    let app = with_other();
    let admin = app.log_in(ADMINISTRATOR);
    let form = admin.get("/support/customers/20").form(FORM);
    assert_eq!(
        admin
            .get("/support/customers/20")
            .form(FORM)
            .fill("name", "First")
            .submit()
            .status,
        303
    );
    assert_eq!(form.fill("name", "Second").submit().status, 409);
    assert_eq!(app.db.text("SELECT name FROM org_units WHERE id = 20"), "First");
}

#[test]
fn c9_an_organisation_has_customers_found_by_name_and_a_name_of_its_own() {
    let app = with_other();
    let admin = app.log_in(ADMINISTRATOR);
    let new = "/support/organisations/new";
    let empty = admin.get(new).form(FORM).fill("name", "Alle").submit();
    assert!(empty.status == 422 && empty.says("at least one customer"));
    let taken = admin
        .get(&format!("{new}?customer_find=chain"))
        .form(FORM)
        .fill("name", "zebraquist GROUP")
        .choose("customer", "2");
    assert!(taken.submit().says("This name is taken"));
    let form = admin
        .get(&format!("{new}?customer_find=chain"))
        .form(FORM)
        .fill("name", "Alle")
        .choose("customer", "2");
    let made = form.submit();
    assert_eq!(made.status, 303);
    let page = admin.get(made.location());
    assert!(page.says("Chain"));
    let id = app.db.number("SELECT id FROM organisations WHERE name = 'Alle'");
    let add = [("version", "1"), ("name", "Alle"), ("keep", "2"), ("customer", "20")];
    assert_eq!(admin.post(&format!("/support/organisations/{id}"), &add).status, 303);
    assert_eq!(
        app.db.number(&format!(
            "SELECT count(*) FROM organisation_customers WHERE organisation_id = {id}"
        )),
        2
    );
}

#[test]
fn p14_the_screens_open_by_their_menu_right_and_write_by_manage_customers() {
    let app = with_other();
    let mona = app.log_in(MANAGER_NORTH);
    assert!(!mona.get("/users").has("a[href='/support/customers']"));
    assert_eq!(mona.get("/support/customers").status, 403);
    app.db
        .give(MANAGER_NORTH.id, "navigation.access.cloud.customers", unit::TOP, true);
    app.db.allow(MANAGER_NORTH.id, &["OrgUnitAccess"], unit::CHAIN);
    let list = mona.get("/support/customers");
    assert!(
        list.status == 200 && list.says("Chain") && list.has("button[aria-disabled=true]"),
        "{}",
        list.text("main")
    );
    assert!(!mona.get("/support/customers/2").has("[name=pool]"));
    let before = app.db.text("SELECT name FROM org_units WHERE id = 2");
    let fields = [
        ("version", "1"),
        ("name", "Mine"),
        ("customer_number", "1000"),
        ("pool", ""),
    ];
    assert_eq!(mona.post("/support/customers/2", &fields).status, 403);
    assert_eq!(app.db.text("SELECT name FROM org_units WHERE id = 2"), before);
    app.db.allow(MANAGER_NORTH.id, &["ManageCustomers"], unit::TOP);
    assert_eq!(mona.post("/support/customers/2", &fields).status, 303);
    let made = mona.post(
        "/support/customers/new",
        &[("name", "N"), ("code", "N"), ("customer_number", "9")],
    );
    assert!(
        matches!(made.status, 403 | 404),
        "who reaches one customer makes no other: {}",
        made.status
    );
}

/// P-26: the button, the form and what it sends ask the same.
#[test]
fn c9_who_manages_customers_without_access_at_the_top_is_told_before_the_form() {
    let app = with_other();
    app.db.run("UPDATE users SET unit_id = 1 WHERE id = 201");
    app.db.allow(
        MANAGER_NORTH.id,
        &["ManageCustomers", "navigation.access.cloud.customers"],
        unit::TOP,
    );
    let mona = app.log_in(MANAGER_NORTH);
    let fields = [("name", "Kantinen"), ("code", "KAN"), ("customer_number", "31")];
    let before = app.db.fingerprint(crate::security::TRACES);
    assert!(!mona.get("/support/customers").has("a[href='/support/customers/new']"));
    assert_eq!(mona.get("/support/customers/new").status, 403);
    assert_eq!(mona.post("/support/customers/new", &fields).status, 403);
    app.db.assert_same(&before);
    app.db.allow(MANAGER_NORTH.id, &["OrgUnitAccess"], unit::TOP);
    let page = mona.get("/support/customers").click("a[href='/support/customers/new']");
    let mut form = page.form(FORM);
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    let made = form.submit();
    assert_eq!((made.status, mona.get(made.location()).status), (303, 200));
}

#[test]
fn c5_the_tab_says_what_is_wrong_with_the_roles() {
    let app = with_other();
    let admin = app.log_in(ADMINISTRATOR);
    let save = |fields: &[(&str, &str)]| admin.post("/users/202/cloud", fields);
    assert!(save(&[]).says("Choose at least one role"));
    assert!(save(&[("caterer", "1")]).says("A Caterer needs an organisation"));
    assert!(save(&[("support_agent", "1")]).says("confirmed email address of an internal domain"));
    assert_eq!(
        app.db.text("SELECT security_roles::text FROM users WHERE id = 202"),
        "{customer}"
    );
    let page = admin.get("/users/202/cloud");
    assert!(
        page.says("Cloud account") && page.has("[role=switch][aria-checked=true]"),
        "{}",
        page.text("main")
    );
    let danish = admin
        .request("GET", "/users/202/cloud")
        .header("accept-language", "da")
        .send();
    assert!(danish.says("Cloudsikkerhedsroller"));
}
