//! **Users on behalf of**: /users/{id}/on-behalf (SPEC U-40).
use super::{Back, opened};
use crate::access::{Access, Can, Refusal};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::memberships::find::user_picker;
use crate::users::verbs::on_behalf::{self, Linked, MOST};
use crate::users::{LinkClerks, User};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::picker::{self, Picker};
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// The address of the search for somebody to add.
const FOUND: &str = "/users/clerks";

#[derive(Template)]
#[template(path = "users/on_behalf.html")]
struct OnBehalfPage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    done: String,
    linked: Vec<Line>,
    main: Field,
    main_was: String,
    add: Picker,
}

/// A user who is linked.
struct Line {
    id: i64,
    name: String,
    login: String,
    unit: String,
    off: bool,
    kept: bool,
}

/// What the tab **Details** shows of the links.
#[derive(Clone)]
pub(super) struct Card {
    pub names: Vec<String>,
    pub main: bool,
    pub url: String,
    pub why: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
    add: String,
    add_find: String,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    keep: Vec<i64>,
    /// Who was on the form: somebody linked since then stays.
    shown: Vec<i64>,
    main: String,
    /// Whether the tick `main` was set on the form, `yes` or `no`. It is not there where the reader sees none of the links.
    main_was: String,
    add: String,
    add_find: String,
    /// Somebody is searched for, in a browser without scripts.
    look: String,
}

impl Typed {
    fn leaves(&self, user: i64) -> bool {
        self.shown.contains(&user) && !self.keep.contains(&user)
    }
}

/// Leaves out links to users outside the reader's Access. A save keeps them (P-12).
fn seen(access: &Access, linked: Vec<Linked>) -> impl Iterator<Item = Linked> {
    linked.into_iter().filter(|one| access.sees(one.unit))
}

/// Returns the card for the tab **Details**, or None for accounts that nobody may be linked to.
pub(super) fn card(db: &mut impl Read, visit: &Visit, user: &User, back: &Back) -> Result<Option<Card>> {
    let why = match visit.access.allows::<LinkClerks>(user) {
        Err(Refusal::Protected) => return Ok(None),
        allowed => allowed.err().map(|refusal| visit.why_not(&refusal)),
    };
    let (linked, main) = on_behalf::linked(db, user.id)?;
    let names = seen(&visit.access, linked).map(|one| one.display_name).collect();
    let url = back.keep(&format!("/users/{}/on-behalf", user.id));
    Ok(Some(Card { names, main, url, why }))
}

/// GET /users/clerks: the users that can be added, as a fragment.
pub fn found(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    menu::USERS.enter(&view.visit.access)?;
    let field = Field::new("add", asked.add);
    let picker = user_picker(&mut view.db, &view.visit.access, &asked.add_find, field, FOUND)?;
    picker.part(&view.visit.t)
}

/// GET /users/{id}/on-behalf.
pub fn page(view: &mut View, (Id(id), Query(asked)): (Id, Query<Asked>)) -> Result<Answer> {
    let (user, _) = opened(&view.visit.access, &mut view.db, id)?;
    view.visit.access.allows::<LinkClerks>(&user)?;
    let (linked, main) = on_behalf::linked(&mut view.db, id)?;
    let add = user_picker(
        &mut view.db,
        &view.visit.access,
        &asked.add_find,
        Field::new("add", asked.add),
        FOUND,
    )?;
    let back = Back { from: asked.from };
    let typed = Typed {
        main_was: if main { "yes" } else { "no" }.to_owned(),
        main: if main { "yes" } else { "" }.to_owned(),
        ..Typed::default()
    };
    Answer::page(&behalf_page(&view.visit, &user, &back, linked, &typed, add)?)
}

fn behalf_page(
    visit: &Visit,
    user: &User,
    back: &Back,
    linked: Vec<Linked>,
    typed: &Typed,
    add: Picker,
) -> Result<OnBehalfPage> {
    let here = format!("/users/{}", user.id);
    let line = |one: Linked| Line {
        kept: !typed.leaves(one.id),
        id: one.id,
        unit: visit
            .access
            .seen_unit(one.unit)
            .map(|unit| unit.name.to_string())
            .unwrap_or_default(),
        name: one.display_name,
        login: one.login,
        off: !one.active,
    };
    Ok(OnBehalfPage {
        shell: visit.shell()?,
        t: visit.t,
        title: visit.t.one("on-behalf-title", "name", &user.display_name),
        action: back.keep(&format!("{here}/on-behalf")),
        done: back.keep(&here),
        linked: seen(&visit.access, linked).map(line).collect(),
        main: Field::tick("main", !typed.main.is_empty()),
        main_was: typed.main_was.clone(),
        add,
    })
}

/// POST /users/{id}/on-behalf: saves all of it or nothing. The reader needs the right for everybody who is added or
/// removed, too.
pub fn save(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(asked), Form(typed)): (Id, Query<Asked>, Form<Typed>),
) -> Result<Outcome> {
    let back = Back { from: asked.from };
    if !typed.look.is_empty() {
        return again(ctx, id, &back, &typed, None);
    }
    if picker::is_undecided(&typed.add, &typed.add_find) {
        return again(ctx, id, &back, &typed, Some("picker-choose"));
    }
    let (linked, _) = on_behalf::linked(ctx.tx, id)?;
    let removed: Vec<i64> = seen(&ctx.visit.access, linked)
        .map(|one| one.id)
        .filter(|one| typed.leaves(*one))
        .collect();
    let added = picker::chosen(&typed.add)?;
    let ids: Vec<i64> = [id].into_iter().chain(removed.iter().copied()).chain(added).collect();
    let mut cans = allowed(ctx, &ids)?;
    let main = take(&mut cans, id).ok_or(Error::NotFound)?;
    // As they are now that the main user is held.
    let (linked, _) = on_behalf::linked(ctx.tx, id)?;
    let added = match added {
        Some(_) if linked.len() - removed.len() >= MOST => {
            return again(ctx, id, &back, &typed, Some("on-behalf-full"));
        }
        Some(one) => match take(&mut cans, one) {
            None => return again(ctx, id, &back, &typed, Some("on-behalf-unknown")),
            clerk => clerk,
        },
        None => None,
    };
    let author = ctx.visit.author();
    // Added before removed: a user whose only link is replaced is never without one.
    if let Some(clerk) = added {
        on_behalf::link(ctx.tx, &author, &main, &clerk)?;
    }
    for clerk in removed.iter().filter_map(|one| take(&mut cans, *one)) {
        on_behalf::unlink(ctx.tx, &author, &main, &clerk)?;
    }
    let wanted = !typed.main.is_empty();
    if !linked.is_empty() && !typed.main_was.is_empty() && wanted != (typed.main_was == "yes") {
        on_behalf::allow_main(ctx.tx, &author, &main, wanted)?;
    }
    let target = back.keep(&format!("/users/{id}/on-behalf"));
    let said = ctx.visit.t.get("on-behalf-saved");
    Ok(Outcome::Commit(Answer::see_other(&target).saying(said)))
}

/// Answers with the page as typed, with the users that were searched for. `wrong`: why the user to add is refused.
fn again(ctx: &mut Ctx<'_, '_>, id: i64, back: &Back, typed: &Typed, wrong: Option<&str>) -> Result<Outcome> {
    let (user, _) = opened(&ctx.visit.access, ctx.tx, id)?;
    ctx.visit.access.allows::<LinkClerks>(&user)?;
    let (linked, _) = on_behalf::linked(ctx.tx, id)?;
    let mut field = Field::new("add", typed.add.as_str());
    let mut status = StatusCode::OK;
    if let Some(wrong) = wrong {
        field.refuse(ctx.visit.t.get(wrong));
        status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let add = user_picker(ctx.tx, &ctx.visit.access, &typed.add_find, field, FOUND)?;
    let page = behalf_page(&ctx.visit, &user, back, linked, typed, add)?;
    Answer::page_with(status, &page).map(Outcome::Invalid)
}

/// Returns a capability for each of these users.
///
/// # Errors
/// The first refusal, so that nothing is done by halves.
fn allowed<'t>(ctx: &mut Ctx<'_, 't>, ids: &[i64]) -> Result<Vec<(i64, Can<'t, LinkClerks>)>> {
    let verdicts = ctx.visit.access.can_all::<LinkClerks>(ctx.tx, ids)?;
    verdicts.into_iter().map(|(id, verdict)| Ok((id, verdict?))).collect()
}

fn take<'t>(cans: &mut Vec<(i64, Can<'t, LinkClerks>)>, id: i64) -> Option<Can<'t, LinkClerks>> {
    let at = cans.iter().position(|(one, _)| *one == id)?;
    Some(cans.swap_remove(at).1)
}
