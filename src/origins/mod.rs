//! Setup → **Origins** and **Locations** (SPEC S-1, 3.2): where users come from, as the installation names it.
//!
//! Both are lookup lists with the same kind of screen. A location belongs to one origin. They are managed with
//! SetupManage and chosen where users are edited. One that a user has cannot be deleted: a foreign key in PostgreSQL
//! prevents it. The page says how many users have it in the whole installation, because SetupManage is a right for all
//! of it.
mod choice;
pub mod delete;
pub mod edit;
pub mod list;
mod store;
mod verbs;

pub use choice::{Chosen, Demand, Misfit, Named, Offer, Within, choose, demand, offer};
pub use store::{any, hold_all, known};

use crate::names::{DisplayName, FieldError, named as name_uses};
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
    /// Returns the lookup that the address of the page is about.
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

    /// Returns the first text for origins, the second for locations.
    fn either<T>(self, origin: T, location: T) -> T {
        match self {
            Kind::Origin => origin,
            Kind::Location => location,
        }
    }
}

/// The name of an origin or a location: one line of 1–100 characters. Names of origins are unique without regard to
/// case, and so are names of locations within one origin.
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
    /// The origin of a location; `None` for an origin.
    origin: Option<Named>,
    /// The number of locations of an origin.
    locations: i64,
    /// Version for the optimistic lock of the form.
    version: i32,
}

/// All origins and locations: ids by the names in files, and names by the ids of users.
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

    /// Returns the location of this origin with this name.
    pub fn location(&self, origin: i64, name: &Name) -> Option<i64> {
        self.locations.get(&(origin, name.key())).copied()
    }

    /// Whether the location belongs to this origin.
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

/// What keeps an origin or a location from being deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Used {
    users: i64,
    locations: i64,
    /// It is the last origin, and users are required to have one.
    needed: bool,
}

impl Used {
    fn is_free(self) -> bool {
        self.users == 0 && self.locations == 0 && !self.needed
    }
}
