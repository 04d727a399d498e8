//! SECURITY AU2: every way in there is (the list stands in `src/session/mod.rs`) asks how the account stands at that moment,
//! also where it was begun before.
use crate::api;
use crate::links;
use crate::support::TestApp;
use crate::support::cast::{self, PASSWORD};
use crate::support::client::Client;
use crate::support::phone::{Phone, later};

/// What has become of Carl since he began.
const STATES: [(&str, &str); 6] = [
    ("deactivated", "UPDATE users SET state = 'deactivated' WHERE id = 202"),
    (
        "locked",
        "INSERT INTO login_counters (key, user_id, failed, locked_at, locked_until, touched_at)
            VALUES (sha256('carl'), 202, 5, now(), now() + interval '5 minutes', now())",
    ),
    ("unlicensed", "UPDATE users SET licensed = false WHERE id = 202"),
    ("employee off", "UPDATE users SET employee_off = true WHERE id = 202"),
    ("address refused", "UPDATE login_policy SET method = 'allow'"),
    (
        "second factor required",
        "UPDATE users SET two_factor_required = true WHERE id = 202",
    ),
];

const WAYS: [&str; 7] = [
    "login form",
    "code",
    "activation link",
    "reset link",
    "set-up link",
    "API token",
    "clerk",
];

/// Where the answer is yes all the same, and why.
const LET_IN: [(&str, &str, &str); 5] = [
    ("locked", "activation link", "a link ends the failures (SPEC C-6)"),
    ("locked", "API token", "a timed lock would stop the tills (README)"),
    ("second factor required", "code", "it has just been given"),
    (
        "second factor required",
        "API token",
        "a token is made by whoever had it",
    ),
    (
        "second factor required",
        "clerk",
        "it is asked for at the next login (SPEC U-32)",
    ),
];

/// Goes as far as one step before the end.
fn begin(app: &TestApp, way: &str) -> Box<dyn FnOnce() -> bool> {
    let visitor = app.visitor();
    let login = [("name", "carl"), ("password", PASSWORD)];
    match way {
        "login form" => Box::new(move || {
            visitor.post("/login", &login);
            is_in(&visitor)
        }),
        "code" => {
            let (phone, _) = Phone::set_up(app, &app.log_in(cast::CASHIER_NORTH));
            later(app);
            visitor.post("/login", &login);
            let code = phone.code(app);
            Box::new(move || {
                visitor.post("/login/code", &[("code", &code)]);
                is_in(&visitor)
            })
        }
        "activation link" => {
            links::waiting(app);
            opened(visitor, &links::fresh(app))
        }
        "reset link" => opened(visitor, &links::fresh(app)),
        "set-up link" => {
            let secret = "5e".repeat(32);
            app.db.run(&format!("INSERT INTO links (user_id, purpose, secret_hash, expires_at) VALUES (202, 'setup', sha256('{secret}'), now() + interval '1 hour')"));
            opened(visitor, &format!("/setup/{secret}"))
        }
        "API token" => {
            let token = api::token(&app.db, 202, "read");
            Box::new(move || {
                let request = visitor.request("GET", "/api/v1/me").without("sec-fetch-site");
                request
                    .header("authorization", &format!("Bearer {token}"))
                    .send()
                    .status
                    == 200
            })
        }
        _ => {
            app.db
                .run("INSERT INTO on_behalf (main_id, clerk_id) VALUES (202, 204), (202, 205)");
            visitor.post("/login", &login);
            Box::new(move || {
                visitor.post("/login/clerk", &[("clerk", "204")]);
                is_in(&visitor)
            })
        }
    }
}

/// The form of a link, filled in and not sent.
fn opened(visitor: Client, path: &str) -> Box<dyn FnOnce() -> bool> {
    let form = visitor.get(path).follow().form("main form");
    let form = form.fill("password", links::NEW).fill("again", links::NEW);
    Box::new(move || {
        form.submit();
        is_in(&visitor)
    })
}

fn is_in(client: &Client) -> bool {
    client.get("/account").status == 200
}

#[test]
fn au2_every_way_in_asks_how_the_account_stands() {
    for way in WAYS {
        let app = TestApp::start();
        let logs_in = !matches!(way, "reset link" | "set-up link");
        assert_eq!(begin(&app, way)(), logs_in, "{way}: with nothing against it");
        for (state, sql) in STATES {
            let app = TestApp::start();
            let go = begin(&app, way);
            app.db.run(sql);
            let let_in = LET_IN.iter().any(|(at, by, _)| (*at, *by) == (state, way));
            assert_eq!(go(), let_in, "{way}: {state}");
        }
    }
}

/// U-52: a link that was opened before sets nobody's password who was deactivated since.
#[test]
fn au2_no_link_sets_the_password_of_whoever_is_deactivated() {
    for way in ["activation link", "reset link", "set-up link"] {
        let app = TestApp::start();
        let go = begin(&app, way);
        app.db.run(STATES[0].1);
        let hash = || app.db.text("SELECT password_hash FROM users WHERE id = 202");
        let before = hash();
        go();
        assert_eq!(hash(), before, "{way}");
    }
}
