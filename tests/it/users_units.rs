//! Choosing a unit where there are many (SPEC 3.2: a tree drop-down with search).
use crate::support::{TestApp, cast, unit};

/// Five hundred stores below North, as one preorder.
pub const STORES: &str = "
    UPDATE org_units SET pos = pos + 500, last = last + 500 WHERE pos > 5;
    UPDATE org_units SET last = last + 500 WHERE id IN (1, 2, 3);
    INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, pos, last)
        SELECT 2000 + n, 'unit', 3, 'unit', 'X' || n, 'x' || n, 'Ørsted ' || n, 'orsted ' || n, '{orsted}', 5 + n, 5 + n
        FROM generate_series(1, 500) n;
    UPDATE access_state SET version = version + 1;
    INSERT INTO access_changes (version, kind, key) SELECT a.version, 'unit', o.id FROM access_state a, org_units o;";

pub fn large() -> TestApp {
    let app = TestApp::start();
    app.db.run(STORES);
    app
}

#[test]
fn a_large_tree_is_not_put_into_the_page_whole_but_can_be_searched() {
    let app = large();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/users/202");
    let shown = page.attrs("input[name=unit]", "value");
    assert!(
        shown.len() < 400 && shown.contains(&unit::AALBORG.to_string()),
        "{}",
        shown.len()
    );
    let find = page.attr("input[name=find]", "hx-get");
    let found = admin.get(&format!("{find}&find=%C3%B8rsted+499"));
    assert_eq!(found.attrs("input[name=unit]", "value"), ["2499"]);
    assert_eq!(found.text("label"), "North / Ørsted 499");
    let saved = [("version", "1"), ("display_name", "Carl"), ("unit", "2499")];
    assert_eq!(admin.post("/users/202", &saved).status, 303);
}

#[test]
fn only_units_where_the_form_would_be_accepted_are_found() {
    let app = large();
    let find = |who, words: &str| {
        let page = app
            .log_in(who)
            .get(&format!("/users/units?purpose=create&find={words}"));
        page.count("input[name=unit]")
    };
    assert_eq!(find(cast::MANAGER_NORTH, "orsted"), 50);
    assert_eq!(
        (find(cast::MANAGER_NORTH, "odense"), find(cast::MANAGER_SOUTH, "odense")),
        (0, 1)
    );
    assert_eq!(find(cast::CASHIER_NORTH, "aalborg"), 0);
}

#[test]
fn where_users_are_moved_to_is_searched_too_where_there_are_many_units() {
    let app = large();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/users/move?id=202");
    assert!(page.count("input[name=into]") < 400);
    let find = page.attr("input[name=find]", "hx-get");
    assert_eq!(
        admin
            .get(&format!("{find}&find=orsted+499"))
            .attrs("input[name=into]", "value"),
        ["2499"]
    );
}

#[test]
fn without_scripts_a_unit_is_looked_for_with_the_form_and_nothing_typed_is_lost_or_saved() {
    let app = large();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(crate::security::TRACES);
    let looking = [
        ("version", "1"),
        ("display_name", "Carl the Second"),
        ("unit", "4"),
        ("unit_find", "ørsted 499"),
        ("role_12", "1"),
        ("role_12_unit", "0"),
        ("role_12_unit_find", "orsted 498"),
        ("look", "role_12_unit"),
    ];
    let page = admin.post("/users/202", &looking);
    assert_eq!(page.status, 200);
    assert_eq!(page.form("form[data-guard]").value("display_name"), "Carl the Second");
    let plain = |name: &str, id: i64| format!("<input type=\"radio\" name=\"{name}\" value=\"{id}\">");
    assert!(page.body.contains(&plain("unit", 2499)), "{}", page.body);
    assert!(page.body.contains(&plain("role_12_unit", 2498)), "{}", page.body);
    app.db.assert_same(&before);
    let empty = [
        ("name", "kaj"),
        ("display_name", ""),
        ("email", ""),
        ("password", "x"),
        ("again", ""),
        ("unit_find", "nowhere"),
        ("look", "unit"),
    ];
    let page = admin.post("/users/new", &empty);
    assert!(page.status == 200 && page.body.contains("No match."), "{}", page.status);
    assert!(page.form("form[data-guard]").value("name") == "kaj" && !page.has("[aria-invalid]"));
    app.db.assert_same(&before);
    // Nothing out of sight is found that way either.
    let mona = app.log_in(cast::MANAGER_NORTH);
    let odense = [
        ("version", "1"),
        ("display_name", "Carl"),
        ("unit_find", "odense"),
        ("look", "unit"),
    ];
    assert!(!mona.post("/users/202", &odense).body.contains("Odense"));
}

/// Forms that choose a unit for something else than a user: each is sent as it is, shows what was found, and does nothing yet.
#[test]
fn without_scripts_every_form_that_chooses_a_unit_finds_one_among_many() {
    let app = large();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(crate::security::TRACES);
    let finds = |path: &str, name: &str, sent: &[(&str, &str)]| {
        let find = format!("{name}_find");
        let mut all = vec![(find.as_str(), "ørsted 499"), ("look", name)];
        all.extend_from_slice(sent);
        let page = admin.post(path, &all);
        assert_eq!(page.status, 200, "{path}");
        let radio = format!("<input type=\"radio\" name=\"{name}\" value=\"2499\">");
        assert!(
            page.body.contains(&radio) && !page.has("[aria-invalid]"),
            "{path}: {}",
            page.body
        );
        page
    };
    let page = finds(
        "/memberships/new?for_account=202",
        "unit",
        &[("valid_to", "2036-01-01T00:00")],
    );
    assert_eq!(page.form("#dialog form").value("valid_to"), "2036-01-01T00:00");
    let page = finds("/users/add-to-group?id=202&id=201", "unit", &[("group", "12")]);
    assert_eq!(page.attr("input[name=group][checked]", "value"), "12");
    finds("/users/move?id=202", "into", &[("along", "1")]);
    let page = finds("/org-units/new", "parent", &[("name", "Kiosk"), ("code", "K1")]);
    assert_eq!(page.form("form[data-guard]").value("name"), "Kiosk");
    app.db.assert_same(&before);
    for (path, name) in [
        ("/org-units/4/move?parent_find=orsted+499", "parent"),
        ("/check-rights?unit_find=orsted+499", "unit"),
    ] {
        let radio = format!("<input type=\"radio\" name=\"{name}\" value=\"2499\">");
        assert!(admin.get(path).body.contains(&radio), "{path}");
    }
}

#[test]
fn a_group_is_found_without_scripts_for_those_who_are_selected() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.post(
        "/users/add-to-group?id=202&id=201",
        &[("group_find", "audit"), ("look", "group")],
    );
    assert_eq!(page.status, 200);
    assert!(
        page.texts("#group-found label .cut").contains(&"Auditor".to_owned()),
        "{}",
        page.body
    );
    assert_eq!(page.count(".dlg-body > ul > li"), 2);
}

#[test]
fn a_list_is_narrowed_to_any_of_many_units_and_keeps_its_search() {
    let app = large();
    let admin = app.log_in(cast::ADMINISTRATOR);
    for list in [
        "/users?q=carl",
        "/actors?role=employee&q=carl",
        "/memberships?q=carl",
        "/activity?q=carl",
        "/login-security?q=carl",
    ] {
        let page = admin.get(list);
        assert!(page.count("#units a") <= 110, "{list}: {}", page.count("#units a"));
        let find = page.attr("#units input[name=find]", "hx-get");
        let found = admin.get(&format!("{find}&find=%C3%B8rsted+499"));
        assert_eq!(found.text("#unit-found a"), "North / Ørsted 499", "{list}");
        let narrowed = admin.get(&found.attr("#unit-found a", "href"));
        assert_eq!(narrowed.attr("input[name=q]", "value"), "carl", "{list}");
        assert!(
            narrowed.text("button[popovertarget=units]").contains("Ørsted 499"),
            "{list}"
        );
    }
}

#[test]
fn units_to_narrow_a_list_to_are_found_within_access_and_lead_nowhere_else() {
    let app = large();
    let find = |who, to: &str, words: &str| {
        let page = app.log_in(who).get(&format!("/org-units/links?to={to}&find={words}"));
        page.attrs("a", "href")
    };
    assert_eq!(find(cast::MANAGER_NORTH, "/users", "odense"), Vec::<String>::new());
    assert_eq!(find(cast::MANAGER_SOUTH, "/users", "odense").len(), 1);
    assert_eq!(
        find(cast::MANAGER_SOUTH, "//evil.example", "odense"),
        ["/org-units?unit=7"]
    );
}
