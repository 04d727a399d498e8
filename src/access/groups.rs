//! Groups and how they nest, as the snapshot holds them.

use std::collections::{HashMap, VecDeque};
use std::iter::successors;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::fixed::{ADMINISTRATORS, TOP};
use super::ids::Ids;
use super::period::Period;
use super::units::Units;

/// A group, as far as rights and sessions need to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id, which is an account's.
    pub id: i64,
    /// Unique name.
    pub name: Arc<str>,
    /// What people call it.
    pub display_name: Arc<str>,
    /// One of Administrators, Users, All.
    pub system: bool,
    /// Delivered with a module: its name and rights are locked (SPEC G-4).
    pub predefined: bool,
    /// A predefined role whose module is off. It does not count (SPEC G-4).
    pub off: bool,
    /// Access token period (SPEC N-4).
    pub access_minutes: Option<i32>,
    /// Refresh token period (SPEC N-4).
    pub refresh_minutes: Option<i32>,
    /// Its members need a second factor (SPEC U-32).
    pub require_two_factor: bool,
}

/// A membership of a group in another group, within a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nesting {
    /// The group that is a member.
    pub member: i64,
    /// The group it is in.
    pub group: i64,
    /// The unit the membership is in.
    pub unit: i64,
    /// From when it counts; `None` if always.
    pub from: Option<DateTime<Utc>>,
    /// Until when it counts, excluded; `None` if for good.
    pub to: Option<DateTime<Utc>>,
}

/// A nesting by index: from a group to one it is in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub member: u32,
    pub group: u32,
    pub unit: u32,
    pub period: Period,
}

/// All groups. A group keeps its index in every later version.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    ids: Ids,
    groups: Vec<Group>,
    /// Id and whether the group counts. Kept apart from the names for speed.
    hot: Vec<(i64, bool)>,
    /// Sorted by member; the edges of group `g` are `starts[g]..starts[g + 1]`.
    edges: Vec<Edge>,
    starts: Vec<u32>,
    /// By group: whether a path leads from it to Administrators with every membership at the top (P-9), whatever
    /// the dates.
    leads: Vec<bool>,
}

impl Groups {
    /// Returns a copy in which groups are added, changed (`rows`) or removed (`gone`). `nestings` replaces every
    /// nesting from or to these groups.
    pub(super) fn changed(&self, rows: Vec<Group>, gone: &[i64], nestings: &[Nesting], units: &Units) -> Self {
        let (mut ids, mut groups, mut touched) = (self.ids.clone(), self.groups.clone(), Ids::default());
        for row in rows {
            touched.take(row.id);
            let at = ids.take(row.id) as usize;
            if at == groups.len() {
                groups.push(row)
            } else {
                groups[at] = row
            }
        }
        for at in gone.iter().filter_map(|id| ids.get(*id)) {
            touched.take(groups[at as usize].id);
            groups[at as usize].off = true;
        }
        let is_touched = |at: u32| touched.get(groups[at as usize].id).is_some();
        let kept = self
            .edges
            .iter()
            .filter(|edge| !is_touched(edge.member) && !is_touched(edge.group))
            .copied();
        let edge = |nesting: &Nesting| {
            let (member, group) = (ids.get(nesting.member)?, ids.get(nesting.group)?);
            Some(Edge {
                member,
                group,
                unit: units.index(nesting.unit)?,
                period: Period::new(nesting.from, nesting.to),
            })
        };
        let mut edges: Vec<Edge> = kept.chain(nestings.iter().filter_map(edge)).collect();
        edges.sort_unstable_by_key(|edge| (edge.member, edge.group, edge.unit));
        let hot = groups.iter().map(|group| (group.id, !group.off)).collect();
        let starts = starts(groups.len(), &edges);
        let leads = leads(groups.len(), &edges, ids.get(ADMINISTRATORS), units.index(TOP));
        Self {
            ids,
            groups,
            hot,
            edges,
            starts,
            leads,
        }
    }

    /// The group with this id.
    pub fn get(&self, id: i64) -> Option<&Group> {
        self.ids.get(id).map(|at| &self.groups[at as usize])
    }

    /// Every group, including those that are gone or switched off.
    pub fn all(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter()
    }

    /// The predefined roles of all modules.
    pub fn predefined(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(|group| group.predefined)
    }

    pub(super) fn index(&self, id: i64) -> Option<u32> {
        self.ids.get(id)
    }

    pub(super) fn id(&self, at: u32) -> i64 {
        self.hot[at as usize].0
    }

    /// Whether the group counts (its module is on).
    pub(super) fn counts(&self, at: u32) -> bool {
        self.hot[at as usize].1
    }

    /// The groups this one is in.
    pub(super) fn above(&self, at: u32) -> &[Edge] {
        &self.edges[self.starts[at as usize] as usize..self.starts[at as usize + 1] as usize]
    }

    /// Whether a membership in this group at the top makes the member an administrator (P-9), whatever the dates.
    pub fn makes_administrators(&self, group: i64) -> bool {
        self.index(group).is_some_and(|at| self.leads_to_administrators(at))
    }

    /// Returns a path from one group up to another, both ends included, through memberships in any unit and at any
    /// time. Circles are judged by groups alone (SPEC G-3).
    pub fn way(&self, from: i64, to: i64) -> Option<Vec<i64>> {
        let (from, to) = (self.index(from)?, self.index(to)?);
        let mut came_from: HashMap<u32, u32> = HashMap::from([(from, from)]);
        let mut next = VecDeque::from([from]);
        while let Some(at) = next.pop_front() {
            if at == to {
                let before = |at: &u32| came_from.get(at).copied().filter(|before| before != at);
                let mut way: Vec<i64> = successors(Some(to), before).map(|at| self.id(at)).collect();
                way.reverse();
                return Some(way);
            }
            for edge in self.above(at) {
                came_from.entry(edge.group).or_insert_with(|| {
                    next.push_back(edge.group);
                    at
                });
            }
        }
        None
    }

    /// Every nesting of a group in a group.
    pub(super) fn edges(&self) -> &[Edge] {
        &self.edges
    }

    pub(super) fn leads_to_administrators(&self, at: u32) -> bool {
        self.leads[at as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.groups.len()
    }
}

fn starts(groups: usize, edges: &[Edge]) -> Vec<u32> {
    let mut starts = vec![0u32; groups + 1];
    for edge in edges {
        starts[edge.member as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    starts
}

fn leads(groups: usize, edges: &[Edge], administrators: Option<u32>, top: Option<u32>) -> Vec<bool> {
    let mut leads = vec![false; groups];
    let Some(administrators) = administrators else {
        return leads;
    };
    leads[administrators as usize] = true;
    let mut again = true;
    while again {
        again = false;
        for edge in edges.iter().filter(|edge| Some(edge.unit) == top) {
            if leads[edge.group as usize] && !leads[edge.member as usize] {
                leads[edge.member as usize] = true;
                again = true;
            }
        }
    }
    leads
}
