//! How often a secret may be tried (SPEC N-2, SECURITY LO7, LO8).
use crate::api::{assert_problem, body};
use crate::support::cast::{self, PASSWORD};
use crate::support::client::{Client, Request};
use crate::support::page::Page;
use crate::support::{TestApp, TestDb};
use keyholder::routes;
use keyholder::web::visit::Guard;
use std::time::Instant;

/// As delivered, but for the settings that a test is about.
fn app(settings: &[(&str, &str)]) -> TestApp {
    let mut all = vec![
        ("KEYHOLDER_ATTEMPTS_PER_ADDRESS", "60"),
        ("KEYHOLDER_ATTEMPTS_IN_ALL", "3000"),
    ];
    all.extend_from_slice(settings);
    TestApp::with(TestDb::new(), &all)
}

fn login(client: &Client, name: &str) -> Request {
    client
        .request("POST", "/login")
        .form(&[("name", name), ("password", "wrong wrong wrong")])
}

/// From somewhere else, through a proxy that is believed.
fn from(request: Request, address: &str) -> Request {
    request.header("x-forwarded-for", address)
}

#[track_caller]
fn assert_limited(page: &Page) {
    assert_eq!(page.status, 429, "{}", page.path);
    let wait: u32 = page.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
}

fn refused(pages: impl Iterator<Item = Page>) -> usize {
    pages.filter(|page| page.status == 429).inspect(assert_limited).count()
}

/// The first answer that says to wait: on a slow machine a try may be served in between.
#[track_caller]
fn limited(ask: impl Fn() -> Page) -> Page {
    let page = (0..100).map(|_| ask()).find(|page| page.status == 429);
    let page = page.expect("a limit");
    assert_limited(&page);
    page
}

/// Twice as many as a minute has may be tried at once, and then one whenever its part of a minute has passed: on a slow machine
/// more of the same tries are let through, and the test knows how many.
struct Burst {
    begin: Instant,
    per_minute: usize,
}

impl Burst {
    fn of(per_minute: usize) -> Self {
        Self {
            begin: Instant::now(),
            per_minute,
        }
    }

    #[track_caller]
    fn assert_served(&self, served: usize) {
        let minutes = self.begin.elapsed().as_secs_f64() / 60.0;
        let refilled = (minutes * self.per_minute as f64).ceil() as usize;
        let burst = 2 * self.per_minute;
        assert!(
            (burst..=burst + refilled).contains(&served),
            "{served} of {burst} and {refilled}"
        );
    }
}

#[test]
fn lo7_of_200_logins_from_one_address_some_are_told_to_wait() {
    let app = app(&[]);
    let burst = Burst::of(60);
    let refused = refused((0..200).map(|n| login(&app.visitor(), &format!("nobody{n}")).send()));
    burst.assert_served(200 - refused);
    // Whoever was told to wait has tried nothing.
    let counted = app
        .db
        .number("SELECT count(*) FROM login_counters WHERE user_id IS NULL");
    assert_eq!(counted as usize, 200 - refused);
    let page = limited(|| login(&app.visitor(), "mona").header("accept-language", "da").send());
    assert_eq!(page.text("h1"), "For mange forsøg");
    assert_eq!(app.visitor().get("/login").status, 200);
}

#[test]
fn lo8_a_header_that_counts_up_does_not_help() {
    let app = app(&[]);
    let burst = Burst::of(60);
    let pages = (0..200).map(|n| from(login(&app.visitor(), &format!("nobody{n}")), &format!("203.0.113.{n}")).send());
    burst.assert_served(200 - refused(pages));
}

#[test]
fn a_limited_address_never_affects_others() {
    let app = app(&[("KEYHOLDER_TRUSTED_PROXIES", "127.0.0.1/32")]);
    let burst = Burst::of(60);
    let pages = (0..200).map(|n| from(login(&app.visitor(), &format!("nobody{n}")), "203.0.113.7").send());
    burst.assert_served(200 - refused(pages));
    let visitor = app.visitor();
    let mona = visitor
        .request("POST", "/login")
        .form(&[("name", "mona"), ("password", PASSWORD)]);
    assert_eq!(from(mona, "203.0.113.8").send().status, 303);
}

#[test]
fn the_addresses_of_one_64_are_one_address() {
    let app = app(&[
        ("KEYHOLDER_TRUSTED_PROXIES", "127.0.0.1/32"),
        ("KEYHOLDER_ATTEMPTS_PER_ADDRESS", "5"),
    ]);
    let from_v6 = |net: usize, host: usize| {
        from(
            login(&app.visitor(), &format!("n{net}x{host}")),
            &format!("2001:db8:0:{net:x}::{host:x}"),
        )
        .send()
    };
    let burst = Burst::of(5);
    burst.assert_served(20 - refused((1..=20).map(|host| from_v6(1, host))));
    assert_eq!(refused((2..=8).map(|net| from_v6(net, 1))), 0);
}

#[test]
fn everybody_together_has_a_limit() {
    let settings = [
        ("KEYHOLDER_TRUSTED_PROXIES", "127.0.0.1/32"),
        ("KEYHOLDER_ATTEMPTS_IN_ALL", "10"),
    ];
    let app = app(&settings);
    let burst = Burst::of(10);
    let pages = (0..40).map(|n| from(login(&app.visitor(), &format!("nobody{n}")), &format!("203.0.113.{n}")).send());
    burst.assert_served(40 - refused(pages));
}

#[test]
fn the_proof_of_a_password_and_links_are_limited_too() {
    let app = app(&[("KEYHOLDER_ATTEMPTS_PER_ADDRESS", "5")]);
    let carl = app.log_in(cast::CASHIER_NORTH);
    let form = carl.get("/account/password").form("main form");
    let form = form.fill("current_password", "wrong wrong wrong");
    let form = form
        .fill("new_password", "seventeen odd tram wheels")
        .fill("again", "seventeen odd tram wheels");
    let last = limited(|| form.clone().submit());
    assert!(last.has("#menu"), "a page in the reader's own surroundings");
    for path in ["/setup", "/activate", "/reset-password"] {
        limited(|| app.visitor().post(path, &[("password", "x"), ("again", "x")]));
        limited(|| app.visitor().get(&format!("{path}/0123456789abcdef")));
    }
    limited(|| carl.post("/account/confirm-email", &[]));
    // Reading goes on.
    assert_eq!(carl.get("/account").status, 200);
}

#[test]
fn wrong_tokens_are_limited_and_right_ones_are_not() {
    let app = app(&[]);
    let program = crate::api::Program::of(&app, cast::MANAGER_NORTH);
    let wrong = |n: usize| {
        let request = app.visitor().request("GET", "/api/v1/me").without("sec-fetch-site");
        request
            .header("authorization", &format!("Bearer khp_{n:012x}_{n:064x}"))
            .send()
    };
    let burst = Burst::of(60);
    let pages: Vec<Page> = (0..200).map(|n| wrong(n + 1_000)).collect();
    burst.assert_served(200 - refused(pages.iter().cloned()));
    let last = pages.iter().rev().find(|page| page.status == 429).unwrap();
    assert_problem(last, 429);
    assert_eq!(body(last)["title"], "Too Many Requests");
    for _ in 0..150 {
        assert_eq!(program.get("/api/v1/me").status, 200);
    }
    assert_eq!(
        app.visitor()
            .post("/login", &[("name", "mona"), ("password", PASSWORD)])
            .status,
        303
    );
}

/// The estimate beside a new password costs time: many may be asked for while somebody types, and not without end. It
/// takes nothing from those who log in.
#[test]
fn estimates_of_a_password_are_limited_apart() {
    let app = app(&[("KEYHOLDER_ATTEMPTS_PER_ADDRESS", "5")]);
    let carl = app.log_in(cast::CASHIER_NORTH);
    let ask = || carl.post("/password-strength", &[("new_password", "sommer")]);
    let burst = Burst::of(50);
    let served = (0..1_000).find(|_| ask().status == 429).expect("a limit");
    burst.assert_served(served);
    limited(ask);
    app.log_in(cast::MANAGER_NORTH);
}

/// LO7: what anybody can ask for costs nobody the login.
#[test]
fn whoever_asks_for_links_keeps_nobody_from_logging_in() {
    let settings = [
        ("KEYHOLDER_TRUSTED_PROXIES", "127.0.0.1/32"),
        ("KEYHOLDER_ATTEMPTS_IN_ALL", "10"),
    ];
    let app = app(&settings);
    let ask = |n: usize| from(app.visitor().request("GET", "/activate/x"), &format!("203.0.113.{n}")).send();
    let burst = Burst::of(10);
    burst.assert_served(40 - refused((0..40).map(ask)));
    let forgot = || app.visitor().request("POST", "/forgot-password").form(&[("name", "x")]);
    limited(|| from(forgot(), "203.0.113.99").send());
    app.log_in(cast::MANAGER_NORTH);
}

/// N-3: what hashes for whoever is logged in is limited, too, or one of them fills the queue for all.
#[test]
fn new_passwords_and_new_users_are_limited() {
    let app = app(&[("KEYHOLDER_ATTEMPTS_PER_ADDRESS", "5")]);
    let mona = app.log_in(cast::MANAGER_NORTH);
    app.db
        .run("UPDATE users SET must_change_password = true WHERE id = 202");
    let carl = app.log_in(cast::CASHIER_NORTH);
    limited(|| carl.post("/new-password", &[("password", "x"), ("again", "y")]));
    limited(|| mona.post("/users/new", &[("name", "x")]));
}

/// LO7, over the program's own table.
#[test]
fn lo7_every_public_post_and_every_route_that_takes_a_secret_or_hashes_is_limited() {
    const CODES: [&str; 3] = ["/login/code", "/login/two-factor", "/account/two-factor"];
    let unlimited: Vec<_> = routes::table()
        .into_iter()
        .filter(|route| {
            let posts = route.method == "POST";
            let public = posts && route.guard == Guard::Public;
            let secret = route.path.contains("{secret}") || (posts && CODES.contains(&route.path));
            (public || secret || route.hashes()) && route.limited.is_none()
        })
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert!(unlimited.is_empty(), "{unlimited:?}");
}
