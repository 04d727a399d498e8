//! The tree of units for pickers. It has only units the reader may see or choose, each below the nearest of these
//! (SPEC P-12).
use crate::access::Access;
use crate::access::fixed::TOP;
use crate::access::ranges::{Interval, Ranges};
use crate::access::snapshot::Unit;
use crate::text::{has_words, words};
use crate::web::tree::{Look, TreeNode, choose};

/// Returns the units of `within` that are not archived, nested. A unit whose ancestors are all outside is a root.
pub fn nodes(access: &Access, within: &Ranges) -> Vec<TreeNode> {
    let mut roots = Vec::new();
    let mut open: Vec<(i32, TreeNode)> = Vec::new();
    let units = access.snapshot().units().in_places(within);
    for unit in units.filter(|unit| !unit.archived) {
        while open.last().is_some_and(|(last, _)| *last < unit.pos) {
            close(&mut open, &mut roots);
        }
        open.push((unit.last, node(unit)));
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    roots
}

/// The most units on one page.
const MOST: usize = 300;
/// The most units that a search returns.
const FOUND: usize = 50;

/// What a field for choosing a unit shows.
pub struct Choices {
    pub nodes: Vec<TreeNode>,
    /// The chosen unit in words; empty if there is none.
    pub path: String,
    /// Whether all units are there. Otherwise only the upper ones and those near the chosen one are, and the rest is
    /// found by searching.
    pub whole: bool,
    /// Where more units are requested; empty if all are there.
    pub find: String,
    /// The search without scripts; `None` if all units are there.
    pub look: Option<Look>,
}

impl Choices {
    /// Adds how the rest is found. `url` answers while the user types. Without scripts, the form is sent with `words`.
    #[must_use]
    pub fn found(self, access: &Access, within: &Ranges, url: impl Into<String>, words: &str) -> Self {
        if self.whole {
            return self;
        }
        Self {
            find: url.into(),
            look: look(access, within, &self, words),
            ..self
        }
    }
}

/// Returns the units of `within` for a field, with `chosen` marked and the path to it open. A large tree is cut to the
/// upper levels, the path to the chosen unit, its siblings and its children.
pub fn choices(access: &Access, within: &Ranges, chosen: Option<i64>) -> Choices {
    few(access, within, chosen, MOST)
}

/// Makes the choices of [`choices`] with at most `most` units.
pub fn few(access: &Access, within: &Ranges, chosen: Option<i64>, most: usize) -> Choices {
    let units = access.snapshot().units();
    let live = |unit: &&Unit| !unit.archived && within.contains(unit.pos);
    let whole = units.in_order().filter(live).nth(most).is_none();
    let mut nodes = if whole {
        nodes(access, within)
    } else {
        let way: Vec<i64> = chosen
            .into_iter()
            .flat_map(|id| units.above(id))
            .map(|unit| unit.id)
            .collect();
        let near = |unit: &&Unit| {
            let parent = unit.parent.unwrap_or(unit.id);
            unit.parent.is_none_or(|parent| parent == TOP) || way.contains(&parent) || Some(parent) == chosen
        };
        let near = units.in_order().filter(live).filter(near).take(most);
        let near = near.map(|unit| Interval {
            first: unit.pos,
            last: unit.pos,
        });
        let chosen = chosen.and_then(|id| units.get(id)).map(|unit| Interval {
            first: unit.pos,
            last: unit.pos,
        });
        nodes(access, &Ranges::of(near.chain(chosen).collect()).and(within))
    };
    let path = chosen.map(|chosen| {
        choose(&mut nodes, chosen);
        path(access, chosen)
    });
    Choices {
        nodes,
        path: path.unwrap_or_default(),
        whole,
        find: String::new(),
        look: None,
    }
}

/// Finds units of `within` by name: each word of `text` must begin a word of the name. Their label is their path.
pub fn find(access: &Access, within: &Ranges, text: &str) -> Vec<TreeNode> {
    let wanted = words(text);
    let named = |unit: &&Unit| has_words(&words(&unit.name), &wanted);
    let units = access.snapshot().units().in_order();
    units
        .filter(|unit| !wanted.is_empty() && !unit.archived && within.contains(unit.pos))
        .filter(named)
        .take(FOUND)
        .map(|unit| TreeNode {
            label: path(access, unit.id),
            ..node(unit)
        })
        .collect()
}

/// Searches for a page without scripts. `None` if the choices are whole. `words` is what was typed so far.
pub fn look(access: &Access, within: &Ranges, choices: &Choices, words: &str) -> Option<Look> {
    (!choices.whole).then(|| Look {
        words: words.to_owned(),
        found: find(access, within, words),
    })
}

/// Completes the innermost open unit: moves it into the one that contains it, or to the roots.
fn close(open: &mut Vec<(i32, TreeNode)>, roots: &mut Vec<TreeNode>) {
    let Some((_, done)) = open.pop() else { return };
    match open.last_mut() {
        Some((_, around)) => around.children.push(done),
        None => roots.push(done),
    }
}

fn node(unit: &Unit) -> TreeNode {
    let icon = match unit.parent {
        None => "sitemap",
        Some(parent) if parent == TOP => "building",
        Some(_) => "building-store",
    };
    TreeNode {
        icon,
        ..TreeNode::new(unit.id, unit.name.to_string())
    }
}

/// Returns the names of the units above a unit that the reader sees, from the highest down, without the top.
pub fn way(access: &Access, unit: i64) -> String {
    let above = access.snapshot().units().above(unit);
    let seen = above.filter(|above| above.id != TOP && access.knows(above.id));
    let mut names: Vec<&str> = seen.map(|above| &*above.name).collect();
    names.reverse();
    names.join(" / ")
}

/// Returns a path such as `Region Fyn / Odense C`: the ancestors that the reader sees, then the unit. Top and customer
/// are left out, because most installations have only one customer.
pub fn path(access: &Access, unit: i64) -> String {
    let units = access.snapshot().units();
    let Some(own) = units.get(unit) else {
        return String::new();
    };
    let above = units
        .above(unit)
        .filter(|above| above.parent.is_some_and(|parent| parent != TOP) && access.sees(above.id));
    let mut names: Vec<&str> = above.map(|above| &*above.name).collect();
    names.reverse();
    names.push(&own.name);
    names.join(" / ")
}
