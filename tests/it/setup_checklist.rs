//! The set-up checklist of an empty installation (SPEC S-3).
use crate::jobs::run_now;
use crate::security::TRACES;
use crate::support::{TestApp, TestDb, cast, unit};

const PATH: &str = "/setup/checklist";

/// An installation in which nothing is set up but what the cast is.
fn begun() -> TestApp {
    let app = TestApp::start();
    app.db.run("UPDATE installation SET setup_done_at = NULL, name = ''");
    app
}

#[test]
fn s3_an_empty_installation_opens_the_checklist_for_who_may_set_it_up() {
    let app = begun();
    let admin = app.log_in(cast::ADMINISTRATOR);
    assert_eq!(admin.get("/").location(), PATH);
    let page = admin.get(PATH);
    assert_eq!(
        (page.text("h1"), page.count(".steps > li")),
        ("Set-up checklist".into(), 6)
    );
    assert!(page.has(&format!("nav a[href='{PATH}'][aria-current]")));
    let mona = app.log_in(cast::MANAGER_NORTH);
    assert_eq!((mona.get("/").location(), mona.get(PATH).status), ("/users", 403));
    assert!(!mona.get("/users").has(&format!("nav a[href='{PATH}']")));
}

#[test]
fn s3_each_step_leads_to_its_screen_and_is_done_once_the_thing_is_there() {
    let app = begun();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get(PATH);
    let links = page.attrs(".steps a", "href");
    for link in [
        "/setup/installation",
        "/org-units/new?parent=1",
        "/imports?kind=org_units",
        "/groups/12/copy?from=/setup/checklist",
        "/users/new?from=/setup/checklist",
        "/setup/email",
    ] {
        assert!(links.iter().any(|have| have == link), "{link} among {links:?}");
        assert_eq!(admin.get(link).status, 200, "{link}");
    }
    assert!(!page.text("#step-name").contains("Done") && page.text("#step-users").contains("Done"));
    let form = admin
        .get("/setup/installation")
        .form("form[data-guard]")
        .fill("name", "Nordkæden");
    assert_eq!(form.submit().status, 303);
    assert!(admin.get(PATH).text("#step-name").contains("Done"));
}

#[test]
fn s3_a_fresh_database_has_nothing_done() {
    let db = TestDb::without_cast();
    let row = &db.rows("SELECT setup_done_at, setup_skipped, name FROM installation")[0];
    assert!(row["setup_done_at"].is_null() && row["name"] == "" && row["setup_skipped"].as_array().unwrap().is_empty());
}

#[test]
fn s3_a_step_can_be_skipped_and_taken_up_again() {
    let app = begun();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get(PATH).form("#step-email form").press("Skip").follow();
    assert!(
        page.text("#step-email").contains("Skipped") && !page.has("#step-email a"),
        "{}",
        page.text("#step-email")
    );
    let page = page.form("#step-email form").press("Take up again").follow();
    assert!(page.has("#step-email a"));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'setup.step_skipped'"),
        2
    );
}

#[test]
fn s3_the_checklist_is_gone_when_done_and_nobody_else_closes_it() {
    let app = begun();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(mona.post(PATH, &[("close", "true")]).status, 403);
    assert_eq!(mona.post(PATH, &[("step", "name"), ("skip", "true")]).status, 403);
    app.db.assert_same(&before);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let done = admin
        .get(PATH)
        .form("main .panel form:last-of-type")
        .forge("close", "true")
        .to(PATH);
    assert_eq!(done.submit().status, 303);
    assert_eq!((admin.get("/").location(), admin.get(PATH).status), ("/users", 404));
    assert_eq!(admin.post(PATH, &[("close", "true")]).status, 404);
    assert!(!admin.get("/users").has(&format!("nav a[href='{PATH}']")));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'setup.checklist_closed'"),
        1
    );
    app.db.give(201, "SetupManage", unit::TOP, true);
    assert_eq!(mona.get("/").location(), "/users");
}

#[test]
fn s3_the_checklist_is_closed_by_skipping_the_last_step_that_is_left() {
    let app = begun();
    app.db.run("UPDATE installation SET name = 'Nordkæden'");
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get(PATH);
    assert_eq!(page.count(".steps form"), 1, "{}", page.text("main"));
    let done = page.form("#step-email form").press("Skip");
    assert_eq!(done.status, 303);
    assert_eq!(done.follow().text("#toasts p"), "The set-up is finished.");
    assert_eq!(admin.get(PATH).status, 404);
    let closed = "SELECT count(*) FROM activity WHERE type = 'setup.checklist_closed' AND user_id = 2";
    assert_eq!(app.db.number(closed), 1);
}

/// What is left last is mostly done on another screen.
#[test]
fn s3_the_checklist_is_closed_once_nothing_is_left_and_not_before() {
    let app = begun();
    let admin = app.log_in(cast::ADMINISTRATOR);
    admin.get(PATH).form("#step-email form").press("Skip");
    run_now(&app.db, "checklist");
    assert_eq!(admin.get("/").location(), PATH);
    let form = admin.get("/setup/installation").form("form[data-guard]");
    assert_eq!(form.fill("name", "Nordkæden").submit().status, 303);
    run_now(&app.db, "checklist");
    assert_eq!((admin.get("/").location(), admin.get(PATH).status), ("/users", 404));
    assert!(!admin.get("/users").has(&format!("nav a[href='{PATH}']")));
    let closed = "SELECT count(*) FROM activity WHERE type = 'setup.checklist_closed' AND user_id = 1";
    assert_eq!(app.db.number(closed), 1);
}
