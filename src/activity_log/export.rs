//! The log as CSV, and as JSON Lines that can be verified (SPEC N-20): the same rows and rights, streamed, logged (EX2).
use super::filter::{Cursor, Filter};
use super::pages::{self, reader};
use super::store::Row;
use super::words::{Reader, kind};
use super::{CHUNK, Lookup};
use crate::activity::chain::Sealed;
use crate::activity::file::{Lines, Place};
use crate::activity::verify::Personal;
use crate::activity::{self, Entry, Subject};
use crate::db::{self, End, Peek};
use crate::error::{Error, Result};
use crate::files::csv::Writer;
use crate::session;
use crate::web::answer::Answer;
use crate::web::request::Query;
use crate::web::stream::{Pieces, Stream};
use crate::web::visit::{View, Visit};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use chrono::SecondsFormat;
use serde::Deserialize;
use std::io::{self, Write};
use std::sync::atomic::AtomicBool;

/// Where both are.
pub const PATH: &str = "/activity/export";
const CSV: &str = "text/csv; charset=utf-8; header=present";
const JSON_LINES: &str = "application/jsonl; charset=utf-8";

/// The address of the JSON Lines of this log.
pub fn json_lines(filter: &Filter) -> String {
    let url = filter.paged(None).at(PATH);
    let join = if url.contains('?') { '&' } else { '?' };
    format!("{url}{join}format=jsonl")
}

#[derive(Debug, Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    format: String,
}

/// GET /activity/export, with the query of the list.
pub fn download(view: &mut View, (filter, Query(form)): (Filter, Query<Form>)) -> Result<Answer> {
    let View { db, visit } = view;
    pages::opened(&visit.access)?;
    let visible = pages::narrowed(&visit.access, &filter)?;
    let lines = form.format == "jsonl";
    let content_type = if lines { JSON_LINES } else { CSV };
    if visit.request.method == Method::HEAD {
        return Ok(named(
            visit,
            lines,
            Answer::text(StatusCode::OK, content_type, String::new()),
        ));
    }
    let export = Export {
        lookup: Lookup::new(db, &reader(visit), &visible, &filter)?,
        session: visit.access.principal()?.session,
        visit: visit.clone(),
        filter,
        lines,
    };
    let conn = visit.state.streams.get().map_err(|_| Error::Busy("exports"))?;
    let stream = Stream::new(move |out| export.write(Peek::new(conn), out));
    Ok(named(visit, lines, Answer::stream(content_type, stream)))
}

/// A download, under a name that needs no escaping (EX3).
fn named(visit: &Visit, lines: bool, answer: Answer) -> Answer {
    let extension = if lines { "jsonl" } else { "csv" };
    let day = visit.access.now().format("%Y-%m-%d");
    match HeaderValue::from_str(&format!("attachment; filename=\"activity-{day}.{extension}\"")) {
        Ok(name) => answer.with_header(header::CONTENT_DISPOSITION, name),
        Err(_) => answer,
    }
}

/// Everything the thread needs.
struct Export {
    visit: Visit,
    filter: Filter,
    lookup: Lookup,
    lines: bool,
    session: i64,
}

impl Export {
    /// Writes all rows, and the entry however far it came.
    fn write(self, mut db: Peek, out: &mut Pieces) -> io::Result<()> {
        let mut count = 0;
        let written = if self.lines {
            self.json_lines(&mut db, out, &mut count)
        } else {
            self.csv(&mut db, out, &mut count)
        };
        let entry = Entry::new(
            &self.visit.author(),
            "activity.exported",
            Subject::Installation,
            self.filter.unit,
        )
        .fact("rows", count)
        .fact("whole", written.is_ok())
        .fact("searched", self.filter.narrows())
        .fact("format", if self.lines { "jsonl" } else { "csv" });
        let recorded = db::run(db.into_conn(), &AtomicBool::new(false), |tx| {
            activity::record(tx, entry)?;
            Ok(End::Commit(()))
        });
        written.and(recorded).map_err(io::Error::other)
    }

    /// Every row, newest first, for as long as the session lives.
    fn each(&self, db: &mut Peek, mut take: impl FnMut(&Reader<'_>, &Row) -> io::Result<()>) -> Result<()> {
        let reader = reader(&self.visit);
        let mut cursor = None;
        loop {
            if !session::is_open(db, self.session)? {
                return Err(Error::SignInRequired);
            }
            let (rows, beyond) = self.lookup.read(db, &reader, cursor, CHUNK)?;
            for row in &rows {
                take(&reader, row).map_err(cut_off)?;
            }
            let last = rows.last().filter(|_| rows.len() == CHUNK);
            cursor = beyond.or(last.map(|row| Cursor {
                newer: false,
                id: row.id(),
            }));
            if cursor.is_none() {
                return Ok(());
            }
        }
    }

    fn csv(&self, db: &mut Peek, out: &mut Pieces, count: &mut i64) -> Result<()> {
        let t = &self.visit.t;
        let heads = [
            t.get("activity-column-created"),
            t.get("activity-column-unit"),
            t.get("activity-column-type"),
            t.get("activity-column-subject"),
            t.get("activity-column-description"),
            t.get("activity-column-user"),
            t.get("activity-column-clerk"),
            t.get("activity-column-address"),
            t.get("activity-entry-id"),
        ];
        let mut csv = Writer::new(out, heads.iter().map(String::as_str)).map_err(cut_off)?;
        self.each(db, |reader, row| {
            *count += 1;
            csv.row([
                row.sealed.at.to_rfc3339_opts(SecondsFormat::Secs, true),
                reader.unit(row),
                kind(reader.t, &row.sealed.kind),
                reader.subject(row),
                reader.description(row),
                reader.user(row),
                row.clerk_name.clone().unwrap_or_default(),
                reader.address(row),
                row.id().to_string(),
            ])
        })?;
        csv.flush().map_err(cut_off)
    }

    fn json_lines(&self, db: &mut Peek, out: &mut Pieces, count: &mut i64) -> Result<()> {
        let mut lines = Lines::new(&self.visit.state.chain);
        self.each(db, |_, row| {
            *count += 1;
            let line = lines.entry(&Sealed::from(&row.sealed), place(row).as_ref(), personal(row).as_ref());
            writeln!(out, "{line}")
        })?;
        let (closing, _) = lines.close();
        writeln!(out, "{closing}").map_err(cut_off)
    }
}

fn place(row: &Row) -> Option<Place> {
    Some(Place {
        position: row.position?,
        hash: row.hash.clone()?,
        previous: row.previous.clone().unwrap_or_default(),
    })
}

fn personal(row: &Row) -> Option<Personal> {
    Some(Personal {
        salt: row.salt.clone()?,
        values: row.personal.clone()?,
    })
}

fn cut_off(error: io::Error) -> Error {
    Error::Internal(format!("export: {error}"))
}
