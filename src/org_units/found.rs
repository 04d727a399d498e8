//! Units found for a field in which one is chosen, where the tree is too large for the page: a fragment.
use super::tree;
use crate::access::Access;
use crate::access::permission::Permission;
use crate::access::ranges::Ranges;
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
    field: &'static str,
    name: &'static str,
    asked: bool,
    nodes: Vec<TreeNode>,
}

/// The units of `within` that have the words, as choices of the field `name`.
pub fn answer(view: &View, within: &Ranges, name: &'static str, words: &str) -> Result<Answer> {
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

fn fragment(view: &View, field: &'static str, name: &'static str, words: &str, nodes: Vec<TreeNode>) -> Result<Answer> {
    let page = Answer::page(&Found {
        t: view.visit.t,
        field,
        name,
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

/// Where the field for the unit above asks for more; empty where it has them all.
pub fn url(choices: &tree::Choices) -> &'static str {
    if choices.whole { "" } else { "/org-units/parents" }
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    find: String,
}

/// GET /org-units/parents: only units where the form would be accepted.
pub fn parents(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    super::entered(&view.visit.access)?;
    answer(view, &creatable(&view.visit.access), "parent", &asked.find)
}
