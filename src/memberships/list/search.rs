//! Free text in the list (SPEC L-1), matched against the account, the group and the unit of a membership.
//!
//! Groups and units are matched in memory. Users are found by name only if the reader sees them, so that searching
//! tells nothing of others' logins and addresses (P-12). Others' memberships are still found by group and unit.
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::access::snapshot::Group;
use crate::access::statement::Binds;
use crate::db::Read;
use crate::error::Result;
use crate::users::words;
use crate::web::group_name::group_name;
use crate::web::i18n::Texts;
use crate::web::search::{Help, SearchQuery, Term};

/// What a term may name before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Account,
    Group,
    Unit,
}

const FIELDS: [(&str, Field); 8] = [
    ("account", Field::Account),
    ("user", Field::Account),
    ("konto", Field::Account),
    ("bruger", Field::Account),
    ("group", Field::Group),
    ("gruppe", Field::Group),
    ("unit", Field::Unit),
    ("enhed", Field::Unit),
];

/// Returns what the help beside the search tells.
pub fn help(t: &Texts) -> Help {
    Help::of(t, &FIELDS, (Field::Account, "jen"))
}

/// A term of the search, looked up.
struct Found {
    without: bool,
    /// Accounts that match as members, and groups that match as the group.
    members: Vec<i64>,
    groups: Vec<i64>,
    units: Vec<i64>,
    /// The term itself, if too many users match to list them.
    many: Option<Term<Field>>,
}

/// The terms of the search, looked up, from which the statement is made.
#[derive(Default)]
pub struct Search(Vec<Found>);

impl Search {
    /// Looks up each term of the search.
    ///
    /// # Errors
    /// Any database error.
    pub fn look_up(db: &mut impl Read, access: &Access, t: &Texts, text: &str) -> Result<Self> {
        let terms = SearchQuery::parse(text, &FIELDS).terms.into_iter();
        let found: Result<Vec<Found>> = terms.map(|term| Found::of(db, access, t, term)).collect();
        Ok(Self(found?))
    }

    /// Returns the conditions on memberships `m`.
    pub fn conditions(&self, binds: &mut Binds, scope: &Ranges) -> Vec<String> {
        self.0.iter().map(|found| found.condition(binds, scope)).collect()
    }
}

impl Found {
    fn of(db: &mut impl Read, access: &Access, t: &Texts, term: Term<Field>) -> Result<Self> {
        let about = |field: Field| term.field.is_none_or(|named| named == field);
        let (groups, units) = (groups(access, t, &term), units(access, &term));
        let mut members = if about(Field::Account) {
            groups.clone()
        } else {
            Vec::new()
        };
        let mut is_many = false;
        if about(Field::Account) {
            match words::holders(db, &access.scope(), &term)? {
                Some(users) => members.extend(users),
                None => is_many = true,
            }
        }
        Ok(Self {
            without: term.without,
            members,
            groups: if about(Field::Group) { groups } else { Vec::new() },
            units: if about(Field::Unit) { units } else { Vec::new() },
            many: is_many.then_some(term),
        })
    }

    fn condition(&self, binds: &mut Binds, scope: &Ranges) -> String {
        let mut any = vec![
            format!("m.account_id = ANY({})", binds.numbers(self.members.clone())),
            format!("m.group_id = ANY({})", binds.numbers(self.groups.clone())),
            format!("m.unit_id = ANY({})", binds.numbers(self.units.clone())),
        ];
        if let Some(term) = &self.many {
            any.push(words::are_held_by("m.account_id", binds, scope, term));
        }
        let any = any.join(" OR ");
        match self.without {
            true => format!("NOT ({any})"),
            false => format!("({any})"),
        }
    }
}

/// Returns the groups that match, by their own names and by the name the reader sees.
fn groups(access: &Access, t: &Texts, term: &Term<Field>) -> Vec<i64> {
    let all = access.snapshot().groups().all();
    let shown = |group: &Group| group_name(t, group.id, &group.display_name);
    let named = all.filter(|group| term.is_in(&[&group.name, &group.display_name, &shown(group)]));
    named.map(|group| group.id).collect()
}

fn units(access: &Access, term: &Term<Field>) -> Vec<i64> {
    let units = access.snapshot().units().in_order();
    units
        .filter(|unit| term.is_in(&[&unit.name]))
        .map(|unit| unit.id)
        .collect()
}
