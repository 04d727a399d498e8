//! Moments in form fields of type `datetime-local`: the wall clock of the unit they are about (SPEC P-11), to the
//! minute; and the time zones that are stored.
use super::days::is_meant;
use crate::error::Error;
use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

/// The format of the field's value.
const FIELD: &str = "%Y-%m-%dT%H:%M";
/// Browsers add seconds where these are not zero.
const FIELD_SECONDS: &str = "%Y-%m-%dT%H:%M:%S";

/// A stored time zone.
///
/// # Errors
/// There is no such zone. With another zone, times would be read or written wrongly.
pub fn zone(name: &str) -> crate::error::Result<Tz> {
    name.parse().map_err(|_| Error::unknown("time zone", name))
}

/// Returns the zone for a page or a mail, which must still be made: UTC if there is no such zone.
pub fn zone_of_page(name: &str) -> Tz {
    zone(name).unwrap_or_else(|error| {
        tracing::error!(%error, "times are shown in UTC");
        Tz::UTC
    })
}

/// What stands in the field.
pub fn shown(at: Option<DateTime<Utc>>, zone: Tz) -> String {
    at.map(|at| at.with_timezone(&zone).format(FIELD).to_string())
        .unwrap_or_default()
}

/// Reads what was typed; an empty field gives None.
///
/// # Errors
/// The Fluent id of what is wrong: not a date, a year outside the allowed range, or an hour skipped by the change to
/// summer time. Of an hour that comes twice, the first is taken.
pub fn read(text: &str, zone: Tz) -> Result<Option<DateTime<Utc>>, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let local =
        NaiveDateTime::parse_from_str(text, FIELD).or_else(|_| NaiveDateTime::parse_from_str(text, FIELD_SECONDS));
    let local = local.map_err(|_| "field-date-unreadable")?;
    let at = zone.from_local_datetime(&local).earliest();
    let at = at.map(|at| at.with_timezone(&Utc)).ok_or("field-date-skipped")?;
    match is_meant(&local) && is_meant(&at) {
        true => Ok(Some(at)),
        false => Err("field-date-years"),
    }
}

/// Formats the field's value as dates are written elsewhere: `dd-mm-yyyy hh:mm`. Other text is returned unchanged.
pub fn plain(text: &str) -> String {
    let local = NaiveDateTime::parse_from_str(text, FIELD);
    local.map_or_else(|_| text.to_owned(), |local| local.format("%d-%m-%Y %H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Copenhagen;

    #[test]
    fn a_moment_is_the_wall_clock_of_its_place_there_and_back() {
        let summer = read("2026-07-01T08:30", Copenhagen).ok().flatten();
        assert_eq!(
            summer.map(|at| at.to_rfc3339()),
            Some("2026-07-01T06:30:00+00:00".into())
        );
        assert_eq!(shown(summer, Copenhagen), "2026-07-01T08:30");
        assert_eq!(read("  ", Copenhagen), Ok(None));
    }

    #[test]
    fn an_hour_that_is_left_out_is_refused_and_one_that_comes_twice_is_the_first() {
        assert_eq!(read("2026-03-29T02:30", Copenhagen), Err("field-date-skipped"));
        let twice = read("2026-10-25T02:30", Copenhagen).ok().flatten();
        assert_eq!(
            twice.map(|at| at.to_rfc3339()),
            Some("2026-10-25T00:30:00+00:00".into())
        );
        assert_eq!(read("tomorrow", Copenhagen), Err("field-date-unreadable"));
    }

    #[test]
    fn a_year_that_nobody_means_is_refused() {
        for odd in [
            "0026-07-01T08:30",
            "+10000-01-01T00:00",
            "+262142-12-31T23:59",
            "-0044-03-15T12:00",
        ] {
            assert_eq!(read(odd, Copenhagen), Err("field-date-years"), "{odd}");
        }
        let last = "9999-12-31T23:59";
        assert!(read(last, Copenhagen).is_ok());
        assert_eq!(read(last, chrono_tz::America::New_York), Err("field-date-years"));
    }
}
