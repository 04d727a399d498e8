//! Setup → **Origins** and **Locations** (SPEC S-1, 3.2): where users come from, as the installation names it.
//!
//! Both are lookups with one screen each of the same shape; a location belongs to one origin. Whoever manages Setup keeps
//! them, whoever edits a user chooses among them. What a user has is not deleted: PostgreSQL holds that, and the page says by
//! how many it is held, wherever they stand, since SetupManage is a right of the whole installation.
mod choice;
pub mod delete;
pub mod edit;
pub mod list;
mod store;
mod verbs;

pub use choice::{Chosen, Demand, Misfit, Named, Offer, Within, choose, demand, offer};
pub use store::{any, hold_all, known};

use crate::users::identity::{DisplayName, FieldError, named as name_uses};
use crate::web::menu::{LOCATIONS, ORIGINS, Screen};
use crate::web::visit::Visit;
use std::collections::HashMap;

/// Which of the two lookups a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Origin,
    Location,
}

impl Kind {
    /// By the address of the page.
    fn of(visit: &Visit) -> Self {
        match visit.request.path.starts_with(LOCATIONS.url) {
            true => Kind::Location,
            false => Kind::Origin,
        }
    }

    fn screen(self) -> &'static Screen {
        match self {
            Kind::Origin => &ORIGINS,
            Kind::Location => &LOCATIONS,
        }
    }

    fn list(self) -> &'static str {
        self.screen().url
    }

    /// One of the two texts.
    fn either(self, origin: &'static str, location: &'static str) -> &'static str {
        match self {
            Kind::Origin => origin,
            Kind::Location => location,
        }
    }
}

/// What an origin or a location is called. 1–100 characters, one line; origins differ from each other without regard to case,
/// and so do the locations of one origin.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name(String);
name_uses!(Name);

impl Name {
    /// # Errors
    /// `Required`, `TooLong`, `Invisible`.
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        DisplayName::parse(raw).map(|name| Self(name.into()))
    }
}

/// One line of a lookup.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    id: i64,
    name: String,
    /// Of a location.
    origin: Option<Named>,
    /// Of an origin: how many locations it has.
    locations: i64,
    /// Optimistic lock of its form.
    version: i32,
}

/// Every origin and location: by key as files name them, by id as users have them.
#[derive(Debug, Default)]
pub struct Known {
    origins: HashMap<String, i64>,
    locations: HashMap<(i64, String), i64>,
    origin_names: HashMap<i64, String>,
    location_names: HashMap<i64, String>,
}

impl Known {
    pub fn origin(&self, name: &Name) -> Option<i64> {
        self.origins.get(&name.key()).copied()
    }

    /// A location of this origin.
    pub fn location(&self, origin: i64, name: &Name) -> Option<i64> {
        self.locations.get(&(origin, name.key())).copied()
    }

    /// Whether it is one of this origin.
    pub fn fits(&self, origin: Option<i64>, location: i64) -> bool {
        let mut all = self.locations.iter();
        all.any(|((of, _), id)| *id == location && Some(*of) == origin)
    }

    pub fn origin_name(&self, id: Option<i64>) -> Option<&str> {
        self.origin_names.get(&id?).map(String::as_str)
    }

    pub fn location_name(&self, id: Option<i64>) -> Option<&str> {
        self.location_names.get(&id?).map(String::as_str)
    }
}

/// Who has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Used {
    users: i64,
    locations: i64,
    /// It is the last origin, and the forms of users demand one.
    needed: bool,
}

impl Used {
    fn is_free(self) -> bool {
        self.users == 0 && self.locations == 0 && !self.needed
    }
}
