//! The groups of an actor, chosen from its own form (SPEC ).
use super::*;
use crate::actors::merge::start_with_axel;
use crate::security::TRACES;
use crate::support::cast::ADMINISTRATOR;

const GROUPS: &str = "/actors/501/groups";
const DIALOG: &str = "#dialog form";

fn held(app: &TestApp) -> String {
    app.db.text(
        "SELECT coalesce(string_agg(group_id::text, ',' ORDER BY group_id), '') FROM actor_group_members WHERE actor_id = 501",
    )
}

/// Aksel, a customer, is in Club; Board is for everybody, Fleet for suppliers.
fn start() -> TestApp {
    let app = start_with_axel();
    app.db
        .run("INSERT INTO actor_groups (id, name, name_key, sort_name, role_id) VALUES (43, 'Board of the fleet', 'fleet', 'board of the fleet', 2)");
    app
}

#[test]
fn a2_groups_are_chosen_from_the_form_of_the_actor_with_an_entry_each() {
    let app = start();
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get("/actors/501");
    assert_eq!(page.text("#its-groups p"), "Club");
    let page = page.click("#change-groups");
    let looked = page
        .form(DIALOG)
        .fill("group_find", "boa")
        .forge("look", "group")
        .submit();
    assert_eq!(
        (looked.status, looked.texts("#group-found .cut")),
        (200, vec!["Board".to_owned()]),
        "not what is for another role"
    );
    let done = looked.form(DIALOG).choose("group", 42).untick("keep").submit();
    assert_eq!((done.status, done.location()), (303, "/actors/501"));
    assert!(
        done.follow().says("Groups: Club → Board"),
        "{}",
        done.follow().text("#toasts")
    );
    assert_eq!(held(&app), "42");
    let entries = "SELECT string_agg(type || ' ' || (details->>'group'), ', ' ORDER BY id) FROM activity WHERE type LIKE 'actor_setup.member_%'";
    assert_eq!(
        app.db.text(entries),
        "actor_setup.member_added Board, actor_setup.member_removed Club"
    );
    let found = admin.get(&format!("{GROUPS}/found?group_find=club"));
    assert_eq!(found.texts("#group-found .cut"), ["Club"]);
}

#[test]
fn a2_a_group_that_does_not_fit_or_was_not_chosen_changes_nothing_and_one_added_meanwhile_stays() {
    let app = start();
    let admin = app.log_in(ADMINISTRATOR);
    let form = admin.get(GROUPS).form(DIALOG);
    let before = app.db.fingerprint(TRACES);
    for (form, said) in [
        (form.clone().forge("group", 43), "lacks the role"),
        (form.clone().forge("group", 41), "a member already"),
        (form.clone().fill("group_find", "boa"), "Choose one of those found"),
    ] {
        let page = form.untick("keep").submit();
        assert_eq!(
            (page.status, page.says(said)),
            (422, true),
            "{said}: {}",
            page.text("main")
        );
        assert!(!page.has("#keep-41[checked]"), "the tick as it was left");
    }
    assert_eq!(form.clone().forge("group", "club").submit().status, 400);
    app.db.assert_same(&before);
    app.db.run("INSERT INTO actor_group_members VALUES (42, 501)");
    assert_eq!(form.untick("keep").submit().status, 303);
    assert_eq!(held(&app), "42");
}

#[test]
fn a6_groups_take_actor_setup_and_the_right_to_edit_the_actor() {
    let app = start();
    let mona = keeper(&app);
    let page = mona.get("/actors/501");
    assert!(page.says("Club") && !page.has("#change-groups"));
    let send = |client: &Client, path: &str| client.post(path, &[("shown", "41")]).status;
    let before = app.db.fingerprint(TRACES);
    assert_eq!((mona.get(GROUPS).status, send(&mona, GROUPS)), (403, 403));
    app.db.assert_same(&before);
    app.db.give(MANAGER_NORTH.id, "ActorSetupManage", unit::TOP, true);
    assert_eq!(send(&mona, "/actors/502/groups"), 404, "Bente is out of sight");
    assert_eq!(send(&mona, "/actors/505/groups"), 403, "Dina is an employee besides");
    assert_eq!((mona.get(GROUPS).status, send(&mona, GROUPS)), (200, 303));
    assert_eq!(held(&app), "");
}
