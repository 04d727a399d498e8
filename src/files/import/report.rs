//! The report on what a file would do or has done.
use crate::activity::Entry;
use crate::error::{Error, Result};
use crate::files::{Problem, Problems};
use crate::web::message::Message;
use serde::{Deserialize, Serialize};

/// The outcome of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows of the file without its header.
    pub rows: usize,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// What is removed: by `replace`, and cells that are emptied.
    pub removed: Vec<Message>,
    /// What each row does, if [`super::Options::told`] asks for it.
    pub told: Vec<Told>,
    /// If there are any, nothing was written.
    pub problems: Problems,
    /// Who could make the changes that the importer may not make (SPEC P-6).
    pub who: Option<Message>,
    /// A row says that a group there is requires no second factor (any more).
    pub loosens: bool,
}

/// What happens to the subject of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Added,
    Changed,
    Removed,
}

impl Deed {
    /// Returns the stable word that the database and the ids of texts use.
    pub const fn code(self) -> &'static str {
        match self {
            Deed::Added => "added",
            Deed::Changed => "changed",
            Deed::Removed => "removed",
        }
    }

    /// Reads a stored word.
    ///
    /// # Errors
    /// `Internal` for a word that is none.
    pub fn stored(code: &str) -> Result<Self> {
        let found = [Deed::Added, Deed::Changed, Deed::Removed]
            .into_iter()
            .find(|deed| deed.code() == code);
        found.ok_or_else(|| Error::unknown("deed of a row", code))
    }
}

/// One row that changes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub line: u64,
    pub deed: Deed,
    /// The user, group, unit, membership or cell that the row is about.
    pub subject: Message,
    /// Fields that change, as the log names them, with their old and new values.
    pub fields: Vec<Field>,
}

/// One field of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

impl Told {
    pub(super) fn new(line: u64, deed: Deed, subject: Message, entry: &Entry) -> Self {
        let fields = entry.changes().map(|(name, old, new)| Field {
            name: name.to_owned(),
            old,
            new,
        });
        Self {
            line,
            deed,
            subject,
            fields: fields.collect(),
        }
    }

    /// Replaces ids in this field by names: the log keeps a unit's id, but the importer reads its name.
    pub(super) fn naming(mut self, field: &str, name: impl Fn(i64) -> String) -> Self {
        for told in self.fields.iter_mut().filter(|told| told.name == field) {
            for value in [&mut told.old, &mut told.new] {
                *value = value.take().and_then(|id| id.parse().ok()).map(&name);
            }
        }
        self
    }
}

impl Report {
    pub(super) fn changes_anything(&self) -> bool {
        self.added + self.changed + self.removed.len() > 0
    }

    /// Returns the numbers of rows added, changed and removed.
    pub fn counts(&self) -> [usize; 3] {
        [self.added, self.changed, self.removed.len()]
    }

    pub(super) fn refuse(&mut self, line: u64, column: &'static str, reason: Message) {
        self.problems.add(Problem::at_cell(line, column, reason));
    }

    /// Notes a problem if a rule refused.
    pub(super) fn unless(&mut self, answer: super::gate::Answer, line: u64, column: &'static str) {
        if let Err(reason) = answer {
            self.refuse(line, column, reason);
        }
    }
}
