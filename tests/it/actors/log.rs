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

/// Dina was merged into Axel, and Axel into Aksel.
#[test]
fn a4_n20_the_log_of_an_actor_holds_what_its_tab_holds_after_two_merges() {
    let app = merge_delete::start_with_free_axel();
    let admin = merge_delete::two_merged(&app);
    let tab = admin.get("/actors/501/activity");
    let log = tab.click("a[href^='/activity?about=']");
    let entries = |page: &Page| page.texts("table.log tbody time");
    assert_eq!(entries(&log), entries(&tab));
    for page in [&tab, &log] {
        assert!(page.says("Dina Dam"), "{}", page.text("main"));
    }
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

#[test]
fn p12_a_file_that_moves_an_actor_names_no_unit_that_a_reader_of_the_log_does_not_see() {
    let app = start();
    let admin = app.log_in(ADMINISTRATOR);
    let file = |number: &str, name: &str, unit: &str| {
        format!("number,name,kind,unit_code,roles\n{number},{name},person,{unit},customer\n")
    };
    let page = admin.check_file("actors", file("K502", "Bente Birk", "N1"));
    assert!(page.says("Odense") && page.says("Aalborg"), "{}", page.text("main"));
    admin.import_file("actors", file("K501", "Aksel Ahorn", "S1"));
    admin.import_file("actors", file("K502", "Bente Birk", "N1"));
    let entries = |what: &str| {
        app.db.text(&format!(
            "SELECT string_agg({what}, ' ' ORDER BY subject_id) FROM activity WHERE type = 'actor.updated'"
        ))
    };
    assert_eq!(
        (entries("unit_id::text"), entries("details ->> 'unit'")),
        ("4 7".into(), r#"{"new": 7, "old": 4} {"new": 4, "old": 7}"#.into()),
        "each stands where the actor stood"
    );
    let mona = reader(&app, MANAGER_NORTH);
    let list = mona.get("/activity?kind=actor.updated");
    let entry = list.click("table.log tbody tr th a");
    assert!(
        list.says("Aalborg → a unit that is not open to you") && entry.says("a unit that is not open to you"),
        "{} {}",
        list.text("main"),
        entry.text("main")
    );
    let export = |format: &str| mona.get(&format!("/activity/export?kind=actor.updated{format}")).body;
    for told in [list.body, entry.body, export(""), export("&format=jsonl")] {
        assert!(!told.contains("Odense"), "{told}");
    }
    assert!(admin.get("/activity?kind=actor.updated").says("Aalborg → Odense"));
}

#[test]
fn p12_the_report_of_a_file_names_the_user_of_an_actor_by_login() {
    let app = start();
    let file = "number,name,kind,unit_code,roles,user_login\nK505,Dina Dam,person,N2,customer;employee,lone\n";
    let told = app.log_in(ADMINISTRATOR).check_file("actors", file).text("main");
    assert!(told.contains("lone") && !told.contains("205"), "{told}");
}
