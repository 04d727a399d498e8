//! How actors are found and listed: their search words per role, and what the list of a role sorts and filters by (DESIGN
//! 5). Kept by every verb that changes a name, number, address, unit, state or role, in the same transaction.
mod store;

pub use store::MERGED_NUMBERS;

use crate::db::Tx;
use crate::error::Result;
use crate::text;

/// What an actor is found by.
#[derive(Debug, Clone, Copy, Default)]
pub struct Named<'a> {
    pub name: &'a str,
    pub number: &'a str,
    /// Numbers of those that were merged into it: whoever looks for one of them means this one (SPEC A-4).
    pub merged: &'a str,
    pub email: &'a str,
    pub phone: &'a str,
    /// Street, postal code, city and country.
    pub address: &'a str,
    pub cvr: &'a str,
}

/// The words under which an actor is found, folded, each once.
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

/// A phone number the other ways people write it: without spaces, and without the country's code before eight digits.
pub fn whole_phone(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("00").unwrap_or(&digits);
    match national.strip_prefix("45").filter(|rest| rest.len() == 8) {
        Some(danish) => format!("{digits} {danish}"),
        None => digits,
    }
}

/// The roles of one actor from now on, with everything its lists need, as its row stands now.
pub fn list(tx: &mut Tx<'_>, actor: i64, roles: &[i64]) -> Result<()> {
    store::set_roles(tx, actor, roles)?;
    write_all(tx, &[actor])
}

/// In no list and no search any more: it has been merged into another.
pub fn unlist(tx: &mut Tx<'_>, actor: i64) -> Result<()> {
    store::unlist(tx, actor)?;
    store::follow(tx, &[actor])
}

/// What lists and searches know of these actors, anew, as their rows stand now (imports, merges).
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
