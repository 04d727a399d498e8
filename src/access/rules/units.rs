//! Organizational units (SPEC 7).
use super::{Verdict, active, administrators, is_customer, not_top};
use crate::access::fixed::TOP;
use crate::access::permission::Permission;
use crate::access::{Access, Refusal, Target};

/// OrgUnitCreate in the parent: for a new unit there, and for one that is moved there.
pub fn create_unit(access: &Access, target: &Target) -> Verdict {
    access.need(Permission::ORG_UNIT_CREATE, target.unit)
}

/// OrgUnitEdit in the unit.
pub fn edit_unit(access: &Access, target: &Target) -> Verdict {
    active(access, target)?;
    access.need(Permission::ORG_UNIT_EDIT, target.unit)
}

/// Taking a unit from where it stands: OrgUnitEdit in it; customers only by administrators. What comes with it to the new
/// place is measured by P-6, and [`move_between`] asks about both ends.
pub fn move_unit(access: &Access, target: &Target) -> Verdict {
    not_top(target)?;
    if is_customer(access, target.unit) {
        administrators(access)?;
    }
    edit_unit(access, target)
}

/// From one customer to another, or to the top, where it becomes one: only administrators.
pub fn move_between(access: &Access, unit: i64, parent: i64) -> Verdict {
    let customer = |unit| access.snapshot().units().customer(unit).map(|customer| customer.id);
    if parent == TOP || customer(unit) != customer(parent) {
        administrators(access)?;
    }
    Ok(())
}

/// OrgUnitArchive in the unit.
pub fn archive_unit(access: &Access, target: &Target) -> Verdict {
    not_top(target)?;
    active(access, target)?;
    access.need(Permission::ORG_UNIT_ARCHIVE, target.unit)
}

/// The same right brings it back, to where it is in use. No right holds in an archived unit, so it is judged by what stands above it.
pub fn unarchive_unit(access: &Access, target: &Target) -> Verdict {
    access.need_even_archived(Permission::ORG_UNIT_ARCHIVE, target.unit)?;
    match access.snapshot().units().above(target.unit).next() {
        Some(above) if above.archived => Err(Refusal::ParentArchived),
        _ => Ok(()),
    }
}
