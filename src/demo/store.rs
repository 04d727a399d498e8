//! All SQL of the demonstration.
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::text::name_key;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

/// What the database is.
pub enum State {
    Demo,
    /// Nobody has done anything with it yet.
    Empty,
    Real,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    demo: bool,
    #[diesel(sql_type = Bool)]
    used: bool,
}

/// Told by the mark of the installation; empty is one where nobody has a password and nothing was made.
pub fn state(tx: &mut Tx<'_>) -> Result<State> {
    let found: Found = diesel::sql_query(
        "SELECT demo, EXISTS (SELECT FROM accounts a WHERE id > 5 AND NOT EXISTS (SELECT FROM groups WHERE id = a.id AND module IS NOT NULL)) OR EXISTS (SELECT FROM org_units WHERE id > 1)
            OR EXISTS (SELECT FROM users WHERE password_hash IS NOT NULL) AS used FROM installation",
    )
    .get_result(tx.conn())?;
    Ok(match found {
        Found { demo: true, .. } => State::Demo,
        Found { used: false, .. } => State::Empty,
        Found { .. } => State::Real,
    })
}

/// From now on this is a demonstration.
pub fn mark(tx: &mut Tx<'_>) -> Result<()> {
    diesel::sql_query("UPDATE installation SET demo = true, name = 'Vesterhav Marked', setup_done_at = now()")
        .execute(tx.conn())?;
    Ok(())
}

/// `h` is a number that each user has for good, so that the chain looks the same every time it is loaded.
const PEOPLE: &str = "(SELECT u.id, a.name_key, u.state, u.password_hash IS NOT NULL AS can_log_in,
        ('x' || substr(md5(a.name_key), 1, 7))::bit(28)::int AS h
    FROM users u JOIN accounts a ON a.id = u.id WHERE u.id > 2) p";

/// Gives people a past: hired over the last years, seen lately, mistyped, locked, gone. Files have no such columns.
pub fn enliven(tx: &mut Tx<'_>) -> Result<()> {
    let statements = [
        format!(
            "UPDATE users u SET created_at = now() - make_interval(days => 40 + h % 1500, mins => h % 600),
                updated_at = now() - make_interval(days => h % 39, mins => h % 700),
                deactivated_at = CASE WHEN u.state = 'deactivated' THEN now() - make_interval(days => 2 + h % 36, mins => h % 500) END,
                password_set_at = CASE WHEN can_log_in THEN now() - make_interval(days => 39 - h % 30) END,
                email_confirmed_at = CASE WHEN can_log_in AND u.email IS NOT NULL THEN now() - make_interval(days => 38 - h % 30) END
             FROM {PEOPLE} WHERE p.id = u.id"
        ),
        // Those who wait for activation have just been hired.
        format!(
            "UPDATE users u SET created_at = now() - make_interval(days => h % 5, mins => 60 + h % 500), updated_at = now() - make_interval(days => h % 5, mins => 60 + h % 500)
             FROM {PEOPLE} WHERE p.id = u.id AND NOT can_log_in"
        ),
        format!(
            "UPDATE user_clock c SET first_login = u.created_at + make_interval(hours => 1 + h % 70),
                last_login = seen.at - make_interval(mins => 5 + h % 400), last_active = seen.at,
                last_logout = CASE WHEN h % 3 = 0 THEN seen.at + interval '1 minute' END,
                last_automatic = CASE WHEN h % 4 = 0 THEN seen.at - make_interval(mins => h % 5) END,
                failed_shown = CASE WHEN h % 23 = 0 THEN 1 + h % 3 ELSE 0 END
             FROM users u, {PEOPLE}
             CROSS JOIN LATERAL (SELECT CASE WHEN p.state = 'active' THEN now() - make_interval(mins => 2 + (h % 97) * (h % 131))
                ELSE now() - make_interval(days => 38, mins => h % 900) END AS at) seen
             WHERE p.id = c.user_id AND u.id = p.id AND can_log_in AND h % 29 <> 0"
        ),
        format!(
            "WITH locked AS (
                SELECT p.id, p.name_key FROM {PEOPLE}
                WHERE p.state = 'active' AND can_log_in AND p.name_key NOT IN ('mette.holm', 'jonas.krogh') ORDER BY h LIMIT 5),
             shown AS (UPDATE user_clock SET failed_shown = 5 + user_id % 3 FROM locked WHERE user_id = locked.id)
             INSERT INTO login_counters (key, user_id, failed, locked_at, locked_until, touched_at)
             SELECT sha256(convert_to(name_key, 'UTF8')), id, 5, now() - interval '3 minutes', now() + interval '90 days', now() FROM locked"
        ),
    ];
    for statement in statements {
        diesel::sql_query(statement).execute(tx.conn())?;
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = Nullable<Text>)]
    password_hash: Option<String>,
}

/// The stored hash of a user with this login who could log in with it now.
pub fn password_hash(tx: &mut Tx<'_>, login: &str) -> Result<Option<String>> {
    let stored: Option<Stored> = diesel::sql_query(
        "SELECT u.password_hash FROM users u JOIN accounts a ON a.id = u.id
         LEFT JOIN login_counters c ON c.user_id = u.id AND c.locked_until > now()
         WHERE a.name_key = $1 AND u.state = 'active' AND NOT u.must_change_password AND c.key IS NULL",
    )
    .bind::<Text, _>(name_key(login))
    .get_result(tx.conn())
    .optional()?;
    Ok(stored.and_then(|stored| stored.password_hash))
}

#[derive(QueryableByName)]
struct Revived {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
}

/// The password is set and the user active. Gives the user's id and unit.
pub fn set_password(tx: &mut Tx<'_>, login: &str, hash: &str) -> Result<Option<(i64, i64)>> {
    let revived: Option<Revived> = diesel::sql_query(
        "UPDATE users u SET password_hash = $2, password_set_at = now(), must_change_password = false, state = 'active',
            deactivated_at = NULL, deactivated_by = NULL
         FROM accounts a WHERE a.id = u.id AND a.name_key = $1 RETURNING u.id, u.unit_id",
    )
    .bind::<Text, _>(name_key(login))
    .bind::<Text, _>(hash)
    .get_result(tx.conn())
    .optional()?;
    Ok(revived.map(|user| (user.id, user.unit_id)))
}
