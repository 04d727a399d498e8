//! The tree of units for pickers: only what the reader may see or choose, under the nearest such unit (SPEC P-12).
use crate::access::Access;
use crate::access::fixed::TOP;
use crate::access::ranges::Ranges;
use crate::access::snapshot::Unit;
use crate::web::tree::TreeNode;

/// The live units of `within`, nested. A unit whose ancestors are outside is a root.
pub fn nodes(access: &Access, within: &Ranges) -> Vec<TreeNode> {
    let mut roots = Vec::new();
    let mut open: Vec<(i32, TreeNode)> = Vec::new();
    let units = access.snapshot().units().in_order();
    for unit in units.filter(|unit| !unit.archived && within.contains(unit.pos)) {
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
