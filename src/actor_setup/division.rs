//! Actors → **Actors setup**: GET and POST /setup/actors. `access::division` decides what a level means for visibility.
pub use crate::access::division::{seen, sees};

use crate::access::division::{deepest, examples};
use crate::access::{Access, Refusal, Target, rules};
use crate::activity;
use crate::activity::Event;
use crate::actor_setup::{ManageActorSetup, Settings, entry, store, why_not};
use crate::db::Changed;
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Choice, Field};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::Form;
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// Units named as examples beside a level.
const NAMED: usize = 3;

#[derive(Template)]
#[template(path = "actor_setup/division.html")]
struct DivisionPage {
    shell: Shell,
    t: Texts,
    version: i32,
    division: Field,
    choices: Vec<Choice>,
    stale: bool,
    /// Why wider levels are not offered.
    narrower: Option<String>,
    read_only: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    version: i32,
    division: String,
}

/// Whether the change would show more actors. At a higher level, which is a smaller number, more units share their
/// actors.
fn widens(set: Option<i32>, wanted: Option<i32>) -> bool {
    wanted.is_some_and(|wanted| set.is_none_or(|set| wanted < set))
}

/// Checks whether the reader may choose a level that shows more actors than now.
fn why_not_wider(access: &Access) -> Result<(), Refusal> {
    rules::widen_division(access, &Target::installation())
}

/// Returns the choices: each unit for itself, then every level below the top that has units and that the reader may
/// choose. The level that is set is always offered.
fn choices(visit: &Visit, set: Option<i32>) -> Vec<Choice> {
    let (t, access) = (&visit.t, &visit.access);
    let deepest = deepest(access.snapshot().units()).max(set.unwrap_or(0));
    let level = |level: i32| {
        let named = examples(access, level, NAMED).join(", ");
        let number = level.to_string();
        let label = match (level, named.is_empty()) {
            (1, true) => t.get("actors-division-customer"),
            (1, false) => t.one("actors-division-customer-such", "units", named),
            (_, true) => t.one("actors-division-level", "level", number),
            (_, false) => t.two("actors-division-level-such", "level", number, "units", named),
        };
        Choice::new(level.to_string(), label)
    };
    let each = Choice::new("", t.get("actors-division-each"));
    let wider = why_not_wider(access).is_ok();
    let offered = (1..=deepest).filter(|level| wider || !widens(set, Some(*level)));
    std::iter::once(each).chain(offered.map(level)).collect()
}

fn code(division: Option<i32>) -> String {
    division.map(|level| level.to_string()).unwrap_or_default()
}

fn shown(visit: &Visit, stored: &Settings, chosen: &str) -> Result<DivisionPage> {
    Ok(DivisionPage {
        shell: visit.shell()?,
        t: visit.t,
        version: stored.version,
        division: Field::new("division", chosen),
        choices: choices(visit, stored.division),
        stale: false,
        narrower: why_not_wider(&visit.access)
            .err()
            .map(|refusal| visit.why_not(&refusal)),
        read_only: why_not(visit),
    })
}

/// GET /setup/actors.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ACTORS_SETUP.enter(&visit.access)?;
    let stored = store::settings(db)?;
    Answer::page(&shown(visit, &stored, &code(stored.division))?)
}

/// POST /setup/actors. The change affects which actors everybody sees, so every node is told at once.
pub fn save(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    menu::ACTORS_SETUP.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageActorSetup>(ctx.tx)?;
    let stored = can.row().clone();
    let wanted = typed.division.parse().ok();
    if widens(stored.division, wanted) {
        why_not_wider(&ctx.visit.access)?;
    }
    let page = shown(&ctx.visit, &stored, &typed.division)?;
    if !page.choices.iter().any(|choice| choice.value == typed.division) {
        return Err(Error::BadRequest("unknown level".into()));
    }
    if typed.version != stored.version {
        let page = DivisionPage { stale: true, ..page };
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    if wanted != stored.division {
        let author = ctx.visit.author();
        store::divide(ctx.tx, &can, wanted, author.user)?;
        ctx.tx.access_changed(Changed::Permission(0))?;
        let changed = entry(&author, Event::ActorSetupChanged).diff("division", stored.division, wanted);
        activity::record(ctx.tx, changed)?;
    }
    let said = ctx.visit.t.get("common-is-saved");
    Ok(Outcome::Commit(Answer::see_other(menu::ACTORS_SETUP.url).saying(said)))
}
