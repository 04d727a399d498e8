//! The fields that all roles share (SPEC A-2): as typed, as stored, as wanted.
//!
//! A field that the page did not show is not posted, and keeps its value. A tick is posted with a `0` before it, so
//! that clearing it differs from not having been shown it.
use crate::actors::Kind;
use crate::actors::details::{self, Checked, Contact, Details};
use crate::actors::verbs::Stored;
use crate::error::Result;
use crate::web::field::{Field, Mistake, mistakes};
use crate::web::i18n::Texts;
use crate::web::request::{Input, Request, parted};
use serde::Deserialize;
use std::collections::HashMap;

/// Names of the fields and their labels.
pub const LABELS: [(&str, &str); 14] = [
    ("kind", "actors-column-kind"),
    ("name", "actors-column-name"),
    ("number", "actors-column-number"),
    ("unit", "common-org-unit"),
    ("address", "actor-address"),
    ("postal_code", "actor-postal-code"),
    ("city", "actor-city"),
    ("country", "actor-country"),
    ("phone", "actors-column-phone"),
    ("email", "actors-column-email"),
    ("cvr", "actors-column-cvr"),
    ("cpr", "actors-column-cpr"),
    ("remarks", "actor-remarks"),
    ("roles", "actor-roles"),
];

/// What the form posts.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    pub version: i32,
    pub kind: Option<String>,
    pub name: Option<String>,
    pub number: Option<String>,
    pub address: Option<String>,
    pub postal_code: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub cvr: Option<String>,
    /// Only on the form of readers who may edit it.
    pub cpr: Option<String>,
    pub remarks: Option<String>,
    pub unit: Option<String>,
    pub enabled: Vec<String>,
    pub role: Vec<i64>,
    /// Whether the ticks of roles were on the form.
    pub roles: Option<String>,
    /// Words to find a unit by, without scripts.
    pub unit_find: String,
    /// For a new actor: the user to link. `user_find` has the words to find one by.
    pub user: String,
    pub user_find: String,
    /// Without scripts: the button that only searches for a unit or a user.
    pub look: String,
}

impl Typed {
    /// Whether any of the common fields was on the form.
    pub fn shows_common(&self) -> bool {
        let texts = [
            &self.kind,
            &self.name,
            &self.number,
            &self.address,
            &self.postal_code,
            &self.city,
            &self.country,
            &self.phone,
            &self.email,
            &self.cvr,
            &self.remarks,
        ];
        texts.iter().any(|typed| typed.is_some())
    }

    /// Returns whether the actor is enabled. `None` if the tick was not on the form.
    pub fn enabled(&self) -> Option<bool> {
        (!self.enabled.is_empty()).then(|| self.enabled.iter().any(|value| value == "1"))
    }
}

/// The beginning of the names of role fields.
pub const FIELD_PREFIX: &str = "field-";

/// The form with the fields of roles. Their names are made at run time, from the ids of the fields.
pub struct WithFields {
    pub form: Typed,
    pub fields: Vec<(i64, String)>,
}

impl WithFields {
    /// Keeps only what was typed differently from `before`, and drops the roles.
    pub fn changed_from(self, before: &Fields, values: &HashMap<i64, String>) -> Self {
        let mut form = self.form;
        let given = [
            (&mut form.kind, &before.kind),
            (&mut form.name, &before.name),
            (&mut form.number, &before.number),
            (&mut form.unit, &before.unit),
            (&mut form.address, &before.address),
            (&mut form.postal_code, &before.postal_code),
            (&mut form.city, &before.city),
            (&mut form.country, &before.country),
            (&mut form.phone, &before.phone),
            (&mut form.email, &before.email),
            (&mut form.cvr, &before.cvr),
            (&mut form.cpr, &before.cpr),
            (&mut form.remarks, &before.remarks),
        ];
        for (typed, before) in given {
            typed.take_if(|typed| typed.trim() == before.value);
        }
        if form.enabled() == Some(before.enabled.ticked()) {
            form.enabled.clear();
        }
        (form.role, form.roles) = (Vec::new(), None);
        let differs = |(id, typed): &(i64, String)| values.get(id).map_or("", String::as_str) != typed.trim();
        Self {
            form,
            fields: self.fields.into_iter().filter(differs).collect(),
        }
    }
}

impl Input for WithFields {
    fn parse(request: &Request) -> Result<Self> {
        let (form, fields) = parted(request, |name| name.starts_with(FIELD_PREFIX))?;
        let id = |name: &str| name.strip_prefix(FIELD_PREFIX)?.parse().ok();
        let fields = fields.into_iter().filter_map(|(name, value)| Some((id(&name)?, value)));
        Ok(Self {
            form,
            fields: fields.collect(),
        })
    }
}

/// The fields as the page shows them.
#[derive(Debug, Clone)]
pub struct Fields {
    pub kind: Field,
    pub name: Field,
    pub number: Field,
    pub unit: Field,
    pub address: Field,
    pub postal_code: Field,
    pub city: Field,
    pub country: Field,
    pub phone: Field,
    pub email: Field,
    pub cvr: Field,
    /// Empty unless the reader may edit it (SPEC A-3).
    pub cpr: Field,
    pub remarks: Field,
    pub enabled: Field,
    pub roles: Field,
}

impl Fields {
    /// Fills the fields with the stored values.
    pub fn stored(stored: &Stored) -> Self {
        let (details, contact) = (&stored.details, &stored.details.contact);
        Self {
            kind: Field::new("kind", details.kind.code()),
            name: Field::new("name", &contact.name),
            number: Field::new("number", &details.number),
            unit: Field::new("unit", stored.unit.to_string()),
            address: Field::new("address", &contact.address),
            postal_code: Field::new("postal_code", &contact.postal_code),
            city: Field::new("city", &contact.city),
            country: Field::new("country", &contact.country),
            phone: Field::new("phone", &contact.phone),
            email: Field::new("email", &contact.email),
            cvr: Field::new("cvr", &details.cvr),
            cpr: Field::empty("cpr"),
            remarks: Field::new("remarks", &details.remarks),
            enabled: Field::tick("enabled", stored.enabled),
            roles: Field::empty("roles"),
        }
    }

    /// Returns the fields as typed. Those that were not on the form keep their values.
    pub fn with(&self, typed: &Typed) -> Self {
        let mut fields = self.clone();
        let given = [
            (&mut fields.kind, &typed.kind),
            (&mut fields.name, &typed.name),
            (&mut fields.number, &typed.number),
            (&mut fields.unit, &typed.unit),
            (&mut fields.address, &typed.address),
            (&mut fields.postal_code, &typed.postal_code),
            (&mut fields.city, &typed.city),
            (&mut fields.country, &typed.country),
            (&mut fields.phone, &typed.phone),
            (&mut fields.email, &typed.email),
            (&mut fields.cvr, &typed.cvr),
            (&mut fields.cpr, &typed.cpr),
            (&mut fields.remarks, &typed.remarks),
        ];
        for (field, typed) in given {
            if let Some(typed) = typed {
                field.value.clone_from(typed);
            }
        }
        if let Some(on) = typed.enabled() {
            fields.enabled = Field::tick("enabled", on);
        }
        fields
    }

    /// Checks every field and sets mistakes at the fields. Returns `None` if there are any.
    pub fn check(&mut self, t: &Texts) -> Option<Details> {
        let kind = Kind::from_code(&self.kind.value);
        if kind.is_none() {
            self.kind.refuse(t.get("actor-kind-missing"));
        }
        let as_kind = kind.unwrap_or(Kind::Organization);
        let details = Details {
            kind: as_kind,
            contact: Contact {
                name: accept(t, &mut self.name, details::name),
                address: accept(t, &mut self.address, |text| {
                    details::optional(text, details::MAX_ADDRESS)
                }),
                postal_code: accept(t, &mut self.postal_code, |text| {
                    details::optional(text, details::MAX_POSTAL_CODE)
                }),
                city: accept(t, &mut self.city, |text| details::optional(text, details::MAX_CITY)),
                country: accept(t, &mut self.country, |text| {
                    details::optional(text, details::MAX_COUNTRY)
                }),
                phone: accept(t, &mut self.phone, details::phone),
                email: accept(t, &mut self.email, details::email),
            },
            number: accept(t, &mut self.number, |text| details::optional(text, details::MAX_NUMBER)),
            cvr: accept(t, &mut self.cvr, |text| details::cvr(text, as_kind)),
            remarks: accept(t, &mut self.remarks, details::remarks),
        };
        self.mistakes().is_empty().then_some(details)
    }

    /// Returns the mistakes, in the order of the page.
    pub fn mistakes(&self) -> Vec<Mistake> {
        mistakes([
            &self.kind,
            &self.name,
            &self.number,
            &self.unit,
            &self.roles,
            &self.address,
            &self.postal_code,
            &self.city,
            &self.country,
            &self.phone,
            &self.email,
            &self.cvr,
            &self.cpr,
            &self.remarks,
        ])
    }
}

/// Parses a field, and sets a mistake at it.
fn accept(t: &Texts, field: &mut Field, parse: impl Fn(&str) -> Checked) -> String {
    match parse(&field.value) {
        Ok(value) => value,
        Err(wrong) => {
            field.refuse(wrong.say(t));
            String::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::Language;

    fn typed(form: &str) -> Result<Typed, serde_html_form::de::Error> {
        serde_html_form::from_str(form)
    }

    #[test]
    fn a_column_that_is_not_on_the_form_is_refused() {
        for column in [
            "archived_at",
            "user_id",
            "cpr_hash",
            "merged_into",
            "in_directory",
            "id",
            "number_key",
        ] {
            assert!(typed(&format!("version=1&name=A&{column}=1")).is_err(), "{column}");
        }
    }

    #[test]
    fn all_mistakes_are_told_at_once_and_nothing_typed_is_lost() {
        let typed = typed("version=1&kind=person&name=+&email=nonsense&cvr=12345678&phone=x").unwrap();
        let mut fields = Fields::stored(&Stored::empty(1)).with(&typed);
        let t = Texts::new(Language::En, chrono_tz::UTC);
        assert!(fields.check(&t).is_none());
        let wrong: Vec<String> = fields.mistakes().into_iter().map(|mistake| mistake.field).collect();
        assert_eq!(wrong, ["name", "phone", "email", "cvr"]);
        assert_eq!(fields.email.value, "nonsense");
    }
}
