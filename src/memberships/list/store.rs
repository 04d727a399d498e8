//! All SQL that finds which memberships a page holds. If few can be seen, they are read unit by unit and sorted.
//! Otherwise one index is walked in the order of the list, which works with millions of rows.
use super::filter::{Filter, Order, SOON_DAYS};
use super::search::Search;
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::access::statement::Binds;
use crate::db::Read;
use crate::error::Result;
use crate::web::cursor::RowCursor;
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// Up to this many memberships are read and sorted.
const FEW: usize = 10_000;

/// Where the rows come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Walk the index of this order, and skip what is outside the scope.
    Walk,
    /// Read the memberships of these units, and sort them.
    Units(Vec<i64>),
}

/// What a row is sorted by.
#[derive(Debug, Clone, QueryableByName)]
pub struct Key {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    micros: i64,
}

impl Key {
    pub fn cursor(&self, backward: bool) -> RowCursor {
        RowCursor {
            backward,
            key: self.micros,
            id: self.id,
        }
    }
}

/// Chooses the source by the number of memberships in these places.
pub fn source(db: &mut impl Read, access: &Access, within: &Ranges) -> Result<Source> {
    if *within == Ranges::All {
        return Ok(Source::Walk);
    }
    let inside = |pos: i32| within.contains(pos);
    let units = access.snapshot().units().in_order().filter(|unit| inside(unit.pos));
    let units: Vec<i64> = units.map(|unit| unit.id).collect();
    let mut binds = Binds::default();
    let ids = binds.numbers(units.clone());
    let statement = format!(
        "SELECT count(*) AS id, 0::bigint AS micros FROM (SELECT FROM unnest({ids}) u (id) CROSS JOIN LATERAL
            (SELECT FROM memberships m WHERE m.unit_id = u.id OFFSET 0) m LIMIT {}) seen",
        FEW + 1
    );
    let rows: Vec<Key> = binds.load(db.conn(), statement)?;
    let count = rows.first().map_or(0, |row| row.id);
    Ok(if count <= FEW as i64 {
        Source::Units(units)
    } else {
        Source::Walk
    })
}

/// Microseconds that stand for no start and for no end.
const ALWAYS: i64 = -i64::MAX;
const NEVER: i64 = i64::MAX;

/// Returns the expression the rows are sorted by. In a list sorted by a column, rows without a date are included,
/// unless only certain dates are asked for.
fn column(filter: &Filter, by: Order) -> &'static str {
    let all = filter.sort.is_some();
    match by {
        Order::Created => "m.created_at",
        Order::Start if all && filter.starts.is_open() => "coalesce(m.valid_from, '-infinity')",
        Order::Start => "m.valid_from",
        Order::End if all && filter.ends.is_open() && !filter.soon => "coalesce(m.valid_to, 'infinity')",
        Order::End => "m.valid_to",
    }
}

/// What a page asks for.
pub struct Asked<'a> {
    pub now: DateTime<Utc>,
    pub filter: &'a Filter,
    pub search: &'a Search,
    /// The places in which the reader sees users.
    pub scope: &'a Ranges,
}

/// Returns the next memberships from the cursor on, in the order they are read.
pub fn keys(db: &mut impl Read, asked: &Asked<'_>, within: &Ranges, source: &Source, limit: usize) -> Result<Vec<Key>> {
    let (filter, mut binds) = (asked.filter, Binds::default());
    let sorting = filter.sorting();
    let column = column(filter, sorting.by);
    let mut conditions = conditions(&mut binds, asked.now, filter);
    conditions.extend(asked.search.conditions(&mut binds, asked.scope));
    let backward = filter.cursor.as_ref().is_some_and(|cursor| cursor.backward);
    let falls = sorting.descending != backward;
    if let Some(cursor) = &filter.cursor {
        let at = match cursor.key {
            ALWAYS => "'-infinity'".to_owned(),
            NEVER => "'infinity'".to_owned(),
            micros => binds.moment(DateTime::from_timestamp_micros(micros).unwrap_or_default()),
        };
        let id = binds.number(cursor.id);
        let beyond = if falls { '<' } else { '>' };
        conditions.push(format!("({column}, m.id) {beyond} ({at}, {id})"));
    }
    let way = if falls { "DESC" } else { "ASC" };
    let key = format!(
        "m.id, CASE {column} WHEN 'infinity' THEN {NEVER} WHEN '-infinity' THEN {ALWAYS}
            ELSE (extract(epoch FROM {column}) * 1000000)::bigint END AS micros"
    );
    let from = match source {
        Source::Walk => {
            if let Some(scope) = binds.scope(within) {
                conditions.push(format!(
                    "EXISTS (SELECT FROM org_units o WHERE o.id = m.unit_id AND o.pos <@ {scope} OFFSET 0)"
                ));
            }
            format!("FROM memberships m WHERE {}", all(&conditions))
        }
        Source::Units(units) => {
            let ids = binds.numbers(units.clone());
            format!(
                "FROM unnest({ids}) u (id) CROSS JOIN LATERAL (SELECT * FROM memberships m WHERE m.unit_id = u.id AND {} OFFSET 0) m",
                all(&conditions)
            )
        }
    };
    let statement = format!("SELECT {key} {from} ORDER BY {column} {way}, m.id {way} LIMIT {limit}");
    binds.load(db.conn(), statement)
}

fn all(conditions: &[String]) -> String {
    if conditions.is_empty() {
        "true".to_owned()
    } else {
        conditions.join(" AND ")
    }
}

/// Returns the conditions of the filter, except that on the place.
fn conditions(binds: &mut Binds, now: DateTime<Utc>, filter: &Filter) -> Vec<String> {
    let mut conditions = Vec::new();
    for (column, id) in [
        ("group_id", filter.group),
        ("account_id", filter.account_id),
        ("created_by", filter.by_id),
    ] {
        if let Some(id) = id {
            conditions.push(format!("m.{column} = {}", binds.number(id)));
        }
    }
    let soon = (Some(now), Some(now + Duration::days(SOON_DAYS)));
    let spans = [
        ("valid_from", filter.starts.moments(filter.zone)),
        ("valid_to", filter.ends.moments(filter.zone)),
        ("created_at", filter.created.moments(filter.zone)),
        ("valid_to", if filter.soon { soon } else { (None, None) }),
    ];
    for (column, (from, to)) in spans {
        if let Some(from) = from {
            conditions.push(format!("m.{column} >= {}", binds.moment(from)));
        }
        if let Some(to) = to {
            conditions.push(format!("m.{column} < {}", binds.moment(to)));
        }
    }
    conditions
}
