//! The tree a list is narrowed by: the units the reader may see, with how many active users are there and below.
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

/// Which units are shown.
pub struct Shown {
    within: Ranges,
    /// All of them: where the tree is too large for that, there are no counts either.
    whole: bool,
}

/// Chooses the units. A large tree shows its upper levels, the way to the chosen unit, and what stands directly below that.
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

/// Places of the units of as many levels as fit.
fn upper<'u>(units: impl Iterator<Item = &'u Unit>) -> Vec<i32> {
    let (mut around, mut levels): (Vec<i32>, Vec<Vec<i32>>) = (Vec::new(), Vec::new());
    for unit in units {
        while around.last().is_some_and(|last| *last < unit.pos) {
            around.pop();
        }
        let depth = around.len();
        levels.resize(levels.len().max(depth + 1), Vec::new());
        // One more than fits tells enough.
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

/// The tree with its counts.
pub fn narrowing(t: &Texts, access: &Access, shown: &Shown, filter: &Filter, users: &Headcounted) -> Narrowing {
    let mut nodes = tree::nodes(access, &shown.within);
    // Counts say what is there and below, which only a whole tree knows.
    if shown.whole {
        for node in &mut nodes {
            count(t, node, users);
        }
    }
    linked(nodes, shown.whole, filter.unit, |unit| filter.within(unit).url())
}

/// Gives a unit and what is below it its count; answers how many users that are.
fn count(t: &Texts, node: &mut TreeNode, users: &Headcounted) -> i64 {
    let below: i64 = node.children.iter_mut().map(|child| count(t, child, users)).sum();
    let all = below + users.of(node.id).active;
    node.hint = t.number(all);
    all
}
