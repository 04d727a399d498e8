//! Licences of customers as a file of units would leave them: units take theirs along to another customer (SPEC O-1,
//! C-3).
use super::Tree;
use crate::files::import::Report;
use crate::files::store::units::Unit;
use crate::files::tables::{Line, UnitKind, UnitRow};
use crate::web::message::Message;
use std::collections::{BTreeMap, HashMap};

/// A row with its unit.
type Row = (i64, Line<UnitRow>);

impl Tree {
    /// No customer has more licences taken than its pool has. `licences`: how many are taken in each unit. `moves`:
    /// whoever imports may move units from one customer to another; others are refused that, and are told nothing of
    /// its pool.
    pub(in crate::files::import) fn check_pools(
        &self,
        rows: &[Row],
        licences: &HashMap<i64, i64>,
        moves: bool,
        report: &mut Report,
    ) {
        let mut taken: BTreeMap<i64, i64> = BTreeMap::new();
        for (unit, count) in licences {
            if let Some(customer) = customer(&self.now, *unit) {
                *taken.entry(customer).or_default() += count;
            }
        }
        for (customer, taken) in taken {
            let pool = self.now.get(&customer).and_then(|unit| unit.licence_pool);
            if let Some(pool) = pool.filter(|pool| i64::from(*pool) < taken) {
                self.refuse_pool((customer, pool, taken), rows, moves, report);
            }
        }
    }

    fn refuse_pool(&self, (customer, pool, taken): (i64, i32, i64), rows: &[Row], moves: bool, report: &mut Report) {
        let before = self.before.get(&customer);
        let taken_before = before.map_or(0, |unit| i64::from(unit.licences_taken));
        let resized = before.is_none_or(|unit| unit.licence_pool != Some(pool));
        let few = few_licences(pool, taken_before, taken);
        for (id, line) in rows {
            if *id == customer && resized && taken <= taken_before {
                let reason = Message::new("cloud-pool-below").with("taken", count(taken));
                report.refuse(line.line, "licence_pool", reason);
            } else if *id == customer && resized {
                report.refuse(line.line, "licence_pool", few.clone());
            } else if !resized && moves && self.comes_to(*id, customer) {
                report.refuse(line.line, "parent_code", few.clone());
            }
        }
    }

    /// Whether the unit is moved to this customer from another.
    fn comes_to(&self, unit: i64, to: i64) -> bool {
        let parent = |units: &HashMap<i64, Unit>| units.get(&unit).and_then(|unit| unit.parent_id);
        parent(&self.before) != parent(&self.now)
            && customer(&self.now, unit) == Some(to)
            && customer(&self.before, unit) != Some(to)
    }

    /// Every customer as it shall be.
    pub(super) fn customers(&self) -> Vec<Unit> {
        let customers = self.now.values().filter(|unit| is_customer(unit));
        customers.cloned().collect()
    }
}

/// The customer a unit belongs to, which may be itself. A way up that meets itself leads to none.
fn customer(units: &HashMap<i64, Unit>, unit: i64) -> Option<i64> {
    let way = std::iter::successors(units.get(&unit), |below| units.get(&below.parent_id?));
    way.take(units.len()).find(|unit| is_customer(unit)).map(|unit| unit.id)
}

fn is_customer(unit: &Unit) -> bool {
    unit.kind == UnitKind::Customer.code()
}

/// As the form of a move refuses it.
fn few_licences(pool: i32, before: i64, after: i64) -> Message {
    let few = Message::new("refusal-few-licences").with("count", count(pool.into()));
    few.with("left", count(i64::from(pool) - before))
        .with("wanted", count(after - before))
}

fn count(licences: i64) -> usize {
    usize::try_from(licences).unwrap_or_default()
}
