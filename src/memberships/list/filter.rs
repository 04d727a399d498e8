//! What the list shows, as its address says it (SPEC L-2).
use crate::error::Result;
use crate::web::request::{Input, Query, Request};
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use serde::Deserialize;
use std::fmt;
use url::form_urlencoded::Serializer;

/// Where the screen is.
pub const PATH: &str = "/memberships";
/// What ends within so many days ends soon.
pub const SOON_DAYS: i64 = 30;

/// From a day to a day, both included, in the reader's zone; each may be open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl Days {
    fn of(from: &str, to: &str) -> Self {
        let day = |text: &str| {
            let text = text.trim();
            let read = |format| NaiveDate::parse_from_str(text, format).ok();
            read("%Y-%m-%d").or_else(|| read("%d-%m-%Y"))
        };
        Self {
            from: day(from),
            to: day(to),
        }
    }

    pub fn is_open(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// The first moment, and the first that is past.
    pub fn moments(&self, zone: Tz) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let begins = |day: NaiveDate| {
            let midnight = day.and_hms_opt(0, 0, 0)?;
            let local = zone.from_local_datetime(&midnight).earliest();
            Some(local.map_or_else(|| Utc.from_utc_datetime(&midnight), |at| at.with_timezone(&Utc)))
        };
        let after = self.to.and_then(|day| day.succ_opt());
        (self.from.and_then(begins), after.and_then(begins))
    }
}

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
            cursor: Some(cursor.clone()),
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

/// A place between two rows: the moment the list is ordered by, and the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The page ends here instead of beginning here.
    pub backward: bool,
    /// Microseconds since 1970.
    pub micros: i64,
    pub id: i64,
}

impl Cursor {
    /// Reads what `to_string` wrote; anything else is no cursor.
    pub fn read(text: &str) -> Option<Self> {
        let backward = match text.get(..1)? {
            "f" => false,
            "b" => true,
            _ => return None,
        };
        let (micros, id) = text.get(1..)?.split_once('.')?;
        Some(Self {
            backward,
            micros: micros.parse().ok()?,
            id: id.parse().ok()?,
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = if self.backward { 'b' } else { 'f' };
        write!(out, "{way}{}.{}", self.micros, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_address_bar_and_nonsense_is_none() {
        let cursor = Cursor {
            backward: true,
            micros: 1_700_000_000_000_001,
            id: 7,
        };
        assert_eq!(Cursor::read(&cursor.to_string()), Some(cursor));
        for odd in ["", "f", "x1.2", "f1", "f1.x", "å1.2"] {
            assert_eq!(Cursor::read(odd), None, "{odd}");
        }
    }

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

    #[test]
    fn a_day_is_the_readers_day() {
        let (from, to) = Days::of("29-03-2026", "2026-03-29").moments(chrono_tz::Europe::Copenhagen);
        assert_eq!(from.unwrap().to_rfc3339(), "2026-03-28T23:00:00+00:00");
        assert_eq!(to.unwrap().to_rfc3339(), "2026-03-29T22:00:00+00:00", "23 hours long");
    }
}
