//! Finds groups that would contain themselves.
use super::{Cell, Plan, cell};
use crate::db::Tx;
use crate::error::Result;
use crate::files::import::Report;
use crate::files::store::accounts::Account;
use crate::files::store::memberships::{self as store, Membership};
use crate::web::message::Message;
use std::collections::{HashMap, HashSet};

/// Returns every membership of a group in a group as it would be after the import.
pub(super) fn nestings(tx: &mut Tx<'_>, plan: &Plan) -> Result<Vec<Membership>> {
    let removed: HashSet<i64> = plan.removed.iter().map(|row| row.id).collect();
    let mut rows = store::nestings(tx)?;
    rows.retain(|row| !removed.contains(&row.id));
    let is_group = |row: &&Membership| plan.names.get(&row.account).is_some_and(|account| account.is_group());
    rows.extend(plan.new.iter().filter(is_group).cloned());
    Ok(rows)
}

/// Refuses circles, at the first row of the file that is part of one, with the path of groups. Units are not considered
/// (SPEC G-3).
pub(super) fn check(
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

/// Returns the shortest way from one group up to another, both ends included.
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
