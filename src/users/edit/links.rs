//! The tab **Links and API tokens**: /users/{id}/links (SPEC 3.7).
use super::head::{Head, Shown};
use super::{Back, handed_over, opened};
use crate::api_tokens::asked::{self, At, Chosen, Typed};
use crate::api_tokens::{self, MOST, listed};
use crate::error::{Error, Result};
use crate::users::{CreateToken, RevokeToken, State, User};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;

#[derive(Template)]
#[template(path = "users/links.html")]
struct LinksPage {
    shell: Shell,
    t: Texts,
    head: Head,
    card: Option<handed_over::Card>,
    tokens: listed::Listed,
}

/// GET /users/{id}/links.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let (user, record) = opened(&view.visit.access, &mut view.db, id)?;
    view.visit.access.allows::<RevokeToken>(&user)?;
    let tokens = tokens(view, &user, &back)?;
    let card = handed_over::card(&mut view.db, &view.visit, &user, &back)?;
    let visit = &view.visit;
    Answer::page(&LinksPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, &user, &record, &back, Shown::Links),
        card,
        tokens,
    })
}

fn tokens(view: &mut View, user: &User, back: &Back) -> Result<listed::Listed> {
    let visit = &view.visit;
    let list = listed::of_user(&mut view.db, visit, user.id, |below| {
        back.keep(&address(user.id, below))
    })?;
    let why = visit.access.allows::<CreateToken>(user).err();
    Ok(listed::Listed {
        create_why: why.map(|refusal| visit.why_not(&refusal)),
        suspended: user.state != State::Active,
        ..list
    })
}

fn address(user: i64, below: &str) -> String {
    format!("/users/{user}/links/tokens/{below}")
}

fn at(visit: &Visit, user: &User, back: &Back) -> At {
    At {
        title: visit.t.one("api-token-create-for", "name", &user.display_name),
        action: back.keep(&address(user.id, "new")),
        list: back.keep(&format!("/users/{}/links", user.id)),
    }
}

/// GET /users/{id}/links/tokens/new, for administrators.
pub fn new(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let (user, _) = opened(&view.visit.access, &mut view.db, id)?;
    view.visit.access.allows::<CreateToken>(&user)?;
    asked::empty(&view.visit, &at(&view.visit, &user, &back))
}

/// POST /users/{id}/links/tokens/new: shows the value, once.
pub fn create(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(typed)): (Id, Query<Back>, Form<Typed>),
) -> Result<Outcome> {
    let can = ctx.visit.access.can::<CreateToken>(ctx.tx, id)?;
    let at = at(&ctx.visit, can.row(), &back);
    let new = match typed.checked(&ctx.visit.t)? {
        Ok(new) => new,
        Err(error) => return asked::refused(&ctx.visit, &at, &typed, error).map(Outcome::Invalid),
    };
    match api_tokens::create(ctx.tx, &ctx.visit, &can, &new)? {
        Some(made) => asked::made(&ctx.visit, &at, &new.name, &made).map(Outcome::Commit),
        None => {
            let error = ctx.visit.t.one("api-token-too-many", "count", MOST);
            asked::refused(&ctx.visit, &at, &typed, error).map(Outcome::Invalid)
        }
    }
}

/// GET /users/{id}/links/tokens/revoke.
pub fn ask(view: &mut View, (Id(id), Query(chosen)): (Id, Query<Chosen>)) -> Result<Answer> {
    let (user, _) = opened(&view.visit.access, &mut view.db, id)?;
    view.visit.access.allows::<RevokeToken>(&user)?;
    let token = chosen.token.ok_or(Error::NotFound)?;
    let name = api_tokens::name_of(&mut view.db, id, token)?;
    let back = Back { from: chosen.from };
    let at = At {
        title: view.visit.t.get("api-token-revoke-title"),
        action: back.keep(&address(id, &format!("revoke?token={token}"))),
        ..at(&view.visit, &user, &back)
    };
    asked::ask_to_revoke(&view.visit, &at, name)
}

/// POST /users/{id}/links/tokens/revoke.
pub fn revoke(ctx: &mut Ctx<'_, '_>, (Id(id), Query(chosen), ()): (Id, Query<Chosen>, ())) -> Result<Outcome> {
    let can = ctx.visit.access.can::<RevokeToken>(ctx.tx, id)?;
    let token = chosen.token.ok_or(Error::NotFound)?;
    if !api_tokens::revoke(ctx.tx, &ctx.visit.author(), &can, token)? {
        return Err(Error::NotFound);
    }
    let target = Back { from: chosen.from }.keep(&format!("/users/{id}/links"));
    let said = ctx.visit.t.get("api-token-revoked");
    Ok(Outcome::Commit(Answer::see_other(&target).saying(said)))
}
