//! The cells of a snapshot, sharded by account, so that a change to one account copies only one shard.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::period::{Period, moment};
use super::permission::Permission;
use super::units::Units;

/// One cell: whether an account is allowed or denied a right in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// User or group.
    pub account: i64,
    /// The right.
    pub permission: Permission,
    /// The place.
    pub unit: i64,
    /// Allow or Deny.
    pub allow: bool,
    /// From when it counts; `None` if always.
    pub from: Option<DateTime<Utc>>,
    /// Until when it counts, excluded; `None` if for good.
    pub to: Option<DateTime<Utc>>,
}

/// A grant without its account, with the unit by index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub permission: Permission,
    pub unit: u32,
    pub period: Period,
    pub allow: bool,
}

impl Cell {
    /// Returns the cell as a grant of this account, with ids instead of indices.
    pub(super) fn grant(&self, account: i64, units: &Units) -> Grant {
        Grant {
            account,
            permission: self.permission,
            unit: units.unit(self.unit).id,
            allow: self.allow,
            from: beginning(self.period),
            to: moment(self.period.to()),
        }
    }
}

/// Returns when the period starts, or `None` if it has no start.
fn beginning(period: Period) -> Option<DateTime<Utc>> {
    Some(period.from()).filter(|from| *from > i64::MIN).and_then(moment)
}

/// 500,000 grants make shards of 120: a patch copies 4 KB, and finding an account in one takes a few comparisons.
const SHARDS: usize = 4096;

/// The grants of some accounts, by account and right.
#[derive(Debug, Default)]
struct Shard {
    /// Sorted; the cells of `accounts[i]` are `starts[i]..starts[i + 1]`.
    accounts: Box<[i64]>,
    starts: Box<[u32]>,
    cells: Box<[Cell]>,
}

/// All grants.
#[derive(Clone, Debug)]
pub struct Grants {
    shards: Vec<Arc<Shard>>,
}

fn shard_of(account: i64) -> usize {
    (account.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 52) as usize
}

impl Shard {
    fn new(mut cells: Vec<(i64, Cell)>) -> Self {
        cells.sort_unstable_by_key(|(account, cell)| (*account, cell.permission, cell.unit));
        let (mut accounts, mut starts) = (Vec::new(), Vec::new());
        for (at, (account, _)) in (0..).zip(&cells) {
            if accounts.last() != Some(account) {
                accounts.push(*account);
                starts.push(at);
            }
        }
        starts.push(cells.len() as u32);
        let cells = cells.into_iter().map(|(_, cell)| cell).collect();
        Self {
            accounts: accounts.into(),
            starts: starts.into(),
            cells,
        }
    }

    fn of(&self, account: i64) -> &[Cell] {
        match self.accounts.binary_search(&account) {
            Ok(at) => &self.cells[self.starts[at] as usize..self.starts[at + 1] as usize],
            Err(_) => &[],
        }
    }

    fn all(&self) -> impl Iterator<Item = (i64, Cell)> {
        self.accounts
            .iter()
            .flat_map(|account| self.of(*account).iter().map(|cell| (*account, *cell)))
    }
}

impl Grants {
    /// Builds the shards from these grants.
    pub(super) fn new(grants: impl Iterator<Item = Grant>, units: &Units) -> Self {
        let mut shards: Vec<Vec<(i64, Cell)>> = std::iter::repeat_with(Vec::new).take(SHARDS).collect();
        for grant in grants {
            shards[shard_of(grant.account)].extend(cell(&grant, units));
        }
        Self {
            shards: shards.into_iter().map(|cells| Arc::new(Shard::new(cells))).collect(),
        }
    }

    /// Returns a copy in which all grants of these accounts are replaced by `grants`.
    pub(super) fn changed(&self, accounts: &[i64], grants: &[Grant], units: &Units) -> Self {
        let mut shards = self.shards.clone();
        let mut touched: Vec<usize> = accounts.iter().map(|account| shard_of(*account)).collect();
        touched.sort_unstable();
        touched.dedup();
        for at in touched {
            let kept = shards[at].all().filter(|(account, _)| !accounts.contains(account));
            let here = grants.iter().filter(|grant| shard_of(grant.account) == at);
            shards[at] = Arc::new(Shard::new(
                kept.chain(here.filter_map(|grant| cell(grant, units))).collect(),
            ));
        }
        Self { shards }
    }

    /// Returns the cells of an account, ordered by right.
    pub(super) fn of(&self, account: i64) -> &[Cell] {
        self.shards[shard_of(account)].of(account)
    }

    /// Returns the cells of an account for one right.
    pub(super) fn cells(&self, account: i64, permission: Permission) -> &[Cell] {
        let cells = self.of(account);
        let start = cells.partition_point(|cell| cell.permission < permission);
        let count = cells[start..]
            .iter()
            .take_while(|cell| cell.permission == permission)
            .count();
        &cells[start..start + count]
    }

    /// Returns every cell with its account.
    pub(super) fn all(&self) -> impl Iterator<Item = (i64, Cell)> {
        self.shards.iter().flat_map(|shard| shard.all())
    }
}

fn cell(grant: &Grant, units: &Units) -> Option<(i64, Cell)> {
    let unit = units.index(grant.unit)?;
    let period = Period::new(grant.from, grant.to);
    Some((
        grant.account,
        Cell {
            permission: grant.permission,
            unit,
            period,
            allow: grant.allow,
        },
    ))
}
