//! GET /groups, and the choice of columns (SPEC G-1).
use super::filter::{Filter, PATH};
use super::store::{Extras, Row};
use super::{Listing, counted, export};
use crate::access::{Refusal, Target, rules};
use crate::columns::List;
use crate::error::Result;
use crate::files::Table;
use crate::imports;
use crate::web::answer::{Answer, Outcome};
use crate::web::columns::{self, Choice, Listed};
use crate::web::group_name::group_name;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::{self, Head, Order, Pager};
use crate::web::request::Form;
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;
use url::form_urlencoded::byte_serialize;

/// The columns to choose from. The display name is always there, as the first column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Members,
    UpdatedBy,
    Id,
}

const COLUMNS: [Column; 4] = [Column::Name, Column::Members, Column::UpdatedBy, Column::Id];

impl Listed for Column {
    fn key(&self) -> String {
        let key = match self {
            Column::Name => "name",
            Column::Members => "members",
            Column::UpdatedBy => "updated-by",
            Column::Id => "id",
        };
        key.to_owned()
    }
    fn label(&self, t: &Texts) -> String {
        t.get(match self {
            Column::Name => "group-name",
            Column::Members => "groups-column-members",
            Column::UpdatedBy => "groups-column-updated-by",
            Column::Id => "group-info-id",
        })
    }
    fn class(&self) -> &'static str {
        match self {
            Column::Name => "dim",
            Column::Members | Column::Id => "num",
            Column::UpdatedBy => "cut",
        }
    }
}

/// The head of the first column.
const FIRST: &str = "group-display-name";
/// The list whose columns the reader chooses.
const LIST: List = List::named("groups", PATH);

/// A group as it is shown.
struct Line {
    display_name: String,
    url: String,
    /// The kind of group, if it is not one that the installation's own users made.
    kind: Option<String>,
    /// The cells in the order of the chosen columns: class, label, text.
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
    export: String,
    columns: Vec<parts::Column>,
    heads: Vec<Head>,
    rows: Vec<Line>,
    pager: Pager,
}

/// GET /groups.
pub fn page(view: &mut View, filter: Filter) -> Result<Answer> {
    let View { db, visit } = view;
    menu::GROUPS.enter(&visit.access)?;
    let chosen = crate::columns::chosen(db, visit, &LIST)?;
    let shown = COLUMNS.into_iter().filter(|column| column.is_chosen(chosen.as_deref()));
    let shown: Vec<Column> = shown.collect();
    let extras = Extras {
        members: shown.contains(&Column::Members),
    };
    let listing = super::page(db, visit, &filter, extras)?;
    if listing.rows.is_empty() && filter.cursor.is_some() {
        return Ok(Answer::see_other(&filter.at_start().url()));
    }
    Answer::page(&index(visit, filter, &listing, &shown)?)
}

fn index(visit: &Visit, filter: Filter, listing: &Listing, shown: &[Column]) -> Result<IndexPage> {
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
        export: filter.at_start().at(export::PATH),
        columns: columns::menu(t, t.get(FIRST), COLUMNS, |column| shown.contains(column)),
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

fn heads(t: &Texts, filter: &Filter, shown: &[Column]) -> Vec<Head> {
    let first = Head {
        label: t.get(FIRST),
        class: "c-disp",
        url: Some(filter.turned().url()),
        sorted: Some(Order::of(filter.descending)),
    };
    columns::heads(t, first, shown.iter().copied(), |_| None)
}

fn kind(t: &Texts, row: &Row) -> Option<String> {
    match row {
        Row { system: true, .. } => Some(t.get("group-is-system")),
        Row { predefined: true, .. } => Some(t.get("group-is-predefined")),
        _ => None,
    }
}

fn line(visit: &Visit, row: &Row, shown: &[Column], from: &str) -> Line {
    let (t, access, target) = (&visit.t, &visit.access, Target::group(row.id));
    let why = |verdict: Result<(), Refusal>| verdict.err().map(|refusal| visit.why_not(&refusal));
    let text = |column: &Column| match column {
        Column::Name => row.name.clone(),
        Column::Members => match counted(row.members) {
            (count, true) => t.one("groups-more-than", "count", count),
            (count, false) => t.number(count),
        },
        Column::UpdatedBy => row.updated_by.clone().unwrap_or_default(),
        Column::Id => row.id.to_string(),
    };
    let page = |word: &str| format!("/groups/{}{word}?from={from}", row.id);
    Line {
        id: row.id,
        display_name: group_name(&visit.t, row.id, &row.display_name),
        url: page(""),
        kind: kind(t, row),
        cells: shown
            .iter()
            .map(|column| (column.class(), column.label(t), text(column)))
            .collect(),
        copy_url: page("/copy"),
        copy_why: why(rules::copy_group(access, &target)),
        delete_url: page("/delete"),
        delete_why: why(rules::delete_group(access, &target)),
    }
}

/// POST /groups/columns.
pub fn choose_columns(ctx: &mut Ctx<'_, '_>, Form(choice): Form<Choice>) -> Result<Outcome> {
    menu::GROUPS.enter(&ctx.visit.access)?;
    crate::columns::choose(ctx, &LIST, COLUMNS, &choice)
}
