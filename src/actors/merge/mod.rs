//! **Merge** (SPEC A-4): two actors that are one and the same become one. The *survivor* takes over roles, groups, notes with
//! their documents and the linked user, and of each field the one that was chosen; the other is *merged into* it: in no list
//! any more, its addresses lead to the survivor. For 30 days the merge can be undone, to the letter or not at all.
//!
//! It takes `MergeActors`, Access to both units and, where a linked user moves or can log in otherwise than before, P-10. The rights of the roles are not
//! asked besides: `MergeActors` is Global and given to few, and would be worth little if it stopped at the first supplier.
//! There is nothing to type before it, as there is before a delete: it can be undone.
//!
//! `pages` the page that compares both and merges, `found` how the other one is found, `side` everything of one of them,
//! `fields` what is compared, `why_not` what stands against it, `verbs` and `undo` the changes, `back` the page that undoes.
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

/// Where it is.
const HERE: &str = "/actors/merge";

/// Whom it is about, from `?id=…&id=…`, or `?id=…&other=…` where the other one was searched for.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Each once, in the order given.
    ids: Vec<i64>,
    /// Who is to stay, if that was said.
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
    /// The address of the page with this survivor.
    fn url(&self, survivor: i64) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for id in &self.ids {
            query.append_pair("id", &id.to_string());
        }
        query.append_pair("survivor", &survivor.to_string());
        query.append_pair("from", &self.from);
        format!("{HERE}?{}", query.finish())
    }

    /// Where it ends: at the survivor, with the way back to the list one came from.
    fn done(&self, survivor: i64) -> String {
        let here = format!("{PATH}/{survivor}");
        if self.from.starts_with("/actors?") {
            let from: String = url::form_urlencoded::byte_serialize(self.from.as_bytes()).collect();
            return format!("{here}?from={from}");
        }
        here
    }
}
