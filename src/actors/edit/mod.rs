//! One actor's own screen (SPEC A-2): create, look, change, link a user.
//!
//! `form` has the fields common to all roles; `of_roles` the ticks of roles and the fields that come with them; `pages`
//! the screen; `create` the screen for a new actor; `cpr` the national id number; `user` the linked user; `head` the
//! top of every page of an actor; `activity` what the log has about it.
pub mod activity;
mod cpr;
pub mod create;
mod form;
pub mod found;
pub mod groups;
mod head;
mod of_roles;
pub mod pages;
mod record;
pub mod user;

pub use crate::web::back::Back;
pub(super) use head::{Head, tabs};

use super::{Actor, EditActor, EnableActor, PATH};
use crate::access::{Access, Refusal, division};
use crate::db::Read;
use crate::error::{Error, Result};
use url::form_urlencoded::Serializer;

/// Returns where a new actor of this role is made, for a list narrowed to a unit.
pub fn new_url(role: &str, unit: Option<i64>, from: &str) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("role", role);
    if let Some(unit) = unit {
        query.append_pair("unit", &unit.to_string());
    }
    query.append_pair("from", from);
    format!("{PATH}/new?{}", query.finish())
}

/// Reads an actor for a reader who may open the screen of one of its roles (P-14) and has Access to it (P-12). It needs
/// no right to change anything.
pub(super) fn opened(access: &Access, db: &mut impl Read, id: i64) -> Result<Actor> {
    let actor = super::one(db, id)?.filter(|actor| division::sees(access, actor.unit));
    let Some(actor) = actor else {
        // A reader who can open no list does not learn which actors exist.
        super::some_screen(access)?;
        return Err(Error::NotFound);
    };
    match actor.merged_into {
        None => super::screen_of(access, &actor)?,
        // Its roles are the survivor's now: [`standing`] asks for a screen of those.
        Some(_) => super::some_screen(access)?,
    }
    Ok(actor)
}

/// Returns the actor that stands for this one, if the reader may open it: itself, or the survivor of its merges.
pub(super) fn standing(access: &Access, db: &mut impl Read, actor: Actor) -> Result<Actor> {
    let mut actor = actor;
    while let Some(survivor) = actor.merged_into {
        actor = opened(access, db, survivor)?;
    }
    Ok(actor)
}

/// Why the reader may not do each of these, if not. The same rules decide again when the form arrives.
#[derive(Debug, Clone)]
struct May {
    common: Option<Refusal>,
    enable: Option<Refusal>,
}

impl May {
    fn of(access: &Access, actor: &Actor) -> Self {
        Self {
            common: access.allows::<EditActor>(actor).err(),
            enable: access.allows::<EnableActor>(actor).err(),
        }
    }

    /// Returns the answer for a new actor, where nothing is refused.
    fn all() -> Self {
        Self {
            common: None,
            enable: None,
        }
    }
}
