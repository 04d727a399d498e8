//! SQL about limited pools of licences, for imports.
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer};
use std::collections::HashMap;

/// A customer with a limited number of licences, and how many of them are taken.
#[derive(Debug, QueryableByName)]
pub struct Pool {
    #[diesel(sql_type = BigInt)]
    pub customer_id: i64,
    #[diesel(sql_type = Integer)]
    pub pool: i32,
    #[diesel(sql_type = Integer)]
    pub taken: i32,
}

pub fn pools(tx: &mut Tx<'_>) -> Result<Vec<Pool>> {
    Ok(
        diesel::sql_query("SELECT customer_id, pool, taken FROM customer_licences WHERE pool IS NOT NULL ORDER BY 1")
            .load(tx.conn())?,
    )
}

/// Returns the customer of each of these units. The top has none and is left out.
pub fn customers(tx: &mut Tx<'_>, units: &[i64]) -> Result<HashMap<i64, i64>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = BigInt)]
        customer: i64,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT o.id, c AS customer FROM org_units o CROSS JOIN LATERAL customer_of(o.id) c WHERE o.id = ANY($1) AND c IS NOT NULL",
    )
    .bind::<Array<BigInt>, _>(units)
    .load(tx.conn())?;
    Ok(rows.into_iter().map(|row| (row.id, row.customer)).collect())
}
