//! Login security (SPEC 5.2, SECURITY AC15): from where people may log in, the audit, and the policies.
mod audit;
mod failures;
mod lists;
mod settings;
mod ways_in;

use crate::support::cast::{self, PASSWORD, Person};
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, TestDb};

const FORM: &str = "main form[method=post]";
/// In the shop, and somewhere in the world.
const SHOP: &str = "198.51.100.7";
const WORLD: &str = "203.0.113.9";

/// A server behind a proxy that says where requests come from.
fn app() -> TestApp {
    TestApp::with(TestDb::new(), &[("KEYHOLDER_TRUSTED_PROXIES", "127.0.0.1/32")])
}

/// The administrator, in the shop.
fn admin(app: &TestApp) -> Client {
    let client = app.visitor().at(SHOP);
    assert_eq!(login(&client, cast::ADMINISTRATOR).status, 303);
    client
}

fn login(client: &Client, who: Person) -> Page {
    client.post("/login", &[("name", who.login), ("password", PASSWORD)])
}

/// Puts a range on a list.
fn list(admin: &Client, list: &str, range: &str) -> Page {
    let form = admin.get(&format!("/login-security/{list}/new")).form(FORM);
    form.fill("range", range).submit()
}

/// Chooses a method, with the shop allowed.
fn method(admin: &Client, method: &str) {
    assert_eq!(list(admin, "allowed", SHOP).status, 303);
    let form = admin.get("/login-security/settings").form(FORM);
    assert_eq!(form.choose("method", method).submit().status, 303);
}
