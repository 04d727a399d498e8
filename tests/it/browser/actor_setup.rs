//! The set-up of actors in a browser: by keys alone, on a phone, without scripts; every page is held to the rules of
//! accessibility by the browser itself (SPEC A-6, L-3).
use crate::actor_setup_roles::actor;
use crate::support::{TestApp, cast, unit};

const FIELDS: &str = "/setup/actors/roles/1/fields";

fn fields(app: &TestApp) {
    app.db.run(
        "INSERT INTO actor_fields (id, role_id, label, kind, place) VALUES
            (901, 1, 'Size', 'number', 1), (902, 1, 'Born', 'date', 2), (903, 1, 'Vat', 'text', 3)",
    );
}

fn order(app: &TestApp) -> String {
    app.db
        .text("SELECT string_agg(label, ' ' ORDER BY place) FROM actor_fields")
}

#[test]
fn a_role_is_made_and_its_rights_are_there() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/setup/actors/roles");
    tab.click("Create new actor role");
    tab.is_at("/setup/actors/roles/new").has_focus("Display name");
    tab.type_text("Best friend").press("Tab").type_text("best-friend");
    tab.click_on("#directory").click("Save");
    tab.sees("Best friend has been created.").has("#directory:checked");
    tab.go("/groups/102/permissions");
    let all = tab.string("document.body.textContent");
    assert!(all.contains("Best friend - Achive / Unarchive"), "{all}");
}

#[test]
fn fields_are_moved_by_keys_and_the_focus_goes_along() {
    let app = TestApp::start();
    fields(&app);
    let tab = app.tab_of(cast::ADMINISTRATOR).visit(FIELDS);
    tab.script("document.getElementById('up-903').focus()");
    tab.press("Enter").sees("Vat stands at place 2 now.");
    tab.has("#up-903:focus").press("Enter");
    tab.sees("Vat stands at place 1 now.").has("#up-903:focus");
    assert_eq!(order(&app), "Vat Size Born");
    tab.press("Enter").has("#up-903[aria-disabled=true]");
    assert_eq!(order(&app), "Vat Size Born");
}

#[test]
fn without_scripts_fields_are_moved_and_members_found() {
    let app = TestApp::start();
    fields(&app);
    actor(&app, 500, "Bodil Bager", unit::AALBORG, &[1]);
    app.db.run(
        "INSERT INTO actor_words VALUES ('bodil', 1, 'bodil bager', 500, 4, true);
         INSERT INTO actor_groups (id, name, name_key, sort_name) VALUES (700, 'Club', 'club', 'club')",
    );
    let tab = app.tab_of(cast::ADMINISTRATOR).without_script().visit(FIELDS);
    tab.click_on("#down-901").sees("Size stands at place 2 now.");
    assert_eq!(order(&app), "Born Size Vat");
    tab.go("/setup/actors/groups/700/members");
    tab.fill("Actor: Name, number, email, phone or address", "bod")
        .click("Find");
    tab.click("Bodil Bager").click("Add member");
    tab.sees("Bodil Bager is a member now.");
}

#[test]
fn a_member_is_found_as_one_types_on_a_phone() {
    let app = TestApp::start();
    actor(&app, 500, "Bodil Bager", unit::AALBORG, &[1]);
    app.db.run(
        "INSERT INTO actor_words VALUES ('bodil', 1, 'bodil bager', 500, 4, true);
         INSERT INTO actor_groups (id, name, name_key, sort_name) VALUES (700, 'Club', 'club', 'club')",
    );
    let tab = app
        .tab_of(cast::ADMINISTRATOR)
        .phone()
        .visit("/setup/actors/groups/700/members");
    tab.fill("Actor: Name, number, email, phone or address", "bodi");
    tab.sees("Bodil Bager").click("Bodil Bager").click("Add member");
    tab.sees("Bodil Bager is a member now.");
    tab.click("Remove Bodil Bager").sees("no longer a member");
}

/// The tour takes the id of a user for everything; here are the pages of things that are there.
#[test]
fn every_page_of_the_set_up_in_the_dark_on_a_phone_and_in_danish() {
    let app = TestApp::start();
    fields(&app);
    app.db.run(
        "INSERT INTO actor_groups (id, name, name_key, sort_name) VALUES (700, 'Club', 'club', 'club');
         INSERT INTO actor_fields (id, key, label, kind, choices, place) VALUES (910, 'level', 'Level', 'choice', '{Gold,Silver}', 1);
         INSERT INTO attachment_types (id, name, display_name, display_key, sort_name) VALUES (600, 'Contract', 'Contract', 'contract', 'contract')",
    );
    actor(&app, 500, "Bodil Bager", unit::AALBORG, &[1]);
    app.db.run("INSERT INTO actor_group_members VALUES (700, 500)");
    let pages = [
        "",
        "/roles",
        "/roles/1",
        "/roles/1/delete",
        "/roles/1/fields",
        "/roles/1/fields/new",
        "/fields/901",
        "/fields/901/remove",
        "/metadata",
        "/metadata/910",
        "/attachment-types",
        "/attachment-types/600",
        "/attachment-types/600/delete",
        "/groups",
        "/groups/700",
        "/groups/700/members?actor_find=bod",
        "/groups/700/delete",
    ];
    let desk = app.tab_of(cast::ADMINISTRATOR).dark();
    let phone = app.tab_of(cast::ADMINISTRATOR).size(320, 640).danish();
    for page in pages {
        let path = format!("/setup/actors{page}");
        desk.go(&path);
        phone.go(&path);
    }
}
