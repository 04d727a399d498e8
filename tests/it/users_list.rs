//! The list of users (SPEC 3.1): who sees whom, search, sort, paging, columns, the toolbar's words.
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, DENIED, LOCKED, MANAGER_NORTH, MANAGER_SOUTH};
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, unit};

const NORTHERN: [&str; 4] = ["Carl Aagaard", "Dora Dahl", "Lone Lund", "Mona Nørgaard"];

/// Display names in the order they stand.
fn names(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.body);
    page.texts("tbody th a")
}

fn found(client: &Client, query: &str) -> Vec<String> {
    let mut found = names(&client.get(&format!("/users?{query}")));
    found.sort();
    found
}

/// More users than a page holds, all in Odense: `Extra 001` to `Extra 120`, some without email.
fn many(app: &TestApp) {
    app.db.run(
        "INSERT INTO accounts (id, kind, name, name_key) SELECT 5000 + i, 'user', 'x' || (7 * i) % 121, 'x' || (7 * i) % 121 FROM generate_series(1, 120) i;
         INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, email, sort_email, state)
            SELECT 5000 + i, 7, 'Extra ' || lpad(i::text, 3, '0'), 'extra ' || lpad(i::text, 3, '0'), 'x' || (7 * i) % 121,
                CASE WHEN i % 3 = 0 THEN 'e' || i % 10 || i || '@x.dk' END, CASE WHEN i % 3 = 0 THEN 'e' || i % 10 || i || '@x.dk' END, 'active'
            FROM generate_series(1, 120) i;
         INSERT INTO user_clock (user_id) SELECT 5000 + i FROM generate_series(1, 120) i;",
    );
}

/// What stands between two pieces of markup, each time: many pages are read here, and parsing each takes long.
fn between<'b>(body: &'b str, start: &str, end: &str) -> Vec<&'b str> {
    body.split(start)
        .skip(1)
        .filter_map(|rest| rest.split(end).next())
        .collect()
}

fn names_at(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.body);
    let links = between(&page.body, "class=\"c-disp who\"><a", "</a>");
    links
        .into_iter()
        .filter_map(|link| Some(link.rsplit_once('>')?.1.to_owned()))
        .collect()
}

fn turned(page: &Page, rel: &str) -> Option<Page> {
    let link = between(&page.body, &format!("rel=\"{rel}\" href=\""), "\"");
    Some(page.client.get(&link.first()?.replace("&#38;", "&")))
}

/// Every page from the first on, then back again.
fn all_pages(client: &Client, query: &str) -> (Vec<String>, Vec<String>) {
    let mut page = client.get(&format!("/users?{query}"));
    let (mut there, mut back) = (names_at(&page), Vec::new());
    while let Some(next) = turned(&page, "next") {
        there.extend(names_at(&next));
        page = next;
    }
    while let Some(previous) = turned(&page, "prev") {
        back.splice(0..0, names_at(&previous));
        page = previous;
    }
    (there, back)
}

#[test]
fn everybody_is_listed_by_display_name_in_danish_order() {
    let app = TestApp::start();
    let all = names(&app.log_in(ADMINISTRATOR).get("/users"));
    let expected = [
        "Administrator",
        "Carl Aagaard",
        "Dora Dahl",
        "Lone Lund",
        "Mona Nørgaard",
        "Sune Sørensen",
        "System",
    ];
    assert_eq!(all, expected);
}

#[test]
fn a_manager_sees_only_their_own_units_in_list_counters_and_picker() {
    let app = TestApp::start();
    let page = app.log_in(MANAGER_NORTH).get("/users");
    assert_eq!(names(&page), NORTHERN);
    assert_eq!(page.text("h1 .count"), "4 active");
    assert_eq!(page.texts("#units .tree .cut"), ["North", "Aalborg", "Skagen"]);
    assert_eq!(page.texts("#units .tree .hint"), ["4", "1", "1"]);
    assert!(page.text(".page-head .stat").starts_with('1'));
    assert!(!page.says("South") && !page.says("Sune"));
}

#[test]
fn a_manager_finds_nobody_elsewhere_by_search_or_forged_unit() {
    let app = TestApp::start();
    let manager = app.log_in(MANAGER_NORTH);
    assert!(found(&manager, "q=sune").is_empty() && found(&manager, "q=odense").is_empty());
    assert!(
        found(&manager, "q=-lone")
            .iter()
            .all(|name| NORTHERN.contains(&name.as_str()))
    );
    for unit in [unit::SOUTH, unit::ODENSE, unit::CHAIN, unit::TOP, 99_999] {
        assert_eq!(manager.get(&format!("/users?unit={unit}")).status, 404, "{unit}");
    }
    assert_eq!(found(&manager, &format!("unit={}", unit::SKAGEN)), ["Lone Lund"]);
}

#[test]
fn the_screen_is_closed_to_somebody_without_any_of_its_rights() {
    let app = TestApp::start();
    let cashier = app.log_in(CASHIER_NORTH);
    for path in [
        "/users",
        "/users/toolbar?id=205",
        "/users/selection?id=205",
        "/users/export",
    ] {
        assert_eq!(cashier.get(path).status, 403, "{path}");
    }
}

#[test]
fn search_finds_beginnings_of_words_in_names_email_and_unit() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(found(&admin, "q=norg"), ["Mona Nørgaard"]);
    assert_eq!(found(&admin, "q=ag%C3%A5rd"), ["Carl Aagaard"]);
    assert_eq!(found(&admin, "q=aalborg"), ["Carl Aagaard"]);
    assert_eq!(found(&admin, "q=chain.example+mona"), ["Mona Nørgaard"]);
    assert_eq!(found(&admin, "q=lone+skagen"), ["Lone Lund"]);
    assert!(
        found(&admin, "q=gaard").is_empty(),
        "a word matches at its beginning only"
    );
}

#[test]
fn search_leaves_out_looks_in_fields_and_for_phrases() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(found(&admin, "q=north+-dora"), ["Mona Nørgaard"]);
    assert_eq!(found(&admin, "q=unit:north+login:mona"), ["Mona Nørgaard"]);
    assert!(found(&admin, "q=email:dora").is_empty());
    assert_eq!(found(&admin, "q=%22lone+lund%22"), ["Lone Lund"]);
    assert!(found(&admin, "q=%22lund+lone%22").is_empty());
}

#[test]
fn signs_that_mean_something_to_a_database_are_only_signs() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    for query in ["%25", "_", "%27+OR+1%3D1--", "%00", "%5C", "%22", "-", "*", "mona%25"] {
        assert_eq!(admin.get(&format!("/users?q={query}")).status, 200, "{query}");
    }
    assert!(found(&admin, "q=m_na").is_empty());
    assert_eq!(admin.get("/users?sort=password_hash&cursor=f1.27&dir=x").status, 200);
    assert_eq!(admin.get("/users?q=a&q=b").status, 400);
}

#[test]
fn every_sort_pages_through_everybody_once_and_back() {
    let app = TestApp::start();
    many(&app);
    let admin = app.log_in(ADMINISTRATOR);
    for sort in ["display_name", "name", "email", "unit", "id"] {
        let (there, back) = all_pages(&admin, &format!("sort={sort}"));
        let (fallen, fallen_back) = all_pages(&admin, &format!("sort={sort}&dir=desc"));
        assert_eq!((there.len(), back.len()), (127, 100), "{sort}");
        assert_eq!(there[..back.len()], back[..], "{sort}");
        assert_eq!(fallen[..fallen_back.len()], fallen_back[..], "{sort}");
        assert_eq!(fallen.into_iter().rev().collect::<Vec<_>>(), there, "{sort}");
    }
}

#[test]
fn a_manager_pages_through_their_own_units_only() {
    let app = TestApp::start();
    many(&app);
    let manager = app.log_in(MANAGER_SOUTH);
    for sort in ["display_name", "name", "email", "unit", "id"] {
        let (there, back) = all_pages(&manager, &format!("sort={sort}"));
        assert_eq!((there.len(), back.len()), (121, 100), "{sort}");
        assert_eq!(there[..back.len()], back[..], "{sort}");
        assert!(!there.contains(&"Lone Lund".to_owned()));
    }
}

#[test]
fn users_without_an_email_come_last_when_sorted_by_it() {
    let app = TestApp::start();
    many(&app);
    let (there, _) = all_pages(&app.log_in(MANAGER_SOUTH), "sort=email");
    assert_eq!(there[0], "Extra 120");
    assert!(there[40..].contains(&"Sune Sørensen".to_owned()) && !there[40..].contains(&"Extra 003".to_owned()));
}

#[test]
fn deactivated_users_and_two_columns_more_are_shown_when_asked_for() {
    let app = TestApp::start();
    app.db.run("UPDATE users SET state = 'deactivated', deactivated_at = now() WHERE id = 205; UPDATE user_words SET active = false WHERE user_id = 205;");
    let admin = app.log_in(ADMINISTRATOR);
    assert!(found(&admin, "q=lone").is_empty());
    let page = admin.get("/users?deactivated=1&q=lone");
    assert_eq!(page.texts("tbody .c-state"), ["Deactivated"]);
    let heads = page.texts("thead th");
    assert!(heads.contains(&"Deactivated".to_owned()) && heads.contains(&"Locked at".to_owned()));
}

#[test]
fn the_status_tells_locked_and_waiting_apart() {
    let app = TestApp::start();
    app.db.run("UPDATE users SET password_hash = NULL WHERE id = 202");
    let admin = app.log_in(ADMINISTRATOR);
    let status = |query: &str| admin.get(&format!("/users?q={query}")).text("tbody .c-state");
    assert_eq!(status("lone"), "Locked");
    assert_eq!(status("carl"), "Waiting for activation");
    assert_eq!(status("system"), "Active");
    assert_eq!(found(&admin, "status=locked"), [LOCKED.display_name]);
}

#[test]
fn the_choice_of_columns_is_kept_per_user() {
    let app = TestApp::start();
    let manager = app.log_in(MANAGER_NORTH);
    assert_eq!(
        manager.get("/users?q=carl").form("#columns form").value("from"),
        "/users?q=carl"
    );
    let choice = [
        ("column", "groups"),
        ("column", "id"),
        ("column", "password_hash"),
        ("from", "/users?q=carl"),
    ];
    let page = manager.post("/users/columns", &choice).follow();
    assert_eq!(page.texts("thead th")[1..], ["Display name", "Groups", "ID"]);
    assert_eq!(names(&page), ["Carl Aagaard"], "and the search is still there");
    assert_eq!(page.texts("tbody .tag"), ["Cashiers"]);
    let elsewhere = app.log_in(MANAGER_NORTH).get("/users");
    assert_eq!(elsewhere.texts("thead th").len(), 4);
    assert_eq!(app.log_in(MANAGER_SOUTH).get("/users").texts("thead th").len(), 7);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'user.columns_chosen'"),
        1
    );
}

#[test]
fn groups_elsewhere_are_not_shown() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO memberships (unit_id, group_id, account_id) VALUES (6, 102, 205);
         UPDATE users SET columns = '{groups}';
         INSERT INTO accounts (id, kind, name, name_key) VALUES (150, 'group', 'south-only', 'south-only');
         INSERT INTO groups (id, display_name, sort_name) VALUES (150, 'South only', 'south only');
         INSERT INTO memberships (unit_id, group_id, account_id) VALUES (6, 150, 205);",
    );
    let page = app.log_in(MANAGER_NORTH).get("/users?q=lone");
    assert_eq!(page.texts("tbody .tag"), ["Cashiers"]);
}

#[test]
fn the_toolbar_follows_the_selection_and_says_why_not() {
    let app = TestApp::start();
    let manager = app.log_in(MANAGER_NORTH);
    let none = manager.get("/users/toolbar");
    assert_eq!(none.text("#act-edit-why"), "Select one or more users first.");
    let one = manager.get("/users/toolbar?id=202");
    assert!(one.has("#users-deactivate[formaction='/users/deactivate']") && one.has("a#act-edit"));
    assert_eq!(
        one.text("#users-reset-why"),
        "There are no failed login attempts to reset."
    );
    let several = manager.get("/users/toolbar?id=202&id=205&id=201");
    assert_eq!(several.text("#users-deactivate"), "Deactivate 2 users");
    assert_eq!(several.text("#users-reset"), "Reset failed login attempts");
    assert_eq!(several.text(".sel b"), "3 users selected");
}

#[test]
fn a_refused_button_names_the_right_and_the_unit() {
    let app = TestApp::start();
    let page = app.log_in(DENIED).get("/users/toolbar?id=202");
    assert_eq!(page.text("#act-edit-why"), "You need Edit user in Aalborg.");
    assert!(page.has("#users-deactivate"));
}

#[test]
fn only_administrators_see_log_out_user() {
    let app = TestApp::start();
    assert!(!app.log_in(MANAGER_NORTH).get("/users").says("Log out user"));
    assert!(app.log_in(ADMINISTRATOR).get("/users").says("Log out user"));
}

#[test]
fn ids_from_elsewhere_are_as_good_as_not_selected() {
    let app = TestApp::start();
    let page = app.log_in(MANAGER_NORTH).get("/users/toolbar?id=203&id=99999");
    assert_eq!(page.attr("#acts", "data-count"), "0");
    assert!(!page.says("Sune"));
}

#[test]
fn without_scripts_the_selection_is_sent_and_comes_back_ticked() {
    let app = TestApp::start();
    let manager = app.log_in(MANAGER_NORTH);
    let chosen = manager.get("/users/selection?from=%2Fusers%3Fq%3Dlone&id=205");
    assert_eq!(chosen.location(), "/users?q=lone&id=205");
    let page = chosen.follow();
    assert_eq!(page.attrs("tbody input[name=id][checked]", "value"), ["205"]);
    assert_eq!(page.text(".sel b"), "Lone Lund");
    assert_eq!(
        manager
            .get("/users/selection?from=https%3A%2F%2Fevil&id=205")
            .location(),
        "/users?id=205"
    );
}

#[test]
fn a_row_leads_to_its_user_and_back_to_search_page_and_row() {
    let app = TestApp::start();
    let page = app.log_in(MANAGER_NORTH).get("/users?q=lone&deactivated=1");
    let url = page.attr("tbody th a", "href");
    assert_eq!(url, "/users/205?from=%2Fusers%3Fq%3Dlone%26deactivated%3D1%26id%3D205");
    assert_eq!(page.attr("tbody tr", "data-href"), url);
    let back = page.client.get("/users?q=lone&deactivated=1&id=205");
    assert!(back.has("tbody th a[autofocus]"));
}

#[test]
fn an_empty_list_says_why() {
    let app = TestApp::start();
    let manager = app.log_in(MANAGER_NORTH);
    let page = manager.get("/users?q=nobodyhere&deactivated=1");
    assert!(page.text(".empty").starts_with("Nobody matches."));
    assert_eq!(names(&page.click(".empty a")).len(), 4);
    app.db.run("UPDATE users SET unit_id = 3 WHERE id = 205");
    assert!(
        manager
            .get(&format!("/users?unit={}", unit::SKAGEN))
            .text(".empty")
            .starts_with("Nobody is here yet.")
    );
}

#[test]
fn somebody_who_may_open_the_screen_but_see_no_unit_is_told_so() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT 202, id, scope, 1, true FROM permissions WHERE key = 'navigation.access.security.users';
         INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT 202, id, scope, 1, false FROM permissions WHERE key = 'OrgUnitAccess';
         UPDATE access_state SET version = version + 2;",
    );
    let page = app.log_in(CASHIER_NORTH).get("/users");
    assert!(page.text(".empty").starts_with("You have access to no org. unit"));
    assert!(page.has("#create-why"));
}

#[test]
fn create_leads_on_where_a_unit_allows_it_and_says_why_not_elsewhere() {
    let app = TestApp::start();
    let manager = app.log_in(MANAGER_NORTH).get(&format!("/users?unit={}", unit::SKAGEN));
    assert!(
        manager
            .attr("a#create", "href")
            .starts_with(&format!("/users/new?unit={}", unit::SKAGEN))
    );
    app.db.run(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT 202, id, scope, 1, true FROM permissions WHERE key = 'navigation.access.security.users';
         UPDATE access_state SET version = version + 2;",
    );
    let cashier = app.log_in(CASHIER_NORTH).get("/users");
    assert_eq!(cashier.text("#create-why"), "You need Create user in Aalborg.");
}
