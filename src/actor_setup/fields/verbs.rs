//! The changes of fields and metadata records.
use super::{ActorField, COUNTED, Kind, store};
use crate::access::Can;
use crate::activity::{self, Author, Entry, Event};
use crate::actor_setup::{ManageActorSetup, entry};
use crate::db::{Read, Tx};
use crate::error::{Error, Result, violation};

/// A checked key of a metadata record: letters a to z, digits, `.`, `_` and `-`, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// Checks a key. Returns `None` if it is not one.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let inside = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let first = typed.bytes().next().is_some_and(|first| first.is_ascii_alphabetic());
        (first && typed.len() <= 50 && typed.bytes().all(inside)).then(|| Self(typed.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The checked properties of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// The role whose field it is. `None`: of every actor, for metadata records only.
    pub role: Option<i64>,
    pub label: String,
    pub kind: Kind,
    pub choices: Vec<String>,
    pub required: bool,
}

/// The error for a key that another metadata record has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken;

/// Begins an entry. Fields and metadata records have events of their own.
fn about(author: &Author, field: Event, record: Event, is_record: bool) -> Entry {
    entry(author, if is_record { record } else { field })
}

/// Returns the name of the field's role. `None` for a record of every actor.
fn of(db: &mut impl Read, role: Option<i64>) -> Result<Option<String>> {
    let Some(role) = role else { return Ok(None) };
    Ok(crate::actor_setup::roles::one(db, role)?.map(|role| role.display_name))
}

/// Creates a field of a role or, with a key, a metadata record.
///
/// # Errors
/// The inner error means that the key is taken. The transaction can then no longer be used.
pub fn create<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    key: Option<&Key>,
    details: &Details,
) -> Result<Result<i64, Taken>> {
    let role = of(tx, details.role)?;
    let written = store::insert(tx, can, key.map(Key::as_str), details);
    let id = match violation(written, &[("actor_fields_key", Taken)])? {
        Ok(id) => id,
        Err(taken) => return Ok(Err(taken)),
    };
    let made = about(
        author,
        Event::ActorSetupFieldCreated,
        Event::ActorSetupMetadataCreated,
        key.is_some(),
    );
    let made = match key {
        Some(key) => made.fact("key", key.as_str()),
        None => made,
    };
    let made = made
        .fact("role", role)
        .fact("field", details.label.as_str())
        .fact("kind", details.kind.code())
        .fact("required", details.required);
    let made = match details.choices.is_empty() {
        true => made,
        false => made.fact("choices", details.choices.join("; ")),
    };
    activity::record(tx, made)?;
    Ok(Ok(id))
}

/// Changes a field. Returns false if nothing differs. A field that becomes required is demanded at each actor's next
/// save.
///
/// # Errors
/// Any database error.
pub fn update<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    field: &ActorField,
    details: &Details,
) -> Result<bool> {
    let changed = about(
        author,
        Event::ActorSetupFieldChanged,
        Event::ActorSetupMetadataChanged,
        field.is_metadata(),
    );
    let before = of(tx, field.role)?;
    let changed = changed
        .diff("label", field.label.as_str(), details.label.as_str())
        .diff("kind", field.kind.code(), details.kind.code())
        .diff("choices", field.choices.join("; "), details.choices.join("; "))
        .diff("required", field.required, details.required)
        .diff("role", before.clone(), of(tx, details.role)?);
    if changed.is_empty() {
        return Ok(false);
    }
    store::update(tx, can, field.id, details)?;
    let changed = match field.role == details.role {
        true => changed.fact("role", before),
        false => changed,
    };
    activity::record(tx, changed.fact("field", field.label.as_str()))?;
    Ok(true)
}

/// Changes the order of a role's fields. `order` must contain exactly these fields, each once.
///
/// # Errors
/// `Internal` if `order` has other fields than the role's.
pub fn arrange<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ManageActorSetup>,
    role: i64,
    order: &[i64],
) -> Result<()> {
    let fields = store::of_role(tx, role)?;
    let label = |id: &i64| {
        fields
            .iter()
            .find(|field| field.id == *id)
            .map(|field| field.label.clone())
    };
    let after: Option<Vec<String>> = order.iter().map(label).collect();
    let Some(after) = after.filter(|after| after.len() == fields.len()) else {
        return Err(Error::Internal("fields of another role".into()));
    };
    let before: Vec<String> = fields.into_iter().map(|field| field.label).collect();
    let moved = entry(author, Event::ActorSetupFieldsArranged).diff("fields", before.join("; "), after.join("; "));
    if moved.is_empty() {
        return Ok(());
    }
    store::arrange(tx, can, order)?;
    let role = of(tx, Some(role))?;
    activity::record(tx, moved.fact("role", role))?;
    Ok(())
}

/// Removes a field with the values that actors have in it. It is hidden at once, and a job deletes it.
///
/// # Errors
/// Any database error.
pub fn remove<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, ManageActorSetup>, field: &ActorField) -> Result<()> {
    let values = store::values(tx, field.id, COUNTED + 1)?;
    store::hide(tx, can, field.id)?;
    let gone = about(
        author,
        Event::ActorSetupFieldRemoved,
        Event::ActorSetupMetadataRemoved,
        field.is_metadata(),
    );
    let gone = match &field.key {
        Some(key) => gone.fact("key", key.as_str()),
        None => gone,
    };
    let role = of(tx, field.role)?;
    activity::record(
        tx,
        gone.fact("role", role)
            .fact("field", field.label.as_str())
            .fact("values", values),
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn a_key_is_what_programs_can_name() {
        for well in ["Vat", "loyalty.level", "a_b-1", &"a".repeat(50)] {
            assert!(Key::parse(well).is_some(), "{well}");
        }
        for wrong in ["", "1a", ".a", "a b", "æ", "a/b", &"a".repeat(51)] {
            assert!(Key::parse(wrong).is_none(), "{wrong}");
        }
    }
}
