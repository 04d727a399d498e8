//! The tree of units on the screen, and the search in it (SPEC O-1).
//!
//! `branches` builds the open part of the tree and `search` the list of units found. `pages` shows both, and answers
//! requests for single branches.
mod branches;
pub mod export;
pub mod pages;
mod search;
mod store;

use super::PATH;
use crate::error::Result;
use crate::web::request::{Input, Query, Request};
use search::Cursor;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// The state of the screen as its address gives it (SPEC L-2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The search as typed. If it is empty, the tree is shown.
    q: String,
    /// **Show archived** is on.
    archived: bool,
    /// The unit that is open. Those above it are open too.
    open: Option<i64>,
    /// How many more batches of the open unit's children are shown.
    more: usize,
    cursor: Option<Cursor>,
}

/// The query string as received. Values without a meaning are ignored: addresses are shared, and outlive versions.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw {
    q: String,
    archived: String,
    open: String,
    more: String,
    from: String,
    to: String,
}

impl Input for Filter {
    fn parse(request: &Request) -> Result<Self> {
        let Query(raw) = Query::<Raw>::parse(request)?;
        let cursor = |text: &str, make: fn(i32) -> Cursor| text.parse().ok().map(make);
        Ok(Self {
            q: raw.q.trim().to_owned(),
            archived: raw.archived == "1",
            open: raw.open.parse().ok(),
            more: raw.more.parse().unwrap_or_default(),
            cursor: cursor(&raw.from, Cursor::After).or_else(|| cursor(&raw.to, Cursor::Before)),
        })
    }
}

impl Filter {
    fn is_search(&self) -> bool {
        !self.q.is_empty()
    }

    /// Returns the address of this state.
    fn url(&self) -> String {
        self.at(PATH, &[])
    }

    /// Returns the address of this state at another path, with more parameters.
    fn at(&self, path: &str, also: &[(&str, String)]) -> String {
        let mut query = Serializer::new(String::new());
        if self.is_search() {
            query.append_pair("q", &self.q);
        }
        if self.archived {
            query.append_pair("archived", "1");
        }
        if let Some(open) = self.open {
            query.append_pair("open", &open.to_string());
        }
        if self.more > 0 {
            query.append_pair("more", &self.more.to_string());
        }
        match self.cursor {
            Some(Cursor::After(place)) => _ = query.append_pair("from", &place.to_string()),
            Some(Cursor::Before(place)) => _ = query.append_pair("to", &place.to_string()),
            None => {}
        }
        for (name, value) in also {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }

    /// Returns the state of the tree with this unit open.
    fn opening(&self, unit: i64, more: usize) -> Self {
        Self {
            open: Some(unit),
            more,
            archived: self.archived,
            ..Self::default()
        }
    }

    /// Returns what is searched for, without the rest of the state.
    fn at_start(&self) -> Self {
        Self {
            q: self.q.clone(),
            ..Self::default()
        }
    }

    /// Returns this state without the search.
    fn cleared(&self) -> Self {
        Self {
            archived: self.archived,
            ..Self::default()
        }
    }

    fn at_cursor(&self, cursor: Option<Cursor>) -> Self {
        Self { cursor, ..self.clone() }
    }
}

/// Returns the address of the tree with this unit open, for links from other screens.
pub fn url(unit: i64, archived: bool) -> String {
    let filter = Filter {
        archived,
        ..Filter::default()
    };
    filter.opening(unit, 0).url()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_the_whole_state() {
        let filter = Filter {
            q: "år hus".into(),
            archived: true,
            cursor: Some(Cursor::Before(7)),
            ..Filter::default()
        };
        assert_eq!(filter.url(), "/org-units?q=%C3%A5r+hus&archived=1&to=7");
        assert_eq!(filter.opening(3, 2).url(), "/org-units?archived=1&open=3&more=2");
        assert_eq!(url(4, false), "/org-units?open=4");
    }
}
