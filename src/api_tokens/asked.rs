//! The form of a new token, and the pages that one's own account and a user's tab share.
use super::{NewToken, Scope};
use crate::error::{Error, Result};
use crate::web::answer::Answer;
use crate::web::field::{Choice, Field};
use crate::web::i18n::Texts;
use crate::web::shell::Shell;
use crate::web::visit::Visit;
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
    pub token: Option<i64>,
    #[serde(default)]
    pub from: String,
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

/// Shows the form again, with what was typed and the error.
pub fn refused(visit: &Visit, at: &At, typed: &Typed, error: String) -> Result<Answer> {
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

/// Shows the token's value, the only time it is shown.
pub fn made(visit: &Visit, at: &At, name: &str, made: &super::Made) -> Result<Answer> {
    Answer::page(&MadePage {
        shell: visit.shell()?,
        t: visit.t,
        at,
        name,
        made,
    })
}

/// Asks for confirmation, because a program may stop working.
pub fn ask_to_revoke(visit: &Visit, at: &At, name: String) -> Result<Answer> {
    Answer::page(&RevokePage {
        shell: visit.shell()?,
        t: visit.t,
        at,
        name,
    })
}

impl Typed {
    /// Returns the token that was asked for, or what is wrong with its name.
    ///
    /// # Errors
    /// `BadRequest` for a choice that was not offered.
    pub fn checked(&self, t: &Texts) -> Result<Result<NewToken, String>> {
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
