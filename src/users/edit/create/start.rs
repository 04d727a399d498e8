//! What is asked before a user is created: which page leads here, and whether and where the reader can create one.
use crate::access::permission::Permission;
use crate::access::{Access, Refusal};
use crate::db::Read;
use crate::error::Result;
use crate::users::edit::copy::Source;
use crate::users::edit::{Back, find};
use crate::web::back::with_from;
use serde::Deserialize;

/// Where the reader comes from; `unit` is the one the list is narrowed to.
#[derive(Deserialize)]
pub struct From {
    pub(super) unit: Option<i64>,
    /// The user that the form is filled in from.
    copy: Option<i64>,
    #[serde(default)]
    from: String,
}

impl From {
    pub(super) fn back(&self) -> Back {
        Back {
            from: self.from.clone(),
        }
    }

    pub(super) fn source(&self, access: &Access, db: &mut impl Read) -> Result<Option<Source>> {
        self.copy.map(|id| Source::read(access, db, id)).transpose()
    }
}

/// Refuses readers who may create users nowhere. The capability decides later about the unit that is chosen.
pub(super) fn somewhere(access: &Access) -> Result<()> {
    Ok(possible(access, access.principal()?.unit)?)
}

/// Refuses readers who can create no user at all. The refusal then names `unit`.
pub fn possible(access: &Access, unit: i64) -> Result<(), Refusal> {
    let right = Permission::CREATE_USER;
    if find::creatable(access).is_empty() {
        return Err(Refusal::Lacks { right, unit });
    }
    Ok(())
}

/// Returns the unit that is chosen at first: the only one there is, else the list's, else the principal's own (SPEC
/// 3.2).
pub(super) fn preselected(access: &Access, of_list: Option<i64>) -> Option<i64> {
    let allowed = find::creatable(access);
    let live = |unit: &&crate::access::snapshot::Unit| !unit.archived && allowed.contains(unit.pos);
    let units = access.snapshot().units();
    let mut all = units.in_order().filter(live);
    if let (Some(only), None) = (all.next(), all.next()) {
        return Some(only.id);
    }
    let own = access.viewer().map(|viewer| viewer.unit);
    [of_list, own]
        .into_iter()
        .flatten()
        .find(|unit| units.get(*unit).as_ref().is_some_and(live))
}

/// Returns the address of this page, for a list narrowed to `unit`.
pub fn url(unit: Option<i64>, from: &str) -> String {
    let unit = unit.map(|unit| format!("?unit={unit}")).unwrap_or_default();
    with_from(&format!("/users/new{unit}"), from)
}
