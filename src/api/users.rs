//! GET /api/v1/users and /api/v1/users/{id}: users, limited and searched as on the screen (SPEC 12).
use super::{Unit, json, store};
use crate::error::{Error, Result};
use crate::text::name_key;
use crate::users::list::Filter;
use crate::users::list::programs::{self, Person};
use crate::web::answer::Answer;
use crate::web::cursor::Cursor;
use crate::web::request::{Id, Query};
use crate::web::visit::View;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct User {
    id: i64,
    login: String,
    display_name: String,
    email: Option<String>,
    unit: Unit,
    status: &'static str,
    last_active: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct Page {
    users: Vec<User>,
    next: Option<String>,
}

/// The filters of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    q: String,
    /// Code of a unit: only users in it or below it.
    unit: Option<String>,
    deactivated: bool,
    cursor: Option<String>,
}

impl From<Person> for User {
    fn from(person: Person) -> Self {
        Self {
            id: person.id,
            login: person.login,
            display_name: person.display_name,
            email: person.email,
            unit: Unit {
                id: person.unit,
                code: person.unit_code,
                name: person.unit_name,
            },
            status: person.status,
            last_active: person.last_active,
            created_at: person.created_at,
        }
    }
}

/// GET /api/v1/users, by display name, fifty at a time.
pub fn list(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let odd = || Error::BadRequest("no such cursor".into());
    let cursor = asked
        .cursor
        .map(|cursor| Cursor::read(&cursor).ok_or_else(odd))
        .transpose()?;
    let unit = match asked.unit.map(|code| name_key(&code)) {
        Some(code) => Some(store::unit(&mut view.db, &code)?.ok_or(Error::NotFound)?),
        None => None,
    };
    let filter = Filter {
        q: asked.q.trim().to_owned(),
        unit,
        deactivated: asked.deactivated,
        cursor,
        ..Filter::default()
    };
    let (people, next) = programs::page(view, &filter)?;
    json(&Page {
        users: people.into_iter().map(User::from).collect(),
        next: next.map(|next| next.to_string()),
    })
}

/// GET /api/v1/users/{id}.
pub fn show(view: &mut View, Id(id): Id) -> Result<Answer> {
    json(&User::from(programs::one(view, id)?))
}
