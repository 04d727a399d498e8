//! Lists API tokens, on one's own account and on a user's tab **Links and API tokens** (SPEC U-53).
use super::Scope;
use super::store::{self, Token};
use crate::db::Read;
use crate::error::Result;
use crate::session::outgrown;
use crate::web::i18n::Texts;
use crate::web::visit::Visit;
use chrono::{DateTime, Utc};

/// One token as it is shown.
pub struct Line {
    pub name: String,
    /// The public beginning of the token.
    pub public_id: String,
    pub scope: String,
    pub write: bool,
    /// What is said of a token that works no more.
    pub off: Option<String>,
    /// The token's state, in a few words.
    pub said: String,
    pub revoke_url: String,
    pub facts: Vec<(String, String)>,
}

/// The part of a page that shows a user's tokens.
pub struct Listed {
    pub lines: Vec<Line>,
    pub create_url: String,
    /// If no token can be created, the reason.
    pub create_why: Option<String>,
    /// Whether no token works because the user is not active.
    pub suspended: bool,
}

/// Lists the tokens of a user. `address` makes the address for an action, such as creating or revoking.
pub fn of_user(db: &mut impl Read, visit: &Visit, user: i64, address: impl Fn(&str) -> String) -> Result<Listed> {
    let tokens = store::of_user(db, user)?;
    let line = |token: Token| {
        let url = address(&format!("revoke?token={}", token.id));
        let outgrown = outgrown::is_token(db, visit, token.made_under, user)?;
        line(&visit.t, token, url, visit.access.now(), outgrown)
    };
    Ok(Listed {
        lines: tokens.into_iter().map(line).collect::<Result<_>>()?,
        create_url: address("new"),
        create_why: None,
        suspended: false,
    })
}

fn line(t: &Texts, token: Token, revoke_url: String, now: DateTime<Utc>, outgrown: bool) -> Result<Line> {
    let scope = token.scope()?;
    let expired = token.expires_at.is_some_and(|at| at <= now);
    let used = token.last_used_at.map(|at| t.since(at, now));
    let off = match (expired, outgrown) {
        (true, _) => Some("api-token-is-expired"),
        (false, true) => Some("api-token-is-outgrown"),
        (false, false) => None,
    };
    let said = match (expired, token.expires_at) {
        _ if outgrown => t.get("api-token-outgrown"),
        (true, Some(at)) => t.one("api-token-expired", "date", t.date(at)),
        (_, Some(at)) => t.one("api-token-until", "date", t.date(at)),
        (_, None) => t.get("api-token-endless"),
    };
    let used = match used {
        Some(when) => t.one("api-token-used", "when", when),
        None => t.get("api-token-unused"),
    };
    let when = |at: Option<DateTime<Utc>>| at.map(|at| t.date_time(at)).unwrap_or_default();
    Ok(Line {
        said: format!("{said} · {used}"),
        facts: vec![
            (t.get("api-token-created"), when(Some(token.created_at))),
            (t.get("api-token-created-by"), token.created_by.unwrap_or_default()),
            (t.get("api-token-expires"), when(token.expires_at)),
            (t.get("api-token-last-use"), when(token.last_used_at)),
            (
                t.get("api-token-last-address"),
                token.last_address.map(|net| net.addr().to_string()).unwrap_or_default(),
            ),
        ],
        scope: t.get(&format!("api-token-scope-{}", scope.code())),
        write: scope == Scope::Write,
        name: token.name,
        public_id: token.public_id,
        off: off.map(|text| t.get(text)),
        revoke_url,
    })
}
