//! An authenticator app, going by the database's clock.
use super::TestApp;
use super::client::Client;
use super::page::Page;
use totp_rs::{Builder, Secret, Totp};

pub struct Phone(Totp);

impl Phone {
    /// Types in the secret that a page shows.
    pub fn scan(page: &Page) -> Self {
        Self::with_secret(&page.text(".qr .code-line code"))
    }

    /// The same by hand.
    pub fn with_secret(spelled: &str) -> Self {
        let secret = spelled.replace(' ', "");
        let secret = Secret::try_from_base32(secret).expect("base 32");
        Self(Builder::new().with_secret(secret).build().unwrap())
    }

    /// Sets up the second factor of whoever is logged in; with the recovery codes.
    pub fn set_up(app: &TestApp, who: &Client) -> (Self, Vec<String>) {
        who.post("/account/two-factor", &[("act", "begin")]);
        let page = who.get("/account/two-factor");
        let phone = Self::scan(&page);
        let done = page.form("main form").fill("code", phone.code(app)).submit();
        assert_eq!(done.status, 200, "{}", done.body);
        later(app);
        (phone, done.texts("#codes code"))
    }

    /// What it shows now.
    pub fn code(&self, app: &TestApp) -> String {
        self.code_of(app, 0)
    }

    /// What it shows so many steps from now.
    pub fn code_of(&self, app: &TestApp, steps: i64) -> String {
        let now = app.db.number("SELECT extract(epoch FROM now())::bigint");
        self.0.generate(u64::try_from(now + 30 * steps).unwrap()).to_string()
    }
}

/// As if some minutes had passed since codes were used.
pub fn later(app: &TestApp) {
    app.db.run("UPDATE two_factor SET last_step = last_step - 10");
}
