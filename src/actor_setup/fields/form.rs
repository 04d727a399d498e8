//! The form of a field of a role, and of a metadata record.
use super::verbs::{Details, Key};
use super::{ActorField, Kind};
use crate::error::{Error, Result};
use crate::names::{MAX_NAME, line};
use crate::text::name_key;
use crate::web::field::{Choice, Field, Mistake, accept, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::versions::{self, Compared};
use serde::Deserialize;

/// How many choices a field can have.
const MAX_CHOICES: usize = 200;

const LABELS: [(&str, &str); 6] = [
    ("key", "actor-metadata-key"),
    ("label", "actor-field-label"),
    ("kind", "actor-field-kind"),
    ("role", "actor-metadata-role"),
    ("choices", "actor-field-choices"),
    ("required", "actor-field-required"),
];

/// What the form posts. Only the form of a metadata record has a role and, while the record is new, a key.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    pub version: i32,
    pub key: Option<String>,
    pub label: String,
    pub kind: Option<String>,
    pub role: Option<String>,
    #[serde(default)]
    choices: String,
    #[serde(default)]
    required: String,
}

/// The fields as the page shows them.
#[derive(Debug, Clone)]
pub struct Fields {
    pub key: Field,
    pub label: Field,
    pub kind: Field,
    pub role: Field,
    pub choices: Field,
    pub required: Field,
}

impl Fields {
    pub fn empty() -> Self {
        Self {
            key: Field::empty("key"),
            label: Field::empty("label"),
            kind: Field::new("kind", Kind::Text.code()),
            role: Field::empty("role"),
            choices: Field::empty("choices"),
            required: Field::tick("required", false),
        }
    }

    pub fn stored(field: &ActorField) -> Self {
        Self {
            key: Field::new("key", field.key.clone().unwrap_or_default()),
            label: Field::new("label", &field.label),
            kind: Field::new("kind", field.kind.code()),
            role: Field::new("role", field.role.map(|role| role.to_string()).unwrap_or_default()),
            choices: Field::new("choices", field.choices.join("\n")),
            required: Field::tick("required", field.required),
        }
    }

    /// Returns the fields as typed. Fields that are not on the form keep their values.
    pub fn with(&self, typed: &Typed) -> Self {
        let or = |typed: &Option<String>, field: &Field| match typed {
            Some(typed) => Field::new(field.name.clone(), typed),
            None => field.clone(),
        };
        Self {
            key: or(&typed.key, &self.key),
            label: Field::new("label", &typed.label),
            kind: or(&typed.kind, &self.kind),
            role: or(&typed.role, &self.role),
            choices: Field::new("choices", typed.choices.replace("\r\n", "\n")),
            required: Field::tick("required", !typed.required.is_empty()),
        }
    }

    /// Returns the kinds to choose from.
    pub fn kinds(t: &Texts) -> Vec<Choice> {
        Kind::ALL
            .map(|kind| Choice::new(kind.code(), t.get(kind.label_id())))
            .to_vec()
    }

    /// Checks the key of a new metadata record. A mistake is written to its field.
    pub fn check_key(&mut self, t: &Texts) -> Option<Key> {
        let key = Key::parse(&self.key.value);
        if self.key.value.trim().is_empty() {
            self.key.refuse(t.get("field-required"));
        } else if key.is_none() {
            self.key.refuse(t.get("actor-metadata-key-wrong"));
        }
        key
    }

    /// Checks every other field. `others`: labels that are taken; `before`: the field as it is, and whether actors have
    /// filled it in.
    ///
    /// # Errors
    /// `BadRequest` for an unknown kind.
    pub fn check(
        &mut self,
        t: &Texts,
        others: &[ActorField],
        before: Option<(&ActorField, bool)>,
        role: Option<i64>,
    ) -> Result<Option<Details>> {
        let kind = Kind::from_code(&self.kind.value).ok_or_else(|| Error::BadRequest("unknown kind".into()))?;
        let label = accept(t, &mut self.label, |typed| line(typed, MAX_NAME));
        let own = before.map(|(field, _)| field.id);
        let taken = |label: &str| {
            let mut others = others.iter().filter(|other| Some(other.id) != own);
            others.any(|other| name_key(&other.label) == name_key(label))
        };
        if label.as_deref().is_some_and(taken) {
            self.label.refuse(t.get("actor-field-label-taken"));
        }
        if let Some((field, true)) = before {
            if field.kind != kind {
                self.kind.refuse(t.get("actor-field-kind-fixed"));
            }
            if role.is_some() && field.role != role {
                self.role.refuse(t.get("actor-metadata-role-fixed"));
            }
        }
        let choices = self.check_choices(t, kind);
        let well = self.all().iter().all(|field| field.error.is_none());
        let texts = label.zip(choices).filter(|_| well);
        Ok(texts.map(|(label, choices)| Details {
            role,
            label,
            kind,
            choices,
            required: self.required.ticked(),
        }))
    }

    /// Checks the choices, one a line. A field of choices needs at least one; fields of other kinds keep none.
    fn check_choices(&mut self, t: &Texts, kind: Kind) -> Option<Vec<String>> {
        if kind != Kind::Choice {
            return Some(Vec::new());
        }
        let mut choices: Vec<String> = Vec::new();
        let typed = self.choices.value.clone();
        for typed in typed.lines().filter(|line| !line.trim().is_empty()) {
            match line(typed, MAX_NAME) {
                Ok(choice) if choices.iter().any(|other| name_key(other) == name_key(&choice)) => {
                    self.choices
                        .refuse(t.one("actor-field-choices-twice", "choice", choice));
                }
                Ok(choice) => choices.push(choice),
                Err(error) => self.choices.refuse(error.message().say(t)),
            }
        }
        match choices.len() {
            0 => self.choices.refuse(t.get("actor-field-choices-none")),
            1..=MAX_CHOICES => {}
            _ => self
                .choices
                .refuse(t.one("actor-field-choices-many", "max", MAX_CHOICES)),
        }
        self.choices.error.is_none().then_some(choices)
    }

    fn all(&self) -> [&Field; 6] {
        [
            &self.key,
            &self.label,
            &self.kind,
            &self.role,
            &self.choices,
            &self.required,
        ]
    }

    /// Returns the mistakes, in the order of the page.
    pub fn mistakes(&self, t: &Texts) -> Vec<Mistake> {
        labelled(t, mistakes(self.all()), &LABELS)
    }

    /// Returns the fields that differ from another version. `roles`: the roles a metadata record can be for.
    pub fn compared(&self, t: &Texts, roles: &[Choice], other: &Fields) -> Vec<Compared> {
        let pairs = self.all().into_iter().zip(other.all()).zip(LABELS);
        let among = |choices: &[Choice], field: &Field| {
            let found = choices.iter().find(|choice| field.is(&choice.value));
            found.map_or_else(String::new, |choice| choice.label.clone())
        };
        let said = |field: &Field| match &*field.name {
            "required" => t.get(if field.ticked() { "common-yes" } else { "common-no" }),
            "kind" => among(&Self::kinds(t), field),
            "role" => among(roles, field),
            "choices" => field.value.lines().collect::<Vec<_>>().join(", "),
            _ => field.value.clone(),
        };
        let fields = pairs.map(|((one, two), (_, label))| (label, said(one), said(two)));
        versions::compared(t, fields)
    }
}
