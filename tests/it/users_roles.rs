//! **Roles** on the form of a user (SPEC 3.2, G-4, P-6, P-9, P-12, P-20).
use crate::memberships::{TRACES, add, keeper, membership};
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH, MANAGER_SOUTH, group, unit};
use crate::support::page::Form;
use crate::support::{TestApp, client::Client};

const FORM: &str = "form[data-guard]";
const STORE_MANAGER: i64 = 12;
const AUDITOR: i64 = 13;
const NEW_PASSWORD: &str = "marker Sesam 8822 en helt ny";

/// Mona, who holds all that the role Store manager gives in North and below.
fn mona(app: &TestApp) -> Client {
    app.db
        .give(MANAGER_NORTH.id, "EnableDisableOtherUserTwoFa", unit::NORTH, true);
    keeper(app, MANAGER_NORTH)
}

fn edit(client: &Client, user: i64) -> Form {
    client.get(&format!("/users/{user}")).form(FORM)
}

fn new_user(client: &Client, place: i64) -> Form {
    let form = client.get("/users/new").form(FORM).choose("unit", place);
    let form = form.fill("name", "kaj").fill("display_name", "Kaj Krog");
    form.fill("password", NEW_PASSWORD).fill("again", NEW_PASSWORD)
}

#[test]
fn g4_a_role_is_given_with_the_user_in_the_users_own_unit_unless_another_is_chosen() {
    let app = TestApp::start();
    let form = new_user(&mona(&app), unit::AALBORG).tick("role_12");
    let done = form.submit();
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(
        done.follow().says("Store manager in North / Aalborg"),
        "{}",
        done.follow().text("#toasts")
    );
    let kaj = app.db.number("SELECT id FROM accounts WHERE name = 'kaj'");
    assert!(membership(&app.db, kaj, STORE_MANAGER, unit::AALBORG) > 0);
    let admin = app.log_in(ADMINISTRATOR);
    let form = edit(&admin, kaj).tick("role_13").choose("role_13_unit", unit::SOUTH);
    let page = form.submit().follow();
    let said = "Roles: Store manager in North / Aalborg → Store manager in North / Aalborg, Auditor in South";
    assert!(page.says(said), "{}", page.text("#toasts"));
    assert!(membership(&app.db, kaj, AUDITOR, unit::SOUTH) > 0);
    let entries = "SELECT count(*) FROM activity WHERE type = 'membership.added' AND batch_id IS NOT NULL";
    assert_eq!(app.db.number(entries), 2);
}

#[test]
fn g4_a_role_goes_where_its_tick_is_taken_away_and_is_said_so() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id, valid_to) VALUES (4, 12, 202, '2036-01-01')");
    let (mona, held) = (mona(&app), membership(&app.db, 202, STORE_MANAGER, unit::AALBORG));
    let page = mona.get("/users/202");
    assert!(
        page.text("#roles").contains("until 01-01-2036"),
        "{}",
        page.text("#roles")
    );
    let page = page.form(FORM).untick(&format!("role_held_{held}")).submit().follow();
    assert!(
        page.says("Roles: Store manager in North / Aalborg → –"),
        "{}",
        page.text("#toasts")
    );
    assert_eq!(membership(&app.db, 202, STORE_MANAGER, unit::AALBORG), 0);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'membership.removed'"),
        1
    );
    let version = app.db.text("SELECT version::text FROM users WHERE id = 202");
    let again = mona.post(
        "/users/202",
        &[
            ("version", &*version),
            ("display_name", "Carl Aagaard"),
            (&format!("role_held_{held}"), "0"),
        ],
    );
    assert_eq!(again.status, 303, "what is gone already is no trouble");
}

#[test]
fn p6_a_role_that_gives_more_is_refused_at_its_tick_with_everything_typed_and_nothing_changed() {
    let app = TestApp::start();
    let mona = mona(&app);
    let before = app.db.fingerprint(TRACES);
    let page = edit(&mona, 202)
        .fill("display_name", "Carl Carlsen")
        .tick("role_13")
        .submit();
    assert_eq!(page.status, 403);
    let told = page.text("#role_13-error");
    assert!(
        told.starts_with("Access denied: That would give Check rights of others in Aalborg"),
        "{told}"
    );
    assert!(told.contains("can give you this right"), "{told}");
    let form = page.form(FORM);
    assert_eq!(
        (form.value("display_name"), form.value("role_13")),
        ("Carl Carlsen".into(), "1".into())
    );
    let page = new_user(&mona, unit::SKAGEN)
        .tick("role_13")
        .choose("role_13_unit", unit::AALBORG)
        .submit();
    assert_eq!(
        (page.status, page.form(FORM).value("role_13_unit")),
        (403, unit::AALBORG.to_string())
    );
    app.db.assert_same(&before);
    let denied = "SELECT count(*) FROM activity WHERE type = 'access.denied' AND details->>'right' = 'CheckRights'";
    assert_eq!(app.db.number(denied), 1, "an entry");
    assert_eq!(
        app.db.number("SELECT times FROM refusals_repeated"),
        2,
        "and both tries"
    );
}

#[test]
fn g4_what_is_wrong_elsewhere_on_the_form_loses_no_role() {
    let app = TestApp::start();
    let mona = mona(&app);
    let form = new_user(&mona, unit::AALBORG).fill("name", "").tick("role_12");
    let page = form.choose("role_12_unit", unit::SKAGEN).submit();
    let form = page.form(FORM);
    assert_eq!(
        (page.status, form.value("role_12"), form.value("role_12_unit")),
        (422, "1".into(), "5".into())
    );
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 12, 202)");
    let page = edit(&mona, 202).tick("role_12").submit();
    assert_eq!(
        (page.status, page.text("#role_12-error")),
        (422, "Is in Store manager in Aalborg already.".into())
    );
}

#[test]
fn p9_administrator_is_offered_to_administrators_only_and_always_at_the_top() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get("/users/202");
    assert!(page.text("#roles").contains("Administrator") && !page.has("[name=role_3_unit]"));
    assert_eq!(page.form(FORM).tick("role_3").submit().status, 303);
    assert!(membership(&app.db, 202, 3, unit::TOP) > 0);
    assert!(!admin.get("/users/202").has("[name=role_3]"), "once is enough");
    let mona = mona(&app);
    assert!(!mona.get("/users/205").has("[name=role_3]"));
    let before = app.db.fingerprint(TRACES);
    let page = edit(&mona, 205).forge("role_3", "1").submit();
    assert!(
        page.status == 403 && page.says("Only administrators may do this"),
        "{}",
        page.body
    );
    app.db.assert_same(&before);
}

#[test]
fn p20_nobody_gives_roles_to_themselves_but_administrators() {
    let app = TestApp::start();
    let mona = mona(&app);
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (3, 12, 201)");
    let page = mona.get("/users/201");
    assert_eq!(
        (page.count("#roles input"), page.count("#roles .fixed")),
        (0, 1),
        "{}",
        page.text("#roles")
    );
    let before = app.db.fingerprint(TRACES);
    let held = membership(&app.db, 201, STORE_MANAGER, unit::NORTH);
    for (name, value) in [("role_12".to_owned(), "1"), (format!("role_held_{held}"), "0")] {
        let page = page.form(FORM).forge(&name, value).submit();
        assert!(
            page.status == 403 && page.says("Nobody may do this to their own user"),
            "{}",
            page.body
        );
    }
    app.db.assert_same(&before);
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(edit(&admin, 2).tick("role_13").submit().status, 303);
}

#[test]
fn p12_roles_across_the_border_are_left_out_and_kept_by_save() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (7, 13, 202), (4, 12, 202)");
    let mona = mona(&app);
    let page = mona.get("/users/202");
    assert!(!page.text("#roles").contains("Odense") && page.text("#roles").contains("Aalborg"));
    assert_eq!(page.form(FORM).fill("display_name", "Carl C").submit().status, 303);
    let there = membership(&app.db, 202, AUDITOR, unit::ODENSE);
    assert!(there > 0);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(
        edit(&mona, 202)
            .forge(&format!("role_held_{there}"), "0")
            .submit()
            .status,
        404
    );
    let form = edit(&mona, 202).tick("role_12");
    let form = form.forge("role_12_unit", unit::ODENSE);
    assert!([400, 404].contains(&form.submit().status));
    let fields = [
        ("version", "2"),
        ("display_name", "Carl C"),
        ("role_12", "1"),
        ("role_12_unit", "7"),
    ];
    assert_eq!(mona.post("/users/202", &fields).status, 404);
    app.db.assert_same(&before);
}

#[test]
fn p12_the_unit_picker_of_a_role_offers_no_unit_without_access() {
    let app = TestApp::start();
    let sune = app.log_in(MANAGER_SOUTH);
    app.db.give(MANAGER_SOUTH.id, "MembershipAdd", unit::CHAIN, true);
    let page = sune.get("/users/new");
    let units = page.attrs("[name=role_12_unit]", "value");
    assert_eq!(units, ["0", "6", "7"]);
    assert!(!page.body.contains("Aalborg"));
}

#[test]
fn g4_roles_of_a_module_that_is_off_are_not_shown_and_kept() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 12, 202)");
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(admin.get("/setup/modules").form("main form").submit().status, 303);
    let page = admin.get("/users/202");
    assert!(
        !page.text("#roles").contains("Store manager"),
        "{}",
        page.text("#roles")
    );
    assert_eq!(page.form(FORM).fill("display_name", "Carl C").submit().status, 303);
    assert!(membership(&app.db, 202, STORE_MANAGER, unit::AALBORG) > 0);
    assert_eq!(edit(&admin, 202).forge("role_12", "1").submit().status, 400);
    assert!(
        !admin.get("/entities?unit=1").text("main").contains("Store manager "),
        "nor in the explorer"
    );
}

#[test]
fn g4_whoever_may_not_add_members_is_offered_no_role_and_forging_one_is_refused() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    assert!(!mona.get("/users/new").has("#roles"));
    let before = app.db.fingerprint(TRACES);
    let page = edit(&mona, 202).forge("role_12", "1").submit();
    assert!(page.status == 403 && page.says("Add"), "{}", page.body);
    assert_eq!(
        edit(&mona, 202).forge("role_102", "1").submit().status,
        400,
        "no predefined role"
    );
    app.db.assert_same(&before);
    assert_eq!(
        app.log_in(CASHIER_NORTH).get("/users/role-units?role=12&find=a").status,
        403
    );
}

#[test]
fn u7_two_people_changing_a_user_see_each_others_roles_before_one_is_lost() {
    let app = TestApp::start();
    let mona = mona(&app);
    let (form, other) = (edit(&mona, 202).tick("role_12"), edit(&mona, 202));
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(edit(&admin, 202).tick("role_13").submit().status, 303);
    let page = other.fill("display_name", "Carl C").submit();
    assert_eq!(page.status, 409, "a role alone is a change of the user too");
    let page = form.submit();
    assert_eq!((page.status, page.form(FORM).value("role_12")), (409, "1".into()));
    assert!(
        page.text(".versions")
            .contains("Auditor in North / Aalborg, Store manager in North / Aalborg"),
        "{}",
        page.text(".versions")
    );
    assert_eq!(membership(&app.db, 202, STORE_MANAGER, unit::AALBORG), 0);
    assert_eq!(page.form(FORM).submit().status, 303);
    assert!(membership(&app.db, 202, STORE_MANAGER, unit::AALBORG) > 0);
}

#[test]
fn l4_delivered_roles_and_groups_have_danish_names() {
    let app = TestApp::start();
    app.db.run("UPDATE users SET language = 'da' WHERE id = 2; INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 12, 202)");
    let admin = app.log_in(ADMINISTRATOR);
    for (path, name) in [
        ("/users/202", "Butikschef i North / Aalborg"),
        ("/users/202/groups", "Butikschef"),
        ("/groups", "Administratorer"),
        ("/groups/12", "Butikschef"),
        ("/memberships", "Butikschef"),
        ("/memberships/groups?group_find=store", "Butikschef"),
        ("/memberships/groups?group_find=butiksch", "Butikschef"),
        ("/memberships/accounts?account_find=butiksch", "Butikschef"),
        ("/groups?q=butikschef", "Butikschef"),
        ("/groups?q=%22Store+manager%22", "Butikschef"),
        ("/memberships?q=group:butikschef", "Carl Aagaard"),
        ("/entities?unit=1", "Butikschef"),
        ("/setup/modules", "En butiks brugere"),
    ] {
        assert!(admin.get(path).says(name), "{path}: {}", admin.get(path).text("body"));
    }
    assert!(membership(&app.db, 202, group::CASHIERS, unit::AALBORG) > 0);
}

/// The cast's own groups are called Cashiers and Store managers.
#[test]
fn l4_delivered_groups_stand_where_the_reader_looks_for_them_and_are_called_so_in_messages() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let listed = |path: &str| admin.get(path).texts("tbody th a");
    let english = listed("/groups");
    let (auditor, cashiers) = ("Auditor".to_owned(), "Cashiers".to_owned());
    let at = |all: &[String], name: &str| all.iter().position(|one| one == name).unwrap();
    assert!(at(&english, &auditor) < at(&english, &cashiers));
    assert!(at(&english, &cashiers) < at(&english, "Store manager"));
    app.db.run("UPDATE users SET language = 'da' WHERE id = 2");
    let danish = listed("/groups");
    assert!(at(&danish, "Butikschef") < at(&danish, &cashiers), "{danish:?}");
    let mut backward = listed("/groups?dir=desc");
    backward.reverse();
    assert_eq!(backward, danish);
    let offered = admin.get("/memberships/groups?group_find=b").texts("label .cut");
    assert_eq!(offered[0], "Brugeradministrator", "{offered:?}");
    assert_eq!(add(&admin, 202, STORE_MANAGER, unit::AALBORG).status, 303);
    let again = add(&admin, 202, STORE_MANAGER, unit::AALBORG);
    assert!(again.says("Er allerede i Butikschef i"), "{}", again.text("main"));
    let copied = admin.get("/groups/12/copy").form("main form").fill("name", "kopi");
    let copied = copied.fill("display_name", "Kopien").submit().follow();
    assert!(
        copied.text("#toasts").contains("Butikschef"),
        "{}",
        copied.text("#toasts")
    );
}
