//! The audit as CSV (SPEC L-5): the rows, columns, rights and masks of the list. It is streamed, and logged with the
//! number of rows (SECURITY EX2).
use super::columns::{COLUMNS, FIRST, LIST};
use super::filter::Filter;
use super::pages::{Line, line, within};
use super::store;
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::activity::{Entry, Event};
use crate::error::Result;
use crate::files::csv::{FORMAT, Writer};
use crate::web::answer::Answer;
use crate::web::columns::Shown;
use crate::web::cursor::RowCursor;
use crate::web::export::{self, Export, Going, cut_off};
use crate::web::menu;
use crate::web::stream::Pieces;
use crate::web::visit::{View, Visit};

/// Address of the file.
pub const PATH: &str = "/login-security/export";
/// How many rows are read at once.
const CHUNK: usize = 500;

/// GET /login-security/export, with the query of the list.
pub fn download(view: &mut View, filter: Filter) -> Result<Answer> {
    let View { db, visit } = view;
    menu::LOGIN_SECURITY.enter(&visit.access)?;
    within(&visit.access, filter.unit)?;
    let name = export::dated(visit, "logins");
    export::answer(visit, &name, FORMAT, || {
        let chosen = crate::columns::chosen(db, visit, &LIST)?;
        Ok(Audit {
            shown: Shown::of(&COLUMNS, chosen.as_deref()),
            filter: filter.with(|_| ()),
            visit: visit.clone(),
        })
    })
}

/// Everything the thread that writes the file needs.
struct Audit {
    visit: Visit,
    shown: Shown,
    filter: Filter,
}

/// Returns the cells of a row for the columns to choose from. Numbers are written as a program reads them.
fn cells(line: &Line) -> [String; COLUMNS.len()] {
    [
        line.unit.clone(),
        line.email.clone(),
        line.address.clone(),
        line.first.clone(),
        line.last_blocked.clone(),
        line.blocked.to_string(),
        line.last_success.clone(),
        line.successes.to_string(),
    ]
}

impl Export for Audit {
    fn seen(&self, access: &Access) -> Result<Ranges> {
        menu::LOGIN_SECURITY.enter(access)?;
        within(access, self.filter.unit)
    }

    fn write(&self, going: &mut Going, out: &mut Pieces) -> Result<()> {
        let visit = &self.visit;
        let heads = self.shown.heads(&visit.t, FIRST);
        let mut csv = Writer::new(out, heads.iter().map(String::as_str)).map_err(cut_off)?;
        let within = within(&visit.access, self.filter.unit)?;
        let mut filter = self.filter.clone();
        loop {
            let rows = going.next(self, |db| {
                let asked = store::Asked {
                    filter: &filter,
                    within: &within,
                    access: &visit.access,
                    zone: visit.t.zone(),
                };
                store::rows(db, &asked, CHUNK)
            })?;
            for row in &rows {
                let line = line(visit, row);
                let cells = self.shown.cells(&COLUMNS, cells(&line));
                csv.row(std::iter::once(line.user).chain(cells)).map_err(cut_off)?;
                going.rows += 1;
            }
            filter.cursor = rows.last().filter(|_| rows.len() == CHUNK).map(|row| RowCursor {
                backward: false,
                key: row.key,
                id: row.id,
            });
            if filter.cursor.is_none() {
                return csv.flush().map_err(cut_off);
            }
        }
    }

    fn entry(&self) -> Option<Entry> {
        let event = Event::LoginSecurityAuditExported;
        Some(export::entry(
            &self.visit,
            event,
            self.filter.unit,
            self.filter.narrows(),
        ))
    }
}
