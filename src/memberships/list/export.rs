//! The list as CSV (SPEC L-5): the same rows and rights. It is streamed, and logged with the number of rows (SECURITY
//! EX2).
use super::filter::Filter;
use super::{columns, page, pages, table};
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::activity::{Entry, Event};
use crate::error::Result;
use crate::files::csv::{FORMAT, Writer};
use crate::web::answer::Answer;
use crate::web::columns::{Shown, Written};
use crate::web::cursor::RowCursor;
use crate::web::export::{self, Export, Going, cut_off};
use crate::web::menu;
use crate::web::stream::Pieces;
use crate::web::visit::{View, Visit};

/// How many rows are read at once.
const CHUNK: usize = 500;
/// The name of the account; the screen shows it beside the display name.
const NAME: Written = Written("name", "membership-column-name");

/// GET /memberships/export, with the query of the list.
pub fn download(view: &mut View, filter: Filter) -> Result<Answer> {
    let View { db, visit } = view;
    menu::MEMBERSHIPS.enter(&visit.access)?;
    let filter = pages::looked_up(db, visit, filter)?;
    super::visible(&visit.access, &filter)?;
    let name = export::dated(visit, "memberships");
    export::answer(visit, &name, FORMAT, || {
        let chosen = crate::columns::chosen(db, visit, &columns::LIST)?;
        Ok(Memberships {
            shown: Shown::of(&columns::COLUMNS, chosen.as_deref()),
            filter: Filter { cursor: None, ..filter },
            visit: visit.clone(),
        })
    })
}

/// Everything the thread that writes the file needs.
struct Memberships {
    visit: Visit,
    shown: Shown,
    filter: Filter,
}

impl Export for Memberships {
    fn seen(&self, access: &Access) -> Result<Ranges> {
        menu::MEMBERSHIPS.enter(access)?;
        super::visible(access, &self.filter)
    }

    fn write(&self, going: &mut Going, out: &mut Pieces) -> Result<()> {
        let t = &self.visit.t;
        let others = std::iter::once(NAME).chain(columns::COLUMNS);
        let heads: Vec<(bool, String)> = std::iter::once((true, t.get(columns::FIRST)))
            .chain(others.map(|column| (column == NAME || self.shown.has(column.0), t.get(column.1))))
            .collect();
        let shown = heads.iter().filter(|(shown, _)| *shown).map(|(_, head)| head.as_str());
        let mut csv = Writer::new(out, shown).map_err(cut_off)?;
        let mut cursor: Option<RowCursor> = None;
        loop {
            let filter = Filter {
                cursor,
                ..self.filter.clone()
            };
            let listing = going.next(self, |db| page(db, &self.visit, &filter, CHUNK))?;
            for row in &listing.rows {
                let cells = table::cells(&self.visit, row).into_iter().zip(&heads);
                let cells = cells.filter(|(_, (shown, _))| *shown).map(|(cell, _)| cell);
                csv.row(cells).map_err(cut_off)?;
                going.rows += 1;
            }
            cursor = listing.next;
            if cursor.is_none() {
                return csv.flush().map_err(cut_off);
            }
        }
    }

    fn entry(&self) -> Option<Entry> {
        Some(export::entry(
            &self.visit,
            Event::MembershipsExported,
            self.filter.unit,
            self.filter.narrows(),
        ))
    }
}
