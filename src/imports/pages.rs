//! The page for sending a file, and the page that shows what a file would do or has done: GET /imports and
//! /imports/{id}.
use super::store::{self, Import};
use super::view::{self, Count, Sent, StateShown, Told};
use super::{KEPT_HOURS, MOST_ROWS, State, kinds, opened};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::files::Table;
use crate::web::answer::Answer;
use crate::web::field::{Choice, Field, Mistake, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::parts::Pager;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{View, Visit};
use askama::Template;
use serde::Deserialize;

/// How many lines of the report a page shows.
const PAGE: i64 = 50;

const LABELS: [(&str, &str); 2] = [("kind", "imports-kind"), ("file", "imports-file")];

/// The columns of one kind of file.
struct Columns {
    kind: String,
    required: Vec<&'static str>,
    optional: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "imports/index.html")]
pub(super) struct SendPage {
    shell: Shell,
    t: Texts,
    fields: Fields,
    mistakes: Vec<Mistake>,
    kinds: Vec<Choice>,
    columns: Vec<Columns>,
    recent: Vec<Sent>,
    most_rows: usize,
    most_megabytes: usize,
    kept_hours: i32,
}

/// The form as it was filled in.
pub(super) struct Fields {
    pub kind: Field,
    pub file: Field,
}

impl Fields {
    pub fn new(kind: &str) -> Self {
        Self {
            kind: Field::new("kind", kind),
            file: Field::empty("file"),
        }
    }
}

/// The query of the address: the kind of file, from the screen that links here.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub kind: Option<String>,
}

/// GET /imports.
pub fn page(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let kinds = opened(&view.visit.access)?;
    let wanted = asked.kind.as_deref().and_then(Table::from_name);
    let kind = wanted.filter(|kind| kinds.contains(kind)).or(kinds.first().copied());
    let fields = Fields::new(kind.map_or("", Table::name));
    Answer::page(&sending(&mut view.db, &view.visit, fields)?)
}

/// Returns the page for sending a file, with the form as filled in.
pub(super) fn sending(db: &mut impl Read, visit: &Visit, fields: Fields) -> Result<SendPage> {
    let t = visit.t;
    let kinds = kinds(&visit.access);
    let names = |table: Table, required: bool| {
        let columns = table.columns().iter();
        columns
            .filter(move |column| column.is_required == required)
            .map(|column| column.name)
            .collect()
    };
    Ok(SendPage {
        shell: visit.shell()?,
        t,
        mistakes: labelled(&t, mistakes([&fields.kind, &fields.file]), &LABELS),
        fields,
        columns: kinds
            .iter()
            .map(|table| Columns {
                kind: view::kind(&t, *table),
                required: names(*table, true),
                optional: names(*table, false),
            })
            .collect(),
        kinds: kinds
            .iter()
            .map(|table| Choice::new(table.name(), view::kind(&t, *table)))
            .collect(),
        recent: store::recent(db, visit.access.principal()?.user)?
            .iter()
            .map(|import| Sent::new(&t, import))
            .collect(),
        most_rows: MOST_ROWS,
        most_megabytes: super::LARGEST / 1024 / 1024,
        kept_hours: KEPT_HOURS,
    })
}

/// The page of one file.
#[derive(Template)]
#[template(path = "imports/report.html")]
pub(super) struct ReportPage {
    shell: Shell,
    t: Texts,
    action: String,
    name: String,
    kind: String,
    again: String,
    standing: StateShown,
    when: String,
    waits: bool,
    progress: Progress,
    /// Always false: inside the page, the progress fragment does not load the page again.
    ended: bool,
    counts: Vec<Count>,
    /// Something the reader must know: why the import stopped, or that the file was checked again.
    note: Option<String>,
    who: Option<String>,
    state: &'static str,
    ready: bool,
    rows: Vec<Told>,
    listed: String,
    pager: Pager,
    report_url: String,
}

/// The progress of a file, for the page and for the fragment.
pub(super) struct Progress {
    pub id: i64,
    pub said: String,
    pub done: i32,
    pub total: Option<i32>,
}

impl Progress {
    pub fn of(t: &Texts, import: &Import) -> Self {
        let word = match import.state {
            State::Applying => "imports-progress-applying",
            State::Checking => "imports-progress-checking",
            _ => "imports-progress-waiting",
        };
        Self {
            id: import.id,
            said: t.get(word),
            done: import.done,
            total: import.total.filter(|total| *total > 0),
        }
    }
}

/// The position in the report: lines after this one are shown.
#[derive(Deserialize)]
pub struct Place {
    #[serde(default)]
    after: i32,
}

/// GET /imports/{id}.
pub fn show(view: &mut View, (Id(id), Query(place)): (Id, Query<Place>)) -> Result<Answer> {
    opened(&view.visit.access)?;
    let user = view.visit.access.principal()?.user;
    let import = store::own(&mut view.db, id, user)?.ok_or(Error::NotFound)?;
    Answer::page(&report(&mut view.db, &view.visit, &import, place.after)?)
}

/// The page of one file.
fn report(db: &mut impl Read, visit: &Visit, import: &Import, after: i32) -> Result<ReportPage> {
    let t = visit.t;
    let summary = import.summary.clone().unwrap_or_default();
    let ready = import.state == State::Checked && summary.can_be_applied();
    let under_way = import.state.is_under_way();
    let mut lines = match under_way {
        true => Vec::new(),
        false => store::lines(db, import.id, after, PAGE + 1)?,
    };
    let more = lines.len() as i64 > PAGE;
    lines.truncate(PAGE as usize);
    let page = format!("/imports/{}", import.id);
    let last = lines.last().map_or(0, |line| line.place);
    Ok(ReportPage {
        shell: visit.shell()?,
        t,
        action: visit.request.address_bar(),
        name: view::name(&t, import),
        kind: view::kind(&t, import.table),
        again: super::url(import.table),
        standing: StateShown::of(&t, import),
        when: t.date_time(import.finished_at.unwrap_or(import.created_at)),
        waits: under_way,
        progress: Progress::of(&t, import),
        ended: false,
        counts: view::counts(&t, &summary),
        note: summary.note.as_ref().map(|note| note.say(&t)),
        who: summary.who.as_ref().map(|who| who.say(&t)),
        state: word(import, ready, summary.problems),
        ready,
        rows: lines.iter().map(|line| Told::new(&t, line)).collect::<Result<_>>()?,
        listed: listed(&t, summary.problems, lines.len()),
        pager: pager(&page, after, more.then_some(last)),
        report_url: format!("{page}/report"),
    })
}

fn pager(page: &str, after: i32, onward: Option<i32>) -> Pager {
    let before = after - PAGE as i32;
    Pager {
        shown: String::new(),
        previous: (after > 0).then(|| match before {
            1.. => format!("{page}?after={before}"),
            _ => page.to_owned(),
        }),
        next: onward.map(|last| format!("{page}?after={last}")),
    }
}

fn word(import: &Import, ready: bool, problems: usize) -> &'static str {
    match import.state {
        State::Applied => "applied",
        State::Failed => "failed",
        _ if ready => "ready",
        State::Checked if problems > 0 => "problems",
        State::Checked => "nothing",
        _ => "under-way",
    }
}

/// Says how many problems are listed if there are more than the report keeps.
fn listed(t: &Texts, problems: usize, lines: usize) -> String {
    let kept = crate::files::Problems::KEPT;
    if problems > kept && lines > 0 {
        t.two("imports-listed", "kept", kept, "count", problems)
    } else {
        String::new()
    }
}
