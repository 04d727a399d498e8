//! The selected users, as rules and buttons need them.
use crate::access::subjects_of;
use crate::db::Read;
use crate::error::Result;
use crate::users::{State, User};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};

/// A selected user.
#[derive(Debug)]
pub struct Selected {
    pub user: User,
    /// Sessions open now.
    pub sessions: i64,
}

#[derive(QueryableByName)]
struct SelectedRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(sql_type = Text)]
    login: String,
    #[diesel(sql_type = Text)]
    display_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Bool)]
    prevent_renewal: bool,
    #[diesel(sql_type = Bool)]
    has_password: bool,
    #[diesel(sql_type = Bool)]
    shared: bool,
    #[diesel(sql_type = Bool)]
    licensed: bool,
    #[diesel(sql_type = Bool)]
    needs_licence: bool,
    #[diesel(sql_type = Integer)]
    failed: i32,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = BigInt)]
    sessions: i64,
}

/// Of these users, those who are not deleted, in the order of their names. Whether the reader sees them is still to be asked.
pub fn selected(db: &mut impl Read, ids: &[i64]) -> Result<Vec<Selected>> {
    let rows: Vec<SelectedRow> = diesel::sql_query(
        "SELECT u.id, u.unit_id, a.name AS login, u.display_name, u.email, u.state, u.prevent_renewal,
            u.password_hash IS NOT NULL AS has_password,
            EXISTS (SELECT FROM on_behalf b WHERE b.main_id = u.id) AS shared,
            u.licensed, needs_licence(u.id, u.unit_id, u.is_agent) AS needs_licence, c.failed_shown AS failed, u.version,
            (SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND s.stage <> 'code' AND s.ended_at IS NULL AND s.expires_at > now()) AS sessions
         FROM users u JOIN accounts a ON a.id = u.id JOIN user_clock c ON c.user_id = u.id
         WHERE u.id = ANY($1) AND u.state <> 'deleted' ORDER BY u.sort_name, u.id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(db.conn())?;
    let mut subjects = subjects_of(db, ids)?;
    let mut user = |row: &SelectedRow| -> Result<User> {
        Ok(User {
            id: row.id,
            unit: row.unit_id,
            login: row.login.clone(),
            display_name: row.display_name.clone(),
            email: row.email.clone(),
            state: State::stored(&row.state)?,
            prevent_renewal: row.prevent_renewal,
            has_password: row.has_password,
            shared: row.shared,
            licensed: row.licensed,
            needs_licence: row.needs_licence,
            failed: row.failed,
            version: row.version,
            rights: subjects.take(row.id)?,
        })
    };
    let selected = |row: &SelectedRow| -> Result<Selected> {
        Ok(Selected {
            user: user(row)?,
            sessions: row.sessions,
        })
    };
    rows.iter().map(selected).collect()
}
