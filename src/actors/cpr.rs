//! The national id number of a person (SPEC A-3), and who may see it (SECURITY AC10, DP4).
//!
//! The whole number leaves this module only through [`Cpr::whole`], for pages of readers who may view it. It is stored
//! sealed in its actor's row. A keyed hash beside it allows searching for it, but only for the whole number.
use super::details::Checked;
use super::{Actor, ViewCpr};
use crate::activity::{Entry, Event, Subject};
use crate::config::Seal;
use crate::error::{Error, Result};
use crate::web::message::Message;
use crate::web::visit::Visit;
use chrono::NaiveDate;
use serde_json::json;
use std::fmt;

const DIGITS: usize = 10;
/// Replaces the last four digits wherever the number is masked.
const MASK: &str = "****";
/// The purpose of the keyed hash. For another purpose the same number would have another hash.
const PURPOSE: &str = "cpr";

/// A checked number. `Debug` shows it masked.
#[derive(Clone, PartialEq, Eq)]
pub struct Cpr([u8; DIGITS]);

impl Cpr {
    /// Reads `ddmmyy-xxxx`, with or without the dash. The date must exist. The last digit is not checked, because
    /// numbers given since 2007 have no check digit.
    ///
    /// # Errors
    /// Any other text. The message never repeats what was typed.
    pub fn parse(typed: &str) -> Checked<Self> {
        let wrong = || Message::new("actor-cpr-wrong");
        let typed = typed.trim();
        let plain = match typed.split_once('-') {
            Some((date, rest)) if date.len() == 6 => format!("{date}{rest}"),
            Some(_) => return Err(wrong()),
            None => typed.to_owned(),
        };
        let bytes: [u8; DIGITS] = plain.as_bytes().try_into().map_err(|_| wrong())?;
        if !bytes.iter().all(u8::is_ascii_digit) {
            return Err(wrong());
        }
        let cpr = Self(bytes.map(|byte| byte - b'0'));
        match cpr.born() {
            Some(_) => Ok(cpr),
            None => Err(Message::new("actor-cpr-date")),
        }
    }

    /// Makes a number from a day and the last four digits, for made-up data. `None` if those digits do not belong to
    /// the day's century.
    pub fn of_day(day: NaiveDate, last: u16) -> Option<Self> {
        let digits = format!("{}{last:04}", day.format("%d%m%y"));
        Self::parse(&digits).ok().filter(|cpr| cpr.born() == Some(day))
    }

    fn pair(&self, at: usize) -> u32 {
        u32::from(self.0[at]) * 10 + u32::from(self.0[at + 1])
    }

    /// Returns the day of birth. The seventh digit and the year determine the century ("Personnummeret i CPR",
    /// CPR-kontoret, 2008).
    fn born(&self) -> Option<NaiveDate> {
        let year = self.pair(4);
        let century = match (self.0[6], year) {
            (0..=3, _) | (4 | 9, 37..) => 1900,
            (4 | 9, _) | (5..=8, ..=57) => 2000,
            _ => 1800,
        };
        NaiveDate::from_ymd_opt(century + i32::try_from(year).ok()?, self.pair(2), self.pair(0))
    }

    fn digits(&self) -> String {
        self.0.iter().map(|digit| char::from(b'0' + digit)).collect()
    }

    /// Returns `ddmmyy-xxxx`, for readers who may view it.
    pub fn whole(&self) -> String {
        let digits = self.digits();
        format!("{}-{}", &digits[..6], &digits[6..])
    }

    /// Returns `ddmmyy-****`, for all other readers and all other uses.
    pub fn masked(&self) -> String {
        format!("{}-{MASK}", &self.digits()[..6])
    }

    /// Returns the keyed hash. Equal numbers have equal hashes.
    pub fn hash(&self, seal: &Seal) -> Vec<u8> {
        seal.hash(PURPOSE, self.digits().as_bytes())
    }

    /// Returns the number as the row of this actor stores it: sealed, with the hash by which it is found.
    ///
    /// # Errors
    /// If the operating system gives no random numbers.
    pub fn close(&self, seal: &Seal, actor: i64) -> Result<Sealed> {
        let closed = seal.close(&place(actor), self.digits().as_bytes());
        Ok(Sealed {
            bytes: closed.map_err(|error| Error::Internal(error.to_string()))?,
            hash: self.hash(seal),
        })
    }
}

impl fmt::Debug for Cpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// A number as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub bytes: Vec<u8>,
    pub hash: Vec<u8>,
}

/// Opens the sealed number of an actor's row.
///
/// # Errors
/// `Internal` if it was sealed with another key, or for another actor.
pub fn open(seal: &Seal, actor: i64, sealed: &[u8]) -> Result<Cpr> {
    let broken = |why: &dyn fmt::Display| Error::Internal(format!("the id number of actor {actor}: {why}"));
    let digits = seal.open(&place(actor), sealed).map_err(|error| broken(&error))?;
    let digits = String::from_utf8(digits).map_err(|_| broken(&"no text"))?;
    Cpr::parse(&digits).map_err(|_| broken(&"no number"))
}

fn place(actor: i64) -> String {
    format!("actor {actor} cpr")
}

/// Adds a changed number to a log entry. It is always masked, so two different numbers may look alike.
pub fn told(entry: Entry, before: Option<&Cpr>, after: Option<&Cpr>) -> Entry {
    if before == after {
        return entry;
    }
    entry.personal(
        "cpr",
        json!({ "old": before.map(Cpr::masked), "new": after.map(Cpr::masked) }),
    )
}

/// The number of an actor as one reader's page shows it.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The number, whole or masked. Empty if there is none.
    pub said: String,
    is_whole: bool,
}

impl Shown {
    pub fn of(visit: &Visit, actor: &Actor, cpr: Option<&Cpr>) -> Self {
        let Some(cpr) = cpr else { return Self::default() };
        let is_whole = visit.access.allows::<ViewCpr>(actor).is_ok();
        Self {
            said: if is_whole { cpr.whole() } else { cpr.masked() },
            is_whole,
        }
    }

    /// Returns the log entry for a page that shows the whole number; each such page is logged.
    pub fn entry(&self, visit: &Visit, actor: &Actor) -> Option<Entry> {
        let entry = || {
            Entry::new(
                &visit.author(),
                Event::ActorCprViewed,
                Subject::Actor(actor.id),
                Some(actor.unit),
            )
        };
        self.is_whole.then(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Datelike;

    fn born(typed: &str) -> Option<(i32, u32, u32)> {
        let day = Cpr::parse(typed).ok()?.born()?;
        Some((day.year(), day.month(), day.day()))
    }

    #[test]
    fn the_seventh_digit_says_the_century() {
        for (typed, day) in [
            ("010100-0001", (1900, 1, 1)),
            ("311299-3999", (1999, 12, 31)),
            ("010136-4000", (2036, 1, 1)),
            ("010137-4000", (1937, 1, 1)),
            ("290200-4000", (2000, 2, 29)),
            ("010157-5000", (2057, 1, 1)),
            ("010158-8999", (1858, 1, 1)),
            ("010136-9000", (2036, 1, 1)),
            ("010137-9000", (1937, 1, 1)),
        ] {
            assert_eq!(born(typed), Some(day), "{typed}");
        }
    }

    #[test]
    fn days_that_never_were_and_other_forms_are_refused_and_the_last_digit_is_not_checked() {
        for typed in [
            "290200-0001",
            "310490-1234",
            "001290-1234",
            "011390-1234",
            "290201-4000",
            "610190-1234",
            "010190-****",
            "01019-01234",
            "0101901-234",
            "010190-123",
            "010190-12345",
            "010190–1234",
            "010190 1234",
            "",
            "٠١٠١٩٠١٢٣٤",
            "CPR",
        ] {
            assert_eq!(born(typed), None, "{typed}");
        }
        for typed in ["010190-1234", "0101901234", " 010190-1235 ", "010190-1236"] {
            assert_eq!(born(typed), Some((1990, 1, 1)), "{typed}");
        }
    }

    #[test]
    fn only_the_mask_is_ever_written_by_accident() {
        let cpr = Cpr::parse("0101901234").unwrap();
        assert_eq!(
            (cpr.whole(), cpr.masked()),
            ("010190-1234".into(), "010190-****".into())
        );
        assert_eq!(format!("{cpr:?} {:?}", Some(&cpr)), "010190-**** Some(010190-****)");
        let wrong = Cpr::parse("310490-1234").unwrap_err();
        assert!(!format!("{wrong:?}").contains("1234"));
    }
}
