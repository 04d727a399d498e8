//! Days as they are typed, and filters by them (SPEC L-2).
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};
use std::ops::RangeInclusive;

/// Years that a date may be of, on forms and in addresses as in files: what anybody means, and what PostgreSQL reads as
/// it is written.
pub const YEARS: RangeInclusive<i32> = 1900..=9999;

/// Whether the year is one of [`YEARS`].
pub fn is_meant(date: &impl Datelike) -> bool {
    YEARS.contains(&date.year())
}

/// A day as a field of type `date` sends it, or as dates are written.
pub fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let read = |format| NaiveDate::parse_from_str(text, format).ok();
    read("%Y-%m-%d").or_else(|| read("%d-%m-%Y")).filter(is_meant)
}

/// The day after, unless there is none.
fn after(day: NaiveDate) -> Option<NaiveDate> {
    day.succ_opt().filter(is_meant)
}

/// Returns the first moment of a day: midnight or, where the clock is put forward over midnight, the moment it goes on
/// from. `None` only where the calendar ends.
pub fn first_moment(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let midnight = day.and_time(NaiveTime::MIN);
    let begins = zone.from_local_datetime(&midnight).earliest();
    let begins = begins.or_else(|| GapInfo::new(&midnight, &zone)?.end);
    begins.map(|at| at.with_timezone(&Utc))
}

/// From a day to a day, both included, in the reader's zone; each may be open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl Days {
    /// Reads two fields as they are sent; a field that is not a date is taken as open.
    pub fn of(from: &str, to: &str) -> Self {
        Self {
            from: day(from),
            to: day(to),
        }
    }

    /// Whether every day is meant.
    pub fn is_open(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// Returns the days as text, empty where every day is meant: `01-02-2026 – 28-02-2026`.
    pub fn told(&self) -> String {
        let day = |day: Option<NaiveDate>| day.map(|day| day.format("%d-%m-%Y").to_string()).unwrap_or_default();
        match self.is_open() {
            true => String::new(),
            false => format!("{} – {}", day(self.from), day(self.to)),
        }
    }

    /// Returns the first moment of the days, and the first moment after them.
    pub fn moments(&self, zone: Tz) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let begins = |day: NaiveDate| first_moment(day, zone);
        let after = self.to.and_then(after);
        (self.from.and_then(begins), after.and_then(begins))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_readers_day() {
        let (from, to) = Days::of("29-03-2026", "2026-03-29").moments(chrono_tz::Europe::Copenhagen);
        assert_eq!(from.unwrap().to_rfc3339(), "2026-03-28T23:00:00+00:00");
        assert_eq!(to.unwrap().to_rfc3339(), "2026-03-29T22:00:00+00:00", "23 hours long");
    }

    #[test]
    fn a_day_whose_midnight_is_left_out_begins_when_the_clock_goes_on() {
        use chrono_tz::{Africa::Cairo, America::Santiago, Asia::Beirut, Pacific::Apia};
        for (zone, day, from, to) in [
            (
                Santiago,
                "2026-09-06",
                "2026-09-06T04:00:00+00:00",
                "2026-09-07T03:00:00+00:00",
            ),
            (
                Beirut,
                "2026-03-29",
                "2026-03-28T22:00:00+00:00",
                "2026-03-29T21:00:00+00:00",
            ),
            (
                Cairo,
                "2026-04-24",
                "2026-04-23T22:00:00+00:00",
                "2026-04-24T21:00:00+00:00",
            ),
            // The whole day was left out.
            (
                Apia,
                "2011-12-30",
                "2011-12-30T10:00:00+00:00",
                "2011-12-30T10:00:00+00:00",
            ),
        ] {
            let moments = Days::of(day, day).moments(zone);
            let told = [moments.0, moments.1].map(|at| at.unwrap().to_rfc3339());
            assert_eq!(told, [from, to], "{zone}");
        }
    }

    #[test]
    fn a_day_that_nobody_means_is_none() {
        for odd in [
            "1899-12-31",
            "+10000-01-01",
            "-0001-01-01",
            "-262143-01-01",
            "01-01-12345",
        ] {
            assert_eq!(day(odd), None, "{odd}");
        }
        let last = Days::of("1900-01-01", "9999-12-31");
        assert!(last.from.is_some() && last.to.is_some());
        let (from, to) = last.moments(chrono_tz::America::New_York);
        assert!(from.is_some() && to.is_none(), "without an end");
    }
}
