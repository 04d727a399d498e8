//! Every way in asks the same rules, on every node, at every request.
use super::{SHOP, WORLD, admin, app, list, login, method};
use crate::api::{assert_problem, token};
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH, PASSWORD};
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::phone::{self, Phone};

fn ask(client: &Client, token: &str) -> Page {
    let request = client.request("GET", "/api/v1/me");
    request.header("authorization", &format!("Bearer {token}")).send()
}

#[test]
fn n10_nothing_is_answered_to_a_blocked_address_and_its_sessions_stop_at_the_next_request() {
    let app = app();
    let admin = admin(&app);
    let mona = app.visitor().at(WORLD);
    assert_eq!(login(&mona, MANAGER_NORTH).status, 303);
    let secret = token(&app.db, MANAGER_NORTH.id, "read");
    assert_eq!(list(&admin, "blocked", "203.0.113.0/24").status, 303);
    for path in ["/users", "/login", "/", "/activate", "/account"] {
        let page = mona.get(path);
        assert_eq!(
            (page.status, page.text("h1")),
            (403, "This address is blocked".into()),
            "{path}"
        );
        assert!(page.says(WORLD), "{path}");
    }
    assert_eq!(login(&app.visitor().at("203.0.113.77"), MANAGER_NORTH).status, 403);
    assert_problem(&ask(&mona, &secret), 403);
    // The same browser elsewhere, and everybody else.
    assert_eq!(mona.at(SHOP).get("/users").status, 200);
    assert_eq!(ask(&app.visitor().at(SHOP), &secret).status, 200);
    let lifted = admin.get("/login-security/blocked").click("a[href$='/remove']");
    assert_eq!(lifted.form(super::FORM).submit().status, 303);
    assert_eq!(mona.get("/users").status, 200);
}

/// Each hour, address and name once, with how often; and in the audit where somebody has the name.
#[test]
fn n10_n20_attempts_from_a_blocked_address_are_counted_in_the_log_and_the_audit() {
    let app = app();
    let admin = admin(&app);
    assert_eq!(list(&admin, "blocked", "203.0.113.0/24").status, 303);
    let world = app.visitor().at(WORLD);
    let before = app.db.number("SELECT count(*) FROM activity");
    for (name, password) in [("mona", PASSWORD), ("MONA", "wrong"), ("nobody at all", "wrong")] {
        let page = world.post("/login", &[("name", name), ("password", password)]);
        assert_eq!(
            (page.status, page.text("h1").as_str()),
            (403, "This address is blocked"),
            "{name}"
        );
        assert!(!page.says("Mona"));
    }
    assert_eq!(
        world
            .request("POST", "/login")
            .body("text/plain", "name=mona")
            .send()
            .status,
        403
    );
    assert_eq!(app.db.number("SELECT count(*) FROM activity") - before, 2);
    let row = &app.db.rows(
        "SELECT blocked, last_blocked IS NOT NULL AS at, host(address) AS address FROM login_audit WHERE user_id = 201",
    )[0];
    assert_eq!(
        (&row["blocked"], &row["at"], &row["address"]),
        (&2.into(), &true.into(), &WORLD.into())
    );
    let log = admin.get("/activity?kind=login.address_blocked");
    assert_eq!(
        log.texts("table.log td:nth-child(4)"),
        ["Unknown login", MANAGER_NORTH.display_name]
    );
    let told = log.texts("table.log td:nth-child(5)");
    assert!(told.iter().all(|text| text.contains("2 times")), "{told:?}");
    let audit = admin.get("/login-security?q=mona");
    assert!(
        audit.texts("table.audit tbody td").contains(&"2".to_owned()),
        "{}",
        audit.text("table.audit")
    );
    assert_eq!(
        app.db
            .number("SELECT failed FROM login_counters WHERE user_id = 201 UNION ALL SELECT 0 LIMIT 1"),
        0
    );
}

#[test]
fn p8_a_block_on_one_node_holds_on_the_other_at_the_next_request() {
    let app = app();
    let admin = admin(&app);
    let (_other, address) = app.second_node();
    // The second node trusts no proxy: there everybody is at 127.0.0.1.
    let there = Client::new(address);
    assert_eq!(there.get("/login").status, 200);
    let page = list(&admin, "blocked", "127.0.0.0/8");
    assert_eq!(page.status, 303);
    assert_eq!(there.get("/login").status, 403);
}

#[test]
fn ac15_an_ipv4_address_in_ipv6_dress_is_blocked_like_itself() {
    let app = app();
    assert_eq!(list(&admin(&app), "blocked", "::ffff:203.0.113.9").status, 303);
    assert_eq!(app.visitor().at(WORLD).get("/login").status, 403);
    assert_eq!(app.visitor().at("::ffff:203.0.113.9").get("/login").status, 403);
    assert_eq!(app.visitor().at("2001:db8::1").get("/login").status, 200);
}

#[test]
fn n1_after_the_right_password_it_is_told_that_the_address_is_not_allowed() {
    let app = app();
    method(&admin(&app), "allow");
    let mona = app.visitor().at(WORLD);
    let wrong = mona.post("/login", &[("name", "mona"), ("password", "wrong wrong wrong")]);
    assert_eq!(wrong.status, 422);
    assert!(!wrong.says(WORLD), "strangers learn nothing");
    let sessions = app.db.number("SELECT count(*) FROM sessions");
    let page = login(&mona, MANAGER_NORTH);
    assert_eq!(
        (page.status, page.text("h1")),
        (403, "This address is not allowed".into())
    );
    assert_eq!(app.db.number("SELECT count(*) FROM sessions"), sessions);
    assert_eq!(mona.get("/users").location(), "/login?from=%2Fusers");
    let entry = app.db.value("SELECT details FROM activity WHERE type = 'login.barred'");
    assert_eq!(entry["why"], "unlisted");
    // One wrong password, one refused address; the right password was no failed attempt.
    assert_eq!(app.db.number("SELECT blocked FROM login_audit WHERE user_id = 201"), 2);
    assert_eq!(
        app.db.number("SELECT count(*) FROM login_counters WHERE user_id = 201"),
        0
    );
    assert_eq!(login(&mona.at(SHOP), MANAGER_NORTH).status, 303);
}

#[test]
fn a_session_goes_on_only_from_where_it_could_begin() {
    let app = app();
    let admin = admin(&app);
    method(&admin, "allow");
    let secret = token(&app.db, ADMINISTRATOR.id, "read");
    assert_eq!(admin.get("/users").status, 200);
    assert_eq!(admin.at(WORLD).get("/users").status, 403);
    assert_eq!(admin.at(WORLD).post("/logout", &[]).status, 303, "one may always leave");
    assert_problem(&ask(&app.visitor().at(WORLD), &secret), 403);
    assert_eq!(ask(&app.visitor().at(SHOP), &secret).status, 200);
}

#[test]
fn n10_from_elsewhere_a_second_factor_lets_in_where_the_method_says_so() {
    let app = app();
    let admin = admin(&app);
    let phone = {
        let carl = app.visitor().at(SHOP);
        assert_eq!(login(&carl, CASHIER_NORTH).status, 303);
        Phone::set_up(&app, &carl).0
    };
    method(&admin, "allow_or_two_factor");
    let page = login(&app.visitor().at(WORLD), MANAGER_NORTH);
    assert_eq!(page.status, 403);
    assert!(page.says("second factor"), "{}", page.text("main"));
    phone::later(&app);
    let carl = app.visitor().at(WORLD);
    assert_eq!(login(&carl, CASHIER_NORTH).location(), "/login/code");
    assert_eq!(carl.get("/account").location(), "/login/code");
    assert_eq!(carl.post("/login/code", &[("code", &phone.code(&app))]).status, 303);
    assert_eq!(carl.get("/account").status, 200);
    // A token is no second factor, a session without one stays where it began.
    let secret = token(&app.db, CASHIER_NORTH.id, "read");
    assert_problem(&ask(&app.visitor().at(WORLD), &secret), 403);
    let mona = app.visitor().at(SHOP);
    assert_eq!(login(&mona, MANAGER_NORTH).status, 303);
    assert_eq!(mona.at(WORLD).get("/users").status, 403);
}

#[test]
fn a_link_sets_the_password_but_opens_no_session_from_an_address_that_may_not() {
    let app = app();
    let admin = admin(&app);
    method(&admin, "allow");
    app.db.run("UPDATE users SET password_hash = NULL WHERE id = 202");
    let form = admin.get("/users/202/links").form("#link form");
    let page = form.press_sending("deed", "create").follow();
    let path = crate::links::path(&page);
    let carl = app.visitor().at(WORLD);
    let form = carl.get(&path).follow().form("main form");
    let words = "grønne støvler i regnvejr";
    let page = form.fill("password", words).fill("again", words).submit();
    assert_eq!(page.status, 403);
    assert_eq!(carl.get("/account").status, 303);
    let page = carl.at(SHOP).post("/login", &[("name", "carl"), ("password", words)]);
    assert_eq!(page.status, 303);
}

#[test]
fn n10_log_only_lets_in_and_says_so_in_the_log() {
    let app = app();
    method(&admin(&app), "log");
    assert_eq!(login(&app.visitor().at(WORLD), MANAGER_NORTH).status, 303);
    assert_eq!(login(&app.visitor().at(SHOP), MANAGER_NORTH).status, 303);
    let noted =
        "SELECT count(*) FROM activity WHERE type = 'login.succeeded' AND subject_id = 201 AND details ? 'unlisted'";
    assert_eq!(app.db.number(noted), 1);
}

#[test]
fn n10_an_address_that_fails_too_often_is_blocked_for_a_while_whoever_it_tried() {
    let app = app();
    let admin = admin(&app);
    assert_eq!(list(&admin, "allowed", SHOP).status, 303);
    let form = admin.get("/login-security/settings").form(super::FORM);
    let form = form.fill("block_after", 6).fill("block_minutes", 30);
    assert_eq!(form.submit().status, 303);
    let guess = |place: &str, n: usize| {
        let name = format!("nobody{n}");
        app.visitor()
            .at(place)
            .post("/login", &[("name", &name), ("password", PASSWORD)])
            .status
    };
    assert_eq!(
        (0..7).map(|n| guess(WORLD, n)).collect::<Vec<_>>(),
        [422, 422, 422, 422, 422, 422, 403]
    );
    assert_eq!(
        (10..20).map(|n| guess(SHOP, n)).filter(|status| *status == 422).count(),
        10,
        "allowed ones are not"
    );
    assert_eq!(admin.get("/login-security/blocked").text("tbody tr th"), WORLD);
    let entry = app
        .db
        .value("SELECT details FROM activity WHERE type = 'address.blocked'");
    assert_eq!(
        (entry["automatic"].as_bool(), entry["minutes"].as_i64()),
        (Some(true), Some(30))
    );
    // It ends by itself, and it takes as many again.
    app.db
        .run("UPDATE address_rules SET expires_at = now() - interval '1 second' WHERE automatic");
    assert_eq!(
        (20..25)
            .map(|n| guess(WORLD, n))
            .filter(|status| *status == 422)
            .count(),
        5
    );
    assert_eq!(login(&app.visitor().at(WORLD), MANAGER_NORTH).status, 303);
    assert_eq!([guess(WORLD, 30), guess(WORLD, 31)], [422, 403]);
}

#[test]
fn the_addresses_of_one_ipv6_network_are_blocked_together() {
    let app = app();
    app.db.run("UPDATE login_policy SET block_after = 5");
    for n in 0..5 {
        let place = format!("2001:db8:0:7::{n}");
        app.visitor()
            .at(&place)
            .post("/login", &[("name", "nobody"), ("password", PASSWORD)]);
    }
    assert_eq!(app.visitor().at("2001:db8:0:7::99").get("/login").status, 403);
    assert_eq!(app.visitor().at("2001:db8:0:8::1").get("/login").status, 200);
}
