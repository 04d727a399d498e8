//! What is done to a group of actors.
use super::{ActorGroup, store};
use crate::access::{Access, Can};
use crate::activity::{self, Author, Entry, Event, Whose};
use crate::actor_setup::{ManageActorSetup, division, entry, roles};
use crate::db::{Read, Tx};
use crate::error::{Error, Result, violation};
use uuid::Uuid;

/// The details of a group, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    pub name: String,
    pub role: Option<i64>,
}

/// Why a group cannot be saved so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Another group has this name.
    Taken,
    /// A member lacks the role.
    OtherMembers,
}

fn role_name(db: &mut impl Read, role: Option<i64>) -> Result<Option<String>> {
    let Some(role) = role else { return Ok(None) };
    Ok(roles::one(db, role)?.map(|role| role.display_name))
}

fn not_taken(done: Result<i64>) -> Result<Result<i64, Wrong>> {
    violation(done, &[("actor_groups_name", Wrong::Taken)])
}

/// Creates a group.
///
/// # Errors
/// The inner error says that the name is taken. The transaction can then only be rolled back.
pub fn create<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    details: &Details,
) -> Result<Result<i64, Wrong>> {
    let role = role_name(tx, details.role)?;
    let written = store::write(tx, can, None, (&details.name, details.role), author.user);
    let id = match not_taken(written)? {
        Ok(id) => id,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let made = entry(author, Event::ActorSetupGroupCreated).fact("group", details.name.as_str());
    activity::record(tx, made.fact("role", role))?;
    Ok(Ok(id))
}

/// Changes a group. Returns false if nothing differs.
///
/// # Errors
/// As [`create`]; also an inner error if a member lacks the new role.
pub fn update<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    (group, details): (&ActorGroup, &Details),
) -> Result<Result<bool, Wrong>> {
    if let Some(role) = details.role.filter(|_| details.role != group.role)
        && store::has_others(tx, group.id, role)?
    {
        return Ok(Err(Wrong::OtherMembers));
    }
    let changed = entry(author, Event::ActorSetupGroupChanged)
        .diff("name", group.name.as_str(), details.name.as_str())
        .diff("role", role_name(tx, group.role)?, role_name(tx, details.role)?);
    if changed.is_empty() {
        return Ok(Ok(false));
    }
    let written = store::write(tx, can, Some(group.id), (&details.name, details.role), author.user);
    if let Err(wrong) = not_taken(written)? {
        return Ok(Err(wrong));
    }
    activity::record(tx, changed.fact("group", group.name.as_str()))?;
    Ok(Ok(true))
}

/// Sets an image that is stored already, or removes the present one with its file.
///
/// # Errors
/// Any database error.
pub fn set_image<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    group: &ActorGroup,
    image: Option<Uuid>,
) -> Result<()> {
    if (group.image, image) == (None, None) {
        return Ok(());
    }
    store::set_image(tx, can, group.id, image, author.user)?;
    let said = entry(author, Event::ActorSetupGroupChanged)
        .fact("group", group.name.as_str())
        .fact("image", image.is_some());
    activity::record(tx, said)?;
    Ok(())
}

/// Deletes a group. The actors in it stay.
///
/// # Errors
/// Any database error.
pub fn delete<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, ManageActorSetup>, group: &ActorGroup) -> Result<()> {
    store::delete(tx, can, group.id)?;
    let gone = entry(author, Event::ActorSetupGroupDeleted).fact("group", group.name.as_str());
    activity::record(tx, gone)?;
    Ok(())
}

/// Why an actor is not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is a member already.
    Already,
    /// It lacks the role the group is for.
    OtherRole,
}

/// Returns an entry about a member. It stands in the actor's unit, so that only readers who see the actor see it. The
/// name in it is erased with the actor (SECURITY DP1).
fn about(author: &Author, event: Event, group: &ActorGroup, actor: &store::Actor) -> Entry {
    let entry = Entry::new(author, event, activity::Subject::Installation, Some(actor.unit_id));
    entry
        .fact("group", group.name.as_str())
        .fact("actor_id", actor.id)
        .about(Whose::Actor(actor.id))
        .personal("actor", format!("{} {}", actor.number, actor.name))
}

/// Returns an actor that the reader sees, and locks it.
fn seen(tx: &mut Tx<'_>, access: &Access, actor: i64) -> Result<store::Actor> {
    let found = store::lock_actor(tx, actor)?;
    found
        .filter(|actor| division::sees(access, actor.unit_id))
        .ok_or(Error::NotFound)
}

/// Adds an actor and returns its name.
///
/// # Errors
/// `NotFound` for an actor the reader does not see.
pub fn add<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    (group, actor): (&ActorGroup, i64),
) -> Result<Result<String, Refused>> {
    let actor = seen(tx, access, actor)?;
    if let Some(role) = group.role
        && !store::has_role(tx, actor.id, role)?
    {
        return Ok(Err(Refused::OtherRole));
    }
    if !store::add(tx, can, group.id, actor.id)? {
        return Ok(Err(Refused::Already));
    }
    activity::record(tx, about(author, Event::ActorSetupMemberAdded, group, &actor))?;
    Ok(Ok(actor.name))
}

/// Takes an actor out and returns its name.
///
/// # Errors
/// `NotFound` for an actor that the reader does not see or that is no member.
pub fn remove<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    (group, actor): (&ActorGroup, i64),
) -> Result<String> {
    let actor = seen(tx, access, actor)?;
    if !store::remove(tx, can, group.id, actor.id)? {
        return Err(Error::NotFound);
    }
    activity::record(tx, about(author, Event::ActorSetupMemberRemoved, group, &actor))?;
    Ok(actor.name)
}

/// Adds an actor to the group with this id, for the actor's own page.
///
/// # Errors
/// As [`add`]; `NotFound` if the group is gone.
pub fn join<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    (group, actor): (i64, i64),
) -> Result<Result<String, Refused>> {
    let group = store::lock(tx, group)?.ok_or(Error::NotFound)?;
    add(tx, access, author, can, (&group, actor))
}

/// Takes an actor out of the group with this id. If the group is gone there is nothing to do.
///
/// # Errors
/// As [`remove`].
pub fn leave<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    (group, actor): (i64, i64),
) -> Result<()> {
    if let Some(group) = store::lock(tx, group)? {
        remove(tx, access, author, can, (&group, actor))?;
    }
    Ok(())
}
