//! How actors are set up (SPEC A-6): roles with their fields and rights, and what belongs to them.
//!
//! Each screen opens for its Menu right or for ActorSetupManage, which alone writes (P-14); each change is an entry of the
//! activity log. Whoever changes something holds the one row of `actor_settings`, so that two changes never cross.
pub mod attachment_types;
pub mod dialog;
pub mod division;
pub mod fields;
mod form;
pub mod groups;
pub mod metadata;
pub mod roles;
mod store;

pub use store::Settings;

use crate::access::{Access, Refusal, Target, actions, rules};
use crate::activity::{Author, Entry, Subject};
use crate::db::Tx;
use crate::error::Result;
use crate::jobs::Done;
use crate::web::menu::Screen;
use crate::web::visit::{AppState, Visit};
use serde::Deserialize;

fn installation(_: &Settings) -> Target {
    Target::installation()
}

actions! {
    /// Change anything of the set-up of actors.
    ManageActorSetup: Settings = store::lock, installation, rules::manage_actor_setup;
}

/// Whether the reader may open a screen.
fn opened(access: &Access, screen: &Screen) -> Result<()> {
    if screen.opens(access) {
        Ok(())
    } else {
        Err(Refusal::NoScreen { right: screen.menu }.into())
    }
}

/// Why the reader only reads here.
fn why_not(visit: &Visit) -> Option<String> {
    let refusal = rules::manage_actor_setup(&visit.access, &Target::installation()).err()?;
    Some(visit.why_not(&refusal))
}

/// An entry about the set-up, which stands in no unit. What it is about stands in it by name.
fn entry(author: &Author, kind: &'static str) -> Entry {
    Entry::new(author, kind, Subject::Installation, None)
}

/// A form without fields: only its button counts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pressed {}

/// What takes too long for a request where there are many actors: brings `in_directory` up to what their roles are now, since
/// a role may have become a directory, or be none any more; deletes the values of fields that were removed.
///
/// # Errors
/// Any database error.
pub fn settle(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    const MOST: i64 = 20_000;
    let settled = roles::settle_next(tx, MOST)?;
    let removed = fields::clear_next(tx, MOST)?;
    Ok(Done {
        said: format!("settled {settled} actors, removed {removed} values"),
        more: settled as i64 == MOST || removed as i64 == MOST,
    })
}
