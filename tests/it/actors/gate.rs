//! An employee who is not active keeps its user out (SPEC C-4, N-1, SECURITY SE6).
use super::*;
use crate::api::Program;
use crate::links::{fresh, use_link, waiting};
use crate::security::TRACES;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, LOCKED, PASSWORD};
use crate::support::files::problems;

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

/// The next request of a program, and what is answered about the user (SPEC 11: a lasting reason).
#[test]
fn a_token_stops_with_the_employee_and_the_user_may_do_nothing() {
    let app = start();
    let (carl, admin) = (Program::of(&app, CASHIER_NORTH), Program::of(&app, ADMINISTRATOR));
    assert_eq!(carl.get("/api/v1/me").status, 200);
    assert_eq!(admin.decision("carl", "OrgUnitAccess", "N1"), "allow");
    employer(&app).post("/actors/archive?id=504", &[]);
    assert_eq!(carl.get("/api/v1/me").status, 401);
    std::thread::sleep(std::time::Duration::from_millis(120));
    let told = admin.can("carl", "OrgUnitAccess", "N1").body;
    assert!(told.contains("\"none\"") && told.contains("linked employee"), "{told}");
    employer(&app).post("/actors/unarchive?id=504", &[]);
    assert_eq!(carl.get("/api/v1/me").status, 200);
}

#[test]
fn an_employee_who_is_off_is_no_clerk_to_be_chosen() {
    let app = start();
    app.db.run(
        "INSERT INTO on_behalf (main_id, clerk_id) VALUES (205, 202), (205, 204); DELETE FROM login_counters WHERE user_id = 205",
    );
    let lone = app.log_in(LOCKED);
    assert!(lone.get("/login/clerk").says("Carl Aagaard"));
    employer(&app).post("/actors/archive?id=504", &[]);
    let page = lone.get("/login/clerk");
    assert!(page.says("Dora Dahl") && !page.says("Carl Aagaard"), "{}", page.body);
}

/// SPEC C-4: can neither activate nor log in. The link stays good for when that is mended.
#[test]
fn an_activation_link_waits_for_the_employee() {
    let app = start();
    waiting(&app);
    let link = fresh(&app);
    app.db.run("UPDATE actors SET archived_at = now() WHERE id = 504");
    let refused = use_link(&app.visitor(), &link);
    assert_eq!(refused.status, 403);
    assert!(refused.says("linked to is archived or not enabled"), "{}", refused.body);
    assert_eq!(app.db.text("SELECT password_hash FROM users WHERE id = 202"), "");
    app.db.run("UPDATE actors SET archived_at = NULL WHERE id = 504");
    assert_eq!(use_link(&app.visitor(), &link).status, 303);
}

/// A login that was let in while the employee was being archived is ended with the others: one waits for the other.
#[test]
fn a_login_at_the_very_moment_ends_too() {
    let app = start();
    let mona = employer(&app);
    for _ in 0..10 {
        std::thread::scope(|scope| {
            let logins: Vec<_> = (0..3).map(|_| scope.spawn(|| log_in(&app, PASSWORD))).collect();
            mona.post("/actors/archive?id=504", &[]);
            for login in logins {
                let page = login.join().unwrap();
                assert!([303, 422].contains(&page.status), "{}", page.body);
            }
        });
        let live = "SELECT count(*) FROM sessions WHERE user_id = 202 AND ended_at IS NULL";
        assert_eq!(app.db.number(live), 0);
        mona.post("/actors/unarchive?id=504", &[]);
    }
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

const OWN: &str = "Nobody may do this to their own user.";

/// Mona, who is to become the actor 507, with all rights of its roles.
fn becoming(app: &TestApp) -> Client {
    insert(&app.db, &party(507, "Mona Munk", unit::AALBORG, &[CUSTOMER, EMPLOYEE]));
    let rights = [all_of("customer"), all_of("employee")].concat();
    let rights: Vec<&str> = rights.iter().map(String::as_str).collect();
    mona(app, &rights)
}

/// Asserts that this was refused because it is about oneself.
#[track_caller]
fn refused(page: &Page) {
    assert!(page.status == 403 && page.says(OWN), "{}", page.text("main"));
}

/// The report of a file of actors.
fn told(client: &Client, row: &str) -> Vec<String> {
    let head = "number,name,kind,unit_code,roles,user_login";
    problems(&client.check_file("actors", format!("{head}\n{row}\n")))
}

/// An actor of one's own opens or shuts one's own login, whichever way it comes.
#[test]
fn p20_nobody_but_administrators_links_an_actor_to_themselves() {
    let app = start();
    let mona = becoming(&app);
    let before = app.db.fingerprint(&[TRACES, &["uploads", "upload_rows"]].concat());
    refused(&mona.post("/actors/507/user", &[("user", "201")]));
    let form = mona.get("/actors/new?role=employee").form(FORM).fill("name", "Mona");
    refused(&form.choose("unit", unit::AALBORG).forge("user", 201).submit());
    let own = format!("2 user_login {OWN}");
    assert_eq!(
        told(&mona, "K507,Mona Munk,person,N1,customer;employee,mona"),
        [own.as_str()]
    );
    assert_eq!(told(&mona, "N1,Mona,person,N1,employee,mona"), [own.as_str()]);
    let offered = |client: &Client, name: &str| {
        let page = client.get(&format!("/actors/users?user_find={name}"));
        page.attrs("input[name=user]", "value")
    };
    assert!(offered(&mona, "mona").is_empty());
    app.db.assert_same(&before);
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(offered(&admin, "administrator"), ["2"]);
    assert_eq!(admin.post("/actors/507/user", &[("user", "2")]).status, 303);
    assert_eq!(app.db.number("SELECT user_id FROM actors WHERE id = 507"), 2);
}

#[test]
fn p20_nobody_but_administrators_makes_an_employee_of_their_own_actor_or_no_employee() {
    let app = start();
    let mona = becoming(&app);
    app.db.run("UPDATE actors SET user_id = 201 WHERE id = 507");
    let roles = |client: &Client, roles: &[&str]| {
        let version = app.db.text("SELECT version FROM actors WHERE id = 507");
        let mut fields = vec![("version", version.as_str()), ("roles", "1")];
        fields.extend(roles.iter().map(|role| ("role", *role)));
        client.post("/actors/507", &fields)
    };
    let is_employee = || {
        let listed = "SELECT count(*) FROM actor_listed WHERE actor_id = 507 AND role_id = 3";
        app.db.number(listed) == 1
    };
    assert!(mona.get("/actors/507").has("#role-3[disabled]"));
    let own = format!("2 roles {OWN}");
    refused(&roles(&mona, &["1"]));
    assert_eq!(told(&mona, "K507,Mona Munk,person,N1,customer,mona"), [own.as_str()]);
    assert!(is_employee());
    app.db
        .run("DELETE FROM actor_listed WHERE actor_id = 507 AND role_id = 3");
    refused(&roles(&mona, &["1", "3"]));
    assert_eq!(
        told(&mona, "K507,Mona Munk,person,N1,customer;employee,mona"),
        [own.as_str()]
    );
    assert!(!is_employee());
    app.db.run("UPDATE actors SET user_id = 2 WHERE id = 507");
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(roles(&admin, &["1", "3"]).status, 303);
    assert!(is_employee());
    assert_eq!(roles(&admin, &["1"]).status, 303);
    assert!(!is_employee());
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
