//! The **Entity explorer**: units, the accounts with something set there, ticks that save at once (SPEC G-6).
use crate::support::cast::group;
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, cast, unit};
use crate::users_edit::TRACES;

fn mona(app: &TestApp) -> Client {
    app.db.give(group::STORE_MANAGERS, "PermissionSet", unit::TOP, true);
    app.log_in(cast::MANAGER_NORTH)
}

/// Presses the tick of a right, as a person would.
fn press(page: &Page, name: &str, value: &str) -> Page {
    page.form("#ticks").press_sending(name, value)
}

/// The accounts listed, but for the predefined roles, which are there in every installation.
fn accounts(page: &Page) -> Vec<String> {
    let roles = [
        "Actor manager",
        "Auditor",
        "Store manager",
        "Support",
        "User administrator",
    ];
    let mut all = page.texts(".accounts .cut");
    all.retain(|name| !roles.contains(&name.as_str()));
    all
}

#[test]
fn the_panes_show_units_then_accounts_then_permissions() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/entities?unit=3");
    assert!(page.texts(".pane:first-of-type .cut").contains(&"Odense".to_owned()));
    assert_eq!(accounts(&page), ["Cashiers", "Store managers", "Dora Dahl"]);
    assert_eq!(page.text(".accounts li:first-child .hint"), "from above");
    assert!(!page.has(".accounts li:last-child .hint"), "Dora's cell stands here");
    let page = page.click(".accounts li:last-child a");
    assert!(page.text("#pane-rights").contains("Dora Dahl in North"));
    assert!(
        page.has("#ticks button[name=p2][value=''][aria-pressed=true]"),
        "Edit user is denied here"
    );
    let page = admin.get("/entities/101?unit=4");
    assert_eq!(
        page.attr("#ticks .tick-allow[aria-label='Allow: Edit user']", "aria-disabled"),
        "true"
    );
    assert!(page.text("#tick-2-allow").contains("Inherited from Top."));
}

#[test]
fn groups_stand_in_the_order_of_the_names_that_the_reader_reads() {
    let app = TestApp::start();
    app.db.run("UPDATE users SET language = 'da' WHERE id = 2");
    let page = app.log_in(cast::ADMINISTRATOR).get("/entities?unit=3");
    let (mut all, known) = (
        page.texts(".accounts .cut"),
        ["Aktøransvarlig", "Brugeradministrator", "Butikschef", "Revisor"],
    );
    all.retain(|name| known.contains(&name.as_str()));
    assert_eq!(all, known);
}

#[test]
fn g6_a_tick_is_saved_at_once_and_can_be_taken_back() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin
        .get("/entities?unit=4")
        .form("form.add")
        .fill("name_find", "CARL")
        .submit()
        .follow();
    assert!(page.text("#pane-rights").contains("Carl Aagaard in Aalborg"));
    let page = press(&page, "p2", "allow").follow();
    assert!(page.text("#toasts").contains("Saved. Edit user: Allow"));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM grants WHERE account_id = 202 AND permission_id = 2 AND allow"),
        1
    );
    assert!(accounts(&page).contains(&"Carl Aagaard".to_owned()));
    let page = press(&page, "p2", "deny").follow();
    assert!(page.text(".undo").contains("Before: Edit user: Allow"));
    let page = page.form(".undo").submit().follow();
    assert!(page.has("#ticks .tick-allow[name=p2][aria-pressed=true]"));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'grants.changed'"),
        3
    );
}

#[test]
fn ticks_obey_the_same_rules_as_the_tab() {
    let app = TestApp::start();
    let mona = mona(&app);
    let page = mona.get("/entities/202?unit=4");
    assert!(page.text("#tick-5-allow").contains("only what you hold yourself"));
    let before = app.db.fingerprint(TRACES);
    for (path, fields, status) in [
        ("/entities/202?unit=4", [("seen", ""), ("p5", "allow")], 403),
        ("/entities/202?unit=4", [("seen", ""), ("p52", "allow")], 403),
        ("/entities/201?unit=3", [("seen", ""), ("p2", "allow")], 403),
        ("/entities/3?unit=3", [("seen", ""), ("p2", "allow")], 403),
        ("/entities/203?unit=4", [("seen", ""), ("p2", "allow")], 404),
        ("/entities/202?unit=7", [("seen", ""), ("p2", "allow")], 404),
        ("/entities/202?unit=4", [("seen", ""), ("account", "1")], 400),
    ] {
        assert_eq!(mona.post(path, &fields).status, status, "{path} {fields:?}");
    }
    app.db.assert_same(&before);
    assert_eq!(
        mona.post("/entities/202?unit=4", &[("seen", ""), ("p2", "allow")])
            .status,
        303
    );
}

#[test]
fn groups_get_cells_in_ones_own_unit_and_users_elsewhere_are_not_listed() {
    let app = TestApp::start();
    let mona = mona(&app);
    app.db.give(203, "EditUser", unit::TOP, true);
    let page = mona.get("/entities?unit=4");
    assert_eq!(
        accounts(&page),
        ["Cashiers", "Store managers", "Dora Dahl"],
        "Sune is not of Mona's world"
    );
    assert!(!page.text("main").contains("Top") && !page.text("main").contains("South"));
    let page = mona.get("/entities/102?unit=4");
    assert_eq!(press(&page, "p2", "allow").status, 303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM grants WHERE account_id = 102 AND unit_id = 4"),
        1
    );
    let page = mona
        .get("/entities?unit=4")
        .form("form.add")
        .fill("name_find", "sune")
        .submit();
    assert!(page.text("#name-error").contains("There is no account with this name"));
}

#[test]
fn minus_takes_away_what_is_set_here_after_asking() {
    let app = TestApp::start();
    app.db.give(202, "EditUser", unit::AALBORG, true);
    app.db.give(202, "DeleteUser", unit::AALBORG, false);
    app.db.give(202, "EditUser", unit::SKAGEN, true);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let ask = admin.get("/entities/202?unit=4").click("#entities-minus");
    assert!(
        ask.text("#dialog").contains("Remove Carl Aagaard from Aalborg")
            && ask.text("#dialog ul").contains("Delete user Deny")
    );
    let done = ask.form("#dialog form").submit().follow();
    assert!(done.text("#toasts").contains("Carl Aagaard: 2 permissions emptied."));
    assert_eq!(app.db.number("SELECT count(*) FROM grants WHERE account_id = 202"), 1);
}

#[test]
fn minus_is_refused_where_a_deny_would_go_that_is_not_ones_own() {
    let app = TestApp::start();
    app.db.give(202, "CheckRights", unit::AALBORG, false);
    let ask = mona(&app).get("/entities/202/remove?unit=4");
    let before = app.db.fingerprint(TRACES);
    let answer = ask.form("#dialog form").submit();
    assert!(
        answer.status == 403 && answer.says("only what you hold yourself"),
        "{}",
        answer.status
    );
    app.db.assert_same(&before);
}

#[test]
fn the_screen_is_for_its_menu_right_and_for_who_sets_permissions() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    assert_eq!(carl.get("/entities").status, 403);
    assert!(!carl.get("/account").has("#menu a[href='/entities']"));
    app.db.give(202, "navigation.access.security.entities", unit::TOP, true);
    let page = carl.get("/entities/102?unit=4");
    assert!(carl.get("/account").has("#menu a[href='/entities']"));
    assert!(page.text(".pane .note").contains("You need Set permissions in Aalborg"));
    assert!(!page.has("#ticks button[name]"));
}

#[test]
fn a_tick_on_what_somebody_else_just_changed_is_not_saved() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/entities/202?unit=4");
    app.db.give(202, "EditUser", unit::AALBORG, false);
    let before = app.db.fingerprint(TRACES);
    let answer = press(&page, "p2", "allow");
    assert_eq!(answer.status, 409);
    assert_eq!(answer.texts(".versions td"), ["Deny", "Allow"]);
    app.db.assert_same(&before);
}

#[test]
fn what_ends_soon_is_listed_the_next_first_and_only_what_one_sees() {
    let app = TestApp::start();
    app.db.give(202, "EditUser", unit::AALBORG, true);
    app.db.give(205, "DeleteUser", unit::SKAGEN, false);
    app.db.give(203, "EditUser", unit::ODENSE, true);
    app.db.give(202, "CreateUser", unit::AALBORG, true);
    app.db.run(
        "UPDATE grants SET valid_to = now() + interval '9 days' WHERE account_id IN (202, 203) AND permission_id = 2;
        UPDATE grants SET valid_to = now() + interval '3 days' WHERE account_id = 205;
        UPDATE grants SET valid_to = now() + interval '90 days' WHERE account_id = 202 AND permission_id = 1",
    );
    let mona = mona(&app);
    let page = mona.get("/entities").click("a[href='/entities/ending']");
    assert_eq!(page.texts("#list tbody td:nth-child(2)"), ["Lone Lund", "Carl Aagaard"]);
    assert_eq!(page.texts("#list tbody td:nth-child(3)"), ["Delete user", "Edit user"]);
    assert_eq!(
        app.log_in(cast::ADMINISTRATOR)
            .get("/entities/ending")
            .count("#list tbody tr"),
        3
    );
}

#[test]
fn an_account_is_found_by_name_within_access() {
    let app = TestApp::start();
    let mona = mona(&app);
    let part = mona.get("/entities/accounts?name_find=aagaard");
    assert_eq!(part.attrs("input[name=name]", "value"), ["carl"]);
    assert!(!mona.get("/entities/accounts?name_find=sune").has("input[name=name]"));
    assert_eq!(
        mona.get("/entities/accounts?name_find=cash")
            .attrs("input[name=name]", "value"),
        ["cashiers"]
    );
    let page = mona.get("/entities?unit=4&name_find=aagaard");
    let page = page.form("form.add").choose("name", "carl").submit();
    assert!(page.location().starts_with("/entities/202"), "{}", page.location());
    assert!(
        mona.get("/entities?unit=4&name_find=nobodyatall")
            .has(".picker[aria-invalid]")
    );
}

#[test]
fn what_ends_soon_is_listed_page_by_page() {
    let app = TestApp::start();
    app.db.run("INSERT INTO grants (account_id, permission_id, scope, unit_id, allow, valid_to)
        SELECT a, p.id, p.scope, 4, true, now() + interval '5 days' FROM permissions p, unnest(ARRAY[102, 202, 205, 101]) a WHERE p.scope = 'org_unit'
        ON CONFLICT DO NOTHING; UPDATE access_state SET version = version + 1;
        INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', a FROM access_state, unnest(ARRAY[102, 202, 205, 101]) a");
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/entities/ending");
    assert_eq!(page.count("#list tbody tr"), 50);
    assert!(page.text(".pager").starts_with("50 of "), "{}", page.text(".pager"));
    let next = page.click("a[rel=next]");
    assert!(next.count("#list tbody tr") > 0);
    assert_eq!(
        next.click("a[rel=prev]").texts("#list tbody tr"),
        page.texts("#list tbody tr")
    );
    assert_eq!(admin.get("/entities/ending?after=99999").count("#list tbody tr"), 50);
}

#[test]
fn a_permission_is_found_by_the_beginnings_of_its_words_and_what_is_set_here_by_itself() {
    let app = TestApp::start();
    app.db.give(202, "EditUser", unit::AALBORG, true);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let shown = |query: &str| {
        let page = admin.get(&format!("/users/202/permissions?unit=4&{query}"));
        page.texts("details.cat:not([hidden]) tr[data-words]:not([hidden]) > th")
    };
    assert_eq!(shown("q=edit+us"), ["Edit user", "Edit user settings"]);
    assert_eq!(shown("q=organ+arch"), ["Archive"], "by its category, too");
    assert_eq!(shown("set=1"), ["Edit user"]);
    assert_eq!(shown("set=1&q=archive").len(), 0);
    let none = admin.get("/users/202/permissions?unit=4&q=zzz");
    assert!(none.has("#perm-none:not([hidden])") && none.form(".perm-tools").value("q") == "zzz");
    assert!(admin.get("/users/202/permissions?unit=4").has("#perm-none[hidden]"));
}

#[test]
fn units_of_a_large_tree_are_found_as_links_within_access_and_lead_to_this_site_only() {
    let app = TestApp::start();
    let mona = crate::permissions::mona(&app);
    let found = |find: &str, to: &str| {
        let page = mona.get(&format!("/entities/units?find={find}&to={to}"));
        assert_eq!(page.status, 200, "{}", page.body);
        page.attrs("#unit-found a", "href")
    };
    assert_eq!(found("alborg", "%2Fentities%2F202"), ["/entities/202?unit=4"]);
    assert_eq!(
        found("%C3%85lborg", "%2Fgroups%2F102%2Fpermissions"),
        ["/groups/102/permissions?unit=4"]
    );
    assert_eq!(found("odense", "%2Fentities").len(), 0, "out of sight");
    for evil in ["https%3A%2F%2Fevil.test", "%2F%2Fevil.test"] {
        assert_eq!(found("alborg", evil), ["/entities?unit=4"], "{evil}");
    }
    let carl = app.log_in(cast::CASHIER_NORTH);
    assert_eq!(carl.get("/entities/units?find=alborg").status, 403);
}

/// SPEC P-12, G-6: the list is cut after what the reader sees, and never without the account that is looked at.
#[test]
fn g6_a_crowd_that_the_reader_does_not_see_hides_nobody_they_see() {
    let app = TestApp::start();
    let mona = mona(&app);
    app.db.run(
        "INSERT INTO accounts (id, kind, name, name_key) SELECT i, 'user', 'a' || i, 'a' || i FROM generate_series(10001, 10500) i;
         INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state)
            SELECT i, CASE WHEN i <= 10250 THEN 7 ELSE 5 END, 'Aaa ' || i, 'aaa ' || i, 'a' || i, 'active' FROM generate_series(10001, 10500) i;
         INSERT INTO user_clock (user_id) SELECT generate_series(10001, 10500);
         INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT i, id, scope, 1, true FROM generate_series(10001, 10250) i, permissions WHERE key = 'EditUser';
         UPDATE access_state SET version = version + 5",
    );
    app.db.give(202, "EditUser", unit::TOP, true);
    let page = mona.get("/entities?unit=4");
    let listed = accounts(&page);
    assert!(listed.contains(&"Carl Aagaard".to_owned()), "{listed:?}");
    assert!(!listed.iter().any(|name| name.starts_with("Aaa")), "{listed:?}");
    app.db.run(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT i, id, scope, 1, true FROM generate_series(10251, 10500) i, permissions WHERE key = 'EditUser';
         UPDATE access_state SET version = version + 5",
    );
    app.db.give(202, "EditUser", unit::TOP, false);
    let page = mona.get("/entities/202?unit=4");
    assert_eq!(page.count(".accounts li"), 200);
    assert_eq!(page.text(".accounts [aria-current] .cut"), "Carl Aagaard");
}
