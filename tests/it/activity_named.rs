//! What stands behind ids and code words of the log, and what of it its reader may not learn (SPEC N-20, L-4, P-12).
use crate::activity_log::with_right;
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, MANAGER_NORTH, unit};
use crate::support::client::Client;

/// An entry of Aalborg with these details.
fn entry(app: &TestApp, kind: &str, subject: &str, details: &str) {
    app.db.run(&format!(
        "INSERT INTO activity (type, subject_kind, subject_id, unit_id, request_id, details, user_id)
         VALUES ('{kind}', {subject}, {}, gen_random_uuid(), '{details}', 2);
         INSERT INTO activity_unsealed SELECT max(id) FROM activity",
        unit::AALBORG
    ));
}

/// What a reader reads of the entries of a kind: in the list, on the page of the newest, and in both exports.
fn read(reader: &Client, kind: &str) -> [String; 4] {
    let list = reader.get(&format!("/activity?kind={kind}"));
    let page = list.click("table.log tbody tr th a");
    let export = |format: &str| reader.get(&format!("/activity/export?kind={kind}{format}")).body;
    [
        list.text("table.log tbody"),
        page.text("main"),
        export(""),
        export("&format=jsonl"),
    ]
}

#[track_caller]
fn all_say(told: &[String], wanted: &[&str]) {
    for wanted in wanted {
        assert!(told.iter().all(|told| told.contains(wanted)), "{wanted}: {told:?}");
    }
}

#[track_caller]
fn none_says(told: &[String], unwanted: &str) {
    assert!(!told.iter().any(|told| told.contains(unwanted)), "{unwanted}: {told:?}");
}

#[test]
fn a_refusal_names_the_right_in_a_sentence_or_none_if_none_was_missing() {
    let app = TestApp::on(with_right());
    let admin = app.log_in(ADMINISTRATOR);
    let refused = |right: &str, reason: &str, path: &str| {
        let details = format!(r#"{{"right": "{right}", "reason": "{reason}", "path": "{path}"}}"#);
        entry(&app, "access.denied", "'user', 202", &details);
    };
    refused("CheckRights", "lacks", "/check-rights");
    refused("oneself", "oneself", "/users/delete");
    let told = |language: &str| {
        let list = admin.request("GET", "/activity?kind=access.denied");
        list.header("accept-language", language).send().text("table.log tbody")
    };
    let (english, danish) = (told("en"), told("da"));
    assert!(
        english.contains("The right “") && english.contains("Check rights of others” was missing at /check-rights.")
    );
    assert!(english.contains("Refused at /users/delete."), "{english}");
    assert!(
        danish.contains("Rettigheden »") && danish.contains("« manglede ved /check-rights."),
        "{danish}"
    );
    assert!(danish.contains("Afvist ved /users/delete."), "{danish}");
}

fn rename(admin: &Client, user: i64, name: &str) {
    let form = admin.get(&format!("/users/{user}")).form("form[data-guard]");
    assert_eq!(form.fill("display_name", name).submit().status, 303);
}

#[test]
fn p12_a_name_given_where_the_reader_does_not_see_is_not_told() {
    let app = TestApp::on(with_right());
    let admin = app.log_in(ADMINISTRATOR);
    rename(&admin, 202, "Carla North");
    rename(&admin, 202, "Carla Seen");
    let mona = app.log_in(MANAGER_NORTH);
    let told = read(&mona, "user.updated");
    assert!(told[0].contains("Carla North now Carla Seen"), "{}", told[0]);
    app.db
        .run(&format!("UPDATE users SET unit_id = {} WHERE id = 202", unit::ODENSE));
    rename(&admin, 202, "Carla Hidden");
    let told = read(&mona, "user.updated");
    all_say(&told, &["Carla Seen"]);
    none_says(&told, "Carla Hidden");
    let told = read(&admin, "user.updated");
    assert!(told[0].contains("Carla North now Carla Hidden"), "{}", told[0]);
}

#[test]
fn n20_people_actors_and_organisations_among_the_values_have_their_names_of_the_time() {
    let app = TestApp::on(with_right());
    app.db.run(
        "INSERT INTO organisations (id, name, name_key, sort_name, words) VALUES (7, 'Canteens', 'canteens', 'canteens', '{canteens}');
         INSERT INTO organisation_customers VALUES (7, 2);
         INSERT INTO actors (id, kind, name, sort_name, number, number_key, unit_id, created_by, updated_by)
            VALUES (501, 'person', 'Aksel Ahorn', 'aksel', 'K501', 'k501', 4, 1, 1)",
    );
    entry(&app, "user.on_behalf_changed", "'user', 202", r#"{"clerk_added": 205}"#);
    entry(
        &app,
        "session.clerk_chosen",
        "'user', 202",
        r#"{"clerk_id": {"old": null, "new": 205}}"#,
    );
    entry(
        &app,
        "actor.user_linked",
        "'actor', 501",
        r#"{"linked_user": {"old": 205, "new": null}}"#,
    );
    entry(&app, "actor.merged_away", "'actor', 501", r#"{"survivor": 501}"#);
    entry(
        &app,
        "user.security_roles_changed",
        "'user', 202",
        r#"{"organisation_id": {"old": null, "new": 7}}"#,
    );
    let admin = app.log_in(ADMINISTRATOR);
    rename(&admin, 205, "Lone Last");
    app.db.run("UPDATE users SET language = 'da' WHERE id = 2");
    for reader in [app.log_in(MANAGER_NORTH), admin] {
        for (kind, name) in [
            ("user.on_behalf_changed", "Lone Lund"),
            ("session.clerk_chosen", "Lone Lund"),
            ("actor.user_linked", "Lone Lund"),
            ("actor.merged_away", "Aksel Ahorn"),
            ("user.security_roles_changed", "Canteens"),
        ] {
            all_say(&read(&reader, kind)[..3], &[name]);
        }
    }
}

#[test]
fn p12_who_is_out_of_the_readers_sight_has_no_name_among_the_values() {
    let db = with_right();
    db.run(
        "INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, customer_number, pos, last)
            VALUES (20, 'customer', 1, 'top', 'OTHER', 'other', 'Other', 'other', '{other}', '2000', 8, 8);
         UPDATE org_units SET last = 8 WHERE id = 1;
         INSERT INTO organisations (id, name, name_key, sort_name, words) VALUES (7, 'Canteens', 'canteens', 'canteens', '{canteens}');
         INSERT INTO organisation_customers VALUES (7, 2), (7, 20);
         INSERT INTO actors (id, kind, name, sort_name, number, number_key, unit_id, created_by, updated_by)
            VALUES (502, 'person', 'Bente Birk', 'bente', 'K502', 'k502', 7, 1, 1)",
    );
    let app = TestApp::on(db);
    entry(
        &app,
        "user.on_behalf_changed",
        "'user', 202",
        r#"{"clerk_removed": 203}"#,
    );
    entry(&app, "actor.merged", "'user', 202", r#"{"other": 502}"#);
    entry(
        &app,
        "user.security_roles_changed",
        "'user', 202",
        r#"{"organisation_id": {"old": 7, "new": null}}"#,
    );
    let (mona, admin) = (app.log_in(MANAGER_NORTH), app.log_in(ADMINISTRATOR));
    for (kind, name, unseen) in [
        ("user.on_behalf_changed", "Sune", "a user who is not open to you"),
        ("actor.merged", "Bente", "an actor that is not open to you"),
        (
            "user.security_roles_changed",
            "Canteens",
            "an organisation that is not open to you",
        ),
    ] {
        let told = read(&mona, kind);
        none_says(&told, name);
        all_say(&told[..3], &[unseen]);
        all_say(&read(&admin, kind)[..3], &[name]);
    }
}

#[test]
fn l4_code_words_among_the_values_are_told_in_the_readers_language() {
    let app = TestApp::on(with_right());
    let subject = "'user', 202";
    let all = [
        (
            "user.security_roles_changed",
            r#"{"security_roles": {"old": "customer", "new": "customer, support_agent"}}"#,
        ),
        ("api_token.created", r#"{"scope": "write"}"#),
        ("user.updated", r#"{"language": {"old": "en", "new": "da"}}"#),
        ("org_unit.created", r#"{"kind": {"old": null, "new": "unit"}}"#),
        ("setup.module_switched", r#"{"module": "actors"}"#),
        ("file.imported", r#"{"file": "org_units"}"#),
    ];
    for (kind, details) in all {
        entry(&app, kind, subject, details);
    }
    let (mona, english) = (
        app.log_in(MANAGER_NORTH),
        [
            "Customer → Customer, Support Agent",
            "Read and write",
            "English → Dansk",
            "Unit",
            "Actors",
            "Organizational units",
        ],
    );
    let danish = [
        "Kunde → Kunde, Supportmedarbejder",
        "Læse og skrive",
        "English → Dansk",
        "Enhed",
        "Aktører",
        "Organisatoriske enheder",
    ];
    for (language, words) in [("en", english), ("da", danish)] {
        app.db
            .run(&format!("UPDATE users SET language = '{language}' WHERE id = 201"));
        for ((kind, _), words) in all.iter().zip(words) {
            let told = read(&mona, kind);
            let rows = mona
                .get(&format!("/activity?kind={kind}"))
                .texts("table.log td:nth-child(5)");
            assert!(rows.iter().any(|row| row.contains(words)), "{kind}: {rows:?}");
            assert!(told[2].contains(words), "{kind}: {}", told[2]);
        }
    }
}

#[test]
fn p12_names_and_counts_that_files_once_wrote_are_kept_from_whoever_does_not_see_everything() {
    let app = TestApp::on(with_right());
    entry(
        &app,
        "actor.updated",
        "'actor', 501",
        r#"{"unit": {"old": "Odense", "new": "Aalborg"}}"#,
    );
    entry(
        &app,
        "user.changed",
        "'user', 202",
        r#"{"on_behalf": {"old": "15", "new": "14"}}"#,
    );
    let (mona, admin) = (app.log_in(MANAGER_NORTH), app.log_in(ADMINISTRATOR));
    for (kind, told) in [("actor.updated", "Odense"), ("user.changed", "15")] {
        let list = mona.get(&format!("/activity?kind={kind}"));
        let page = list.click("table.log tbody tr th a");
        let said = [list.text("table.log td:nth-child(5)"), page.text("main table"), {
            mona.get(&format!("/activity/export?kind={kind}&format=jsonl")).body
        }];
        none_says(&said[..2], told);
        assert!(!said[2].contains(&format!("\"{told}\"")), "{}", said[2]);
        assert!(
            !mona
                .get(&format!("/activity/export?kind={kind}"))
                .body
                .contains("Odense")
        );
        all_say(&[read(&admin, kind)[0].clone(), read(&admin, kind)[3].clone()], &[told]);
    }
}
