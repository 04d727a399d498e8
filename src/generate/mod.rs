//! Generates data of any size for trying out and measuring: Danish names, chains with regions and stores, nested
//! groups. The same seed gives the same data.
mod actors;
mod dice;
mod names;
pub mod parties;
mod people;
mod rights;
mod rows;
mod store;
mod tree;

pub use actors::cpr;

use crate::access::AccountKind;
use crate::access::fixed::{SYSTEM, TOP};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::config::Seal;
use crate::db::Tx;
use crate::error::Result;
use crate::org_units;
use crate::text::{name_key, sort_key, words};
use crate::users;
use people::{Person, person};
use rights::{Cell, Membership};
use rows::Rows;
use tree::{Index, Tree};

/// Rows per COPY: enough that the round trip hardly matters, few enough that memory use stays small.
const CHUNK: usize = 20_000;

/// How much to generate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub users: usize,
    /// At least one, so that users have a unit.
    pub units: usize,
    pub groups: usize,
    pub actors: usize,
    pub seed: u64,
}

/// How much was generated.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    pub users: usize,
    pub units: usize,
    pub groups: usize,
    pub memberships: usize,
    pub grants: usize,
    pub actors: usize,
}

/// Fills a fresh database in one transaction. Returns `None` and writes nothing if it has users, units or groups.
///
/// There are three memberships for each user and one cell for every two users. Nobody has a password. National id
/// numbers of actors are sealed; only those bytes differ each time. Call [`settle`] afterwards.
pub fn generate(tx: &mut Tx<'_>, seal: &Seal, size: &Size) -> Result<Option<Made>> {
    let version = tx.lock_access()?;
    if !store::is_fresh(tx)? {
        return Ok(None);
    }
    store::prepare(tx)?;
    let made = Making::begin(tx, size)?.make(tx, seal)?;
    store::note_changes(tx, version)?;
    let entry = Entry::new(&Author::system(), Event::DataGenerated, Subject::Installation, None)
        .fact("users", made.users)
        .fact("org_units", made.units)
        .fact("groups", made.groups)
        .fact("memberships", made.memberships)
        .fact("grants", made.grants)
        .fact("actors", made.actors)
        .fact("seed", size.seed);
    activity::record(tx, entry)?;
    Ok(Some(made))
}

/// Updates the statistics of PostgreSQL's planner. Call it as owner of the tables, after the commit.
pub fn settle(owner: &mut diesel::PgConnection) -> Result<()> {
    Ok(store::vacuum(owner)?)
}

/// A run of the generator, with the ids reserved for what it makes.
struct Making<'s> {
    size: &'s Size,
    tree: Tree,
    first_unit: i64,
    first_group: i64,
    first_user: i64,
    first_actor: i64,
    made: Made,
}

impl<'s> Making<'s> {
    fn begin(tx: &mut Tx<'_>, size: &'s Size) -> Result<Self> {
        let tree = Tree::grow(size.seed, size.units);
        Ok(Self {
            first_unit: store::ids(tx, "org_units", tree.units.len())?,
            first_group: store::ids(tx, "accounts", size.groups)?,
            first_user: store::ids(tx, "accounts", size.users)?,
            first_actor: store::ids(tx, "actors", size.actors)?,
            made: Made {
                users: size.users,
                units: tree.units.len(),
                groups: size.groups,
                actors: size.actors,
                ..Made::default()
            },
            size,
            tree,
        })
    }

    fn make(mut self, tx: &mut Tx<'_>, seal: &Seal) -> Result<Made> {
        self.units(tx)?;
        self.groups(tx)?;
        for first in (0..self.size.users).step_by(CHUNK) {
            let numbers = first..(first + CHUNK).min(self.size.users);
            let people: Vec<(usize, Person)> = numbers
                .map(|number| (number, person(self.size.seed, number, &self.tree)))
                .collect();
            self.names(tx, &people)?;
            self.users(tx, &people)?;
            self.rights(tx, &people)?;
        }
        store::store_words(tx)?;
        self.cells_of_groups(tx)?;
        self.actors(tx, seal)?;
        Ok(self.made)
    }

    fn unit(&self, unit: Option<Index>) -> i64 {
        unit.map_or(TOP, |unit| self.first_unit + unit as i64)
    }

    fn group(&self, number: usize) -> i64 {
        self.first_group + number as i64
    }

    fn user(&self, number: usize) -> i64 {
        self.first_user + number as i64
    }

    fn units(&self, tx: &mut Tx<'_>) -> Result<()> {
        let mut rows = Rows::default();
        for (index, unit) in self.tree.units.iter().enumerate() {
            let (kind, parent_kind) = match unit.parent {
                None => ("customer", "top"),
                Some(parent) if self.tree.above(parent).is_none() => ("unit", "customer"),
                Some(_) => ("unit", "unit"),
            };
            let found = words(&format!(
                "{} {} {}",
                unit.name,
                unit.code,
                unit.number.as_deref().unwrap_or_default()
            ));
            rows.plain(self.unit(Some(index)))
                .plain(kind)
                .plain(self.unit(unit.parent))
                .plain(parent_kind);
            rows.text(&unit.code)
                .text(&name_key(&unit.code))
                .text(&unit.name)
                .text(&sort_key(&unit.name))
                .words(&found);
            rows.maybe(unit.customer_number.as_deref())
                .maybe(unit.number.as_deref())
                .plain(0)
                .plain(0)
                .end();
        }
        store::copy_units(tx, &rows)?;
        org_units::renumber(tx)
    }

    fn groups(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let (mut accounts, mut keys, mut groups, mut nestings) =
            (Rows::default(), Rows::default(), Rows::default(), Rows::default());
        for number in 0..self.size.groups {
            let (id, group) = (self.group(number), rights::group(number));
            account(&mut accounts, &mut keys, id, AccountKind::Group, &group.name);
            groups
                .plain(id)
                .text(&group.display_name)
                .text(&sort_key(&group.display_name))
                .plain(SYSTEM)
                .end();
            if let Some(nesting) = rights::nesting(self.size.seed, number, &self.tree) {
                self.membership(&mut nestings, id, &nesting);
            }
        }
        store::copy_accounts(tx, &accounts)?;
        store::copy_keys(tx, &keys)?;
        store::copy_groups(tx, &groups)?;
        store::copy_memberships(tx, &nestings)
    }

    fn names(&self, tx: &mut Tx<'_>, people: &[(usize, Person)]) -> Result<()> {
        let (mut accounts, mut keys) = (Rows::default(), Rows::default());
        for (number, person) in people {
            let id = self.user(*number);
            account(&mut accounts, &mut keys, id, AccountKind::User, &person.login);
            if let Some(email) = &person.email {
                keys.text(&name_key(email)).plain(id).plain(false).plain(true).end();
            }
        }
        store::copy_accounts(tx, &accounts)?;
        store::copy_keys(tx, &keys)
    }

    fn users(&self, tx: &mut Tx<'_>, people: &[(usize, Person)]) -> Result<()> {
        let (mut rows, mut clocks, mut found) = (Rows::default(), Rows::default(), Rows::default());
        for (number, person) in people {
            let (id, email) = (self.user(*number), person.email.as_deref());
            let (state, since, by) = if person.is_active {
                ("active", None, None)
            } else {
                ("deactivated", Some("now"), Some("1"))
            };
            rows.plain(id).plain(self.unit(Some(person.unit)));
            rows.text(&person.display_name)
                .text(&sort_key(&person.display_name))
                .text(&sort_key(&person.login));
            rows.maybe(email).maybe(email.map(sort_key).as_deref());
            rows.plain(state)
                .plain(SYSTEM)
                .plain(SYSTEM)
                .maybe(since)
                .maybe(by)
                .end();
            clocks.plain(id).end();
            for word in users::words::of(&person.login, &person.display_name, email) {
                found.plain(id).text(&word).end();
            }
        }
        store::copy_users(tx, &rows)?;
        store::copy_clocks(tx, &clocks)?;
        store::copy_words(tx, &found)
    }

    fn rights(&mut self, tx: &mut Tx<'_>, people: &[(usize, Person)]) -> Result<()> {
        let (seed, groups) = (self.size.seed, self.size.groups);
        let (mut memberships, mut cells) = (Rows::default(), Rows::default());
        for (number, person) in people.iter().filter(|_| groups > 0) {
            for membership in rights::memberships(seed, *number, person, &self.tree, groups) {
                self.membership(&mut memberships, self.user(*number), &membership);
            }
        }
        for (number, person) in people {
            if let Some(cell) = rights::own_cell(seed, *number, person) {
                self.cell(&mut cells, self.user(*number), &cell);
            }
        }
        store::copy_memberships(tx, &memberships)?;
        store::copy_grants(tx, &cells)
    }

    fn cells_of_groups(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let count = rights::cells_of_groups(self.size.users, self.size.groups);
        for first in (0..count).step_by(CHUNK) {
            let mut rows = Rows::default();
            let numbers = first..(first + CHUNK).min(count);
            for number in numbers {
                if let Some((group, cell)) = rights::group_cell(self.size.seed, number, self.size.groups, &self.tree) {
                    self.cell(&mut rows, self.group(group), &cell);
                }
            }
            store::copy_grants(tx, &rows)?;
        }
        Ok(())
    }

    fn membership(&mut self, rows: &mut Rows, account: i64, membership: &Membership) {
        let (from, to) = membership.dates.bounds();
        rows.plain(account)
            .plain(self.group(membership.group))
            .plain(self.unit(membership.unit));
        rows.maybe(from).maybe(to).plain(SYSTEM).end();
        self.made.memberships += 1;
    }

    fn cell(&mut self, rows: &mut Rows, account: i64, cell: &Cell) {
        let (from, to) = cell.dates.bounds();
        rows.plain(account)
            .plain(cell.permission.0)
            .plain(cell.scope.code())
            .plain(self.unit(cell.unit));
        rows.plain(cell.is_allow).maybe(from).maybe(to).plain(SYSTEM).end();
        self.made.grants += 1;
    }
}

fn account(accounts: &mut Rows, keys: &mut Rows, id: i64, kind: AccountKind, name: &str) {
    let key = name_key(name);
    accounts.plain(id).plain(kind.code()).text(name).text(&key).end();
    keys.text(&key).plain(id).plain(true).plain(false).end();
}
