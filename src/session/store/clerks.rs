//! The users as whom a shared user may act (clerks).
use crate::access::clauses::active;
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};

/// A user who may be chosen as clerk.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Clerk {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub display_name: String,
}

/// Returns the linked, enabled users, sorted by name.
pub fn clerks(db: &mut impl Read, main: i64) -> Result<Vec<Clerk>> {
    Ok(diesel::sql_query(concat!(
        "SELECT k.id, k.display_name FROM on_behalf b JOIN users k ON k.id = b.clerk_id WHERE b.main_id = $1 AND ",
        active!("k."),
        " ORDER BY k.sort_name, k.id"
    ))
    .bind::<BigInt, _>(main)
    .load(db.conn())?)
}

/// Whether the shared user itself may be chosen.
pub fn main_as_clerk(db: &mut impl Read, main: i64) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        main_as_clerk: bool,
    }
    let row: Row = diesel::sql_query("SELECT main_as_clerk FROM users WHERE id = $1")
        .bind::<BigInt, _>(main)
        .get_result(db.conn())?;
    Ok(row.main_as_clerk)
}

/// Sets and returns the clerk of a session that becomes complete: the chosen one, or the only one there is. `None`
/// means the user itself.
pub fn take_clerk(tx: &mut Tx<'_>, session: i64) -> Result<Option<i64>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<BigInt>)]
        clerk_id: Option<i64>,
    }
    let row: Row = diesel::sql_query(concat!(
        "UPDATE sessions s SET clerk_id = coalesce(s.clerk_id, (
            SELECT CASE WHEN count(*) = 1 AND NOT bool_or(u.main_as_clerk) THEN min(k.id) END
            FROM users u JOIN on_behalf b ON b.main_id = u.id JOIN users k ON k.id = b.clerk_id AND ",
        active!("k."),
        "
            WHERE u.id = s.user_id))
         WHERE s.id = $1 RETURNING s.clerk_id"
    ))
    .bind::<BigInt, _>(session)
    .get_result(tx.conn())?;
    Ok(row.clerk_id)
}

/// Sets the clerk during a login.
pub fn set_clerk(tx: &mut Tx<'_>, session: i64, clerk: Option<i64>) -> Result<()> {
    diesel::sql_query("UPDATE sessions SET clerk_id = $2 WHERE id = $1")
        .bind::<BigInt, _>(session)
        .bind::<Nullable<BigInt>, _>(clerk)
        .execute(tx.conn())?;
    Ok(())
}

/// Changes the clerk of a complete session. The session gets a new secret, but this does not count as proof of
/// identity.
pub fn change_clerk(tx: &mut Tx<'_>, session: i64, clerk: Option<i64>, secret_hash: &[u8]) -> Result<()> {
    diesel::sql_query(
        "UPDATE sessions SET clerk_id = $2, secret_hash = $3, previous_hash = NULL, previous_until = NULL WHERE id = $1",
    )
    .bind::<BigInt, _>(session)
    .bind::<Nullable<BigInt>, _>(clerk)
    .bind::<Binary, _>(secret_hash)
    .execute(tx.conn())?;
    Ok(())
}
