//! The state of the audit as its address gives it (SPEC L-2). Every column can be filtered.
use crate::error::Result;
use crate::login_security::AUDIT;
use crate::web::cursor::RowCursor;
use crate::web::days::Days;
use crate::web::request::{Input, Query, Request};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// The order of the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Latest login or attempt first.
    #[default]
    Last,
    /// Most refused attempts first. Rows without refused attempts are left out.
    Blocked,
}

/// The filter and position of the list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Free text (SPEC L-1).
    pub q: String,
    pub unit: Option<i64>,
    /// An address or a range, as typed.
    pub address: String,
    pub first: Days,
    pub blocked: Days,
    pub success: Days,
    /// The least number of refused attempts.
    pub attempts: Option<i64>,
    pub logins: Option<i64>,
    pub order: Order,
    pub cursor: Option<RowCursor>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw {
    q: String,
    unit: String,
    address: String,
    first_from: String,
    first_to: String,
    blocked_from: String,
    blocked_to: String,
    success_from: String,
    success_to: String,
    attempts: String,
    logins: String,
    sort: String,
    cursor: String,
}

impl Input for Filter {
    fn parse(request: &Request) -> Result<Self> {
        let Query(raw) = <Query<Raw> as Input>::parse(request)?;
        let count = |text: &str| text.trim().parse::<i64>().ok().filter(|count| *count > 0);
        Ok(Self {
            q: raw.q.trim().to_owned(),
            unit: raw.unit.parse().ok(),
            address: raw.address.trim().to_owned(),
            first: Days::of(&raw.first_from, &raw.first_to),
            blocked: Days::of(&raw.blocked_from, &raw.blocked_to),
            success: Days::of(&raw.success_from, &raw.success_to),
            attempts: count(&raw.attempts),
            logins: count(&raw.logins),
            order: if raw.sort == "blocked" {
                Order::Blocked
            } else {
                Order::Last
            },
            cursor: RowCursor::read(&raw.cursor),
        })
    }
}

impl Filter {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let number = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let pairs = [
            ("q", self.q.clone()),
            ("unit", number(self.unit)),
            ("address", self.address.clone()),
            ("first_from", day(self.first.from)),
            ("first_to", day(self.first.to)),
            ("blocked_from", day(self.blocked.from)),
            ("blocked_to", day(self.blocked.to)),
            ("success_from", day(self.success.from)),
            ("success_to", day(self.success.to)),
            ("attempts", number(self.attempts)),
            ("logins", number(self.logins)),
            (
                "sort",
                if self.order == Order::Blocked {
                    "blocked".into()
                } else {
                    String::new()
                },
            ),
            (
                "cursor",
                self.cursor.map(|cursor| cursor.to_string()).unwrap_or_default(),
            ),
        ];
        pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Returns the parameters that a form for other search words keeps.
    pub fn beside_words(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.pairs();
        pairs.retain(|(name, _)| !["q", "cursor"].contains(name));
        pairs
    }

    /// Returns the address of the screen in this state.
    pub fn url(&self) -> String {
        self.at(AUDIT)
    }

    /// Returns the address of this state at another path.
    pub fn at(&self, path: &str) -> String {
        match Serializer::new(String::new())
            .extend_pairs(self.pairs())
            .finish()
            .as_str()
        {
            "" => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// Returns this state at the page of `cursor`.
    pub fn paged(&self, cursor: RowCursor) -> Self {
        Self {
            cursor: Some(cursor),
            ..self.clone()
        }
    }

    /// Returns this state with a change, at the first page.
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = Self {
            cursor: None,
            ..self.clone()
        };
        change(&mut other);
        other
    }

    /// Whether a filter other than the unit may hide rows.
    pub fn narrows(&self) -> bool {
        let all = Self {
            unit: self.unit,
            order: self.order,
            ..Self::default()
        };
        self.with(|_| ()).pairs() != all.pairs()
    }
}
