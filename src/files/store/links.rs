//! SQL about whom users may act as, for imports.
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text};

/// Sets the links of `users` to exactly `pairs`: a user and a login that this user may act as.
pub fn write(tx: &mut Tx<'_>, users: &[i64], pairs: &[(i64, String)], by: Option<i64>) -> Result<()> {
    let (mains, keys): (Vec<i64>, Vec<String>) = pairs.iter().cloned().unzip();
    diesel::sql_query(
        "DELETE FROM on_behalf b WHERE b.main_id = ANY($1) AND NOT EXISTS (
            SELECT FROM unnest($2, $3) AS n (main_id, key) JOIN accounts a ON a.name_key = n.key
            WHERE n.main_id = b.main_id AND a.id = b.clerk_id)",
    )
    .bind::<Array<BigInt>, _>(users)
    .bind::<Array<BigInt>, _>(&mains)
    .bind::<Array<Text>, _>(&keys)
    .execute(tx.conn())?;
    diesel::sql_query(
        "INSERT INTO on_behalf (main_id, clerk_id, created_by)
         SELECT n.main_id, u.id, $3 FROM unnest($1, $2) AS n (main_id, key) JOIN accounts a ON a.name_key = n.key JOIN users u ON u.id = a.id
         ON CONFLICT DO NOTHING",
    )
    .bind::<Array<BigInt>, _>(&mains)
    .bind::<Array<Text>, _>(&keys)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}
