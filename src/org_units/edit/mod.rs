//! One unit's own screen, and the form for a new one (SPEC O-1).
pub mod create;
pub(super) mod form;
mod head;
pub mod pages;
mod store;

use super::{PATH, browse};
use crate::web::back::{Back, with_from};

/// Where Cancel leads: back to where the unit was found, else to its place in the tree.
fn target(back: &Back, unit: i64, archived: bool) -> String {
    back.target(&browse::url(unit, archived)).to_owned()
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
        let target = |from: &str| target(&Back { from: from.into() }, 7, false);
        assert_eq!(target("/org-units?q=a"), "/org-units?q=a");
        assert_eq!(target("//evil.test"), "/org-units?open=7");
    }
}
