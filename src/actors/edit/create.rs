//! **New**: GET and POST /actors/new, opened from the list of a role.
use super::cpr::{self, Number};
use super::form::{Fields, LABELS, WithFields};
use super::head::Head;
use super::of_roles::{RoleFields, ticks_of_new};
use super::pages::{ActorPage, kinds, wanted_roles};
use super::{Back, May, found, user};
use crate::access::actor_roles::{ActorRole, Deed};
use crate::access::fixed::TOP;
use crate::access::permission::Permission;
use crate::access::snapshot::Unit;
use crate::access::{Access, Can, Refusal, Target, rules};
use crate::actor_setup::fields;
use crate::actors::details::Details;
use crate::actors::list::NO_ROLE;
use crate::actors::roles::of_roles;
use crate::actors::verbs::{self, Clash, NewActor, Stored, Values};
use crate::actors::{CreateActor, GiveCpr, PATH, RoleChange, SUPPLIER, excluded};
use crate::error::{Error, Result};
use crate::users::LinkUser;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Mistake, labelled, mistakes as mistakes_of};
use crate::web::group_name::role_name;
use crate::web::i18n::Texts;
use crate::web::picker::{self, Picker};
use crate::web::request::Query;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use serde::Deserialize;
use std::collections::HashMap;

/// Where the reader comes from: the role of the list, and the unit it is narrowed to.
#[derive(Debug, Deserialize)]
pub struct From {
    #[serde(default)]
    role: String,
    unit: Option<i64>,
    #[serde(default)]
    from: String,
}

impl From {
    fn back(&self) -> Back {
        Back {
            from: self.from.clone(),
        }
    }
}

/// Returns the role of that list, or None for the list of actors without a directory.
fn role<'a>(access: &'a Access, from: &From) -> Result<Option<&'a ActorRole>> {
    crate::actors::some_screen(access)?;
    if from.role == NO_ROLE {
        return Ok(None);
    }
    let roles = access.snapshot().actor_roles();
    let role = roles.named(&from.role).filter(|role| role.enabled);
    role.map(Some).ok_or(Error::NotFound)
}

/// Refuses readers who may create such actors nowhere. The rule about roles decides later about the unit.
fn somewhere(access: &Access, role: Option<&ActorRole>) -> Result<()> {
    let right = role
        .and_then(|role| role.right(Deed::Create))
        .unwrap_or(Permission::ACTOR_SETUP_MANAGE);
    if access.ranges(right).and(&access.scope()).is_empty() {
        let unit = access.principal()?.unit;
        return Err(Refusal::Lacks { right, unit }.into());
    }
    Ok(())
}

/// Asks for the right to give national id numbers. It is a Global right, so the unit does not matter.
fn may_give_cpr(access: &Access) -> Result<(), Refusal> {
    rules::give_cpr(access, &Target::unit(TOP))
}

struct Screen {
    back: Back,
    /// The title of the page.
    title: String,
    fields: Fields,
    of_roles: RoleFields,
    roles: Vec<i64>,
    /// Words of a unit that is searched for, in a browser without scripts.
    find_unit: String,
    user: Option<Picker>,
}

/// GET /actors/new.
pub fn page(view: &mut View, Query(from): Query<From>) -> Result<Answer> {
    let View { db, visit } = view;
    let access = &visit.access;
    let role = role(access, &from)?;
    somewhere(access, role)?;
    let first: Vec<i64> = role.map(|role| role.id).into_iter().collect();
    let roles = access.snapshot().actor_roles().with_given(&first);
    let mut fields = Fields::stored(&Stored::empty(0));
    fields.unit.value = preselected(access, &roles, from.unit)
        .map(|unit| unit.to_string())
        .unwrap_or_default();
    if role.is_some_and(|role| role.id == SUPPLIER) {
        fields.kind.value = "organization".to_owned();
    }
    let screen = Screen {
        back: from.back(),
        title: title(visit, role),
        fields,
        of_roles: RoleFields::new(fields::of_roles(db, &roles)?, HashMap::new(), &[]),
        find_unit: String::new(),
        user: user::picker(db, access, "", "")?,
        roles,
    };
    Answer::page(&screen.shown(visit)?)
}

fn title(visit: &Visit, role: Option<&ActorRole>) -> String {
    match role {
        Some(role) => visit.t.one("actors-create", "role", role_name(&visit.t, role)),
        None => visit.t.get("actors-create-other"),
    }
}

/// Returns the unit that is chosen at first: the only one there is, else the list's, else the principal's own (as SPEC
/// 3.2).
fn preselected(access: &Access, roles: &[i64], of_list: Option<i64>) -> Option<i64> {
    let allowed = found::units(access, roles, Deed::Create);
    let live = |unit: &&Unit| !unit.archived && allowed.contains(unit.pos);
    let units = access.snapshot().units();
    let mut all = units.in_order().filter(live);
    if let (Some(only), None) = (all.next(), all.next()) {
        return Some(only.id);
    }
    let own = access.viewer().map(|viewer| viewer.unit);
    let mut wished = [of_list, own].into_iter().flatten();
    wished.find(|unit| units.get(*unit).as_ref().is_some_and(live))
}

/// POST /actors/new: saves everything or nothing.
pub fn save(ctx: &mut Ctx<'_, '_>, (Query(from), typed): (Query<From>, WithFields)) -> Result<Outcome> {
    let access = ctx.visit.access.clone();
    let role = role(&access, &from)?;
    somewhere(&access, role)?;
    let t = ctx.visit.t;
    let mut screen = Screen::typed(ctx, &from, role, &typed)?;
    if !typed.form.look.is_empty() {
        return Answer::page(&screen.shown(&ctx.visit)?).map(Outcome::Invalid);
    }
    let details = screen.check(&t, &typed);
    let cpr = Number::of_new(true).check(&t, &mut screen.fields, &typed.form);
    cpr::taken(ctx.tx, &ctx.visit, &mut screen.fields, cpr.as_ref(), None)?;
    let unit: Option<i64> = screen.fields.unit.value.parse().ok();
    let place = match unit {
        Some(unit) => {
            let can = access.can::<CreateActor>(ctx.tx, unit)?;
            Some((unit, can, RoleChange::of_new(&access, unit, &screen.roles)?))
        }
        None => {
            screen.fields.unit.refuse(t.get("common-choose-unit"));
            None
        }
    };
    let target = of_roles(unit.unwrap_or_default(), &screen.roles, None);
    let values = screen.of_roles.check(&access, &t, &target, &screen.roles);
    let (Some(details), Some((unit, can, roles)), true) = (details, place, screen.mistakes(&ctx.visit).is_empty())
    else {
        return screen.invalid(&ctx.visit);
    };
    let new = NewActor {
        enabled: screen.fields.enabled.ticked(),
        values: Values::of(&access, unit, &roles, values)?,
        cpr: match cpr.flatten() {
            Some(cpr) => Some((access.can::<GiveCpr>(ctx.tx, unit)?, cpr)),
            None => None,
        },
        details,
        roles,
        user: screen.linked(ctx, &typed)?,
    };
    screen.made(ctx, &can, &new)
}

impl Screen {
    fn made<'t>(mut self, ctx: &mut Ctx<'_, 't>, can: &Can<'t, CreateActor>, new: &NewActor<'t>) -> Result<Outcome> {
        if ctx.visit.request.checks && new.details.number.is_empty() {
            // A number that is given out does not come back with a rollback.
            return Ok(Outcome::Invalid(Answer::nothing()));
        }
        let author = ctx.visit.author();
        match verbs::create(ctx.tx, &ctx.visit.state.seal, &author, can, new)? {
            Ok(id) => {
                let said = ctx.visit.t.one("actor-created", "name", &new.details.contact.name);
                let address = self.back.keep(&format!("{PATH}/{id}"));
                Ok(Outcome::Commit(Answer::see_other(&address).saying(said)))
            }
            Err(clash) => self.clashing(&ctx.visit, clash),
        }
    }

    fn typed(ctx: &mut Ctx<'_, '_>, from: &From, role: Option<&ActorRole>, typed: &WithFields) -> Result<Self> {
        if typed.form.cpr.is_some() {
            may_give_cpr(&ctx.visit.access)?;
        }
        let roles = wanted_roles(&ctx.visit.access, typed, &[]);
        Ok(Self {
            back: from.back(),
            title: title(&ctx.visit, role),
            fields: Fields::stored(&Stored::empty(0)).with(&typed.form),
            of_roles: RoleFields::new(fields::of_roles(ctx.tx, &roles)?, HashMap::new(), &typed.fields),
            find_unit: typed.form.unit_find.clone(),
            user: user::picker(ctx.tx, &ctx.visit.access, &typed.form.user, &typed.form.user_find)?,
            roles,
        })
    }

    /// Checks the fields common to all roles. Mistakes are written to the fields.
    fn check(&mut self, t: &Texts, typed: &WithFields) -> Option<Details> {
        let details = self.fields.check(t);
        if let Some(user) = &mut self.user
            && picker::is_undecided(&typed.form.user, &typed.form.user_find)
        {
            user.field.refuse(t.get("picker-choose"));
        }
        if excluded(&self.roles) {
            self.fields.roles.refuse(t.get("actor-roles-excluded"));
        }
        details
    }

    /// Returns the capability for the user to link, if one was chosen.
    fn linked<'t>(&self, ctx: &mut Ctx<'_, 't>, typed: &WithFields) -> Result<Option<Can<'t, LinkUser>>> {
        let access = ctx.visit.access.clone();
        let user = picker::chosen(&typed.form.user)?;
        user.map(|user| access.can::<LinkUser>(ctx.tx, user)).transpose()
    }

    /// Answers 422: somebody else has just taken the number or the user.
    fn clashing(&mut self, visit: &Visit, clash: Clash) -> Result<Outcome> {
        match (clash, &mut self.user) {
            (Clash::User, Some(user)) => user.field.refuse(visit.t.get("actor-user-taken")),
            _ => self.fields.refuse(&visit.t, clash),
        }
        self.invalid(visit)
    }

    fn mistakes(&self, visit: &Visit) -> Vec<Mistake> {
        let mut mistakes = labelled(&visit.t, self.fields.mistakes(), &LABELS);
        mistakes.extend(self.of_roles.mistakes());
        let user = mistakes_of(self.user.iter().map(|user| &user.field));
        mistakes.extend(labelled(&visit.t, user, &[("user", "actor-user")]));
        mistakes
    }

    fn shown(&self, visit: &Visit) -> Result<ActorPage> {
        let (t, access) = (&visit.t, &visit.access);
        let may = May::all();
        let unit = self.fields.unit.value.parse().ok();
        let units = found::choices(access, (&*self.roles, Deed::Create), unit, &self.find_unit);
        let target = of_roles(unit.unwrap_or_default(), &self.roles, None);
        Ok(ActorPage {
            shell: visit.shell()?,
            t: *t,
            tabs: Vec::new(),
            head: Head::of_new(visit, self.title.clone(), &self.back),
            action: visit.request.address_bar(),
            cancel: self.back.target(PATH).to_owned(),
            save: t.get("actor-create"),
            version: None,
            kinds: kinds(t),
            cpr_editable: may_give_cpr(access).is_ok(),
            cpr: None,
            read_only: may.common.map(|refusal| visit.why_not(&refusal)),
            enable_why: may.enable.map(|refusal| visit.why_not(&refusal)),
            savable: true,
            ticks: ticks_of_new(visit, access.principal()?.unit, &self.roles),
            groups: self.of_roles.groups(visit, &target, &self.roles),
            mistakes: self.mistakes(visit),
            conflict: None,
            unit_path: String::new(),
            units: Some(units),
            its_groups: None,
            user: None,
            find_user: self.user.clone(),
            image: None,
            merged: Vec::new(),
            glance: Vec::new(),
            fields: self.fields.clone(),
        })
    }

    fn invalid(&self, visit: &Visit) -> Result<Outcome> {
        let page = self.shown(visit)?;
        Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
    }
}
