//! Generates people.
use super::dice::Dice;
use super::names::{FIRST_NAMES, SURNAMES};
use super::tree::{Index, Tree};
use crate::text::fold;

const KIND: u64 = 2;

/// A generated user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub login: String,
    pub display_name: String,
    pub email: Option<String>,
    pub is_active: bool,
    /// The user's unit.
    pub unit: Index,
}

/// Returns the person with this number. Login and the name in the address end with the number, so they are unique.
pub fn person(seed: u64, number: usize, tree: &Tree) -> Person {
    let mut dice = Dice::of(seed, KIND, number);
    let (first, last) = (*dice.favour(FIRST_NAMES), *dice.favour(SURNAMES));
    let middle = dice.percent(20).then(|| *dice.pick(SURNAMES));
    let (plain_first, plain_last) = (fold(first), fold(last));
    let beginning = |name: &str| name.chars().take(2).collect::<String>();
    let unit = unit(&mut dice, tree);
    Person {
        login: format!("{}{}{number}", beginning(&plain_first), beginning(&plain_last)),
        display_name: match middle {
            Some(middle) => format!("{first} {middle} {last}"),
            None => format!("{first} {last}"),
        },
        email: dice
            .percent(70)
            .then(|| format!("{plain_first}.{plain_last}{number}@{}.example", domain(tree, unit))),
        is_active: dice.percent(95),
        unit,
    }
}

/// Picks a unit: for most people a store, for a few a region or a whole chain.
fn unit(dice: &mut Dice, tree: &Tree) -> Index {
    let store = *dice.pick(&tree.stores);
    let up = match dice.below(100) {
        0 => 2,
        1..4 => 1,
        _ => 0,
    };
    (0..up).fold(store, |unit, _| tree.above(unit).unwrap_or(unit))
}

/// Returns the name of the chain's domain, which is below the top-level domain for examples (RFC 2606 §2).
fn domain(tree: &Tree, unit: Index) -> String {
    let mut chain = unit;
    while let Some(above) = tree.above(chain) {
        chain = above;
    }
    tree.units[chain].code.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{Email, LoginName};
    use std::collections::HashSet;

    #[test]
    fn everybody_has_a_login_and_an_address_the_forms_would_take() {
        let tree = Tree::grow(1, 50);
        let people: Vec<Person> = (0..2_000).map(|number| person(1, number, &tree)).collect();
        let logins: HashSet<&str> = people.iter().map(|person| person.login.as_str()).collect();
        assert_eq!(logins.len(), people.len());
        assert!(people.iter().all(|person| LoginName::parse(&person.login).is_ok()));
        assert!(
            people
                .iter()
                .filter_map(|person| person.email.as_deref())
                .all(|email| Email::parse(email).is_ok())
        );
    }

    #[test]
    fn the_same_seed_makes_the_same_person_and_another_seed_another() {
        let tree = Tree::grow(1, 50);
        assert_eq!(person(1, 17, &tree), person(1, 17, &tree));
        assert_ne!(person(1, 17, &tree), person(2, 17, &tree));
    }
}
