//! Entries about one user or actor, for the tab **Activity** (SPEC 3.3) and for one's own account (P-20).
use super::filter::{About, Cursor};
use super::pages::reader;
use super::store::{Key, Wanted, keys};
use super::view::Rows;
use super::visible::Visible;
use super::{Filter, Lookup};
use crate::db::Read;
use crate::error::Result;
use crate::web::request::Query;
use crate::web::search::SearchQuery;
use crate::web::visit::Visit;
use serde::Deserialize;

/// Which page of the entries.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Page {
    #[serde(default)]
    cursor: String,
}

/// The page asked for in the query.
pub type PageQuery = Query<Page>;

/// Which entries are shown.
#[derive(Debug, Clone)]
pub enum Whose {
    /// Entries about this user, including their cells and memberships, and entries by this user.
    User(i64),
    /// Entries about logins, second factors, links and tokens of this user.
    Logins(i64),
    /// Entries about this actor and the actors that were merged into it.
    Actor(i64),
}

/// Returns the entries that the reader may see. `here` is the address of the page that shows them.
///
/// # Errors
/// Any database error.
pub fn rows(db: &mut impl Read, visit: &Visit, whose: Whose, page: &Page, here: &str) -> Result<Rows> {
    paged(db, visit, whose, ("cursor", &page.cursor), here)
}

/// Does what [`rows`] does, for a page that has another list too. `name` is the query parameter for the page of
/// entries.
///
/// # Errors
/// Any database error.
pub fn paged(db: &mut impl Read, visit: &Visit, whose: Whose, (name, page): (&str, &str), here: &str) -> Result<Rows> {
    let visible = Visible::to(&visit.access);
    let mut wanted = Wanted::all(&visible);
    match whose {
        Whose::User(user) => wanted = Wanted::of_user(db, &visible, user)?,
        Whose::Logins(user) => {
            wanted.subjects = Some(vec![Key::Subject("user", user)]);
            wanted.authentication = true;
        }
        Whose::Actor(actor) => wanted.subjects = Some(keys(db, About::Actor(actor))?),
    }
    let lookup = Lookup {
        wanted,
        search: SearchQuery::default(),
        oldest: false,
    };
    let reader = reader(visit);
    let listing = lookup.page(db, &reader, Cursor::read(page))?;
    let join = if here.contains('?') { '&' } else { '?' };
    let from = if page.is_empty() {
        here.to_owned()
    } else {
        format!("{here}{join}{name}={page}")
    };
    Ok(Rows::of(&reader, &listing, &from, |cursor| {
        format!("{here}{join}{name}={cursor}")
    }))
}

/// Returns the address of the whole log, narrowed to one user, group, unit or actor, for links from other pages.
pub fn url(about: About) -> String {
    Filter::of(about).url()
}
