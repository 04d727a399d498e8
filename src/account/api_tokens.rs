//! One's own API tokens: /account/tokens (SPEC P-20, U-53).
use super::Head;
use crate::api_tokens::asked::{self, At, Chosen, Typed};
use crate::api_tokens::listed;
use crate::error::Result;
use crate::users::{CreateToken, RevokeToken};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::request::{Form, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;

const LIST: &str = "/account/tokens";

#[derive(Template)]
#[template(path = "account/api_tokens.html")]
struct TokensPage {
    shell: Shell,
    t: Texts,
    head: Head,
    tokens: listed::Listed,
}

fn address(below: &str) -> String {
    format!("{LIST}/{below}")
}

fn at_new(visit: &Visit) -> At {
    At {
        title: visit.t.get("api-token-create"),
        action: address("new"),
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
    asked::empty(&view.visit, &at_new(&view.visit))
}

/// POST /account/tokens/new: creates a token and shows its value, this once.
pub fn create(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    let own = ctx.visit.access.principal()?.user;
    let can = ctx.visit.access.can::<CreateToken>(ctx.tx, own)?;
    let at = at_new(&ctx.visit);
    asked::create(ctx, &can, &at, &typed)
}

/// GET /account/tokens/revoke.
pub fn ask(view: &mut View, Query(chosen): Query<Chosen>) -> Result<Answer> {
    let own = view.visit.access.principal()?.user;
    let token = chosen.token()?;
    let action = address(&format!("revoke?token={token}"));
    asked::ask_to_revoke(view, own, token, action, LIST.to_owned())
}

/// POST /account/tokens/revoke.
pub fn revoke(ctx: &mut Ctx<'_, '_>, (Query(chosen), ()): (Query<Chosen>, ())) -> Result<Outcome> {
    let own = ctx.visit.access.principal()?.user;
    let can = ctx.visit.access.can::<RevokeToken>(ctx.tx, own)?;
    asked::revoke(ctx, &can, chosen.token()?, LIST)
}
