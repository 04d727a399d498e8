//! The fields of a role: GET /setup/actors/roles/{id}/fields. Buttons change their order: POST.
use super::{ActorField, store, verbs};
use crate::actor_setup::roles::{self, LIST, Role};
use crate::actor_setup::{ManageActorSetup, why_not};
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::Tab;
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

struct Line {
    id: i64,
    label: String,
    kind: String,
    required: bool,
    url: String,
    remove_url: String,
}

#[derive(Template)]
#[template(path = "actor_setup/fields.html")]
struct FieldsPage {
    shell: Shell,
    t: Texts,
    title: String,
    tabs: Vec<Tab>,
    action: String,
    /// Ids of the fields in the shown order, from which the buttons start.
    order: String,
    rows: Vec<Line>,
    /// The button that was pressed, such as `up-7`. It keeps the focus.
    moved: String,
    stale: bool,
    read_only: Option<String>,
}

impl FieldsPage {
    fn pressed(&self, way: &str, id: &i64) -> bool {
        self.moved == format!("{way}-{id}")
    }
}

/// The move that led to this page.
#[derive(Debug, Deserialize)]
pub struct Done {
    #[serde(default)]
    moved: String,
}

fn ids(fields: &[ActorField]) -> String {
    let ids: Vec<String> = fields.iter().map(|field| field.id.to_string()).collect();
    ids.join(",")
}

fn line(t: &Texts, field: &ActorField) -> Line {
    let url = format!("/setup/actors/fields/{}", field.id);
    Line {
        id: field.id,
        label: field.label.clone(),
        kind: t.get(field.kind.label_id()),
        required: field.required,
        remove_url: format!("{url}/remove"),
        url,
    }
}

fn shown(visit: &Visit, role: &Role, fields: &[ActorField]) -> Result<FieldsPage> {
    let t = visit.t;
    Ok(FieldsPage {
        shell: visit.shell()?,
        t,
        title: role.shown(&t),
        tabs: roles::edit::tabs(&t, role.id, fields.len(), true),
        action: format!("{LIST}/{}/fields", role.id),
        order: ids(fields),
        rows: fields.iter().map(|field| line(&t, field)).collect(),
        moved: String::new(),
        stale: false,
        read_only: why_not(visit),
    })
}

/// GET /setup/actors/roles/{id}/fields.
pub fn page(view: &mut View, (Id(id), Query(done)): (Id, Query<Done>)) -> Result<Answer> {
    let View { db, visit } = view;
    let role = roles::seen(&visit.access, db, id)?;
    let fields = store::of_role(db, id)?;
    Answer::page(&FieldsPage {
        moved: done.moved,
        ..shown(visit, &role, &fields)?
    })
}

/// Which field is moved one place up or down, and the order the reader saw.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    order: String,
    up: Option<i64>,
    down: Option<i64>,
}

impl Move {
    /// Returns the order after the move. `None` if there is no such field, or if it cannot move further.
    fn applied(&self, fields: &[ActorField]) -> Option<Vec<i64>> {
        let mut order: Vec<i64> = fields.iter().map(|field| field.id).collect();
        let at = |id: i64| order.iter().position(|other| *other == id);
        let (one, other) = match (self.up, self.down) {
            (Some(id), None) => (at(id)?.checked_sub(1)?, at(id)?),
            (None, Some(id)) => (at(id)?, at(id)? + 1),
            _ => return None,
        };
        (other < order.len()).then(|| {
            order.swap(one, other);
            order
        })
    }
}

/// POST /setup/actors/roles/{id}/fields.
pub fn arrange(ctx: &mut Ctx<'_, '_>, (Id(id), Form(asked)): (Id, Form<Move>)) -> Result<Outcome> {
    menu::ACTOR_ROLES.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageActorSetup>(ctx.tx)?;
    let role = roles::one(ctx.tx, id)?.ok_or(Error::NotFound)?;
    let fields = store::of_role(ctx.tx, id)?;
    if asked.order != ids(&fields) {
        let page = FieldsPage {
            stale: true,
            ..shown(&ctx.visit, &role, &fields)?
        };
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    let order = asked
        .applied(&fields)
        .ok_or_else(|| Error::BadRequest("no such move".into()))?;
    verbs::arrange(ctx.tx, &ctx.visit.author(), &can, id, &order)?;
    let moved = asked.up.or(asked.down).unwrap_or_default();
    let way = if asked.up.is_some() { "up" } else { "down" };
    let place = order.iter().position(|other| *other == moved).unwrap_or_default() + 1;
    let label = fields
        .iter()
        .find(|field| field.id == moved)
        .map(|field| field.label.clone());
    let said = ctx.visit.t.two(
        "actor-fields-arranged",
        "field",
        label.unwrap_or_default(),
        "place",
        place.to_string(),
    );
    Ok(Outcome::Commit(
        Answer::see_other(&format!("{LIST}/{id}/fields?moved={way}-{moved}")).saying(said),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor_setup::fields::Kind;

    fn field(id: i64) -> ActorField {
        ActorField {
            id,
            role: Some(1),
            key: None,
            label: "A".into(),
            kind: Kind::Text,
            choices: Vec::new(),
            required: false,
            place: 1,
            version: 1,
        }
    }

    #[test]
    fn a_field_moves_one_place_and_not_over_the_edge() {
        let fields: Vec<ActorField> = [5, 7, 9].map(field).to_vec();
        let moved = |up, down| {
            let order = String::new();
            Move { order, up, down }.applied(&fields)
        };
        assert_eq!(moved(Some(9), None), Some(vec![5, 9, 7]));
        assert_eq!(moved(None, Some(5)), Some(vec![7, 5, 9]));
        assert_eq!((moved(Some(5), None), moved(None, Some(9))), (None, None));
        assert_eq!(
            (moved(Some(4), None), moved(None, None), moved(Some(7), Some(7))),
            (None, None, None)
        );
    }
}
