//! Cells of Allow and Deny, as a file has them.
use super::places::{Accounts, Places};
use super::{Import, Log, Report, diff};
use crate::access::fixed::{ADMINISTRATORS, SYSTEM, TOP};
use crate::activity::{self, Entry, Subject};
use crate::db::{Changed, Tx};
use crate::error::Result;
use crate::files::store::accounts::{self, Account};
use crate::files::store::grants::{self as store, Grant, Right};
use crate::files::tables::{Effect, GrantRow, Line};
use crate::web::message::Message;
use std::collections::{HashMap, HashSet};

/// Cells as they shall be, and as they were.
pub(super) struct Plan {
    new: Vec<Grant>,
    changed: Vec<(Grant, Grant)>,
    removed: Vec<Grant>,
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

    fn plan(tx: &mut Tx<'_>, lines: Vec<Line<Self>>, replace: bool, report: &mut Report) -> Result<Plan> {
        let places = Places::load(tx)?;
        let accounts = Accounts::load(tx, lines.iter().map(|line| line.row.account.key()).collect())?;
        let rights: HashMap<String, Right> = store::rights(tx)?
            .into_iter()
            .map(|right| (right.key.clone(), right))
            .collect();
        let stored = if replace {
            store::all(tx)?
        } else {
            store::of(tx, &accounts.ids())?
        };
        let mut before: HashMap<Cell, Grant> = stored.into_iter().map(|row| (cell(&row), row)).collect();
        let keys = rights.values().map(|right| (right.id, right.key.clone())).collect();
        let names = accounts.by_id();
        let mut plan = Plan {
            new: Vec::new(),
            changed: Vec::new(),
            removed: Vec::new(),
            places,
            names,
            keys,
        };
        let mut lines_of: HashMap<Cell, u64> = HashMap::new();
        for line in lines {
            let Some(mut row) = resolve(&line, &plan.places, &accounts, &rights, report) else {
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
        if replace {
            plan.remove(tx, before, report)?;
        }
        Ok(plan)
    }

    fn write(tx: &mut Tx<'_>, plan: Plan, log: &Log) -> Result<()> {
        store::delete(tx, &plan.removed.iter().map(|row| row.id).collect::<Vec<_>>())?;
        store::insert(tx, &plan.new)?;
        store::update(tx, &plan.changed.iter().map(|(_, new)| new.clone()).collect::<Vec<_>>())?;
        let rows = plan
            .new
            .iter()
            .chain(plan.changed.iter().map(|(_, new)| new))
            .chain(&plan.removed);
        let changed: HashSet<i64> = rows.map(|row| row.account).collect();
        tx.access_changed_all(&changed.into_iter().map(Changed::Grant).collect::<Vec<_>>())?;
        let made = plan.new.iter().map(|row| plan.entry(log, None, Some(row)));
        let edited = plan
            .changed
            .iter()
            .map(|(old, new)| plan.entry(log, Some(old), Some(new)));
        let gone = plan.removed.iter().map(|row| plan.entry(log, Some(row), None));
        activity::record_all(tx, made.chain(edited).chain(gone).collect())
    }
}

/// Whose, which, where; `None` after a problem.
fn resolve(
    line: &Line<GrantRow>,
    places: &Places,
    accounts: &Accounts,
    rights: &HashMap<String, Right>,
    report: &mut Report,
) -> Option<Grant> {
    let row = &line.row;
    let unit = places
        .find(row.unit.as_ref())
        .map_err(|reason| report.refuse(line.line, "unit_code", reason))
        .ok();
    let account = accounts
        .find(&row.account)
        .map_err(|reason| report.refuse(line.line, "account", reason))
        .ok();
    let right = rights.get(&row.permission);
    if right.is_none() {
        let reason = Message::new("import-right-unknown").with("key", row.permission.as_str());
        report.refuse(line.line, "permission", reason);
    }
    if let Some(account) = account.filter(|account| [SYSTEM, ADMINISTRATORS].contains(&account.id)) {
        report.refuse(
            line.line,
            "account",
            Message::new("import-no-cells").with("name", account.name.as_str()),
        );
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
            }
            (None, _) => {
                report.added += 1;
                self.new.push(row);
            }
            (Some(old), _) if old != row => {
                report.changed += 1;
                self.changed.push((old, row));
            }
            (Some(_), _) => report.unchanged += 1,
        }
    }

    /// What the file lacks goes, but for what stands in archived units or is of a right that is gone: no file can name it.
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

    fn entry(&self, log: &Log, old: Option<&Grant>, new: Option<&Grant>) -> Entry {
        let Some(row) = new.or(old) else {
            return log.entry("grants.changed", Subject::Installation, None);
        };
        let date = |row: Option<&Grant>, of: fn(&Grant) -> Option<chrono::DateTime<chrono::Utc>>| {
            row.and_then(of).map(|date| date.to_rfc3339())
        };
        log.entry("grants.changed", Subject::Grants(row.account), Some(row.unit))
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
