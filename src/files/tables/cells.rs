//! Parses cells into values, and notes every problem with its line and column.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, SecondsFormat, SubsecRound, Utc};
use chrono_tz::Tz;

use crate::{
    access::AccountKind,
    files::{Problem, Problems, csv::Row},
    names::{FieldError, GroupName, MAX_NAME, line},
    text::name_key,
    web::{days, i18n::Language, message::Message},
};

/// What a file says about an optional column. An import only changes columns that are present (SPEC 11).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell<T> {
    /// The file lacks the column: the stored value stays.
    #[default]
    Absent,
    /// The cell is empty: the stored value is removed.
    Empty,
    /// This value is to be stored.
    Value(T),
}

impl<T> Cell<T> {
    /// Returns the value after the import. `current` is the value stored now, `None` for a new row.
    pub fn over(self, current: Option<T>) -> Option<T> {
        match self {
            Cell::Absent => current,
            Cell::Empty => None,
            Cell::Value(value) => Some(value),
        }
    }

    /// Returns the value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Cell::Value(value) => Some(value),
            Cell::Absent | Cell::Empty => None,
        }
    }

    /// Returns the text to write into a file.
    pub(super) fn written(&self, write: impl FnOnce(&T) -> String) -> String {
        self.value().map(write).unwrap_or_default()
    }
}

/// For exports: what is stored, or nothing.
impl<T> From<Option<T>> for Cell<T> {
    fn from(stored: Option<T>) -> Self {
        stored.map_or(Cell::Empty, Cell::Value)
    }
}

/// An account as a file names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Which kind it must be.
    pub kind: AccountKind,
    /// Login or group name, as typed.
    pub name: String,
}

impl Account {
    /// Returns the key to look up in `accounts.name_key`.
    pub fn key(&self) -> String {
        name_key(&self.name)
    }
}

/// A group as a file names it.
pub type Group = GroupName;

/// The cells of one row. The methods note what is wrong and go on, so that the report has all problems.
pub struct Cells<'p> {
    row: Row<'p>,
    zone: Tz,
    problems: &'p mut Problems,
    good: bool,
}

impl<'p> Cells<'p> {
    pub(super) fn new(row: Row<'p>, zone: Tz, problems: &'p mut Problems) -> Self {
        Self {
            row,
            zone,
            problems,
            good: true,
        }
    }

    /// Whether no problem was found so far.
    pub fn are_good(&self) -> bool {
        self.good
    }

    /// Notes a problem with a cell.
    pub fn refuse(&mut self, column: &'static str, reason: Message) {
        self.good = false;
        self.problems.add(Problem::at_cell(self.row.line, column, reason));
    }

    /// Whether the column is absent or the cell empty.
    pub fn is_blank(&self, column: &str) -> bool {
        self.row.cell(column).is_none_or(is_blank)
    }

    /// Reads a cell that must be filled. Returns `None` after a problem.
    pub fn required<T>(&mut self, column: &'static str, parse: impl FnOnce(&str) -> Result<T, Message>) -> Option<T> {
        match self.cell(column, parse) {
            Cell::Value(value) => Some(value),
            Cell::Absent | Cell::Empty => {
                // Other problems were noted by `cell`; an empty cell was not.
                if self.is_blank(column) {
                    self.refuse(column, FieldError::Required.message());
                }
                None
            }
        }
    }

    /// Reads a cell that may be empty, in a column that may be absent.
    pub fn cell<T>(&mut self, column: &'static str, parse: impl FnOnce(&str) -> Result<T, Message>) -> Cell<T> {
        let Some(text) = self.row.cell(column) else {
            return Cell::Absent;
        };
        if is_blank(text) {
            return Cell::Empty;
        }
        match parse(text) {
            Ok(value) => Cell::Value(value),
            Err(reason) => {
                self.refuse(column, reason);
                Cell::Empty
            }
        }
    }

    /// Reads `yes` or `no`. Returns `None` if the column is absent or the cell empty.
    pub fn yes_no(&mut self, column: &'static str) -> Option<bool> {
        let answer = self.cell(column, |text| match text.trim().to_ascii_lowercase().as_str() {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(choice("yes, no")),
        });
        answer.value().copied()
    }

    /// Reads the code of a language of the product.
    pub fn language(&mut self, column: &'static str) -> Cell<Language> {
        let codes = Language::ALL.map(Language::code).join(", ");
        self.cell(column, |text| {
            Language::from_code(text.trim()).ok_or_else(|| choice(&codes))
        })
    }

    /// Reads the name of a time zone, such as `Europe/Copenhagen`.
    pub fn time_zone(&mut self, column: &'static str) -> Cell<Tz> {
        self.cell(column, |text| {
            Tz::from_str(text.trim()).map_err(|_| Message::new("files-time-zone"))
        })
    }

    /// Reads `valid_from` and `valid_to`, and checks that they are in order.
    pub fn validity(&mut self) -> (Cell<DateTime<Utc>>, Cell<DateTime<Utc>>) {
        let zone = self.zone;
        let from = self.cell("valid_from", |text| moment(text, zone));
        let to = self.cell("valid_to", |text| moment(text, zone));
        if let (Some(from), Some(to)) = (from.value(), to.value())
            && from >= to
        {
            self.refuse("valid_to", Message::new("files-dates-order"));
        }
        (from, to)
    }

    /// Reads an account from the columns `account_kind` and `account`.
    pub fn account(&mut self) -> Option<Account> {
        let kind = self.required("account_kind", |text| {
            AccountKind::from_code(text.trim()).ok_or_else(|| choice("user, group"))
        });
        let name = self.required("account", |text| line(text, MAX_NAME).map_err(FieldError::message));
        Some(Account {
            kind: kind?,
            name: name?,
        })
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Returns the message "One of these: …".
pub(super) fn choice(choices: &str) -> Message {
    Message::new("files-choice").with("choices", choices)
}

/// Adapts a parser of checked names for [`Cells::cell`].
pub(super) fn named<T>(parse: impl FnOnce(&str) -> Result<T, FieldError>) -> impl FnOnce(&str) -> Result<T, Message> {
    |text| parse(text).map_err(FieldError::message)
}

/// Parses `2026-11-22T08:00:00+01:00` (RFC 3339), or `2026-11-22`, which means the first moment of that day in `zone`.
/// The result is cut to microseconds, as in PostgreSQL.
fn moment(text: &str, zone: Tz) -> Result<DateTime<Utc>, Message> {
    let text = text.trim();
    let wrong = || Message::new("files-date");
    let moment = match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(day) => days::first_moment(day, zone).ok_or_else(wrong)?,
        Err(_) => DateTime::parse_from_rfc3339(text).map_err(|_| wrong())?.to_utc(),
    };
    // Refuse years that nobody means; PostgreSQL could not store all of them.
    if days::is_meant(&moment) {
        Ok(moment.trunc_subsecs(6))
    } else {
        Err(wrong())
    }
}

pub(super) fn written_moment(moment: &DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

pub(super) fn written_yes_no(answer: Option<bool>) -> String {
    match answer {
        Some(true) => "yes".to_owned(),
        Some(false) => "no".to_owned(),
        None => String::new(),
    }
}
