//! The links on the tab **Links and API tokens**, which can be copied, mailed, renewed and revoked: POST
//! /users/{id}/links (SPEC U-50, U-51).
use super::{Back, opened};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::mail;
use crate::session::links::{self, Lifetimes, LinkState, Newest, Purpose, Sent};
use crate::users::verbs::{self, make_link, revoke_link, send_link};
use crate::users::{ManageLinks, User};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::qr::Qr;
use crate::web::request::{Form, Id, Query};
use crate::web::visit::{Ctx, Visit};
use serde::Deserialize;

/// The link a user can be given, as the tab shows it.
pub struct Card {
    pub title: String,
    pub text: String,
    /// The state of the newest link, and since when it has that state.
    pub said: String,
    pub facts: Vec<(String, String)>,
    /// The link that works now.
    pub open: Option<Open>,
    /// Why nothing can be done with the links.
    pub why: Option<String>,
    /// Why the link cannot be mailed.
    pub why_not_mailed: Option<String>,
    pub mailed: bool,
    pub action: String,
    pub purpose: &'static str,
}

pub struct Open {
    pub url: String,
    pub qr: Option<Qr>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    purpose: String,
    deed: String,
}

/// Returns the card of the tab. `None` for a deactivated user, who can be given no link.
///
/// # Errors
/// Any database error.
pub fn card(db: &mut impl Read, visit: &Visit, user: &User, back: &Back) -> Result<Option<Card>> {
    let Some(purpose) = verbs::purpose_for(user) else {
        return Ok(None);
    };
    let (t, code) = (&visit.t, purpose.code());
    let why = visit
        .access
        .allows::<ManageLinks>(user)
        .err()
        .map(|refusal| visit.why_not(&refusal));
    let newest = links::newest(db, &visit.state.seal, user.id, purpose)?;
    let to = mail::address(db, user.id, purpose.goes_to())?;
    let withheld = links::is_withheld(db, (&visit.access).into(), user.id, purpose)?;
    let why_not_mailed = match (&to, mail::is_configured(db)?) {
        (Some(_), _) if withheld => Some(t.get("link-withheld")),
        (Some(_), _) => None,
        (None, false) => Some(t.get("link-no-mail")),
        (None, true) if user.email.is_none() => Some(t.get("link-no-address")),
        (None, true) => Some(t.get("link-unconfirmed")),
    };
    let secret = newest
        .as_ref()
        .and_then(|link| link.secret.clone())
        .filter(|_| why.is_none());
    let open = secret.map(|secret| {
        let url = mail::link(&visit.state.public_origin, purpose.path(), &secret);
        let qr = Qr::of(&url);
        Open { url, qr }
    });
    Ok(Some(Card {
        title: t.get(&format!("link-{code}")),
        text: what_it_does(t, purpose, links::lifetimes(db)?),
        said: said(visit, newest.as_ref()),
        facts: newest.iter().flat_map(|link| facts(visit, link)).collect(),
        mailed: newest.as_ref().is_some_and(|link| link.mailed_at.is_some()),
        open,
        why,
        why_not_mailed,
        action: back.keep(&format!("/users/{}/links", user.id)),
        purpose: code,
    }))
}

fn what_it_does(t: &Texts, purpose: Purpose, works: Lifetimes) -> String {
    match purpose {
        Purpose::Activation => t.one("link-activation-text", "days", works.activation_days),
        _ => t.one("link-reset-text", "minutes", works.reset_minutes),
    }
}

fn said(visit: &Visit, newest: Option<&Newest>) -> String {
    let t = &visit.t;
    let Some(link) = newest else {
        return t.get("link-none");
    };
    let at = match link.standing {
        LinkState::Open | LinkState::Expired => link.expires_at,
        LinkState::Used | LinkState::Revoked => link.ended_at.unwrap_or(link.expires_at),
    };
    t.one(&format!("link-is-{}", link.standing.code()), "time", t.date_time(at))
}

fn facts(visit: &Visit, link: &Newest) -> Vec<(String, String)> {
    let t = &visit.t;
    let mut facts = vec![(t.get("link-created"), t.date_time(link.created_at))];
    let by = link.created_by.clone();
    facts.push((t.get("link-created-by"), by.unwrap_or_else(|| t.get("link-by-owner"))));
    if let (Some(address), Some(at)) = (&link.address, link.mailed_at) {
        facts.push((t.get("link-mailed"), format!("{address}, {}", t.date_time(at))));
    }
    facts
}

/// POST /users/{id}/links.
pub fn act(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(typed)): (Id, Query<Back>, Form<Typed>),
) -> Result<Outcome> {
    opened(&ctx.visit.access, ctx.tx, id)?;
    let purpose = [Purpose::Activation, Purpose::Reset]
        .into_iter()
        .find(|purpose| purpose.code() == typed.purpose)
        .ok_or_else(|| Error::BadRequest("unknown kind of link".into()))?;
    let can = ctx.visit.access.can::<ManageLinks>(ctx.tx, id)?;
    let (t, author, state) = (ctx.visit.t, ctx.visit.author(), ctx.visit.state.clone());
    let said = match typed.deed.as_str() {
        "create" => match make_link(ctx.tx, &state.seal, &author, &can, purpose, None)? {
            Some(_) => t.get("link-done-created"),
            None => t.get("link-done-not"),
        },
        "send" => match send_link(ctx.tx, &state.seal, &ctx.visit.access, &author, &can, purpose, None)? {
            Sent::To(address) => t.one("link-done-sent", "address", address),
            Sent::Nowhere => t.get("link-done-not"),
            Sent::Withheld => t.get("link-withheld"),
        },
        "revoke" => match revoke_link(ctx.tx, &author, &can, purpose)? {
            true => t.get("link-done-revoked"),
            false => t.get("link-done-not"),
        },
        _ => return Err(Error::BadRequest("unknown deed".into())),
    };
    let target = back.keep(&format!("/users/{id}/links"));
    Ok(Outcome::Commit(Answer::see_other(&target).saying(said)))
}
