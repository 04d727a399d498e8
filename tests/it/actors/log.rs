//! Actors in the activity log (SPEC N-20, P-12).
use super::*;
use crate::support::cast::{ADMINISTRATOR, MANAGER_SOUTH};

fn reader(app: &TestApp, who: crate::support::cast::Person) -> Client {
    app.db.allow(who.id, &["navigation.access.event.log"], unit::TOP);
    app.log_in(who)
}

#[test]
fn an_entry_names_its_actor_leads_there_and_is_found_by_it() {
    let app = start();
    keeper(&app)
        .get("/actors/501")
        .form(FORM)
        .fill("name", "Aksel Asp")
        .submit();
    let mona = reader(&app, MANAGER_NORTH);
    let page = mona.get("/activity?subject=aksel+asp");
    assert!(page.has("a[href='/actors/501']") && page.says("Actor changed"));
    assert!(page.says("Name: Aksel Ahorn → Aksel Asp"));
    assert!(mona.get("/activity?kind=actor.updated").has("a[href='/actors/501']"));
    let sune = reader(&app, MANAGER_SOUTH);
    for path in [
        "/activity?subject=aksel",
        "/activity?kind=actor.updated",
        "/activity?q=aksel",
    ] {
        assert!(!sune.get(path).says("Aksel"), "{path}");
    }
}

#[test]
fn n20_the_tab_activity_is_for_whoever_reads_the_log_and_shows_what_they_may_see() {
    let app = start();
    let form = keeper(&app).get("/actors/501").form(FORM);
    form.fill("name", "Aksel Asp").submit();
    let mona = reader(&app, MANAGER_NORTH);
    let page = mona
        .get("/actors/501")
        .click("nav.tabs a[href^='/actors/501/activity']");
    assert!(page.says("Name: Aksel Ahorn → Aksel Asp"), "{}", page.text("main"));
    let log = page.click("a[href^='/activity?about=']");
    assert!(log.path.ends_with("about=actor-501") && log.has("a[href='/actors/501']"));
    app.db.allow(202, &["actor.customer.edit"], unit::AALBORG);
    let carl = app.log_in(crate::support::cast::CASHIER_NORTH);
    assert!(!carl.get("/actors/501").has("nav.tabs a[href*='activity']"));
    assert_eq!(carl.get("/actors/501/activity").status, 403);
    assert_eq!(mona.get("/actors/502/activity").status, 404);
}

#[test]
fn a_deleted_actor_is_a_number_in_the_log() {
    let app = start();
    let admin = app.log_in(ADMINISTRATOR);
    admin.get("/actors/501").form(FORM).fill("name", "Aksel Asp").submit();
    admin.post("/actors/delete?id=501", &[("confirm", "K501")]);
    admin.get("/activity");
    let page = admin.get("/activity?kind=actor.updated");
    assert!(page.says("501") && !page.says("Aksel"));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity_personal WHERE person_id = -501"),
        0
    );
    assert!(admin.post("/activity/verify", &[]).follow().status == 200);
}

/// Erasing goes by the id, and a user's ids and an actor's are numbers of their own.
#[test]
fn erasing_an_actor_takes_nothing_from_a_user_with_the_same_number() {
    let app = start();
    insert(&app.db, &party(202, "Same Number", unit::AALBORG, &[CUSTOMER]));
    let admin = app.log_in(ADMINISTRATOR);
    admin
        .get("/users/202")
        .form(FORM)
        .fill("display_name", "Carl Changed")
        .submit();
    admin.get("/actors/202").form(FORM).fill("city", "Marker").submit();
    admin.post("/actors/delete?id=202", &[("confirm", "K202")]);
    assert_eq!(
        app.db.number(
            "SELECT count(*) FROM activity_personal WHERE person_id = 202 AND details::text LIKE '%Carl Changed%'"
        ),
        1
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity_personal WHERE details::text LIKE '%Marker%'"),
        0
    );
}
