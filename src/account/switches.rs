//! The switches in the corner of every page: POST /account/theme and /account/language.
use crate::error::{Error, Result};
use crate::users::OwnAccount;
use crate::users::verbs::{self, Asked, Own};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Language;
use crate::web::request::{Form, Nothing, local_path};
use crate::web::shell::Theme;
use crate::web::visit::Ctx;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeTyped {
    theme: String,
    #[serde(default)]
    from: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageTyped {
    language: String,
    #[serde(default)]
    from: String,
}

/// POST /account/theme.
pub fn theme(ctx: &mut Ctx<'_, '_>, Form(typed): Form<ThemeTyped>) -> Result<Outcome> {
    let theme = Theme::from_code(&typed.theme).ok_or_else(|| Error::BadRequest("theme".into()))?;
    switch(
        ctx,
        &typed.from,
        &Own {
            theme: Some(theme),
            ..Own::default()
        },
    )
}

/// POST /account/language.
pub fn language(ctx: &mut Ctx<'_, '_>, Form(typed): Form<LanguageTyped>) -> Result<Outcome> {
    let language = Language::from_code(&typed.language).ok_or_else(|| Error::BadRequest("language".into()))?;
    switch(
        ctx,
        &typed.from,
        &Own {
            language: Some(Some(language)),
            ..Own::default()
        },
    )
}

fn switch(ctx: &mut Ctx<'_, '_>, from: &str, own: &Own) -> Result<Outcome> {
    let user = ctx.visit.access.principal()?.user;
    let can = ctx.visit.access.can::<OwnAccount>(ctx.tx, user)?;
    let author = ctx.visit.author();
    if verbs::update_own(ctx.tx, &ctx.visit.state.seal, &author, &can, own)?.is_err() {
        return Err(Error::Internal("a switch ran into somebody else's name".into()));
    }
    Ok(Outcome::Commit(Answer::see_other(local_path(from, "/"))))
}

/// POST /account/confirm-email: mails again the link that confirms the user's own address.
pub fn confirm_email(ctx: &mut Ctx<'_, '_>, Form(Nothing {}): Form<Nothing>) -> Result<Outcome> {
    let user = ctx.visit.access.principal()?.user;
    ctx.visit.access.can::<OwnAccount>(ctx.tx, user)?;
    let author = ctx.visit.author();
    let t = ctx.visit.t;
    let said = match verbs::ask_to_confirm(ctx.tx, &ctx.visit.state.seal, &author, user)? {
        Asked::Sent(address) => t.one("link-done-sent", "address", address),
        Asked::NoMail => t.get("link-done-not"),
        Asked::Later(at) => t.one("account-confirm-email-later", "time", t.clock(at)),
    };
    Ok(Outcome::Commit(Answer::see_other("/account").saying(said)))
}
