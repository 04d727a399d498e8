//! Actors (SPEC A-5, P-21): the four rights of each role that is a directory, in the actor's unit.
use super::{Permission, TOP, Verdict, administrators, control_login, is_oneself};
use crate::access::actor_roles::Deed;
use crate::access::{Access, Refusal, Target, TargetActor};

/// Common fields: Edit of every role that is a directory; of an actor without one, Actor setup.
pub fn edit_actor(access: &Access, target: &Target) -> Verdict {
    each_role(access, target, Deed::Edit)
}

/// Anything of an actor: its common fields, the fields of one of its roles, its roles. Each is asked about by itself besides.
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

/// Archive and unarchive. Whoever archives the employee they are shuts themselves out: nobody does (P-20).
pub fn archive_actor(access: &Access, target: &Target) -> Verdict {
    not_own_actor(access, target)?;
    each_role(access, target, Deed::Archive)
}

/// **Enabled** of an actor is a common field that can shut its user out, so nobody takes their own away (P-20).
pub fn enable_actor(access: &Access, target: &Target) -> Verdict {
    not_own_actor(access, target)?;
    edit_actor(access, target)
}

/// Delete.
pub fn delete_actor(access: &Access, target: &Target) -> Verdict {
    not_own_actor(access, target)?;
    each_role(access, target, Deed::Delete)
}

/// The link to a user opens or shuts a login and gives no right, so it takes Edit of the actor here and EditUser of the user
/// besides; nobody changes their own (P-20).
pub fn link_actor(access: &Access, target: &Target) -> Verdict {
    not_own_actor(access, target)?;
    edit_actor(access, target)
}

/// Merge actors, and undo it: the right is Global, and both units are open to the reader (SPEC A-4). Nobody merges the actor
/// they are linked to but administrators: what it becomes could open or shut their own login (P-20).
pub fn merge_actor(access: &Access, target: &Target) -> Verdict {
    access.need(Permission::MERGE_ACTORS, TOP)?;
    access.need(Permission::ORG_UNIT_ACCESS, target.unit)?;
    not_own_actor(access, target)
}

/// A linked user that moves along with a merge (SPEC A-4): P-10, as for whatever else could shut a login.
pub fn move_link(access: &Access, target: &Target) -> Verdict {
    control_login(access, target)
}

/// A new actor in this unit, of whatever role the reader may make there. What it becomes is asked of [`actor_role`].
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

/// Bringing an actor into this unit: Edit there for every role it has (as moving a user, SPEC 3.2).
pub fn receive_actor(access: &Access, target: &Target) -> Verdict {
    edit_actor(access, target)
}

/// One role of an actor in this unit: giving it takes the role's Create, taking it away its Delete, its own fields its Edit.
/// A role that is no directory has no rights of its own, so it is as common as any other field: `common` of every directory
/// the actor has.
pub fn actor_role(access: &Access, target: &Target, role: i64, deed: Deed, common: Deed) -> Verdict {
    let role = access.snapshot().actor_roles().get(role);
    match role.and_then(|role| role.right(deed)) {
        Some(right) => access.need(right, target.unit),
        None => each_role(access, target, common),
    }
}

/// The whole national id number, a Global right (SPEC A-3). Whoever may edit it sees it.
pub fn view_cpr(access: &Access, _: &Target) -> Verdict {
    if access.holds(Permission::ACTOR_CPR_EDIT, TOP) {
        return Ok(());
    }
    access.need(Permission::ACTOR_CPR_VIEW, TOP)
}

/// Writing it: a common field that takes a Global right of its own.
pub fn edit_cpr(access: &Access, target: &Target) -> Verdict {
    edit_actor(access, target)?;
    give_cpr(access, target)
}

/// The number of an actor that is being made.
pub fn give_cpr(access: &Access, _: &Target) -> Verdict {
    access.need(Permission::ACTOR_CPR_EDIT, TOP)
}

/// Actors of more units in everybody's sight: a level of division above the one that was.
pub fn widen_division(access: &Access, _: &Target) -> Verdict {
    administrators(access)
}

/// Everybody edits the actor linked to their own user: name, address, phone, email (P-21).
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

/// Whoever may open an actor may write a note on it (SPEC A-7), where its unit is theirs to see: an actor that is seen by the
/// level of division alone is looked at.
pub fn add_note(access: &Access, target: &Target) -> Verdict {
    access.need(Permission::ORG_UNIT_ACCESS, target.unit)
}

/// One's own always (P-22); others' by the right. The target's user is the author.
pub fn edit_note(access: &Access, target: &Target) -> Verdict {
    others_note(access, target, Permission::NOTES_EDIT_OTHERS)
}

/// Likewise.
pub fn delete_note(access: &Access, target: &Target) -> Verdict {
    others_note(access, target, Permission::NOTES_DELETE_OTHERS)
}

fn others_note(access: &Access, author: &Target, right: Permission) -> Verdict {
    if is_oneself(access, author) {
        return Ok(());
    }
    access.need(right, TOP)
}
