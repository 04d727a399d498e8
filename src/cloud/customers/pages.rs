//! GET /support/customers.
use super::store::{self, Row};
use super::{PATH, export};
use crate::access::{Target, rules};
use crate::columns::{self, List};
use crate::db::Read;
use crate::error::Result;
use crate::web::answer::{Answer, Outcome};
use crate::web::columns::{Choice, Shown, Written};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::named_list::{self, Filter, Listing};
use crate::web::parts::{Column, Head, Order, Pager};
use crate::web::request::Form;
use crate::web::search::{Help, SearchQuery};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;

/// Fields that a search can name before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Name,
    Number,
    Code,
}

const FIELDS: [(&str, Named); 6] = [
    ("name", Named::Name),
    ("navn", Named::Name),
    ("number", Named::Number),
    ("nummer", Named::Number),
    ("code", Named::Code),
    ("kode", Named::Code),
];

/// Returns what the help beside the search tells.
fn help(t: &Texts) -> Help {
    Help::of(t, &FIELDS, (Named::Name, "nor"))
}

pub(super) const LIST: List = List::named("customers", PATH);
/// The label of the column of names, which comes first in each row.
pub(super) const FIRST: &str = "org-unit-name";
const NUMBER: Written = Written("number", "org-unit-customer-number");
pub(super) const COLUMNS: [Written; 5] = [
    NUMBER,
    Written("code", "org-unit-code"),
    Written("pool", "cloud-pool"),
    Written("assigned", "cloud-licences-assigned"),
    Written("remaining", "cloud-licences-remaining"),
];

struct Line {
    name: String,
    url: String,
    number: String,
    code: String,
    archived: bool,
    taken: String,
    pool: String,
    remaining: String,
}

#[derive(Template)]
#[template(path = "cloud/customers.html")]
struct CustomersPage {
    shell: Shell,
    t: Texts,
    filter: Filter,
    create_why: Option<String>,
    export: String,
    columns: Vec<Column>,
    shown: Shown,
    heads: Vec<Head>,
    rows: Vec<Line>,
    pager: Pager,
}

fn line(t: &Texts, row: &Row) -> Line {
    let unlimited = || t.get("cloud-unlimited");
    Line {
        url: format!("{PATH}/{}", row.id),
        name: row.name.clone(),
        number: row.customer_number.clone(),
        code: row.code.clone(),
        archived: row.archived,
        taken: t.number(row.taken),
        pool: row.pool.map_or_else(unlimited, |pool| t.number(pool)),
        remaining: row.pool.map_or_else(unlimited, |pool| t.number(pool - row.taken)),
    }
}

/// Returns the heads of the columns. Only name and number can be sorted by: the licence pools are in another table, and
/// the list is short enough to look through.
fn heads(t: &Texts, filter: &Filter, shown: &Shown) -> Vec<Head> {
    let sorted = |by_number: bool| {
        let order = (filter.by_number == by_number).then_some(Order::of(filter.descending));
        (filter.sorted(by_number).url(PATH), order)
    };
    let (url, order) = sorted(false);
    let first = Head {
        label: t.get(FIRST),
        class: "c-disp",
        url: Some(url),
        sorted: order,
    };
    let others = COLUMNS.iter().filter(|column| shown.has(column.0)).map(|column| {
        let (url, order) = Some(sorted(true)).filter(|_| *column == NUMBER).unzip();
        Head {
            label: t.get(column.1),
            class: match column.0 {
                "number" | "code" => "",
                _ => "num",
            },
            url,
            sorted: order.flatten(),
        }
    });
    std::iter::once(first).chain(others).collect()
}

/// POST /support/customers/columns.
pub fn choose_columns(ctx: &mut Ctx<'_, '_>, Form(choice): Form<Choice>) -> Result<Outcome> {
    menu::CUSTOMERS.enter(&ctx.visit.access)?;
    columns::choose(ctx, &LIST, COLUMNS, &choice)
}

/// Reads one page of the customers that match the search, in the units the reader sees.
pub(super) fn listing(db: &mut impl Read, visit: &Visit, filter: &Filter) -> Result<Listing<Row>> {
    let query = SearchQuery::parse(&filter.q, &FIELDS);
    let matches = |row: &Row| {
        query.matches(&[
            (Named::Name, row.name.as_str()),
            (Named::Number, row.customer_number.as_str()),
            (Named::Code, row.code.as_str()),
        ])
    };
    let scope = visit.access.scope();
    let read = |cursor: Option<&_>, limit| store::rows(db, &scope, filter, cursor, limit);
    named_list::page(filter, query.is_empty(), matches, read)
}

/// GET /support/customers.
pub fn page(view: &mut View, filter: Filter) -> Result<Answer> {
    let View { db, visit } = view;
    menu::CUSTOMERS.enter(&visit.access)?;
    let listing = listing(db, visit, &filter)?;
    if listing.rows.is_empty() && filter.cursor.is_some() {
        let start = Filter { cursor: None, ..filter };
        return Ok(Answer::see_other(&start.url(PATH)));
    }
    let shown = Shown::of(&COLUMNS, columns::chosen(db, visit, &LIST)?.as_deref());
    let create = rules::create_customer(&visit.access, &Target::installation());
    Answer::page(&CustomersPage {
        shell: visit.shell()?,
        t: visit.t,
        create_why: create.err().map(|refusal| visit.why_not(&refusal)),
        export: Filter {
            cursor: None,
            ..filter.clone()
        }
        .url(export::PATH),
        rows: listing.rows.iter().map(|row| line(&visit.t, row)).collect(),
        pager: listing.pager(&visit.t, "cloud-shown", &filter, PATH),
        columns: shown.menu(&visit.t, FIRST, &COLUMNS),
        heads: heads(&visit.t, &filter, &shown),
        shown,
        filter,
    })
}
