//! Memberships: who is in which group, where, and when.
mod circles;
mod rights;

use super::gate::Gate;
use super::places::{Accounts, Places};
use super::{Asks, Deed, Import, Log, Planned, Report, Told};
use crate::access::fixed::{ADMINISTRATOR, ADMINISTRATORS, ALL, SYSTEM, TOP, USERS};
use crate::activity::{self, Entry, Event, Subject, Whose};
use crate::db::{Changed, Tx};
use crate::error::Result;
use crate::files::store::accounts::{self, Account};
use crate::files::store::memberships::{self as store, Membership};
use crate::files::store::new_ids;
use crate::files::tables::{Line, MembershipRow};
use crate::memberships::administrators::Before;
use crate::web::message::Message;
use std::collections::{HashMap, HashSet};

/// Memberships as they shall be, and as they were, with their lines.
pub(super) struct Plan {
    new: Vec<Membership>,
    new_lines: Vec<u64>,
    changed: Vec<(Membership, Membership)>,
    changed_lines: Vec<u64>,
    removed: Vec<Membership>,
    places: Places,
    names: HashMap<i64, Account>,
}

type Cell = (i64, i64, i64);

fn cell(row: &Membership) -> Cell {
    (row.account, row.group, row.unit)
}

impl Import for MembershipRow {
    type Plan = Plan;

    fn plan(tx: &mut Tx<'_>, lines: Vec<Line<Self>>, asks: &mut Asks<'_>, report: &mut Report) -> Result<Plan> {
        let places = Places::load(tx)?;
        let keys = lines
            .iter()
            .flat_map(|line| [line.row.account.key(), line.row.group.key()])
            .collect();
        let accounts = Accounts::load(tx, keys)?;
        let stored = if asks.replace {
            store::all(tx)?
        } else {
            store::of(tx, &accounts.ids())?
        };
        let mut before: HashMap<Cell, Membership> = stored.into_iter().map(|row| (cell(&row), row)).collect();
        let mut plan = Plan {
            new: Vec::new(),
            new_lines: Vec::new(),
            changed: Vec::new(),
            changed_lines: Vec::new(),
            removed: Vec::new(),
            places,
            names: accounts.by_id(),
        };
        let mut lines_of: HashMap<Cell, u64> = HashMap::new();
        for (at, line) in lines.into_iter().enumerate() {
            asks.checked(at);
            let Some(mut row) = plan.resolve(&line, &accounts, &before, &mut asks.gate, report) else {
                continue;
            };
            if let Some(first) = lines_of.insert(cell(&row), line.line) {
                let reason = Message::new("files-duplicate").with("first", first.to_string());
                report.refuse(line.line, "account", reason);
                continue;
            }
            let old = before.remove(&cell(&row));
            row.id = old.as_ref().map_or(0, |old| old.id);
            row.from = line.row.valid_from.over(old.as_ref().and_then(|old| old.from));
            row.to = line.row.valid_to.over(old.as_ref().and_then(|old| old.to));
            plan.add(row, old, line.line, report);
        }
        if asks.replace {
            plan.remove(tx, before, report)?;
        }
        let nestings = circles::nestings(tx, &plan)?;
        circles::check(&nestings, &lines_of, &plan.names, report);
        rights::check(&plan, tx, &mut asks.gate, report)?;
        Ok(plan)
    }
}

impl Planned for Plan {
    fn told(&self, log: &Log<'_>) -> Vec<Told> {
        let new = self.new.iter().zip(&self.new_lines).map(|(row, line)| {
            let entry = self.entry(log, Event::MembershipAdded, None, Some(row));
            Told::new(*line, Deed::Added, self.words(row), &entry)
        });
        let changed = self.changed.iter().zip(&self.changed_lines).map(|((old, row), line)| {
            let entry = self.entry(log, Event::MembershipChanged, Some(old), Some(row));
            Told::new(*line, Deed::Changed, self.words(row), &entry)
        });
        new.chain(changed).collect()
    }

    fn prepare(&mut self, tx: &mut Tx<'_>, log: &Log<'_>) -> Result<()> {
        let ids = new_ids(tx, "memberships", self.new.len())?;
        for (row, id) in self.new.iter_mut().zip(ids) {
            row.id = id;
        }
        let made = self
            .new
            .iter()
            .map(|row| self.entry(log, Event::MembershipAdded, None, Some(row)));
        let edited = self
            .changed
            .iter()
            .map(|(old, new)| self.entry(log, Event::MembershipChanged, Some(old), Some(new)));
        let gone = self
            .removed
            .iter()
            .map(|row| self.entry(log, Event::MembershipRemoved, Some(row), None));
        activity::record_all(tx, made.chain(edited).chain(gone).collect())
    }

    fn write(self, tx: &mut Tx<'_>, log: &Log<'_>) -> Result<()> {
        let mut given = self.new.iter().chain(self.changed.iter().map(|(_, new)| new));
        let before = match given.any(|row| row.unit == TOP) {
            true => Some(Before::read(tx)?),
            false => None,
        };
        store::delete(tx, &self.removed.iter().map(|row| row.id).collect::<Vec<_>>())?;
        store::insert(tx, &self.new, log.by())?;
        log.written(self.new.len());
        let changed: Vec<Membership> = self.changed.iter().map(|(_, new)| new.clone()).collect();
        store::update(tx, &changed)?;
        let is_group = |id: i64| self.names.get(&id).is_some_and(|account| account.is_group());
        let rows = self.new.iter().chain(&changed).chain(&self.removed);
        let nested: HashSet<i64> = rows
            .filter(|row| is_group(row.account))
            .flat_map(|row| [row.account, row.group])
            .collect();
        tx.access_changed_all(&nested.into_iter().map(Changed::Group).collect::<Vec<_>>())?;
        before.map_or(Ok(()), |before| before.tell(tx, log.by()))
    }
}

/// Memberships that go without saying, and accounts that take none.
fn is_nobodys(line: u64, group: Option<&Account>, account: Option<&Account>, report: &mut Report) -> bool {
    if let Some(group) = group.filter(|group| [USERS, ALL].contains(&group.id)) {
        let reason = Message::new("import-implicit-group").with("group", group.name.as_str());
        report.refuse(line, "group", reason);
        return true;
    }
    if let Some(account) = account.filter(|account| [SYSTEM, USERS, ALL].contains(&account.id)) {
        let reason = Message::new("import-no-member").with("name", account.name.as_str());
        report.refuse(line, "account", reason);
        return true;
    }
    false
}

impl Plan {
    /// Finds who is in which group and where. Returns `None` after reporting a problem.
    fn resolve(
        &self,
        line: &Line<MembershipRow>,
        accounts: &Accounts,
        stored: &HashMap<Cell, Membership>,
        gate: &mut Gate<'_>,
        report: &mut Report,
    ) -> Option<Membership> {
        let row = &line.row;
        let unit = self.places.find(row.unit.as_ref(), gate);
        let unit = unit
            .map_err(|reason| report.refuse(line.line, "unit_code", reason))
            .ok();
        let group = accounts.group(&row.group.key(), row.group.as_str());
        let group = group.map_err(|reason| report.refuse(line.line, "group", reason)).ok();
        let known = |account: &Account| {
            let there = unit.zip(group).map(|(unit, group)| (account.id, group.id, unit));
            there.is_some_and(|there| stored.contains_key(&there)) || self.knows(account, unit, gate)
        };
        let account = accounts.find(&row.account, known);
        let account = account
            .map_err(|reason| report.refuse(line.line, "account", reason))
            .ok();
        if is_nobodys(line.line, group, account, report) {
            return None;
        }
        let (unit, group, account) = (unit?, group?.id, account?.id);
        if group == ADMINISTRATORS && unit != TOP {
            report.refuse(line.line, "unit_code", Message::new("import-administrators-top"));
            return None;
        }
        Some(Membership {
            id: 0,
            unit,
            group,
            account,
            from: None,
            to: None,
        })
    }

    /// A user elsewhere in the same customer is there for whoever knows the login (SPEC 3.3).
    fn knows(&self, account: &Account, unit: Option<i64>, gate: &mut Gate<'_>) -> bool {
        let Some(own) = account.unit else { return true };
        let customer = |unit| self.places.customer(unit);
        let is_near = || {
            unit.and_then(customer)
                .is_some_and(|place| customer(own) == Some(place))
        };
        gate.is_oneself(account.id) || gate.sees(own) || is_near()
    }

    fn add(&mut self, row: Membership, old: Option<Membership>, line: u64, report: &mut Report) {
        let has_dates = row.from.is_some() || row.to.is_some();
        if (row.account, row.group) == (ADMINISTRATOR, ADMINISTRATORS) && has_dates {
            let column = if row.from.is_some() { "valid_from" } else { "valid_to" };
            return report.refuse(line, column, Message::new("import-administrator-dates"));
        }
        if row.from.zip(row.to).is_some_and(|(from, to)| from >= to) {
            return report.refuse(line, "valid_to", Message::new("files-dates-order"));
        }
        match old {
            None => {
                report.added += 1;
                self.new.push(row);
                self.new_lines.push(line);
            }
            Some(old) if old != row => {
                report.changed += 1;
                self.changed.push((old, row));
                self.changed_lines.push(line);
            }
            Some(_) => report.unchanged += 1,
        }
    }

    /// What the file lacks goes, but for Administrator's own (P-7) and what stands in archived units, which no file can
    /// name.
    fn remove(&mut self, tx: &mut Tx<'_>, left: HashMap<Cell, Membership>, report: &mut Report) -> Result<()> {
        let archived: HashSet<i64> = self.places.archived().collect();
        let stays = |row: &Membership| {
            (row.account, row.group) == (ADMINISTRATOR, ADMINISTRATORS) || archived.contains(&row.unit)
        };
        self.removed = left.into_values().filter(|row| !stays(row)).collect();
        self.removed.sort_unstable_by_key(|row| row.id);
        let mut ids: Vec<i64> = self.removed.iter().flat_map(|row| [row.account, row.group]).collect();
        ids.retain(|id| !self.names.contains_key(id));
        self.names.extend(
            accounts::by_id(tx, &ids)?
                .into_iter()
                .map(|account| (account.id, account)),
        );
        report.removed.extend(self.removed.iter().map(|row| self.words(row)));
        Ok(())
    }

    fn words(&self, row: &Membership) -> Message {
        Message::new("import-removed-membership")
            .with("account", self.name(row.account))
            .with("group", self.name(row.group))
            .with("unit", self.places.name(row.unit))
    }

    fn name(&self, account: i64) -> &str {
        self.names.get(&account).map_or("", |account| account.name.as_str())
    }

    fn entry(&self, log: &Log<'_>, event: Event, old: Option<&Membership>, new: Option<&Membership>) -> Entry {
        let Some(row) = new.or(old) else {
            return log.entry(event, Subject::Membership(0), None);
        };
        let date = |row: Option<&Membership>, of: fn(&Membership) -> Option<chrono::DateTime<chrono::Utc>>| {
            row.and_then(of).map(|date| date.to_rfc3339())
        };
        let entry = log
            .entry(event, Subject::Membership(row.id), Some(row.unit))
            .fact("unit", self.places.name(row.unit))
            .fact("group", self.name(row.group))
            .fact("group_id", row.group)
            .fact("account_id", row.account)
            .diff("valid_from", date(old, |row| row.from), date(new, |row| row.from))
            .diff("valid_to", date(old, |row| row.to), date(new, |row| row.to));
        match self.names.get(&row.account) {
            Some(account) if account.is_user() => entry
                .about(Whose::Person(account.id))
                .personal("account", account.name.as_str()),
            _ => entry.fact("account", self.name(row.account)),
        }
    }
}
