//! The list as CSV (SPEC L-5): the same rows, columns and rights. It is streamed, and logged with the number of rows
//! (SECURITY EX2).
use super::pages::{COLUMNS, FIRST, LIST, listing};
use super::store::Row;
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::activity::{Entry, Event};
use crate::error::Result;
use crate::files::csv::{FORMAT, Writer};
use crate::web::answer::Answer;
use crate::web::columns::Shown;
use crate::web::export::{self, Export, Going, cut_off};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::named_list::Filter;
use crate::web::stream::Pieces;
use crate::web::visit::{View, Visit};

/// Address of the file.
pub const PATH: &str = "/support/customers/export";

/// GET /support/customers/export, with the query of the list.
pub fn download(view: &mut View, filter: Filter) -> Result<Answer> {
    let View { db, visit } = view;
    menu::CUSTOMERS.enter(&visit.access)?;
    let name = export::dated(visit, "customers");
    export::answer(visit, &name, FORMAT, || {
        let chosen = crate::columns::chosen(db, visit, &LIST)?;
        Ok(Customers {
            shown: Shown::of(&COLUMNS, chosen.as_deref()),
            filter: Filter { cursor: None, ..filter },
            visit: visit.clone(),
        })
    })
}

/// Everything the thread that writes the file needs.
struct Customers {
    visit: Visit,
    shown: Shown,
    filter: Filter,
}

/// Returns the cells of a row for the columns to choose from. Numbers are written as a program reads them.
fn cells(t: &Texts, row: &Row) -> [String; COLUMNS.len()] {
    let unlimited = || t.get("cloud-unlimited");
    [
        row.customer_number.clone(),
        row.code.clone(),
        row.pool.map_or_else(unlimited, |pool| pool.to_string()),
        row.taken.to_string(),
        row.pool.map_or_else(unlimited, |pool| (pool - row.taken).to_string()),
    ]
}

impl Export for Customers {
    fn seen(&self, access: &Access) -> Result<Ranges> {
        menu::CUSTOMERS.enter(access)?;
        Ok(access.scope())
    }

    fn write(&self, going: &mut Going, out: &mut Pieces) -> Result<()> {
        let t = &self.visit.t;
        let heads = self.shown.heads(t, FIRST);
        let mut csv = Writer::new(out, heads.iter().map(String::as_str)).map_err(cut_off)?;
        let mut filter = self.filter.clone();
        loop {
            let page = going.next(self, |db| listing(db, &self.visit, &filter))?;
            for row in &page.rows {
                let cells = self.shown.cells(&COLUMNS, cells(t, row));
                csv.row(std::iter::once(row.name.clone()).chain(cells))
                    .map_err(cut_off)?;
                going.rows += 1;
            }
            filter.cursor = page.onward();
            if filter.cursor.is_none() {
                return csv.flush().map_err(cut_off);
            }
        }
    }

    fn entry(&self) -> Option<Entry> {
        Some(export::entry(
            &self.visit,
            Event::CustomersExported,
            None,
            !self.filter.q.is_empty(),
        ))
    }
}
