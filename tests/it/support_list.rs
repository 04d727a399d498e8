//! The list of the support screen: whoever is not deleted, and what stays while it is searched and paged (SPEC C-1).
use crate::support::client::Client;
use crate::support::console::Terminal;
use crate::support::page::Page;
use crate::support::{TestApp, cast, unit};

const PATH: &str = "/support/users";
const SEARCH: &str = "form[role=search]";

fn names(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.body);
    page.texts(".people tbody th a")
}

fn row(page: &Page, name: &str) -> String {
    let rows = page.texts(".people tbody tr");
    let found = rows.iter().find(|row| row.contains(name));
    found.unwrap_or_else(|| panic!("no {name} among {rows:?}")).clone()
}

/// Administrator, after Carl was deactivated.
fn without_carl(app: &TestApp) -> Client {
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = admin
        .get("/users/deactivate?id=202")
        .form("main form[method=post]")
        .submit();
    assert_eq!(form.status, 303);
    assert_eq!(app.db.text("SELECT state FROM users WHERE id = 202"), "deactivated");
    admin
}

#[test]
fn c1_the_deactivated_are_listed_and_found_and_say_so() {
    let app = TestApp::start();
    let admin = without_carl(&app);
    app.db.run("UPDATE users SET password_hash = NULL WHERE id = 203");
    let page = admin.get(PATH);
    assert!(row(&page, "Carl Aagaard").contains("Deactivated"));
    assert!(!row(&page, "Carl Aagaard").contains("Licensed"), "given back");
    assert!(row(&page, "Sune Sørensen").contains("Waiting for activation"));
    assert!(
        !row(&page, "Mona Nørgaard").contains("Active"),
        "that goes without saying"
    );
    assert_eq!(names(&admin.get("/support/users?q=carl")), ["Carl Aagaard"]);
    let page = admin.get("/support/users/202");
    assert_eq!(page.texts(".one-head .state"), ["Deactivated"]);
    assert_eq!(
        admin.get("/support/users/203").texts(".one-head .state"),
        ["Waiting for activation"]
    );
    assert_eq!(admin.get("/support/users/201").count(".one-head .state"), 0);
}

/// U-6, P-12: as on the list of users.
#[test]
fn c1_the_licences_counted_are_those_of_the_users_in_sight() {
    let app = TestApp::start();
    app.db.run("UPDATE customer_licences SET pool = 7");
    app.db
        .allow(cast::MANAGER_SOUTH.id, &["navigation.access.cloud.users"], unit::TOP);
    let page = app.log_in(cast::MANAGER_SOUTH).get(PATH);
    assert_eq!(page.texts("#counters dd")[1], "1 assigned, 2 remaining");
}

#[test]
fn c1_the_filter_of_status_leaves_the_active_or_the_deactivated() {
    let app = TestApp::start();
    let admin = without_carl(&app);
    let everybody = names(&admin.get(PATH)).len();
    let page = admin.get(PATH).form(SEARCH).choose("status", "deactivated").submit();
    assert_eq!(names(&page), ["Carl Aagaard"]);
    assert_eq!(page.form(SEARCH).value("status"), "deactivated", "the address says so");
    let found = |query: &str| names(&admin.get(&format!("{PATH}?{query}")));
    assert_eq!(found("status=active").len(), everybody - 1);
    assert!(found("status=active&q=carl").is_empty());
    assert_eq!(found("status=deactivated&q=car"), ["Carl Aagaard"]);
    assert!(found("status=deactivated&q=mona").is_empty());
    for nobody in ["licensed=1", "locked=1"] {
        assert!(found(&format!("status=deactivated&{nobody}")).is_empty(), "{nobody}");
        assert!(!found(nobody).contains(&"Carl Aagaard".to_owned()), "{nobody}");
    }
    assert_eq!(found("status=nonsense").len(), everybody);
    let locked = page.click("#counters a");
    assert_eq!(
        names(&locked),
        ["Lone Lund"],
        "whoever is locked, whatever was filtered"
    );
}

/// Sixty people, and sixty failed logins of Carl.
fn many(app: &TestApp) -> Client {
    let rows: String = (0..60).map(|n| format!("p{n:02},Person {n:02},N1\n")).collect();
    Terminal::at(&app.db).imported("users", format!("login,display_name,unit_code\n{rows}"));
    app.db.run(
        "INSERT INTO activity (type, unit_id, subject_kind, subject_id, request_id, details)
         SELECT 'login.failed', unit_id, 'user', id, gen_random_uuid(), '{}' FROM users, generate_series(1, 60) WHERE id = 202",
    );
    app.log_in(cast::ADMINISTRATOR)
}

fn tab(page: &Page) -> String {
    page.text(".tabs a[aria-current]")
}

#[test]
fn c1_paging_and_searching_the_list_keep_the_tab_and_its_own_page() {
    let app = TestApp::start();
    let admin = many(&app);
    let page = admin.get("/support/users/202/activity?q=person");
    assert_eq!((page.count(".events li"), names(&page).len()), (50, 50));
    let second = page.click(".support-list a[rel=next]");
    assert_eq!(
        (tab(&second), names(&second).len(), second.count(".events li")),
        ("Activity".into(), 10, 50)
    );
    let older = second.click(".support-one a[rel=next]");
    assert_eq!((names(&older), older.count(".events li")), (names(&second), 10));
    let back = older.click(".support-list a[rel=prev]");
    assert_eq!(
        (tab(&back), names(&back).len(), back.count(".events li")),
        ("Activity".into(), 50, 10)
    );
    let found = back.form(SEARCH).fill("q", "mona").submit();
    assert_eq!((tab(&found), found.count(".events li")), ("Activity".into(), 10));
    assert_eq!(
        (names(&found), found.text("h1")),
        (vec!["Mona Nørgaard".to_owned()], "Carl Aagaard".into())
    );
    let none = found.form(SEARCH).fill("q", "zzz").submit().click("#list a");
    assert_eq!(
        (tab(&none), names(&none).len()),
        ("Activity".into(), 50),
        "Clear search"
    );
}

#[test]
fn c1_settings_keep_what_is_looked_for_while_the_list_is_searched_and_the_other_way_round() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO user_settings (user_id, key, value) VALUES (202, 'till', '1'), (202, 'printer', '2')");
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/support/users/202/settings?status=active");
    let page = page.form("form:has(#setting-key)").fill("key", "till").submit();
    assert_eq!(page.texts(".settings b"), ["till"]);
    let page = page.form(SEARCH).fill("q", "mona").submit();
    assert_eq!(
        (tab(&page), page.texts(".settings b")),
        ("Settings".into(), vec!["till".to_owned()])
    );
    assert_eq!(
        (names(&page), page.form(SEARCH).value("status")),
        (vec!["Mona Nørgaard".to_owned()], "active".into())
    );
}
