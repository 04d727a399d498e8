//! GET /setup/actors/groups.
use super::{LIST, applies, store};
use crate::actor_setup::why_not;
use crate::error::Result;
use crate::text::sort_key;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::Pager;
use crate::web::request::Query;
use crate::web::search::{Help, SearchQuery};
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// Groups on a page.
const PAGE: usize = 50;
/// Groups read at once while searching for matches.
const CHUNK: i64 = 500;
/// Only the name can be named before a colon.
const FIELDS: [(&str, ()); 2] = [("name", ()), ("navn", ())];

/// Returns what the help beside the search tells.
fn help(t: &Texts) -> Help {
    Help::of(t, &FIELDS, ((), "nor"))
}

struct Line {
    id: i64,
    name: String,
    role: String,
    url: String,
    delete_url: String,
}

#[derive(Template)]
#[template(path = "actor_setup/groups.html")]
struct GroupsPage {
    shell: Shell,
    t: Texts,
    q: String,
    rows: Vec<Line>,
    pager: Pager,
    read_only: Option<String>,
}

/// The words searched for, and the group after which the page begins.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

fn url(q: &str, after: Option<&str>) -> String {
    let mut query = Serializer::new(String::new());
    if !q.is_empty() {
        query.append_pair("q", q);
    }
    if let Some(after) = after {
        query.append_pair("after", after);
    }
    match query.finish() {
        query if query.is_empty() => LIST.to_owned(),
        query => format!("{LIST}?{query}"),
    }
}

/// GET /setup/actors/groups.
pub fn page(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ACTOR_GROUPS.enter(&visit.access)?;
    let query = SearchQuery::parse(&asked.q, &FIELDS);
    let (mut key, mut id) = match asked.after.split_once('.') {
        Some((id, name)) => (sort_key(name), id.parse().unwrap_or(0)),
        None => (String::new(), 0),
    };
    let mut found = Vec::new();
    while found.len() <= PAGE {
        let rows = store::after(db, (&key, id), CHUNK)?;
        let Some(last) = rows.last() else { break };
        (key, id) = (sort_key(&last.name), last.id);
        let is_last = (rows.len() as i64) < CHUNK;
        found.extend(
            rows.into_iter()
                .filter(|group| query.matches(&[((), group.name.as_str())])),
        );
        if is_last {
            break;
        }
    }
    let next = (found.len() > PAGE).then(|| format!("{}.{}", found[PAGE - 1].id, found[PAGE - 1].name));
    found.truncate(PAGE);
    let t = visit.t;
    Answer::page(&GroupsPage {
        shell: visit.shell()?,
        t,
        pager: Pager {
            shown: t.one("actor-groups-shown", "count", found.len()),
            previous: (!asked.after.is_empty()).then(|| url(&asked.q, None)),
            next: next.map(|after| url(&asked.q, Some(&after))),
        },
        rows: found
            .into_iter()
            .map(|group| Line {
                id: group.id,
                role: applies(visit, group.role),
                url: format!("{LIST}/{}", group.id),
                delete_url: format!("{LIST}/{}/delete", group.id),
                name: group.name,
            })
            .collect(),
        q: asked.q,
        read_only: why_not(visit),
    })
}
