//! The changes of roles: create, change, delete.
use super::{Role, rights, store};
use crate::access::{Access, Can};
use crate::activity::{self, Author, Entry, Event};
use crate::actor_setup::{ManageActorSetup, entry};
use crate::db::{Changed, Read, Tx};
use crate::error::{Error, Result, violation};

/// A checked system name: lower-case letters a to z, digits and hyphens, beginning with a letter. It is part of the
/// keys of rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    pub const MAX: usize = 40;

    /// Checks a system name. Returns `None` if it is not one.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let inside = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let well = typed.len() <= Self::MAX
            && typed.bytes().all(inside)
            && typed.bytes().next().is_some_and(|first| first.is_ascii_lowercase());
        well.then(|| Self(typed.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The checked properties of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    pub display_name: String,
    pub short_name: String,
    pub description: String,
    pub enabled: bool,
    pub directory: bool,
    pub gives: Vec<i64>,
}

/// What another role already has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Name,
    DisplayName,
}

fn not_taken<T>(done: Result<T>) -> Result<Result<T, Taken>> {
    violation(
        done,
        &[
            ("actor_roles_name", Taken::Name),
            ("actor_roles_display_name", Taken::DisplayName),
        ],
    )
}

/// Creates a role, with its rights if it is a directory.
///
/// # Errors
/// The inner error says which name is taken. The transaction can then no longer be used.
pub fn create<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    name: &Name,
    details: &Details,
) -> Result<Result<i64, Taken>> {
    let id = match not_taken(store::insert(tx, can, name, details, author.user))? {
        Ok(id) => id,
        Err(taken) => return Ok(Err(taken)),
    };
    store::give(tx, can, id, &details.gives)?;
    if details.directory {
        rights::make(tx, can, id)?;
    }
    tx.access_changed(Changed::Permission(0))?;
    let entry = entry(author, Event::ActorSetupRoleCreated).fact("role", details.display_name.as_str());
    let entry = differing(tx, entry, None, details)?.diff("name", None, Some(name.as_str()));
    activity::record(tx, entry)?;
    Ok(Ok(id))
}

/// Changes a role. Returns false if nothing differs.
///
/// # Errors
/// As for [`create`]; `Denied` as for [`rights::may_close`]; `Internal` if a delivered role would cease to be a
/// directory.
pub fn update<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    (role, details): (&Role, &Details),
) -> Result<Result<bool, Taken>> {
    let changed = differing(tx, entry(author, Event::ActorSetupRoleChanged), Some(role), details)?;
    if changed.is_empty() {
        return Ok(Ok(false));
    }
    if let Err(taken) = not_taken(store::update(tx, can, role.id, details, author.user))? {
        return Ok(Err(taken));
    }
    if role.gives != details.gives {
        store::give(tx, can, role.id, &details.gives)?;
    }
    let mut changed = changed.fact("role", role.display_name.as_str());
    match (role.directory, details.directory) {
        (false, true) => rights::make(tx, can, role.id)?,
        (true, false) if role.is_delivered() => {
            return Err(Error::Internal("a delivered role stays a directory".into()));
        }
        (true, false) => {
            rights::may_close(access, role.id)?;
            changed = changed.fact("grants_removed", rights::remove(tx, access, can, role.id)?);
            rights::settle(tx, can, role.id)?;
        }
        (true, true) => store::rename_rights(tx, can, role.id)?,
        (false, false) => {}
    }
    tx.access_changed(Changed::Permission(0))?;
    activity::record(tx, changed)?;
    Ok(Ok(true))
}

/// Adds what differs to the entry. Roles given along are listed by name.
fn differing(db: &mut impl Read, entry: Entry, before: Option<&Role>, after: &Details) -> Result<Entry> {
    let names = |db: &mut _, ids: &[i64]| -> Result<String> {
        let all = store::all(db)?;
        let named = all.iter().filter(|role| ids.contains(&role.id));
        let names: Vec<&str> = named.map(|role| role.display_name.as_str()).collect();
        Ok(names.join(", "))
    };
    let given = match before {
        Some(role) if role.gives != after.gives => Some(names(db, &role.gives)?),
        Some(_) => None,
        None => (!after.gives.is_empty()).then(String::new),
    };
    let entry = match given {
        Some(given) => entry.diff("gives", given, names(db, &after.gives)?),
        None => entry,
    };
    let text = |field: fn(&Role) -> &str| before.map_or("", field);
    Ok(entry
        .diff(
            "display_name",
            text(|role| &role.display_name),
            after.display_name.as_str(),
        )
        .diff("short_name", text(|role| &role.short_name), after.short_name.as_str())
        .diff(
            "description",
            text(|role| &role.description),
            after.description.as_str(),
        )
        .diff("enabled", before.is_some_and(|role| role.enabled), after.enabled)
        .diff("directory", before.is_some_and(|role| role.directory), after.directory))
}

/// Deletes a role that no actor has, with its fields and rights.
///
/// # Errors
/// `Internal` for a delivered role or one in use, which the caller must have checked. `Denied` as for
/// [`rights::remove`].
pub fn delete<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    role: &Role,
) -> Result<()> {
    let used = store::used(tx, role.id, 1)?;
    if role.is_delivered() || used.actors > 0 || used.groups > 0 {
        return Err(Error::Internal("a role that stays is not deleted".into()));
    }
    let cells = rights::remove(tx, access, can, role.id)?;
    store::delete(tx, can, role.id)?;
    let gone = entry(author, Event::ActorSetupRoleDeleted)
        .fact("role", role.display_name.as_str())
        .diff("name", Some(role.name.as_str()), None)
        .fact("fields", used.fields)
        .fact("grants_removed", cells);
    activity::record(tx, gone)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn a_system_name_is_what_can_stand_in_a_key() {
        for well in ["customer", "vip-2", &"a".repeat(40)] {
            assert!(Name::parse(well).is_some(), "{well}");
        }
        for wrong in [
            "",
            "VIP",
            "2vip",
            "-vip",
            "gode venner",
            "kæde",
            "a.b",
            "a_b",
            &"a".repeat(41),
        ] {
            assert!(Name::parse(wrong).is_none(), "{wrong}");
        }
    }
}
