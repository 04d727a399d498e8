//! Support → **Organisations** (SPEC C-5, C-9): named sets of customers, which Caterers reach.
//!
//! An organisation is there for whoever reaches all of its customers: so nobody hands out one that leads further than
//! they get themselves. Customers without Access stay nameless and are kept by Save (P-12).
//!
//! `ManageCustomers` is a Global right: it holds or not, through memberships at the top alone, and no customer is its
//! place (SPEC 2.2). What is limited is reach. So whoever holds it and reaches some customers makes and changes
//! organisations of just those: others are not found and cannot be put in, and an organisation that has others is not
//! there at all. Somebody who is in a group with that right within one customer only does not hold it.
pub mod delete;
pub mod edit;
pub mod pages;
mod store;

use crate::access::escalation::Change;
use crate::access::{Access, Can, Target, actions, installation_actions, rules, subjects_of};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::{Read, Tx};
use crate::error::{Result, violation};
use crate::names::DisplayName;
use crate::org_units::{self, Unit};
use crate::web::field::Choice;
pub use store::{Caterer, Customer, Organisation};

/// Where the list is.
pub const PATH: &str = "/support/organisations";

installation_actions! {
    /// A new organisation.
    CreateOrganisation: Unit = org_units::lock_top, rules::manage_customers;
}

fn of_installation(_: &Organisation) -> Target {
    Target::installation()
}

actions! {
    /// Its name and its customers.
    EditOrganisation: Organisation = store::lock, of_installation, rules::manage_customers;
    /// For good, while nobody is Caterer of it.
    DeleteOrganisation: Organisation = store::lock_for_good, of_installation, rules::manage_customers;
}

impl Organisation {
    /// Whether it is there for the reader.
    fn is_seen(&self, access: &Access) -> bool {
        access.is_system() || reaches(access, self.customers.iter().map(|customer| customer.id))
    }

    /// Its customers, as far as the reader knows of them (P-12).
    fn known(&self, access: &Access) -> Vec<&Customer> {
        known(access, &self.customers)
    }
}

/// Whether an organisation of these customers is there for the reader, who reaches each of them.
pub fn reaches(access: &Access, mut customers: impl Iterator<Item = i64>) -> bool {
    let (reach, units) = (access.reach(), access.snapshot().units());
    customers.all(|customer| units.get(customer).is_some_and(|unit| reach.contains(unit.pos)))
}

fn known<'c>(access: &Access, customers: &'c [Customer]) -> Vec<&'c Customer> {
    customers.iter().filter(|customer| access.knows(customer.id)).collect()
}

/// Whether there is such an organisation for the reader.
///
/// # Errors
/// Database errors.
pub fn is_there(access: &Access, db: &mut impl Read, id: i64) -> Result<bool> {
    Ok(store::one(db, id)?.is_some_and(|one| one.is_seen(access)))
}

/// Those the reader may assign, by name.
///
/// # Errors
/// Database errors.
pub fn choices(access: &Access, db: &mut impl Read) -> Result<Vec<Choice>> {
    let seen = seen(access, db)?;
    let choice = |one: &Organisation| Choice::new(one.id.to_string(), one.name.as_str());
    Ok(seen.iter().map(choice).collect())
}

/// Those that are there for the reader, by name.
///
/// # Errors
/// Database errors.
pub fn seen(access: &Access, db: &mut impl Read) -> Result<Vec<Organisation>> {
    let mut all = store::all(db)?;
    all.retain(|organisation| organisation.is_seen(access));
    Ok(all)
}

/// Somebody else has that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken;

/// Makes an organisation of these customers and returns its id.
///
/// # Errors
/// The inner error: the name is taken. The transaction can then not be used further.
pub fn create(
    tx: &mut Tx<'_>,
    author: &Author,
    _: &Can<'_, CreateOrganisation>,
    name: &DisplayName,
    customers: &[Customer],
) -> Result<Result<i64, Taken>> {
    let id = match not_taken(store::insert(tx, name, author.user))? {
        Ok(id) => id,
        Err(taken) => return Ok(Err(taken)),
    };
    store::set_customers(tx, id, &ids(customers))?;
    let entry = Entry::new(author, Event::OrganisationCreated, Subject::Installation, None)
        .diff("organisation", None, Some(name.as_str()))
        .diff("customers", None, Some(names(customers)));
    activity::record(tx, entry)?;
    Ok(Ok(id))
}

/// Changes name and customers. Whoever is a Caterer of it reaches its customers at the next request, and comes to hold
/// there nothing that the principal does not (P-6).
///
/// # Errors
/// The inner error: the name is taken. `Denied` for what somebody would gain.
pub fn update(
    tx: &mut Tx<'_>,
    access: &Access,
    author: &Author,
    can: &Can<'_, EditOrganisation>,
    (name, customers): (&DisplayName, &[Customer]),
) -> Result<Result<(), Taken>> {
    let old = can.row();
    let entry = Entry::new(author, Event::OrganisationChanged, Subject::Installation, None)
        .fact("organisation_id", old.id)
        .diff("organisation", old.name.as_str(), name.as_str())
        .diff("customers", names(&old.customers), names(customers));
    if old.name == name.as_str() && ids(&old.customers) == ids(customers) {
        return Ok(Ok(()));
    }
    if let Err(taken) = not_taken(store::update(tx, old.id, name, author.user))? {
        return Ok(Err(taken));
    }
    let caterers = store::caterers(tx, old.id)?;
    let before = subjects_of(tx, &caterers)?;
    store::set_customers(tx, old.id, &ids(customers))?;
    let after = subjects_of(tx, &caterers)?;
    let mut changes = Vec::new();
    for before in before.all() {
        let after = after.of(before.user)?;
        changes.push(Change::Reach { before, after });
    }
    access.may_change(&changes)?;
    activity::record(tx, entry)?;
    Ok(Ok(()))
}

/// Deletes an organisation that nobody is Caterer of. Otherwise it stays, and the inner error says whose it is.
///
/// # Errors
/// Database errors.
pub fn delete(tx: &mut Tx<'_>, author: &Author, can: &Can<'_, DeleteOrganisation>) -> Result<Result<(), Vec<Caterer>>> {
    let old = can.row();
    let caterers = store::caterers_named(tx, old.id)?;
    if !caterers.is_empty() {
        return Ok(Err(caterers));
    }
    store::delete(tx, old.id)?;
    let entry = Entry::new(author, Event::OrganisationDeleted, Subject::Installation, None)
        .fact("organisation_id", old.id)
        .diff("organisation", Some(old.name.as_str()), None)
        .diff("customers", Some(names(&old.customers)), None);
    activity::record(tx, entry)?;
    Ok(Ok(()))
}

fn ids(customers: &[Customer]) -> Vec<i64> {
    let mut ids: Vec<i64> = customers.iter().map(|customer| customer.id).collect();
    ids.sort_unstable();
    ids
}

fn names<'c>(customers: impl IntoIterator<Item = &'c Customer>) -> String {
    let names: Vec<&str> = customers.into_iter().map(|customer| customer.name.as_str()).collect();
    names.join(", ")
}

fn not_taken<T>(done: Result<T>) -> Result<Result<T, Taken>> {
    violation(done, &[("organisations_name", Taken)])
}
