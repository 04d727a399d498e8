//! Choosing origins and locations, for the forms and files of users.
use super::store;
use crate::activity::Entry;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::web::field::Choice;

/// Whether forms of users have origin and location, and whether an origin is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// Neither Origin nor Location is on the forms.
    Hidden,
    Optional,
    Required,
}

impl Demand {
    pub const ALL: [Demand; 3] = [Demand::Hidden, Demand::Optional, Demand::Required];

    /// Returns the word for it in forms and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Demand::Hidden => "hidden",
            Demand::Optional => "optional",
            Demand::Required => "required",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|demand| demand.code() == code)
    }
}

/// An origin or a location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub id: i64,
    pub name: String,
}

/// The choices in a form of a user.
#[derive(Debug, Clone)]
pub struct Offer {
    pub demand: Demand,
    pub origins: Vec<Choice>,
    /// Locations by origin, in the order of the origins. Origins without locations are left out.
    pub locations: Vec<Within>,
}

/// The locations of one origin.
#[derive(Debug, Clone)]
pub struct Within {
    pub origin: Choice,
    pub locations: Vec<Choice>,
}

impl Offer {
    pub fn is_required(&self) -> bool {
        self.demand == Demand::Required
    }

    /// Returns the name of the origin with this value.
    pub fn origin(&self, value: &str) -> String {
        label(self.origins.iter(), value)
    }

    /// Returns the name of the location with this value.
    pub fn location(&self, value: &str) -> String {
        label(self.locations.iter().flat_map(|within| &within.locations), value)
    }
}

fn label<'c>(mut choices: impl Iterator<Item = &'c Choice>, value: &str) -> String {
    let found = choices.find(|choice| choice.value == value);
    found.map(|choice| choice.label.clone()).unwrap_or_default()
}

/// Returns whether the installation shows and requires origins.
///
/// # Errors
/// Any database error.
pub fn demand(db: &mut impl Read) -> Result<Demand> {
    store::demand(db)
}

/// Returns the choices for a form. `None` if the form does not have the fields: the setting hides them, or there are no
/// origins and none is required.
///
/// # Errors
/// Any database error.
pub fn offer(db: &mut impl Read) -> Result<Option<Offer>> {
    let demand = store::demand(db)?;
    if demand == Demand::Hidden {
        return Ok(None);
    }
    let choice = |line: &super::Line| Choice::new(line.id.to_string(), &line.name);
    let origins: Vec<Choice> = store::all(db, super::Kind::Origin)?.iter().map(choice).collect();
    if origins.is_empty() && demand == Demand::Optional {
        return Ok(None);
    }
    let mut locations: Vec<Within> = Vec::new();
    for line in store::all(db, super::Kind::Location)? {
        let Some(origin) = &line.origin else { continue };
        let value = origin.id.to_string();
        match locations.last_mut().filter(|within| within.origin.value == value) {
            Some(within) => within.locations.push(choice(&line)),
            None => locations.push(Within {
                origin: Choice::new(value, &origin.name),
                locations: vec![choice(&line)],
            }),
        }
    }
    Ok(Some(Offer {
        demand,
        origins,
        locations,
    }))
}

/// An origin and a location that go together, or neither.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    pub origin: Option<Named>,
    pub location: Option<Named>,
}

impl Chosen {
    /// Adds the names of origin and location, if chosen, to an entry about a new user.
    pub fn told(&self, entry: Entry) -> Entry {
        let fields = [("origin", &self.origin), ("location", &self.location)];
        let given = fields
            .into_iter()
            .filter_map(|(field, one)| Some((field, one.as_ref()?)));
        given.fold(entry, |entry, (field, one)| entry.fact(field, one.name.as_str()))
    }
}

/// Why an origin and a location cannot be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// An origin is required.
    NoOrigin,
    /// The origin was deleted in the meantime.
    OriginGone,
    /// The location belongs to another origin, or was deleted in the meantime.
    Location,
}

impl Misfit {
    /// Returns the id of the text that explains it.
    pub fn text(self) -> &'static str {
        match self {
            Misfit::NoOrigin => "field-required",
            Misfit::OriginGone => "user-origin-gone",
            Misfit::Location => "user-location-elsewhere",
        }
    }
}

/// Checks what was chosen, and locks it so that nobody deletes or moves it before the transaction ends.
///
/// # Errors
/// Any database error. The inner error tells what does not fit.
pub fn choose(
    tx: &mut Tx<'_>,
    demand: Demand,
    origin: Option<i64>,
    location: Option<i64>,
) -> Result<Result<Chosen, Misfit>> {
    let Some(origin) = origin else {
        return Ok(match (demand, location) {
            (Demand::Required, _) => Err(Misfit::NoOrigin),
            (_, Some(_)) => Err(Misfit::Location),
            _ => Ok(Chosen::default()),
        });
    };
    let Some(origin) = store::hold_origin(tx, origin)? else {
        return Ok(Err(Misfit::OriginGone));
    };
    let location = match location {
        None => None,
        Some(location) => match store::hold_location(tx, location, origin.id)? {
            Some(location) => Some(location),
            None => return Ok(Err(Misfit::Location)),
        },
    };
    Ok(Ok(Chosen {
        origin: Some(origin),
        location,
    }))
}
