//! GET /support/organisations.
use super::{Organisation, PATH, store};
use crate::access::{Target, rules};
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::Query;
use crate::web::search::{Help, SearchQuery};
use crate::web::shell::Shell;
use crate::web::visit::{View, Visit};
use askama::Template;
use serde::Deserialize;

struct Line {
    name: String,
    url: String,
    customers: String,
    count: String,
}

#[derive(Template)]
#[template(path = "cloud/organisations.html")]
struct OrganisationsPage {
    shell: Shell,
    t: Texts,
    q: String,
    create_why: Option<String>,
    rows: Vec<Line>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

/// Only the name can be named before a colon.
const FIELDS: [(&str, ()); 2] = [("name", ()), ("navn", ())];

/// Returns what the help beside the search tells.
fn help(t: &Texts) -> Help {
    Help::of(t, &FIELDS, ((), "nor"))
}

/// How many customers a row names.
const NAMED: usize = 3;

fn line(visit: &Visit, one: &Organisation) -> Line {
    let known = one.known(&visit.access);
    let names: Vec<&str> = known
        .iter()
        .map(|customer| customer.name.as_str())
        .take(NAMED)
        .collect();
    let more = if known.len() > names.len() { ", …" } else { "" };
    Line {
        name: one.name.clone(),
        url: format!("{PATH}/{}", one.id),
        customers: format!("{}{more}", names.join(", ")),
        count: visit.t.number(known.len()),
    }
}

/// GET /support/organisations. There are a few hundred at most, so one page shows them all.
pub fn page(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let View { db, visit } = view;
    menu::CUSTOMERS.enter(&visit.access)?;
    let query = SearchQuery::parse(&asked.q, &FIELDS);
    let all = store::all(db)?;
    let found = all.iter().filter(|one| one.is_seen(&visit.access));
    let found = found.filter(|one| query.matches(&[((), one.name.as_str())]));
    let create = rules::manage_customers(&visit.access, &Target::installation());
    Answer::page(&OrganisationsPage {
        shell: visit.shell()?,
        t: visit.t,
        create_why: create.err().map(|refusal| visit.why_not(&refusal)),
        rows: found.map(|one| line(visit, one)).collect(),
        q: asked.q,
    })
}
