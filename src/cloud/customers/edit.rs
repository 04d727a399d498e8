//! GET and POST /support/customers/new and /support/customers/{id}.
use super::{CreateCustomer, EditCustomer, PATH};
use crate::access::{Target, rules};
use crate::cloud::licences::{self, MOST_LICENCES, Pool};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::names::{DisplayName, MAX_CODE, UnitCode, line};
use crate::org_units::verbs::{self, Clash, CustomerDetails};
use crate::org_units::{Kind, OrgUnit, one};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Field, Mistake, accept, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Form, Id};
use crate::web::shell::Shell;
use crate::web::versions::{self, Compared};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

const LABELS: [(&str, &str); 4] = [
    ("name", "org-unit-name"),
    ("code", "org-unit-code"),
    ("customer_number", "org-unit-customer-number"),
    ("pool", "cloud-pool"),
];

#[derive(Template)]
#[template(path = "cloud/customer.html")]
struct CustomerPage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    /// None for a new one.
    version: Option<i32>,
    fields: Fields,
    taken: String,
    unit_url: String,
    mistakes: Vec<Mistake>,
    conflict: Option<Vec<Compared>>,
    read_only: Option<String>,
}

#[derive(Debug, Clone)]
struct Fields {
    name: Field,
    code: Field,
    customer_number: Field,
    pool: Field,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    /// The edit form only.
    version: Option<i32>,
    name: String,
    /// The form of a new one only: later the unit's own screen changes it.
    code: Option<String>,
    customer_number: String,
    #[serde(default)]
    pool: String,
}

impl Fields {
    fn stored(unit: &OrgUnit, pool: Pool) -> Self {
        Self {
            name: Field::new("name", &unit.name),
            code: Field::new("code", &unit.code),
            customer_number: Field::new("customer_number", unit.customer_number.as_deref().unwrap_or_default()),
            pool: Field::new("pool", pool.pool.map(|pool| pool.to_string()).unwrap_or_default()),
        }
    }

    fn typed(typed: &Typed, code: &str) -> Self {
        Self {
            name: Field::new("name", &typed.name),
            code: Field::new("code", typed.code.as_deref().unwrap_or(code)),
            customer_number: Field::new("customer_number", &typed.customer_number),
            pool: Field::new("pool", &typed.pool),
        }
    }

    /// Checks every field; `taken`: as many there must be.
    fn check(&mut self, t: &Texts, taken: i32) -> Option<CustomerDetails> {
        let name = accept(t, &mut self.name, DisplayName::parse);
        let code = accept(t, &mut self.code, UnitCode::parse);
        let number = accept(t, &mut self.customer_number, |typed| line(typed, MAX_CODE));
        let pool = match self.pool.value.trim() {
            "" => Some(None),
            typed => match typed.parse::<i32>() {
                Ok(pool) if !(0..=MOST_LICENCES).contains(&pool) => None,
                Ok(pool) => Some(Some(pool)),
                Err(_) => None,
            },
        };
        match pool {
            None => self.pool.refuse(t.one("cloud-pool-wrong", "most", MOST_LICENCES)),
            Some(Some(pool)) if pool < taken => self.pool.refuse(t.one("cloud-pool-below", "taken", taken)),
            Some(_) => {}
        }
        if !mistakes(self.all()).is_empty() {
            return None;
        }
        Some(CustomerDetails {
            name: name?,
            code: code?,
            customer_number: number?,
            pool: pool?,
        })
    }

    fn taken(&mut self, t: &Texts, clashes: &[Clash]) {
        for clash in clashes {
            match clash {
                Clash::Code => self.code.refuse(t.get("org-unit-code-taken")),
                Clash::CustomerNumber => self.customer_number.refuse(t.get("org-unit-customer-number-taken")),
            }
        }
    }

    fn all(&self) -> [&Field; 4] {
        [&self.name, &self.code, &self.customer_number, &self.pool]
    }

    fn compared(&self, t: &Texts, yours: &Self) -> Vec<Compared> {
        let rows = self.all().into_iter().zip(yours.all()).zip(LABELS);
        let row = |((theirs, yours), (_, label)): ((&Field, &Field), (_, &'static str))| {
            (label, theirs.value.clone(), yours.value.trim().to_owned())
        };
        versions::compared(t, rows.map(row))
    }
}

fn shown(visit: &Visit, stored: Option<(&OrgUnit, Pool)>, fields: Fields) -> Result<CustomerPage> {
    let t = visit.t;
    let why = stored.and_then(|_| rules::manage_customers(&visit.access, &Target::installation()).err());
    Ok(CustomerPage {
        shell: visit.shell()?,
        t,
        title: stored.map_or_else(|| t.get("cloud-customer-create"), |(unit, _)| unit.name.clone()),
        action: stored.map_or_else(|| format!("{PATH}/new"), |(unit, _)| format!("{PATH}/{}", unit.id)),
        version: stored.map(|(unit, _)| unit.version),
        mistakes: labelled(&t, mistakes(fields.all()), &LABELS),
        fields,
        taken: stored.map_or_else(String::new, |(_, pool)| t.number(pool.taken)),
        unit_url: stored.map_or_else(String::new, |(unit, _)| format!("/org-units/{}", unit.id)),
        conflict: None,
        read_only: why.map(|refusal| visit.why_not(&refusal)),
    })
}

fn invalid(page: &CustomerPage) -> Result<Outcome> {
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, page).map(Outcome::Invalid)
}

fn empty() -> Fields {
    Fields {
        name: Field::empty("name"),
        code: Field::empty("code"),
        customer_number: Field::empty("customer_number"),
        pool: Field::empty("pool"),
    }
}

/// GET /support/customers/new.
pub fn new(view: &mut View, (): ()) -> Result<Answer> {
    menu::CUSTOMERS.enter(&view.visit.access)?;
    rules::create_customer(&view.visit.access, &Target::installation())?;
    Answer::page(&shown(&view.visit, None, empty())?)
}

/// POST /support/customers/new.
pub fn create(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    menu::CUSTOMERS.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<CreateCustomer>(ctx.tx)?;
    let t = ctx.visit.t;
    let mut fields = Fields::typed(&typed, "");
    let details = fields.check(&t, 0);
    let (code, number) = (
        UnitCode::parse(&fields.code.value).ok(),
        fields.customer_number.value.trim(),
    );
    let clashes = verbs::clashes(ctx.tx, code.as_ref(), Some(number), None)?;
    fields.taken(&t, &clashes);
    let (Some(details), true) = (details, clashes.is_empty()) else {
        return invalid(&shown(&ctx.visit, None, fields)?);
    };
    let id = verbs::create_customer(ctx.tx, &ctx.visit.author(), &can, &details)?;
    let said = t.one("org-unit-created", "name", details.name.as_str());
    Ok(Outcome::Commit(Answer::see_other(&format!("{PATH}/{id}")).saying(said)))
}

/// A customer with its licences.
fn pooled(db: &mut impl Read, id: i64) -> Result<Pool> {
    licences::pool_of(db, id)?.ok_or(Error::NotFound)
}

/// GET /support/customers/{id}.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    if !visit.access.knows(id) {
        return Err(Error::NotFound);
    }
    menu::CUSTOMERS.enter(&visit.access)?;
    let unit = one(db, id)?
        .filter(|unit| unit.kind == Kind::Customer)
        .ok_or(Error::NotFound)?;
    let pool = pooled(db, id)?;
    Answer::page(&shown(visit, Some((&unit, pool)), Fields::stored(&unit, pool))?)
}

/// POST /support/customers/{id}.
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), Form(typed)): (Id, Form<Typed>)) -> Result<Outcome> {
    let can = ctx.visit.access.can::<EditCustomer>(ctx.tx, id)?;
    let unit = can.row().clone();
    if unit.kind != Kind::Customer {
        return Err(Error::NotFound);
    }
    if typed.code.is_some() {
        return Err(Error::BadRequest("the code is the unit's own form's".into()));
    }
    let (t, pool) = (ctx.visit.t, pooled(ctx.tx, id)?);
    let stored = Fields::stored(&unit, pool);
    let mut fields = Fields::typed(&typed, &unit.code);
    let details = fields.check(&t, pool.taken);
    let number = fields.customer_number.value.trim().to_owned();
    let clashes = verbs::clashes(ctx.tx, None, Some(&number), Some(id))?;
    fields.taken(&t, &clashes);
    let compared = stored.compared(&t, &fields);
    let mut page = shown(&ctx.visit, Some((&unit, pool)), fields)?;
    if typed.version != Some(unit.version) {
        page.conflict = Some(compared);
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    let (Some(details), true) = (details, clashes.is_empty()) else {
        return invalid(&page);
    };
    verbs::update_customer(ctx.tx, &ctx.visit.author(), &can, &details)?;
    let said = versions::saved(&t, compared);
    Ok(Outcome::Commit(Answer::see_other(&format!("{PATH}/{id}")).saying(said)))
}
