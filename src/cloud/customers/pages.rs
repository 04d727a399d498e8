//! GET /support/customers.
use super::store::{self, Row};
use super::{PATH, screen};
use crate::access::{Target, rules};
use crate::cloud::list::{self, Filter};
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::parts::Pager;
use crate::web::search::SearchQuery;
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;

/// What one may name before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Name,
    Number,
    Code,
}

const FIELDS: [(&str, Named); 5] = [
    ("name", Named::Name),
    ("navn", Named::Name),
    ("number", Named::Number),
    ("nummer", Named::Number),
    ("code", Named::Code),
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
    q: String,
    create_why: Option<String>,
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

/// GET /support/customers.
pub fn page(view: &mut View, filter: Filter) -> Result<Answer> {
    let View { db, visit } = view;
    screen(&visit.access)?;
    let query = SearchQuery::parse(&filter.q, &FIELDS);
    let matches = |row: &Row| {
        query.matches(&[
            (Named::Name, row.name.as_str()),
            (Named::Number, row.customer_number.as_str()),
            (Named::Code, row.code.as_str()),
        ])
    };
    let scope = visit.access.scope();
    let read = |cursor: Option<&_>, limit| store::rows(db, &scope, cursor, limit);
    let listing = list::page(&filter, query.is_empty(), matches, read)?;
    if listing.rows.is_empty() && filter.cursor.is_some() {
        let start = Filter { cursor: None, ..filter };
        return Ok(Answer::see_other(&start.url(PATH)));
    }
    let create = rules::create_customer(&visit.access, &Target::installation());
    Answer::page(&CustomersPage {
        shell: visit.shell()?,
        t: visit.t,
        create_why: create.err().map(|refusal| visit.why_not(&refusal)),
        rows: listing.rows.iter().map(|row| line(&visit.t, row)).collect(),
        pager: listing.pager(&visit.t, &filter, PATH),
        q: filter.q,
    })
}
