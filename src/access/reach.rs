//! Reach (SPEC C-5, P-13): the outer border of every list and right, evaluated before everything. Members of
//! Administrators have none; everybody else reaches customers, whole, with every unit below them. A right whose scope
//! ignores the unit is no place, so reach says nothing about it: what it opens is a list, and the list ends where reach
//! ends.

use super::fixed::TOP;
use super::ranges::Ranges;
use super::units::{Unit, Units};

/// How far somebody reaches, by their security roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Support agents, and users whose unit is the top.
    Everything,
    /// These customers.
    Customers {
        /// The one this unit belongs to: of a Customer, the user's own unit. It follows the unit wherever that is
        /// moved.
        of: Option<i64>,
        /// Ids of those of a Caterer's organisation, ascending.
        organisation: Vec<i64>,
    },
}

impl Reach {
    /// No customer.
    pub const NOTHING: Self = Reach::Customers {
        of: None,
        organisation: Vec::new(),
    };

    /// Nothing but what the customer of this unit has.
    pub fn customer_of(unit: i64) -> Self {
        Reach::Customers {
            of: Some(unit),
            organisation: Vec::new(),
        }
    }

    /// Returns the reach of the same user in another unit. A user who reaches everything is assumed to keep that reach.
    pub fn moved_to(&self, unit: i64) -> Self {
        match self {
            _ if unit == TOP => Reach::Everything,
            Reach::Everything => Reach::Everything,
            Reach::Customers { of, organisation } => Reach::Customers {
                of: of.map(|_| unit),
                organisation: organisation.clone(),
            },
        }
    }

    /// Whether the unit with this index is within reach.
    pub(super) fn covers(&self, units: &Units, unit: u32) -> bool {
        let Reach::Customers { of, organisation } = self else {
            return true;
        };
        let Some(customer) = units.customer_index(unit) else {
            return false;
        };
        let own = of.and_then(|unit| units.customer_index(units.index(unit)?));
        own == Some(customer)
            || (!organisation.is_empty() && organisation.binary_search(&units.unit(customer).id).is_ok())
    }

    /// Returns everything within reach, archived units included.
    pub fn ranges(&self, units: &Units) -> Ranges {
        let Reach::Customers { of, organisation } = self else {
            return Ranges::All;
        };
        let own = of.and_then(|unit| units.customer(unit));
        let others = organisation
            .iter()
            .filter_map(|id| units.customer(*id).filter(|unit| unit.id == *id));
        let places = own.into_iter().chain(others).map(Unit::interval);
        Ranges::of(places.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: i64, parent: Option<i64>, pos: i32, last: i32) -> Unit {
        Unit {
            id,
            parent,
            name: format!("Unit {id}").into(),
            pos,
            last,
            archived: false,
            time_zone: None,
            language: None,
        }
    }

    /// 1 Top ─┬─ 2 ─── 3 ─── 4
    ///        ├─ 5 ─── 6
    ///        └─ 7
    fn tree() -> Units {
        Units::new(vec![
            unit(1, None, 1, 7),
            unit(2, Some(1), 2, 4),
            unit(3, Some(2), 3, 4),
            unit(4, Some(3), 4, 4),
            unit(5, Some(1), 5, 6),
            unit(6, Some(5), 6, 6),
            unit(7, Some(1), 7, 7),
        ])
    }

    fn within(units: &Units, reach: &Reach) -> Vec<i64> {
        let all: Vec<i64> = units.in_order().map(|unit| unit.id).collect();
        let covers = |id: &i64| units.index(*id).is_some_and(|at| reach.covers(units, at));
        let covered: Vec<i64> = all.into_iter().filter(covers).collect();
        let ranges = reach.ranges(units);
        let ranged = units.in_order().filter(|unit| ranges.contains(unit.pos));
        assert_eq!(covered, ranged.map(|unit| unit.id).collect::<Vec<_>>());
        covered
    }

    #[test]
    fn a_customer_is_reached_whole_and_the_top_by_nobody_but_who_reaches_everything() {
        let units = tree();
        assert_eq!(within(&units, &Reach::customer_of(4)), [2, 3, 4]);
        assert_eq!(within(&units, &Reach::customer_of(7)), [7]);
        assert_eq!(within(&units, &Reach::Everything), [1, 2, 3, 4, 5, 6, 7]);
        assert!(within(&units, &Reach::customer_of(1)).is_empty());
    }

    #[test]
    fn a_caterer_reaches_the_customers_of_the_organisation_and_nothing_that_is_none() {
        let units = tree();
        let reach = |of, organisation| Reach::Customers { of, organisation };
        assert_eq!(within(&units, &reach(None, vec![5, 7])), [5, 6, 7]);
        assert_eq!(within(&units, &reach(Some(3), vec![1, 6, 7])), [2, 3, 4, 7]);
        assert!(within(&units, &reach(None, Vec::new())).is_empty());
    }

    #[test]
    fn who_moves_with_their_unit_reaches_the_other_customer() {
        let units = tree().moving(3, 5).expect("it can stand there");
        assert_eq!(within(&units, &Reach::customer_of(4)), [5, 6, 3, 4]);
    }
}
