//! Choosing the unit of an actor where there are many (SPEC A-2, L-3), also without scripts.
use super::*;
use crate::security::TRACES;
use crate::support::cast::ADMINISTRATOR;
use crate::users_units::STORES;

fn large() -> TestApp {
    let app = start();
    app.db.run(STORES);
    app
}

fn radio(id: i64) -> String {
    format!("<input type=\"radio\" name=\"unit\" value=\"{id}\">")
}

#[test]
fn l3_a_unit_among_many_is_found_without_scripts_and_nothing_typed_is_lost_or_saved() {
    let app = large();
    let admin = app.log_in(ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    let mut looking = vec![
        ("kind", "person"),
        ("name", "Kaj Krone"),
        ("number", ""),
        ("unit", "4"),
        ("roles", "1"),
        ("role", "1"),
        ("unit_find", "ørsted 499"),
        ("look", "unit"),
    ];
    let page = admin.post("/actors/new?role=customer", &looking);
    assert!(page.status == 200 && page.body.contains(&radio(2499)), "{}", page.body);
    assert_eq!(page.form(FORM).value("name"), "Kaj Krone");
    assert!(!page.has("[aria-invalid]"));
    looking.push(("version", "1"));
    let page = admin.post("/actors/501", &looking);
    assert!(page.status == 200 && page.body.contains(&radio(2499)), "{}", page.body);
    assert_eq!(page.form(FORM).value("name"), "Kaj Krone");
    app.db.assert_same(&before);
    let chosen = [
        ("kind", "person"),
        ("name", "Kaj Krone"),
        ("unit", "2499"),
        ("roles", "1"),
        ("role", "1"),
    ];
    assert_eq!(admin.post("/actors/new?role=customer", &chosen).status, 303);
    assert_eq!(
        app.db.number("SELECT unit_id FROM actors WHERE name = 'Kaj Krone'"),
        2499
    );
}

#[test]
fn p12_only_units_where_the_form_would_be_accepted_are_found_without_scripts() {
    let app = large();
    let mona = keeper(&app);
    let looking = |words: &'static str| {
        [
            ("version", "1"),
            ("name", "Aksel"),
            ("unit_find", words),
            ("look", "unit"),
        ]
    };
    let page = mona.post("/actors/501", &looking("orsted 499"));
    assert!(page.status == 200 && page.body.contains(&radio(2499)), "{}", page.body);
    let page = mona.post("/actors/501", &looking("odense"));
    assert!(
        !page.body.contains("Odense") && page.body.contains("No match."),
        "{}",
        page.body
    );
    assert_eq!(mona.post("/actors/502", &looking("odense")).status, 404);
    let small = start();
    let page = small.log_in(ADMINISTRATOR).get("/actors/501");
    assert!(
        !page.body.contains("unit_find"),
        "a small tree stands in the page whole"
    );
}

#[test]
fn u8_of_a_new_actor_without_a_unit_the_fields_of_its_role_are_checked_too() {
    let app = start();
    app.db.run("INSERT INTO actor_fields (id, role_id, label, kind, place, required) VALUES (31, 1, 'Discount', 'number', 1, true)");
    let mona = keeper(&app);
    let before = app.db.fingerprint(&[]);
    let fields = [
        ("kind", "person"),
        ("name", ""),
        ("unit", ""),
        ("roles", "1"),
        ("role", "1"),
        ("field-31", "much"),
    ];
    let page = mona.post("/actors/new?role=customer", &fields);
    assert_eq!(page.status, 422);
    assert_eq!(page.attrs("#mistakes a", "href"), ["#name", "#unit", "#field-31"]);
    assert_eq!(page.form(FORM).value("field-31"), "much");
    app.db.assert_same(&before);
}
