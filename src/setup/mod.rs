//! Setup: settings of the whole installation (SPEC 9). Each change gets an entry of its own in the activity log.
pub mod checklist;
pub mod domains;
pub mod email;
pub mod installation;
pub mod modules;
mod store;

use crate::access::{Action, Target, installation_actions, rules};
use crate::origins::Demand;
use crate::session::links::Lifetimes;
use crate::web::i18n::Languages;
use crate::web::visit::Visit;

/// The settings of the installation, stored in the only row of their table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// Shown in the corner of every page. If empty, the product's name is shown.
    pub name: String,
    /// Language for users who have chosen none and whose browser asks for none of ours.
    pub language: String,
    /// The languages that users can choose.
    pub languages: Languages,
    pub time_zone: String,
    /// Whom users can ask for help. If empty, nobody is named.
    pub support_contact: String,
    /// **Max allowed sessions** of users without a number of their own (SPEC C-3).
    pub max_sessions: i32,
    /// Whether every user must have an email address (SPEC 3.2).
    pub email_required: bool,
    /// Whether forms of users show Origin, and require one.
    pub origin: Demand,
    /// How long new links work (SECURITY TK3).
    pub links: Lifetimes,
    /// How many days the activity log is kept; `None` means for ever.
    pub activity_days: Option<i32>,
    pub version: i32,
}

installation_actions! {
    /// Changing the settings of the installation.
    ManageSetup: Installation = store::lock, rules::manage_setup;
    /// Changing how mail is sent, and seeing and retrying mails of the queue.
    ManageMail: Installation = store::lock, rules::manage_mail;
    /// Changing the internal email domains.
    ManageDomains: Installation = store::lock, rules::manage_domains;
}

/// Returns why the reader may only read here, or `None` if they may make changes.
pub fn why_read_only(visit: &Visit) -> Option<String> {
    why_not::<ManageSetup>(visit)
}

/// Returns why the reader may not do this, or `None` if they may.
fn why_not<A: Action<Row = Installation>>(visit: &Visit) -> Option<String> {
    let refusal = A::allowed(&visit.access, &Target::installation()).err()?;
    Some(visit.why_not(&refusal))
}
