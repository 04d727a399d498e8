//! Files people bring and take (SPEC 11, L-5): CSV read into typed, checked rows, and written from them.
//!
//! [`csv`] and [`tables`] know nothing of the database: [`tables::read`] gives either every row of a file or every problem
//! in it. [`import`] and [`export`] stand between them and what is stored.

pub mod csv;
pub mod export;
pub mod import;
mod store;
pub mod tables;

use crate::web::{i18n::Texts, message::Message};
use tables::Record;

/// The files there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Table {
    /// The tree of organizational units.
    OrgUnits,
    /// Users.
    Users,
    /// Groups.
    Groups,
    /// Who is in which group, where.
    Memberships,
    /// Cells of Allow and Deny.
    Grants,
    /// Customers, suppliers, employees and other parties.
    Actors,
}

impl Table {
    /// All of them, in an order in which each finds what it refers to.
    pub const ALL: [Table; 6] = [
        Table::OrgUnits,
        Table::Groups,
        Table::Users,
        Table::Memberships,
        Table::Grants,
        Table::Actors,
    ];

    /// Its name in SPEC 11.
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

    /// The file with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    /// Its columns, those every file must have marked.
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
    /// Line in the file, the first is 1; `None` if it is about the file as a whole.
    pub line: Option<u64>,
    /// Name of the column; `None` if it is about the whole line.
    pub column: Option<String>,
    /// What is wrong.
    pub reason: Message,
}

impl Problem {
    /// About a whole line.
    pub fn at_line(line: u64, reason: Message) -> Self {
        Self {
            line: Some(line),
            column: None,
            reason,
        }
    }

    /// About one cell, or about a column of the header.
    pub fn at_cell(line: u64, column: impl Into<String>, reason: Message) -> Self {
        Self {
            line: Some(line),
            column: Some(column.into()),
            reason,
        }
    }

    /// About the file as a whole.
    pub fn of_file(reason: Message) -> Self {
        Self {
            line: None,
            column: None,
            reason,
        }
    }

    /// One line of the report: line, column and reason.
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

/// Everything wrong in a file, in the order found. Beyond [`Problems::KEPT`] they are only counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// The first ones.
    pub kept: Vec<Problem>,
    /// How many more there are.
    pub left_out: usize,
}

impl Problems {
    /// How many are kept: a file in a wrong form has one on every line.
    pub const KEPT: usize = 1_000;

    /// Notes one more.
    pub fn add(&mut self, problem: Problem) {
        if self.kept.len() < Self::KEPT {
            self.kept.push(problem);
        } else {
            self.left_out += 1;
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.kept.len() + self.left_out
    }

    /// Whether the file is all right.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// In the order of lines; call it when checks ran over the file more than once.
    pub fn sort(&mut self) {
        self.kept.sort_by_key(|problem| problem.line);
    }

    /// The report: a line for each that was kept, and how many more there are.
    pub fn say(&self, t: &Texts) -> Vec<String> {
        let mut lines: Vec<String> = self.kept.iter().map(|problem| problem.say(t)).collect();
        if self.left_out > 0 {
            lines.push(t.one("files-more", "count", self.left_out));
        }
        lines
    }
}
