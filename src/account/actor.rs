//! **My contact details**: GET and POST /account/actor (SPEC P-21), for the actor that is linked to the user.
use super::{Head, actor_image};
use crate::access::Viewer;
use crate::actors::cpr::Shown;
use crate::actors::details::{self, Checked, Contact};
use crate::actors::verbs::{self, Stored};
use crate::actors::{self, Actor, OwnActor};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Field, Mistake, labelled, mistakes};
use crate::web::group_name::role_name;
use crate::web::i18n::Texts;
use crate::web::request::Form;
use crate::web::shell::Shell;
use crate::web::versions::{self, Compared, Conflict};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

pub(super) const PATH: &str = "/account/actor";

/// Names of the fields and their labels.
const LABELS: [(&str, &str); 7] = [
    ("name", "actors-column-name"),
    ("address", "actor-address"),
    ("postal_code", "actor-postal-code"),
    ("city", "actor-city"),
    ("country", "actor-country"),
    ("phone", "actors-column-phone"),
    ("email", "actors-column-email"),
];

#[derive(Template)]
#[template(path = "account/actor.html")]
struct OwnPage {
    shell: Shell,
    t: Texts,
    head: Head,
    version: i32,
    fields: Fields,
    mistakes: Vec<Mistake>,
    conflict: Option<Conflict>,
    number: String,
    /// The national id number, whole for readers who may see it (SPEC A-3).
    cpr: String,
    roles: String,
    image: Option<String>,
    image_alt: String,
}

/// The fixed list of what the linked user may change (SECURITY AC8).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    version: i32,
    name: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    postal_code: String,
    #[serde(default)]
    city: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    email: String,
}

/// The fields as the page shows them.
pub(super) struct Fields {
    pub name: Field,
    pub address: Field,
    pub postal_code: Field,
    pub city: Field,
    pub country: Field,
    pub phone: Field,
    pub email: Field,
}

impl Fields {
    fn stored(contact: &Contact) -> Self {
        Self {
            name: Field::new("name", &contact.name),
            address: Field::new("address", &contact.address),
            postal_code: Field::new("postal_code", &contact.postal_code),
            city: Field::new("city", &contact.city),
            country: Field::new("country", &contact.country),
            phone: Field::new("phone", &contact.phone),
            email: Field::new("email", &contact.email),
        }
    }

    /// Checks every field. Mistakes are written to the fields; None if there is one.
    fn check(&mut self, t: &Texts) -> Option<Contact> {
        let accept = |field: &mut Field, parse: &dyn Fn(&str) -> Checked| {
            let value = parse(&field.value);
            value.map_err(|wrong| field.refuse(wrong.say(t))).ok()
        };
        let line = |max| move |text: &str| details::optional(text, max);
        let name = accept(&mut self.name, &details::name);
        let address = accept(&mut self.address, &line(details::MAX_ADDRESS));
        let postal_code = accept(&mut self.postal_code, &line(details::MAX_POSTAL_CODE));
        let city = accept(&mut self.city, &line(details::MAX_CITY));
        let country = accept(&mut self.country, &line(details::MAX_COUNTRY));
        let phone = accept(&mut self.phone, &details::phone);
        let email = accept(&mut self.email, &details::email);
        Some(Contact {
            name: name?,
            address: address?,
            postal_code: postal_code?,
            city: city?,
            country: country?,
            phone: phone?,
            email: email?,
        })
    }

    /// Returns the fields in the order of [`LABELS`].
    fn all(&self) -> [&Field; 7] {
        [
            &self.name,
            &self.address,
            &self.postal_code,
            &self.city,
            &self.country,
            &self.phone,
            &self.email,
        ]
    }

    fn mistakes(&self) -> Vec<Mistake> {
        mistakes(self.all())
    }

    /// Returns the fields that differ from `theirs`, which is what is stored.
    fn compared(&self, t: &Texts, theirs: &Self) -> Vec<Compared> {
        let said = |field: &Field| field.value.trim().to_owned();
        let pairs = LABELS.iter().zip(theirs.all().into_iter().zip(self.all()));
        versions::compared(
            t,
            pairs.map(|((_, label), (theirs, yours))| (*label, said(theirs), said(yours))),
        )
    }
}

/// Returns the user's own actor. Without one there is no such page.
pub(super) fn own_actor(db: &mut impl Read, viewer: &Viewer) -> Result<Actor> {
    let id = viewer.actor.ok_or(Error::NotFound)?;
    actors::one(db, id)?.ok_or(Error::NotFound)
}

fn own(db: &mut impl Read, viewer: &Viewer) -> Result<(Actor, Stored)> {
    let actor = own_actor(db, viewer)?;
    let stored = verbs::stored(db, actor.id)?.ok_or(Error::NotFound)?;
    Ok((actor, stored))
}

/// GET /account/actor.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let viewer = view.visit.access.principal()?.clone();
    let (actor, stored) = own(&mut view.db, &viewer)?;
    let fields = Fields::stored(&stored.details.contact);
    let cpr = shown(&view.visit, &actor, &stored)?;
    let page = Answer::page(&own_page(&view.visit, &viewer, &actor, fields, &cpr, None)?)?;
    Ok(page.noting(cpr.entry(&view.visit, &actor)))
}

fn shown(visit: &Visit, actor: &Actor, stored: &Stored) -> Result<Shown> {
    let cpr = stored.cpr(&visit.state.seal, actor.id)?;
    Ok(Shown::of(visit, actor, cpr.as_ref()))
}

fn own_page(
    visit: &Visit,
    viewer: &Viewer,
    actor: &Actor,
    fields: Fields,
    cpr: &Shown,
    conflict: Option<Conflict>,
) -> Result<OwnPage> {
    let known = visit.access.snapshot().actor_roles();
    let roles = actor.roles.iter().filter_map(|id| known.get(*id));
    let roles: Vec<String> = roles.map(|role| role_name(&visit.t, role)).collect();
    Ok(OwnPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, viewer),
        version: actor.version,
        mistakes: labelled(&visit.t, fields.mistakes(), &LABELS),
        fields,
        conflict,
        number: actor.number.clone(),
        cpr: cpr.said.clone(),
        roles: roles.join(", "),
        image: actor_image::url(actor),
        image_alt: visit.t.one("actor-image-alt", "name", &actor.name),
    })
}

/// POST /account/actor.
pub fn save(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    let id = viewer.actor.ok_or(Error::NotFound)?;
    let can = ctx.visit.access.can::<OwnActor>(ctx.tx, id)?;
    let mut fields = Fields {
        name: Field::new("name", typed.name),
        address: Field::new("address", typed.address),
        postal_code: Field::new("postal_code", typed.postal_code),
        city: Field::new("city", typed.city),
        country: Field::new("country", typed.country),
        phone: Field::new("phone", typed.phone),
        email: Field::new("email", typed.email),
    };
    let contact = fields.check(&ctx.visit.t);
    let stale = typed.version != can.row().version;
    let Some(contact) = contact.filter(|_| !stale) else {
        let status = if stale {
            StatusCode::CONFLICT
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        let (_, stored) = own(ctx.tx, &viewer)?;
        let cpr = shown(&ctx.visit, can.row(), &stored)?;
        let t = &ctx.visit.t;
        let conflict = stale.then(|| {
            let rows = fields.compared(t, &Fields::stored(&stored.details.contact));
            Conflict::new(t, stored.updated_by.clone(), stored.updated_at, rows)
        });
        let page = own_page(&ctx.visit, &viewer, can.row(), fields, &cpr, conflict)?;
        let page = Answer::page_with(status, &page)?;
        return Ok(Outcome::Invalid(page.noting(cpr.entry(&ctx.visit, can.row()))));
    };
    verbs::update_own(ctx.tx, &ctx.visit.author(), &can, &contact)?;
    let said = ctx.visit.t.get("actor-own-saved");
    Ok(Outcome::Commit(Answer::see_other(PATH).saying(said)))
}
