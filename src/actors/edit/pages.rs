//! **Details**: GET and POST /actors/{id} (SPEC A-2).
use super::cpr::{self, Number};
use super::form::{Fields, LABELS, WithFields};
use super::found;
use super::groups;
use super::head::{Head, tabs};
use super::of_roles::{Group, RoleFields, Tick, ticks};
use super::record::{compared, compared_roles, compared_values, glance};
use super::user::{self, Card};
use super::{Back, May, opened, standing};
use crate::access::actor_roles::Deed;
use crate::access::{Access, Can};
use crate::actor_setup::fields::{self, ActorField};
use crate::actors::cpr::Cpr;
use crate::actors::details::Details;
use crate::actors::roles::of_roles;
use crate::actors::verbs::{self, Changes, Clash, Stored, Values};
use crate::actors::{
    self, Actor, ChangeActor, EditActor, EditCpr, EnableActor, Kind, PATH, ReceiveActor, RoleChange, excluded,
};
use crate::actors::{image, merge, store};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::org_units::tree;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Choice, Mistake, labelled};
use crate::web::i18n::Texts;
use crate::web::parts::Tab;
use crate::web::picker::Picker;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::versions::{self, Compared, Conflict};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;

#[derive(Template)]
#[template(path = "actors/edit.html")]
pub(super) struct ActorPage {
    pub shell: Shell,
    pub t: Texts,
    pub head: Head,
    /// Empty for an actor that is not created yet.
    pub tabs: Vec<Tab>,
    pub action: String,
    pub cancel: String,
    pub save: String,
    /// None for an actor that is not created yet.
    pub version: Option<i32>,
    pub fields: Fields,
    pub kinds: Vec<Choice>,
    /// Whether the reader may edit the national id number.
    pub cpr_editable: bool,
    /// What other readers see of it.
    pub cpr: Option<String>,
    /// Why the common fields cannot be changed, if so.
    pub read_only: Option<String>,
    /// Why **Enabled** cannot be changed, if so.
    pub enable_why: Option<String>,
    /// Whether there is something to save.
    pub savable: bool,
    pub ticks: Vec<Tick>,
    pub groups: Vec<Group>,
    pub mistakes: Vec<Mistake>,
    pub conflict: Option<Conflict>,
    pub unit_path: String,
    pub units: Option<tree::Choices>,
    /// The groups the actor is in.
    pub its_groups: Option<groups::Card>,
    pub user: Option<Card>,
    /// Only for a new actor: the field for the user to link.
    pub find_user: Option<Picker>,
    /// None for an actor that is not created yet.
    pub image: Option<image::Card>,
    /// The actors that were merged into this one.
    pub merged: Vec<merge::back::Line>,
    pub glance: Vec<(String, String)>,
}

impl ActorPage {
    fn enabled_said(&self) -> String {
        self.t.get(if self.fields.enabled.ticked() {
            "common-yes"
        } else {
            "common-no"
        })
    }
}

/// What every version of the page needs.
struct Screen {
    actor: Actor,
    stored: Stored,
    back: Back,
    fields: Fields,
    number: Number,
    of_roles: RoleFields,
    /// The roles the actor is to have.
    roles: Vec<i64>,
    /// Words of a unit that is searched for, in a browser without scripts.
    find_unit: String,
    user: Option<Card>,
    merged: Vec<merge::back::Line>,
    groups: Vec<(i64, String)>,
}

/// GET /actors/{id}. Read-only for readers who may see the actor but not change it (P-14). The address of an actor that
/// was merged away leads to its survivor.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let View { db, visit } = view;
    let actor = opened(&visit.access, db, id)?;
    if actor.merged_into.is_some() {
        let survivor = standing(&visit.access, db, actor)?.id;
        return Ok(Answer::see_other(&back.keep(&format!("{PATH}/{survivor}"))));
    }
    let screen = Screen::of(db, visit, actor, back, None)?;
    screen.answer(visit, StatusCode::OK, None)
}

/// Returns the roles that the form wants, with those that come along with newly given ones. If the form showed no
/// ticks, returns those the actor has.
pub(super) fn wanted_roles(access: &Access, typed: &WithFields, has: &[i64]) -> Vec<i64> {
    if typed.form.roles.is_none() {
        return has.to_vec();
    }
    let known = access.snapshot().actor_roles();
    let given: Vec<i64> = typed
        .form
        .role
        .iter()
        .copied()
        .filter(|role| !has.contains(role))
        .collect();
    let given = known.with_given(&given);
    let wanted = |id: &i64| typed.form.role.contains(id) || given.contains(id);
    known.all().iter().map(|role| role.id).filter(wanted).collect()
}

/// POST /actors/{id}: saves everything or nothing (SPEC U-7, U-8).
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), Query(back), typed): (Id, Query<Back>, WithFields)) -> Result<Outcome> {
    let access = ctx.visit.access.clone();
    if let Some(gone) = actors::merged_away(ctx.tx, id)? {
        return merged_meanwhile(ctx, &gone, back, typed);
    }
    let can = access.can::<ChangeActor>(ctx.tx, id)?;
    let actor = can.row().clone();
    let of_cpr = typed.form.cpr.as_ref().map(|_| access.can::<EditCpr>(ctx.tx, id));
    let of_cpr = of_cpr.transpose()?;
    let mut screen = Screen::of(ctx.tx, &ctx.visit, actor.clone(), back, Some(&typed))?;
    if !typed.form.look.is_empty() {
        return screen.answer(&ctx.visit, StatusCode::OK, None).map(Outcome::Invalid);
    }
    let theirs = Fields::stored(&screen.stored);
    let details = screen.common(&ctx.visit.t, &typed);
    if typed.form.version != actor.version {
        return screen.conflicting(&ctx.visit, &theirs, &typed, screen.saved_meanwhile(&ctx.visit.t));
    }
    let unit = screen.unit()?;
    let moved = screen.moved(ctx, unit)?;
    let roles = RoleChange::of(&access, &actor, unit, &screen.roles)?;
    let target = of_roles(unit, &screen.roles, actor.user);
    let values = screen.of_roles.check(&access, &ctx.visit.t, &target, roles.added());
    let cpr = screen.number.check(&ctx.visit.t, &mut screen.fields, &typed.form);
    cpr::taken(ctx.tx, &ctx.visit, &mut screen.fields, cpr.as_ref(), Some(id))?;
    let Some(details) = details.filter(|_| screen.mistakes(&ctx.visit).is_empty()) else {
        return screen.invalid(&ctx.visit);
    };
    let said = screen.said(ctx, &theirs, &roles, &values, cpr.as_ref())?;
    let changes = Changes {
        details: match details == screen.stored.details {
            true => None,
            false => Some((access.can::<EditActor>(ctx.tx, id)?, details)),
        },
        cpr: of_cpr.zip(cpr),
        enabled: match screen.fields.enabled.ticked() {
            on if on == actor.enabled => None,
            on => Some((access.can::<EnableActor>(ctx.tx, id)?, on)),
        },
        unit: moved,
        values: Values::of(&access, unit, &roles, values)?,
        roles,
    };
    let (author, seal) = (ctx.visit.author(), &ctx.visit.state.seal);
    if let Err(clash) = verbs::update(ctx.tx, seal, &author, &can, &changes)? {
        screen.fields.refuse(&ctx.visit.t, clash);
        return screen.invalid(&ctx.visit);
    }
    Ok(Outcome::Commit(Answer::see_other(&screen.address()).saying(said)))
}

/// Answers 409 where the actor of the form has been merged away meanwhile: the form of the survivor shows what was
/// changed beside what is stored. A second Save stores the changes there.
fn merged_meanwhile(ctx: &mut Ctx<'_, '_>, gone: &Actor, back: Back, typed: WithFields) -> Result<Outcome> {
    let access = ctx.visit.access.clone();
    let gone = opened(&access, ctx.tx, gone.id)?;
    let survivor = standing(&access, ctx.tx, gone.clone())?;
    access.allows::<ChangeActor>(&survivor)?;
    let stored = verbs::stored(ctx.tx, gone.id)?.ok_or(Error::NotFound)?;
    let mut before = Fields::stored(&stored);
    if let Some(cpr) = stored.cpr(&ctx.visit.state.seal, gone.id)? {
        before.cpr.value = cpr.whole();
    }
    // Asked before the number is compared with the stored one, so that nobody learns the number by guessing.
    if typed.form.cpr.is_some() {
        access.allows::<EditCpr>(&survivor)?;
    }
    let typed = typed.changed_from(&before, &verbs::values(ctx.tx, gone.id)?);
    let t = ctx.visit.t;
    let text = t.two("actor-merged-meanwhile", "name", &gone.name, "survivor", &survivor.name);
    let screen = Screen::of(ctx.tx, &ctx.visit, survivor, back, Some(&typed))?;
    screen.conflicting(&ctx.visit, &Fields::stored(&screen.stored), &typed, text)
}

impl Fields {
    /// Writes to its field what somebody else has just taken.
    pub(super) fn refuse(&mut self, t: &Texts, clash: Clash) {
        match clash {
            Clash::Number => self.number.refuse(t.get("actor-number-taken")),
            Clash::Cpr => self.cpr.refuse(t.get("actor-cpr-taken")),
            Clash::User => self.roles.refuse(t.get("actor-user-taken")),
            Clash::Roles => self.roles.refuse(t.get("actor-roles-excluded")),
        }
    }
}

impl Screen {
    fn of(db: &mut impl Read, visit: &Visit, actor: Actor, back: Back, typed: Option<&WithFields>) -> Result<Self> {
        let stored = verbs::stored(db, actor.id)?.ok_or(Error::NotFound)?;
        let roles = typed.map_or_else(
            || actor.roles.clone(),
            |typed| wanted_roles(&visit.access, typed, &actor.roles),
        );
        let all = fields::of_roles(db, &roles)?;
        let values = verbs::values(db, actor.id)?;
        let given = typed.map(|typed| &*typed.fields).unwrap_or_default();
        let mut fields = Fields::stored(&stored);
        let number = Number::of(visit, &actor, &stored)?;
        number.fill(&mut fields);
        Ok(Self {
            user: user::card(db, visit, &actor, &back)?,
            merged: merge::lines(db, visit, &actor, &back)?,
            groups: store::groups(db, actor.id)?,
            fields: typed.map_or_else(|| fields.clone(), |typed| fields.with(&typed.form)),
            of_roles: RoleFields::new(all, values, given),
            find_unit: typed.map(|typed| typed.form.unit_find.clone()).unwrap_or_default(),
            number,
            stored,
            roles,
            actor,
            back,
        })
    }

    /// Returns the unit wanted.
    fn unit(&self) -> Result<i64> {
        let unit = self.fields.unit.value.parse();
        unit.map_err(|_| Error::BadRequest("unit".into()))
    }

    fn address(&self) -> String {
        self.back.keep(&format!("{PATH}/{}", self.actor.id))
    }

    /// Returns the common fields wanted; if the form showed none, the stored ones. Mistakes are written to the fields.
    fn common(&mut self, t: &Texts, typed: &WithFields) -> Option<Details> {
        if excluded(&self.roles) {
            self.fields.roles.refuse(t.get("actor-roles-excluded"));
        }
        if !typed.form.shows_common() {
            return Some(self.stored.details.clone());
        }
        // Without a number the actor keeps the one it has.
        if self.fields.number.value.trim().is_empty() {
            self.fields.number.value.clone_from(&self.actor.number);
        }
        self.fields.check(t)
    }

    /// Returns the capabilities for moving to this unit, if it is another.
    fn moved<'t>(&self, ctx: &mut Ctx<'_, 't>, unit: i64) -> Result<Option<(Can<'t, EditActor>, ReceiveActor)>> {
        if unit == self.actor.unit {
            return Ok(None);
        }
        let access = ctx.visit.access.clone();
        let leave = access.can::<EditActor>(ctx.tx, self.actor.id)?;
        Ok(Some((leave, ReceiveActor::of(&access, ctx.tx, &self.actor, unit)?)))
    }

    /// Returns **Saved**, and what changed.
    fn said(
        &self,
        ctx: &mut Ctx<'_, '_>,
        theirs: &Fields,
        roles: &RoleChange,
        values: &[(ActorField, Option<String>)],
        cpr: Option<&Option<Cpr>>,
    ) -> Result<String> {
        let stored = verbs::values(ctx.tx, self.actor.id)?;
        let mut changed = compared(&ctx.visit, theirs, &self.fields);
        changed.extend(self.number.changed(&ctx.visit.t, cpr));
        changed.extend(compared_roles(&ctx.visit, &self.actor.roles, roles.after()));
        changed.extend(compared_values(&ctx.visit, &stored, values));
        Ok(versions::saved(&ctx.visit.t, changed))
    }

    fn mistakes(&self, visit: &Visit) -> Vec<Mistake> {
        let mut mistakes = labelled(&visit.t, self.fields.mistakes(), &LABELS);
        mistakes.extend(self.of_roles.mistakes());
        mistakes
    }

    fn added(&self) -> Vec<i64> {
        self.roles
            .iter()
            .copied()
            .filter(|role| !self.actor.roles.contains(role))
            .collect()
    }

    fn shown(&self, visit: &Visit, conflict: Option<Conflict>) -> Result<ActorPage> {
        let (t, access) = (&visit.t, &visit.access);
        let may = May::of(access, &self.actor);
        let unit = self.fields.unit.value.parse().unwrap_or(self.actor.unit);
        let of = (&*self.actor.roles, Deed::Edit);
        let units = may.common.is_none();
        let units = units.then(|| found::choices(access, of, Some(unit), &self.find_unit));
        let target = of_roles(self.actor.unit, &self.roles, self.actor.user);
        Ok(ActorPage {
            shell: visit.shell()?,
            t: *t,
            head: Head::of(visit, &self.actor, &self.back),
            tabs: tabs(visit, &self.actor, &self.back, "details"),
            action: self.address(),
            cancel: self.back.target(PATH).to_owned(),
            save: t.get("common-save"),
            version: Some(self.actor.version),
            kinds: kinds(t),
            cpr_editable: self.number.editable,
            cpr: self.number.said(&self.fields),
            read_only: may.common.as_ref().map(|refusal| visit.why_not(refusal)),
            enable_why: may.enable.as_ref().map(|refusal| visit.why_not(refusal)),
            savable: access.allows::<ChangeActor>(&self.actor).is_ok(),
            ticks: ticks(visit, &self.actor.target(), &self.actor.roles, &self.roles),
            groups: self.of_roles.groups(visit, &target, &self.added()),
            mistakes: self.mistakes(visit),
            conflict,
            // A unit that the reader sees only by way of a division has no name here (P-12).
            unit_path: match access.knows(unit) {
                true => tree::path(access, unit),
                false => String::new(),
            },
            units,
            its_groups: groups::card(visit, &self.actor, &self.groups, &self.back),
            user: self.user.clone(),
            find_user: None,
            image: Some(image::Card::of(visit, &self.actor, &self.back)),
            merged: self.merged.clone(),
            glance: glance(visit, self.actor.id, &self.stored),
            fields: self.fields.clone(),
        })
    }

    /// Answers 422: the page as typed, with the mistakes.
    fn invalid(&self, visit: &Visit) -> Result<Outcome> {
        self.answer(visit, StatusCode::UNPROCESSABLE_ENTITY, None)
            .map(Outcome::Invalid)
    }

    /// Answers with the page. If it shows a whole national id number, an entry of the log says so.
    fn answer(&self, visit: &Visit, status: StatusCode, conflict: Option<Conflict>) -> Result<Answer> {
        let page = Answer::page_with(status, &self.shown(visit, conflict)?)?;
        Ok(page.noting(self.number.entry(visit, &self.actor)))
    }

    fn saved_meanwhile(&self, t: &Texts) -> String {
        let stored = &self.stored;
        let who = stored.updated_by.clone().unwrap_or_else(|| t.get("common-somebody"));
        let when = stored.updated_at.map(|at| t.date_time(at)).unwrap_or_default();
        t.two("common-conflict", "who", who, "when", when)
    }

    /// Answers 409: both versions side by side. The form holds yours and the number of theirs, so a second Save
    /// decides.
    fn conflicting(&self, visit: &Visit, theirs: &Fields, typed: &WithFields, text: String) -> Result<Outcome> {
        let rows: Vec<Compared> = compared(visit, theirs, &self.fields)
            .into_iter()
            .chain(self.number.compared(&visit.t, &typed.form))
            .chain(compared_roles(visit, &self.actor.roles, &self.roles))
            .chain(self.of_roles.compared(&visit.t))
            .collect();
        self.answer(visit, StatusCode::CONFLICT, Some(Conflict { text, rows }))
            .map(Outcome::Invalid)
    }
}

/// Returns the two kinds of party, as radio buttons.
pub(super) fn kinds(t: &Texts) -> Vec<Choice> {
    let choice = |kind: Kind| Choice::new(kind.code(), t.get(kind.label()));
    Kind::ALL.map(choice).to_vec()
}
