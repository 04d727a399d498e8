//! The log as CSV, and as JSON Lines that can be verified (SPEC N-20): the same rows and rights, streamed, logged
//! (EX2).
use super::filter::{Cursor, Filter};
use super::pages::{self, reader};
use super::store::Row;
use super::words::{Reader, kind};
use super::{CHUNK, Lookup};
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::activity::chain::Sealed;
use crate::activity::file::{Lines, Place};
use crate::activity::verify::Personal;
use crate::activity::{Entry, Event};
use crate::error::Result;
use crate::files::csv::{FORMAT as CSV, Writer};
use crate::web::answer::Answer;
use crate::web::export::{self, Export, Format, Going, cut_off};
use crate::web::menu;
use crate::web::request::Query;
use crate::web::stream::Pieces;
use crate::web::visit::{View, Visit};
use chrono::SecondsFormat;
use serde::Deserialize;
use std::io::{self, Write};

/// Where both are.
pub const PATH: &str = "/activity/export";
const JSON_LINES: Format = Format {
    media_type: "application/jsonl; charset=utf-8",
    ending: "jsonl",
};

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
    menu::ACTIVITY.enter(&visit.access)?;
    let visible = pages::narrowed(&visit.access, &filter)?;
    pages::about(db, &visit.access, &filter)?;
    let lines = form.format == "jsonl";
    let format = if lines { JSON_LINES } else { CSV };
    export::answer(visit, &export::dated(visit, "activity"), format, || {
        Ok(Log {
            lookup: Lookup::new(db, &reader(visit), &visible, &filter)?,
            visit: visit.clone(),
            filter,
            lines,
        })
    })
}

/// Everything the thread needs.
struct Log {
    visit: Visit,
    filter: Filter,
    lookup: Lookup,
    lines: bool,
}

impl Export for Log {
    fn seen(&self, access: &Access) -> Result<Ranges> {
        menu::ACTIVITY.enter(access)?;
        Ok(pages::narrowed(access, &self.filter)?.places)
    }

    fn write(&self, going: &mut Going, out: &mut Pieces) -> Result<()> {
        if self.lines {
            self.json_lines(going, out)
        } else {
            self.csv(going, out)
        }
    }

    fn entry(&self) -> Option<Entry> {
        let entry = export::entry(
            &self.visit,
            Event::ActivityExported,
            self.filter.unit,
            self.filter.narrows(),
        )
        .fact("format", if self.lines { "jsonl" } else { "csv" });
        Some(entry)
    }
}

impl Log {
    /// Every row, in the order of the list, for as long as the session lives.
    fn each(&self, going: &mut Going, mut take: impl FnMut(&Reader<'_>, &Row) -> io::Result<()>) -> Result<()> {
        let reader = reader(&self.visit);
        let mut cursor = self.lookup.start();
        loop {
            let (rows, beyond) = going.next(self, |db| self.lookup.read(db, &reader, cursor, CHUNK))?;
            for row in &rows {
                take(&reader, row).map_err(cut_off)?;
                going.rows += 1;
            }
            let last = rows.last().filter(|_| rows.len() == CHUNK);
            cursor = beyond.or(last.map(|row| Cursor {
                newer: self.lookup.oldest,
                id: row.id(),
            }));
            if cursor.is_none() {
                return Ok(());
            }
        }
    }

    fn csv(&self, going: &mut Going, out: &mut Pieces) -> Result<()> {
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
        self.each(going, |reader, row| {
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

    fn json_lines(&self, going: &mut Going, out: &mut Pieces) -> Result<()> {
        let mut lines = Lines::new(&self.visit.state.chain);
        self.each(going, |reader, row| {
            // A line is proven as it was written, so what must not be read is left out whole.
            if reader.is_veiled(row) {
                return Ok(());
            }
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
