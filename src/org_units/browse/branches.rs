//! What of the tree is open. Branches that are not are asked for one by one, so that the first page is quick whatever
//! the size of the tree.
use super::Filter;
use super::store::Fact;
use crate::access::fixed::TOP;
use crate::access::snapshot::Unit;
use crate::org_units::PATH;
use crate::org_units::visible::Visible;
use crate::web::i18n::Texts;
use askama::Template;
use askama::filters::HtmlSafe;
use std::collections::HashMap;

/// Units that are opened unasked, as many levels as there is room for.
const ROOM: usize = 60;
/// Units in one helping of a branch.
pub(super) const HELPING: usize = 100;

/// One unit on the screen.
pub(super) struct Node {
    pub id: i64,
    pub name: String,
    pub icon: &'static str,
    pub url: String,
    pub archived: bool,
    /// The unit that the address opens.
    pub current: bool,
    /// How many units the reader sees below it.
    pub below: usize,
    pub fact: Fact,
    pub opened: Opened,
}

/// What is to be seen of what stands below.
pub(super) enum Opened {
    /// There is nothing.
    Leaf,
    /// Addresses of the page with it open, and of the branch alone.
    Closed {
        page: String,
        part: String,
    },
    Open(Branch),
}

/// Units beside each other.
#[derive(Default)]
pub(super) struct Branch {
    pub nodes: Vec<Node>,
    pub more: Option<More>,
}

/// The rest of a branch.
pub(super) struct More {
    pub below: i64,
    pub left: usize,
    pub page: String,
    pub part: String,
}

/// Makes nodes of units.
pub(super) struct Grower<'a> {
    pub visible: &'a Visible<'a>,
    pub filter: &'a Filter,
    /// Which units are open.
    open: Vec<i64>,
}

impl<'a> Grower<'a> {
    /// With the way to the unit that the address opens, or where it opens none, as many levels as there is room for.
    pub fn new(visible: &'a Visible<'a>, filter: &'a Filter) -> Self {
        let open = match filter.open.and_then(|id| visible.get(id)) {
            Some(unit) => visible.above(unit.id).chain([unit]).map(|unit| unit.id).collect(),
            None => upper(visible),
        };
        Self { visible, filter, open }
    }

    /// Opens one unit and no other.
    pub fn one(visible: &'a Visible<'a>, filter: &'a Filter, unit: i64) -> Self {
        Self {
            visible,
            filter,
            open: vec![unit],
        }
    }

    pub fn roots(&self) -> Branch {
        let nodes = self.visible.roots().into_iter().map(|unit| self.node(unit)).collect();
        Branch { nodes, more: None }
    }

    pub fn node(&self, unit: &Unit) -> Node {
        let below = self.visible.count_below(unit);
        let opened = match below {
            0 => Opened::Leaf,
            _ if self.open.contains(&unit.id) => Opened::Open(self.branch(unit, 0)),
            _ => Opened::Closed {
                page: self.filter.opening(unit.id, 0).url(),
                part: self.part(unit.id, &[]),
            },
        };
        Node {
            id: unit.id,
            name: unit.name.to_string(),
            icon: icon(unit),
            url: format!("{PATH}/{}", unit.id),
            archived: unit.archived,
            current: self.filter.open == Some(unit.id),
            below,
            fact: Fact::default(),
            opened,
        }
    }

    /// What is below a unit, from its `skip`th on. What leads to an open unit is there wherever it stands.
    pub fn branch(&self, unit: &Unit, skip: usize) -> Branch {
        let children = self.visible.children(unit);
        let helpings = if self.filter.open == Some(unit.id) && skip == 0 {
            self.filter.more.saturating_add(1)
        } else {
            1
        };
        let end = HELPING
            .saturating_mul(helpings)
            .saturating_add(skip)
            .min(children.len());
        let leads = |child: &&&Unit| self.open.contains(&child.id);
        let rest = children[end..].iter().filter(leads);
        let nodes = children[skip.min(end)..end]
            .iter()
            .chain(rest)
            .map(|child| self.node(child));
        let more = (end < children.len()).then(|| More {
            below: unit.id,
            left: children.len() - end,
            page: self.filter.opening(unit.id, end / HELPING).url(),
            part: self.part(unit.id, &[("skip", end.to_string())]),
        });
        Branch {
            nodes: nodes.collect(),
            more,
        }
    }

    fn part(&self, unit: i64, also: &[(&str, String)]) -> String {
        let switches = self.filter.cleared();
        switches.at(&format!("{PATH}/{unit}/children"), also)
    }
}

/// Units of as many levels as there is room for, all of whose children are shown.
fn upper(visible: &Visible<'_>) -> Vec<i64> {
    let (mut level, mut open) = (visible.roots(), Vec::new());
    let mut shown = level.len();
    loop {
        let next: Vec<&Unit> = level.iter().flat_map(|unit| visible.children(unit)).collect();
        shown += next.len();
        if next.is_empty() || shown > ROOM {
            return open;
        }
        open.extend(level.iter().map(|unit| unit.id));
        level = next;
    }
}

fn icon(unit: &Unit) -> &'static str {
    match unit.parent {
        None => "sitemap",
        Some(TOP) => "building",
        Some(_) => "building-store",
    }
}

impl Branch {
    /// Ids of all units in it.
    pub fn ids(&self) -> Vec<i64> {
        let below = |node: &Node| match &node.opened {
            Opened::Open(branch) => branch.ids(),
            _ => Vec::new(),
        };
        self.nodes
            .iter()
            .flat_map(|node| [vec![node.id], below(node)].concat())
            .collect()
    }

    /// Gives every unit what is known of it.
    pub fn learn(&mut self, facts: &HashMap<i64, Fact>) {
        for node in &mut self.nodes {
            node.fact = facts.get(&node.id).cloned().unwrap_or_default();
            if let Opened::Open(branch) = &mut node.opened {
                branch.learn(facts);
            }
        }
    }
}

/// Units beside each other, as markup.
#[derive(Template)]
#[template(path = "org_units/branch.html")]
pub(super) struct BranchView<'a> {
    pub t: Texts,
    pub branch: &'a Branch,
}

impl HtmlSafe for BranchView<'_> {}

/// For templates.
pub(super) fn view<'a>(t: &Texts, branch: &'a Branch) -> BranchView<'a> {
    BranchView { t: *t, branch }
}
