//! What the list shows, as given by its address (SPEC L-2).
use crate::error::Result;
use crate::web::cursor::RowCursor as Cursor;
pub use crate::web::days::Days;
use crate::web::request::{Input, Query, Request};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// Address of the screen.
pub const PATH: &str = "/memberships";
/// A membership that ends within this many days ends soon.
pub const SOON_DAYS: i64 = 30;

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Newest first.
    Created,
    /// By when they begin, earliest first.
    Start,
    /// By when they end, soonest first.
    End,
}

impl Order {
    const ALL: [(&'static str, Order); 3] = [
        ("created", Order::Created),
        ("from", Order::Start),
        ("until", Order::End),
    ];

    /// Returns its code in the address.
    fn code(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find(|(_, order)| *order == self)
            .map_or("", |(code, _)| code)
    }
}

/// The order and its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sorting {
    pub by: Order,
    pub descending: bool,
}

impl Sorting {
    /// Returns the direction an order has until the reader changes it.
    fn at_first(by: Order) -> Self {
        Self {
            by,
            descending: by == Order::Created,
        }
    }
}

/// The state of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Free text (SPEC L-1).
    pub q: String,
    pub unit: Option<i64>,
    pub group: Option<i64>,
    /// The account, as its field sends it.
    pub account: String,
    /// The user who made it, as the field for an account sends it, or a login.
    pub by: String,
    pub starts: Days,
    pub ends: Days,
    pub created: Days,
    /// **Ends soon**.
    pub soon: bool,
    /// The order chosen by the head of a column.
    pub sort: Option<Sorting>,
    pub cursor: Option<Cursor>,
    /// Ids of the account and the author. Whoever may look them up fills them in. 0 means that nobody was found.
    pub account_id: Option<i64>,
    pub by_id: Option<i64>,
    /// The zone in which days begin.
    pub zone: Tz,
}

/// The query string as it was sent. Values without a meaning count as absent.
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
    sort: String,
    dir: String,
    cursor: String,
}

impl Input for Filter {
    fn parse(request: &Request) -> Result<Self> {
        let Query(raw) = <Query<Raw> as Input>::parse(request)?;
        let sort = Order::ALL.into_iter().find(|(code, _)| *code == raw.sort);
        Ok(Self {
            sort: sort.map(|(_, by)| Sorting {
                by,
                descending: raw.dir == "desc",
            }),
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
    /// Returns the order of the rows: the one chosen by a head, otherwise the one that suits the filters.
    pub fn sorting(&self) -> Sorting {
        self.sort.unwrap_or(Sorting::at_first(match () {
            () if self.soon || !self.ends.is_open() => Order::End,
            () if !self.starts.is_open() => Order::Start,
            () => Order::Created,
        }))
    }

    /// Returns the list in this order, or in the opposite direction if it has this order already.
    pub fn sorted(&self, by: Order) -> Self {
        let sorting = self.sorting();
        let sort = match sorting.by == by {
            true => Sorting {
                descending: !sorting.descending,
                ..sorting
            },
            false => Sorting::at_first(by),
        };
        self.with(|filter| filter.sort = Some(sort))
    }

    /// Returns the sorting as form fields.
    pub fn sort_fields(&self) -> Vec<(&'static str, &'static str)> {
        let sort = self.sort.map(|sort| ("sort", sort.by.code()));
        let descends = self.sort.filter(|sort| sort.descending);
        sort.into_iter().chain(descends.map(|_| ("dir", "desc"))).collect()
    }

    /// Returns the state as form fields. Empty ones are left out.
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
        let sort = self
            .sort_fields()
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()));
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        sort.chain(pairs).collect()
    }

    /// Returns what a form for other search words must keep.
    pub fn beside_words(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.pairs();
        pairs.retain(|(name, _)| !["q", "cursor"].contains(name));
        pairs
    }

    /// Returns the address of this state at `path`.
    pub fn at(&self, path: &str) -> String {
        let query = Serializer::new(String::new()).extend_pairs(self.pairs()).finish();
        if query.is_empty() {
            path.to_owned()
        } else {
            let join = if path.contains('?') { '&' } else { '?' };
            format!("{path}{join}{query}")
        }
    }

    /// Returns the address of the screen in this state.
    pub fn url(&self) -> String {
        self.at(PATH)
    }

    /// Returns the page at `cursor`.
    pub fn paged(&self, cursor: &Cursor) -> Self {
        Self {
            cursor: Some(*cursor),
            ..self.clone()
        }
    }

    /// Returns the list from its beginning, after `change`.
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = Self {
            cursor: None,
            ..self.clone()
        };
        change(&mut other);
        other
    }

    /// Whether rows may be missing because of a filter. The unit does not count as one.
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
        assert_eq!(plain.sorting().by, Order::Created);
        assert_eq!(plain.with(|filter| filter.soon = true).sorting().by, Order::End);
        let starts = plain.with(|filter| filter.starts = Days::of("2026-01-01", ""));
        assert_eq!(
            (starts.sorting().by, starts.url()),
            (Order::Start, "/memberships?starts_from=2026-01-01".into())
        );
        let turned = plain.sorted(Order::Created);
        assert_eq!(
            (turned.url(), turned.sorted(Order::End).url()),
            ("/memberships?sort=created".into(), "/memberships?sort=until".into())
        );
    }
}
