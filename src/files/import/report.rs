//! What a file would do, or has done.
use crate::activity::Entry;
use crate::files::{Problem, Problems};
use crate::web::message::Message;
use serde::{Deserialize, Serialize};

/// What came of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows of the file without its header.
    pub rows: usize,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// What goes: what `replace` takes away, and cells that are emptied.
    pub removed: Vec<Message>,
    /// Row by row what is done, where [`super::Options::told`] asks for it.
    pub told: Vec<Told>,
    /// With any, nothing was written.
    pub problems: Problems,
    /// Who could do what whoever imports may not (SPEC P-6).
    pub who: Option<Message>,
    /// A row says that a group there is requires no second factor (any more).
    pub loosens: bool,
}

/// What becomes of what one row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Added,
    Changed,
    Removed,
}

impl Deed {
    /// Stable word, also in the database and in the ids of texts.
    pub const fn code(self) -> &'static str {
        match self {
            Deed::Added => "added",
            Deed::Changed => "changed",
            Deed::Removed => "removed",
        }
    }
}

/// One row that changes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub line: u64,
    pub deed: Deed,
    /// Which user, group, unit, membership or cell.
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

    /// Of a unit the log keeps the id; whoever imports reads its name.
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

    /// Rows added, changed, removed.
    pub fn counts(&self) -> [usize; 3] {
        [self.added, self.changed, self.removed.len()]
    }

    pub(super) fn refuse(&mut self, line: u64, column: &'static str, reason: Message) {
        self.problems.add(Problem::at_cell(line, column, reason));
    }

    /// Notes a rule's no.
    pub(super) fn unless(&mut self, answer: super::gate::Answer, line: u64, column: &'static str) {
        if let Err(reason) = answer {
            self.refuse(line, column, reason);
        }
    }
}
