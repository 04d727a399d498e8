//! **Approve address**: puts addresses of the audit on the list of allowed ones. GET and POST /login-security/approve.
use super::store::{self, Place};
use crate::access::policy::OnList;
use crate::access::{Target, rules as may};
use crate::activity::{self, Entry, Event, Subject};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::login_security::store::approve;
use crate::login_security::{AUDIT, ManageLoginSecurity, range};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Form, Nothing, Query, local_path};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;
use ipnet::IpNet;
use serde::Deserialize;
use uuid::Uuid;

/// The most one action takes.
const MOST: usize = 200;

/// Which rows, and the way back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Selection {
    id: Vec<i64>,
    from: String,
}

impl Selection {
    fn back(&self) -> &str {
        local_path(&self.from, AUDIT)
    }
}

#[derive(Template)]
#[template(path = "login_security/approve.html")]
struct ApprovePage {
    shell: Shell,
    t: Texts,
    action: String,
    from: String,
    addresses: Vec<String>,
    /// Those of them that are on the list of blocked ones, too, which decides.
    blocked: Vec<String>,
    /// Only listed addresses may log in now; else this changes nothing yet.
    counts: bool,
}

/// The rows the reader may know of.
fn places(visit: &Visit, db: &mut impl Read, selection: &Selection) -> Result<Vec<Place>> {
    if selection.id.len() > MOST {
        return Err(Error::BadRequest(format!("{} addresses at once", selection.id.len())));
    }
    let mut places = store::places(db, &selection.id)?;
    places.retain(|place| visit.access.sees(place.unit_id));
    if places.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(places)
}

/// Each once: several people log in from one shop.
fn addresses(places: &[Place]) -> Vec<IpNet> {
    let mut all: Vec<IpNet> = places.iter().map(|place| IpNet::from(place.address.addr())).collect();
    all.dedup();
    all
}

/// GET /login-security/approve.
pub fn page(view: &mut View, Query(selection): Query<Selection>) -> Result<Answer> {
    let View { db, visit } = view;
    menu::LOGIN_SECURITY.enter(&visit.access)?;
    may::manage_block_ip(&visit.access, &Target::installation())?;
    if selection.id.is_empty() {
        let said = visit.t.get("login-security-select-first");
        return Ok(Answer::see_other(selection.back()).asking_for(&said));
    }
    let addresses = addresses(&places(visit, db, &selection)?);
    let is_blocked = |address: &IpNet| visit.policy.standing(address.addr(), visit.access.now()) == OnList::Blocked;
    Answer::page(&ApprovePage {
        shell: visit.shell()?,
        t: visit.t,
        action: visit.request.address_bar(),
        from: selection.back().to_owned(),
        blocked: addresses.iter().copied().filter(is_blocked).map(range::shown).collect(),
        addresses: addresses.into_iter().map(range::shown).collect(),
        counts: visit.policy.limits(),
    })
}

/// POST /login-security/approve.
pub fn apply(
    ctx: &mut Ctx<'_, '_>,
    (Query(selection), Form(Nothing {})): (Query<Selection>, Form<Nothing>),
) -> Result<Outcome> {
    let can = ctx.visit.access.can_here::<ManageLoginSecurity>(ctx.tx)?;
    let places = places(&ctx.visit, ctx.tx, &selection)?;
    let (addresses, by) = (addresses(&places), ctx.visit.access.principal()?.user);
    let batch = (addresses.len() > 1).then(Uuid::now_v7);
    let mut added = 0;
    for address in addresses {
        if approve(ctx.tx, &can, address, by)? {
            added += 1;
            let entry = Entry::new(&ctx.visit.author(), Event::AddressAllowed, Subject::Installation, None);
            let entry = entry.fact("range", address.to_string()).fact("from", "audit");
            activity::record(ctx.tx, entry.batch(batch))?;
        }
    }
    let rows: Vec<i64> = places.iter().map(|place| place.id).collect();
    store::approved(ctx.tx, &rows)?;
    let said = ctx.visit.t.one("login-security-approved", "count", added);
    Ok(Outcome::Commit(Answer::see_other(selection.back()).saying(said)))
}
