//! Rights of a group that say nothing where a membership stands (SPEC 3.3, 2.2).
use crate::access::fixed::TOP;
use crate::access::joined::only_at_the_top;
use crate::web::refusal;
use crate::web::visit::Visit;

/// Names the group's Global rights where they do not count, for a warning.
pub fn idle_here(visit: &Visit, unit: i64, group: i64) -> Option<String> {
    if unit == TOP {
        return None;
    }
    let snapshot = visit.access.snapshot();
    let rights = only_at_the_top(snapshot, group);
    let labels = rights.iter().map(|right| refusal::label(&visit.t, snapshot, *right));
    let labels: Vec<String> = labels.collect();
    (!labels.is_empty()).then(|| visit.t.one("membership-idle-here", "rights", labels.join(", ")))
}
