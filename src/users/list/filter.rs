//! What the list shows, kept in its address (SPEC L-2): reload, back, bookmark and share give the same list.
use super::narrow::{Narrow, Status};
use crate::error::Result;
use crate::web::cursor::Cursor;
use crate::web::list_state::ListState;
use crate::web::request::{Input, Query, Request};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// The address of the list.
pub const PATH: &str = "/users";

/// The columns the list can be sorted by; each has an index (DESIGN 5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    Name,
    #[default]
    DisplayName,
    Email,
    Unit,
    Id,
}

impl Sort {
    pub fn code(self) -> &'static str {
        match self {
            Sort::Name => "name",
            Sort::DisplayName => "display_name",
            Sort::Email => "email",
            Sort::Unit => "unit",
            Sort::Id => "id",
        }
    }

    fn from_code(code: &str) -> Self {
        let all = [Sort::Name, Sort::DisplayName, Sort::Email, Sort::Unit, Sort::Id];
        all.into_iter().find(|sort| sort.code() == code).unwrap_or_default()
    }
}

/// The state of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Raw")]
pub struct Filter {
    /// The search, as typed.
    pub q: String,
    pub unit: Option<i64>,
    /// **Show deactivated** is on.
    pub deactivated: bool,
    /// The values of columns that are asked for.
    pub narrow: Narrow,
    pub sort: Sort,
    pub descending: bool,
    pub cursor: Option<Cursor>,
    pub selected: Vec<i64>,
}

/// The query string as it comes. Values that mean nothing are ignored, because addresses are shared and the list
/// changes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw {
    q: String,
    unit: String,
    deactivated: String,
    #[serde(flatten)]
    narrow: Narrow,
    sort: String,
    dir: String,
    cursor: String,
    id: Vec<i64>,
}

impl From<Raw> for Filter {
    fn from(raw: Raw) -> Self {
        Self {
            q: raw.q.trim().to_owned(),
            unit: raw.unit.parse().ok(),
            deactivated: raw.deactivated == "1",
            narrow: raw.narrow,
            sort: Sort::from_code(&raw.sort),
            descending: raw.dir == "desc",
            cursor: Cursor::read(&raw.cursor),
            selected: raw.id,
        }
    }
}

impl Input for Filter {
    fn parse(request: &Request) -> Result<Self> {
        Query::parse(request).map(|Query(filter)| filter)
    }
}

impl ListState for Filter {
    const PATH: &'static str = PATH;

    fn place(&mut self) -> (&mut Option<Cursor>, &mut Vec<i64>) {
        (&mut self.cursor, &mut self.selected)
    }

    fn at(&self, path: &str) -> String {
        let mut query = Serializer::new(String::new());
        let mut add = |name: &str, value: &str, wanted: bool| {
            if wanted {
                query.append_pair(name, value);
            }
        };
        add("q", &self.q, !self.q.is_empty());
        add("unit", &self.unit.unwrap_or_default().to_string(), self.unit.is_some());
        add("deactivated", "1", self.deactivated);
        for (name, value) in self.narrow.parameters() {
            add(name, value, true);
        }
        add("sort", self.sort.code(), self.sort != Sort::default());
        add("dir", "desc", self.descending);
        if let Some(cursor) = &self.cursor {
            add("cursor", &cursor.to_string(), true);
        }
        for id in &self.selected {
            add("id", &id.to_string(), true);
        }
        let query = query.finish();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }
}

impl Filter {
    /// Returns the list sorted by a column, in the other direction if it is sorted by it already.
    pub fn sorted(&self, sort: Sort) -> Self {
        let descending = self.sort == sort && !self.descending;
        Self {
            sort,
            descending,
            ..self.at_start()
        }
    }

    /// Returns the list narrowed to a unit and the units below; None stands for all units.
    pub fn within(&self, unit: Option<i64>) -> Self {
        Self {
            unit,
            ..self.at_start()
        }
    }

    /// Returns the list with other values of columns asked for.
    pub fn narrowed(&self, narrow: Narrow) -> Self {
        Self {
            narrow,
            ..self.at_start()
        }
    }

    /// Whether deactivated users are on the list.
    pub fn shows_deactivated(&self) -> bool {
        self.deactivated || self.narrow.status == Some(Status::Deactivated)
    }

    /// Whether the list is narrowed to users who are locked now.
    pub fn is_locked(&self) -> bool {
        self.narrow.status == Some(Status::Locked)
    }

    /// Returns the list narrowed to users who are locked now.
    pub fn only_locked(&self) -> Self {
        self.narrowed(Narrow {
            status: Some(Status::Locked),
            ..self.narrow
        })
    }

    /// Whether a search or filter may hide rows that are there.
    pub fn narrows(&self) -> bool {
        !self.q.is_empty() || !self.narrow.is_open()
    }

    /// Returns the list without its search and filter.
    pub fn cleared(&self) -> Self {
        Self {
            q: String::new(),
            narrow: Narrow::default(),
            ..self.at_start()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::list::narrow::{LastActive, Licensed};

    #[test]
    fn an_address_leads_back_to_the_state_it_was_made_from() {
        let filter = Filter {
            q: "jens -møller \"x&y\"".into(),
            unit: Some(7),
            deactivated: true,
            narrow: Narrow {
                status: Some(Status::Waiting),
                licensed: Some(Licensed::NotNeeded),
                last_active: Some(LastActive::NotFor90Days),
                ..Narrow::default()
            },
            sort: Sort::Unit,
            descending: true,
            cursor: Cursor::read("b19.6a.62757469.4"),
            selected: vec![3, 4],
        };
        assert!(filter.cursor.is_some());
        assert_eq!(Filter::of_address(&filter.url()), filter);
    }

    #[test]
    fn a_plain_list_has_a_plain_address() {
        assert_eq!(Filter::default().url(), "/users");
        assert_eq!(Filter::of_address("/users"), Filter::default());
    }

    #[test]
    fn values_that_mean_nothing_are_as_good_as_absent() {
        let odd =
            Filter::of_address("/users?unit=&sort=password&status=odd&dir=up&cursor=%00&deactivated=yes&nonsense=1");
        assert_eq!(odd, Filter::default());
        assert_eq!(Filter::of_address("https://evil/users?q=x"), Filter::default());
    }

    #[test]
    fn a_header_sorts_the_other_way_the_second_time() {
        let once = Filter::default().sorted(Sort::Name);
        assert!(!once.descending && once.sorted(Sort::Name).descending);
        assert!(
            Filter::default().sorted(Sort::DisplayName).descending,
            "it is sorted by that at first"
        );
    }
}
