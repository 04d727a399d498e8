//! Units: the tree as a file has it.
use super::gate::Gate;
use super::tree::Tree;
use super::{Asks, Deed, Import, Log, Planned, Report, Told};
use crate::access::escalation::Change;
use crate::access::fixed::TOP;
use crate::access::rules;
use crate::access::store::groups_joined_at;
use crate::activity::{self, Entry, Event, Subject};
use crate::db::{Changed, Read, Tx};
use crate::error::Result;
use crate::files::store::{self, units::Unit};
use crate::files::tables::{Line, UnitRow};
use crate::web::message::Message;
use std::collections::{HashMap, HashSet};

/// Units as they shall be, and as they were.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) new: Vec<Unit>,
    pub(super) changed: Vec<(Unit, Unit)>,
    /// Every unit's name.
    pub(super) names: HashMap<i64, String>,
    /// The parent each unit will have, and the line of its row.
    pub(super) parents: HashMap<i64, Option<i64>>,
    pub(super) lines: HashMap<i64, u64>,
    /// Every customer as it shall be, for its licences.
    pub(super) customers: Vec<Unit>,
}

impl Import for UnitRow {
    type Plan = Plan;

    fn plan(tx: &mut Tx<'_>, lines: Vec<Line<Self>>, asks: &mut Asks<'_>, report: &mut Report) -> Result<Plan> {
        let stored = store::units::all(tx)?;
        let known: HashSet<&str> = stored.iter().map(|unit| unit.code_key.as_str()).collect();
        let unknown = lines
            .iter()
            .filter(|line| !known.contains(line.row.code.key().as_str()))
            .count();
        let ids = store::new_ids(tx, "org_units", unknown)?;
        let mut tree = Tree::new(stored, asks.replace);
        let rows = tree.read(lines, ids, &mut asks.gate, report);
        tree.check_parents(&rows, &mut asks.gate, report);
        tree.check_numbers(&rows, report);
        if asks.replace {
            let users = store::units::users(tx)?.into_iter().collect();
            let actors = store::units::actors(tx)?.into_iter().collect();
            tree.remove(&rows, &users, &actors, report);
        }
        let licences = store::units::licences(tx)?.into_iter().collect();
        let moves = rules::move_between_customers(asks.gate.access()).is_ok();
        tree.check_pools(&rows, &licences, moves, report);
        let plan = tree.plan(&rows, report);
        plan.check_rights(tx, &mut asks.gate, report)?;
        Ok(plan)
    }
}

impl Planned for Plan {
    fn told(&self, log: &Log<'_>) -> Vec<Told> {
        let name = |unit: &Unit| Message::new("import-removed-unit").with("code", unit.code.as_str());
        let parent = |id: i64| self.names.get(&id).cloned().unwrap_or_default();
        let new = self.new.iter().map(|unit| {
            let entry = entry(log, None, unit);
            Told::new(self.line(unit.id), Deed::Added, name(unit), &entry).naming("parent", parent)
        });
        let changed = self.changed.iter().map(|(old, unit)| {
            let entry = entry(log, Some(old), unit);
            Told::new(self.line(unit.id), Deed::Changed, name(unit), &entry).naming("parent", parent)
        });
        new.chain(changed).collect()
    }

    fn prepare(&mut self, tx: &mut Tx<'_>, log: &Log<'_>) -> Result<()> {
        let made = self.new.iter().map(|unit| entry(log, None, unit));
        let edited = self.changed.iter().map(|(old, new)| entry(log, Some(old), new));
        activity::record_all(tx, made.chain(edited).collect())
    }

    fn write(self, tx: &mut Tx<'_>, log: &Log<'_>) -> Result<()> {
        // Units that are moved take their licences along: what counts is how many each customer has in the end.
        if self.changed.iter().any(|(old, new)| old.parent_id != new.parent_id) {
            store::units::lift_pools(tx)?;
        }
        let changed: Vec<Unit> = self.changed.into_iter().map(|(_, new)| new).collect();
        store::units::insert(tx, &self.new, log.by())?;
        log.written(self.new.len());
        store::units::update(tx, &changed, log.by())?;
        store::units::set_pools(tx, &self.customers)?;
        crate::org_units::renumber(tx)?;
        let all = self.new.iter().chain(&changed);
        tx.access_changed_all(&all.map(|unit| Changed::Unit(unit.id)).collect::<Vec<_>>())
    }
}

impl Plan {
    fn line(&self, unit: i64) -> u64 {
        self.lines.get(&unit).copied().unwrap_or_default()
    }

    /// Asks the rules of the forms: create in the parent, edit in the unit, both for a move, and what a move gives
    /// (O-1, P-6).
    fn check_rights(&self, tx: &mut Tx<'_>, gate: &mut Gate<'_>, report: &mut Report) -> Result<()> {
        if gate.is_open() {
            return Ok(());
        }
        let is_new: HashSet<i64> = self.new.iter().map(|unit| unit.id).collect();
        for unit in &self.new {
            if unit.licence_pool.is_some() {
                report.unless(
                    gate.ask(rules::manage_customers, TOP),
                    self.line(unit.id),
                    "licence_pool",
                );
            }
            // Without a parent that can be told, that is what is told.
            if let Some(parent) = self.standing_above(unit.id, &is_new) {
                report.unless(gate.ask(rules::create_unit, parent), self.line(unit.id), "parent_code");
            }
        }
        let mut moves = Vec::new();
        for (old, new) in &self.changed {
            let line = self.line(new.id);
            if old.licence_pool != new.licence_pool {
                report.unless(gate.ask(rules::manage_customers, TOP), line, "licence_pool");
            }
            let renamed = Unit {
                licence_pool: old.licence_pool,
                parent_id: old.parent_id,
                parent_kind: old.parent_kind.clone(),
                ..new.clone()
            };
            if renamed != *old {
                report.unless(gate.ask(rules::edit_unit, old.id), line, "code");
            }
            let parent = self.standing_above(new.id, &is_new);
            if let Some(parent) = parent.filter(|_| new.parent_id != old.parent_id) {
                report.unless(gate.ask(rules::move_unit, old.id), line, "code");
                report.unless(gate.ask(rules::create_unit, parent), line, "parent_code");
                report.unless(gate.ask_between(old.id, parent), line, "parent_code");
                moves.push((old.id, parent, line));
            }
        }
        self.check_moves(tx, &moves, gate, report)
    }

    /// The nearest unit above that is there already.
    fn standing_above(&self, unit: i64, is_new: &HashSet<i64>) -> Option<i64> {
        let above = |unit: i64| self.parents.get(&unit).copied().flatten();
        let mut at = above(unit);
        while let Some(parent) = at.filter(|parent| is_new.contains(parent)) {
            at = above(parent);
        }
        at
    }

    fn check_moves(
        &self,
        tx: &mut Tx<'_>,
        moves: &[(i64, i64, u64)],
        gate: &Gate<'_>,
        report: &mut Report,
    ) -> Result<()> {
        let ends: Vec<i64> = moves
            .iter()
            .flat_map(|(unit, parent, _)| gate.above(*unit, *parent))
            .collect();
        let joined = groups_joined_at(tx.conn(), &ends)?;
        let change = |(unit, parent, _): &(i64, i64, u64)| Change::Move {
            unit: *unit,
            parent: *parent,
            joined: &joined,
        };
        let changes: Vec<Change<'_>> = moves.iter().map(change).collect();
        for (answer, (_, _, line)) in gate.give(tx, &changes)?.into_iter().zip(moves) {
            report.unless(answer, *line, "parent_code");
        }
        let moved: HashSet<i64> = moves.iter().map(|(unit, _, _)| *unit).collect();
        // Each move is measured against the tree as it is, so none may stand upon another. Whoever may do anything may
        // do both.
        for (unit, _, line) in moves.iter().filter(|_| !gate.is_administrator()) {
            let mut at = self.parents.get(unit).copied().flatten();
            while let Some(above) = at.filter(|above| !moved.contains(above)) {
                at = self.parents.get(&above).copied().flatten();
            }
            if at.is_some() {
                report.refuse(*line, "parent_code", Message::new("import-unit-two-moves"));
            }
        }
        Ok(())
    }
}

fn entry(log: &Log<'_>, old: Option<&Unit>, new: &Unit) -> Entry {
    let event = match old {
        None => Event::OrgUnitCreated,
        Some(old) if new.archived && !old.archived => Event::OrgUnitArchived,
        Some(old) if old.archived && !new.archived => Event::OrgUnitUnarchived,
        Some(_) => Event::OrgUnitChanged,
    };
    log.entry(event, Subject::Unit(new.id), Some(new.id))
        .diff("code", old.map(|unit| unit.code.clone()), Some(new.code.clone()))
        .diff("name", old.map(|unit| unit.name.clone()), Some(new.name.clone()))
        .diff("parent", old.and_then(|unit| unit.parent_id), new.parent_id)
        .diff(
            "customer_number",
            old.and_then(|unit| unit.customer_number.clone()),
            new.customer_number.clone(),
        )
        .diff("number", old.and_then(|unit| unit.number.clone()), new.number.clone())
        .diff("licence_pool", old.and_then(|unit| unit.licence_pool), new.licence_pool)
        .diff(
            "time_zone",
            old.and_then(|unit| unit.time_zone.clone()),
            new.time_zone.clone(),
        )
        .diff(
            "language",
            old.and_then(|unit| unit.language.clone()),
            new.language.clone(),
        )
}
