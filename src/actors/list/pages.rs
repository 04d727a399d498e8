//! GET /actors and what belongs to it: the toolbar's fragment, the choice of columns.
use super::columns::{self, Column, Columns};
use super::filter::{Filter, NO_ROLE};
use super::toolbar::toolbar;
use super::view::{Reader, Table};
use super::{Lookup, visible};
use crate::access::actor_roles::{ActorRole, Deed};
use crate::access::permission::Permission;
use crate::access::{Access, Refusal};
use crate::actor_setup::fields;
use crate::actors::{self, edit};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::org_units::narrowing::narrowing;
use crate::web::answer::{Answer, Outcome};
use crate::web::chunks::Visible;
use crate::web::columns::Choice;
use crate::web::field::Choice as FilterChoice;
use crate::web::group_name::role_list_name;
use crate::web::i18n::Texts;
use crate::web::list_state::{ListState, Selecting};
use crate::web::menu;
use crate::web::parts;
use crate::web::request::{Form, Query};
use crate::web::several::toolbar::Toolbar;
use crate::web::shell::Shell;
use crate::web::tree::Narrowing;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;

#[derive(Template)]
#[template(path = "actors/index.html")]
struct IndexPage {
    shell: Shell,
    t: Texts,
    title: String,
    search: String,
    filter: Filter,
    /// The address of this list without the selection.
    here: String,
    columns_url: String,
    create_label: String,
    create_url: String,
    create_why: Option<String>,
    units: Narrowing,
    /// The kinds the list can be narrowed to, and whether it is.
    kinds: Vec<(FilterChoice, bool)>,
    columns: Vec<parts::Column>,
    toolbar: Toolbar,
    table: Table,
    empty: Option<Empty>,
}

/// Why there are no rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Empty {
    /// The reader sees no unit.
    Unseen,
    /// Nobody matches the search.
    NoMatch,
    /// Nothing is searched for, and nobody fits the filters.
    NoneFit,
    /// There are no actors.
    NoActors,
}

/// Returns the role of a list, or None for the list of actors without a directory. Only a role that is a directory has
/// a list.
pub(super) fn role<'a>(access: &'a Access, filter: &Filter) -> Result<Option<&'a ActorRole>> {
    if filter.role == NO_ROLE {
        return Ok(None);
    }
    let roles = access.snapshot().actor_roles();
    let role = roles.named(&filter.role).filter(|role| role.is_directory());
    role.map(Some).ok_or(Error::NotFound)
}

/// Returns the list as the reader may open it, and what it is narrowed to. A unit the reader does not see does not
/// exist.
pub(super) fn opened<'a>(access: &'a Access, filter: &Filter) -> Result<(Option<&'a ActorRole>, Visible)> {
    let role = match role(access, filter) {
        // A reader who can open no list does not learn which lists exist.
        Err(Error::NotFound) if menu::directories(access).next().is_none() => {
            let right = Permission::NAVIGATE_ACTOR_DIRECTORY;
            return Err(Refusal::NoScreen { right }.into());
        }
        role => role?,
    };
    actors::screen(access, role)?;
    Ok((role, visible(access).below(access, filter.unit)?))
}

/// Returns the columns that the reader is shown of this list.
pub(super) fn columns(db: &mut impl Read, visit: &Visit, filter: &Filter, role: Option<&ActorRole>) -> Result<Columns> {
    let ids: Vec<i64> = role.map(|role| role.id).into_iter().collect();
    let all = Column::all(fields::of_roles(db, &ids)?);
    let stored = crate::columns::chosen(db, visit, &columns::list(&filter.role))?;
    Ok(Columns::chosen(all, stored.as_deref()))
}

/// GET /actors. Without a role it leads to the first list the reader may open.
pub fn page(view: &mut View, filter: Filter) -> Result<Answer> {
    let View { db, visit } = view;
    let access = &visit.access;
    if filter.role.is_empty()
        && let Some(url) = menu::directories(access).next().map(|role| super::role_url(&role.name))
    {
        return Ok(Answer::see_other(&url));
    }
    let (role, narrowed) = opened(access, &filter)?;
    let columns = columns(db, visit, &filter, role)?;
    let of_role = role.map(|role| role.id);
    let lookup = Lookup::new(db, visit, &narrowed, &filter, of_role, columns.fields())?;
    let listing = lookup.page(db, &columns.extras(), filter.cursor.as_ref())?;
    if listing.rows.is_empty() && !listing.stopped && filter.cursor.is_some() {
        return Ok(Answer::see_other(&filter.at_start().url()));
    }
    let filter = filter.selecting(&listing.holds(&filter.selected));
    let toolbar = toolbar(db, visit, &filter)?;
    let reader = Reader {
        t: &visit.t,
        access,
        columns: &columns,
        seal: &visit.state.seal,
    };
    let units = narrowing(access, filter.unit, |unit| filter.within(unit).url());
    let (create_url, create_why) = create(visit, role, &filter);
    let empty = (listing.rows.is_empty() && !listing.stopped).then(|| empty_as(access, &filter));
    Answer::page(&IndexPage {
        shell: visit.shell()?,
        t: visit.t,
        title: title(&visit.t, role),
        search: visit.t.one("actors-search", "list", title(&visit.t, role)),
        here: filter.selecting(&[]).url(),
        columns_url: Filter::of_role(&filter.role).at("/actors/columns"),
        create_label: visit.t.get("actors-new"),
        create_url,
        create_why,
        units,
        kinds: kinds(&visit.t, &filter),
        columns: reader.choices(),
        table: reader.table(&filter, &listing),
        toolbar,
        empty,
        filter,
    })
}

fn kinds(t: &Texts, filter: &Filter) -> Vec<(FilterChoice, bool)> {
    let choice = |kind: actors::Kind| FilterChoice::new(kind.code(), t.get(kind.label()));
    actors::Kind::ALL
        .map(|kind| (choice(kind), filter.kind == Some(kind)))
        .to_vec()
}

fn title(t: &Texts, role: Option<&ActorRole>) -> String {
    role.map_or_else(|| t.get("actors-title-other"), |role| role_list_name(t, role))
}

/// Returns where a new actor is made, and why not if no visible unit allows it.
fn create(visit: &Visit, role: Option<&ActorRole>, filter: &Filter) -> (String, Option<String>) {
    let access = &visit.access;
    let right = role
        .and_then(|role| role.right(Deed::Create))
        .unwrap_or(Permission::ACTOR_SETUP_MANAGE);
    let possible = !access.ranges(right).and(&access.scope()).is_empty();
    let refused = || {
        let own = access.viewer().map(|viewer| viewer.unit);
        let unit = filter.unit.or(own).unwrap_or_default();
        visit.why_not(&Refusal::Lacks { right, unit })
    };
    (
        edit::new_url(&filter.role, filter.unit, &filter.url()),
        (!possible).then(refused),
    )
}

fn empty_as(access: &Access, filter: &Filter) -> Empty {
    match () {
        () if visible(access).is_empty() => Empty::Unseen,
        () if !filter.q.is_empty() => Empty::NoMatch,
        () if filter.narrows() => Empty::NoneFit,
        () => Empty::NoActors,
    }
}

/// GET /actors/toolbar: the toolbar for a changed selection, as a fragment.
pub fn toolbar_part(view: &mut View, Query(selecting): Query<Selecting>) -> Result<Answer> {
    let filter: Filter = selecting.list();
    opened(&view.visit.access, &filter)?;
    toolbar(&mut view.db, &view.visit, &filter)?.part(view.visit.t)
}

/// GET /actors/selection: the list with these rows selected, for browsers without scripts.
pub fn select(view: &mut View, Query(selecting): Query<Selecting>) -> Result<Answer> {
    let filter: Filter = selecting.list();
    opened(&view.visit.access, &filter)?;
    Ok(Answer::see_other(&filter.url()))
}

/// POST /actors/columns.
pub fn choose_columns(ctx: &mut Ctx<'_, '_>, (filter, Form(choice)): (Filter, Form<Choice>)) -> Result<Outcome> {
    let access = ctx.visit.access.clone();
    let (role, _) = opened(&access, &filter)?;
    let ids: Vec<i64> = role.map(|role| role.id).into_iter().collect();
    let offered = Column::all(fields::of_roles(ctx.tx, &ids)?);
    crate::columns::choose(ctx, &columns::list(&filter.role), offered, &choice)
}
