//! Generates actors: customers of every store, some suppliers, and an employee for each of the first users.
use super::parties::{Party, party};
use super::people::person;
use super::rows::Rows;
use super::{CHUNK, Making, store};
use crate::access::fixed::SYSTEM;
use crate::actors::cpr::Cpr;
use crate::actors::words::{Named, of};
use crate::actors::{CUSTOMER, EMPLOYEE, Kind, SUPPLIER};
use crate::config::Seal;
use crate::db::Tx;
use crate::error::Result;
use crate::text::{name_key, sort_key};
use chrono::{Days, NaiveDate};

/// One in this many actors is the employee of a user, as long as there are users left.
const AN_EMPLOYEE: usize = 10;
/// One in this many actors is a supplier.
const A_SUPPLIER: usize = 100;
/// One in `A_COMPANY` customers is a company, one in `ARCHIVED` is archived.
const A_COMPANY: usize = 12;
const ARCHIVED: usize = 25;
/// Birthdays are spread over `DAYS` days, in steps of `STEP`. The two have no common factor, so every day comes up once
/// before any comes up again.
const DAYS: usize = 25_000;
const STEP: usize = 7_919;
/// A timestamp that COPY reads as the current time.
const NOW: &str = "now";

/// An actor to insert.
struct Made {
    party: Party,
    role: i64,
    number: String,
    unit: i64,
    user: Option<i64>,
    archived: bool,
    cpr: Option<Cpr>,
}

/// Rows to insert.
#[derive(Default)]
struct Sheets {
    actors: Rows,
    listed: Rows,
    words: Rows,
}

impl Making<'_> {
    pub(super) fn actors(&self, tx: &mut Tx<'_>, seal: &Seal) -> Result<()> {
        for first in (0..self.size.actors).step_by(CHUNK) {
            let mut sheets = Sheets::default();
            for number in first..(first + CHUNK).min(self.size.actors) {
                sheets.add(self.first_actor + number as i64, &self.actor(number), seal)?;
            }
            store::copy_actors(tx, &sheets.actors)?;
            store::copy_listed(tx, &sheets.listed)?;
            store::copy_actor_words(tx, &sheets.words)?;
        }
        store::store_actor_words(tx)
    }

    fn actor(&self, number: usize) -> Made {
        let employee = number / AN_EMPLOYEE;
        if number % AN_EMPLOYEE == 1 && employee < self.size.users {
            return self.employee(number, employee);
        }
        let supplies = number % A_SUPPLIER == 2;
        let is_person = !supplies && !number.is_multiple_of(A_COMPANY);
        let party = party(self.size.seed, number, is_person);
        let stores = &self.tree.stores;
        let (role, letter) = if supplies { (SUPPLIER, 'L') } else { (CUSTOMER, 'K') };
        Made {
            role,
            number: format!("{letter}{}", 10_000 + number),
            unit: self.unit(Some(stores[party.dice % stores.len()])),
            user: None,
            archived: party.dice.is_multiple_of(ARCHIVED),
            cpr: cpr(number).filter(|_| is_person && party.dice % 5 < 2),
            party,
        }
    }

    /// Makes the employee of a user. The employee of a deactivated user is archived.
    fn employee(&self, number: usize, user: usize) -> Made {
        let somebody = person(self.size.seed, user, &self.tree);
        let mut party = party(self.size.seed, number, true);
        party.name = somebody.display_name;
        party.email = somebody.email.unwrap_or_default();
        Made {
            party,
            role: EMPLOYEE,
            number: format!("M{}", 10_000 + number),
            unit: self.unit(Some(somebody.unit)),
            user: Some(self.user(user)),
            archived: !somebody.is_active,
            cpr: cpr(number),
        }
    }
}

/// Returns a national id number for the generated person `number`. Different persons get different numbers.
pub fn cpr(number: usize) -> Option<Cpr> {
    let day = NaiveDate::from_ymd_opt(1930, 1, 1)?.checked_add_days(Days::new((number * STEP % DAYS) as u64))?;
    Cpr::of_day(day, u16::try_from(1 + number / DAYS).ok()?)
}

impl Sheets {
    fn add(&mut self, id: i64, made: &Made, seal: &Seal) -> Result<()> {
        let party = &made.party;
        let sort_name = sort_key(&party.name);
        let sealed = made.cpr.as_ref().map(|cpr| cpr.close(seal, id)).transpose()?;
        let bytes = |bytes: &Vec<u8>| format!("\\x{}", hex::encode(bytes));
        let country = if party.city.is_empty() { "" } else { "Danmark" };
        let kind = if party.is_person {
            Kind::Person
        } else {
            Kind::Organization
        };
        let rows = &mut self.actors;
        rows.plain(id).plain(kind.code()).text(&party.name).text(&sort_name);
        rows.text(&made.number).text(&name_key(&made.number)).plain(made.unit);
        rows.text(&party.address)
            .text(&party.postal_code)
            .text(&party.city)
            .text(country);
        rows.text(&party.phone).text(&party.email).text(&party.cvr);
        rows.maybe(sealed.as_ref().map(|sealed| bytes(&sealed.bytes)).as_deref())
            .maybe(sealed.as_ref().map(|sealed| bytes(&sealed.hash)).as_deref());
        rows.maybe(made.user.map(|user| user.to_string()).as_deref())
            .maybe(made.archived.then_some(NOW));
        rows.plain(true).plain(SYSTEM).plain(SYSTEM).end();
        self.listed.plain(id).plain(made.role).text(&sort_name);
        self.listed.plain(made.unit).plain(!made.archived).end();
        let address = [&*party.address, &*party.postal_code, &*party.city, country].join(" ");
        let words = of(&Named {
            name: &party.name,
            number: &made.number,
            merged: "",
            email: &party.email,
            phone: &party.phone,
            address: &address,
            cvr: &party.cvr,
        });
        for word in words {
            self.words.plain(id).text(&word).end();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{DAYS, cpr};
    use std::collections::HashSet;

    #[test]
    fn everybody_has_a_national_id_number_of_their_own() {
        let numbers = (0..1_000).chain(DAYS..DAYS + 1_000).chain(9_990_000..9_991_000);
        let all: HashSet<String> = numbers.map(|number| cpr(number).unwrap().whole()).collect();
        assert_eq!(all.len(), 3_000);
    }
}
