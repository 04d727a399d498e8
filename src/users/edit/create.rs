//! **Create new user**: GET and POST /users/new.
mod finish;
pub mod first;
mod form;
mod start;

pub use finish::finish;
pub use start::{From, possible, url};

use super::copy::{Offer, Source};
use super::form::{Checked as DetailsChecked, LABELS, Wanted, ticked};
use super::roles::{self, Card, WithRoles};
use super::{Back, LIST, find, origin};
use crate::access::fixed::TOP;
use crate::access::permission::Permission;
use crate::access::{Access, Refusal, Target, rules};
use crate::error::Result;
use crate::names::{Email, LoginName};
use crate::org_units::tree;
use crate::origins::Chosen;
use crate::session::chosen;
use crate::session::meter;
use crate::users::CreateUser;
use crate::users::verbs::{self, NewUser};
use crate::web::answer::{Answer, Outcome};
use crate::web::choices;
use crate::web::field::{Choice, Field, Mistake, accept, labelled};
use crate::web::hashing_job::Hashing;
use crate::web::i18n::Texts;
use crate::web::refusal;
use crate::web::request::Query;
use crate::web::shell::Shell;
use crate::web::tree::Look;
use crate::web::visit::{self, Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use first::First;
use form::{Demands, Fields, Typed};
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
    /// **Enable two-factor authentication** can be ticked (SPEC U-32).
    two_factor: bool,
    units: tree::Choices,
    find_units: &'static str,
    look: Option<Look>,
    languages: Vec<Choice>,
    zones: Vec<Choice>,
    meter_url: &'static str,
    minimum: i64,
    /// What **Origin** and **Location** offer and demand.
    demands: Demands,
    /// **Copy user**: the source, and what would be copied.
    offer: Option<Offer>,
    roles: Card,
}

/// What the first hop leaves for the second: the new user without the hash, and the page in case it is shown again.
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
    let mut fields = Fields::empty(access, Demands::read(db)?);
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
        cancel: back.target(LIST).to_owned(),
        mistakes: labelled(&visit.t, fields.mistakes(&visit.t), &LABELS),
        roles: fields.roles.card(visit),
        enable: somewhere_too(access, Permission::ENABLE_DISABLE_USER),
        prevent_renewal: shows_renewal(access),
        two_factor: somewhere_too(access, Permission::ENABLE_DISABLE_OTHER_USER_TWO_FA),
        find_units: find::url(&units_to_choose, find::Purpose::Create),
        look: tree::look(
            access,
            &find::creatable(access),
            &units_to_choose,
            &fields.details.find_unit,
        ),
        units: units_to_choose,
        languages: choices::languages(visit.languages, &fields.details.language.value),
        zones: choices::zones(&fields.details.time_zone.value),
        meter_url: meter::NEW_USER_URL,
        minimum: chosen::minimum_beside(visit, visit.policy.settings.require_two_factor),
        offer: source.map(|source| source.offer(visit, fields.along)),
        demands: fields.demands.clone(),
        fields,
    })
}

fn invalid(visit: &Visit, back: &Back, fields: Fields, source: Option<&Source>) -> Result<Outcome> {
    let page = new_page(visit, back, fields, source)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}

/// Answers with the page as typed, with the units that were searched for. Nothing is checked yet.
fn looked(visit: &Visit, back: &Back, fields: Fields, source: Option<&Source>) -> Result<Outcome> {
    Answer::page(&new_page(visit, back, fields, source)?).map(Outcome::Invalid)
}

/// Answers 403: the page as typed, with the refusal at the role it is about.
fn refused(visit: &Visit, back: &Back, fields: Fields, source: Option<&Source>, refusal: &Refusal) -> Result<Outcome> {
    let page = new_page(visit, back, fields, source)?;
    refusal::again(&page, refusal)
}

/// POST /users/new, first hop: checks every rule before anything is hashed.
pub fn check(
    ctx: &mut Ctx<'_, '_>,
    (Query(from), with_roles): (Query<From>, WithRoles<Typed>),
) -> Result<visit::First<Checked>> {
    somewhere(&ctx.visit.access)?;
    let (t, typed) = (ctx.visit.t, with_roles.form);
    let source = from.source(&ctx.visit.access, ctx.tx)?;
    let demands = Demands::read(ctx.tx)?;
    let mut fields = Fields::typed(
        &ctx.visit.access,
        demands,
        &typed,
        &with_roles.roles,
        &with_roles.look.unit,
    );
    if with_roles.look.now {
        return looked(&ctx.visit, &from.back(), fields, source.as_ref()).map(visit::First::Done);
    }
    let (name, checked, origin) = read(ctx, &mut fields, &typed)?;
    let unit = checked.unit;
    fields.first = First::judged(&ctx.visit, ctx.tx, &typed.first(&ctx.visit, unit))?;
    match unit {
        Some(unit) => may_create(ctx, unit, &typed, &mut fields)?,
        None => fields.details.unit.refuse(t.get("user-unit-missing")),
    }
    let newcomer = roles::newcomer(unit.unwrap_or_default());
    let (roles, refusal) = fields.roles.check(ctx, &with_roles.roles, &newcomer, unit)?;
    if let Some(refusal) = refusal {
        return refused(&ctx.visit, &from.back(), fields, source.as_ref(), &refusal).map(visit::First::Done);
    }
    let (Some(name), Some(wanted), Some(unit), true) = (name, checked.wanted, unit, fields.mistakes(&t).is_empty())
    else {
        return invalid(&ctx.visit, &from.back(), fields, source.as_ref()).map(visit::First::Done);
    };
    let hashing = Hashing {
        make: (!fields.first.link.ticked()).then_some(typed.password),
        ..Hashing::default()
    };
    Ok(visit::First::Hash(
        hashing,
        Checked {
            user: new_user(name, wanted, origin),
            unit,
            back: from.back(),
            fields,
            source,
            roles,
        },
    ))
}

fn new_user(name: LoginName, wanted: Wanted, origin: Chosen) -> NewUser {
    NewUser {
        name,
        display_name: wanted.display_name,
        email: wanted.email.flatten(),
        enabled: wanted.enabled.unwrap_or(true),
        prevent_renewal: wanted.prevent_renewal.unwrap_or(false),
        two_factor_required: wanted.two_factor_required.unwrap_or(false),
        language: wanted.language,
        time_zone: wanted.time_zone,
        origin,
        password_hash: None,
    }
}

/// Asks for the right to create users in the unit, and for the rights that ticks need besides. A tick that this reader
/// is never shown is refused outright; otherwise the refusal is written to the field.
fn may_create(ctx: &mut Ctx<'_, '_>, unit: i64, typed: &Typed, fields: &mut Fields) -> Result<()> {
    let access = &ctx.visit.access;
    access.can::<CreateUser>(ctx.tx, unit)?;
    let wanted = Ticks {
        disabled: ticked(&typed.enabled) == Some(false),
        two_factor: ticked(&typed.two_factor_required) == Some(true),
        prevent_renewal: ticked(&typed.prevent_renewal) == Some(true),
    };
    let details = &mut fields.details;
    for (tick, refusal) in wanted.refused(access, unit) {
        let (is_shown, field) = match tick {
            Tick::Disabled => (
                somewhere_too(access, Permission::ENABLE_DISABLE_USER),
                &mut details.enabled,
            ),
            Tick::TwoFactor => (
                somewhere_too(access, Permission::ENABLE_DISABLE_OTHER_USER_TWO_FA),
                &mut details.two_factor_required,
            ),
            Tick::PreventRenewal => (shows_renewal(access), &mut details.prevent_renewal),
        };
        if !is_shown {
            return Err(refusal.into());
        }
        field.refuse(ctx.visit.why_not(&refusal));
    }
    Ok(())
}

/// What the form asks for that needs a right besides the one to create users.
struct Ticks {
    disabled: bool,
    two_factor: bool,
    prevent_renewal: bool,
}

#[derive(Clone, Copy)]
enum Tick {
    Disabled,
    TwoFactor,
    PreventRenewal,
}

impl Ticks {
    /// Returns what the reader may not ask for in this unit.
    fn refused(&self, access: &Access, unit: i64) -> Vec<(Tick, Refusal)> {
        let target = Target::unit(unit);
        let asked = [
            (Tick::Disabled, self.disabled),
            (Tick::TwoFactor, self.two_factor),
            (Tick::PreventRenewal, self.prevent_renewal),
        ];
        let verdict = |tick| match tick {
            Tick::Disabled => rules::enable_disable_user(access, &target),
            Tick::TwoFactor => rules::switch_two_factor(access, &target),
            Tick::PreventRenewal => rules::prevent_renewal(access, &target),
        };
        let asked = asked.into_iter().filter(|(_, is_asked)| *is_asked);
        asked
            .filter_map(|(tick, _)| verdict(tick).err().map(|refusal| (tick, refusal)))
            .collect()
    }
}

/// Whether the field is there for the reader: whoever may prevent renewal may do so in every unit.
fn shows_renewal(access: &Access) -> bool {
    rules::prevent_renewal(access, &Target::unit(TOP)).is_ok()
}

/// Whether there is a unit where the reader may create users and also holds this right.
fn somewhere_too(access: &Access, right: Permission) -> bool {
    !find::creatable(access).and(&access.ranges(right)).is_empty()
}

/// Checks each field. Mistakes are written to the fields.
fn read(
    ctx: &mut Ctx<'_, '_>,
    fields: &mut Fields,
    typed: &Typed,
) -> Result<(Option<LoginName>, DetailsChecked, Chosen)> {
    let (t, details, email) = (ctx.visit.t, typed.details(), fields.demands.email);
    let name = accept(&t, &mut fields.name, LoginName::parse);
    let checked = fields.details.check(&t, &details)?;
    let origin = origin::check(ctx.tx, &t, &mut fields.details, &details, email)?;
    unique(ctx, fields, name.as_ref(), checked.email.as_ref())?;
    Ok((name, checked, origin.unwrap_or_default()))
}

/// Refuses a name or address that somebody else has, at its field.
fn unique(ctx: &mut Ctx<'_, '_>, fields: &mut Fields, name: Option<&LoginName>, email: Option<&Email>) -> Result<()> {
    if let Some(name) = name {
        refuse_taken(
            ctx,
            &mut fields.name,
            &name.key(),
            name.is_reserved(),
            "user-name-taken",
        )?;
    }
    if let Some(email) = email {
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
