//! The actor set-up (SPEC A-6): roles with their fields and rights, and what belongs to them.
//!
//! Each screen opens with its Menu right or with ActorSetupManage. Only ActorSetupManage allows changes (P-14), and
//! each change is an entry of the activity log. A change locks the one row of `actor_settings`, so that no two changes
//! run at once.
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
    /// Change anything in the actor set-up.
    ManageActorSetup: Settings = store::lock, installation, rules::manage_actor_setup;
}

/// Checks that the reader may open a screen.
fn opened(access: &Access, screen: &Screen) -> Result<()> {
    if screen.opens(access) {
        Ok(())
    } else {
        Err(Refusal::NoScreen { right: screen.menu }.into())
    }
}

/// Returns why the reader can only read here.
fn why_not(visit: &Visit) -> Option<String> {
    let refusal = rules::manage_actor_setup(&visit.access, &Target::installation()).err()?;
    Some(visit.why_not(&refusal))
}

/// Begins an entry about the set-up. It belongs to no unit, and names what it is about.
fn entry(author: &Author, kind: &'static str) -> Entry {
    Entry::new(author, kind, Subject::Installation, None)
}

/// A form without fields: only its button counts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pressed {}

/// Does the work that takes too long for a request if there are many actors. It updates `in_directory` to the present
/// roles, because a role may have become a directory or ceased to be one. It also deletes the values of removed fields.
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
