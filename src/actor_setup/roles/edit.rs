//! A role's own page: GET and POST /setup/actors/roles/new and /setup/actors/roles/{id}.
use super::form::{Fields, Given, Typed};
use super::{LIST, Role, all, rights, seen, store, verbs};
use crate::access::{Target, rules};
use crate::actor_setup::{ManageActorSetup, fields, why_not};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Field, Mistake};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::Tab;
use crate::web::request::{Form, Id};
use crate::web::shell::Shell;
use crate::web::versions::{self, Conflict};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;

#[derive(Template)]
#[template(path = "actor_setup/role.html")]
struct RolePage {
    shell: Shell,
    t: Texts,
    title: String,
    tabs: Vec<Tab>,
    action: String,
    /// The role as stored; None for a new one.
    stored: Option<Role>,
    fields: Fields,
    given: Vec<Given>,
    delete_why: Option<String>,
    /// Why the role must stay a directory.
    directory_stays: Option<String>,
    /// Asks whether the cells of the rights may be removed with them.
    confirmed: Option<(String, Field)>,
    mistakes: Vec<Mistake>,
    conflict: Option<Conflict>,
    read_only: Option<String>,
}

/// Returns the tabs of a role: the role itself, and its fields.
pub(in crate::actor_setup) fn tabs(t: &Texts, role: i64, fields: usize, on_fields: bool) -> Vec<Tab> {
    let tab = |label: &str, path: &str, current: bool| Tab {
        label: t.get(label),
        url: format!("{LIST}/{role}{path}"),
        current,
        ..Tab::default()
    };
    let count = i64::try_from(fields).ok();
    let fields = Tab {
        count,
        ..tab("actor-role-fields", "/fields", on_fields)
    };
    vec![tab("user-tab-details", "", !on_fields), fields]
}

fn shown(visit: &Visit, db: &mut impl Read, stored: Option<Role>, fields: Fields) -> Result<RolePage> {
    let t = visit.t;
    let own = stored.as_ref().map(|role| role.id);
    let (title, action, tabs) = match &stored {
        Some(role) => (
            role.shown(&t),
            format!("{LIST}/{}", role.id),
            tabs(&t, role.id, fields::count_of_role(db, role.id)?, false),
        ),
        None => (t.get("actor-roles-create"), format!("{LIST}/new"), Vec::new()),
    };
    let delivered = stored.as_ref().is_some_and(Role::is_delivered);
    let directory = stored.as_ref().filter(|role| role.directory);
    let directory_stays = directory.and_then(|role| match rights::may_close(&visit.access, role.id) {
        _ if role.is_delivered() => Some(t.get("actor-role-directory-stays")),
        Err(refusal) => Some(visit.why_not(&refusal)),
        Ok(()) => None,
    });
    Ok(RolePage {
        shell: visit.shell()?,
        t,
        title,
        tabs,
        action,
        mistakes: fields.mistakes(&t),
        given: fields.choices(&t, all(&visit.access), own),
        fields,
        delete_why: delivered.then(|| t.get("actor-role-delivered-stays")),
        directory_stays,
        confirmed: None,
        conflict: None,
        read_only: why_not(visit),
        stored,
    })
}

/// GET /setup/actors/roles/new.
pub fn new(view: &mut View, (): ()) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ACTOR_ROLES.enter(&visit.access)?;
    rules::manage_actor_setup(&visit.access, &Target::installation())?;
    Answer::page(&shown(visit, db, None, Fields::empty())?)
}

/// POST /setup/actors/roles/new.
pub fn create(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    menu::ACTOR_ROLES.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageActorSetup>(ctx.tx)?;
    let t = ctx.visit.t;
    let mut fields = Fields::empty().with(&typed);
    let name = fields.check_name(&t);
    let details = fields.check(&t, all(&ctx.visit.access), None)?;
    let (Some(name), Some(details)) = (name, details) else {
        return invalid(shown(&ctx.visit, ctx.tx, None, fields)?);
    };
    let page = shown(&ctx.visit, ctx.tx, None, fields.clone())?;
    match verbs::create(ctx.tx, &ctx.visit.author(), &can, &name, &details)? {
        Ok(id) => {
            let said = t.one("common-created", "name", details.display_name.as_str());
            Ok(Outcome::Commit(Answer::see_other(&format!("{LIST}/{id}")).saying(said)))
        }
        Err(taken) => {
            fields.taken(&t, taken);
            invalid(RolePage {
                mistakes: fields.mistakes(&t),
                fields,
                ..page
            })
        }
    }
}

/// GET /setup/actors/roles/{id}.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    let role = seen(&visit.access, db, id)?;
    let fields = Fields::stored(&role);
    Answer::page(&shown(visit, db, Some(role), fields)?)
}

/// POST /setup/actors/roles/{id}.
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), Form(typed)): (Id, Form<Typed>)) -> Result<Outcome> {
    menu::ACTOR_ROLES.enter(&ctx.visit.access)?;
    let access = ctx.visit.access.clone();
    let can = access.can_here::<ManageActorSetup>(ctx.tx)?;
    let role = store::lock(ctx.tx, id)?.ok_or(Error::NotFound)?;
    if typed.name.is_some() {
        return Err(Error::BadRequest("a system name is fixed".into()));
    }
    let closes = role.directory && typed.directory.is_empty();
    if closes && role.is_delivered() {
        return Err(Error::BadRequest("a delivered role stays a directory".into()));
    }
    if closes {
        rights::may_close(&access, role.id)?;
    }
    let (t, roles) = (ctx.visit.t, all(&access));
    let stored = Fields::stored(&role);
    let mut fields = stored.with(&typed);
    let details = fields.check(&t, roles, Some(id))?;
    let mut page = shown(&ctx.visit, ctx.tx, Some(role.clone()), fields.clone())?;
    if typed.version != role.version {
        page.conflict = Some(conflict(&t, &role, stored.compared(&t, roles, &fields)));
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    let Some(details) = details else {
        return invalid(page);
    };
    let cells = match closes && typed.confirmed.is_empty() {
        true => store::used(ctx.tx, id, 0)?.cells,
        false => 0,
    };
    if cells > 0 {
        let asked = Field::tick("confirmed", false).refused(t.get("actor-role-directory-confirm-first"));
        page.confirmed = Some((t.one("actor-role-directory-confirm", "count", cells), asked));
        return invalid(page);
    }
    if let Err(taken) = verbs::update(ctx.tx, &access, &ctx.visit.author(), &can, (&role, &details))? {
        page.fields.taken(&t, taken);
        page.mistakes = page.fields.mistakes(&t);
        return invalid(page);
    }
    let said = versions::saved(&t, stored.compared(&t, roles, &fields));
    Ok(Outcome::Commit(Answer::see_other(&format!("{LIST}/{id}")).saying(said)))
}

fn conflict(t: &Texts, role: &Role, rows: Vec<versions::Compared>) -> Conflict {
    let who = role.updated_by.clone().unwrap_or_else(|| t.get("common-somebody"));
    let text = t.two("common-conflict", "who", who, "when", t.date_time(role.updated_at));
    Conflict { text, rows }
}

fn invalid(page: RolePage) -> Result<Outcome> {
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}
