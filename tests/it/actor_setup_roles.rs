//! Actors → Actor roles: what a role is, and the rights that come and go with it (SPEC, P-6, P-9, P-14, P-26).
use crate::security::TRACES;
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, cast, unit};
use serde_json::Value;

pub const LIST: &str = "/setup/actors/roles";
const NEW: &str = "/setup/actors/roles/new";
pub const FORM: &str = "form[data-guard]";
const CONFLICT: u16 = 409;

/// Makes a role; answers the page that says so.
pub fn make(client: &Client, name: &str, display_name: &str, directory: bool) -> Page {
    let form = client.get(NEW).form(FORM).fill("name", name);
    let form = form.fill("display_name", display_name);
    let form = if directory { form.tick("directory") } else { form };
    form.submit()
}

/// The id at the end of where a page leads.
pub fn made(page: &Page) -> i64 {
    assert_eq!(page.status, 303, "{}", page.text("main"));
    page.location().rsplit('/').next().unwrap().parse().unwrap()
}

pub fn details(app: &TestApp, kind: &str) -> Value {
    app.db.value(&format!(
        "SELECT details FROM activity WHERE type = '{kind}' ORDER BY id DESC LIMIT 1"
    ))
}

/// An actor with these roles, made behind the program's back.
pub fn actor(app: &TestApp, id: i64, name: &str, unit: i64, roles: &[i64]) {
    let mut sql = format!(
        "INSERT INTO actors (id, kind, name, sort_name, number, number_key, unit_id) VALUES ({id}, 'person', '{name}', lower('{name}'), 'A{id}', 'a{id}', {unit});"
    );
    for role in roles {
        sql += &format!(
            "INSERT INTO actor_listed (actor_id, role_id, sort_name, unit_id, active) VALUES ({id}, {role}, lower('{name}'), {unit}, true);"
        );
    }
    sql += &format!(
        "UPDATE actors SET in_directory = EXISTS (SELECT FROM actor_listed l JOIN actor_roles r ON r.id = l.role_id WHERE l.actor_id = {id} AND r.directory) WHERE id = {id}"
    );
    app.db.run(&sql);
}

pub fn rights(app: &TestApp, role: &str) -> i64 {
    app.db.number(&format!(
        "SELECT count(*) FROM permissions WHERE key LIKE 'actor.{role}.%'"
    ))
}

#[test]
fn a6_a_directory_role_has_its_four_rights_at_once_and_administrators_hold_them_on_every_node() {
    let app = TestApp::start();
    let (_node, other) = app.second_node();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let elsewhere = admin.copy_at(other);
    assert!(!elsewhere.get("/account/rights").says("Good friend - Create"));
    let page = make(&admin, "good-friend", "Good friend", true).follow();
    assert!(page.says("Good friend has been created."), "{}", page.text("#toasts"));
    let all = elsewhere.get("/account/rights");
    for label in ["Create", "Edit", "Achive / Unarchive", "Delete"] {
        assert!(
            all.says(&format!("Good friend - {label}")),
            "{label}: {}",
            all.text("main")
        );
    }
    assert_eq!(rights(&app, "good-friend"), 4);
    let details = details(&app, "actor_setup.role_created");
    assert_eq!(
        (&details["name"]["new"], &details["directory"]["new"]),
        (&"good-friend".into(), &true.into())
    );
}

#[test]
fn a6_rights_are_granted_counted_renamed_and_gone_with_the_role() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let id = made(&make(&admin, "vip", "Vip", true));
    app.db.give(cast::CASHIER_NORTH.id, "actor.vip.edit", unit::NORTH, true);
    let carl = app.log_in(cast::CASHIER_NORTH);
    assert!(carl.get("/account/rights").says("Vip - Edit"));
    let form = admin.get(&format!("{LIST}/{id}")).form(FORM);
    assert_eq!(form.fill("display_name", "Star").submit().status, 303);
    assert!(carl.get("/account/rights").says("Star - Edit"));
    let ask = admin.get(&format!("{LIST}/{id}/delete"));
    assert!(
        ask.says("one place where somebody is allowed or denied"),
        "{}",
        ask.text("main")
    );
    assert_eq!(ask.form("#dialog form").submit().location(), LIST);
    assert!(!carl.get("/account/rights").says("Star"));
    assert_eq!(
        (
            rights(&app, "vip"),
            app.db.number("SELECT count(*) FROM grants WHERE account_id = 202")
        ),
        (0, 0)
    );
    let gone = details(&app, "actor_setup.role_deleted");
    assert_eq!(
        (&gone["name"]["old"], &gone["grants_removed"]),
        (&"vip".into(), &1.into())
    );
}

#[test]
fn g4_the_actor_manager_has_the_rights_of_every_role_of_those_made_later_too() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 14, 202)");
    let carl = app.log_in(cast::CASHIER_NORTH);
    let page = carl.get("/actors?role=supplier");
    assert_eq!((page.status, page.has("a#create")), (200, true));
    let form = admin.get(&format!("{LIST}/new")).form(FORM);
    let form = form.fill("name", "vip").fill("display_name", "Star").tick("directory");
    assert_eq!(form.submit().status, 303);
    let page = carl.get("/actors?role=vip");
    assert_eq!((page.status, page.has("a#create")), (200, true), "{}", page.body);
    assert!(carl.get("/account/rights").says("Star - Create"));
    let id = app.db.number("SELECT id FROM actor_roles WHERE name = 'vip'");
    let page = admin
        .get(&format!("{LIST}/{id}"))
        .form(FORM)
        .untick("directory")
        .submit();
    assert_eq!(page.status, 303, "nobody else is given its rights, so nothing is asked");
    assert!(!carl.get("/account/rights").says("Star"));
    let held = "SELECT count(*) FROM grants WHERE account_id = 14";
    assert_eq!(app.db.number(held), 2 + 3 * 4);
    let page = admin.get("/setup/modules");
    assert!(
        page.says("Actor manager") && page.says("Supplier - Delete"),
        "{}",
        page.text("main")
    );
}

#[test]
fn a6_a_role_in_use_and_a_delivered_one_are_not_deleted_and_say_why() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let id = made(&make(&admin, "guest", "Guest", true));
    let ask = admin.get(&format!("{LIST}/{id}/delete"));
    actor(&app, 500, "Somebody", unit::AALBORG, &[id]);
    let before = app.db.fingerprint(TRACES);
    let page = ask.form("#dialog form").submit();
    assert_eq!(page.status, 422);
    assert!(page.says("Actors have this role."), "{}", page.text("main"));
    assert_eq!(admin.post(&format!("{LIST}/1/delete"), &[]).status, 422);
    assert!(
        admin
            .get(&format!("{LIST}/1/delete"))
            .says("Delivered roles are not deleted.")
    );
    app.db.assert_same(&before);
    assert!(
        admin
            .get(LIST)
            .text("tbody tr:first-child .tip")
            .contains("Delivered roles")
    );
}

#[test]
fn a6_names_are_checked_and_unique_and_the_system_name_is_fixed() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let wrong = |name: &str, display_name: &str, says: &str| {
        let page = make(&admin, name, display_name, true);
        assert!(page.status == 422 && page.says(says), "{says}: {}", page.text("main"));
    };
    wrong("Gode kunder", "Gode kunder", "small letters a to z");
    wrong("", "Gode kunder", "This is required.");
    wrong("customer", "Another", "Another role has this system name.");
    wrong("another", "CUSTOMER ", "Another role has this name.");
    wrong("another", "", "This is required.");
    assert_eq!(app.db.number("SELECT count(*) FROM actor_roles"), 3);
    let form = admin.get(&format!("{LIST}/1")).form(FORM);
    assert_eq!(form.clone().forge("name", "client").submit().status, 400);
    assert_eq!(form.clone().fill("description", "First").submit().status, 303);
    let page = form.fill("description", "Second").submit();
    assert!(
        page.status == CONFLICT && page.text(".versions").contains("First"),
        "{}",
        page.text("main")
    );
    assert_eq!(
        app.db.text("SELECT name || description FROM actor_roles WHERE id = 1"),
        "customerFirst"
    );
}

#[test]
fn a6_roles_given_along_never_bring_customer_and_supplier_together() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let id = made(&make(&admin, "partner", "Partner", false));
    let path = format!("{LIST}/{id}");
    let form = admin.get(&path).form(FORM).tick_value("gives", 1);
    assert_eq!(form.submit().status, 303);
    let page = admin
        .get("/setup/actors/roles/2")
        .form(FORM)
        .tick_value("gives", id)
        .submit();
    assert!(
        page.status == 422 && page.says("exclude each other"),
        "{}",
        page.text("main")
    );
    assert_eq!(admin.get(&path).form(FORM).forge("gives", id).submit().status, 400);
    assert_eq!(
        app.db
            .text("SELECT string_agg(role_id || '-' || given_id, ' ') FROM actor_role_gives"),
        format!("{id}-1")
    );
    assert_eq!(details(&app, "actor_setup.role_changed")["gives"]["new"], "Customer");
}

/// Without the check a role made anew would come without the Deny that stood in the way.
#[test]
fn p6_who_does_not_hold_a_right_takes_no_deny_of_it_away_with_the_role() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let id = made(&make(&admin, "vip", "Vip", true));
    let mona = setter(&app);
    app.db
        .give(cast::CASHIER_NORTH.id, "actor.vip.edit", unit::SOUTH, false);
    let ask = mona.get(&format!("{LIST}/{id}/delete"));
    let before = app.db.fingerprint(TRACES);
    let page = ask.form("#dialog form").submit();
    assert!(page.status == 403 && page.says("Vip - Edit"), "{}", page.text("main"));
    app.db.assert_same(&before);
    app.db.give(cast::MANAGER_NORTH.id, "actor.vip.edit", unit::TOP, true);
    assert_eq!(ask.form("#dialog form").submit().status, 303);
}

#[test]
fn p6_nobody_gives_a_role_right_they_do_not_hold() {
    let app = TestApp::start();
    let mona = crate::permissions::mona(&app);
    let edit = app
        .db
        .number("SELECT id FROM permissions WHERE key = 'actor.customer.edit'");
    let page = || mona.get(&format!("/users/202/permissions?unit={}", unit::AALBORG));
    let form = || page().form(crate::permissions::CELLS);
    let forged = form().forge(&format!("p{edit}"), "allow");
    crate::permissions::refused(&app, forged, "Customer - Edit");
    app.db
        .give(cast::MANAGER_NORTH.id, "actor.customer.edit", unit::AALBORG, true);
    assert_eq!(form().choose(&format!("p{edit}"), "allow").submit().status, 303);
}

/// Mona sets actors up: she holds the right, and nothing else of actors.
pub fn setter(app: &TestApp) -> Client {
    app.db.give(cast::MANAGER_NORTH.id, "ActorSetupManage", unit::TOP, true);
    app.log_in(cast::MANAGER_NORTH)
}

#[test]
fn p14_the_menu_right_shows_and_the_action_right_writes() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    assert_eq!((carl.get(LIST).status, carl.get(NEW).status), (403, 403));
    app.db.give(
        cast::CASHIER_NORTH.id,
        "navigation.access.actors.setup",
        unit::TOP,
        true,
    );
    let page = carl.get(LIST);
    assert!(page.status == 200 && page.has("nav a[href='/setup/actors/roles'][aria-current]"));
    assert!(
        page.text("#create-why").contains("Actor setup"),
        "{}",
        page.text("main")
    );
    let role = carl.get(&format!("{LIST}/1"));
    assert!(role.status == 200 && !role.has("main button.btn-primary") && role.says("Customer"));
    let before = app.db.fingerprint(TRACES);
    let fields = [("display_name", "Mine"), ("version", "1")];
    let refused = carl.post(&format!("{LIST}/1"), &fields);
    assert!(
        refused.status == 403 && refused.says("Actor setup"),
        "{}",
        refused.text("main")
    );
    assert_eq!(make_by(&carl).status, 403);
    assert_eq!(carl.post(&format!("{LIST}/1/delete"), &[]).status, 403);
    app.db.assert_same(&before);
    assert!(made(&make(&setter(&app), "vip", "Vip", true)) > 99);
}

fn make_by(client: &Client) -> Page {
    client.post(NEW, &[("name", "vip"), ("display_name", "Vip"), ("directory", "1")])
}

#[test]
fn l4_the_pages_of_roles_are_complete_in_both_languages() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    app.db
        .run("INSERT INTO actor_fields (id, role_id, label, kind, place) VALUES (900, 1, 'Size', 'number', 1)");
    for language in ["en", "da"] {
        app.db
            .run(&format!("UPDATE users SET language = '{language}' WHERE id = 2"));
        for path in ["", "/new", "/1", "/1/delete", "/1/fields", "/1/fields/new"] {
            let page = admin.get(&format!("{LIST}{path}"));
            assert!(
                page.status == 200 && !page.body.contains("[actor"),
                "{path}: {}",
                page.text("main")
            );
        }
        for path in ["/setup/actors/fields/900", "/setup/actors/fields/900/remove"] {
            let page = admin.get(path);
            assert!(
                page.status == 200 && !page.body.contains("[actor"),
                "{path}: {}",
                page.text("main")
            );
        }
    }
    assert!(admin.get(LIST).says("Kunde") && admin.get(LIST).says("Leveret"));
}
