//! The actor set-up (SPEC A-6): roles with their fields and rights, and what belongs to them.
//!
//! Each screen opens with its Menu right or with ActorSetupManage. Only ActorSetupManage allows changes (P-14), and
//! each change is an entry of the activity log. A change locks the one row of `actor_settings`, so that no two changes
//! run at once.
pub mod attachment_types;
pub mod division;
pub mod fields;
mod form;
pub mod groups;
pub mod metadata;
pub mod roles;
mod store;

pub use store::Settings;

use crate::access::{Target, installation_actions, rules};
use crate::activity::{Author, Entry, Event, Subject};
use crate::db::Tx;
use crate::error::Result;
use crate::jobs::Done;
use crate::web::visit::{AppState, Visit};

installation_actions! {
    /// Change anything in the actor set-up.
    ManageActorSetup: Settings = store::lock, rules::manage_actor_setup;
}

/// Returns why the reader can only read here.
fn why_not(visit: &Visit) -> Option<String> {
    let refusal = rules::manage_actor_setup(&visit.access, &Target::installation()).err()?;
    Some(visit.why_not(&refusal))
}

/// Begins an entry about the set-up. It belongs to no unit, and names what it is about.
fn entry(author: &Author, event: Event) -> Entry {
    Entry::new(author, event, Subject::Installation, None)
}

/// Does the work that takes too long for a request if there are many actors. It updates `in_directory` to the present
/// roles, because a role may have become a directory or ceased to be one. It also deletes the values of removed fields, and makes the search words of
/// values that lack them.
///
/// # Errors
/// Any database error.
pub fn settle(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    const MOST: i64 = 20_000;
    /// Each of these has its search words written anew.
    const MOST_WORDS: i64 = 2_000;
    let settled = roles::settle_next(tx, MOST)?;
    let removed = fields::clear_next(tx, MOST_WORDS)?;
    let found = fields::find_next(tx, MOST_WORDS)?;
    Ok(Done {
        said: format!(
            "settled {settled} actors, removed {} values, made {} findable",
            removed.unwrap_or_default(),
            found.unwrap_or_default()
        ),
        more: settled as i64 == MOST || removed.is_some() || found.is_some(),
    })
}
