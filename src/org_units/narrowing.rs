//! The filter of a list by unit: links to the same list, one for each unit.
use super::{found, tree};
use crate::access::{Access, Refusal};
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::menu;
use crate::web::request::{Query, local_path};
use crate::web::tree::{Narrowing, TreeNode, choose};
use crate::web::visit::View;
use serde::Deserialize;
use url::form_urlencoded::{Serializer, byte_serialize};

/// The path for finding units that are not on the page.
pub const FIND: &str = "/org-units/links";
/// The most units on one page, because each adds a quarter of a kilobyte to every page of the list. The others are
/// found by name.
pub const MOST: usize = 100;

/// Returns the filter with the units the reader sees. If there are too many, it has the upper ones and those near the
/// chosen one. `url` returns the address of the list for a unit, or for all units.
pub fn narrowing(access: &Access, chosen: Option<i64>, url: impl Fn(Option<i64>) -> String) -> Narrowing {
    let choices = tree::few(access, &access.scope(), chosen, MOST);
    linked(choices.nodes, choices.whole, chosen, url)
}

/// Returns the filter with these units. `whole` tells that the reader sees no others.
pub fn linked(
    mut nodes: Vec<TreeNode>,
    whole: bool,
    chosen: Option<i64>,
    url: impl Fn(Option<i64>) -> String,
) -> Narrowing {
    link(&mut nodes, &url);
    if let [root] = &mut nodes[..] {
        root.open = true;
        if let [only] = &mut root.children[..] {
            only.open = true;
        }
    }
    let path = chosen.map(|unit| choose(&mut nodes, unit)).unwrap_or_default();
    let all_url = url(None);
    let find = format!("{FIND}?to={}", byte_serialize(all_url.as_bytes()).collect::<String>());
    Narrowing {
        nodes,
        chosen: path.last().cloned().unwrap_or_default(),
        all_url,
        find: if whole { String::new() } else { find },
    }
}

fn link(nodes: &mut [TreeNode], url: &impl Fn(Option<i64>) -> String) {
    for node in nodes {
        node.url = url(Some(node.id));
        link(&mut node.children, url);
    }
}

#[derive(Deserialize)]
pub struct Asked {
    /// The address of the list for all units.
    #[serde(default)]
    to: String,
    #[serde(default)]
    find: String,
}

/// Whether the reader may open any list with this filter.
fn has_lists(access: &Access) -> bool {
    let lists = [menu::USERS, menu::MEMBERSHIPS, menu::LOGIN_SECURITY, menu::ACTIVITY];
    lists.iter().any(|screen| screen.opens(access)) || menu::directories(access).next().is_some()
}

/// GET /org-units/links: a fragment with the units found among those the reader sees, as links to the list for each.
///
/// # Errors
/// `Denied` if the reader may open no such list.
pub fn links(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    if !has_lists(&view.visit.access) {
        let right = menu::USERS.menu;
        return Err(Refusal::NoScreen { right }.into());
    }
    let list = local_path(&asked.to, super::PATH);
    let within = view.visit.access.scope();
    found::links(view, &within, &asked.find, |unit| in_unit(list, unit))
}

/// Returns the address of a list for one unit.
fn in_unit(list: &str, unit: i64) -> String {
    let (path, query) = list.split_once('?').unwrap_or((list, ""));
    let query = Serializer::new(query.to_owned())
        .append_pair("unit", &unit.to_string())
        .finish();
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use super::in_unit;

    #[test]
    fn a_list_keeps_its_search_when_it_is_narrowed() {
        assert_eq!(in_unit("/users", 7), "/users?unit=7");
        assert_eq!(in_unit("/users?q=anna+b", 7), "/users?q=anna+b&unit=7");
    }
}
