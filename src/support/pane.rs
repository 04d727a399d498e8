//! The list on the left, and the counters above it (SPEC C-1).
use super::customers::Customers;
use super::filter::Filter;
use super::{PATH, store, url};
use crate::db::Read;
use crate::error::Result;
use crate::users::list::people::{self, People, Person};
use crate::web::i18n::Texts;
use crate::web::parts::Pager;
use crate::web::shell::initials;
use crate::web::visit::Visit;
use std::collections::HashMap;

/// One user in it.
pub struct Line {
    pub url: String,
    pub initials: String,
    pub name: String,
    pub email: String,
    /// Of the customer, where the reader sees that.
    pub number: String,
    pub licensed: bool,
    pub locked: bool,
    /// It is the one shown on the right.
    pub chosen: bool,
}

pub struct Pane {
    pub rows: Vec<Line>,
    pub pager: Pager,
    pub filter: Filter,
    /// This list, at the address of the page: searching keeps who is chosen.
    pub action: String,
    /// The list alone.
    pub list_url: String,
    pub locked_url: String,
    pub cleared_url: String,
    pub customers: Customers,
    pub locked: String,
    pub licences: String,
    /// Somebody is shown beside it.
    pub chosen: bool,
}

/// What became of the address.
pub enum Opened {
    Pane(Box<Pane>),
    /// This page of the list is none: it begins anew there.
    Elsewhere(String),
}

impl Pane {
    /// `path`: the address of the page that shows it; `chosen`: whose page that is.
    ///
    /// # Errors
    /// Any database error.
    pub fn read(
        db: &mut impl Read,
        visit: &Visit,
        filter: Filter,
        (path, chosen): (&str, Option<i64>),
    ) -> Result<Opened> {
        let customers = Customers::of(&visit.access, &filter);
        let people = people::page(db, visit, customers.chosen, &filter.of_users())?;
        if people.rows.is_empty() && filter.cursor.is_some() {
            return Ok(Opened::Elsewhere(filter.paged(None).at(path)));
        }
        let beside = Beside {
            licensed: store::licensed(db, &ids(&people))?,
            numbers: numbers(db, visit, &people)?,
        };
        let pools = store::pools(db, &customers.listed)?;
        let t = &visit.t;
        Ok(Opened::Pane(Box::new(Self {
            rows: people
                .rows
                .iter()
                .map(|person| line(visit, person, &beside, &filter, chosen))
                .collect(),
            pager: Pager {
                shown: t.one("users-shown", "count", people.rows.len()),
                previous: people.previous.map(|cursor| filter.paged(Some(cursor)).at(path)),
                next: people.next.map(|cursor| filter.paged(Some(cursor)).at(path)),
            },
            action: path.to_owned(),
            list_url: filter.at(PATH),
            locked_url: filter.only_locked().at(path),
            cleared_url: filter.cleared().at(path),
            locked: t.number(people.locked),
            licences: licences(t, pools),
            chosen: chosen.is_some(),
            customers,
            filter,
        })))
    }
}

/// What the rows show beside the users themselves.
struct Beside {
    licensed: Vec<i64>,
    /// Customer numbers by unit of the user.
    numbers: HashMap<i64, String>,
}

fn ids(people: &People) -> Vec<i64> {
    people.rows.iter().map(|person| person.id).collect()
}

/// The customer's number by unit, as far as the reader sees the customer.
fn numbers(db: &mut impl Read, visit: &Visit, people: &People) -> Result<HashMap<i64, String>> {
    let units = visit.access.snapshot().units();
    let customer = |unit: i64| {
        let customer = units.customer(unit)?;
        visit.access.seen_unit(customer.id).map(|customer| customer.id)
    };
    let of: HashMap<i64, i64> = people
        .rows
        .iter()
        .filter_map(|person| Some((person.unit, customer(person.unit)?)))
        .collect();
    let stored = store::customer_numbers(db, &of.values().copied().collect::<Vec<_>>())?;
    let number = |(unit, customer): (i64, i64)| Some((unit, stored.get(&customer)?.clone()));
    Ok(of.into_iter().filter_map(number).collect())
}

fn line(visit: &Visit, person: &Person, beside: &Beside, filter: &Filter, chosen: Option<i64>) -> Line {
    let number = beside.numbers.get(&person.unit);
    Line {
        url: filter.at(&url(person.id)),
        initials: initials(&person.display_name),
        name: person.display_name.clone(),
        email: person.email.clone().unwrap_or_default(),
        number: number
            .map(|number| visit.t.one("support-customer-number", "number", number))
            .unwrap_or_default(),
        licensed: beside.licensed.contains(&person.id),
        locked: person.locked,
        chosen: chosen == Some(person.id),
    }
}

/// **Cloud User Licences**: how many are assigned, how many remain; unlimited if one customer's are.
fn licences(t: &Texts, pools: store::Pools) -> String {
    match pools.remaining {
        Some(remaining) => t.two("support-licences", "assigned", pools.taken, "remaining", remaining),
        None => t.one("support-licences-unlimited", "assigned", pools.taken),
    }
}
