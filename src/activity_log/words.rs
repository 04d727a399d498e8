//! What an entry says, in the reader's language: its type, a sentence, and each field with its old and new value.
use super::store::Row;
use crate::access::{Access, division};
use crate::web::i18n::{Argument, Texts};
use crate::web::search::Help;
use serde_json::Value;

/// Fields told in a sentence; the entry's own page has all.
const TOLD: usize = 3;
/// Stands for a value that is not there.
pub(super) const NOTHING: &str = "–";

/// Who reads the log.
pub struct Reader<'v> {
    pub t: &'v Texts,
    pub access: &'v Access,
}

/// What of a row a search may name before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Type,
    Subject,
    Description,
    User,
    Clerk,
    Unit,
    Address,
}

pub const FIELDS: [(&str, Column); 15] = [
    ("type", Column::Type),
    ("subject", Column::Subject),
    ("emne", Column::Subject),
    ("description", Column::Description),
    ("beskrivelse", Column::Description),
    ("user", Column::User),
    ("bruger", Column::User),
    ("clerk", Column::Clerk),
    ("ekspedient", Column::Clerk),
    ("unit", Column::Unit),
    ("enhed", Column::Unit),
    ("address", Column::Address),
    ("adresse", Column::Address),
    ("ip", Column::Address),
    ("org", Column::Unit),
];

/// Returns what the help beside the search tells.
pub fn help(t: &Texts) -> Help {
    Help::of(t, &FIELDS, (Column::User, "jen"))
}

/// A field of an entry.
pub struct Field {
    pub label: String,
    /// None if the entry states a plain fact, without a value before.
    pub old: Option<String>,
    pub new: String,
}

/// `activity-user-updated` for `user.updated`.
pub(super) fn text_id(prefix: &str, kind: &str) -> String {
    format!("{prefix}-{}", kind.replace(['.', '_'], "-"))
}

/// The type's label; the word itself of a kind that has none.
pub fn kind(t: &Texts, kind: &str) -> String {
    let id = text_id("activity", kind);
    if t.has(&id) { t.get(&id) } else { kind.to_owned() }
}

impl Reader<'_> {
    /// Everything a search looks at.
    pub fn texts(&self, row: &Row) -> Vec<(Column, String)> {
        vec![
            (Column::Type, kind(self.t, &row.sealed.kind)),
            (Column::Subject, self.subject(row)),
            (Column::Description, self.description(row)),
            (Column::User, self.user(row)),
            (Column::Clerk, row.clerk_name.clone().unwrap_or_default()),
            (Column::Unit, self.unit(row)),
            (Column::Address, self.address(row)),
        ]
    }

    /// Name of the entry's unit, as it was.
    pub fn unit(&self, row: &Row) -> String {
        let unit = row.sealed.unit_id.and_then(|unit| self.access.seen_unit(unit));
        unit.map(|unit| row.unit_then.clone().unwrap_or_else(|| unit.name.to_string()))
            .unwrap_or_default()
    }

    /// What the entry's unit is called now, if that is something else.
    pub fn unit_now(&self, row: &Row) -> Option<String> {
        let unit = self.access.seen_unit(row.sealed.unit_id?)?;
        self.now(row.unit_then.as_deref(), Some(&unit.name))
    }

    /// What the subject is called now, if that is something else. Only for a reader who sees it where it stands now: a
    /// new name that was given out of the reader's sight is not told (P-12).
    pub fn subject_now(&self, row: &Row) -> Option<String> {
        if !self.sees_subject(row) {
            return None;
        }
        self.now(row.subject_then.as_deref(), row.subject_name.as_deref())
    }

    fn sees_subject(&self, row: &Row) -> bool {
        let id = row.sealed.subject_id;
        match (row.sealed.subject_kind.as_str(), row.subject_unit) {
            ("actor", unit) => unit.is_some_and(|unit| division::sees(self.access, unit)),
            ("org_unit", _) => id.is_some_and(|unit| self.access.seen_unit(unit).is_some()),
            // Users, and the cells of users.
            (_, Some(unit)) => self.access.sees(unit) || id.is_some_and(|user| self.access.is(user)),
            // Groups belong to every unit.
            (_, None) => true,
        }
    }

    fn now(&self, then: Option<&str>, today: Option<&str>) -> Option<String> {
        let today = today.filter(|today| then.is_some_and(|then| then != *today))?;
        Some(self.t.one("activity-now-called", "name", today))
    }

    pub fn address(&self, row: &Row) -> String {
        row.sealed.address.map(|net| net.addr().to_string()).unwrap_or_default()
    }

    /// Who or what it is about, as it was called then.
    pub fn subject(&self, row: &Row) -> String {
        let kept = |field: &str| {
            self.all_values(row)
                .find(|(name, _)| *name == field)
                .map(|(_, value)| value)
        };
        match (row.sealed.subject_kind.as_str(), row.sealed.subject_id) {
            ("installation", _) => self.t.get("activity-subject-installation"),
            ("unknown_login", _) => self.t.get("activity-subject-unknown-login"),
            ("membership", _) => {
                let text = |field: &str| {
                    kept(field)
                        .map(|value| self.value(row, field, value))
                        .unwrap_or_default()
                };
                self.t.two(
                    "activity-subject-membership",
                    "account",
                    text("account"),
                    "group",
                    text("group"),
                )
            }
            (_, id) => row
                .subject_then
                .clone()
                .or_else(|| row.subject_name.clone())
                .unwrap_or_else(|| {
                    self.t.one(
                        "activity-subject-gone",
                        "id",
                        id.map(|id| id.to_string()).unwrap_or_default(),
                    )
                }),
        }
    }

    /// Who did it. A name, not a link: authors may stand outside the reader's Access (P-12).
    pub fn user(&self, row: &Row) -> String {
        match (&row.user_name, row.sealed.user_id) {
            (Some(name), _) => name.clone(),
            (None, Some(id)) => self.t.one("activity-subject-gone", "id", id.to_string()),
            (None, None) => self.t.get("activity-nobody"),
        }
    }

    /// One sentence: of the kind's own, else the first fields.
    pub fn description(&self, row: &Row) -> String {
        let id = sentence(row);
        let said = if self.t.has(&id) {
            let values: Vec<(&str, String)> = self
                .all_values(row)
                .map(|(field, value)| (field, self.value(row, field, value)))
                .collect();
            let arguments: Vec<_> = values.iter().map(|(field, value)| (*field, value.value())).collect();
            self.t.with(&id, &arguments)
        } else {
            self.enumeration(row)
        };
        match row.times {
            Some(times @ 2..) => format!("{said} {}", self.t.one("activity-times", "count", i64::from(times))),
            _ => said,
        }
    }

    fn enumeration(&self, row: &Row) -> String {
        let fields = self.fields(row);
        // Nothing is shorter for hiding a single one.
        let most = if fields.len() == TOLD + 1 { fields.len() } else { TOLD };
        let told = fields.iter().take(most).map(|field| match &field.old {
            Some(old) if old != NOTHING => format!("{}: {} → {}", field.label, old, field.new),
            _ => format!("{}: {}", field.label, field.new),
        });
        let mut told: Vec<String> = told.collect();
        if fields.len() > most {
            told.push(self.t.one("activity-more-fields", "count", fields.len() - most));
        }
        told.join(" · ")
    }

    /// Personal values first, then the others, by name.
    fn all_values<'r>(&self, row: &'r Row) -> impl Iterator<Item = (&'r str, &'r Value)> + use<'r> {
        let personal = row.personal.as_ref().and_then(Value::as_object);
        let details = row.sealed.details.as_object();
        personal
            .into_iter()
            .chain(details)
            .flatten()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// Every field with its old and new value.
    pub fn fields(&self, row: &Row) -> Vec<Field> {
        let field = |(name, value): (&str, &Value)| Field {
            label: self.label(name),
            old: is_diff(value).then(|| self.value(row, name, &value["old"])),
            new: self.value(row, name, if is_diff(value) { &value["new"] } else { value }),
        };
        self.all_values(row).map(field).collect()
    }

    /// Personal values that were there and have been erased with the person.
    pub fn is_erased(&self, row: &Row) -> bool {
        row.personal.is_none() && row.sealed.personal_hash.is_some()
    }

    fn label(&self, field: &str) -> String {
        let id = text_id("activity-field", field);
        if self.t.has(&id) {
            self.t.get(&id)
        } else {
            field.replace('_', " ")
        }
    }
}

/// Id of what the kind says in a sentence. A refusal for which no right was missing names none.
fn sentence(row: &Row) -> String {
    let details = &row.sealed.details;
    match row.sealed.kind.as_str() {
        "access.denied" if details["right"] == details["reason"] => "activity-say-access-refused".to_owned(),
        kind => text_id("activity-say", kind),
    }
}

pub(super) fn is_diff(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|object| object.len() == 2 && object.contains_key("old") && object.contains_key("new"))
}
