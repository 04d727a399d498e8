//! Whether this node is alive, and whether it can do its work: for load balancers, monitors and people at a terminal.
//!
//! Lines of plain text, `NAME ok` or `NAME` and what is wrong, the same for programs and people. Nothing secret: whoever
//! reaches the server may read them. What exactly failed stands in the log.
mod metrics;
mod store;

pub use metrics::metrics;

use crate::db::{Peek, migrate};
use crate::error::{Error, Result};
use crate::jobs;
use crate::web::visit::AppState;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, block};
use std::sync::Arc;
use std::time::Duration;

/// Asking takes no longer than a page would.
const PATIENCE: Duration = Duration::from_secs(2);

/// GET /healthz: this process serves. It does not ask PostgreSQL; that would make a restart loop of an outage.
pub async fn alive() -> HttpResponse {
    text(StatusCode::OK, "ok\n".to_owned())
}

/// GET /readyz: 200 if everything a request needs is there, else 503; a line for each check and each job.
pub async fn ready(state: Data<AppState>) -> HttpResponse {
    let asked = state.into_inner();
    let report = tokio::time::timeout(PATIENCE, block(move || Report::make(&asked))).await;
    match report {
        Ok(Ok(report)) => text(report.status(), report.lines.join("\n") + "\n"),
        _ => text(StatusCode::SERVICE_UNAVAILABLE, "database does not answer\n".to_owned()),
    }
}

fn text(status: StatusCode, body: String) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/plain; charset=utf-8")
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(body)
}

/// The checks, in the order in which one depends on the other.
#[derive(Default)]
struct Report {
    lines: Vec<String>,
    failed: bool,
}

impl Report {
    fn make(state: &Arc<AppState>) -> Self {
        let mut report = Self::default();
        if let Err(error) = report.ask(state) {
            tracing::warn!(%error, "not ready");
            report.note("database", Err("does not answer"));
        }
        report
    }

    fn ask(&mut self, state: &AppState) -> Result<()> {
        let mut db = Peek::new(state.pool.get().map_err(|_| Error::Busy("pool"))?);
        let applied = migrate::applied(crate::db::Read::conn(&mut db))?;
        self.note("database", Ok(()));
        let schema = migrate::compare(&applied);
        self.note("schema", schema);
        if schema.is_err() {
            return Ok(());
        }
        state.snapshots.at_least(crate::db::Read::conn(&mut db), 0)?;
        self.note("snapshot", Ok(()));
        for job in jobs::states(&mut db, state.started.elapsed())? {
            self.note_job(&job);
        }
        Ok(())
    }

    fn note(&mut self, name: &str, verdict: std::result::Result<(), &str>) {
        self.failed |= verdict.is_err();
        self.lines.push(match verdict {
            Ok(()) => format!("{name} ok"),
            Err(wrong) => format!("{name} {wrong}"),
        });
    }

    fn note_job(&mut self, job: &jobs::State) {
        let last = job.finished_at.map_or_else(
            || "never ran".to_owned(),
            |at| format!("last ran {}", at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
        );
        let succeeded = job
            .succeeded_at
            .map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        let said = match job.result.as_deref() {
            Some(result) if result.starts_with("failed") => {
                let last = succeeded.map_or(String::new(), |at| format!(", last succeeded {at}"));
                format!("{last}, failed, see the log")
            }
            Some(result) => format!(", {result}"),
            None => String::new(),
        };
        let verdict = if job.overdue { "overdue" } else { "ok" };
        // A house that cannot be backed up is told of here, and still serves its people.
        self.failed |= job.overdue && job.name != jobs::BACKUP;
        self.lines.push(format!("job {} {verdict}: {last}{said}", job.name));
    }

    fn status(&self) -> StatusCode {
        if self.failed {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::OK
        }
    }
}
