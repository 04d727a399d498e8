//! SQL for what the snapshot does not contain about units: codes, numbers, counts of users, and search words.
use super::search::Cursor;
use crate::access::ranges::Ranges;
use crate::db::Read;
use crate::error::Result;
use crate::org_units::visible::Visible;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text};
use std::collections::HashMap;

/// What a row of the screen shows besides the name.
#[derive(Debug, Clone, Default, QueryableByName)]
pub(super) struct Fact {
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub number: Option<String>,
    /// How many users who are not deleted are in the unit itself.
    #[diesel(sql_type = BigInt)]
    pub users: i64,
}

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(embed)]
    fact: Fact,
}

/// Returns the facts about these units.
pub(super) fn facts(db: &mut impl Read, units: &[i64]) -> Result<HashMap<i64, Fact>> {
    let rows: Vec<Known> = diesel::sql_query(
        "SELECT o.id, o.code, o.number, coalesce(c.active + c.deactivated, 0)::bigint AS users
         FROM org_units o LEFT JOIN unit_counts c ON c.unit_id = o.id WHERE o.id = ANY($1)",
    )
    .bind::<Array<BigInt>, _>(units)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.id, row.fact)).collect())
}

/// A unit with every field a file can set.
#[derive(QueryableByName)]
pub(super) struct Whole {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub parent_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub parent_code: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub customer_number: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub number: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub licence_pool: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    pub time_zone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub language: Option<String>,
}

/// Returns these units, in the order of the tree.
pub(super) fn whole(db: &mut impl Read, units: &[i64]) -> Result<Vec<Whole>> {
    Ok(diesel::sql_query(
        "SELECT o.id, o.code, o.name, o.kind, o.parent_id, p.code AS parent_code, o.customer_number, o.number,
            l.pool AS licence_pool, o.time_zone, o.language
         FROM org_units o LEFT JOIN org_units p ON p.id = o.parent_id
            LEFT JOIN customer_licences l ON l.customer_id = o.id
         WHERE o.id = ANY($1) ORDER BY o.pos",
    )
    .bind::<Array<BigInt>, _>(units)
    .load(db.conn())?)
}

/// A unit that has the search words.
#[derive(QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Integer)]
    pub pos: i32,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(embed)]
    pub fact: Fact,
}

/// Returns the visible units for which each of `words` begins one of their words. They come in the order of the tree
/// from the cursor on, or in reverse before it.
pub(super) fn candidates(
    db: &mut impl Read,
    visible: &Visible<'_>,
    words: &[String],
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<Vec<Row>> {
    let (live, archived) = visible.ranges();
    let (beyond, order, place) = match cursor {
        Some(Cursor::Before(place)) => ("o.pos < $3", "o.pos DESC", place),
        Some(Cursor::After(place)) => ("o.pos > $3", "o.pos", place),
        None => ("o.pos > $3", "o.pos", i32::MIN),
    };
    // `IS TRUE` makes each word a filter on the row, answered from a hash table of the units that have the word.
    let has = |at: usize| {
        let (low, high) = (4 + 2 * at, 5 + 2 * at);
        format!(
            " AND (o.id IN (SELECT w.unit_id FROM unit_words w WHERE w.word >= ${low} AND w.word < ${high})) IS TRUE"
        )
    };
    let has: String = (0..words.len()).map(has).collect();
    let mut query = diesel::sql_query(format!(
        "SELECT o.id, o.pos, o.name, o.code, o.number, coalesce(c.active + c.deactivated, 0)::bigint AS users
         FROM org_units o LEFT JOIN unit_counts c ON c.unit_id = o.id
         WHERE CASE WHEN o.archived_at IS NULL THEN o.pos <@ $1::int4multirange ELSE o.pos <@ $2::int4multirange END
            AND {beyond}{has} ORDER BY {order} LIMIT {limit}"
    ))
    .into_boxed::<Pg>()
    .bind::<Text, _>(multirange(live))
    .bind::<Text, _>(multirange(archived))
    .bind::<Integer, _>(place);
    for word in words {
        query = query
            .bind::<Text, _>(word)
            .bind::<Text, _>(format!("{word}{}", char::MAX));
    }
    Ok(query.load(db.conn())?)
}

/// Returns the ranges as text of a PostgreSQL multirange.
fn multirange(ranges: &Ranges) -> String {
    match ranges {
        Ranges::All => "{(,)}".to_owned(),
        Ranges::Within(intervals) => {
            let ranges: Vec<_> = intervals.iter().map(|i| format!("[{},{}]", i.first, i.last)).collect();
            format!("{{{}}}", ranges.join(","))
        }
    }
}
