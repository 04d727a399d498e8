//! What the screen shows, as its address says it (SPEC L-2): the list, whatever user is chosen beside it.
use crate::error::Result;
use crate::users::list;
use crate::web::cursor::Cursor;
use crate::web::request::{Input, Query, Request};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// The state of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// As typed.
    pub q: String,
    pub licensed: bool,
    pub locked: bool,
    /// **All Customers**.
    pub all: bool,
    /// The customer chosen in the header; none: the reader's own.
    pub customer: Option<i64>,
    pub cursor: Option<Cursor>,
}

/// The query string as it comes. Values that mean nothing are as good as absent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw {
    q: String,
    licensed: String,
    locked: String,
    all: String,
    customer: String,
    cursor: String,
}

impl Input for Filter {
    fn parse(request: &Request) -> Result<Self> {
        let Query(raw) = <Query<Raw> as Input>::parse(request)?;
        Ok(Self {
            q: raw.q.trim().to_owned(),
            licensed: raw.licensed == "1",
            locked: raw.locked == "1",
            all: raw.all == "1",
            customer: raw.customer.parse().ok(),
            cursor: Cursor::read(&raw.cursor),
        })
    }
}

impl Filter {
    /// The address of this state at `path`.
    pub fn at(&self, path: &str) -> String {
        let mut query = Serializer::new(String::new());
        let mut add = |name: &str, value: String, wanted: bool| {
            if wanted {
                query.append_pair(name, &value);
            }
        };
        add("q", self.q.clone(), !self.q.is_empty());
        add("licensed", "1".into(), self.licensed);
        add("locked", "1".into(), self.locked);
        add("all", "1".into(), self.all);
        if let Some(customer) = self.customer {
            add("customer", customer.to_string(), true);
        }
        if let Some(cursor) = &self.cursor {
            add("cursor", cursor.to_string(), true);
        }
        match query.finish() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// The page at this place; none: from the beginning.
    pub fn paged(&self, cursor: Option<Cursor>) -> Self {
        Self { cursor, ..self.clone() }
    }

    /// Those who are locked now, of the same list.
    pub fn only_locked(&self) -> Self {
        Self {
            locked: true,
            cursor: None,
            ..self.clone()
        }
    }

    /// Without what narrows it.
    pub fn cleared(&self) -> Self {
        Self {
            all: self.all,
            customer: self.customer,
            ..Self::default()
        }
    }

    pub fn narrows(&self) -> bool {
        !self.q.is_empty() || self.licensed || self.locked
    }

    /// As the list of users is asked.
    pub fn of_users(&self) -> list::Filter {
        list::Filter {
            q: self.q.clone(),
            locked: self.locked,
            licensed: self.licensed,
            cursor: self.cursor.clone(),
            ..list::Filter::default()
        }
    }
}
