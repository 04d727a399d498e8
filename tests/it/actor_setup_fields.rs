//! The fields of a role: add, change, order, remove (SPEC A-6).
use crate::actor_setup_roles::{FORM, LIST, actor, details, setter};
use crate::jobs::soon;
use crate::security::TRACES;
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, cast, unit};

const FIELDS: &str = "/setup/actors/roles/1/fields";

fn add(client: &Client, label: &str, kind: &str, choices: &str) -> Page {
    let form = client.get(&format!("{FIELDS}/new")).form(FORM).fill("label", label);
    form.choose("kind", kind).fill("choices", choices).submit()
}

fn labels(page: &Page) -> Vec<String> {
    page.texts("#fields tbody th a")
}

fn id(app: &TestApp, label: &str) -> i64 {
    app.db
        .number(&format!("SELECT id FROM actor_fields WHERE label = '{label}'"))
}

/// A value of an actor, made behind the program's back.
fn value(app: &TestApp, actor: i64, field: i64, value: &str) {
    app.db.run(&format!(
        "INSERT INTO actor_values VALUES ({actor}, {field}, '{value}')"
    ));
}

#[test]
fn a6_fields_of_every_type_are_added_and_moved_by_plain_buttons() {
    let app = TestApp::start();
    let client = setter(&app);
    for (label, kind, choices) in [
        ("Size", "choice", "Small\nLarge"),
        ("Born", "date", ""),
        ("Vat", "yes_no", ""),
    ] {
        let page = add(&client, label, kind, choices);
        assert_eq!(page.location(), FIELDS, "{}", page.text("main"));
    }
    assert_eq!(labels(&client.get(FIELDS)), ["Size", "Born", "Vat"]);
    let page = client.get(FIELDS);
    assert!(page.text(".tip").contains("It stands first already."));
    let page = page
        .form("main form")
        .press_sending("up", &id(&app, "Vat").to_string())
        .follow();
    assert_eq!(labels(&page), ["Size", "Vat", "Born"]);
    assert!(page.says("Vat stands at place 2 now."), "{}", page.text("#toasts"));
    let moved = details(&app, "actor_setup.fields_arranged");
    assert_eq!(
        (&moved["fields"]["old"], &moved["fields"]["new"]),
        (&"Size; Born; Vat".into(), &"Size; Vat; Born".into())
    );
    let made = details(&app, "actor_setup.field_created");
    assert_eq!(
        (&made["role"], &made["field"], &made["kind"]),
        (&"Customer".into(), &"Vat".into(), &"yes_no".into())
    );
}

#[test]
fn a6_an_order_that_has_changed_meanwhile_is_shown_and_not_overwritten() {
    let app = TestApp::start();
    let client = setter(&app);
    for label in ["A", "B", "C"] {
        add(&client, label, "text", "");
    }
    let stale = client.get(FIELDS).form("main form");
    client
        .get(FIELDS)
        .form("main form")
        .press_sending("up", &id(&app, "C").to_string());
    let page = stale.press_sending("down", &id(&app, "A").to_string());
    assert_eq!(
        (page.status, labels(&page)),
        (409, vec!["A".to_owned(), "C".into(), "B".into()])
    );
    assert_eq!(client.post(FIELDS, &[("order", ""), ("up", "1")]).status, 409);
    let order = app
        .db
        .text("SELECT string_agg(id::text, ',' ORDER BY place) FROM actor_fields");
    assert_eq!(client.post(FIELDS, &[("order", &order), ("up", "1")]).status, 400);
}

#[test]
fn a6_what_is_wrong_with_a_field_is_told_at_it() {
    let app = TestApp::start();
    let client = setter(&app);
    assert_eq!(add(&client, "Size", "choice", "Small").status, 303);
    let before = app.db.fingerprint(TRACES);
    let wrong = |label: &str, kind: &str, choices: &str, says: &str| {
        let page = add(&client, label, kind, choices);
        assert!(
            page.status == 422 && page.text(".err").contains(says),
            "{says}: {}",
            page.text("main")
        );
    };
    wrong("", "text", "", "This is required.");
    wrong("SIZE", "text", "", "Another field here has this name.");
    wrong("Colour", "choice", " \n", "at least one choice");
    wrong("Colour", "choice", "Red\nred", "twice");
    wrong(&"x".repeat(101), "text", "", "100");
    assert_eq!(
        client
            .post(&format!("{FIELDS}/new"), &[("label", "X"), ("kind", "image")])
            .status,
        400
    );
    assert_eq!(
        client
            .post(
                &format!("{FIELDS}/new"),
                &[("label", "X"), ("kind", "text"), ("key", "k")]
            )
            .status,
        400
    );
    assert_eq!(client.get("/setup/actors/roles/999/fields").status, 404);
    app.db.assert_same(&before);
}

#[test]
fn a6_a_type_stays_once_actors_have_values_and_other_words_of_the_field_may_change() {
    let app = TestApp::start();
    let client = setter(&app);
    add(&client, "Size", "choice", "Small\nLarge");
    let path = format!("/setup/actors/fields/{}", id(&app, "Size"));
    assert!(client.get(&path).form(FORM).names().contains("kind"));
    actor(&app, 500, "Somebody", unit::AALBORG, &[1]);
    let stale = client.get(&path).form(FORM);
    value(&app, 500, id(&app, "Size"), "Small");
    let page = stale.choose("kind", "text").submit();
    assert!(page.status == 422 && page.says("so it stays"), "{}", page.text("main"));
    let form = client
        .get(&path)
        .form(FORM)
        .fill("choices", "Large\nHuge")
        .fill("label", "Shoe size");
    assert_eq!(form.tick("required").submit().status, 303);
    assert_eq!(
        app.db.text("SELECT value FROM actor_values"),
        "Small",
        "who has it keeps it"
    );
    let changed = details(&app, "actor_setup.field_changed");
    assert_eq!(
        (&changed["label"]["old"], &changed["choices"]["new"]),
        (&"Size".into(), &"Large; Huge".into())
    );
}

#[test]
fn a6_of_two_who_change_a_field_the_second_sees_both() {
    let app = TestApp::start();
    let client = setter(&app);
    add(&client, "Size", "text", "");
    let form = client
        .get(&format!("/setup/actors/fields/{}", id(&app, "Size")))
        .form(FORM);
    assert_eq!(form.clone().fill("label", "Length").submit().status, 303);
    let page = form.fill("label", "Width").submit();
    assert_eq!((page.status, page.attr("#label", "value")), (409, "Width".into()));
    assert!(page.text(".versions").contains("Length"));
    assert_eq!(page.form(FORM).submit().status, 303);
    assert_eq!(app.db.text("SELECT label FROM actor_fields"), "Width");
}

#[test]
fn a6_a_field_goes_with_its_values_after_saying_how_many() {
    let app = TestApp::start();
    let client = setter(&app);
    add(&client, "Size", "text", "");
    let field = id(&app, "Size");
    for (actor_id, name) in [(500, "One"), (501, "Two")] {
        actor(&app, actor_id, name, unit::AALBORG, &[1]);
        value(&app, actor_id, field, "38");
    }
    let page = client.get(FIELDS).click(&format!("#remove-{field}"));
    assert!(page.says("The values of 2 actors go with it."), "{}", page.text("main"));
    assert_eq!(page.form("#dialog form").submit().location(), FIELDS);
    soon("its values are gone", || {
        app.db.number("SELECT count(*) FROM actor_values") == 0
    });
    assert_eq!(
        (
            labels(&client.get(FIELDS)),
            client.get(&format!("/setup/actors/fields/{field}")).status
        ),
        (vec![], 404)
    );
    assert_eq!(details(&app, "actor_setup.field_removed")["values"], 2);
}

/// More values than the job deletes at once.
#[test]
fn a6_a_field_that_many_have_filled_in_is_out_of_sight_at_once_and_cleared_by_a_job() {
    let app = TestApp::start();
    let client = setter(&app);
    add(&client, "Size", "text", "");
    let field = id(&app, "Size");
    app.db.run(&format!(
        "INSERT INTO actors (id, kind, name, sort_name, number, number_key, unit_id) SELECT n, 'person', 'A', 'a', n, n, 4 FROM generate_series(5000, 8000) n;
         INSERT INTO actor_values SELECT id, {field}, '1' FROM actors"
    ));
    let page = client.get(&format!("/setup/actors/fields/{field}/remove"));
    assert!(page.says("3,001 actors"), "{}", page.text("main"));
    assert_eq!(page.form("#dialog form").submit().status, 303);
    assert_eq!(labels(&client.get(FIELDS)), Vec::<String>::new());
    assert_eq!(add(&client, "Size", "number", "").status, 303);
    for _ in 0..150 {
        if app.db.number("SELECT count(*) FROM actor_values") == 0 {
            assert_eq!(app.db.number("SELECT count(*) FROM actor_fields"), 1);
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("the job has not cleared up");
}

#[test]
fn p26_without_the_right_fields_are_read_and_nothing_is_changed() {
    let app = TestApp::start();
    let client = setter(&app);
    add(&client, "Size", "text", "");
    let field = id(&app, "Size");
    let carl = app.log_in(cast::CASHIER_NORTH);
    assert_eq!(carl.get(&format!("/setup/actors/fields/{field}")).status, 403);
    app.db.give(
        cast::CASHIER_NORTH.id,
        "navigation.access.actors.setup",
        unit::TOP,
        true,
    );
    let page = carl.get(FIELDS);
    assert!(page.status == 200 && !page.has(&format!("#down-{field}")) && page.has(&format!("#remove-{field}-why")));
    assert!(
        !carl
            .get(&format!("/setup/actors/fields/{field}"))
            .has("main form button")
    );
    let before = app.db.fingerprint(TRACES);
    for path in ["", "/new"] {
        let fields = [("order", "1"), ("up", "1"), ("label", "X"), ("kind", "text")];
        let fields = if path.is_empty() { &fields[..2] } else { &fields[2..] };
        assert_eq!(carl.post(&format!("{FIELDS}{path}"), fields).status, 403, "{path}");
    }
    assert_eq!(
        carl.post(&format!("/setup/actors/fields/{field}"), &[("label", "X")])
            .status,
        403
    );
    assert_eq!(
        carl.post(&format!("/setup/actors/fields/{field}/remove"), &[]).status,
        403
    );
    app.db.assert_same(&before);
    assert_eq!(carl.get(&format!("{LIST}/1/fields/new")).status, 403);
}
