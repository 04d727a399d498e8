//! The first round trip: whether there are few actors, and how much each search word would find.
use super::{FEW, MERGED, RANGE, SMALL};
use crate::access::statement::Binds;
use crate::actors::list::search::end;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::chunks::Visible;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb, Nullable};
use serde::Deserialize;

/// What is known before rows are read.
#[derive(Debug, Default)]
pub struct Head {
    /// Actors of the role in the visible units, counted up to [`SMALL`] + 1. For a reader who sees everything it is
    /// always that.
    pub visible: i64,
    /// One per search word, in the same order.
    pub words: Vec<WordStats>,
}

/// How much one search word finds.
#[derive(Debug, Default, Deserialize)]
pub struct WordStats {
    /// Indexed words that begin with it; at most one more than can be merged.
    #[serde(default)]
    pub words: Option<Vec<String>>,
    /// Index rows under these words, counted up to one more than are read at once. That limit is higher if the words
    /// are many.
    pub rows: i64,
}

#[derive(QueryableByName)]
struct HeadRow {
    #[diesel(sql_type = BigInt)]
    visible: i64,
    #[diesel(sql_type = Nullable<Jsonb>)]
    words: Option<serde_json::Value>,
}

/// Measures the visible part of a role's list and the words of a search.
pub fn head(db: &mut impl Read, visible: &Visible, role: i64, needs: &[String]) -> Result<Head> {
    let mut binds = Binds::default();
    let role = binds.number(role);
    let most = SMALL + 1;
    let count = match binds.scope(visible.ranges()) {
        None => format!("{most}::bigint"),
        // The units are an array, because PostgreSQL greatly overestimates a join over ranges.
        Some(scope) => format!(
            "(SELECT count(*) FROM (SELECT FROM actor_listed l WHERE l.role_id = {role} AND l.unit_id = ANY(ARRAY(
                SELECT o.id FROM unnest({scope}) r JOIN org_units o ON o.pos BETWEEN lower(r) AND upper(r) - 1)) LIMIT {most}) few)"
        ),
    };
    let words = if needs.is_empty() {
        "NULL::jsonb".to_owned()
    } else {
        measured(&mut binds, &role, needs)
    };
    let statement = format!("SELECT {count} AS visible, {words} AS words");
    let rows: Vec<HeadRow> = binds.load_prepared(db.conn(), statement)?;
    let row = rows
        .into_iter()
        .next()
        .ok_or_else(|| Error::Internal("a measure without a row".into()))?;
    let words = row.words.map(serde_json::from_value).transpose();
    Ok(Head {
        visible: row.visible,
        words: words.map_err(|e| Error::Internal(e.to_string()))?.unwrap_or_default(),
    })
}

/// Returns the SQL that measures each word: the distinct indexed words it begins (one index probe each), and how many
/// rows they have.
fn measured(binds: &mut Binds, role: &str, needs: &[String]) -> String {
    let low = binds.texts(needs.to_vec());
    let high = binds.texts(needs.iter().map(|word| end(word)).collect());
    let (words, few, range) = (MERGED + 1, FEW + 1, RANGE + 1);
    format!(
        "(SELECT jsonb_agg(jsonb_build_object('words', d.words, 'rows', x.rows) ORDER BY w.n)
         FROM unnest({low}, {high}) WITH ORDINALITY AS w(low, high, n)
         CROSS JOIN LATERAL (
            WITH RECURSIVE d AS (
                (SELECT i.word, 1 AS n FROM actor_words i WHERE i.role_id = {role} AND i.word >= w.low AND i.word < w.high ORDER BY i.word LIMIT 1)
                UNION ALL
                SELECT (SELECT i.word FROM actor_words i WHERE i.role_id = {role} AND i.word > d.word AND i.word < w.high ORDER BY i.word LIMIT 1), d.n + 1
                FROM d WHERE d.word IS NOT NULL AND d.n < {words})
            SELECT array_agg(word) FILTER (WHERE word IS NOT NULL) AS words FROM d) d
         CROSS JOIN LATERAL (
            SELECT count(*) AS rows FROM (SELECT FROM actor_words i WHERE i.role_id = {role} AND i.word >= w.low AND i.word < w.high
                LIMIT CASE WHEN cardinality(d.words) = {words} THEN {range} ELSE {few} END) i) x)"
    )
}
