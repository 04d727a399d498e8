//! Support → Users: the list, its counters and filters, and what is said of one user (SPEC C-1, C-2, C-6 to C-8).
use crate::actors::{CARL, insert};
use crate::security::TRACES;
use crate::support::client::Client;
use crate::support::console::Terminal;
use crate::support::page::Page;
use crate::support::{TestApp, cast, unit};

const PATH: &str = "/support/users";
/// What the predefined role Support gives, less what this screen does not show.
const HELPS: [&str; 4] = [
    "OrgUnitAccess",
    "CancelUserSession",
    "ManageUserSettings",
    "navigation.access.cloud.users",
];

/// Sune helps the whole chain.
pub fn helper(app: &TestApp) -> Client {
    app.db.allow(cast::MANAGER_SOUTH.id, &HELPS, unit::CHAIN);
    app.log_in(cast::MANAGER_SOUTH)
}

/// A second customer with a user of its own.
fn another_customer(app: &TestApp) {
    let terminal = Terminal::at(&app.db);
    terminal.imported(
        "org_units",
        "code,name,kind,parent_code,customer_number\nOTHER,Other,customer,,2000\n",
    );
    terminal.imported("users", "login,display_name,unit_code\nolga,Olga Olsen,OTHER\n");
}

fn names(client: &Client, path: &str) -> Vec<String> {
    client.get(path).texts("tbody th a")
}

#[test]
fn c1_the_list_shows_who_is_licensed_and_locked_with_counters_above_it() {
    let app = TestApp::start();
    app.db
        .run("UPDATE users SET licensed = false WHERE id = 202; UPDATE customer_licences SET pool = 10");
    let page = helper(&app).get(PATH);
    assert_eq!(page.texts("tbody th a").len(), 5, "{:?}", page.texts("tbody th a"));
    assert_eq!(page.texts("#counters dd"), ["1", "4 assigned, 6 remaining"]);
    let row = |name: &str| {
        let rows = page.texts("tbody tr");
        rows.into_iter().find(|row| row.contains(name)).unwrap()
    };
    assert!(row("Lone Lund").ends_with("LicensedLocked"), "{}", row("Lone Lund"));
    assert!(
        row("Carl Aagaard").starts_with("CACarl Aagaard carl@chain.exampleCustomer 1000")
            && !row("Carl Aagaard").contains("Licensed"),
        "{}",
        row("Carl Aagaard")
    );
    app.db.run("UPDATE customer_licences SET pool = NULL");
    let page = app.log_in(cast::ADMINISTRATOR).get(PATH);
    assert_eq!(page.texts("#counters dd")[1], "4 assigned, unlimited");
}

#[test]
fn c1_it_is_searched_and_filtered_and_the_address_keeps_that() {
    let app = TestApp::start();
    app.db.run("UPDATE users SET licensed = false WHERE id = 202");
    let sune = helper(&app);
    assert_eq!(names(&sune, "/support/users?q=car"), ["Carl Aagaard"]);
    assert!(names(&sune, "/support/users?q=car&licensed=1").is_empty());
    assert_eq!(names(&sune, "/support/users?locked=1"), ["Lone Lund"]);
    assert_eq!(names(&sune, "/support/users?licensed=1").len(), 4);
    assert_eq!(names(&sune, "/support/users?licensed=1&q=norg"), ["Mona Nørgaard"]);
    let page = sune.get("/support/users?q=car").click("tbody th a");
    assert_eq!(
        (page.path.as_str(), page.text("h1")),
        ("/support/users/202?q=car", "Carl Aagaard".into())
    );
    assert_eq!(page.texts("tbody th a"), ["Carl Aagaard"]);
    assert!(page.has("tr.is-chosen a[aria-current]"));
}

#[test]
fn c1_all_customers_is_for_those_who_reach_more_than_one() {
    let app = TestApp::start();
    another_customer(&app);
    let sune = helper(&app);
    let page = sune.get(PATH);
    assert!(!page.has("[name=all]") && !page.has("[name=customer]"));
    assert!(!names(&sune, "/support/users?all=1").contains(&"Olga Olsen".to_owned()));
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get(PATH);
    assert_eq!(page.texts("[name=customer] option"), ["Chain", "Other"]);
    assert!(!page.says("Olga Olsen"), "the first customer is chosen");
    let other = page.attrs("[name=customer] option", "value")[1].clone();
    assert_eq!(names(&admin, &format!("{PATH}?customer={other}")), ["Olga Olsen"]);
    let olga = app.db.number("SELECT id FROM users WHERE display_name = 'Olga Olsen'");
    let beside = names(&admin, &format!("{PATH}/{olga}"));
    assert_eq!(
        beside,
        ["Olga Olsen"],
        "beside somebody stands the list of their customer"
    );
    let all = names(&admin, &format!("{PATH}?all=1"));
    assert!(
        all.contains(&"Olga Olsen".to_owned()) && all.contains(&"Carl Aagaard".to_owned()),
        "{all:?}"
    );
}

#[test]
fn p14_the_screen_opens_for_its_rights_alone_and_p12_hides_who_is_out_of_sight() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    assert_eq!(mona.get(PATH).status, 403);
    assert!(!mona.get("/users").has("nav a[href='/support/users']"));
    app.db
        .allow(cast::MANAGER_SOUTH.id, &["navigation.access.cloud.users"], unit::TOP);
    let sune = app.log_in(cast::MANAGER_SOUTH);
    let page = sune.get(PATH);
    assert!(page.has("nav a[href='/support/users'][aria-current]"));
    assert_eq!(page.texts("tbody th a"), ["Sune Sørensen"], "South alone");
    for path in [
        "/support/users/202",
        "/support/users/202/activity",
        "/support/users/202/settings",
        "/support/users/202/sessions",
        "/support/users/9999",
    ] {
        assert_eq!(sune.get(path).status, 404, "{path}");
    }
    assert_eq!(sune.get("/support/users/203").status, 200);
    assert_eq!(sune.get("/support/users/203/settings").status, 403);
    assert!(
        !sune
            .get("/support/users/203")
            .has("a[href^='/support/users/203/settings']")
    );
}

/// What stands beside a label of the chosen user.
fn fact(page: &Page, label: &str) -> String {
    let labels = page.texts(".support-one dt");
    let at = labels
        .iter()
        .position(|have| have == label)
        .unwrap_or_else(|| panic!("{label} among {labels:?}"));
    page.texts(".support-one dd")[at].clone()
}

/// In North, whom Sune sees, and at the top, which he does not.
#[test]
fn c4_clerk_enabled_says_whether_the_employee_is_active_and_that_one_out_of_sight_is_not() {
    let app = TestApp::start();
    insert(&app.db, &CARL);
    let sune = helper(&app);
    let clerk = |sql: &str| {
        app.db.run(&format!("UPDATE actors SET {sql} WHERE id = 504"));
        fact(&sune.get("/support/users/202"), "Clerk enabled")
    };
    assert_eq!(clerk("enabled = true"), "Yes");
    assert_eq!(clerk("archived_at = now()"), "No");
    assert_eq!(clerk("archived_at = NULL, enabled = false"), "No");
    assert_eq!(clerk("enabled = true, unit_id = 1, name = 'Hidden'"), "–");
    assert_eq!(clerk("archived_at = now()"), "No");
    assert!(!sune.get("/support/users/202").says("Hidden"));
}

#[test]
fn c2_the_account_says_how_it_stands() {
    let app = TestApp::start();
    let sune = helper(&app);
    app.visitor().post("/login", &[("name", "carl"), ("password", "wrong")]);
    app.log_in(cast::CASHIER_NORTH);
    let page = sune.get("/support/users/202");
    assert!(page.says("Id 202") && page.says("carl@chain.example"));
    let told = [
        "Account locked",
        "User licensed",
        "Clerk enabled",
        "Currently logged in",
        "Lockout end",
    ];
    assert_eq!(
        told.map(|label| fact(&page, label)),
        ["No", "Yes", "–", "Yes, one session", "–"]
    );
    assert_ne!(fact(&page, "Final login attempt"), "–");
    assert_ne!(fact(&page, "Last successful login"), "–");
    app.db.run("DELETE FROM activity_unsealed; DELETE FROM activity_chain; DELETE FROM activity_personal; DELETE FROM activity; DELETE FROM login_audit");
    let later = sune.get("/support/users/202");
    assert_eq!(
        fact(&later, "Final login attempt"),
        fact(&page, "Final login attempt"),
        "when the log is gone"
    );
    assert_eq!(fact(&page, "Customer number"), "1000");
    assert!(page.says("Not verified") && page.says("not confirmed"), "C-7");
    let page = sune.get("/support/users/205");
    assert_eq!(fact(&page, "Account locked"), "Yes");
    assert_ne!(fact(&page, "Lockout end"), "–");
    let admin = app.log_in(cast::ADMINISTRATOR);
    assert_eq!(fact(&admin.get("/support/users/2"), "User licensed"), "None needed");
}

#[test]
fn c2_sessions_are_cancelled_one_by_one_or_all_on_every_node() {
    let app = TestApp::start();
    let sune = helper(&app);
    let (first, second) = (app.log_in(cast::CASHIER_NORTH), app.log_in(cast::CASHIER_NORTH));
    let page = sune.get("/support/users/202").click("#cancel-session");
    assert_eq!(page.count("[name=session]"), 2);
    let newest = page.attr("[name=session]", "value");
    let done = page.form("#dialog form").press_sending("session", &newest);
    assert!(done.follow().says("The session has been cancelled."));
    assert_eq!(
        (first.get("/account").status, second.get("/account").status),
        (200, 303)
    );
    let page = sune.get("/support/users/202/sessions");
    let done = page.form("#dialog form").press("Cancel the session");
    assert_eq!((done.status, first.get("/account").status), (303, 303));
    let types = "SELECT string_agg(type, ' ' ORDER BY id) FROM activity WHERE subject_id = 202 AND user_id = 203";
    assert_eq!(app.db.text(types), "session.ended user.logged_out");
}

#[test]
fn c2_every_live_session_is_shown_however_many_ended_since_and_a_login_without_its_code_is_none() {
    let app = TestApp::start();
    let sune = helper(&app);
    let carl = app.log_in(cast::CASHIER_NORTH);
    app.db.run(
        "INSERT INTO sessions (user_id, secret_hash, stage, login_option, expires_at, access_expires_at, proof_at, address, device, ended_at, ended_how)
         SELECT 202, sha256(int4send(i)), CASE i WHEN 0 THEN 'code' ELSE 'full' END, 'password', now() + interval '5 minutes', now() + interval '5 minutes',
            now(), '10.0.0.1', '', CASE WHEN i > 0 THEN now() END, CASE WHEN i > 0 THEN 'logged-out' END
         FROM generate_series(0, 420) i",
    );
    let page = sune.get("/support/users/202").click("#cancel-session");
    assert_eq!(page.count("[name=session]"), 1);
    let done = page.form("#dialog form").press("Cancel the session");
    assert!(done.follow().says("The session has been cancelled."));
    assert_eq!(carl.get("/account").status, 303);
    let open = "SELECT count(*) FROM sessions WHERE user_id = 202 AND ended_at IS NULL";
    assert_eq!(app.db.number(open), 0);
}

#[test]
fn c2_without_the_right_nobody_cancels_a_session() {
    let app = TestApp::start();
    app.db.allow(
        cast::MANAGER_SOUTH.id,
        &["OrgUnitAccess", "navigation.access.cloud.users"],
        unit::CHAIN,
    );
    let sune = app.log_in(cast::MANAGER_SOUTH);
    let carl = app.log_in(cast::CASHIER_NORTH);
    let page = sune.get("/support/users/202");
    assert!(
        page.has(".tipbox [aria-disabled]") && page.says("Cancel session"),
        "{}",
        page.text(".support-one")
    );
    let before = app.db.fingerprint(TRACES);
    let refused = sune.post("/support/users/202/sessions", &[]);
    assert!(
        refused.status == 403 && refused.says("Cancel session"),
        "{}",
        refused.text("main")
    );
    app.db.assert_same(&before);
    assert_eq!(carl.get("/account").status, 200);
    let denied =
        "SELECT count(*) FROM activity WHERE type = 'access.denied' AND details->>'right' = 'CancelUserSession'";
    assert_eq!(app.db.number(denied), 1);
}

#[test]
fn c2_the_sessions_of_administrator_are_cancelled_by_administrators_alone() {
    let app = TestApp::start();
    app.db.allow(cast::MANAGER_SOUTH.id, &HELPS, unit::TOP);
    let (admin, sune) = (app.log_in(cast::ADMINISTRATOR), app.log_in(cast::MANAGER_SOUTH));
    assert!(matches!(sune.post("/support/users/2/sessions", &[]).status, 403 | 404));
    assert_eq!(admin.get("/account").status, 200);
}

#[test]
fn c8_activity_tells_of_logins_and_of_nothing_else() {
    let app = TestApp::start();
    let sune = helper(&app);
    app.visitor().post("/login", &[("name", "carl"), ("password", "wrong")]);
    app.log_in(cast::ADMINISTRATOR)
        .get("/users/202")
        .form("form[data-guard]")
        .fill("display_name", "Carl B")
        .submit();
    let page = sune.get("/support/users/202/activity");
    let events = page.texts(".events li");
    assert!(events.len() == 1 && events[0].contains("127.0.0.1"), "{events:?}");
    assert!(page.says("Carl B") && !events[0].contains("Carl B"));
}

#[test]
fn c1_pages_lead_forward_and_back_whoever_is_chosen() {
    let app = TestApp::start();
    let rows: String = (0..60).map(|n| format!("p{n:02},Person {n:02},N1\n")).collect();
    Terminal::at(&app.db).imported("users", format!("login,display_name,unit_code\n{rows}"));
    let sune = helper(&app);
    let first = sune.get("/support/users/202?q=person");
    assert_eq!(first.count("tbody tr"), 50);
    let second = first.click("a[rel=next]");
    assert_eq!(
        (second.count("tbody tr"), second.text("h1")),
        (10, "Carl Aagaard".into())
    );
    assert_eq!(second.click("a[rel=prev]").count("tbody tr"), 50);
    let odd = sune.get("/support/users?cursor=f99999.7a7a7a7a");
    assert_eq!((odd.status, odd.location()), (303, PATH));
}

#[test]
fn c3_the_switch_gives_and_takes_a_licence_at_once_and_keeps_the_list() {
    let app = TestApp::start();
    app.db.allow(
        cast::MANAGER_SOUTH.id,
        &["OrgUnitAccess", "ManageUserLicence"],
        unit::CHAIN,
    );
    let (sune, carl) = (app.log_in(cast::MANAGER_SOUTH), app.log_in(cast::CASHIER_NORTH));
    let page = sune.get("/support/users/202?q=car");
    let switched = page.form("form:has(#licence)").submit();
    assert_eq!(switched.location(), "/support/users/202?q=car");
    assert_eq!(carl.get("/account").status, 303, "the session is over");
    assert_eq!(switched.follow().attr("#licence", "aria-checked"), "false");
    app.db.run("UPDATE customer_licences SET pool = taken");
    let before = app.db.fingerprint(TRACES);
    let refused = switched.follow().form("form:has(#licence)").submit();
    assert!(refused.status == 403, "{} {}", refused.status, refused.text("main"));
    app.db.assert_same(&before);
    app.db.run("UPDATE customer_licences SET pool = NULL");
    assert_eq!(switched.follow().form("form:has(#licence)").submit().status, 303);
    assert_eq!(app.db.text("SELECT licensed::text FROM users WHERE id = 202"), "true");
}

#[test]
fn c3_max_sessions_are_set_beside_the_switch() {
    let app = TestApp::start();
    app.db.allow(
        cast::MANAGER_SOUTH.id,
        &["OrgUnitAccess", "ManageUserLicence"],
        unit::CHAIN,
    );
    let sune = app.log_in(cast::MANAGER_SOUTH);
    let form = || sune.get("/support/users/202").form("form:has(#max_sessions)");
    let wrong = form().fill("max_sessions", "101").submit();
    assert!(
        wrong.status == 422 && wrong.has("#max_sessions-error"),
        "{}",
        wrong.status
    );
    assert_eq!(form().fill("max_sessions", "3").submit().status, 303);
    assert_eq!(app.db.number("SELECT max_sessions FROM users WHERE id = 202"), 3);
    let mona = app.log_in(cast::MANAGER_NORTH);
    app.db
        .allow(cast::MANAGER_NORTH.id, &["navigation.access.cloud.users"], unit::TOP);
    let before = app.db.fingerprint(TRACES);
    for fields in [[("assigned", "false")], [("max_sessions", "1")]] {
        assert_eq!(mona.post("/support/users/202", &fields).status, 403);
    }
    app.db.assert_same(&before);
}
