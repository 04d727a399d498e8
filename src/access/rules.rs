//! What may be done, one function for each deed, in the order of SPEC. Buttons, fields, writes, files and the API ask
//! these. `web::menu` opens screens, `escalation` holds what nobody may give away, `policy` from where people may log in.
mod actors;
mod cloud;
mod credentials;
mod groups;
mod units;
pub use actors::*;
pub use cloud::*;
pub use groups::*;
pub use units::*;

use super::escalation::Lacks;
use super::fixed::{ADMINISTRATOR, ADMINISTRATORS, ALL, SYSTEM, TOP, USERS};
use super::logins::controls_login;
use super::permission::Permission;
use super::{Access, Refusal, Target};
pub use credentials::{create_token, link_clerks, manage_links, remove_two_factor, revoke_token};

type Verdict = Result<(), Refusal>;

// ---- Users (SPEC 2.3, 2.4, 2.5, 3) ----

/// CreateUser in the unit of the new user.
pub fn create_user(access: &Access, target: &Target) -> Verdict {
    access.need(Permission::CREATE_USER, target.unit)
}

/// EditUser in the user's unit; System's and Administrator's details only by members of Administrators (P-24).
pub fn edit_user(access: &Access, target: &Target) -> Verdict {
    not_system(target)?;
    if is(target, ADMINISTRATOR) {
        administrators(access)?;
    }
    access.need(Permission::EDIT_USER, target.unit)
}

/// The email of another user is a way into the account: P-10 on top of EditUser.
pub fn change_email(access: &Access, target: &Target) -> Verdict {
    edit_user(access, target)?;
    control_login(access, target)
}

/// Taking a user out of a unit. Nobody moves themselves (P-20); System and Administrator stand at the top.
pub fn move_user(access: &Access, target: &Target) -> Verdict {
    unprotected(target)?;
    not_oneself(access, target)?;
    edit_user(access, target)
}

/// Bringing a user into a unit (SPEC 3.2: EditUser in the old and the new unit).
pub fn receive_user(access: &Access, target: &Target) -> Verdict {
    access.need(Permission::EDIT_USER, target.unit)
}

/// Login names are changed by administrators only (SPEC 3.2), never those of System and Administrator (P-25).
pub fn rename_user(access: &Access, target: &Target) -> Verdict {
    unprotected(target)?;
    administrators(access)
}

/// Activate and deactivate. Neither System nor Administrator can be disabled (P-24), nobody disables themselves (P-20).
pub fn enable_disable_user(access: &Access, target: &Target) -> Verdict {
    unprotected(target)?;
    not_oneself(access, target)?;
    access.need(Permission::ENABLE_DISABLE_USER, target.unit)
}

/// Resetting the counter of failed logins needs EnableDisableUser too (S1); Administrator's needs membership in
/// Administrators.
pub fn reset_failed_logins(access: &Access, target: &Target) -> Verdict {
    not_system(target)?;
    if is(target, ADMINISTRATOR) {
        administrators(access)?;
    }
    access.need(Permission::ENABLE_DISABLE_USER, target.unit)
}

/// Delete is anonymize (U-5).
pub fn delete_user(access: &Access, target: &Target) -> Verdict {
    unprotected(target)?;
    not_oneself(access, target)?;
    access.need(Permission::DELETE_USER, target.unit)
}

/// Another user's password (P-10). Changing one's own needs no right; Administrator's is changed only by itself (P-24).
pub fn change_password(access: &Access, target: &Target) -> Verdict {
    not_system(target)?;
    if is_oneself(access, target) {
        return Ok(());
    }
    others_login(access, target, Permission::CHANGE_OTHER_USER_PASSWORD)
}

/// The hash of a password in a file: only by administrators (SPEC 11).
pub fn import_password_hash(access: &Access, _: &Target) -> Verdict {
    administrators(access)
}

/// "Require new password at next login" touches the password, so it needs what changing it needs.
pub fn require_new_password(access: &Access, target: &Target) -> Verdict {
    not_system(target)?;
    if is_oneself(access, target) {
        return Err(Refusal::Oneself);
    }
    change_password(access, target)
}

/// Requiring another user's second factor (SPEC U-31). One's own goes by the own account.
pub fn switch_two_factor(access: &Access, target: &Target) -> Verdict {
    not_system(target)?;
    match is_oneself(access, target) {
        true => not_oneself(access, target),
        false => others_login(access, target, Permission::ENABLE_DISABLE_OTHER_USER_TWO_FA),
    }
}

/// Log out user, where [`log_out_users`] is there.
pub fn log_out_user(access: &Access, target: &Target) -> Verdict {
    not_system(target)?;
    log_out_users(access)
}

/// Whether **Log out user** is there at all: for administrators only (SPEC U-3, P-26: absent for others).
pub fn log_out_users(access: &Access) -> Verdict {
    administrators(access)
}

/// Prevent automatic session renewal: administrators only (SPEC 3.2).
pub fn prevent_renewal(access: &Access, target: &Target) -> Verdict {
    administrators(access)?;
    edit_user(access, target)
}

/// Sessions and metadata of another user: the tabs User info and Tokens info (SPEC 3.3).
pub fn see_user_info(access: &Access, target: &Target) -> Verdict {
    if access.is_administrator() {
        return Ok(());
    }
    access.need(Permission::UI_USER_PERMISSION_SETUP, target.unit)
}

// ---- Memberships (SPEC 2.3, 3.3, G-5): the right in the membership's unit; what they give is P-6's ----

/// MembershipAdd in the membership's unit. Of a unit alone: whether anybody may be added there.
pub fn add_membership(access: &Access, target: &Target) -> Verdict {
    membership(access, target)?;
    access.need(Permission::MEMBERSHIP_ADD, target.unit)
}

/// Somebody whom the principal may put into some group somewhere; the place is checked once it is chosen.
pub fn join_group(access: &Access, target: &Target) -> Verdict {
    membership(access, target)?;
    let right = Permission::MEMBERSHIP_ADD;
    if access.ranges(right).and(&access.scope()).is_empty() {
        return Err(Refusal::Lacks {
            right,
            unit: target.unit,
        });
    }
    Ok(())
}

/// MembershipRemove in the membership's unit, which may be archived; Administrator stays in Administrators (P-7).
pub fn remove_membership(access: &Access, target: &Target) -> Verdict {
    membership(access, target)?;
    if is(target, ADMINISTRATOR) && target.group == Some(ADMINISTRATORS) {
        return Err(Refusal::AlwaysMember);
    }
    access.need_even_archived(Permission::MEMBERSHIP_REMOVE, target.unit)
}

/// Other dates do what removing and adding again would, so they need both rights.
pub fn change_membership(access: &Access, target: &Target) -> Verdict {
    remove_membership(access, target)?;
    add_membership(access, target)
}

/// System has no memberships, and nobody sets their own (P-20). Only administrators decide who is in Administrators.
fn membership(access: &Access, target: &Target) -> Verdict {
    not_system(target)?;
    not_oneself(access, target)?;
    let leads = |group| access.snapshot().groups().makes_administrators(group);
    if target.unit == TOP && target.group.is_some_and(leads) {
        administrators(access)?;
    }
    Ok(())
}

// ---- Permissions (SPEC 3.3, G-3, G-6, G-7) ----

/// The tab **Permissions** of users and groups: administrators, and holders of the right to set up permissions (SPEC
/// 3.3).
pub fn see_permissions(access: &Access, target: &Target) -> Verdict {
    see_user_info(access, target)
}

/// Cells of this account: never of System (P-24) or Administrators (P-25), nobody's own but by Administrators (P-20).
pub fn change_cells(access: &Access, target: &Target) -> Verdict {
    not_system(target)?;
    if target.group == Some(ADMINISTRATORS) {
        return Err(Refusal::NoCells);
    }
    not_predefined(access, target)?;
    if is(target, ADMINISTRATOR) {
        administrators(access)?;
    }
    not_oneself(access, target)
}

/// PermissionSet in the unit where the cells stand. P-6 separately measures what they may say. In an archived unit,
/// cells can only be emptied.
pub fn set_permissions(access: &Access, target: &Target) -> Verdict {
    access.need_even_archived(Permission::PERMISSION_SET, target.unit)
}

// ---- Own account (SPEC 2.4) ----

/// Everybody edits their own profile and password and sees and ends their own sessions (P-20).
pub fn own_account(access: &Access, target: &Target) -> Verdict {
    if is_oneself(access, target) {
        Ok(())
    } else {
        Err(Refusal::Administrators)
    }
}

// ---- Login security (SPEC 5.2) ----

/// ManageBlockIp, a Global right.
pub fn manage_block_ip(access: &Access, _: &Target) -> Verdict {
    access.need(Permission::MANAGE_BLOCK_IP, TOP)
}

// ---- Activity log (SPEC N-20) ----

/// Having the whole log verified now instead of at night: administrators only, because it reads everything.
pub fn verify_log(access: &Access) -> Verdict {
    administrators(access)
}

// ---- Setup (SPEC 9) ----

/// SetupManage, a Global right.
pub fn manage_setup(access: &Access, _: &Target) -> Verdict {
    access.need(Permission::SETUP_MANAGE, TOP)
}

/// The mail server and what is sent by it: members of Administrators. Links that open anybody's login go through it
/// (P-10).
pub fn manage_mail(access: &Access, _: &Target) -> Verdict {
    administrators(access)
}

/// Internal email domains: members of Administrators. Whoever has an address in one may come to reach everything (P-6,
/// C-5).
pub fn manage_domains(access: &Access, _: &Target) -> Verdict {
    administrators(access)
}

// ---- Set-up of actors (SPEC A-6) ----

/// ActorSetupManage, a Global right.
pub fn manage_actor_setup(access: &Access, _: &Target) -> Verdict {
    access.need(Permission::ACTOR_SETUP_MANAGE, TOP)
}

// ---- What several rules share ----

/// Another user's means of login: they need the right and P-10. Administrator's are changed only by itself.
fn others_login(access: &Access, target: &Target, right: Permission) -> Verdict {
    if is(target, ADMINISTRATOR) {
        return Err(Refusal::OnlyItself);
    }
    access.need(right, target.unit)?;
    control_login(access, target)
}

/// P-10: whoever controls a login has its rights. Only between people: the command line may do what it is told.
fn control_login(access: &Access, target: &Target) -> Verdict {
    let Some(other) = &target.user else { return Ok(()) };
    if access.is_system() || access.is(other.id) {
        return Ok(());
    }
    controls_login(access.snapshot(), access.subject(), &other.subject, access.now()).map_err(|lacks| match lacks {
        Lacks::Right {
            permission: right,
            unit,
        } => Refusal::HoldsMore { right, unit },
        Lacks::Outranked {
            permission: right,
            unit,
        } => Refusal::Outranked { right, unit },
        other => other.into(),
    })
}

fn administrators(access: &Access) -> Verdict {
    if access.is_administrator() {
        Ok(())
    } else {
        Err(Refusal::Administrators)
    }
}

fn not_predefined(access: &Access, target: &Target) -> Verdict {
    let groups = access.snapshot().groups();
    match target.group.and_then(|group| groups.get(group)) {
        Some(group) if group.predefined => Err(Refusal::PredefinedRole),
        _ => Ok(()),
    }
}

fn not_system(target: &Target) -> Verdict {
    if is(target, SYSTEM) {
        Err(Refusal::Protected)
    } else {
        Ok(())
    }
}

fn unprotected(target: &Target) -> Verdict {
    if is(target, SYSTEM) || is(target, ADMINISTRATOR) {
        Err(Refusal::Protected)
    } else {
        Ok(())
    }
}

fn not_oneself(access: &Access, target: &Target) -> Verdict {
    if is_oneself(access, target) && !access.is_administrator() {
        Err(Refusal::Oneself)
    } else {
        Ok(())
    }
}

fn is_system_group(group: i64) -> bool {
    [ADMINISTRATORS, USERS, ALL].contains(&group)
}

fn is_oneself(access: &Access, target: &Target) -> bool {
    target.user.as_ref().is_some_and(|user| access.is(user.id))
}

fn not_top(target: &Target) -> Verdict {
    if target.unit == TOP { Err(Refusal::Top) } else { Ok(()) }
}

fn active(access: &Access, target: &Target) -> Verdict {
    if access.snapshot().units().is_archived(target.unit) {
        Err(Refusal::Archived)
    } else {
        Ok(())
    }
}

fn is_customer(access: &Access, unit: i64) -> bool {
    let customer = access.snapshot().units().customer(unit);
    customer.is_some_and(|customer| customer.id == unit)
}

fn is(target: &Target, id: i64) -> bool {
    target.user.as_ref().is_some_and(|user| user.id == id)
}
