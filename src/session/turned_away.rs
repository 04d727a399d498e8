//! A page that says why the user cannot continue here, with a link to the login.
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::shell::Gate;
use crate::web::visit::Visit;
use actix_web::http::StatusCode;
use askama::Template;

#[derive(Template)]
#[template(path = "session/turned_away.html")]
struct TurnedAwayPage {
    gate: Gate,
    t: Texts,
    title: String,
    text: String,
    help: String,
}

/// The texts of the page.
pub(super) struct Said {
    pub title: String,
    pub text: String,
    /// What to do about it.
    pub help: String,
}

pub(super) fn page(visit: &Visit, status: StatusCode, said: Said) -> Result<Answer> {
    let Said { title, text, help } = said;
    let (gate, t) = (visit.gate(), visit.t);
    let page = TurnedAwayPage {
        gate,
        t,
        title,
        text,
        help,
    };
    Answer::page_with(status, &page)
}
