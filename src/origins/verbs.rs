//! Changes of origins and locations. Each change holds the lock of [`ManageSetup`] on the settings of the installation,
//! so only one is made at a time.
use super::{Kind, Line, Name, Named, Used, store};
use crate::access::Can;
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::Tx;
use crate::error::{Result, violation};
use crate::setup::ManageSetup;

/// Another origin, or another location of the origin, has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken;

fn not_taken(done: Result<()>) -> Result<Result<(), Taken>> {
    violation(done, &[("origins_name", Taken), ("locations_name", Taken)])
}

fn entry(author: &Author, event: Event) -> Entry {
    Entry::new(author, event, Subject::Installation, None)
}

fn name_of(origin: Option<&Named>) -> Option<&str> {
    origin.map(|origin| origin.name.as_str())
}

/// Creates an origin or, if `origin` is given, a location of it.
///
/// # Errors
/// Any database error. The inner error is a name that is taken; the transaction cannot be used after it.
pub fn create<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ManageSetup>,
    name: &Name,
    origin: Option<&Named>,
) -> Result<Result<(), Taken>> {
    if let Err(taken) = not_taken(store::insert(
        tx,
        can,
        name,
        origin.map(|origin| origin.id),
        author.user,
    ))? {
        return Ok(Err(taken));
    }
    let event = match origin {
        None => Event::SetupOriginCreated,
        Some(_) => Event::SetupLocationCreated,
    };
    let made = entry(author, event).fact("name", name.as_str());
    let made = match name_of(origin) {
        Some(origin) => made.fact("origin", origin),
        None => made,
    };
    activity::record(tx, made)?;
    Ok(Ok(()))
}

/// Changes the name and, of a location, the origin.
///
/// # Errors
/// Those of [`create`].
pub fn change<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ManageSetup>,
    line: &Line,
    name: &Name,
    origin: Option<&Named>,
) -> Result<Result<(), Taken>> {
    let event = match line.origin {
        None => Event::SetupOriginChanged,
        Some(_) => Event::SetupLocationChanged,
    };
    let changed = entry(author, event)
        .diff("name", line.name.as_str(), name.as_str())
        .diff("origin", name_of(line.origin.as_ref()), name_of(origin));
    if changed.is_empty() {
        return Ok(Ok(()));
    }
    let done = store::update(tx, can, line.id, name, origin.map(|origin| origin.id), author.user);
    if let Err(taken) = not_taken(done)? {
        return Ok(Err(taken));
    }
    activity::record(tx, changed)?;
    Ok(Ok(()))
}

/// Deletes an origin or a location that is not in use. If it is, deletes nothing and returns what uses it.
///
/// # Errors
/// Any database error.
pub fn delete<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ManageSetup>,
    kind: Kind,
    line: &Line,
) -> Result<Result<(), Used>> {
    let used = store::used(tx, kind, line.id)?;
    if !used.is_free() {
        return Ok(Err(used));
    }
    store::delete(tx, can, kind, line.id)?;
    let gone = entry(
        author,
        kind.either(Event::SetupOriginDeleted, Event::SetupLocationDeleted),
    );
    let gone = gone.fact("name", line.name.as_str());
    let gone = match name_of(line.origin.as_ref()) {
        Some(origin) => gone.fact("origin", origin),
        None => gone,
    };
    activity::record(tx, gone)?;
    Ok(Ok(()))
}
