//! The screen **Activity log** (SPEC 5.3): whose entries one sees, how they are found, and what they say.
use crate::jobs::{run_now, soon};
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH, MANAGER_SOUTH, PASSWORD};
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, TestDb};

const FORM: &str = "main form[method=post]";

/// The right to the screen, for store managers.
pub fn with_right() -> TestDb {
    let db = TestDb::new();
    db.run("INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT 101, id, scope, 1, true FROM permissions WHERE key = 'navigation.access.event.log'");
    db
}

/// One change in each of two regions, and one without a unit.
pub fn some_changes(app: &TestApp) -> Client {
    let admin = app.log_in(ADMINISTRATOR);
    for (user, name) in [(202, "Carla North"), (203, "Sune South")] {
        let form = admin.get(&format!("/users/{user}")).form(FORM);
        assert_eq!(form.fill("display_name", name).submit().status, 303);
    }
    app.db.run("INSERT INTO activity (type, subject_kind, request_id, details, user_id) VALUES ('installation.changed', 'installation', gen_random_uuid(), '{}', 2); INSERT INTO activity_unsealed SELECT max(id) FROM activity");
    admin
}

/// Types and subjects of the rows.
pub fn rows(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.body);
    let (kinds, subjects) = (
        page.texts("table.log td:nth-child(3)"),
        page.texts("table.log td:nth-child(4)"),
    );
    kinds
        .iter()
        .zip(subjects)
        .map(|(kind, subject)| format!("{kind}: {subject}"))
        .collect()
}

#[test]
fn an_administrator_sees_every_entry_newest_first_with_all_columns() {
    let app = TestApp::start();
    let admin = some_changes(&app);
    let page = admin.get("/activity");
    assert_eq!(
        rows(&page),
        [
            "Retention changed: Installation",
            "User changed: Sune South",
            "User changed: Carla North",
            "Logged in: Administrator"
        ]
    );
    assert_eq!(
        page.texts("table.log thead th"),
        [
            "Created on",
            "Org. unit",
            "Type",
            "Subject",
            "Description",
            "User",
            "Clerk",
            "IP address"
        ]
    );
    let carla = page.texts("table.log tbody tr:nth-child(3) td");
    assert_eq!(
        carla,
        [
            "Aalborg",
            "User changed",
            "Carla North",
            "Display name: Carl Aagaard → Carla North",
            "Administrator",
            "",
            "127.0.0.1"
        ]
    );
}

#[test]
fn danish_readers_read_danish() {
    let app = TestApp::start();
    let admin = some_changes(&app);
    app.db.run("UPDATE users SET language = 'da' WHERE id = 2");
    let page = admin.get("/activity");
    assert_eq!(page.text("h1"), "Aktivitetslog");
    assert_eq!(
        page.texts("table.log tbody tr:nth-child(3) td")[3],
        "Visningsnavn: Carl Aagaard → Carla North"
    );
}

#[test]
fn lg6_a_manager_sees_the_own_units_and_nothing_else() {
    let app = TestApp::on(with_right());
    some_changes(&app);
    let north = app.log_in(MANAGER_NORTH);
    assert_eq!(
        rows(&north.get("/activity")),
        ["Logged in: Mona Nørgaard", "User changed: Carla North"]
    );
    let south = app.log_in(MANAGER_SOUTH);
    assert_eq!(
        rows(&south.get("/activity")),
        ["Logged in: Sune South", "User changed: Sune South"]
    );
    let foreign = app
        .db
        .number("SELECT id FROM activity WHERE subject_id = 203 AND type = 'user.updated'");
    let unplaced = app.db.number("SELECT id FROM activity WHERE unit_id IS NULL");
    for id in [foreign, unplaced, 999_999] {
        assert_eq!(north.get(&format!("/activity/{id}")).status, 404);
    }
    for query in ["subject=sune", "q=sune", "user=sune", "kind=installation.changed"] {
        assert!(
            rows_or_none(&north.get(&format!("/activity?{query}")))
                .iter()
                .all(|row| !row.contains("Sune") && !row.contains("Installation")),
            "{query}"
        );
    }
    assert_eq!(north.get("/activity?unit=6").status, 404);
    assert!(!north.get("/activity/export").body.contains("Sune"));
}

pub fn rows_or_none(page: &Page) -> Vec<String> {
    if page.has("table.log") { rows(page) } else { Vec::new() }
}

#[test]
fn without_the_right_the_screen_is_refused_and_absent_from_the_menu() {
    let app = TestApp::start();
    some_changes(&app);
    let mona = app.log_in(MANAGER_NORTH);
    let refused = mona.get("/activity");
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("Access activity log"), "{}", refused.body);
    assert!(!mona.get("/users").body.contains("href=\"/activity\""));
    for path in ["/activity/export", "/users/202/activity"] {
        assert_eq!(mona.get(path).status, 403, "{path}");
    }
    assert!(!mona.get("/users/202").body.contains("/users/202/activity"));
    let entry = app.db.number("SELECT id FROM activity WHERE subject_id = 202");
    assert_eq!(mona.get(&format!("/activity/{entry}")).status, 404);
}

#[test]
fn everybody_sees_their_own_activity_and_their_own_logins_wherever_they_were() {
    let app = TestApp::start();
    some_changes(&app);
    app.visitor().post("/login", &[("name", "carl"), ("password", "wrong")]);
    let carl = app.log_in(CASHIER_NORTH);
    let own = carl.get("/account/activity");
    assert_eq!(
        rows(&own),
        [
            "Logged in: Carla North",
            "Login failed: Carla North",
            "User changed: Carla North"
        ]
    );
    // Moved out of reach, the past logins stay; what others did there does not.
    app.db
        .run("DELETE FROM memberships WHERE account_id = 202; UPDATE access_state SET version = version + 1");
    assert_eq!(
        rows(&carl.get("/account/activity")),
        ["Logged in: Carla North", "Login failed: Carla North"]
    );
    let link = carl.get("/account/activity").attr("table.log tbody th a", "href");
    let entry = carl.get(&link);
    assert_eq!((entry.status, entry.text("h1").as_str()), (200, "Logged in"));
}

/// Where the addresses of a network are few their entries are merged, where they are many the log is walked: nobody sees which.
#[test]
fn a_network_finds_the_entries_of_its_addresses_newest_first() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    app.db.run(
        "INSERT INTO activity (type, unit_id, subject_kind, subject_id, user_id, address, request_id, details)
         SELECT 'login.failed', 5, 'user', u, u, a::inet, gen_random_uuid(), '{}' FROM (VALUES
            (201, '10.1.0.7'), (202, '10.1.0.9'), (203, '10.1.1.7'), (201, '10.1.0.9'), (204, '2001:db8::7'), (202, '10.1.0.7')) e (u, a)",
    );
    let network = [CASHIER_NORTH, MANAGER_NORTH, CASHIER_NORTH, MANAGER_NORTH]
        .map(|person| format!("Login failed: {}", person.display_name));
    assert_eq!(rows(&admin.get("/activity?address=10.1.0.0/24")), network);
    assert_eq!(rows(&admin.get("/activity?address=10.1.0.")), network);
    assert_eq!(rows(&admin.get("/activity?address=2001:db8::/32")).len(), 1);
    app.db.run(
        "INSERT INTO activity (type, unit_id, subject_kind, subject_id, user_id, address, request_id, details)
         SELECT 'login.failed', 5, 'user', 203, 203, '10.2.0.0'::inet + n, gen_random_uuid(), '{}' FROM generate_series(1, 300) n",
    );
    let page = admin.get("/activity?address=10.0.0.0/8");
    assert!(
        rows(&page).iter().all(|row| row == "Login failed: Sune Sørensen"),
        "{:?}",
        rows(&page)
    );
    assert_eq!(rows(&admin.get("/activity?address=10.1.0.0/16")).len(), 5);
}

#[test]
fn each_filter_narrows_and_the_address_bar_holds_it() {
    let app = TestApp::start();
    let admin = some_changes(&app);
    for (query, expected) in [
        (
            "kind=user.updated",
            vec!["User changed: Sune South", "User changed: Carla North"],
        ),
        ("subject=carl", vec!["User changed: Carla North"]),
        ("subject=carla+nor", vec!["User changed: Carla North"]),
        ("subject=202", vec!["User changed: Carla North"]),
        ("user=mona", vec![]),
        (
            "user=administrator&kind=login.succeeded",
            vec!["Logged in: Administrator"],
        ),
        ("unit=6", vec!["User changed: Sune South"]),
        ("unit=3&kind=user.updated", vec!["User changed: Carla North"]),
        ("address=127.0.&subject=carl", vec!["User changed: Carla North"]),
        ("address=10.0.0.0/8", vec![]),
        ("address=nonsense", vec![]),
        ("clerk=carl", vec![]),
        ("q=carl+changed", vec!["User changed: Carla North"]),
        ("q=visningsnavn", vec![]),
        ("q=display+-sune", vec!["User changed: Carla North"]),
        ("until=2020-01-01", vec![]),
        (
            "from=2020-01-01&kind=user.updated&until=2999-01-01",
            vec!["User changed: Sune South", "User changed: Carla North"],
        ),
    ] {
        assert_eq!(
            rows_or_none(&admin.get(&format!("/activity?{query}"))),
            expected,
            "{query}"
        );
    }
    let page = admin.get("/activity?kind=user.updated&subject=carl&from=2020-01-01");
    let form = page.form("form[role=search]");
    assert_eq!(
        (
            form.value("kind").as_str(),
            form.value("subject").as_str(),
            form.value("from").as_str()
        ),
        ("user.updated", "carl", "2020-01-01")
    );
}

#[test]
fn a_row_opens_with_old_and_new_value_of_every_field() {
    let app = TestApp::start();
    let admin = some_changes(&app);
    let url = admin.get("/activity?subject=carl").attr("table.log tbody th a", "href");
    let page = admin.get(&url);
    assert_eq!(
        page.texts("table.diff tbody tr:nth-child(1) :is(th, td)"),
        ["Display name", "Carl Aagaard", "Carla North"]
    );
    assert!(page.texts("dl.facts dd").contains(&"Aalborg".to_owned()));
    app.db.run("UPDATE users SET state = 'deleted', email = NULL, sort_email = NULL, password_hash = NULL WHERE id = 202; SELECT erase_personal(202)");
    let page = admin.get(&url);
    assert!(page.body.contains("were erased when the user was deleted") && !page.body.contains("Carl Aagaard"));
}

#[test]
fn pages_follow_each_other_both_ways_without_a_gap() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    app.db.run("INSERT INTO activity (type, subject_kind, subject_id, unit_id, request_id, details, user_id) SELECT 'user.updated', 'user', 202, 4, gen_random_uuid(), jsonb_build_object('number', n), 2 FROM generate_series(1, 120) n");
    let said = |page: &Page| page.texts("table.log td:nth-child(5)");
    let mut page = admin.get("/activity?subject=carl");
    let mut all = said(&page);
    while page.has("a[rel=next]") {
        page = admin.get(&page.attr("a[rel=next]", "href"));
        all.extend(said(&page));
    }
    let expected: Vec<String> = (1..=120).rev().map(|n| format!("Number: {n}")).collect();
    assert_eq!(all, expected);
    let back = admin.get(&page.attr("a[rel=prev]", "href"));
    assert_eq!(said(&back), expected[50..100]);
}

#[test]
fn a_search_looks_at_some_thousand_entries_a_page_and_then_offers_to_go_on() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    app.db.run("INSERT INTO activity (type, subject_kind, subject_id, unit_id, request_id, details, user_id) SELECT 'user.updated', 'user', 202, 4, gen_random_uuid(), jsonb_build_object('name', CASE WHEN n = 1 THEN 'needle' ELSE 'hay' END), 2 FROM generate_series(1, 4000) n");
    let first = admin.get("/activity?q=needle");
    assert_eq!(rows_or_none(&first), [""; 0]);
    assert!(first.body.contains("looked at the newest entries only"));
    let next = admin.get(&first.attr("a[rel=next]", "href"));
    assert_eq!(next.texts("table.log td:nth-child(5)"), ["Name: needle"]);
}

#[test]
fn the_tab_of_a_user_shows_what_was_done_with_and_by_the_user() {
    let app = TestApp::on(with_right());
    some_changes(&app);
    let mona = app.log_in(MANAGER_NORTH);
    let tab = mona.get("/users/202/activity");
    assert_eq!(rows(&tab), ["User changed: Carla North"]);
    assert!(mona.get("/users/202").body.contains("/users/202/activity"));
    assert_eq!(mona.get("/users/203/activity").status, 404);
}

#[test]
fn the_screen_says_how_the_chain_stands_and_administrators_have_it_verified_now() {
    let app = TestApp::on(with_right());
    let admin = some_changes(&app);
    soon("sealed", || {
        app.db.number("SELECT count(*) FROM activity_unsealed") == 0
    });
    run_now(&app.db, "activity_verify");
    assert!(
        admin
            .get("/activity")
            .text(".chain")
            .contains("4 entries are as they were written")
    );
    app.db
        .run("UPDATE activity SET address = '10.0.0.1' WHERE type = 'user.updated' AND subject_id = 202");
    let due = app
        .db
        .text("SELECT finished_at FROM jobs WHERE name = 'activity_verify'");
    let asked = admin.get("/activity").form("form[action='/activity/verify']").submit();
    assert_eq!(asked.status, 303);
    soon("verified", || {
        app.db
            .text("SELECT finished_at FROM jobs WHERE name = 'activity_verify'")
            != due
    });
    let told = admin.get("/activity").text(".chain-bad");
    assert!(told.contains("was changed"), "{told}");
    let mona = app.log_in(MANAGER_NORTH);
    assert!(!mona.get("/activity").has("form[action='/activity/verify']"));
    assert_eq!(mona.post("/activity/verify", &[]).status, 403);
}

#[test]
fn every_log_line_of_a_name_is_text() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let form = admin.get("/users/202").form(FORM);
    assert_eq!(form.fill("display_name", "<b id=x>{{7*7}}").submit().status, 303);
    let page = admin.get("/activity");
    assert!(page.body.contains("&#60;b id=x&#62;") && !page.body.contains("<b id=x>"));
    assert!(!page.body.contains(PASSWORD));
}
