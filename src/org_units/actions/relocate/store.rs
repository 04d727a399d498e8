//! SQL that finds users whom a move may concern. Memberships are counted by group and unit, so that it is quick with a
//! million users.
use crate::access::moves::{Customers, Move};
use crate::access::ranges::Ranges;
use crate::db::Read;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Text};

/// The number of memberships in one group in one unit.
#[derive(Debug, QueryableByName)]
pub(super) struct Joined {
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = BigInt)]
    pub group_id: i64,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

const NOW: &str = "(m.valid_from IS NULL OR m.valid_from <= now()) AND (m.valid_to IS NULL OR m.valid_to > now())";

/// Counts memberships in the units that the move puts above the moved unit or removes from above it.
pub(super) fn at_edges(db: &mut impl Read, change: &Move<'_>) -> Result<Vec<Joined>> {
    Ok(diesel::sql_query(format!(
        "SELECT m.unit_id, m.group_id, count(*) AS count FROM memberships m WHERE m.unit_id = ANY($1) AND {NOW}
         GROUP BY m.unit_id, m.group_id ORDER BY m.unit_id, m.group_id"
    ))
    .bind::<Array<BigInt>, _>(&change.edges)
    .load(db.conn())?)
}

/// The number of memberships in one group, in the units that the reader sees.
#[derive(Debug, QueryableByName)]
pub(super) struct Inside {
    #[diesel(sql_type = BigInt)]
    pub group_id: i64,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    /// There are others in units that the reader does not see (P-12).
    #[diesel(sql_type = Bool)]
    pub hidden: bool,
}

/// Counts memberships in these groups, by group. Counted are the moved units, and the units above both the old and the
/// new place, as far as they are in this scope.
pub(super) fn inside(db: &mut impl Read, change: &Move<'_>, groups: &[i64], scope: &Ranges) -> Result<Vec<Inside>> {
    let (first, last) = scope.columns();
    Ok(diesel::sql_query(format!(
        "SELECT m.group_id, count(*) FILTER (WHERE there.seen) AS count, NOT bool_and(there.seen) AS hidden
         FROM (SELECT o.id, $5 OR EXISTS (SELECT FROM unnest($6, $7) r (first, last) WHERE o.pos BETWEEN r.first AND r.last) AS seen
                FROM org_units o WHERE o.archived_at IS NULL AND (o.pos BETWEEN $2 AND $3 OR o.id = ANY($4))) there
            JOIN memberships m ON m.unit_id = there.id
         WHERE m.group_id = ANY($1) AND {NOW} GROUP BY m.group_id ORDER BY m.group_id"
    ))
    .bind::<Array<BigInt>, _>(groups)
    .bind::<Integer, _>(change.part.first)
    .bind::<Integer, _>(change.part.last)
    .bind::<Array<BigInt>, _>(&change.common)
    .bind::<Bool, _>(*scope == Ranges::All)
    .bind::<Array<Integer>, _>(first)
    .bind::<Array<Integer>, _>(last)
    .load(db.conn())?)
}

/// A user whom the move may concern.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct Candidate {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = Text)]
    pub sort_name: String,
    /// How many memberships and cells were looked at to find all candidates.
    #[diesel(sql_type = BigInt)]
    pub looked_at: i64,
}

/// Returns active users whom the move may concern, by name. Looks at no more than `most` memberships and cells.
pub(super) fn candidates(db: &mut impl Read, change: &Move<'_>, groups: &[i64], most: i64) -> Result<Vec<Candidate>> {
    Ok(diesel::sql_query(
        "WITH found AS (
            SELECT g.account_id FROM grants g WHERE g.unit_id = ANY($1)
            UNION ALL SELECT m.account_id FROM memberships m WHERE m.unit_id = ANY($1)
            UNION ALL SELECT m.account_id FROM memberships m WHERE m.group_id = ANY($2)
                AND m.unit_id IN (SELECT o.id FROM org_units o WHERE o.pos BETWEEN $3 AND $4 OR o.id = ANY($5))
            LIMIT $6)
         SELECT u.id, u.unit_id, u.display_name, u.sort_name, (SELECT count(*) FROM found) AS looked_at FROM users u
         WHERE u.state = 'active' AND u.id IN (SELECT account_id FROM found) ORDER BY u.sort_name, u.id",
    )
    .bind::<Array<BigInt>, _>(&change.edges)
    .bind::<Array<BigInt>, _>(groups)
    .bind::<Integer, _>(change.part.first)
    .bind::<Integer, _>(change.part.last)
    .bind::<Array<BigInt>, _>(&change.common)
    .bind::<BigInt, _>(most)
    .load(db.conn())?)
}

/// Returns the first active users by name, for a move that concerns everybody.
pub(super) fn everybody(db: &mut impl Read, most: i64) -> Result<Vec<Candidate>> {
    Ok(diesel::sql_query(
        "SELECT id, unit_id, display_name, sort_name, $1 AS looked_at FROM users WHERE state = 'active' ORDER BY sort_name, id LIMIT $1",
    )
    .bind::<BigInt, _>(most)
    .load(db.conn())?)
}

/// Condition: a user `u` in unit `o` whose reach depends on one of the two customers (SPEC C-5).
const REACH_TURNS: &str = "NOT u.is_agent AND u.unit_id <> 1 AND (
        ('customer' = ANY(u.security_roles) AND (o.pos BETWEEN $1 AND $2 OR o.pos BETWEEN $3 AND $4 OR o.pos BETWEEN $5 AND $6))
        OR (SELECT count(*) FROM organisation_customers c WHERE c.organisation_id = u.organisation_id AND c.customer_id = ANY($7)) = 1)";

/// Account and unit of every membership and cell.
const HELD: &str = "(SELECT account_id, unit_id FROM memberships UNION ALL SELECT account_id, unit_id FROM grants)";

/// Returns active users whose rights may change only because their reach does, as the unit comes to another customer,
/// by name. These have memberships or cells above both places, or in the moved units if they are not moved themselves,
/// or elsewhere if they are. Looks at no more than `most` rows.
pub(super) fn turning(
    db: &mut impl Read,
    change: &Move<'_>,
    customers: &Customers,
    most: i64,
) -> Result<Vec<Candidate>> {
    let found = match change.says_to_everybody() {
        true => format!(
            "SELECT u.id AS account_id FROM users u JOIN org_units o ON o.id = u.unit_id
             WHERE u.state = 'active' AND {REACH_TURNS} AND $8 IS NOT NULL ORDER BY u.sort_name, u.id LIMIT $9"
        ),
        false => format!(
            "SELECT h.account_id FROM {HELD} h WHERE h.unit_id = ANY($8)
             UNION ALL SELECT h.account_id FROM {HELD} h JOIN org_units p ON p.id = h.unit_id
                JOIN users u ON u.id = h.account_id JOIN org_units o ON o.id = u.unit_id
                WHERE p.pos BETWEEN $1 AND $2 AND o.pos NOT BETWEEN $1 AND $2
             UNION ALL SELECT h.account_id FROM users u JOIN org_units o ON o.id = u.unit_id
                JOIN {HELD} h ON h.account_id = u.id JOIN org_units p ON p.id = h.unit_id
                WHERE o.pos BETWEEN $1 AND $2 AND p.pos NOT BETWEEN $1 AND $2
             LIMIT $9"
        ),
    };
    let new = match customers.new.is_empty() {
        true => change.part,
        false => customers.new,
    };
    Ok(diesel::sql_query(format!(
        "WITH found AS ({found})
         SELECT u.id, u.unit_id, u.display_name, u.sort_name, (SELECT count(*) FROM found) AS looked_at
         FROM users u JOIN org_units o ON o.id = u.unit_id
         WHERE u.state = 'active' AND u.id IN (SELECT account_id FROM found) AND {REACH_TURNS} ORDER BY u.sort_name, u.id"
    ))
    .bind::<Integer, _>(change.part.first)
    .bind::<Integer, _>(change.part.last)
    .bind::<Integer, _>(customers.old.first)
    .bind::<Integer, _>(customers.old.last)
    .bind::<Integer, _>(new.first)
    .bind::<Integer, _>(new.last)
    .bind::<Array<BigInt>, _>(customers.ids.to_vec())
    .bind::<Array<BigInt>, _>(&change.common)
    .bind::<BigInt, _>(most)
    .load(db.conn())?)
}
