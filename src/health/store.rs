//! Reads the numbers for monitors.
use crate::access::clauses::live;
use crate::db::Read;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable};

/// Numbers about the whole installation. Each is read by an index or from a small table.
#[derive(QueryableByName)]
pub struct Counts {
    #[diesel(sql_type = BigInt)]
    pub sessions: i64,
    #[diesel(sql_type = BigInt)]
    pub access_version: i64,
    #[diesel(sql_type = BigInt)]
    pub unsealed: i64,
    #[diesel(sql_type = Nullable<Bool>)]
    pub log_sound: Option<bool>,
    #[diesel(sql_type = BigInt)]
    pub mails_waiting: i64,
    #[diesel(sql_type = BigInt)]
    pub mails_failed: i64,
}

pub fn counts(db: &mut impl Read) -> Result<Counts> {
    Ok(diesel::sql_query(concat!(
        "SELECT (SELECT count(*) FROM sessions WHERE ",
        live!(""),
        ") AS sessions,
            (SELECT version FROM access_state) AS access_version,
            (SELECT count(*) FROM activity_unsealed) AS unsealed,
            (SELECT breaks = '[]' FROM activity_check) AS log_sound,
            (SELECT count(*) FROM mails WHERE state = 'waiting') AS mails_waiting,
            (SELECT count(*) FROM mails WHERE state = 'failed') AS mails_failed"
    ))
    .get_result(db.conn())?)
}
