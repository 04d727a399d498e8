//! Settings of a user that programs of the chain keep (SPEC C-8): a key and any JSON.
//!
//! They are kept as they were written, so numbers, order and layout stay. The log says which one was changed and how long it
//! is; what stands in it may be anybody's secret.
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
    /// JSON as it was written.
    value: String,
    /// Optimistic lock of its form.
    version: i32,
}

/// Which one a dialog is about, and the way back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    setting: i64,
    from: String,
}

impl Asked {
    /// The address of a dialog about it.
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

/// A user whose settings the reader may see, which takes the right to change them.
fn manageable(access: &Access, db: &mut impl Read, id: i64) -> Result<User> {
    let user = found(access, db, id)?;
    access.allows::<ManageSettings>(&user)?;
    Ok(user)
}
