//! The actors merged into an actor, as its page lists them, and undoing a merge: GET and POST
//! /actors/{id}/merged/{other}.
use super::store::{self, Merged};
use super::undo::{Cans, Undo, undo};
use crate::access::Can;
use crate::access::division;
use crate::actor_setup::fields as role_fields;
use crate::actors::edit::{self, Back};
use crate::actors::{Actor, MergeActor, PATH, UnmergeActor};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::users::MoveLink;
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::request::{Form, Id, Nothing, Query, Request};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;

/// An actor that was merged into the shown one.
#[derive(Debug, Clone)]
pub struct Line {
    pub text: String,
    /// By whom and when it was merged. Empty once it cannot be undone.
    pub hint: String,
    /// Address of the page that undoes the merge. `None` if it is too late, or if the reader may not.
    pub undo: Option<String>,
}

/// Lists the actors merged into this one that the reader sees (P-12). Without the right, **Undo** is absent, as
/// **Merge** is (P-26).
///
/// # Errors
/// Any database error.
pub fn lines(db: &mut impl Read, visit: &Visit, actor: &Actor, back: &Back) -> Result<Vec<Line>> {
    let access = &visit.access;
    let may = access.allows::<MergeActor>(actor).is_ok();
    let line = |merged: Merged| Line {
        text: visit
            .t
            .two("actor-merged-line", "name", &merged.name, "number", &merged.number),
        hint: match merged.merged_at {
            Some(at) => {
                let who = merged.merged_by.unwrap_or_else(|| visit.t.get("common-somebody"));
                visit
                    .t
                    .two("actor-merged-hint", "when", visit.t.date_time(at), "who", who)
            }
            None => String::new(),
        },
        undo: merged
            .merged_at
            .filter(|_| may)
            .map(|_| back.keep(&format!("{PATH}/{}/merged/{}", actor.id, merged.id))),
    };
    let seen = store::merged(db, actor.id)?.into_iter();
    let seen = seen.filter(|merged| division::sees(access, merged.unit_id) || access.knows(merged.unit_id));
    Ok(seen.map(line).collect())
}

#[derive(Template)]
#[template(path = "actors/merge/undo.html")]
struct UndoPage {
    shell: Shell,
    t: Texts,
    title: String,
    text: String,
    action: String,
    from: String,
    /// Label of the button. Empty if something prevents the undo: then there is no button.
    label: String,
    hindrances: Vec<String>,
}

fn other(request: &Request) -> Result<i64> {
    let id = request.param("other").and_then(|text| text.parse().ok());
    id.filter(|id| *id > 0).ok_or(Error::NotFound)
}

/// Returns the merge this page is about, if the reader may undo it, and what prevents the undo.
///
/// # Errors
/// `NotFound` if it is too late, or if the reader does not see the other actor; `Denied` without the right.
fn asked(db: &mut impl Read, visit: &Visit, id: i64) -> Result<(Undo, Vec<String>)> {
    let access = &visit.access;
    let survivor = edit::opened(access, db, id)?;
    let merge = Undo::of(db, &visit.state.seal, survivor.id, other(&visit.request)?)?.ok_or(Error::NotFound)?;
    if !access.finds(&merge.other.actor.target()) {
        return Err(Error::NotFound);
    }
    access.allows::<UnmergeActor>(&survivor)?;
    let known = role_fields::all(db)?;
    let mut stands = merge.hindrances(db, visit, &known)?;
    if survivor.merged_into.is_some() {
        stands.insert(0, visit.t.one("actor-merge-merged", "name", &survivor.name));
    }
    // In an archived unit nothing is allowed to anybody. The hindrances already say so, and are shown instead of a
    // refusal.
    if stands.is_empty() {
        access.allows::<UnmergeActor>(&merge.other.actor)?;
    }
    Ok((merge, stands))
}

fn shown(visit: &Visit, merge: &Undo, back: &Back, hindrances: Vec<String>) -> Result<UndoPage> {
    let t = visit.t;
    let name = &merge.other.actor.name;
    Ok(UndoPage {
        shell: visit.shell()?,
        t,
        title: t.one("actor-undo-title", "name", name),
        text: match hindrances.is_empty() {
            true => t.two("actor-undo-text", "name", name, "survivor", &merge.survivor.actor.name),
            false => t.get("actor-undo-not"),
        },
        action: visit.request.address_bar(),
        from: back.keep(&format!("{PATH}/{}", merge.survivor.actor.id)),
        label: match hindrances.is_empty() {
            true => t.get("actor-undo"),
            false => String::new(),
        },
        hindrances,
    })
}

/// GET /actors/{id}/merged/{other}.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let View { db, visit } = view;
    let (merge, stands) = asked(db, visit, id)?;
    Answer::page(&shown(visit, &merge, &back, stands)?)
}

/// Answers 409 with the page, because something has happened since that prevents the undo.
fn refused(visit: &Visit, merge: &Undo, back: &Back, stands: Vec<String>) -> Result<Outcome> {
    let page = shown(visit, merge, back, stands)?;
    Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid)
}

/// POST /actors/{id}/merged/{other}.
pub fn apply(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(Nothing {})): (Id, Query<Back>, Form<Nothing>),
) -> Result<Outcome> {
    let access = ctx.visit.access.clone();
    let (first, stands) = asked(ctx.tx, &ctx.visit, id)?;
    if !stands.is_empty() {
        return refused(&ctx.visit, &first, &back, stands);
    }
    // The locks are taken in a fixed order: users before actors, and the actor with the lower id first.
    let known = role_fields::all(ctx.tx)?;
    let user = first
        .user(&known)
        .filter(|user| first.survivor.actor.user == Some(*user));
    let user = user.map(|user| access.can::<MoveLink>(ctx.tx, user)).transpose()?;
    let mut ids = [first.kept.survivor_id, first.kept.other_id];
    ids.sort_unstable();
    let mut held: Vec<Can<'_, UnmergeActor>> = Vec::new();
    for id in ids {
        held.push(access.can::<UnmergeActor>(ctx.tx, id)?);
    }
    // Checked again, now that both actors are locked.
    let (merge, stands) = asked(ctx.tx, &ctx.visit, id)?;
    if !stands.is_empty() {
        return refused(&ctx.visit, &merge, &back, stands);
    }
    let of = |id: i64| held.iter().find(|can| can.row().id == id).ok_or(Error::NotFound);
    let cans = Cans {
        survivor: of(merge.kept.survivor_id)?,
        other: of(merge.kept.other_id)?,
        user: user.as_ref(),
    };
    let seal = &ctx.visit.state.seal;
    undo(ctx.tx, seal, &ctx.visit.author(), &cans, (&merge, &known))?;
    let said = ctx.visit.t.one("actor-undo-done", "name", &merge.other.actor.name);
    let to = back.keep(&format!("{PATH}/{}", merge.kept.other_id));
    Ok(Outcome::Commit(Answer::see_other(&to).saying(said)))
}
