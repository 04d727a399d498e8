//! GET /users and what belongs to it: the toolbar's fragment, the choice of columns.
use super::Lookup;
use super::columns::{Column, Columns};
use super::filter::Filter;
use super::narrow::Offer;
use super::picker;
use super::store::Extras;
use super::toolbar::toolbar;
use super::view::{Reader, Table};
use crate::access::headcounts::Headcounted;
use crate::access::permission::Permission;
use crate::access::{Access, Refusal};
use crate::error::Result;
use crate::users::edit;
use crate::web::answer::{Answer, Outcome};
use crate::web::chunks::Visible;
use crate::web::columns::Choice;
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
#[template(path = "users/index.html")]
struct IndexPage {
    shell: Shell,
    t: Texts,
    filter: Filter,
    offers: [Offer; 4],
    chips: Vec<parts::Chip>,
    /// The address of this list without the selection.
    here: String,
    active: String,
    licences: String,
    locked: String,
    locked_url: String,
    create_url: String,
    create_why: Option<String>,
    units: Narrowing,
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
    /// Nobody has the values asked for.
    NoneSuch,
    /// Nothing else is asked for, and nobody is locked.
    NoneLocked,
    /// There are no users.
    NoUsers,
}

/// Refuses readers who may not open the screen (SPEC P-14).
pub(super) fn opened(access: &Access) -> Result<()> {
    Ok(menu::USERS.enter(access)?)
}

/// Returns what the reader sees, and that narrowed to the unit of the list. A unit the reader does not see does not
/// exist.
pub(super) fn narrowed(access: &Access, filter: &Filter) -> Result<(Visible, Visible)> {
    let visible = super::visible(access);
    let below = visible.below(access, filter.unit)?;
    Ok((visible, below))
}

pub(super) fn columns(access: &Access, filter: &Filter) -> Columns {
    let chosen = access.viewer().and_then(|viewer| viewer.columns.as_deref());
    Columns::chosen(chosen, filter.shows_deactivated())
}

pub(super) fn extras(columns: Columns) -> Extras {
    Extras {
        groups: columns.has(Column::Groups),
        tokens: columns.has(Column::ActiveTokens),
        two_factor: columns.has(Column::TwoFactor),
        licensed: columns.has(Column::Licensed),
        updated_by: columns.has(Column::UpdatedBy),
        unit_texts: false,
    }
}

/// GET /users.
pub fn page(view: &mut View, filter: Filter) -> Result<Answer> {
    let View { db, visit } = view;
    let access = &visit.access;
    opened(access)?;
    let (visible, narrowed) = narrowed(access, &filter)?;
    let shown = picker::shown(access, &visible, filter.unit);
    let users = visit.headcounts(db)?;
    let lookup = Lookup::new(db, (&narrowed, access.now()), &filter, &users)?;
    let columns = columns(access, &filter);
    let listing = lookup.page(db, extras(columns), filter.cursor.as_ref())?;
    if listing.rows.is_empty() && !listing.stopped && filter.cursor.is_some() {
        return Ok(Answer::see_other(&filter.at_start().url()));
    }
    let filter = filter.selecting(&listing.holds(&filter.selected));
    let toolbar = toolbar(db, visit, &filter)?;
    let reader = Reader {
        t: &visit.t,
        access,
        visible: &visible,
        columns,
    };
    let units = picker::narrowing(&visit.t, access, &shown, &filter, &users);
    let (create_url, create_why) = create(visit, &visible, &filter);
    let empty = (listing.rows.is_empty() && !listing.stopped).then(|| empty(&visible, &filter));
    Answer::page(&IndexPage {
        shell: visit.shell()?,
        t: visit.t,
        offers: filter.narrow.offers(&visit.t),
        chips: filter.narrow.chips(&visit.t, |narrow| filter.narrowed(narrow).url()),
        here: filter.selecting(&[]).url(),
        active: visit.t.one("users-count-active", "count", lookup.head.users.active),
        licences: licences(visit, &narrowed, lookup.head.users.licences, &users),
        locked: visit.t.number(lookup.head.locked),
        locked_url: filter.only_locked().url(),
        create_url,
        create_why,
        units,
        columns: reader.choices(),
        table: reader.table(&filter, &listing),
        toolbar,
        empty,
        filter,
    })
}

/// Says how many licences the listed users have, and how many their customers have left (SPEC U-6).
fn licences(visit: &Visit, visible: &Visible, assigned: i64, users: &Headcounted) -> String {
    match users.licences_left(visit.access.snapshot(), visible.ranges()) {
        Some(left) => visit.t.two("users-licences", "assigned", assigned, "left", left),
        None => visit.t.one("users-licences-unlimited", "assigned", assigned),
    }
}

/// Returns where a new user is made, and why not if no visible unit allows it.
fn create(visit: &Visit, visible: &Visible, filter: &Filter) -> (String, Option<String>) {
    let access = &visit.access;
    let possible = !access.ranges(Permission::CREATE_USER).and(visible.ranges()).is_empty();
    let refused = || {
        let unit = filter
            .unit
            .or_else(|| access.viewer().map(|viewer| viewer.unit))
            .unwrap_or_default();
        visit.why_not(&Refusal::Lacks {
            right: Permission::CREATE_USER,
            unit,
        })
    };
    (edit::create::url(filter.unit, &filter.url()), (!possible).then(refused))
}

fn empty(visible: &Visible, filter: &Filter) -> Empty {
    match () {
        () if visible.is_empty() => Empty::Unseen,
        () if !filter.q.is_empty() => Empty::NoMatch,
        () if *filter == filter.cleared().only_locked() => Empty::NoneLocked,
        () if !filter.narrow.is_open() => Empty::NoneSuch,
        () => Empty::NoUsers,
    }
}

/// GET /users/toolbar: the toolbar for a changed selection, as a fragment.
pub fn toolbar_part(view: &mut View, Query(selecting): Query<Selecting>) -> Result<Answer> {
    opened(&view.visit.access)?;
    toolbar(&mut view.db, &view.visit, &selecting.list())?.part(view.visit.t)
}

/// GET /users/selection: the list with these rows selected, for browsers without scripts.
pub fn select(view: &mut View, Query(selecting): Query<Selecting>) -> Result<Answer> {
    opened(&view.visit.access)?;
    Ok(Answer::see_other(&selecting.list::<Filter>().url()))
}

/// POST /users/columns (SPEC U-2).
pub fn choose_columns(ctx: &mut Ctx<'_, '_>, Form(choice): Form<Choice>) -> Result<Outcome> {
    opened(&ctx.visit.access)?;
    crate::columns::choose(ctx, &crate::columns::USERS, Column::choices(), &choice)
}
