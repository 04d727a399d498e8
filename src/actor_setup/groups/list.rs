//! GET /setup/actors/groups.
use super::{ActorGroup, LIST, applies, store};
use crate::actor_setup::why_not;
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::cursor::Cursor;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::named_list::{self, Filter, Named};
use crate::web::parts::Pager;
use crate::web::search::{Help, SearchQuery};
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;

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

impl Named for ActorGroup {
    fn id(&self) -> i64 {
        self.id
    }

    fn sort_name(&self) -> &str {
        &self.sort_name
    }
}

/// GET /setup/actors/groups.
pub fn page(view: &mut View, filter: Filter) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ACTOR_GROUPS.enter(&visit.access)?;
    let query = SearchQuery::parse(&filter.q, &FIELDS);
    let matches = |group: &ActorGroup| query.matches(&[((), group.name.as_str())]);
    let read = |cursor: Option<&Cursor>, most| store::beside(db, cursor, most);
    let listing = named_list::page(&filter, query.is_empty(), matches, read)?;
    let line = |group: &ActorGroup| Line {
        id: group.id,
        name: group.name.clone(),
        role: applies(visit, group.role),
        url: format!("{LIST}/{}", group.id),
        delete_url: format!("{LIST}/{}/delete", group.id),
    };
    Answer::page(&GroupsPage {
        shell: visit.shell()?,
        t: visit.t,
        pager: listing.pager(&visit.t, "actor-groups-shown", &filter, LIST),
        rows: listing.rows.iter().map(line).collect(),
        q: filter.q,
        read_only: why_not(visit),
    })
}
