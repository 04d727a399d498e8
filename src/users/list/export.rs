//! The list as CSV (SPEC L-5): the same rows, columns and rights, or only the rows selected. It is streamed, and logged
//! with the number of rows (EX2).
use super::Lookup;
use super::columns::{Column, Columns};
use super::filter::Filter;
use super::pages;
use super::view::Reader;
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::activity::{Entry, Event};
use crate::error::Result;
use crate::files::csv::{FORMAT, Writer};
use crate::web::answer::Answer;
use crate::web::chunks::Visible;
use crate::web::columns::Listed;
use crate::web::export::{self, Export, Going, cut_off};
use crate::web::stream::Pieces;
use crate::web::visit::{View, Visit};

/// GET /users/export, with the query of the list.
pub fn download(view: &mut View, filter: Filter) -> Result<Answer> {
    let visit = &view.visit;
    pages::opened(&visit.access)?;
    let (visible, narrowed) = pages::narrowed(&visit.access, &filter)?;
    let name = export::dated(visit, "users");
    let db = &mut view.db;
    export::answer(visit, &name, FORMAT, || {
        let users = visit.headcounts(db)?;
        let whole = Lookup::new(db, (&narrowed, visit.access.now()), &filter, &users)?;
        Ok(Users {
            lookup: match filter.selected.is_empty() {
                true => whole,
                false => whole.of(filter.selected.clone()),
            },
            columns: pages::columns(&visit.access, &filter),
            visible,
            filter,
            visit: visit.clone(),
        })
    })
}

/// Everything the thread that writes the file needs.
struct Users {
    visit: Visit,
    visible: Visible,
    filter: Filter,
    columns: Columns,
    lookup: Lookup,
}

impl Export for Users {
    fn seen(&self, access: &Access) -> Result<Ranges> {
        pages::opened(access)?;
        let (_, narrowed) = pages::narrowed(access, &self.filter)?;
        Ok(narrowed.ranges().clone())
    }

    fn write(&self, going: &mut Going, out: &mut Pieces) -> Result<()> {
        let reader = Reader {
            t: &self.visit.t,
            access: &self.visit.access,
            visible: &self.visible,
            columns: self.columns,
        };
        let columns: Vec<Column> = self.columns.shown().collect();
        let heads: Vec<String> = columns.iter().map(|column| column.label(&self.visit.t)).collect();
        let first = self.visit.t.get("users-column-display-name");
        let heads = std::iter::once(first.as_str()).chain(heads.iter().map(String::as_str));
        let mut csv = Writer::new(out, heads).map_err(cut_off)?;
        let mut cursor = None;
        loop {
            let (rows, onward) = going.next(self, |db| {
                let extras = pages::extras(self.columns);
                self.lookup.chunk(db, extras, cursor.as_ref())
            })?;
            for row in &rows {
                let cells = columns.iter().map(|column| reader.cell(*column, row).body.plain());
                csv.row(std::iter::once(row.display_name.clone()).chain(cells))
                    .map_err(cut_off)?;
                going.rows += 1;
            }
            cursor = onward;
            if cursor.is_none() {
                return csv.flush().map_err(cut_off);
            }
        }
    }

    fn entry(&self) -> Option<Entry> {
        let entry = export::entry(
            &self.visit,
            Event::UsersExported,
            self.filter.unit,
            self.filter.narrows(),
        )
        .fact("selected", self.filter.selected.len())
        .fact("deactivated", self.filter.deactivated);
        Some(entry)
    }
}
