//! The fields of a role, as typed, as stored and as wanted.
use super::verbs::{Details, Name, Taken};
use super::{ActorRoles, Role};
use crate::actor_setup::form::{optional_line, paragraph};
use crate::error::{Error, Result};
use crate::names::{MAX_NAME, line};
use crate::web::field::{Field, Mistake, accept, labelled, mistakes};
use crate::web::group_name::role_name;
use crate::web::i18n::Texts;
use crate::web::versions::{self, Compared};
use serde::Deserialize;

const MAX_SHORT: usize = 20;
const MAX_DESCRIPTION: usize = 1_000;

/// Customer and Supplier: an actor has at most one of them (SPEC A-2).
const EXCLUDED: [i64; 2] = [1, 2];

const LABELS: [(&str, &str); 7] = [
    ("display_name", "actor-role-display-name"),
    ("name", "actor-role-name"),
    ("short_name", "actor-role-short-name"),
    ("description", "actor-role-description"),
    ("enabled", "actor-role-enabled"),
    ("directory", "actor-role-directory"),
    ("gives", "actor-role-gives"),
];

/// What the form posts. The system name is on the form of a new role only.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    pub version: i32,
    pub name: Option<String>,
    pub display_name: String,
    #[serde(default)]
    short_name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    enabled: String,
    #[serde(default)]
    pub directory: String,
    #[serde(default)]
    gives: Vec<i64>,
    /// The user agrees that the cells of the rights are removed with them.
    #[serde(default)]
    pub confirmed: String,
}

/// A role that can be given along with this one.
pub struct Given {
    pub id: i64,
    pub label: String,
    pub ticked: bool,
}

/// The fields as the page shows them.
#[derive(Debug, Clone)]
pub struct Fields {
    pub display_name: Field,
    pub name: Field,
    pub short_name: Field,
    pub description: Field,
    pub enabled: Field,
    pub directory: Field,
    /// Holds only the mistake; the ticks are in `given`.
    pub gives: Field,
    given: Vec<i64>,
}

impl Fields {
    pub fn empty() -> Self {
        Self {
            display_name: Field::empty("display_name"),
            name: Field::empty("name"),
            short_name: Field::empty("short_name"),
            description: Field::empty("description"),
            enabled: Field::tick("enabled", true),
            directory: Field::tick("directory", false),
            gives: Field::empty("gives"),
            given: Vec::new(),
        }
    }

    pub fn stored(role: &Role) -> Self {
        Self {
            display_name: Field::new("display_name", &role.display_name),
            name: Field::new("name", &role.name),
            short_name: Field::new("short_name", &role.short_name),
            description: Field::new("description", &role.description),
            enabled: Field::tick("enabled", role.enabled),
            directory: Field::tick("directory", role.directory),
            gives: Field::empty("gives"),
            given: role.gives.clone(),
        }
    }

    /// Returns the fields as typed. The system name of a stored role stays.
    pub fn with(&self, typed: &Typed) -> Self {
        let mut given = typed.gives.clone();
        given.sort_unstable();
        given.dedup();
        Self {
            display_name: Field::new("display_name", &typed.display_name),
            name: match &typed.name {
                Some(name) => Field::new("name", name),
                None => self.name.clone(),
            },
            short_name: Field::new("short_name", &typed.short_name),
            description: Field::new("description", typed.description.replace("\r\n", "\n")),
            enabled: Field::tick("enabled", !typed.enabled.is_empty()),
            directory: Field::tick("directory", !typed.directory.is_empty()),
            gives: Field::empty("gives"),
            given,
        }
    }

    /// Returns the roles that can be given along with this one.
    pub fn choices(&self, t: &Texts, roles: &ActorRoles, own: Option<i64>) -> Vec<Given> {
        let others = roles.all().iter().filter(|role| Some(role.id) != own);
        let given = others.map(|role| Given {
            id: role.id,
            label: role_name(t, role),
            ticked: self.given.contains(&role.id),
        });
        given.collect()
    }

    /// Checks the system name of a new role. A mistake is written to its field.
    pub fn check_name(&mut self, t: &Texts) -> Option<Name> {
        let name = Name::parse(&self.name.value);
        if self.name.value.trim().is_empty() {
            self.name.refuse(t.get("field-required"));
        } else if name.is_none() {
            self.name.refuse(t.get("actor-role-name-wrong"));
        }
        name
    }

    /// Checks every other field. Mistakes are written to the fields; None if there is one.
    ///
    /// # Errors
    /// `BadRequest` for a role that the form does not offer.
    pub fn check(&mut self, t: &Texts, roles: &ActorRoles, own: Option<i64>) -> Result<Option<Details>> {
        if self.given.iter().any(|id| Some(*id) == own || roles.get(*id).is_none()) {
            return Err(Error::BadRequest("a role that cannot be given along".into()));
        }
        let along = roles.with_given(&self.given);
        let all: Vec<i64> = along.into_iter().chain(own).collect();
        if EXCLUDED.iter().all(|id| all.contains(id)) {
            self.gives.refuse(t.get("actor-role-gives-excluded"));
        }
        let display_name = accept(t, &mut self.display_name, |typed| line(typed, MAX_NAME));
        let short_name = optional_line(t, &mut self.short_name, MAX_SHORT);
        let description = paragraph(t, &mut self.description, MAX_DESCRIPTION);
        let well = self.gives.error.is_none() && self.name.error.is_none();
        let texts = display_name.zip(short_name).zip(description).filter(|_| well);
        Ok(texts.map(|((display_name, short_name), description)| Details {
            display_name,
            short_name,
            description,
            enabled: self.enabled.ticked(),
            directory: self.directory.ticked(),
            gives: self.given.clone(),
        }))
    }

    pub fn taken(&mut self, t: &Texts, taken: Taken) {
        match taken {
            Taken::Name => self.name.refuse(t.get("actor-role-name-taken")),
            Taken::DisplayName => self.display_name.refuse(t.get("actor-role-display-name-taken")),
        }
    }

    fn all(&self) -> [&Field; 7] {
        [
            &self.display_name,
            &self.name,
            &self.short_name,
            &self.description,
            &self.enabled,
            &self.directory,
            &self.gives,
        ]
    }

    /// Returns the mistakes, in the order of the page.
    pub fn mistakes(&self, t: &Texts) -> Vec<Mistake> {
        labelled(t, mistakes(self.all()), &LABELS)
    }

    /// Returns the fields that differ from another version.
    pub fn compared(&self, t: &Texts, roles: &ActorRoles, other: &Fields) -> Vec<Compared> {
        let pairs = self.all().into_iter().zip(other.all()).zip(LABELS);
        let said = |fields: &Fields, field: &Field| match &*field.name {
            "enabled" | "directory" => t.get(if field.ticked() { "common-yes" } else { "common-no" }),
            "gives" => {
                let ticked = fields.choices(t, roles, None).into_iter().filter(|role| role.ticked);
                ticked.map(|role| role.label).collect::<Vec<_>>().join(", ")
            }
            _ => field.value.clone(),
        };
        let fields = pairs.map(|((one, two), (_, label))| (label, said(self, one), said(other, two)));
        versions::compared(t, fields)
    }
}
