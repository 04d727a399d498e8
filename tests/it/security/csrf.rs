//! SECURITY 1.6: requests from elsewhere.
use crate::security::{TRACES, gets, posts};
use crate::support::TestApp;
use crate::support::cast::{self, PASSWORD};
use crate::support::client::{Client, Request};

/// What a page elsewhere can make a browser send, and what it cannot hide.
const FOREIGN: [(&str, &[(&str, &str)]); 8] = [
    (
        "cross-site",
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.test")],
    ),
    (
        "cross-site with our origin",
        &[("sec-fetch-site", "cross-site"), ("origin", "OURS")],
    ),
    ("same-site", &[("sec-fetch-site", "same-site"), ("origin", "OURS")]),
    ("none", &[("sec-fetch-site", "none")]),
    ("old browser", &[("origin", "https://evil.test")]),
    ("old browser, sandboxed", &[("origin", "null")]),
    ("neither", &[]),
    (
        "both ways",
        &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
    ),
];

fn from_elsewhere(client: &Client, method: &str, path: &str, headers: &[(&str, &str)]) -> Request {
    let mut request = client.request(method, path).without("sec-fetch-site").without("origin");
    for (name, value) in headers {
        let value = if *value == "OURS" {
            client.url("")
        } else {
            (*value).to_owned()
        };
        request = request.also(name, &value);
    }
    request
}

#[test]
fn cs1_cs2_cs4_no_route_that_changes_anything_answers_a_request_from_elsewhere() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(&[]);
    for place in posts(cast::CASHIER_NORTH.id) {
        for (what, headers) in FOREIGN {
            let page = from_elsewhere(&admin, &place.method, &place.path, headers)
                .form(&[])
                .send();
            assert_eq!(page.status, 403, "{place}: {what}");
        }
    }
    app.db.assert_same(&before);
}

#[test]
fn cs1_other_unsafe_methods_are_refused_likewise() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    for method in ["PUT", "PATCH", "DELETE", "MOVE"] {
        let page = from_elsewhere(&admin, method, "/users/202", &[("sec-fetch-site", "cross-site")]).send();
        assert_eq!(page.status, 403, "{method}");
    }
}

#[test]
fn cs1_a_browser_that_sends_only_the_origin_is_let_through() {
    let app = TestApp::start();
    let visitor = app.visitor();
    let request = visitor.request("POST", "/login").without("sec-fetch-site");
    assert_eq!(
        request.form(&[("name", "mona"), ("password", PASSWORD)]).send().status,
        303
    );
}

#[test]
fn cs4_nobody_is_logged_in_or_out_from_elsewhere() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let login = from_elsewhere(&app.visitor(), "POST", "/login", &[("sec-fetch-site", "cross-site")]);
    assert_eq!(
        login.form(&[("name", "mona"), ("password", PASSWORD)]).send().status,
        403
    );
    assert_eq!(
        from_elsewhere(&mona, "POST", "/logout", &[("origin", "null")])
            .send()
            .status,
        403
    );
    assert_eq!(app.db.number("SELECT count(*) FROM sessions WHERE ended_at IS NULL"), 1);
}

#[test]
fn cs3_looking_at_everything_changes_nothing() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    for place in gets(cast::CASHIER_NORTH.id) {
        for method in ["GET", "HEAD"] {
            let page = admin.request(method, &place.path).send();
            assert!(page.status < 500, "{method} {place}: {}", page.status);
        }
    }
    app.db.assert_same(&before);
}

#[test]
fn cs5_a_bearer_token_opens_no_page_and_a_form_is_only_taken_as_a_form() {
    let app = TestApp::start();
    let bearer = app
        .visitor()
        .request("GET", "/users/202")
        .header("authorization", "Bearer x")
        .send();
    assert_eq!(bearer.status, 303);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    for place in posts(cast::CASHIER_NORTH.id) {
        for (kind, body) in [
            ("text/plain", "name=x&display_name=x"),
            ("application/json", "{\"name\":\"x\"}"),
            ("multipart/form-data; boundary=x", "--x--"),
        ] {
            let page = admin.request(&place.method, &place.path).body(kind, body).send();
            assert!((400..500).contains(&page.status), "{place}: {kind}: {}", page.status);
        }
    }
    app.db.assert_same(&before);
}

/// Fields that any of these forms would take, sent as what another site can send without asking.
#[test]
fn cs5_what_is_right_but_for_its_kind_is_refused_by_its_kind() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    for (path, body) in [
        ("/account/theme", "theme=dark"),
        ("/users/202", "version=1&display_name=X"),
        ("/users/deactivate?id=202", ""),
        ("/users/columns", "column=id"),
        ("/login", "name=mona&password=x"),
    ] {
        for kind in [
            "text/plain",
            "application/json",
            "",
            "application/x-www-form-urlencodedx",
        ] {
            let page = admin.request("POST", path).body(kind, body).send();
            assert_eq!(page.status, 415, "{path}: {kind}");
        }
    }
    app.db.assert_same(&before);
    let kind = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
    let page = admin.request("POST", "/account/theme").body(kind, "theme=dark").send();
    assert_eq!(page.status, 303);
}

#[test]
fn cs6_htmx_without_a_session_gets_401_and_a_way_to_the_login_only_for_reading() {
    let app = TestApp::start();
    let visitor = app.visitor();
    for place in gets(202).into_iter().chain(posts(202)) {
        let open = place.guard == keyholder::web::visit::Guard::Public;
        let page = visitor
            .request(&place.method, &place.path)
            .header("hx-request", "true")
            .send();
        if !open {
            assert_eq!(page.status, 401, "{place}");
            assert_eq!(
                page.header("hx-redirect").starts_with("/login"),
                place.method == "GET",
                "{place}"
            );
            assert!(!page.has("input[type=password]"), "{place}");
        }
    }
}

#[test]
fn cs6_the_headers_of_htmx_give_nobody_anything() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    for place in gets(cast::LOCKED.id) {
        let plain = place.ask(&carl).status;
        let dressed = carl
            .request("GET", &place.path)
            .header("hx-request", "true")
            .header("hx-boosted", "true")
            .send();
        assert_eq!(dressed.status, plain, "{place}");
    }
}

#[test]
fn cs7_htmx_is_configured_without_inline_styles_and_user_text_never_becomes_markup() {
    let app = TestApp::start();
    app.db
        .run("UPDATE users SET display_name = '<div hx-get=\"/logout\">x</div>' WHERE id = 202");
    let page = app.log_in(cast::ADMINISTRATOR).get("/users/202");
    assert_eq!(page.count("div[hx-get='/logout']"), 0);
    let config: serde_json::Value = serde_json::from_str(&page.attr("meta[name=htmx-config]", "content")).unwrap();
    assert_eq!(config["includeIndicatorCSS"], false);
    assert!(config.get("mode").is_none_or(|mode| mode == "same-origin"));
}
