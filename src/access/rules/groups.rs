//! Rules for groups (SPEC 6).
use super::{Permission, TOP, Verdict, administrators, is_system_group, not_predefined};
use crate::access::{Access, Refusal, Target};

/// GroupManage, a Global right: create, and copy from a group that is no system group.
pub fn create_group(access: &Access, _: &Target) -> Verdict {
    access.need(Permission::GROUP_MANAGE, TOP)
}

/// GroupManage; the token periods and two-factor of administrators, and of everybody, are for members of Administrators
/// to set.
pub fn edit_group(access: &Access, target: &Target) -> Verdict {
    let leads = |group| access.snapshot().groups().makes_administrators(group);
    if target.group.is_some_and(|group| is_system_group(group) || leads(group)) {
        administrators(access)?;
    }
    access.need(Permission::GROUP_MANAGE, TOP)
}

/// What a group is called; of a predefined role that is locked (G-4).
pub fn rename_group(access: &Access, target: &Target) -> Verdict {
    not_predefined(access, target)?;
    edit_group(access, target)
}

/// GroupManage. A predefined role is there to be copied while its module is on (G-4); of system groups there is nothing
/// to copy (P-25).
pub fn copy_group(access: &Access, target: &Target) -> Verdict {
    if target.group.is_some_and(is_system_group) {
        return Err(Refusal::SystemGroup);
    }
    let group = target.group.and_then(|group| access.snapshot().groups().get(group));
    if group.is_some_and(|group| group.off) {
        return Err(Refusal::ModuleOff);
    }
    access.need(Permission::GROUP_MANAGE, TOP)
}

/// GroupManage; system groups are neither deleted nor copied (P-25).
pub fn delete_group(access: &Access, target: &Target) -> Verdict {
    if target.group.is_some_and(is_system_group) {
        return Err(Refusal::SystemGroup);
    }
    not_predefined(access, target)?;
    access.need(Permission::GROUP_MANAGE, TOP)
}

/// Emptying a group. Nobody takes from themselves what they have by it (P-20); [`super::remove_membership`] and
/// [`super::set_permissions`] are asked about all that is in it.
pub fn empty_group(access: &Access, is_member: bool) -> Verdict {
    match is_member && !access.is_administrator() {
        true => Err(Refusal::Oneself),
        false => Ok(()),
    }
}
