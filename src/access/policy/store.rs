//! Reads the policies from the database.
use super::lists::Rule;
use super::{Method, Settings};
use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Cidr, Integer, Nullable, Text, Timestamptz};
use ipnet::IpNet;

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = BigInt)]
    policy_version: i64,
}

pub(super) fn version(conn: &mut PgConnection) -> QueryResult<i64> {
    let row: Version = diesel::sql_query("SELECT policy_version FROM installation").get_result(conn)?;
    Ok(row.policy_version)
}

#[derive(QueryableByName)]
struct SettingsRow {
    #[diesel(sql_type = Text)]
    method: String,
    #[diesel(sql_type = Nullable<Integer>)]
    block_after: Option<i32>,
    #[diesel(sql_type = Integer)]
    block_minutes: i32,
    #[diesel(sql_type = Integer)]
    lock_after: i32,
    #[diesel(sql_type = Integer)]
    lock_minutes: i32,
    #[diesel(sql_type = Integer)]
    password_min: i32,
    #[diesel(sql_type = Integer)]
    password_min_beside: i32,
    #[diesel(sql_type = Integer)]
    password_classes: i32,
    #[diesel(sql_type = Integer)]
    password_score: i32,
    #[diesel(sql_type = Bool)]
    require_two_factor: bool,
    #[diesel(sql_type = Bool)]
    email_codes: bool,
    #[diesel(sql_type = Integer)]
    version: i32,
}

/// Reads the settings. If a newer program stored an unknown method, addresses on no list are refused.
pub(super) fn settings(conn: &mut PgConnection) -> QueryResult<Settings> {
    let row: SettingsRow = diesel::sql_query(
        "SELECT p.*, i.require_two_factor, i.email_codes FROM login_policy p CROSS JOIN installation i",
    )
    .get_result(conn)?;
    Ok(Settings {
        method: Method::from_code(&row.method).unwrap_or(Method::AllowList),
        block_after: row.block_after,
        block_minutes: row.block_minutes,
        lock_after: row.lock_after,
        lock_minutes: row.lock_minutes,
        password_min: row.password_min,
        password_min_beside: row.password_min_beside,
        password_classes: row.password_classes,
        password_score: row.password_score,
        require_two_factor: row.require_two_factor,
        email_codes: row.email_codes,
        version: row.version,
    })
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Bool)]
    blocked: bool,
    #[diesel(sql_type = Cidr)]
    range: IpNet,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    expires_at: Option<DateTime<Utc>>,
}

/// Reads every rule that has not expired.
pub(super) fn rules(conn: &mut PgConnection) -> QueryResult<Vec<Rule>> {
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT list = 'blocked' AS blocked, range, expires_at FROM address_rules WHERE expires_at IS NULL OR expires_at > now()",
    )
    .load(conn)?;
    let rule = |row: Row| Rule {
        blocked: row.blocked,
        range: row.range,
        expires: row.expires_at,
    };
    Ok(rows.into_iter().map(rule).collect())
}
