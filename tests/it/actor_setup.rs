//! Roles of actors as others see them: their rights in the permission tree, in checks, files and commands (SPEC 2.3, 8).
use crate::support::cast::group;
use crate::support::console::Console;
use crate::support::{TestApp, cast, unit};

#[test]
fn a5_the_rights_of_a_role_stand_among_actors_and_are_called_after_it_in_the_readers_language() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let path = format!("/groups/{}/permissions", group::CASHIERS);
    let page = admin.get(&path);
    let all = page.texts("th[scope=row]").join("|");
    assert!(all.contains("Actor setup"), "{all}");
    for label in [
        "Customer - Create",
        "Customer - Edit",
        "Customer - Achive / Unarchive",
        "Employee - Delete",
    ] {
        assert!(all.contains(label), "{label} in {all}");
    }
    let at = |label: &str| all.find(label).unwrap();
    assert!(at("Actor setup") < at("Customer - Create") && at("Employee - Delete") < at("Access users"));
    app.db.run("UPDATE users SET language = 'da' WHERE id = 2");
    let danish = admin.get(&path).texts("th[scope=row]").join("|");
    assert!(
        danish.contains("Kunde - Opret") && danish.contains("Leverandør - Slet"),
        "{danish}"
    );
}

#[test]
fn a5_a_renamed_role_takes_its_rights_names_along_for_everybody() {
    let app = TestApp::start();
    app.db.run(
        "UPDATE permissions SET label = 'Guest' WHERE key LIKE 'actor.customer.%';
         UPDATE users SET language = 'da' WHERE id = 2;
         WITH made AS (UPDATE access_state SET version = version + 1 RETURNING version)
         INSERT INTO access_changes (version, kind, key) SELECT version, 'permission', 0 FROM made",
    );
    let page = app.log_in(cast::ADMINISTRATOR).get("/check-rights");
    assert!(
        page.says("Guest - Redigér") && !page.says("Kunde - Redigér"),
        "{}",
        page.text("main")
    );
}

#[test]
fn a5_the_own_account_lists_them_below_actors_once() {
    let app = TestApp::start();
    app.db.give(202, "actor.customer.edit", unit::AALBORG, true);
    app.db.give(202, "MergeActors", unit::TOP, true);
    app.db.give(202, "navigation.access.actors.directory", unit::TOP, true);
    let page = app.log_in(cast::CASHIER_NORTH).get("/account/rights");
    assert!(
        page.says("Customer - Edit") && page.says("Aalborg"),
        "{}",
        page.text("main")
    );
    let heads = page.texts("main h2, main h3");
    assert!(heads.iter().filter(|head| *head == "Actors").count() <= 2, "{heads:?}");
}

#[test]
fn a5_files_and_commands_know_the_keys() {
    let console = Console::new();
    let file = "account_kind,account,permission,unit_code,effect\nuser,mona,actor.supplier.archive,NORTH,allow\n";
    console.imported("grants", file);
    let out = console.exported("grants");
    assert!(out.contains("actor.supplier.archive,NORTH,allow"), "{out}");
    let can = |unit: &str| console.run(&["can", "mona", "actor.supplier.archive", unit]).out;
    assert!(can("N1").starts_with("allow") && can("S1").starts_with("none"));
    assert_eq!(console.run(&["can", "mona", "actor.nobody.archive", "N1"]).code, 1);
}
