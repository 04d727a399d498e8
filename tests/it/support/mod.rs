//! Support for all tests.
//!
//! * `TestApp::start()` is a real server on a port of its own with a database of its own, cloned from a template that
//!   has the migrations and the [`cast`]. Nothing needs cleaning up.
//! * `app.log_in(cast::MANAGER_NORTH)` is a browser without a screen: it keeps real cookies, and sends `Sec-Fetch-Site`
//!   and `Origin` as browsers do. `app.visitor()` is a browser in which nobody is logged in.
//! * These browsers fill in and submit the *rendered* form, so field names and addresses are tested along the way.
//!
//! ```ignore
//! let app = TestApp::start();
//! let mona = app.log_in(cast::MANAGER_NORTH);
//! let page = mona.get("/users/new");
//! let page = page.form("main form").fill("name", "kaj").choose("unit", unit::AALBORG).submit();
//! assert_eq!(page.status, 422);                       // redirects are not followed by themselves:
//! assert_eq!(page.texts(".err"), ["Enter a display name."]);
//! page.form("main form").fill("display_name", "Kaj").submit().follow().text("h1");   // one 303, then its page
//! assert_eq!(app.db.number("SELECT count(*) FROM users WHERE display_name = 'Kaj'"), 1);
//! app.db.run("UPDATE users SET must_change_password = true WHERE id = 203");
//! mona.request("POST", "/users/new").without("sec-fetch-site").header("origin", "null").form(&[("name", "x")]).send();
//! ```
//!
//! Names of tests are sentences. A test takes six to ten lines and must be able to fail.
pub mod app;
pub mod browser;
pub mod cast;
pub mod client;
pub mod console;
pub mod db;
pub mod explain;
pub mod files;
pub mod page;
pub mod phone;
pub mod postgres;
pub mod program;
mod query;
pub mod smtp;

pub use app::TestApp;
pub use cast::unit;
pub use db::TestDb;
