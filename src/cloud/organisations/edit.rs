//! GET and POST /support/organisations/new and /support/organisations/{id}: the name, the customers it has, each with a
//! tick, and a field that finds another one to add.
use super::{CreateOrganisation, Customer, EditOrganisation, Organisation, PATH, Taken, store};
use crate::access::{Target, rules};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::names::DisplayName;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Field, Mistake, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::picker::{Found, Picker};
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::versions::{self, Compared};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

const LABELS: [(&str, &str); 2] = [
    ("name", "cloud-organisation-name"),
    ("customer", "cloud-organisation-add"),
];
/// Where more is found.
pub const FIND: &str = "/support/organisations/customers";
const FOUND: usize = 20;

#[derive(Template)]
#[template(path = "cloud/organisation.html")]
struct OrganisationPage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    /// None for a new one.
    version: Option<i32>,
    name: Field,
    customers: Vec<Kept>,
    picker: Picker,
    mistakes: Vec<Mistake>,
    conflict: Option<Vec<Compared>>,
    read_only: Option<String>,
    delete_url: String,
}

struct Kept {
    id: i64,
    name: String,
    number: String,
    ticked: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    version: Option<i32>,
    name: String,
    keep: Vec<i64>,
    customer: String,
    customer_find: String,
    /// A customer is looked for, without scripts.
    look: String,
}

fn picker(visit: &Visit, db: &mut impl Read, typed: &Typed, has: &[Customer]) -> Result<Picker> {
    let scope = visit.access.scope();
    let more = FOUND + has.len() + 1;
    let mut found = match typed.customer_find.trim() {
        "" => Vec::new(),
        words => store::customers(db, &scope, words, more)?,
    };
    found.retain(|customer| has.iter().all(|has| has.id != customer.id));
    let more = found.len() > FOUND;
    found.truncate(FOUND);
    if let Ok(id) = typed.customer.parse()
        && found.iter().all(|customer| customer.id != id)
    {
        found.splice(0..0, store::chosen(db, &scope, &[id])?);
    }
    Ok(Picker {
        field: Field::new("customer", typed.customer.as_str()),
        find: typed.customer_find.clone(),
        url: FIND.to_owned(),
        found: found.into_iter().map(one_found).collect(),
        more,
    })
}

fn one_found(customer: Customer) -> Found {
    Found {
        value: customer.id.to_string(),
        label: customer.name,
        hint: customer.number,
        icon: "friends",
        ..Found::default()
    }
}

/// GET /support/organisations/customers: customers that can be added, as a fragment.
pub fn found(view: &mut View, Query(typed): Query<Typed>) -> Result<Answer> {
    let View { db, visit } = view;
    rules::manage_customers(&visit.access, &Target::installation())?;
    let picker = picker(visit, db, &typed, &[])?;
    picker.part(&visit.t)
}

/// Builds the page. Without `stored` it is for a new organisation.
fn shown(visit: &Visit, db: &mut impl Read, stored: Option<&Organisation>, typed: &Typed) -> Result<OrganisationPage> {
    let t = visit.t;
    let has: &[Customer] = stored.map_or(&[], |one| &one.customers);
    let known = super::known(&visit.access, has);
    let why = rules::manage_customers(&visit.access, &Target::installation()).err();
    Ok(OrganisationPage {
        shell: visit.shell()?,
        t,
        title: stored.map_or_else(|| t.get("cloud-organisation-create"), |one| one.name.clone()),
        action: stored.map_or_else(|| format!("{PATH}/new"), |one| format!("{PATH}/{}", one.id)),
        version: stored.map(|one| one.version),
        name: Field::new("name", typed.name.as_str()),
        customers: known
            .into_iter()
            .map(|customer| Kept {
                id: customer.id,
                name: customer.name.clone(),
                number: customer.number.clone(),
                ticked: typed.keep.contains(&customer.id),
            })
            .collect(),
        picker: picker(visit, db, typed, has)?,
        mistakes: Vec::new(),
        conflict: None,
        read_only: why.filter(|_| stored.is_some()).map(|refusal| visit.why_not(&refusal)),
        delete_url: stored.map_or_else(String::new, |one| format!("{PATH}/{}/delete", one.id)),
    })
}

impl OrganisationPage {
    fn answer(mut self, status: StatusCode) -> Result<Outcome> {
        self.mistakes = labelled(&self.t, mistakes([&self.name, &self.picker.field]), &LABELS);
        Answer::page_with(status, &self).map(Outcome::Invalid)
    }
}

fn as_stored(one: &Organisation) -> Typed {
    Typed {
        name: one.name.clone(),
        keep: one.customers.iter().map(|customer| customer.id).collect(),
        ..Typed::default()
    }
}

/// Whether it is there for the reader (see the module above).
pub(super) fn seen(visit: &Visit, found: Option<Organisation>) -> Result<Organisation> {
    menu::CUSTOMERS.enter(&visit.access)?;
    found.filter(|one| one.is_seen(&visit.access)).ok_or(Error::NotFound)
}

/// The customers as they shall be: those kept, those the reader cannot see, and the one added.
fn wanted(visit: &Visit, db: &mut impl Read, has: &[Customer], typed: &Typed) -> Result<Vec<Customer>> {
    let stays = |customer: &&Customer| typed.keep.contains(&customer.id) || !visit.access.knows(customer.id);
    let mut wanted: Vec<Customer> = has.iter().filter(stays).cloned().collect();
    if let Ok(id) = typed.customer.parse::<i64>()
        && wanted.iter().all(|customer| customer.id != id)
    {
        let added = store::chosen(db, &visit.access.scope(), &[id])?;
        wanted.push(added.into_iter().next().ok_or(Error::NotFound)?);
    }
    Ok(wanted)
}

/// GET /support/organisations/new.
pub fn new(view: &mut View, Query(typed): Query<Typed>) -> Result<Answer> {
    let View { db, visit } = view;
    menu::CUSTOMERS.enter(&visit.access)?;
    rules::manage_customers(&visit.access, &Target::installation())?;
    Answer::page(&shown(visit, db, None, &typed)?)
}

/// GET /support/organisations/{id}.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    let found = store::one(db, id)?;
    let one = seen(visit, found)?;
    Answer::page(&shown(visit, db, Some(&one), &as_stored(&one))?)
}

/// POST /support/organisations/new.
pub fn create(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    menu::CUSTOMERS.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<CreateOrganisation>(ctx.tx)?;
    let mut page = shown(&ctx.visit, ctx.tx, None, &typed)?;
    if !typed.look.is_empty() {
        return Answer::page(&page).map(Outcome::Invalid);
    }
    let customers = wanted(&ctx.visit, ctx.tx, &[], &typed)?;
    let Some(name) = checked(&ctx.visit.t, &mut page, &customers) else {
        return page.answer(StatusCode::UNPROCESSABLE_ENTITY);
    };
    match super::create(ctx.tx, &ctx.visit.author(), &can, &name, &customers)? {
        Ok(id) => {
            let said = ctx.visit.t.one("cloud-organisation-created", "name", name.as_str());
            Ok(Outcome::Commit(Answer::see_other(&format!("{PATH}/{id}")).saying(said)))
        }
        Err(Taken) => {
            page.name.refuse(ctx.visit.t.get("cloud-organisation-taken"));
            page.answer(StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

fn checked(t: &Texts, page: &mut OrganisationPage, customers: &[Customer]) -> Option<DisplayName> {
    let name = match DisplayName::parse(&page.name.value) {
        Ok(name) => Some(name),
        Err(error) => {
            page.name.refuse(error.message().say(t));
            None
        }
    };
    if customers.is_empty() {
        page.picker.field.refuse(t.get("cloud-organisation-empty"));
        return None;
    }
    name
}

/// POST /support/organisations/{id}.
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), Form(typed)): (Id, Form<Typed>)) -> Result<Outcome> {
    let access = ctx.visit.access.clone();
    let one = store::one(ctx.tx, id)?;
    seen(&ctx.visit, one)?;
    let can = access.can::<EditOrganisation>(ctx.tx, id)?;
    let one = seen(&ctx.visit, Some(can.row().clone()))?;
    let t = ctx.visit.t;
    let mut page = shown(&ctx.visit, ctx.tx, Some(&one), &typed)?;
    if !typed.look.is_empty() {
        return Answer::page(&page).map(Outcome::Invalid);
    }
    let customers = wanted(&ctx.visit, ctx.tx, &one.customers, &typed)?;
    let compared = versions::compared(
        &t,
        [
            (
                "cloud-organisation-name",
                one.name.clone(),
                typed.name.trim().to_owned(),
            ),
            (
                "menu-customers",
                super::names(one.known(&access)),
                super::names(super::known(&access, &customers)),
            ),
        ],
    );
    if typed.version != Some(one.version) {
        page.conflict = Some(compared);
        return page.answer(StatusCode::CONFLICT);
    }
    let Some(name) = checked(&t, &mut page, &customers) else {
        return page.answer(StatusCode::UNPROCESSABLE_ENTITY);
    };
    let author = ctx.visit.author();
    if super::update(ctx.tx, &access, &author, &can, (&name, &customers))?.is_err() {
        page.name.refuse(t.get("cloud-organisation-taken"));
        return page.answer(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let said = versions::saved(&t, compared);
    Ok(Outcome::Commit(Answer::see_other(&format!("{PATH}/{id}")).saying(said)))
}
