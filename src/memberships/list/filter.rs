//! What the list shows, as its address says it (SPEC L-2).
use crate::error::Result;
use crate::web::cursor::RowCursor as Cursor;
pub use crate::web::days::Days;
use crate::web::request::{Input, Query, Request};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// Where the screen is.
pub const PATH: &str = "/memberships";
/// What ends within so many days ends soon.
pub const SOON_DAYS: i64 = 30;

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Newest first.
    Created,
    /// What begins in a span, first first.
    Start,
    /// What ends in a span, soonest first.
    End,
}

/// The state of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Free text (SPEC L-1).
    pub q: String,
    pub unit: Option<i64>,
    pub group: Option<i64>,
    /// As the field for an account sends it.
    pub account: String,
    /// Whoever made it, as the field for an account sends it, or a login.
    pub by: String,
    pub starts: Days,
    pub ends: Days,
    pub created: Days,
    /// **Ends soon**.
    pub soon: bool,
    pub cursor: Option<Cursor>,
    /// The account and the author as ids: filled in by whoever may look them up. 0: nobody.
    pub account_id: Option<i64>,
    pub by_id: Option<i64>,
    /// The zone in which days begin.
    pub zone: Tz,
}

/// The query string as it comes. Values that mean nothing are as good as absent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw {
    q: String,
    unit: String,
    group: String,
    account: String,
    by: String,
    starts_from: String,
    starts_to: String,
    ends_from: String,
    ends_to: String,
    created_from: String,
    created_to: String,
    soon: String,
    cursor: String,
}

impl Input for Filter {
    fn parse(request: &Request) -> Result<Self> {
        let Query(raw) = <Query<Raw> as Input>::parse(request)?;
        Ok(Self {
            q: raw.q.trim().to_owned(),
            unit: raw.unit.parse().ok(),
            group: raw.group.parse().ok(),
            account: raw.account.trim().to_owned(),
            by: raw.by.trim().to_owned(),
            starts: Days::of(&raw.starts_from, &raw.starts_to),
            ends: Days::of(&raw.ends_from, &raw.ends_to),
            created: Days::of(&raw.created_from, &raw.created_to),
            soon: raw.soon == "1",
            cursor: Cursor::read(&raw.cursor),
            ..Self::default()
        })
    }
}

impl Filter {
    /// How the rows are ordered: by what is asked for.
    pub fn order(&self) -> Order {
        match () {
            () if self.soon || !self.ends.is_open() => Order::End,
            () if !self.starts.is_open() => Order::Start,
            () => Order::Created,
        }
    }

    /// The state as the fields of a form; what means nothing is left out.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
        let cursor = self.cursor.as_ref().map(ToString::to_string).unwrap_or_default();
        let pairs = [
            ("q", self.q.clone()),
            ("unit", id(self.unit)),
            ("group", id(self.group)),
            ("account", self.account.clone()),
            ("by", self.by.clone()),
            ("starts_from", day(self.starts.from)),
            ("starts_to", day(self.starts.to)),
            ("ends_from", day(self.ends.from)),
            ("ends_to", day(self.ends.to)),
            ("created_from", day(self.created.from)),
            ("created_to", day(self.created.to)),
            ("soon", if self.soon { "1".to_owned() } else { String::new() }),
            ("cursor", cursor),
        ];
        pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// What a form that asks for other words keeps.
    pub fn beside_words(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.pairs();
        pairs.retain(|(name, _)| !["q", "cursor"].contains(name));
        pairs
    }

    /// The address of this state at `path`.
    pub fn at(&self, path: &str) -> String {
        let query = Serializer::new(String::new()).extend_pairs(self.pairs()).finish();
        if query.is_empty() {
            path.to_owned()
        } else {
            let join = if path.contains('?') { '&' } else { '?' };
            format!("{path}{join}{query}")
        }
    }

    /// The address of the screen in this state.
    pub fn url(&self) -> String {
        self.at(PATH)
    }

    /// The page at `cursor`.
    pub fn paged(&self, cursor: &Cursor) -> Self {
        Self {
            cursor: Some(*cursor),
            ..self.clone()
        }
    }

    /// The same from the beginning, changed.
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = Self {
            cursor: None,
            ..self.clone()
        };
        change(&mut other);
        other
    }

    /// Whether rows may be missing because of what was asked for.
    pub fn narrows(&self) -> bool {
        let open = [self.starts, self.ends, self.created].iter().all(Days::is_open);
        !open
            || self.soon
            || !self.q.is_empty()
            || self.group.is_some()
            || !self.account.is_empty()
            || !self.by.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_by_what_is_asked_for() {
        let plain = Filter::default();
        assert_eq!(plain.order(), Order::Created);
        assert_eq!(plain.with(|filter| filter.soon = true).order(), Order::End);
        let starts = plain.with(|filter| filter.starts = Days::of("2026-01-01", ""));
        assert_eq!(
            (starts.order(), starts.url()),
            (Order::Start, "/memberships?starts_from=2026-01-01".into())
        );
    }
}
