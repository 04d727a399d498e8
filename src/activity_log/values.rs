//! A value of an entry, in the reader's language. What stands behind a number has the name it had at the time, as far as
//! it is there for the reader (P-12).
use super::store::Row;
use super::words::{NOTHING, Reader, is_diff, text_id};
use crate::access::division;
use crate::access::ranges::Ranges;
use crate::cloud::organisations;
use crate::web::i18n::Language;
use crate::web::refusal;
use chrono::DateTime;
use serde_json::Value;

/// Fields whose numbers are ids.
pub const UNITS: [&str; 2] = ["unit", "parent"];
pub const PEOPLE: [&str; 5] = ["clerk_added", "clerk_removed", "clerk_id", "linked_user", "for"];
pub const ACTORS: [&str; 2] = ["survivor", "other"];
pub const ORGANISATIONS: [&str; 1] = ["organisation_id"];

impl Reader<'_> {
    pub(super) fn value(&self, row: &Row, field: &str, value: &Value) -> String {
        match value {
            Value::Null => NOTHING.to_owned(),
            Value::Bool(true) => self.t.get("activity-yes"),
            Value::Bool(false) => self.t.get("activity-no"),
            // Numbers that are no ids of something with a name are ids and versions, no amounts.
            Value::Number(number) => number
                .as_i64()
                .and_then(|id| self.named(row, field, id))
                .unwrap_or_else(|| number.to_string()),
            Value::String(text) => self.veiled(row, field, text).unwrap_or_else(|| self.text(field, text)),
            Value::Array(values) => values
                .iter()
                .map(|value| self.value(row, field, value))
                .collect::<Vec<_>>()
                .join(", "),
            Value::Object(_) if is_diff(value) => {
                format!(
                    "{} → {}",
                    self.value(row, field, &value["old"]),
                    self.value(row, field, &value["new"])
                )
            }
            Value::Object(_) => value.to_string(),
        }
    }

    /// Returns the name of what an id in this field stands for; None in a field that holds no such ids.
    fn named(&self, row: &Row, field: &str, id: i64) -> Option<String> {
        Some(match field {
            field if UNITS.contains(&field) => self.unit_named(row, id),
            field if PEOPLE.contains(&field) => self.user_named(row, id),
            field if ACTORS.contains(&field) => self.actor_named(row, id),
            field if ORGANISATIONS.contains(&field) => self.organisation_named(row, id),
            _ => return None,
        })
    }

    /// Returns the unit's name at the time. A unit outside the reader's Access has no name here (P-12).
    fn unit_named(&self, row: &Row, id: i64) -> String {
        let Some(unit) = self.access.seen_unit(id) else {
            return self.t.get("activity-unseen-unit");
        };
        let then = row
            .units_then
            .as_ref()
            .and_then(|names| names.get(id.to_string())?.as_str());
        then.map_or_else(|| unit.name.to_string(), str::to_owned)
    }

    fn user_named(&self, row: &Row, id: i64) -> String {
        let found = row.people.as_ref().and_then(|all| all.get(id.to_string()));
        let sees = |unit: i64| self.access.is(id) || self.access.sees(unit);
        self.placed(found, id, sees, "activity-unseen-user")
    }

    fn actor_named(&self, row: &Row, id: i64) -> String {
        let found = row.actors.as_ref().and_then(|all| all.get(id.to_string()));
        self.placed(
            found,
            id,
            |unit| division::sees(self.access, unit),
            "activity-unseen-actor",
        )
    }

    /// Somebody who is no more has no name.
    fn placed(&self, found: Option<&Value>, id: i64, sees: impl Fn(i64) -> bool, unseen: &str) -> String {
        let Some(found) = found else {
            return self.t.one("activity-subject-gone", "id", id.to_string());
        };
        match (found["unit"].as_i64(), found["name"].as_str()) {
            (Some(unit), Some(name)) if sees(unit) => name.to_owned(),
            _ => self.t.get(unseen),
        }
    }

    /// The name of an organisation that the reader does not see stays unsaid, and so does that of one that is no more
    /// and whose customers nobody knows any longer.
    fn organisation_named(&self, row: &Row, id: i64) -> String {
        let found = row.organisations.as_ref().and_then(|all| all.get(id.to_string()));
        let seen = found.filter(|found| match found["customers"].as_array() {
            Some(customers) => organisations::reaches(self.access, customers.iter().filter_map(Value::as_i64)),
            None => self.sees_all(),
        });
        let name = seen.and_then(|found| found["name"].as_str());
        name.map_or_else(|| self.t.get("activity-unseen-organisation"), str::to_owned)
    }

    fn sees_all(&self) -> bool {
        self.access.scope() == Ranges::All
    }

    /// Files once wrote names of units where ids belong, and counted people whom a reader may not see. Whoever does not
    /// see everything is not told either.
    fn veiled(&self, row: &Row, field: &str, text: &str) -> Option<String> {
        let said = match field {
            "unit" if row.sealed.kind.starts_with("actor.") => self.t.get("activity-unseen-unit"),
            "on_behalf" if text.starts_with(|first: char| first.is_ascii_digit()) => NOTHING.to_owned(),
            _ => return None,
        };
        (!self.sees_all()).then_some(said)
    }

    /// Whether the entry holds a value that is veiled for this reader, so that it cannot be given away as it is.
    pub(super) fn is_veiled(&self, row: &Row) -> bool {
        let details = row.sealed.details.as_object();
        details.into_iter().flatten().any(|(field, value)| {
            let sides = if is_diff(value) {
                vec![&value["old"], &value["new"]]
            } else {
                vec![value]
            };
            let mut texts = sides.into_iter().filter_map(Value::as_str);
            texts.any(|text| self.veiled(row, field, text).is_some())
        })
    }

    fn text(&self, field: &str, text: &str) -> String {
        let translated = |prefix: &str| {
            let id = text_id(prefix, text);
            self.t.has(&id).then(|| self.t.get(&id))
        };
        let found = match field {
            "right" | "permission" => self.right(text).or_else(|| translated("activity-value-reason")),
            "how" => translated("session-ended"),
            "option" => translated("login-option"),
            "step" => translated("checklist"),
            "language" => Language::from_code(text).map(|language| language.own_name().to_owned()),
            "scope" => translated("api-token-scope"),
            "module" => translated("module"),
            "file" => translated("imports-kind"),
            "mail_tls" => translated("email-tls"),
            "kind" => translated("activity-value-kind").or_else(|| translated("org-unit-kind")),
            "security_roles" => Some(self.security_roles(text)),
            "valid_from" | "valid_to" => DateTime::parse_from_rfc3339(text)
                .ok()
                .map(|at| self.t.date_time(at.to_utc())),
            _ => translated(&format!("activity-value-{}", field.replace('_', "-"))),
        };
        found.unwrap_or_else(|| text.to_owned())
    }

    fn security_roles(&self, codes: &str) -> String {
        let said = codes.split(", ").map(|code| {
            let id = text_id("security-role", code);
            if self.t.has(&id) {
                self.t.get(&id)
            } else {
                code.to_owned()
            }
        });
        said.collect::<Vec<_>>().join(", ")
    }

    fn right(&self, key: &str) -> Option<String> {
        let snapshot = self.access.snapshot();
        let right = snapshot.catalogue().by_key(key)?.permission;
        Some(refusal::label(self.t, snapshot, right))
    }
}
