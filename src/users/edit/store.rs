//! What the edit screen shows of one user.
use crate::access::clauses::{locks, shown};
use crate::db::Read;
use crate::error::Result;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz};

/// A user's row with its locks, counter, sessions and the names of its authors.
#[derive(Debug, Clone, QueryableByName)]
pub struct Record {
    #[diesel(sql_type = Nullable<Text>)]
    pub language: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub time_zone: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub email_confirmed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub password_set_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    pub must_change_password: bool,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub created_by: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub updated_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub updated_by: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub deactivated_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub deactivated_by: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub first_login: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_login: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_logout: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_active: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub locked_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub locked_until: Option<DateTime<Utc>>,
    /// Until when the owner's counter in a known browser (SPEC C-6) or wrong codes lock the user.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub browser_locked_until: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub codes_locked_until: Option<DateTime<Utc>>,
    #[diesel(sql_type = BigInt)]
    pub sessions: i64,
    /// None stands for the setting of the installation.
    #[diesel(sql_type = Nullable<Integer>)]
    pub max_sessions: Option<i32>,
    #[diesel(sql_type = Integer)]
    pub usual_max_sessions: i32,
    #[diesel(sql_type = Bool)]
    pub two_factor_required: bool,
    #[diesel(sql_type = Bool)]
    pub two_factor_on: bool,
    /// When the second factor was first set up.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub two_factor_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub origin_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub origin: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub location_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub location: Option<String>,
    /// Whether the installation requires an address of everybody.
    #[diesel(sql_type = Bool)]
    pub email_required: bool,
}

const RECORD: &str = concat!(
    "SELECT u.language, u.time_zone, u.email_confirmed_at, u.password_set_at, u.must_change_password,
    u.created_at, cb.display_name AS created_by, u.updated_at, ub.display_name AS updated_by,
    u.deactivated_at, db.display_name AS deactivated_by,
    u.max_sessions, (SELECT max_sessions FROM installation) AS usual_max_sessions, u.two_factor_required,
    EXISTS (SELECT FROM two_factor f WHERE f.user_id = u.id) AS two_factor_on, c.two_factor_at,
    u.origin_id, o.name AS origin, u.location_id, p.name AS location, (SELECT email_required FROM installation) AS email_required,
    c.first_login, c.last_login, c.last_logout, c.last_active,
    l.locked_at, ",
    locks!(),
    ", (SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND ",
    shown!("s."),
    ") AS sessions
FROM users u JOIN user_clock c ON c.user_id = u.id
LEFT JOIN origins o ON o.id = u.origin_id LEFT JOIN locations p ON p.id = u.location_id
LEFT JOIN users cb ON cb.id = u.created_by LEFT JOIN users ub ON ub.id = u.updated_by
LEFT JOIN users db ON db.id = u.deactivated_by
LEFT JOIN login_counters l ON l.user_id = u.id AND l.locked_until > now()
WHERE u.id = $1"
);

/// Whether the installation requires an address of everybody.
pub fn email_required(db: &mut impl Read) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        required: bool,
    }
    let row: Row = diesel::sql_query("SELECT email_required AS required FROM installation").get_result(db.conn())?;
    Ok(row.required)
}

/// Reads the record of a user, who must exist.
pub fn record(db: &mut impl Read, user: i64) -> Result<Record> {
    Ok(diesel::sql_query(RECORD)
        .bind::<BigInt, _>(user)
        .get_result(db.conn())?)
}
