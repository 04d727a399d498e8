//! What the user may do and where, in words short enough to read (SPEC P-20).
use crate::access::evaluate::evaluate;
use crate::access::explain::{Reading, Words, explain};
use crate::access::permission::{Entry, Scope};
use crate::access::ranges::Ranges;
use crate::access::snapshot::Unit;
use crate::access::{Access, fixed::TOP};
use crate::web::i18n::Texts;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// How many places of a right are named.
const NAMED: usize = 6;
/// How many places are named at once of the right whose reasons are shown.
const EXPLAINED: usize = 50;

/// The right whose reasons are asked for, and how many of its places to skip.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    why: String,
    after: usize,
}

/// A right that is held somewhere.
pub struct Held {
    pub key: String,
    pub label: String,
    /// The places, each with everything below it.
    pub places: Vec<Place>,
    /// How many further places are not named.
    pub more: usize,
    /// Whether its reasons are shown.
    pub open: bool,
    /// Where its reasons are shown or, if they are already, those of the next places. None if there are no more.
    pub url: Option<String>,
}

/// Where a right is held.
pub struct Place {
    pub name: String,
    /// The highest unit, which the reasons are about. None if the reader does not see it.
    unit: Option<i64>,
    /// The reasons, if they are shown.
    pub why: Vec<String>,
}

impl Place {
    fn at(name: String, unit: Option<i64>) -> Self {
        let why = Vec::new();
        Self { name, unit, why }
    }
}

/// Rights of one category, in the catalogue's order.
pub struct Category {
    pub label: String,
    pub rights: Vec<Held>,
}

/// Returns every right the reader holds. Units they do not see are not named (P-12).
pub fn held(access: &Access, t: &Texts, asked: &Asked) -> Vec<Category> {
    let mut categories: Vec<Category> = Vec::new();
    let scope = access.scope();
    for entry in access.snapshot().catalogue().entries() {
        let places = places_of(access, t, &scope, entry);
        if places.is_empty() {
            continue;
        }
        let held = Held::of(access, t, entry, places, asked);
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

/// Returns every place of one right.
fn places_of(access: &Access, t: &Texts, scope: &Ranges, entry: &Entry) -> Vec<Place> {
    let everywhere = || vec![Place::at(t.get("account-rights-everywhere"), Some(TOP))];
    if entry.scope != Scope::OrgUnit {
        return if access.holds(entry.permission, TOP) {
            everywhere()
        } else {
            Vec::new()
        };
    }
    let ranges = access.ranges(entry.permission);
    let open = ranges.and(scope);
    match open {
        Ranges::All => everywhere(),
        _ if ranges.is_empty() => Vec::new(),
        _ => {
            let mut places = places(access, t, &open);
            if places.is_empty() {
                places.push(Place::at(t.get("account-rights-hidden"), None));
            }
            places
        }
    }
}

impl Held {
    fn of(access: &Access, t: &Texts, entry: &Entry, places: Vec<Place>, asked: &Asked) -> Self {
        let open = *asked.why == *entry.key;
        let (skip, most) = if open { (asked.after, EXPLAINED) } else { (0, NAMED) };
        let more = places.len().saturating_sub(skip.saturating_add(most));
        let mut places: Vec<Place> = places.into_iter().skip(skip).take(most).collect();
        for place in places.iter_mut().filter(|_| open) {
            place.explain(access, t, entry);
        }
        let has_reasons = places.iter().any(|place| place.unit.is_some());
        let after = if open { skip.saturating_add(most) } else { 0 };
        Self {
            label: t.right(entry),
            url: (has_reasons && (!open || more > 0)).then(|| url(&entry.key, after)),
            key: entry.key.to_string(),
            places,
            more,
            open,
        }
    }
}

impl Place {
    fn explain(&mut self, access: &Access, t: &Texts, entry: &Entry) {
        let Some(unit) = self.unit else { return };
        let decision = evaluate(
            access.snapshot(),
            access.subject(),
            entry.permission,
            unit,
            access.now(),
        );
        let reading = Reading {
            sees: &|unit| access.knows(unit),
            group: None,
        };
        self.why = explain(t, access.snapshot(), reading, (entry.permission, unit), &decision).trail;
    }
}

fn url(key: &str, after: usize) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("why", key);
    if after > 0 {
        query.append_pair("after", &after.to_string());
    }
    format!("/account/rights?{}#right-{key}", query.finish())
}

/// Returns the highest units of these ranges. If units below one are left out, its name says how many.
fn places(access: &Access, t: &Texts, ranges: &Ranges) -> Vec<Place> {
    let units = access.snapshot().units();
    let holds = |unit: &Unit| !unit.archived && ranges.contains(unit.pos);
    let highest = |unit: &&Unit| holds(unit) && !unit.parent.and_then(|above| units.get(above)).is_some_and(holds);
    let place = |unit: &Unit| {
        let below = Ranges::of(vec![unit.interval()]).without(ranges);
        let left_out = units
            .in_order()
            .filter(|other| !other.archived && below.contains(other.pos))
            .count();
        let name = match left_out {
            _ if below.is_empty() || left_out == 0 => unit.name.to_string(),
            count => t.two("account-rights-but", "unit", &*unit.name, "count", count),
        };
        Place::at(name, Some(unit.id))
    };
    units.in_order().filter(highest).map(place).collect()
}
