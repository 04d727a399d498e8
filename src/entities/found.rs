//! Finding a unit where the tree is too large for the page: GET /entities/units, a fragment of links.
use crate::access::{Target, rules};
use crate::error::Result;
use crate::org_units::tree;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::request::{Query, local_path};
use crate::web::tree::TreeNode;
use crate::web::visit::View;
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "entities/units.html")]
struct Found {
    t: Texts,
    asked: bool,
    nodes: Vec<TreeNode>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    find: String,
    /// The page that is to be shown for the unit.
    to: String,
}

/// GET /entities/units: units the reader has Access to, each as a link to the page `to` in that unit.
pub fn found(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let access = &view.visit.access;
    rules::see_permissions(access, &Target::unit(access.principal()?.unit))?;
    let to = local_path(&asked.to, "/entities");
    let join = if to.contains('?') { '&' } else { '?' };
    let link = |node: TreeNode| TreeNode {
        url: format!("{to}{join}unit={}", node.id),
        ..node
    };
    let nodes = tree::find(access, &access.scope(), &asked.find);
    let page = Answer::page(&Found {
        t: view.visit.t,
        asked: !asked.find.trim().is_empty(),
        nodes: nodes.into_iter().map(link).collect(),
    })?;
    Ok(Answer {
        flash_shown: false,
        ..page
    })
}
