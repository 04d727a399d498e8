//! Whoever does not count as Support Agent needs a licence like everybody else (SPEC C-3, C-5).
use super::with_other;
use crate::support::cast::{ADMINISTRATOR, MANAGER_NORTH};
use crate::support::console::Terminal;
use crate::support::page::Page;
use crate::support::{TestApp, TestDb};
use keyholder::db::migrate::migrate;

const DOMAIN: &str = "INSERT INTO internal_email_domains (domain) VALUES ('chain.example')";
const AGENT: &str =
    "UPDATE users SET security_roles = '{customer,support_agent}', email_confirmed_at = now() WHERE id = 201";

fn taken(db: &TestDb) -> i64 {
    db.number("SELECT taken FROM customer_licences WHERE customer_id = 2")
}

/// Mona is a Support Agent, and the customer has this many licences.
fn with_agent(pool: &str) -> TestApp {
    let app = with_other();
    app.db.run(&format!(
        "{DOMAIN}; {AGENT}; UPDATE customer_licences SET pool = {pool} WHERE customer_id = 2"
    ));
    app
}

fn remove_domain(app: &TestApp) -> Page {
    let admin = app.log_in(ADMINISTRATOR);
    admin
        .get("/setup/domains/remove?domain=chain.example")
        .form("#dialog form")
        .submit()
}

#[test]
fn c3_an_agent_whose_domain_goes_takes_a_licence_while_one_is_left() {
    let app = with_agent("5");
    let mona = app.log_in(MANAGER_NORTH);
    assert_eq!(taken(&app.db), 4, "an agent needs none");
    assert_eq!(remove_domain(&app).status, 303);
    assert_eq!((taken(&app.db), mona.get("/account").status), (5, 200));
    let tab = app.log_in(ADMINISTRATOR).get("/users/201/cloud");
    assert!(tab.has("[role=switch][aria-checked=true]"), "{}", tab.text("main"));
    app.db.run(DOMAIN);
    assert_eq!(taken(&app.db), 4, "given back");
}

#[test]
fn c3_an_agent_whose_domain_goes_is_shut_out_when_no_licence_is_left() {
    let app = with_agent("4");
    let mona = app.log_in(MANAGER_NORTH);
    let asked = app
        .log_in(ADMINISTRATOR)
        .get("/setup/domains/remove?domain=chain.example");
    assert!(asked.says("needs a licence"), "{}", asked.text("main"));
    assert_eq!(remove_domain(&app).status, 303);
    assert_eq!((taken(&app.db), mona.get("/account").status), (4, 303));
    assert_eq!(
        app.db.text("SELECT ended_how FROM sessions WHERE user_id = 201"),
        "unlicensed"
    );
    let entry = "SELECT count(*) FROM activity WHERE type = 'user.licence_changed' AND subject_id = 201";
    assert_eq!(app.db.number(entry), 1);
    app.db.run(DOMAIN);
    app.log_in(MANAGER_NORTH);
}

#[test]
fn c3_an_agent_without_a_confirmed_address_needs_a_licence() {
    let app = with_agent("NULL");
    app.db.run("UPDATE users SET email_confirmed_at = NULL WHERE id = 201");
    assert_eq!(taken(&app.db), 5);
    app.db.run("UPDATE users SET licensed = false WHERE id = 201");
    let said = Terminal::at(&app.db).run(&["can", "mona", "EditUser", "N1"]);
    assert!(said.out.starts_with("none") && said.out.contains("licence"), "{said:?}");
    // A new address counts when it is confirmed; until then the one before it does.
    app.db
        .run("UPDATE users SET email = 'm@elsewhere.example', email_before = 'mona@chain.example' WHERE id = 201");
    let said = Terminal::at(&app.db).run(&["can", "mona", "EditUser", "N1"]);
    assert!(said.out.starts_with("allow"), "{said:?}");
}

#[test]
fn c3_taking_the_role_asks_for_a_licence_only_of_whoever_counted_as_agent() {
    let app = with_agent("4");
    let admin = app.log_in(ADMINISTRATOR);
    let roles = || admin.post("/users/201/cloud", &[("customer", "1")]);
    let refused = roles();
    assert!(
        refused.status == 403 && refused.says("All 4 licences"),
        "{}",
        refused.text("main")
    );
    app.db
        .run("UPDATE customer_licences SET pool = 5 WHERE customer_id = 2; DELETE FROM internal_email_domains");
    assert_eq!((taken(&app.db), roles().status, taken(&app.db)), (5, 303, 5));
}

#[test]
fn c3_a_file_reckons_with_agents_who_do_not_count() {
    let app = with_agent("NULL");
    app.db
        .run("UPDATE users SET state = 'deactivated' WHERE id = 201; DELETE FROM internal_email_domains");
    app.db
        .run("UPDATE customer_licences SET pool = 4 WHERE customer_id = 2");
    let terminal = Terminal::at(&app.db);
    let file = "login,display_name,unit_code,enabled\nmona,Mona Nørgaard,NORTH,yes\n";
    let said = terminal.import("users", file, &[]);
    assert!(said.code == 1 && said.err.contains("All 4 licences"), "{said:?}");
    app.db.run(DOMAIN);
    terminal.imported("users", file);
    assert_eq!(taken(&app.db), 4);
}

#[test]
fn c3_agents_of_an_earlier_version_who_do_not_count_get_a_licence_while_there_is_one() {
    let db = TestDb::of_version("0152");
    db.run(&format!("{DOMAIN}; {AGENT}"));
    db.run("UPDATE users SET security_roles = '{customer,support_agent}' WHERE id IN (202, 204)");
    db.run("UPDATE customer_licences SET pool = 3 WHERE customer_id = 2");
    assert_eq!(taken(&db), 2);
    migrate(&db.owner_url(), &db.app_url()).expect("the migrations");
    let stand = "SELECT string_agg(id || ' ' || is_agent || ' ' || licensed, ', ' ORDER BY id) FROM users WHERE id IN (201, 202, 204)";
    assert_eq!(db.text(stand), "201 true true, 202 false true, 204 false false");
    assert_eq!(taken(&db), 3);
}

#[test]
fn c3_an_agent_who_was_left_without_a_licence_takes_one_the_next_time_there_is_one() {
    let app = with_agent("4");
    let stand = || {
        app.db
            .text("SELECT is_agent || ' ' || licensed FROM users WHERE id = 201")
    };
    assert_eq!(remove_domain(&app).status, 303);
    assert_eq!(stand(), "false false");
    app.db.run(&format!(
        "UPDATE customer_licences SET pool = 9 WHERE customer_id = 2; {DOMAIN}"
    ));
    assert_eq!((stand().as_str(), taken(&app.db)), ("true true", 4));
    assert_eq!(remove_domain(&app).status, 303);
    assert_eq!((stand().as_str(), taken(&app.db)), ("false true", 5));
    app.log_in(MANAGER_NORTH);
}

#[test]
fn c3_an_agent_of_an_earlier_version_who_was_left_without_a_licence_takes_one_too() {
    let db = TestDb::of_version("0175");
    db.run(&format!(
        "{DOMAIN}; {AGENT}; UPDATE users SET licensed = false WHERE id = 201"
    ));
    migrate(&db.owner_url(), &db.app_url()).expect("the migrations");
    assert_eq!(taken(&db), 4);
    db.run("DELETE FROM internal_email_domains");
    assert_eq!(taken(&db), 5);
}
