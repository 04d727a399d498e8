//! A form saved twice: what differs between two versions of a thing, in words (SPEC U-7).

use super::i18n::Texts;
use chrono::{DateTime, Utc};

/// One field in two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Label of the field, in the reader's language.
    pub label: String,
    /// What stands there now.
    pub theirs: String,
    /// What the reader typed.
    pub yours: String,
}

/// Somebody saved in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Who, when, and what to do.
    pub text: String,
    /// The fields that differ.
    pub rows: Vec<Compared>,
}

impl Conflict {
    /// `who`: display name of whoever saved last, if they are still there.
    pub fn new(t: &Texts, who: Option<String>, when: Option<DateTime<Utc>>, rows: Vec<Compared>) -> Self {
        let who = who.unwrap_or_else(|| t.get("common-somebody"));
        let when = when.map(|at| t.date_time(at)).unwrap_or_default();
        Self {
            text: t.two("common-conflict", "who", who, "when", when),
            rows,
        }
    }
}

/// The fields that differ. `fields`: text id of the label, one version, the other.
pub fn compared<'a>(t: &Texts, fields: impl IntoIterator<Item = (&'a str, String, String)>) -> Vec<Compared> {
    let shown = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    let row = |(label, theirs, yours): (&str, String, String)| Compared {
        label: t.get(label),
        theirs: shown(theirs),
        yours: shown(yours),
    };
    let rows = fields.into_iter().map(row);
    rows.filter(|row| row.theirs != row.yours).collect()
}

/// **Saved**, and what changed.
pub fn saved(t: &Texts, changed: Vec<Compared>) -> String {
    if changed.is_empty() {
        return t.get("common-saved-nothing");
    }
    let line = |row: Compared| format!("{}: {} → {}", row.label, row.theirs, row.yours);
    let lines: Vec<String> = changed.into_iter().map(line).collect();
    t.one("common-saved", "changes", lines.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let t = Texts::new(Default::default(), chrono_tz::UTC);
        let same = ("common-org-unit", "A".to_owned(), "A".to_owned());
        let other = ("common-search", String::new(), "B".to_owned());
        let rows = compared(&t, [same, other]);
        assert_eq!(rows.len(), 1);
        assert!(saved(&t, rows).contains("– → B"));
    }
}
