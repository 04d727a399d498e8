//! Finding actors before and after a merge (SPEC A-4): the other one, whoever the reader may open; and afterwards the survivor,
//! by the number of who was merged into it.
use super::merge::{PAIR, merged, merger, start_with_axel};
use super::*;
use crate::support::cast::ADMINISTRATOR;

const FOUND: &str = "/actors/merge/found?id=501&other_find=";

fn found(client: &Client, words: &str) -> Vec<String> {
    client.get(&format!("{FOUND}{words}")).texts("#other-found .cut")
}

fn listed(client: &Client, words: &str) -> Vec<String> {
    names(&client.get(&format!("/actors?role=customer&q={words}")))
}

#[test]
fn a4_the_survivor_is_found_by_the_number_of_who_was_merged_into_it_until_that_is_undone() {
    let app = start_with_axel();
    let admin = app.log_in(ADMINISTRATOR);
    merged(&admin);
    for words in ["K501", "k501", "501", "number:K501", "K501+axel", "%22K501%22", "K507"] {
        assert_eq!(listed(&admin, words), ["Axel Ahorn"], "{words}");
    }
    assert_eq!(listed(&admin, "ahorn+-K501"), [""; 0]);
    assert_eq!(listed(&admin, "name:K501"), [""; 0]);
    // And who survives the survivor is found by both.
    let form = admin.get("/actors/merge?id=505&id=507&survivor=505").form("#merge");
    assert_eq!(form.submit().status, 303);
    for words in ["K501", "K507", "number:K507+number:K501"] {
        assert_eq!(listed(&admin, words), ["Dina Dam"], "{words}");
    }
    let page = admin.get("/actors/merge/found?id=502&other_find=K501");
    assert_eq!(page.texts("#other-found .cut"), ["Dina Dam"]);
    assert_eq!(admin.post("/actors/505/merged/507", &[]).status, 303);
    assert_eq!(listed(&admin, "K501"), ["Axel Ahorn"]);
    assert_eq!(admin.post("/actors/507/merged/501", &[]).status, 303);
    assert_eq!(listed(&admin, "K501"), ["Aksel Ahorn"]);
}

#[test]
fn a4_a_later_save_of_the_survivor_keeps_it_found_by_the_old_number() {
    let app = start_with_axel();
    let admin = app.log_in(ADMINISTRATOR);
    merged(&admin);
    let saved = admin.get("/actors/507").form(FORM).fill("number", "Q900").submit();
    assert_eq!(saved.status, 303, "{}", saved.text("main"));
    assert_eq!(
        (listed(&admin, "K501"), listed(&admin, "Q900")),
        (vec!["Axel Ahorn".to_owned()], vec!["Axel Ahorn".to_owned()])
    );
    assert_eq!(listed(&admin, "K507"), [""; 0], "a number that was changed is nobody's");
}

#[test]
fn a4_without_a_role_the_survivor_is_found_by_the_old_number_too() {
    let app = start();
    insert(&app.db, &party(508, "Erika Ek", unit::CHAIN, &[]));
    let admin = app.log_in(ADMINISTRATOR);
    let form = admin.get("/actors/merge?id=506&id=508&survivor=506").form("#merge");
    assert_eq!(form.submit().status, 303);
    assert_eq!(names(&admin.get("/actors?role=-&q=K508")), ["Erik Ek"]);
    assert!(names(&admin.get("/actors?role=-&q=erika")).is_empty());
}

#[test]
fn a4_an_archived_actor_is_found_as_archived_and_can_be_merged() {
    let app = start_with_axel();
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(admin.post("/actors/archive?id=507", &[]).status, 303);
    let mona = merger(&app);
    let page = mona.get(&format!("{FOUND}axel"));
    assert_eq!(page.texts("#other-found .hint"), ["K507 · Skagen · Archived"]);
    assert_eq!(
        found(&mona, "ahorn"),
        ["Axel Ahorn"],
        "not the one that is merged itself"
    );
    let form = mona.get("/actors/merge?id=501&other=507").form("#merge");
    assert_eq!(form.submit().status, 303);
}

#[test]
fn a4_an_actor_without_a_role_is_found_by_whom_its_list_is_open_to() {
    let app = start();
    insert(&app.db, &party(508, "Frida Fri", unit::AALBORG, &[]));
    let mona = merger(&app);
    assert_eq!(found(&mona, "frida"), [""; 0]);
    app.db.give(MANAGER_NORTH.id, "ActorSetupManage", unit::TOP, true);
    assert_eq!(found(&mona, "fri+frida"), ["Frida Fri"]);
    assert_eq!(found(&mona, "K508"), ["Frida Fri"]);
    assert_eq!(found(&mona, "erik"), [""; 0], "outside Access");
    let form = mona.get("/actors/merge?id=501&other=508").form("#merge");
    assert_eq!(form.submit().status, 303);
}

#[test]
fn p14_only_actors_of_lists_that_are_open_to_the_reader_are_found() {
    let app = start();
    app.db.give(MANAGER_NORTH.id, "MergeActors", unit::TOP, true);
    // The right to merge opens every directory.
    let keeper = keeper(&app);
    assert_eq!(found(&keeper, "cykler"), ["Cykler & Co"]);
    assert_eq!(found(&keeper, "dina"), ["Dina Dam"]);
    let mona = merger(&app);
    assert_eq!(found(&mona, "cykler"), ["Cykler & Co"]);
    assert_eq!(found(&mona, "bente"), [""; 0], "outside Access");
    assert_eq!((found(&mona, ""), found(&mona, "-")), (vec![], vec![]));
}

#[test]
fn p14_who_was_merged_away_is_as_closed_as_the_survivor() {
    let app = start_with_axel();
    let admin = app.log_in(ADMINISTRATOR);
    let form = admin.get(&format!("{PAIR}&survivor=501")).form("#merge");
    assert_eq!(form.submit().status, 303);
    let addresses = ["", "/image", "/notes", "/activity", "/notes/52"].map(|of| format!("/actors/507{of}"));
    // Dora sees users of North, and no screen of actors.
    let dora = app.log_in(cast::DENIED);
    for address in &addresses {
        let page = dora.get(address);
        assert_eq!(
            (page.status, page.body.contains("/actors/501")),
            (403, false),
            "{address}"
        );
    }
    // With the screen of suppliers she has one, but not that of customers and employees.
    app.db.allow(cast::DENIED.id, &["actor.supplier.create"], unit::NORTH);
    for address in &addresses {
        let page = dora.get(address);
        assert_eq!((page.status, page.location()), (403, ""), "{address}");
    }
}
