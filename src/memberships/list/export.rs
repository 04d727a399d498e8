//! The list as CSV (SPEC L-5): the same rows and rights, streamed, logged with the number of rows (SECURITY EX2).
use super::filter::{Cursor, Filter};
use super::{page, pages, table};
use crate::activity::{self, Entry, Subject};
use crate::db::{self, End, Peek};
use crate::error::{Error, Result};
use crate::files::csv::{MEDIA_TYPE as CSV, Writer};
use crate::memberships::find;
use crate::session;
use crate::web::answer::Answer;
use crate::web::stream::{Pieces, Stream};
use crate::web::visit::{View, Visit};
use actix_web::http::{Method, StatusCode};
use std::io;
use std::sync::atomic::AtomicBool;

/// Rows read at once.
const CHUNK: usize = 500;
/// The columns, by their labels.
const HEADS: [&str; 8] = [
    "membership-column-account",
    "membership-column-name",
    "membership-column-group",
    "common-org-unit",
    "membership-column-from",
    "membership-column-until",
    "membership-column-created-by",
    "membership-column-created-on",
];

/// GET /memberships/export, with the query of the list.
pub fn download(view: &mut View, filter: Filter) -> Result<Answer> {
    let View { db, visit } = view;
    find::opened(&visit.access)?;
    let filter = pages::looked_up(db, visit, filter)?;
    super::visible(&visit.access, &filter)?;
    if visit.request.method == Method::HEAD {
        return Ok(named(visit, Answer::text(StatusCode::OK, CSV, String::new())));
    }
    let export = Export {
        session: visit.access.principal()?.session,
        filter: Filter { cursor: None, ..filter },
        visit: visit.clone(),
    };
    let conn = visit.state.streams.get().map_err(|_| Error::Busy("exports"))?;
    let stream = Stream::new(move |out| export.write(Peek::new(conn), out));
    Ok(named(visit, Answer::stream(CSV, stream)))
}

/// Under a name with the day (EX3).
fn named(visit: &Visit, answer: Answer) -> Answer {
    answer.as_file(&format!("memberships-{}.csv", visit.access.now().format("%Y-%m-%d")))
}

/// Everything the thread needs.
struct Export {
    visit: Visit,
    filter: Filter,
    session: i64,
}

impl Export {
    /// Writes all rows, and the entry however far it came.
    fn write(self, mut db: Peek, out: &mut Pieces) -> io::Result<()> {
        let mut count = 0;
        let written = self.rows(&mut db, out, &mut count);
        let entry = self.entry(count, written.is_ok());
        let recorded = db::run(db.into_conn(), &AtomicBool::new(false), |tx| {
            activity::record(tx, entry)?;
            Ok(End::Commit(()))
        });
        written.and(recorded).map_err(io::Error::other)
    }

    fn rows(&self, db: &mut Peek, out: &mut Pieces, count: &mut usize) -> Result<()> {
        let heads: Vec<String> = HEADS.iter().map(|head| self.visit.t.get(head)).collect();
        let mut csv = Writer::new(out, heads.iter().map(String::as_str)).map_err(cut_off)?;
        let mut cursor: Option<Cursor> = None;
        loop {
            if !session::is_open(db, self.session)? {
                return Err(Error::SignInRequired);
            }
            let filter = Filter {
                cursor,
                ..self.filter.clone()
            };
            let listing = page(db, &self.visit.access, &filter, CHUNK)?;
            for row in &listing.rows {
                csv.row(table::cells(&self.visit, row)).map_err(cut_off)?;
                *count += 1;
            }
            cursor = listing.next;
            if cursor.is_none() {
                return csv.flush().map_err(cut_off);
            }
        }
    }

    /// What was exported, but for what was searched for: that may be a name.
    fn entry(&self, rows: usize, whole: bool) -> Entry {
        let author = self.visit.author();
        Entry::new(&author, "memberships.exported", Subject::Installation, self.filter.unit)
            .fact("rows", rows)
            .fact("whole", whole)
            .fact("searched", self.filter.narrows())
    }
}

fn cut_off(error: io::Error) -> Error {
    Error::Internal(format!("export: {error}"))
}
