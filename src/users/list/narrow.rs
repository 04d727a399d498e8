//! What the list is narrowed by beside words and unit: the columns that have few values (SPEC L-2).
//!
//! Who is locked, who is deactivated and who has a licence PostgreSQL reads by itself (`store`). Everything else is asked
//! of each row: how many rows a page may look at is limited (`web::chunks`), so a value that few have costs no more than
//! one that everybody has.
use super::store::Row;
use super::view::status_word;
use crate::web::field::Choice;
use crate::web::i18n::Texts;
use crate::web::parts::Chip;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

/// A column with few values, one of which can be asked for.
pub trait Narrowing: Copy + Eq + 'static {
    /// The values, in the order in which they are offered.
    const ALL: &'static [Self];
    /// Text of the column's head.
    const LABEL: &'static str;
    /// Name of its parameter in the address.
    const PARAMETER: &'static str;

    /// How the address says it.
    fn code(self) -> &'static str;
    /// What the reader sees.
    fn label(self, t: &Texts) -> String;
    fn matches(self, row: &Row, now: DateTime<Utc>) -> bool;

    fn read(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.code() == code)
    }
}

/// **Status**.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Active,
    Waiting,
    Locked,
    Deactivated,
}

impl Narrowing for Status {
    const ALL: &'static [Self] = &[Self::Active, Self::Waiting, Self::Locked, Self::Deactivated];
    const LABEL: &'static str = "users-column-status";
    const PARAMETER: &'static str = "status";

    fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Waiting => "waiting",
            Self::Locked => "locked",
            Self::Deactivated => "deactivated",
        }
    }
    fn label(self, t: &Texts) -> String {
        t.get(&format!("users-status-{}", self.code()))
    }
    fn matches(self, row: &Row, _: DateTime<Utc>) -> bool {
        status_word(row) == self.code()
    }
}

/// **Two-factor**.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TwoFactor {
    On,
    Required,
    Off,
}

impl Narrowing for TwoFactor {
    const ALL: &'static [Self] = &[Self::On, Self::Required, Self::Off];
    const LABEL: &'static str = "users-column-two-factor";
    const PARAMETER: &'static str = "two_factor";

    fn code(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Required => "required",
            Self::Off => "off",
        }
    }
    fn label(self, t: &Texts) -> String {
        t.get(&format!("two-factor-is-{}", self.code()))
    }
    fn matches(self, row: &Row, _: DateTime<Utc>) -> bool {
        row.two_factor == self.code()
    }
}

/// **Licensed**.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Licensed {
    Yes,
    No,
    /// The user needs no licence.
    NotNeeded,
}

impl Narrowing for Licensed {
    const ALL: &'static [Self] = &[Self::Yes, Self::No, Self::NotNeeded];
    const LABEL: &'static str = "users-column-licensed";
    const PARAMETER: &'static str = "licensed";

    fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotNeeded => "none",
        }
    }
    fn label(self, t: &Texts) -> String {
        t.get(match self {
            Self::Yes => "common-yes",
            Self::No => "common-no",
            Self::NotNeeded => "cloud-licence-none-needed",
        })
    }
    fn matches(self, row: &Row, _: DateTime<Utc>) -> bool {
        row.licensed == self.code()
    }
}

/// **Last active**, which never is something automatic (SPEC U-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastActive {
    Within7Days,
    NotFor30Days,
    NotFor90Days,
    Never,
}

impl Narrowing for LastActive {
    const ALL: &'static [Self] = &[Self::Within7Days, Self::NotFor30Days, Self::NotFor90Days, Self::Never];
    const LABEL: &'static str = "users-column-last-active";
    const PARAMETER: &'static str = "last_active";

    fn code(self) -> &'static str {
        match self {
            Self::Within7Days => "7",
            Self::NotFor30Days => "not-30",
            Self::NotFor90Days => "not-90",
            Self::Never => "never",
        }
    }
    fn label(self, t: &Texts) -> String {
        match self {
            Self::Within7Days => t.one("users-active-within", "days", 7),
            Self::NotFor30Days => t.one("users-active-not-for", "days", 30),
            Self::NotFor90Days => t.one("users-active-not-for", "days", 90),
            Self::Never => t.get("common-never"),
        }
    }
    /// Whoever was never active was not for any number of days.
    fn matches(self, row: &Row, now: DateTime<Utc>) -> bool {
        let since = |days: i64| row.last_active.is_some_and(|at| at > now - TimeDelta::days(days));
        match self {
            Self::Within7Days => since(7),
            Self::NotFor30Days => !since(30),
            Self::NotFor90Days => !since(90),
            Self::Never => row.last_active.is_none(),
        }
    }
}

/// The values asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Raw")]
pub struct Narrow {
    pub status: Option<Status>,
    pub two_factor: Option<TwoFactor>,
    pub licensed: Option<Licensed>,
    pub last_active: Option<LastActive>,
}

/// The values as the address has them. Those without a meaning count as absent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw {
    status: String,
    two_factor: String,
    licensed: String,
    last_active: String,
}

impl From<Raw> for Narrow {
    fn from(raw: Raw) -> Self {
        Self {
            status: Status::read(&raw.status),
            two_factor: TwoFactor::read(&raw.two_factor),
            licensed: Licensed::read(&raw.licensed),
            last_active: LastActive::read(&raw.last_active),
        }
    }
}

/// A drop-down by which a reader narrows the list.
#[derive(Debug)]
pub struct Offer {
    pub name: &'static str,
    pub label: String,
    pub choices: Vec<Choice>,
    /// Code of the chosen value; empty for all.
    pub chosen: &'static str,
}

impl Narrow {
    /// Whether everybody is shown.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the parameters of the address.
    pub fn parameters(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        [
            parameter(self.status),
            parameter(self.two_factor),
            parameter(self.licensed),
            parameter(self.last_active),
        ]
        .into_iter()
        .flatten()
    }

    /// Returns the drop-downs, in the order of the columns.
    pub fn offers(&self, t: &Texts) -> [Offer; 4] {
        [
            offer(t, self.status),
            offer(t, self.two_factor),
            offer(t, self.licensed),
            offer(t, self.last_active),
        ]
    }

    /// Returns what is asked for, each with the address that `without` makes of everything else.
    pub fn chips(&self, t: &Texts, without: impl Fn(Self) -> String) -> Vec<Chip> {
        let chips = [
            chip(t, self.status, || Self { status: None, ..*self }),
            chip(t, self.two_factor, || Self {
                two_factor: None,
                ..*self
            }),
            chip(t, self.licensed, || Self {
                licensed: None,
                ..*self
            }),
            chip(t, self.last_active, || Self {
                last_active: None,
                ..*self
            }),
        ];
        let chips = chips.into_iter().flatten();
        chips
            .map(|(text, other)| Chip {
                text,
                url: without(other),
            })
            .collect()
    }

    /// Whether rows must be asked one by one.
    pub fn asks_rows(&self) -> bool {
        let status = self
            .status
            .is_some_and(|status| matches!(status, Status::Active | Status::Waiting));
        let licensed = self.licensed.is_some_and(|licensed| licensed != Licensed::Yes);
        status || licensed || self.two_factor.is_some() || self.last_active.is_some()
    }

    /// Whether nobody can match: a deactivated user has given the licence back (SPEC C-3).
    pub fn is_contradictory(&self) -> bool {
        self.status == Some(Status::Deactivated) && self.licensed == Some(Licensed::Yes)
    }

    pub fn matches(&self, row: &Row, now: DateTime<Utc>) -> bool {
        let (status, two_factor) = (holds(self.status, row, now), holds(self.two_factor, row, now));
        status && two_factor && holds(self.licensed, row, now) && holds(self.last_active, row, now)
    }
}

fn holds<N: Narrowing>(wanted: Option<N>, row: &Row, now: DateTime<Utc>) -> bool {
    wanted.is_none_or(|value| value.matches(row, now))
}

fn parameter<N: Narrowing>(wanted: Option<N>) -> Option<(&'static str, &'static str)> {
    wanted.map(|value| (N::PARAMETER, value.code()))
}

fn offer<N: Narrowing>(t: &Texts, wanted: Option<N>) -> Offer {
    let choices = N::ALL.iter().map(|value| Choice::new(value.code(), value.label(t)));
    Offer {
        name: N::PARAMETER,
        label: t.get(N::LABEL),
        choices: choices.collect(),
        chosen: wanted.map_or("", N::code),
    }
}

fn chip<N: Narrowing>(t: &Texts, wanted: Option<N>, other: impl Fn() -> Narrow) -> Option<(String, Narrow)> {
    let value = wanted?;
    let text = t.two("common-chip", "label", t.get(N::LABEL), "value", value.label(t));
    Some((text, other()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_read_from_its_code() {
        fn all<N: Narrowing + std::fmt::Debug>() {
            for value in N::ALL {
                assert_eq!(N::read(value.code()), Some(*value));
            }
        }
        all::<Status>();
        all::<TwoFactor>();
        all::<Licensed>();
        all::<LastActive>();
    }

    #[test]
    fn what_postgresql_reads_by_itself_is_not_asked_of_rows() {
        let status = |status| Narrow {
            status: Some(status),
            ..Narrow::default()
        };
        assert!(!Narrow::default().asks_rows() && !status(Status::Locked).asks_rows());
        assert!(!status(Status::Deactivated).asks_rows() && status(Status::Waiting).asks_rows());
    }
}
