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
    assert!(
        page.status == 200 && page.body.contains("Nothing is called so."),
        "{}",
        page.status
    );
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
