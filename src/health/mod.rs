//! Whether this node is alive and whether it can do its work, for load balancers, monitors and people at a
//! terminal.
//!
//! The answer is lines of plain text, `NAME ok` or `NAME` and what is wrong, for programs and people alike.
//! Everybody who reaches the server may read them, so nothing in them depends on what people do. For example, a
//! count of mails sent after a forgotten password would reveal which names exist (SECURITY AU5, TK8). The address
//! of the metrics tells more; the exact errors are in the log.
mod metrics;
mod store;

pub use metrics::metrics;

use crate::db::Peek;
use crate::db::migrate::{self, Schema};
use crate::error::{Error, Result};
use crate::jobs;
use crate::web::visit::AppState;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, block};
use chrono::{DateTime, SecondsFormat, Utc};
use std::sync::Arc;
use std::time::Duration;

/// How long the checks may take, as long as a page.
const PATIENCE: Duration = Duration::from_secs(2);

/// GET /healthz: this process serves. It does not ask PostgreSQL, because then an outage would make every node
/// restart in a loop.
pub async fn alive() -> HttpResponse {
    text(StatusCode::OK, "ok\n".to_owned())
}

/// GET /readyz: 200 if everything a request needs is there, else 503. One line for each check and each job.
pub async fn ready(state: Data<AppState>) -> HttpResponse {
    report(state, of_job).await
}

/// GET /readyz at the address of the metrics: like `ready`, with each job's last run and its result.
pub async fn ready_in_detail(state: Data<AppState>) -> HttpResponse {
    report(state, of_job_in_detail).await
}

/// Makes the line of a job.
type OfJob = fn(&jobs::State) -> String;

async fn report(state: Data<AppState>, of_job: OfJob) -> HttpResponse {
    let asked = state.into_inner();
    let report = tokio::time::timeout(PATIENCE, block(move || Report::make(&asked, of_job))).await;
    match report {
        Ok(Ok(report)) => text(report.status(), report.lines.join("\n") + "\n"),
        _ => text(StatusCode::SERVICE_UNAVAILABLE, "database does not answer\n".to_owned()),
    }
}

fn of_job(job: &jobs::State) -> String {
    let verdict = match job {
        jobs::State { overdue: true, .. } => "overdue",
        jobs::State { failed: true, .. } => "failed",
        _ => "ok",
    };
    format!("job {} {verdict}", job.name)
}

fn of_job_in_detail(job: &jobs::State) -> String {
    let at = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let last = job.finished_at.map_or_else(
        || "never ran".to_owned(),
        |finished| format!("last ran {}", at(finished)),
    );
    let succeeded = job.succeeded_at.filter(|_| job.failed);
    let succeeded = succeeded.map_or(String::new(), |succeeded| format!(", last succeeded {}", at(succeeded)));
    let result = job
        .result
        .as_ref()
        .map_or(String::new(), |result| format!(", {result}"));
    format!("{}: {last}{succeeded}{result}", of_job(job))
}

fn text(status: StatusCode, body: String) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/plain; charset=utf-8")
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(body)
}

/// The results of the checks. Each check depends on those before it.
#[derive(Default)]
struct Report {
    lines: Vec<String>,
    failed: bool,
}

impl Report {
    fn make(state: &Arc<AppState>, of_job: OfJob) -> Self {
        let mut report = Self::default();
        if let Err(error) = report.ask(state, of_job) {
            tracing::warn!(%error, "not ready");
            report.note("database", Err("does not answer"));
        }
        report
    }

    fn ask(&mut self, state: &AppState, of_job: OfJob) -> Result<()> {
        let mut db = Peek::new(state.pool.get().map_err(|_| Error::Busy("pool"))?);
        let applied = migrate::applied(crate::db::Read::conn(&mut db))?;
        self.note("database", Ok(()));
        match migrate::compare(&applied).map_err(|error| Error::Internal(error.to_string()))? {
            Schema::Fits => self.note("schema", Ok(())),
            // Nodes are updated one after the other, and the others keep working.
            Schema::Newer => self.lines.push("schema newer: update this node".to_owned()),
            Schema::Older => {
                self.note("schema", Err("is older than this program; run: keyholder migrate"));
                return Ok(());
            }
        }
        state.snapshots.at_least(crate::db::Read::conn(&mut db), 0)?;
        self.note("snapshot", Ok(()));
        for job in jobs::states(&mut db, state)? {
            // A missing backup is reported here, but the node still serves, so it does not count as failed.
            self.failed |= job.overdue && job.name != jobs::BACKUP;
            self.lines.push(of_job(&job));
        }
        Ok(())
    }

    fn note(&mut self, name: &str, verdict: Result<(), &str>) {
        self.failed |= verdict.is_err();
        self.lines.push(match verdict {
            Ok(()) => format!("{name} ok"),
            Err(wrong) => format!("{name} {wrong}"),
        });
    }

    fn status(&self) -> StatusCode {
        if self.failed {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::OK
        }
    }
}
