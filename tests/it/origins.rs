//! Origins and locations: in Setup, on the forms of users, in files (SPEC S-1, 3.2, 11).
use crate::security::TRACES;
use crate::support::client::Client;
use crate::support::console::Console;
use crate::support::page::Page;
use crate::support::{TestApp, TestDb, cast, unit};

const FORM: &str = "form[data-guard]";
/// Two origins, of which the first has two locations and the second one.
const KEPT: &str = "
    INSERT INTO origins (id, name, name_key, sort_name) VALUES (1, 'Shop', 'shop', 'shop'), (2, 'Agency', 'agency', 'agency');
    INSERT INTO locations (id, origin_id, name, name_key, sort_name) VALUES
        (11, 1, 'Floor', 'floor', 'floor'), (12, 1, 'Office', 'office', 'office'), (21, 2, 'Vikar', 'vikar', 'vikar')";
const OF_CARL: &str = "SELECT coalesce(origin_id, 0) || ' ' || coalesce(location_id, 0) FROM users WHERE id = 202";

fn kept() -> TestApp {
    let app = TestApp::start();
    app.db.run(KEPT);
    app
}

fn demand(db: &TestDb, word: &str) {
    db.run(&format!("UPDATE installation SET origin_demand = '{word}'"));
}

/// Creates one by its form.
fn make(client: &Client, list: &str, fields: &[(&str, &str)]) -> Page {
    let form = client.get(&format!("{list}/new")).form(FORM);
    let filled = fields.iter().fold(form, |form, (name, value)| match *name {
        "origin" => form.choose(name, value),
        _ => form.fill(name, value),
    });
    filled.submit()
}

#[test]
fn s1_origins_and_locations_are_kept_in_setup_and_each_change_is_an_entry() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    assert!(admin.get("/setup/origins").says("No origin has been created yet."));
    let list = make(&admin, "/setup/origins", &[("name", " Shop ")]).follow();
    assert_eq!(list.texts("tbody th"), ["Shop"]);
    let origin = app.db.text("SELECT id::text FROM origins");
    let made = make(&admin, "/setup/locations", &[("name", "Floor"), ("origin", &origin)]);
    assert_eq!(
        (made.follow().texts("tbody th"), made.follow().text("tbody td")),
        (vec!["Floor".to_owned()], "Shop".to_owned())
    );
    let page = made.follow().click("tbody th a");
    assert_eq!(page.form(FORM).fill("name", "Counter").submit().status, 303);
    let delete = made.follow().click("[id^='delete-']");
    assert_eq!(delete.form("#dialog form").submit().status, 303);
    assert_eq!(app.db.number("SELECT count(*) FROM locations"), 0);
    let kinds = "SELECT string_agg(type || ' ' || coalesce(details->>'name', ''), '; ' ORDER BY id) FROM activity WHERE type LIKE 'setup.%'";
    assert_eq!(
        app.db.text(kinds),
        r#"setup.origin_created Shop; setup.location_created Floor; setup.location_changed {"new": "Counter", "old": "Floor"}; setup.location_deleted Counter"#
    );
}

#[test]
fn s1_a_name_is_taken_whatever_its_case_but_only_within_its_origin() {
    let app = kept();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let wrong = make(&admin, "/setup/origins", &[("name", "SHOP")]);
    assert_eq!((wrong.status, wrong.count("#name-error")), (422, 1));
    let wrong = make(&admin, "/setup/locations", &[("name", "fLoor"), ("origin", "1")]);
    assert_eq!((wrong.status, wrong.count("#name-error")), (422, 1));
    assert_eq!(
        make(&admin, "/setup/locations", &[("name", "Floor"), ("origin", "2")]).status,
        303
    );
    let wrong = make(&admin, "/setup/locations", &[("name", ""), ("origin", "")]);
    assert_eq!((wrong.status, wrong.count(".err")), (422, 2));
}

#[test]
fn s1_what_users_have_is_not_deleted_and_the_page_says_by_how_many() {
    let app = kept();
    app.db
        .run("UPDATE users SET origin_id = 1, location_id = 11 WHERE id IN (201, 202)");
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    let page = admin.get("/setup/origins/1/delete");
    assert!(
        page.says("2 users have this origin") && page.says("2 locations belong to it"),
        "{}",
        page.text("main")
    );
    assert_eq!(page.count("#dialog .btn-remove"), 0);
    let refused = admin.post("/setup/locations/11/delete", &[]);
    assert!(
        refused.status == 422 && refused.says("2 users have this location"),
        "{}",
        refused.text("main")
    );
    assert_eq!(admin.post("/setup/origins/1/delete", &[]).status, 422);
    let form = admin.get("/setup/locations/11").form(FORM);
    let moved = form.choose("origin", "2").submit();
    assert!(
        moved.status == 422 && moved.says("so its origin stays"),
        "{}",
        moved.text("main")
    );
    app.db.assert_same(&before);
}

#[test]
fn s1_of_two_who_change_a_location_the_second_sees_both_versions() {
    let app = kept();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = admin.get("/setup/locations/11").form(FORM);
    assert_eq!(form.clone().fill("name", "First").submit().status, 303);
    let page = form.fill("name", "Second").submit();
    assert_eq!((page.status, page.attr("#name", "value")), (409, "Second".into()));
    assert!(page.text(".versions").contains("First"), "{}", page.text(".versions"));
    assert_eq!(app.db.text("SELECT name FROM locations WHERE id = 11"), "First");
}

#[test]
fn s1_without_the_right_the_lookups_are_absent_and_nothing_changes() {
    let app = kept();
    let mona = app.log_in(cast::MANAGER_NORTH);
    assert!(
        !mona
            .get("/users")
            .has("a[href='/setup/origins'], a[href='/setup/locations']")
    );
    app.db
        .give(cast::MANAGER_SOUTH.id, "navigation.access.setup", unit::TOP, true);
    let reader = app.log_in(cast::MANAGER_SOUTH);
    assert_eq!(
        (mona.get("/setup/origins").status, reader.get("/setup/origins").status),
        (403, 200)
    );
    let before = app.db.fingerprint(TRACES);
    for client in [&mona, &reader] {
        for path in [
            "/setup/origins/new",
            "/setup/origins/1",
            "/setup/locations/new",
            "/setup/locations/11",
        ] {
            let fields = [("name", "Mine"), ("version", "1"), ("origin", "1")];
            assert_eq!(client.post(path, &fields).status, 403, "{path}");
        }
        for path in ["/setup/origins/2/delete", "/setup/locations/21/delete"] {
            assert_eq!(
                (client.get(path).status, client.post(path, &[]).status),
                (403, 403),
                "{path}"
            );
        }
    }
    app.db.assert_same(&before);
}

#[test]
fn only_locations_of_the_chosen_origin_can_be_chosen_on_a_user() {
    let app = kept();
    let mona = app.log_in(cast::MANAGER_NORTH);
    app.db
        .run("UPDATE users SET origin_id = 1, location_id = 11 WHERE id = 202");
    let form = mona.get("/users/202").form(FORM);
    let before = app.db.fingerprint(TRACES);
    let page = form.choose("origin", "2").submit();
    assert!(
        page.status == 422 && page.has("#location-error"),
        "{} {}",
        page.status,
        page.text("main")
    );
    app.db.assert_same(&before);
    // The page as typed offers what fits.
    let saved = page.form(FORM).choose("location", "21").submit();
    assert!(
        saved
            .follow()
            .text("#toasts")
            .contains("Origin: Shop → Agency; Location: Floor → Vikar"),
        "{}",
        saved.follow().text("#toasts")
    );
    assert_eq!(app.db.text(OF_CARL), "2 21");
    let details = app.db.value("SELECT details FROM activity WHERE type = 'user.updated'");
    assert_eq!(
        (&details["origin"]["new"], &details["location"]["new"]),
        (&"Agency".into(), &"Vikar".into())
    );
}

#[test]
fn without_scripts_the_locations_of_another_origin_are_shown_by_sending_the_form() {
    let app = kept();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    let form = mona.get("/users/202").form(FORM).choose("origin", "2");
    let page = form.fill("display_name", "Carla").forge("look", "location").submit();
    assert_eq!(page.attr("#display_name", "value"), "Carla");
    app.db.assert_same(&before);
    assert_eq!(page.form(FORM).choose("location", "21").submit().status, 303);
    assert_eq!(app.db.text(OF_CARL), "2 21");
}

#[test]
fn a_setting_hides_origins_leaves_them_open_or_demands_one() {
    let app = kept();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let open = mona.get("/users/202").form(FORM);
    demand(&app.db, "hidden");
    assert!(!mona.get("/users/202").has("#origin") && !mona.get("/users/new").has("#origin"));
    let before = app.db.fingerprint(&[TRACES, &["installation"]].concat());
    assert_eq!(open.clone().choose("origin", "1").submit().status, 400);
    demand(&app.db, "required");
    let page = mona.get("/users/202").form(FORM).submit();
    assert!(page.status == 422 && page.has("#origin-error"), "{}", page.status);
    let new = mona
        .get("/users/new")
        .form("main form")
        .fill("name", "kaj")
        .fill("display_name", "Kaj");
    let page = new.choose("unit", unit::AALBORG).tick("send_link").submit();
    assert!(page.status == 422 && page.has("#origin-error"), "{}", page.status);
    demand(&app.db, "optional");
    app.db.assert_same(&before);
    let new = page
        .form("main form")
        .choose("origin", "2")
        .choose("unit", unit::AALBORG);
    assert_eq!(new.tick("send_link").submit().status, 303);
    assert_eq!(
        app.db.number("SELECT origin_id FROM users WHERE display_name = 'Kaj'"),
        2
    );
}

#[test]
fn s1_an_origin_is_demanded_only_while_there_is_one() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = || admin.get("/setup/installation").form(FORM).choose("origin", "required");
    let page = form().submit();
    assert!(page.status == 422 && page.has("#origin-error"), "{}", page.status);
    app.db.run(KEPT);
    assert_eq!(form().submit().status, 303);
    app.db.run("DELETE FROM locations; DELETE FROM origins WHERE id = 2");
    let page = admin.post("/setup/origins/1/delete", &[]);
    assert!(
        page.status == 422 && page.says("It is the last one"),
        "{}",
        page.text("main")
    );
}

#[test]
fn a_setting_requires_an_address_on_every_form() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = admin.get("/setup/installation").form(FORM);
    assert_eq!(form.tick("email_required").submit().status, 303);
    let before = app.db.fingerprint(TRACES);
    let page = admin.get("/users/203").form(FORM).submit();
    assert!(page.status == 422 && page.has("#email-error"), "{}", page.status);
    let new = admin
        .get("/users/new")
        .form("main form")
        .fill("name", "kaj")
        .fill("display_name", "Kaj");
    let page = new.choose("unit", unit::AALBORG).tick("send_link").submit();
    assert!(page.status == 422 && page.has("#email-error"), "{}", page.status);
    let own = app.log_in(cast::CASHIER_NORTH).get("/account").form(FORM);
    let page = own.fill("email", " ").submit();
    assert!(page.status == 422 && page.has("#email-error"), "{}", page.status);
    app.db.assert_same(&before);
}

#[test]
fn who_is_deleted_has_no_origin_any_more() {
    let app = kept();
    app.db
        .run("UPDATE users SET origin_id = 2, location_id = 21 WHERE id = 202");
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/users/delete?id=202");
    let form = page.form("#dialog form").fill("confirm", "carl");
    assert_eq!(form.submit().status, 303);
    assert_eq!(app.db.text(OF_CARL), "0 0");
    assert_eq!(admin.post("/setup/locations/21/delete", &[]).status, 303);
}

#[test]
fn of_an_origin_that_is_given_and_deleted_at_once_no_user_keeps_what_is_gone() {
    let app = kept();
    let (admin, mona) = (app.log_in(cast::ADMINISTRATOR), app.log_in(cast::MANAGER_NORTH));
    let form = mona.get("/users/202").form(FORM).choose("origin", "2");
    app.db.run("DELETE FROM locations WHERE origin_id = 2");
    let deleting = std::thread::spawn(move || admin.post("/setup/origins/2/delete", &[]).status);
    let saved = form.submit().status;
    let deleted = deleting.join().unwrap();
    assert!(matches!((saved, deleted), (303, 422) | (422, 303)), "{saved} {deleted}");
    let given = app.db.number("SELECT count(*) FROM users WHERE origin_id = 2");
    assert_eq!(given, i64::from(saved == 303));
}

#[test]
fn ex5_files_carry_origins_and_locations_and_stay_stable() {
    let console = Console::new();
    console.db.run(KEPT);
    let file = "login,display_name,unit_code,origin,location\nbo,Bo,N1,shop,OFFICE\nci,Ci,N1,Agency,\n";
    assert_eq!(
        console.imported("users", file),
        "2 added, 0 changed, 0 removed, 0 unchanged"
    );
    let exported = console.exported("users");
    assert!(exported.contains("bo,Bo,N1,,yes,Shop,Office,"), "{exported}");
    assert!(console.imported("users", &exported).starts_with("0 added, 0 changed"));
    let emptied = "login,display_name,unit_code,origin,location\nbo,Bo,N1,,\n";
    assert!(console.imported("users", emptied).starts_with("0 added, 1 changed"));
    assert_eq!(
        console
            .db
            .text("SELECT coalesce(origin_id, 0) || ' ' || coalesce(location_id, 0) FROM users WHERE id = 1000"),
        "0 0"
    );
}

#[test]
fn a_file_with_an_origin_that_does_not_fit_changes_nothing() {
    let console = Console::new();
    console.db.run(KEPT);
    let head = "login,display_name,unit_code,origin,location";
    let refused = |row: &str, column: &str| {
        let before = console.db.fingerprint(TRACES);
        let said = console.import("users", format!("{head}\n{row}\n"), &[]);
        assert!(
            said.code == 1 && said.out.contains(column) || said.err.contains(column),
            "{row}: {said:?}"
        );
        console.db.assert_same(&before);
    };
    refused("bo,Bo,N1,Nowhere,", "origin");
    refused("bo,Bo,N1,Agency,Office", "location");
    refused("bo,Bo,N1,,Office", "location");
    demand(&console.db, "required");
    refused("bo,Bo,N1,,", "origin");
    demand(&console.db, "hidden");
    refused("bo,Bo,N1,Shop,", "origin");
    console.db.run("UPDATE installation SET email_required = true");
    refused("bo,Bo,N1,,", "email");
}
