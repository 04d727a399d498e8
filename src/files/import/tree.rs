//! The tree of units as a file would make it.
mod pools;

use super::Report;
use super::gate::Gate;
use super::org_units::Plan;
use crate::access::fixed::TOP;
use crate::files::Problem;
use crate::files::store::units::Unit;
use crate::files::tables::{Line, UnitKind, UnitRow};
use crate::web::message::Message;
use std::collections::{HashMap, HashSet};

/// The whole tree as it would be.
pub(super) struct Tree {
    replace: bool,
    before: HashMap<i64, Unit>,
    now: HashMap<i64, Unit>,
    by_key: HashMap<String, i64>,
    /// Units in the order in which they were met.
    order: Vec<i64>,
}

impl Tree {
    pub(super) fn new(stored: Vec<Unit>, replace: bool) -> Self {
        let by_id: HashMap<i64, Unit> = stored.iter().map(|unit| (unit.id, unit.clone())).collect();
        let order = stored.iter().map(|unit| unit.id).collect();
        let by_key = stored.into_iter().map(|unit| (unit.code_key, unit.id)).collect();
        Self {
            replace,
            before: by_id.clone(),
            now: by_id,
            by_key,
            order,
        }
    }

    /// Puts the rows into the tree, all but for their parents. Gives the rows with their ids.
    pub(super) fn read(
        &mut self,
        lines: Vec<Line<UnitRow>>,
        ids: Vec<i64>,
        gate: &mut Gate<'_>,
        report: &mut Report,
    ) -> Vec<(i64, Line<UnitRow>)> {
        let mut ids = ids.into_iter();
        let mut rows = Vec::with_capacity(lines.len());
        for line in lines {
            let key = line.row.code.key();
            let id = match self.by_key.get(&key) {
                Some(id) if self.is_hidden(*id, gate) => {
                    let reason = Message::new("import-code-taken").with("code", line.row.code.as_str());
                    report.refuse(line.line, "code", reason);
                    continue;
                }
                Some(id) => *id,
                None => {
                    let Some(id) = ids.next() else { continue };
                    let unit = Unit {
                        id,
                        kind: line.row.kind.code().to_owned(),
                        parent_id: None,
                        parent_kind: None,
                        code: line.row.code.to_string(),
                        code_key: key.clone(),
                        name: String::new(),
                        customer_number: None,
                        number: None,
                        time_zone: None,
                        language: None,
                        archived: false,
                        licence_pool: None,
                        licences_taken: 0,
                    };
                    self.by_key.insert(key, id);
                    self.order.push(id);
                    self.now.insert(id, unit);
                    id
                }
            };
            if self.fill(id, &line, report) {
                rows.push((id, line));
            }
        }
        rows
    }

    /// What one cannot see does not exist, but the code is taken all the same (P-12).
    fn is_hidden(&self, id: i64, gate: &mut Gate<'_>) -> bool {
        self.before.contains_key(&id) && !gate.knows(id)
    }

    fn fill(&mut self, id: i64, line: &Line<UnitRow>, report: &mut Report) -> bool {
        let row = &line.row;
        let Some(unit) = self.now.get_mut(&id) else {
            return false;
        };
        let code = || row.code.as_str().to_owned();
        if id == TOP {
            report.refuse(line.line, "code", Message::new("import-unit-top").with("code", code()));
        } else if unit.kind != row.kind.code() {
            report.refuse(
                line.line,
                "kind",
                Message::new("import-unit-kind").with("kind", unit.kind.clone()),
            );
        } else if unit.archived && !self.replace {
            report.refuse(
                line.line,
                "code",
                Message::new("import-unit-archived-row").with("code", code()),
            );
        } else {
            unit.archived = false;
            unit.name = row.name.to_string();
            unit.customer_number = row.customer_number.clone().over(unit.customer_number.take());
            unit.number = row.number.clone().over(unit.number.take());
            unit.licence_pool = row.licence_pool.clone().over(unit.licence_pool.take());
            let zone = row.time_zone.clone();
            unit.time_zone = super::diff::over(zone, unit.time_zone.take(), |zone| zone.name().to_owned());
            let language = row.language.clone();
            unit.language = super::diff::over(language, unit.language.take(), |language| language.code().to_owned());
            return true;
        }
        false
    }

    /// Finds each row's parent; no circles, nothing below what is archived or missing.
    pub(super) fn check_parents(&mut self, rows: &[(i64, Line<UnitRow>)], gate: &mut Gate<'_>, report: &mut Report) {
        for (id, line) in rows {
            let parent = match &line.row.parent {
                None => TOP,
                Some(code) => match self.by_key.get(&code.key()).filter(|id| !self.is_hidden(**id, gate)) {
                    None => {
                        let reason = Message::new("import-unit-unknown").with("code", code.as_str());
                        report.refuse(line.line, "parent_code", reason);
                        continue;
                    }
                    Some(&TOP) => {
                        report.refuse(line.line, "parent_code", Message::new("files-unit-parent"));
                        continue;
                    }
                    Some(parent) => *parent,
                },
            };
            let above = self
                .now
                .get(&parent)
                .map(|above| (above.kind.clone(), above.archived, above.code.clone()));
            let Some((kind, archived, code)) = above else { continue };
            if archived {
                report.refuse(
                    line.line,
                    "parent_code",
                    Message::new("import-unit-archived").with("code", code),
                );
            }
            if let Some(unit) = self.now.get_mut(id) {
                (unit.parent_id, unit.parent_kind) = (Some(parent), Some(kind));
            }
        }
        self.check_circles(rows, gate, report);
    }

    /// Goes up from every row; a way that meets itself is told once, at a unit of the file that is on it.
    fn check_circles(&self, rows: &[(i64, Line<UnitRow>)], gate: &mut Gate<'_>, report: &mut Report) {
        let lines: HashMap<i64, u64> = rows.iter().map(|(id, line)| (*id, line.line)).collect();
        let mut good: HashSet<i64> = HashSet::from([TOP]);
        for (id, _) in rows.iter() {
            let mut path = vec![*id];
            while let Some(above) = path
                .last()
                .and_then(|last| self.now.get(last))
                .and_then(|unit| unit.parent_id)
            {
                if good.contains(&above) {
                    break;
                }
                if let Some(start) = path.iter().position(|met| *met == above) {
                    let circle: Vec<&Unit> = path[start..]
                        .iter()
                        .chain([&above])
                        .filter_map(|id| self.now.get(id))
                        .collect();
                    let line = circle
                        .iter()
                        .find_map(|unit| lines.get(&unit.id))
                        .copied()
                        .unwrap_or_default();
                    let mut codes: Vec<&str> = Vec::with_capacity(circle.len());
                    for unit in circle {
                        codes.push(if self.is_hidden(unit.id, gate) {
                            "…"
                        } else {
                            &unit.code
                        });
                    }
                    report.refuse(
                        line,
                        "parent_code",
                        Message::new("import-circle").with("path", codes.join(" → ")),
                    );
                    break;
                }
                path.push(above);
            }
            good.extend(path);
        }
    }

    pub(super) fn check_numbers(&self, rows: &[(i64, Line<UnitRow>)], report: &mut Report) {
        let mut owners: HashMap<&str, i64> = HashMap::new();
        let in_file: HashSet<i64> = rows.iter().map(|(id, _)| *id).collect();
        for unit in self.now.values().filter(|unit| !in_file.contains(&unit.id)) {
            owners.extend(unit.customer_number.as_deref().map(|number| (number, unit.id)));
        }
        for (id, line) in rows {
            match self.now.get(id).and_then(|unit| unit.customer_number.as_deref()) {
                Some(number) if owners.insert(number, *id).is_some_and(|owner| owner != *id) => {
                    let reason = Message::new("import-customer-number-taken").with("number", number);
                    report.refuse(line.line, "customer_number", reason);
                }
                None if line.row.kind == UnitKind::Customer => {
                    report.refuse(line.line, "customer_number", Message::new("files-customer-number"));
                }
                _ => {}
            }
        }
    }

    /// Archives what the file lacks, unless users, actors or units of the file stand there.
    pub(super) fn remove(
        &mut self,
        rows: &[(i64, Line<UnitRow>)],
        users: &HashMap<i64, i64>,
        actors: &HashMap<i64, i64>,
        report: &mut Report,
    ) {
        let kept: HashSet<i64> = rows.iter().map(|(id, _)| *id).collect();
        let leave = |unit: &&mut Unit| unit.id != TOP && !unit.archived && !kept.contains(&unit.id);
        let mut gone = Vec::new();
        for unit in self.now.values_mut().filter(leave) {
            unit.archived = true;
            gone.push((unit.id, unit.code.clone()));
        }
        gone.sort_unstable_by(|a, b| a.1.cmp(&b.1));
        for (id, code) in gone {
            for (there, said) in [(users, "import-unit-has-users"), (actors, "import-unit-has-actors")] {
                if let Some(count) = there.get(&id) {
                    let reason = Message::new(said).with("code", code.as_str());
                    let reason = reason.with("count", usize::try_from(*count).unwrap_or(0));
                    report.problems.add(Problem::of_file(reason));
                }
            }
            report
                .removed
                .push(Message::new("import-removed-unit").with("code", code));
        }
        for (id, line) in rows {
            let parent = self
                .now
                .get(id)
                .and_then(|unit| unit.parent_id)
                .and_then(|parent| self.now.get(&parent));
            if let Some(parent) = parent.filter(|parent| parent.archived) {
                let reason = Message::new("import-unit-parent-removed").with("code", parent.code.as_str());
                report.refuse(line.line, "parent_code", reason);
            }
        }
    }

    pub(super) fn plan(self, rows: &[(i64, Line<UnitRow>)], report: &mut Report) -> Plan {
        let names = self.now.values().map(|unit| (unit.id, unit.name.clone())).collect();
        let mut plan = Plan {
            names,
            parents: self.now.values().map(|unit| (unit.id, unit.parent_id)).collect(),
            customers: self.customers(),
            lines: rows.iter().map(|(id, line)| (*id, line.line)).collect(),
            ..Plan::default()
        };
        for id in &self.order {
            let Some(new) = self.now.get(id) else { continue };
            match self.before.get(id) {
                None => plan.new.push(new.clone()),
                Some(old) if old != new => plan.changed.push((old.clone(), new.clone())),
                Some(_) => {}
            }
        }
        report.added = plan.new.len();
        report.changed = plan.changed.len() - report.removed.len().min(plan.changed.len());
        report.unchanged = report.rows.saturating_sub(report.added + report.changed);
        plan
    }
}
