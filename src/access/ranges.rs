//! Where in the tree a right holds, as intervals of the units' preorder (`org_units.pos`).

/// Positions `first..=last` of the preorder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// The first position.
    pub first: i32,
    /// The last position, included.
    pub last: i32,
}

impl Interval {
    /// Contains no position.
    pub const NOWHERE: Interval = Interval {
        first: i32::MAX,
        last: i32::MIN,
    };
    /// Contains every position. It stops one short of the numbers' ends, so that neighbours can be calculated.
    pub const EVERYWHERE: Interval = Interval {
        first: i32::MIN + 1,
        last: i32::MAX - 1,
    };

    /// Whether the position is inside.
    pub fn contains(self, pos: i32) -> bool {
        self.first <= pos && pos <= self.last
    }

    /// Whether all of `other` is inside.
    pub fn covers(self, other: Interval) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// Whether there is no position inside.
    pub fn is_empty(self) -> bool {
        self.first > self.last
    }

    /// Returns what is in both.
    pub fn and(self, other: Interval) -> Interval {
        Interval {
            first: self.first.max(other.first),
            last: self.last.min(other.last),
        }
    }
}

/// Where a right holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ranges {
    /// Everywhere, so lists need no predicate. Administrators have this (archived units included), and rights whose
    /// scope ignores the unit.
    All,
    /// In these intervals: sorted, not touching each other, none empty. Archived units are left out.
    Within(Vec<Interval>),
}

impl Ranges {
    /// Nowhere at all.
    pub const NONE: Ranges = Ranges::Within(Vec::new());

    /// Returns the union of intervals given in any order.
    pub fn of(mut intervals: Vec<Interval>) -> Ranges {
        intervals.retain(|interval| !interval.is_empty());
        intervals.sort_unstable();
        let mut merged: Vec<Interval> = Vec::with_capacity(intervals.len());
        for next in intervals {
            match merged.last_mut() {
                Some(open) if next.first <= open.last + 1 => open.last = open.last.max(next.last),
                _ => merged.push(next),
            }
        }
        Ranges::Within(merged)
    }

    /// Returns the intervals; `All` has one that contains every position.
    pub fn intervals(&self) -> &[Interval] {
        match self {
            Ranges::All => &[Interval::EVERYWHERE],
            Ranges::Within(intervals) => intervals,
        }
    }

    /// Returns first and last positions as two columns for a statement. `All` has no rows, so the statement must
    /// check for it separately.
    pub fn columns(&self) -> (Vec<i32>, Vec<i32>) {
        match self {
            Ranges::All => (Vec::new(), Vec::new()),
            Ranges::Within(intervals) => intervals.iter().map(|at| (at.first, at.last)).unzip(),
        }
    }

    /// Whether the right holds nowhere.
    pub fn is_empty(&self) -> bool {
        self.intervals().is_empty()
    }

    /// Whether it holds at this position.
    pub fn contains(&self, pos: i32) -> bool {
        let intervals = self.intervals();
        let at = intervals.partition_point(|interval| interval.last < pos);
        intervals.get(at).is_some_and(|interval| interval.first <= pos)
    }

    /// Returns where both hold, such as a screen's right and Access, or a right and reach.
    pub fn and(&self, other: &Ranges) -> Ranges {
        match (self, other) {
            (Ranges::All, any) | (any, Ranges::All) => any.clone(),
            (Ranges::Within(ours), Ranges::Within(theirs)) => {
                let (mut at, mut common) = ((0, 0), Vec::new());
                while let (Some(a), Some(b)) = (ours.get(at.0), theirs.get(at.1)) {
                    common.push(a.and(*b));
                    if a.last < b.last { at.0 += 1 } else { at.1 += 1 }
                }
                Ranges::of(common)
            }
        }
    }

    /// Returns the same places, each shifted by this many positions.
    pub fn shifted(&self, by: i32) -> Ranges {
        let further = |interval: &Interval| Interval {
            first: interval.first + by,
            last: interval.last + by,
        };
        match self {
            Ranges::All => Ranges::All,
            Ranges::Within(intervals) => Ranges::Within(intervals.iter().map(further).collect()),
        }
    }

    /// Returns where this holds and `other` does not. The rest of `All` is returned as intervals.
    pub fn without(&self, other: &Ranges) -> Ranges {
        let taken = other.intervals();
        let mut left = Vec::new();
        for interval in self.intervals() {
            let mut rest = *interval;
            let start = taken.partition_point(|away| away.last < interval.first);
            for away in taken[start..].iter().take_while(|away| away.first <= interval.last) {
                left.push(Interval {
                    first: rest.first,
                    last: away.first - 1,
                });
                rest.first = away.last + 1;
                if away.last >= interval.last {
                    rest = Interval::NOWHERE;
                    break;
                }
            }
            left.push(rest);
        }
        left.retain(|interval| !interval.is_empty());
        Ranges::Within(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(pairs: &[(i32, i32)]) -> Ranges {
        Ranges::of(
            pairs
                .iter()
                .map(|(first, last)| Interval {
                    first: *first,
                    last: *last,
                })
                .collect(),
        )
    }

    #[test]
    fn neighbours_and_overlaps_become_one_interval() {
        assert_eq!(ranges(&[(7, 9), (1, 3), (4, 5), (8, 8)]).intervals().len(), 2);
    }

    #[test]
    fn a_position_is_found_at_both_ends_of_an_interval() {
        let some = ranges(&[(2, 4), (8, 9)]);
        let inside: Vec<i32> = (0..12).filter(|pos| some.contains(*pos)).collect();
        assert_eq!(inside, [2, 3, 4, 8, 9]);
    }

    #[test]
    fn taking_away_cuts_holes_and_ends() {
        let left = ranges(&[(1, 10), (20, 30)]).without(&ranges(&[(3, 4), (8, 22), (30, 40)]));
        assert_eq!(left, ranges(&[(1, 2), (5, 7), (23, 29)]));
        assert!(left.without(&Ranges::All).is_empty());
        assert!(Ranges::All.without(&ranges(&[(5, 5)])).contains(6));
    }

    #[test]
    fn what_two_have_in_common_is_in_both() {
        let common = ranges(&[(1, 5), (7, 12)]).and(&ranges(&[(4, 8), (12, 20)]));
        assert_eq!(common, ranges(&[(4, 5), (7, 8), (12, 12)]));
        assert_eq!(Ranges::All.and(&common), common);
    }
}
