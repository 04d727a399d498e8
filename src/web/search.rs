//! What people type into a search box (SPEC L-1): words, `"exact phrase"`, `-without`, `field:value`.
//!
//! Parsing never fails: what is not valid syntax is a plain word. Words and phrases come out folded
//! ([`crate::text::fold`]), so they can be compared with folded columns directly.

use super::i18n::{Language, Texts};
use crate::text::{MAX_WORD_BYTES, fold, has_words, phrase, words};

/// Most characters of a query that are read (EX6).
pub const MAX_QUERY: usize = 200;
/// Most words of a query that are read (EX6), whether they stand alone, in a phrase or in one run like `a.b.c`.
pub const MAX_WORDS: usize = 12;

/// The names of fields that are Danish. All others are English, or are in use in both languages.
const DANISH: [&str; 18] = [
    "navn",
    "visningsnavn",
    "e-mail",
    "enhed",
    "afdeling",
    "nummer",
    "telefon",
    "tlf",
    "adresse",
    "kode",
    "konto",
    "bruger",
    "gruppe",
    "beskrivelse",
    "emne",
    "ekspedient",
    "interval",
    "af",
];

/// What the help beside a search tells of the fields that can be named in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Help {
    /// One name for each field, in the reader's language.
    pub fields: Vec<String>,
    /// A search that names one of them.
    pub example: String,
    /// Whether the labels of the list's own fields can be named too.
    pub labels: bool,
}

impl Help {
    /// Makes the help from the names that [`SearchQuery::parse`] is given, with an example: a field and a word in it.
    pub fn of<F: PartialEq>(t: &Texts, fields: &[(&str, F)], (field, word): (F, &str)) -> Self {
        let danish = t.language() == Language::Da;
        let mut told: Vec<(&F, &str)> = Vec::new();
        for (name, field) in fields {
            match told.iter_mut().find(|(known, _)| *known == field) {
                None => told.push((field, *name)),
                Some((_, known)) if danish && DANISH.contains(name) && !DANISH.contains(known) => *known = *name,
                Some(_) => {}
            }
        }
        let example = told.iter().find(|(known, _)| **known == field);
        Self {
            example: example.map(|(_, name)| format!("{name}:{word}")).unwrap_or_default(),
            fields: told.iter().map(|(_, name)| format!("{name}:")).collect(),
            labels: false,
        }
    }

    /// Adds that the labels of the list's own fields can be named.
    #[must_use]
    pub fn with_labels(mut self) -> Self {
        self.labels = true;
        self
    }
}

/// A parsed query. `F` is the list's own enum of fields that can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchQuery<F> {
    /// The conditions, in the order typed; all must hold.
    pub terms: Vec<Term<F>>,
    /// Whether the end of the query was left out because it was too long.
    pub is_cut: bool,
}

impl<F> Default for SearchQuery<F> {
    fn default() -> Self {
        Self {
            terms: Vec::new(),
            is_cut: false,
        }
    }
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term<F> {
    /// The field it is about; `None` for any field.
    pub field: Option<F>,
    /// Whether matching rows are excluded.
    pub without: bool,
    /// What is looked for.
    pub wanted: Wanted,
}

/// What a term looks for, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Each of these must begin a word. There can be several, as in `jens@nordlys.dk`.
    Words(Vec<String>),
    /// These words must occur whole and in sequence: [`phrase`] of the text contains them between spaces.
    Phrase(String),
}

impl Wanted {
    fn count(&self) -> usize {
        match self {
            Wanted::Words(words) => words.len(),
            Wanted::Phrase(phrase) => phrase.split(' ').count(),
        }
    }

    /// Leaves out what is more than so many words. Returns whether anything was.
    fn cut(&mut self, most: usize) -> bool {
        let is_longer = self.count() > most;
        match self {
            Wanted::Words(words) => words.truncate(most),
            Wanted::Phrase(phrase) => *phrase = phrase.split(' ').take(most).collect::<Vec<_>>().join(" "),
        }
        is_longer
    }
}

/// Leaves out, of conditions that must all hold, each that follows from another one. `implies` says whether the first
/// holds only where the second does.
pub fn telling<N>(needs: Vec<N>, implies: impl Fn(&N, &N) -> bool) -> Vec<N> {
    let follows = |(at, need): (usize, &N)| {
        let mut others = needs.iter().enumerate().filter(|(other, _)| *other != at);
        others.any(|(other, from)| implies(from, need) && (other < at || !implies(need, from)))
    };
    let kept: Vec<bool> = needs.iter().enumerate().map(|need| !follows(need)).collect();
    let needs = needs.into_iter().zip(kept);
    needs.filter(|(_, is_kept)| *is_kept).map(|(need, _)| need).collect()
}

impl<F: Copy + PartialEq> SearchQuery<F> {
    /// Reads a query. `fields` are the names that can be typed before a colon, in every language, lower case.
    ///
    /// An unknown field is read as a plain word, and so is an unclosed quote, because somebody may still be typing.
    pub fn parse(text: &str, fields: &[(&str, F)]) -> Self {
        let mut query = Self::default();
        let mut rest = match text.char_indices().nth(MAX_QUERY) {
            Some((end, _)) => {
                query.is_cut = true;
                &text[..end]
            }
            None => text,
        };
        let mut left = MAX_WORDS;
        while let Some((token, after)) = next_token(rest, fields) {
            rest = after;
            let Some(mut term) = token else { continue };
            let is_cut = term.wanted.cut(left);
            query.is_cut |= is_cut;
            // Less of what is to be left out would leave out more.
            if left == 0 || is_cut && term.without {
                break;
            }
            left -= term.wanted.count();
            query.terms.push(term);
        }
        query
    }

    /// Whether the query has no conditions, so that everything matches.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether a row with these texts matches. This defines the meaning of the syntax, and it filters candidates.
    pub fn matches(&self, texts: &[(F, &str)]) -> bool {
        self.terms.iter().all(|term| term.hits(texts) != term.without)
    }
}

impl<F: Copy + PartialEq> Term<F> {
    /// Returns its words, folded.
    pub fn words(&self) -> Vec<String> {
        match &self.wanted {
            Wanted::Words(words) => words.clone(),
            Wanted::Phrase(phrase) => phrase.split(' ').map(str::to_owned).collect(),
        }
    }

    pub fn is_phrase(&self) -> bool {
        matches!(self.wanted, Wanted::Phrase(_))
    }

    fn hits(&self, texts: &[(F, &str)]) -> bool {
        let here = texts
            .iter()
            .filter(|(field, _)| self.field.is_none_or(|wanted| wanted == *field));
        self.is_in(&here.map(|(_, text)| *text).collect::<Vec<_>>())
    }

    /// Whether what is looked for occurs in these texts, whatever field the term names.
    pub fn is_in(&self, texts: &[&str]) -> bool {
        match &self.wanted {
            Wanted::Phrase(wanted) => {
                let wanted = format!(" {wanted} ");
                texts.iter().any(|text| format!(" {} ", phrase(text)).contains(&wanted))
            }
            Wanted::Words(wanted) => {
                let there: Vec<String> = texts.iter().flat_map(|text| words(text)).collect();
                has_words(&there, wanted)
            }
        }
    }
}

/// Cuts a word as the index does, to at most [`MAX_WORD_BYTES`].
fn index_form(word: &str) -> &str {
    &word[..word.floor_char_boundary(MAX_WORD_BYTES)]
}

/// Returns the next token of `rest` and what follows it. The token is `None` if it is empty (`-`, `""`, `email:`).
fn next_token<'t, F: Copy>(rest: &'t str, fields: &[(&str, F)]) -> Option<(Option<Term<F>>, &'t str)> {
    let rest = rest.trim_start();
    if rest.is_empty() {
        return None;
    }
    let (without, rest) = match rest.strip_prefix('-') {
        Some(after) => (true, after),
        None => (false, rest),
    };
    let (field, rest) = field_of(rest, fields);
    let (wanted, rest) = wanted(rest);
    let term = wanted.map(|wanted| Term { field, without, wanted });
    Some((term, rest))
}

/// Returns the field named before a colon, if the list has it, and the rest.
fn field_of<'t, F: Copy>(rest: &'t str, fields: &[(&str, F)]) -> (Option<F>, &'t str) {
    let end = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
    if let Some((name, _)) = rest[..end].split_once(':') {
        let folded = fold(name);
        if let Some((_, field)) = fields.iter().find(|(known, _)| fold(known) == folded) {
            return (Some(*field), &rest[name.len() + 1..]);
        }
    }
    (None, rest)
}

/// Returns a quoted phrase or a run without blanks, folded, and what follows it.
fn wanted(rest: &str) -> (Option<Wanted>, &str) {
    if let Some(quoted) = rest.strip_prefix('"')
        && let Some((inside, after)) = quoted.split_once('"')
    {
        let phrase = phrase(inside);
        return ((!phrase.is_empty()).then_some(Wanted::Phrase(phrase)), after);
    }
    // An unclosed quote is skipped, because somebody may still be typing the phrase.
    let rest = rest.strip_prefix('"').unwrap_or(rest);
    let end = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
    let (run, after) = rest.split_at(end);
    let parts: Vec<String> = phrase(run)
        .split(' ')
        .filter(|part| !part.is_empty())
        .map(|part| index_form(part).to_owned())
        .collect();
    ((!parts.is_empty()).then_some(Wanted::Words(parts)), after)
}

#[cfg(test)]
mod tests;
