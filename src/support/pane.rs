//! The list on the left, and the counters above it (SPEC C-1).
use super::customers::Customers;
use super::details::Mark;
use super::filter::{Filter, STATUSES};
use super::{PATH, store, url};
use crate::db::Read;
use crate::error::Result;
use crate::users::list::people::{self, People, Person};
use crate::users::list::view;
use crate::web::field::{Choice, Field};
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
    /// **Deactivated** or **Waiting for activation**: what is as it should be needs no word.
    pub status: Option<Mark>,
    /// It is the one shown on the right.
    pub chosen: bool,
}

pub struct Pane {
    pub rows: Vec<Line>,
    pub pager: Pager,
    /// Looking stopped before everybody had been looked at.
    pub stopped: bool,
    pub filter: Filter,
    /// This list, at the address of the page: searching keeps who is chosen, and the tab.
    pub action: String,
    /// What else stands in that address.
    pub kept: Option<(&'static str, String)>,
    pub statuses: Vec<Choice>,
    pub status: Field,
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

/// The page that shows the list.
#[derive(Debug, Default)]
pub struct Around {
    pub path: String,
    /// What stands in its address besides the list: it stays while the list is searched and paged.
    pub kept: Option<(&'static str, String)>,
    /// Whose page it is.
    pub chosen: Option<i64>,
}

impl Around {
    /// The address of the page with this state of the list.
    pub fn at(&self, filter: &Filter) -> String {
        filter.beside(&self.path, self.kept.as_ref())
    }
}

/// What became of the address.
pub enum Opened {
    Pane(Box<Pane>),
    /// This page of the list is none: it begins anew there.
    Elsewhere(String),
}

impl Pane {
    /// # Errors
    /// Any database error.
    pub fn read(db: &mut impl Read, visit: &Visit, filter: Filter, around: Around) -> Result<Opened> {
        let customers = Customers::of(&visit.access, &filter);
        let people = people::page(db, visit, customers.chosen, filter.of_users().as_ref())?;
        if people.rows.is_empty() && !people.stopped && filter.cursor.is_some() {
            return Ok(Opened::Elsewhere(around.at(&filter.paged(None))));
        }
        let beside = Beside {
            licensed: store::licensed(db, &ids(&people))?,
            numbers: numbers(db, visit, &people)?,
        };
        let t = &visit.t;
        Ok(Opened::Pane(Box::new(Self {
            licences: licences(t, &people),
            rows: people
                .rows
                .iter()
                .map(|person| line(visit, person, &beside, &filter, around.chosen))
                .collect(),
            pager: Pager {
                shown: t.one("users-shown", "count", people.rows.len()),
                previous: people.previous.map(|cursor| around.at(&filter.paged(Some(cursor)))),
                next: people.next.map(|cursor| around.at(&filter.paged(Some(cursor)))),
            },
            stopped: people.stopped,
            list_url: filter.at(PATH),
            locked_url: around.at(&filter.only_locked()),
            cleared_url: around.at(&filter.cleared()),
            statuses: statuses(t),
            status: Field::new("status", filter.status_code().unwrap_or_default()),
            chosen: around.chosen.is_some(),
            action: around.path,
            kept: around.kept,
            locked: t.number(people.locked),
            customers,
            filter,
        })))
    }
}

/// The choices of the filter of status.
fn statuses(t: &Texts) -> Vec<Choice> {
    let choice = |code: &str| Choice::new(code, t.get(&format!("users-status-{code}")));
    STATUSES.iter().map(|(code, _)| choice(code)).collect()
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
        locked: person.status == view::LOCKED,
        status: [view::DEACTIVATED, view::WAITING]
            .contains(&person.status)
            .then(|| Mark::of(&visit.t, person.status)),
        chosen: chosen == Some(person.id),
    }
}

/// **Cloud User Licences**: how many are assigned, how many remain; unlimited if one customer's are.
fn licences(t: &Texts, people: &People) -> String {
    match people.licences_left {
        Some(left) => t.two("support-licences", "assigned", people.licences, "remaining", left),
        None => t.one("support-licences-unlimited", "assigned", people.licences),
    }
}
