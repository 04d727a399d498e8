//! Actors → Actor roles: when a role is a directory, and who may end that (SPEC, P-6).
use crate::actor_setup_roles::{FORM, LIST, actor, details, made, make, rights, setter};
use crate::security::TRACES;
use crate::support::{TestApp, cast, unit};

#[test]
fn a6_unticking_the_directory_asks_first_what_goes_with_it() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let id = made(&make(&admin, "vip", "Vip", true));
    app.db.give(cast::CASHIER_NORTH.id, "actor.vip.edit", unit::NORTH, true);
    let before = app.db.fingerprint(TRACES);
    let page = admin
        .get(&format!("{LIST}/{id}"))
        .form(FORM)
        .untick("directory")
        .submit();
    assert_eq!(page.status, 422);
    assert!(
        page.says("the one place where somebody is allowed"),
        "{}",
        page.text("main")
    );
    app.db.assert_same(&before);
    assert_eq!(page.form(FORM).tick("confirmed").submit().status, 303);
    assert_eq!((rights(&app, "vip"), rights(&app, "customer")), (0, 4));
    let changed = details(&app, "actor_setup.role_changed");
    assert_eq!(
        (&changed["directory"]["old"], &changed["grants_removed"]),
        (&true.into(), &1.into())
    );
}

/// P-6: its actors would fall to whoever sets actors up, Mona among them.
#[test]
fn p6_who_lacks_a_right_of_a_role_does_not_make_it_no_directory() {
    let app = TestApp::start();
    let id = made(&make(&app.log_in(cast::ADMINISTRATOR), "vip", "Vip", true));
    actor(&app, 500, "Vera", unit::ODENSE, &[id]);
    // Her unit is the top, so she reaches everything.
    app.db.run("UPDATE users SET unit_id = 1 WHERE id = 201");
    let mona = setter(&app);
    for deed in ["create", "edit", "archive"] {
        app.db
            .give(cast::MANAGER_NORTH.id, &format!("actor.vip.{deed}"), unit::TOP, true);
    }
    let path = format!("{LIST}/{id}");
    let page = mona.get(&path);
    assert!(page.says("Vip - Delete") && !page.has("input[type=checkbox][name=directory]"));
    assert_eq!(page.form(FORM).fill("description", "Named").submit().status, 303);
    let before = app.db.fingerprint(TRACES);
    let fields = [
        ("version", "2"),
        ("display_name", "Vip"),
        ("enabled", "1"),
        ("confirmed", "1"),
    ];
    let refused = mona.post(&path, &fields);
    assert!(
        refused.status == 403 && refused.says("Vip - Delete"),
        "{}",
        refused.text("main")
    );
    app.db.assert_same(&before);
    app.db.give(cast::MANAGER_NORTH.id, "actor.vip.delete", unit::TOP, true);
    app.db.run("UPDATE users SET unit_id = 3 WHERE id = 201");
    let refused = mona.post(&path, &fields);
    assert_eq!(
        refused.status, 403,
        "she reaches one customer, the role is everywhere's"
    );
    app.db.run("UPDATE users SET unit_id = 1 WHERE id = 201");
    assert_eq!(mona.post(&path, &fields).status, 303);
}

#[test]
fn a6_a_delivered_role_stays_a_directory() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get(&format!("{LIST}/3"));
    assert!(page.says("Delivered roles stay directories.") && !page.has("input[type=checkbox][name=directory]"));
    let before = app.db.fingerprint(TRACES);
    let fields = [("version", "1"), ("display_name", "Employee"), ("confirmed", "1")];
    assert_eq!(admin.post(&format!("{LIST}/3"), &fields).status, 400);
    app.db.assert_same(&before);
    assert_eq!(page.form(FORM).fill("description", "Named").submit().status, 303);
    assert_eq!(rights(&app, "employee"), 4);
}

#[test]
fn a6_actors_stand_in_the_list_of_a_role_as_long_as_it_is_a_directory() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let id = made(&make(&admin, "guest", "Guest", false));
    actor(&app, 500, "Only guest", unit::AALBORG, &[id]);
    actor(&app, 501, "Guest and customer", unit::AALBORG, &[id, 1]);
    let listed = || {
        app.db
            .text("SELECT string_agg(in_directory::text, ' ' ORDER BY id) FROM actors")
    };
    assert_eq!(listed(), "false true");
    let path = format!("{LIST}/{id}");
    assert_eq!(admin.get(&path).form(FORM).tick("directory").submit().status, 303);
    assert_eq!((listed(), rights(&app, "guest")), ("true true".into(), 4));
    assert_eq!(admin.get(&path).form(FORM).untick("directory").submit().status, 303);
    assert_eq!((listed(), rights(&app, "guest")), ("false true".into(), 0));
}
