//! Free text in the audit (SPEC L-1): over the user, the email, the unit and the address of a row.
//!
//! Of users only those are found whom the reader sees (P-12). Of a phrase, a user must have every word whole.
use crate::access::Access;
use crate::access::statement::Binds;
use crate::db::Read;
use crate::error::Result;
use crate::users::words;
use crate::web::i18n::Texts;
use crate::web::search::{Help, SearchQuery, Term};

/// What one may name before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    User,
    Email,
    Unit,
    Address,
}

const FIELDS: [(&str, Field); 13] = [
    ("user", Field::User),
    ("bruger", Field::User),
    ("name", Field::User),
    ("navn", Field::User),
    ("login", Field::User),
    ("email", Field::Email),
    ("e-mail", Field::Email),
    ("mail", Field::Email),
    ("unit", Field::Unit),
    ("enhed", Field::Unit),
    ("address", Field::Address),
    ("adresse", Field::Address),
    ("ip", Field::Address),
];

/// Returns what the help beside the search tells.
pub fn help(t: &Texts) -> Help {
    Help::of(t, &FIELDS, (Field::User, "jen"))
}

/// What rows `l` must be.
///
/// # Errors
/// Any database error.
pub fn conditions(db: &mut impl Read, access: &Access, binds: &mut Binds, text: &str) -> Result<Vec<String>> {
    let terms = SearchQuery::parse(text, &FIELDS).terms.into_iter();
    terms.map(|term| condition(db, access, binds, &term)).collect()
}

fn condition(db: &mut impl Read, access: &Access, binds: &mut Binds, term: &Term<Field>) -> Result<String> {
    let about = |field: Field| term.field.is_none_or(|named| named == field);
    let mut any = Vec::new();
    if about(Field::User) || about(Field::Email) {
        let mut held = held(db, access, binds, term)?;
        if term.field == Some(Field::Email) {
            let email = begins(binds, "e.email", term);
            held = format!("{held} AND EXISTS (SELECT FROM users e WHERE e.id = l.user_id AND {email})");
        }
        any.push(held);
    }
    if about(Field::Unit) {
        let units = access.snapshot().units().in_order();
        let units = units.filter(|unit| access.sees(unit.id) && term.is_in(&[&unit.name]));
        let units: Vec<i64> = units.map(|unit| unit.id).collect();
        if !units.is_empty() {
            any.push(format!("l.unit_id = ANY({})", binds.numbers(units)));
        }
    }
    // Other words are in no address: so names are found by their index alone.
    let is_number = |word: &String| word.bytes().all(|byte| byte.is_ascii_hexdigit());
    if about(Field::Address) && term.words().iter().all(is_number) {
        any.push(begins(binds, "host(l.address)", term));
    }
    Ok(match (any.is_empty(), term.without) {
        (true, without) => without.to_string(),
        (false, false) => format!("({})", any.join(" OR ")),
        (false, true) => format!("NOT ({})", any.join(" OR ")),
    })
}

/// Users who have the words.
fn held(db: &mut impl Read, access: &Access, binds: &mut Binds, term: &Term<Field>) -> Result<String> {
    let scope = access.scope();
    Ok(match words::holders(db, &scope, term)? {
        Some(users) => format!("l.user_id = ANY({})", binds.numbers(users)),
        None => words::are_held_by("l.user_id", binds, &scope, term),
    })
}

/// Every word is the beginning of one in this text.
fn begins(binds: &mut Binds, text: &str, term: &Term<Field>) -> String {
    let words = term.words().into_iter().map(|word| {
        let word = binds.text(format!(" {word}"));
        format!("strpos(' ' || regexp_replace(lower({text}), '[^[:alnum:]]+', ' ', 'g'), {word}) > 0")
    });
    format!("({})", words.collect::<Vec<_>>().join(" AND "))
}
