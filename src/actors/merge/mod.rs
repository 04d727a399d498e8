//! **Merge** (SPEC A-4): two actors that are really the same become one. The *survivor* takes over roles, groups, notes
//! with their documents, and the linked user. Of each field it gets the chosen value. The other actor is *merged into*
//! it: it disappears from all lists, and its addresses lead to the survivor. For 30 days the merge can be undone,
//! exactly or not at all.
//!
//! It takes `MergeActors` and Access to both units. P-10 applies too where a linked user moves or a user's login is
//! affected. The rights of the roles are not required as well. `MergeActors` is Global and given to few, and
//! would be worth little if it stopped at the first supplier. No text must be typed to confirm it, unlike a delete,
//! because it can be undone.
//!
//! `pages` has the page that compares and merges, and `found` the search for the other actor. `side` is all data of one
//! actor, `fields` what is compared, and `why_not` what prevents the merge. `verbs` and `undo` make the changes, and
//! `back` has the page that undoes.
pub mod back;
mod fields;
pub mod found;
pub mod pages;
mod side;
mod store;
mod undo;
mod verbs;
mod why_not;

pub use back::lines;
pub use side::Side;
pub use store::{along, sweep};

use super::PATH;
use crate::error::{Error, Result};
use crate::web::request::{Input, Query, Request, local_path};
use serde::Deserialize;

/// How long a merge can be undone.
pub const UNDO_DAYS: i32 = 30;

/// Address of the page.
const HERE: &str = "/actors/merge";

/// The actors to merge, from `?id=…&id=…`, or from `?id=…&other=…` if the other one was searched for.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Each actor once, in the order given.
    ids: Vec<i64>,
    /// The actor that is to stay, if it was given.
    survivor: Option<i64>,
    /// What was typed to find the other one.
    find: String,
    from: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Raw {
    id: Vec<i64>,
    other: String,
    other_find: String,
    survivor: String,
    from: String,
}

impl Input for Selection {
    fn parse(request: &Request) -> Result<Self> {
        let Query(raw) = Query::<Raw>::parse(request)?;
        let mut ids: Vec<i64> = Vec::new();
        for id in raw.id.into_iter().chain(raw.other.parse().ok()) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if ids.len() > crate::web::several::MOST {
            return Err(Error::BadRequest(format!("{} actors at once", ids.len())));
        }
        Ok(Self {
            ids,
            survivor: raw.survivor.parse().ok(),
            find: raw.other_find,
            from: local_path(&raw.from, PATH).to_owned(),
        })
    }
}

impl Selection {
    /// Returns the address of the page with this survivor.
    fn url(&self, survivor: i64) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for id in &self.ids {
            query.append_pair("id", &id.to_string());
        }
        query.append_pair("survivor", &survivor.to_string());
        query.append_pair("from", &self.from);
        format!("{HERE}?{}", query.finish())
    }

    /// Returns the address that follows a merge: the survivor, with the way back to the list the reader came from.
    fn done(&self, survivor: i64) -> String {
        let here = format!("{PATH}/{survivor}");
        if self.from.starts_with("/actors?") {
            let from: String = url::form_urlencoded::byte_serialize(self.from.as_bytes()).collect();
            return format!("{here}?from={from}");
        }
        here
    }
}
