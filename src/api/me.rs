//! GET /api/v1/me: which user the token belongs to.
use super::{Unit, json, store};
use crate::access::Credential;
use crate::error::{Error, Result};
use crate::session::clerk;
use crate::web::answer::Answer;
use crate::web::visit::View;
use chrono::{DateTime, Utc};
use serde::Serialize;

#[derive(Serialize)]
struct Me {
    id: i64,
    login: String,
    display_name: String,
    email: Option<String>,
    unit: Option<Unit>,
    language: &'static str,
    time_zone: String,
    administrator: bool,
    token: Token,
}

#[derive(Serialize)]
struct Token {
    id: String,
    name: String,
    scope: &'static str,
    expires_at: Option<DateTime<Utc>>,
}

/// GET /api/v1/me.
pub fn show(view: &mut View, (): ()) -> Result<Answer> {
    let visit = &view.visit;
    let viewer = visit.access.principal()?;
    let Credential::Token(token) = &viewer.by else {
        return Err(Error::SignInRequired);
    };
    let scope = token.scope.ok_or(Error::SignInRequired)?;
    let own = store::own(&mut view.db, token.id)?.ok_or(Error::SignInRequired)?;
    let unit = visit.access.seen_unit(viewer.unit).map(|unit| Unit {
        id: unit.id,
        code: own.unit_code,
        name: unit.name.to_string(),
    });
    json(&Me {
        id: viewer.user,
        login: viewer.login.clone(),
        display_name: viewer.display_name.clone(),
        email: viewer.email.clone(),
        unit,
        language: visit.t.language().code(),
        time_zone: visit.t.zone().name().to_owned(),
        administrator: visit.access.is_administrator(),
        token: Token {
            id: own.public_id,
            name: own.name,
            scope: scope.code(),
            expires_at: own.expires_at,
        },
    })
}

#[derive(Serialize)]
struct Clerks {
    clerks: Vec<Clerk>,
    main: bool,
}

#[derive(Serialize)]
struct Clerk {
    id: i64,
    display_name: String,
}

/// GET /api/v1/me/clerks: who can be chosen in the user's sessions (SPEC U-41).
pub fn clerks(view: &mut View, (): ()) -> Result<Answer> {
    let user = view.visit.access.principal()?.user;
    let options = clerk::options(&mut view.db, user)?;
    let clerks = options.clerks.into_iter().map(|one| Clerk {
        id: one.id,
        display_name: one.display_name,
    });
    json(&Clerks {
        clerks: clerks.collect(),
        main: options.main,
    })
}
