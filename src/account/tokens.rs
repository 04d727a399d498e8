//! One's own API tokens: /account/tokens (SPEC P-20, U-53).
use super::Head;
use crate::api_tokens::asked::{self, At, Chosen, Typed};
use crate::api_tokens::{self, MOST, listed};
use crate::error::{Error, Result};
use crate::users::{CreateToken, RevokeToken};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::request::{Form, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;

const LIST: &str = "/account/tokens";

#[derive(Template)]
#[template(path = "account/tokens.html")]
struct TokensPage {
    shell: Shell,
    t: Texts,
    head: Head,
    tokens: listed::Listed,
}

fn address(below: &str) -> String {
    format!("{LIST}/{below}")
}

fn at(visit: &Visit, title: &str, below: &str) -> At {
    At {
        title: visit.t.get(title),
        action: address(below),
        list: LIST.to_owned(),
    }
}

/// GET /account/tokens, newest first.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let viewer = view.visit.access.principal()?.clone();
    let tokens = listed::of_user(&mut view.db, &view.visit, viewer.user, address)?;
    Answer::page(&TokensPage {
        shell: view.visit.shell()?,
        t: view.visit.t,
        head: Head::of(&view.visit, &viewer),
        tokens,
    })
}

/// GET /account/tokens/new.
pub fn new(view: &mut View, (): ()) -> Result<Answer> {
    asked::empty(&view.visit, &at(&view.visit, "api-token-create", "new"))
}

/// POST /account/tokens/new: creates a token and shows its value, this once.
pub fn create(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    let own = ctx.visit.access.principal()?.user;
    let can = ctx.visit.access.can::<CreateToken>(ctx.tx, own)?;
    let at = at(&ctx.visit, "api-token-create", "new");
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

/// GET /account/tokens/revoke.
pub fn ask(view: &mut View, Query(chosen): Query<Chosen>) -> Result<Answer> {
    let own = view.visit.access.principal()?.user;
    let token = chosen.token.ok_or(Error::NotFound)?;
    let name = api_tokens::name_of(&mut view.db, own, token)?;
    let at = at(&view.visit, "api-token-revoke-title", &format!("revoke?token={token}"));
    asked::ask_to_revoke(&view.visit, &at, name)
}

/// POST /account/tokens/revoke.
pub fn revoke(ctx: &mut Ctx<'_, '_>, (Query(chosen), ()): (Query<Chosen>, ())) -> Result<Outcome> {
    let own = ctx.visit.access.principal()?.user;
    let can = ctx.visit.access.can::<RevokeToken>(ctx.tx, own)?;
    let token = chosen.token.ok_or(Error::NotFound)?;
    if !api_tokens::revoke(ctx.tx, &ctx.visit.author(), &can, token)? {
        return Err(Error::NotFound);
    }
    let said = ctx.visit.t.get("api-token-revoked");
    Ok(Outcome::Commit(Answer::see_other(LIST).saying(said)))
}
