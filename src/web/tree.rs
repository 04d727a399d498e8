//! The tree of org. units as a picker shows it.

use askama::{Template, filters::HtmlSafe};

use super::i18n::Texts;

/// One unit with what stands below it. Roots are the highest units the reader has Access to:
/// ancestors without Access are not in the tree (SPEC P-12).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeNode {
    /// What the form sends.
    pub id: i64,
    /// Name of the unit.
    pub label: String,
    /// Short text beside it: number, kind, count.
    pub hint: String,
    /// Symbol of the sprite.
    pub icon: &'static str,
    /// Where a link goes; empty in a form, where the unit is a radio button.
    pub url: String,
    /// Chosen now.
    pub current: bool,
    /// Opened at first: it or something below is chosen.
    pub open: bool,
    /// What stands below, in the order shown.
    pub children: Vec<TreeNode>,
}

/// The button with the tree that narrows a list: links to the same list in each unit.
#[derive(Clone, Debug, Default)]
pub struct Narrowing {
    pub nodes: Vec<TreeNode>,
    /// Name of the chosen unit; empty for all of them.
    pub chosen: String,
    /// The list of all units.
    pub all_url: String,
    /// Where units are found that are not among the nodes; empty where all are.
    pub find: String,
}

/// Finding a unit of a tree that is too large for the page, without scripts: what was typed, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub words: String,
    pub found: Vec<TreeNode>,
}

impl Look {
    /// There is no such unit.
    pub fn is_vain(&self) -> bool {
        self.found.is_empty() && !self.words.trim().is_empty()
    }
}

/// A filter field stands above trees with more units than this (UI: org. unit picker).
const FILTER_ABOVE: usize = 20;

impl TreeNode {
    /// A unit with nothing below it yet.
    pub fn new(id: i64, label: impl Into<String>) -> Self {
        Self {
            id,
            label: label.into(),
            icon: "building-store",
            ..Self::default()
        }
    }

    /// The same unit with `children` below it.
    #[must_use]
    pub fn above(mut self, children: Vec<TreeNode>) -> Self {
        self.children = children;
        self
    }

    /// How many units this is, with all below.
    pub fn size(&self) -> usize {
        1 + self.children.iter().map(TreeNode::size).sum::<usize>()
    }
}

/// Marks `chosen` and opens the way to it. Answers its labels from the root down, or none if it is not there.
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

/// Whether the tree is so large that it gets a filter field.
pub fn filtered(nodes: &[TreeNode]) -> bool {
    nodes.iter().map(TreeNode::size).sum::<usize>() > FILTER_ABOVE
}

/// A list of units with what stands below each, as markup.
#[derive(Template)]
#[template(path = "components/tree_branches.html")]
pub struct Branches<'a> {
    t: Texts,
    nodes: &'a [TreeNode],
    name: &'a str,
}

impl HtmlSafe for Branches<'_> {}

/// The units as radio buttons called `name`, or as links if it is empty.
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
