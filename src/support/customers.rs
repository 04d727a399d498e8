//! The customers that the reader can choose from (SPEC C-1), and the one chosen.
use super::filter::Filter;
use crate::access::Access;
use crate::access::fixed::TOP;
use crate::access::ranges::Ranges;
use crate::text::sort_key;
use crate::web::field::{Choice, Field};

/// The most customers offered. Users of the others are found under **All Customers**, by a search.
const MOST: usize = 1_000;

/// The chooser in the header.
pub struct Customers {
    /// Whether the reader sees units of more than one customer.
    pub several: bool,
    pub choices: Vec<Choice>,
    pub field: Field,
    /// The customer whose users are listed; `None` for all customers.
    pub chosen: Option<i64>,
}

/// Returns the list beside a user of `unit`: of that user's customer, where the address asks for none.
pub fn beside(access: &Access, filter: Filter, unit: i64) -> Filter {
    let own = access.snapshot().units().customer(unit).map(|customer| customer.id);
    let listed = Customers::of(access, &filter).chosen;
    match filter.customer {
        None if listed.is_some() && own.is_some() && listed != own => Filter {
            customer: own,
            ..filter
        },
        _ => filter,
    }
}

impl Customers {
    /// Finds the customers with a unit that the reader sees. A customer whose own unit the reader does not see is not
    /// named (P-12), and so cannot be chosen.
    pub fn of(access: &Access, filter: &Filter) -> Self {
        let (units, scope) = (access.snapshot().units(), access.scope());
        let mut seen: Vec<(i64, Option<&str>)> = Vec::new();
        for unit in units.in_order().filter(|unit| unit.parent == Some(TOP)) {
            let place = Ranges::of(vec![unit.interval()]);
            if !scope.and(&place).is_empty() {
                let name = access.seen_unit(unit.id).map(|unit| &*unit.name);
                seen.push((unit.id, name));
            }
        }
        let mut named: Vec<(i64, &str)> = seen.iter().filter_map(|(id, name)| Some((*id, (*name)?))).collect();
        named.sort_by_cached_key(|(_, name)| sort_key(name));
        let own = access.viewer().and_then(|viewer| Some(units.customer(viewer.unit)?.id));
        let is_named = |id: &i64| named.iter().any(|(named, _)| named == id);
        let several = seen.len() > 1;
        let chosen = filter
            .customer
            .filter(is_named)
            .or_else(|| own.filter(is_named))
            .or_else(|| named.first().map(|(id, _)| *id))
            .filter(|_| several && !filter.all);
        let mut choices: Vec<Choice> = Vec::new();
        for (at, (id, name)) in named.iter().enumerate() {
            if at < MOST || Some(*id) == chosen {
                choices.push(Choice::new(id.to_string(), *name));
            }
        }
        Self {
            several,
            choices,
            field: Field::new("customer", chosen.map(|id| id.to_string()).unwrap_or_default()),
            chosen,
        }
    }
}
