//! Lists as files (SPEC L-5, 11; SECURITY EX1, EX2): groups and units in the form that an import reads, customers and
//! the audit of logins as they are shown. Users, memberships, actors and the log have files of tests of their own.
use crate::memberships::make_group;
use crate::security::TRACES;
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH, MANAGER_SOUTH, unit};
use crate::support::client::Client;

/// Every line of the file, without its ending.
fn lines(client: &Client, path: &str) -> Vec<String> {
    let page = client.get(path);
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    assert!(page.header("content-type").starts_with("text/csv"), "{path}");
    page.body.lines().map(str::to_owned).collect()
}

fn logged(app: &TestApp, kind: &str) -> String {
    app.db.text(&format!(
        "SELECT coalesce(string_agg(user_id || ': ' || (details->>'rows'), ', ' ORDER BY id), '') FROM activity WHERE type = '{kind}'"
    ))
}

#[test]
fn l5_groups_are_exported_in_the_form_that_the_import_takes_back() {
    let app = TestApp::start();
    make_group(&app.db, 110, "night-shift");
    app.db.run(
        "UPDATE groups SET display_name = '=Night', access_minutes = 15, require_two_factor = true WHERE id = 110",
    );
    let admin = app.log_in(ADMINISTRATOR);
    let file = admin.get("/groups").click("#act-export");
    let rows: Vec<&str> = file.body.lines().collect();
    assert_eq!(
        rows,
        [
            "name,display_name,description,access_minutes,refresh_minutes,two_factor_required",
            "cashiers,Cashiers,,,,no",
            "night-shift,'=Night,,15,,yes",
            "store-managers,Store managers,,,,no",
        ],
        "neither system groups nor predefined roles, and no formula"
    );
    let report = admin.check_file("groups", &file.body);
    assert!(report.says("There is nothing to do"), "{}", report.text("main"));
    assert_eq!(
        lines(&admin, "/groups/export?q=cash&dir=desc")[1..],
        ["cashiers,Cashiers,,,,no"]
    );
    assert_eq!(logged(&app, "groups.exported"), "2: 3, 2: 1");
}

#[test]
fn l5_units_are_exported_in_the_form_that_the_import_takes_back() {
    let app = TestApp::start();
    app.db
        .run("UPDATE org_units SET number = '0042', time_zone = 'Europe/Oslo', language = 'da' WHERE id = 4");
    let admin = app.log_in(ADMINISTRATOR);
    let file = admin.get("/org-units").click("#act-export");
    let rows: Vec<&str> = file.body.lines().collect();
    assert_eq!(
        rows[..5],
        [
            "code,name,kind,parent_code,customer_number,number,licence_pool,time_zone,language",
            "CHAIN,Chain,customer,,1000,,,,",
            "NORTH,North,unit,CHAIN,,,,,",
            "N1,Aalborg,unit,NORTH,,0042,,Europe/Oslo,da",
            "N2,Skagen,unit,NORTH,,,,,",
        ]
    );
    assert_eq!(rows.len(), 7);
    let report = admin.check_file("org_units", &file.body);
    assert!(report.says("There is nothing to do"), "{}", report.text("main"));
    assert_eq!(
        lines(&admin, "/org-units/export?q=skag")[1..],
        ["N2,Skagen,unit,NORTH,,,,,"]
    );
    assert_eq!(logged(&app, "org_units.exported"), "2: 6, 2: 1");
}

/// P-12: neither units elsewhere, nor what stands above the highest that is seen, nor licences.
#[test]
fn p12_a_file_of_units_has_nothing_of_other_units_and_moves_none() {
    let app = TestApp::start();
    app.db.allow(MANAGER_NORTH.id, &["OrgUnitEdit"], unit::NORTH);
    app.db.run("UPDATE customer_licences SET pool = 777");
    let mona = app.log_in(MANAGER_NORTH);
    let rows = lines(&mona, "/org-units/export");
    assert_eq!(
        rows,
        [
            "code,name,kind,parent_code,customer_number,number,time_zone,language",
            "NORTH,North,unit,,,,,",
            "N1,Aalborg,unit,NORTH,,,,",
            "N2,Skagen,unit,NORTH,,,,",
        ]
    );
    assert_eq!(lines(&mona, "/org-units/export?q=odense").len(), 1);
    let before = app.db.fingerprint(&[TRACES, &["uploads", "upload_rows"]].concat());
    let report = mona.check_file("org_units", rows.join("\r\n"));
    assert!(report.says("The file has errors"), "{}", report.text("main"));
    app.db.assert_same(&before);
    // Whoever sees customers with their licences has them in the file.
    assert!(
        app.log_in(ADMINISTRATOR)
            .get("/org-units/export")
            .body
            .contains("1000,,777")
    );
}

#[test]
fn l5_customers_are_exported_as_they_are_shown() {
    let app = TestApp::start();
    app.db.run("UPDATE customer_licences SET pool = 1234");
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get("/support/customers");
    let file = page.click("#act-export").body;
    let rows: Vec<&str> = file.lines().collect();
    let taken = app
        .db
        .number("SELECT taken FROM customer_licences WHERE customer_id = 2");
    let heads = "Name,Customer number,Code,Licence pool,Assigned,Remaining";
    assert_eq!(rows[0].to_lowercase(), heads.to_lowercase());
    assert_eq!(rows[1], format!("Chain,1000,CHAIN,1234,{taken},{}", 1234 - taken));
    let form = page.form("#columns form").untick_value("column", "pool");
    assert_eq!(form.submit().status, 303);
    assert_eq!(
        lines(&admin, "/support/customers/export?q=1000")[1]
            .matches(',')
            .count(),
        4
    );
    assert_eq!(lines(&admin, "/support/customers/export?q=zz").len(), 1);
    assert_eq!(logged(&app, "customers.exported"), "2: 1, 2: 1, 2: 0");
}

/// P-12, EX2: rows and masks of the list.
#[test]
fn l5_the_audit_of_logins_is_exported_as_it_is_shown_to_its_reader() {
    let app = TestApp::start();
    for person in [CASHIER_NORTH, MANAGER_SOUTH] {
        app.log_in(person);
    }
    app.db.allow(MANAGER_NORTH.id, &["ManageBlockIp"], unit::TOP);
    let mona = app.log_in(MANAGER_NORTH);
    let page = mona.get("/login-security");
    let file = page.click("#act-export").body;
    assert!(
        file.contains("Carl Aagaard,Aalborg,carl@chain.example,127.0.0.1,"),
        "{file}"
    );
    assert!(!file.contains("Sune") && !file.contains("Odense"), "{file}");
    assert_eq!(file.lines().count(), 1 + page.count("tbody tr"));
    // Carl stands elsewhere now: his name is in the row, his address is not.
    app.db.run("UPDATE users SET unit_id = 7 WHERE id = 202");
    let file = mona.get("/login-security/export").body;
    assert!(file.contains("Carl Aagaard,Aalborg,,127.0.0.1,"), "{file}");
    assert_eq!(lines(&mona, "/login-security/export?q=carl").len(), 2);
    assert_eq!(mona.get("/login-security/export?unit=7").status, 404);
    assert_eq!(logged(&app, "login_security.audit_exported"), "201: 2, 201: 2, 201: 1");
}

#[test]
fn p14_nobody_exports_a_list_whose_screen_they_may_not_open() {
    let app = TestApp::start();
    let carl = app.log_in(CASHIER_NORTH);
    for list in ["/groups", "/org-units", "/support/customers", "/login-security"] {
        assert_eq!(carl.get(list).status, 403, "{list}");
        assert_eq!(carl.get(&format!("{list}/export")).status, 403, "{list}");
    }
    let exports = "SELECT count(*) FROM activity WHERE type LIKE '%exported'";
    assert_eq!(app.db.number(exports), 0);
}

/// P-8: rows are read in chunks, and each asks again.
#[test]
fn p8_a_file_with_more_rows_than_are_read_at_once_has_each_row_once() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO accounts (id, kind, name, name_key) SELECT i, 'group', 'g' || i, 'g' || i FROM generate_series(2001, 3100) i;
         INSERT INTO groups (id, display_name, sort_name) SELECT i, 'G' || i, 'g' || i FROM generate_series(2001, 3100) i",
    );
    app.db.run(crate::users_units::STORES);
    let admin = app.log_in(ADMINISTRATOR);
    for (path, rows) in [
        ("/groups/export?q=g", "SELECT count(*) FROM groups WHERE id > 2000"),
        ("/org-units/export", "SELECT count(*) FROM org_units WHERE id > 1"),
    ] {
        let mut file = lines(&admin, path)[1..].to_vec();
        let all = file.len();
        file.sort();
        file.dedup();
        assert_eq!((all, file.len() as i64), (file.len(), app.db.number(rows)), "{path}");
    }
}
