//! Actors by keys, as a store manager with one right in one store, and one's own by phone (SPEC 8, UI habits 3, 4, 12).
use crate::actors;
use crate::support::{cast, unit};

#[test]
fn a_store_manager_with_one_right_in_one_store_finds_and_edits_a_customer_by_keys() {
    let app = actors::start();
    app.db
        .allow(cast::CASHIER_NORTH.id, &["actor.customer.edit"], unit::AALBORG);
    let tab = app.tab_of(cast::CASHIER_NORTH).visit("/");
    tab.is_at("/actors?role=customer")
        .sees("Customers")
        .sees_not("Dina Dam");
    tab.press("/").has_focus("Search: Customers").type_text("aks");
    tab.is_at("/actors?q=aks&role=customer")
        .press("Shift+Tab")
        .press("j")
        .has_focus("Aksel Ahorn");
    tab.press("x").sees("Aksel Ahorn selected");
    tab.walk_to("Delete");
    tab.press("Enter")
        .has(".tip")
        .sees("You need Customer - Delete in Aalborg.");
    tab.click("Aksel Ahorn").sees("At a glance").sees_not("Merge");
    tab.walk_to("City");
    tab.press("Control+a").type_text("Hjørring").press("Enter");
    tab.sees("City: Nørresundby → Hjørring").sees("Aksel Ahorn");
}

#[test]
fn an_actor_is_made_archived_and_deleted_from_the_list() {
    let app = actors::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/actors?role=supplier");
    tab.click("New")
        .fill("Name", "Brød & Co")
        .click("Create")
        .sees("Brød & Co has been created.");
    tab.click("Archive")
        .sees("leaves the lists until unarchived")
        .click_on("#dialog .dlg-foot button")
        .sees("Archived");
    tab.click("Delete")
        .sees("Type 10000 to confirm")
        .fill("Type 10000 to confirm", "10000");
    tab.click_on("#dialog .dlg-foot button").sees("Brød & Co deleted.");
    tab.is_at("/actors?role=supplier").sees("Cykler & Co");
}

#[test]
fn a_user_is_linked_in_the_dialog() {
    let app = actors::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/actors/505");
    tab.click("Choose user").sees("User of Dina Dam");
    tab.fill("Link to: Name, login or email", "lone")
        .click("Lone Lund lone · Skagen")
        .click("Save")
        .sees("Linked to Lone Lund.");
}

#[test]
fn an_employee_edits_their_own_contact_details_by_phone() {
    let app = actors::start();
    let tab = app.tab_of(cast::CASHIER_NORTH).phone().danish().visit("/account");
    tab.click("Mine kontaktoplysninger")
        .fill("Telefon", "22 33 44 55")
        .click("Gem")
        .sees("Gemt.");
    assert_eq!(app.db.text("SELECT phone FROM actors WHERE id = 504"), "22 33 44 55");
}

#[test]
fn the_list_is_a_list_of_cards_on_a_phone_in_the_dark() {
    let app = actors::start();
    let tab = app
        .tab_of(cast::ADMINISTRATOR)
        .phone()
        .dark()
        .visit("/actors?role=customer&archived=1");
    tab.sees("Aksel Ahorn").click("Aksel Ahorn").sees("Contact");
}

#[test]
fn without_scripts_a_selection_is_archived_and_an_actor_changed() {
    let app = actors::start();
    let tab = app
        .tab_of(cast::ADMINISTRATOR)
        .without_script()
        .visit("/actors?role=customer&id=501");
    tab.click("Archive")
        .sees("Archive Aksel Ahorn")
        .click_on("#dialog .dlg-foot button")
        .sees("Aksel Ahorn archived.");
    tab.go("/actors/502")
        .fill("City", "Odense C")
        .click("Save")
        .sees("City: – → Odense C");
}
