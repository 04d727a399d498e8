//! **Change dates** (SPEC P-11): GET and POST /memberships/dates.
use super::{Selection, found, place};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::memberships::dates::Fields;
use crate::memberships::{ChangeMembership, Membership, verbs};
use crate::org_units;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Mistake, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::refusal;
use crate::web::request::{Form, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use chrono_tz::Tz;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "memberships/dates.html")]
struct DatesPage {
    shell: Shell,
    t: Texts,
    action: String,
    from: String,
    account: String,
    group: String,
    unit: String,
    zone: String,
    version: i32,
    dates: Fields,
    mistakes: Vec<Mistake>,
    /// What is stored now, if somebody else saved first.
    conflict: Option<String>,
    /// What P-6 forbids, and who could do it.
    denied: Option<String>,
}

/// What the form sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    version: i32,
    #[serde(default)]
    valid_from: String,
    #[serde(default)]
    valid_to: String,
}

/// Names of the fields and their labels.
pub(super) const LABELS: [(&str, &str); 2] = [
    ("valid_from", "membership-column-from"),
    ("valid_to", "membership-column-until"),
];

fn form(visit: &Visit, selection: &Selection, row: &Membership, zone: Tz, dates: Fields) -> Result<DatesPage> {
    Ok(DatesPage {
        shell: visit.shell()?,
        t: visit.t,
        action: visit.request.address_bar(),
        from: selection.back().to_owned(),
        account: row.account.shown(&visit.t),
        group: row.group.shown(&visit.t),
        unit: place(&visit.access, row.unit),
        zone: zone.name().replace('_', " "),
        version: row.version,
        mistakes: labelled(&visit.t, mistakes([&dates.from, &dates.until]), &LABELS),
        dates,
        conflict: None,
        denied: None,
    })
}

/// Returns the id of the one membership the page is for.
fn only(selection: &Selection) -> Result<i64> {
    match selection.id[..] {
        [id] => Ok(id),
        _ => Err(Error::NotFound),
    }
}

fn zone(visit: &Visit, db: &mut impl Read, row: &Membership) -> Result<Tz> {
    org_units::time_zone(db, visit.access.snapshot(), row.unit)
}

/// GET /memberships/dates.
pub fn page(view: &mut View, Query(selection): Query<Selection>) -> Result<Answer> {
    let row = found(&view.visit.access, &mut view.db, only(&selection)?)?;
    view.visit.access.allows::<ChangeMembership>(&row)?;
    let zone = zone(&view.visit, &mut view.db, &row)?;
    let dates = Fields::stored(row.dates, zone);
    Answer::page(&form(&view.visit, &selection, &row, zone, dates)?)
}

/// POST /memberships/dates.
pub fn save(
    ctx: &mut Ctx<'_, '_>,
    (Query(selection), Form(typed)): (Query<Selection>, Form<Typed>),
) -> Result<Outcome> {
    let access = ctx.visit.access.clone();
    let can = access.can::<ChangeMembership>(ctx.tx, only(&selection)?)?;
    let row = can.row().clone();
    let zone = zone(&ctx.visit, ctx.tx, &row)?;
    let mut fields = Fields::typed(typed.valid_from, typed.valid_to);
    let dates = fields.check(&ctx.visit.t, zone);
    if typed.version != row.version {
        let mut page = form(&ctx.visit, &selection, &row, zone, fields)?;
        let now = crate::memberships::dates::said(&ctx.visit.t, row.dates);
        page.conflict = Some(if now.is_empty() {
            ctx.visit.t.get("membership-no-limits")
        } else {
            now
        });
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    let Some(dates) = dates else {
        let page = form(&ctx.visit, &selection, &row, zone, fields)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    };
    let changed = match verbs::change_dates(ctx.tx, &access, &ctx.visit.author(), &can, dates) {
        Ok(changed) => changed,
        Err(Error::Denied(refusal)) => {
            let mut page = form(&ctx.visit, &selection, &row, zone, fields)?;
            page.denied = Some(refusal::told(&ctx.visit, ctx.tx, &refusal)?);
            return refusal::again(&page, &refusal);
        }
        Err(other) => return Err(other),
    };
    let said = ctx.visit.t.get(if changed {
        "membership-dates-saved"
    } else {
        "common-saved-nothing"
    });
    Ok(Outcome::Commit(Answer::see_other(selection.back()).saying(said)))
}
