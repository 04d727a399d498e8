//! Import and export of CSV files (SPEC 11, L-5).
//!
//! [`csv`] and [`tables`] turn CSV into typed, checked rows and back, without the database: [`tables::read`] returns
//! either every row of a file or every problem in it. [`import`] and [`export`] connect them with the database.

pub mod csv;
pub mod export;
pub mod import;
mod store;
pub mod tables;

use crate::web::{i18n::Texts, message::Message};
use tables::Record;

/// The kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Table {
    /// The tree of organizational units.
    OrgUnits,
    /// Users.
    Users,
    /// Groups.
    Groups,
    /// Who is in which group in which unit.
    Memberships,
    /// Cells of Allow and Deny.
    Grants,
    /// Customers, suppliers, employees and other parties.
    Actors,
}

impl Table {
    /// All kinds, ordered so that each one comes after those it refers to.
    pub const ALL: [Table; 6] = [
        Table::OrgUnits,
        Table::Groups,
        Table::Users,
        Table::Memberships,
        Table::Grants,
        Table::Actors,
    ];

    /// Returns the name of the file in SPEC 11.
    pub const fn name(self) -> &'static str {
        match self {
            Table::OrgUnits => "org_units",
            Table::Users => "users",
            Table::Groups => "groups",
            Table::Memberships => "memberships",
            Table::Grants => "grants",
            Table::Actors => "actors",
        }
    }

    /// Returns the kind of file with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    /// Returns the columns of the file. Those that must be present are marked.
    pub const fn columns(self) -> &'static [csv::Column] {
        match self {
            Table::OrgUnits => tables::UnitRow::COLUMNS,
            Table::Users => tables::UserRow::COLUMNS,
            Table::Groups => tables::GroupRow::COLUMNS,
            Table::Memberships => tables::MembershipRow::COLUMNS,
            Table::Grants => tables::GrantRow::COLUMNS,
            Table::Actors => tables::ActorRow::COLUMNS,
        }
    }
}

/// Something wrong in a file: where and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line in the file, counted from 1; `None` if the problem is about the whole file.
    pub line: Option<u64>,
    /// Name of the column; `None` if the problem is about the whole line.
    pub column: Option<String>,
    /// What is wrong.
    pub reason: Message,
}

impl Problem {
    /// Returns a problem about a whole line.
    pub fn at_line(line: u64, reason: Message) -> Self {
        Self {
            line: Some(line),
            column: None,
            reason,
        }
    }

    /// Returns a problem about one cell, or about a column of the header.
    pub fn at_cell(line: u64, column: impl Into<String>, reason: Message) -> Self {
        Self {
            line: Some(line),
            column: Some(column.into()),
            reason,
        }
    }

    /// Returns a problem about the file as a whole.
    pub fn of_file(reason: Message) -> Self {
        Self {
            line: None,
            column: None,
            reason,
        }
    }

    /// Returns one line of the report, with line, column and reason.
    pub fn say(&self, t: &Texts) -> String {
        let reason = self.reason.say(t);
        match (self.line, &self.column) {
            (Some(line), Some(column)) => Message::new("files-at-cell")
                .with("line", line.to_string())
                .with("column", column.as_str())
                .with("reason", reason)
                .say(t),
            (Some(line), None) => Message::new("files-at-line")
                .with("line", line.to_string())
                .with("reason", reason)
                .say(t),
            (None, _) => reason,
        }
    }
}

/// Everything wrong in a file, in the order found. Problems beyond the first [`Problems::KEPT`] are only counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// The first problems.
    pub kept: Vec<Problem>,
    /// How many more problems there are.
    pub left_out: usize,
}

impl Problems {
    /// How many problems are kept: a file of a wrong format can have one on every line.
    pub const KEPT: usize = 1_000;

    /// Adds a problem, or only counts it if enough are kept.
    pub fn add(&mut self, problem: Problem) {
        if self.kept.len() < Self::KEPT {
            self.kept.push(problem);
        } else {
            self.left_out += 1;
        }
    }

    /// Returns how many problems there are in all.
    pub fn count(&self) -> usize {
        self.kept.len() + self.left_out
    }

    /// Whether no problem was found.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Sorts the problems by line. Call it if checks ran over the file more than once.
    pub fn sort(&mut self) {
        self.kept.sort_by_key(|problem| problem.line);
    }

    /// Returns the report: a line for each problem kept, and one with the number of the others.
    pub fn say(&self, t: &Texts) -> Vec<String> {
        let mut lines: Vec<String> = self.kept.iter().map(|problem| problem.say(t)).collect();
        if self.left_out > 0 {
            lines.push(t.one("files-more", "count", self.left_out));
        }
        lines
    }
}
