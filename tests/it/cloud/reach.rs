//! Reach is the outer border of every list and right (SPEC C-5, P-13).
use super::{give_everything, with_other};
use crate::actors::{self, CUSTOMER, Party, party};
use crate::api::Program;
use crate::security::gets;
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH, PASSWORD, unit};
use crate::support::client::Client;
use crate::support::console::Terminal;

const MARK: &str = "zebraquist";

fn shows(client: &Client, path: &str) -> bool {
    client.get(path).body.to_lowercase().contains(MARK)
}

fn agent(app: &TestApp) {
    app.db.run(
        "INSERT INTO internal_email_domains (domain) VALUES ('chain.example') ON CONFLICT DO NOTHING;
         UPDATE users SET security_roles = '{customer,support_agent}', email_confirmed_at = now() WHERE id = 201",
    );
}

/// Lists, searches of everything that can be searched, and what pickers ask for: each shows the mark to who reaches it.
const SEARCHES: [&str; 33] = [
    "/users",
    "/users?q=zebra",
    "/users/export?q=zebra",
    "/users/units?purpose=move&find=zebra",
    "/users/clerks?add_find=zebra",
    "/org-units?q=zebra",
    "/org-units/export",
    "/login-security/export",
    "/support/customers/export",
    "/org-units/parents?find=zebra",
    "/groups/102/members",
    "/memberships",
    "/memberships/export",
    "/memberships/accounts?account_find=zebra",
    "/memberships/authors?by_find=zebra",
    "/memberships/units?find=zebra",
    "/activity?subject=zebra",
    "/activity/export?subject=zebra",
    "/login-security",
    "/support/customers?q=zebra",
    "/support/organisations?q=zebra",
    "/support/organisations/customers?customer_find=zebra",
    "/support/users?q=zebra&all=1",
    "/support/users?customer=20",
    "/check-rights/users?user_find=zebra",
    "/check-rights/units?find=zebra",
    "/entities/accounts?name_find=zebra",
    "/entities/units?find=zebra",
    "/actors?role=customer",
    "/actors?role=customer&q=zebra",
    "/actors/export?role=customer",
    "/actors/units?find=zebra",
    "/actors/users?user_find=zebra",
];

/// A customer in the other customer's shop.
const ACTOR: Party = party(601, "Zebraquist Zoe", 21, &[CUSTOMER]);

#[test]
fn c5_p13_two_customers_never_see_each_other_at_any_address() {
    let app = with_other();
    actors::insert(&app.db, &ACTOR);
    give_everything(&app.db, MANAGER_NORTH.id);
    let mona = app.log_in(MANAGER_NORTH);
    for id in [20, 21, 206, ACTOR.id] {
        for place in gets(id) {
            assert!(!shows(&mona, &place.path), "{place}");
        }
    }
    for path in SEARCHES {
        assert!(!shows(&mona, path), "{path}");
    }
    for path in [
        "/users/206",
        "/org-units/20",
        "/org-units/21",
        "/support/customers/20",
        "/support/organisations/7",
        "/actors/601",
    ] {
        assert_eq!(mona.get(path).status, 404, "{path}");
    }
    let admin = app.log_in(ADMINISTRATOR);
    let hidden: Vec<&&str> = SEARCHES.iter().filter(|path| !shows(&admin, path)).collect();
    assert!(hidden.is_empty(), "the marks are there to be found: {hidden:?}");
    assert_eq!(admin.get("/support/organisations/7").status, 200);
}

#[test]
fn c5_counters_and_programs_stay_within_reach() {
    let app = with_other();
    give_everything(&app.db, MANAGER_NORTH.id);
    let mona = app.log_in(MANAGER_NORTH);
    assert!(
        mona.get("/users").text("h1").contains('5'),
        "{}",
        mona.get("/users").text("h1")
    );
    let program = Program::of(&app, MANAGER_NORTH);
    for path in ["/api/v1/users?q=zebra", "/api/v1/users", "/api/v1/users/206"] {
        assert!(!program.get(path).body.to_lowercase().contains(MARK), "{path}");
    }
    assert_eq!(program.get("/api/v1/users/206").status, 404);
    assert_eq!(program.can("mona", "EditUser", "ZQ2").status, 404);
    assert!(program.can("mona", "EditUser", "N1").body.contains("allow"));
}

#[test]
fn c5_outside_reach_the_command_answers_none_and_says_why() {
    let app = with_other();
    give_everything(&app.db, MANAGER_NORTH.id);
    let said = Terminal::at(&app.db).run(&["can", "mona", "EditUser", "ZQ2"]);
    assert!(said.out.starts_with("none"), "{said:?}");
    assert!(said.out.contains("reach"), "{said:?}");
    let said = Terminal::at(&app.db).run(&["can", "mona", "EditUser", "N1"]);
    assert!(said.out.starts_with("allow"), "{said:?}");
}

#[test]
fn c5_a_caterer_reaches_the_customers_of_the_organisation_at_the_next_request_and_no_longer() {
    let app = with_other();
    give_everything(&app.db, MANAGER_NORTH.id);
    let mona = app.log_in(MANAGER_NORTH);
    assert_eq!(mona.get("/users/206").status, 404);
    app.db
        .run("UPDATE users SET security_roles = '{customer,caterer}', organisation_id = 7 WHERE id = 201");
    assert_eq!(
        (mona.get("/users/206").status, mona.get("/users/202").status),
        (200, 200)
    );
    app.db
        .run("UPDATE users SET security_roles = '{caterer}' WHERE id = 201");
    assert_eq!(
        (mona.get("/users/206").status, mona.get("/users/202").status),
        (200, 404)
    );
    assert_eq!(mona.get("/account").status, 200, "one's own is always there");
    app.db.run("DELETE FROM organisation_customers");
    assert_eq!(mona.get("/users/206").status, 404);
}

#[test]
fn c5_a_support_agent_reaches_everything_only_with_a_confirmed_internal_address() {
    let app = with_other();
    give_everything(&app.db, MANAGER_NORTH.id);
    let mona = app.log_in(MANAGER_NORTH);
    agent(&app);
    assert_eq!(
        (mona.get("/users/206").status, mona.get("/org-units/1").status),
        (200, 200)
    );
    app.db.run("UPDATE users SET email_confirmed_at = NULL WHERE id = 201");
    assert_eq!(mona.get("/users/206").status, 404, "not confirmed");
    app.db
        .run("UPDATE users SET email_confirmed_at = now() WHERE id = 201; DELETE FROM internal_email_domains");
    assert_eq!(mona.get("/users/206").status, 404, "no longer internal");
}

#[test]
fn c5_who_is_a_support_agent_keeps_an_internal_address() {
    let app = with_other();
    agent(&app);
    let admin = app.log_in(ADMINISTRATOR);
    let save = |email: &str| {
        let form = admin.get("/users/201").form("form[data-guard]");
        form.fill("email", email).submit()
    };
    let refused = save("mona@elsewhere.example");
    assert!(
        refused.status == 422 && refused.says("needs an address of an internal domain"),
        "{}",
        refused.text("main")
    );
    assert_eq!(save("").status, 422);
    assert_eq!(save("m@chain.example").status, 303);
}

#[test]
fn p6_nobody_gives_more_reach_than_they_have() {
    let app = with_other();
    give_everything(&app.db, MANAGER_NORTH.id);
    app.db.run("INSERT INTO internal_email_domains VALUES ('chain.example'); UPDATE users SET email_confirmed_at = now() WHERE id = 202");
    let mona = app.log_in(MANAGER_NORTH);
    let before = app.db.text("SELECT security_roles::text FROM users WHERE id = 202");
    let refused = mona.post("/users/202/cloud", &[("customer", "1"), ("support_agent", "1")]);
    assert_eq!(refused.status, 403);
    assert!(refused.says("more reach than you have"), "{}", refused.text("main"));
    // An organisation that leads further than hers is not there: the answer is that of one nobody made.
    let hidden = [("caterer", "1"), ("organisation", "7")];
    let nobodys = [("caterer", "1"), ("organisation", "99")];
    let [answer, unknown] = [hidden, nobodys].map(|fields| mona.post("/users/202/cloud", &fields));
    assert_eq!((answer.status, answer.text("main")), (422, unknown.text("main")));
    assert_eq!(
        app.db.text("SELECT security_roles::text FROM users WHERE id = 202"),
        before
    );
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(admin.post("/users/202/cloud", &hidden).status, 303);
    assert_eq!(
        app.db.text("SELECT security_roles::text FROM users WHERE id = 202"),
        "{caterer}"
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'user.security_roles_changed'"),
        1
    );
}

#[test]
fn p6_what_a_user_would_hold_at_another_customer_counts_when_reach_is_given() {
    let app = with_other();
    app.db
        .run("UPDATE users SET security_roles = '{customer,caterer}', organisation_id = 7 WHERE id = 201");
    app.db.allow(
        MANAGER_NORTH.id,
        &["ManageSecurityRoles", "OrgUnitAccess", "EditUser"],
        unit::TOP,
    );
    app.db.allow(CASHIER_NORTH.id, &["DeleteUser"], unit::TOP);
    let mona = app.log_in(MANAGER_NORTH);
    let asked = [("customer", "1"), ("caterer", "1"), ("organisation", "7")];
    let refused = mona.post("/users/202/cloud", &asked);
    assert!(
        refused.status == 403 && refused.says("Delete user"),
        "{}",
        refused.text("main")
    );
    app.db.allow(MANAGER_NORTH.id, &["DeleteUser"], unit::TOP);
    assert_eq!(mona.post("/users/202/cloud", &asked).status, 303);
}

/// Reach has no end: an administrator whose time ends would go on reaching, by what they gave, where they reach no more.
#[test]
fn p6_an_administrator_for_a_time_gives_no_reach_that_lasts_longer() {
    let app = with_other();
    app.db
        .run("INSERT INTO memberships (account_id, group_id, unit_id, valid_to) VALUES (201, 3, 1, now() + interval '1 day')");
    let mona = app.log_in(MANAGER_NORTH);
    let asked = [("customer", "1"), ("caterer", "1"), ("organisation", "7")];
    let roles = "SELECT string_agg(security_roles::text, ' ' ORDER BY id) FROM users WHERE id IN (201, 202)";
    let before = app.db.text(roles);
    for user in [201, 202] {
        let refused = mona.post(&format!("/users/{user}/cloud"), &asked);
        assert!(
            refused.status == 403 && refused.says("more reach than you have"),
            "{}",
            refused.text("main")
        );
    }
    assert_eq!(app.db.text(roles), before);
    app.db
        .run("UPDATE memberships SET valid_to = NULL WHERE account_id = 201 AND group_id = 3");
    assert_eq!(app.log_in(MANAGER_NORTH).post("/users/202/cloud", &asked).status, 303);
}

#[test]
fn c5_moving_a_user_to_another_customer_is_for_those_who_reach_both() {
    let app = with_other();
    give_everything(&app.db, MANAGER_NORTH.id);
    let mona = app.log_in(MANAGER_NORTH);
    let moved = mona.post("/users/move?id=202", &[("into", "21")]);
    assert_eq!(moved.status, 404);
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(admin.post("/users/move?id=202", &[("into", "21")]).status, 303);
    assert_eq!(mona.get("/users/202").status, 404);
    assert_eq!(
        app.visitor()
            .post("/login", &[("name", "carl"), ("password", PASSWORD)])
            .status,
        303
    );
}
