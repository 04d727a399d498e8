//! The fields of a note.
use super::Note;
use super::store::Written;
use crate::web::days;
use crate::web::field::{Field, Mistake, labelled, mistakes};
use crate::web::i18n::Texts;
use chrono::NaiveDate;
use serde::Deserialize;

pub const MAX_SUBJECT: usize = 200;
pub const MAX_TEXT: usize = 10_000;
const LABELS: [(&str, &str); 3] = [("day", "note-day"), ("subject", "note-subject"), ("text", "note-text")];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    day: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    text: String,
    /// Only for a stored note.
    #[serde(default)]
    pub version: i32,
}

#[derive(Debug, Clone)]
pub struct Fields {
    pub day: Field,
    pub subject: Field,
    pub text: Field,
}

impl Fields {
    fn new(day: impl Into<String>, subject: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            day: Field::new("day", day),
            subject: Field::new("subject", subject),
            text: Field::new("text", text),
        }
    }

    /// Returns the fields of a new note, with today as its day.
    pub fn empty(today: NaiveDate) -> Self {
        Self::new(today.to_string(), "", "")
    }

    pub fn stored(note: &Note) -> Self {
        Self::new(note.day.to_string(), &*note.subject, &*note.text)
    }

    pub fn mistakes(&self, t: &Texts) -> Vec<Mistake> {
        labelled(t, mistakes([&self.day, &self.subject, &self.text]), &LABELS)
    }

    /// Returns the fields as typed, with the mistakes, and what to store if there are none.
    pub fn check(t: &Texts, typed: &Typed) -> (Self, Option<Written>) {
        let mut fields = Self::new(&*typed.day, &*typed.subject, &*typed.text);
        let day = days::day(&typed.day);
        if day.is_none() {
            fields.day.refuse(t.get("note-day-wrong"));
        }
        let (subject, text) = (typed.subject.trim(), typed.text.replace("\r\n", "\n"));
        if subject.is_empty() {
            fields.subject.refuse(t.get("note-subject-missing"));
        } else if subject.chars().count() > MAX_SUBJECT {
            fields.subject.refuse(t.one("note-too-long", "most", MAX_SUBJECT));
        }
        if text.chars().count() > MAX_TEXT {
            fields.text.refuse(t.one("note-too-long", "most", MAX_TEXT));
        }
        let whole = fields.subject.error.is_none() && fields.text.error.is_none();
        let written = day.filter(|_| whole).map(|day| Written {
            day,
            subject: subject.to_owned(),
            text: text.trim_end().to_owned(),
        });
        (fields, written)
    }
}
