//! SECURITY AU8 (SPEC N-5): what is sensitive asks for a recent proof of who it is, and loses nothing that was typed.
use crate::security::{TRACES, posts};
use crate::support::TestApp;
use crate::support::cast::{self, PASSWORD, unit};
use crate::support::client::{COOKIE, Client};
use crate::support::page::Page;
use crate::support::phone::Phone;
use keyholder::routes;

/// Wrong attempts that were counted.
const COUNTERS: &[&str] = &["proof_counters", "code_counters"];

/// As if so many minutes had passed since the last proof.
fn pass(app: &TestApp, minutes: i32) {
    app.db.run(&format!(
        "UPDATE sessions SET proof_at = proof_at - interval '{minutes} minutes'"
    ));
}

fn is_asked(page: &Page) -> bool {
    page.status == 403 && page.has("[name=proof_form]")
}

/// A form that takes a membership away; the answer to it.
fn remove(who: &Client) -> Page {
    let page = who.get("/users/202/groups");
    let url = page
        .attrs("main a", "href")
        .into_iter()
        .find(|url| url.starts_with("/memberships/remove"));
    who.get(&url.expect("a button")).form("main form").submit()
}

fn memberships(app: &TestApp) -> i64 {
    app.db.number("SELECT count(*) FROM memberships WHERE account_id = 202")
}

#[test]
fn after_a_quarter_of_an_hour_the_password_is_asked_for_and_the_form_goes_on() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    pass(&app, 16);
    let before = app.db.fingerprint(TRACES);
    let page = remove(&admin);
    assert!(is_asked(&page), "{}: {}", page.status, page.text("main"));
    let wrong = page.form("main form").fill("proof_password", "wrong").submit();
    assert_eq!(
        (wrong.status, wrong.texts(".err").len(), memberships(&app)),
        (422, 1, 1)
    );
    app.db.run("DELETE FROM proof_counters");
    app.db.assert_same(&before);
    let (old, form) = (admin.cookie(COOKIE), wrong.form("main form"));
    let done = form.fill("proof_password", PASSWORD).submit();
    assert_eq!((done.status, memberships(&app)), (303, 0), "{}", done.text("body"));
    assert_ne!(admin.cookie(COOKIE), old, "SE2");
    assert_eq!(admin.get("/account").status, 200);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'session.proven'"),
        1
    );
}

/// The proof is committed before the form that waited for it runs.
#[test]
fn se2_where_the_form_that_waited_fails_the_browser_has_the_new_id_nevertheless() {
    use diesel::connection::SimpleConnection;
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    pass(&app, 16);
    let asked = remove(&admin).form("main form").fill("proof_password", PASSWORD);
    let mut other = app.db.owner();
    other
        .batch_execute("BEGIN; SELECT FROM access_state FOR UPDATE")
        .unwrap();
    let late = asked.submit();
    assert_eq!((late.status, memberships(&app)), (503, 1), "{}", late.text("main"));
    other.batch_execute("ROLLBACK").unwrap();
    assert_eq!(admin.get("/account").status, 200);
    assert_eq!((remove(&admin).status, memberships(&app)), (303, 0), "proven meanwhile");
}

#[test]
fn within_a_quarter_of_an_hour_nobody_is_asked() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    pass(&app, 14);
    assert_eq!((remove(&admin).status, memberships(&app)), (303, 0));
}

/// Whoever has a second factor gives a code, too; one that was used to log in is used up.
#[test]
fn where_there_is_a_second_factor_its_code_is_asked_for_too() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let (phone, _) = Phone::set_up(&app, &admin);
    pass(&app, 16);
    let form = remove(&admin).form("main form").fill("proof_password", PASSWORD);
    let without = form.clone().submit();
    assert_eq!((without.status, without.texts(".err").len()), (422, 1));
    let wrong = form.clone().fill("proof_code", "000000").submit();
    assert_eq!((wrong.status, memberships(&app)), (422, 1));
    let code = phone.code(&app);
    assert_eq!(form.clone().fill("proof_code", &code).submit().status, 303);
    assert_eq!(memberships(&app), 0);
    pass(&app, 16);
    let again = admin.post("/users/202/rename", &[("name", "carl2")]);
    let form = again.form("main form").fill("proof_password", PASSWORD);
    assert_eq!(form.fill("proof_code", &code).submit().status, 422, "used already");
}

/// OT7: whoever sits at somebody's open session and has seen the password typed does not take the account over.
#[test]
fn beside_a_second_factor_ones_own_password_changes_only_with_a_code_given_lately() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let (phone, _) = Phone::set_up(&app, &carl);
    let new = "grøn regnjakke på cykel";
    let form = carl.get("/account/password").form("main form");
    let form = form.fill("current_password", PASSWORD).fill("new_password", new);
    let form = form.fill("again", new);
    let stored = || app.db.text("SELECT password_hash FROM users WHERE id = 202");
    let (old, before) = (stored(), app.db.fingerprint(&[TRACES, COUNTERS].concat()));
    pass(&app, 16);
    let asked = form.submit();
    assert!(is_asked(&asked) && !asked.body.contains(new), "{}", asked.text("main"));
    let asked = asked.form("main form").fill("proof_password", PASSWORD);
    let without = asked.clone().submit();
    assert_eq!((without.status, without.texts(".err").len()), (422, 1));
    assert_eq!(asked.clone().fill("proof_code", "000000").submit().status, 422);
    app.db.assert_same(&before);
    assert_eq!(stored(), old);
    let done = asked.fill("proof_code", phone.code(&app)).submit();
    assert_eq!(
        (done.status, done.location()),
        (303, "/account"),
        "{}",
        done.text("main")
    );
    assert_ne!(stored(), old, "nothing that was typed is lost");
}

/// A password alone, given for its own change, is no proof for what else the second factor guards.
#[test]
fn a_password_change_is_no_proof_of_a_second_factor() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    Phone::set_up(&app, &admin);
    pass(&app, 14);
    let form = admin
        .get("/account/password")
        .form("main form")
        .fill("current_password", PASSWORD);
    let new = "grøn regnjakke på cykel";
    assert_eq!(form.fill("new_password", new).fill("again", new).submit().status, 303);
    pass(&app, 2);
    assert!(is_asked(&remove(&admin)));
}

#[test]
fn guessing_at_the_proof_locks_it() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    pass(&app, 16);
    let form = remove(&admin).form("main form");
    for _ in 0..5 {
        assert_eq!(form.clone().fill("proof_password", "wrong").submit().status, 422);
    }
    let locked = form.fill("proof_password", PASSWORD).submit();
    assert!(
        locked.status == 422 && locked.text(".err").starts_with("Too many"),
        "{}",
        locked.text("main")
    );
    assert_eq!(memberships(&app), 1);
}

/// The form that waits is sealed to its session and its address.
#[test]
fn a_form_that_waits_works_only_where_it_was_made() {
    let app = TestApp::start();
    let (admin, other) = (app.log_in(cast::ADMINISTRATOR), app.log_in(cast::ADMINISTRATOR));
    pass(&app, 16);
    let page = remove(&admin);
    let form = page.form("main form").fill("proof_password", PASSWORD);
    assert!(!page.form("main form").value("proof_form").is_empty());
    assert_eq!(form.clone().by(&other).submit().status, 400);
    assert_eq!(form.clone().to("/users/202/rename").submit().status, 400);
    let forged = [("proof_form", "00"), ("proof_password", PASSWORD)];
    assert_eq!(admin.post("/memberships/remove?id=1", &forged).status, 400);
    assert_eq!(memberships(&app), 1);
}

/// Of one's own profile and a user's details only what leads into the account asks.
#[test]
fn an_address_asks_and_a_name_does_not() {
    let app = TestApp::start();
    let (admin, carl) = (app.log_in(cast::ADMINISTRATOR), app.log_in(cast::CASHIER_NORTH));
    pass(&app, 16);
    for (who, path, form) in [
        (&admin, "/users/202", "form[data-guard]"),
        (&carl, "/account", "form[data-guard]"),
    ] {
        let named = who.get(path).form(form).fill("display_name", format!("New {path}"));
        assert_eq!(named.submit().status, 303, "{path}");
        let email = format!("{}@new.example", path.len());
        let asked = who.get(path).form(form).fill("email", &email).submit();
        assert!(is_asked(&asked), "{path}");
        let done = asked.form("main form").fill("proof_password", PASSWORD).submit();
        let stored = app.db.text("SELECT email FROM users WHERE id = 202");
        assert_eq!((done.status, stored), (303, email), "{path}");
    }
}

/// Everything that gives or takes rights, or a way into an account, is marked; a new route of these kinds is to be, too.
#[test]
fn every_sensitive_route_asks_and_changes_nothing_until_then() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    pass(&app, 16);
    let before = app.db.fingerprint(TRACES);
    let marked: Vec<_> = routes::table().into_iter().filter(|route| route.sensitive).collect();
    let patterns: Vec<_> = marked.iter().map(|route| route.path).collect();
    for place in posts(cast::CASHIER_NORTH.id) {
        if patterns.contains(&place.pattern) {
            assert!(is_asked(&place.ask(&admin)), "{place}");
        }
    }
    for kind in [
        "permissions",
        "memberships",
        "password",
        "two-factor",
        "tokens/new",
        "rename",
    ] {
        assert!(patterns.iter().any(|path| path.contains(kind)), "{kind}: {patterns:?}");
    }
    assert!(patterns.len() > 15);
    app.db.assert_same(&before);
    assert_eq!(
        app.db
            .number(&format!("SELECT count(*) FROM users WHERE unit_id = {}", unit::AALBORG)),
        1
    );
}

/// What an administrator changes of other people's rights, accounts or credentials, outside the routes that the walk above
/// fills in with nothing.
const DEEDS: [fn(&Client) -> Page; 11] = [
    |who| {
        let form = who
            .get("/users/new?copy=202")
            .form("form[data-guard]")
            .fill("name", "kaj");
        let form = form
            .fill("display_name", "Kaj")
            .fill("password", "en helt ny adgangskode 4711");
        form.fill("again", "en helt ny adgangskode 4711").submit()
    },
    |who| {
        let form = who.get("/users/202").form("form[data-guard]");
        form.tick("two_factor_required").submit()
    },
    |who| who.get("/setup/modules").form("main form").submit(),
    |who| {
        let page = who.get("/org-units/5/move?parent=6");
        page.form("main form[method=post]").submit()
    },
    |who| {
        let page = who.check_file("org_units", "code,name,kind,parent_code\nN9,Thisted,unit,NORTH\n");
        let sent = page.form("main form").press("Apply");
        if sent.status == 303 {
            who.settled(sent.location());
        }
        sent
    },
    |who| who.post("/org-units/7/archive", &[]),
    |who| who.post("/org-units/7/unarchive", &[]),
    |who| who.post("/users/delete?id=205", &[("confirm", "lone")]),
    |who| {
        let form = who.get("/setup/actors/roles/2").form("form[data-guard]");
        form.fill("display_name", "Wholesaler").submit()
    },
    |who| who.post("/setup/domains", &[("domain", "chain.example")]),
    |who| who.post("/setup/domains/remove?domain=chain.example", &[]),
];

#[test]
fn nothing_that_changes_what_others_may_is_done_on_an_old_proof() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let quiet = [TRACES, &["uploads", "upload_rows", "upload_names"]].concat();
    pass(&app, 16);
    let before = app.db.fingerprint(&quiet);
    for (number, deed) in DEEDS.iter().enumerate() {
        let page = deed(&admin);
        assert!(is_asked(&page), "{number}: {} {}", page.status, page.text("main"));
        app.db.assert_same(&before);
    }
    pass(&app, -16);
    for (number, deed) in DEEDS.iter().enumerate() {
        let before = app.db.fingerprint(&quiet);
        let page = deed(&admin);
        assert_eq!(page.status, 303, "{number}: {}", page.text("main"));
        assert_ne!(app.db.fingerprint(&quiet), before, "{number}");
    }
}

/// Changes of access that ask for no proof as a whole: what of them is sensitive asks by itself, or nothing is. A new route
/// is marked, or put here.
const UNMARKED: [&str; 23] = [
    "/users/new",
    "/users/{id}",
    "/users/{id}/cloud/licence",
    "/users/activate",
    "/users/deactivate",
    "/groups/new",
    "/groups/{id}",
    "/org-units/new",
    "/org-units/{id}",
    "/setup/actors/roles/new",
    "/support/users/{id}",
    "/support/customers/new",
    "/support/customers/{id}",
    "/support/organisations/new",
    "/support/organisations/{id}/delete",
    "/actors/new",
    "/actors/{id}",
    "/actors/{id}/user",
    "/actors/{id}/merged/{other}",
    "/actors/archive",
    "/actors/unarchive",
    "/actors/delete",
    "/actors/merge",
];

#[test]
fn every_change_of_access_is_marked_or_known_to_ask_by_itself() {
    let table = routes::table().into_iter();
    let mut plain: Vec<_> = table
        .filter(|route| route.access_change && !route.sensitive)
        .map(|route| route.path)
        .collect();
    let mut known = UNMARKED.to_vec();
    plain.sort_unstable();
    known.sort_unstable();
    assert_eq!(plain, known);
}
