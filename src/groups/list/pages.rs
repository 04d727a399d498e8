//! GET /groups, and the choice of columns (SPEC G-1).
use super::filter::{Filter, PATH};
use super::store::{self, Extras, Row};
use super::{Listing, counted};
use crate::access::{Refusal, Target, rules};
use crate::activity::{self, Entry, Subject};
use crate::error::Result;
use crate::files::Table;
use crate::groups::edit::screen;
use crate::imports;
use crate::users::OwnAccount;
use crate::web::answer::{Answer, Outcome};
use crate::web::group_name::group_name;
use crate::web::i18n::Texts;
use crate::web::parts::{Column, Head, Order, Pager};
use crate::web::request::{Form, local_path};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;
use serde::Deserialize;
use url::form_urlencoded::byte_serialize;

/// The columns one may choose; the display name leads each row and is always there.
const COLUMNS: [(&str, &str); 4] = [
    ("name", "group-name"),
    ("members", "groups-column-members"),
    ("updated-by", "groups-column-updated-by"),
    ("id", "group-info-id"),
];

/// A group as it is shown.
struct Line {
    display_name: String,
    url: String,
    /// What kind of group it is, if not one of one's own.
    kind: Option<String>,
    /// In the order of the chosen columns: class, label, text.
    cells: Vec<(&'static str, String, String)>,
    id: i64,
    copy_url: String,
    copy_why: Option<String>,
    delete_url: String,
    delete_why: Option<String>,
}

#[derive(Template)]
#[template(path = "groups/index.html")]
struct IndexPage {
    shell: Shell,
    t: Texts,
    filter: Filter,
    here: String,
    create_url: String,
    create_why: Option<String>,
    import: Option<String>,
    columns: Vec<Column>,
    heads: Vec<Head>,
    rows: Vec<Line>,
    pager: Pager,
}

/// GET /groups.
pub fn page(view: &mut View, filter: Filter) -> Result<Answer> {
    let View { db, visit } = view;
    screen(&visit.access)?;
    let user = visit.access.principal()?.user;
    let chosen = store::columns(db, user)?.unwrap_or_default();
    let shown: Vec<(&'static str, &'static str)> = COLUMNS
        .into_iter()
        .filter(|(key, _)| chosen.iter().any(|column| column == key))
        .collect();
    let extras = Extras {
        members: shown.iter().any(|(key, _)| *key == "members"),
    };
    let listing = super::page(db, &visit.access, &filter, extras)?;
    if listing.rows.is_empty() && filter.cursor.is_some() {
        return Ok(Answer::see_other(&filter.from_start().url()));
    }
    Answer::page(&index(visit, filter, &listing, &shown)?)
}

fn index(
    visit: &Visit,
    filter: Filter,
    listing: &Listing,
    shown: &[(&'static str, &'static str)],
) -> Result<IndexPage> {
    let t = &visit.t;
    let here = filter.url();
    let from: String = byte_serialize(here.as_bytes()).collect();
    let create = rules::create_group(&visit.access, &Target::new_group());
    Ok(IndexPage {
        shell: visit.shell()?,
        t: *t,
        create_url: format!("/groups/new?from={from}"),
        create_why: create.err().map(|refusal| visit.why_not(&refusal)),
        import: imports::link(&visit.access, Table::Groups),
        columns: choices(t, shown),
        heads: heads(t, &filter, shown),
        rows: listing.rows.iter().map(|row| line(visit, row, shown, &from)).collect(),
        pager: Pager {
            shown: t.one("groups-shown", "count", listing.rows.len()),
            previous: listing.previous.as_ref().map(|cursor| filter.paged(cursor).url()),
            next: listing.next.as_ref().map(|cursor| filter.paged(cursor).url()),
        },
        here,
        filter,
    })
}

fn class(key: &str) -> &'static str {
    match key {
        "members" | "id" => "num",
        "updated-by" => "cut",
        _ => "dim",
    }
}

fn heads(t: &Texts, filter: &Filter, shown: &[(&'static str, &'static str)]) -> Vec<Head> {
    let order = if filter.descending {
        Order::Descending
    } else {
        Order::Ascending
    };
    let first = Head {
        label: t.get("group-display-name"),
        class: "c-disp",
        url: Some(filter.turned().url()),
        sorted: Some(order),
    };
    let others = shown.iter().map(|(key, label)| Head {
        label: t.get(label),
        class: class(key),
        ..Head::default()
    });
    std::iter::once(first).chain(others).collect()
}

fn choices(t: &Texts, shown: &[(&'static str, &'static str)]) -> Vec<Column> {
    let fixed = Column {
        key: "display-name",
        label: t.get("group-display-name"),
        shown: true,
        fixed: true,
    };
    let others = COLUMNS.into_iter().map(|(key, label)| Column {
        key,
        label: t.get(label),
        shown: shown.iter().any(|(other, _)| *other == key),
        fixed: false,
    });
    std::iter::once(fixed).chain(others).collect()
}

fn kind(t: &Texts, row: &Row) -> Option<String> {
    match row {
        Row { system: true, .. } => Some(t.get("group-is-system")),
        Row { predefined: true, .. } => Some(t.get("group-is-predefined")),
        _ => None,
    }
}

fn line(visit: &Visit, row: &Row, shown: &[(&'static str, &'static str)], from: &str) -> Line {
    let (t, access, target) = (&visit.t, &visit.access, Target::group(row.id));
    let why = |verdict: std::result::Result<(), Refusal>| verdict.err().map(|refusal| visit.why_not(&refusal));
    let text = |key: &str| match key {
        "name" => row.name.clone(),
        "members" => match counted(row.members) {
            (count, true) => t.one("groups-more-than", "count", count),
            (count, false) => t.number(count),
        },
        "updated-by" => row.updated_by.clone().unwrap_or_default(),
        _ => row.id.to_string(),
    };
    let page = |word: &str| format!("/groups/{}{word}?from={from}", row.id);
    Line {
        id: row.id,
        display_name: group_name(&visit.t, row.id, &row.display_name),
        url: page(""),
        kind: kind(t, row),
        cells: shown
            .iter()
            .map(|(key, label)| (class(key), t.get(label), text(key)))
            .collect(),
        copy_url: page("/copy"),
        copy_why: why(rules::copy_group(access, &target)),
        delete_url: page("/delete"),
        delete_why: why(rules::delete_group(access, &target)),
    }
}

/// The column menu.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    #[serde(default)]
    column: Vec<String>,
    #[serde(default)]
    reset: Option<String>,
    #[serde(default)]
    from: String,
}

/// POST /groups/columns: kept per user, across devices.
pub fn choose_columns(ctx: &mut Ctx<'_, '_>, Form(choice): Form<Choice>) -> Result<Outcome> {
    screen(&ctx.visit.access)?;
    let viewer = ctx.visit.access.principal()?;
    let own = ctx.visit.access.can::<OwnAccount>(ctx.tx, viewer.user)?;
    let keys = COLUMNS.into_iter().map(|(key, _)| key);
    let chosen: Vec<&str> = keys
        .filter(|key| choice.column.iter().any(|column| column == key))
        .collect();
    let columns = choice.reset.is_none().then_some(chosen);
    store::set_columns(ctx.tx, &own, columns.as_deref())?;
    let entry = Entry::new(
        &ctx.visit.author(),
        "user.columns_chosen",
        Subject::User(viewer.user),
        Some(viewer.unit),
    );
    activity::record(ctx.tx, entry.fact("columns", columns.map(|columns| columns.join(" "))))?;
    Ok(Outcome::Commit(Answer::see_other(local_path(&choice.from, PATH))))
}
