//! What stands in the fields of a role is found in the list that shows it, and nowhere else (SPEC L-1 "any field").
use super::*;
use crate::jobs::soon;
use crate::support::cast::ADMINISTRATOR;

const FIELDS: &str = "INSERT INTO actor_fields (id, role_id, key, label, kind, choices, place) VALUES
        (101, 1, NULL, 'Agreement', 'text', '{}', 1), (102, 1, NULL, 'Credit limit', 'number', '{}', 2),
        (103, 1, NULL, 'Level', 'choice', '{Gold,Silver}', 3), (104, 1, NULL, 'Since', 'date', '{}', 4),
        (105, 1, NULL, 'Newsletter', 'yes_no', '{}', 5), (106, 3, NULL, 'Locker', 'text', '{}', 1),
        (107, NULL, 'crm', 'CRM', 'text', '{}', 1), (108, 1, 'club', 'Club', 'text', '{}', 2)";

/// The program with all actors and these fields.
fn with_fields() -> TestApp {
    let app = start();
    app.db.run(FIELDS);
    app
}

fn listed(client: &Client, role: &str, words: &str) -> Vec<String> {
    names(&client.get(&format!("/actors?role={role}&q={words}")))
}

fn save(client: &Client, actor: i64, fields: &[(&str, &str)]) {
    let form = client.get(&format!("/actors/{actor}")).form(FORM);
    let filled = fields.iter().fold(form, |form, (field, value)| match *field {
        "field-103" | "field-105" => form.choose(field, value),
        _ => form.fill(field, value),
    });
    let saved = filled.submit();
    assert_eq!(saved.status, 303, "{}", saved.text("main"));
}

const EVERYTHING: [(&str, &str); 6] = [
    ("field-101", "Ramme Vest"),
    ("field-102", "12,500"),
    ("field-103", "Gold"),
    ("field-104", "2019-11-24"),
    ("field-105", "yes"),
    ("field-108", "Havblik"),
];

#[test]
fn l1_a_value_of_every_kind_is_found_among_the_other_words_by_phrase_and_by_the_label() {
    let app = with_fields();
    let admin = app.log_in(ADMINISTRATOR);
    save(&admin, 501, &EVERYTHING);
    for words in [
        "ramme",
        "ram+aks",
        "vest+98123456",
        "12500",
        "12,500",
        "12.500",
        "gold",
        "24-11-2019",
        "2019",
        "havblik",
        "%22ramme+vest%22",
        "agreement:vest",
        "credit-limit:12500",
        "Level:gold",
    ] {
        assert_eq!(listed(&admin, "customer", words), ["Aksel Ahorn"], "{words}");
    }
    for words in [
        "amme",
        "yes",
        "newsletter:yes",
        "level:vest",
        "name:gold",
        "%22vest+ramme%22",
        "gold+bente",
    ] {
        assert_eq!(listed(&admin, "customer", words), [""; 0], "{words}");
    }
    assert_eq!(listed(&admin, "customer", "-gold"), ["Bente Birk", "Dina Dam"]);
    let file = admin.get("/actors/export?role=customer&q=agreement:ramme").body;
    assert!(file.contains("Aksel") && !file.contains("Bente"), "{file}");
}

#[test]
fn l1_what_is_changed_or_goes_with_its_role_is_found_no_more() {
    let app = with_fields();
    let admin = app.log_in(ADMINISTRATOR);
    save(&admin, 505, &[("field-101", "Ramme Vest"), ("field-106", "Skab 12")]);
    assert_eq!(listed(&admin, "customer", "ramme"), ["Dina Dam"]);
    assert_eq!(listed(&admin, "employee", "skab"), ["Dina Dam"]);
    save(&admin, 505, &[("field-101", "Aftale Nord")]);
    assert_eq!(listed(&admin, "customer", "ramme"), [""; 0]);
    assert_eq!(listed(&admin, "customer", "nord"), ["Dina Dam"]);
    save(&admin, 505, &[("field-101", "")]);
    assert_eq!(listed(&admin, "customer", "nord"), [""; 0]);
    // A word that is also in a name stays.
    save(&admin, 505, &[("field-101", "Dina")]);
    save(&admin, 505, &[("field-101", "")]);
    assert_eq!(listed(&admin, "customer", "dina"), ["Dina Dam"]);
}

#[test]
fn l1_a_new_actor_is_found_at_once_by_what_was_typed_into_its_fields() {
    let app = with_fields();
    let admin = app.log_in(ADMINISTRATOR);
    let form = admin.get("/actors/new?role=customer").form(FORM);
    let made = form.fill("name", "Gerda Gran").fill("field-101", "Ramme Vest").submit();
    assert_eq!(made.status, 303, "{}", made.text("main"));
    assert_eq!(listed(&admin, "customer", "ramme"), ["Gerda Gran"]);
}

/// Dina with values that only some lists show.
fn with_dina(admin: &Client) {
    let values = [
        ("field-101", "Ramme Vest"),
        ("field-106", "Skab 12"),
        ("field-107", "X7"),
    ];
    save(admin, 505, &values);
}

/// What one list shows is no way to find somebody where it is not shown.
#[test]
fn l1_no_other_list_finds_by_a_field() {
    let app = with_fields();
    let admin = app.log_in(ADMINISTRATOR);
    with_dina(&admin);
    assert_eq!(listed(&admin, "employee", "ramme"), [""; 0]);
    assert_eq!(listed(&admin, "customer", "skab"), [""; 0]);
    for role in ["customer", "employee"] {
        let found = listed(&admin, role, "x7");
        assert_eq!(found, ["Dina Dam"], "a record of every actor is in every list");
    }
    save(&admin, 506, &[("field-107", "X8")]);
    assert_eq!(listed(&admin, "-", "x8"), ["Erik Ek"]);
    for words in ["x8", "erik"] {
        let page = admin.get(&format!("/actors/merge/found?id=501&other_find={words}"));
        assert_eq!(page.count("#other-found .cut") > 0, words == "erik", "{words}");
    }
}

#[test]
fn l1_no_other_search_finds_by_a_field() {
    let app = with_fields();
    let admin = app.log_in(ADMINISTRATOR);
    with_dina(&admin);
    let form = admin.get("/setup/actors/groups/new").form(FORM);
    let made = form.fill("name", "Club").submit();
    let group = made.location();
    for (words, found) in [
        ("dina", true),
        ("ramme", false),
        ("skab", false),
        ("x7", false),
        ("dina+ramme", false),
    ] {
        let others = admin.get(&format!("/actors/merge/found?id=501&other_find={words}"));
        let members = admin.get(&format!("{group}?actor_find={words}"));
        let log = admin.get(&format!("/activity?subject={words}"));
        let counts = [
            others.count("#other-found .cut"),
            members.count("#actor-found .cut"),
            log.count("tbody tr"),
        ];
        assert_eq!(counts.map(|count| count > 0), [found; 3], "{words}");
    }
}

#[test]
fn l1_values_of_before_get_their_words_from_a_job_and_those_of_a_removed_field_lose_them() {
    let app = with_fields();
    let admin = app.log_in(ADMINISTRATOR);
    // As the version before this one left them.
    app.db.run(
        "INSERT INTO actor_values VALUES (501, 101, 'Ramme Vest'), (505, 108, 'Havblik'), (505, 106, 'Skab');
         UPDATE actor_fields SET words_after = 0",
    );
    soon("made findable", || {
        listed(&admin, "customer", "ramme") == ["Aksel Ahorn"]
    });
    soon("all of them", || {
        app.db
            .number("SELECT count(*) FROM actor_fields WHERE words_after IS NOT NULL")
            == 0
    });
    assert_eq!(listed(&admin, "employee", "skab"), ["Dina Dam"]);
    assert_eq!(listed(&admin, "employee", "havblik"), [""; 0]);
    // A record of one role becomes one of every actor: it is shown in every list then.
    let form = admin.get("/setup/actors/metadata/108").form(FORM);
    assert_eq!(form.choose("role", "").submit().status, 303);
    soon("found among employees", || {
        listed(&admin, "employee", "havblik") == ["Dina Dam"]
    });
    let gone = admin
        .get("/setup/actors/fields/101/remove")
        .form("#dialog form")
        .submit();
    assert_eq!(gone.status, 303);
    soon("found no more", || listed(&admin, "customer", "ramme").is_empty());
    soon("gone", || {
        app.db.number("SELECT count(*) FROM actor_fields WHERE id = 101") == 0
    });
    assert_eq!(
        app.db.number("SELECT count(*) FROM actor_values WHERE field_id = 101"),
        0
    );
    assert_eq!(listed(&admin, "customer", "aksel"), ["Aksel Ahorn"]);
}
