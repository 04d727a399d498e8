//! Members of a group in the units where its cells have an effect: counts by group and unit, and the names of those
//! whom the reader sees.
use crate::access::ranges::{Interval, Ranges};
use crate::db::Read;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Text};

/// The number of memberships in one group in one unit.
#[derive(Debug, QueryableByName)]
pub struct Joined {
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = BigInt)]
    pub group_id: i64,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// Condition: a membership in one of the groups `$1` that counts now, in a unit at, above or below the place `$2`-`$3`.
const COUNTS: &str = "m.group_id = ANY($1) AND (m.valid_from IS NULL OR m.valid_from <= now())
    AND (m.valid_to IS NULL OR m.valid_to > now()) AND p.archived_at IS NULL AND p.pos <= $3 AND p.last >= $2";

/// Counts memberships in these groups that have an effect in the place. Memberships that these groups have in each
/// other are left out.
pub fn joined(db: &mut impl Read, groups: &[i64], place: Interval) -> Result<Vec<Joined>> {
    Ok(diesel::sql_query(format!(
        "SELECT m.unit_id, m.group_id, count(*) AS count FROM org_units p JOIN memberships m ON m.unit_id = p.id
         WHERE {COUNTS} AND m.account_id <> ALL($1) GROUP BY m.unit_id, m.group_id ORDER BY min(p.pos), m.group_id"
    ))
    .bind::<Array<BigInt>, _>(groups)
    .bind::<Integer, _>(place.first)
    .bind::<Integer, _>(place.last)
    .load(db.conn())?)
}

/// A member of one of the groups.
#[derive(Debug, Clone, QueryableByName)]
pub struct Member {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub display_name: String,
}

/// Where the query for members starts: where the fewest rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// From their memberships.
    Memberships,
    /// From the units that the reader sees.
    Units,
    /// From all users in the order of their names, each tested on its own.
    Walk,
}

/// Up to this many rows are read and sorted. Above it, users are walked in the order of their names.
const FEW: i64 = 50_000;

/// Returns up to `most` active users in `scope` who are in these groups with an effect in the place, by name.
/// `memberships` is the number of memberships in these groups, or `None` if everybody is in them.
pub fn members(
    db: &mut impl Read,
    (groups, place): (&[i64], Interval),
    memberships: Option<i64>,
    scope: &Ranges,
    most: usize,
) -> Result<Vec<Member>> {
    let (first, last) = scope.columns();
    let shape = match memberships {
        Some(few) if few <= FEW => Shape::Memberships,
        _ if *scope != Ranges::All && in_units(db, &first, &last)? <= FEW => Shape::Units,
        _ => Shape::Walk,
    };
    let place = if memberships.is_none() {
        Interval::EVERYWHERE
    } else {
        place
    };
    Ok(diesel::sql_query(statement(shape, memberships.is_none()))
        .bind::<Array<BigInt>, _>(groups)
        .bind::<Integer, _>(place.first)
        .bind::<Integer, _>(place.last)
        .bind::<Bool, _>(*scope == Ranges::All)
        .bind::<Array<Integer>, _>(&first)
        .bind::<Array<Integer>, _>(&last)
        .bind::<BigInt, _>(most as i64)
        .load(db.conn())?)
}

fn statement(shape: Shape, everybody: bool) -> String {
    let joined = format!("FROM memberships m JOIN org_units p ON p.id = m.unit_id WHERE {COUNTS}");
    let inside = match shape {
        _ if everybody => "true".to_owned(),
        Shape::Memberships => format!("u.id IN (SELECT m.account_id {joined})"),
        Shape::Units | Shape::Walk => format!("EXISTS (SELECT {joined} AND m.account_id = u.id OFFSET 0)"),
    };
    let (from, scoped) = match shape {
        Shape::Units => (
            "unnest($5, $6) r (first, last) JOIN org_units o ON o.pos BETWEEN r.first AND r.last JOIN users u ON u.unit_id = o.id",
            "NOT $4",
        ),
        _ => (
            "users u",
            "($4 OR EXISTS (SELECT FROM org_units o, unnest($5, $6) r (first, last) WHERE o.id = u.unit_id AND o.pos BETWEEN r.first AND r.last OFFSET 0))",
        ),
    };
    format!(
        "SELECT u.id, u.display_name FROM {from} WHERE u.state = 'active' AND {scoped} AND {inside} ORDER BY u.sort_name, u.id LIMIT $7"
    )
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Returns the number of active users in these units, from the stored counts.
fn in_units(db: &mut impl Read, first: &[i32], last: &[i32]) -> Result<i64> {
    let row: Count = diesel::sql_query(
        "SELECT coalesce(sum(c.active), 0)::bigint AS count FROM unnest($1, $2) r (first, last)
         JOIN org_units o ON o.pos BETWEEN r.first AND r.last JOIN unit_counts c ON c.unit_id = o.id",
    )
    .bind::<Array<Integer>, _>(first)
    .bind::<Array<Integer>, _>(last)
    .get_result(db.conn())?;
    Ok(row.count)
}
