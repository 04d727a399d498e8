//! Lists, by name, the users who hold a right in a unit and whom the reader sees. One statement over memberships
//! and cells does it ([`Sources`]).
use super::clauses::may_log_in;
use super::ranges::Ranges;
use super::sources::Sources;
use crate::db::Read;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};

/// Up to this many rows are read and then sorted. Above it, users are walked in the order of their names.
const FEW: i64 = 5_000;

/// How users who hold a right are found. The cheapest of the three is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Start from the memberships and cells that allow the right.
    Sources,
    /// Start from the units the reader sees.
    Units,
    /// Go through all users in name order and check each.
    Walk,
}

/// A user who holds the right, as far as cells and memberships tell.
#[derive(Debug, QueryableByName)]
pub struct Found {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = Text)]
    pub login: String,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = Text)]
    pub sort_name: String,
}

/// The row a page begins after or ends before, by name.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// True if the page ends before this row, false if it begins after it.
    pub backward: bool,
    pub sort_name: Option<&'a str>,
    pub id: i64,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Bool)]
    few_sources: bool,
    #[diesel(sql_type = Bool)]
    few_users: bool,
}

/// Chooses the cheapest shape.
fn shape(db: &mut impl Read, sources: &Sources, scope: &Ranges) -> Result<Shape> {
    let (first, last) = scope.columns();
    let counted: Counted = diesel::sql_query(
        "SELECT NOT $1 AND (SELECT count(*) FROM (SELECT FROM memberships WHERE group_id = ANY($2) AND ($3 IS NULL OR unit_id = ANY($3)) LIMIT $4 + 1) m) <= $4 AS few_sources,
            NOT $5 AND (SELECT coalesce(sum(c.active), 0) FROM unnest($6, $7) r (first, last) JOIN org_units o ON o.pos BETWEEN r.first AND r.last
                JOIN unit_counts c ON c.unit_id = o.id) <= $4 AS few_users",
    )
    .bind::<Bool, _>(sources.allow.everybody)
    .bind::<Array<BigInt>, _>(&sources.allow.groups)
    .bind::<Nullable<Array<BigInt>>, _>(&sources.units)
    .bind::<BigInt, _>(FEW)
    .bind::<Bool, _>(*scope == Ranges::All)
    .bind::<Array<Integer>, _>(first)
    .bind::<Array<Integer>, _>(last)
    .get_result(db.conn())?;
    Ok(match counted {
        Counted { few_users: true, .. } => Shape::Units,
        Counted { few_sources: true, .. } => Shape::Sources,
        Counted { .. } => Shape::Walk,
    })
}

/// SQL condition: the membership `m` counts now, in a unit that covers the one asked about.
const COUNTS: &str = "(m.valid_from IS NULL OR m.valid_from <= now()) AND (m.valid_to IS NULL OR m.valid_to > now())
    AND ($9 IS NULL OR m.unit_id = ANY($9)) AND ($9 IS NOT NULL OR NOT EXISTS (SELECT FROM org_units a WHERE a.id = m.unit_id AND a.archived_at IS NOT NULL))";

/// SQL condition: the user may use the account.
const MAY_LOG_IN: &str = may_log_in!("u.");

/// SQL condition: the user's reach includes the customer of the unit asked about (SPEC C-5).
const REACHES: &str = "($15 IS NULL OR u.unit_id = 1 OR u.is_agent
    OR ('customer' = ANY(u.security_roles) AND EXISTS (SELECT FROM org_units h WHERE h.id = u.unit_id AND h.pos BETWEEN $16 AND $17 OFFSET 0))
    OR EXISTS (SELECT FROM organisation_customers c WHERE c.organisation_id = u.organisation_id AND c.customer_id = $15 OFFSET 0))";

/// Returns the users of the scope who can log in and hold the right, by name. They hold it if something allows it
/// and nothing denies it, or if they are administrators.
///
/// # Errors
/// Database errors.
pub fn able(
    db: &mut impl Read,
    sources: &Sources,
    scope: &Ranges,
    beside: Option<Beside<'_>>,
    limit: usize,
) -> Result<Vec<Found>> {
    if sources.nobody || scope.is_empty() {
        return Ok(Vec::new());
    }
    let shape = shape(db, sources, scope)?;
    let (first, last) = scope.columns();
    let backward = beside.is_some_and(|beside| beside.backward);
    Ok(diesel::sql_query(statement(shape, backward))
        .bind::<Bool, _>(sources.allow.everybody)
        .bind::<Array<BigInt>, _>(&sources.allow.accounts)
        .bind::<Array<BigInt>, _>(&sources.allow.groups)
        .bind::<Bool, _>(sources.deny.everybody)
        .bind::<Array<BigInt>, _>(&sources.deny.accounts)
        .bind::<Array<BigInt>, _>(&sources.deny.groups)
        .bind::<BigInt, _>(limit as i64)
        .bind::<Array<BigInt>, _>(&sources.administrators)
        .bind::<Nullable<Array<BigInt>>, _>(&sources.units)
        .bind::<Array<Integer>, _>(first)
        .bind::<Array<Integer>, _>(last)
        .bind::<Bool, _>(*scope == Ranges::All)
        .bind::<Nullable<Text>, _>(beside.and_then(|beside| beside.sort_name))
        .bind::<Nullable<BigInt>, _>(beside.map(|beside| beside.id))
        .bind::<Nullable<BigInt>, _>(sources.customer.map(|(id, _)| id))
        .bind::<Nullable<Integer>, _>(sources.customer.map(|(_, places)| places.first))
        .bind::<Nullable<Integer>, _>(sources.customer.map(|(_, places)| places.last))
        .load(db.conn())?)
}

/// Builds the statement. The shapes differ only in where they start; the conditions are the same.
fn statement(shape: Shape, backward: bool) -> String {
    let member = |groups: &str| {
        format!(
            "EXISTS (SELECT FROM memberships m WHERE m.account_id = u.id AND m.group_id = ANY({groups}) AND {COUNTS} OFFSET 0)"
        )
    };
    let administrator =
        "EXISTS (SELECT FROM memberships m WHERE m.account_id = u.id AND m.group_id = ANY($8) AND m.unit_id = 1
        AND (m.valid_from IS NULL OR m.valid_from <= now()) AND (m.valid_to IS NULL OR m.valid_to > now()) OFFSET 0)";
    let from = match shape {
        Shape::Walk => "users u".to_owned(),
        Shape::Units => "unnest($10, $11) r (first, last) JOIN org_units o ON o.pos BETWEEN r.first AND r.last JOIN users u ON u.unit_id = o.id".to_owned(),
        Shape::Sources => format!(
            "(SELECT unnest($2) AS id UNION SELECT 2 UNION SELECT m.account_id FROM memberships m WHERE m.group_id = ANY($3) AND {COUNTS}
              UNION SELECT m.account_id FROM memberships m WHERE m.group_id = ANY($8) AND m.unit_id = 1) s JOIN users u ON u.id = s.id"
        ),
    };
    let (up, beyond) = if backward { ("DESC", "<") } else { ("ASC", ">") };
    let scoped = "($12 OR EXISTS (SELECT FROM org_units o, unnest($10, $11) r (first, last) WHERE o.id = u.unit_id AND o.pos BETWEEN r.first AND r.last OFFSET 0))";
    format!(
        "SELECT u.id, u.unit_id, n.name AS login, u.display_name, u.sort_name FROM {from} JOIN accounts n ON n.id = u.id
         WHERE {MAY_LOG_IN} AND u.id <> 1 AND ($13 IS NULL OR (u.sort_name, u.id) {beyond} ($13, $14)) AND {scoped}
            AND (u.id = 2 OR {administrator} OR (
                {REACHES} AND ($1 OR u.id = ANY($2) OR {allowed}) AND NOT ($4 OR u.id = ANY($5) OR {denied})))
         ORDER BY u.sort_name {up}, u.id {up} LIMIT $7",
        allowed = member("$3"),
        denied = member("$6"),
    )
}
