//! The live meter beside every new password (SPEC U-21): a fragment, requested while the user types. It decides
//! nothing.
use super::hashing::Secret;
use super::links;
use super::password::{self, Owner};
use crate::access::{Stage, Viewer};
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::request::{Form, Query};
use crate::web::visit::Ctx;
use askama::Template;
use serde::Deserialize;

/// For one's own password. The owner's names and email come from the session; with only a link they are left out.
pub const OWN_URL: &str = "/password-strength";
/// For a user who is being created. Names and email are in the same form.
pub const NEW_USER_URL: &str = "/password-strength?of=new";
/// For another user's password. That user's names and email are not sent, so the estimate goes without them.
pub const OTHER_URL: &str = "/password-strength?of=other";

#[derive(Template)]
#[template(path = "session/meter.html")]
struct Meter {
    t: Texts,
    name: &'static str,
    score: u8,
    text: String,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    of: String,
}

/// The whole form the field is in is sent along. Fields not listed here are ignored.
#[derive(Deserialize)]
pub struct Typed {
    password: Option<Secret>,
    new_password: Option<Secret>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    email: String,
}

/// POST /password-strength. Only for somebody who is logged in or holds an open link, because the estimate takes time.
pub fn answer(ctx: &mut Ctx<'_, '_>, (Query(asked), Form(typed)): (Query<Asked>, Form<Typed>)) -> Result<Outcome> {
    let visit = &ctx.visit;
    let started = |viewer: &&Viewer| viewer.session().is_ok_and(|session| session.stage > Stage::SetUp);
    let viewer = visit.access.viewer().filter(started);
    if viewer.is_none() {
        let link = visit.request.link.as_deref().unwrap_or_default();
        if !links::sets_a_password(ctx.tx, link)? {
            return Err(Error::SignInRequired);
        }
    }
    let (name, secret) = match (&typed.new_password, &typed.password) {
        (Some(secret), _) => ("new_password", secret),
        (None, Some(secret)) => ("password", secret),
        (None, None) => return Err(Error::BadRequest("no password to judge".into())),
    };
    let owner = match (asked.of.as_str(), viewer) {
        ("new", _) => Owner {
            login: &typed.name,
            display_name: &typed.display_name,
            email: &typed.email,
            ..Owner::default()
        },
        ("", Some(viewer)) => super::new_password::owner(viewer, &visit.installation),
        _ => Owner::default(),
    };
    let (score, text) = judged(&visit.t, secret, &owner);
    Ok(Outcome::Commit(Answer::fragment(&Meter {
        t: visit.t,
        name,
        score,
        text,
    })?))
}

/// Returns 0 for an empty password, otherwise 1 to 5, with words for it.
fn judged(t: &Texts, secret: &Secret, owner: &Owner<'_>) -> (u8, String) {
    if secret.is_empty() {
        return (0, String::new());
    }
    let strength = password::strength(secret, owner);
    let meter = password::meter(strength.score);
    let mut text = t.get(meter.label);
    if let Some(warning) = strength.warning {
        text = format!("{text}. {}", t.get(warning));
    }
    (meter.value + 1, text)
}
