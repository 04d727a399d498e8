//! Settings that programs of the chain keep for a user (SPEC C-8): a key and any JSON.
//!
//! Values are stored exactly as typed, with their numbers, order and layout. The log has the key and the length of a
//! changed setting, but not the value, which may be a secret.
pub mod delete;
pub mod edit;
mod json;
pub mod list;
mod store;
mod verbs;

use super::{found, url};
use crate::access::Access;
use crate::db::Read;
use crate::error::Result;
use crate::users::{ManageSettings, User};
use serde::Deserialize;

/// Longest key, in characters.
const MAX_KEY: usize = 100;
/// Longest value, in bytes.
const MAX_VALUE: usize = 64 * 1024;

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Setting {
    id: i64,
    key: String,
    /// JSON as it was typed.
    value: String,
    /// Version for the optimistic lock of the form.
    version: i32,
}

/// The query of a dialog's address: the setting it is about, and the page to go back to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    setting: i64,
    from: String,
}

impl Asked {
    /// Returns the address of a dialog about this setting.
    fn url(&self, user: i64, deed: &str) -> String {
        super::with_from(
            &format!("{}/{deed}?setting={}", list_url(user), self.setting),
            &self.from,
        )
    }

    fn back(&self, user: i64) -> String {
        crate::web::request::local_path(&self.from, &list_url(user)).to_owned()
    }
}

fn list_url(user: i64) -> String {
    format!("{}/settings", url(user))
}

/// Returns a user if the reader may see the settings, which takes the right to change them.
fn manageable(access: &Access, db: &mut impl Read, id: i64) -> Result<User> {
    let user = found(access, db, id)?;
    access.allows::<ManageSettings>(&user)?;
    Ok(user)
}
