//! **My rights**: GET /account/rights (SPEC P-20).
use super::Head;
use super::rights::{self, Asked, Category};
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::request::Query;
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;

#[derive(Template)]
#[template(path = "account/rights.html")]
struct RightsPage {
    shell: Shell,
    t: Texts,
    head: Head,
    administrator: bool,
    categories: Vec<Category>,
}

/// GET /account/rights.
pub fn page(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let visit = &view.visit;
    let viewer = visit.access.principal()?;
    Answer::page(&RightsPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, viewer),
        administrator: visit.access.is_administrator(),
        categories: rights::held(&visit.access, &visit.t, &asked),
    })
}
