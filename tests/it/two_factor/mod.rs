//! The second factor (SPEC 3.5): one's own, the second step of a login, and where it is required.
mod by_email;
mod by_email_attacks;
mod login;
mod others;
mod own;
mod required;

use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, cast};

/// Past the password, in front of the code.
fn half_in(app: &TestApp) -> Client {
    let client = app.log_in(cast::CASHIER_NORTH);
    assert_eq!(client.get("/account").location(), "/login/code");
    client
}

fn give(client: &Client, code: &str) -> Page {
    client.get("/login/code").form("main form").fill("code", code).submit()
}

fn is_in(client: &Client) -> bool {
    client.get("/account").status == 200
}
