//! Memberships: who is in which group, where, and when.
use super::places::{Accounts, Places};
use super::{Import, Log, Report};
use crate::access::fixed::{ADMINISTRATOR, ADMINISTRATORS, ALL, SYSTEM, TOP, USERS};
use crate::activity::{self, Entry, Subject};
use crate::db::{Changed, Tx};
use crate::error::Result;
use crate::files::store::accounts::{self, Account};
use crate::files::store::memberships::{self as store, Membership};
use crate::files::tables::{Line, MembershipRow};
use crate::web::message::Message;
use std::collections::{HashMap, HashSet};

/// Memberships as they shall be, and as they were.
pub(super) struct Plan {
    new: Vec<Membership>,
    changed: Vec<(Membership, Membership)>,
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

    fn plan(tx: &mut Tx<'_>, lines: Vec<Line<Self>>, replace: bool, report: &mut Report) -> Result<Plan> {
        let places = Places::load(tx)?;
        let keys = lines
            .iter()
            .flat_map(|line| [line.row.account.key(), line.row.group.key()])
            .collect();
        let accounts = Accounts::load(tx, keys)?;
        let stored = if replace {
            store::all(tx)?
        } else {
            store::of(tx, &accounts.ids())?
        };
        let mut before: HashMap<Cell, Membership> = stored.into_iter().map(|row| (cell(&row), row)).collect();
        let mut plan = Plan {
            new: Vec::new(),
            changed: Vec::new(),
            removed: Vec::new(),
            places,
            names: accounts.by_id(),
        };
        let mut lines_of: HashMap<Cell, u64> = HashMap::new();
        for line in lines {
            let Some(mut row) = resolve(&line, &plan.places, &accounts, report) else {
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
        if replace {
            plan.remove(tx, before, report)?;
        }
        let nestings = nestings(tx, &plan)?;
        check_circles(&nestings, &lines_of, &plan.names, report);
        Ok(plan)
    }

    fn write(tx: &mut Tx<'_>, plan: Plan, log: &Log) -> Result<()> {
        store::delete(tx, &plan.removed.iter().map(|row| row.id).collect::<Vec<_>>())?;
        store::insert(tx, &plan.new)?;
        store::update(tx, &plan.changed.iter().map(|(_, new)| new.clone()).collect::<Vec<_>>())?;
        let is_group = |id: i64| plan.names.get(&id).is_some_and(|account| account.kind == "group");
        let rows = plan
            .new
            .iter()
            .chain(plan.changed.iter().map(|(_, new)| new))
            .chain(&plan.removed);
        let nested: HashSet<i64> = rows
            .filter(|row| is_group(row.account))
            .flat_map(|row| [row.account, row.group])
            .collect();
        tx.access_changed_all(&nested.into_iter().map(Changed::Group).collect::<Vec<_>>())?;
        let ids: HashMap<Cell, i64> = store::of(tx, &plan.new.iter().map(|row| row.account).collect::<Vec<_>>())?
            .into_iter()
            .map(|row| (cell(&row), row.id))
            .collect();
        let with_id = |row: &Membership| Membership {
            id: ids.get(&cell(row)).copied().unwrap_or(0),
            ..row.clone()
        };
        let made = plan
            .new
            .iter()
            .map(|row| plan.entry(log, "membership.added", None, Some(&with_id(row))));
        let edited = plan
            .changed
            .iter()
            .map(|(old, new)| plan.entry(log, "membership.changed", Some(old), Some(new)));
        let gone = plan
            .removed
            .iter()
            .map(|row| plan.entry(log, "membership.removed", Some(row), None));
        activity::record_all(tx, made.chain(edited).chain(gone).collect())
    }
}

/// Who, in what, where; `None` after a problem.
fn resolve(
    line: &Line<MembershipRow>,
    places: &Places,
    accounts: &Accounts,
    report: &mut Report,
) -> Option<Membership> {
    let row = &line.row;
    let unit = places
        .find(row.unit.as_ref())
        .map_err(|reason| report.refuse(line.line, "unit_code", reason))
        .ok();
    let group = accounts.group(&row.group.key(), row.group.as_str());
    let group = group.map_err(|reason| report.refuse(line.line, "group", reason)).ok();
    let account = accounts
        .find(&row.account)
        .map_err(|reason| report.refuse(line.line, "account", reason))
        .ok();
    if let Some(group) = group.filter(|group| [USERS, ALL].contains(&group.id)) {
        report.refuse(
            line.line,
            "group",
            Message::new("import-implicit-group").with("group", group.name.as_str()),
        );
        return None;
    }
    if let Some(account) = account.filter(|account| [SYSTEM, USERS, ALL].contains(&account.id)) {
        report.refuse(
            line.line,
            "account",
            Message::new("import-no-member").with("name", account.name.as_str()),
        );
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

impl Plan {
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
            }
            Some(old) if old != row => {
                report.changed += 1;
                self.changed.push((old, row));
            }
            Some(_) => report.unchanged += 1,
        }
    }

    /// What the file lacks goes, but for Administrator's own (P-7) and what stands in archived units, which no file can name.
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
        for row in &self.removed {
            let gone = Message::new("import-removed-membership").with("account", self.name(row.account));
            report.removed.push(
                gone.with("group", self.name(row.group))
                    .with("unit", self.places.name(row.unit)),
            );
        }
        Ok(())
    }

    fn name(&self, account: i64) -> &str {
        self.names.get(&account).map_or("", |account| account.name.as_str())
    }

    fn entry(&self, log: &Log, kind: &'static str, old: Option<&Membership>, new: Option<&Membership>) -> Entry {
        let Some(row) = new.or(old) else {
            return log.entry(kind, Subject::Membership(0), None);
        };
        let date = |row: Option<&Membership>, of: fn(&Membership) -> Option<chrono::DateTime<chrono::Utc>>| {
            row.and_then(of).map(|date| date.to_rfc3339())
        };
        let entry = log
            .entry(kind, Subject::Membership(row.id), Some(row.unit))
            .fact("unit", self.places.name(row.unit))
            .fact("group", self.name(row.group))
            .fact("group_id", row.group)
            .fact("account_id", row.account)
            .diff("valid_from", date(old, |row| row.from), date(new, |row| row.from))
            .diff("valid_to", date(old, |row| row.to), date(new, |row| row.to));
        match self.names.get(&row.account) {
            Some(account) if account.kind == "user" => {
                entry.about(account.id).personal("account", account.name.as_str())
            }
            _ => entry.fact("account", self.name(row.account)),
        }
    }
}

/// Every nesting of groups as it would be.
fn nestings(tx: &mut Tx<'_>, plan: &Plan) -> Result<Vec<Membership>> {
    let removed: HashSet<i64> = plan.removed.iter().map(|row| row.id).collect();
    let mut rows = store::nestings(tx)?;
    rows.retain(|row| !removed.contains(&row.id));
    let is_group = |row: &&Membership| {
        plan.names
            .get(&row.account)
            .is_some_and(|account| account.kind == "group")
    };
    rows.extend(plan.new.iter().filter(is_group).cloned());
    Ok(rows)
}

/// A circle, judged by groups alone (SPEC G-3), is refused with its path, at the first of its rows in the file.
fn check_circles(
    nestings: &[Membership],
    lines: &HashMap<Cell, u64>,
    names: &HashMap<i64, Account>,
    report: &mut Report,
) {
    let mut above: HashMap<i64, Vec<i64>> = HashMap::new();
    for row in nestings {
        above.entry(row.account).or_default().push(row.group);
    }
    let mut in_file: Vec<(u64, &Membership)> = nestings
        .iter()
        .filter_map(|row| lines.get(&cell(row)).map(|line| (*line, row)))
        .collect();
    in_file.sort_unstable_by_key(|(line, _)| *line);
    let mut told: HashSet<i64> = HashSet::new();
    for (line, row) in in_file {
        let Some(way) = way(&above, row.group, row.account).filter(|way| !way.iter().any(|group| told.contains(group)))
        else {
            continue;
        };
        let path: Vec<&str> = [row.account]
            .iter()
            .chain(&way)
            .map(|id| names.get(id).map_or("…", |account| account.name.as_str()))
            .collect();
        report.refuse(
            line,
            "account",
            Message::new("import-circle").with("path", path.join(" → ")),
        );
        told.extend(way);
    }
}

/// A way from one group up to another, both ends included.
fn way(above: &HashMap<i64, Vec<i64>>, from: i64, to: i64) -> Option<Vec<i64>> {
    let mut came_from: HashMap<i64, i64> = HashMap::from([(from, from)]);
    let mut next = std::collections::VecDeque::from([from]);
    while let Some(group) = next.pop_front() {
        if group == to {
            let mut way = vec![to];
            while let Some(last) = way.last().copied().filter(|last| *last != from) {
                way.push(came_from.get(&last).copied().unwrap_or(from));
            }
            way.reverse();
            return Some(way);
        }
        for up in above.get(&group).into_iter().flatten() {
            came_from.entry(*up).or_insert_with(|| {
                next.push_back(*up);
                group
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_between_two_groups_is_found_or_there_is_none() {
        let above = HashMap::from([(1, vec![2, 3]), (3, vec![4]), (4, vec![3, 5])]);
        assert_eq!(way(&above, 1, 5), Some(vec![1, 3, 4, 5]));
        assert_eq!(way(&above, 2, 1), None);
        assert_eq!(way(&above, 7, 7), Some(vec![7]));
    }
}
