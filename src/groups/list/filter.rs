//! What the list shows, as given by its address (SPEC L-2).
use crate::error::Result;
use crate::web::i18n::Texts;
use crate::web::request::{Input, Query, Request};
use crate::web::search::Help;
use serde::Deserialize;
use std::fmt;
use url::form_urlencoded::Serializer;

/// Address of the list.
pub const PATH: &str = "/groups";

/// A field that may be named before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    Name,
    DisplayName,
    Description,
}

/// The names of the fields, in both languages.
pub const FIELDS: [(&str, Named); 6] = [
    ("name", Named::Name),
    ("navn", Named::Name),
    ("displayname", Named::DisplayName),
    ("visningsnavn", Named::DisplayName),
    ("description", Named::Description),
    ("beskrivelse", Named::Description),
];

/// Returns what the help beside the search tells.
pub fn help(t: &Texts) -> Help {
    Help::of(t, &FIELDS, (Named::Name, "cash"))
}

/// The state of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The search, as typed.
    pub q: String,
    /// Whether the order is descending, from Å to A.
    pub descending: bool,
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw {
    q: String,
    dir: String,
    cursor: String,
}

impl Input for Filter {
    fn parse(request: &Request) -> Result<Self> {
        let Query(raw) = <Query<Raw> as Input>::parse(request)?;
        Ok(Self {
            q: raw.q.trim().to_owned(),
            descending: raw.dir == "desc",
            cursor: Cursor::read(&raw.cursor),
        })
    }
}

impl Filter {
    /// Returns the address of the list in this state.
    pub fn url(&self) -> String {
        self.at(PATH)
    }

    /// Returns the address of this state at another path.
    pub fn at(&self, path: &str) -> String {
        let mut query = Serializer::new(String::new());
        if !self.q.is_empty() {
            query.append_pair("q", &self.q);
        }
        if self.descending {
            query.append_pair("dir", "desc");
        }
        if let Some(cursor) = &self.cursor {
            query.append_pair("cursor", &cursor.to_string());
        }
        match query.finish() {
            empty if empty.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// Returns the same list from its beginning.
    pub fn at_start(&self) -> Self {
        Self {
            cursor: None,
            ..self.clone()
        }
    }

    /// Returns the page at `cursor`.
    pub fn paged(&self, cursor: &Cursor) -> Self {
        Self {
            cursor: Some(cursor.clone()),
            ..self.clone()
        }
    }

    /// Returns the list in the opposite order.
    pub fn turned(&self) -> Self {
        Self {
            descending: !self.descending,
            ..self.at_start()
        }
    }
}

/// A place between two rows: the sort key and the id of the row beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Whether the page ends here, instead of beginning here.
    pub backward: bool,
    pub id: i64,
    pub key: String,
}

impl Cursor {
    /// Reads what `to_string` wrote. Returns `None` for any other text.
    pub fn read(text: &str) -> Option<Self> {
        let backward = match text.get(..1)? {
            "f" => false,
            "b" => true,
            _ => return None,
        };
        let (id, key) = text.get(1..)?.split_once('.')?;
        let key = String::from_utf8(hex::decode(key).ok()?).ok()?;
        Some(Self {
            backward,
            id: id.parse().ok()?,
            key: Some(key).filter(|key| !key.contains('\0'))?,
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = if self.backward { 'b' } else { 'f' };
        write!(out, "{way}{}.{}", self.id, hex::encode(&self.key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_the_state_it_was_made_from() {
        let cursor = Cursor {
            backward: true,
            id: 7,
            key: "kasse ø".into(),
        };
        assert_eq!(Cursor::read(&cursor.to_string()), Some(cursor.clone()));
        let filter = Filter {
            q: "kasse -ø".into(),
            descending: true,
            cursor: Some(cursor),
        };
        assert_eq!(
            filter.url(),
            "/groups?q=kasse+-%C3%B8&dir=desc&cursor=b7.6b6173736520c3b8"
        );
        assert_eq!(Filter::default().url(), "/groups");
    }

    #[test]
    fn what_is_no_cursor_is_none() {
        for odd in ["", "f", "x1.61", "f1", "f1.zz", "f1.00", "fx.61", "å1.61"] {
            assert_eq!(Cursor::read(odd), None, "{odd}");
        }
    }
}
