//! What is done to units. Each verb takes the capability instead of an id and writes one entry; all of them are made
//! under the access lock, since they number the tree and change who may do what.
mod store;

use super::{ArchiveUnit, CreateUnit, EditUnit, Kind, MoveUnit, OrgUnit, ReceiveUnit, UnarchiveUnit, renumber};
use crate::access::escalation::Change;
use crate::access::outranked::may_deny_members;
use crate::access::store::groups_joined_at;
use crate::access::{Access, Can, rules};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::cloud::customers::{CreateCustomer, EditCustomer};
use crate::cloud::licences;
use crate::db::{Changed, Read, Tx};
use crate::error::{Error, Result};
use crate::names::{DisplayName, UnitCode};
use crate::web::i18n::Language;
use chrono_tz::Tz;

/// What another unit already has. All that may be told is "is taken" (SPEC P-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    Code,
    CustomerNumber,
}

/// Everything about a unit that a form sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    pub name: DisplayName,
    pub code: UnitCode,
    pub number: Option<String>,
    /// Customers have one, others none.
    pub customer_number: Option<String>,
    pub time_zone: Option<Tz>,
    pub language: Option<Language>,
}

/// What of these another unit than `except` already has.
pub fn clashes(
    db: &mut impl Read,
    code: Option<&UnitCode>,
    customer_number: Option<&str>,
    except: Option<i64>,
) -> Result<Vec<Clash>> {
    let mut clashes = Vec::new();
    if let Some(code) = code
        && store::code_taken(db, &code.key(), except)?
    {
        clashes.push(Clash::Code);
    }
    if let Some(number) = customer_number
        && store::customer_number_taken(db, number, except)?
    {
        clashes.push(Clash::CustomerNumber);
    }
    Ok(clashes)
}

/// Makes a unit below the one of the capability; directly below the top it is a customer. Returns its id.
pub fn create(tx: &mut Tx<'_>, author: &Author, can: &Can<'_, CreateUnit>, details: &Details) -> Result<i64> {
    let parent = can.row();
    let above = super::store::one(tx, parent.id)?.ok_or(Error::NotFound)?;
    let id = store::insert(tx, &above, details, author.user)?;
    renumber(tx)?;
    tx.access_changed(Changed::Unit(id))?;
    let entry =
        Entry::new(author, Event::OrgUnitCreated, Subject::Unit(id), Some(id)).diff("parent", None, Some(parent.id));
    activity::record(tx, compared(entry, None, details))?;
    Ok(id)
}

/// What Support changes of a customer (SPEC C-9); the rest is the unit's own form's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerDetails {
    pub name: DisplayName,
    /// The code of a new customer; it cannot be changed later.
    pub code: UnitCode,
    pub customer_number: String,
    /// How many licences there are; None if they are unlimited.
    pub pool: Option<i32>,
}

/// Makes a customer with its licences and returns its id.
pub fn create_customer(
    tx: &mut Tx<'_>,
    author: &Author,
    can: &Can<'_, CreateCustomer>,
    wanted: &CustomerDetails,
) -> Result<i64> {
    let above = super::store::one(tx, can.row().id)?.ok_or(Error::NotFound)?;
    let details = Details {
        name: wanted.name.clone(),
        code: wanted.code.clone(),
        number: None,
        customer_number: Some(wanted.customer_number.clone()),
        time_zone: None,
        language: None,
    };
    let id = store::insert(tx, &above, &details, author.user)?;
    renumber(tx)?;
    tx.access_changed(Changed::Unit(id))?;
    store::set_pool(tx, id, wanted.pool)?;
    let entry = Entry::new(author, Event::OrgUnitCreated, Subject::Unit(id), Some(id))
        .diff("parent", None, Some(above.id))
        .diff("licence_pool", None, wanted.pool);
    activity::record(tx, compared(entry, None, &details))?;
    Ok(id)
}

/// Changes name, number and licences of a customer. The pool is as big as what is taken at least: the form has looked,
/// and the constraint holds it.
pub fn update_customer(
    tx: &mut Tx<'_>,
    author: &Author,
    can: &Can<'_, EditCustomer>,
    wanted: &CustomerDetails,
) -> Result<()> {
    let unit = can.row();
    let pool = store::pool(tx, unit.id)?;
    let number = Some(wanted.customer_number.as_str());
    let entry = Entry::new(author, Event::OrgUnitChanged, Subject::Unit(unit.id), Some(unit.id))
        .diff("name", unit.name.as_str(), wanted.name.as_str())
        .diff("customer_number", unit.customer_number.as_deref(), number)
        .diff("licence_pool", pool, wanted.pool);
    if entry.is_empty() {
        return Ok(());
    }
    store::update_customer(tx, unit, wanted, author.user)?;
    store::set_pool(tx, unit.id, wanted.pool)?;
    if wanted.name.as_str() != unit.name {
        renumber(tx)?;
        tx.access_changed(Changed::Unit(unit.id))?;
    }
    activity::record(tx, entry)?;
    Ok(())
}

/// Changes what the form says. False where nothing differs. The version is raised, so that a form opened before is
/// told. Name, time zone and language of units are in every node's memory: pages are in those of their reader's unit.
pub fn update(tx: &mut Tx<'_>, author: &Author, can: &Can<'_, EditUnit>, details: &Details) -> Result<bool> {
    let unit = can.row();
    let entry = Entry::new(author, Event::OrgUnitChanged, Subject::Unit(unit.id), Some(unit.id));
    let entry = compared(entry, Some(unit), details);
    if entry.is_empty() {
        return Ok(false);
    }
    store::update(tx, unit.id, details, author.user)?;
    let renamed = details.name.as_str() != unit.name;
    let (zone, language) = (details.time_zone.map(Tz::name), details.language.map(Language::code));
    if renamed {
        renumber(tx)?;
    }
    if renamed || zone != unit.time_zone.as_deref() || language != unit.language.as_deref() {
        tx.access_changed(Changed::Unit(unit.id))?;
    }
    activity::record(tx, entry)?;
    Ok(true)
}

/// The fields of an entry: as they were, none for a new unit, and as they are.
fn compared(entry: Entry, old: Option<&OrgUnit>, new: &Details) -> Entry {
    let language = new.language.map(Language::code);
    entry
        .diff("code", old.map(|unit| unit.code.as_str()), Some(new.code.as_str()))
        .diff("name", old.map(|unit| unit.name.as_str()), Some(new.name.as_str()))
        .diff(
            "customer_number",
            old.and_then(|unit| unit.customer_number.as_deref()),
            new.customer_number.as_deref(),
        )
        .diff(
            "number",
            old.and_then(|unit| unit.number.as_deref()),
            new.number.as_deref(),
        )
        .diff(
            "time_zone",
            old.and_then(|unit| unit.time_zone.as_deref()),
            new.time_zone.map(Tz::name),
        )
        .diff("language", old.and_then(|unit| unit.language.as_deref()), language)
}

/// Why a unit cannot stand below another (SPEC O-1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misplaced {
    /// It would stand below itself: the names on the way from it round to it.
    Circle(Vec<String>),
    /// It is there already.
    There,
}

/// Whether the unit can stand there.
///
/// # Errors
/// The inner error says why not.
pub fn placeable(access: &Access, unit: i64, parent: i64) -> Result<(), Misplaced> {
    let units = access.snapshot().units();
    let above: Vec<_> = units.get(parent).into_iter().chain(units.above(parent)).collect();
    if let Some(at) = above.iter().position(|above| above.id == unit) {
        let mut names: Vec<String> = above[..=at].iter().rev().map(|unit| unit.name.to_string()).collect();
        names.extend(above[at..=at].iter().map(|unit| unit.name.to_string()));
        return Err(Misplaced::Circle(names));
    }
    if units.get(unit).is_some_and(|unit| unit.parent == Some(parent)) {
        return Err(Misplaced::There);
    }
    Ok(())
}

/// Whether a move gives nobody more than the principal holds, and is theirs to make (SPEC O-1, P-6), and whether the
/// customer there has the licences that go along (C-3).
///
/// # Errors
/// `Denied`.
pub fn may_move(access: &Access, db: &mut impl Read, unit: i64, parent: i64) -> Result<()> {
    rules::move_between(access, unit, parent)?;
    let units = access.snapshot().units();
    let above = |id: i64| units.above(id).map(|above| above.id);
    let mut around: Vec<i64> = above(unit).chain(above(parent)).chain([parent]).collect();
    around.sort_unstable();
    around.dedup();
    let joined = groups_joined_at(db.conn(), &around)?;
    let change = Change::Move {
        unit,
        parent,
        joined: &joined,
    };
    access.may_change(&[change])?;
    may_deny_members(access, db, &[change])??;
    if let Some(along) = licences::along(db, unit, parent)? {
        along.fits()?;
    }
    Ok(())
}

/// Moves a unit with all that is below it. Directly below the top it becomes a customer with this number, from there a
/// unit without one.
///
/// # Errors
/// `Denied` as [`may_move`]; `BadRequest` for a place it cannot have.
pub fn relocate<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    access: &Access,
    can: &Can<'t, MoveUnit>,
    into: &Can<'t, ReceiveUnit>,
    customer_number: Option<&str>,
) -> Result<()> {
    let (unit, parent) = (can.row(), into.row());
    placeable(access, unit.id, parent.id).map_err(|why| Error::BadRequest(format!("{why:?}")))?;
    licences::hold(tx, unit.id, parent.id)?;
    may_move(access, tx, unit.id, parent.id)?;
    let above = super::store::one(tx, parent.id)?.ok_or(Error::NotFound)?;
    let kind = above.kind.below();
    if (kind == Kind::Customer) != customer_number.is_some() {
        return Err(Error::BadRequest("customer number".into()));
    }
    store::relocate(tx, unit.id, &above, customer_number, author.user)?;
    renumber(tx)?;
    tx.access_changed(Changed::Unit(unit.id))?;
    let entry = Entry::new(author, Event::OrgUnitMoved, Subject::Unit(unit.id), Some(unit.id))
        .diff("parent", unit.parent, Some(parent.id))
        .diff("kind", unit.kind.code(), kind.code())
        .diff("customer_number", unit.customer_number.as_deref(), customer_number);
    activity::record(tx, entry)?;
    Ok(())
}

/// What keeps a unit from being archived.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Occupied {
    /// Active units directly below it that the reader sees.
    pub units: usize,
    /// There are active units below it that the reader does not see.
    pub hidden: bool,
    /// Its users who are not deleted.
    pub users: i64,
    /// Its actors who are not archived.
    pub actors: i64,
}

impl Occupied {
    pub fn is_free(self) -> bool {
        self.units == 0 && !self.hidden && self.users == 0 && self.actors == 0
    }
}

/// Looks whether anything is still in use there.
pub fn occupied(access: &Access, db: &mut impl Read, unit: i64) -> Result<Occupied> {
    let below = store::active_below(db, unit)?;
    let seen = below.iter().filter(|id| access.sees(**id)).count();
    Ok(Occupied {
        units: seen,
        hidden: seen < below.len(),
        users: store::users(db, unit)?,
        actors: store::actors(db, unit)?,
    })
}

/// Whether archiving takes away no Deny that the principal may not (P-6).
///
/// # Errors
/// `Denied`.
pub fn may_archive(access: &Access, db: &mut impl Read, unit: i64) -> Result<()> {
    let joined = groups_joined_at(db.conn(), &[unit])?;
    Ok(access.may_change(&[Change::Archive { joined: &joined }])?)
}

/// Takes a unit out of use. Cells and memberships stay on it and don't count (SPEC O-1).
///
/// # Errors
/// The inner error says what is still in use there.
pub fn archive(
    tx: &mut Tx<'_>,
    author: &Author,
    access: &Access,
    can: &Can<'_, ArchiveUnit>,
) -> Result<Result<(), Occupied>> {
    let unit = can.row();
    let occupied = occupied(access, tx, unit.id)?;
    if !occupied.is_free() {
        return Ok(Err(occupied));
    }
    may_archive(access, tx, unit.id)?;
    store::set_archived(tx, unit.id, true, author.user)?;
    tx.access_changed(Changed::Unit(unit.id))?;
    let entry = Entry::new(author, Event::OrgUnitArchived, Subject::Unit(unit.id), Some(unit.id));
    activity::record(tx, entry.fact("name", unit.name.as_str()))?;
    Ok(Ok(()))
}

/// Whether bringing a unit back gives nobody more than the principal holds, and denies nothing to somebody who holds
/// more (P-6).
///
/// # Errors
/// `Denied`.
pub fn may_unarchive(access: &Access, db: &mut impl Read, unit: i64) -> Result<()> {
    let joined = groups_joined_at(db.conn(), &[unit])?;
    let change = Change::Unarchive { unit, joined: &joined };
    access.may_change(&[change])?;
    Ok(may_deny_members(access, db, &[change])??)
}

/// Takes a unit into use again: what stands on it counts again (SPEC O-1). False where it is in use.
///
/// # Errors
/// `Denied` as [`may_unarchive`].
pub fn unarchive(tx: &mut Tx<'_>, author: &Author, access: &Access, can: &Can<'_, UnarchiveUnit>) -> Result<bool> {
    let unit = can.row();
    if unit.archived_at.is_none() {
        return Ok(false);
    }
    may_unarchive(access, tx, unit.id)?;
    store::set_archived(tx, unit.id, false, author.user)?;
    tx.access_changed(Changed::Unit(unit.id))?;
    let entry = Entry::new(author, Event::OrgUnitUnarchived, Subject::Unit(unit.id), Some(unit.id));
    activity::record(tx, entry.fact("name", unit.name.as_str()))?;
    Ok(true)
}
