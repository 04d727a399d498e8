//! **Create unit**: GET and POST /org-units/new.
use super::form::{Fields, LABELS, Typed};
use crate::access::fixed::TOP;
use crate::access::permission::Permission;
use crate::access::{Access, Refusal};
use crate::error::{Error, Result};
use crate::org_units::{CreateUnit, Kind, PATH, browse, found, tree, verbs};
use crate::web::answer::{Answer, Outcome};
use crate::web::choices;
use crate::web::field::{Choice, Field, Mistake, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Form, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "org_units/new.html")]
struct NewPage {
    shell: Shell,
    t: Texts,
    action: String,
    cancel: String,
    parent: Field,
    parents: tree::Choices,
    fields: Fields,
    /// Whether the reader may create customers.
    customers: bool,
    mistakes: Vec<Mistake>,
    languages: Vec<Choice>,
    zones: Vec<Choice>,
}

/// The query of the address: the unit, chosen in the tree, below which to create one.
#[derive(Debug, Clone, Deserialize)]
pub struct Asked {
    parent: Option<i64>,
}

/// Returns the address of this page.
pub fn url(parent: Option<i64>) -> String {
    match parent {
        Some(parent) => format!("{PATH}/new?parent={parent}"),
        None => format!("{PATH}/new"),
    }
}

/// Checks that the reader may create units somewhere. `can::<CreateUnit>` checks the unit chosen later.
fn somewhere(access: &Access) -> Result<()> {
    menu::ORG_UNITS.enter(access)?;
    if found::creatable(access).is_empty() {
        let unit = access.principal()?.unit;
        let right = Permission::ORG_UNIT_CREATE;
        return Err(Refusal::Lacks { right, unit }.into());
    }
    Ok(())
}

/// GET /org-units/new.
pub fn page(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let access = &view.visit.access;
    somewhere(access)?;
    if asked.parent.is_some_and(|parent| access.seen_unit(parent).is_none()) {
        return Err(Error::NotFound);
    }
    let parent = preselected(access, asked.parent);
    let parent = Field::new("parent", parent.map(|parent| parent.to_string()).unwrap_or_default());
    Answer::page(&shown(&view.visit, &asked, (parent, ""), Fields::empty())?)
}

/// Returns the parent to preselect: the one asked for if it is possible, or else the only possible one.
fn preselected(access: &Access, asked: Option<i64>) -> Option<i64> {
    let allowed = found::creatable(access);
    let units = access.snapshot().units();
    let fits = |unit: &&crate::access::snapshot::Unit| !unit.archived && allowed.contains(unit.pos);
    if asked.and_then(|id| units.get(id)).as_ref().is_some_and(fits) {
        return asked;
    }
    let mut all = units.in_order().filter(fits);
    match (all.next(), all.next()) {
        (Some(only), None) => Some(only.id),
        _ => None,
    }
}

/// Builds the page. `find` has words typed to find the unit above.
fn shown(visit: &Visit, asked: &Asked, (parent, find): (Field, &str), fields: Fields) -> Result<NewPage> {
    let access = &visit.access;
    let chosen = parent.value.parse().ok();
    let within = found::creatable(access);
    let parents = tree::choices(access, &within, chosen);
    let more = found::url(&parents, None);
    let mut wrong = mistakes([&parent]);
    wrong.extend(fields.mistakes());
    Ok(NewPage {
        shell: visit.shell()?,
        t: visit.t,
        action: url(asked.parent),
        cancel: asked
            .parent
            .map_or_else(|| PATH.to_owned(), |parent| browse::url(parent, false)),
        mistakes: labelled(&visit.t, wrong, &LABELS),
        parents: parents.found(access, &within, more, find),
        customers: access.holds(Permission::ORG_UNIT_CREATE, TOP) && access.sees(TOP),
        languages: choices::languages(visit.languages, &fields.language.value),
        zones: choices::zones(&fields.time_zone.value),
        parent,
        fields,
    })
}

/// POST /org-units/new.
pub fn save(ctx: &mut Ctx<'_, '_>, (Query(asked), Form(typed)): (Query<Asked>, Form<Typed>)) -> Result<Outcome> {
    somewhere(&ctx.visit.access)?;
    if typed.version.is_some() {
        return Err(Error::BadRequest("a field that this form does not have".into()));
    }
    let t = ctx.visit.t;
    let wanted = typed.parent.clone().unwrap_or_default();
    let mut parent = Field::new("parent", wanted.clone());
    let mut fields = Fields::typed(&typed);
    if !typed.look.is_empty() {
        let page = shown(&ctx.visit, &asked, (parent, &typed.parent_find), fields)?;
        return Answer::page(&page).map(Outcome::Invalid);
    }
    let can = match wanted.as_str() {
        "" => None,
        id => {
            let id = id.parse().map_err(|_| Error::BadRequest("parent".into()))?;
            Some(ctx.visit.access.can::<CreateUnit>(ctx.tx, id)?)
        }
    };
    let kind = match &can {
        Some(can) if can.row().id == TOP => Kind::Customer,
        Some(_) => Kind::Unit,
        // Without a parent the kind is not known, so a number that was typed is checked as one of a customer.
        None if fields.customer_number().is_some() => Kind::Customer,
        None => Kind::Unit,
    };
    if can.is_none() {
        parent.refuse(t.get("common-choose-unit"));
    }
    let details = fields.check(&t, kind)?;
    let number = fields.customer_number();
    let clashes = verbs::clashes(ctx.tx, fields.code().as_ref(), number.as_deref(), None)?;
    fields.taken(&t, &clashes);
    let fine = fields.mistakes().is_empty();
    let (Some(can), Some(details), true) = (can, details, fine) else {
        let page = shown(&ctx.visit, &asked, (parent, &typed.parent_find), fields)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    };
    let id = verbs::create(ctx.tx, &ctx.visit.author(), &can, &details)?;
    let said = t.one("org-unit-created", "name", details.name.as_str());
    let target = format!("{PATH}/{id}");
    Ok(Outcome::Commit(Answer::see_other(&target).saying(said)))
}
