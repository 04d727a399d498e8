//! What the list shows, kept in its address (SPEC L-2): reload, back, bookmark and share give the same list.
use crate::actors::{Kind, PATH};
use crate::error::Result;
use crate::web::cursor::Cursor;
use crate::web::list_state::ListState;
use crate::web::request::{Input, Query, Request};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// Stands in the address for the list of actors without a directory. No role can have this name.
pub const NO_ROLE: &str = "-";

/// The state of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Raw")]
pub struct Filter {
    /// System name of the role, or [`NO_ROLE`]; empty if the address has none.
    pub role: String,
    /// The search, as typed.
    pub q: String,
    pub unit: Option<i64>,
    /// **Show archived** is on.
    pub archived: bool,
    pub kind: Option<Kind>,
    /// Shows only enabled actors, or only those that are not.
    pub enabled: Option<bool>,
    pub descending: bool,
    pub cursor: Option<Cursor>,
    pub selected: Vec<i64>,
}

/// The query string as it comes. Values that mean nothing are ignored, because addresses are shared and the list
/// changes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw {
    role: String,
    q: String,
    unit: String,
    archived: String,
    kind: String,
    enabled: String,
    dir: String,
    cursor: String,
    id: Vec<i64>,
}

impl From<Raw> for Filter {
    fn from(raw: Raw) -> Self {
        Self {
            role: raw.role.chars().take(40).collect(),
            q: raw.q.trim().to_owned(),
            unit: raw.unit.parse().ok(),
            archived: raw.archived == "1",
            kind: Kind::from_code(&raw.kind),
            enabled: match raw.enabled.as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
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
        let enabled = match self.enabled {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        };
        let pairs = [
            ("role", self.role.clone()),
            ("q", self.q.clone()),
            ("unit", self.unit.map(|unit| unit.to_string()).unwrap_or_default()),
            ("archived", if self.archived { "1" } else { "" }.to_owned()),
            ("kind", self.kind.map(Kind::code).unwrap_or_default().to_owned()),
            ("enabled", enabled.to_owned()),
            ("dir", if self.descending { "desc" } else { "" }.to_owned()),
            (
                "cursor",
                self.cursor.as_ref().map(Cursor::to_string).unwrap_or_default(),
            ),
        ];
        let mut query = Serializer::new(String::new());
        query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
        for id in &self.selected {
            query.append_pair("id", &id.to_string());
        }
        match query.finish() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }
}

impl Filter {
    /// Returns the list of this role as it is at first.
    pub fn of_role(role: &str) -> Self {
        Self {
            role: role.to_owned(),
            ..Self::default()
        }
    }

    /// Returns what a form beside the search sends along. The words and the ticks are left out: the form has its own.
    pub fn beside_words(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("role", self.role.clone())];
        pairs.extend(self.unit.map(|unit| ("unit", unit.to_string())));
        pairs.extend(self.descending.then(|| ("dir", "desc".to_owned())));
        pairs
    }

    /// Returns the list in the other direction.
    pub fn turned(&self) -> Self {
        Self {
            descending: !self.descending,
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

    /// Whether a search or filter may hide rows that are there.
    pub fn narrows(&self) -> bool {
        !self.q.is_empty() || self.kind.is_some() || self.enabled.is_some()
    }

    /// Returns how many of the filters behind the button are set.
    pub fn further(&self) -> usize {
        usize::from(self.kind.is_some()) + usize::from(self.enabled.is_some())
    }

    /// Whether each row must be looked at, because no index answers these filters.
    pub fn looks(&self) -> bool {
        self.kind.is_some() || self.enabled.is_some()
    }

    /// Returns the list without its search and filters.
    pub fn cleared(&self) -> Self {
        Self {
            q: String::new(),
            kind: None,
            enabled: None,
            ..self.at_start()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_the_state_it_was_made_from() {
        let filter = Filter {
            role: "customer".into(),
            q: "jens -møller \"x&y\"".into(),
            unit: Some(7),
            archived: true,
            kind: Some(Kind::Organization),
            enabled: Some(false),
            descending: true,
            cursor: Cursor::read("b19.6a"),
            selected: vec![3, 4],
        };
        assert!(filter.cursor.is_some());
        assert_eq!(Filter::of_address(&filter.url()), filter);
    }

    #[test]
    fn values_that_mean_nothing_are_as_good_as_absent() {
        let odd = Filter::of_address("/actors?role=customer&unit=&dir=up&cursor=%00&archived=yes&kind=dog&enabled=1");
        assert_eq!(odd, Filter::of_role("customer"));
        assert_eq!(Filter::of_address("https://evil/actors?q=x"), Filter::default());
    }
}
