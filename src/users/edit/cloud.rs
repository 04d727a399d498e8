//! The tab **Cloud account**: /users/{id}/cloud (SPEC 4): the licence, the sessions allowed, the security roles.
//!
//! Three small forms, each applied by itself. The switch of the licence is applied at once, without Save.
use super::head::{Head, Shown};
use super::store::Record;
use super::{Back, opened};
use crate::access::{Access, Refusal};
use crate::cloud::card::{Card, MaxSessions};
use crate::cloud::licences;
use crate::cloud::organisations;
use crate::cloud::roles::{self, Misfit};
use crate::cloud::{AssignLicence, AssignSecurityRoles, SecurityRole, SecurityRoles};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::users::{MAX_SESSIONS, SetMaxSessions, User};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Choice, Field, Mistake, mistakes};
use crate::web::i18n::Texts;
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// Stands for the stored organisation where the reader does not see it.
const UNCHANGED: &str = "unchanged";

#[derive(Template)]
#[template(path = "users/cloud.html")]
struct CloudPage {
    shell: Shell,
    t: Texts,
    head: Head,
    action: String,
    licence_action: String,
    sessions_action: String,
    licence: Card,
    roles: Vec<RoleTick>,
    organisation: Field,
    organisations: Vec<Choice>,
    roles_why: Option<String>,
    mistakes: Vec<Mistake>,
}

struct RoleTick {
    field: Field,
    label: &'static str,
    hint: String,
}

/// Whether the tab has anything for the reader.
pub(super) fn opens(access: &Access, user: &User) -> bool {
    access.allows::<SetMaxSessions>(user).is_ok()
        || access.allows::<AssignSecurityRoles>(user).is_ok()
        || access.allows::<AssignLicence>(user).is_ok()
}

/// Reads the user, and refuses readers for whom the tab has nothing.
fn entered(access: &Access, db: &mut impl Read, id: i64) -> Result<(User, Record)> {
    let (user, record) = opened(access, db, id)?;
    if !opens(access, &user) {
        access.allows::<AssignLicence>(&user)?;
    }
    Ok((user, record))
}

/// What was typed, for a form that is shown again.
#[derive(Default)]
struct Again {
    max_sessions: Option<Field>,
    roles: Option<(SecurityRoles, Misfit)>,
}

fn shown(
    visit: &Visit,
    db: &mut impl Read,
    (user, record): (&User, &Record),
    back: &Back,
    again: Again,
) -> Result<CloudPage> {
    let (t, access) = (visit.t, &visit.access);
    let stored = roles::of(db, user.id)?;
    let organisations = choices(access, db, &t, &stored)?;
    let (wanted, misfit) = match again.roles {
        Some((wanted, misfit)) => (wanted, Some(misfit)),
        None => (stored, None),
    };
    let why = |verdict: Result<(), Refusal>| verdict.err().map(|refusal| visit.why_not(&refusal));
    let roles = ticks(&t, &wanted, misfit);
    let mut organisation = Field::new("organisation", value(&wanted, &organisations));
    if misfit == Some(Misfit::Organisation) {
        organisation.refuse(t.get("cloud-organisation-missing"));
    }
    let here = |below: &str| back.keep(&format!("/users/{}/cloud{below}", user.id));
    let sessions = MaxSessions {
        own: record.max_sessions,
        usual: record.usual_max_sessions,
    };
    let pool = licences::pool_of(db, user.unit)?;
    let licence = Card::of(visit, user, pool, sessions, again.max_sessions);
    let fields = roles.iter().map(|tick| &tick.field);
    Ok(CloudPage {
        shell: visit.shell()?,
        t,
        head: Head::of(visit, user, record, back, Shown::Cloud),
        action: here(""),
        licence_action: here("/licence"),
        sessions_action: here("/sessions"),
        mistakes: mistakes(fields.chain([&organisation]).chain(&licence.max_sessions)),
        licence,
        roles,
        organisation,
        organisations,
        roles_why: why(access.allows::<AssignSecurityRoles>(user)),
    })
}

/// Returns the organisations the reader may assign. A stored one that the reader does not see is offered without its
/// name, so that it can be kept (P-12).
fn choices(access: &Access, db: &mut impl Read, t: &Texts, stored: &SecurityRoles) -> Result<Vec<Choice>> {
    let mut choices = organisations::choices(access, db)?;
    if let Some(id) = stored.organisation
        && !organisations::is_there(access, db, id)?
    {
        choices.insert(0, Choice::new(UNCHANGED, t.get("cloud-organisation-unchanged")));
    }
    Ok(choices)
}

/// Returns the choice that stands for the organisation of these roles.
fn value(roles: &SecurityRoles, choices: &[Choice]) -> String {
    let id = roles.organisation.map(|id| id.to_string());
    match id {
        Some(id) if choices.iter().any(|choice| choice.value == id) => id,
        Some(_) => UNCHANGED.to_owned(),
        None => String::new(),
    }
}

fn ticks(t: &Texts, wanted: &SecurityRoles, misfit: Option<Misfit>) -> Vec<RoleTick> {
    let tick = |role: SecurityRole| {
        let mut field = Field::tick(role.code(), wanted.has(role));
        match misfit {
            Some(Misfit::NotInternal) if role == SecurityRole::SupportAgent => {
                field.refuse(t.get("cloud-support-agent-internal"))
            }
            Some(Misfit::None) if role == SecurityRole::Customer => field.refuse(t.get("cloud-roles-none")),
            _ => {}
        }
        RoleTick {
            field,
            label: role.label(),
            hint: t.get(role.hint()),
        }
    };
    SecurityRole::ALL.into_iter().map(tick).collect()
}

/// GET /users/{id}/cloud.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let View { db, visit } = view;
    let (user, record) = entered(&visit.access, db, id)?;
    Answer::page(&shown(visit, db, (&user, &record), &back, Again::default())?)
}

/// What the switch sends: the state it shall have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switched {
    assigned: bool,
}

/// POST /users/{id}/cloud/licence.
pub fn switch(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(typed)): (Id, Query<Back>, Form<Switched>),
) -> Result<Outcome> {
    let can = ctx.visit.access.can::<AssignLicence>(ctx.tx, id)?;
    licences::assign(ctx.tx, &ctx.visit.author(), &can, typed.assigned)?;
    let said = match typed.assigned {
        true => "cloud-licence-assigned",
        false => "cloud-licence-removed",
    };
    said_at(&ctx.visit, &back, id, said)
}

fn said_at(visit: &Visit, back: &Back, id: i64, said: &str) -> Result<Outcome> {
    let target = back.keep(&format!("/users/{id}/cloud"));
    Ok(Outcome::Commit(Answer::see_other(&target).saying(visit.t.get(said))))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypedSessions {
    max_sessions: String,
}

/// POST /users/{id}/cloud/sessions.
pub fn sessions(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(typed)): (Id, Query<Back>, Form<TypedSessions>),
) -> Result<Outcome> {
    let can = ctx.visit.access.can::<SetMaxSessions>(ctx.tx, id)?;
    let mut field = Field::new("max_sessions", typed.max_sessions.trim());
    let number = field.value.parse().ok().filter(|number| MAX_SESSIONS.contains(number));
    if number.is_none() && !field.value.is_empty() {
        field.refuse(ctx.visit.t.get("user-max-sessions-wrong"));
        let again = Again {
            max_sessions: Some(field),
            ..Again::default()
        };
        return invalid(ctx, id, &back, again);
    }
    licences::set_max_sessions(ctx.tx, &ctx.visit.author(), &can, number)?;
    said_at(&ctx.visit, &back, id, "cloud-saved")
}

/// What the form of security roles sends. A tick is sent with the code of its role.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TypedRoles {
    customer: String,
    caterer: String,
    support_agent: String,
    organisation: String,
}

/// POST /users/{id}/cloud.
pub fn save(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(typed)): (Id, Query<Back>, Form<TypedRoles>),
) -> Result<Outcome> {
    let access = ctx.visit.access.clone();
    let can = access.can::<AssignSecurityRoles>(ctx.tx, id)?;
    let ticked = |role: &SecurityRole| match role {
        SecurityRole::Customer => !typed.customer.is_empty(),
        SecurityRole::Caterer => !typed.caterer.is_empty(),
        SecurityRole::SupportAgent => !typed.support_agent.is_empty(),
    };
    let roles: Vec<SecurityRole> = SecurityRole::ALL.into_iter().filter(ticked).collect();
    let organisation = match typed.organisation.as_str() {
        "" => None,
        UNCHANGED => roles::of(ctx.tx, id)?.organisation,
        id => Some(id.parse().map_err(|_| Error::BadRequest("organisation".into()))?),
    };
    let caterer = roles.contains(&SecurityRole::Caterer);
    let wanted = SecurityRoles {
        roles,
        organisation: organisation.filter(|_| caterer),
    };
    let author = ctx.visit.author();
    if let Err(misfit) = roles::assign(ctx.tx, &access, &author, &can, &wanted)? {
        let again = Again {
            roles: Some((wanted, misfit)),
            ..Again::default()
        };
        return invalid(ctx, id, &back, again);
    }
    said_at(&ctx.visit, &back, id, "cloud-saved")
}

fn invalid(ctx: &mut Ctx<'_, '_>, id: i64, back: &Back, again: Again) -> Result<Outcome> {
    let (user, record) = entered(&ctx.visit.access, ctx.tx, id)?;
    let page = shown(&ctx.visit, ctx.tx, (&user, &record), back, again)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}
