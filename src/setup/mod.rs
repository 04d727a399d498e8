//! Setup: what is set for the whole installation (SPEC 9). Written with SetupManage, each change an entry of its own.
pub mod checklist;
pub mod email;
pub mod installation;
pub mod modules;
mod store;

use crate::access::{Access, Action, Refusal, Target, rules};
use crate::db::Tx;
use crate::error::Result;
use crate::session::links::Lifetimes;
use crate::web::menu;
use crate::web::visit::Visit;

/// The settings of the installation: the one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// Shown in the corner of every page; empty: the product's name.
    pub name: String,
    /// For who has chosen none and whose browser speaks none of ours.
    pub language: String,
    pub time_zone: String,
    /// Of whoever has no number of their own (SPEC C-3).
    pub max_sessions: i32,
    /// How long new links work (SECURITY TK3).
    pub links: Lifetimes,
    pub version: i32,
}

/// Change what is set for everybody.
#[derive(Debug, Clone, Copy)]
pub struct ManageSetup;

impl Action for ManageSetup {
    type Row = Installation;
    fn lock(tx: &mut Tx<'_>, _: i64) -> Result<Option<Installation>> {
        store::lock(tx).map(Some)
    }
    fn target(_: &Installation) -> Target {
        Target::installation()
    }
    fn allowed(access: &Access, target: &Target) -> std::result::Result<(), Refusal> {
        rules::manage_setup(access, target)
    }
}

/// Its screens open for their Menu right and for SetupManage (SPEC P-14).
fn opened(access: &Access) -> Result<()> {
    if menu::INSTALLATION.opens(access) {
        Ok(())
    } else {
        let right = menu::INSTALLATION.menu;
        Err(Refusal::NoScreen { right }.into())
    }
}

/// Why the reader only reads here.
fn why_read_only(visit: &Visit) -> Option<String> {
    let refusal = rules::manage_setup(&visit.access, &Target::installation()).err()?;
    Some(visit.why_not(&refusal))
}
