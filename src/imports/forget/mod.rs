//! Removes what uploaded files and their reports say about people who are deleted (SECURITY DP1).
//!
//! A file that can be applied is stored together with keyed hashes of whatever may be a name in it, so a deletion finds
//! it by an index and opens nothing. Every other file is emptied as soon as it is checked. A file that the worker has
//! when somebody is deleted is marked with the names that went, and the worker looks for them before it ends.
mod store;

use super::Summary;
use super::store::Line;
use crate::access::Can;
use crate::activity::Author;
use crate::config::Seal;
use crate::db::Tx;
use crate::error::Result;
use crate::files::{Problems, Table, csv};
use crate::text::name_key;
use crate::web::answer::Outcome;
use crate::web::message::Message;
use crate::web::request::Form;
use crate::web::several::pages::{Typed, apply_by};
use crate::web::several::{Bulk, Selection};
use crate::web::visit::Ctx;
use serde_json::Value;
use std::collections::HashSet;
use uuid::Uuid;

/// What people who are being deleted were called: logins, names, numbers and addresses. Forgotten by
/// [`deleting`] in the transaction that deletes them.
#[derive(Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Names(HashSet<String>);

impl Names {
    /// Returns the names of one person. Those that are empty say nothing.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut keys: HashSet<String> = names.into_iter().map(name_key).collect();
        keys.remove("");
        Self(keys)
    }

    /// Adds the names of another person.
    pub fn add(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

/// Carries out an action on several people that deletes them, and then forgets what they were called, once for all.
///
/// # Errors
/// As [`apply_by`], and what `delete` says.
pub fn deleting<'t, B: Bulk>(
    ctx: &mut Ctx<'_, 't>,
    sent: (Selection, Form<Typed>),
    delete: impl Fn(&mut Tx<'t>, &Author, &Can<'t, B::Right>, Option<Uuid>) -> Result<Names>,
) -> Result<Outcome> {
    apply_by::<B>(ctx, sent, |ctx, plan, selection| {
        let mut gone = Names::default();
        let done = plan.carry_out::<B>(ctx, selection, |tx, author, can, batch| {
            gone.add(delete(tx, author, can, batch)?);
            Ok(true)
        })?;
        forget(ctx.tx, &ctx.visit.state.seal, &gone)?;
        Ok(done)
    })
}

/// Empties the lines of reports that name these people, and gives up files that name them and have not been applied.
/// Call it once for all of them, and last: it waits for rows that the worker holds at the end of its work.
///
/// # Errors
/// Any database error.
fn forget(tx: &mut Tx<'_>, seal: &Seal, names: &Names) -> Result<()> {
    if names.0.is_empty() {
        return Ok(());
    }
    let keys: Vec<&str> = names.0.iter().map(String::as_str).collect();
    let hashes: Vec<i64> = keys.iter().map(|key| hash(seal, key)).collect();
    // First what the worker has: once that is marked, or no longer under way, its names can be seen.
    store::mark(tx, &hashes)?;
    store::give_up(tx, &hashes, &erased())?;
    store::empty_lines(tx, &keys, &line_erased())
}

/// Returns the report of a file that was given up because it names somebody who was deleted.
pub(super) fn erased() -> Summary {
    Summary {
        note: Some(Message::new("imports-failed-erased")),
        ..Summary::default()
    }
}

/// Returns what stands in a report in place of a line that named somebody who was deleted.
pub(super) fn line_erased() -> Message {
    Message::new("imports-line-erased")
}

/// Returns a keyed hash of everything that may be a name in a file whose rows can all be read.
pub(super) fn names_of(seal: &Seal, table: Table, file: &[u8]) -> HashSet<i64> {
    let mut keys = HashSet::new();
    if let Some(sheet) = csv::read(file, table.columns(), &mut Problems::default()) {
        for cell in sheet.rows().flat_map(|row| row.cells()) {
            gather_words(cell, &mut keys);
        }
    }
    keys.remove("");
    keys.iter().map(|key| hash(seal, key)).collect()
}

/// Returns the places of the lines that contain one of these names.
pub(super) fn naming(seal: &Seal, lines: &[Line], gone: &[i64]) -> Vec<i32> {
    let is_naming = |line: &&Line| {
        let names = names_in(line.parts());
        names.iter().any(|name| gone.contains(&hash(seal, name)))
    };
    lines.iter().filter(is_naming).map(|line| line.place).collect()
}

/// Returns the names that a line of a report may contain: the values in its message, and the old and new values of its
/// fields.
pub(super) fn names_in(parts: [&Value; 2]) -> Vec<String> {
    let mut found = HashSet::new();
    for value in parts {
        gather(value, &mut found);
    }
    found.remove("");
    found.into_iter().collect()
}

fn gather(value: &Value, found: &mut HashSet<String>) {
    match value {
        Value::String(words) => gather_words(words, found),
        Value::Array(values) => values.iter().for_each(|value| gather(value, found)),
        Value::Object(values) => values.values().for_each(|value| gather(value, found)),
        _ => {}
    }
}

/// Adds the whole text and, where it is a list, its items: a name may itself contain a comma.
fn gather_words(words: &str, found: &mut HashSet<String>) {
    found.insert(name_key(words));
    for separators in [&[';'][..], &[',', ';', '"', '\n', '\r', '\t']] {
        if words.contains(separators) {
            found.extend(words.split(separators).map(name_key));
        }
    }
}

/// Nobody without the installation key can tell whether a name is among those of a file. With 64 bits, a file is given
/// up for a name that it does not contain about as often as never.
fn hash(seal: &Seal, key: &str) -> i64 {
    let whole = seal.hash("a name in a file", key.as_bytes());
    whole
        .first_chunk::<8>()
        .map_or(0, |beginning| i64::from_be_bytes(*beginning))
}

#[cfg(test)]
mod tests;
