//! **Select clerk** (SPEC U-41): who sits at a shared user's screen. The choice belongs to the session, shows in the
//! header and stands beside the user in the log; rights, profile, password and sessions stay the user's.
//!
//! At login it is a stage, whenever there is more than one possibility. A session comes back to it when its clerk has
//! been taken off the list or deactivated, and when it is nobody's though the user itself may not be chosen any more.
//! Later it is a dialog: /account/clerk.
use super::store::{self, Clerk};
use super::{new_secret, secret_hash, stages};
use crate::access::Viewer;
use crate::activity::{self, Entry, Event, Subject};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome, SessionCookie};
use crate::web::field::{Choice, Field};
use crate::web::i18n::Texts;
use crate::web::request::{Form, Query, local_path};
use crate::web::shell::{Gate, Shell};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// Stands for the shared user itself.
const MAIN: &str = "main";
const HOME: &str = "/";

#[derive(Template)]
#[template(path = "session/clerk.html")]
struct StagePage {
    gate: Gate,
    t: Texts,
    clerk: Field,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "account/clerk.html")]
struct DialogPage {
    shell: Shell,
    t: Texts,
    clerk: Field,
    choices: Vec<Choice>,
    from: String,
}

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    from: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    clerk: String,
    #[serde(default)]
    from: String,
}

/// Who may be chosen.
pub struct Options {
    pub clerks: Vec<Clerk>,
    /// Whether the user itself may be chosen: it is allowed, or there is nobody else.
    pub main: bool,
}

/// Who may be chosen in the sessions of this user.
///
/// # Errors
/// Any database error.
pub fn options(db: &mut impl Read, user: i64) -> Result<Options> {
    let clerks = store::clerks(db, user)?;
    let main = clerks.is_empty() || store::main_as_clerk(db, user)?;
    Ok(Options { clerks, main })
}

impl Options {
    fn choices(&self, viewer: &Viewer) -> Vec<Choice> {
        let main = self.main.then(|| Choice::new(MAIN, &viewer.display_name));
        let others = self
            .clerks
            .iter()
            .map(|one| Choice::new(one.id.to_string(), &one.display_name));
        main.into_iter().chain(others).collect()
    }

    /// Returns who is meant. The outer None means somebody who may not be chosen; the inner one, the user itself.
    fn find(&self, typed: &str) -> Option<Option<i64>> {
        if typed == MAIN {
            return self.main.then_some(None);
        }
        let id: i64 = typed.parse().ok()?;
        self.clerks.iter().any(|one| one.id == id).then_some(Some(id))
    }
}

/// GET /login/clerk.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let viewer = view.visit.access.principal()?.clone();
    let options = options(&mut view.db, viewer.user)?;
    Answer::page(&stage_page(&view.visit, &viewer, &options, Field::empty("clerk")))
}

fn stage_page(visit: &Visit, viewer: &Viewer, options: &Options, clerk: Field) -> StagePage {
    StagePage {
        gate: visit.gate(),
        t: visit.t,
        clerk,
        choices: options.choices(viewer),
    }
}

/// POST /login/clerk.
pub fn choose(ctx: &mut Ctx<'_, '_>, (Query(asked), Form(typed)): (Query<Asked>, Form<Typed>)) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    let options = options(ctx.tx, viewer.user)?;
    let Some(clerk) = options.find(&typed.clerk) else {
        let field = Field::empty("clerk").refused(ctx.visit.t.get("clerk-missing"));
        let page = stage_page(&ctx.visit, &viewer, &options, field);
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    };
    if viewer.session()?.clerk_lost {
        return change(ctx, &viewer, clerk, local_path(&asked.from, HOME)).map(Outcome::Commit);
    }
    if let Some(refused) = stages::refused_if_locked(ctx)? {
        return Ok(refused);
    }
    store::set_clerk(ctx.tx, viewer.session()?.id, clerk)?;
    record(ctx, &viewer, clerk)?;
    stages::go_on(ctx, None, &asked.from).map(Outcome::Commit)
}

/// GET /account/clerk, for users who have somebody to choose.
pub fn dialog(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let viewer = shared(&view.visit)?;
    let options = options(&mut view.db, viewer.user)?;
    let now = viewer.clerk().map_or(MAIN.to_owned(), |clerk| clerk.id.to_string());
    Answer::page(&dialog_page(
        &view.visit,
        &viewer,
        &options,
        Field::new("clerk", now),
        asked.from,
    )?)
}

fn shared(visit: &Visit) -> Result<Viewer> {
    let viewer = visit.access.principal()?;
    if viewer.clerks {
        Ok(viewer.clone())
    } else {
        Err(Error::NotFound)
    }
}

fn dialog_page(visit: &Visit, viewer: &Viewer, options: &Options, clerk: Field, from: String) -> Result<DialogPage> {
    Ok(DialogPage {
        shell: visit.shell()?,
        t: visit.t,
        clerk,
        choices: options.choices(viewer),
        from,
    })
}

/// POST /account/clerk.
pub fn switch(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    let viewer = shared(&ctx.visit)?;
    let options = options(ctx.tx, viewer.user)?;
    let Some(clerk) = options.find(&typed.clerk) else {
        let field = Field::empty("clerk").refused(ctx.visit.t.get("clerk-missing"));
        let page = dialog_page(&ctx.visit, &viewer, &options, field, typed.from)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    };
    change(ctx, &viewer, clerk, local_path(&typed.from, "/account")).map(Outcome::Commit)
}

/// Gives the session a new secret, because somebody else sits there now (SECURITY SE2); the old one is dead.
fn change(ctx: &mut Ctx<'_, '_>, viewer: &Viewer, clerk: Option<i64>, target: &str) -> Result<Answer> {
    let secret = new_secret()?;
    store::change_clerk(ctx.tx, viewer.session()?.id, clerk, &secret_hash(&secret))?;
    record(ctx, viewer, clerk)?;
    Ok(Answer::see_other(target).with_cookie(SessionCookie::Set(secret)))
}

/// Records the choice under the clerk who was chosen; the entry says who it was before.
fn record(ctx: &mut Ctx<'_, '_>, viewer: &Viewer, clerk: Option<i64>) -> Result<()> {
    let mut author = ctx.visit.author();
    author.clerk = clerk;
    let before = viewer.clerk().map(|clerk| clerk.id);
    let entry = Entry::new(
        &author,
        Event::SessionClerkChosen,
        Subject::User(viewer.user),
        Some(viewer.unit),
    );
    let entry = entry.fact("session", viewer.session()?.id);
    activity::record(ctx.tx, entry.diff("clerk_id", before, clerk)).map(drop)
}
