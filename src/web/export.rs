//! A list as a file: the rows and rights of the screen, streamed for as long as the session lives and its reader sees
//! what they saw, logged with the number of rows however far it came (SPEC L-5, P-8, SECURITY EX2).
use super::answer::Answer;
use super::download;
use super::stream::{Pieces, Stream};
use super::visit::Visit;
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::activity::{self, Entry, Event, Subject};
use crate::db::{self, End, Peek};
use crate::error::{Error, Result};
use actix_web::http::{Method, StatusCode};
use std::io;
use std::sync::atomic::AtomicBool;

/// What is made into a file, with everything the thread that does it needs.
pub trait Export: Send + 'static {
    /// The units it is of, for a reader who may have it.
    ///
    /// # Errors
    /// The right to it is gone.
    fn seen(&self, access: &Access) -> Result<Ranges>;

    /// Writes every row to `out`, reading each chunk by [`Going::next`] and counting the rows.
    ///
    /// # Errors
    /// Whatever ends the transfer where it is.
    fn write(&self, going: &mut Going, out: &mut Pieces) -> Result<()>;

    /// The entry for the log, such as [`entry`] begins, or None if the export is not worth one. How many rows were
    /// written, and whether these are all, is added to it.
    fn entry(&self) -> Option<Entry>;
}

/// An export on its way.
pub struct Going {
    visit: Visit,
    /// Written so far.
    pub rows: i64,
}

impl Going {
    /// Reads the next rows, if the session still lives and its reader still sees the same units.
    ///
    /// # Errors
    /// As [`download::next`]; what [`Export::seen`] says; `NotFound` where other units are seen by now, or the tree is
    /// another: the rows are found by places in it.
    pub fn next<T>(&self, export: &impl Export, read: impl FnOnce(&mut Peek) -> Result<T>) -> Result<T> {
        let began = &self.visit.access;
        download::next(&self.visit, |db, access| {
            match (export.seen(access)?, export.seen(began)?) {
                (Ranges::All, Ranges::All) => read(db),
                (now, then) if units(access, &now).eq(units(began, &then)) => read(db),
                _ => Err(Error::NotFound),
            }
        })
    }
}

/// Units with their places in the tree.
fn units<'a>(access: &'a Access, seen: &'a Ranges) -> impl Iterator<Item = (i32, i64)> {
    let units = access.snapshot().units().in_places(seen);
    units.map(|unit| (unit.pos, unit.id))
}

/// The file's kind and ending.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    pub media_type: &'static str,
    pub ending: &'static str,
}

/// Answers with the file `name`, made of what `prepare` gives. A HEAD prepares nothing.
///
/// # Errors
/// `Busy` when as many files are on their way as there may be; what `prepare` says.
pub fn answer<E: Export>(
    visit: &Visit,
    name: &str,
    format: Format,
    prepare: impl FnOnce() -> Result<E>,
) -> Result<Answer> {
    let name = format!("{name}.{}", format.ending);
    if visit.request.method == Method::HEAD {
        return Ok(Answer::text(StatusCode::OK, format.media_type, String::new()).as_file(&name));
    }
    let place = visit.state.downloads.take(visit.access.principal()?.user)?;
    let export = prepare()?;
    let visit = visit.clone();
    let stream = Stream::new(move |out| {
        let _place = place;
        run(&export, Going { visit, rows: 0 }, out).map_err(io::Error::other)
    });
    Ok(Answer::stream(format.media_type, stream).as_file(&name))
}

/// Begins the entry for the export of a list. `narrowed`: a search or a filter leaves rows out. What was searched for is
/// not kept, because it may be a name.
pub fn entry(visit: &Visit, event: Event, unit: Option<i64>, narrowed: bool) -> Entry {
    Entry::new(&visit.author(), event, Subject::Installation, unit).fact("searched", narrowed)
}

/// The name of a list's file, with the day (SECURITY EX3).
pub fn dated(visit: &Visit, name: &str) -> String {
    format!("{name}-{}", visit.access.now().format("%Y-%m-%d"))
}

fn run(export: &impl Export, mut going: Going, out: &mut Pieces) -> Result<()> {
    let written = export.write(&mut going, out);
    let Some(entry) = export.entry() else {
        return written;
    };
    let entry = entry.fact("rows", going.rows).fact("whole", written.is_ok());
    let recorded = db::run(download::connection(&going.visit)?, &AtomicBool::new(false), |tx| {
        activity::record(tx, entry)?;
        Ok(End::Commit(()))
    });
    written.and(recorded)
}

/// The error for a reader who went away or no longer takes data.
pub fn cut_off(error: io::Error) -> Error {
    Error::Internal(format!("export: {error}"))
}
