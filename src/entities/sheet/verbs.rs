//! Saving a sheet, and asking what saving would do.
use super::preview::Preview;
use super::said::{Merged, merge};
use super::{Asked, Category, ChangeCells, Row, Screen, SetPermissions, Sheet, Typed, cells, form, rows, store};
use crate::access::Refusal;
use crate::db::Read;
use crate::entities::Tab;
use crate::entities::cells::CellChange;
use crate::error::{Error, Result};
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::refusal;
use crate::web::visit::{Ctx, Visit};
use actix_web::http::StatusCode;
use askama::Template;

/// Changes named after saving; further ones are counted.
const NAMED: usize = 4;

/// What came of a posted sheet.
pub enum Saved {
    /// What is said then, and the page it is said on.
    Done {
        said: String,
        page: String,
        /// What the changed cells said, for taking it back.
        before: String,
    },
    /// Shows the page again with what was typed: 422 with mistakes, 409 where somebody else was faster.
    Again(StatusCode, Box<Sheet>, Box<Screen>),
    /// Shows the page again, with the reason why P-6 refuses the change.
    Refused(Refusal, Box<Sheet>, Box<Screen>),
}

/// POST: everything or nothing, one entry (SPEC 3.3, U-7).
///
/// # Errors
/// `Denied` by the rules about the account and the unit; `NotFound` for what is not there for the reader.
pub fn save(ctx: &mut Ctx<'_, '_>, tab: Tab, asked: Asked, typed: &Typed) -> Result<Saved> {
    let access = &ctx.visit.access;
    let whose = access.can::<ChangeCells>(ctx.tx, tab.id)?;
    tab.admits(access, whose.row())?;
    let screen = Screen::of(access, ctx.tx, whose.row().clone(), asked, tab.path)?;
    if screen.place.archived {
        return again(ctx, StatusCode::CONFLICT, screen, &Merged::default());
    }
    let place = access.can::<SetPermissions>(ctx.tx, screen.place.id)?;
    let merged = merged(&ctx.visit, &screen, typed);
    if !merged.clashes.is_empty() || !merged.gone.is_empty() {
        return again(ctx, StatusCode::CONFLICT, screen, &merged);
    }
    if !merged.mistakes.is_empty() {
        return again(ctx, StatusCode::UNPROCESSABLE_ENTITY, screen, &merged);
    }
    let author = ctx.visit.author();
    let changes = match cells::set(ctx.tx, &author, access, (&whose, &place), &merged.wanted) {
        Ok(changes) => changes,
        Err(Error::Denied(refusal)) => return refused(ctx, screen, &merged, *refusal),
        Err(other) => return Err(other),
    };
    Ok(Saved::Done {
        said: said(&ctx.visit, &screen, &changes),
        page: screen.url("", screen.place.id),
        before: form::seen_field(
            changes
                .iter()
                .map(|change| (change.permission, screen.said(change.before))),
        ),
    })
}

fn merged(visit: &Visit, screen: &Screen, typed: &Typed) -> Merged {
    let snapshot = visit.access.snapshot();
    let stored = cells::stored(snapshot, screen.holder.id, screen.place.id);
    merge(typed, &stored, snapshot.catalogue(), screen.zone, visit.access.now())
}

fn again(ctx: &mut Ctx<'_, '_>, status: StatusCode, screen: Screen, merged: &Merged) -> Result<Saved> {
    let mut sheet = screen.sheet(&ctx.visit, Some(merged), None);
    sheet.gone = gone(ctx.tx, merged)?;
    Ok(Saved::Again(status, Box::new(sheet), Box::new(screen)))
}

fn refused(ctx: &mut Ctx<'_, '_>, screen: Screen, merged: &Merged, refusal: Refusal) -> Result<Saved> {
    let mut sheet = screen.sheet(&ctx.visit, Some(merged), None);
    sheet.denied = Some(refusal::told(&ctx.visit, ctx.tx, &refusal)?);
    Ok(Saved::Refused(refusal, Box::new(sheet), Box::new(screen)))
}

fn gone(db: &mut impl Read, merged: &Merged) -> Result<Vec<String>> {
    if merged.gone.is_empty() {
        return Ok(Vec::new());
    }
    let names = store::gone_rights(db, &merged.gone)?;
    let name = |id: &i32| {
        let known = names.iter().find(|(known, _)| known == id);
        known.map_or_else(|| id.to_string(), |(_, name)| name.clone())
    };
    Ok(merged.gone.iter().map(name).collect())
}

/// "Saved. Edit user: Allow; Delete user: Empty"
fn said(visit: &Visit, screen: &Screen, changes: &[CellChange]) -> String {
    let t = &visit.t;
    if changes.is_empty() {
        return t.get("entities-saved-nothing");
    }
    let line = |change: &CellChange| {
        let label = rows::label(visit, change.permission);
        format!("{label}: {}", screen.said(change.after).words(t))
    };
    let lines: Vec<String> = changes.iter().take(NAMED).map(line).collect();
    let lines = lines.join("; ");
    match changes.len().saturating_sub(NAMED) {
        0 => t.one("entities-saved", "changes", lines),
        more => t.two("entities-saved-more", "changes", lines, "count", more),
    }
}

/// POST …/preview: the sheet as it would be after saving. Nothing is written.
///
/// # Errors
/// As [`save`]. What P-6 has against it, the preview tells.
pub fn preview(ctx: &mut Ctx<'_, '_>, tab: Tab, asked: Asked, typed: &Typed) -> Result<(Screen, Sheet)> {
    let access = &ctx.visit.access;
    let holder = tab.open(access, ctx.tx)?;
    let screen = Screen::of(access, ctx.tx, holder, asked, tab.path)?;
    screen.closed(access)?;
    let merged = merged(&ctx.visit, &screen, typed);
    let changes = cells::changes(access.snapshot(), screen.holder.id, screen.place.id, &merged.wanted);
    let preview = if changes.is_empty() {
        None
    } else {
        Some(Preview::of(&ctx.visit, ctx.tx, &screen, &changes)?)
    };
    let mut sheet = screen.sheet(&ctx.visit, Some(&merged), preview);
    sheet.gone = gone(ctx.tx, &merged)?;
    Ok((screen, sheet))
}

/// One row and what the whole form would do, for the page that is being filled in.
#[derive(Template)]
#[template(path = "entities/changed.html")]
struct Changed<'a> {
    t: Texts,
    row: &'a Row,
    preview: Option<&'a Preview>,
}

impl Sheet {
    /// Answers with the fragment of a preview that says whom one changed row concerns.
    ///
    /// # Errors
    /// `NotFound` where there is no such row.
    pub fn changed(&self, t: &Texts, right: i32) -> Result<Answer> {
        let mut rows = self.categories.iter().flat_map(Category::all);
        let row = rows.find(|row| row.right == right).ok_or(Error::NotFound)?;
        let preview = self.preview.as_ref();
        Answer::fragment(&Changed { t: *t, row, preview })
    }
}
