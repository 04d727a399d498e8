//! An employee who is not active keeps its user out (SPEC C-4, N-1, SECURITY SE6).
use super::*;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, LOCKED, PASSWORD};

const SHUT: &str = "Your password is right, but the employee you are linked to is archived or not enabled";

fn employer(app: &TestApp) -> Client {
    let rights = all_of("employee");
    let rights: Vec<&str> = rights.iter().map(String::as_str).collect();
    mona(app, &rights)
}

fn log_in(app: &TestApp, password: &str) -> Page {
    app.visitor()
        .post("/login", &[("name", "carl"), ("password", password)])
}

#[test]
fn archiving_an_employee_ends_the_sessions_at_once_and_refuses_the_login_and_restoring_lets_back() {
    let app = start();
    let (carl, mona) = (app.log_in(CASHIER_NORTH), employer(&app));
    assert_eq!(carl.get("/account").status, 200);
    mona.post("/actors/archive?id=504", &[]);
    assert_eq!(carl.get("/account").location(), "/login?from=%2Faccount");
    let refused = log_in(&app, PASSWORD);
    assert!(refused.status == 422 && refused.says(SHUT), "{}", refused.body);
    assert_eq!(
        app.db
            .text("SELECT ended_how FROM sessions WHERE user_id = 202 ORDER BY id DESC LIMIT 1"),
        "employee-inactive"
    );
    mona.post("/actors/unarchive?id=504", &[]);
    assert_eq!(carl.get("/account").status, 303, "an ended session does not come back");
    assert_eq!(log_in(&app, PASSWORD).status, 303);
}

#[test]
fn n1_only_a_right_password_is_told_and_it_counts_as_no_failure() {
    let app = start();
    app.db.run("UPDATE actors SET archived_at = now() WHERE id = 504");
    let wrong = log_in(&app, "not it");
    assert!(wrong.status == 422 && !wrong.says("employee"));
    for _ in 0..6 {
        assert!(log_in(&app, PASSWORD).says(SHUT));
    }
    assert_eq!(
        app.db.number("SELECT failed_shown FROM user_clock WHERE user_id = 202"),
        1,
        "the wrong one"
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'login.shut_out' AND subject_id = 202"),
        6
    );
    for _ in 0..5 {
        log_in(&app, "not it");
    }
    assert!(
        !log_in(&app, PASSWORD).says("employee"),
        "a locked account tells nothing"
    );
}

#[test]
fn switching_off_merging_roles_and_links_move_the_gate() {
    let app = start();
    let off = |user: i64| {
        app.db
            .text(&format!("SELECT employee_off::text FROM users WHERE id = {user}"))
            == "true"
    };
    let mona = employer(&app);
    let carl = app.log_in(CASHIER_NORTH);
    assert_eq!(
        mona.get("/actors/504").form(FORM).untick("enabled").submit().status,
        303
    );
    assert!(off(202) && carl.get("/account").status == 303);
    app.db
        .run("DELETE FROM actor_listed WHERE actor_id = 504 AND role_id = 3");
    assert!(!off(202), "no employee any more");
    app.db.run("INSERT INTO actor_listed VALUES (504, 3, 'carl', 4, true)");
    assert!(off(202));
    app.db.run("UPDATE actors SET user_id = 205 WHERE id = 504");
    assert!(!off(202) && off(LOCKED.id));
    app.db.run("UPDATE actors SET enabled = true WHERE id = 504");
    assert!(!off(LOCKED.id));
}

#[test]
fn p7_administrator_needs_no_employee() {
    let app = start();
    app.db
        .run("UPDATE actors SET user_id = 2, archived_at = now() WHERE id = 505");
    assert_eq!(app.log_in(ADMINISTRATOR).get("/users").status, 200);
}

#[test]
fn an_archived_employee_holds_no_token_no_clerk_and_no_right() {
    let app = start();
    app.db
        .run("INSERT INTO on_behalf (main_id, clerk_id) VALUES (205, 202)");
    app.db.run("UPDATE actors SET archived_at = now() WHERE id = 504");
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get("/check-rights?user=202&right=OrgUnitAccess&unit=4");
    assert!(!page.says("Carl Aagaard is") || page.status == 200);
    let clerks = "SELECT count(*) FROM on_behalf b JOIN users k ON k.id = b.clerk_id WHERE b.main_id = 205 AND k.state = 'active' AND NOT k.employee_off";
    assert_eq!(app.db.number(clerks), 0);
}

#[test]
fn p20_nobody_archives_or_switches_off_the_employee_they_are() {
    let app = start();
    app.db.allow(
        CASHIER_NORTH.id,
        &["actor.employee.edit", "actor.employee.archive", "actor.employee.delete"],
        unit::AALBORG,
    );
    let carl = app.log_in(CASHIER_NORTH);
    for path in ["/actors/archive?id=504", "/actors/delete?id=504"] {
        assert_eq!(carl.post(path, &[("confirm", "K504")]).status, 403, "{path}");
    }
    let page = carl.get("/actors/504");
    assert!(page.has("[name=name]") && !page.has("input[type=checkbox][name=enabled]"));
    assert_eq!(
        carl.post("/actors/504", &[("version", "1"), ("enabled", "0")]).status,
        403
    );
    assert_eq!(carl.get("/actors/504/user").status, 403);
    assert_eq!(app.db.text("SELECT enabled::text FROM actors WHERE id = 504"), "true");
}

#[test]
fn the_users_page_shows_the_employee_and_how_it_stands() {
    let app = start();
    let mona = employer(&app);
    let page = mona.get("/users/202");
    assert!(page.says("Employee") && page.has("a[href='/actors/504']"));
    app.db.run("UPDATE actors SET archived_at = now() WHERE id = 504");
    assert!(
        mona.get("/users/202")
            .says("Archived or not enabled: the user cannot log in.")
    );
    app.db.run("UPDATE actors SET unit_id = 7 WHERE id = 504");
    assert!(
        !mona.get("/users/202").says("Archived or not enabled"),
        "outside Access it is left out"
    );
}
