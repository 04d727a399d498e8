//! The first round trip: the counts for the head, and how much each search word would find.
use super::{FEW, GATHERED, MERGED, RANGE};
use crate::access::headcounts::Headcount;
use crate::access::statement::{Binds, in_units_of};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::users::list::search::Need;
use crate::web::chunks::Visible;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb, Nullable};
use serde::Deserialize;

/// What is known before rows are read.
#[derive(Debug, Default)]
pub struct Head {
    /// All visible users, whatever is searched for.
    pub users: Headcount,
    /// How many active users are locked at this moment.
    pub locked: i64,
    /// One per [`Need`], in the same order.
    pub words: Vec<WordStats>,
}

/// How much one search word finds.
#[derive(Debug, Default, Deserialize)]
pub struct WordStats {
    /// Indexed words of users that begin with it; at most one more than can be merged.
    #[serde(default)]
    pub words: Option<Vec<String>>,
    /// Index rows under these words, counted up to one more than are read at once. That limit is higher if the words
    /// are many or the search is thorough.
    pub rows: i64,
    /// Visible units with such a word in their name; at most one more than can be merged.
    #[serde(default)]
    pub units: Option<Vec<i64>>,
    /// Users of these units.
    pub people: i64,
}

impl WordStats {
    pub fn units(&self) -> Vec<i64> {
        self.units.clone().unwrap_or_default()
    }
}

#[derive(QueryableByName)]
struct HeadRow {
    #[diesel(sql_type = BigInt)]
    locked: i64,
    #[diesel(sql_type = Nullable<Jsonb>)]
    words: Option<serde_json::Value>,
}

/// Counts the locked users among the visible ones, and measures the words of a search. `thorough` also measures
/// frequent words.
pub fn head(db: &mut impl Read, visible: &Visible, needs: &[Need], thorough: bool, users: Headcount) -> Result<Head> {
    let mut binds = Binds::default();
    let scope = binds.scope(visible.ranges());
    let inside = scope.as_ref().map_or(String::new(), |scope| {
        format!("AND EXISTS (SELECT FROM org_units o WHERE o.id = u.unit_id AND o.pos <@ {scope} OFFSET 0)")
    });
    let words = if needs.is_empty() {
        "NULL::jsonb".to_owned()
    } else {
        measured(&mut binds, needs, thorough, scope.as_deref())
    };
    let statement = format!(
        "SELECT count(*) AS locked, {words} AS words FROM login_counters l JOIN users u ON u.id = l.user_id
         WHERE l.user_id IS NOT NULL AND l.locked_until > now() AND u.state = 'active' {inside}"
    );
    let rows: Vec<HeadRow> = binds.load_prepared(db.conn(), statement)?;
    let row = rows
        .into_iter()
        .next()
        .ok_or_else(|| Error::Internal("counters without a row".into()))?;
    let words = row.words.map(serde_json::from_value).transpose();
    Ok(Head {
        users,
        locked: row.locked,
        words: words.map_err(|e| Error::Internal(e.to_string()))?.unwrap_or_default(),
    })
}

/// Returns the SQL that measures each word: the distinct indexed words it begins (one index probe each), how many rows
/// they have, and which units it means.
fn measured(binds: &mut Binds, needs: &[Need], thorough: bool, scope: Option<&str>) -> String {
    let bound = |on: fn(&Need) -> bool, value: fn(&Need) -> String| -> Vec<String> {
        needs
            .iter()
            .map(|need| if on(need) { value(need) } else { String::new() })
            .collect()
    };
    let low = |need: &Need| need.word.clone();
    // An empty end makes the range empty, so the word is not looked for there.
    let user = [
        binds.unseen_texts(bound(|n| n.in_user, low)),
        binds.unseen_texts(bound(|n| n.in_user, Need::end)),
    ];
    let unit = [
        binds.unseen_texts(bound(|n| n.in_unit, low)),
        binds.unseen_texts(bound(|n| n.in_unit, Need::end)),
    ];
    // The scope is checked in a hash table of the visible units, so that it never becomes a join with all units of that
    // name.
    let inside = scope.map_or(String::new(), |scope| {
        format!("AND {}", in_units_of(scope, "i.unit_id"))
    });
    let (words, range) = (MERGED + 1, RANGE + 1);
    let few = if thorough { GATHERED + 1 } else { FEW + 1 };
    format!(
        "(SELECT jsonb_agg(jsonb_build_object('words', d.words, 'rows', x.rows, 'units', m.units, 'people', m.people) ORDER BY w.n)
         FROM unnest({}, {}, {}, {}) WITH ORDINALITY AS w(low, high, unit_low, unit_high, n)
         CROSS JOIN LATERAL (
            WITH RECURSIVE d AS (
                (SELECT i.word, 1 AS n FROM user_words i WHERE i.word >= w.low AND i.word < w.high ORDER BY i.word LIMIT 1)
                UNION ALL
                SELECT (SELECT i.word FROM user_words i WHERE i.word > d.word AND i.word < w.high ORDER BY i.word LIMIT 1), d.n + 1
                FROM d WHERE d.word IS NOT NULL AND d.n < {words})
            SELECT array_agg(word) FILTER (WHERE word IS NOT NULL) AS words FROM d) d
         CROSS JOIN LATERAL (
            SELECT count(*) AS rows FROM (SELECT FROM user_words i WHERE i.word >= w.low AND i.word < w.high
                LIMIT CASE WHEN cardinality(d.words) = {words} THEN greatest({range}, {few}) ELSE {few} END) i) x
         CROSS JOIN LATERAL (
            SELECT array_agg(u.id) AS units, coalesce(sum(c.active + c.deactivated), 0) AS people FROM (
                SELECT DISTINCT i.unit_id AS id FROM unit_words i
                WHERE i.word >= w.unit_low AND i.word < w.unit_high {inside} LIMIT {words}) u
            LEFT JOIN unit_counts c ON c.unit_id = u.id) m)",
        user[0], user[1], unit[0], unit[1]
    )
}
