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

use crate::access::{Access, Refusal};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::groups::{self, Group};
use crate::web::menu;
use crate::web::request::local_path;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// Where the list is.
const LIST: &str = "/groups";

/// The way back to the list as it was: its address, checked where it is used.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Back {
    #[serde(default)]
    pub from: String,
}

impl Back {
    /// Where Cancel leads.
    pub fn target(&self) -> &str {
        local_path(&self.from, LIST)
    }

    /// Another page of this group, with the way back kept.
    pub fn keep(&self, path: &str) -> String {
        match self.target() {
            LIST => path.to_owned(),
            target => {
                let mut query = Serializer::new(String::new());
                format!("{path}?{}", query.append_pair("from", target).finish())
            }
        }
    }
}

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
