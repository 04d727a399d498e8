//! The tree that narrows a list: the units the reader may see, with the number of active users in each and below.
use super::Filter;
use crate::access::Access;
use crate::access::headcounts::Headcounted;
use crate::access::ranges::{Interval, Ranges};
use crate::access::snapshot::Unit;
use crate::org_units::narrowing::{MOST, linked};
use crate::org_units::tree;
use crate::web::chunks::Visible;
use crate::web::i18n::Texts;
use crate::web::list_state::ListState;
use crate::web::tree::{Narrowing, TreeNode};

/// The units that are shown.
pub struct Shown {
    within: Ranges,
    /// Whether these are all units. If the tree is too large for that, no counts are shown either.
    whole: bool,
}

/// Chooses the units. Of a large tree these are the upper levels, the way to the chosen unit, and the units directly
/// below that.
pub fn shown(access: &Access, visible: &Visible, chosen: Option<i64>) -> Shown {
    let all = access.snapshot().units();
    let units = || all.in_places(visible.ranges()).filter(|unit| !unit.archived);
    if units().nth(MOST).is_none() {
        return Shown {
            within: visible.ranges().clone(),
            whole: true,
        };
    }
    let mut places: Vec<i32> = upper(units());
    if let Some(chosen) = chosen {
        places.extend(all.above(chosen).map(|unit| unit.pos));
        let below = units().filter(|unit| unit.parent == Some(chosen) || unit.id == chosen);
        places.extend(below.take(MOST).map(|unit| unit.pos));
    }
    let places = places
        .into_iter()
        .map(|pos| Interval { first: pos, last: pos })
        .collect();
    Shown {
        within: Ranges::of(places).and(visible.ranges()),
        whole: false,
    }
}

/// Returns the places of the units of as many upper levels as fit.
fn upper<'u>(units: impl Iterator<Item = &'u Unit>) -> Vec<i32> {
    let (mut around, mut levels): (Vec<i32>, Vec<Vec<i32>>) = (Vec::new(), Vec::new());
    for unit in units {
        while around.last().is_some_and(|last| *last < unit.pos) {
            around.pop();
        }
        let depth = around.len();
        levels.resize(levels.len().max(depth + 1), Vec::new());
        // One more than fits is enough to tell that the level is too large.
        if levels[depth].len() <= MOST {
            levels[depth].push(unit.pos);
        }
        around.push(unit.last);
    }
    let mut fitting = Vec::new();
    for level in levels {
        if !fitting.is_empty() && fitting.len() + level.len() > MOST {
            break;
        }
        fitting.extend(level.into_iter().take(MOST));
    }
    fitting
}

/// Returns the tree with its counts.
pub fn narrowing(t: &Texts, access: &Access, shown: &Shown, filter: &Filter, users: &Headcounted) -> Narrowing {
    let mut nodes = tree::nodes(access, &shown.within);
    // A count includes the units below, so only a whole tree has it.
    if shown.whole {
        for node in &mut nodes {
            count(t, node, users);
        }
    }
    linked(nodes, shown.whole, filter.unit, |unit| filter.within(unit).url())
}

/// Writes the count to a unit and to each unit below, and returns that of the unit.
fn count(t: &Texts, node: &mut TreeNode, users: &Headcounted) -> i64 {
    let below: i64 = node.children.iter_mut().map(|child| count(t, child, users)).sum();
    let all = below + users.of(node.id).active;
    node.hint = t.number(all);
    all
}
