//! The fields of **Create new user**: as typed, and as the page shows them.
use super::first::{self, First};
use crate::access::Access;
use crate::db::Read;
use crate::error::Result;
use crate::origins::{self, Offer};
use crate::session::hashing::Secret;
use crate::session::password::Owner;
use crate::users::edit::form::{Details, Typed as DetailsTyped, ticked};
use crate::users::edit::roles::{self, Roles};
use crate::users::edit::store;
use crate::users::verbs::Clash;
use crate::web::field::{Field, Mistake, mistakes};
use crate::web::i18n::Texts;
use crate::web::visit::Visit;
use serde::Deserialize;

/// The fields as the page shows them.
#[derive(Clone)]
pub struct Fields {
    pub name: Field,
    pub details: Details,
    pub first: First,
    /// Whether the memberships of the copied user are added too.
    pub along: bool,
    pub roles: Roles,
    pub demands: Demands,
}

/// What the installation requires of a new user, and the origins it offers.
#[derive(Clone)]
pub struct Demands {
    pub origin: Option<Offer>,
    pub email: bool,
}

impl Demands {
    pub(super) fn read(db: &mut impl Read) -> Result<Self> {
        Ok(Self {
            origin: origins::offer(db)?,
            email: store::email_required(db)?,
        })
    }
}

/// What the form posts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    pub(super) name: String,
    pub(super) display_name: String,
    pub(super) email: String,
    pub(super) unit: Option<String>,
    pub(super) origin: Option<String>,
    pub(super) location: Option<String>,
    pub(super) password: Secret,
    pub(super) again: Secret,
    #[serde(default)]
    pub(super) send_link: Vec<String>,
    #[serde(default)]
    pub(super) enabled: Vec<String>,
    #[serde(default)]
    pub(super) prevent_renewal: Vec<String>,
    #[serde(default)]
    pub(super) two_factor_required: Vec<String>,
    #[serde(default)]
    pub(super) language: String,
    #[serde(default)]
    pub(super) time_zone: String,
    #[serde(default)]
    pub(super) copy_memberships: Vec<String>,
}

impl Fields {
    pub(super) fn empty(access: &Access, demands: Demands) -> Self {
        Self {
            name: Field::empty("name"),
            details: Details::empty(),
            first: First::empty(),
            along: false,
            roles: Roles::of_new(access),
            demands,
        }
    }

    /// Fills the fields with what was typed, except the password.
    pub(super) fn typed(
        access: &Access,
        demands: Demands,
        typed: &Typed,
        roles: &roles::Typed,
        find_unit: &str,
    ) -> Self {
        let empty = Self::empty(access, demands);
        let mut fields = Self {
            name: Field::new("name", &typed.name),
            details: empty.details.with(&typed.details()),
            along: ticked(&typed.copy_memberships) == Some(true),
            roles: empty.roles.with(roles),
            ..empty
        };
        fields.details.find_unit = find_unit.to_owned();
        fields.first.link = Field::tick("send_link", ticked(&typed.send_link) == Some(true));
        fields
    }

    pub(super) fn mistakes(&self, t: &Texts) -> Vec<Mistake> {
        let mut all = mistakes([&self.name]);
        all.extend(self.details.mistakes());
        all.extend(self.first.mistakes());
        all.extend(self.roles.mistakes(t));
        all
    }

    pub(super) fn refuse(&mut self, visit: &Visit, clash: Clash) {
        match clash {
            Clash::Name => self.name.refuse(visit.t.get("user-name-taken")),
            other => self.details.refuse(visit, other, true),
        }
    }
}

impl Typed {
    pub(super) fn first<'a>(&'a self, visit: &'a Visit, unit: Option<i64>) -> first::Wanted<'a> {
        first::Wanted {
            owner: Owner {
                login: &self.name,
                display_name: &self.display_name,
                email: &self.email,
                organisation: &visit.installation,
                second_factor_enforced: ticked(&self.two_factor_required) == Some(true)
                    || visit.policy.settings.require_two_factor,
            },
            password: &self.password,
            again: &self.again,
            link: ticked(&self.send_link) == Some(true),
            enabled: ticked(&self.enabled) != Some(false),
            unit,
            has_email: !self.email.trim().is_empty(),
        }
    }

    /// Returns the part that this form shares with the edit form.
    pub(super) fn details(&self) -> DetailsTyped {
        DetailsTyped {
            version: 0,
            display_name: self.display_name.clone(),
            email: Some(self.email.clone()),
            origin: self.origin.clone(),
            location: self.location.clone(),
            unit: self.unit.clone().filter(|unit| !unit.is_empty()),
            enabled: self.enabled.clone(),
            prevent_renewal: self.prevent_renewal.clone(),
            two_factor_required: self.two_factor_required.clone(),
            language: self.language.clone(),
            time_zone: self.time_zone.clone(),
        }
    }
}
