//! How actors are found and listed: their search words per role, and the values by which a role's list is sorted and
//! filtered (DESIGN 5). Every verb that changes a name, number, address, unit, state or role updates them in the same
//! transaction.
mod store;

pub use store::MERGED_NUMBERS;

use crate::db::Tx;
use crate::error::Result;
use crate::text;
use std::collections::BTreeMap;

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

/// Returns the words under which the list of `role` finds an actor, each with whether it stands only in a field. Other
/// searches do not find by these, because they do not show the field.
fn under(role: i64, common: &[String], values: &[store::Value]) -> BTreeMap<String, bool> {
    let in_list = values.iter().filter(|value| value.role.is_none_or(|of| of == role));
    let of_fields = in_list.flat_map(store::Value::words).map(|word| (word, true));
    let common = common.iter().map(|word| (word.clone(), false));
    of_fields.chain(common).collect()
}

/// Sets the roles of an actor, and updates its lists and search words from its row and its fields.
pub fn list(tx: &mut Tx<'_>, actor: i64, roles: &[i64]) -> Result<()> {
    set_roles(tx, actor, roles)?;
    write_all(tx, &[actor])
}

/// Sets the roles of an actor. Its words are written by [`write_all`].
pub fn set_roles(tx: &mut Tx<'_>, actor: i64, roles: &[i64]) -> Result<()> {
    store::set_roles(tx, actor, roles)
}

/// Locks these actors, so that nobody saves one while its words are made.
pub fn lock(tx: &mut Tx<'_>, actors: &[i64]) -> Result<()> {
    store::lock(tx, actors)
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
        let mut values = store::values(tx, chunk)?;
        for actor in store::named(tx, chunk)? {
            let common = of(&actor.named());
            let values = values.remove(&actor.id).unwrap_or_default();
            for role in &actor.roles {
                rows.push(&actor, *role, under(*role, &common, &values));
            }
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
