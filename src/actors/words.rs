//! How actors are found and listed: their search words per role, and the values by which a role's list is sorted and
//! filtered (DESIGN 5). Every verb that changes a name, number, address, unit, state or role updates them in the same
//! transaction.
mod store;

pub use store::MERGED_NUMBERS;

use crate::db::Tx;
use crate::error::Result;
use crate::text;

/// The texts by which an actor is found.
#[derive(Debug, Clone, Copy, Default)]
pub struct Named<'a> {
    pub name: &'a str,
    pub number: &'a str,
    /// Numbers of the actors that were merged into it. A search for one of them finds this actor (SPEC A-4).
    pub merged: &'a str,
    pub email: &'a str,
    pub phone: &'a str,
    /// Street, postal code, city and country.
    pub address: &'a str,
    pub cvr: &'a str,
}

/// Returns the words under which an actor is found, folded, each once.
pub fn of(named: &Named<'_>) -> Vec<String> {
    let phone = whole_phone(named.phone);
    let texts = [
        named.name,
        named.number,
        named.merged,
        named.email,
        named.phone,
        &phone,
        named.address,
        named.cvr,
    ];
    let mut words: Vec<String> = texts.iter().flat_map(|text| text::words(text)).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Returns a phone number in other notations people use: without spaces, and without the Danish country code before
/// eight digits.
pub fn whole_phone(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("00").unwrap_or(&digits);
    match national.strip_prefix("45").filter(|rest| rest.len() == 8) {
        Some(danish) => format!("{digits} {danish}"),
        None => digits,
    }
}

/// Sets the roles of an actor, and updates its lists and search words from its row.
pub fn list(tx: &mut Tx<'_>, actor: i64, roles: &[i64]) -> Result<()> {
    store::set_roles(tx, actor, roles)?;
    write_all(tx, &[actor])
}

/// Takes an actor out of all lists and searches, because it was merged into another.
pub fn unlist(tx: &mut Tx<'_>, actor: i64) -> Result<()> {
    store::unlist(tx, actor)?;
    store::follow(tx, &[actor])
}

/// Writes the lists and search words of these actors anew from their rows (after imports and merges).
pub fn write_all(tx: &mut Tx<'_>, actors: &[i64]) -> Result<()> {
    for chunk in actors.chunks(store::CHUNK) {
        store::follow(tx, chunk)?;
        store::remove(tx, chunk)?;
        let mut rows = store::Words::default();
        for actor in store::named(tx, chunk)? {
            let words = of(&actor.named());
            rows.push(&actor, &words);
        }
        store::insert(tx, rows)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Named, of, whole_phone};

    #[test]
    fn an_actor_is_found_by_name_number_address_and_phone_however_it_is_written() {
        let words = of(&Named {
            name: "Møller & Søn ApS",
            number: "K-1042",
            phone: "+45 98 12 34 56",
            address: "Algade 3, 9000 Aalborg",
            ..Named::default()
        });
        for word in ["moller", "son", "1042", "98123456", "98", "9000", "alborg", "3"] {
            assert!(words.iter().any(|have| have == word), "{word} in {words:?}");
        }
    }

    #[test]
    fn only_a_danish_number_is_known_without_its_country_too() {
        assert_eq!(whole_phone("0045 98123456"), "004598123456 98123456");
        assert_eq!(whole_phone("+46 8 123 45"), "46812345");
        assert_eq!(whole_phone("45 12 34 56"), "45123456");
    }
}
