//! A new password before anything else (SPEC U-22), where somebody else set the one that was just used to log in.
use super::chosen::{self, Chosen, PASSWORD, PasswordPage};
use super::hashing::Secret;
use super::password::Owner;
use super::{Ended, SetBy, outgrown, stages, store, two_factor};
use crate::access::Viewer;
use crate::activity::{self, Entry, Event, Subject};
use crate::error::{Error, Result};
use crate::mail::{self, Message};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Field, mistakes};
use crate::web::hashing_job::{Hashed, Hashing};
use crate::web::request::{Form, Query};
use crate::web::visit::{Ctx, First, View, Visit};
use actix_web::http::StatusCode;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    /// For password managers only. The session decides whose password it is.
    #[serde(default, rename = "username")]
    _username: String,
    #[serde(default)]
    password: Secret,
    #[serde(default)]
    again: Secret,
}

/// Where the reader wanted to go.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    from: String,
}

/// GET /new-password.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let enforced = two_factor::is_required(&mut view.db, &view.visit)?;
    Answer::page(&new_password_page(&view.visit, PASSWORD.fields(), enforced)?)
}

/// Builds the page. `enforced` says whether a second factor is required besides the password.
fn new_password_page(visit: &Visit, fields: [Field; 2], enforced: bool) -> Result<PasswordPage> {
    let t = &visit.t;
    let asked = chosen::Asked {
        title: t.get("new-password-title"),
        text: t.get("new-password-text"),
        name: visit.access.principal()?.login.clone(),
        minimum: chosen::minimum_beside(visit, enforced),
        submit: t.get("new-password-submit"),
    };
    Ok(PasswordPage::new(visit.gate(), asked, fields))
}

fn invalid(visit: &Visit, fields: [Field; 2], enforced: bool) -> Result<Outcome> {
    let page = new_password_page(visit, fields, enforced)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}

/// Returns what the password rules need to know about the viewer.
pub(super) fn owner<'a>(viewer: &'a Viewer, organisation: &'a str) -> Owner<'a> {
    Owner {
        login: &viewer.login,
        display_name: &viewer.display_name,
        email: viewer.email.as_deref().unwrap_or_default(),
        organisation,
        second_factor_enforced: false,
    }
}

/// POST /new-password, first hop: checks the rules, before anything is hashed.
pub fn check(ctx: &mut Ctx<'_, '_>, (Query(asked), Form(typed)): (Query<Asked>, Form<Typed>)) -> Result<First<Asked>> {
    let viewer = ctx.visit.access.principal()?;
    let chosen = Chosen {
        new: &typed.password,
        again: &typed.again,
    };
    let enforced = two_factor::is_required(ctx.tx, &ctx.visit)?;
    let owner = Owner {
        second_factor_enforced: enforced,
        ..owner(viewer, &ctx.visit.installation)
    };
    let fields = chosen.judged(&ctx.visit, &owner, PASSWORD);
    if !mistakes(&fields).is_empty() {
        return invalid(&ctx.visit, fields, enforced).map(First::Done);
    }
    let unlike = store::password_hash(ctx.tx, viewer.user)?;
    Ok(First::Hash(
        Hashing {
            make: Some(typed.password),
            unlike,
            ..Hashing::default()
        },
        asked,
    ))
}

/// POST /new-password, second hop: sets the password. The login continues with a new session secret (SECURITY SE2).
pub fn finish(ctx: &mut Ctx<'_, '_>, carried: &Asked, hashed: &Hashed) -> Result<Outcome> {
    if let Some(refused) = stages::refused_if_locked(ctx)? {
        return Ok(refused);
    }
    let viewer = ctx.visit.access.principal()?.clone();
    if hashed.same {
        let [password, again] = PASSWORD.fields();
        let enforced = two_factor::is_required(ctx.tx, &ctx.visit)?;
        let password = password.refused(ctx.visit.t.get("new-password-same"));
        return invalid(&ctx.visit, [password, again], enforced);
    }
    let hash = hashed
        .made
        .as_deref()
        .ok_or_else(|| Error::Internal("no password was hashed".into()))?;
    let author = ctx.visit.author();
    if outgrown::is_password(ctx.tx, &ctx.visit, viewer.user)? {
        return Err(Error::SignInRequired);
    }
    super::set_password(ctx.tx, viewer.user, hash, SetBy::Owner { maker: None })?;
    let ended = super::end_all(
        ctx.tx,
        &author,
        viewer.user,
        Ended::PasswordChanged,
        Some(viewer.session()?.id),
    )?;
    let entry = Entry::new(
        &author,
        Event::UserPasswordChanged,
        Subject::User(viewer.user),
        Some(viewer.unit),
    );
    activity::record(ctx.tx, entry.fact("at", "login").fact("sessions_ended", ended))?;
    mail::queue(ctx.tx, viewer.user, &Message::PasswordChanged { by_other: false })?;
    stages::go_on(ctx, None, &carried.from).map(Outcome::Commit)
}
