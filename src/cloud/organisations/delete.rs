//! **Delete** an organisation: GET and POST /support/organisations/{id}/delete. An organisation that is assigned to a
//! Caterer cannot be deleted.
use super::edit::seen;
use super::{Caterer, DeleteOrganisation, Organisation, PATH, store};
use crate::access::{Target, rules};
use crate::db::Read;
use crate::error::Result;
use crate::web::answer::{Answer, Outcome};
use crate::web::delete_page::DeletePage;
use crate::web::request::{Form, Id, Nothing};
use crate::web::several;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;

/// How many Caterers the page names.
const NAMED: usize = 5;

fn asking(visit: &Visit, one: &Organisation, caterers: &[Caterer]) -> Result<DeletePage> {
    let page = format!("{PATH}/{}", one.id);
    let mut asking = DeletePage::new(visit, &one.name, format!("{page}/delete"), (page, None))?;
    asking.stays = (!caterers.is_empty()).then(|| stays(visit, caterers));
    Ok(asking)
}

/// Explains that the organisation stays, and names the Caterers it is assigned to that the reader sees (P-12).
fn stays(visit: &Visit, caterers: &[Caterer]) -> String {
    let t = &visit.t;
    let seen = caterers.iter().filter(|caterer| visit.access.sees(caterer.unit_id));
    let names: Vec<&str> = seen.map(|caterer| caterer.display_name.as_str()).collect();
    match names.is_empty() {
        true => t.get("cloud-organisation-assigned-hidden"),
        false => t.one("cloud-organisation-assigned", "names", several::names(t, &names, NAMED)),
    }
}

fn found(visit: &Visit, db: &mut impl Read, id: i64) -> Result<Organisation> {
    let one = store::one(db, id)?;
    seen(visit, one)
}

/// GET /support/organisations/{id}/delete.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    let one = found(visit, db, id)?;
    rules::manage_customers(&visit.access, &Target::installation())?;
    let caterers = store::caterers_named(db, id)?;
    Answer::page(&asking(visit, &one, &caterers)?)
}

/// POST /support/organisations/{id}/delete.
pub fn apply(ctx: &mut Ctx<'_, '_>, (Id(id), Form(Nothing {})): (Id, Form<Nothing>)) -> Result<Outcome> {
    found(&ctx.visit, ctx.tx, id)?;
    let can = ctx.visit.access.can::<DeleteOrganisation>(ctx.tx, id)?;
    let one = seen(&ctx.visit, Some(can.row().clone()))?;
    if let Err(caterers) = super::delete(ctx.tx, &ctx.visit.author(), &can)? {
        let page = asking(&ctx.visit, &one, &caterers)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    }
    let said = ctx.visit.t.one("common-deleted", "name", one.name);
    Ok(Outcome::Commit(Answer::see_other(PATH).saying(said)))
}
