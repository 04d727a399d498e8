//! All SQL of the job table.
use super::{Done, Job, Lane, State};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Double, Nullable, Text, Timestamptz};
use std::time::Duration;

fn names(jobs: &[Job]) -> Vec<&'static str> {
    jobs.iter().map(|job| job.name).collect()
}

/// SQL: one o'clock of the coming night, in the time zone of parameter $2.
const NIGHT: &str =
    "(date_trunc('day', now() AT TIME ZONE $2 - interval '1 hour') + interval '25 hours') AT TIME ZONE $2";

/// Adds new jobs to the table. They are due at once, or at night for nightly ones.
pub fn enlist(tx: &mut Tx<'_>, jobs: &[Job], zone: Tz) -> Result<()> {
    let nightly: Vec<bool> = jobs.iter().map(|job| job.lane == Lane::Night).collect();
    diesel::sql_query(format!(
        "INSERT INTO jobs (name, due_at) SELECT name, CASE WHEN nightly THEN {NIGHT} ELSE now() END
         FROM unnest($1, $3) AS j(name, nightly) ON CONFLICT DO NOTHING"
    ))
    .bind::<Array<Text>, _>(names(jobs))
    .bind::<Text, _>(zone.name())
    .bind::<Array<Bool>, _>(nightly)
    .execute(tx.conn())?;
    Ok(())
}

/// Claims the job that has been due for longest, skipping those that another node has locked.
pub fn claim(tx: &mut Tx<'_>, jobs: &[Job]) -> Result<Option<Job>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let row: Option<Row> = diesel::sql_query(
        "SELECT name FROM jobs WHERE name = ANY($1) AND due_at <= now() ORDER BY due_at, name LIMIT 1 FOR UPDATE SKIP LOCKED",
    )
    .bind::<Array<Text>, _>(names(jobs))
    .get_result(tx.conn())
    .optional()?;
    Ok(row.and_then(|row| jobs.iter().find(|job| job.name == row.name).copied()))
}

/// Shows PostgreSQL that the transaction is alive, or else it would end it after a while and release the claim.
pub fn renew(tx: &mut Tx<'_>) -> Result<()> {
    diesel::sql_query("SELECT 1").execute(tx.conn())?;
    Ok(())
}

pub fn note_success(tx: &mut Tx<'_>, job: &Job, done: &Done, zone: Tz) -> Result<()> {
    let pause = if done.more { Duration::ZERO } else { job.period };
    diesel::sql_query(format!(
        "UPDATE jobs SET due_at = CASE WHEN $5 THEN {NIGHT} ELSE clock_timestamp() + make_interval(secs => $3) END,
            started_at = now(), finished_at = clock_timestamp(), succeeded_at = clock_timestamp(), result = $4 WHERE name = $1"
    ))
    .bind::<Text, _>(job.name)
    .bind::<Text, _>(zone.name())
    .bind::<Double, _>(pause.as_secs_f64())
    .bind::<Text, _>(&done.said)
    .bind::<Bool, _>(job.lane == Lane::Night)
    .execute(tx.conn())?;
    Ok(())
}

pub fn note_failure(tx: &mut Tx<'_>, job: &Job, error: &Error, again: Duration) -> Result<()> {
    diesel::sql_query(
        "UPDATE jobs SET due_at = clock_timestamp() + make_interval(secs => $2), finished_at = clock_timestamp(), result = $3
         WHERE name = $1",
    )
    .bind::<Text, _>(job.name)
    .bind::<Double, _>(again.as_secs_f64())
    .bind::<Text, _>(format!("failed: {error}"))
    .execute(tx.conn())?;
    Ok(())
}

pub fn hasten(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    diesel::sql_query("UPDATE jobs SET due_at = now() WHERE name = $1")
        .bind::<Text, _>(name)
        .execute(tx.conn())?;
    Ok(())
}

pub fn due_at(db: &mut impl Read, name: &str) -> Result<Option<DateTime<Utc>>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Timestamptz)]
        due_at: DateTime<Utc>,
    }
    let row: Option<Row> = diesel::sql_query("SELECT due_at FROM jobs WHERE name = $1")
        .bind::<Text, _>(name)
        .get_result(db.conn())
        .optional()?;
    Ok(row.map(|row| row.due_at))
}

#[derive(QueryableByName)]
struct StateRow {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    finished_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    succeeded_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    result: Option<String>,
    #[diesel(sql_type = Bool)]
    failed: bool,
    #[diesel(sql_type = Bool)]
    overdue: bool,
}

/// Returns the states in the order of `jobs`. A job that is not in the table yet is measured from the start of this
/// node.
pub fn states(db: &mut impl Read, jobs: &[Job], up: Duration) -> Result<Vec<State>> {
    let patience: Vec<i64> = jobs.iter().map(|job| job.patience().as_secs() as i64).collect();
    let rows: Vec<StateRow> = diesel::sql_query(
        "SELECT k.name, j.finished_at, j.succeeded_at, j.result, coalesce(j.result LIKE 'failed:%', false) AS failed,
            least(now() - j.succeeded_at, make_interval(secs => $3)) > make_interval(secs => k.patience) AS overdue
         FROM unnest($1, $2) WITH ORDINALITY AS k(name, patience, place) LEFT JOIN jobs j ON j.name = k.name ORDER BY k.place",
    )
    .bind::<Array<Text>, _>(names(jobs))
    .bind::<Array<BigInt>, _>(patience)
    .bind::<Double, _>(up.as_secs_f64())
    .load(db.conn())?;
    let state = |row: StateRow| State {
        name: row.name,
        finished_at: row.finished_at,
        succeeded_at: row.succeeded_at,
        result: row.result,
        failed: row.failed,
        overdue: row.overdue,
    };
    Ok(rows.into_iter().map(state).collect())
}
