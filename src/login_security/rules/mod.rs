//! **Allowed** and **Blocked IP addresses or ranges**: /login-security/allowed and /blocked.
pub mod add;
pub mod remove;

use super::range::{self, shown};
use super::store::{self, NewRule, Rule};
use super::{tabs, why_read_only};
use crate::activity::{self, Entry, Event, Subject};
use crate::db::Read;
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::cut::Cut;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::{Pager, Tab};
use crate::web::request::Query;
use crate::web::search::{Help, SearchQuery};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// Rules on a page.
const PAGE: usize = 50;

/// One of the two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    Allowed,
    Blocked,
}

impl List {
    /// Returns the word that is stored.
    pub const fn code(self) -> &'static str {
        match self {
            List::Allowed => "allowed",
            List::Blocked => "blocked",
        }
    }

    /// Returns the path of the list.
    pub const fn path(self) -> &'static str {
        match self {
            List::Allowed => "/login-security/allowed",
            List::Blocked => "/login-security/blocked",
        }
    }

    /// Returns the list whose path the request is below.
    fn asked(visit: &Visit) -> Self {
        match visit.request.path.starts_with(List::Blocked.path()) {
            true => List::Blocked,
            false => List::Allowed,
        }
    }

    fn text(self, t: &Texts, what: &str) -> String {
        t.get(&format!("login-security-{}-{what}", self.code()))
    }
}

/// Where a page begins in a list that has the newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    First,
    /// Older than this one.
    Before(i64),
    /// Newer than this one.
    After(i64),
}

/// The filter by when a rule expires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    Never,
    Later,
    Over,
}

impl Expiry {
    const ALL: [(&'static str, Expiry, &'static str); 3] = [
        ("never", Expiry::Never, "login-security-only-lasting"),
        ("later", Expiry::Later, "login-security-only-ending"),
        ("over", Expiry::Over, "login-security-over"),
    ];
}

/// The filter by who added a rule: code in the address, whether automatic, id of the text.
const MAKERS: [(&str, bool, &str); 2] = [
    ("automatic", true, "login-security-only-automatic"),
    ("hand", false, "login-security-only-by-hand"),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    expires: String,
    by: String,
    before: Option<i64>,
    after: Option<i64>,
}

/// The filter of a list. Values of the address that have no meaning are ignored.
pub(super) struct Narrowed {
    pub find: String,
    pub expires: Option<Expiry>,
    pub automatic: Option<bool>,
}

impl From<&Asked> for Narrowed {
    fn from(asked: &Asked) -> Self {
        let expires = Expiry::ALL.into_iter().find(|(code, ..)| *code == asked.expires);
        let maker = MAKERS.into_iter().find(|(code, ..)| *code == asked.by);
        Self {
            find: asked.q.trim().to_owned(),
            expires: expires.map(|(_, expiry, _)| expiry),
            automatic: maker.map(|(_, automatic, _)| automatic),
        }
    }
}

impl Narrowed {
    fn narrows(&self) -> bool {
        !self.find.is_empty() || self.expires.is_some() || self.automatic.is_some()
    }

    /// Returns the filter as parameters of the address.
    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let expires = Expiry::ALL.into_iter().find(|(_, one, _)| Some(*one) == self.expires);
        let maker = MAKERS.into_iter().find(|(_, one, _)| Some(*one) == self.automatic);
        let find = Some(("q", &*self.find)).filter(|(_, find)| !find.is_empty());
        let expires = expires.map(|(code, ..)| ("expires", code));
        let by = maker.map(|(code, ..)| ("by", code));
        [find, expires, by].into_iter().flatten().collect()
    }

    /// Returns the choices of a box: value, text, and whether it is chosen.
    fn expiries(&self, t: &Texts) -> Vec<(&'static str, String, bool)> {
        let choice = |(code, one, text): (_, Expiry, &str)| (code, t.get(text), Some(one) == self.expires);
        Expiry::ALL.map(choice).into()
    }

    fn makers(&self, t: &Texts) -> Vec<(&'static str, String, bool)> {
        let choice = |(code, one, text): (_, bool, &str)| (code, t.get(text), Some(one) == self.automatic);
        MAKERS.map(choice).into()
    }
}

struct Line {
    range: String,
    note: String,
    expires: String,
    /// Whether the rule has expired.
    over: bool,
    automatic: bool,
    by: String,
    on: String,
    remove: String,
}

#[derive(Template)]
#[template(path = "login_security/rules.html")]
struct RulesPage {
    shell: Shell,
    t: Texts,
    tabs: Vec<Tab>,
    list: List,
    narrowed: Narrowed,
    /// Choices of the filter by expiry.
    expiries: Vec<(&'static str, String, bool)>,
    /// Choices of the filter by who added the rule.
    makers: Vec<(&'static str, String, bool)>,
    lines: Vec<Line>,
    pager: Pager,
    new_url: String,
    add_why: Option<String>,
    /// What the list does under the present method, in words.
    effect: String,
    own: String,
}

/// GET /login-security/allowed and /blocked.
pub fn page(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let View { db, visit } = view;
    menu::LOGIN_SECURITY.enter(&visit.access)?;
    let list = List::asked(visit);
    let narrowed = Narrowed::from(&asked);
    let place = match (asked.after, asked.before) {
        (Some(id), _) => Place::After(id),
        (None, Some(id)) => Place::Before(id),
        (None, None) => Place::First,
    };
    let rules = found(db, visit, list, &narrowed, place)?;
    let backward = match place {
        Place::First => None,
        Place::Before(_) => Some(false),
        Place::After(_) => Some(true),
    };
    let cut = Cut::of(rules, PAGE, backward);
    let to = |name: &str, rule: Option<&Rule>| rule.map(|rule| address(list, &narrowed, Some((name, rule.id))));
    let t = visit.t;
    let method = visit.policy.settings.method.code();
    Answer::page(&RulesPage {
        shell: visit.shell()?,
        t,
        tabs: tabs(visit, list.path()),
        list,
        pager: Pager {
            shown: t.one("login-security-shown", "count", cut.rows.len()),
            previous: to("after", cut.previous()),
            next: to("before", cut.next()),
        },
        lines: cut.rows.iter().map(|rule| line(visit, list, rule)).collect(),
        expiries: narrowed.expiries(&t),
        makers: narrowed.makers(&t),
        narrowed,
        new_url: format!("{}/new", list.path()),
        add_why: why_read_only(visit),
        effect: match list {
            List::Allowed => t.get(&format!("login-security-allowed-{}", method.replace('_', "-"))),
            List::Blocked => list.text(&t, "text"),
        },
        own: t.one("login-security-own", "address", visit.request.address.to_string()),
    })
}

/// Fields that a search can name before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Range,
    Note,
    By,
}

const FIELDS: [(&str, Named); 10] = [
    ("range", Named::Range),
    ("address", Named::Range),
    ("ip", Named::Range),
    ("adresse", Named::Range),
    ("interval", Named::Range),
    ("note", Named::Note),
    ("by", Named::By),
    ("user", Named::By),
    ("af", Named::By),
    ("bruger", Named::By),
];

/// Returns what the help beside the search tells.
fn help(t: &Texts) -> Help {
    Help::of(t, &FIELDS, (Named::By, "jen"))
}

/// Rules read at once while looking for matches. There are few enough rules that every node keeps all in memory.
const CHUNK: usize = 500;

/// Finds the rules of a page and one more. If an address or range was typed, finds every rule that overlaps it,
/// otherwise those that match the words (SPEC L-1).
fn found(db: &mut impl Read, visit: &Visit, list: List, narrowed: &Narrowed, mut place: Place) -> Result<Vec<Rule>> {
    let query = SearchQuery::parse(&narrowed.find, &FIELDS);
    let touching = range::parse(&narrowed.find).ok();
    if touching.is_some() || query.is_empty() {
        return store::rules(db, (list, narrowed, touching), place, PAGE + 1);
    }
    let mut found = Vec::new();
    loop {
        let rules = store::rules(db, (list, narrowed, None), place, CHUNK)?;
        let is_last = rules.len() < CHUNK;
        if let Some(last) = rules.last() {
            place = match place {
                Place::After(_) => Place::After(last.id),
                Place::First | Place::Before(_) => Place::Before(last.id),
            };
        }
        found.extend(rules.into_iter().filter(|rule| {
            query.matches(&[
                (Named::Range, &shown(rule.range)),
                (Named::Note, &rule.note),
                (Named::By, &by(&visit.t, rule)),
            ])
        }));
        if is_last || found.len() > PAGE {
            found.truncate(PAGE + 1);
            return Ok(found);
        }
    }
}

/// Returns who added the rule.
fn by(t: &Texts, rule: &Rule) -> String {
    match &rule.created_by {
        Some(name) => name.clone(),
        None if rule.automatic => t.get("login-security-automatic"),
        None => String::new(),
    }
}

fn address(list: List, narrowed: &Narrowed, place: Option<(&str, i64)>) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(narrowed.pairs());
    if let Some((name, id)) = place {
        query.append_pair(name, &id.to_string());
    }
    match query.finish().as_str() {
        "" => list.path().to_owned(),
        query => format!("{}?{query}", list.path()),
    }
}

fn line(visit: &Visit, list: List, rule: &Rule) -> Line {
    let t = &visit.t;
    Line {
        range: shown(rule.range),
        note: rule.note.clone(),
        expires: rule.expires_at.map(|at| t.date_time(at)).unwrap_or_default(),
        over: rule.expires_at.is_some_and(|at| at <= visit.access.now()),
        automatic: rule.automatic,
        by: by(t, rule),
        on: t.date_time(rule.created_at),
        remove: format!("{}/{}/remove", list.path(), rule.id),
    }
}

impl List {
    /// Returns what the log tells of adding to the list or removing from it.
    const fn event(self, added: bool) -> Event {
        match (self, added) {
            (List::Allowed, true) => Event::AddressAllowed,
            (List::Allowed, false) => Event::AddressNotAllowed,
            (List::Blocked, true) => Event::AddressBlocked,
            (List::Blocked, false) => Event::AddressNotBlocked,
        }
    }
}

fn record(ctx: &mut Ctx<'_, '_>, event: Event, rule: &NewRule) -> Result<()> {
    let mut entry = Entry::new(&ctx.visit.author(), event, Subject::Installation, None)
        .fact("range", rule.range.to_string())
        .fact("note", rule.note.clone());
    if let Some(at) = rule.expires_at {
        entry = entry.fact("valid_to", at.to_rfc3339());
    }
    activity::record(ctx.tx, entry).map(drop)
}
