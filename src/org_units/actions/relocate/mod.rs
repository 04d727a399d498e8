//! **Move**: GET and POST /org-units/{id}/move (SPEC O-1). First the place is chosen, then the page shows what rights
//! that changes for whom, then it is done.
mod preview;
mod store;

use crate::access::fixed::TOP;
use crate::access::{Access, Refusal, Target, rules};
use crate::cloud::licences;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::org_units::edit::form::optional;
use crate::org_units::verbs::{self, Misplaced};
use crate::org_units::{Kind, MoveUnit, OrgUnit, PATH, ReceiveUnit, found, opened, tree};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Field, Mistake, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::refusal;
use crate::web::request::{Form, Id, Query, local_path};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use preview::Preview;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

const LABELS: [(&str, &str); 2] = [
    ("parent", "org-unit-parent"),
    ("customer_number", "org-unit-customer-number"),
];

/// Where to, and the way back.
#[derive(Debug, Clone, Deserialize)]
pub struct Asked {
    #[serde(default)]
    parent: String,
    /// Words of a unit that is looked for, without scripts.
    #[serde(default)]
    parent_find: String,
    #[serde(default)]
    from: String,
}

impl Asked {
    /// The unit chosen.
    fn parent(&self) -> Result<Option<i64>> {
        match self.parent.as_str() {
            "" => Ok(None),
            id => id.parse().map(Some).map_err(|_| Error::NotFound),
        }
    }

    fn back(&self, unit: i64) -> String {
        local_path(&self.from, &format!("{PATH}/{unit}")).to_owned()
    }
}

#[derive(Template)]
#[template(path = "org_units/move.html")]
struct MovePage {
    shell: Shell,
    t: Texts,
    name: String,
    /// Where it stands now.
    stands: String,
    action: String,
    from: String,
    cancel: String,
    parent: Field,
    parents: tree::Choices,
    mistakes: Vec<Mistake>,
    /// Somebody changed the unit meanwhile.
    overtaken: bool,
    chosen: Option<Chosen>,
}

/// What there is to say about the place chosen.
struct Chosen {
    action: String,
    /// The unit there.
    name: String,
    version: i32,
    /// Only where it becomes a customer.
    customer_number: Option<Field>,
    /// Its customer number, which it gives up.
    given_up: Option<String>,
    /// The licences that go along to another customer, for readers who may move it there.
    licences: Option<String>,
    /// Why it may not be moved there.
    refused: Option<String>,
    preview: Preview,
}

/// GET /org-units/{id}/move.
pub fn page(view: &mut View, (Id(id), Query(asked)): (Id, Query<Asked>)) -> Result<Answer> {
    let View { db, visit } = view;
    let unit = opened(&visit.access, db, id)?;
    visit.access.allows::<MoveUnit>(&unit)?;
    let parent = asked.parent()?;
    if parent.is_some_and(|parent| visit.access.seen_unit(parent).is_none()) {
        return Err(Error::NotFound);
    }
    Answer::page(&shown(visit, db, &unit, &asked, Field::empty("customer_number"))?)
}

/// What the second form posts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    version: i32,
    #[serde(default)]
    customer_number: String,
}

/// POST /org-units/{id}/move.
pub fn apply(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(asked), Form(typed)): (Id, Query<Asked>, Form<Typed>),
) -> Result<Outcome> {
    let Ctx { tx, visit } = ctx;
    let can = visit.access.can::<MoveUnit>(tx, id)?;
    let parent = asked.parent()?.ok_or_else(|| Error::BadRequest("parent".into()))?;
    let into = visit.access.can::<ReceiveUnit>(tx, parent)?;
    let mut number = Field::new("customer_number", &typed.customer_number);
    let placeable = verbs::placeable(&visit.access, id, parent).is_ok();
    if typed.version != can.row().version || !placeable {
        let page = MovePage {
            overtaken: placeable,
            ..shown(visit, *tx, can.row(), &asked, number)?
        };
        let status = if placeable {
            StatusCode::CONFLICT
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        return Answer::page_with(status, &page).map(Outcome::Invalid);
    }
    verbs::may_move(&visit.access, *tx, id, parent)?;
    let wanted = customer_number(visit, *tx, parent, &mut number)?;
    if number.error.is_some() {
        let page = shown(visit, *tx, can.row(), &asked, number)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    }
    verbs::relocate(tx, &visit.author(), &visit.access, &can, &into, wanted.as_deref())?;
    let said = visit
        .t
        .two("org-unit-moved", "name", &can.row().name, "to", &into.row().name);
    Ok(Outcome::Commit(Answer::see_other(&asked.back(id)).saying(said)))
}

/// The number of a customer to be: needed directly below the top, and not anywhere else.
fn customer_number(visit: &Visit, db: &mut impl Read, parent: i64, field: &mut Field) -> Result<Option<String>> {
    let t = &visit.t;
    let number = match optional(&field.value) {
        Ok(number) => number,
        Err(error) => {
            field.refuse(error.message().say(t));
            return Ok(None);
        }
    };
    match (parent, &number) {
        (TOP, None) => field.refuse(t.get("org-unit-customer-number-missing")),
        (TOP, Some(number)) if !verbs::clashes(db, None, Some(number), None)?.is_empty() => {
            field.refuse(t.get("org-unit-customer-number-taken"));
        }
        (TOP, _) | (_, None) => {}
        (_, Some(_)) => return Err(Error::BadRequest("a field that this form does not have".into())),
    }
    Ok(number)
}

fn shown(visit: &Visit, db: &mut impl Read, unit: &OrgUnit, asked: &Asked, number: Field) -> Result<MovePage> {
    let (access, t) = (&visit.access, &visit.t);
    let to = asked.parent()?;
    let within = found::elsewhere(access, unit.id);
    let parents = tree::choices(access, &within, to);
    let url = found::url(&parents, Some(unit.id));
    let mut parent = Field::new("parent", &asked.parent);
    let place = to.map(|to| (to, verbs::placeable(access, unit.id, to)));
    let mut wrong = Vec::new();
    let chosen = match place {
        Some((to, Ok(()))) => Some(chosen(visit, db, unit, to, asked, number)?),
        Some((_, Err(why))) => {
            parent.refuse(misplaced(t, unit, &why));
            None
        }
        None => None,
    };
    wrong.extend(mistakes([&parent]));
    wrong.extend(mistakes(
        chosen.iter().filter_map(|chosen| chosen.customer_number.as_ref()),
    ));
    Ok(MovePage {
        shell: visit.shell()?,
        t: *t,
        name: unit.name.clone(),
        stands: tree::way(access, unit.id),
        action: format!("{PATH}/{}/move", unit.id),
        from: asked.from.clone(),
        cancel: asked.back(unit.id),
        parents: parents.found(access, &within, url, &asked.parent_find),
        parent,
        mistakes: labelled(t, wrong, &LABELS),
        overtaken: false,
        chosen,
    })
}

fn misplaced(t: &Texts, unit: &OrgUnit, why: &Misplaced) -> String {
    match why {
        Misplaced::There => t.one("org-unit-move-there", "name", &unit.name),
        Misplaced::Circle(way) => t.one("org-unit-move-circle", "path", way.join(" → ")),
    }
}

fn chosen(visit: &Visit, db: &mut impl Read, unit: &OrgUnit, to: i64, asked: &Asked, number: Field) -> Result<Chosen> {
    let access = &visit.access;
    let mut query = Serializer::new(String::new());
    query.append_pair("parent", &asked.parent);
    if !asked.from.is_empty() {
        query.append_pair("from", &asked.from);
    }
    let name = access.seen_unit(to).map(|to| to.name.to_string()).unwrap_or_default();
    Ok(Chosen {
        action: format!("{PATH}/{}/move?{}", unit.id, query.finish()),
        name,
        version: unit.version,
        customer_number: (to == TOP).then_some(number),
        given_up: unit
            .customer_number
            .clone()
            .filter(|_| unit.kind == Kind::Customer && to != TOP),
        licences: match rules::move_between(access, unit.id, to) {
            Ok(()) => going_along(&visit.t, db, unit.id, to)?,
            Err(_) => None,
        },
        refused: match against(access, db, unit.id, to)? {
            Some(refusal) => Some(refusal::with_who(visit, db, &refusal)?),
            None => None,
        },
        preview: Preview::of(visit, db, unit.id, to)?,
    })
}

fn going_along(t: &Texts, db: &mut impl Read, unit: i64, to: i64) -> Result<Option<String>> {
    let Some(along) = licences::along(db, unit, to)? else {
        return Ok(None);
    };
    Ok(Some(match along.left() {
        Some((_, left)) => t.two("org-unit-move-licences", "along", along.licences, "left", left),
        None => t.one("org-unit-move-licences-unlimited", "along", along.licences),
    }))
}

/// The rule's no, for the page to say before it is tried.
fn against(access: &Access, db: &mut impl Read, unit: i64, to: i64) -> Result<Option<Refusal>> {
    if let Err(refusal) = rules::create_unit(access, &Target::unit(to)) {
        return Ok(Some(refusal));
    }
    match verbs::may_move(access, db, unit, to) {
        Ok(()) => Ok(None),
        Err(Error::Denied(refusal)) => Ok(Some(*refusal)),
        Err(other) => Err(other),
    }
}
