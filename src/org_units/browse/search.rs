//! The search in the tree (SPEC L-1): finds units by name, code and number, in the order of the tree.
use super::store::{self, Row};
use crate::db::Read;
use crate::error::Result;
use crate::org_units::visible::Visible;
use crate::web::cut::Cut;
use crate::web::i18n::Texts;
use crate::web::search::{Help, SearchQuery, Wanted};

/// Units on a page.
pub(super) const PAGE: usize = 50;
/// Candidates read at once if each must be checked in Rust.
pub(super) const CHUNK: usize = 500;

/// Fields that a search can name before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Name,
    Code,
    Number,
}

/// The names of the fields, in both languages.
const FIELDS: [(&str, Field); 6] = [
    ("name", Field::Name),
    ("navn", Field::Name),
    ("code", Field::Code),
    ("kode", Field::Code),
    ("number", Field::Number),
    ("nummer", Field::Number),
];

/// Returns what the help beside the search tells.
pub fn help(t: &Texts) -> Help {
    Help::of(t, &FIELDS, (Field::Name, "aar"))
}

/// Where a page begins or ends: a position in the preorder of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursor {
    After(i32),
    Before(i32),
}

/// A page of the units found.
#[derive(Default)]
pub(super) struct Found {
    pub rows: Vec<Row>,
    pub previous: Option<Cursor>,
    pub next: Option<Cursor>,
}

/// Finds at most `most` of the visible units that match what was typed: a page of them, or a part of a file.
pub(super) fn find(
    db: &mut impl Read,
    visible: &Visible<'_>,
    text: &str,
    cursor: Option<Cursor>,
    most: usize,
) -> Result<Found> {
    let query = SearchQuery::parse(text, &FIELDS);
    let words: Vec<String> = needed(&query);
    let plain = query.terms.iter().all(|term| {
        let whole = matches!(term.wanted, Wanted::Words(_));
        whole && !term.without && term.field.is_none()
    });
    let limit = if plain { most + 1 } else { CHUNK };
    let (mut rows, mut at) = (Vec::new(), cursor);
    loop {
        let chunk = store::candidates(db, visible, &words, at, limit)?;
        let exhausted = chunk.len() < limit;
        at = chunk.last().map(|row| match cursor {
            Some(Cursor::Before(_)) => Cursor::Before(row.pos),
            _ => Cursor::After(row.pos),
        });
        let fitting = chunk.into_iter().filter(|row| plain || is_meant(&query, row));
        rows.extend(fitting.take(most + 1 - rows.len()));
        if exhausted || rows.len() > most {
            return Ok(page(rows, cursor, most));
        }
    }
}

/// Returns the words of the query, each of which must begin a word of every match.
fn needed(query: &SearchQuery<Field>) -> Vec<String> {
    let terms = query.terms.iter().filter(|term| !term.without);
    let words = terms.flat_map(|term| match &term.wanted {
        Wanted::Words(words) => words.clone(),
        Wanted::Phrase(phrase) => phrase.split(' ').map(str::to_owned).collect(),
    });
    words.collect()
}

fn is_meant(query: &SearchQuery<Field>, row: &Row) -> bool {
    query.matches(&[
        (Field::Name, &row.name),
        (Field::Code, &row.fact.code),
        (Field::Number, row.fact.number.as_deref().unwrap_or_default()),
    ])
}

fn page(rows: Vec<Row>, cursor: Option<Cursor>, most: usize) -> Found {
    let backward = cursor.map(|cursor| matches!(cursor, Cursor::Before(_)));
    let cut = Cut::of(rows, most, backward);
    Found {
        previous: cut.previous().map(|row| Cursor::Before(row.pos)),
        next: cut.next().map(|row| Cursor::After(row.pos)),
        rows: cut.rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_not_needed() {
        let query = SearchQuery::parse("aarhus -syd code:n1 \"store torv\"", &FIELDS);
        assert_eq!(needed(&query), ["arhus", "n1", "store", "torv"]);
    }
}
