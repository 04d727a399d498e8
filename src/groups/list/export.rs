//! The list as the file `groups`, in the form that an import reads (SPEC L-5, 11): the groups that match the search, but
//! those of the installation and of modules, which no file can change. It is streamed, and logged with the number of
//! rows (SECURITY EX2).
use super::filter::{FIELDS, Filter};
use super::{CHUNK, matches, store};
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::activity::{Entry, Event};
use crate::error::Result;
use crate::files::csv::FORMAT;
use crate::files::tables::{GroupRow, TableWriter};
use crate::web::answer::Answer;
use crate::web::export::{self, Export, Going, cut_off};
use crate::web::menu;
use crate::web::search::SearchQuery;
use crate::web::stream::Pieces;
use crate::web::visit::{View, Visit};
use std::io::Write;

/// Address of the file.
pub const PATH: &str = "/groups/export";

/// GET /groups/export, with the query of the list.
pub fn download(view: &mut View, filter: Filter) -> Result<Answer> {
    let visit = &view.visit;
    menu::GROUPS.enter(&visit.access)?;
    let name = export::dated(visit, "groups");
    export::answer(visit, &name, FORMAT, || {
        Ok(Groups {
            visit: visit.clone(),
            filter,
        })
    })
}

/// Everything the thread that writes the file needs.
struct Groups {
    visit: Visit,
    filter: Filter,
}

impl Export for Groups {
    /// Groups stand in no unit: whoever opens the screen sees all.
    fn seen(&self, access: &Access) -> Result<Ranges> {
        menu::GROUPS.enter(access)?;
        Ok(Ranges::All)
    }

    fn write(&self, going: &mut Going, out: &mut Pieces) -> Result<()> {
        let t = &self.visit.t;
        let query = SearchQuery::parse(&self.filter.q, &FIELDS);
        let mut file = TableWriter::<GroupRow, _>::new(out).map_err(cut_off)?;
        let mut cursor = None;
        loop {
            let falls = self.filter.descending;
            let rows = going.next(self, |db| store::rows(db, t, falls, cursor.as_ref(), false, CHUNK))?;
            cursor = rows.last().map(|row| row.cursor(false));
            let is_last = rows.len() < CHUNK;
            let own = rows.iter().filter(|row| !row.system && !row.predefined);
            for row in own.filter(|row| matches(t, &query, row)) {
                let cells = GroupRow::stored_cells(
                    (&row.name, &row.display_name, &row.description),
                    (row.access_minutes, row.refresh_minutes),
                    row.require_two_factor,
                );
                file.write_cells(cells).map_err(cut_off)?;
                going.rows += 1;
            }
            if is_last {
                return file.finish().and_then(|out| out.flush()).map_err(cut_off);
            }
        }
    }

    fn entry(&self) -> Option<Entry> {
        Some(export::entry(
            &self.visit,
            Event::GroupsExported,
            None,
            !self.filter.q.is_empty(),
        ))
    }
}
