//! The state of the list of users as the address gives it (SPEC L-2), independent of the user chosen beside it.
use crate::error::Result;
use crate::users::list::narrow::{Licensed, Narrow, Status};
use crate::users::{State, list};
use crate::web::cursor::Cursor;
use crate::web::request::{Input, Query, Request};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// The state of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The search as typed.
    pub q: String,
    pub licensed: bool,
    pub locked: bool,
    /// `None` for all users who are not deleted.
    pub status: Option<State>,
    /// **All Customers**.
    pub all: bool,
    /// The customer chosen in the header; `None` for the reader's own.
    pub customer: Option<i64>,
    pub cursor: Option<Cursor>,
}

/// The query string as received. Values that have no meaning are ignored.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw {
    q: String,
    licensed: String,
    locked: String,
    status: String,
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
            status: STATUSES
                .into_iter()
                .find(|(code, _)| *code == raw.status)
                .map(|(_, state)| state),
            all: raw.all == "1",
            customer: raw.customer.parse().ok(),
            cursor: Cursor::read(&raw.cursor),
        })
    }
}

/// Values of the filter by status.
pub const STATUSES: [(&str, State); 2] = [("active", State::Active), ("deactivated", State::Deactivated)];

impl Filter {
    /// Returns the parameters of the address, in order.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let flag = |on: bool| on.then(|| "1".to_owned());
        let fields = [
            ("q", Some(self.q.clone()).filter(|q| !q.is_empty())),
            ("licensed", flag(self.licensed)),
            ("locked", flag(self.locked)),
            ("status", self.status_code().map(str::to_owned)),
            ("all", flag(self.all)),
            ("customer", self.customer.map(|customer| customer.to_string())),
            ("cursor", self.cursor.as_ref().map(Cursor::to_string)),
        ];
        fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    pub fn status_code(&self) -> Option<&'static str> {
        let status = self.status?;
        STATUSES
            .into_iter()
            .find(|(_, state)| *state == status)
            .map(|(code, _)| code)
    }

    /// Returns the address of this state at `path`.
    pub fn at(&self, path: &str) -> String {
        self.beside(path, None)
    }

    /// Returns the address of this state at `path`, with a parameter of the page's own.
    pub fn beside(&self, path: &str, kept: Option<&(&'static str, String)>) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.fields());
        query.extend_pairs(kept.into_iter().map(|(name, value)| (name, value)));
        match query.finish() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// Returns this state at the page of `cursor`, or at the first page.
    pub fn paged(&self, cursor: Option<Cursor>) -> Self {
        Self { cursor, ..self.clone() }
    }

    /// Returns this list with only the users who are locked now.
    pub fn only_locked(&self) -> Self {
        Self {
            locked: true,
            status: None,
            cursor: None,
            ..self.clone()
        }
    }

    /// Returns this list without search and filters.
    pub fn cleared(&self) -> Self {
        Self {
            all: self.all,
            customer: self.customer,
            ..Self::default()
        }
    }

    pub fn narrows(&self) -> bool {
        !self.q.is_empty() || self.licensed || self.locked || self.status.is_some()
    }

    /// Returns the matching filter of the list of users; `None` if there can be none: a deactivated user has given the
    /// licence back, and is not counted as locked. So these are left out where only licensed or locked ones are wanted.
    pub fn of_users(&self) -> Option<list::Filter> {
        let only_deactivated = self.status == Some(State::Deactivated);
        let status = match self.locked {
            true => Some(Status::Locked),
            false => only_deactivated.then_some(Status::Deactivated),
        };
        let all = self.status.is_none() && !self.licensed && !self.locked;
        let filter = list::Filter {
            q: self.q.clone(),
            deactivated: only_deactivated || all,
            narrow: Narrow {
                status,
                licensed: self.licensed.then_some(Licensed::Yes),
                ..Narrow::default()
            },
            cursor: self.cursor.clone(),
            ..list::Filter::default()
        };
        (!only_deactivated || !self.licensed && !self.locked).then_some(filter)
    }
}
