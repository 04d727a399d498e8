//! Finds the moments at which a user's memberships, and so their rights, may change.

use super::ids::Ids;
use super::paths::starts;
use super::snapshot::{Snapshot, Subject};

/// Returns every group the subject can reach at any time and in any unit.
pub(super) fn groups_above(snapshot: &Snapshot, subject: &Subject) -> Vec<u32> {
    let groups = snapshot.groups();
    let mut met = Ids::default();
    let mut open: Vec<u32> = starts(snapshot, subject).iter().map(|start| start.group).collect();
    let mut all = Vec::new();
    while let Some(group) = open.pop() {
        if met.get(i64::from(group)).is_none() {
            met.take(i64::from(group));
            all.push(group);
            open.extend(groups.above(group).iter().map(|edge| edge.group));
        }
    }
    all
}

/// Returns the moments at which one of the subject's memberships, direct or nested, begins or ends; sorted.
pub(super) fn turns(snapshot: &Snapshot, subject: &Subject) -> Vec<i64> {
    let own = subject.memberships.iter().map(|own| own.period());
    let reached = groups_above(snapshot, subject);
    let nested = reached
        .iter()
        .flat_map(|group| snapshot.groups().above(*group))
        .map(|edge| edge.period);
    let mut turns: Vec<i64> = own
        .chain(nested)
        .flat_map(|period| [period.from(), period.to()])
        .collect();
    turns.sort_unstable();
    turns.dedup();
    turns
}
