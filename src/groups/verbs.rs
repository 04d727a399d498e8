//! Create, change, copy, delete. P-6 decides whether the author may give what a copy gives, and take away what a
//! deletion takes.
use super::{CopyGroup, CreateGroup, DeleteGroup, EditGroup, Group, store};
use crate::access::escalation::{Account, Change, Effect};
use crate::access::period::Period;
use crate::access::permission::Permission;
use crate::access::{Access, Can, Refusal, Target, rules};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::{Changed, Read, Tx};
use crate::error::{Error, Result, violation};
use crate::memberships::{self, AddMembership, Membership, Wanted};
use crate::names::{DisplayName, GroupName};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Another account has this name. The reader is told only that it is taken (P-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken;

/// The details of a group, as a form gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// `None`: unchanged. System groups keep their names.
    pub name: Option<GroupName>,
    pub display_name: DisplayName,
    pub description: String,
    pub access_minutes: Option<i32>,
    pub refresh_minutes: Option<i32>,
    pub require_two_factor: bool,
}

/// Whether an account has this name, other than `except`.
pub fn taken(db: &mut impl Read, name: &GroupName, except: Option<i64>) -> Result<bool> {
    store::name_taken(db, name, except)
}

/// A cell of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub right: Permission,
    pub unit: i64,
    pub allow: bool,
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
}

impl Cell {
    fn effect(&self) -> Effect {
        Effect {
            allow: self.allow,
            period: Period::new(self.from, self.to),
        }
    }
}

/// Memberships of one group in one unit with the same dates, whichever accounts they are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub group: i64,
    pub unit: i64,
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
}

/// Creates a group without members and cells.
///
/// # Errors
/// The inner error means that the name is taken. The transaction can then no longer be used.
pub fn create(
    tx: &mut Tx<'_>,
    author: &Author,
    can: &Can<'_, CreateGroup>,
    name: &GroupName,
    details: &Details,
) -> Result<Result<i64, Taken>> {
    debug_assert_eq!(can.row().id, crate::access::fixed::TOP);
    let id = match not_taken(store::insert_account(tx, name))? {
        Ok(id) => id,
        Err(taken) => return Ok(Err(taken)),
    };
    store::write(tx, id, details, author.user)?;
    tx.access_changed(Changed::Group(id))?;
    let entry = differing(
        Entry::new(author, Event::GroupCreated, Subject::Group(id), None),
        None,
        details,
    );
    activity::record(tx, entry.diff("name", None, Some(name.as_str())))?;
    Ok(Ok(id))
}

/// Changes a group. Returns false if nothing differs.
///
/// # Errors
/// As for [`create`].
pub fn update(
    tx: &mut Tx<'_>,
    author: &Author,
    can: &Can<'_, EditGroup>,
    details: &Details,
) -> Result<Result<bool, Taken>> {
    let group = can.row();
    let entry = Entry::new(author, Event::GroupChanged, Subject::Group(group.id), None);
    let name = details.name.as_ref().filter(|_| !group.system);
    let entry = match name {
        Some(name) => entry.diff("name", Some(group.name.as_str()), Some(name.as_str())),
        None => entry,
    };
    let entry = differing(entry, Some(group), details);
    if entry.is_empty() {
        return Ok(Ok(false));
    }
    if let Some(name) = name.filter(|name| name.as_str() != group.name)
        && let Err(taken) = not_taken(store::rename(tx, group.id, name))?
    {
        return Ok(Err(taken));
    }
    store::write(tx, group.id, details, author.user)?;
    tx.access_changed(Changed::Group(group.id))?;
    activity::record(tx, entry)?;
    Ok(Ok(true))
}

fn differing(entry: Entry, before: Option<&Group>, after: &Details) -> Entry {
    let text = |field: fn(&Group) -> &str| before.map(field);
    let minutes = |field: fn(&Group) -> Option<i32>| before.and_then(field);
    let description = Some(after.description.as_str()).filter(|text| before.is_some() || !text.is_empty());
    entry
        .diff(
            "display_name",
            text(|group| &group.display_name),
            Some(after.display_name.as_str()),
        )
        .diff("description", text(|group| &group.description), description)
        .diff(
            "access_minutes",
            minutes(|group| group.access_minutes),
            after.access_minutes,
        )
        .diff(
            "refresh_minutes",
            minutes(|group| group.refresh_minutes),
            after.refresh_minutes,
        )
        .diff(
            "require_two_factor",
            before.is_some_and(|group| group.require_two_factor),
            after.require_two_factor,
        )
}

fn not_taken<T>(done: Result<T>) -> Result<Result<T, Taken>> {
    violation(done, &[("accounts_name", Taken), ("account_keys_taken", Taken)])
}

/// What is copied along with a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Along {
    /// The cells.
    pub permissions: bool,
    /// The memberships of the original in other groups. Its members are never copied.
    pub memberships: bool,
}

/// Makes a copy of a group, without its members. Cells and memberships on archived units are left out, because nothing
/// new may be set there (SPEC O-1). Returns the copy's id, and how many were left out.
///
/// # Errors
/// `Denied` if the copy would give more than the author holds. The inner error is as for [`create`].
pub fn copy<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    author: &Author,
    (from, can): (&Can<'t, CopyGroup>, &Can<'t, CreateGroup>),
    (name, details): (&GroupName, &Details),
    along: Along,
) -> Result<Result<(i64, usize), Taken>> {
    let source = from.row();
    let id = match create(tx, author, can, name, details)? {
        Ok(id) => id,
        Err(taken) => return Ok(Err(taken)),
    };
    let counts = |unit: i64| !access.snapshot().units().is_archived(unit);
    let mut left_out = 0;
    if along.permissions {
        let (cells, dormant): (Vec<Cell>, Vec<Cell>) = store::cells(tx, source.id)?
            .into_iter()
            .partition(|cell| counts(cell.unit));
        left_out += dormant.len();
        may_set(access, id, &cells, |cell| (None, Some(cell.effect())))?;
        store::copy_cells(tx, source.id, id, author.user)?;
        tx.access_changed(Changed::Grant(id))?;
        let entry = Entry::new(author, Event::GroupPermissionsCopied, Subject::Group(id), None);
        activity::record(tx, entry.fact("from", source.name.as_str()).fact("cells", cells.len()))?;
    }
    if along.memberships {
        let batch = Some(Uuid::now_v7());
        let (rows, dormant): (Vec<Membership>, Vec<Membership>) = memberships::of_account(tx, source.id)?
            .into_iter()
            .partition(|row| counts(row.unit));
        left_out += dormant.len();
        for row in rows {
            let place = access.can::<AddMembership>(tx, row.unit)?;
            let account = memberships::account(tx, id)?.ok_or(Error::NotFound)?;
            let wanted = Wanted {
                group: row.group,
                account,
                dates: row.dates,
            };
            if memberships::verbs::add(tx, access, author, &place, &wanted, batch)?.is_err() {
                return Err(Error::Internal(
                    "a membership that is there cannot be made again".into(),
                ));
            }
        }
    }
    Ok(Ok((id, left_out)))
}

/// Checks the right to set permissions in each cell's unit, and P-6.
fn may_set(
    access: &Access,
    group: i64,
    cells: &[Cell],
    change: impl Fn(&Cell) -> (Option<Effect>, Option<Effect>),
) -> Result<(), Refusal> {
    for cell in cells {
        seen(access, cell.unit)?;
        rules::set_permissions(access, &Target::unit(cell.unit))?;
    }
    let changes: Vec<Change<'_>> = cells
        .iter()
        .map(|cell| {
            let (before, after) = change(cell);
            Change::Cell {
                account: Account::Group(group),
                permission: cell.right,
                unit: cell.unit,
                before,
                after,
            }
        })
        .collect();
    access.may_change(&changes)
}

/// Refuses a change in a unit that the reader may not know of. What is there stays as it is (P-12).
fn seen(access: &Access, unit: i64) -> Result<(), Refusal> {
    if access.is_system() || access.knows(unit) {
        return Ok(());
    }
    let right = Permission::ORG_UNIT_ACCESS;
    Err(Refusal::Lacks { right, unit })
}

/// Checks whether the reader may empty a group: remove every membership and every cell.
pub fn may_empty(db: &mut impl Read, access: &Access, group: i64) -> Result<Result<(), Refusal>> {
    let (spans, cells) = (store::spans(db, group)?, store::cells(db, group)?);
    let own = match access.viewer() {
        Some(viewer) => store::has_member(db, group, viewer.user)?,
        None => false,
    };
    Ok(rules::empty_group(access, own).and_then(|()| measured(access, group, &spans, &cells)))
}

fn measured(access: &Access, group: i64, spans: &[Span], cells: &[Cell]) -> Result<(), Refusal> {
    for span in spans {
        seen(access, span.unit)?;
        rules::remove_membership(access, &Target::membership(span.unit, span.group, None))?;
    }
    let changes: Vec<Change<'_>> = spans
        .iter()
        .map(|span| Change::Membership {
            account: Account::Group(group),
            group: span.group,
            unit: span.unit,
            before: Some(Period::new(span.from, span.to)),
            after: None,
        })
        .collect();
    access.may_change(&changes)?;
    may_set(access, group, cells, |cell| (Some(cell.effect()), None))
}

/// Whether a group has members, is in other groups, or has cells.
pub fn is_in_use(db: &mut impl Read, group: i64) -> Result<bool> {
    Ok(store::count_memberships(db, group)? > 0 || !store::cells(db, group)?.is_empty())
}

/// Deletes a group that is empty. With `emptying`, empties it first.
///
/// # Errors
/// `Denied` if emptying it would remove something the author may not remove. `Internal` for a group in use if
/// `emptying` is false.
pub fn delete<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    author: &Author,
    can: &Can<'t, DeleteGroup>,
    emptying: bool,
) -> Result<()> {
    let group = can.row();
    let (memberships, cells) = (
        store::count_memberships(tx, group.id)?,
        store::cells(tx, group.id)?.len(),
    );
    if memberships > 0 || cells > 0 {
        if !emptying {
            return Err(Error::Internal("a group in use is not deleted".into()));
        }
        may_empty(tx, access, group.id)??;
        let others = store::empty(tx, group.id)?;
        let told: Vec<Changed> = others.into_iter().map(Changed::Group).collect();
        tx.access_changed_all(&told)?;
    }
    store::delete(tx, group.id)?;
    tx.access_changed_all(&[Changed::Group(group.id), Changed::Grant(group.id)])?;
    let entry = Entry::new(author, Event::GroupDeleted, Subject::Group(group.id), None)
        .diff("name", Some(group.name.as_str()), None)
        .diff("display_name", Some(group.display_name.as_str()), None)
        .fact("memberships", memberships)
        .fact("cells", cells);
    activity::record(tx, entry)?;
    Ok(())
}

/// What the reader sees of a group, for the page that deletes it.
#[derive(Debug, Default)]
pub struct Contents {
    /// Some members, and some groups it is in: display name and unit.
    pub members: Vec<(String, i64)>,
    /// How many of its memberships the reader sees: of others in it, and its own in others.
    pub memberships: i64,
    /// Right and unit of every cell.
    pub cells: Vec<(Permission, i64)>,
    /// Whether there is more in units without Access. The reader is told nothing else about it (P-12).
    pub hidden: bool,
}

/// Returns what keeps a group from being deleted, with up to `named` members.
pub fn contents(db: &mut impl Read, access: &Access, group: i64, named: usize) -> Result<Contents> {
    let (mut standing, mut cells) = (store::memberships_by_unit(db, group)?, store::cells(db, group)?);
    let all = standing.len() + cells.len();
    standing.retain(|(unit, _)| access.knows(*unit));
    cells.retain(|cell| access.knows(cell.unit));
    let units: Vec<i64> = standing.iter().map(|(unit, _)| *unit).collect();
    Ok(Contents {
        members: store::some_members(db, group, &units, named as i64)?,
        memberships: standing.iter().map(|(_, count)| count).sum(),
        hidden: standing.len() + cells.len() < all,
        cells: cells.iter().map(|cell| (cell.right, cell.unit)).collect(),
    })
}

/// How much a group holds, as far as the reader sees it.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// The number of members, and whether there are more.
    pub members: (i64, bool),
    pub in_groups: i64,
    pub cells: i64,
}

/// Counts what a group holds, for the tab **Group info**.
pub fn facts(db: &mut impl Read, access: &Access, group: i64) -> Result<Facts> {
    let own = memberships::of_account(db, group)?;
    let cells = store::cells(db, group)?;
    Ok(Facts {
        members: super::list::members(db, access, group)?,
        in_groups: own.iter().filter(|row| access.knows(row.unit)).count() as i64,
        cells: cells.iter().filter(|cell| access.knows(cell.unit)).count() as i64,
    })
}
