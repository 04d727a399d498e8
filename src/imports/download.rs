//! The report as CSV: GET /imports/{id}/report.
use super::view::Told;
use super::{opened, store};
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::activity::Entry;
use crate::error::{Error, Result};
use crate::files::csv::{FORMAT, Writer};
use crate::web::answer::Answer;
use crate::web::export::{self, Export, Going, cut_off};
use crate::web::i18n::Texts;
use crate::web::request::Id;
use crate::web::stream::Pieces;
use crate::web::visit::View;

/// Lines read at once.
const CHUNK: i64 = 1_000;

/// Line, what, column, reason: every row of the report, streamed.
pub fn report(view: &mut View, Id(id): Id) -> Result<Answer> {
    let visit = &view.visit;
    opened(&visit.access)?;
    let principal = visit.access.principal()?;
    let import = store::own(&mut view.db, id, principal.user)?.ok_or(Error::NotFound)?;
    if import.state.is_under_way() {
        return Err(Error::NotFound);
    }
    let report = Report { id, t: visit.t };
    export::answer(visit, &format!("import-{}-{id}", import.table.name()), FORMAT, || {
        Ok(report)
    })
}

/// Everything the thread needs.
struct Report {
    id: i64,
    t: Texts,
}

impl Export for Report {
    /// Of no unit: it is of one's own file.
    fn seen(&self, access: &Access) -> Result<Ranges> {
        opened(access)?;
        Ok(Ranges::NONE)
    }

    fn write(&self, going: &mut Going, out: &mut Pieces) -> Result<()> {
        let t = &self.t;
        let heads = ["line", "what", "column", "said"].map(|head| t.get(&format!("imports-report-{head}")));
        let mut file = Writer::new(out, heads.iter().map(String::as_str)).map_err(cut_off)?;
        let mut after = 0;
        loop {
            let lines = going.next(self, |db| store::lines(db, self.id, after, CHUNK))?;
            for line in &lines {
                let number = line.line.map(|line| line.to_string()).unwrap_or_default();
                let told = Told::new(t, line)?;
                file.row([number, told.deed.clone(), told.column.clone(), told.line_of_text()])
                    .map_err(cut_off)?;
                going.rows += 1;
            }
            match lines.last() {
                Some(last) => after = last.place,
                None => return file.flush().map_err(cut_off),
            }
        }
    }

    /// One's own report of one's own file, which the log has had its entry of.
    fn entry(&self) -> Option<Entry> {
        None
    }
}
