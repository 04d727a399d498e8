//! SECURITY 1.7: who may do what, over every address of the program.
use crate::security::{Place, TRACES, gets, places, posts};
use crate::support::TestApp;
use crate::support::cast::{self, group, unit};
use crate::support::page::Page;
use keyholder::web::visit::Guard;

pub const FORM: &str = "main form[method=post]";

/// What everybody may do once logged in (SPEC 2.4), by the beginning of the pattern.
const OWN: [&str; 4] = ["/account", "/login/", "/logout", "/new-password"];

fn is_own(place: &Place) -> bool {
    place.pattern == "/" || OWN.iter().any(|own| place.pattern.starts_with(own))
}

#[test]
fn ac1_without_a_login_every_address_but_the_public_ones_leads_to_the_login() {
    let app = TestApp::start();
    for place in places(cast::CASHIER_NORTH.id) {
        let page = place.ask(&app.visitor());
        match (place.guard, place.method.as_str()) {
            (Guard::Public, _) => assert!(page.status < 500, "{place}"),
            (_, "GET") => assert!(
                page.status == 303 && page.location().starts_with("/login"),
                "{place}: {}",
                page.status
            ),
            _ => assert_eq!(page.status, 401, "{place}"),
        }
    }
}

#[test]
fn ac1_few_addresses_are_public() {
    let public = places(1).into_iter().filter(|place| place.guard == Guard::Public);
    let mut paths: Vec<_> = public.map(|place| place.pattern).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(
        paths,
        [
            "/activate",
            "/activate/{secret}",
            "/api/v1/openapi.json",
            "/confirm-email",
            "/confirm-email/{secret}",
            "/forgot-password",
            "/login",
            "/password-strength",
            "/reset-password",
            "/reset-password/{secret}",
            "/setup",
            "/setup/{secret}"
        ]
    );
}

/// A form without a field is malformed before it is anybody's: that says nothing about what is behind.
#[test]
fn ac1_who_holds_no_right_gets_403_or_404_everywhere_but_at_the_own_account() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let before = app.db.fingerprint(TRACES);
    for id in [cast::LOCKED.id, cast::MANAGER_SOUTH.id, cast::ADMINISTRATOR.id, 999_999] {
        for place in places(id) {
            if place.guard != Guard::Public && !is_own(&place) {
                let status = place.ask(&carl).status;
                let malformed = status == 400 && place.method == "POST";
                assert!(malformed || matches!(status, 403 | 404), "{place}: {status}");
            }
        }
    }
    app.db.assert_same(&before);
}

#[test]
fn ac1_who_holds_no_right_gets_nowhere_with_the_forms_of_those_who_do() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let before = app.db.fingerprint(TRACES);
    for (place, page) in forms(&app, cast::LOCKED.id) {
        if !is_own(&place) && place.guard != Guard::Public {
            let status = page.form(FORM).by(&carl).submit().status;
            assert!(matches!(status, 403 | 404), "{place}: {status}");
        }
    }
    app.db.assert_same(&before);
}

#[test]
fn ac1_who_must_choose_a_new_password_first_can_do_nothing_else() {
    let app = TestApp::start();
    app.db.run("UPDATE users SET must_change_password = true WHERE id = 2");
    let admin = app.log_in(cast::ADMINISTRATOR);
    for place in places(cast::CASHIER_NORTH.id) {
        if place.guard == Guard::Full {
            let page = place.ask(&admin);
            let expected = if place.method == "GET" {
                (303, "/new-password")
            } else {
                (401, "")
            };
            assert_eq!((page.status, page.location()), expected, "{place}");
        }
    }
}

/// The words of a page without what differs by address and time.
pub fn seen(page: &Page, id: i64) -> (u16, String) {
    let text = page.texts("main").concat();
    // The reference is time and chance; it may hold any number.
    let words = text
        .split_whitespace()
        .filter(|word| word.len() != 36 || word.matches('-').count() != 4);
    let words = words.collect::<Vec<_>>().join(" ");
    (page.status, words.replace(&id.to_string(), "ID"))
}

#[test]
fn ac3_somebody_outside_access_looks_like_nobody_at_every_address() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    let foreign = places(cast::MANAGER_SOUTH.id);
    for (place, unknown) in foreign
        .iter()
        .zip(places(999_999))
        .filter(|(place, _)| place.path.contains("203") && place.pattern != "/users/columns")
    {
        let (here, nowhere) = (place.ask(&mona), unknown.ask(&mona));
        assert_eq!(seen(&here, 203), seen(&nowhere, 999_999), "{place}");
        assert!(!here.body.contains("Sune"), "{place}");
        // A screen that is not hers is 403, whatever stands in the address.
        let other_screen = here.status == 403 && !place.pattern.starts_with("/users/");
        assert!(
            matches!(here.status, 400 | 404 | 422) || other_screen || place.path.contains('?'),
            "{place}: {}",
            here.status
        );
    }
    app.db.assert_same(&before);
}

/// The form that the administrator sees at this address, if there is one, as somebody else would send it.
pub fn forms<'a>(app: &'a TestApp, id: i64) -> impl Iterator<Item = (Place, Page)> + 'a {
    let admin = app.log_in(cast::ADMINISTRATOR);
    let posts: Vec<_> = posts(id).into_iter().map(|place| place.pattern).collect();
    let pages = gets(id).into_iter().filter(move |place| posts.contains(&place.pattern));
    pages.filter_map(move |place| {
        let page = admin.get(&place.path);
        let shown = page.status == 200 && page.has(FORM);
        shown.then_some((place, page))
    })
}

#[test]
fn ac7_a_manager_of_everything_cannot_touch_administrator_or_system() {
    let app = TestApp::start();
    app.db.run(&format!(
        "INSERT INTO memberships (unit_id, group_id, account_id) VALUES (1, {}, 201)",
        group::STORE_MANAGERS
    ));
    let mona = app.log_in(cast::MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    let mut tried = 0;
    for id in [cast::ADMINISTRATOR.id, cast::SYSTEM.id] {
        // The form of somebody else, sent to the address of the protected one.
        for (place, page) in forms(&app, cast::CASHIER_NORTH.id) {
            if place.pattern.starts_with("/users/") && place.pattern != "/users/new" {
                let form = page.form(FORM).by(&mona);
                let target = form.action().replace("202", &id.to_string());
                let status = form.to(&target).submit().status;
                assert!(matches!(status, 303 | 400..500), "{place}: {status}");
                tried += 1;
            }
        }
    }
    assert!(tried > 5);
    app.db.assert_same(&before);
}

const COLUMNS: [&str; 23] = [
    "id",
    "kind",
    "state",
    "password_hash",
    "password_set_at",
    "must_change_password",
    "email_confirmed_at",
    "unit_id",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "deactivated_at",
    "sort_name",
    "name_key",
    "columns",
    "theme",
    "shortcuts",
    "roomy",
    "group",
    "permission",
    "valid_to",
    "user_id",
];

#[test]
fn ac8_ac9_no_form_takes_a_field_that_is_not_on_it() {
    let app = TestApp::start();
    let before = app.db.fingerprint(TRACES);
    let mut tried = 0;
    for (place, page) in forms(&app, cast::CASHIER_NORTH.id) {
        let form = page.form(FORM);
        for column in COLUMNS.iter().filter(|column| !form.names().contains(**column)) {
            let answer = form.clone().forge(column, "1").submit();
            assert_eq!(answer.status, 400, "{place} takes {column}");
            tried += 1;
        }
    }
    assert!(tried > 50);
    app.db.assert_same(&before);
}

#[test]
fn ac12_of_two_parallel_saves_one_is_told_of_the_other() {
    let app = TestApp::start();
    let [one, other] =
        [cast::ADMINISTRATOR, cast::MANAGER_NORTH].map(|who| app.log_in(who).get("/users/202").form(FORM));
    let posts = [one.fill("display_name", "One"), other.fill("display_name", "Other")];
    let threads = posts.map(|form| std::thread::spawn(|| form.submit().status));
    let mut statuses = threads.map(|thread| thread.join().unwrap());
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
}

#[test]
fn ac13_the_last_administrator_can_be_neither_deactivated_nor_deleted() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    for action in ["deactivate", "delete"] {
        let page = admin.post(&format!("/users/{action}?id=2"), &[]);
        assert!(page.status < 500, "{action}");
    }
    app.db.assert_same(&before);
}

#[test]
fn ac14_a_right_revoked_after_the_form_was_shown_is_not_used() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let form = mona.get("/users/202").form(FORM).fill("display_name", "Changed");
    let cell =
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) VALUES (201, 2, 'org_unit', 4, false)";
    app.db.run(&format!("{cell}; UPDATE access_state SET version = version + 1; INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', 201 FROM access_state"));
    let before = app.db.fingerprint(TRACES);
    assert_eq!(form.submit().status, 403);
    app.db.assert_same(&before);
}

/// A form waits for the lock that an access change holds, and is then judged by what that change made.
#[test]
fn ac14_a_form_sent_while_the_right_is_being_revoked_is_judged_afterwards() {
    use diesel::connection::SimpleConnection;
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let form = mona.get("/users/202").form(FORM).fill("display_name", "Changed");
    let mut other = app.db.owner();
    other.batch_execute("BEGIN; UPDATE access_state SET version = version + 1; DELETE FROM memberships WHERE account_id = 201; INSERT INTO access_changes (version, kind, key) SELECT version, 'none', 0 FROM access_state").unwrap();
    let post = std::thread::spawn(|| form.submit().status);
    std::thread::sleep(std::time::Duration::from_millis(200));
    other.batch_execute("COMMIT").unwrap();
    assert!(matches!(post.join().unwrap(), 403 | 404));
    assert_eq!(
        app.db.number(&format!(
            "SELECT count(*) FROM users WHERE display_name = 'Changed' AND unit_id = {}",
            unit::AALBORG
        )),
        0
    );
}
