//! Reach in the random worlds (SPEC C-5): what it says, word by word, and how far users happen to reach.

use keyholder::access::fixed::TOP;
use keyholder::access::snapshot::{Reach, Subject};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::engine_world::{FIRST_USER, World, pick};

/// The customer of this unit, and these customers.
pub type Reaching = (Option<i64>, Vec<i64>);
/// The same by number.
pub type Typed = (Option<usize>, Vec<usize>);

impl World {
    /// The unit directly below the top that this one belongs to.
    pub fn customer(&self, unit: i64) -> Option<i64> {
        let parent = *self.parents.get(usize::try_from(unit - 2).ok()?)?;
        if parent == TOP {
            Some(unit)
        } else {
            self.customer(parent)
        }
    }

    /// C-5.
    pub fn reaches(&self, user: i64, unit: i64) -> bool {
        let Some((_, (own, organisation))) = self.reach.iter().find(|(of, _)| *of == user) else {
            return true;
        };
        let customer = self.customer(unit);
        let own = own.and_then(|own| self.customer(own));
        customer.is_some_and(|customer| own == Some(customer) || organisation.contains(&customer))
    }

    pub fn limited(&self, subject: Subject) -> Subject {
        match self.reach.iter().find(|(of, _)| *of == subject.user) {
            Some((_, (of, organisation))) => subject.reaching(Reach::Customers {
                of: *of,
                organisation: organisation.clone(),
            }),
            None => subject,
        }
    }

    pub fn reaching_of(&self, units: &[i64], reach: Vec<Option<Typed>>) -> Vec<(i64, Reaching)> {
        let reach = (FIRST_USER..).zip(reach);
        reach
            .filter_map(|(user, reach)| Some((user, self.reaching(units, reach?))))
            .collect()
    }

    pub fn reaching(&self, units: &[i64], (own, others): Typed) -> Reaching {
        let mut organisation: Vec<i64> = others.into_iter().map(|at| pick(units, at)).collect();
        organisation.sort_unstable();
        organisation.dedup();
        (own.map(|own| pick(units, own)), organisation)
    }
}

/// A unit, if any, and some others, by number.
pub fn reaching() -> impl Strategy<Value = Typed> {
    let any = any::<u16>().prop_map(usize::from);
    (option::of(any.clone()), vec(any, 0..3))
}
