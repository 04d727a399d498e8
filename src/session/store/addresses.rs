//! Failed logins by address, and the block that follows.
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Cidr, Integer};
use ipnet::IpNet;

/// Counts one more failure, within an hour from the first, and returns how many there are. [`block`] deletes the count,
/// so that after a block it takes the full number again.
pub fn failed(tx: &mut Tx<'_>, range: IpNet) -> Result<i32> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Integer)]
        failed: i32,
    }
    let row: Row = diesel::sql_query(
        "INSERT INTO address_failures AS f (range, failed, since) VALUES ($1, 1, now())
         ON CONFLICT (range) DO UPDATE SET
            failed = CASE WHEN f.since < now() - interval '1 hour' THEN 1 ELSE f.failed + 1 END,
            since = CASE WHEN f.since < now() - interval '1 hour' THEN now() ELSE f.since END
         RETURNING failed",
    )
    .bind::<Cidr, _>(range)
    .get_result(tx.conn())?;
    Ok(row.failed)
}

/// Blocks the address range for `minutes`. An existing block stays unchanged. Returns whether this call made the block.
pub fn block(tx: &mut Tx<'_>, range: IpNet, minutes: i32) -> Result<bool> {
    diesel::sql_query("DELETE FROM address_failures WHERE range = $1")
        .bind::<Cidr, _>(range)
        .execute(tx.conn())?;
    let blocked = diesel::sql_query(
        "INSERT INTO address_rules AS r (list, range, expires_at, automatic) VALUES ('blocked', $1, now() + make_interval(mins => $2), true)
         ON CONFLICT (list, range) DO UPDATE SET expires_at = excluded.expires_at, automatic = true, note = '', created_at = now(), created_by = NULL
         WHERE r.expires_at <= now()",
    )
    .bind::<Cidr, _>(range)
    .bind::<Integer, _>(minutes)
    .execute(tx.conn())?;
    Ok(blocked > 0)
}

/// Deletes counts that are over, and automatic blocks a day after their end.
pub fn sweep(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    let counts = diesel::sql_query(
        "DELETE FROM address_failures WHERE range IN (SELECT range FROM address_failures WHERE since < now() - interval '1 hour' ORDER BY since LIMIT $1)",
    )
    .bind::<BigInt, _>(most)
    .execute(tx.conn())?;
    let blocks = diesel::sql_query(
        "DELETE FROM address_rules WHERE id IN (SELECT id FROM address_rules WHERE automatic AND expires_at < now() - interval '1 day' ORDER BY expires_at LIMIT $1)",
    )
    .bind::<BigInt, _>(most)
    .execute(tx.conn())?;
    Ok(counts + blocks)
}
