//! The tab **Permissions** of a user or a group: the page, saving it, and the preview of what Save would do.
//!
//! The rest of the page around the sheet comes from the feature of users or groups, which implements [`Around`].
use super::{Asked, Saved, Screen, Sheet, Typed, verbs};
use crate::access::AccountKind;
use crate::db::Read;
use crate::entities::Tab;
use crate::error::Result;
use crate::web::answer::{Answer, Outcome};
use crate::web::refusal;
use crate::web::request::{Id, Query};
use crate::web::visit::{Ctx, View, Visit};

/// The page of an account that contains a sheet.
pub trait Around: askama::Template + Sized {
    /// The kind of accounts this page is for.
    const KIND: AccountKind;

    /// Checks whether the reader may open the account at all.
    ///
    /// # Errors
    /// `NotFound` if the account does not exist for the reader, `Denied` if they may not open its screen.
    fn open(visit: &Visit, db: &mut impl Read, id: i64) -> Result<()>;

    /// Returns the page with the sheet in it.
    fn page(visit: &Visit, db: &mut impl Read, screen: &Screen, sheet: Sheet) -> Result<Self>;
}

/// GET: the sheet as it is stored.
pub fn page<A: Around>(view: &mut View, (Id(id), Query(asked)): (Id, Query<Asked>)) -> Result<Answer> {
    let View { db, visit } = view;
    A::open(visit, db, id)?;
    let tab = Tab::permissions(A::KIND, id);
    let holder = tab.open(&visit.access, db)?;
    let screen = Screen::of(&visit.access, db, holder, asked, tab.path)?;
    let sheet = super::page(visit, &screen);
    Answer::page(&A::page(visit, db, &screen, sheet)?)
}

/// POST: saves all changes or none.
pub fn save<A: Around>(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(asked), typed): (Id, Query<Asked>, Typed),
) -> Result<Outcome> {
    match verbs::save(ctx, Tab::permissions(A::KIND, id), asked, &typed)? {
        Saved::Done { said, page, .. } => Ok(Outcome::Commit(Answer::see_other(&page).saying(said))),
        Saved::Again(status, sheet, screen) => {
            let page = A::page(&ctx.visit, ctx.tx, &screen, *sheet)?;
            Answer::page_with(status, &page).map(Outcome::Invalid)
        }
        Saved::Refused(refusal, sheet, screen) => {
            let page = A::page(&ctx.visit, ctx.tx, &screen, *sheet)?;
            refusal::again(&page, &refusal)
        }
    }
}

/// POST of the preview: shows the page or, if one row was changed, only the parts that this changes. Writes nothing.
pub fn preview<A: Around>(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(asked), typed): (Id, Query<Asked>, Typed),
) -> Result<Outcome> {
    let row = asked.row;
    let (screen, sheet) = verbs::preview(ctx, Tab::permissions(A::KIND, id), asked, &typed)?;
    let answer = match row {
        Some(row) => sheet.changed(&ctx.visit.t, row)?,
        None => Answer::page(&A::page(&ctx.visit, ctx.tx, &screen, sheet)?)?,
    };
    Ok(Outcome::Invalid(answer))
}
