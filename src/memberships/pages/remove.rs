//! **Remove**, with a confirmation naming account, group and unit (SPEC G-5): GET and POST /memberships/remove.
use super::{Selection, place};
use crate::access::Refusal;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::memberships::{Membership, RemoveMembership, store, verbs};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::refusal::{self, Helpers};
use crate::web::request::{Form, Nothing, Query};
use crate::web::several::{MOST, skipped};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

/// A membership by its three names, and why it cannot be removed, if so.
struct Line {
    account: String,
    group: String,
    unit: String,
    why: Option<String>,
}

#[derive(Template)]
#[template(path = "memberships/remove.html")]
struct RemovePage {
    shell: Shell,
    t: Texts,
    action: String,
    from: String,
    lines: Vec<Line>,
    /// How many will be removed.
    count: usize,
    skipped: usize,
}

impl RemovePage {
    /// Returns the label of the button. Empty if nothing can be removed: then there is no button.
    fn label(&self) -> String {
        match self.count {
            0 => String::new(),
            count => self.t.one("memberships-remove", "count", count),
        }
    }
}

fn rows(visit: &Visit, db: &mut impl Read, selection: &Selection) -> Result<Vec<Membership>> {
    if selection.id.len() > MOST {
        return Err(Error::BadRequest(format!("{} memberships at once", selection.id.len())));
    }
    let mut ids = selection.id.clone();
    ids.sort_unstable();
    ids.dedup();
    let mut rows = store::several(db, &ids)?;
    rows.retain(|row| visit.access.finds(&row.target()));
    if rows.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(rows)
}

fn asking(visit: &Visit, db: &mut impl Read, selection: &Selection, rows: &[Membership]) -> Result<RemovePage> {
    let mut helpers = Helpers::default();
    let mut line = |row: &Membership| {
        let why = match verbs::may_remove(&visit.access, row) {
            Ok(()) => None,
            Err(refusal) => Some(helpers.say(visit, db, &refusal)?),
        };
        Ok(Line {
            account: row.account.shown(&visit.t),
            group: row.group.shown(&visit.t),
            unit: place(&visit.access, row.unit),
            why,
        })
    };
    let lines: Vec<Line> = rows.iter().map(&mut line).collect::<Result<_>>()?;
    let skipped = lines.iter().filter(|line| line.why.is_some()).count();
    Ok(RemovePage {
        shell: visit.shell()?,
        t: visit.t,
        action: visit.request.address_bar(),
        from: selection.back().to_owned(),
        count: lines.len() - skipped,
        skipped,
        lines,
    })
}

/// Returns why the membership cannot be removed, if only one is selected.
fn only_refusal(visit: &Visit, rows: &[Membership]) -> Option<Refusal> {
    match rows {
        [row] => verbs::may_remove(&visit.access, row).err(),
        _ => None,
    }
}

/// GET /memberships/remove.
pub fn page(view: &mut View, Query(selection): Query<Selection>) -> Result<Answer> {
    menu::MEMBERSHIPS.enter(&view.visit.access)?;
    if selection.id.is_empty() {
        let said = view.visit.t.get("memberships-select-first");
        return Ok(Answer::see_other(selection.back()).asking_for(&said));
    }
    let rows = rows(&view.visit, &mut view.db, &selection)?;
    if let Some(refusal) = only_refusal(&view.visit, &rows) {
        return Err(refusal.into());
    }
    Answer::page(&asking(&view.visit, &mut view.db, &selection, &rows)?)
}

/// POST /memberships/remove: removes the memberships that may be removed, and reports the others (as SPEC U-4).
pub fn apply(
    ctx: &mut Ctx<'_, '_>,
    (Query(selection), Form(Nothing {})): (Query<Selection>, Form<Nothing>),
) -> Result<Outcome> {
    let rows = rows(&ctx.visit, ctx.tx, &selection)?;
    let access = ctx.visit.access.clone();
    let author = ctx.visit.author();
    let batch = (rows.len() > 1).then(Uuid::now_v7);
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    let name = |id: i64| {
        let row = rows.iter().find(|row| row.id == id);
        row.map(|row| row.account.shown(&ctx.visit.t)).unwrap_or_default()
    };
    for (id, verdict) in access.can_all::<RemoveMembership>(ctx.tx, &ids)? {
        let removed = match verdict {
            Ok(can) => verbs::remove(ctx.tx, &access, &author, &can, batch).map(|()| can.row().clone()),
            Err(refusal) => Err(refusal.into()),
        };
        match removed {
            Ok(row) => done.push(row),
            Err(Error::Denied(refusal)) => refused.push((name(id), *refusal)),
            Err(other) => return Err(other),
        }
    }
    match (&done[..], &refused[..]) {
        ([], []) => Err(Error::NotFound),
        ([], [(_, only)]) => Err((*only).into()),
        ([], [(_, first), ..]) => {
            let page = asking(&ctx.visit, ctx.tx, &selection, &rows)?;
            let page = Answer::page_with(StatusCode::FORBIDDEN, &page)?;
            let entry = refusal::entry(&ctx.visit, first).fact("memberships", refused.len());
            Ok(Outcome::Refuse(page, entry))
        }
        _ => {
            let mut said = said(&ctx.visit, &done);
            if !refused.is_empty() {
                said = format!("{said} {}", skipped(&ctx.visit, ctx.tx, &refused)?);
            }
            Ok(Outcome::Commit(Answer::see_other(selection.back()).saying(said)))
        }
    }
}

fn said(visit: &Visit, done: &[Membership]) -> String {
    let t = &visit.t;
    match done {
        [row] => t.with(
            "membership-removed",
            &[
                ("account", row.account.shown(t).into()),
                ("group", row.group.shown(t).into()),
                ("unit", place(&visit.access, row.unit).into()),
            ],
        ),
        many => t.one("memberships-removed", "count", many.len()),
    }
}
