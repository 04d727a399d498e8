//! The tree a list is narrowed by: the units the reader may see, with how many active users are there and below.
use super::{Filter, Visible};
use crate::access::Access;
use crate::access::ranges::{Interval, Ranges};
use crate::access::snapshot::Unit;
use crate::org_units::tree;
use crate::web::i18n::Texts;
use crate::web::tree::{TreeNode, choose};
use std::collections::HashMap;

/// Units in one page. A larger tree shows its upper levels, the way to the chosen unit, and what stands directly below that.
const MOST: usize = 300;

/// Which units are shown, and of which to count the users.
pub struct Shown {
    within: Ranges,
    /// Empty where the tree is too large to be shown whole: then there are no counts either.
    pub counted: Vec<i64>,
}

/// Chooses the units before the database is asked.
pub fn shown(access: &Access, visible: &Visible, chosen: Option<i64>) -> Shown {
    let live = |unit: &&Unit| !unit.archived && visible.ranges().contains(unit.pos);
    let units: Vec<&Unit> = access.snapshot().units().in_order().filter(live).collect();
    if units.len() <= MOST {
        return Shown {
            within: visible.ranges().clone(),
            counted: units.iter().map(|unit| unit.id).collect(),
        };
    }
    let mut places: Vec<i32> = upper(&units);
    if let Some(chosen) = chosen {
        places.extend(access.snapshot().units().above(chosen).map(|unit| unit.pos));
        let below = units
            .iter()
            .filter(|unit| unit.parent == Some(chosen) || unit.id == chosen);
        places.extend(below.take(MOST).map(|unit| unit.pos));
    }
    let places = places
        .into_iter()
        .map(|pos| Interval { first: pos, last: pos })
        .collect();
    Shown {
        within: Ranges::of(places).and(visible.ranges()),
        counted: Vec::new(),
    }
}

/// Places of the units of as many levels as fit.
fn upper(units: &[&Unit]) -> Vec<i32> {
    let (mut around, mut levels): (Vec<i32>, Vec<Vec<i32>>) = (Vec::new(), Vec::new());
    for unit in units {
        while around.last().is_some_and(|last| *last < unit.pos) {
            around.pop();
        }
        let depth = around.len();
        levels.resize(levels.len().max(depth + 1), Vec::new());
        levels[depth].push(unit.pos);
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

/// The tree with its links and counts, and the name of the chosen unit.
pub fn tree(
    t: &Texts,
    access: &Access,
    shown: &Shown,
    filter: &Filter,
    counts: &HashMap<i64, i64>,
) -> (Vec<TreeNode>, String) {
    let mut nodes = tree::nodes(access, &shown.within);
    for node in &mut nodes {
        dress(t, node, filter, (!shown.counted.is_empty()).then_some(counts));
    }
    if let [root] = &mut nodes[..] {
        root.open = true;
        if let [only] = &mut root.children[..] {
            only.open = true;
        }
    }
    let path = filter.unit.map(|unit| choose(&mut nodes, unit)).unwrap_or_default();
    (nodes, path.last().cloned().unwrap_or_default())
}

/// Gives a unit and what is below its link and count; answers how many users that are.
fn dress(t: &Texts, node: &mut TreeNode, filter: &Filter, counts: Option<&HashMap<i64, i64>>) -> i64 {
    node.url = filter.within(Some(node.id)).url();
    let below: i64 = node
        .children
        .iter_mut()
        .map(|child| dress(t, child, filter, counts))
        .sum();
    let Some(counts) = counts else { return 0 };
    let all = below + counts.get(&node.id).copied().unwrap_or_default();
    node.hint = t.number(all);
    all
}
