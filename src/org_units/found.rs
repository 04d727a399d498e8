//! Fragments with units found for a field that chooses a unit, when the tree is too large for the page.
use super::tree;
use crate::access::Access;
use crate::access::permission::Permission;
use crate::access::ranges::Ranges;
use crate::access::snapshot::Unit;
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::Query;
use crate::web::tree::TreeNode;
use crate::web::visit::View;
use askama::Template;
use serde::Deserialize;

/// The units found for the field `field`, as radio buttons named `name`, or as links if `name` is empty.
#[derive(Template)]
#[template(path = "org_units/found.html")]
struct Found {
    t: Texts,
    field: String,
    name: String,
    asked: bool,
    nodes: Vec<TreeNode>,
}

/// Returns the units of `within` that have the words, as choices of the field `name`.
pub fn answer(view: &View, within: &Ranges, name: &str, words: &str) -> Result<Answer> {
    fragment(view, name, name, words, tree::find(&view.visit.access, within, words))
}

/// Returns the units of `within` that have the words, as links. `link` returns the address for a unit.
pub fn links(view: &View, within: &Ranges, words: &str, link: impl Fn(i64) -> String) -> Result<Answer> {
    let nodes = tree::find(&view.visit.access, within, words).into_iter();
    let linked = nodes.map(|node| TreeNode {
        url: link(node.id),
        ..node
    });
    fragment(view, "unit", "", words, linked.collect())
}

fn fragment(view: &View, field: &str, name: &str, words: &str, nodes: Vec<TreeNode>) -> Result<Answer> {
    Answer::fragment(&Found {
        t: view.visit.t,
        field: field.to_owned(),
        name: name.to_owned(),
        asked: !words.trim().is_empty(),
        nodes,
    })
}

/// Returns the units that the reader sees and below which they may create others.
pub fn creatable(access: &Access) -> Ranges {
    access.ranges(Permission::ORG_UNIT_CREATE).and(&access.scope())
}

/// Returns where the field for the unit above requests more units, or an empty text if it has all. `moving` is the unit
/// to be moved, if one is.
pub fn url(choices: &tree::Choices, moving: Option<i64>) -> String {
    match (choices.whole, moving) {
        (true, _) => String::new(),
        (false, None) => "/org-units/parents?".to_owned(),
        (false, Some(unit)) => format!("/org-units/parents?moving={unit}"),
    }
}

/// Returns the units below which the reader may move a unit: not the unit itself, nor those below it, which move along.
pub fn elsewhere(access: &Access, unit: i64) -> Ranges {
    let moved = access.snapshot().units().get(unit).map(Unit::interval);
    creatable(access).without(&Ranges::of(moved.into_iter().collect()))
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    find: String,
    moving: Option<i64>,
}

/// GET /org-units/parents: the units found that the form would accept.
pub fn parents(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let access = &view.visit.access;
    menu::ORG_UNITS.enter(access)?;
    let within = match asked.moving {
        Some(unit) => elsewhere(access, unit),
        None => creatable(access),
    };
    answer(view, &within, "parent", &asked.find)
}
