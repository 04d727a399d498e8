//! Rules for organizational units (SPEC 7).
use super::{Verdict, active, administrators, is_customer, not_top};
use crate::access::fixed::TOP;
use crate::access::permission::Permission;
use crate::access::{Access, Refusal, Target};

/// Creating a unit, or moving one here, takes OrgUnitCreate in the parent.
pub fn create_unit(access: &Access, target: &Target) -> Verdict {
    access.need(Permission::ORG_UNIT_CREATE, target.unit)
}

/// Editing a unit takes OrgUnitEdit in it.
pub fn edit_unit(access: &Access, target: &Target) -> Verdict {
    active(access, target)?;
    access.need(Permission::ORG_UNIT_EDIT, target.unit)
}

/// Taking a unit from its place takes OrgUnitEdit in it; only administrators move customers. P-6 measures which
/// rights come with it to the new place, and [`move_between`] checks both ends.
pub fn move_unit(access: &Access, target: &Target) -> Verdict {
    not_top(target)?;
    if is_customer(access, target.unit) {
        administrators(access)?;
    }
    edit_unit(access, target)
}

/// A unit that is moved from one customer to another, or to the top, where it becomes a customer.
pub fn move_between(access: &Access, unit: i64, parent: i64) -> Verdict {
    let customer = |unit| access.snapshot().units().customer(unit).map(|customer| customer.id);
    if parent == TOP || customer(unit) != customer(parent) {
        move_between_customers(access)?;
    }
    Ok(())
}

/// Whether the reader may move units from one customer to another: administrators only.
pub fn move_between_customers(access: &Access) -> Verdict {
    administrators(access)
}

/// Archiving a unit takes OrgUnitArchive in it.
pub fn archive_unit(access: &Access, target: &Target) -> Verdict {
    not_top(target)?;
    active(access, target)?;
    access.need(Permission::ORG_UNIT_ARCHIVE, target.unit)
}

/// Unarchiving takes the same right as archiving, and the unit above must not be archived. No right holds in an
/// archived unit, so the right is judged by what is set above it.
pub fn unarchive_unit(access: &Access, target: &Target) -> Verdict {
    access.need_even_archived(Permission::ORG_UNIT_ARCHIVE, target.unit)?;
    match access.snapshot().units().above(target.unit).next() {
        Some(above) if above.archived => Err(Refusal::ParentArchived),
        _ => Ok(()),
    }
}
