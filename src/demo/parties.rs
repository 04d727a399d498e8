//! The parties of the demonstration chain (SPEC 8): customers and suppliers of its stores, an employee for each user.
use super::store;
use crate::actors::cpr::Cpr;
use crate::actors::words;
use crate::actors::{CUSTOMER, EMPLOYEE, SUPPLIER};
use crate::config::Seal;
use crate::db::Tx;
use crate::error::Result;
use crate::generate::cpr;
use crate::generate::parties::{Party, party};
use crate::text::{name_key, sort_key};

const CUSTOMERS: usize = 3_000;
const SUPPLIERS: usize = 60;
const SEED: u64 = 8;

/// An actor that is about to be inserted.
pub(super) struct New {
    pub party: Party,
    pub number: String,
    pub number_key: String,
    pub sort_name: String,
    pub unit: i64,
    pub role: i64,
    /// The user who is this employee.
    pub user: Option<i64>,
    pub enabled: bool,
    pub archived: bool,
    pub remarks: &'static str,
    pub cpr: Option<Cpr>,
}

/// Inserts all actors, and the words by which lists find them.
pub(super) fn load(tx: &mut Tx<'_>, seal: &Seal) -> Result<()> {
    let stores = store::stores(tx)?;
    let place = |party: &Party| stores[party.dice % stores.len()];
    let customers = (0..CUSTOMERS).map(|number| {
        let party = party(SEED, number, !number.is_multiple_of(12));
        let archived = party.dice.is_multiple_of(25);
        let remarks = if party.dice % 70 == 3 {
            "Betaler kun kontant."
        } else {
            ""
        };
        let unit = place(&party);
        New {
            archived,
            remarks,
            cpr: cpr(number).filter(|_| party.is_person && party.dice % 5 < 2),
            ..New::of(party, format!("K{}", 10_000 + number), unit, CUSTOMER)
        }
    });
    let suppliers = (0..SUPPLIERS).map(|number| {
        let party = party(SEED, CUSTOMERS + number, false);
        New::of(party, format!("L{}", 500 + number), stores[0], SUPPLIER)
    });
    let mut all: Vec<New> = customers.chain(suppliers).collect();
    for user in store::people(tx)? {
        let mut party = party(SEED, CUSTOMERS + SUPPLIERS + all.len(), true);
        party.name = user.display_name;
        party.email = user.email.unwrap_or_default();
        let mut employee = New::of(party, format!("M{}", 1_000 + user.id), user.unit_id, EMPLOYEE);
        employee.cpr = cpr(CUSTOMERS + SUPPLIERS + all.len());
        (employee.user, employee.archived) = (Some(user.id), !user.active);
        all.push(employee);
    }
    let ids = store::insert_parties(tx, &all)?;
    keep_numbers(tx, seal, &all)?;
    store::set_up_actors(tx)?;
    words::write_all(tx, &ids)
}

/// Seals the national id numbers. A seal is bound to the id of its actor, so this runs after the actors are inserted.
fn keep_numbers(tx: &mut Tx<'_>, seal: &Seal, all: &[New]) -> Result<()> {
    let numbered: Vec<&New> = all.iter().filter(|new| new.cpr.is_some()).collect();
    let keys: Vec<&str> = numbered.iter().map(|new| new.number_key.as_str()).collect();
    let ids = store::numbered(tx, &keys)?;
    let closed = numbered.iter().filter_map(|new| {
        let id = *ids.get(&new.number_key)?;
        let sealed = new.cpr.as_ref()?.close(seal, id);
        Some(sealed.map(|sealed| (id, sealed)))
    });
    store::keep_cprs(tx, &closed.collect::<Result<Vec<_>>>()?)
}

impl New {
    fn of(party: Party, number: String, unit: i64, role: i64) -> Self {
        Self {
            number_key: name_key(&number),
            sort_name: sort_key(&party.name),
            number,
            unit,
            role,
            user: None,
            enabled: true,
            archived: false,
            remarks: "",
            cpr: None,
            party,
        }
    }
}
