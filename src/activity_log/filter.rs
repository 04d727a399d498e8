//! What the log shows, as its address says it (SPEC L-2).
use crate::error::Result;
use crate::web::days::is_meant;
use crate::web::request::{Input, Query, Request};
use chrono::NaiveDate;
use serde::Deserialize;
use std::fmt;
use url::form_urlencoded::Serializer;

/// Where the log lives.
pub const PATH: &str = "/activity";

/// A page begins (or ends) beyond this entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The page has newer entries than this one.
    pub newer: bool,
    pub id: i64,
}

impl Cursor {
    /// Where the log begins, read from its oldest entry.
    pub const OLDEST: Self = Self { newer: true, id: 0 };

    pub(super) fn read(text: &str) -> Option<Self> {
        let (newer, id) = match text.split_at_checked(1)? {
            ("o", id) => (false, id),
            ("n", id) => (true, id),
            _ => return None,
        };
        Some(Self {
            newer,
            id: id.parse().ok()?,
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", if self.newer { 'n' } else { 'o' }, self.id)
    }
}

/// Whom or what entries are about, exactly: `user-201`, `group-101`, `unit-5`, `actor-7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    User(i64),
    Group(i64),
    Unit(i64),
    Actor(i64),
}

impl About {
    fn read(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once('-')?;
        let id = id.parse().ok()?;
        match kind {
            "user" => Some(Self::User(id)),
            "group" => Some(Self::Group(id)),
            "unit" => Some(Self::Unit(id)),
            "actor" => Some(Self::Actor(id)),
            _ => None,
        }
    }
}

impl fmt::Display for About {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(out, "user-{id}"),
            Self::Group(id) => write!(out, "group-{id}"),
            Self::Unit(id) => write!(out, "unit-{id}"),
            Self::Actor(id) => write!(out, "actor-{id}"),
        }
    }
}

/// Who did it: one user, who was chosen, or everybody who has the words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Author {
    pub id: Option<i64>,
    pub words: String,
}

impl Author {
    /// Older addresses have the words where the chosen one is now.
    fn read(chosen: &str, words: String) -> Self {
        let id = chosen.parse().ok();
        let words = if id.is_none() && words.is_empty() {
            chosen.trim().to_owned()
        } else {
            words
        };
        Self { id, words }
    }

    pub fn is_any(&self) -> bool {
        self.id.is_none() && self.words.is_empty()
    }

    fn chosen(&self) -> String {
        self.id.map(|id| id.to_string()).unwrap_or_default()
    }
}

/// The state of the list. Texts are as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub q: String,
    pub unit: Option<i64>,
    pub about: Option<About>,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub kind: String,
    pub subject: String,
    pub description: String,
    pub user: Author,
    pub clerk: Author,
    pub address: String,
    /// Oldest first.
    pub oldest: bool,
    pub cursor: Option<Cursor>,
}

/// The query string as it comes. Values that mean nothing are as good as absent: addresses are shared and grow.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw {
    q: String,
    unit: String,
    about: String,
    from: String,
    until: String,
    kind: String,
    subject: String,
    description: String,
    user: String,
    user_find: String,
    clerk: String,
    clerk_find: String,
    address: String,
    dir: String,
    cursor: String,
}

impl Input for Filter {
    fn parse(request: &Request) -> Result<Self> {
        <Query<Raw> as Input>::parse(request).map(|Query(raw)| raw.into())
    }
}

impl From<Raw> for Filter {
    fn from(raw: Raw) -> Self {
        let text = |text: String| text.trim().chars().take(200).collect::<String>();
        Self {
            q: text(raw.q),
            unit: raw.unit.parse().ok(),
            about: About::read(&raw.about),
            from: raw.from.parse().ok().filter(is_meant),
            until: raw.until.parse().ok().filter(is_meant),
            kind: text(raw.kind),
            subject: text(raw.subject),
            description: text(raw.description),
            user: Author::read(&text(raw.user), text(raw.user_find)),
            clerk: Author::read(&text(raw.clerk), text(raw.clerk_find)),
            address: text(raw.address),
            oldest: raw.dir == "asc",
            cursor: Cursor::read(&raw.cursor),
        }
    }
}

impl Filter {
    /// The address of this state at `path`.
    pub fn at(&self, path: &str) -> String {
        let date = |date: Option<NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
        let pairs = [
            ("q", self.q.clone()),
            ("unit", self.unit.map(|unit| unit.to_string()).unwrap_or_default()),
            ("about", self.about.map(|about| about.to_string()).unwrap_or_default()),
            ("from", date(self.from)),
            ("until", date(self.until)),
            ("kind", self.kind.clone()),
            ("subject", self.subject.clone()),
            ("description", self.description.clone()),
            ("user", self.user.chosen()),
            ("user_find", self.user.words.clone()),
            ("clerk", self.clerk.chosen()),
            ("clerk_find", self.clerk.words.clone()),
            ("address", self.address.clone()),
            ("dir", if self.oldest { "asc".to_owned() } else { String::new() }),
            ("cursor", self.cursor.map(|at| at.to_string()).unwrap_or_default()),
        ];
        let mut query = Serializer::new(String::new());
        query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
        match query.finish() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    pub fn url(&self) -> String {
        self.at(PATH)
    }

    pub fn paged(&self, cursor: Option<Cursor>) -> Self {
        Self { cursor, ..self.clone() }
    }

    /// Returns this log in the other order, from its beginning.
    pub fn turned(&self) -> Self {
        Self {
            oldest: !self.oldest,
            ..self.paged(None)
        }
    }

    pub fn within(&self, unit: Option<i64>) -> Self {
        Self {
            unit,
            ..self.paged(None)
        }
    }

    /// The log of one thing.
    pub fn of(about: About) -> Self {
        Self {
            about: Some(about),
            ..Self::default()
        }
    }

    /// Returns this log about every subject, from its first page.
    pub fn about_all(&self) -> Self {
        Self {
            about: None,
            ..self.paged(None)
        }
    }

    /// How many of the filters behind the button are set.
    pub fn further(&self) -> usize {
        let texts = [&self.subject, &self.description, &self.address];
        let (authors, dates) = ([&self.user, &self.clerk], [self.from, self.until]);
        texts.iter().filter(|text| !text.is_empty()).count()
            + authors.iter().filter(|author| !author.is_any()).count()
            + dates.iter().flatten().count()
    }

    /// Whether entries may be missing because of what is asked for, not because there are none.
    pub fn narrows(&self) -> bool {
        !self.q.is_empty() || !self.kind.is_empty() || self.about.is_some() || self.further() > 0
    }

    /// Returns this log without filters, in the same unit.
    pub fn cleared(&self) -> Self {
        Self {
            unit: self.unit,
            oldest: self.oldest,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_the_state_it_was_made_from() {
        let filter = Filter {
            q: "carl & \"x\"".into(),
            unit: Some(4),
            about: Some(About::Actor(7)),
            from: NaiveDate::from_ymd_opt(2026, 1, 2),
            kind: "user.updated".into(),
            address: "10.0.0.0/8".into(),
            oldest: true,
            user: Author {
                id: Some(202),
                words: String::new(),
            },
            cursor: Some(Cursor { newer: true, id: 7 }),
            ..Filter::default()
        };
        let url = filter.url();
        let query = url.split_once('?').unwrap().1;
        assert_eq!(Filter::from(serde_html_form::from_str::<Raw>(query).unwrap()), filter);
        assert_eq!(Filter::default().url(), "/activity");
    }

    #[test]
    fn values_that_mean_nothing_are_as_good_as_absent() {
        let odd = "unit=x&about=user-x&from=31-12-2026&until=-262143-01-01&cursor=z9&nonsense=1";
        assert_eq!(
            Filter::from(serde_html_form::from_str::<Raw>(odd).unwrap()),
            Filter::default()
        );
    }
}
