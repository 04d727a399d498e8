//! Changes of settings. Each change locks the user, so only one is made at a time.
use super::{Setting, store};
use crate::access::Can;
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::Tx;
use crate::error::{Result, violation};
use crate::users::ManageSettings;

/// The user already has a setting with this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken;

fn not_taken(done: Result<()>) -> Result<Result<(), Taken>> {
    violation(done, &[("user_settings_key", Taken)])
}

fn entry(author: &Author, can: &Can<'_, ManageSettings>, event: Event) -> Entry {
    let user = can.row();
    Entry::new(author, event, Subject::User(user.id), Some(user.unit))
}

/// Adds a setting.
///
/// # Errors
/// Any database error. The inner error is a key that is taken; the transaction cannot be used after it.
pub fn add<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ManageSettings>,
    key: &str,
    value: &str,
) -> Result<Result<(), Taken>> {
    if let Err(taken) = not_taken(store::insert(tx, can, key, value, author.user))? {
        return Ok(Err(taken));
    }
    let made = entry(author, can, Event::UserSettingAdded)
        .fact("key", key)
        .fact("bytes", value.len());
    activity::record(tx, made)?;
    Ok(Ok(()))
}

/// Changes the key or the value of a setting.
///
/// # Errors
/// Those of [`add`].
pub fn change<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ManageSettings>,
    setting: &Setting,
    key: &str,
    value: &str,
) -> Result<Result<(), Taken>> {
    if setting.key == key && setting.value == value {
        return Ok(Ok(()));
    }
    if let Err(taken) = not_taken(store::update(tx, can, setting.id, key, value, author.user))? {
        return Ok(Err(taken));
    }
    let changed = entry(author, can, Event::UserSettingChanged);
    let changed = match setting.key == key {
        true => changed.fact("key", key),
        false => changed.diff("key", setting.key.as_str(), key),
    };
    let changed = changed
        .fact("value_changed", setting.value != value)
        .diff("bytes", setting.value.len(), value.len());
    activity::record(tx, changed)?;
    Ok(Ok(()))
}

/// Deletes a setting.
///
/// # Errors
/// Any database error.
pub fn delete<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, ManageSettings>, setting: &Setting) -> Result<()> {
    store::delete(tx, can, setting.id)?;
    let gone = entry(author, can, Event::UserSettingDeleted).fact("key", setting.key.as_str());
    activity::record(tx, gone).map(drop)
}
