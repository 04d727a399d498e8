//! How far a file is: GET /imports/{id}/progress, a fragment that the page asks for again and again.
use super::opened;
use super::pages::Progress;
use super::store;
use crate::error::{Error, Result};
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::request::Id;
use crate::web::visit::View;
use askama::Template;

#[derive(Template)]
#[template(path = "imports/progress.html")]
struct Fragment {
    t: Texts,
    progress: Progress,
    /// The report is there: the whole page is asked for.
    ended: bool,
}

/// Answers what the page shows; it does not count as use of the session (SECURITY SE4).
pub fn progress(view: &mut View, Id(id): Id) -> Result<Answer> {
    opened(&view.visit.access)?;
    let user = view.visit.access.principal()?.user;
    let import = store::own(&mut view.db, id, user)?.ok_or(Error::NotFound)?;
    let t = view.visit.t;
    let fragment = Answer::page(&Fragment {
        t,
        progress: Progress::of(&t, &import),
        ended: !import.state.is_under_way(),
    })?;
    Ok(Answer {
        flash_shown: false,
        ..fragment
    })
}
