//! The tab **Links and API tokens**, and its links, which can be copied, mailed, renewed and revoked: GET and POST
//! /users/{id}/links (SPEC 3.7, U-50, U-51). What is done with the tokens is in `api_tokens`.
use super::head::{Head, Shown};
use super::{Back, api_tokens, opened};
use crate::api_tokens::listed::Listed;
use crate::db::Read;
use crate::error::Result;
use crate::mail;
use crate::session::links::{self, Lifetimes, LinkState, Newest, Purpose, Sent};
use crate::users::verbs::{self, make_link, revoke_link, send_link};
use crate::users::{ManageLinks, RevokeToken, User};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::qr::Qr;
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "users/links.html")]
struct LinksPage {
    shell: Shell,
    t: Texts,
    head: Head,
    card: Option<Card>,
    tokens: Listed,
}

/// The link a user can be given, as the tab shows it.
pub struct Card {
    pub title: String,
    pub text: String,
    /// The state of the newest link, and since when it has that state.
    pub said: String,
    pub facts: Vec<(String, String)>,
    /// There is a link that works now.
    pub works: bool,
    /// That link, for whoever made it.
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
    purpose: Kind,
    deed: Deed,
}

/// The links that can be given.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Activation,
    Reset,
}

/// Which button was pressed.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Deed {
    Create,
    Send,
    Revoke,
}

impl From<Kind> for Purpose {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Activation => Purpose::Activation,
            Kind::Reset => Purpose::Reset,
        }
    }
}

/// GET /users/{id}/links.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let (user, record) = opened(&view.visit.access, &mut view.db, id)?;
    view.visit.access.allows::<RevokeToken>(&user)?;
    let tokens = api_tokens::listed(view, &user, &back)?;
    let card = card(&mut view.db, &view.visit, &user, &back)?;
    let visit = &view.visit;
    Answer::page(&LinksPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, &user, &record, &back, Shown::Links),
        card,
        tokens,
    })
}

/// Returns the card of the tab. `None` for a deactivated user, who can be given no link.
fn card(db: &mut impl Read, visit: &Visit, user: &User, back: &Back) -> Result<Option<Card>> {
    let Some(purpose) = verbs::purpose_for(user) else {
        return Ok(None);
    };
    let (t, code) = (&visit.t, purpose.code());
    let why = visit
        .access
        .allows::<ManageLinks>(user)
        .err()
        .map(|refusal| visit.why_not(&refusal));
    let newest = links::newest(db, visit, user.id, purpose)?;
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
        works: newest.as_ref().is_some_and(|link| link.standing == LinkState::Open),
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
    let purpose = Purpose::from(typed.purpose);
    let can = ctx.visit.access.can::<ManageLinks>(ctx.tx, id)?;
    let (t, author, state) = (ctx.visit.t, ctx.visit.author(), ctx.visit.state.clone());
    let said = match typed.deed {
        Deed::Create => match make_link(ctx.tx, &state.seal, &author, &can, purpose, None)? {
            Some(_) => t.get("link-done-created"),
            None => t.get("link-done-not"),
        },
        Deed::Send => match send_link(ctx.tx, &state.seal, &ctx.visit.access, &author, &can, purpose, None)? {
            Sent::To(address) => t.one("link-done-sent", "address", address),
            Sent::Nowhere => t.get("link-done-not"),
            Sent::Withheld => t.get("link-withheld"),
        },
        Deed::Revoke => match revoke_link(ctx.tx, &author, &can, purpose)? {
            true => t.get("link-done-revoked"),
            false => t.get("link-done-not"),
        },
    };
    let target = back.keep(&format!("/users/{id}/links"));
    Ok(Outcome::Commit(Answer::see_other(&target).saying(said)))
}
