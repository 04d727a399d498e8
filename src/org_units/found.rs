//! Units found for a field in which one is chosen, where the tree is too large for the page: a fragment.
use super::tree;
use crate::access::Access;
use crate::access::permission::Permission;
use crate::access::ranges::{Interval, Ranges};
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::request::Query;
use crate::web::tree::TreeNode;
use crate::web::visit::View;
use askama::Template;
use serde::Deserialize;

/// Radio buttons called `name`, or links if it is empty, for the field `field`.
#[derive(Template)]
#[template(path = "org_units/found.html")]
struct Found {
    t: Texts,
    field: String,
    name: String,
    asked: bool,
    nodes: Vec<TreeNode>,
}

/// The units of `within` that have the words, as choices of the field `name`.
pub fn answer(view: &View, within: &Ranges, name: &str, words: &str) -> Result<Answer> {
    fragment(view, name, name, words, tree::find(&view.visit.access, within, words))
}

/// The same as links; `link` gives each its address.
pub fn links(view: &View, within: &Ranges, words: &str, link: impl Fn(i64) -> String) -> Result<Answer> {
    let nodes = tree::find(&view.visit.access, within, words).into_iter();
    let linked = nodes.map(|node| TreeNode {
        url: link(node.id),
        ..node
    });
    fragment(view, "unit", "", words, linked.collect())
}

fn fragment(view: &View, field: &str, name: &str, words: &str, nodes: Vec<TreeNode>) -> Result<Answer> {
    let page = Answer::page(&Found {
        t: view.visit.t,
        field: field.to_owned(),
        name: name.to_owned(),
        asked: !words.trim().is_empty(),
        nodes,
    })?;
    Ok(Answer {
        flash_shown: false,
        ..page
    })
}

/// Units below which the reader may make others, and sees them.
pub fn creatable(access: &Access) -> Ranges {
    access.ranges(Permission::ORG_UNIT_CREATE).and(&access.scope())
}

/// Where the field for the unit above asks for more; empty where it has them all. `moving`: the unit that is to stand there.
pub fn url(choices: &tree::Choices, moving: Option<i64>) -> String {
    match (choices.whole, moving) {
        (true, _) => String::new(),
        (false, None) => "/org-units/parents?".to_owned(),
        (false, Some(unit)) => format!("/org-units/parents?moving={unit}"),
    }
}

/// Where a unit may be moved to: what is below it goes along.
pub fn elsewhere(access: &Access, unit: i64) -> Ranges {
    let moved = access.snapshot().units().get(unit).map(|unit| Interval {
        first: unit.pos,
        last: unit.last,
    });
    creatable(access).without(&Ranges::of(moved.into_iter().collect()))
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    find: String,
    moving: Option<i64>,
}

/// GET /org-units/parents: only units where the form would be accepted.
pub fn parents(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let access = &view.visit.access;
    super::entered(access)?;
    let within = match asked.moving {
        Some(unit) => elsewhere(access, unit),
        None => creatable(access),
    };
    answer(view, &within, "parent", &asked.find)
}
