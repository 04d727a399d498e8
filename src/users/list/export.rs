//! The list as CSV (SPEC L-5): the same rows, columns and rights, streamed, logged with the number of rows (EX2).
use super::columns::{Column, Columns};
use super::filter::Filter;
use super::pages;
use super::store::Row;
use super::view::{Body, Reader};
use super::{Lookup, Visible};
use crate::activity::{self, Entry, Subject};
use crate::db::{self, End, Peek};
use crate::error::{Error, Result};
use crate::files::csv::{MEDIA_TYPE as CSV, Writer};
use crate::session;
use crate::web::answer::Answer;
use crate::web::stream::{Pieces, Stream};
use crate::web::visit::{View, Visit};
use actix_web::http::{Method, StatusCode};
use std::io;
use std::sync::atomic::AtomicBool;

/// GET /users/export, with the query of the list.
pub fn download(view: &mut View, filter: Filter) -> Result<Answer> {
    let visit = &view.visit;
    pages::opened(&visit.access)?;
    let (visible, narrowed) = pages::narrowed(&visit.access, &filter)?;
    if visit.request.method == Method::HEAD {
        return Ok(named(visit, Answer::text(StatusCode::OK, CSV, String::new())));
    }
    let users = visit.headcounts(&mut view.db)?;
    let export = Export {
        lookup: Lookup::new(&mut view.db, &narrowed, &filter, &users)?,
        columns: pages::columns(&visit.access, &filter),
        session: visit.access.principal()?.session,
        visible,
        filter,
        visit: visit.clone(),
    };
    let conn = visit.state.streams.get().map_err(|_| Error::Busy("exports"))?;
    let stream = Stream::new(move |out| export.write(Peek::new(conn), out));
    Ok(named(visit, Answer::stream(CSV, stream)))
}

/// Under a name with the day (EX3).
fn named(visit: &Visit, answer: Answer) -> Answer {
    answer.as_file(&format!("users-{}.csv", visit.access.now().format("%Y-%m-%d")))
}

/// Everything the thread needs.
struct Export {
    visit: Visit,
    visible: Visible,
    filter: Filter,
    columns: Columns,
    lookup: Lookup,
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
        let reader = Reader {
            t: &self.visit.t,
            access: &self.visit.access,
            visible: &self.visible,
            columns: self.columns,
        };
        let columns: Vec<Column> = self.columns.shown().collect();
        let heads: Vec<String> = columns.iter().map(|column| self.visit.t.get(&column.label())).collect();
        let first = self.visit.t.get("users-column-display-name");
        let heads = std::iter::once(first.as_str()).chain(heads.iter().map(String::as_str));
        let mut csv = Writer::new(out, heads).map_err(cut_off)?;
        let mut cursor = None;
        loop {
            if !session::is_open(db, self.session)? {
                return Err(Error::SignInRequired);
            }
            let (rows, onward) = self.lookup.chunk(db, pages::extras(self.columns), cursor.as_ref())?;
            for row in &rows {
                let cells = columns.iter().map(|column| cell(&reader, *column, row));
                csv.row(std::iter::once(row.display_name.clone()).chain(cells))
                    .map_err(cut_off)?;
                *count += 1;
            }
            cursor = onward;
            if cursor.is_none() {
                return csv.flush().map_err(cut_off);
            }
        }
    }

    /// What was exported, but for what was searched for: that may be a name.
    fn entry(&self, rows: usize, whole: bool) -> Entry {
        Entry::new(
            &self.visit.author(),
            "users.exported",
            Subject::Installation,
            self.filter.unit,
        )
        .fact("rows", rows)
        .fact("whole", whole)
        .fact("searched", self.filter.narrows())
        .fact("deactivated", self.filter.deactivated)
    }
}

fn cell(reader: &Reader<'_>, column: Column, row: &Row) -> String {
    match reader.cell(column, row).body {
        Body::Text(text) => text,
        Body::Count { number, .. } => number.to_string(),
        Body::Time(when) => when.exact,
        Body::Never => String::new(),
        Body::Chips(names) => names.join("; "),
        Body::State { said, .. } => said,
    }
}

fn cut_off(error: io::Error) -> Error {
    Error::Internal(format!("export: {error}"))
}
