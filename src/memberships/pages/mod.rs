//! The pages that add, remove and change memberships. The tabs of users and groups and the Memberships screen lead
//! here.
pub mod add;
pub mod change;
pub mod remove;

use super::Membership;
use crate::access::Access;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::org_units;
use crate::web::request::local_path;
use serde::Deserialize;

/// Where a page leads back to if the address does not say.
const SCREEN: &str = "/memberships";

/// The selected memberships, and the way back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Selection {
    id: Vec<i64>,
    from: String,
}

impl Selection {
    fn back(&self) -> &str {
        local_path(&self.from, SCREEN)
    }
}

/// Returns a membership the reader may know of. It belongs to its own unit (SPEC P-15), and everybody may know their
/// own.
fn found(access: &Access, db: &mut impl Read, id: i64) -> Result<Membership> {
    let row = super::one(db, id)?.ok_or(Error::NotFound)?;
    if access.finds(&row.target()) {
        Ok(row)
    } else {
        Err(Error::NotFound)
    }
}

/// Returns the unit as it is shown: with its path, as far as the reader sees it.
fn place(access: &Access, unit: i64) -> String {
    org_units::tree::path(access, unit)
}
