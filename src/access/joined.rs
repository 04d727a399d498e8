//! Lists every group an account is in, with the path to it (SPEC 3.3). These are the paths that decisions walk,
//! laid out for reading.

use chrono::{DateTime, Utc};

use super::evaluate::Link;
use super::fixed::TOP;
use super::paths::deeper;
use super::period::{Period, moment};
use super::permission::{Permission, Scope};
use super::snapshot::{Membership, Snapshot};

/// At about this many paths the search stops; longer paths are not listed.
const MOST: usize = 500;

/// A group the account is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// The group.
    pub group: i64,
    /// The memberships on the path, the account's own first. If there is only one, the account is in the group
    /// directly.
    pub path: Vec<Link>,
    /// The unit in which, and below which, the group's rights count. `None` if the units on the path do not lie
    /// above one another; then only rights that ignore the unit count (P-3).
    pub within: Option<i64>,
    /// From when the whole path counts; `None` if always.
    pub from: Option<DateTime<Utc>>,
    /// Until when it counts, excluded; `None` if for good.
    pub to: Option<DateTime<Utc>>,
}

/// Returns the groups reached from these memberships by every path, whatever the moment. Paths that never count are
/// left out.
pub fn joined(snapshot: &Snapshot, memberships: &[Membership]) -> Vec<Joined> {
    let (units, groups) = (snapshot.units(), snapshot.groups());
    let first = |own: &Membership| {
        let (group, unit) = (groups.index(own.group)?, units.index(own.unit)?);
        Some(Way {
            path: vec![(group, unit)],
            last: group,
            within: Some(unit),
            period: own.period(),
        })
    };
    let mut ways: Vec<Way> = memberships.iter().filter_map(first).collect();
    let mut at = 0;
    while at < ways.len() && ways.len() < MOST {
        let here = ways[at].clone();
        at += 1;
        for edge in groups.above(here.last) {
            let period = here.period.and(edge.period);
            if period.is_empty() || here.path.iter().any(|(group, _)| *group == edge.group) {
                continue;
            }
            ways.push(Way {
                path: [here.path.as_slice(), &[(edge.group, edge.unit)]].concat(),
                last: edge.group,
                within: here.within.and_then(|unit| deeper(units, unit, edge.unit)),
                period,
            });
        }
    }
    let link = |(group, unit): &(u32, u32)| Link {
        group: groups.id(*group),
        unit: units.unit(*unit).id,
    };
    let laid_out = |way: Way| Joined {
        group: groups.id(way.last),
        path: way.path.iter().map(link).collect(),
        within: way.within.map(|unit| units.unit(unit).id),
        from: way.period.start(),
        to: moment(way.period.to()),
    };
    ways.into_iter().map(laid_out).collect()
}

/// A path while it is being walked, with groups and units by index.
#[derive(Clone)]
struct Way {
    path: Vec<(u32, u32)>,
    last: u32,
    within: Option<u32>,
    period: Period,
}

/// Returns the rights of scope `Global` that a membership in this group gives at the top and nowhere else (SPEC
/// 2.2).
pub fn only_at_the_top(snapshot: &Snapshot, group: i64) -> Vec<Permission> {
    let at_the_top = [Membership::always(TOP, group)];
    let reached = joined(snapshot, &at_the_top).into_iter();
    let held = reached.filter(|joined| joined.within == Some(TOP)).flat_map(|joined| {
        let cells = snapshot.grants().of(joined.group).iter();
        cells.filter(|cell| cell.allow).map(|cell| cell.permission)
    });
    let mut rights: Vec<Permission> = held
        .filter(|right| snapshot.catalogue().scope(*right) == Some(Scope::Global))
        .collect();
    rights.sort_unstable();
    rights.dedup();
    rights
}
