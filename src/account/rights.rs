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
        let Some(places) = places_of(access, t, &scope, entry) else {
            continue;
        };
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

/// The places of one right. Those that are not shown are not named, because a right may hold in thousands.
enum Places<'u> {
    /// A name for all of them, and the highest unit if there is one.
    One(String, Option<i64>),
    /// The highest units of these ranges.
    Units(Vec<&'u Unit>, Ranges),
}

impl Places<'_> {
    fn count(&self) -> usize {
        match self {
            Places::One(..) => 1,
            Places::Units(highest, _) => highest.len(),
        }
    }

    /// Returns at most so many places after those that are skipped.
    fn named(self, access: &Access, t: &Texts, skip: usize, most: usize) -> Vec<Place> {
        match self {
            Places::One(name, unit) => {
                let one = std::iter::once(Place::at(name, unit));
                one.skip(skip).take(most).collect()
            }
            Places::Units(highest, ranges) => {
                let shown = highest.into_iter().skip(skip).take(most);
                shown.map(|unit| Place::below(access, t, unit, &ranges)).collect()
            }
        }
    }
}

/// Returns the places of one right, or None if it is not held.
fn places_of<'u>(access: &'u Access, t: &Texts, scope: &Ranges, entry: &Entry) -> Option<Places<'u>> {
    let everywhere = || Places::One(t.get("account-rights-everywhere"), Some(TOP));
    if entry.scope != Scope::OrgUnit {
        return access.holds(entry.permission, TOP).then(everywhere);
    }
    let ranges = access.ranges(entry.permission);
    let open = ranges.and(scope);
    match open {
        Ranges::All => Some(everywhere()),
        _ if ranges.is_empty() => None,
        _ => match highest(access, &open) {
            none if none.is_empty() => Some(Places::One(t.get("account-rights-hidden"), None)),
            some => Some(Places::Units(some, open)),
        },
    }
}

/// Returns the highest units of these ranges.
fn highest<'u>(access: &'u Access, ranges: &Ranges) -> Vec<&'u Unit> {
    let units = access.snapshot().units();
    let holds = |unit: &Unit| !unit.archived && ranges.contains(unit.pos);
    let above = |unit: &Unit| unit.parent.and_then(|above| units.get(above)).is_some_and(holds);
    let there = ranges.intervals().iter().flat_map(|places| units.within(*places));
    there.filter(|unit| holds(unit) && !above(unit)).collect()
}

impl Held {
    fn of(access: &Access, t: &Texts, entry: &Entry, places: Places<'_>, asked: &Asked) -> Self {
        let open = *asked.why == *entry.key;
        let (skip, most) = if open { (asked.after, EXPLAINED) } else { (0, NAMED) };
        let more = places.count().saturating_sub(skip.saturating_add(most));
        let mut places = places.named(access, t, skip, most);
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
    /// This unit of these ranges, with everything below it. If units below it are left out, its name says how many.
    fn below(access: &Access, t: &Texts, unit: &Unit, ranges: &Ranges) -> Self {
        let below = Ranges::of(vec![unit.interval()]).without(ranges);
        let left_out = access.snapshot().units().in_places(&below);
        let name = match left_out.filter(|other| !other.archived).count() {
            0 => unit.name.to_string(),
            count => t.two("account-rights-but", "unit", &*unit.name, "count", count),
        };
        Place::at(name, Some(unit.id))
    }

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
