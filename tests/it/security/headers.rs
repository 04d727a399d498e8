//! SECURITY 1.8: headers, methods, addresses.
use crate::security::{gets, places};
use crate::support::TestApp;
use crate::support::cast::{self, PASSWORD};
use crate::support::page::Page;

const CSP: [&str; 10] = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
];

fn is_dressed(what: &str, page: &Page) {
    let policy: Vec<_> = page
        .header("content-security-policy")
        .split(';')
        .map(str::trim)
        .collect();
    assert_eq!(page.headers("content-security-policy").len(), 1, "{what}");
    for directive in CSP {
        assert!(policy.contains(&directive), "{what}: {directive}");
    }
    assert!(
        !policy
            .iter()
            .any(|directive| directive.contains("unsafe") || directive.contains('*')),
        "{what}"
    );
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(page.headers(name), [value], "{what}: {name}");
    }
    assert!(page.header("permissions-policy").contains("camera=()"), "{what}");
    if !page.body.is_empty() && page.header("content-type").starts_with("text/") {
        assert!(
            page.header("content-type").contains("charset=utf-8"),
            "{what}: {}",
            page.header("content-type")
        );
    }
    for name in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert_eq!(page.header(name), "", "{what}: {name}");
    }
}

#[test]
fn he3_he4_every_address_answers_with_the_security_headers_to_everybody() {
    let app = TestApp::start();
    let (admin, carl, visitor) = (
        app.log_in(cast::ADMINISTRATOR),
        app.log_in(cast::CASHIER_NORTH),
        app.visitor(),
    );
    for place in places(cast::LOCKED.id)
        .iter()
        .filter(|place| place.pattern != "/logout")
    {
        for client in [&admin, &carl, &visitor] {
            is_dressed(&place.to_string(), &place.ask(client));
        }
    }
    for path in [
        "/healthz",
        "/nowhere",
        "/static/nothing.css",
        &asset(&visitor.get("/login")),
    ] {
        is_dressed(path, &visitor.get(path));
    }
}

fn asset(page: &Page) -> String {
    page.attr("link[rel=stylesheet]", "href")
}

#[test]
fn he4_every_kind_of_refusal_is_dressed_too() {
    let app = TestApp::start();
    let visitor = app.visitor();
    let long = "x".repeat(300_000);
    let refusals = [
        (404, visitor.get("/nowhere")),
        (
            403,
            visitor
                .request("POST", "/login")
                .header("sec-fetch-site", "cross-site")
                .send(),
        ),
        (405, visitor.request("PUT", "/login").send()),
        (413, visitor.post("/login", &[("name", &long)])),
        (
            400,
            visitor
                .request("POST", "/login")
                .body("application/x-www-form-urlencoded", "name=%00")
                .send(),
        ),
        (422, visitor.post("/login", &[("name", "x")])),
    ];
    for (status, page) in refusals {
        assert_eq!(page.status, status);
        is_dressed(&status.to_string(), &page);
    }
    app.db.run("REVOKE SELECT ON access_state FROM keyholder_app");
    let broken = visitor.get("/login");
    assert_eq!(broken.status, 500);
    is_dressed("500", &broken);
}

#[test]
fn he4_browsers_are_told_to_stay_with_https_where_the_public_address_has_it() {
    let app = TestApp::with(
        crate::support::TestDb::new(),
        &[("KEYHOLDER_PUBLIC_URL", "https://access.example")],
    );
    assert!(
        app.visitor()
            .get("/login")
            .header("strict-transport-security")
            .contains("max-age=31536000")
    );
    let elsewhere = TestApp::start();
    assert_eq!(
        elsewhere.visitor().get("/login").header("strict-transport-security"),
        ""
    );
}

#[test]
fn he5_no_origin_is_ever_reflected() {
    let app = TestApp::start();
    for origin in ["https://evil.test", "null", "http://localhost.evil.test"] {
        for method in ["GET", "OPTIONS"] {
            let request = app.visitor().request(method, "/login").header("origin", origin);
            let page = request.header("access-control-request-method", "POST").send();
            assert!(
                page.headers
                    .iter()
                    .all(|(name, value)| !name.starts_with("access-control") && !value.contains(origin)),
                "{method} {origin}"
            );
        }
    }
}

#[test]
fn he6_pages_use_nothing_from_another_host() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    for place in gets(cast::CASHIER_NORTH.id) {
        let page = place.ask(&admin);
        let links = [
            ("[src]", "src"),
            ("link[href]", "href"),
            ("form[action]", "action"),
            ("a[href]", "href"),
            ("[formaction]", "formaction"),
        ];
        for (css, name) in links {
            for target in page.attrs(css, name) {
                let local = (target.starts_with('/') && !target.starts_with("//"))
                    || target.starts_with(['#', '?'])
                    || target.is_empty();
                assert!(local, "{place}: {target}");
            }
        }
    }
}

#[test]
fn he7_a_login_leads_only_to_this_site() {
    let app = TestApp::start();
    for evil in [
        "//evil",
        "/\\evil",
        "https:evil",
        "https://evil.test",
        "/%2f%2fevil",
        "/\t/evil",
        "/\r\nx: y",
        "javascript:1",
        "\\\\evil",
    ] {
        let page = app
            .visitor()
            .post("/login", &[("name", "mona"), ("password", PASSWORD), ("from", evil)]);
        assert_eq!((page.status, page.location()), (303, "/"), "{evil:?}");
    }
    let page = app.visitor().post(
        "/login",
        &[("name", "mona"), ("password", PASSWORD), ("from", "/users?q=a")],
    );
    assert_eq!(page.location(), "/users?q=a");
}

#[test]
fn he7_no_page_carries_a_foreign_way_back() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    for place in gets(cast::CASHIER_NORTH.id) {
        let join = if place.path.contains('?') { '&' } else { '?' };
        let page = admin.get(&format!("{}{join}from=%2F%2Fevil.test%2F", place.path));
        assert!(!page.location().contains("//evil"), "{place}");
        for target in [page.attrs("a[href]", "href"), page.attrs("form[action]", "action")].concat() {
            assert!(!target.starts_with("//evil"), "{place}: {target}");
        }
    }
}

#[test]
fn he8_unknown_methods_are_told_which_ones_there_are() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    for place in places(cast::CASHIER_NORTH.id) {
        for method in ["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND"] {
            let page = admin.request(method, &place.path).send();
            assert_eq!(page.status, 405, "{method} {}", place.path);
            assert!(
                page.header("allow").contains(&place.method) && !page.body.contains("keyholder"),
                "{method} {place}"
            );
        }
    }
}

#[test]
fn he8_nothing_is_served_that_is_nobodys_business() {
    let app = TestApp::start();
    for path in [
        "/.git/config",
        "/.env",
        "/metrics",
        "/debug",
        "/server-status",
        "/admin",
        "/api",
        "/docs",
        "/static/",
        "/static/../Cargo.toml",
        "/static/..%2fCargo.toml",
        "/static/%2e%2e/Cargo.toml",
        "/robots.txt.bak",
        "/users.json",
        "/keyholder.toml",
        "/wp-login.php",
    ] {
        let page = app.visitor().get(path);
        assert!(matches!(page.status, 303 | 404), "{path}: {}", page.status);
        assert!(
            page.status == 303 || page.says("There is nothing at this address"),
            "{path} is blank"
        );
        assert!(!page.body.contains("[package]"), "{path}");
    }
}
