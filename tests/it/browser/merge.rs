//! Merging two actors by keys and without scripts, and one's own image by phone (SPEC A-4, P-21).
use crate::actors::merge::start_with_axel;
use crate::support::cast;

#[test]
fn two_actors_are_compared_merged_and_parted_again_by_keys() {
    let app = start_with_axel();
    let tab = app
        .tab_of(cast::ADMINISTRATOR)
        .visit("/actors?role=customer&id=501&id=507");
    tab.sees("2 actors selected");
    tab.walk_to("Merge");
    tab.press("Enter").sees("Merge Aksel Ahorn into Axel Ahorn");
    tab.sees("Lone Lund").has("#together");
    tab.walk_to("Keep Aksel Ahorn instead");
    tab.press("Enter").sees("Merge Axel Ahorn into Aksel Ahorn");
    tab.walk_to("aksel@kunde.example");
    tab.press("ArrowRight").has_focus("aksel@privat.example");
    tab.walk_to("Merge");
    tab.press("Enter")
        .sees("Axel Ahorn has been merged into Aksel Ahorn.")
        .sees("Merged into this actor");
    assert_eq!(
        app.db.text("SELECT email FROM actors WHERE id = 501"),
        "aksel@privat.example"
    );
    tab.walk_to("Undo");
    tab.press("Enter")
        .has("dialog:modal")
        .sees("Undo the merge of Axel Ahorn");
    tab.walk_to("Undo");
    tab.press("Enter").sees("Axel Ahorn stands for itself again.");
    assert_eq!(
        app.db.text("SELECT email FROM actors WHERE id = 501"),
        "aksel@kunde.example"
    );
}

#[test]
fn without_scripts_the_other_is_searched_for_and_what_forbids_undoing_is_read() {
    let app = start_with_axel();
    let tab = app.tab_of(cast::ADMINISTRATOR).without_script().visit("/actors/501");
    tab.click("Merge").sees("Merge Aksel Ahorn");
    tab.fill("The other actor: Name, number, email, phone or address", "axel")
        .click("Find")
        .click("Axel Ahorn K507 · Skagen")
        .click("Compare")
        .sees("Fields to keep")
        .click_on(".savebar button")
        .sees("Aksel Ahorn has been merged into Axel Ahorn.");
    app.db.run("UPDATE actor_notes SET version = 2 WHERE id = 51");
    tab.click("Undo")
        .sees("The merge cannot be undone as it is now")
        .sees("The note “Own note” has been changed since.");
}

#[test]
fn two_actors_stand_side_by_side_on_a_phone_in_the_dark_and_in_danish() {
    let app = start_with_axel();
    let tab = app.tab_of(cast::ADMINISTRATOR).phone().dark().danish();
    let tab = tab.visit("/actors/merge?id=501&id=507");
    tab.sees("Flet Aksel Ahorn ind i Axel Ahorn").sees("Det, der samles");
    tab.go("/actors/501").sees("Skift billede");
}

#[test]
fn an_employee_puts_an_image_of_themselves_by_phone() {
    let app = start_with_axel();
    let tab = app.tab_of(cast::CASHIER_NORTH).phone().visit("/account/actor");
    tab.click("Change image").sees("There is no image.");
    tab.attach("#file", concat!(env!("CARGO_MANIFEST_DIR"), "/docs/users.png"))
        .click("Use this image")
        .sees("The image has been changed.")
        .has("#image img[alt='Image of Carl Aagaard']");
    tab.click("Change image")
        .click("Remove the image")
        .sees("The image has been removed.")
        .sees("There is no image.");
}
