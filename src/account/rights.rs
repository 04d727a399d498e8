//! What somebody may do and where, in words short enough to read (SPEC P-20).
use crate::access::explain::Words;
use crate::access::permission::{Entry, Scope};
use crate::access::ranges::{Interval, Ranges};
use crate::access::snapshot::Unit;
use crate::access::{Access, fixed::TOP};
use crate::web::i18n::Texts;

/// How many places of one right are named.
const NAMED: usize = 6;

/// A right that is held somewhere.
pub struct Held {
    pub label: String,
    /// Places, with everything below each.
    pub places: Vec<String>,
    /// Further places that are not named.
    pub more: usize,
}

/// Rights of one category, in the catalogue's order.
pub struct Category {
    pub label: String,
    pub rights: Vec<Held>,
}

/// Everything the reader holds. Units that are not open to them are not named (P-12).
pub fn held(access: &Access, t: &Texts) -> Vec<Category> {
    let mut categories: Vec<Category> = Vec::new();
    let scope = access.scope();
    for entry in access.snapshot().catalogue().entries() {
        let Some(held) = one(access, t, &scope, entry) else {
            continue;
        };
        let label = t.get(&entry.category_id());
        match categories.last_mut().filter(|last| last.label == label) {
            Some(last) => last.rights.push(held),
            None => categories.push(Category {
                label,
                rights: vec![held],
            }),
        }
    }
    categories
}

fn one(access: &Access, t: &Texts, scope: &Ranges, entry: &Entry) -> Option<Held> {
    let label = t.right(entry);
    if entry.scope != Scope::OrgUnit {
        let places = vec![t.get("account-rights-everywhere")];
        return access
            .holds(entry.permission, TOP)
            .then_some(Held { label, places, more: 0 });
    }
    let ranges = access.ranges(entry.permission);
    if ranges.is_empty() {
        return None;
    }
    let mut places = places(access, t, &ranges.and(scope));
    if places.is_empty() {
        places.push(t.get("account-rights-hidden"));
    }
    let more = places.len().saturating_sub(NAMED);
    places.truncate(NAMED);
    Some(Held { label, places, more })
}

/// The highest units of these ranges; where something below is left out, how much.
fn places(access: &Access, t: &Texts, ranges: &Ranges) -> Vec<String> {
    if *ranges == Ranges::All {
        return vec![t.get("account-rights-everywhere")];
    }
    let units = access.snapshot().units();
    let holds = |unit: &Unit| !unit.archived && ranges.contains(unit.pos);
    let highest = |unit: &&Unit| holds(unit) && !unit.parent.and_then(|above| units.get(above)).is_some_and(holds);
    let place = |unit: &Unit| {
        let below = Ranges::of(vec![Interval {
            first: unit.pos,
            last: unit.last,
        }])
        .without(ranges);
        let left_out = units
            .in_order()
            .filter(|other| !other.archived && below.contains(other.pos))
            .count();
        match left_out {
            _ if below.is_empty() || left_out == 0 => unit.name.to_string(),
            count => t.two("account-rights-but", "unit", &*unit.name, "count", count),
        }
    };
    units.in_order().filter(highest).map(place).collect()
}
