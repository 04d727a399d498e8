//! Actors → Attachment types, Metadata records, Actors setup (SPEC A-6, P-12, P-14).
use crate::actor_setup_roles::{FORM, actor, details, setter};
use crate::security::TRACES;
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, cast, unit};
use keyholder::access::snapshots::Snapshots;
use keyholder::access::{Access, ask_for};
use keyholder::actor_setup::division;
use keyholder::db::{End, run_command};

const TYPES: &str = "/setup/actors/attachment-types";
const METADATA: &str = "/setup/actors/metadata";
const SETUP: &str = "/setup/actors";

fn make_type(client: &Client, name: &str, display_name: &str) -> Page {
    let form = client.get(&format!("{TYPES}/new")).form(FORM);
    form.fill("name", name).fill("display_name", display_name).submit()
}

fn make_record(client: &Client, key: &str, label: &str, role: &str) -> Page {
    let form = client.get(&format!("{METADATA}/new")).form(FORM).fill("key", key);
    form.fill("label", label).choose("role", role).submit()
}

fn id(app: &TestApp, table: &str) -> i64 {
    app.db.number(&format!("SELECT max(id) FROM {table}"))
}

#[test]
fn a6_attachment_types_are_made_renamed_and_deleted() {
    let app = TestApp::start();
    let client = setter(&app);
    assert!(client.get(TYPES).says("There are no attachment types yet."));
    assert_eq!(make_type(&client, "Contract", "Kontrakt").location(), TYPES);
    let path = format!("{TYPES}/{}", id(&app, "attachment_types"));
    let form = client.get(&path).form(FORM);
    assert_eq!(form.clone().forge("name", "Other").submit().status, 400);
    assert_eq!(form.clone().fill("display_name", "Aftale").submit().status, 303);
    let page = form.fill("display_name", "Papir").submit();
    assert!(
        page.status == 409 && page.text(".versions").contains("Aftale"),
        "{}",
        page.text("main")
    );
    assert_eq!(
        details(&app, "actor_setup.attachment_type_changed")["display_name"]["new"],
        "Aftale"
    );
    let gone = client.get(&format!("{path}/delete")).form("#dialog form").submit();
    assert_eq!((gone.location(), client.get(&path).status), (TYPES, 404));
}

#[test]
fn a6_a_system_name_has_no_spaces_or_special_letters_and_is_one_of_a_kind() {
    let app = TestApp::start();
    let client = setter(&app);
    make_type(&client, "Contract", "Kontrakt");
    let before = app.db.fingerprint(TRACES);
    for (name, display_name, says) in [
        ("My contract", "Other", "no spaces, no special letters"),
        ("kørekort", "Other", "no spaces, no special letters"),
        ("CONTRACT", "Other", "has this system name"),
        ("Other", "KONTRAKT", "has this name"),
        ("", "Other", "This is required."),
        ("Other", " ", "This is required."),
    ] {
        let page = make_type(&client, name, display_name);
        assert!(
            page.status == 422 && page.text(".err").contains(says),
            "{says}: {}",
            page.text("main")
        );
    }
    app.db.assert_same(&before);
}

/// Whatever refers to a type keeps it: attachments of notes.
#[test]
fn a6_a_type_in_use_is_not_deleted_and_says_so() {
    let app = TestApp::start();
    let client = setter(&app);
    make_type(&client, "Contract", "Kontrakt");
    let kind = id(&app, "attachment_types");
    app.db.run(&format!(
        "CREATE TABLE uses (type_id bigint REFERENCES attachment_types); INSERT INTO uses VALUES ({kind})"
    ));
    let page = client
        .get(&format!("{TYPES}/{kind}/delete"))
        .form("#dialog form")
        .submit();
    assert!(
        page.status == 422 && page.says("Attachments have this type"),
        "{}",
        page.text("main")
    );
    assert_eq!(client.get(&format!("{TYPES}/{kind}")).status, 200);
}

#[test]
fn a6_metadata_records_apply_to_a_role_or_to_every_actor() {
    let app = TestApp::start();
    let client = setter(&app);
    assert_eq!(
        make_record(&client, "loyalty.level", "Loyalty", "1").location(),
        METADATA
    );
    assert_eq!(make_record(&client, "Remark2", "Second remark", "").status, 303);
    let page = client.get(METADATA);
    assert_eq!(page.texts("tbody td:nth-child(4)"), ["Customer", "Every actor"]);
    assert!(
        client
            .get("/setup/actors/roles/1/fields")
            .says("This role has no fields yet.")
    );
    let made = details(&app, "actor_setup.metadata_created");
    assert_eq!(
        (&made["key"], &made["field"]),
        (&"Remark2".into(), &"Second remark".into())
    );
    let record = app.db.number("SELECT id FROM actor_fields WHERE key = 'loyalty.level'");
    assert_eq!(
        client.get(&format!("/setup/actors/fields/{record}")).status,
        404,
        "a record has a screen of its own"
    );
    let form = client.get(&format!("{METADATA}/{record}")).form(FORM);
    assert_eq!(form.clone().forge("key", "other").submit().status, 400);
    assert_eq!(
        form.choose("role", "")
            .choose("kind", "date")
            .tick("required")
            .submit()
            .location(),
        METADATA
    );
    assert_eq!(details(&app, "actor_setup.metadata_changed")["role"]["old"], "Customer");
    let gone = client
        .get(&format!("/setup/actors/fields/{record}/remove"))
        .form("#dialog form")
        .submit();
    assert_eq!((gone.location(), client.get(METADATA).count("tbody tr")), (METADATA, 1));
    assert_eq!(
        make_record(&client, "loyalty.level", "Loyalty", "1").status,
        303,
        "its key is free again"
    );
}

#[test]
fn a6_what_is_wrong_with_a_record_is_told_at_it() {
    let app = TestApp::start();
    let client = setter(&app);
    make_record(&client, "Vat", "Vat code", "2");
    let record = id(&app, "actor_fields");
    let before = app.db.fingerprint(TRACES);
    for (key, label, says) in [
        ("Vat", "Other", "has this key"),
        ("1st", "Other", "Begin with a letter"),
        ("", "Other", "This is required."),
        ("Other", "VAT CODE", "has this name"),
    ] {
        let page = make_record(&client, key, label, "1");
        assert!(
            page.status == 422 && page.text(".err").contains(says),
            "{says}: {}",
            page.text("main")
        );
    }
    assert_eq!(
        client
            .post(
                &format!("{METADATA}/new"),
                &[("key", "A"), ("label", "A"), ("kind", "text"), ("role", "99")]
            )
            .status,
        400
    );
    app.db.assert_same(&before);
    actor(&app, 500, "Somebody", unit::AALBORG, &[2]);
    app.db
        .run(&format!("INSERT INTO actor_values VALUES (500, {record}, '7')"));
    let form = client.get(&format!("{METADATA}/{record}")).form(FORM);
    let page = form.clone().choose("role", "1").submit();
    assert!(
        page.status == 422 && page.says("only be widened"),
        "{}",
        page.text("main")
    );
    assert_eq!(form.choose("role", "").submit().status, 303);
}

/// What somebody who is logged in may do as of now.
fn access(app: &TestApp, user: i64) -> Access {
    let session = app
        .db
        .number(&format!("SELECT max(id) FROM sessions WHERE user_id = {user}"));
    let snapshot = Snapshots::new().at_least(&mut app.db.owner(), 0).unwrap();
    let asked = run_command(app.db.owner(), |tx| ask_for(tx, session).map(End::Rollback)).unwrap();
    Access::new(asked.viewer, snapshot, asked.now)
}

#[test]
fn a6_a_level_of_division_lets_the_units_below_one_unit_share_their_actors() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    app.log_in(cast::CASHIER_NORTH);
    let carl = || access(&app, cast::CASHIER_NORTH.id);
    let seen = |access: &Access| {
        let all = [unit::CHAIN, unit::NORTH, unit::AALBORG, unit::SKAGEN, unit::ODENSE];
        all.map(|unit| division::sees(access, unit))
    };
    assert_eq!(seen(&carl()), [false, false, true, false, false]);
    let page = admin.get(SETUP);
    assert!(page.says("Level 2, such as North, South") && page.has("nav a[href='/setup/actors'][aria-current]"));
    assert_eq!(page.form(FORM).choose("division", "2").submit().location(), SETUP);
    assert_eq!(seen(&carl()), [false, true, true, true, false]);
    assert!(!carl().sees(unit::SKAGEN), "only actors are shared");
    assert_eq!(admin.get(SETUP).form(FORM).choose("division", "1").submit().status, 303);
    assert_eq!(seen(&carl()), [true, true, true, true, true]);
    assert_eq!(details(&app, "actor_setup.changed")["division"]["old"], 2);
    assert_eq!(admin.get(SETUP).form(FORM).choose("division", "").submit().status, 303);
    assert_eq!(seen(&carl()), [false, false, true, false, false]);
}

/// Seeing is shared, nothing else: the rights stay those of the actor's own unit.
#[test]
fn a6_lists_and_pages_of_actors_follow_the_division_and_name_no_unit_outside_access() {
    let app = TestApp::start();
    let (admin, carl) = (app.log_in(cast::ADMINISTRATOR), app.log_in(cast::CASHIER_NORTH));
    for key in ["navigation.access.actors.directory", "actor.customer.edit"] {
        let unit = if key.starts_with("actor") {
            unit::AALBORG
        } else {
            unit::TOP
        };
        app.db.give(cast::CASHIER_NORTH.id, key, unit, true);
    }
    actor(&app, 500, "Bodil Bager", unit::SKAGEN, &[1]);
    actor(&app, 501, "Bodil Skipper", unit::ODENSE, &[1]);
    let list = || carl.get("/actors?role=customer");
    assert!(!list().says("Bodil Bager"));
    assert_eq!(carl.get("/actors/500").status, 404);
    assert_eq!(admin.get(SETUP).form(FORM).choose("division", "2").submit().status, 303);
    assert!(
        list().says("Bodil Bager") && !list().says("Bodil Skipper"),
        "{}",
        list().text("main")
    );
    let page = carl.get("/actors/500");
    assert_eq!((page.status, carl.get("/actors/501").status), (200, 404));
    assert!(!list().says("Skagen") && !page.says("Skagen"), "{}", page.text("main"));
    let before = app.db.fingerprint(TRACES);
    let archive = carl.post("/actors/archive?id=500", &[]);
    assert!(matches!(archive.status, 403 | 422 | 400), "{}", archive.status);
    app.db.assert_same(&before);
}

/// What everybody sees of actors grows with it.
#[test]
fn p12_the_division_is_widened_by_administrators_only() {
    let app = TestApp::start();
    app.db.run("UPDATE actor_settings SET division = 2");
    let mona = setter(&app);
    let page = mona.get(SETUP);
    assert!(page.text("#narrower").contains("Only administrators may do this."));
    let before = app.db.fingerprint(TRACES);
    let version = page.form(FORM).value("version");
    let refused = mona.post(SETUP, &[("version", &version), ("division", "1")]);
    assert_eq!(refused.status, 403);
    app.db.assert_same(&before);
    assert_eq!(page.form(FORM).choose("division", "").submit().status, 303);
    let refused = mona.post(SETUP, &[("version", "2"), ("division", "3")]);
    assert_eq!(refused.status, 403);
    let set = "SELECT count(*) FROM actor_settings WHERE division IS NULL";
    assert_eq!(app.db.number(set), 1);
    assert!(!app.log_in(cast::ADMINISTRATOR).get(SETUP).has("#narrower"));
}

#[test]
fn a6_of_two_who_set_the_division_the_second_is_told_and_unknown_levels_are_none() {
    let app = TestApp::start();
    let client = app.log_in(cast::ADMINISTRATOR);
    let form = client.get(SETUP).form(FORM);
    assert_eq!(form.clone().choose("division", "1").submit().status, 303);
    assert_eq!(form.choose("division", "2").submit().status, 409);
    for level in ["0", "9", "x", "-1"] {
        assert_eq!(
            client.post(SETUP, &[("version", "2"), ("division", level)]).status,
            400,
            "{level}"
        );
    }
    assert_eq!(app.db.number("SELECT division FROM actor_settings"), 1);
}

#[test]
fn p14_each_screen_opens_by_its_own_menu_right_and_writes_by_actor_setup_alone() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    for (key, path) in [("attachmenttypes", TYPES), ("metadata", METADATA), ("setup", SETUP)] {
        assert_eq!(carl.get(path).status, 403, "{path}");
        app.db.give(
            cast::CASHIER_NORTH.id,
            &format!("navigation.access.actors.{key}"),
            unit::TOP,
            true,
        );
        let page = carl.get(path);
        assert!(
            page.status == 200 && page.has(&format!("nav a[href='{path}'][aria-current]")),
            "{path}"
        );
        assert!(!page.has("main form[method=post] button.btn-primary"), "{path}");
    }
    let before = app.db.fingerprint(TRACES);
    let tried: [(&str, &[(&str, &str)]); 3] = [
        (SETUP, &[("version", "1"), ("division", "1")]),
        (
            "/setup/actors/metadata/new",
            &[("key", "A"), ("label", "A"), ("kind", "text")],
        ),
        (
            "/setup/actors/attachment-types/new",
            &[("name", "A"), ("display_name", "A")],
        ),
    ];
    for (path, fields) in tried {
        let page = carl.post(path, fields);
        assert!(
            page.status == 403 && page.says("Actor setup"),
            "{path}: {}",
            page.text("main")
        );
    }
    app.db.assert_same(&before);
}

#[test]
fn l4_these_pages_are_complete_in_both_languages() {
    let app = TestApp::start();
    let client = setter(&app);
    make_type(&client, "Contract", "Kontrakt");
    make_record(&client, "Vat", "Vat code", "2");
    let (kind, record) = (id(&app, "attachment_types"), id(&app, "actor_fields"));
    for language in ["en", "da"] {
        app.db
            .run(&format!("UPDATE users SET language = '{language}' WHERE id = 201"));
        for path in [
            SETUP.to_owned(),
            TYPES.to_owned(),
            format!("{TYPES}/new"),
            format!("{TYPES}/{kind}"),
            format!("{TYPES}/{kind}/delete"),
            METADATA.to_owned(),
            format!("{METADATA}/new"),
            format!("{METADATA}/{record}"),
        ] {
            let page = client.get(&path);
            let whole = !page.body.contains("[actor") && !page.body.contains("[attachment");
            assert!(page.status == 200 && whole, "{path}: {}", page.text("main"));
        }
    }
}
