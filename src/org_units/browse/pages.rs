//! GET /org-units, and single branches of the tree.
use super::branches::{Branch, Grower};
use super::search::{self, Found};
use super::{Filter, export, store};
use crate::access::permission::Permission;
use crate::access::{Access, Refusal};
use crate::error::{Error, Result};
use crate::files::Table;
use crate::imports;
use crate::org_units::visible::Visible;
use crate::org_units::{edit, found};
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::Pager;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{View, Visit};
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "org_units/index.html")]
struct IndexPage {
    shell: Shell,
    t: Texts,
    filter: Filter,
    count: String,
    create_url: String,
    create_why: Option<String>,
    import: Option<String>,
    export: String,
    shown: Shown,
}

/// The main part of the page.
enum Shown {
    /// No unit is visible to the reader.
    Unseen,
    Tree(Branch),
    Hits {
        rows: Vec<Hit>,
        pager: Pager,
    },
    /// No unit matches the search.
    Nothing {
        clear: String,
    },
}

/// A unit that was found.
struct Hit {
    url: String,
    name: String,
    way: String,
    code: String,
    number: String,
    users: i64,
    archived: bool,
}

/// GET /org-units.
pub fn page(view: &mut View, filter: Filter) -> Result<Answer> {
    let View { db, visit } = view;
    let access = &visit.access;
    menu::ORG_UNITS.enter(access)?;
    let visible = Visible::to(access, filter.archived);
    let shown = if filter.is_search() {
        let found = search::find(db, &visible, &filter.q, filter.cursor, search::PAGE)?;
        hits(visit, &visible, &filter, found)
    } else {
        let mut branch = Grower::new(&visible, &filter).roots();
        branch.learn(&store::facts(db, &branch.ids())?);
        if branch.nodes.is_empty() {
            Shown::Unseen
        } else {
            Shown::Tree(branch)
        }
    };
    let (create_url, create_why) = create(visit, filter.open);
    Answer::page(&IndexPage {
        shell: visit.shell()?,
        t: visit.t,
        count: visit.t.one("org-units-count", "count", visible.all()),
        create_url,
        create_why,
        import: imports::link(&visit.access, Table::OrgUnits),
        export: filter.at_start().at(export::PATH, &[]),
        shown,
        filter,
    })
}

fn hits(visit: &Visit, visible: &Visible<'_>, filter: &Filter, found: Found) -> Shown {
    if found.rows.is_empty() {
        let clear = filter.cleared().url();
        return Shown::Nothing { clear };
    }
    let here = filter.url();
    let hit = |row: store::Row| Hit {
        url: edit::url(row.id, &here),
        way: visible.way(row.id),
        archived: visible.get(row.id).is_some_and(|unit| unit.archived),
        name: row.name,
        code: row.fact.code,
        number: row.fact.number.unwrap_or_default(),
        users: row.fact.users,
    };
    let link = |cursor| filter.at_cursor(Some(cursor)).url();
    let rows: Vec<Hit> = found.rows.into_iter().map(hit).collect();
    let pager = Pager {
        shown: visit.t.one("org-units-on-page", "count", rows.len()),
        previous: found.previous.map(link),
        next: found.next.map(link),
    };
    Shown::Hits { rows, pager }
}

/// Returns the address for creating a unit, and why the reader cannot, if no visible unit allows one below it.
fn create(visit: &Visit, open: Option<i64>) -> (String, Option<String>) {
    let access = &visit.access;
    let possible = !found::creatable(access).is_empty();
    let refused = || visit.why_not(&missing(access, open));
    (edit::create::url(open), (!possible).then(refused))
}

fn missing(access: &Access, open: Option<i64>) -> Refusal {
    let own = access.viewer().map(|viewer| viewer.unit);
    let unit = open.filter(|unit| access.sees(*unit)).or(own).unwrap_or_default();
    let right = Permission::ORG_UNIT_CREATE;
    Refusal::Lacks { right, unit }
}

/// A branch that was opened, or the next batch of its children.
#[derive(Template)]
#[template(path = "org_units/children.html")]
struct Part {
    t: Texts,
    branch: Branch,
}

#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    archived: String,
    #[serde(default)]
    skip: usize,
}

/// GET /org-units/{id}/children: the unit with its children or, with `skip`, only the children after that many.
pub fn children(view: &mut View, (Id(id), Query(wanted)): (Id, Query<Wanted>)) -> Result<Answer> {
    let View { db, visit } = view;
    let filter = Filter {
        archived: wanted.archived == "1",
        ..Filter::default()
    };
    let visible = Visible::to(&visit.access, filter.archived);
    let unit = visible.get(id).ok_or(Error::NotFound)?;
    menu::ORG_UNITS.enter(&visit.access)?;
    let grower = Grower::one(&visible, &filter, id);
    let mut branch = match wanted.skip {
        0 => Branch {
            nodes: vec![grower.node(unit)],
            more: None,
        },
        skip => grower.branch(unit, skip),
    };
    branch.learn(&store::facts(db, &branch.ids())?);
    Answer::fragment(&Part { t: visit.t, branch })
}
