//! How far a login has come.
use super::devices::clear_counters;
use crate::access::clauses::{active, in_use};
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text};

/// What the stages of a login depend on.
#[derive(Debug, Clone, QueryableByName)]
pub struct AccountDemands {
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    /// Somebody else set it. Not asked of a user whom several people use (SPEC U-22).
    #[diesel(sql_type = Bool)]
    pub must_change_password: bool,
    /// Of this user, or of everybody; groups come on top.
    #[diesel(sql_type = Bool)]
    pub second_factor_required: bool,
    #[diesel(sql_type = Bool)]
    pub has_second_factor: bool,
    /// Nothing but codes by email, which the installation allows no more.
    #[diesel(sql_type = Bool)]
    pub needs_app: bool,
    /// As many as are allowed.
    #[diesel(sql_type = Bool)]
    pub has_all_sessions: bool,
    /// How many may be chosen to sit there (SPEC U-41).
    #[diesel(sql_type = BigInt)]
    pub clerks: i64,
}

/// Holds a user's row until the transaction ends.
pub fn hold_user(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    diesel::sql_query("SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(())
}

/// Locks the user's row, then reads what the login depends on in a statement of its own, which sees what was committed
/// while it waited. It counts the sessions in use other than `session`, the one that asks.
pub fn standing(tx: &mut Tx<'_>, user: i64, session: Option<i64>) -> Result<AccountDemands> {
    hold_user(tx, user)?;
    Ok(diesel::sql_query(concat!(
        "SELECT u.unit_id, u.must_change_password AND NOT EXISTS (SELECT FROM on_behalf b WHERE b.main_id = u.id) AS must_change_password,
            u.two_factor_required OR i.require_two_factor AS second_factor_required,
            EXISTS (SELECT FROM two_factor f WHERE f.user_id = u.id) AS has_second_factor,
            NOT i.email_codes AND EXISTS (SELECT FROM two_factor f WHERE f.user_id = u.id AND f.secret IS NULL) AS needs_app,
            (SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND s.id IS DISTINCT FROM $2 AND ", in_use!("s."), ")
                >= coalesce(u.max_sessions, i.max_sessions) AS has_all_sessions,
            (SELECT count(*) + CASE WHEN u.main_as_clerk AND count(*) > 0 THEN 1 ELSE 0 END
                FROM on_behalf b JOIN users k ON k.id = b.clerk_id AND ", active!("k."), " WHERE b.main_id = u.id) AS clerks
         FROM users u CROSS JOIN installation i WHERE u.id = $1"
    ))
    .bind::<BigInt, _>(user)
    .bind::<Nullable<BigInt>, _>(session)
    .get_result(tx.conn())?)
}

/// A step of a login.
pub struct Moved<'a> {
    pub session: i64,
    pub stage: &'a str,
    pub secret_hash: &'a [u8],
    /// None: as it began.
    pub option: Option<&'a str>,
    /// The owner proved who they are by this step (SPEC N-5).
    pub proven: bool,
    pub access_minutes: i32,
    /// From the login.
    pub refresh_minutes: i32,
    /// How long the next step may take, from now; None for the last step.
    pub step_minutes: Option<i32>,
}

/// Moves a session to its next stage, under a new secret, and returns its login option. The session lives as long as a
/// full one, counted from the login, but no longer than the next step may take.
pub fn move_on(tx: &mut Tx<'_>, moved: &Moved<'_>) -> Result<String> {
    #[derive(QueryableByName)]
    struct Option {
        #[diesel(sql_type = Text)]
        login_option: String,
    }
    let row: Option = diesel::sql_query(
        "UPDATE sessions s SET stage = $2, secret_hash = $3, previous_hash = NULL, previous_until = NULL,
            proof_at = CASE WHEN $4 THEN now() ELSE s.proof_at END, login_option = coalesce($5, s.login_option),
            access_created_at = now(), last_seen = now(), access_expires_at = least(e.access, e.last),
            expires_at = CASE WHEN u.prevent_renewal THEN least(e.access, e.last) ELSE e.last END
         FROM users u, (SELECT o.id, now() + make_interval(mins => $6) AS access,
            least(o.created_at + make_interval(mins => $7), now() + make_interval(mins => $8)) AS last FROM sessions o) e
         WHERE u.id = s.user_id AND e.id = s.id AND s.id = $1 RETURNING s.login_option",
    )
    .bind::<BigInt, _>(moved.session)
    .bind::<Text, _>(moved.stage)
    .bind::<Binary, _>(moved.secret_hash)
    .bind::<Bool, _>(moved.proven)
    .bind::<Nullable<Text>, _>(moved.option)
    .bind::<Integer, _>(moved.access_minutes)
    .bind::<Integer, _>(moved.refresh_minutes)
    .bind::<Nullable<Integer>, _>(moved.step_minutes)
    .get_result(tx.conn())?;
    Ok(row.login_option)
}

/// Ends the failures in a row after a right password. What the list shows stays until the login is full (SPEC C-6),
/// except for the attempt that was right.
pub fn forgive_attempt(tx: &mut Tx<'_>, user: i64, session: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM login_counters WHERE key = (SELECT attempt_key FROM sessions WHERE id = $1)")
        .bind::<BigInt, _>(session)
        .execute(tx.conn())?;
    diesel::sql_query("UPDATE user_clock SET failed_shown = greatest(failed_shown - 1, 0) WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(())
}

/// Takes back the attempt that was counted under this key, because it was right.
pub fn forgive(tx: &mut Tx<'_>, user: i64, key: &[u8]) -> Result<()> {
    diesel::sql_query("DELETE FROM login_counters WHERE key = $1")
        .bind::<Binary, _>(key)
        .execute(tx.conn())?;
    diesel::sql_query("UPDATE user_clock SET failed_shown = greatest(failed_shown - 1, 0) WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(())
}

/// Clears, at a full login, the counter it was counted on, and ends the failures in a row on the user's other counters.
/// Those that are locked stay locked: strangers' of the name, where the owner came by a known device (SPEC C-6), and
/// that of another browser.
pub fn clear_after_login(tx: &mut Tx<'_>, user: i64, session: i64) -> Result<()> {
    clear_counters(tx, user, false)?;
    diesel::sql_query(
        "DELETE FROM login_counters WHERE key = (SELECT attempt_key FROM sessions WHERE id = $2)
            OR (user_id = $1 AND (locked_until IS NULL OR locked_until <= now()))",
    )
    .bind::<BigInt, _>(user)
    .bind::<BigInt, _>(session)
    .execute(tx.conn())?;
    diesel::sql_query("UPDATE user_clock SET failed_shown = 0 WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(())
}

/// Whether the counter this login was counted on is locked now (SECURITY LO6). A login by a link was counted on none,
/// so the name's counter is asked.
pub fn is_locked(tx: &mut Tx<'_>, session: i64) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        locked: bool,
    }
    let row: Row = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM sessions s JOIN login_counters c
                ON c.key = coalesce(s.attempt_key, (SELECT n.key FROM login_counters n WHERE n.user_id = s.user_id))
            WHERE s.id = $1 AND c.locked_until > now()) AS locked",
    )
    .bind::<BigInt, _>(session)
    .get_result(tx.conn())?;
    Ok(row.locked)
}
