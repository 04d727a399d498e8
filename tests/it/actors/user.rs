//! Linking a user to an actor (SPEC A-2, P-12, and why it is no P-10).
use super::*;
use crate::jobs::soon;
use crate::security::TRACES;
use crate::support::cast::{CASHIER_NORTH, DENIED};
use diesel::connection::SimpleConnection;

fn link(client: &Client, id: i64, user: i64) -> Page {
    client.post(&format!("/actors/{id}/user"), &[("user", &*user.to_string())])
}

#[test]
fn a_user_is_found_linked_and_unlinked() {
    let app = start();
    let mona = keeper(&app);
    let found = mona.get("/actors/users?user_find=lon");
    assert_eq!(found.attrs("input[name=user]", "value"), ["205"]);
    let page = mona.get("/actors/501/user?user_find=lone");
    let done = page.form("#dialog form").choose("user", 205).submit().follow();
    assert!(done.says("Linked to Lone Lund.") && done.has("a[href='/users/205']"));
    assert_eq!(app.db.number("SELECT user_id FROM actors WHERE id = 501"), 205);
    let page = mona.get("/actors/501/user");
    assert_eq!(
        page.form("#dialog form").submit().follow().text(".toast p"),
        "Saved. Nothing had changed."
    );
    page.form("#dialog form").untick("keep").submit();
    assert_eq!(app.db.text("SELECT user_id::text FROM actors WHERE id = 501"), "");
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'actor.user_linked' AND subject_id = 501"),
        2
    );
}

/// The tick is taken off and a name typed, but nobody chosen: what was meant is not known, so nothing is done.
#[test]
fn a2_a_name_that_nobody_was_chosen_for_takes_no_link_away_and_what_is_no_user_is_refused() {
    let app = start();
    let mona = keeper(&app);
    app.db.run("UPDATE actors SET user_id = 205 WHERE id = 501");
    let before = app.db.fingerprint(TRACES);
    let form = mona.get("/actors/501/user").form("#dialog form");
    let page = form.untick("keep").fill("user_find", "carl").submit();
    assert_eq!(page.status, 422);
    assert!(
        page.text("#user-error").contains("Choose one of those found"),
        "{}",
        page.text("main")
    );
    assert_eq!(page.attrs("input[name=user]", "value"), ["202"], "who was looked for");
    assert!(!page.has("#keep[checked]"), "the tick as it was left");
    assert_eq!(mona.post("/actors/501/user", &[("user", "carl")]).status, 400);
    assert_eq!(mona.post("/users/202/on-behalf", &[("add", "carl")]).status, 400);
    let form = mona.get("/actors/new?role=customer").form(FORM).fill("name", "Ny");
    let form = form.choose("unit", unit::AALBORG);
    let page = form.clone().fill("user_find", "lone").submit();
    assert_eq!((page.status, page.has("#user-error")), (422, true));
    assert_eq!(form.forge("user", "lone").submit().status, 400);
    app.db.assert_same(&before);
}

#[test]
fn a_user_has_one_actor_and_more_is_not_told() {
    let app = start();
    let mona = keeper(&app);
    let page = link(&mona, 501, CASHIER_NORTH.id);
    assert_eq!(
        (page.status, page.text("#user-error")),
        (422, "This user is linked to another actor.".into())
    );
    assert!(!page.says("K504"));
    assert_eq!(app.db.text("SELECT user_id::text FROM actors WHERE id = 501"), "");
}

/// The link is control over nothing but the gate of C-4, so it takes EditUser of whoever is concerned, and nothing of P-10.
#[test]
fn p10_linking_takes_edit_user_of_the_user_and_edit_of_the_actor() {
    let app = start();
    let rights = all_of("customer");
    let rights: Vec<&str> = rights.iter().map(String::as_str).collect();
    app.db.allow(DENIED.id, &rights, unit::NORTH);
    let (dora, mona) = (app.log_in(DENIED), mona(&app, &["actor.customer.create"]));
    let before = app.db.fingerprint(TRACES);
    assert_eq!(link(&dora, 501, 205).status, 403, "Dora may not edit users");
    assert_eq!(link(&mona, 501, 205).status, 403, "Mona may not edit this actor");
    app.db.assert_same(&before);
    app.db.allow(MANAGER_NORTH.id, &["actor.customer.edit"], unit::NORTH);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(link(&mona, 501, 203).status, 404, "Sune is out of sight");
    assert_eq!(link(&mona, 501, 2).status, 404, "so is Administrator");
    app.db.assert_same(&before);
    app.db.allow(205, &["SetupManage"], unit::TOP);
    assert_eq!(
        link(&mona, 501, 205).status,
        303,
        "what Lone holds besides does not matter"
    );
}

#[test]
fn p12_a_linked_user_out_of_sight_is_not_shown_and_kept() {
    let app = start();
    app.db.run("UPDATE actors SET user_id = 203 WHERE id = 501");
    let mona = keeper(&app);
    let page = mona.get("/actors/501");
    assert!(page.says("No user is linked.") && !page.says("Sune"));
    assert_eq!(page.form(FORM).fill("city", "Vrå").submit().status, 303);
    assert!(!mona.get("/actors/501/user").says("Sune"));
    assert_eq!(link(&mona, 501, 205).status, 404);
    assert_eq!(mona.post("/actors/501/user", &[("keep", "1")]).status, 303);
    assert_eq!(app.db.number("SELECT user_id FROM actors WHERE id = 501"), 203);
}

#[test]
fn a2_a_new_employee_is_linked_to_a_user_at_once() {
    let app = start();
    let mona = mona(&app, &["actor.employee.create", "actor.employee.edit"]);
    let page = mona.get("/actors/new?role=employee");
    let form = page.form(FORM).fill("name", "Lone Lund").fill("user_find", "lone");
    let looked = form.forge("look", "user").submit();
    assert_eq!(
        (looked.status, looked.form(FORM).value("name")),
        (200, "Lone Lund".into())
    );
    let form = looked
        .form(FORM)
        .choose("user", cast::LOCKED.id)
        .choose("unit", unit::SKAGEN);
    assert_eq!(form.clone().submit().status, 303);
    let linked = "SELECT name FROM actors WHERE user_id = 205";
    assert_eq!(app.db.text(linked), "Lone Lund");
    let taken = form.fill("number", "L-2").submit();
    assert_eq!(taken.status, 422);
    assert!(
        taken.text("#user-error").contains("linked to another actor"),
        "{}",
        taken.text("main")
    );
    assert_eq!(app.db.number("SELECT count(*) FROM actors WHERE user_id = 205"), 1);
}

#[test]
fn p26_whoever_edits_no_user_links_none() {
    let app = start();
    app.db
        .allow(cast::CASHIER_NORTH.id, &["actor.employee.create"], unit::AALBORG);
    let carl = app.log_in(cast::CASHIER_NORTH);
    let page = carl.get("/actors/new?role=employee");
    assert!(page.status == 200 && !page.has("#user"));
    let form = page
        .form(FORM)
        .fill("name", "Lone")
        .forge("user", cast::CASHIER_NORTH.id);
    let before = app.db.number("SELECT count(*) FROM actors");
    assert_eq!(form.submit().status, 403);
    assert_eq!(app.db.number("SELECT count(*) FROM actors"), before);
}

/// Two link the same actor: whoever comes second is told so, not that the server has too much to do.
#[test]
fn an_actor_that_is_linked_meanwhile_is_a_conflict() {
    let app = start();
    let mona = keeper(&app);
    let mut owner = app.db.owner();
    owner
        .batch_execute("BEGIN; SELECT FROM users WHERE id = 205 FOR UPDATE")
        .unwrap();
    let page = std::thread::scope(|scope| {
        let second = scope.spawn(|| link(&mona, 501, 205));
        soon("the second waits for the user", || {
            let waiting =
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
            app.db.number(waiting) > 0
        });
        owner
            .batch_execute("UPDATE actors SET user_id = 204 WHERE id = 501; COMMIT")
            .unwrap();
        second.join().unwrap()
    });
    assert_eq!((page.status, page.says("Somebody else was faster")), (409, true));
    assert_eq!(app.db.number("SELECT user_id FROM actors WHERE id = 501"), 204);
}
