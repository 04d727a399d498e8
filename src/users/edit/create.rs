//! **Create new user**: GET and POST /users/new.
pub mod first;
mod start;

pub use start::{From, possible, url};

use super::copy::{Offer, Source};
use super::form::{Details, LABELS, Typed as DetailsTyped, Wanted, accept, ticked};
use super::roles::{self, Card, Roles, WithRoles};
use super::{Back, find};
use crate::access::permission::Permission;
use crate::access::{Access, Refusal, Target, rules};
use crate::error::{Error, Result};
use crate::org_units::tree;
use crate::session::chosen;
use crate::session::hashing::Secret;
use crate::session::meter;
use crate::session::password::Owner;
use crate::users::CreateUser;
use crate::users::identity::{Email, LoginName};
use crate::users::verbs::{self, Clash, NewUser};
use crate::web::answer::{Answer, Outcome};
use crate::web::choices;
use crate::web::field::{Choice, Field, Mistake, labelled, mistakes};
use crate::web::hashing_job::{Hashed, Hashing};
use crate::web::i18n::Texts;
use crate::web::refusal;
use crate::web::request::Query;
use crate::web::shell::Shell;
use crate::web::visit::{self, Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use first::First;
use serde::Deserialize;
use start::{preselected, somewhere};

#[derive(Template)]
#[template(path = "users/new.html")]
struct NewPage {
    shell: Shell,
    t: Texts,
    action: String,
    cancel: String,
    fields: Fields,
    mistakes: Vec<Mistake>,
    enable: bool,
    prevent_renewal: bool,
    units: tree::Choices,
    find_units: &'static str,
    languages: Vec<Choice>,
    zones: Vec<Choice>,
    meter_url: &'static str,
    minimum: i64,
    /// **Copy user**: of whom, and what comes along.
    offer: Option<Offer>,
    roles: Card,
}

/// The fields as the page shows them.
#[derive(Clone)]
struct Fields {
    name: Field,
    details: Details,
    first: First,
    /// Whether the memberships of the one copied come along.
    along: bool,
    roles: Roles,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    name: String,
    display_name: String,
    email: String,
    unit: Option<String>,
    password: Secret,
    again: Secret,
    #[serde(default)]
    send_link: Vec<String>,
    #[serde(default)]
    enabled: Vec<String>,
    #[serde(default)]
    prevent_renewal: Vec<String>,
    #[serde(default)]
    language: String,
    #[serde(default)]
    time_zone: String,
    #[serde(default)]
    copy_memberships: Vec<String>,
}

/// Between the hops: the user without the hash, the page if it must be shown again.
pub struct Checked {
    user: NewUser,
    unit: i64,
    back: Back,
    fields: Fields,
    source: Option<Source>,
    roles: roles::Wanted,
}

/// GET /users/new.
pub fn page(view: &mut View, Query(from): Query<From>) -> Result<Answer> {
    let View { db, visit } = view;
    let access = &visit.access;
    somewhere(access)?;
    let source = from.source(access, db)?;
    let mut fields = Fields::empty(access);
    fields.details.unit.value = preselected(access, from.unit)
        .map(|unit| unit.to_string())
        .unwrap_or_default();
    if let Some(source) = &source {
        source.fill(access, &mut fields.details);
        fields.along = true;
    }
    Answer::page(&new_page(visit, &from.back(), fields, source.as_ref())?)
}

fn new_page(visit: &Visit, back: &Back, fields: Fields, source: Option<&Source>) -> Result<NewPage> {
    let access = &visit.access;
    let unit = fields.details.unit.value.parse().ok();
    let units_to_choose = tree::choices(access, &find::creatable(access), unit);
    Ok(NewPage {
        shell: visit.shell()?,
        t: visit.t,
        action: visit.request.address_bar(),
        cancel: back.target().to_owned(),
        mistakes: labelled(&visit.t, fields.mistakes(&visit.t), &LABELS),
        roles: fields.roles.card(visit),
        enable: !find::creatable(access)
            .and(&access.ranges(Permission::ENABLE_DISABLE_USER))
            .is_empty(),
        prevent_renewal: access.is_administrator(),
        find_units: find::url(&units_to_choose, find::Purpose::Create),
        units: units_to_choose,
        languages: choices::languages(),
        zones: choices::zones(&fields.details.time_zone.value),
        meter_url: meter::NEW_USER_URL,
        minimum: chosen::minimum(visit),
        offer: source.map(|source| source.offer(visit, fields.along)),
        fields,
    })
}

fn invalid(visit: &Visit, back: &Back, fields: Fields, source: Option<&Source>) -> Result<Outcome> {
    let page = new_page(visit, back, fields, source)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}

/// 403: the page as typed. What is refused stands at its role.
fn refused(visit: &Visit, back: &Back, fields: Fields, source: Option<&Source>, refusal: &Refusal) -> Result<Outcome> {
    let page = new_page(visit, back, fields, source)?;
    let answer = Answer::page_with(StatusCode::FORBIDDEN, &page)?;
    Ok(Outcome::Refuse(answer, refusal::entry(visit, refusal)))
}

impl Fields {
    fn empty(access: &Access) -> Self {
        Self {
            name: Field::empty("name"),
            details: Details::empty(),
            first: First::empty(),
            along: false,
            roles: Roles::of_new(access),
        }
    }

    fn mistakes(&self, t: &Texts) -> Vec<Mistake> {
        let mut all = mistakes([&self.name]);
        all.extend(self.details.mistakes());
        all.extend(self.first.mistakes());
        all.extend(self.roles.mistakes(t));
        all
    }
}

/// POST /users/new, first hop: every rule, before anything is hashed.
pub fn check(
    ctx: &mut Ctx<'_, '_>,
    (Query(from), with_roles): (Query<From>, WithRoles<Typed>),
) -> Result<visit::First<Checked>> {
    somewhere(&ctx.visit.access)?;
    let (t, typed) = (ctx.visit.t, with_roles.form);
    let source = from.source(&ctx.visit.access, ctx.tx)?;
    let mut fields = Fields {
        name: Field::new("name", &typed.name),
        along: ticked(&typed.copy_memberships) == Some(true),
        ..Fields::empty(&ctx.visit.access)
    };
    let details = typed.details();
    fields.details = fields.details.with(&details);
    let name = accept(&t, &mut fields.name, LoginName::parse);
    let wanted = fields.details.check(&t, &details)?;
    unique(ctx, &mut fields, name.as_ref(), wanted.as_ref())?;
    let unit = wanted.as_ref().and_then(|wanted| wanted.unit);
    fields.first = First::judged(&ctx.visit, ctx.tx, &typed.first(&ctx.visit, unit))?;
    match unit {
        Some(unit) => may_create(ctx, unit, &typed, &mut fields)?,
        None if details.unit.is_none() => fields.details.unit.refuse(t.get("user-unit-missing")),
        None => {}
    }
    fields.roles = fields.roles.with(&with_roles.roles);
    let newcomer = roles::newcomer(unit.unwrap_or_default());
    let (roles, refusal) = fields.roles.check(ctx, &with_roles.roles, &newcomer, unit)?;
    if let Some(refusal) = refusal {
        return refused(&ctx.visit, &from.back(), fields, source.as_ref(), &refusal).map(visit::First::Done);
    }
    let (Some(name), Some(wanted), Some(unit), true) = (name, wanted, unit, fields.mistakes(&t).is_empty()) else {
        return invalid(&ctx.visit, &from.back(), fields, source.as_ref()).map(visit::First::Done);
    };
    let hashing = Hashing {
        make: (!fields.first.link.ticked()).then_some(typed.password),
        ..Hashing::default()
    };
    Ok(visit::First::Hash(
        hashing,
        Checked {
            user: new_user(name, wanted),
            unit,
            back: from.back(),
            fields,
            source,
            roles,
        },
    ))
}

fn new_user(name: LoginName, wanted: Wanted) -> NewUser {
    NewUser {
        name,
        display_name: wanted.display_name,
        email: wanted.email.flatten(),
        enabled: wanted.enabled.unwrap_or(true),
        prevent_renewal: wanted.prevent_renewal.unwrap_or(false),
        language: wanted.language,
        time_zone: wanted.time_zone,
        password_hash: None,
    }
}

/// The capability, and what the ticks need beside it. A tick that this reader is never shown is refused outright.
fn may_create(ctx: &mut Ctx<'_, '_>, unit: i64, typed: &Typed, fields: &mut Fields) -> Result<()> {
    let access = &ctx.visit.access;
    access.can::<CreateUser>(ctx.tx, unit)?;
    if ticked(&typed.prevent_renewal) == Some(true) && !access.is_administrator() {
        return Err(Refusal::Administrators.into());
    }
    if ticked(&typed.enabled) == Some(false)
        && let Err(refusal) = rules::enable_disable_user(access, &Target::unit(unit))
    {
        if find::creatable(access)
            .and(&access.ranges(Permission::ENABLE_DISABLE_USER))
            .is_empty()
        {
            return Err(refusal.into());
        }
        fields.details.enabled.refuse(ctx.visit.why_not(&refusal));
    }
    Ok(())
}

/// What somebody else has already is told at its field.
fn unique(ctx: &mut Ctx<'_, '_>, fields: &mut Fields, name: Option<&LoginName>, wanted: Option<&Wanted>) -> Result<()> {
    if let Some(name) = name {
        refuse_taken(
            ctx,
            &mut fields.name,
            &name.key(),
            name.is_reserved(),
            "user-name-taken",
        )?;
    }
    if let Some(Some(email)) = wanted.and_then(|wanted| wanted.email.as_ref()) {
        refuse_taken(ctx, &mut fields.details.email, &email.key(), false, "user-email-taken")?;
    }
    Ok(())
}

fn refuse_taken(ctx: &mut Ctx<'_, '_>, field: &mut Field, key: &str, reserved: bool, words: &str) -> Result<()> {
    if reserved {
        field.refuse(ctx.visit.t.get("user-name-reserved"));
    } else if verbs::taken(ctx.tx, key, None)? {
        field.refuse(ctx.visit.t.get(words));
    }
    Ok(())
}

impl Typed {
    fn first<'a>(&'a self, visit: &'a Visit, unit: Option<i64>) -> first::Wanted<'a> {
        first::Wanted {
            owner: Owner {
                login: &self.name,
                display_name: &self.display_name,
                email: &self.email,
                organisation: &visit.installation,
                second_factor_enforced: false,
            },
            password: &self.password,
            again: &self.again,
            link: ticked(&self.send_link) == Some(true),
            enabled: ticked(&self.enabled) != Some(false),
            unit,
            has_email: !self.email.trim().is_empty(),
        }
    }

    /// The part that is as on the edit form.
    fn details(&self) -> DetailsTyped {
        DetailsTyped {
            version: 0,
            display_name: self.display_name.clone(),
            email: Some(self.email.clone()),
            unit: self.unit.clone().filter(|unit| !unit.is_empty()),
            enabled: self.enabled.clone(),
            prevent_renewal: self.prevent_renewal.clone(),
            two_factor_required: Vec::new(),
            max_sessions: None,
            language: self.language.clone(),
            time_zone: self.time_zone.clone(),
        }
    }
}

/// POST /users/new, second hop: the capability as of now, then the user. A name taken meanwhile is told at its field.
pub fn finish(ctx: &mut Ctx<'_, '_>, checked: &Checked, hashed: &Hashed) -> Result<Outcome> {
    let by_link = checked.fields.first.link.ticked();
    if hashed.made.is_some() == by_link {
        return Err(Error::Internal("a password or a link, not both".into()));
    }
    let can = ctx.visit.access.can::<CreateUser>(ctx.tx, checked.unit)?;
    if !checked.user.enabled {
        rules::enable_disable_user(&ctx.visit.access, &Target::unit(checked.unit))?;
    }
    if checked.user.prevent_renewal && !ctx.visit.access.is_administrator() {
        return Err(Refusal::Administrators.into());
    }
    let mut fields = checked.fields.clone();
    if let Some(clash) = clash(ctx, &checked.user)? {
        fields.refuse(&ctx.visit.t, clash);
        return invalid(&ctx.visit, &checked.back, fields, checked.source.as_ref());
    }
    let new = NewUser {
        password_hash: hashed.made.clone(),
        ..checked.user.clone()
    };
    let author = ctx.visit.author();
    match verbs::create_user(ctx.tx, &ctx.visit.state.seal, &author, &can, &new)? {
        Ok(id) => {
            let (path, invited) = match by_link {
                true => first::invite(ctx, &can, id)?,
                false => (format!("/users/{id}"), String::new()),
            };
            let said = ctx.visit.t.one("user-created", "name", new.display_name.as_str()) + &invited;
            let said = said + &brought(ctx, checked, id)?;
            Ok(Outcome::Commit(
                Answer::see_other(&checked.back.keep(&path)).saying(said),
            ))
        }
        Err(clash) => {
            fields.refuse(&ctx.visit.t, clash);
            invalid(&ctx.visit, &checked.back, fields, checked.source.as_ref())
        }
    }
}

/// Roles and memberships of the new user, and what is said of them.
fn brought(ctx: &mut Ctx<'_, '_>, checked: &Checked, id: i64) -> Result<String> {
    let mut said = String::new();
    if !checked.roles.is_empty() {
        checked.roles.apply(ctx, id)?;
        let given = checked.roles.given(&ctx.visit);
        said = format!(" {}", ctx.visit.t.one("user-roles-given", "roles", given));
    }
    if let Some(source) = checked.source.as_ref().filter(|_| checked.fields.along) {
        said += &source.bring_and_say(ctx, id)?;
    }
    Ok(said)
}

/// What was taken between the hops.
fn clash(ctx: &mut Ctx<'_, '_>, user: &NewUser) -> Result<Option<Clash>> {
    if verbs::taken(ctx.tx, &user.name.key(), None)? {
        return Ok(Some(Clash::Name));
    }
    match user.email.as_ref().map(Email::key) {
        Some(key) if verbs::taken(ctx.tx, &key, None)? => Ok(Some(Clash::Email)),
        _ => Ok(None),
    }
}

impl Fields {
    fn refuse(&mut self, t: &Texts, clash: Clash) {
        match clash {
            Clash::Name => self.name.refuse(t.get("user-name-taken")),
            Clash::Email => self.details.email.refuse(t.get("user-email-taken")),
        }
    }
}
