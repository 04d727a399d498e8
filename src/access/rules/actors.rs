//! Rules for actors (SPEC A-5, P-21). Each directory role has four rights, which are asked in the actor's unit.
use super::{Permission, TOP, Verdict, administrators, control_login, edit_user, is_oneself, not_oneself};
use crate::access::actor_roles::Deed;
use crate::access::fixed::EMPLOYEE;
use crate::access::{Access, Refusal, Target, TargetActor};

/// Editing common fields takes Edit of every directory role the actor has. For an actor without one it takes Actor
/// setup.
pub fn edit_actor(access: &Access, target: &Target) -> Verdict {
    each_role(access, target, Deed::Edit)
}

/// Whether anything of an actor may be changed: its common fields, the fields of one of its roles, or its roles.
/// Each of these has its own check as well.
pub fn change_actor(access: &Access, target: &Target) -> Verdict {
    let Err(refusal) = edit_actor(access, target) else {
        return Ok(());
    };
    let none = TargetActor::default();
    let actor = target.actor.as_ref().unwrap_or(&none);
    let roles = access.snapshot().actor_roles();
    let held = |right: Option<Permission>| right.is_some_and(|right| access.holds(right, target.unit));
    let own = actor.roles.iter().filter_map(|id| roles.get(*id));
    let mut own = own.filter(|role| held(role.right(Deed::Edit)) || held(role.right(Deed::Delete)));
    let mut others = roles
        .directories()
        .filter(|role| role.enabled && !actor.roles.contains(&role.id));
    if own.next().is_some() || others.any(|role| held(role.right(Deed::Create))) {
        return Ok(());
    }
    Err(refusal)
}

/// Archiving and unarchiving. Only administrators archive the actor linked to their own user, because that could
/// shut them out (P-20).
pub fn archive_actor(access: &Access, target: &Target) -> Verdict {
    not_own_actor(access, target)?;
    each_role(access, target, Deed::Archive)
}

/// **Enabled** is a common field of an actor that can shut its user out. So only administrators change it on their
/// own actor (P-20).
pub fn enable_actor(access: &Access, target: &Target) -> Verdict {
    not_own_actor(access, target)?;
    edit_actor(access, target)
}

/// Deleting an actor.
pub fn delete_actor(access: &Access, target: &Target) -> Verdict {
    not_own_actor(access, target)?;
    each_role(access, target, Deed::Delete)
}

/// Linking an actor to a user opens or shuts a login and gives no right. So it takes Edit of the actor, checked
/// here, and [`link_user`] of both users. Only administrators change their own link (P-20).
pub fn link_actor(access: &Access, target: &Target) -> Verdict {
    not_own_actor(access, target)?;
    edit_actor(access, target)
}

/// Being linked to an actor, and being linked no longer, takes EditUser of the user. Only administrators link
/// themselves, because the actor could open or shut their own login (P-20).
pub fn link_user(access: &Access, target: &Target) -> Verdict {
    not_oneself(access, target)?;
    edit_user(access, target)
}

/// Merging actors, and undoing it. The right is Global, and both units must be open to the reader (SPEC A-4). Only
/// administrators merge the actor linked to themselves, because the result could open or shut their own login
/// (P-20).
pub fn merge_actor(access: &Access, target: &Target) -> Verdict {
    access.need(Permission::MERGE_ACTORS, TOP)?;
    access.need(Permission::ORG_UNIT_ACCESS, target.unit)?;
    not_own_actor(access, target)
}

/// Moving a linked user to another actor by a merge (SPEC A-4). P-10 applies, as to everything else that could shut
/// a login.
pub fn move_link(access: &Access, target: &Target) -> Verdict {
    control_login(access, target)
}

/// Creating an actor in this unit, with any role the reader may give there. [`actor_role`] checks which roles.
pub fn create_actor(access: &Access, target: &Target) -> Verdict {
    let mut directories = access.snapshot().actor_roles().directories();
    let mut rights = directories.by_ref().filter_map(|role| role.right(Deed::Create));
    let first = rights.next();
    let held = |right: Permission| access.holds(right, target.unit);
    if first.is_some_and(held) || rights.any(held) || access.holds(Permission::ACTOR_SETUP_MANAGE, TOP) {
        return Ok(());
    }
    let unit = target.unit;
    let right = first.unwrap_or(Permission::ACTOR_SETUP_MANAGE);
    Err(Refusal::Lacks { right, unit })
}

/// Moving an actor into this unit takes Edit there for every directory role it has (like moving a user, SPEC 3.2).
pub fn receive_actor(access: &Access, target: &Target) -> Verdict {
    edit_actor(access, target)
}

/// Changing one role of an actor in this unit. Giving the role takes its Create, taking it away its Delete,
/// changing its own fields its Edit. A role that is no directory has no rights of its own and counts as a common
/// field. Then the deed `common` is needed for every directory role the actor has. Being an employee can shut the
/// linked user out, so only administrators give their own actor that role or take it away (P-20).
pub fn actor_role(access: &Access, target: &Target, role: i64, deed: Deed, common: Deed) -> Verdict {
    if role == EMPLOYEE && deed != Deed::Edit {
        not_own_actor(access, target)?;
    }
    let role = access.snapshot().actor_roles().get(role);
    match role.and_then(|role| role.right(deed)) {
        Some(right) => access.need(right, target.unit),
        None => each_role(access, target, common),
    }
}

/// Seeing the whole national id number takes a Global right (SPEC A-3). The right to edit it includes seeing it.
pub fn view_cpr(access: &Access, _: &Target) -> Verdict {
    if access.holds(Permission::ACTOR_CPR_EDIT, TOP) {
        return Ok(());
    }
    access.need(Permission::ACTOR_CPR_VIEW, TOP)
}

/// Writing the national id number: a common field that takes a Global right as well.
pub fn edit_cpr(access: &Access, target: &Target) -> Verdict {
    edit_actor(access, target)?;
    give_cpr(access, target)
}

/// Writing the national id number of an actor that is being created.
pub fn give_cpr(access: &Access, _: &Target) -> Verdict {
    access.need(Permission::ACTOR_CPR_EDIT, TOP)
}

/// Choosing a higher level of division, which shows everybody the actors of more units. Administrators only.
pub fn widen_division(access: &Access, _: &Target) -> Verdict {
    administrators(access)
}

/// Users edit the actor linked to themselves: name, address, phone, email (P-21).
pub fn own_actor(access: &Access, target: &Target) -> Verdict {
    if is_oneself(access, target) {
        Ok(())
    } else {
        Err(Refusal::Administrators)
    }
}

fn each_role(access: &Access, target: &Target, deed: Deed) -> Verdict {
    let none = TargetActor::default();
    let actor = target.actor.as_ref().unwrap_or(&none);
    let roles = access.snapshot().actor_roles();
    let rights = actor.roles.iter().filter_map(|id| roles.get(*id)?.right(deed));
    let rights: Vec<Permission> = rights.collect();
    if rights.is_empty() {
        return access.need(Permission::ACTOR_SETUP_MANAGE, TOP);
    }
    rights.into_iter().try_for_each(|right| access.need(right, target.unit))
}

fn not_own_actor(access: &Access, target: &Target) -> Verdict {
    let user = target.actor.as_ref().and_then(|actor| actor.user);
    if user.is_some_and(|user| access.is(user)) && !access.is_administrator() {
        return Err(Refusal::Oneself);
    }
    Ok(())
}

/// Everybody who may open an actor may write a note on it (SPEC A-7), if they have Access to its unit. An actor
/// that is seen only through the level of division can be looked at, no more.
pub fn add_note(access: &Access, target: &Target) -> Verdict {
    access.need(Permission::ORG_UNIT_ACCESS, target.unit)
}

/// Authors edit their own notes (P-22); others' notes take the right. The target's user is the author.
pub fn edit_note(access: &Access, target: &Target) -> Verdict {
    others_note(access, target, Permission::NOTES_EDIT_OTHERS)
}

/// Authors delete their own notes (P-22); others' notes take the right. The target's user is the author.
pub fn delete_note(access: &Access, target: &Target) -> Verdict {
    others_note(access, target, Permission::NOTES_DELETE_OTHERS)
}

fn others_note(access: &Access, author: &Target, right: Permission) -> Verdict {
    if is_oneself(access, author) {
        return Ok(());
    }
    access.need(right, TOP)
}
