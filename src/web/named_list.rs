//! What lists of some thousands of named rows share: sorting, searching, and paging with a cursor. Rows are read in chunks
//! and searched here.
use crate::error::Result;
use crate::web::cursor::Cursor;
use crate::web::cut::Cut;
use crate::web::i18n::Texts;
use crate::web::parts::Pager;
use crate::web::request::{Input, Query, Request};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// Rows on a page.
const PAGE: usize = 50;
/// Rows read at once while looking for matches.
const CHUNK: usize = 500;

/// The state of a list, as its address gives it.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The search as typed.
    pub q: String,
    /// Sorted by number instead of by name. Only the list of customers uses it.
    pub by_number: bool,
    pub descending: bool,
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw {
    q: String,
    sort: String,
    dir: String,
    cursor: String,
}

impl Input for Filter {
    fn parse(request: &Request) -> Result<Self> {
        let Query(raw) = <Query<Raw> as Input>::parse(request)?;
        Ok(Self {
            q: raw.q.trim().to_owned(),
            by_number: raw.sort == "number",
            descending: raw.dir == "desc",
            cursor: Cursor::read(&raw.cursor),
        })
    }
}

impl Filter {
    /// Returns the address of the list at `path` in this state.
    pub fn url(&self, path: &str) -> String {
        let mut query = Serializer::new(String::new());
        if !self.q.is_empty() {
            query.append_pair("q", &self.q);
        }
        for (name, value) in self.sort_fields() {
            query.append_pair(name, value);
        }
        if let Some(cursor) = &self.cursor {
            query.append_pair("cursor", &cursor.to_string());
        }
        match query.finish() {
            empty if empty.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// Returns the sorting as the hidden fields of a form.
    pub fn sort_fields(&self) -> Vec<(&'static str, &'static str)> {
        let by = self.by_number.then_some(("sort", "number"));
        by.into_iter()
            .chain(self.descending.then_some(("dir", "desc")))
            .collect()
    }

    /// Returns the list sorted by name or by number, in reverse if it is already sorted by that.
    pub fn sorted(&self, by_number: bool) -> Self {
        Self {
            by_number,
            descending: self.by_number == by_number && !self.descending,
            cursor: None,
            ..self.clone()
        }
    }

    fn at(&self, cursor: &Cursor, path: &str) -> String {
        let there = Self {
            cursor: Some(cursor.clone()),
            ..self.clone()
        };
        there.url(path)
    }
}

/// A row of a list that can be sorted by name.
pub trait Named {
    fn id(&self) -> i64;
    fn sort_name(&self) -> &str;
    /// Returns the value that `filter` sorts by.
    fn key(&self, _filter: &Filter) -> &str {
        self.sort_name()
    }
}

/// A page of rows.
#[derive(Debug)]
pub struct Listing<R> {
    pub rows: Vec<R>,
    previous: Option<Cursor>,
    next: Option<Cursor>,
}

/// Reads one page of the rows that match. `read` gets the cursor to start from and how many rows to read. If the cursor
/// goes backward, `read` returns the rows in reverse order.
///
/// # Errors
/// Those of `read`.
pub fn page<R: Named>(
    filter: &Filter,
    everything: bool,
    matches: impl Fn(&R) -> bool,
    mut read: impl FnMut(Option<&Cursor>, usize) -> Result<Vec<R>>,
) -> Result<Listing<R>> {
    let backward = filter.cursor.as_ref().is_some_and(|cursor| cursor.backward);
    let cursor = |row: &R, backward| Cursor {
        backward,
        id: row.id(),
        key: Some(row.key(filter).to_owned()),
        unit: None,
    };
    let chunk = if everything { PAGE + 1 } else { CHUNK };
    let (mut at, mut found) = (filter.cursor.clone(), Vec::new());
    while found.len() <= PAGE {
        let rows = read(at.as_ref(), chunk)?;
        let is_last = rows.len() < chunk;
        at = rows.last().map(|row| cursor(row, backward));
        found.extend(rows.into_iter().filter(&matches));
        if is_last {
            break;
        }
    }
    let cut = Cut::of(found, PAGE, filter.cursor.as_ref().map(|cursor| cursor.backward));
    Ok(Listing {
        previous: cut.previous().map(|row| cursor(row, true)),
        next: cut.next().map(|row| cursor(row, false)),
        rows: cut.rows,
    })
}

impl<R> Listing<R> {
    /// Returns where the next page begins; `None` after the last one.
    pub fn onward(&self) -> Option<Cursor> {
        self.next.clone()
    }

    /// `shown`: the text that says how many rows the page has.
    pub fn pager(&self, t: &Texts, shown: &str, filter: &Filter, path: &str) -> Pager {
        Pager {
            shown: t.one(shown, "count", self.rows.len()),
            previous: self.previous.as_ref().map(|cursor| filter.at(cursor, path)),
            next: self.next.as_ref().map(|cursor| filter.at(cursor, path)),
        }
    }
}
