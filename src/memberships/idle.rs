//! Rights of a group that have no effect in the unit of a membership (SPEC 3.3, 2.2).
use crate::access::fixed::TOP;
use crate::access::joined::only_at_the_top;
use crate::web::refusal;
use crate::web::visit::Visit;

/// Returns a warning that names the group's Global rights, which do not count in this unit. `None` if there are none.
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
