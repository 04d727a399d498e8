//! One unit's own screen, and the form for a new one (SPEC O-1).
pub mod create;
pub(super) mod form;
mod head;
pub mod pages;
mod store;

use super::{PATH, browse};
use crate::web::request::local_path;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// The way back to where the unit was found; its address, checked where it is used.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Back {
    #[serde(default)]
    from: String,
}

impl Back {
    /// Where Cancel leads: back to what was found, else to the unit's place in the tree.
    fn target(&self, unit: i64, archived: bool) -> String {
        let tree = browse::url(unit, archived);
        local_path(&self.from, &tree).to_owned()
    }

    /// Another page of the unit, with the way back kept.
    fn keep(&self, path: &str) -> String {
        match local_path(&self.from, "") {
            "" => path.to_owned(),
            from => with_from(path, from),
        }
    }
}

fn with_from(path: &str, from: &str) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("from", from);
    format!("{path}?{}", query.finish())
}

/// The screen of a unit, coming from `from`.
pub fn url(unit: i64, from: &str) -> String {
    with_from(&format!("{PATH}/{unit}"), from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_leads_to_what_was_found_or_to_the_tree_and_never_elsewhere() {
        let back = |from: &str| Back { from: from.into() };
        assert_eq!(back("/org-units?q=a").target(7, false), "/org-units?q=a");
        assert_eq!(back("//evil.test").target(7, false), "/org-units?open=7");
        assert_eq!(back("").keep("/org-units/7"), "/org-units/7");
        assert_eq!(
            back("/org-units?q=a").keep("/org-units/7"),
            "/org-units/7?from=%2Forg-units%3Fq%3Da"
        );
    }
}
