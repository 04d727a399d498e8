//! The tree of org. units, as a picker shows it.

use askama::{Template, filters::HtmlSafe};

use super::i18n::Texts;

/// One unit, with the units below it. Roots are the highest units the reader has Access to. Ancestors without
/// Access are not in the tree (SPEC P-12).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeNode {
    /// What the form sends.
    pub id: i64,
    /// Name of the unit.
    pub label: String,
    /// Short text next to the name: number, kind, count.
    pub hint: String,
    /// Symbol of the icon sprite.
    pub icon: &'static str,
    /// Address of the link; empty in a form, where the unit is a radio button.
    pub url: String,
    /// Whether it is chosen.
    pub current: bool,
    /// Whether it is open at first, because it or a unit below it is chosen.
    pub open: bool,
    /// The units below it, in the order shown.
    pub children: Vec<TreeNode>,
}

/// The button with a tree that limits a list to a unit: links to the list in each unit.
#[derive(Clone, Debug, Default)]
pub struct Narrowing {
    pub nodes: Vec<TreeNode>,
    /// Name of the chosen unit; empty for all units.
    pub chosen: String,
    /// Address of the list of all units.
    pub all_url: String,
    /// Address for finding units that are not among the nodes; empty if all are.
    pub find: String,
}

/// Search for a unit in a tree that is too large for the page, without scripts: what was typed, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub words: String,
    pub found: Vec<TreeNode>,
}

impl Look {
    /// Whether something was typed and no unit was found.
    pub fn is_vain(&self) -> bool {
        self.found.is_empty() && !self.words.trim().is_empty()
    }
}

/// Trees with more units than this have a filter field above them (UI: org. unit picker).
const FILTER_ABOVE: usize = 20;

impl TreeNode {
    /// Makes a unit with nothing below it.
    pub fn new(id: i64, label: impl Into<String>) -> Self {
        Self {
            id,
            label: label.into(),
            icon: "building-store",
            ..Self::default()
        }
    }

    /// Returns the unit with `children` below it.
    #[must_use]
    pub fn above(mut self, children: Vec<TreeNode>) -> Self {
        self.children = children;
        self
    }

    /// Returns how many units there are, including all below.
    pub fn size(&self) -> usize {
        1 + self.children.iter().map(TreeNode::size).sum::<usize>()
    }
}

/// Marks `chosen` and opens the units above it. Returns the labels from the root down to it; empty if it is not in
/// the tree.
pub fn choose(nodes: &mut [TreeNode], chosen: i64) -> Vec<String> {
    for node in nodes {
        if node.id == chosen {
            node.current = true;
            return vec![node.label.clone()];
        }
        let mut path = choose(&mut node.children, chosen);
        if !path.is_empty() {
            node.open = true;
            path.insert(0, node.label.clone());
            return path;
        }
    }
    Vec::new()
}

/// Whether the tree is large enough to get a filter field.
pub fn filtered(nodes: &[TreeNode]) -> bool {
    nodes.iter().map(TreeNode::size).sum::<usize>() > FILTER_ABOVE
}

/// Markup of a list of units, with those below each.
#[derive(Template)]
#[template(path = "components/tree_branches.html")]
pub struct Branches<'a> {
    t: Texts,
    nodes: &'a [TreeNode],
    name: &'a str,
}

impl HtmlSafe for Branches<'_> {}

/// Makes radio buttons called `name` of the units, or links if `name` is empty.
pub fn branches<'a>(t: &Texts, nodes: &'a [TreeNode], name: &'a str) -> Branches<'a> {
    Branches { t: *t, nodes, name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain() -> Vec<TreeNode> {
        let stores = vec![TreeNode::new(3, "Odense C"), TreeNode::new(4, "Svendborg")];
        let region = TreeNode::new(2, "Region Fyn").above(stores);
        vec![TreeNode::new(1, "Nordlys").above(vec![region])]
    }

    #[test]
    fn choosing_a_unit_opens_the_way_to_it() {
        let mut tree = chain();
        let path = choose(&mut tree, 4);
        assert_eq!(path, ["Nordlys", "Region Fyn", "Svendborg"]);
        assert!(tree[0].open && tree[0].children[0].open);
        assert!(tree[0].children[0].children[1].current);
    }

    #[test]
    fn a_unit_outside_the_tree_is_not_chosen() {
        let mut tree = chain();
        assert!(choose(&mut tree, 99).is_empty());
        assert_eq!(tree, chain());
    }

    #[test]
    fn a_name_from_the_database_is_text_in_the_tree() {
        let t = Texts::new(Default::default(), chrono_tz::UTC);
        let nodes = [TreeNode::new(1, "<b>Odense</b>")];
        let markup = branches(&t, &nodes, "unit").to_string();
        assert!(markup.contains("&#60;b&#62;Odense") && !markup.contains("<b>"));
    }

    #[test]
    fn only_large_trees_get_a_filter() {
        assert!(!filtered(&chain()));
        let stores = (10..40).map(|id| TreeNode::new(id, "Store")).collect();
        assert!(filtered(&[TreeNode::new(1, "Nordlys").above(stores)]));
    }
}
