//! A second factor that is required is set up on the way in (SPEC U-32, SECURITY AU4): GET and POST /login/two-factor.
use super::two_factor::{self, Confirmed, Offer};
use super::{LoginOption, stages};
use crate::error::Result;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::request::{Form, Query};
use crate::web::shell::Gate;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "session/set_up.html")]
struct SetUpPage {
    gate: Gate,
    t: Texts,
    /// None: it took too long, a new secret can be had.
    offer: Option<Offer>,
    code: Field,
}

#[derive(Template)]
#[template(path = "session/codes.html")]
struct CodesPage {
    gate: Gate,
    t: Texts,
    login: String,
    codes: Vec<String>,
    /// Where the login goes on.
    next: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    from: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    code: Option<String>,
}

/// GET /login/two-factor.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let offer = two_factor::offered(&mut view.db, &view.visit)?;
    Answer::page(&set_up_page(&view.visit, offer, Field::empty("code")))
}

fn set_up_page(visit: &Visit, offer: Option<Offer>, code: Field) -> SetUpPage {
    SetUpPage {
        gate: visit.gate(),
        t: visit.t,
        offer,
        code,
    }
}

/// POST /login/two-factor: the code that confirms it; without one, a new secret.
pub fn save(ctx: &mut Ctx<'_, '_>, (Query(asked), Form(typed)): (Query<Asked>, Form<Typed>)) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    let Some(code) = typed.code else {
        two_factor::offer(ctx.tx, &ctx.visit.state.seal, viewer.session)?;
        return Ok(Outcome::Commit(Answer::see_other(&ctx.visit.request.address_bar())));
    };
    match two_factor::confirm(ctx, &code)? {
        Confirmed::Wrong => {
            let field = Field::empty("code").refused(ctx.visit.t.get("login-code-wrong"));
            let offer = two_factor::offered(ctx.tx, &ctx.visit)?;
            let page = set_up_page(&ctx.visit, offer, field);
            Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
        }
        Confirmed::NotOffered => Ok(Outcome::Invalid(Answer::see_other(&ctx.visit.request.address_bar()))),
        Confirmed::Done(codes) => {
            let option = Some(LoginOption::PasswordAndCode);
            let further = stages::go_on_later(ctx, option, &asked.from)?;
            let page = CodesPage {
                gate: ctx.visit.gate(),
                t: ctx.visit.t,
                login: viewer.login,
                codes,
                next: further.address.clone(),
            };
            Ok(Outcome::Commit(further.carried_by(Answer::page(&page)?)))
        }
    }
}
