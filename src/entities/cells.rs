//! Changing cells, for the tabs **Permissions** and the Entity explorer. Files and copies of groups write their own.
use super::{ChangeCells, Holder, SetPermissions, store};
use crate::access::escalation::{Change, Effect};
use crate::access::outranked::may_deny_members;
use crate::access::period::Period;
use crate::access::permission::{Permission, Scope};
use crate::access::snapshot::{Grant, Snapshot};
use crate::access::{Access, Can, Refusal, fixed::TOP};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::{Changed, Read, Tx};
use crate::error::Result;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// What a cell says, and from when until when (P-1, P-11). An empty cell is `None` of `Option<Cell>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// True for Allow, false for Deny.
    pub allow: bool,
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
}

impl Cell {
    fn effect(self) -> Effect {
        Effect {
            allow: self.allow,
            period: Period::new(self.from, self.to),
        }
    }

    /// Whether it counts at this moment.
    pub fn counts(self, now: DateTime<Utc>) -> bool {
        self.from.is_none_or(|from| from <= now) && self.to.is_none_or(|to| now < to)
    }

    /// Returns the cell as the log has it: a stable word and the dates.
    fn word(self) -> String {
        let date = |word: &str, at: Option<DateTime<Utc>>| at.map(|at| format!(" {word} {}", at.to_rfc3339()));
        let word = if self.allow { "allow" } else { "deny" };
        let dates = [date("from", self.from), date("until", self.to)];
        std::iter::once(word.to_owned())
            .chain(dates.into_iter().flatten())
            .collect()
    }
}

impl From<&Grant> for Cell {
    fn from(grant: &Grant) -> Self {
        Self {
            allow: grant.allow,
            from: grant.from,
            to: grant.to,
        }
    }
}

/// The change of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellChange {
    pub permission: Permission,
    pub before: Option<Cell>,
    pub after: Option<Cell>,
}

/// Returns the cells of an account in one unit.
pub fn stored(snapshot: &Snapshot, account: i64, unit: i64) -> HashMap<Permission, Cell> {
    let cells = snapshot.cells_of(account).into_iter();
    cells
        .filter(|cell| cell.unit == unit)
        .map(|cell| (cell.permission, Cell::from(&cell)))
        .collect()
}

/// Returns those of the wanted cells that differ from what is stored.
pub fn changes(snapshot: &Snapshot, account: i64, unit: i64, wanted: &[(Permission, Option<Cell>)]) -> Vec<CellChange> {
    let stored = stored(snapshot, account, unit);
    let change = |(permission, after): &(Permission, Option<Cell>)| CellChange {
        permission: *permission,
        before: stored.get(permission).copied(),
        after: *after,
    };
    let all = wanted.iter().map(change);
    all.filter(|change| change.before != change.after).collect()
}

/// Returns the snapshot as it would be with these changes.
pub fn supposing(snapshot: &Snapshot, account: i64, unit: i64, changes: &[CellChange]) -> Snapshot {
    let touched: HashMap<Permission, Option<Cell>> = changes.iter().map(|c| (c.permission, c.after)).collect();
    let kept = snapshot
        .cells_of(account)
        .into_iter()
        .filter(|cell| cell.unit != unit || !touched.contains_key(&cell.permission));
    let new = changes.iter().filter_map(|change| {
        let cell = change.after?;
        Some(grant(account, unit, change.permission, cell))
    });
    snapshot.supposing(account, &kept.chain(new).collect::<Vec<_>>())
}

fn grant(account: i64, unit: i64, permission: Permission, cell: Cell) -> Grant {
    Grant {
        account,
        permission,
        unit,
        allow: cell.allow,
        from: cell.from,
        to: cell.to,
    }
}

/// Checks whether the principal may make these changes. A right can only be set where its scope allows (SPEC 2.2). In
/// an archived unit cells can only be emptied (SPEC O-1). Nobody gives more than they hold (P-6).
///
/// # Errors
/// The inner result is the first refusal; the outer one has database errors.
pub fn measure(
    access: &Access,
    db: &mut impl Read,
    holder: &Holder,
    unit: i64,
    changes: &[CellChange],
) -> Result<Result<(), Refusal>> {
    if let Err(refusal) = measure_alone(access, holder, unit, changes) {
        return Ok(Err(refusal));
    }
    may_deny_members(access, db, &written(holder, unit, changes))
}

/// Makes the checks of [`measure`] that need no look at the members of a group.
fn measure_alone(access: &Access, holder: &Holder, unit: i64, changes: &[CellChange]) -> Result<(), Refusal> {
    let archived = access.snapshot().units().is_archived(unit);
    for change in changes {
        if archived && change.after.is_some() {
            return Err(Refusal::Archived);
        }
        let scope = access.snapshot().catalogue().scope(change.permission);
        if unit != TOP && scope != Some(Scope::OrgUnit) {
            let right = change.permission;
            return Err(Refusal::OnlyAtTop { right });
        }
    }
    if weigh(access, holder, unit, changes).is_ok() {
        return Ok(());
    }
    // Something is refused: check the changes one by one to find the first.
    let each = changes.iter().map(|change| {
        let gives = change.after.is_some_and(|cell| cell.allow);
        let refused = |refusal| if gives { refusal } else { not_held(refusal) };
        weigh(access, holder, unit, std::slice::from_ref(change)).map_err(refused)
    });
    each.collect::<Result<(), _>>()
}

fn weigh(access: &Access, holder: &Holder, unit: i64, changes: &[CellChange]) -> Result<(), Refusal> {
    access.may_change(&written(holder, unit, changes))
}

/// Returns the changes in the form in which P-6 measures them.
fn written<'a>(holder: &'a Holder, unit: i64, changes: &[CellChange]) -> Vec<Change<'a>> {
    let change = |change: &CellChange| Change::Cell {
        account: holder.account(),
        permission: change.permission,
        unit,
        before: change.before.map(Cell::effect),
        after: change.after.map(Cell::effect),
    };
    changes.iter().map(change).collect()
}

/// Rewords a refusal of P-6 for a change that gives nothing: setting a Deny, or emptying a cell.
fn not_held(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::GivesMore { right, unit } => Refusal::NotHeld { right, unit },
        other => other,
    }
}

/// Checks whether the principal could set an Allow that ends within a second, and so any Allow at all.
///
/// # Errors
/// What the principal lacks.
pub fn may_briefly(access: &Access, holder: &Holder, unit: i64, permission: Permission) -> Result<(), Refusal> {
    let soon = Cell {
        allow: true,
        from: None,
        to: Some(access.now() + TimeDelta::seconds(1)),
    };
    let change = CellChange {
        permission,
        before: None,
        after: Some(soon),
    };
    weigh(access, holder, unit, &[change]).map_err(not_held)
}

/// Sets these cells in one unit together, with one entry in the log. Returns the cells that changed.
///
/// # Errors
/// `Denied` if P-6 or the scope of a right forbids one of them; then none is set.
pub fn set<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    access: &Access,
    (whose, place): (&Can<'t, ChangeCells>, &Can<'t, SetPermissions>),
    wanted: &[(Permission, Option<Cell>)],
) -> Result<Vec<CellChange>> {
    let (holder, unit) = (whose.row(), place.row().id);
    let changes = changes(access.snapshot(), holder.id, unit, wanted);
    if changes.is_empty() {
        return Ok(changes);
    }
    measure(access, tx, holder, unit, &changes)??;
    let gone: Vec<Permission> = changes
        .iter()
        .filter(|change| change.after.is_none())
        .map(|change| change.permission)
        .collect();
    let said: Vec<Grant> = changes
        .iter()
        .filter_map(|change| Some(grant(holder.id, unit, change.permission, change.after?)))
        .collect();
    store::empty(tx, holder.id, unit, &gone)?;
    store::set(tx, &said, author.user)?;
    tx.access_changed(Changed::Grant(holder.id))?;
    activity::record(tx, entry(author, access, holder, place.row(), &changes))?;
    Ok(changes)
}

/// Returns one entry of the log with a line for each cell, named by the key of its right.
fn entry(author: &Author, access: &Access, holder: &Holder, place: &store::Place, changes: &[CellChange]) -> Entry {
    let entry = Entry::new(author, Event::GrantsChanged, Subject::Grants(holder.id), Some(place.id));
    let entry = entry.fact("unit", place.name.as_str());
    let key = |change: &CellChange| {
        let entry = access.snapshot().catalogue().get(change.permission);
        entry.map_or_else(|| change.permission.0.to_string(), |entry| entry.key.to_string())
    };
    changes.iter().fold(entry, |entry, change| {
        let word = |cell: Option<Cell>| cell.map(Cell::word);
        entry.diff(&key(change), word(change.before), word(change.after))
    })
}
