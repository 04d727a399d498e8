//! SECURITY HE1, HE2, HE10, HE11: what people type comes out as text, and reaches SQL as a value.
use crate::security::gets;
use crate::support::TestApp;
use crate::support::cast;
use crate::support::page::Page;

const MARKER: &str = "\"'><b id=x>{{7*7}}</script>\u{2028}<img src=x onerror=alert(1)>";

/// The marker as an element, an attribute or a computed 49.
fn is_harmless(what: &str, page: &Page) {
    assert_eq!(
        page.count("b#x") + page.count("img[src=x]") + page.count("[onerror]"),
        0,
        "{what}"
    );
    assert!(!page.body.contains("<b id=x>") && !page.body.contains("'>49"), "{what}");
}

#[test]
fn he1_he2_text_from_people_is_never_markup_on_any_page() {
    let app = TestApp::start();
    let text = MARKER.replace('\'', "''");
    app.db.run(&format!("UPDATE users SET display_name = '{text}' WHERE id IN (2, 202); UPDATE org_units SET name = '{text}' WHERE id IN (1, 4); UPDATE groups SET display_name = '{text}' WHERE id > 100; UPDATE installation SET name = '{text}'; UPDATE accounts SET name = '{text}' WHERE id = 101; UPDATE sessions SET device = '{text}'; UPDATE access_state SET version = 2; INSERT INTO access_changes (version, kind, key) VALUES (2, 'unit', 1)"));
    let admin = app.log_in(cast::ADMINISTRATOR);
    let mut seen = 0;
    for id in [cast::CASHIER_NORTH.id, cast::ADMINISTRATOR.id] {
        for place in gets(id) {
            let page = place.ask(&admin);
            // A file is saved, not shown: EX1 and EX3 hold it.
            if page.header("content-disposition").starts_with("attachment") {
                continue;
            }
            is_harmless(&place.to_string(), &page);
            seen += usize::from(page.body.contains("7*7"));
        }
    }
    assert!(seen > 3, "the marker stands on pages at all");
}

#[test]
fn he1_what_is_typed_comes_back_as_text() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let query: String = url::form_urlencoded::byte_serialize(MARKER.as_bytes()).collect();
    for place in gets(cast::CASHIER_NORTH.id) {
        let join = if place.path.contains('?') { '&' } else { '?' };
        for name in ["q", "from", "sort", "unit", "language", "before", "id"] {
            let page = admin.get(&format!("{}{join}{name}={query}", place.path));
            assert!(page.status < 500, "{place} {name}: {}", page.status);
            is_harmless(&format!("{place} {name}"), &page);
        }
    }
    let login = app
        .visitor()
        .post("/login", &[("name", MARKER), ("password", "x"), ("from", MARKER)]);
    assert_eq!(login.form("main form").value("name"), MARKER);
    is_harmless("login", &login);
}

#[test]
fn he1_a_form_that_is_shown_again_escapes_every_field() {
    let app = TestApp::start();
    let form = app.log_in(cast::ADMINISTRATOR).get("/users/new").form("main form");
    let page = form
        .fill("name", MARKER)
        .fill("display_name", MARKER)
        .fill("email", MARKER)
        .submit();
    assert_eq!(page.status, 422);
    is_harmless("new user", &page);
    assert_eq!(page.form("main form").value("email"), MARKER);
}

#[test]
fn he10_nothing_typed_reaches_sql_as_sql() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    for attack in [
        "'",
        "\"",
        "\\",
        "'; DROP TABLE users; --",
        "1) OR 1=1",
        "$1",
        "%",
        "_",
        "a\\'",
        "name; SELECT pg_sleep(9)",
        "$$x$$",
    ] {
        let typed: String = url::form_urlencoded::byte_serialize(attack.as_bytes()).collect();
        for place in gets(cast::CASHIER_NORTH.id) {
            let join = if place.path.contains('?') { '&' } else { '?' };
            let page = admin.get(&format!(
                "{}{join}q={typed}&sort={typed}&unit={typed}&after={typed}&before={typed}&columns={typed}",
                place.path
            ));
            assert!(page.status < 500, "{place} {attack}: {}", page.status);
        }
    }
}

#[test]
fn he11_a_repeated_field_is_refused() {
    let app = TestApp::start();
    let twice = app
        .visitor()
        .request("POST", "/login")
        .body("application/x-www-form-urlencoded", "name=mona&name=sune&password=x");
    assert_eq!(twice.send().status, 400);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.text("SELECT display_name FROM users WHERE id = 202");
    for body in [
        "version=1&version=1&display_name=A&display_name=B",
        "display_name[]=A",
        "display_name[0]=A&version=1",
    ] {
        let page = admin
            .request("POST", "/users/202")
            .body("application/x-www-form-urlencoded", body)
            .send();
        assert_eq!(page.status, 400, "{body}");
    }
    assert_eq!(app.db.text("SELECT display_name FROM users WHERE id = 202"), before);
}

/// A field in the address does not count as one of the form.
#[test]
fn he11_fields_of_the_address_and_of_the_body_are_not_mixed() {
    let app = TestApp::start();
    let page = app.visitor().post(&format!("/login?name=mona&password={}", "x"), &[]);
    assert_eq!(page.status, 422);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM login_counters WHERE key = sha256('mona')"),
        0
    );
}
