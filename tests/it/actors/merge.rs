//! Merging two actors (SPEC A-4): what moves, who may, and what stands against it.
use super::*;
use crate::security::TRACES;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_SOUTH};
use keyholder::db::{End, Tx, run_command};

pub const PAIR: &str = "/actors/merge?id=501&id=507";

/// Aksel, once more: a customer and an employee of Skagen, with a user, notes, a group and other words in his fields.
pub const AXEL: Party = Party {
    phone: "22 33 44 55",
    email: "aksel@privat.example",
    user: Some(cast::LOCKED.id),
    ..party(507, "Axel Ahorn", unit::SKAGEN, &[CUSTOMER, EMPLOYEE])
};

/// Everybody, Axel with all that can move, a field of customers and a metadata record.
pub fn start_with_axel() -> TestApp {
    let app = start();
    insert(&app.db, &AXEL);
    app.db.run(
        "INSERT INTO actor_fields (id, role_id, label, kind, place) VALUES (31, 1, 'Discount', 'number', 1);
         INSERT INTO actor_fields (id, key, label, kind, place) VALUES (32, 'crm', 'CRM id', 'text', 1);
         INSERT INTO actor_values VALUES (501, 31, '5'), (507, 31, '10'), (507, 32, 'X-7');
         INSERT INTO actor_groups (id, name, name_key, sort_name) VALUES (41, 'Club', 'club', 'club'), (42, 'Board', 'board', 'board');
         INSERT INTO actor_group_members VALUES (41, 501), (41, 507), (42, 507);
         INSERT INTO actor_notes (id, actor_id, day, subject, author_id) VALUES (51, 501, '2026-11-01', 'Own note', 2), (52, 507, '2026-11-02', 'Moves along', 2);",
    );
    let found = |tx: &mut Tx<'_>| words::write_all(tx, &[501, 507]).map(End::Commit);
    run_command(app.db.owner(), found).unwrap();
    app
}

/// Mona as somebody who may merge customers of North.
pub fn merger(app: &TestApp) -> Client {
    app.db.give(MANAGER_NORTH.id, "MergeActors", unit::TOP, true);
    app.db
        .give(MANAGER_NORTH.id, "navigation.access.actors.directory", unit::TOP, true);
    app.log_in(MANAGER_NORTH)
}

pub fn merged(client: &Client) -> Page {
    let done = client.get(PAIR).form("#merge").submit();
    assert_eq!(done.status, 303, "{}", done.text("main"));
    done
}

fn rows(app: &TestApp, sql: &str) -> String {
    app.db.text(&format!(
        "SELECT coalesce(string_agg(x, ',' ORDER BY x), '') FROM ({sql}) s (x)"
    ))
}

#[test]
fn a4_everything_of_the_other_moves_to_the_survivor_and_its_addresses_lead_there() {
    let app = start_with_axel();
    let mona = merger(&app);
    let page = mona.get("/actors/merge?id=501&id=507&survivor=501&from=%2Factors%3Frole%3Dcustomer");
    assert!(
        page.says("Axel Ahorn into Aksel Ahorn") && page.says("Lone Lund"),
        "{}",
        page.text("main")
    );
    let form = page
        .form("#merge")
        .choose("take-email", "other")
        .choose("take-value-31", "other");
    let done = form.choose("take-number", "other").submit();
    assert_eq!(done.location(), "/actors/501?from=%2Factors%3Frole%3Dcustomer");
    let page = done.follow();
    assert!(
        page.says("Axel Ahorn has been merged into Aksel Ahorn."),
        "{}",
        page.text("#toasts")
    );
    assert_eq!(names(&mona.get("/actors?role=customer&q=privat")), ["Aksel Ahorn"]);
    let stored = app.db.value("SELECT to_jsonb(a) FROM actors a WHERE id = 501");
    assert_eq!(
        (&stored["email"], &stored["phone"], &stored["number"], &stored["city"]),
        (
            &"aksel@privat.example".into(),
            &"+45 98 12 34 56".into(),
            &"K507".into(),
            &"Nørresundby".into()
        )
    );
    let other = app.db.value("SELECT to_jsonb(a) FROM actors a WHERE id = 507");
    assert_eq!((&other["merged_into"], &other["number"]), (&501.into(), &"K501".into()));
    for page in ["", "/notes"] {
        let old = mona.get(&format!("/actors/507{page}"));
        assert_eq!(old.location(), format!("/actors/501{page}"));
    }
    assert_eq!(
        mona.get("/actors/507/notes/52").status,
        403,
        "the note itself, which is Administrator's"
    );
}

#[test]
fn a4_what_comes_together_is_the_survivors_and_only_the_survivor_is_found() {
    let app = start_with_axel();
    let mona = merger(&app);
    let form = mona.get(&format!("{PAIR}&survivor=501")).form("#merge");
    assert_eq!(form.choose("take-value-31", "other").submit().status, 303);
    assert_eq!(
        app.db.number("SELECT user_id FROM actors WHERE id = 501"),
        cast::LOCKED.id
    );
    assert_eq!(
        rows(&app, "SELECT role_id::text FROM actor_listed WHERE actor_id = 501"),
        "1,3"
    );
    assert_eq!(
        rows(&app, "SELECT value FROM actor_values WHERE actor_id = 501"),
        "10,X-7"
    );
    assert_eq!(
        rows(
            &app,
            "SELECT group_id::text FROM actor_group_members WHERE actor_id = 501"
        ),
        "41,42"
    );
    assert_eq!(
        rows(&app, "SELECT subject FROM actor_notes WHERE actor_id = 501"),
        "Moves along,Own note"
    );
    assert_eq!(
        names(&mona.get("/actors?role=customer&archived=1")),
        ["Aksel Ahorn", "Dina Dam"]
    );
    assert!(names(&mona.get("/actors?role=customer&q=axel")).is_empty());
}

#[test]
fn a4_the_history_of_both_is_kept_and_reachable() {
    let app = start_with_axel();
    let admin = app.log_in(ADMINISTRATOR);
    admin.get("/actors/507").form(FORM).fill("city", "Marker").submit();
    merged(&admin);
    let kinds = rows(
        &app,
        "SELECT type || subject_id FROM activity WHERE subject_kind = 'actor'",
    );
    assert_eq!(
        kinds, "actor.merged507,actor.merged_away501,actor.updated507",
        "who has a user stays"
    );
    let page = admin.get("/actors/501/activity").follow();
    for text in ["Actors merged", "Merged into another actor", "Marker"] {
        assert!(page.says(text), "{text}: {}", page.text("main"));
    }
    let batch = "SELECT count(DISTINCT batch_id) FROM activity WHERE type LIKE 'actor.merged%'";
    assert_eq!(app.db.number(batch), 1);
    assert!(
        admin
            .get("/activity?kind=actor.merged_away")
            .has("a[href='/actors/501']")
    );
}

#[test]
fn a4_p26_merge_is_absent_without_the_right_and_the_request_is_refused() {
    let app = start_with_axel();
    let keeper = keeper(&app);
    assert!(!keeper.get("/actors?role=customer&id=501&id=507").says("Merge"));
    assert!(!keeper.get("/actors/501").says("Merge"));
    let before = app.db.fingerprint(TRACES);
    let fields = [("survivor_version", "1"), ("other_version", "1")];
    for page in [
        keeper.get(PAIR),
        keeper.post(PAIR, &fields),
        keeper.get("/actors/merge?id=501"),
    ] {
        assert_eq!(
            (page.status, page.says("Access denied"), page.says("Merge actors")),
            (403, true, true)
        );
    }
    app.db.assert_same(&before);
    let mona = merger(&app);
    let list = mona.get("/actors?role=customer&id=501");
    assert!(list.says("Select two actors.") && mona.get("/actors/501").has("a#merge"));
    let list = mona.get("/actors?role=customer&id=501&id=507");
    assert_eq!(list.attr("#actor-merge", "formaction"), "/actors/merge");
}

#[test]
fn a4_it_takes_access_to_both_and_the_screen() {
    let app = start_with_axel();
    let mona = merger(&app);
    let fields = [("survivor_version", "1"), ("other_version", "1")];
    assert_eq!(mona.get("/actors/merge?id=501&id=502").status, 404);
    assert_eq!(mona.post("/actors/merge?id=501&id=502", &fields).status, 404);
    assert_eq!(mona.post("/actors/merge?id=501&id=9999", &fields).status, 404);
    // Seen by the level of division, Odense is only looked at.
    app.db.run("UPDATE actor_settings SET division = 1; WITH made AS (UPDATE access_state SET version = version + 1 RETURNING version) INSERT INTO access_changes SELECT version, 'permission', 0 FROM made");
    assert_eq!(mona.get("/actors/502").status, 200);
    assert_eq!(mona.post("/actors/merge?id=501&id=502", &fields).status, 403);
    let sune = app.log_in(MANAGER_SOUTH);
    let pair = "/actors/merge?id=502&id=502";
    assert_eq!(sune.post(pair, &fields).status, 403, "no screen of actors");
    // The right opens the lists (P-14); one actor is no pair.
    app.db.give(MANAGER_SOUTH.id, "MergeActors", unit::TOP, true);
    assert_eq!(sune.post(pair, &fields).status, 400);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM actors WHERE merged_into IS NOT NULL"),
        0
    );
}

#[test]
fn p10_a_linked_user_who_holds_more_does_not_move() {
    let app = start_with_axel();
    let mona = merger(&app);
    app.db.give(cast::LOCKED.id, "PermissionSet", unit::SOUTH, true);
    let pair = format!("{PAIR}&survivor=501");
    let form = mona.get(&pair).form("#merge");
    let before = app.db.fingerprint(TRACES);
    let page = form.submit();
    assert_eq!(
        (page.status, page.says("Set permissions")),
        (403, true),
        "{}",
        page.text("main")
    );
    app.db.assert_same(&before);
    // Where nobody moves, nothing of the kind is asked.
    assert_eq!(mona.get(PAIR).form("#merge").submit().status, 303);
}

#[test]
fn p20_nobody_merges_the_actor_they_are_linked_to_but_administrators() {
    let app = start_with_axel();
    app.db.run(&format!(
        "UPDATE actors SET user_id = {} WHERE id = 507",
        MANAGER_NORTH.id
    ));
    let mona = merger(&app);
    assert_eq!(mona.get(PAIR).status, 403);
    app.db.run("UPDATE actors SET user_id = 2 WHERE id = 507");
    merged(&app.log_in(ADMINISTRATOR));
}

#[test]
fn a4_what_stands_against_it_is_said_and_nothing_changes() {
    let app = start_with_axel();
    app.db.run("UPDATE actors SET kind = 'organization' WHERE id = 503");
    let admin = app.log_in(ADMINISTRATOR);
    let fields = [("survivor_version", "1"), ("other_version", "1")];
    let before = app.db.fingerprint(TRACES);
    for (pair, said) in [
        ("id=501&id=503", "One is a person, the other an organization."),
        ("id=501&id=503", "Nobody is customer and supplier at once."),
        ("id=504&id=507", "Both have a linked user."),
    ] {
        let path = format!("/actors/merge?{pair}");
        let page = admin.get(&path);
        assert!(
            page.says(said) && !page.has("#merge .savebar button"),
            "{}",
            page.text("main")
        );
        let page = admin.post(&path, &fields);
        assert_eq!((page.status, page.says(said)), (422, true));
    }
    app.db.assert_same(&before);
    let mona = merger(&app);
    app.db.run("UPDATE users SET unit_id = 7 WHERE id = 205");
    let path = format!("{PAIR}&survivor=501");
    assert!(mona.get(&path).says("A user outside your access is linked"));
    assert_eq!(mona.post(&path, &fields).status, 422);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM actors WHERE merged_into IS NOT NULL"),
        0
    );
}

#[test]
fn a4_a_merge_in_a_circle_or_of_one_that_is_merged_already_is_a_conflict() {
    let app = start_with_axel();
    let admin = app.log_in(ADMINISTRATOR);
    let crossing = admin.get(&format!("{PAIR}&survivor=501")).form("#merge");
    merged(&admin);
    let page = crossing.submit();
    assert_eq!(
        (page.status, page.says("Aksel Ahorn has already been merged")),
        (409, true)
    );
    let form = admin.get("/actors/merge?id=505&id=502").form("#merge");
    app.db.run("UPDATE actors SET version = 2 WHERE id = 502");
    let page = form.choose("take-name", "other").submit();
    assert_eq!((page.status, page.says("changed meanwhile")), (409, true));
    assert_eq!(
        page.form("#merge").value("take-name"),
        "other",
        "what was chosen is kept"
    );
    assert_eq!(page.form("#merge").submit().status, 303);
}

#[test]
fn two_merges_that_cross_leave_one_and_neither_hangs() {
    let app = start_with_axel();
    let admin = app.log_in(ADMINISTRATOR);
    let forms: Vec<_> = [501, 507]
        .iter()
        .map(|stays| admin.get(&format!("{PAIR}&survivor={stays}")).form("#merge"))
        .collect();
    let threads: Vec<_> = forms
        .into_iter()
        .map(|form| std::thread::spawn(move || form.submit().status))
        .collect();
    let mut statuses: Vec<u16> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM actors WHERE merged_into IS NOT NULL"),
        1
    );
}

#[test]
fn what_is_being_edited_or_deleted_meanwhile_gets_a_clear_answer_and_nothing_typed_is_lost() {
    let app = start_with_axel();
    let admin = app.log_in(ADMINISTRATOR);
    let edit = admin.get("/actors/501").form(FORM).fill("city", "Typed city");
    let survivor = admin.get("/actors/507").form(FORM).fill("city", "Other city");
    let note = admin
        .get("/actors/501/notes/new")
        .form(FORM)
        .fill("subject", "Typed note");
    merged(&admin);
    let page = edit.submit();
    assert_eq!((page.status, page.form(FORM).value("city")), (409, "Typed city".into()));
    assert!(page.says("has been merged into Axel Ahorn"), "{}", page.text("main"));
    assert_eq!(page.form(FORM).submit().status, 303);
    assert_eq!(app.db.text("SELECT city FROM actors WHERE id = 507"), "Typed city");
    assert_eq!(survivor.submit().status, 409);
    assert!(note.submit().location().starts_with("/actors/507/notes/"));
    assert_eq!(admin.post("/actors/delete?id=501", &[("confirm", "K501")]).status, 404);
    assert_eq!(app.db.number("SELECT count(*) FROM actors WHERE id = 501"), 1);
}

#[test]
fn a_linked_user_is_shut_out_only_by_what_the_survivor_is() {
    let app = start_with_axel();
    let admin = app.log_in(ADMINISTRATOR);
    app.db.run("UPDATE actors SET user_id = NULL WHERE id = 504; UPDATE actors SET user_id = 202 WHERE id = 507; UPDATE actors SET enabled = false WHERE id = 501");
    let carl = app.log_in(CASHIER_NORTH);
    let page = admin.get(&format!("{PAIR}&survivor=501"));
    assert!(page.says("Carl Aagaard will be logged out"), "{}", page.text("main"));
    let done = page.form("#merge").choose("take-enabled", "other").submit();
    assert_eq!(done.status, 303);
    assert_eq!(carl.get("/account").status, 200, "the survivor is enabled, in one step");
    assert_eq!(app.db.number("SELECT employee_off::int FROM users WHERE id = 202"), 0);
}

#[test]
fn the_other_is_found_by_a_search_from_the_actors_page() {
    let app = start_with_axel();
    let mona = merger(&app);
    let page = mona.get("/actors/501").click("a#merge");
    let found = page.form("#find-other").fill("other_find", "axel").submit();
    assert!(
        found.says("Axel Ahorn") && !found.says("Bente"),
        "{}",
        found.text("main")
    );
    let compared = found.form("#find-other").choose("other", "507").submit();
    assert_eq!(compared.text("h1"), "Merge Aksel Ahorn into Axel Ahorn");
    assert!(
        mona.get("/actors/merge/found?id=501&other_find=axel")
            .says("Axel Ahorn")
    );
    assert!(
        !mona
            .get("/actors/merge/found?id=501&other_find=aksel")
            .says("Aksel Ahorn")
    );
    let turned = compared.click("a#turn");
    assert_eq!(turned.text("h1"), "Merge Axel Ahorn into Aksel Ahorn");
    assert_eq!(mona.get("/actors/merge?id=1&id=2&id=3").status, 303);
}
