//! The dates **From** and **Until** on a form: date and time in the unit's zone (SPEC P-11).
use super::Dates;
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::local_time;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// The two fields.
#[derive(Debug, Clone)]
pub struct Fields {
    pub from: Field,
    pub until: Field,
}

impl Fields {
    /// Fills the fields with what was typed.
    pub fn typed(from: impl Into<String>, until: impl Into<String>) -> Self {
        Self {
            from: Field::new("valid_from", from),
            until: Field::new("valid_to", until),
        }
    }

    /// Fills the fields with the stored dates, in the unit's zone.
    pub fn stored(dates: Dates, zone: Tz) -> Self {
        Self::typed(local_time::shown(dates.from, zone), local_time::shown(dates.to, zone))
    }

    /// Reads both fields. Mistakes are set at them; then returns `None`.
    pub fn check(&mut self, t: &Texts, zone: Tz) -> Option<Dates> {
        let read = |field: &mut Field| match local_time::read(&field.value, zone) {
            Ok(at) => Some(at),
            Err(wrong) => {
                field.refuse(t.get(wrong));
                None
            }
        };
        let (from, to): (Option<Option<DateTime<Utc>>>, _) = (read(&mut self.from), read(&mut self.until));
        let (from, to) = (from?, to?);
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            self.until.refuse(t.get("membership-dates-order"));
            return None;
        }
        Some(Dates { from, to })
    }
}

/// Returns "until 31-12-2026 23:59", "from …", both or nothing, in the reader's zone.
pub fn said(t: &Texts, dates: Dates) -> String {
    match (dates.from, dates.to) {
        (None, None) => String::new(),
        (Some(from), None) => t.one("membership-from", "from", t.date_time(from)),
        (None, Some(to)) => t.one("membership-until", "until", t.date_time(to)),
        (Some(from), Some(to)) => t.two(
            "membership-from-until",
            "from",
            t.date_time(from),
            "until",
            t.date_time(to),
        ),
    }
}

/// Returns "Not yet" or "Ended" if the dates do not include now.
pub fn state(t: &Texts, dates: Dates, now: DateTime<Utc>) -> Option<String> {
    match dates {
        Dates { to: Some(to), .. } if to <= now => Some(t.get("membership-ended")),
        Dates { from: Some(from), .. } if from > now => Some(t.get("membership-not-yet")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::Language;

    const ZONE: Tz = chrono_tz::Europe::Copenhagen;
    const T: Texts = Texts::new(Language::En, chrono_tz::UTC);

    #[test]
    fn what_is_typed_is_a_moment_in_the_units_zone_and_shown_again_as_typed() {
        let mut fields = Fields::typed("", "2026-12-31T23:59");
        let dates = fields.check(&T, ZONE).unwrap();
        assert_eq!(dates.to.unwrap().to_rfc3339(), "2026-12-31T22:59:00+00:00");
        assert_eq!(Fields::stored(dates, ZONE).until.value, "2026-12-31T23:59");
        assert_eq!(said(&T, dates), "until 31-12-2026 22:59");
    }

    #[test]
    fn all_that_is_wrong_with_the_dates_is_told_at_once() {
        let mut fields = Fields::typed("soon", "2027-03-28T02:30");
        assert!(fields.check(&T, ZONE).is_none());
        assert!(fields.from.error.is_some() && fields.until.error.is_some());
        let mut fields = Fields::typed("2027-01-01T00:00", "2026-01-01T00:00");
        assert!(fields.check(&T, ZONE).is_none() && fields.until.error.is_some());
    }
}
