//! The API tokens on the tab **Links and API tokens**: /users/{id}/links/tokens (SPEC 3.7, U-53).
use super::{Back, opened};
use crate::api_tokens::asked::{self, At, Chosen, Typed};
use crate::api_tokens::listed::{self, Listed};
use crate::error::Result;
use crate::users::{CreateToken, RevokeToken, State, User};
use crate::web::answer::{Answer, Outcome};
use crate::web::request::{Form, Id, Query};
use crate::web::visit::{Ctx, View, Visit};

/// Lists the user's tokens for the tab.
pub(super) fn listed(view: &mut View, user: &User, back: &Back) -> Result<Listed> {
    let visit = &view.visit;
    let list = listed::of_user(&mut view.db, visit, user.id, |below| {
        back.keep(&address(user.id, below))
    })?;
    let why = visit.access.allows::<CreateToken>(user).err();
    Ok(Listed {
        create_why: why.map(|refusal| visit.why_not(&refusal)),
        suspended: user.state != State::Active,
        ..list
    })
}

fn address(user: i64, below: &str) -> String {
    format!("/users/{user}/links/tokens/{below}")
}

fn list(user: i64, back: &Back) -> String {
    back.keep(&format!("/users/{user}/links"))
}

fn at_new(visit: &Visit, user: &User, back: &Back) -> At {
    At {
        title: visit.t.one("api-token-create-for", "name", &user.display_name),
        action: back.keep(&address(user.id, "new")),
        list: list(user.id, back),
    }
}

/// GET /users/{id}/links/tokens/new, for administrators.
pub fn new(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let (user, _) = opened(&view.visit.access, &mut view.db, id)?;
    view.visit.access.allows::<CreateToken>(&user)?;
    asked::empty(&view.visit, &at_new(&view.visit, &user, &back))
}

/// POST /users/{id}/links/tokens/new: shows the value, once.
pub fn create(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(typed)): (Id, Query<Back>, Form<Typed>),
) -> Result<Outcome> {
    let can = ctx.visit.access.can::<CreateToken>(ctx.tx, id)?;
    let at = at_new(&ctx.visit, can.row(), &back);
    asked::create(ctx, &can, &at, &typed)
}

/// GET /users/{id}/links/tokens/revoke.
pub fn ask(view: &mut View, (Id(id), Query(chosen)): (Id, Query<Chosen>)) -> Result<Answer> {
    let (user, _) = opened(&view.visit.access, &mut view.db, id)?;
    view.visit.access.allows::<RevokeToken>(&user)?;
    let token = chosen.token()?;
    let back = Back { from: chosen.from };
    let action = back.keep(&address(id, &format!("revoke?token={token}")));
    asked::ask_to_revoke(view, id, token, action, list(id, &back))
}

/// POST /users/{id}/links/tokens/revoke.
pub fn revoke(ctx: &mut Ctx<'_, '_>, (Id(id), Query(chosen), ()): (Id, Query<Chosen>, ())) -> Result<Outcome> {
    let can = ctx.visit.access.can::<RevokeToken>(ctx.tx, id)?;
    let token = chosen.token()?;
    asked::revoke(ctx, &can, token, &list(id, &Back { from: chosen.from }))
}
