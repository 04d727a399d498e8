//! Start and end of memberships and grants (P-11), in a form that is cheap to compare.

use chrono::{DateTime, Utc};

/// From a moment (included) to a moment (excluded), in microseconds since 1970, PostgreSQL's own precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    from: i64,
    to: i64,
}

/// Returns a moment in microseconds, as periods count it.
pub fn micros(moment: DateTime<Utc>) -> i64 {
    moment.timestamp_micros()
}

/// Returns the moment of a boundary, or `None` for the boundary that never comes.
pub fn moment(micros: i64) -> Option<DateTime<Utc>> {
    if micros == i64::MAX {
        None
    } else {
        DateTime::from_timestamp_micros(micros)
    }
}

impl Period {
    /// Without start or end.
    pub const ALWAYS: Period = Period {
        from: i64::MIN,
        to: i64::MAX,
    };

    /// Makes a period between two moments; `None` leaves that side open.
    pub fn new(from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Self {
        Self {
            from: from.map_or(i64::MIN, micros),
            to: to.map_or(i64::MAX, micros),
        }
    }

    /// Makes the period from a moment on, without end.
    pub(crate) fn since(from: i64) -> Self {
        Self { from, to: i64::MAX }
    }

    /// First microsecond that counts; `i64::MIN` without a start.
    pub(crate) fn from(self) -> i64 {
        self.from
    }

    /// The first moment that counts; `None` without a start.
    pub(crate) fn start(self) -> Option<DateTime<Utc>> {
        (self.from != i64::MIN).then(|| moment(self.from)).flatten()
    }

    /// First microsecond that no longer counts; `i64::MAX` without an end.
    pub(crate) fn to(self) -> i64 {
        self.to
    }

    /// Whether it counts at `now`.
    pub fn contains(self, now: i64) -> bool {
        self.from <= now && now < self.to
    }

    /// Whether it counts at no time.
    pub fn is_empty(self) -> bool {
        self.from >= self.to
    }

    /// Whether it counts whenever `other` does.
    pub(crate) fn covers(self, other: Period) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    /// Returns the time when both count.
    pub(crate) fn and(self, other: Period) -> Period {
        Period {
            from: self.from.max(other.from),
            to: self.to.min(other.to),
        }
    }

    /// Returns the times when this counts and `other` does not.
    pub(crate) fn without(self, other: Period) -> impl Iterator<Item = Period> {
        let before = Period {
            from: self.from,
            to: self.to.min(other.from),
        };
        let after = Period {
            from: self.from.max(other.to),
            to: self.to,
        };
        let parts = if other.is_empty() {
            [self, Period { from: 0, to: 0 }]
        } else {
            [before, after]
        };
        parts.into_iter().filter(|part| !part.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: i64, to: i64) -> Period {
        Period { from, to }
    }

    #[test]
    fn the_start_counts_and_the_end_does_not() {
        assert!(!period(10, 20).contains(9) && period(10, 20).contains(10));
        assert!(period(10, 20).contains(19) && !period(10, 20).contains(20));
    }

    #[test]
    fn taking_a_period_away_leaves_what_is_before_and_after() {
        let left = |other| period(10, 20).without(other).collect::<Vec<_>>();
        assert_eq!(left(period(12, 15)), [period(10, 12), period(15, 20)]);
        assert_eq!(left(period(0, 15)), [period(15, 20)]);
        assert_eq!(left(Period::ALWAYS), []);
        assert_eq!(left(period(30, 40)), [period(10, 20)]);
    }
}
