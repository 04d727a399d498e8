//! The changes of attachment types.
use super::{AttachmentType, store};
use crate::access::Can;
use crate::activity::{self, Author, Event};
use crate::actor_setup::{ManageActorSetup, entry};
use crate::db::Tx;
use crate::error::{Error, Result, violation};
use diesel::result::{DatabaseErrorKind, Error as Sql};

/// A checked system name: letters a to z and digits, nothing else (SPEC A-6: no spaces or special letters).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    pub const MAX: usize = 40;

    /// Checks a system name. Returns `None` if it is not one.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let well = (1..=Self::MAX).contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_alphanumeric());
        well.then(|| Self(typed.to_owned()))
    }
}

/// What another type already has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Name,
    DisplayName,
}

fn not_taken<T>(done: Result<T>) -> Result<Result<T, Taken>> {
    violation(
        done,
        &[
            ("attachment_types_name", Taken::Name),
            ("attachment_types_name_key", Taken::Name),
            ("attachment_types_display_name", Taken::DisplayName),
        ],
    )
}

/// Creates a type.
///
/// # Errors
/// The inner error says which name is taken. The transaction can then no longer be used.
pub fn create<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    name: &Name,
    display_name: &str,
) -> Result<Result<(), Taken>> {
    if let Err(taken) = not_taken(store::insert(tx, can, (&name.0, display_name), author.user))? {
        return Ok(Err(taken));
    }
    let made = entry(author, Event::ActorSetupAttachmentTypeCreated)
        .fact("name", name.0.as_str())
        .fact("display_name", display_name);
    activity::record(tx, made)?;
    Ok(Ok(()))
}

/// Changes the display name.
///
/// # Errors
/// As for [`create`].
pub fn rename<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    kind: &AttachmentType,
    display_name: &str,
) -> Result<Result<(), Taken>> {
    if kind.display_name == display_name {
        return Ok(Ok(()));
    }
    if let Err(taken) = not_taken(store::rename(tx, can, kind.id, display_name, author.user))? {
        return Ok(Err(taken));
    }
    let changed = entry(author, Event::ActorSetupAttachmentTypeChanged)
        .diff("display_name", kind.display_name.as_str(), display_name)
        .fact("name", kind.name.as_str());
    activity::record(tx, changed)?;
    Ok(Ok(()))
}

/// The error for a type that attachments have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InUse;

/// Deletes a type that no attachment has.
///
/// # Errors
/// The inner error means that the type is in use. The transaction can then no longer be used.
pub fn delete<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    kind: &AttachmentType,
) -> Result<Result<(), InUse>> {
    match store::delete(tx, can, kind.id) {
        Ok(()) => {}
        Err(Error::Database(Sql::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _))) => return Ok(Err(InUse)),
        Err(error) => return Err(error),
    }
    let gone = entry(author, Event::ActorSetupAttachmentTypeDeleted)
        .fact("name", kind.name.as_str())
        .fact("display_name", kind.display_name.as_str());
    activity::record(tx, gone)?;
    Ok(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn a_system_name_has_no_spaces_or_special_letters() {
        assert!(Name::parse("Contract2").is_some() && Name::parse(" id ").is_some());
        for wrong in ["", "My contract", "kørekort", "a-b", "a_b", &"x".repeat(41)] {
            assert!(Name::parse(wrong).is_none(), "{wrong}");
        }
    }
}
