//! The fields of a group (SPEC G-2), as typed, as stored and as wanted.
use crate::db::Read;
use crate::error::Result;
use crate::groups::verbs::{self, Details};
use crate::groups::{Group, MAX_DESCRIPTION, MAX_MINUTES};
use crate::names::{DisplayName, GroupName};
use crate::web::field::{Field, Mistake, accept, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::message::Message;
use crate::web::versions::{self, Compared};
use serde::Deserialize;

/// Names of the fields and their labels.
const LABELS: [(&str, &str); 6] = [
    ("name", "group-name"),
    ("display_name", "group-display-name"),
    ("description", "group-description"),
    ("access_minutes", "user-info-access-minutes"),
    ("refresh_minutes", "user-info-refresh-minutes"),
    ("require_two_factor", "group-require-two-factor"),
];

/// What the form posts. The name is not on the form of a system group, and neither name is on that of a predefined role.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    pub version: i32,
    pub name: Option<String>,
    pub display_name: Option<String>,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub access_minutes: String,
    #[serde(default)]
    pub refresh_minutes: String,
    #[serde(default)]
    pub require_two_factor: String,
    /// Only the form of a copy has these.
    #[serde(default)]
    pub permissions: Vec<String>,
    #[serde(default)]
    pub memberships: Vec<String>,
}

/// The fields as the page shows them.
#[derive(Debug, Clone)]
pub struct Fields {
    pub name: Field,
    pub display_name: Field,
    pub description: Field,
    pub access_minutes: Field,
    pub refresh_minutes: Field,
    pub require_two_factor: Field,
}

impl Fields {
    pub fn empty() -> Self {
        Self {
            name: Field::empty("name"),
            display_name: Field::empty("display_name"),
            description: Field::empty("description"),
            access_minutes: Field::empty("access_minutes"),
            refresh_minutes: Field::empty("refresh_minutes"),
            require_two_factor: Field::tick("require_two_factor", false),
        }
    }

    /// Returns the fields as stored.
    pub fn stored(group: &Group) -> Self {
        let minutes = |minutes: Option<i32>| minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
        Self {
            name: Field::new("name", group.name.as_str()),
            display_name: Field::new("display_name", group.display_name.as_str()),
            description: Field::new("description", group.description.as_str()),
            access_minutes: Field::new("access_minutes", minutes(group.access_minutes)),
            refresh_minutes: Field::new("refresh_minutes", minutes(group.refresh_minutes)),
            require_two_factor: Field::tick("require_two_factor", group.require_two_factor),
        }
    }

    /// Returns the fields as typed. Names that were not on the form keep their values.
    pub fn with(&self, typed: &Typed) -> Self {
        let mut fields = self.clone();
        if let Some(name) = &typed.name {
            fields.name.value = name.clone();
        }
        if let Some(display_name) = &typed.display_name {
            fields.display_name.value = display_name.clone();
        }
        fields.description.value = typed.description.replace("\r\n", "\n");
        fields.access_minutes.value = typed.access_minutes.clone();
        fields.refresh_minutes.value = typed.refresh_minutes.clone();
        fields.require_two_factor = Field::tick("require_two_factor", !typed.require_two_factor.is_empty());
        fields
    }

    /// Checks every field. Mistakes are written to the fields. `named`: the name is on the form; `before`: a name that
    /// may stay although it is reserved.
    pub fn check(&mut self, t: &Texts, named: bool, before: Option<&str>) -> Option<Details> {
        let name = if named {
            accept(t, &mut self.name, GroupName::parse).map(Some)
        } else {
            Some(None)
        };
        if let Some(Some(name)) = &name
            && name.is_reserved()
            && before != Some(name.as_str())
        {
            self.name.refuse(t.get("user-name-reserved"));
        }
        let display_name = accept(t, &mut self.display_name, DisplayName::parse);
        let description = self.description.value.trim().to_owned();
        if description.chars().count() > MAX_DESCRIPTION {
            let said = Message::new("field-too-long").with("max", MAX_DESCRIPTION).say(t);
            self.description.refuse(said);
        } else if description.chars().any(|c| c.is_control() && c != '\n') {
            self.description.refuse(t.get("field-invisible"));
        }
        let access_minutes = minutes(t, &mut self.access_minutes);
        let refresh_minutes = minutes(t, &mut self.refresh_minutes);
        if let (Some(Some(access)), Some(Some(refresh))) = (access_minutes, refresh_minutes)
            && refresh < access
        {
            self.refresh_minutes.refuse(t.get("group-periods"));
        }
        let details = Details {
            name: name?,
            display_name: display_name?,
            description,
            access_minutes: access_minutes?,
            refresh_minutes: refresh_minutes?,
            require_two_factor: self.require_two_factor.ticked(),
        };
        self.all().iter().all(|field| field.error.is_none()).then_some(details)
    }

    /// As [`Fields::check`], and refuses a name that another account has. `of`: the group that is edited. All mistakes
    /// are told at once (SPEC U-8); that nobody has taken the name meanwhile is for the constraints to decide.
    pub fn check_taken(
        &mut self,
        db: &mut impl Read,
        t: &Texts,
        named: bool,
        of: Option<&Group>,
    ) -> Result<Option<Details>> {
        let details = self.check(t, named, of.map(|group| &*group.name));
        if named
            && self.name.error.is_none()
            && let Ok(name) = GroupName::parse(&self.name.value)
            && verbs::taken(db, &name, of.map(|group| group.id))?
        {
            self.name.refuse(t.get("user-name-taken"));
            return Ok(None);
        }
        Ok(details)
    }

    fn all(&self) -> [&Field; 6] {
        [
            &self.name,
            &self.display_name,
            &self.description,
            &self.access_minutes,
            &self.refresh_minutes,
            &self.require_two_factor,
        ]
    }

    /// Returns the mistakes, in the order of the page.
    pub fn mistakes(&self, t: &Texts) -> Vec<Mistake> {
        labelled(t, mistakes(self.all()), &LABELS)
    }

    /// Returns the fields that differ from another version.
    pub fn compared(&self, t: &Texts, other: &Fields) -> Vec<Compared> {
        let pairs = self.all().into_iter().zip(other.all()).zip(LABELS);
        let said = |field: &Field| match &*field.name {
            "require_two_factor" => t.get(if field.ticked() { "common-yes" } else { "common-no" }),
            _ => field.value.clone(),
        };
        let fields = pairs.map(|((one, two), (_, label))| (label, said(one), said(two)));
        versions::compared(t, fields)
    }
}

/// Reads whole minutes. The inner None stands for an empty field, the outer for something that is no number of minutes.
fn minutes(t: &Texts, field: &mut Field) -> Option<Option<i32>> {
    let typed = field.value.trim();
    if typed.is_empty() {
        return Some(None);
    }
    let read = typed.parse().ok().filter(|minutes| (1..=MAX_MINUTES).contains(minutes));
    if read.is_none() {
        field.refuse(t.one("group-minutes-wrong", "max", MAX_MINUTES));
    }
    read.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::Language;

    const T: Texts = Texts::new(Language::En, chrono_tz::UTC);

    fn typed(form: &str) -> Typed {
        serde_html_form::from_str(form).unwrap()
    }

    #[test]
    fn all_mistakes_are_told_at_once_and_nothing_typed_is_lost() {
        let typed = typed("name=Users&display_name=&access_minutes=many&refresh_minutes=0");
        let mut fields = Fields::empty().with(&typed);
        assert!(fields.check(&T, true, None).is_none());
        let wrong: Vec<String> = fields.mistakes(&T).into_iter().map(|mistake| mistake.field).collect();
        assert_eq!(wrong, ["name", "display_name", "access_minutes", "refresh_minutes"]);
        assert_eq!(fields.access_minutes.value, "many");
    }

    #[test]
    fn a_refresh_period_is_never_shorter_than_the_access_period() {
        let mut fields = Fields::empty().with(&typed("name=a&display_name=A&access_minutes=60&refresh_minutes=59"));
        assert!(fields.check(&T, true, None).is_none() && fields.refresh_minutes.error.is_some());
        let mut fields = Fields::empty().with(&typed("name=a&display_name=A&access_minutes=60&refresh_minutes=60"));
        assert!(fields.check(&T, true, None).is_some());
    }

    #[test]
    fn a_column_that_is_not_on_the_form_is_refused() {
        for column in ["system", "module", "id", "updated_by"] {
            let form = format!("display_name=A&{column}=1");
            assert!(serde_html_form::from_str::<Typed>(&form).is_err(), "{column}");
        }
    }
}
