//! All SQL of made-up data: COPY, and what is done for all rows at once.
use super::rows::Rows;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

/// COPY takes tables and columns, not a statement; their types are of no account here.
macro_rules! copied {
    ($($function:ident: $table:ident ($key:ident; $($column:ident),+);)+) => {$(
        mod $table {
            diesel::table! { $table ($key) { $($column -> Text,)+ } }
        }
        #[doc = concat!("Adds rows of `", stringify!($table), "`: ", $(stringify!($column), ", ",)+ "in this order.")]
        pub fn $function(tx: &mut Tx<'_>, rows: &Rows) -> Result<()> {
            use $table::$table as target;
            diesel::copy_from(target::table)
                .from_raw_data(($(target::$column,)+), |out| {
                    out.write_all(rows.bytes()).map_err(|error| diesel::result::Error::SerializationError(error.into()))
                })
                .execute(tx.conn())?;
            Ok(())
        }
    )+};
}

copied! {
    copy_units: org_units (id; id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, customer_number, number, pos, last);
    copy_accounts: accounts (id; id, kind, name, name_key);
    copy_keys: account_keys (key; key, account_id, is_name, is_email);
    copy_groups: groups (id; id, display_name, sort_name, updated_by);
    copy_users: users (id; id, unit_id, display_name, sort_name, sort_login, email, sort_email, state, created_by, updated_by,
        deactivated_at, deactivated_by);
    copy_clocks: user_clock (user_id; user_id);
    copy_words: generated_words (user_id; user_id, word);
    copy_memberships: memberships (account_id; account_id, group_id, unit_id, valid_from, valid_to, created_by);
    copy_actors: actors (id; id, kind, name, sort_name, number, number_key, unit_id, address, postal_code, city, country, phone,
        email, cvr, cpr, cpr_hash, user_id, archived_at, in_directory, created_by, updated_by);
    copy_listed: actor_listed (actor_id; actor_id, role_id, sort_name, unit_id, active);
    copy_actor_words: generated_actor_words (actor_id; actor_id, word);
    copy_grants: grants (account_id; account_id, permission_id, scope, unit_id, allow, valid_from, valid_to, created_by);
}

/// Whether there is nothing but what the migrations brought.
pub fn is_fresh(tx: &mut Tx<'_>) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Fresh {
        #[diesel(sql_type = Bool)]
        fresh: bool,
    }
    let row: Fresh = diesel::sql_query(
        "SELECT NOT EXISTS (SELECT FROM users WHERE id > 2) AND NOT EXISTS (SELECT FROM org_units WHERE id > 1)
            AND NOT EXISTS (SELECT FROM groups WHERE id > 5 AND module IS NULL) AND NOT EXISTS (SELECT FROM actors) AS fresh",
    )
    .get_result(tx.conn())?;
    Ok(row.fresh)
}

/// Takes `count` ids in a row and returns the first.
///
/// # Errors
/// `Moved` if somebody else takes ids of this table at the same time.
pub fn ids(tx: &mut Tx<'_>, table: &'static str, count: usize) -> Result<i64> {
    #[derive(QueryableByName)]
    struct Taken {
        #[diesel(sql_type = BigInt)]
        first: i64,
        #[diesel(sql_type = BigInt)]
        last: i64,
    }
    let taken: Taken = diesel::sql_query(
        "SELECT coalesce(min(id), 1) AS first, coalesce(max(id), 0) AS last
         FROM (SELECT nextval(pg_get_serial_sequence($1, 'id')) AS id FROM generate_series(1, $2)) AS taken",
    )
    .bind::<Text, _>(table)
    .bind::<BigInt, _>(count as i64)
    .get_result(tx.conn())?;
    if taken.last - taken.first + 1 != count as i64 {
        return Err(Error::Moved("somebody else adds to this database at the same time"));
    }
    Ok(taken.first)
}

/// Search words wait here until all are known: written in the order of their index they take a third of the time.
pub fn prepare(tx: &mut Tx<'_>) -> Result<()> {
    tx.conn().batch_execute(
        "SET LOCAL work_mem = '256MB';
         CREATE TEMPORARY TABLE generated_words (user_id bigint NOT NULL, word text COLLATE \"C\" NOT NULL) ON COMMIT DROP;
         CREATE TEMPORARY TABLE generated_actor_words (actor_id bigint NOT NULL, word text COLLATE \"C\" NOT NULL) ON COMMIT DROP",
    )?;
    Ok(())
}

pub fn store_words(tx: &mut Tx<'_>) -> Result<()> {
    tx.conn().batch_execute("ANALYZE generated_words; ANALYZE users")?;
    diesel::sql_query(
        "INSERT INTO user_words (word, sort_name, user_id, unit_id, active)
         SELECT w.word, u.sort_name, u.id, u.unit_id, u.state = 'active'
         FROM generated_words w JOIN users u ON u.id = w.user_id ORDER BY w.word, u.sort_name, u.id",
    )
    .execute(tx.conn())?;
    Ok(())
}

/// Stores the words of actors, in the order of their index.
pub fn store_actor_words(tx: &mut Tx<'_>) -> Result<()> {
    tx.conn()
        .batch_execute("ANALYZE generated_actor_words; ANALYZE actor_listed")?;
    diesel::sql_query(
        "INSERT INTO actor_words (word, role_id, sort_name, actor_id, unit_id, active)
         SELECT w.word, l.role_id, l.sort_name, l.actor_id, l.unit_id, l.active
         FROM generated_actor_words w JOIN actor_listed l ON l.actor_id = w.actor_id
         ORDER BY l.role_id, w.word, l.sort_name, l.actor_id",
    )
    .execute(tx.conn())?;
    Ok(())
}

/// Tells every node of everything new.
pub fn note_changes(tx: &mut Tx<'_>, version: i64) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO access_changes (version, kind, key)
         SELECT $1, 'unit', id FROM org_units WHERE id > 1
         UNION ALL SELECT $1, 'group', id FROM groups WHERE id > 5
         UNION ALL SELECT DISTINCT $1, 'grant', account_id FROM grants",
    )
    .bind::<BigInt, _>(version)
    .execute(tx.conn())?;
    Ok(())
}

/// Statistics for the planner, and the visibility map for index-only scans. Outside of any transaction, as owner.
pub fn vacuum(owner: &mut PgConnection) -> QueryResult<()> {
    owner.batch_execute("VACUUM (ANALYZE)")
}
