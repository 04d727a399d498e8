//! The tree of units, and one unit's own screen (SPEC O-1, P-12, P-14).
use crate::security::TRACES;
use crate::support::client::Client;
use crate::support::{TestApp, cast, unit};

pub const ALL: [&str; 3] = ["OrgUnitCreate", "OrgUnitEdit", "OrgUnitArchive"];
pub const MENU: &str = "navigation.access.security.orgunits";

/// Mona with all rights of the screen in North.
fn mona(app: &TestApp) -> Client {
    app.db.allow(cast::MANAGER_NORTH.id, &ALL, unit::NORTH);
    app.log_in(cast::MANAGER_NORTH)
}

fn names(page: &crate::support::page::Page) -> Vec<String> {
    page.texts(".unit-name")
}

#[test]
fn the_highest_accessible_units_are_roots_and_nothing_else_exists() {
    let app = TestApp::start();
    let page = mona(&app).get("/org-units");
    assert_eq!(names(&page), ["North", "Aalborg", "Skagen"]);
    assert!(!page.says("Chain") && !page.says("Odense"));
    let all = app.log_in(cast::ADMINISTRATOR).get("/org-units");
    assert_eq!(names(&all)[..4], ["Top", "Chain", "North", "Aalborg"]);
    assert!(all.text("h1").contains("7 units"));
}

#[test]
fn the_screen_is_for_its_menu_right_or_any_of_its_action_rights() {
    let app = TestApp::start();
    let sune = app.log_in(cast::MANAGER_SOUTH);
    assert_eq!(sune.get("/org-units").status, 403);
    assert!(!sune.get("/users").has("#menu a[href='/org-units']"));
    app.db.allow(cast::MANAGER_SOUTH.id, &[MENU], unit::SOUTH);
    let page = sune.get("/org-units");
    assert_eq!(names(&page), ["South", "Odense"]);
    assert!(
        page.text("#create-why")
            .contains("You need Organizational unit: Create in South")
    );
    assert!(sune.get("/users").has("#menu a[href='/org-units']"));
}

/// Five hundred stores below North.
const STORES: &str = "
    UPDATE org_units SET pos = pos + 500, last = last + 500 WHERE pos > 5;
    UPDATE org_units SET last = last + 500 WHERE id IN (1, 2, 3);
    INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, pos, last)
        SELECT 2000 + n, 'unit', 3, 'unit', 'X' || n, 'x' || n, 'Ørsted ' || n, 'orsted ' || n, ARRAY['orsted', n::text, 'x' || n], 5 + n, 5 + n
        FROM generate_series(1, 500) n;
    UPDATE access_state SET version = version + 1;
    INSERT INTO access_changes (version, kind, key) SELECT a.version, 'unit', o.id FROM access_state a, org_units o;";

#[test]
fn a_large_tree_opens_branch_by_branch_with_and_without_scripts() {
    let app = TestApp::start();
    app.db.run(STORES);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/org-units");
    assert_eq!(names(&page), ["Top", "Chain", "North", "South"]);
    let part = admin.get(&page.attr("#t3", "hx-get"));
    assert_eq!(
        part.count("#u3 li.unit"),
        101,
        "a hundred and the line that asks for more"
    );
    let more = admin.get(&part.attr("#more-3 a", "hx-get"));
    assert_eq!(more.count("#part > li"), 101);
    let plain = page.click("#t3");
    assert_eq!(plain.count("#u3 li.unit"), 101);
    assert_eq!(plain.click("#more-3 a").count("#u3 li.unit"), 201);
}

#[test]
fn the_way_to_a_unit_is_open_wherever_it_stands_in_its_branch() {
    let app = TestApp::start();
    app.db.run(STORES);
    let page = app.log_in(cast::ADMINISTRATOR).get("/org-units?open=2499");
    assert_eq!(page.text("[aria-current] .cut"), "Ørsted 499");
    assert!(page.count("#u3 li.unit") < 110);
}

#[test]
fn units_are_found_by_name_code_and_number_within_access() {
    let app = TestApp::start();
    app.db.run(STORES);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let found = |q: &str| admin.get(&format!("/org-units?q={q}")).texts("tbody th");
    assert_eq!(found("%C3%B8rsted+499"), ["Ørsted 499"]);
    assert_eq!(found("x499"), ["Ørsted 499"]);
    assert_eq!(found("code:n1"), ["Aalborg"]);
    assert_eq!(found("orsted+-x1").len(), 50);
    assert!(found("code:orsted").is_empty());
    let mona = mona(&app);
    assert!(mona.get("/org-units?q=odense").texts("tbody th").is_empty());
    assert_eq!(mona.get("/org-units?q=aalborg").texts("tbody td")[0], "North");
}

#[test]
fn a_search_goes_forward_and_back_by_pages() {
    let app = TestApp::start();
    app.db.run(STORES);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let first = admin.get("/org-units?q=orsted");
    let second = first.click("a[rel=next]");
    assert_eq!(
        (second.count("tbody tr"), second.texts("tbody th")[0].as_str()),
        (50, "Ørsted 51")
    );
    assert_eq!(second.click("a[rel=prev]").texts("tbody th"), first.texts("tbody th"));
    let odd = admin.get("/org-units?q=orsted+-x3");
    assert_eq!(
        odd.click("a[rel=next]").click("a[rel=prev]").texts("tbody th"),
        odd.texts("tbody th")
    );
}

#[test]
fn o1_a_unit_is_made_below_another_with_a_code_of_its_own() {
    let app = TestApp::start();
    let page = mona(&app).get("/org-units/new?parent=3");
    assert!(!page.has("[name=customer_number]"));
    let form = page
        .form("form[data-guard]")
        .fill("name", "Hjørring")
        .fill("code", "N3")
        .fill("number", "3");
    let done = form.submit();
    let page = done.follow();
    assert_eq!(
        (page.text("h1").as_str(), page.text(".id p").as_str()),
        ("Hjørring", "Unit · North")
    );
    let order = "SELECT string_agg(name, ' ' ORDER BY pos) FROM org_units";
    assert_eq!(
        app.db.text(order),
        "Top Chain North Aalborg Hjørring Skagen South Odense"
    );
    let entry = app
        .db
        .text("SELECT details FROM activity WHERE type = 'org_unit.created'");
    assert!(
        entry.contains("Hjørring") && entry.contains(r#""parent":{"new":3,"#) && entry.contains("N3"),
        "{entry}"
    );
    assert_eq!(
        app.db.number("SELECT count(*) FROM unit_words WHERE word = 'hjorring'"),
        1
    );
}

#[test]
fn all_mistakes_in_a_new_unit_are_told_at_once_and_nothing_typed_is_lost() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    let form = admin.get("/org-units/new?parent=1").form("form[data-guard]");
    let page = form.fill("name", " ").fill("code", "n1").fill("number", "7").submit();
    assert_eq!(page.status, 422);
    assert_eq!(page.text("#name-error"), "This is required.");
    assert_eq!(page.text("#code-error"), "This code is taken.");
    assert!(page.text("#customer_number-error").contains("needs a customer number"));
    assert_eq!(page.form("form[data-guard]").value("number"), "7");
    app.db.assert_same(&before);
}

#[test]
fn only_directly_below_the_top_stands_a_customer_and_its_number_is_unique() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let fill = |parent: i64, number: &str| {
        let page = admin.get(&format!("/org-units/new?parent={parent}"));
        let form = page.form("form[data-guard]").fill("name", "New").fill("code", "NEW");
        form.fill("customer_number", number).submit()
    };
    assert_eq!(
        fill(unit::TOP, "1000").text("#customer_number-error"),
        "This customer number is taken."
    );
    assert!(
        fill(unit::SOUTH, "2000")
            .text("#customer_number-error")
            .contains("Only a customer")
    );
    assert_eq!(fill(unit::TOP, "2000").status, 303);
    assert_eq!(app.db.text("SELECT kind FROM org_units WHERE code = 'NEW'"), "customer");
}

#[test]
fn who_lacks_create_in_the_parent_makes_nothing_there() {
    let app = TestApp::start();
    let mona = mona(&app);
    let before = app.db.fingerprint(TRACES);
    let post = |parent: &str| {
        mona.post("/org-units/new", &[("parent", parent), ("name", "A"), ("code", "A")])
            .status
    };
    assert_eq!(post("6"), 404, "South is outside Access");
    assert_eq!(post("999"), 404);
    app.db.allow(cast::MANAGER_NORTH.id, &["OrgUnitAccess"], unit::SOUTH);
    let after = app.db.fingerprint(TRACES);
    assert_eq!(post("6"), 403);
    app.db.assert_same(&after);
    assert_ne!(before, after);
}

#[test]
fn a_save_says_what_changed_and_numbers_the_tree_by_the_new_name() {
    let app = TestApp::start();
    let page = mona(&app).get("/org-units/4");
    let form = page
        .form("form[data-guard]")
        .fill("name", "Vejle")
        .fill("number", "9")
        .choose("language", "da");
    let done = form.submit().follow();
    let said = done.text("#toasts");
    assert!(
        said.contains("Saved. Name: Aalborg → Vejle; Store number: – → 9; Language: – → Dansk"),
        "{said}"
    );
    let order = "SELECT string_agg(name, ' ' ORDER BY pos) FROM org_units WHERE parent_id = 3";
    assert_eq!(app.db.text(order), "Skagen Vejle");
    let entry = app
        .db
        .text("SELECT details FROM activity WHERE type = 'org_unit.changed' AND subject_id = 4");
    assert!(
        entry.contains("\"old\":\"Aalborg\"") && entry.contains("Vejle"),
        "{entry}"
    );
}

#[test]
fn of_two_who_edit_the_same_unit_the_second_sees_both_versions_and_loses_nothing() {
    let app = TestApp::start();
    let (first, second) = (
        mona(&app).get("/org-units/4"),
        app.log_in(cast::ADMINISTRATOR).get("/org-units/4"),
    );
    assert_eq!(first.form("form[data-guard]").fill("name", "One").submit().status, 303);
    let page = second.form("form[data-guard]").fill("name", "Two").submit();
    assert_eq!(
        (page.status, page.texts(".versions td")),
        (409, vec!["One".to_owned(), "Two".to_owned()])
    );
    assert!(page.says("Mona Nørgaard saved"));
    assert_eq!(page.form("form[data-guard]").submit().status, 303);
    assert_eq!(app.db.text("SELECT name FROM org_units WHERE id = 4"), "Two");
}

#[test]
fn who_may_see_a_unit_and_not_edit_it_reads_why() {
    let app = TestApp::start();
    app.db.allow(cast::MANAGER_NORTH.id, &[MENU], unit::NORTH);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let page = mona.get("/org-units/4");
    assert!(
        page.text("main .note")
            .contains("You need Organizational unit: Edit in Aalborg")
            && !page.has(".savebar")
    );
    assert!(
        page.text("#archive-why")
            .contains("You need Organizational unit: Archive in Aalborg")
    );
    let before = app.db.fingerprint(TRACES);
    let forged = [("version", "1"), ("name", "A"), ("code", "A")];
    assert_eq!(mona.post("/org-units/4", &forged).status, 403);
    assert_eq!(mona.post("/org-units/4/archive", &[]).status, 403);
    app.db.assert_same(&before);
}

#[test]
fn a_unit_of_a_foreign_customer_is_not_there_by_any_address() {
    let app = TestApp::start();
    let mona = mona(&app);
    let before = app.db.fingerprint(TRACES);
    for id in [unit::SOUTH, unit::ODENSE, unit::TOP, 999] {
        for page in ["", "/children", "/archive", "/unarchive"] {
            let answer = mona.get(&format!("/org-units/{id}{page}"));
            assert_eq!((answer.status, answer.says("South")), (404, false), "{id}{page}");
        }
        assert_eq!(mona.get(&format!("/org-units/new?parent={id}")).status, 404);
        let forged = [("version", "1"), ("name", "A"), ("code", "A")];
        assert_eq!(mona.post(&format!("/org-units/{id}"), &forged).status, 404);
        assert_eq!(mona.post(&format!("/org-units/{id}/archive"), &[]).status, 404);
    }
    app.db.assert_same(&before);
}

#[test]
fn a_code_taken_by_a_unit_that_one_cannot_see_is_told_as_taken_and_nothing_more() {
    let app = TestApp::start();
    let page = mona(&app).get("/org-units/4");
    let refused = page.form("form[data-guard]").fill("code", "s1").submit();
    assert_eq!(refused.text("#code-error"), "This code is taken.");
    assert!(!refused.says("Odense"));
}

#[test]
fn users_are_counted_in_the_unit_and_led_to() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/org-units/4");
    let list = page.click(".facts a[href^='/users']");
    assert_eq!(list.texts("tbody th"), ["Carl Aagaard"]);
    assert_eq!(
        admin.get("/org-units/2").texts(".plain-links a"),
        ["North", "South", "Show in the tree"]
    );
}

/// P-8, L-4: who has chosen neither is spoken to as their unit says.
#[test]
fn p8_another_language_or_time_zone_of_a_unit_counts_on_every_node_at_the_next_request() {
    let app = TestApp::start();
    let (_node, address) = app.second_node();
    app.db
        .run("UPDATE users SET created_at = '2026-01-05 23:30+00' WHERE id = 202");
    app.db.allow(
        cast::CASHIER_NORTH.id,
        &[
            "UIPermissionsAllowUserPermissionSetup",
            "navigation.access.security.users",
        ],
        unit::TOP,
    );
    let here = app.log_in(cast::CASHIER_NORTH);
    let there = here.copy_at(address);
    let said = |client: &Client| {
        let page = client.get("/users/202/info");
        (
            page.attr("html", "lang"),
            page.text("main").contains("06-01-2026 12:30"),
        )
    };
    let english = ("en".to_owned(), false);
    assert_eq!([said(&here), said(&there)], [english.clone(), english]);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let save = |name: &str, value: &str| {
        let form = admin.get("/org-units/4").form("form[data-guard]");
        assert_eq!(form.choose(name, value).submit().status, 303);
    };
    save("language", "da");
    let danish = ("da".to_owned(), false);
    assert_eq!([said(&here), said(&there)], [danish.clone(), danish]);
    save("time_zone", "Pacific/Auckland");
    let both = ("da".to_owned(), true);
    assert_eq!([said(&here), said(&there)], [both.clone(), both]);
}
