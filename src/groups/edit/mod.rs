//! One group's own pages: create, details, members, facts, copy, delete (SPEC G-1 to G-3).
pub mod copy;
pub mod create;
pub mod delete;
mod form;
pub mod head;
pub mod info;
pub mod members;
pub mod pages;
pub mod permissions;

pub use crate::web::back::Back;

use crate::access::{Access, Refusal};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::groups::{self, Group};
use crate::web::menu;

/// Where the list is.
const LIST: &str = "/groups";

/// Whoever may open the screen (SPEC P-14). Groups stand in no unit.
pub fn screen(access: &Access) -> Result<()> {
    if menu::GROUPS.opens(access) {
        Ok(())
    } else {
        let right = menu::GROUPS.menu;
        Err(Refusal::NoScreen { right }.into())
    }
}

/// A group as the reader may open it.
pub fn opened(access: &Access, db: &mut impl Read, id: i64) -> Result<Group> {
    screen(access)?;
    groups::one(db, id)?.ok_or(Error::NotFound)
}
