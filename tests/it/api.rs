//! What programs ask (SPEC 12, SECURITY CS5, TK10, TK11, HE11).
use crate::security::TRACES;
use crate::support::cast::{self, Person};
use crate::support::client::{Client, Request};
use crate::support::page::Page;
use crate::support::{TestApp, TestDb};
use keyholder::routes;
use keyholder::web::visit::Guard;
use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;

/// A token of this user, made behind the program's back.
pub fn token(db: &TestDb, user: i64, scope: &str) -> String {
    let value = format!("khp_{user:012x}_{user:064x}");
    db.run(&format!(
        "INSERT INTO api_tokens (user_id, name, public_id, secret_hash, scope, created_by)
         VALUES ({user}, 'Till', 'khp_{user:012x}', sha256('{value}'), '{scope}', {user})"
    ));
    value
}

/// A program with a token.
pub struct Program {
    client: Client,
    token: String,
}

impl Program {
    pub fn of(app: &TestApp, who: Person) -> Self {
        Self {
            client: app.visitor(),
            token: token(&app.db, who.id, "read"),
        }
    }

    /// The same program, asking another node.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self {
            client: self.client.copy_at(address),
            token: self.token.clone(),
        }
    }

    /// Programs send none of what browsers send.
    pub fn request(&self, method: &str, path: &str) -> Request {
        let request = self.client.request(method, path);
        let request = request.without("sec-fetch-site").without("origin");
        request.header("authorization", &format!("Bearer {}", self.token))
    }

    pub fn get(&self, path: &str) -> Page {
        self.request("GET", path).send()
    }

    pub fn can(&self, login: &str, permission: &str, unit: &str) -> Page {
        self.get(&format!(
            "/api/v1/can?login={login}&permission={permission}&unit={unit}"
        ))
    }

    pub fn decision(&self, login: &str, permission: &str, unit: &str) -> String {
        let page = self.can(login, permission, unit);
        match page.status {
            200 => body(&page)["decision"].as_str().unwrap().to_owned(),
            status => status.to_string(),
        }
    }
}

pub fn body(page: &Page) -> Value {
    serde_json::from_str(&page.body).unwrap_or_else(|error| panic!("{error}: {}", page.body))
}

/// The addresses that need a token.
fn paths() -> Vec<String> {
    let routes = routes::table().into_iter().filter(|route| route.guard == Guard::Token);
    routes.map(|route| route.path.replace("{id}", "202")).collect()
}

#[track_caller]
pub fn assert_problem(page: &Page, status: u16) {
    assert_eq!(
        (page.status, page.header("content-type")),
        (status, "application/problem+json"),
        "{}",
        page.path
    );
    let problem = body(page);
    assert_eq!(
        (&problem["status"], &problem["type"]),
        (&status.into(), &"about:blank".into())
    );
    assert!(
        !page.headers.iter().any(|(name, _)| name == "set-cookie"),
        "{}",
        page.path
    );
}

#[test]
fn a_program_learns_whose_token_it_has_and_the_owner_when_it_was_used() {
    let app = TestApp::start();
    let program = Program::of(&app, cast::MANAGER_NORTH);
    for _ in 0..3 {
        let me = body(&program.get("/api/v1/me"));
        assert_eq!(
            (&me["login"], &me["unit"]["code"], &me["token"]["scope"]),
            (&"mona".into(), &"NORTH".into(), &"read".into())
        );
    }
    let used = "SELECT last_address, last_used_at > now() - interval '1 minute' AS now FROM api_tokens";
    assert_eq!(
        (&app.db.rows(used)[0]["now"], &app.db.rows(used)[0]["last_address"]),
        (&true.into(), &"127.0.0.1".into())
    );
    let entries = "SELECT details->>'token' AS token, user_id FROM activity WHERE type = 'api_token.used'";
    assert_eq!(app.db.rows(entries).len(), 1);
    assert_eq!(app.db.rows(entries)[0]["user_id"], 201);
}

/// Lessons 5 and 14, TK11, CS5: each way to send something, at each address.
#[test]
fn nothing_but_one_bearer_token_in_the_header_opens_anything() {
    let app = TestApp::start();
    let value = token(&app.db, cast::ADMINISTRATOR.id, "write");
    let (admin, visitor) = (app.log_in(cast::ADMINISTRATOR), app.visitor());
    let bearer = format!("Bearer {value}");
    for path in paths() {
        let bare = || visitor.request("GET", &path).without("sec-fetch-site");
        let basic = "Basic QWRtaW5pc3RyYXRvcjptYXJrZXIgU2VzYW0gNzczMSBsdWsgZGlnIG9w";
        for refused in [
            bare(),
            admin.request("GET", &path),
            bare().header("authorization", basic),
            bare().header("authorization", &value),
            bare().header("authorization", &format!("Token {value}")),
            bare().header("authorization", "Bearer "),
            bare().header("authorization", &format!("{bearer}0")),
            bare().header("authorization", &format!("Bearer {}", "x".repeat(5_000))),
            bare().header("authorization", &bearer).also("authorization", &bearer),
            bare().header("cookie", &format!("token={value}")),
            bare().header("x-api-key", &value),
        ] {
            let page = refused.send();
            assert_problem(&page, 401);
            assert!(page.header("www-authenticate").starts_with("Bearer realm="), "{path}");
        }
        let join = if path.contains('?') { '&' } else { '?' };
        for name in ["access_token", "token", "q", "login"] {
            let in_address = visitor.request("GET", &format!("{path}{join}{name}={value}"));
            assert_problem(&in_address.header("authorization", &bearer).send(), 400);
        }
    }
    for page in ["/users", "/account", "/users/202"] {
        assert_eq!(
            visitor
                .request("GET", page)
                .header("authorization", &bearer)
                .send()
                .status,
            303
        );
    }
    let post = visitor
        .request("POST", "/users/202")
        .header("authorization", &bearer)
        .form(&[("name", "x")]);
    assert_eq!(post.send().status, 401);
}

/// TK10, U-9: also where the answer may come from memory.
#[test]
fn a_token_stops_with_its_end_its_revocation_and_its_user() {
    let app = TestApp::start();
    let program = Program::of(&app, cast::MANAGER_NORTH);
    let status = || {
        std::thread::sleep(Duration::from_millis(120));
        let can = program.can("mona", "EditUser", "NORTH").status;
        assert_eq!(program.get("/api/v1/me").status, can);
        can
    };
    assert_eq!(status(), 200);
    for (off, on) in [
        (
            "UPDATE users SET state = 'deactivated' WHERE id = 201",
            "UPDATE users SET state = 'active' WHERE id = 201",
        ),
        (
            "UPDATE api_tokens SET expires_at = now()",
            "UPDATE api_tokens SET expires_at = now() + interval '1 day'",
        ),
        (
            "UPDATE api_tokens SET user_id = 202 WHERE user_id = 201",
            "UPDATE api_tokens SET user_id = 201",
        ),
    ] {
        app.db.run(off);
        let expected = if off.contains("202") { 404 } else { 401 };
        std::thread::sleep(Duration::from_millis(120));
        assert_eq!(program.can("mona", "EditUser", "NORTH").status, expected, "{off}");
        app.db.run(on);
        assert_eq!(status(), 200, "{on}");
    }
    app.log_in(cast::MANAGER_NORTH)
        .get("/account/tokens")
        .click(".session a.btn")
        .form("main form")
        .submit();
    assert_eq!(status(), 401);
}

#[test]
fn users_are_those_of_the_list_with_its_scope_and_its_search() {
    let app = TestApp::start();
    let program = Program::of(&app, cast::MANAGER_NORTH);
    let logins = |query: &str| -> Vec<String> {
        let page = program.get(&format!("/api/v1/users{query}"));
        assert_eq!(page.status, 200, "{query}: {}", page.body);
        let users = body(&page)["users"].as_array().unwrap().clone();
        users
            .iter()
            .map(|user| user["login"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(logins(""), ["carl", "dora", "lone", "mona"]);
    assert_eq!(logins("?q=carl%20aa"), ["carl"]);
    assert_eq!(logins("?q=norgaard"), ["mona"]);
    assert_eq!(logins("?q=-mona%20north"), ["dora"]);
    assert_eq!(logins("?unit=n2"), ["lone"]);
    assert!(logins("?q=sune").is_empty());
    app.db.run("UPDATE users SET state = 'deactivated', deactivated_at = now() WHERE id = 202; UPDATE user_words SET active = false WHERE user_id = 202");
    assert_eq!(
        (logins("?q=carl").len(), logins("?q=carl&deactivated=true").len()),
        (0, 1)
    );
    for outside in ["SOUTH", "S1", "CHAIN", "nowhere"] {
        assert_problem(&program.get(&format!("/api/v1/users?unit={outside}")), 404);
    }
}

#[test]
fn users_come_in_pages_each_once() {
    let app = TestApp::start();
    app.db.run(
        "WITH a AS (INSERT INTO accounts (kind, name, name_key) SELECT 'user', 'p' || n, 'p' || n FROM generate_series(100, 219) n RETURNING id, name),
         u AS (INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state) SELECT id, 4, name, name, name, 'active' FROM a)
         INSERT INTO user_clock (user_id) SELECT id FROM a",
    );
    let program = Program::of(&app, cast::MANAGER_NORTH);
    let (mut all, mut next) = (Vec::new(), String::new());
    loop {
        let page = body(&program.get(&format!("/api/v1/users{next}")));
        all.extend(
            page["users"]
                .as_array()
                .unwrap()
                .iter()
                .map(|user| user["id"].as_i64().unwrap()),
        );
        match page["next"].as_str() {
            Some(cursor) => next = format!("?cursor={cursor}"),
            None => break,
        }
    }
    let mut once = all.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!((all.len(), once.len()), (124, 124));
    assert_problem(&program.get("/api/v1/users?cursor=x"), 400);
}

#[test]
fn who_may_not_open_the_list_may_not_ask_for_it() {
    let app = TestApp::start();
    let program = Program::of(&app, cast::CASHIER_NORTH);
    let before = app.db.fingerprint(TRACES);
    for path in ["/api/v1/users", "/api/v1/users/202", "/api/v1/users/201"] {
        let page = program.get(path);
        assert_problem(&page, 403);
        assert!(
            body(&page)["detail"].as_str().unwrap().contains("Access users"),
            "{}",
            page.body
        );
    }
    app.db.assert_same(&before);
    let entries = "SELECT count(*) FROM activity WHERE type = 'access.denied' AND user_id = 202";
    assert_eq!(app.db.number(entries), 1, "the same refusal is counted, not repeated");
    assert_eq!(app.db.number("SELECT times FROM refusals_repeated"), 3);
}

#[test]
fn somebody_outside_access_is_nobody() {
    let app = TestApp::start();
    let program = Program::of(&app, cast::MANAGER_NORTH);
    assert_eq!(body(&program.get("/api/v1/users/202"))["unit"]["code"], "N1");
    for id in ["203", "2", "999999", "0", "-1", "x", "202x", "99999999999999999999"] {
        let page = program.get(&format!("/api/v1/users/{id}"));
        assert_problem(&page, 404);
        assert!(!page.body.contains("Sune"), "{id}");
    }
}

/// HE8, HE11, EX6.
#[test]
fn odd_requests_are_problems_too() {
    let app = TestApp::start();
    let program = Program::of(&app, cast::ADMINISTRATOR);
    for path in [
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v2/me",
        "/api/v1/nothing",
        "/api/v1/users/202/x",
    ] {
        assert_problem(&program.get(path), 404);
    }
    for path in [
        "/api/v1/can",
        "/api/v1/can?login=carl",
        "/api/v1/can?login=carl&login=mona&permission=EditUser&unit=N1",
        "/api/v1/can?login[]=carl&permission=EditUser&unit=N1",
        "/api/v1/can?login=carl&permission=EditUser&unit=N1&as=admin",
        "/api/v1/users?q=a&q=b",
        "/api/v1/users?limit=1000000",
        "/api/v1/users?deactivated=perhaps",
    ] {
        assert_problem(&program.get(path), 400);
    }
    for method in ["POST", "PUT", "PATCH", "DELETE", "MOVE"] {
        let page = program
            .request(method, "/api/v1/me")
            .body("application/json", "{}")
            .send();
        assert_problem(&page, 405);
        assert_eq!(page.header("allow"), "GET", "{method}");
    }
    let head = program.request("HEAD", "/api/v1/me").send();
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let large = program
        .request("POST", "/api/v1/me")
        .body("application/json", vec![b'['; 300_000])
        .send();
    assert!(matches!(large.status, 405 | 413), "{}", large.status);
}

#[test]
fn a_problem_is_told_in_the_language_of_the_tokens_user() {
    let app = TestApp::start();
    let program = Program::of(&app, cast::MANAGER_NORTH);
    app.db.run("UPDATE users SET language = 'da' WHERE id = 201");
    let page = body(&program.get("/api/v1/users/203"));
    assert!(page["detail"].as_str().unwrap().contains("Der er intet"), "{page}");
    let page = body(
        &app.visitor()
            .request("GET", "/api/v1/me")
            .header("accept-language", "da")
            .send(),
    );
    assert!(
        page["detail"].as_str().unwrap().starts_with("Send et API-token"),
        "{page}"
    );
}
