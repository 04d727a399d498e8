//! SECURITY 1.5: sessions (SPEC N-4).
use crate::security::{gets, places};
use crate::support::cast::{self, PASSWORD};
use crate::support::client::{COOKIE, Client};
use crate::support::{TestApp, unit};
use diesel::connection::SimpleConnection;
use keyholder::web::visit::Guard;
use std::collections::BTreeSet;

/// A page of somebody logged in answers; else it leads to the login page.
fn is_in(client: &Client) -> bool {
    let page = client.get("/users/new");
    page.status == 200 || (page.status == 403 && page.has("#menu"))
}

#[test]
fn se1_ids_are_random_and_the_database_has_only_their_hashes() {
    let app = TestApp::start();
    let cookies: BTreeSet<_> = (0..20)
        .map(|_| app.log_in(cast::MANAGER_NORTH).cookie(COOKIE))
        .collect();
    assert_eq!(cookies.len(), 20);
    assert_eq!(
        app.db
            .number("SELECT count(DISTINCT secret_hash) FROM sessions WHERE length(secret_hash) = 32"),
        20
    );
    let stored = app.db.text("SELECT string_agg(s::text, ' ') FROM sessions s");
    assert!(cookies.iter().all(|cookie| !stored.contains(cookie)));
}

#[test]
fn se2_an_id_brought_along_is_not_adopted() {
    let app = TestApp::start();
    let visitor = app.visitor();
    visitor.set_cookie(COOKIE, "chosen-by-somebody-else");
    visitor.post("/login", &[("name", "mona"), ("password", PASSWORD)]);
    assert!(is_in(&visitor) && visitor.cookie(COOKIE) != "chosen-by-somebody-else");
    visitor.set_cookie(COOKIE, "chosen-by-somebody-else");
    assert!(!is_in(&visitor));
}

#[test]
fn se2_a_new_login_in_the_same_browser_kills_the_old_id() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let old = mona.copy_at(app.address);
    mona.post("/login", &[("name", "sune"), ("password", PASSWORD)]);
    assert!(is_in(&mona) && !is_in(&old));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM sessions WHERE ended_how = 'replaced'"),
        1
    );
}

#[test]
fn se2_a_new_password_brings_a_new_id() {
    let app = TestApp::start();
    app.db
        .run("UPDATE users SET must_change_password = true WHERE id = 201");
    let mona = app.log_in(cast::MANAGER_NORTH);
    let old = mona.copy_at(app.address);
    let form = mona.get("/new-password").form("main form");
    let done = form
        .fill("password", "grøn regnjakke på cykel")
        .fill("again", "grøn regnjakke på cykel")
        .submit();
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(is_in(&mona) && !is_in(&old));
}

#[test]
fn se3_every_cookie_is_locked_to_this_host_and_hidden_from_scripts() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let mut cookies = app
        .visitor()
        .post("/login", &[("name", "mona"), ("password", PASSWORD)])
        .headers;
    for place in places(cast::CASHIER_NORTH.id)
        .iter()
        .filter(|place| place.pattern != "/logout")
    {
        cookies.extend(place.ask(&admin).headers);
    }
    cookies.extend(admin.post("/logout", &[]).headers);
    cookies.retain(|(name, _)| name == "set-cookie");
    assert!(cookies.len() >= 2);
    for (_, cookie) in cookies {
        let words: Vec<_> = cookie.split("; ").collect();
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        for word in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(words.contains(&word), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[test]
fn se4_an_expired_access_token_is_renewed_once_and_the_old_secret_soon_dies() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    app.db
        .run("UPDATE sessions SET access_expires_at = now() - interval '1 second'");
    let old = mona.copy_at(app.address);
    assert!(is_in(&mona));
    assert_ne!(mona.cookie(COOKIE), old.cookie(COOKIE));
    assert!(is_in(&old), "parallel tabs stay in for a moment");
    app.db
        .run("UPDATE sessions SET previous_until = now() - interval '1 second'");
    assert!(!is_in(&old) && is_in(&mona));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'session.renewed'"),
        1
    );
}

/// The row is held until every tab wants to renew. Whoever comes second must not put the old secret back into the jar.
#[test]
fn se4_of_tabs_that_renew_at_once_one_brings_the_new_secret_and_no_other_brings_the_old() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    app.db
        .run("UPDATE sessions SET access_expires_at = now() - interval '1 second'");
    let mut other = app.db.owner();
    other.batch_execute("BEGIN; SELECT FROM sessions FOR UPDATE").unwrap();
    let tabs = [(); 4].map(|()| mona.copy_at(app.address));
    let tabs = tabs.map(|tab| std::thread::spawn(move || tab.get("/users/new")));
    std::thread::sleep(std::time::Duration::from_millis(400));
    other.batch_execute("COMMIT").unwrap();
    let pages = tabs.map(|tab| tab.join().unwrap());
    assert_eq!(pages.each_ref().map(|page| page.status), [200; 4]);
    let brought: Vec<_> = pages
        .iter()
        .filter(|page| !page.header("set-cookie").is_empty())
        .collect();
    assert_eq!(brought.len(), 1);
    app.db
        .run("UPDATE sessions SET previous_until = now() - interval '1 second'");
    assert!(is_in(&brought[0].client) && !is_in(&mona));
}

/// Switched off again, the prevention does not bring back what it ended.
#[test]
fn se4_a_session_that_could_not_be_renewed_is_over_for_good() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let (before, form) = (
        app.log_in(cast::CASHIER_NORTH),
        admin.get("/users/202").form("form[data-guard]"),
    );
    assert_eq!(form.tick("prevent_renewal").submit().status, 303);
    let after = app.log_in(cast::CASHIER_NORTH);
    let later = "SELECT count(*) FROM sessions WHERE user_id = 202 AND expires_at = access_expires_at";
    assert_eq!((is_in(&before), is_in(&after), app.db.number(later)), (true, true, 2));
    let past = "interval '61 minutes'";
    app.db.run(&format!("UPDATE sessions SET access_expires_at = access_expires_at - {past}, expires_at = expires_at - {past} WHERE user_id = 202"));
    app.db.run("UPDATE users SET prevent_renewal = false WHERE id = 202");
    assert!(!is_in(&before) && !is_in(&after));
}

#[test]
fn se4_where_renewal_is_prevented_the_session_ends_with_the_access_token() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    app.db.run("UPDATE users SET prevent_renewal = true WHERE id = 201");
    assert!(is_in(&mona));
    app.db
        .run("UPDATE sessions SET access_expires_at = now() - interval '1 second'");
    assert!(!is_in(&mona));
}

#[test]
fn se5_a_session_never_outlives_its_refresh_token() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let age = "interval '23 hours 50 minutes'";
    app.db.run(&format!("UPDATE sessions SET created_at = created_at - {age}, expires_at = expires_at - {age}, access_expires_at = now() - interval '1 second'"));
    assert!(is_in(&mona));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM sessions WHERE access_expires_at = expires_at"),
        1
    );
    app.db.run(
        "UPDATE sessions SET expires_at = now() - interval '1 second', access_expires_at = now() - interval '1 second'",
    );
    assert!(!is_in(&mona));
}

#[test]
fn se5_the_shortest_period_of_a_users_groups_counts() {
    let app = TestApp::start();
    app.db.run("UPDATE groups SET access_minutes = 7, refresh_minutes = 30 WHERE id = 102; UPDATE access_state SET version = 2; INSERT INTO access_changes (version, kind, key) VALUES (2, 'group', 102)");
    app.log_in(cast::MANAGER_NORTH);
    let minutes = "SELECT (extract(epoch FROM access_expires_at - created_at) / 60)::int FROM sessions";
    assert_eq!(app.db.number(minutes), 7);
    assert_eq!(
        app.db
            .number("SELECT (extract(epoch FROM expires_at - created_at) / 60)::int FROM sessions"),
        30
    );
}

#[test]
fn se6_logging_out_ends_the_session_on_every_node() {
    let app = TestApp::start();
    let (_node, address) = app.second_node();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let elsewhere = mona.copy_at(address);
    assert!(is_in(&elsewhere));
    mona.post("/logout", &[]);
    assert!(!is_in(&elsewhere));
}

#[test]
fn se6_whoever_is_deactivated_deleted_or_logged_out_is_out_at_the_next_request_on_every_node() {
    for action in ["deactivate", "delete", "log-out"] {
        let app = TestApp::start();
        let (_node, address) = app.second_node();
        let [here, elsewhere] = [app.address, address].map(|at| app.log_in(cast::MANAGER_NORTH).copy_at(at));
        assert!(is_in(&here) && is_in(&elsewhere));
        let form = app
            .log_in(cast::ADMINISTRATOR)
            .get(&format!("/users/{action}?id=201"))
            .form("main form");
        let form = if action == "delete" {
            form.fill("confirm", "mona")
        } else {
            form
        };
        assert_eq!(form.submit().status, 303, "{action}");
        assert!(!is_in(&here) && !is_in(&elsewhere), "{action}");
    }
}

/// SPEC U-9: activating restores all but sessions and links.
#[test]
fn se6_what_deactivating_ended_does_not_come_back_with_activating() {
    let app = TestApp::start();
    let (carl, mona) = (app.log_in(cast::CASHIER_NORTH), app.log_in(cast::MANAGER_NORTH));
    app.db.run("INSERT INTO links (user_id, purpose, secret_hash, expires_at) VALUES (202, 'setup', 'x', now() + interval '1 hour')");
    for action in ["deactivate", "activate"] {
        assert_eq!(mona.post(&format!("/users/{action}?id=202"), &[]).status, 303);
    }
    assert!(!is_in(&carl));
    let ended = "SELECT ended_how FROM sessions WHERE user_id = 202";
    assert_eq!(app.db.text(ended), "deactivated");
    let open = "SELECT count(*) FROM links WHERE user_id = 202 AND revoked_at IS NULL";
    assert_eq!(app.db.number(open), 0);
    app.log_in(cast::CASHIER_NORTH);
}

#[test]
fn se6_a_lost_session_cannot_write_either() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let form = mona.get("/users/202").form("main form").fill("display_name", "Changed");
    app.db.run("UPDATE users SET state = 'deactivated' WHERE id = 201");
    assert_eq!(form.submit().status, 401);
    assert_eq!(
        app.db.text("SELECT display_name FROM users WHERE id = 202"),
        cast::CASHIER_NORTH.display_name
    );
}

#[test]
fn se7_an_administrator_ends_one_session_of_another_and_only_that_one() {
    let app = TestApp::start();
    let [first, second] = [(); 2].map(|()| app.log_in(cast::MANAGER_NORTH));
    let id = app.db.text("SELECT min(id) FROM sessions WHERE user_id = 201");
    let done = app
        .log_in(cast::ADMINISTRATOR)
        .post("/users/201/tokens", &[("session", &id)]);
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(!is_in(&first) && is_in(&second));
}

#[test]
fn se9_nothing_behind_the_login_is_stored_and_logging_out_clears_the_browser() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    for place in gets(cast::CASHIER_NORTH.id) {
        let page = place.ask(&admin);
        assert!(
            page.header("cache-control").contains("no-store"),
            "{place}: {}",
            page.header("cache-control")
        );
    }
    let out = admin.post("/logout", &[]);
    assert_eq!(out.header("clear-site-data"), "\"cache\", \"cookies\", \"storage\"");
    assert_eq!(admin.cookie(COOKIE), "");
}

#[test]
fn se10_a_right_that_is_taken_away_is_gone_at_the_next_request() {
    let app = TestApp::start();
    let (_node, address) = app.second_node();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let elsewhere = mona.copy_at(address);
    assert_eq!(
        (mona.get("/users/new").status, elsewhere.get("/users/new").status),
        (200, 200)
    );
    app.db.run("DELETE FROM grants WHERE account_id = 101 AND permission_id = 1; UPDATE access_state SET version = version + 1; INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', 101 FROM access_state");
    assert_eq!(
        (mona.get("/users/new").status, elsewhere.get("/users/new").status),
        (403, 403)
    );
}

#[test]
fn se10_a_membership_that_is_taken_away_is_gone_at_the_next_request() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    assert_eq!(mona.get("/users/202").status, 200);
    app.db.run(&format!(
        "DELETE FROM memberships WHERE account_id = 201 AND unit_id = {}",
        unit::NORTH
    ));
    assert_eq!(mona.get("/users/202").status, 403, "no screen is left");
}

/// Lesson 12: three logins in one browser, three ids, no old one alive.
#[test]
fn a_shared_browser_never_shows_the_former_user() {
    let app = TestApp::start();
    let till = app.log_in(cast::MANAGER_NORTH);
    let former = till.copy_at(app.address);
    till.post("/logout", &[]);
    till.post("/login", &[("name", "carl"), ("password", PASSWORD)]);
    assert!(!is_in(&former) && former.cookie(COOKIE) != till.cookie(COOKIE));
    let open = places(1)
        .into_iter()
        .filter(|place| place.guard == Guard::Public)
        .count();
    assert!(open > 0);
}
