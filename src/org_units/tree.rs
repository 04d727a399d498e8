//! The tree of units for pickers: only what the reader may see or choose, under the nearest such unit (SPEC P-12).
use crate::access::Access;
use crate::access::fixed::TOP;
use crate::access::ranges::{Interval, Ranges};
use crate::access::snapshot::Unit;
use crate::text::words;
use crate::web::tree::{Look, TreeNode, choose};

/// The live units of `within`, nested. A unit whose ancestors are outside is a root.
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

/// More units than this do not go into one page.
const MOST: usize = 300;
/// How many are found by a search.
const FOUND: usize = 50;

/// What a field for choosing a unit shows.
pub struct Choices {
    pub nodes: Vec<TreeNode>,
    /// The chosen unit in words; empty if there is none.
    pub path: String,
    /// All units are there; else only what is near the chosen one, and the rest is found by searching.
    pub whole: bool,
    /// Where more are asked for; empty where they are all there.
    pub find: String,
    /// What was looked for without scripts; none where they are all there.
    pub look: Option<Look>,
}

impl Choices {
    /// With how the rest is found: `url` answers as one types, and without scripts the form is sent with `words`.
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

/// The units of `within` for a field, `chosen` marked and the way to it open. Of a large tree only the upper levels, the way
/// to the chosen unit and what stands beside and below it.
pub fn choices(access: &Access, within: &Ranges, chosen: Option<i64>) -> Choices {
    few(access, within, chosen, MOST)
}

/// The same with at most so many units, where a page has several such fields.
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

/// Units of `within` whose names have all the words, each as the beginning of a word, with the way to them as label.
pub fn find(access: &Access, within: &Ranges, text: &str) -> Vec<TreeNode> {
    let wanted = words(text);
    let named = |unit: &&Unit| {
        let have = words(&unit.name);
        wanted
            .iter()
            .all(|word| have.iter().any(|name| name.starts_with(word.as_str())))
    };
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

/// The same without scripts, where a tree is not whole; `words`: what was typed so far.
pub fn look(access: &Access, within: &Ranges, choices: &Choices, words: &str) -> Option<Look> {
    (!choices.whole).then(|| Look {
        words: words.to_owned(),
        found: find(access, within, words),
    })
}

/// Moves the innermost open unit below the one around it.
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

/// The way to a unit from the highest one that the reader sees, without itself and without the top.
pub fn way(access: &Access, unit: i64) -> String {
    let above = access.snapshot().units().above(unit);
    let seen = above.filter(|above| above.id != TOP && access.knows(above.id));
    let mut names: Vec<&str> = seen.map(|above| &*above.name).collect();
    names.reverse();
    names.join(" / ")
}

/// `Region Fyn / Odense C`: the unit below those of its ancestors that the reader sees, without the top and the customer:
/// most installations have one.
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
