//! Metrics for Prometheus, on a separate address (`KEYHOLDER_METRICS_ADDRESS`). Clients that can only reach the
//! pages cannot reach the metrics (SECURITY HE8).
use super::store::{self, Counts};
use crate::db::Peek;
use crate::error::{Error, Result};
use crate::jobs;
use crate::web::visit::AppState;
use actix_web::HttpResponse;
use actix_web::web::{Data, block};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use std::sync::atomic::AtomicU64;

/// The format that Prometheus prefers.
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfJob {
    job: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfMail {
    state: &'static str,
}

/// GET /metrics. Without PostgreSQL it returns only what this node knows, and `keyholder_database_up 0`.
pub async fn metrics(state: Data<AppState>) -> HttpResponse {
    let asked = state.into_inner();
    match block(move || told(&asked)).await {
        Ok(Ok(body)) => HttpResponse::Ok().content_type(MEDIA_TYPE).body(body),
        _ => HttpResponse::InternalServerError().finish(),
    }
}

fn told(state: &AppState) -> Result<String> {
    let mut registry = Registry::with_prefix("keyholder");
    registry.register(
        "build",
        "The program",
        Info::new([("version", env!("CARGO_PKG_VERSION"))]),
    );
    state.metrics.register(&mut registry);
    of_node(&mut registry, state);
    let up = of_database(&mut registry, state);
    if let Err(error) = &up {
        tracing::warn!(%error, "metrics without those of the database");
    }
    number(
        &mut registry,
        "database_up",
        "Whether PostgreSQL answers",
        i64::from(up.is_ok()),
    );
    let mut body = String::new();
    text::encode(&mut body, &registry).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(body)
}

fn number(registry: &mut Registry, name: &str, help: &str, value: i64) {
    let gauge: Gauge = Gauge::default();
    gauge.set(value);
    registry.register(name, help, gauge);
}

fn of_node(registry: &mut Registry, state: &AppState) {
    let (pool, gate) = (state.pool.state(), state.gate.available_permits());
    let size = i64::from(state.pool.max_size());
    number(registry, "pool_size", "Connections that requests may hold", size);
    number(
        registry,
        "pool_connections",
        "Connections that are open",
        i64::from(pool.connections),
    );
    number(
        registry,
        "pool_used",
        "Requests at work with a connection",
        size - gate as i64,
    );
    let hashing = state.hasher.taken() as i64;
    number(
        registry,
        "hashing_queue",
        "Requests with a place for hashing a password",
        hashing,
    );
    let most = state.config.hashing.queue as i64;
    number(registry, "hashing_queue_size", "How many places there are", most);
    let version = state.snapshots.current().map_or(0, |snapshot| snapshot.version());
    number(
        registry,
        "snapshot_version",
        "Version of all rights that this node has in memory",
        version,
    );
    let up = state.started.elapsed().as_secs() as i64;
    number(registry, "uptime_seconds", "Since this node began to serve", up);
}

fn of_database(registry: &mut Registry, state: &AppState) -> Result<()> {
    let mut db = Peek::new(state.pool.get().map_err(|_| Error::Busy("pool"))?);
    let counts = store::counts(&mut db)?;
    of_counts(registry, &counts);
    let succeeded: Family<OfJob, Gauge<f64, AtomicU64>> = Family::default();
    let overdue: Family<OfJob, Gauge> = Family::default();
    for job in jobs::states(&mut db, state)? {
        let label = OfJob { job: job.name };
        if let Some(at) = job.succeeded_at {
            succeeded.get_or_create(&label).set(at.timestamp() as f64);
        }
        overdue.get_or_create(&label).set(i64::from(job.overdue));
    }
    registry.register("job_success_time_seconds", "When a job last succeeded", succeeded);
    registry.register("job_overdue", "Whether a job should have succeeded since", overdue);
    Ok(())
}

fn of_counts(registry: &mut Registry, counts: &Counts) {
    number(registry, "sessions", "Sessions that are open", counts.sessions);
    number(
        registry,
        "access_version",
        "Version of all rights",
        counts.access_version,
    );
    number(
        registry,
        "activity_unsealed",
        "Entries that are not yet in the chain",
        counts.unsealed,
    );
    if let Some(sound) = counts.log_sound {
        let help = "Whether the last verification found the activity log as it was written";
        number(registry, "activity_sound", help, i64::from(sound));
    }
    let mails: Family<OfMail, Gauge> = Family::default();
    for (state, count) in [("waiting", counts.mails_waiting), ("failed", counts.mails_failed)] {
        mails.get_or_create(&OfMail { state }).set(count);
    }
    registry.register("mails", "Mail in the outbox", mails);
}
