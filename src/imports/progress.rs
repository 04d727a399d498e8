//! The progress of a file: GET /imports/{id}/progress, a fragment that the page requests repeatedly.
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
    /// The report is ready, so the fragment makes the browser load the whole page.
    ended: bool,
}

/// Returns the progress that the page shows. The request does not count as use of the session (SECURITY SE4).
pub fn progress(view: &mut View, Id(id): Id) -> Result<Answer> {
    opened(&view.visit.access)?;
    let user = view.visit.access.principal()?.user;
    let import = store::own(&mut view.db, id, user)?.ok_or(Error::NotFound)?;
    let t = view.visit.t;
    Answer::fragment(&Fragment {
        t,
        progress: Progress::of(&t, &import),
        ended: !import.state.is_under_way(),
    })
}
