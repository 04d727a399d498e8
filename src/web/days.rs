//! Filters by days (SPEC L-2).
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

/// From a day to a day, both included, in the reader's zone; each may be open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl Days {
    /// As two fields of type `date` send them, or as dates are written; what is no day is open.
    pub fn of(from: &str, to: &str) -> Self {
        let day = |text: &str| {
            let text = text.trim();
            let read = |format| NaiveDate::parse_from_str(text, format).ok();
            read("%Y-%m-%d").or_else(|| read("%d-%m-%Y"))
        };
        Self {
            from: day(from),
            to: day(to),
        }
    }

    /// Every day.
    pub fn is_open(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// As it is told, empty where every day is meant: `01-02-2026 – 28-02-2026`.
    pub fn told(&self) -> String {
        let day = |day: Option<NaiveDate>| day.map(|day| day.format("%d-%m-%Y").to_string()).unwrap_or_default();
        match self.is_open() {
            true => String::new(),
            false => format!("{} – {}", day(self.from), day(self.to)),
        }
    }

    /// The first moment, and the first that is past.
    pub fn moments(&self, zone: Tz) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let begins = |day: NaiveDate| {
            let midnight = day.and_hms_opt(0, 0, 0)?;
            let local = zone.from_local_datetime(&midnight).earliest();
            Some(local.map_or_else(|| Utc.from_utc_datetime(&midnight), |at| at.with_timezone(&Utc)))
        };
        let after = self.to.and_then(|day| day.succ_opt());
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
}
