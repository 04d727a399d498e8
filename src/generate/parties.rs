//! Generates parties: people and companies that a chain deals with.
use super::dice::Dice;
use super::names::{FIRST_NAMES, STREETS, SURNAMES, TOWNS};
use crate::text::fold;

const KIND: u64 = 5;
/// Trades, for the names of companies.
const TRADES: [&str; 14] = [
    "Engros",
    "Kød",
    "Bageri",
    "Mejeri",
    "Frugt & Grønt",
    "Emballage",
    "Transport",
    "Rengøring",
    "Kølemontage",
    "Vin",
    "Skilte",
    "El",
    "VVS",
    "Kontorartikler",
];
const FORMS: [&str; 3] = ["ApS", "A/S", "I/S"];

/// A generated party. Text that is not known is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub is_person: bool,
    pub name: String,
    pub address: String,
    pub postal_code: String,
    pub city: String,
    pub phone: String,
    pub email: String,
    /// Only companies have one.
    pub cvr: String,
    /// A random number that stays the same for this party, for further choices by the caller.
    pub dice: usize,
}

/// Returns the party with this number. Email addresses are in a domain reserved for examples (RFC 2606 §2).
pub fn party(seed: u64, number: usize, is_person: bool) -> Party {
    let mut dice = Dice::of(seed, KIND, number);
    let (first, last) = (*dice.favour(FIRST_NAMES), *dice.favour(SURNAMES));
    let town = dice.below(TOWNS.len());
    let name = match is_person {
        true => format!("{first} {last}"),
        false => format!("{last} {} {}", dice.pick(&TRADES), dice.pick(&FORMS)),
    };
    let known = dice.percent(85);
    let plain = fold(last);
    let email = match (dice.percent(65), is_person) {
        (false, _) => String::new(),
        (true, true) => format!("{}.{plain}{number}@post.example", fold(first)),
        (true, false) => format!("kontor@{plain}{number}.example"),
    };
    Party {
        is_person,
        name,
        address: match known {
            true => format!("{} {}", dice.pick(STREETS), 1 + dice.below(180)),
            false => String::new(),
        },
        // Not the town's real postal code. It only matters that a town always has the same one.
        postal_code: if known {
            format!("{}", 1_000 + town * 137 % 8_990)
        } else {
            String::new()
        },
        city: if known { TOWNS[town].to_string() } else { String::new() },
        phone: match dice.percent(80) {
            true => format!(
                "+45 {} {:02} {:02} {:02}",
                20 + dice.below(79),
                dice.below(100),
                dice.below(100),
                dice.below(100)
            ),
            false => String::new(),
        },
        email,
        cvr: if is_person {
            String::new()
        } else {
            format!("{}", 10_000_000 + dice.below(89_999_999))
        },
        dice: dice.below(1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Email;

    #[test]
    fn parties_are_the_same_every_time_and_have_addresses_the_forms_would_take() {
        let all = |is_person| (0..500).map(move |number| party(1, number, is_person));
        assert!(all(true).eq(all(true)));
        assert!(
            all(true)
                .chain(all(false))
                .filter(|party| !party.email.is_empty())
                .all(|party| Email::parse(&party.email).is_ok())
        );
        assert!(all(false).all(|party| party.cvr.len() == 8 && !party.is_person));
        assert!(all(true).all(|party| party.cvr.is_empty()));
    }
}
