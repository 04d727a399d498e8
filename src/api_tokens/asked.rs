//! Creating and revoking tokens: what one's own account and a user's tab share.
use super::{MOST, NewToken, Scope};
use crate::access::Can;
use crate::error::{Error, Result};
use crate::users::{CreateToken, RevokeToken};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Choice, Field};
use crate::web::i18n::Texts;
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// For how many days a token may work. The empty choice means for ever.
const DAYS: [i32; 4] = [7, 30, 90, 365];
const USUAL: i32 = 90;
const LONGEST_NAME: usize = 100;

#[derive(Template)]
#[template(path = "api_tokens/new.html")]
struct NewPage<'a> {
    shell: Shell,
    t: Texts,
    at: &'a At,
    name: Field,
    scope: Field,
    days: Field,
    scopes: Vec<Choice>,
    periods: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "api_tokens/made.html")]
struct MadePage<'a> {
    shell: Shell,
    t: Texts,
    at: &'a At,
    name: &'a str,
    made: &'a super::Made,
}

#[derive(Template)]
#[template(path = "api_tokens/revoke.html")]
struct RevokePage<'a> {
    shell: Shell,
    t: Texts,
    at: &'a At,
    name: String,
}

/// The place in the product that shows a form.
pub struct At {
    pub title: String,
    /// Address of the page itself.
    pub action: String,
    /// Address of the list of tokens.
    pub list: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    days: String,
}

/// Which token is meant.
#[derive(Deserialize)]
pub struct Chosen {
    token: Option<i64>,
    #[serde(default)]
    pub from: String,
}

impl Chosen {
    /// Returns the token's id.
    ///
    /// # Errors
    /// `NotFound` where none is named.
    pub fn token(&self) -> Result<i64> {
        self.token.ok_or(Error::NotFound)
    }
}

/// Shows the form before anything is typed.
pub fn empty(visit: &Visit, at: &At) -> Result<Answer> {
    let fields = [
        Field::empty("name"),
        Field::new("scope", Scope::Read.code()),
        Field::new("days", USUAL.to_string()),
    ];
    page(visit, at, fields, StatusCode::OK)
}

/// Creates the token that was asked for and shows its value, the only time it is shown.
///
/// # Errors
/// `BadRequest` for a choice that was not offered; any database error.
pub fn create<'t>(ctx: &mut Ctx<'_, 't>, can: &Can<'t, CreateToken>, at: &At, typed: &Typed) -> Result<Outcome> {
    let t = ctx.visit.t;
    let new = match typed.checked(&t)? {
        Ok(new) => new,
        Err(error) => return refused(&ctx.visit, at, typed, error).map(Outcome::Invalid),
    };
    match super::create(ctx.tx, &ctx.visit, can, &new)? {
        Some(made) => Answer::page(&MadePage {
            shell: ctx.visit.shell()?,
            t,
            at,
            name: &new.name,
            made: &made,
        })
        .map(Outcome::Commit),
        None => refused(&ctx.visit, at, typed, t.one("api-token-too-many", "count", MOST)).map(Outcome::Invalid),
    }
}

/// Shows the form again, with what was typed and the error.
fn refused(visit: &Visit, at: &At, typed: &Typed, error: String) -> Result<Answer> {
    let fields = [
        Field::new("name", &typed.name).refused(error),
        Field::new("scope", &typed.scope),
        Field::new("days", &typed.days),
    ];
    page(visit, at, fields, StatusCode::UNPROCESSABLE_ENTITY)
}

fn page(visit: &Visit, at: &At, [name, scope, days]: [Field; 3], status: StatusCode) -> Result<Answer> {
    let t = visit.t;
    let scopes =
        Scope::ALL.map(|scope| Choice::new(scope.code(), t.get(&format!("api-token-scope-{}-long", scope.code()))));
    let periods = DAYS.map(|days| Choice::new(days.to_string(), t.one("api-token-days", "count", days)));
    Answer::page_with(
        status,
        &NewPage {
            shell: visit.shell()?,
            t,
            at,
            name,
            scope,
            days,
            scopes: scopes.to_vec(),
            periods: periods.to_vec(),
        },
    )
}

/// Asks before the token is revoked, because a program may stop working.
///
/// # Errors
/// `NotFound` where this user has no such token.
pub fn ask_to_revoke(view: &mut View, user: i64, token: i64, action: String, list: String) -> Result<Answer> {
    let name = super::name_of(&mut view.db, user, token)?;
    let (visit, t) = (&view.visit, view.visit.t);
    let title = t.get("api-token-revoke-title");
    let at = At { title, action, list };
    Answer::page(&RevokePage {
        shell: visit.shell()?,
        t,
        at: &at,
        name,
    })
}

/// Revokes the token and goes back to the list.
///
/// # Errors
/// `NotFound` where this user has no such token.
pub fn revoke<'t>(ctx: &mut Ctx<'_, 't>, can: &Can<'t, RevokeToken>, token: i64, list: &str) -> Result<Outcome> {
    if !super::revoke(ctx.tx, &ctx.visit.author(), can, token)? {
        return Err(Error::NotFound);
    }
    let said = ctx.visit.t.get("api-token-revoked");
    Ok(Outcome::Commit(Answer::see_other(list).saying(said)))
}

impl Typed {
    /// Returns the token that was asked for, or what is wrong with its name.
    ///
    /// # Errors
    /// `BadRequest` for a choice that was not offered.
    fn checked(&self, t: &Texts) -> Result<Result<NewToken, String>> {
        let unknown = || Error::BadRequest("a choice that was not offered".into());
        let scope = Scope::from_code(&self.scope).ok_or_else(unknown)?;
        let days = match self.days.as_str() {
            "" => None,
            days => Some(
                days.parse()
                    .ok()
                    .filter(|days| DAYS.contains(days))
                    .ok_or_else(unknown)?,
            ),
        };
        let name = self.name.trim();
        Ok(match name.chars().count() {
            0 => Err(t.get("api-token-name-missing")),
            length if length > LONGEST_NAME || name.chars().any(char::is_control) => Err(t.get("api-token-name-odd")),
            _ => Ok(NewToken {
                name: name.to_owned(),
                scope,
                days,
            }),
        })
    }
}
