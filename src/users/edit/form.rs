//! The fields of **Details** (SPEC 3.2), as typed, as stored and as wanted.
//!
//! A field that the page did not show is not posted, and stays as it is. A tick is posted with a `0` before it: so a
//! tick that was taken away differs from one that was not shown.
use super::origin;
use super::store::Record;
use crate::access::Refusal;
use crate::error::{Error, Result};
use crate::names::{DisplayName, Email};
use crate::users::verbs::Clash;
use crate::users::{State, User};
use crate::web::field::{Field, Mistake, accept, mistakes};
use crate::web::i18n::{Language, Texts};
use crate::web::visit::Visit;
use chrono_tz::Tz;
use serde::Deserialize;

/// Names of the fields and their labels.
pub const LABELS: [(&str, &str); 8] = [
    ("name", "user-name"),
    ("display_name", "user-display-name"),
    ("unit", "common-org-unit"),
    ("email", "user-email"),
    ("origin", "user-origin"),
    ("location", "user-location"),
    ("password", "user-password"),
    ("again", "user-password-again"),
];

/// What the edit form posts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    pub version: i32,
    pub display_name: String,
    pub email: Option<String>,
    pub origin: Option<String>,
    pub location: Option<String>,
    pub unit: Option<String>,
    #[serde(default)]
    pub enabled: Vec<String>,
    #[serde(default)]
    pub prevent_renewal: Vec<String>,
    #[serde(default)]
    pub two_factor_required: Vec<String>,
    #[serde(default)]
    pub language: String,
    #[serde(default)]
    pub time_zone: String,
}

/// The fields as the page shows them.
#[derive(Debug, Clone)]
pub struct Details {
    pub display_name: Field,
    pub email: Field,
    pub origin: Field,
    pub location: Field,
    pub unit: Field,
    /// Words of a unit that is searched for, in a browser without scripts.
    pub find_unit: String,
    pub enabled: Field,
    pub prevent_renewal: Field,
    pub two_factor_required: Field,
    pub language: Field,
    pub time_zone: Field,
}

/// The fields, checked. None stands for a field that was not on the form.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub display_name: DisplayName,
    pub email: Option<Option<Email>>,
    pub unit: Option<i64>,
    pub enabled: Option<bool>,
    pub prevent_renewal: Option<bool>,
    pub two_factor_required: Option<bool>,
    pub language: Option<Language>,
    pub time_zone: Option<Tz>,
}

/// What could be read of the fields. Checks that ask the database go on with it even where another field is wrong, so
/// that all mistakes are told at once (SPEC U-8).
pub struct Checked {
    /// The address, if a valid one was typed.
    pub email: Option<Email>,
    /// None if no unit was chosen, or the field was not on the form.
    pub unit: Option<i64>,
    /// All fields, or None if something is wrong.
    pub wanted: Option<Wanted>,
}

impl Details {
    /// Returns the fields empty, with the new user enabled.
    pub fn empty() -> Self {
        Self {
            display_name: Field::empty("display_name"),
            email: Field::empty("email"),
            origin: Field::empty("origin"),
            location: Field::empty("location"),
            unit: Field::empty("unit"),
            find_unit: String::new(),
            enabled: Field::tick("enabled", true),
            prevent_renewal: Field::tick("prevent_renewal", false),
            two_factor_required: Field::tick("two_factor_required", false),
            language: Field::empty("language"),
            time_zone: Field::empty("time_zone"),
        }
    }

    /// Returns the fields as stored.
    pub fn stored(user: &User, record: &Record) -> Self {
        let mut details = Self {
            display_name: Field::new("display_name", &user.display_name),
            email: Field::new("email", user.email.as_deref().unwrap_or_default()),
            unit: Field::new("unit", user.unit.to_string()),
            enabled: Field::tick("enabled", user.state == State::Active),
            prevent_renewal: Field::tick("prevent_renewal", user.prevent_renewal),
            two_factor_required: Field::tick("two_factor_required", record.two_factor_required),
            language: Field::new("language", record.language.as_deref().unwrap_or_default()),
            time_zone: Field::new("time_zone", record.time_zone.as_deref().unwrap_or_default()),
            ..Self::empty()
        };
        origin::fill(&mut details, record);
        details
    }

    /// Writes why a save was refused to the field it is about. `placed`: the save puts the user into the unit.
    pub fn refuse(&mut self, visit: &Visit, clash: Clash, placed: bool) {
        let t = &visit.t;
        match clash {
            Clash::Name | Clash::Email | Clash::NotInternal => self.email.refuse(t.get(clash.at_email())),
            Clash::NoLicence(pool) => {
                let field = if placed { &mut self.unit } else { &mut self.enabled };
                field.refuse(visit.why_not(&Refusal::NoLicence { pool }));
            }
        }
    }

    /// Returns the fields as typed. Fields that were not on the form keep their values.
    pub fn with(&self, typed: &Typed) -> Self {
        let mut fields = self.clone();
        fields.display_name.value = typed.display_name.clone();
        if let Some(email) = &typed.email {
            fields.email.value = email.clone();
        }
        if let Some(origin) = &typed.origin {
            fields.origin.value = origin.clone();
            fields.location.value = typed.location.clone().unwrap_or_default();
        }
        if let Some(unit) = &typed.unit {
            fields.unit.value = unit.clone();
        }
        if let Some(on) = ticked(&typed.enabled) {
            fields.enabled = Field::tick("enabled", on);
        }
        if let Some(on) = ticked(&typed.prevent_renewal) {
            fields.prevent_renewal = Field::tick("prevent_renewal", on);
        }
        if let Some(on) = ticked(&typed.two_factor_required) {
            fields.two_factor_required = Field::tick("two_factor_required", on);
        }
        fields.language.value = typed.language.clone();
        fields.time_zone.value = typed.time_zone.clone();
        fields
    }

    /// Checks every field. Mistakes are written to the fields.
    ///
    /// # Errors
    /// `BadRequest` for what no browser posts from this form.
    pub fn check(&mut self, t: &Texts, typed: &Typed) -> Result<Checked> {
        let display_name = accept(t, &mut self.display_name, DisplayName::parse);
        let email = typed
            .email
            .as_ref()
            .map(|_| accept(t, &mut self.email, Email::parse_optional));
        let unit = match &typed.unit {
            Some(unit) => Some(unit.parse().map_err(|_| Error::BadRequest("unit".into()))?),
            None => None,
        };
        let language = chosen(&typed.language, Language::from_code)?;
        let time_zone = chosen(&typed.time_zone, |zone| zone.parse::<Tz>().ok())?;
        let address = email.iter().flatten().flatten().next().cloned();
        let email = email.map_or(Some(None), |email| email.map(Some));
        let wanted = display_name.zip(email).map(|(display_name, email)| Wanted {
            display_name,
            email,
            unit,
            enabled: ticked(&typed.enabled),
            prevent_renewal: ticked(&typed.prevent_renewal),
            two_factor_required: ticked(&typed.two_factor_required),
            language,
            time_zone,
        });
        Ok(Checked {
            email: address,
            unit,
            wanted,
        })
    }

    /// Refuses a missing address at its field, if one is required.
    pub fn demand_email(&mut self, t: &Texts, required: bool, typed: &Typed) {
        if required && typed.email.as_ref().is_some_and(|email| email.trim().is_empty()) {
            self.email.refuse(t.get("user-email-required"));
        }
    }

    /// Returns the mistakes, in the order of the page.
    pub fn mistakes(&self) -> Vec<Mistake> {
        mistakes([
            &self.display_name,
            &self.unit,
            &self.email,
            &self.origin,
            &self.location,
            &self.enabled,
            &self.prevent_renewal,
            &self.two_factor_required,
            &self.language,
            &self.time_zone,
        ])
    }
}

impl Typed {
    pub fn origin(&self) -> origin::Typed<'_> {
        origin::Typed {
            origin: self.origin.as_deref(),
            location: self.location.as_deref(),
        }
    }
}

/// Reads the choice of a drop-down; empty stands for the default.
pub(super) fn chosen<T>(value: &str, known: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    match value {
        "" => Ok(None),
        value => known(value)
            .map(Some)
            .ok_or_else(|| Error::BadRequest("unknown choice".into())),
    }
}

/// Reads a tick; None if it was not on the form.
pub(super) fn ticked(values: &[String]) -> Option<bool> {
    (!values.is_empty()).then(|| values.iter().any(|value| value == "1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(form: &str) -> Result<Typed, serde_html_form::de::Error> {
        serde_html_form::from_str(form)
    }

    #[test]
    fn a_tick_taken_away_differs_from_one_that_was_not_shown() {
        let form = |rest: &str| typed(&format!("version=1&display_name=A{rest}")).unwrap();
        assert_eq!(ticked(&form("").enabled), None);
        assert_eq!(ticked(&form("&enabled=0").enabled), Some(false));
        assert_eq!(ticked(&form("&enabled=0&enabled=1").enabled), Some(true));
    }

    #[test]
    fn a_column_that_is_not_on_the_form_is_refused() {
        for column in [
            "state",
            "password_hash",
            "email_confirmed_at",
            "id",
            "name",
            "kind",
            "created_by",
            "theme",
        ] {
            assert!(
                typed(&format!("version=1&display_name=A&{column}=1")).is_err(),
                "{column}"
            );
        }
    }

    #[test]
    fn all_mistakes_are_told_at_once_and_nothing_typed_is_lost() {
        let typed = typed("version=1&display_name=++&email=nonsense").unwrap();
        let mut details = Details::empty().with(&typed);
        let t = Texts::new(Language::En, Tz::UTC);
        assert!(details.check(&t, &typed).unwrap().wanted.is_none());
        let fields: Vec<String> = details.mistakes().into_iter().map(|mistake| mistake.field).collect();
        assert_eq!(fields, ["display_name", "email"]);
        assert_eq!(details.email.value, "nonsense");
    }

    #[test]
    fn what_is_right_is_read_beside_what_is_wrong() {
        let typed = typed("version=1&display_name=++&email=a%40b.example&unit=7").unwrap();
        let t = Texts::new(Language::En, Tz::UTC);
        let checked = Details::empty().with(&typed).check(&t, &typed).unwrap();
        assert!(checked.wanted.is_none() && checked.email.is_some());
        assert_eq!(checked.unit, Some(7));
    }

    #[test]
    fn an_unknown_zone_is_no_choice() {
        let typed = typed("version=1&display_name=A&time_zone=Mars%2FNorth").unwrap();
        let t = Texts::new(Language::En, Tz::UTC);
        assert!(Details::empty().check(&t, &typed).is_err());
    }
}
