//! One group's own pages: creating, details, members, facts, copying, deleting (SPEC G-1 to G-3).
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

use crate::access::Access;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::groups::{self, Group};
use crate::web::menu;

/// The address of the list.
const LIST: &str = "/groups";

/// Reads a group for a reader who may open the screen.
pub fn opened(access: &Access, db: &mut impl Read, id: i64) -> Result<Group> {
    menu::GROUPS.enter(access)?;
    groups::one(db, id)?.ok_or(Error::NotFound)
}
