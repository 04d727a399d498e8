//! Who may put whom where (SPEC 2.3, G-5, P-6, P-20).
use super::Plan;
use crate::access::escalation::{Account, Change};
use crate::access::period::Period;
use crate::access::rules;
use crate::db::Tx;
use crate::error::Result;
use crate::files::import::Report;
use crate::files::import::gate::{Gate, Rule};
use crate::files::store::memberships::Membership;
use std::collections::HashSet;

/// Asks the rule of the form for every row that is made or given other dates, and what all of them together give.
pub(super) fn check(plan: &Plan, tx: &mut Tx<'_>, gate: &mut Gate<'_>, report: &mut Report) -> Result<()> {
    if gate.is_open() {
        return Ok(());
    }
    let rows = || {
        let new = plan
            .new
            .iter()
            .zip(&plan.new_lines)
            .map(|(row, line)| (None, row, *line));
        let changed = plan.changed.iter().zip(&plan.changed_lines);
        new.chain(changed.map(|((old, row), line)| (Some(old), row, *line)))
    };
    let is_user = |account: i64| plan.names.get(&account).is_some_and(|account| account.is_user());
    for (old, row, line) in rows() {
        let rule: Rule = match old {
            None => rules::add_membership,
            Some(_) => rules::change_membership,
        };
        let user = Some(row.account).filter(|account| is_user(*account));
        report.unless(gate.ask_membership(rule, row.unit, row.group, user), line, "unit_code");
    }
    let users: HashSet<i64> = rows()
        .map(|(_, row, _)| row.account)
        .filter(|id| is_user(*id))
        .collect();
    let subjects = gate.subjects(tx, &users.into_iter().collect::<Vec<_>>())?;
    let period = |row: &Membership| Period::new(row.from, row.to);
    let changes: Vec<Change<'_>> = rows()
        .map(|(old, row, _)| {
            let account = match subjects.if_asked(row.account) {
                Some(subject) => Account::User(subject),
                None => Account::Group(row.account),
            };
            Change::Membership {
                account,
                group: row.group,
                unit: row.unit,
                before: old.map(period),
                after: Some(period(row)),
            }
        })
        .collect();
    for (answer, (_, _, line)) in gate.give(tx, &changes)?.into_iter().zip(rows()) {
        report.unless(answer, line, "group");
    }
    Ok(())
}
