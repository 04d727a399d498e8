//! Where a right in a unit comes from: whose cells, and membership in which groups, allow it or deny it there. So "who
//! can?" becomes a query, and everybody's rights are never laid out (DESIGN 4).

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::fixed::{ADMINISTRATORS, ALL, TOP, USERS};
use super::grants::Cell;
use super::groups::Edge;
use super::period::micros;
use super::permission::{Permission, Scope};
use super::ranges::{Interval, Ranges};
use super::snapshot::{Snapshot, Units};

/// Accounts and groups that say one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Says {
    /// Accounts with a cell of their own.
    pub accounts: Vec<i64>,
    /// Whoever is a member of one of these, in one of [`Sources::units`], has it from there.
    pub groups: Vec<i64>,
    /// Everybody is in one of these groups.
    pub everybody: bool,
}

impl Says {
    fn of(snapshot: &Snapshot, accounts: Vec<i64>, counts: impl Fn(&Edge) -> bool) -> Self {
        let groups = below(snapshot, &accounts, counts);
        Self {
            everybody: groups.iter().any(|group| [USERS, ALL].contains(group)),
            groups,
            accounts,
        }
    }
}

/// Where a right comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// What allows.
    pub allow: Says,
    /// What denies.
    pub deny: Says,
    /// Groups whose members at the top are administrators.
    pub administrators: Vec<i64>,
    /// The units in which a membership counts; None means in all that are not archived.
    pub units: Option<Vec<i64>>,
    /// The customer whom the user must reach to hold the right, and its places; None if reach does not matter.
    pub customer: Option<(i64, Interval)>,
    /// Nobody holds anything there: the unit is archived, or the right is gone.
    pub nobody: bool,
}

/// Returns where a right in a unit comes from at a moment.
pub fn sources(snapshot: &Snapshot, permission: Permission, unit: i64, now: DateTime<Utc>) -> Sources {
    let now = micros(now);
    let units = snapshot.units();
    let scope = snapshot.catalogue().scope(permission);
    let asked = if scope == Some(Scope::OrgUnit) { unit } else { TOP };
    let place = units.get(asked).filter(|at| !at.archived);
    let (Some(scope), Some(place)) = (scope, place) else {
        return Sources {
            nobody: true,
            ..Sources::default()
        };
    };
    let covering: Vec<i64> = std::iter::once(place)
        .chain(units.above(asked))
        .filter(|at| !at.archived)
        .map(|at| at.id)
        .collect();
    let anywhere = matches!(scope, Scope::Menu | Scope::Ui);
    let counts = |edge: &Edge| {
        let live = units.live(edge.unit);
        let covers = if anywhere {
            !live.is_empty()
        } else {
            live.contains(place.pos)
        };
        covers && edge.period.contains(now)
    };
    let says = |allow: bool| {
        let all = snapshot.grants().all();
        let here = all.filter(|(_, cell)| cell.permission == permission && cell.allow == allow);
        let here = here.filter(|(_, cell)| cell.period.contains(now) && units.live(cell.unit).contains(place.pos));
        Says::of(snapshot, here.map(|(account, _)| account).collect(), counts)
    };
    let at_top = |edge: &Edge| is_top(units, edge.unit) && edge.period.contains(now);
    Sources {
        allow: says(true),
        deny: says(false),
        administrators: below(snapshot, &[ADMINISTRATORS], at_top),
        units: (!anywhere).then_some(covering),
        customer: (scope == Scope::OrgUnit).then(|| customer(units, asked)),
        nobody: false,
    }
}

/// The group, and every group in it by memberships that count now and say something in this place: whom its cells there
/// reach. `above`: units that will be above the place.
pub fn inside(snapshot: &Snapshot, group: i64, place: Interval, above: &[i64], now: DateTime<Utc>) -> Vec<i64> {
    let (units, now) = (snapshot.units(), micros(now));
    let there = |unit: u32| !units.live(unit).and(place).is_empty() || above.contains(&units.unit(unit).id);
    below(snapshot, &[group], |edge| edge.period.contains(now) && there(edge.unit))
}

/// Accounts that are allowed one of these rights in one of its places, wherever their memberships are.
pub(super) fn allowed_any(snapshot: &Snapshot, rights: &HashMap<Permission, Ranges>, now: DateTime<Utc>) -> Says {
    let (units, now) = (snapshot.units(), micros(now));
    let allows = |cell: &Cell| {
        let by_unit = snapshot.catalogue().scope(cell.permission) == Some(Scope::OrgUnit);
        let there = |places: &Ranges| !by_unit || !places.and(&Ranges::of(vec![units.live(cell.unit)])).is_empty();
        cell.allow && cell.period.contains(now) && rights.get(&cell.permission).is_some_and(there)
    };
    let cells = snapshot.grants().all().filter(|(_, cell)| allows(cell));
    let accounts: HashSet<i64> = cells.map(|(account, _)| account).collect();
    Says::of(snapshot, accounts.into_iter().collect(), |edge| {
        edge.period.contains(now)
    })
}

/// Returns the customer of a unit. The top belongs to no customer, so only users who reach everything reach it.
fn customer(units: &Units, asked: i64) -> (i64, Interval) {
    units.customer(asked).map_or((0, Interval::NOWHERE), |customer| {
        let places = customer.interval();
        (customer.id, places)
    })
}

fn is_top(units: &Units, unit: u32) -> bool {
    units.unit(unit).id == TOP
}

/// The groups among these accounts, and every group that is in one of them by memberships that count.
fn below(snapshot: &Snapshot, accounts: &[i64], counts: impl Fn(&Edge) -> bool) -> Vec<i64> {
    let groups = snapshot.groups();
    let mut reached = vec![false; groups.len()];
    for at in accounts.iter().filter_map(|account| groups.index(*account)) {
        reached[at as usize] = groups.counts(at);
    }
    let mut again = true;
    while again {
        again = false;
        for member in 0..groups.len() as u32 {
            if reached[member as usize] || !groups.counts(member) {
                continue;
            }
            let mut above = groups.above(member).iter();
            if above.any(|edge| reached[edge.group as usize] && counts(edge)) {
                reached[member as usize] = true;
                again = true;
            }
        }
    }
    let found = (0..groups.len() as u32).filter(|at| reached[*at as usize]);
    found.map(|at| groups.id(at)).collect()
}
