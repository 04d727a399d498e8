//! Making and changing an actor (SPEC A-2, U-7, U-8).
use super::*;
use crate::security::TRACES;
use crate::support::cast::ADMINISTRATOR;

fn value(app: &TestApp, column: &str, id: i64) -> String {
    app.db
        .text(&format!("SELECT {column}::text FROM actors WHERE id = {id}"))
}

fn roles(app: &TestApp, id: i64) -> String {
    app.db.text(&format!(
        "SELECT string_agg(role_id::text, ' ' ORDER BY role_id) FROM actor_listed WHERE actor_id = {id}"
    ))
}

#[test]
fn a_customer_is_made_from_its_list_with_a_number_and_is_found_at_once() {
    let app = start();
    let mona = keeper(&app);
    let page = mona.get("/actors?role=customer&unit=5");
    let form = page.click("a#create").form(FORM);
    assert_eq!(form.value("unit"), "5");
    let form = form
        .choose("kind", "organization")
        .fill("name", " Møbler  ApS ")
        .fill("cvr", "12 34 56 78");
    let page = form
        .fill("phone", "98 11 22 33")
        .fill("city", "Skagen")
        .press("Create")
        .follow();
    assert!(page.says("Møbler ApS has been created.") && page.text("h1") == "Møbler ApS");
    let id = app.db.number("SELECT id FROM actors WHERE name = 'Møbler ApS'");
    assert_eq!(
        (value(&app, "number", id), value(&app, "cvr", id)),
        ("10000".into(), "12345678".into())
    );
    assert_eq!((roles(&app, id), value(&app, "unit_id", id)), ("1".into(), "5".into()));
    for query in ["mobler", "10000", "98112233", "skagen+aps", "12345678"] {
        assert_eq!(
            names(&mona.get(&format!("/actors?role=customer&q={query}"))),
            ["Møbler ApS"],
            "{query}"
        );
    }
    let entry = "SELECT count(*) FROM activity WHERE type = 'actor.created' AND subject_kind = 'actor' AND unit_id = 5 AND user_id = 201";
    assert_eq!(app.db.number(entry), 1);
}

#[test]
fn a_number_given_by_itself_passes_by_those_that_are_taken() {
    let app = start();
    app.db.run("UPDATE actors SET number = '10000', number_key = '10000' WHERE id = 501; UPDATE actors SET number = '10001', number_key = '10001' WHERE id = 502");
    let mona = keeper(&app);
    let form = mona.get("/actors/new?role=customer&unit=4").form(FORM);
    assert_eq!(form.fill("name", "Ny").submit().status, 303);
    assert_eq!(app.db.text("SELECT number FROM actors WHERE name = 'Ny'"), "10002");
}

#[test]
fn u8_all_mistakes_come_at_once_and_nothing_typed_is_lost() {
    let app = start();
    let mona = keeper(&app);
    let before = app.db.fingerprint(&[]);
    let form = mona.get("/actors/501").form(FORM);
    let form = form
        .fill("name", " ")
        .fill("number", "k502")
        .fill("email", "nonsense")
        .fill("phone", "call me")
        .fill("cvr", "1");
    let page = form.submit();
    assert_eq!(page.status, 422);
    let fields = page.attrs("#mistakes a", "href");
    assert_eq!(fields, ["#name", "#number", "#phone", "#email", "#cvr"]);
    assert_eq!(page.text("#number-error"), "This number is taken.");
    assert_eq!(page.form(FORM).value("email"), "nonsense");
    assert!(page.text("title").starts_with("Error:"));
    app.db.assert_same(&before);
}

#[test]
fn a_save_says_what_changed_and_writes_one_entry() {
    let app = start();
    let mona = keeper(&app);
    let form = mona.get("/actors/501?from=%2Factors%3Frole%3Dcustomer").form(FORM);
    let page = form.fill("name", "Aksel Bøg").fill("city", "Århus").submit().follow();
    assert!(page.says("Saved. Name: Aksel Ahorn → Aksel Bøg; City: Nørresundby → Århus"));
    let cancel = page.attr(".savebar a", "href");
    assert_eq!(cancel, "/actors?role=customer");
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'actor.updated'"),
        1
    );
    let told = "SELECT p.details->'name'->>'new' FROM activity a JOIN activity_personal p ON p.activity_id = a.id WHERE a.type = 'actor.updated' AND p.person_id = -501";
    assert_eq!(app.db.text(told), "Aksel Bøg");
    assert_eq!(names(&mona.get("/actors?role=customer&q=arhus+bog")), ["Aksel Bøg"]);
    assert!(names(&mona.get("/actors?role=customer&q=ahorn")).is_empty());
    let nothing = mona.get("/actors/501").form(FORM).submit().follow();
    assert!(nothing.says("Saved. Nothing had changed."));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'actor.updated'"),
        1
    );
}

#[test]
fn u7_the_second_of_two_saves_is_shown_both_versions_and_may_insist() {
    let app = start();
    let (mona, admin) = (keeper(&app), app.log_in(ADMINISTRATOR));
    let form = mona
        .get("/actors/501")
        .form(FORM)
        .fill("city", "Skive")
        .fill("phone", "11111111");
    admin.get("/actors/501").form(FORM).fill("city", "Thisted").submit();
    let before = app.db.fingerprint(TRACES);
    let page = form.submit();
    assert_eq!(page.status, 409);
    let rows = page.texts(".versions tbody tr");
    assert_eq!(rows, ["CityThistedSkive", "Phone+45 98 12 34 5611111111"]);
    assert_eq!(app.db.fingerprint(TRACES), before);
    assert_eq!(page.form(FORM).submit().status, 303);
    assert_eq!(value(&app, "city", 501), "Skive");
}

#[test]
fn a2_customer_and_supplier_exclude_each_other() {
    let app = start();
    let admin = app.log_in(ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    let page = admin.get("/actors/501").form(FORM).tick_value("role", 2).submit();
    assert_eq!(page.status, 422);
    assert!(
        page.text("#roles-error")
            .starts_with("Nobody is customer and supplier at once.")
    );
    app.db.assert_same(&before);
    let swapped = admin
        .get("/actors/501")
        .form(FORM)
        .tick_value("role", 2)
        .untick("role")
        .submit();
    assert_eq!((swapped.status, roles(&app, 501)), (303, "2".into()));
    assert!(names(&admin.get("/actors?role=supplier&q=aksel")).len() == 1);
    assert!(names(&admin.get("/actors?role=customer&q=aksel")).is_empty());
}

#[test]
fn roles_given_along_come_with_the_role() {
    let app = start();
    app.db.run(
        "INSERT INTO actor_roles (id, name, display_name, display_key, sort_name) VALUES (120, 'member', 'Club member', 'club member', 'club member');
         INSERT INTO actor_role_gives VALUES (1, 120); UPDATE access_state SET version = version + 1;
         INSERT INTO access_changes (version, kind, key) SELECT version, 'permission', permission_id FROM access_state, actor_role_rights LIMIT 1",
    );
    let mona = keeper(&app);
    let form = mona.get("/actors/new?role=customer&unit=4").form(FORM);
    form.fill("name", "Klub").submit();
    assert_eq!(
        mona.get("/actors/501").form(FORM).fill("city", "Ry").submit().status,
        303
    );
    assert_eq!(
        roles(&app, 501),
        "1",
        "whoever was a customer before gets nothing by itself"
    );
    assert_eq!(
        roles(&app, app.db.number("SELECT id FROM actors WHERE name = 'Klub'")),
        "1 120"
    );
}

#[test]
fn a5_adding_a_role_takes_its_create_and_removing_it_its_delete() {
    let app = start();
    let mona = mona(&app, &["actor.customer.edit", "actor.customer.archive"]);
    let page = mona.get("/actors/501");
    assert!(page.has("#role-3[disabled]") && page.has("#role-1[disabled][checked]"));
    assert_eq!(page.text("#role-3-hint"), "You need Employee - Create in Aalborg.");
    assert_eq!(page.text("#role-1-hint"), "You need Customer - Delete in Aalborg.");
    let before = app.db.fingerprint(TRACES);
    for role in ["3", ""] {
        let fields = [("version", "1"), ("roles", "1"), ("role", role)];
        let fields = &fields[..if role.is_empty() { 2 } else { 3 }];
        assert_eq!(mona.post("/actors/501", fields).status, 403, "{role}");
    }
    app.db.assert_same(&before);
    app.db.allow(MANAGER_NORTH.id, &["actor.employee.create"], unit::NORTH);
    assert_eq!(
        mona.get("/actors/501").form(FORM).tick_value("role", 3).submit().status,
        303
    );
    assert_eq!(roles(&app, 501), "1 3");
}

#[test]
fn a5_moving_takes_edit_in_both_units_and_forged_units_do_not_exist() {
    let app = start();
    let mona = keeper(&app);
    let page = mona.get("/actors/501");
    assert_eq!(page.attrs("[name=unit]", "value"), ["3", "4", "5"]);
    assert_eq!(page.form(FORM).choose("unit", 5).submit().status, 303);
    assert_eq!(value(&app, "unit_id", 501), "5");
    assert_eq!(
        app.db
            .text("SELECT unit_id::text FROM actor_words WHERE actor_id = 501 LIMIT 1"),
        "5"
    );
    let before = app.db.fingerprint(TRACES);
    for (place, status) in [(7, 404), (1, 404), (99_999, 404)] {
        let fields = [("version", "2"), ("unit", &*place.to_string())];
        assert_eq!(mona.post("/actors/501", &fields).status, status, "{place}");
    }
    app.db.assert_same(&before);
    app.db.allow(MANAGER_NORTH.id, &["OrgUnitAccess"], unit::CHAIN);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(mona.post("/actors/501", &[("version", "2"), ("unit", "7")]).status, 403);
    app.db.assert_same(&before);
    app.db.run("UPDATE org_units SET archived_at = now() WHERE id = 4");
    assert_eq!(mona.post("/actors/501", &[("version", "2"), ("unit", "4")]).status, 404);
}

fn bonus(app: &TestApp) {
    app.db.run(
        "INSERT INTO actor_fields (id, role_id, key, label, kind, choices, required, place) VALUES
            (101, 1, NULL, 'Bonus', 'number', '{}', false, 1), (102, 1, NULL, 'Level', 'choice', '{Gold,Silver}', true, 2),
            (103, 3, NULL, 'Hired on', 'date', '{}', false, 1), (104, NULL, 'news', 'Wants news', 'yes_no', '{}', false, 1)",
    );
}

fn stored(app: &TestApp, id: i64) -> String {
    app.db.text(&format!("SELECT coalesce(string_agg(field_id || '=' || value, ' ' ORDER BY field_id), '') FROM actor_values WHERE actor_id = {id}"))
}

#[test]
fn fields_of_roles_are_typed_required_and_shown() {
    let app = start();
    bonus(&app);
    let mona = keeper(&app);
    let page = mona.get("/actors/501").form(FORM).fill("field-101", "much").submit();
    assert_eq!(page.status, 422);
    assert_eq!(page.attrs("#mistakes a", "href"), ["#field-101", "#field-102"]);
    let form = page
        .form(FORM)
        .fill("field-101", "1,234.50")
        .choose("field-102", "Gold")
        .choose("field-104", "no");
    let page = form.submit().follow();
    assert!(page.says("Bonus: – → 1,234.5; Level: – → Gold; Wants news: – → No"));
    assert_eq!(stored(&app, 501), "101=1234.5 102=Gold 104=no");
    assert!(mona.get("/actors?role=customer").says("Gold"));
    let forged = mona.post(
        "/actors/501",
        &[("version", "2"), ("field-103", "2026-01-01"), ("field-102", "Gold")],
    );
    assert_eq!(
        (forged.status, stored(&app, 501)),
        (303, "101=1234.5 102=Gold 104=no".into()),
        "not a field of a customer"
    );
    assert_eq!(
        mona.post("/actors/501", &[("version", "2"), ("field-102", "Bronze")])
            .status,
        422
    );
}

#[test]
fn a5_the_fields_of_a_role_take_that_roles_edit_and_are_read_only_without() {
    let app = start();
    bonus(&app);
    app.db
        .run("INSERT INTO actor_values VALUES (505, 101, '7'), (505, 102, 'Silver'), (505, 103, '2020-02-03')");
    let mona = mona(&app, &["actor.customer.edit", "actor.customer.archive"]);
    let page = mona.get("/actors/505");
    assert!(
        page.has("[name=field-101]")
            && !page.has("[name=field-103]")
            && !page.has("[name=field-104]")
            && !page.has("[name=name]")
    );
    assert!(page.says("03-02-2020") && page.says("You need Employee - Edit in Skagen."));
    assert_eq!(page.form(FORM).fill("field-101", "8").submit().status, 303);
    assert_eq!(stored(&app, 505), "101=8 102=Silver 103=2020-02-03");
    let before = app.db.fingerprint(TRACES);
    for (field, value) in [
        ("field-103", "2021-01-01"),
        ("field-104", "yes"),
        ("name", "Dina Forged"),
        ("enabled", "0"),
        ("phone", "12345678"),
    ] {
        let page = mona.post("/actors/505", &[("version", "2"), (field, value)]);
        assert_eq!(page.status, 403, "{field}");
    }
    app.db.assert_same(&before);
}

#[test]
fn a_role_that_is_just_given_asks_for_its_required_fields() {
    let app = start();
    bonus(&app);
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get("/actors/504").form(FORM).tick_value("role", 1).submit();
    assert_eq!(
        (page.status, page.attrs("#mistakes a", "href")),
        (422, vec!["#field-102".to_owned()])
    );
    assert_eq!(page.form(FORM).choose("field-102", "Silver").submit().status, 303);
    assert_eq!(
        (roles(&app, 504), stored(&app, 504)),
        ("1 3".into(), "102=Silver".into())
    );
    admin.get("/actors/504").form(FORM).untick("role").submit();
    assert_eq!(
        (roles(&app, 504), stored(&app, 504)),
        ("3".into(), String::new()),
        "values go with their role"
    );
}

#[test]
fn p14_whoever_may_only_look_sees_everything_and_can_save_nothing() {
    let app = start();
    bonus(&app);
    app.db
        .allow(MANAGER_NORTH.id, &["navigation.access.actors.directory"], unit::TOP);
    let mona = app.log_in(MANAGER_NORTH);
    let page = mona.get("/actors/501");
    assert!(page.says("You can look, but not change anything here.") && page.says("aksel@kunde.example"));
    assert!(!page.has(".savebar") && !page.has("[name=name]"));
    assert_eq!(
        page.text("#archive-why"),
        "You need Customer - Achive / Unarchive in Aalborg."
    );
    let before = app.db.fingerprint(TRACES);
    assert_eq!(mona.post("/actors/501", &[("version", "1"), ("name", "x")]).status, 403);
    assert_eq!(mona.get("/actors/new?role=customer").status, 403);
    app.db.assert_same(&before);
}

#[test]
fn what_is_not_on_the_form_cannot_be_set() {
    let app = start();
    let admin = app.log_in(ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    for (field, value) in [
        ("user_id", "2"),
        ("cpr_hash", "0101901234"),
        ("archived_at", "now"),
        ("merged_into", "502"),
        ("id", "7"),
    ] {
        assert_eq!(
            admin.post("/actors/501", &[("version", "1"), (field, value)]).status,
            400,
            "{field}"
        );
    }
    app.db.assert_same(&before);
}

#[test]
fn an_actor_that_was_merged_away_leads_to_whoever_survived() {
    let app = start();
    app.db.run("DELETE FROM actor_listed WHERE actor_id = 505; UPDATE actors SET merged_into = 501, in_directory = false WHERE id = 505");
    let mona = keeper(&app);
    assert_eq!(mona.get("/actors/505").location(), "/actors/501");
    assert_eq!(mona.post("/actors/505", &[("version", "1")]).status, 409);
    assert!(!names(&app.log_in(ADMINISTRATOR).get("/actors?role=-")).contains(&"Dina Dam".to_owned()));
}

#[test]
fn what_is_known_of_every_actor_stays_when_the_last_role_is_taken_away() {
    let app = start();
    app.db.run("INSERT INTO actor_fields (id, key, label, kind, place) VALUES (32, 'crm', 'CRM id', 'text', 1); INSERT INTO actor_values VALUES (501, 32, 'X-7')");
    let form = app.log_in(ADMINISTRATOR).get("/actors/501").form(FORM).untick("role");
    assert_eq!((form.submit().status, roles(&app, 501)), (303, String::new()));
    assert_eq!(
        app.db.text("SELECT value FROM actor_values WHERE actor_id = 501"),
        "X-7"
    );
}
