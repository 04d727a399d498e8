//! An authenticator app that uses the clock of the database.
use super::TestApp;
use super::client::Client;
use super::page::Page;
use totp_rs::{Builder, Secret, Totp};

pub struct Phone(Totp);

impl Phone {
    /// Reads the secret that a page shows.
    pub fn scan(page: &Page) -> Self {
        Self::with_secret(&page.text(".qr .code-line code"))
    }

    /// Takes a secret as it is spelled out.
    pub fn with_secret(spelled: &str) -> Self {
        let secret = spelled.replace(' ', "");
        let secret = Secret::try_from_base32(secret).expect("base 32");
        Self(Builder::new().with_secret(secret).build().unwrap())
    }

    /// Sets up the second factor of the user who is logged in. Returns the app and the recovery codes.
    pub fn set_up(app: &TestApp, who: &Client) -> (Self, Vec<String>) {
        who.post("/account/two-factor", &[("act", "begin")]);
        let page = who.get("/account/two-factor");
        let phone = Self::scan(&page);
        let done = page.form("main form").fill("code", phone.code(app)).submit();
        assert_eq!(done.status, 200, "{}", done.body);
        later(app);
        (phone, done.texts("#codes code"))
    }

    /// Returns the code that it shows now.
    pub fn code(&self, app: &TestApp) -> String {
        self.code_of(app, 0)
    }

    /// Returns the code that it shows `steps` periods of 30 seconds from now.
    pub fn code_of(&self, app: &TestApp, steps: i64) -> String {
        let now = app.db.number("SELECT extract(epoch FROM now())::bigint");
        self.0.generate(u64::try_from(now + 30 * steps).unwrap()).to_string()
    }
}

/// Makes it as if five minutes had passed since codes were used.
pub fn later(app: &TestApp) {
    app.db.run("UPDATE two_factor SET last_step = last_step - 10");
}
