//! Generates units: chains of very different sizes with their regions and stores.
use super::dice::Dice;
use super::names::{CHAINS, REGIONS, STREETS, TOWNS};

const KIND: u64 = 1;

/// The index of a unit among those generated.
pub type Index = usize;

/// A generated unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// `None` for a customer, which is directly below the top.
    pub parent: Option<Index>,
    pub code: String,
    pub name: String,
    pub customer_number: Option<String>,
    pub number: Option<String>,
}

/// Every unit, parents before children.
pub struct Tree {
    pub units: Vec<Unit>,
    /// The units that most people are in: the stores or, if there are none, all units.
    pub stores: Vec<Index>,
}

impl Tree {
    /// Makes a tree of `count` units, at least one.
    pub fn grow(seed: u64, count: usize) -> Self {
        let mut tree = Self {
            units: Vec::with_capacity(count),
            stores: Vec::new(),
        };
        let chains = ((count as f64).sqrt() / 7.0).round().max(1.0) as usize;
        for (chain, size) in shares(count.max(1), chains).into_iter().enumerate() {
            tree.chain(seed, chain, size);
        }
        if tree.stores.is_empty() {
            tree.stores = (0..tree.units.len()).collect();
        }
        tree
    }

    fn chain(&mut self, seed: u64, chain: usize, size: usize) {
        let (name, letters) = CHAINS[chain % CHAINS.len()];
        let again = |text: &str| match chain / CHAINS.len() {
            0 => text.to_owned(),
            times => format!("{text} {}", times + 1),
        };
        let code = again(letters).replace(' ', "");
        let customer = self.units.len();
        self.units.push(Unit {
            parent: None,
            code: code.clone(),
            name: again(name),
            customer_number: Some(format!("{}", 10_000_000 + chain * 7_919)),
            number: None,
        });
        let below = size - 1;
        let regions = ((below as f64).sqrt() / 2.5).ceil() as usize;
        let mut number = 0;
        for (region, size) in shares(below, regions.min(below)).into_iter().enumerate() {
            let parent = self.units.len();
            self.units.push(region_unit(customer, &code, region));
            for _ in 1..size {
                number += 1;
                let store = self.units.len();
                self.stores.push(store);
                self.units.push(store_unit(seed, store, parent, &code, number));
            }
        }
    }

    /// Returns the unit above, or `None` for a customer.
    pub fn above(&self, unit: Index) -> Option<Index> {
        self.units[unit].parent
    }
}

fn region_unit(customer: Index, code: &str, region: usize) -> Unit {
    let name = REGIONS[region % REGIONS.len()];
    let times = region / REGIONS.len();
    Unit {
        parent: Some(customer),
        code: format!("{code}-R{:02}", region + 1),
        name: match times {
            0 => format!("Region {name}"),
            _ => format!("Region {name} {}", times + 1),
        },
        customer_number: None,
        number: None,
    }
}

fn store_unit(seed: u64, index: Index, parent: Index, code: &str, number: usize) -> Unit {
    let mut dice = Dice::of(seed, KIND, index);
    Unit {
        parent: Some(parent),
        code: format!("{code}-{number:04}"),
        name: format!("{}, {}", dice.favour(TOWNS), dice.pick(STREETS)),
        customer_number: None,
        number: Some(format!("{number:04}")),
    }
}

/// Divides `total` into `parts` of at least one, in the proportions 1, 1/2, 1/3, … The first part is the largest.
fn shares(total: usize, parts: usize) -> Vec<usize> {
    let whole: f64 = (1..=parts).map(|part| 1.0 / part as f64).sum();
    let mut left = total;
    let mut sizes: Vec<usize> = (0..parts)
        .map(|part| {
            let wanted = (total as f64 / whole / (part + 1) as f64) as usize;
            let size = wanted.clamp(1, left.saturating_sub(parts - part - 1).max(1));
            left -= size;
            size
        })
        .collect();
    if let Some(first) = sizes.first_mut() {
        *first += left;
    }
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_tree_has_as_many_units_as_asked_for_and_unique_codes() {
        for count in [1, 2, 3, 7, 50, 2_000, 20_000] {
            let tree = Tree::grow(1, count);
            let codes: HashSet<&str> = tree.units.iter().map(|unit| unit.code.as_str()).collect();
            assert_eq!((tree.units.len(), codes.len()), (count, count));
            assert!((0..count).all(|unit| tree.above(unit).is_none_or(|parent| parent < unit)));
        }
    }

    #[test]
    fn a_large_tree_has_many_chains_and_a_few_of_them_most_stores() {
        let tree = Tree::grow(1, 20_000);
        let customers = tree.units.iter().filter(|unit| unit.customer_number.is_some()).count();
        assert_eq!(customers, 20);
        assert!(tree.stores.len() > 19_000);
    }

    #[test]
    fn shares_add_up() {
        for (total, parts) in [(0, 0), (1, 1), (10, 10), (100, 7), (20_000, 20)] {
            assert_eq!(shares(total, parts).iter().sum::<usize>(), total);
        }
    }
}
