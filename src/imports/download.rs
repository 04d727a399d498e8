//! The report as CSV: GET /imports/{id}/report.
use super::view::Told;
use super::{opened, store};
use crate::db::Peek;
use crate::error::{Error, Result};
use crate::files::csv::{self, Writer};
use crate::session;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::request::Id;
use crate::web::stream::{Pieces, Stream};
use crate::web::visit::View;
use actix_web::http::{Method, StatusCode};
use std::io;

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
    let name = format!("import-{}-{id}.csv", import.table.name());
    if visit.request.method == Method::HEAD {
        return Ok(Answer::text(StatusCode::OK, csv::MEDIA_TYPE, String::new()).as_file(&name));
    }
    let conn = visit.state.streams.get().map_err(|_| Error::Busy("exports"))?;
    let (t, session) = (visit.t, principal.session);
    let stream = Stream::new(move |out| write(&t, Peek::new(conn), id, session, out).map_err(io::Error::other));
    Ok(Answer::stream(csv::MEDIA_TYPE, stream).as_file(&name))
}

fn write(t: &Texts, mut db: Peek, id: i64, session: i64, out: &mut Pieces) -> Result<()> {
    let heads = ["line", "what", "column", "said"].map(|head| t.get(&format!("imports-report-{head}")));
    let cut_off = |error: io::Error| Error::Internal(format!("report: {error}"));
    let mut file = Writer::new(out, heads.iter().map(String::as_str)).map_err(cut_off)?;
    let mut after = 0;
    loop {
        if !session::is_open(&mut db, session)? {
            return Err(Error::SignInRequired);
        }
        let lines = store::lines(&mut db, id, after, CHUNK)?;
        for line in &lines {
            let number = line.line.map(|line| line.to_string()).unwrap_or_default();
            let told = Told::new(t, line)?;
            file.row([number, told.deed.clone(), told.column.clone(), told.line_of_text()])
                .map_err(cut_off)?;
        }
        match lines.last() {
            Some(last) => after = last.place,
            None => return file.flush().map_err(cut_off),
        }
    }
}
