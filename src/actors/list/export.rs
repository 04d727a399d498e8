//! The list as CSV (SPEC L-5): the same rows, columns and rights, or only the rows selected. It is streamed, and logged
//! with the number of rows (EX2).
use super::Lookup;
use super::columns::{Column, Columns};
use super::filter::Filter;
use super::pages;
use super::view::{FIRST, Reader};
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::activity::{Entry, Event};
use crate::error::Result;
use crate::files::csv::{FORMAT, Writer};
use crate::web::answer::Answer;
use crate::web::columns::Listed;
use crate::web::export::{self, Export, Going, cut_off};
use crate::web::stream::Pieces;
use crate::web::visit::{View, Visit};

/// GET /actors/export, with the query of the list.
pub fn download(view: &mut View, filter: Filter) -> Result<Answer> {
    let visit = &view.visit;
    let (role, narrowed) = pages::opened(&visit.access, &filter)?;
    let name = export::dated(visit, role.map_or("actors", |role| &role.name));
    let db = &mut view.db;
    export::answer(visit, &name, FORMAT, || {
        let columns = pages::columns(db, visit, &filter, role)?;
        let fields = columns.fields();
        let whole = Lookup::new(db, visit, &narrowed, &filter, role.map(|role| role.id), fields)?;
        Ok(Actors {
            lookup: match filter.selected.is_empty() {
                true => whole,
                false => whole.of(filter.selected.clone()),
            },
            columns,
            filter,
            visit: visit.clone(),
        })
    })
}

/// Everything the thread that writes the file needs.
struct Actors {
    visit: Visit,
    filter: Filter,
    columns: Columns,
    lookup: Lookup,
}

impl Export for Actors {
    fn seen(&self, access: &Access) -> Result<Ranges> {
        let (_, narrowed) = pages::opened(access, &self.filter)?;
        Ok(narrowed.ranges().clone())
    }

    fn write(&self, going: &mut Going, out: &mut Pieces) -> Result<()> {
        let reader = Reader {
            t: &self.visit.t,
            access: &self.visit.access,
            columns: &self.columns,
            seal: &self.visit.state.seal,
        };
        let columns: Vec<&Column> = self.columns.shown().collect();
        let heads: Vec<String> = columns.iter().map(|column| column.label(&self.visit.t)).collect();
        let first = self.visit.t.get(FIRST);
        let heads = std::iter::once(first.as_str()).chain(heads.iter().map(String::as_str));
        let mut csv = Writer::new(out, heads).map_err(cut_off)?;
        let extras = self.columns.extras();
        let mut cursor = None;
        loop {
            let (rows, onward) = going.next(self, |db| self.lookup.chunk(db, &extras, cursor.as_ref()))?;
            for row in &rows {
                let cells = columns.iter().map(|column| reader.cell(column, row).body.plain());
                csv.row(std::iter::once(row.name.clone()).chain(cells))
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
            Event::ActorsExported,
            self.filter.unit,
            self.filter.narrows(),
        )
        .fact("role", &*self.filter.role)
        .fact("selected", self.filter.selected.len())
        .fact("archived", self.filter.archived);
        Some(entry)
    }
}
