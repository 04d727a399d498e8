//! **Employee**: the linked actor that has this role, if any (SPEC 3.2). While that actor is inactive the user cannot
//! log in (C-4).
use crate::actors::{self, EMPLOYEE};
use crate::db::Read;
use crate::error::Result;
use crate::users::User;
use crate::web::visit::Visit;

/// What the tab **Details** shows of the employee.
#[derive(Debug, Clone)]
pub(super) struct Card {
    pub name: String,
    /// The actor's page, for readers who may open it.
    pub url: Option<String>,
    pub active: bool,
    /// Shown as a warning (SPEC A-2).
    pub remarks: String,
}

/// Returns the card, or None if there is no employee or the reader does not see them (P-12).
pub(super) fn card(db: &mut impl Read, visit: &Visit, user: &User) -> Result<Option<Card>> {
    let access = &visit.access;
    let linked = actors::linked(db, &[user.id])?.remove(&user.id);
    let employee = linked.filter(|linked| linked.roles.contains(&EMPLOYEE) && access.sees(linked.unit));
    Ok(employee.map(|employee| Card {
        url: actors::opens(access, &employee.roles).then(|| format!("{}/{}", actors::PATH, employee.id)),
        name: employee.name,
        active: employee.active,
        remarks: employee.remarks,
    }))
}
