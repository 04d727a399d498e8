//! Moving units: the preview, who may, and what must stay true of the tree (SPEC O-1, P-6; SECURITY AC6).
use crate::org_units::ALL;
use crate::security::TRACES;
use crate::support::page::Page;
use crate::support::{TestApp, cast, unit};

fn do_it(page: &Page) -> Page {
    page.form("main form[method=post]").submit()
}

/// How many units are not numbered as what is below them, or stand before a sibling that comes first by name.
const MISPLACED: &str = "
    WITH RECURSIVE below (id, root) AS (
        SELECT id, id FROM org_units UNION ALL SELECT o.id, b.root FROM org_units o JOIN below b ON o.parent_id = b.id)
    SELECT (SELECT count(*) FROM org_units r WHERE
            (SELECT array_agg(b.id ORDER BY b.id) FROM below b WHERE b.root = r.id)
            IS DISTINCT FROM (SELECT array_agg(o.id ORDER BY o.id) FROM org_units o WHERE o.pos BETWEEN r.pos AND r.last))
        + (SELECT count(*) FROM org_units a JOIN org_units b ON a.parent_id = b.parent_id AND (a.sort_name, a.id) < (b.sort_name, b.id)
            WHERE a.pos > b.pos)";

#[test]
fn the_page_shows_who_gains_and_loses_what_before_anything_is_moved() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    let page = admin.get("/org-units/7/move?parent=3");
    assert!(
        page.text("#preview")
            .contains("2 users gain rights, one user loses some."),
        "{}",
        page.text("#preview")
    );
    let people = page.texts("#people th[scope=row]");
    assert_eq!(people, ["Dora Dahl", "Mona Nørgaard", "Sune Sørensen"]);
    let told = page.texts("#people td");
    assert!(!told[1].contains("Edit user"), "Dora is denied it in North: {told:?}");
    assert!(
        told[4].contains("Create user, Edit user, Enable/disable user"),
        "{told:?}"
    );
    assert!(told[8].contains("Access"), "Sune loses: {told:?}");
    let ways = page.texts("#ways th[scope=row]");
    assert!(
        ways.contains(&"Store managers in North".to_owned()) && ways.contains(&"Store managers in South".to_owned())
    );
    app.db.assert_same(&before);
}

#[test]
fn a_move_takes_along_what_is_below_and_counts_on_every_node_at_the_next_request() {
    let app = TestApp::start();
    let (_node, address) = app.second_node();
    let mona = app.log_in(cast::MANAGER_NORTH).copy_at(address);
    assert_eq!(mona.get("/users/203").status, 404);
    app.db.run("UPDATE users SET unit_id = 7 WHERE id = 203");
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/org-units/6/move?parent=3");
    let done = do_it(&page);
    assert_eq!(done.follow().text("#toasts p"), "South moved to North.");
    assert_eq!(mona.get("/users/203").status, 200);
    assert_eq!(app.db.number(MISPLACED), 0);
    let parent = app
        .db
        .value("SELECT details->'parent' FROM activity WHERE type = 'org_unit.moved' AND subject_id = 6");
    assert_eq!((&parent["old"], &parent["new"]), (&2.into(), &3.into()));
}

/// P-12: the entry stands in the unit that moved, the unit it came from may be out of its readers' sight.
#[test]
fn p12_the_log_names_no_unit_that_its_reader_does_not_see() {
    let app = TestApp::start();
    app.db
        .allow(cast::MANAGER_NORTH.id, &["navigation.access.event.log"], unit::TOP);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/org-units/7/move?parent=3");
    assert_eq!(page.form("main form[method=post]").submit().status, 303);
    let said = |who: cast::Person| {
        app.log_in(who)
            .get("/activity?kind=org_unit.moved")
            .text("table.log tbody")
    };
    let told = said(cast::MANAGER_NORTH);
    assert!(
        told.contains("a unit that is not open to you") && told.contains("North"),
        "{told}"
    );
    assert!(!told.contains("South"), "{told}");
    assert!(said(cast::ADMINISTRATOR).contains("South"));
}

#[test]
fn ac6_nobody_moves_a_unit_below_their_own_to_gain_rights_in_it() {
    let app = TestApp::start();
    app.db.allow(cast::MANAGER_NORTH.id, &ALL, unit::NORTH);
    app.db
        .allow(cast::MANAGER_NORTH.id, &["OrgUnitAccess", "OrgUnitEdit"], unit::ODENSE);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    let page = mona.get("/org-units/7/move?parent=3");
    assert!(page.text("#preview").contains("You cannot move it there") && !page.has("main form[method=post]"));
    let refused = mona.post("/org-units/7/move?parent=3", &[("version", "1")]);
    assert_eq!(refused.status, 403);
    assert!(refused.says("Odense"), "{}", refused.text("main"));
    app.db.assert_same(&before);
}

#[test]
fn nobody_moves_a_unit_out_from_under_a_deny_they_could_not_lift() {
    let app = TestApp::start();
    // Dora may not edit users in North; whoever moves Aalborg away from there takes that away.
    app.db.allow(
        cast::MANAGER_SOUTH.id,
        &["OrgUnitAccess", "OrgUnitEdit", "OrgUnitCreate"],
        unit::CHAIN,
    );
    let sune = app.log_in(cast::MANAGER_SOUTH);
    let before = app.db.fingerprint(TRACES);
    let refused = sune.post("/org-units/4/move?parent=2", &[("version", "1")]);
    assert_eq!(refused.status, 403);
    assert!(
        refused.says("Edit user") && refused.says("Aalborg"),
        "{}",
        refused.text("main")
    );
    app.db.assert_same(&before);
}

/// A Deny in the new place needs the same holding as one that is set there (P-6).
#[test]
fn p6_nobody_moves_a_unit_below_a_deny_of_what_they_do_not_hold_or_of_somebody_who_holds_more() {
    let app = TestApp::start();
    let movers = ["OrgUnitAccess", "OrgUnitEdit", "OrgUnitCreate"];
    app.db.allow(cast::MANAGER_SOUTH.id, &movers, unit::CHAIN);
    app.db.allow(cast::MANAGER_NORTH.id, &["CheckRights"], unit::ODENSE);
    let sune = app.log_in(cast::MANAGER_SOUTH);
    let refused = |said: &str| {
        let before = app.db.fingerprint(TRACES);
        let page = sune.get("/org-units/7/move?parent=3");
        assert!(!page.has("main form[method=post]"), "{}", page.text("main"));
        let refused = sune.post("/org-units/7/move?parent=3", &[("version", "1")]);
        assert!(refused.status == 403 && refused.says(said), "{}", refused.text("main"));
        app.db.assert_same(&before);
    };
    app.db.deny(cast::MANAGER_NORTH.id, &["PermissionSet"], unit::NORTH);
    refused("Set permissions");
    app.db.allow(cast::MANAGER_SOUTH.id, &["PermissionSet"], unit::CHAIN);
    refused("Check rights of others");
    app.db.deny(cast::MANAGER_NORTH.id, &["CheckRights"], unit::ODENSE);
    let page = sune.get("/org-units/7/move?parent=3");
    assert_eq!(do_it(&page).status, 303, "{}", page.text("main"));
}

#[test]
fn a_unit_never_stands_below_itself_and_the_way_round_is_told() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    let page = admin.get("/org-units/3/move?parent=4");
    assert!(
        page.text("#parent-error").contains("North → Aalborg → North"),
        "{}",
        page.text("main")
    );
    let forged = admin.post("/org-units/3/move?parent=4", &[("version", "1")]);
    assert!(forged.status == 422 && forged.says("North → Aalborg → North"));
    assert_eq!(
        admin.post("/org-units/3/move?parent=3", &[("version", "1")]).status,
        422
    );
    assert!(
        admin
            .get("/org-units/4/move?parent=3")
            .text("#parent-error")
            .contains("there already")
    );
    app.db.assert_same(&before);
}

#[test]
fn a_place_outside_access_does_not_exist() {
    let app = TestApp::start();
    app.db.allow(cast::MANAGER_NORTH.id, &ALL, unit::NORTH);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    for parent in ["6", "7", "1", "999", "x"] {
        let there = format!("/org-units/4/move?parent={parent}");
        assert_eq!(
            (mona.get(&there).status, mona.post(&there, &[("version", "1")]).status),
            (404, 404),
            "{parent}"
        );
    }
    assert_eq!(mona.post("/org-units/7/move?parent=3", &[("version", "1")]).status, 404);
    app.db.assert_same(&before);
}

#[test]
fn the_preview_hides_people_and_units_that_the_reader_does_not_see() {
    let app = TestApp::start();
    app.db.allow(cast::MANAGER_NORTH.id, &ALL, unit::NORTH);
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 101, 203)");
    let mona = app.log_in(cast::MANAGER_NORTH);
    let page = mona.get("/org-units/5/move?parent=4");
    assert!(
        page.text("#preview").contains("that you have no access to"),
        "{}",
        page.text("#preview")
    );
    assert!(!page.says("Sune") && page.text("#people").contains("Carl Aagaard"));
}

#[test]
fn p12_the_preview_counts_memberships_that_count_now_and_that_its_reader_sees() {
    let app = TestApp::start();
    app.db.allow(cast::MANAGER_NORTH.id, &ALL, unit::NORTH);
    crate::memberships::make_group(&app.db, 110, "regional");
    app.db.allow(110, &["OrgUnitAccess"], unit::AALBORG);
    app.db.run(
        "INSERT INTO memberships (unit_id, group_id, account_id, valid_to) VALUES
            (5, 110, 205, NULL), (5, 110, 202, now() - interval '1 day'), (1, 110, 204, NULL)",
    );
    let told = |who: cast::Person| {
        let page = app.log_in(who).get("/org-units/5/move?parent=4");
        let counts = page.texts("#ways td.num").join(" ");
        (counts, page.text("#preview").contains("that you have no access to"))
    };
    assert_eq!(told(cast::ADMINISTRATOR), ("1 2".to_owned(), false));
    assert_eq!(told(cast::MANAGER_NORTH), ("1 1".to_owned(), true));
    app.db
        .run("DELETE FROM memberships WHERE group_id = 110 AND unit_id = 5");
    assert_eq!(told(cast::MANAGER_NORTH), ("1".to_owned(), true));
}

#[test]
fn only_administrators_move_customers_and_from_one_to_another() {
    let app = TestApp::start();
    app.db.run("UPDATE org_units SET last = 8 WHERE id = 1;
        INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, customer_number, pos, last)
            VALUES (8, 'customer', 1, 'top', 'OTHER', 'other', 'Other', 'other', '{other}', '2000', 8, 8)");
    app.db.allow(
        cast::MANAGER_NORTH.id,
        &["OrgUnitAccess", "OrgUnitEdit", "OrgUnitCreate", "OrgUnitArchive"],
        unit::TOP,
    );
    app.db.reach_everything(cast::MANAGER_NORTH.id);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    let post =
        |unit: i64, parent: i64| mona.post(&format!("/org-units/{unit}/move?parent={parent}"), &[("version", "1")]);
    for (unit, parent) in [(4, 8), (4, 1), (8, 2)] {
        let refused = post(unit, parent);
        assert!(
            refused.status == 403 && refused.says("Only administrators"),
            "{unit} to {parent}: {}",
            refused.status
        );
    }
    app.db.assert_same(&before);
    let admin = app.log_in(cast::ADMINISTRATOR);
    assert_eq!(do_it(&admin.get("/org-units/4/move?parent=8")).status, 303);
    assert_eq!(app.db.number(MISPLACED), 0);
}

#[test]
fn a_unit_becomes_a_customer_with_a_number_and_a_customer_a_unit_without_one() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/org-units/3/move?parent=1");
    let refused = do_it(&page);
    assert!(
        refused.status == 422
            && refused
                .text("#customer_number-error")
                .contains("needs a customer number")
    );
    let taken = page
        .form("main form[method=post]")
        .fill("customer_number", "1000")
        .submit();
    assert_eq!(taken.text("#customer_number-error"), "This customer number is taken.");
    assert_eq!(
        page.form("main form[method=post]")
            .fill("customer_number", "3000")
            .submit()
            .status,
        303
    );
    let kinds = "SELECT string_agg(kind || ' ' || coalesce(parent_kind, '') || ' ' || coalesce(customer_number, '-'), ', ' ORDER BY id) FROM org_units WHERE id IN (3, 4)";
    assert_eq!(app.db.text(kinds), "customer top 3000, unit customer -");
    let back = admin.get("/org-units/3/move?parent=6");
    assert!(back.text("#preview").contains("gives up its customer number 3000"));
    assert_eq!(do_it(&back).status, 303);
    assert_eq!(app.db.text(kinds), "unit unit -, unit unit -");
    assert_eq!(app.db.number(MISPLACED), 0);
}

#[test]
fn the_top_is_not_moved() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(admin.get("/org-units/1/move").status, 403);
    let refused = admin.post("/org-units/1/move?parent=2", &[("version", "1")]);
    assert!(refused.status == 403 && refused.says("The top can be neither moved nor archived."));
    app.db.assert_same(&before);
}

#[test]
fn who_looked_at_an_older_version_is_shown_the_new_one_first() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/org-units/4/move?parent=6");
    app.db.run("UPDATE org_units SET version = 2 WHERE id = 4");
    let told = do_it(&page);
    assert!(told.status == 409 && told.says("Somebody else changed this unit"));
    assert_eq!(
        app.db.number("SELECT parent_id FROM org_units WHERE id = 4"),
        unit::NORTH
    );
    assert_eq!(do_it(&told).status, 303);
}

#[test]
fn of_two_who_move_two_units_below_each_other_at_once_one_is_refused() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let forms = [(3, 6), (6, 3)].map(|(unit, parent)| {
        admin
            .get(&format!("/org-units/{unit}/move?parent={parent}"))
            .form("main form[method=post]")
    });
    let threads = forms.map(|form| std::thread::spawn(|| form.submit().status));
    let mut statuses = threads.map(|thread| thread.join().unwrap());
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    assert_eq!(app.db.number(MISPLACED), 0);
}

/// Fifty levels below Odense, each with a branch.
const DEEP: &str = "
    INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, pos, last)
        SELECT 100 + n, 'unit', CASE n WHEN 1 THEN 7 ELSE 99 + n END, 'unit', 'D' || n, 'd' || n, 'Deep ' || n, 'deep ' || n, '{deep}'::text[], 0, 0
        FROM generate_series(1, 50) n
        UNION ALL SELECT 200 + n, 'unit', 100 + n, 'unit', 'B' || n, 'b' || n, 'Branch ' || n, 'branch ' || n, '{branch}'::text[], 0, 0
        FROM generate_series(1, 50) n";

#[test]
fn a_tree_fifty_levels_deep_is_numbered_moved_and_shown() {
    let app = TestApp::start();
    app.db.run(DEEP);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = admin
        .get("/org-units/4")
        .form("form[data-guard]")
        .fill("name", "Numbered");
    assert_eq!(form.submit().status, 303);
    assert_eq!(app.db.number(MISPLACED), 0);
    assert_eq!(do_it(&admin.get("/org-units/101/move?parent=5")).status, 303);
    assert_eq!(app.db.number(MISPLACED), 0);
    let page = admin.get("/org-units?open=150");
    assert_eq!(
        (page.status, page.text("[aria-current] .cut").as_str()),
        (200, "Deep 50")
    );
    assert_eq!(admin.get("/org-units/150").status, 200);
}

#[test]
fn p26_the_preview_leads_to_nobody_whom_the_reader_cannot_open() {
    let app = TestApp::start();
    app.db.allow(cast::MANAGER_NORTH.id, &ALL, unit::NORTH);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let shown = || mona.get("/org-units/5/move?parent=4");
    assert!(shown().has("#people a[href='/users/202']"), "{}", shown().text("main"));
    let opening = [
        "navigation.access.security.users",
        "CreateUser",
        "EditUser",
        "EnableDisableUser",
        "DeleteUser",
        "ChangeOtherUserPassword",
    ];
    app.db.deny(cast::MANAGER_NORTH.id, &opening, unit::TOP);
    assert_eq!(mona.get("/users/202").status, 403);
    let page = shown();
    assert!(
        page.text("#people").contains("Carl Aagaard") && !page.has("#people a"),
        "{}",
        page.text("main")
    );
}
