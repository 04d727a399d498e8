//! Cells of Allow and Deny, as a file has them.
use super::gate::Gate;
use super::places::{Accounts, Places};
use super::{Asks, Deed, Import, Log, Planned, Report, Told, diff};
use crate::access::escalation::{Account as Whose, Change, Effect as Says};
use crate::access::fixed::{ADMINISTRATORS, SYSTEM, TOP};
use crate::access::period::Period;
use crate::access::permission::Permission;
use crate::access::rules;
use crate::activity::{self, Entry, Event, Subject};
use crate::db::{Changed, Tx};
use crate::error::Result;
use crate::files::store::accounts::{self, Account};
use crate::files::store::grants::{self as store, Grant, Right};
use crate::files::tables::{Effect, GrantRow, Line};
use crate::web::message::Message;
use std::collections::{HashMap, HashSet};

/// Cells as they shall be, and as they were, with their lines.
pub(super) struct Plan {
    new: Vec<Grant>,
    changed: Vec<(Grant, Grant)>,
    removed: Vec<Grant>,
    /// Of the new ones, of the changed ones, of those the file empties; what the file lacks has none.
    lines: [Vec<u64>; 3],
    places: Places,
    names: HashMap<i64, Account>,
    keys: HashMap<i32, String>,
}

type Cell = (i64, i32, i64);

fn cell(row: &Grant) -> Cell {
    (row.account, row.permission, row.unit)
}

impl Import for GrantRow {
    type Plan = Plan;

    fn plan(tx: &mut Tx<'_>, lines: Vec<Line<Self>>, asks: &mut Asks<'_>, report: &mut Report) -> Result<Plan> {
        let places = Places::load(tx)?;
        let accounts = Accounts::load(tx, lines.iter().map(|line| line.row.account.key()).collect())?;
        let rights: HashMap<String, Right> = store::rights(tx)?
            .into_iter()
            .map(|right| (right.key.clone(), right))
            .collect();
        let stored = if asks.replace {
            store::all(tx)?
        } else {
            store::of(tx, &accounts.ids())?
        };
        let mut before: HashMap<Cell, Grant> = stored.into_iter().map(|row| (cell(&row), row)).collect();
        let mut plan = Plan {
            new: Vec::new(),
            changed: Vec::new(),
            removed: Vec::new(),
            lines: Default::default(),
            places,
            names: accounts.by_id(),
            keys: rights.values().map(|right| (right.id, right.key.clone())).collect(),
        };
        let mut lines_of: HashMap<Cell, u64> = HashMap::new();
        for (at, line) in lines.into_iter().enumerate() {
            asks.checked(at);
            let Some(mut row) = resolve(&line, &plan.places, &accounts, &rights, &mut asks.gate, report) else {
                continue;
            };
            if let Some(first) = lines_of.insert(cell(&row), line.line) {
                let reason = Message::new("files-duplicate").with("first", first.to_string());
                report.refuse(line.line, "permission", reason);
                continue;
            }
            let old = before.remove(&cell(&row));
            row.id = old.as_ref().map_or(0, |old| old.id);
            row.from = line.row.valid_from.over(old.as_ref().and_then(|old| old.from));
            row.to = line.row.valid_to.over(old.as_ref().and_then(|old| old.to));
            plan.add(row, old, line.row.effect, line.line, report);
        }
        plan.check_rights(tx, &mut asks.gate, report)?;
        if asks.replace {
            plan.remove(tx, before, report)?;
        }
        Ok(plan)
    }
}

impl Planned for Plan {
    fn told(&self, log: &Log<'_>) -> Vec<Told> {
        let told = |(old, new, line): (Option<&Grant>, Option<&Grant>, u64)| {
            let deed = match (old, new) {
                (None, _) => Deed::Added,
                (Some(_), Some(_)) => Deed::Changed,
                (Some(_), None) => Deed::Removed,
            };
            let row = new.or(old)?;
            Some(Told::new(line, deed, self.words(row), &self.entry(log, old, new)))
        };
        self.rows().filter_map(told).collect()
    }

    fn prepare(&mut self, tx: &mut Tx<'_>, log: &Log<'_>) -> Result<()> {
        let made = self.new.iter().map(|row| self.entry(log, None, Some(row)));
        let edited = self
            .changed
            .iter()
            .map(|(old, new)| self.entry(log, Some(old), Some(new)));
        let gone = self.removed.iter().map(|row| self.entry(log, Some(row), None));
        activity::record_all(tx, made.chain(edited).chain(gone).collect())
    }

    fn write(self, tx: &mut Tx<'_>, log: &Log<'_>) -> Result<()> {
        store::delete(tx, &self.removed.iter().map(|row| row.id).collect::<Vec<_>>())?;
        store::insert(tx, &self.new, log.by())?;
        log.written(self.new.len());
        let changed: Vec<Grant> = self.changed.iter().map(|(_, new)| new.clone()).collect();
        store::update(tx, &changed)?;
        let rows = self.new.iter().chain(&changed).chain(&self.removed);
        let accounts: HashSet<i64> = rows.map(|row| row.account).collect();
        tx.access_changed_all(&accounts.into_iter().map(Changed::Grant).collect::<Vec<_>>())
    }
}

/// Finds whose cell it is, of which right and where. Returns `None` after reporting a problem.
fn resolve(
    line: &Line<GrantRow>,
    places: &Places,
    accounts: &Accounts,
    rights: &HashMap<String, Right>,
    gate: &mut Gate<'_>,
    report: &mut Report,
) -> Option<Grant> {
    let row = &line.row;
    let unit = places
        .find(row.unit.as_ref(), gate)
        .map_err(|reason| report.refuse(line.line, "unit_code", reason))
        .ok();
    let known = |account: &Account| {
        account
            .unit
            .is_none_or(|unit| gate.is_oneself(account.id) || gate.sees(unit))
    };
    let account = accounts
        .find(&row.account, known)
        .map_err(|reason| report.refuse(line.line, "account", reason))
        .ok();
    let right = rights.get(&row.permission);
    if right.is_none() {
        let reason = Message::new("import-right-unknown").with("key", row.permission.as_str());
        report.refuse(line.line, "permission", reason);
    }
    if let Some(reason) = account.and_then(no_cells) {
        report.refuse(line.line, "account", reason);
        return None;
    }
    let (unit, account, right) = (unit?, account?.id, right?);
    if right.scope != "org_unit" && unit != TOP {
        let reason = Message::new("import-right-top").with("key", row.permission.as_str());
        report.refuse(line.line, "unit_code", reason);
        return None;
    }
    let allow = row.effect == Effect::Allow;
    Some(Grant {
        id: 0,
        account,
        permission: right.id,
        unit,
        allow,
        from: None,
        to: None,
    })
}

/// Why an account has no cells that a file may set, if so (SPEC P-24, P-25, G-4).
fn no_cells(account: &Account) -> Option<Message> {
    let id = match account.id {
        SYSTEM | ADMINISTRATORS => "import-no-cells",
        _ if account.is_predefined() => "import-role-locked",
        _ => return None,
    };
    Some(Message::new(id).with("name", account.name.as_str()))
}

impl Plan {
    fn add(&mut self, row: Grant, old: Option<Grant>, effect: Effect, line: u64, report: &mut Report) {
        if effect != Effect::Empty && row.from.zip(row.to).is_some_and(|(from, to)| from >= to) {
            return report.refuse(line, "valid_to", Message::new("files-dates-order"));
        }
        match (old, effect) {
            (None, Effect::Empty) => report.unchanged += 1,
            (Some(old), Effect::Empty) => {
                report.removed.push(self.words(&old));
                self.removed.push(old);
                self.lines[2].push(line);
            }
            (None, _) => {
                report.added += 1;
                self.new.push(row);
                self.lines[0].push(line);
            }
            (Some(old), _) if old != row => {
                report.changed += 1;
                self.changed.push((old, row));
                self.lines[1].push(line);
            }
            (Some(_), _) => report.unchanged += 1,
        }
    }

    /// What the file does to cells: as they were, as they shall be, on which line.
    fn rows(&self) -> impl Iterator<Item = (Option<&Grant>, Option<&Grant>, u64)> {
        let [new, changed, emptied] = &self.lines;
        let made = self.new.iter().zip(new).map(|(row, line)| (None, Some(row), *line));
        let edited = self.changed.iter().zip(changed);
        let edited = edited.map(|((old, row), line)| (Some(old), Some(row), *line));
        let gone = self
            .removed
            .iter()
            .zip(emptied)
            .map(|(row, line)| (Some(row), None, *line));
        made.chain(edited).chain(gone)
    }

    /// Asks the rules of the permission tabs for every cell, and what all of them together give (SPEC 2.3, P-6, P-20).
    fn check_rights(&self, tx: &mut Tx<'_>, gate: &mut Gate<'_>, report: &mut Report) -> Result<()> {
        if gate.is_open() {
            return Ok(());
        }
        let is_user = |account: i64| self.names.get(&account).is_some_and(|account| account.is_user());
        let mut users = HashSet::new();
        for (old, new, line) in self.rows() {
            let Some(row) = new.or(old) else { continue };
            let (user, group) = match is_user(row.account) {
                true => (Some(row.account), None),
                false => (None, Some(row.account)),
            };
            users.extend(user);
            report.unless(
                gate.ask_account(rules::change_cells, row.unit, user, group),
                line,
                "account",
            );
            report.unless(gate.ask(rules::set_permissions, row.unit), line, "unit_code");
        }
        let subjects = gate.subjects(tx, &users.into_iter().collect::<Vec<_>>())?;
        let says = |row: &Grant| Says {
            allow: row.allow,
            period: Period::new(row.from, row.to),
        };
        let change = |(old, new, _): (Option<&Grant>, Option<&Grant>, u64)| {
            let row = new.or(old)?;
            let account = subjects
                .if_asked(row.account)
                .map_or(Whose::Group(row.account), Whose::User);
            Some(Change::Cell {
                account,
                permission: Permission(row.permission),
                unit: row.unit,
                before: old.map(says),
                after: new.map(says),
            })
        };
        let changes: Vec<Change<'_>> = self.rows().filter_map(change).collect();
        for (answer, (_, _, line)) in gate.give(tx, &changes)?.into_iter().zip(self.rows()) {
            report.unless(answer, line, "permission");
        }
        Ok(())
    }

    /// What the file lacks goes, but for what stands in archived units or is of a right that is gone: no file can name
    /// it.
    fn remove(&mut self, tx: &mut Tx<'_>, left: HashMap<Cell, Grant>, report: &mut Report) -> Result<()> {
        let archived: HashSet<i64> = self.places.archived().collect();
        let can_be_named = |row: &Grant| !archived.contains(&row.unit) && self.keys.contains_key(&row.permission);
        let mut gone: Vec<Grant> = left.into_values().filter(can_be_named).collect();
        gone.sort_unstable_by_key(|row| row.id);
        let mut ids: Vec<i64> = gone.iter().map(|row| row.account).collect();
        ids.retain(|id| !self.names.contains_key(id));
        self.names.extend(
            accounts::by_id(tx, &ids)?
                .into_iter()
                .map(|account| (account.id, account)),
        );
        report.removed.extend(gone.iter().map(|row| self.words(row)));
        self.removed.extend(gone);
        Ok(())
    }

    fn words(&self, row: &Grant) -> Message {
        let gone = Message::new("import-removed-grant")
            .with("effect", effect(row))
            .with("key", self.key(row));
        gone.with("account", self.name(row.account))
            .with("unit", self.places.name(row.unit))
    }

    fn key(&self, row: &Grant) -> &str {
        self.keys.get(&row.permission).map_or("", String::as_str)
    }

    fn name(&self, account: i64) -> &str {
        self.names.get(&account).map_or("", |account| account.name.as_str())
    }

    fn entry(&self, log: &Log<'_>, old: Option<&Grant>, new: Option<&Grant>) -> Entry {
        let Some(row) = new.or(old) else {
            return log.entry(Event::GrantsChanged, Subject::Installation, None);
        };
        let date = |row: Option<&Grant>, of: fn(&Grant) -> Option<chrono::DateTime<chrono::Utc>>| {
            row.and_then(of).map(|date| date.to_rfc3339())
        };
        log.entry(Event::GrantsChanged, Subject::Grants(row.account), Some(row.unit))
            .fact("unit", self.places.name(row.unit))
            .fact("permission", self.key(row))
            .diff("effect", diff::text(old.map(effect)), diff::text(new.map(effect)))
            .diff("valid_from", date(old, |row| row.from), date(new, |row| row.from))
            .diff("valid_to", date(old, |row| row.to), date(new, |row| row.to))
    }
}

fn effect(row: &Grant) -> &'static str {
    if row.allow {
        Effect::Allow.code()
    } else {
        Effect::Deny.code()
    }
}
