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

/// Radio buttons of the field `name`.
#[derive(Template)]
#[template(path = "org_units/found.html")]
struct Found {
    t: Texts,
    name: &'static str,
    asked: bool,
    nodes: Vec<TreeNode>,
}

/// The units of `within` that have the words, as choices of the field `name`.
pub fn answer(view: &View, within: &Ranges, name: &'static str, words: &str) -> Result<Answer> {
    let page = Answer::page(&Found {
        t: view.visit.t,
        name,
        asked: !words.trim().is_empty(),
        nodes: tree::find(&view.visit.access, within, words),
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
