//! The form of a unit: its fields as typed, as stored, and as checked values.
use crate::error::{Error, Result};
use crate::names::{DisplayName, FieldError, MAX_CODE, UnitCode, line};
use crate::org_units::verbs::{Clash, Details};
use crate::org_units::{Kind, OrgUnit};
use crate::web::field::{Field, Mistake, accept, mistakes};
use crate::web::i18n::{Language, Texts};
use chrono_tz::Tz;
use serde::Deserialize;

/// Names of the fields and their labels.
pub const LABELS: [(&str, &str); 7] = [
    ("parent", "org-unit-parent"),
    ("name", "org-unit-name"),
    ("code", "org-unit-code"),
    ("customer_number", "org-unit-customer-number"),
    ("number", "org-unit-number"),
    ("language", "org-unit-language"),
    ("time_zone", "org-unit-time-zone"),
];

/// What the forms of a unit post.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    /// Only in the form for editing.
    pub version: Option<i32>,
    /// Only in the form for a new unit.
    pub parent: Option<String>,
    /// Only in the form for a new unit, without scripts: words typed to find the unit above. `look` is not empty if the
    /// search was asked for.
    #[serde(default)]
    pub parent_find: String,
    #[serde(default)]
    pub look: String,
    pub name: String,
    pub code: String,
    pub customer_number: Option<String>,
    #[serde(default)]
    pub number: String,
    #[serde(default)]
    pub language: String,
    #[serde(default)]
    pub time_zone: String,
}

/// The fields as the page shows them.
#[derive(Debug, Clone)]
pub struct Fields {
    pub name: Field,
    pub code: Field,
    pub customer_number: Field,
    pub number: Field,
    pub language: Field,
    pub time_zone: Field,
}

impl Fields {
    pub fn empty() -> Self {
        Self {
            name: Field::empty("name"),
            code: Field::empty("code"),
            customer_number: Field::empty("customer_number"),
            number: Field::empty("number"),
            language: Field::empty("language"),
            time_zone: Field::empty("time_zone"),
        }
    }

    pub fn stored(unit: &OrgUnit) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            name: Field::new("name", &unit.name),
            code: Field::new("code", &unit.code),
            customer_number: Field::new("customer_number", text(&unit.customer_number)),
            number: Field::new("number", text(&unit.number)),
            language: Field::new("language", text(&unit.language)),
            time_zone: Field::new("time_zone", text(&unit.time_zone)),
        }
    }

    pub fn typed(typed: &Typed) -> Self {
        Self {
            name: Field::new("name", &typed.name),
            code: Field::new("code", &typed.code),
            customer_number: Field::new("customer_number", typed.customer_number.clone().unwrap_or_default()),
            number: Field::new("number", &typed.number),
            language: Field::new("language", &typed.language),
            time_zone: Field::new("time_zone", &typed.time_zone),
        }
    }

    /// Checks every field for a unit of this kind. If something is wrong, notes it at the fields and returns `None`.
    ///
    /// # Errors
    /// `BadRequest` for values that no browser posts from this form.
    pub fn check(&mut self, t: &Texts, kind: Kind) -> Result<Option<Details>> {
        let name = accept(t, &mut self.name, DisplayName::parse);
        let code = accept(t, &mut self.code, UnitCode::parse);
        let number = accept(t, &mut self.number, optional);
        let customer_number = accept(t, &mut self.customer_number, optional);
        match (kind, &customer_number) {
            (Kind::Customer, Some(None)) => self.customer_number.refuse(t.get("org-unit-customer-number-missing")),
            (Kind::Top | Kind::Unit, Some(Some(_))) => {
                self.customer_number.refuse(t.get("org-unit-customer-number-none"))
            }
            _ => {}
        }
        let language = chosen(&self.language.value, Language::from_code)?;
        let time_zone = chosen(&self.time_zone.value, |zone| zone.parse::<Tz>().ok())?;
        let (Some(name), Some(code), Some(number), Some(customer_number), true) =
            (name, code, number, customer_number, self.mistakes().is_empty())
        else {
            return Ok(None);
        };
        Ok(Some(Details {
            name,
            code,
            number,
            customer_number,
            time_zone,
            language,
        }))
    }

    /// Returns the code typed, if it is a valid one.
    pub fn code(&self) -> Option<UnitCode> {
        UnitCode::parse(&self.code.value).ok()
    }

    /// Returns the customer number typed, if it is a valid one.
    pub fn customer_number(&self) -> Option<String> {
        optional(&self.customer_number.value).ok().flatten()
    }

    /// Notes at the fields which values other units already have.
    pub fn taken(&mut self, t: &Texts, clashes: &[Clash]) {
        for clash in clashes {
            match clash {
                Clash::Code => self.code.refuse(t.get("org-unit-code-taken")),
                Clash::CustomerNumber => self.customer_number.refuse(t.get("org-unit-customer-number-taken")),
            }
        }
    }

    /// Returns what is wrong, in the order of the page.
    pub fn mistakes(&self) -> Vec<Mistake> {
        mistakes(self.all())
    }

    /// Returns the fields in the order of the page.
    pub fn all(&self) -> [&Field; 6] {
        [
            &self.name,
            &self.code,
            &self.customer_number,
            &self.number,
            &self.language,
            &self.time_zone,
        ]
    }
}

/// Parses a line that may be empty.
pub fn optional(text: &str) -> Result<Option<String>, FieldError> {
    match line(text, MAX_CODE) {
        Ok(line) => Ok(Some(line)),
        Err(FieldError::Required) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads a choice of a drop-down. An empty one means the default.
fn chosen<T>(value: &str, known: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    let unknown = || Error::BadRequest("unknown choice".into());
    match value {
        "" => Ok(None),
        value => known(value).map(Some).ok_or_else(unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(form: &str, kind: Kind) -> (Option<Details>, Vec<String>) {
        let typed: Typed = serde_html_form::from_str(form).unwrap();
        let mut fields = Fields::typed(&typed);
        let details = fields.check(&Texts::new(Language::En, Tz::UTC), kind).unwrap();
        (
            details,
            fields.mistakes().into_iter().map(|mistake| mistake.field).collect(),
        )
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let (details, wrong) = checked("name=+&code=&customer_number=&number=a%0Db", Kind::Customer);
        assert_eq!(wrong, ["name", "code", "customer_number", "number"]);
        assert!(details.is_none());
    }

    #[test]
    fn only_customers_have_a_customer_number() {
        assert_eq!(
            checked("name=A&code=a&customer_number=7", Kind::Unit).1,
            ["customer_number"]
        );
        let (details, wrong) = checked("name=A&code=a&customer_number=+7+&number=", Kind::Customer);
        assert!(wrong.is_empty() && details.unwrap().customer_number.as_deref() == Some("7"));
    }

    #[test]
    fn a_column_that_is_not_on_the_form_is_refused() {
        for column in ["id", "kind", "pos", "archived_at", "parent_id", "updated_by"] {
            let form = format!("name=A&code=a&{column}=1");
            assert!(serde_html_form::from_str::<Typed>(&form).is_err(), "{column}");
        }
    }
}
