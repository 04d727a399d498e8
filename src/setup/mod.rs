//! Setup: what is set for the whole installation (SPEC 9). Written with SetupManage, each change an entry of its own.
pub mod checklist;
pub mod domains;
pub mod email;
pub mod installation;
pub mod modules;
mod store;

use crate::access::{Access, Action, Refusal, Target, actions, rules};
use crate::db::Tx;
use crate::error::Result;
use crate::origins::Demand;
use crate::session::links::Lifetimes;
use crate::web::i18n::Languages;
use crate::web::menu;
use crate::web::visit::Visit;

/// The settings of the installation: the one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// Shown in the corner of every page; empty: the product's name.
    pub name: String,
    /// For who has chosen none and whose browser speaks none of ours.
    pub language: String,
    /// Those people can choose.
    pub languages: Languages,
    pub time_zone: String,
    /// Whom people ask; empty: nobody is named.
    pub support_contact: String,
    /// Of whoever has no number of their own (SPEC C-3).
    pub max_sessions: i32,
    /// A user must have an address (SPEC 3.2).
    pub email_required: bool,
    /// Whether forms of users show Origin, and demand one.
    pub origin: Demand,
    /// How long new links work (SECURITY TK3).
    pub links: Lifetimes,
    /// Days the activity log is kept; none: for ever.
    pub activity_days: Option<i32>,
    pub version: i32,
}

fn held(tx: &mut Tx<'_>, _: i64) -> Result<Option<Installation>> {
    store::lock(tx).map(Some)
}

fn target(_: &Installation) -> Target {
    Target::installation()
}

actions! {
    /// Change what is set for everybody.
    ManageSetup: Installation = held, target, rules::manage_setup;
    /// Change how mail is sent, and see to what is sent.
    ManageMail: Installation = held, target, rules::manage_mail;
    /// Change the internal email domains.
    ManageDomains: Installation = held, target, rules::manage_domains;
}

/// Its screens open for their Menu right and for SetupManage (SPEC P-14).
pub fn opened(access: &Access) -> Result<()> {
    if menu::INSTALLATION.opens(access) {
        Ok(())
    } else {
        let right = menu::INSTALLATION.menu;
        Err(Refusal::NoScreen { right }.into())
    }
}

/// Why the reader only reads here.
pub fn why_read_only(visit: &Visit) -> Option<String> {
    why_not::<ManageSetup>(visit)
}

/// Why the reader may not do this.
fn why_not<A: Action<Row = Installation>>(visit: &Visit) -> Option<String> {
    let refusal = A::allowed(&visit.access, &Target::installation()).err()?;
    Some(visit.why_not(&refusal))
}
