//! Reads and locks single users. Lists, forms and actions have stores of their own beside their pages.
use super::{State, User};
use crate::access::clauses::shown;
use crate::access::snapshot::Subject;
use crate::access::{subject_of, subjects_of};
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};
use std::collections::HashMap;

#[derive(QueryableByName)]
struct Row {
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
    must_change_password: bool,
    #[diesel(sql_type = Bool)]
    shared: bool,
    #[diesel(sql_type = Bool)]
    licensed: bool,
    #[diesel(sql_type = Bool)]
    needs_licence: bool,
    #[diesel(sql_type = Integer)]
    failed: i32,
    #[diesel(sql_type = Bool)]
    locked: bool,
    #[diesel(sql_type = Integer)]
    version: i32,
}

const WHO: &str = "SELECT u.id, u.unit_id, a.name AS login, u.display_name, u.email, u.state, u.prevent_renewal,
        u.password_hash IS NOT NULL AS has_password, u.must_change_password,
        EXISTS (SELECT FROM on_behalf b WHERE b.main_id = u.id) AS shared,
        u.licensed, needs_licence(u.id, u.unit_id, u.is_agent) AS needs_licence, c.failed_shown AS failed, u.version,
        EXISTS (SELECT FROM login_counters l WHERE (l.user_id = u.id OR l.owner_id = u.id) AND l.locked_until > now()) AS locked
    FROM users u JOIN accounts a ON a.id = u.id JOIN user_clock c ON c.user_id = u.id
    WHERE u.state <> 'deleted' AND u.id =";

/// Returns a user who is not deleted.
pub fn one(db: &mut impl Read, id: i64) -> Result<Option<User>> {
    read(db, id, "")
}

/// Returns the id of the user with this login name, folded by `text::name_key`.
pub fn id_of(db: &mut impl Read, name_key: &str) -> Result<Option<i64>> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = BigInt)]
        account_id: i64,
    }
    let found: Option<Found> = diesel::sql_query("SELECT account_id FROM account_keys WHERE key = $1 AND is_name")
        .bind::<Text, _>(name_key)
        .get_result(db.conn())
        .optional()?;
    Ok(found.map(|found| found.account_id))
}

/// Returns a user as `one` does, and locks the row for an edit.
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<User>> {
    read(tx, id, " FOR NO KEY UPDATE OF u")
}

/// Returns a user as `one` does, and locks the row for a delete.
pub fn lock_for_delete(tx: &mut Tx<'_>, id: i64) -> Result<Option<User>> {
    read(tx, id, " FOR UPDATE OF u")
}

fn read(db: &mut impl Read, id: i64, hold: &'static str) -> Result<Option<User>> {
    let row: Option<Row> = diesel::sql_query(format!("{WHO} $1{hold}"))
        .bind::<BigInt, _>(id)
        .get_result(db.conn())
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let rights = subject_of(db, row.id)?;
    row.user(rights).map(Some)
}

/// Returns those of these users who are not deleted, in the order of their display names.
pub fn several(db: &mut impl Read, ids: &[i64]) -> Result<Vec<User>> {
    let rows: Vec<Row> = diesel::sql_query(format!("{WHO} ANY($1) ORDER BY u.sort_name, u.id"))
        .bind::<Array<BigInt>, _>(ids)
        .load(db.conn())?;
    let mut subjects = subjects_of(db, ids)?;
    let user = |row: Row| {
        let rights = subjects.take(row.id)?;
        row.user(rights)
    };
    rows.into_iter().map(user).collect()
}

/// Returns how many sessions each of these users has open now. Users without any are left out.
pub fn sessions(db: &mut impl Read, ids: &[i64]) -> Result<HashMap<i64, i64>> {
    #[derive(QueryableByName)]
    struct Open {
        #[diesel(sql_type = BigInt)]
        user_id: i64,
        #[diesel(sql_type = BigInt)]
        sessions: i64,
    }
    let rows: Vec<Open> = diesel::sql_query(concat!(
        "SELECT s.user_id, count(*) AS sessions FROM sessions s WHERE s.user_id = ANY($1) AND ",
        shown!("s."),
        " GROUP BY s.user_id"
    ))
    .bind::<Array<BigInt>, _>(ids)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.user_id, row.sessions)).collect())
}

impl Row {
    fn user(self, rights: Subject) -> Result<User> {
        Ok(User {
            id: self.id,
            unit: self.unit_id,
            login: self.login,
            display_name: self.display_name,
            email: self.email,
            state: State::stored(&self.state)?,
            prevent_renewal: self.prevent_renewal,
            has_password: self.has_password,
            must_change_password: self.must_change_password,
            shared: self.shared,
            licensed: self.licensed,
            needs_licence: self.needs_licence,
            failed: self.failed,
            locked: self.locked,
            version: self.version,
            rights,
        })
    }
}
