//! The list as CSV (SPEC L-5): the same rows and rights, streamed, logged with the number of rows (SECURITY EX2).
use super::filter::Filter;
use super::{page, pages, table};
use crate::activity::{Entry, Subject};
use crate::error::Result;
use crate::files::csv::{FORMAT, Writer};
use crate::memberships::find;
use crate::web::answer::Answer;
use crate::web::cursor::RowCursor;
use crate::web::export::{self, Export, Going, cut_off};
use crate::web::stream::Pieces;
use crate::web::visit::{View, Visit};

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
    let name = export::dated(visit, "memberships");
    export::answer(visit, &name, FORMAT, || {
        Ok(Memberships {
            filter: Filter { cursor: None, ..filter },
            visit: visit.clone(),
        })
    })
}

/// Everything the thread needs.
struct Memberships {
    visit: Visit,
    filter: Filter,
}

impl Export for Memberships {
    fn write(&self, going: &mut Going, out: &mut Pieces) -> Result<()> {
        let heads: Vec<String> = HEADS.iter().map(|head| self.visit.t.get(head)).collect();
        let mut csv = Writer::new(out, heads.iter().map(String::as_str)).map_err(cut_off)?;
        let mut cursor: Option<RowCursor> = None;
        loop {
            let filter = Filter {
                cursor,
                ..self.filter.clone()
            };
            let listing = page(going.db()?, &self.visit.access, &filter, CHUNK)?;
            for row in &listing.rows {
                csv.row(table::cells(&self.visit, row)).map_err(cut_off)?;
                going.rows += 1;
            }
            cursor = listing.next;
            if cursor.is_none() {
                return csv.flush().map_err(cut_off);
            }
        }
    }

    /// What was exported, but for what was searched for: that may be a name.
    fn entry(&self, rows: i64, whole: bool) -> Option<Entry> {
        let author = self.visit.author();
        let entry = Entry::new(&author, "memberships.exported", Subject::Installation, self.filter.unit)
            .fact("rows", rows)
            .fact("whole", whole)
            .fact("searched", self.filter.narrows());
        Some(entry)
    }
}
