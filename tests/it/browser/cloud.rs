//! Customers and Organisations in a browser: by keys alone, on a phone, in the dark, without scripts (SPEC C-9, L-3).
use crate::cloud::with_other;
use crate::support::{TestApp, cast};

#[test]
fn a_customer_is_found_and_made_by_keys() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/support/customers");
    tab.press("/").has_focus("Search customers").type_text("nobody");
    tab.sees("No customer matches.");
    tab.go("/support/customers").walk_to("Create customer").press("Enter");
    tab.sees("Licence pool").has_focus("Name").type_text("Kantinen");
    tab.press("Tab").type_text("KAN").press("Tab").type_text("31");
    tab.press("Tab").type_text("many").press("Enter");
    tab.sees("A whole number from 0").is_at("/support/customers/new");
    tab.fill("Licence pool", "3").press("Enter");
    tab.sees("Kantinen has been created.").sees("Licences assigned now: 0.");
    assert_eq!(
        app.db
            .number("SELECT pool FROM customer_licences JOIN org_units ON id = customer_id WHERE code = 'KAN'"),
        3
    );
}

#[test]
fn an_organisation_is_made_by_keys_and_deleted_in_a_dialog() {
    let app = with_other();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/support/organisations");
    tab.walk_to("Create organisation").press("Enter");
    tab.sees("Add a customer").has_focus("Name").type_text("Alle");
    tab.press("Tab")
        .type_text("chain")
        .has("#customer-found input[value='2']");
    for _ in 0..5 {
        if tab.press("Tab").string("String(document.activeElement.value)") == "2" {
            break;
        }
    }
    tab.press("Space").has("#customer-found input:checked").press("Enter");
    tab.sees("Alle is created.").sees("Customers it has");
    tab.walk_to("Delete").press("Enter");
    tab.has("dialog:modal").sees("Delete Alle");
    tab.press("Escape").has_not("dialog:modal").has_focus("Delete");
    tab.press("Enter")
        .has("dialog:modal")
        .click_on("dialog:modal .btn-remove");
    tab.sees("Alle has been deleted.").is_at("/support/organisations");
    assert_eq!(
        app.db.number("SELECT count(*) FROM organisations WHERE name = 'Alle'"),
        0
    );
}

#[test]
fn whoever_deletes_an_organisation_of_a_caterer_is_told_who_it_is() {
    let app = with_other();
    app.db
        .run("UPDATE users SET security_roles = '{customer,caterer}', organisation_id = 7 WHERE id = 201");
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/support/organisations/7");
    tab.click("Delete").sees("It is assigned to Mona Nørgaard");
    tab.has_not("dialog:modal .btn-remove");
}

#[test]
fn customers_and_organisations_fit_a_phone_in_danish() {
    let app = with_other();
    let tab = app.tab_of(cast::ADMINISTRATOR).size(320, 640).danish();
    for path in [
        "/support/customers",
        "/support/customers/20",
        "/support/customers/new",
        "/support/organisations",
        "/support/organisations/7",
        "/support/organisations/7/delete",
        "/support/organisations/new?customer_find=zebra",
    ] {
        tab.go(path).has("h1");
    }
    tab.go("/support/customers").click("Zebraquist").sees("Licenspulje");
    tab.go("/support/organisations").click("Zebraquist Group").sees("Slet");
}

#[test]
fn without_scripts_an_organisation_gets_a_customer_and_is_deleted() {
    let app = with_other();
    let tab = app.tab_of(cast::ADMINISTRATOR).dark().without_script();
    tab.go("/support/organisations/7").click_on("[name=customer_find]");
    tab.type_text("chain").click("Find");
    tab.click_on("#customer-found input[value='2']").click("Save");
    tab.sees("Chain").is_at("/support/organisations/7");
    assert_eq!(app.db.number("SELECT count(*) FROM organisation_customers"), 2);
    tab.click("Delete").click_on("#dialog .btn-remove");
    tab.is_at("/support/organisations").sees_not("Zebraquist Group is");
    assert_eq!(app.db.number("SELECT count(*) FROM organisations"), 0);
}
