//! The lists of actors (SPEC A-1, L-1, L-2, P-12, P-14).
use super::*;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_SOUTH};

fn found(client: &Client, query: &str) -> Vec<String> {
    names(&client.get(&format!("/actors?role=customer&{query}")))
}

#[test]
fn each_directory_role_has_a_list_of_its_own_by_name() {
    let app = start();
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get("/actors?role=customer");
    assert_eq!(page.text("h1"), "Customers");
    assert_eq!(names(&page), ["Aksel Ahorn", "Bente Birk", "Dina Dam"]);
    assert_eq!(names(&admin.get("/actors?role=supplier")), ["Cykler & Co"]);
    assert_eq!(names(&admin.get("/actors?role=employee")), ["Carl Aagaard", "Dina Dam"]);
    assert_eq!(names(&admin.get("/actors?role=-")), ["Erik Ek"]);
    assert_eq!(
        names(&admin.get("/actors?role=customer&dir=desc")),
        ["Dina Dam", "Bente Birk", "Aksel Ahorn"]
    );
    assert_eq!(admin.get("/actors").location(), "/actors?role=customer");
    assert_eq!(admin.get("/actors?role=dragon").status, 404);
    let employees = admin.get("/actors?role=employee").click("tbody th a");
    assert_eq!(
        employees.text(".crumb a"),
        "Employees",
        "the way back says where it leads"
    );
}

#[test]
fn the_menu_has_an_entry_per_directory_role_for_whoever_may_open_it() {
    let app = start();
    let menu = |client: &Client| client.get("/account").texts("nav a .lbl, nav a");
    let has = |client: &Client, label: &str| menu(client).iter().any(|entry| entry == label);
    let admin = app.log_in(ADMINISTRATOR);
    for label in ["Customers", "Suppliers", "Employees", "Other actors"] {
        assert!(has(&admin, label), "{label} in {:?}", menu(&admin));
    }
    let mona = mona(&app, &["actor.supplier.archive"]);
    assert!(has(&mona, "Suppliers") && !has(&mona, "Customers") && !has(&mona, "Other actors"));
    let carl = app.log_in(CASHIER_NORTH);
    assert!(!has(&carl, "Suppliers"));
    app.db
        .allow(CASHIER_NORTH.id, &["navigation.access.actors.directory"], unit::TOP);
    assert!(has(&carl, "Suppliers") && has(&carl, "Customers") && !has(&carl, "Other actors"));
    app.db.run("UPDATE actor_roles SET enabled = false WHERE id = 2; UPDATE access_state SET version = version + 1;
        INSERT INTO access_changes (version, kind, key) SELECT version, 'permission', permission_id FROM access_state, actor_role_rights LIMIT 1");
    assert!(!has(&carl, "Suppliers") && has(&carl, "Customers"));
}

#[test]
fn whoever_has_no_other_screen_lands_on_their_list_of_actors() {
    let app = start();
    app.db.allow(CASHIER_NORTH.id, &["actor.customer.edit"], unit::AALBORG);
    let carl = app.log_in(CASHIER_NORTH);
    assert_eq!(carl.get("/").location(), "/actors?role=customer");
    assert!(carl.get("/account").says("Customers"));
}

#[test]
fn p14_a_list_is_closed_to_whoever_holds_nothing_of_its_role() {
    let app = start();
    let carl = app.log_in(CASHIER_NORTH);
    let mona = mona(&app, &["actor.customer.edit"]);
    for path in [
        "/actors?role=supplier",
        "/actors/export?role=supplier",
        "/actors?role=-",
    ] {
        assert_eq!((carl.get(path).status, mona.get(path).status), (403, 403), "{path}");
    }
    assert_eq!(
        carl.get("/actors?role=dragon").status,
        403,
        "whoever opens none learns of none"
    );
    assert_eq!(mona.get("/actors?role=customer").status, 200);
}

#[test]
fn p12_nobody_sees_finds_counts_or_exports_actors_of_other_units() {
    let app = start();
    let mona = keeper(&app);
    assert_eq!(names(&mona.get("/actors?role=customer")), ["Aksel Ahorn", "Dina Dam"]);
    for query in [
        "q=bente",
        "q=birk",
        "q=K502",
        "q=-aksel+-dina",
        "q=%22bente+birk%22",
        "archived=1&q=bente",
    ] {
        assert!(found(&mona, query).is_empty(), "{query}");
    }
    for unit in [unit::SOUTH, unit::ODENSE, unit::CHAIN, 99_999] {
        assert_eq!(
            mona.get(&format!("/actors?role=customer&unit={unit}")).status,
            404,
            "{unit}"
        );
    }
    let file = mona.get("/actors/export?role=customer&id=502&id=501").body;
    assert!(file.contains("Aksel") && !file.contains("Bente"));
    assert_eq!(
        mona.get("/actors/toolbar?from=%2Factors%3Frole%3Dcustomer&id=502")
            .attr("#acts", "data-count"),
        "0"
    );
    assert_eq!(mona.get("/actors/502").status, 404);
    assert_eq!(mona.get("/actors/units?role=1&find=odense").count("input"), 0);
    let sune = app.log_in(MANAGER_SOUTH);
    assert_eq!(sune.get("/actors/501").status, 403, "no screen, so nothing is told");
}

/// Customers of the installation see nothing of each other (SPEC 1).
#[test]
fn p12_actors_of_another_customer_are_nowhere() {
    let app = start();
    app.db.run(
        "UPDATE org_units SET last = 8 WHERE id = 1;
         INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, customer_number, pos, last)
         VALUES (8, 'customer', 1, 'top', 'RIVAL', 'rival', 'Rival', 'rival', '{rival}', '2000', 8, 8);
         UPDATE access_state SET version = version + 1;
         INSERT INTO access_changes (version, kind, key) SELECT version, 'unit', 8 FROM access_state",
    );
    insert(&app.db, &party(590, "Aksel Rivalsen", 8, &[CUSTOMER, EMPLOYEE]));
    app.db.allow(
        MANAGER_NORTH.id,
        &["OrgUnitAccess", "actor.customer.edit", "actor.employee.edit"],
        unit::CHAIN,
    );
    let mona = app.log_in(MANAGER_NORTH);
    for path in [
        "/actors?role=customer",
        "/actors?role=customer&q=aksel",
        "/actors?role=employee&q=-carl",
        "/actors/export?role=customer",
        "/actors/export?role=customer&id=590",
        "/actors/toolbar?from=%2Factors%3Frole%3Dcustomer&id=590",
        "/actors/units?role=1&find=rival",
    ] {
        let page = mona.get(path);
        assert!(
            page.status == 200 && !page.says("Rival") && !page.body.contains("590<"),
            "{path}: {}",
            page.body
        );
    }
    for path in [
        "/actors/590",
        "/actors/590/user",
        "/actors/archive?id=590",
        "/actors/delete?id=590",
    ] {
        assert_eq!(mona.get(path).status, 404, "{path}");
    }
}

#[test]
fn l1_search_finds_beginnings_of_words_in_name_number_email_phone_and_address() {
    let app = start();
    let admin = app.log_in(ADMINISTRATOR);
    for query in [
        "q=aks",
        "q=ahorn",
        "q=k501",
        "q=kunde.example",
        "q=98123456",
        "q=98+12+34",
        "q=noerresundby",
        "q=n%C3%B8rre+aksel",
    ] {
        assert_eq!(found(&admin, query), ["Aksel Ahorn"], "{query}");
    }
    assert_eq!(found(&admin, "q=-bente"), ["Aksel Ahorn", "Dina Dam"]);
    assert_eq!(found(&admin, "q=%22dina+dam%22"), ["Dina Dam"]);
    assert_eq!(found(&admin, "q=phone:98123456"), ["Aksel Ahorn"]);
    for query in ["q=horn", "q=name:98123456", "q=%22ahorn+aksel%22", "q=aksel+dina"] {
        assert!(found(&admin, query).is_empty(), "{query}");
    }
    assert_eq!(names(&admin.get("/actors?role=-&q=erik")), ["Erik Ek"]);
    assert!(names(&admin.get("/actors?role=supplier&q=aksel")).is_empty());
}

#[test]
fn signs_that_mean_something_to_a_database_are_only_signs() {
    let app = start();
    let admin = app.log_in(ADMINISTRATOR);
    for query in ["%25", "_", "%27+OR+1%3D1--", "%00", "%5C", "%22", "-", "*"] {
        assert_eq!(
            admin.get(&format!("/actors?role=customer&q={query}")).status,
            200,
            "{query}"
        );
        if query != "-" {
            assert_eq!(admin.get(&format!("/actors?role={query}")).status, 404, "{query}");
        }
    }
}

#[test]
fn archived_actors_are_shown_on_demand_and_others_by_kind_and_state() {
    let app = start();
    app.db.run(
        "UPDATE actors SET archived_at = now() WHERE id = 501; UPDATE actor_listed SET active = false WHERE actor_id = 501;
         UPDATE actor_words SET active = false WHERE actor_id = 501;
         UPDATE actors SET enabled = false, kind = 'organization' WHERE id = 502",
    );
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(found(&admin, ""), ["Bente Birk", "Dina Dam"]);
    assert!(found(&admin, "q=aksel").is_empty());
    assert_eq!(found(&admin, "archived=1").len(), 3);
    assert_eq!(found(&admin, "archived=1&q=aksel"), ["Aksel Ahorn"]);
    assert_eq!(found(&admin, "enabled=no"), ["Bente Birk"]);
    assert_eq!(found(&admin, "kind=organization"), ["Bente Birk"]);
    assert_eq!(
        found(&admin, "kind=person&enabled=yes&archived=1"),
        ["Aksel Ahorn", "Dina Dam"]
    );
    let page = admin.get("/actors?role=customer&archived=1&q=aksel");
    assert_eq!(page.text("td.c-state"), "Archived");
}

#[test]
fn actors_in_an_archived_unit_are_gone_with_it() {
    let app = start();
    let mona = keeper(&app);
    app.db.run(
        "UPDATE org_units SET archived_at = now() WHERE id = 4; UPDATE access_state SET version = version + 1;
         INSERT INTO access_changes (version, kind, key) SELECT version, 'unit', 4 FROM access_state",
    );
    assert_eq!(found(&mona, ""), ["Dina Dam"]);
    assert_eq!(mona.get("/actors/501").status, 404);
}

/// More customers than a page holds: `Extra 001` to `Extra 120`, half of them in Skagen.
fn many(app: &TestApp) {
    app.db.run(
        "INSERT INTO actors (id, kind, name, sort_name, number, number_key, unit_id, in_directory)
            SELECT 5000 + i, 'person', 'Extra ' || lpad(i::text, 3, '0'), 'extra ' || lpad(i::text, 3, '0'), 'x' || i, 'x' || i, 5 + 2 * (i % 2), true
            FROM generate_series(1, 120) i;
         INSERT INTO actor_listed SELECT id, 1, sort_name, unit_id, true FROM actors WHERE id > 5000;
         INSERT INTO actor_words SELECT w, 1, sort_name, id, unit_id, true FROM actors, unnest(ARRAY['extra', number]) w WHERE id > 5000",
    );
}

fn all_pages(client: &Client, query: &str) -> (Vec<String>, Vec<String>) {
    let mut page = client.get(&format!("/actors?role=customer&{query}"));
    let (mut there, mut back) = (names(&page), Vec::new());
    while page.has("a[rel=next]") {
        page = page.click("a[rel=next]");
        there.extend(names(&page));
    }
    while page.has("a[rel=prev]") {
        page = page.click("a[rel=prev]");
        back.splice(0..0, names(&page));
    }
    (there, back)
}

#[test]
fn every_way_of_reading_pages_through_everybody_once_and_back() {
    let app = start();
    many(&app);
    let (admin, mona) = (app.log_in(ADMINISTRATOR), keeper(&app));
    for (client, query, count) in [
        (&admin, "", 123),
        (&admin, "q=extra", 120),
        (&admin, "q=ex+x1", 32),
        (&admin, "kind=person", 123),
        (&mona, "", 62),
        (&mona, "q=extra", 60),
        (&mona, "q=-aksel", 61),
    ] {
        for dir in ["", "&dir=desc"] {
            let (there, back) = all_pages(client, &format!("{query}{dir}"));
            let mut sorted = there.clone();
            sorted.sort();
            sorted.dedup();
            assert_eq!((there.len(), sorted.len()), (count, count), "{query}{dir}");
            assert_eq!(there[..back.len()], back[..], "{query}{dir}");
        }
    }
}

#[test]
fn columns_are_chosen_per_reader_and_list_and_the_fields_of_the_role_are_among_them() {
    let app = start();
    app.db.run(
        "INSERT INTO actor_fields (id, role_id, label, kind, place) VALUES (101, 1, 'Bonus', 'number', 1);
         INSERT INTO actor_values VALUES (501, 101, '1234.5')",
    );
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get("/actors?role=customer");
    let heads = |page: &Page| page.texts("thead th[scope=col]:not(.pickcol)");
    assert_eq!(
        heads(&page),
        ["Name", "State", "Enabled", "Bonus", "Number", "Org. unit", "Phone"]
    );
    assert!(page.says("1,234.5"));
    assert_eq!(page.attr("#columns form", "action"), "/actors/columns?role=customer");
    let fields = [
        ("column", "email"),
        ("column", "no-such-column"),
        ("from", "/actors?role=customer&q=aks"),
    ];
    let page = admin.post("/actors/columns?role=customer", &fields).follow();
    assert_eq!(heads(&page), ["Name", "Email"]);
    assert!(page.says("aksel@kunde.example"));
    assert!(
        heads(&admin.get("/actors?role=supplier")).len() > 4,
        "each list has its own"
    );
    let other = keeper(&app);
    assert_eq!(
        heads(&other.get("/actors?role=customer")).len(),
        7,
        "each reader has their own"
    );
}

#[test]
fn remarks_are_a_warning_in_the_list_and_on_the_page() {
    let app = start();
    app.db.run("UPDATE actors SET remarks = 'Only cash' WHERE id = 501");
    let mona = keeper(&app);
    assert!(
        mona.get("/actors?role=customer")
            .text("tbody th .warn-ink")
            .contains("Only cash")
    );
    assert!(mona.get("/actors/501").text(".note-warn").contains("Only cash"));
}

#[test]
fn an_export_has_the_rows_and_columns_of_the_list_or_of_the_selection_and_is_logged() {
    let app = start();
    app.db.run("UPDATE actors SET name = '=1+1', sort_name = '=1+1' WHERE id = 505; UPDATE actor_listed SET sort_name = '=1+1' WHERE actor_id = 505");
    let mona = keeper(&app);
    let file = mona.get("/actors/export?role=customer");
    let lines: Vec<&str> = file.body.split("\r\n").collect();
    assert_eq!(lines[0], "Name,State,Enabled,Number,Org. unit,Phone");
    assert!(lines.contains(&"Aksel Ahorn,Active,Yes,K501,Aalborg,'+45 98 12 34 56"));
    assert!(lines.iter().any(|line| line.starts_with("'=1+1,")), "{lines:?}");
    assert_eq!(lines.len(), 4);
    let some = mona.get("/actors/export?role=customer&q=nobody&id=501");
    assert_eq!(some.body.split("\r\n").count(), 3);
    let logged = app.db.rows("SELECT details->>'rows' AS rows, details->>'selected' AS selected FROM activity WHERE type = 'actors.exported' ORDER BY id");
    assert_eq!(
        (logged[0]["rows"].as_str(), logged[0]["selected"].as_str()),
        (Some("2"), Some("0"))
    );
    assert_eq!(
        (logged[1]["rows"].as_str(), logged[1]["selected"].as_str()),
        (Some("1"), Some("1"))
    );
}

#[test]
fn the_toolbar_follows_the_selection_and_says_why_not() {
    let app = start();
    let mona = mona(&app, &["actor.customer.edit", "actor.customer.archive"]);
    let toolbar = |ids: &str| mona.get(&format!("/actors/toolbar?from=%2Factors%3Frole%3Dcustomer{ids}"));
    let none = toolbar("");
    assert_eq!(none.text("#act-edit-why"), "Select one or more actors first.");
    let one = toolbar("&id=501");
    assert!(
        one.has("a#act-edit[href^='/actors/501?from=']") && one.has("#actors-archive[formaction='/actors/archive']")
    );
    assert_eq!(one.text("#actors-delete-why"), "You need Customer - Delete in Aalborg.");
    let two = toolbar("&id=501&id=505");
    assert_eq!(two.text("#actors-archive"), "Archive");
    assert_eq!(two.text("#act-edit-why"), "Select only one actor.");
    assert!(!two.says("Merge"), "there is none yet");
    let chosen = mona.get("/actors/selection?from=%2Factors%3Frole%3Dcustomer%26q%3Daks&id=501");
    assert_eq!(chosen.location(), "/actors?role=customer&q=aks&id=501");
    assert_eq!(chosen.follow().attrs("tbody input[name=id][checked]", "value"), ["501"]);
}
