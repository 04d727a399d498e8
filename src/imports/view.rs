//! Parts of the pages that show a file and its report.
use super::store::{Import, Line};
use super::{State, Summary};
use crate::error::Result;
use crate::files::Table;
use crate::files::import::Deed;
use crate::web::i18n::Texts;

/// Returns the name of a kind of file.
pub fn kind(t: &Texts, table: Table) -> String {
    t.get(&format!("imports-kind-{}", table.name().replace('_', "-")))
}

/// A file in the list of files sent.
pub struct Sent {
    pub url: String,
    pub name: String,
    pub kind: String,
    pub when: String,
    pub state: String,
    pub tone: &'static str,
    pub symbol: &'static str,
}

/// The state of a file as a word, a colour and a symbol.
pub struct StateShown {
    pub said: String,
    pub tone: &'static str,
    pub symbol: &'static str,
}

impl StateShown {
    pub fn of(t: &Texts, import: &Import) -> Self {
        let summary = import.summary.clone().unwrap_or_default();
        let (word, tone, symbol) = match import.state {
            State::Waiting => ("waiting", "off", "clock"),
            State::Checking => ("checking", "warn", "refresh"),
            State::Checked if summary.problems > 0 => ("problems", "bad", "alert-circle"),
            State::Checked if !summary.can_be_applied() => ("nothing", "off", "check"),
            State::Checked => ("ready", "warn", "file-import"),
            State::Applying => ("applying", "warn", "refresh"),
            State::Applied => ("applied", "", ""),
            State::Failed => ("failed", "bad", "alert-circle"),
        };
        Self {
            said: t.get(&format!("imports-state-{word}")),
            tone,
            symbol,
        }
    }
}

impl Sent {
    pub fn new(t: &Texts, import: &Import) -> Self {
        let StateShown { said, tone, symbol } = StateShown::of(t, import);
        Self {
            url: format!("/imports/{}", import.id),
            name: name(t, import),
            kind: kind(t, import.table),
            when: t.date_time(import.created_at),
            state: said,
            tone,
            symbol,
        }
    }
}

/// Returns the file's name or, if it came without one, the name of its kind.
pub fn name(t: &Texts, import: &Import) -> String {
    if import.name.is_empty() {
        kind(t, import.table)
    } else {
        import.name.clone()
    }
}

/// A count of the report and its label.
pub struct Count {
    pub label: String,
    pub number: String,
    pub bad: bool,
}

/// Returns the counts of a report, or none if the rows of the file could not be read.
pub fn counts(t: &Texts, summary: &Summary) -> Vec<Count> {
    if summary.rows == 0 {
        return Vec::new();
    }
    let count = |label: &str, number: usize, bad: bool| Count {
        label: t.get(label),
        number: t.number(number),
        bad: bad && number > 0,
    };
    vec![
        count("imports-count-rows", summary.rows, false),
        count("imports-count-added", summary.added, false),
        count("imports-count-changed", summary.changed, false),
        count("imports-count-removed", summary.removed, false),
        count("imports-count-unchanged", summary.unchanged, false),
        count("imports-count-problems", summary.problems, true),
    ]
}

/// A row of the report.
pub struct Told {
    pub line: String,
    pub deed: String,
    pub tone: &'static str,
    pub symbol: &'static str,
    pub column: String,
    pub said: String,
    pub fields: Vec<Change>,
}

/// One field that changes.
pub struct Change {
    pub name: String,
    /// `None` if the row adds something new.
    pub old: Option<String>,
    pub new: String,
}

impl Told {
    pub fn new(t: &Texts, line: &Line) -> Result<Self> {
        let deed = line.deed()?;
        let (tone, symbol) = match deed {
            None => ("bad", "alert-circle"),
            Some(Deed::Added) => ("", "plus"),
            Some(Deed::Changed) => ("off", "pencil"),
            Some(Deed::Removed) => ("warn", "minus"),
        };
        let is_new = deed == Some(Deed::Added);
        let fields = line.fields()?.into_iter().map(|field| Change {
            name: field.name,
            old: (!is_new).then(|| shown(t, field.old)),
            new: shown(t, field.new),
        });
        Ok(Self {
            line: line.line.map(|line| t.number(line)).unwrap_or_default(),
            deed: t.get(&format!("imports-deed-{}", deed.map_or(Line::PROBLEM, Deed::code))),
            tone,
            symbol,
            column: line.field.clone().unwrap_or_default(),
            said: line.said()?.say(t),
            fields: fields.collect(),
        })
    }

    /// Returns message and changes as one text, for a cell of the report as a file.
    pub fn line_of_text(&self) -> String {
        let fields = self.fields.iter().map(|change| match &change.old {
            Some(old) => format!("{}: {old} → {}", change.name, change.new),
            None => format!("{}: {}", change.name, change.new),
        });
        let fields: Vec<String> = fields.collect();
        if fields.is_empty() {
            self.said.clone()
        } else {
            format!("{} ({})", self.said, fields.join("; "))
        }
    }
}

fn shown(t: &Texts, value: Option<String>) -> String {
    match value.as_deref() {
        None | Some("") => "–".to_owned(),
        Some("true") => t.get("imports-yes"),
        Some("false") => t.get("imports-no"),
        Some(value) => value.to_owned(),
    }
}
