//! Creating and changing an actor. Everything on the form goes into one transaction and one entry (SPEC A-2, U-7).
use super::entry;
use super::store::{self, Stored, Write};
use crate::access::actor_roles::Deed;
use crate::access::{Access, Can, Refusal, rules};
use crate::activity::{self, Author, Entry, Event};
use crate::actor_setup::fields::ActorField;
use crate::actors::cpr::{self, Cpr};
use crate::actors::details::Details;
use crate::actors::roles::of_roles;
use crate::actors::{
    Actor, ChangeActor, CreateActor, EditActor, EditCpr, EnableActor, GiveCpr, ReceiveActor, RoleChange, words,
};
use crate::config::Seal;
use crate::db::{Read, Tx};
use crate::error::{Error, Result, violation};
use crate::text::name_key;
use crate::users::LinkUser;

/// What another actor already has. The reader may only be told that it is taken (SPEC P-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    Number,
    /// The national id number.
    Cpr,
    /// The user is linked to another actor.
    User,
    /// Customer and Supplier exclude each other.
    Roles,
}

/// New values of fields, each with the right to write it.
#[derive(Debug, Clone, Default)]
pub struct Values(Vec<(ActorField, Option<String>)>);

impl Values {
    /// Proves the right to write these values, for an actor with `roles` in this unit. A field of a role needs Edit of
    /// that role. If the role is being added, its Create is enough, which [`RoleChange`] has checked. A field of every
    /// actor needs what the common fields need.
    ///
    /// # Errors
    /// The right that is missing.
    pub fn of(
        access: &Access,
        unit: i64,
        roles: &RoleChange,
        values: Vec<(ActorField, Option<String>)>,
    ) -> Result<Self, Refusal> {
        let target = of_roles(unit, roles.after(), None);
        let is_new = roles.added() == roles.after() && roles.removed().is_empty();
        for (field, _) in &values {
            match field.role {
                Some(role) if roles.added().contains(&role) => {}
                Some(role) => rules::actor_role(access, &target, role, Deed::Edit, Deed::Edit)?,
                None if is_new => {}
                None => rules::edit_actor(access, &target)?,
            }
        }
        Ok(Self(values))
    }
}

/// Everything of a new actor.
pub struct NewActor<'t> {
    /// An empty number is replaced by the next free one.
    pub details: Details,
    pub cpr: Option<(Can<'t, GiveCpr>, Cpr)>,
    pub enabled: bool,
    pub roles: RoleChange,
    pub values: Values,
    pub user: Option<Can<'t, LinkUser>>,
}

/// Creates an actor in the unit of the capability and returns its id.
///
/// # Errors
/// The inner error says what is taken. The transaction can then no longer be used.
pub fn create<'t>(
    tx: &mut Tx<'t>,
    seal: &Seal,
    author: &Author,
    can: &Can<'t, CreateActor>,
    new: &NewActor<'t>,
) -> Result<Result<i64, Clash>> {
    let unit = can.row().id;
    if !new.roles.is_of(unit, &[]) {
        return Err(Error::Internal("roles of another actor".into()));
    }
    let mut details = new.details.clone();
    if details.number.is_empty() {
        details.number = store::free_number(tx)?;
    }
    let user = new.user.as_ref().map(|can| can.row().id);
    let write = Write {
        details: &details,
        unit,
        enabled: new.enabled,
        user,
    };
    let id = match clashing(store::insert(tx, &write, author.user))? {
        Ok(id) => id,
        Err(clash) => return Ok(Err(clash)),
    };
    if let Err(clash) = clashing(words::set_roles(tx, id, new.roles.after()))? {
        return Ok(Err(clash));
    }
    let cpr = new.cpr.as_ref().map(|(_, cpr)| cpr);
    if let Some(cpr) = cpr
        && let Err(clash) = clashing(store::set_cpr(tx, id, Some(&cpr.close(seal, id)?)))?
    {
        return Ok(Err(clash));
    }
    let actor = store_actor(tx, id)?;
    let empty = Stored::empty(unit);
    let mut record = told(entry(author, Event::ActorCreated, &actor, None), &empty, &write)
        .fact("enabled", new.enabled)
        .fact("roles", names(tx, new.roles.after())?);
    record = cpr::told(record, None, cpr);
    record = write_values(tx, id, &new.values, record)?;
    words::write_all(tx, &[id])?;
    activity::record(tx, record)?;
    Ok(Ok(id))
}

/// What a save changes. What does not change is left out. A change that needs its own right brings the proof.
pub struct Changes<'t> {
    pub details: Option<(Can<'t, EditActor>, Details)>,
    /// A new national id number. The inner `None` removes it.
    pub cpr: Option<(Can<'t, EditCpr>, Option<Cpr>)>,
    pub enabled: Option<(Can<'t, EnableActor>, bool)>,
    /// Proof of Edit in the old unit, and of the right to move into the new one.
    pub unit: Option<(Can<'t, EditActor>, ReceiveActor)>,
    pub roles: RoleChange,
    pub values: Values,
}

/// Changes an actor. Raises its version, so that a form opened before reports the conflict (SPEC U-7).
///
/// # Errors
/// `Internal` for capabilities of another actor. The inner error is as for [`create`].
pub fn update<'t>(
    tx: &mut Tx<'t>,
    seal: &Seal,
    author: &Author,
    can: &Can<'t, ChangeActor>,
    changes: &Changes<'t>,
) -> Result<Result<(), Clash>> {
    let actor = can.row();
    let before = store::stored(tx, actor.id)?.ok_or(Error::NotFound)?;
    if !changes.are_of(actor) {
        return Err(Error::Internal("capabilities of different actors in one save".into()));
    }
    let after = Write {
        details: changes.details.as_ref().map_or(&before.details, |(_, details)| details),
        unit: changes.unit.as_ref().map_or(actor.unit, |(_, into)| into.unit()),
        enabled: changes.enabled.as_ref().map_or(actor.enabled, |(_, on)| *on),
        user: actor.user,
    };
    let mut record = told(entry(author, Event::ActorUpdated, actor, None), &before, &after)
        .diff("enabled", actor.enabled, after.enabled)
        .diff("unit", actor.unit, after.unit);
    if !changes.roles.is_none() {
        record = record.diff("roles", names(tx, &actor.roles)?, names(tx, changes.roles.after())?);
    }
    let cpr = changes.cpr.as_ref().map(|(_, cpr)| cpr.as_ref());
    if let Some(cpr) = cpr {
        record = cpr::told(record, before.cpr(seal, actor.id)?.as_ref(), cpr);
    }
    record = write_values(tx, actor.id, &changes.values, record)?;
    if record.is_empty() {
        return Ok(Ok(()));
    }
    if let Err(clash) = write(tx, seal, author, actor.id, &after, cpr)? {
        return Ok(Err(clash));
    }
    if let Err(clash) = clashing(words::list(tx, actor.id, changes.roles.after()))? {
        return Ok(Err(clash));
    }
    activity::record(tx, record)?;
    Ok(Ok(()))
}

/// Writes the row. The national id number is removed before the row is written and set after it, because an actor may
/// change between person and organization, and only a person has one.
fn write(
    tx: &mut Tx<'_>,
    seal: &Seal,
    author: &Author,
    actor: i64,
    after: &Write<'_>,
    cpr: Option<Option<&Cpr>>,
) -> Result<Result<(), Clash>> {
    if cpr.is_some() {
        store::set_cpr(tx, actor, None)?;
    }
    if let Err(clash) = clashing(store::update(tx, actor, after, author.user))? {
        return Ok(Err(clash));
    }
    match cpr.flatten() {
        Some(cpr) => clashing(store::set_cpr(tx, actor, Some(&cpr.close(seal, actor)?))),
        None => Ok(Ok(())),
    }
}

impl Changes<'_> {
    fn are_of(&self, actor: &Actor) -> bool {
        let unit = self.unit.as_ref().map_or(actor.unit, |(_, into)| into.unit());
        self.roles.is_of(unit, &actor.roles)
            && self.details.as_ref().is_none_or(|(can, _)| can.row().id == actor.id)
            && self.cpr.as_ref().is_none_or(|(can, _)| can.row().id == actor.id)
            && self.enabled.as_ref().is_none_or(|(can, _)| can.row().id == actor.id)
            && self
                .unit
                .as_ref()
                .is_none_or(|(can, into)| can.row().id == actor.id && into.is_for(actor))
    }
}

/// Adds the common fields that differ to the entry.
pub(super) fn told(entry: Entry, before: &Stored, after: &Write<'_>) -> Entry {
    let (old, new) = (&before.details, after.details);
    let mut entry = entry
        .diff("kind", old.kind.code(), new.kind.code())
        .personal_diff("number", &*old.number, &*new.number)
        .personal_diff("cvr", &*old.cvr, &*new.cvr)
        .personal_diff("remarks", &*old.remarks, &*new.remarks)
        .diff("linked_user", before.user, after.user);
    let (old, new) = (&old.contact, &new.contact);
    for (field, old, new) in [
        ("name", &old.name, &new.name),
        ("address", &old.address, &new.address),
        ("postal_code", &old.postal_code, &new.postal_code),
        ("city", &old.city, &new.city),
        ("country", &old.country, &new.country),
        ("phone", &old.phone, &new.phone),
        ("email", &old.email, &new.email),
    ] {
        entry = entry.personal_diff(field, old.as_str(), new.as_str());
    }
    entry
}

/// Writes the values that differ. Each is added to the entry as a personal value, under the field's own label.
fn write_values(tx: &mut Tx<'_>, actor: i64, values: &Values, mut entry: Entry) -> Result<Entry> {
    if values.0.is_empty() {
        return Ok(entry);
    }
    let before = store::values(tx, actor)?;
    for (field, value) in &values.0 {
        let old = before.get(&field.id).map(String::as_str);
        if old == value.as_deref() {
            continue;
        }
        entry = entry.personal_diff(&field.label, old, value.as_deref());
        store::set_value(tx, actor, field.id, value.as_deref())?;
    }
    Ok(entry)
}

/// Returns the system names of roles, which never change.
fn names(tx: &mut Tx<'_>, roles: &[i64]) -> Result<Vec<String>> {
    store::role_names(tx, roles)
}

fn store_actor(db: &mut impl Read, id: i64) -> Result<Actor> {
    crate::actors::one(db, id)?.ok_or_else(|| Error::Internal("an actor just made is gone".into()))
}

/// Turns a unique violation of PostgreSQL, after somebody else was faster, into the clash it means.
pub(super) fn clashing<T>(done: Result<T>) -> Result<Result<T, Clash>> {
    violation(
        done,
        &[
            ("actors_number", Clash::Number),
            ("actors_cpr", Clash::Cpr),
            ("actors_user", Clash::User),
            ("actor_listed_excluded", Clash::Roles),
        ],
    )
}

/// Returns the key by which a number is unique.
pub(super) fn number_key(number: &str) -> String {
    name_key(number)
}
