//! Support → **Users** (SPEC 4): the same users, for those who help: is somebody locked out, licensed, logged in?
//!
//! The list stands left, the user chosen right; on a phone they are two pages. `filter` is the address, `pane` the list
//! with its counters, `details` what is said of one user; the rows come from `users::list`, with its scope, search and
//! pages.
mod customers;
mod details;
mod filter;
pub mod licence;
pub mod pages;
mod pane;
pub mod sessions;
pub mod settings;
mod store;

use crate::access::Access;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::users::{self, User};
use crate::web::back::{Back, with_from};
use crate::web::menu;

/// Where the list is.
const PATH: &str = "/support/users";

/// A user as the reader may open it: the screen (P-14) and Access (P-12).
fn found(access: &Access, db: &mut impl Read, id: i64) -> Result<User> {
    menu::SUPPORT_USERS.enter(access)?;
    let user = users::one(db, id)?.filter(|user| access.sees(user.unit));
    user.ok_or(Error::NotFound)
}

fn url(user: i64) -> String {
    format!("{PATH}/{user}")
}
