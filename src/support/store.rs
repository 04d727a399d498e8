//! What the screen reads beside the list of users.
use crate::access::clauses::{locks, shown};
use crate::cloud::card::MaxSessions;
use crate::cloud::licences::Pool;
use crate::db::Read;
use crate::error::Result;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz};
use std::collections::HashMap;

/// Returns those of these users who have a licence. Users who need none have none.
pub fn licensed(db: &mut impl Read, users: &[i64]) -> Result<Vec<i64>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT id FROM users WHERE id = ANY($1) AND licensed AND state = 'active' AND needs_licence(id, unit_id, is_agent)",
    )
    .bind::<Array<BigInt>, _>(users)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Customer numbers by unit.
pub fn customer_numbers(db: &mut impl Read, customers: &[i64]) -> Result<HashMap<i64, String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = Text)]
        number: String,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT id, customer_number AS number FROM org_units WHERE id = ANY($1) AND customer_number IS NOT NULL",
    )
    .bind::<Array<BigInt>, _>(customers)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.id, row.number)).collect())
}

/// How one user stands.
#[derive(Debug, Clone, QueryableByName)]
pub struct Account {
    /// None means the installation's default.
    #[diesel(sql_type = Nullable<Integer>)]
    max_sessions: Option<i32>,
    #[diesel(sql_type = Integer)]
    usual_max_sessions: i32,
    /// Licences of the customer; None if they are unlimited.
    #[diesel(sql_type = Nullable<Integer>)]
    pool: Option<i32>,
    /// How many of them are taken; None at the top, which has none.
    #[diesel(sql_type = Nullable<Integer>)]
    taken: Option<i32>,
    #[diesel(sql_type = Array<Text>)]
    pub security_roles: Vec<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub organisation_id: Option<i64>,
    /// Its name.
    #[diesel(sql_type = Nullable<Text>)]
    pub organisation: Option<String>,
    /// While the lock lasts.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub locked_until: Option<DateTime<Utc>>,
    /// While a lock of the owner's own counter in a known browser lasts (SPEC C-6), or one of wrong codes.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub browser_locked_until: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub codes_locked_until: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_failed: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_login: Option<DateTime<Utc>>,
    #[diesel(sql_type = BigInt)]
    pub sessions: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub email_confirmed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub two_factor_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub language: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub time_zone: Option<String>,
    /// Of the linked actor, with its unit.
    #[diesel(sql_type = Nullable<Text>)]
    pub phone: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub phone_unit: Option<i64>,
}

impl Account {
    /// The licences of the customer; None for the top, which has none.
    pub fn licences(&self) -> Option<Pool> {
        let pool = self.pool;
        self.taken.map(|taken| Pool { pool, taken })
    }

    pub fn max_sessions(&self) -> MaxSessions {
        MaxSessions {
            own: self.max_sessions,
            usual: self.usual_max_sessions,
        }
    }
}

pub fn account(db: &mut impl Read, user: i64) -> Result<Account> {
    Ok(diesel::sql_query(concat!(
        "SELECT u.max_sessions,
            (SELECT max_sessions FROM installation) AS usual_max_sessions, l.pool, l.taken, u.security_roles, u.organisation_id, o.name AS organisation,
            ", locks!(), ", c.last_failed, c.last_login,
            (SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND ", shown!("s."), ") AS sessions,
            u.email_confirmed_at, c.two_factor_at, u.language, u.time_zone, nullif(e.phone, '') AS phone, e.unit_id AS phone_unit
         FROM users u JOIN user_clock c ON c.user_id = u.id LEFT JOIN organisations o ON o.id = u.organisation_id
         LEFT JOIN actors e ON e.user_id = u.id LEFT JOIN customer_licences l ON l.customer_id = customer_of(u.unit_id) WHERE u.id = $1"
    ))
    .bind::<BigInt, _>(user)
    .get_result(db.conn())?)
}
