//! All SQL of checking rights by name.
use crate::access::ranges::Ranges;
use crate::access::sources::Sources;
use crate::db::Read;
use crate::error::Result;
use crate::web::cursor::Cursor;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};

#[derive(QueryableByName)]
pub struct User {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name_key: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = Text)]
    pub login: String,
}

/// Users with these names. A deleted one has none any more.
pub fn users(db: &mut impl Read, keys: &[String]) -> Result<Vec<User>> {
    Ok(diesel::sql_query(
        "SELECT u.id, a.name_key, CASE WHEN u.state <> 'active' THEN u.state WHEN u.employee_off THEN 'shut out'
            WHEN NOT u.licensed AND needs_licence(u.id, u.unit_id, u.is_agent) THEN 'unlicensed' ELSE u.state END AS state, u.unit_id, u.display_name, a.name AS login FROM accounts a JOIN users u ON u.id = a.id WHERE a.name_key = ANY($1)",
    )
    .bind::<Array<Text>, _>(keys)
    .load(db.conn())?)
}

#[derive(QueryableByName)]
pub struct Unit {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub code_key: String,
}

/// Every unit by its code, archived ones too.
pub fn units(db: &mut impl Read) -> Result<Vec<Unit>> {
    Ok(diesel::sql_query("SELECT id, code, code_key FROM org_units").load(db.conn())?)
}

/// Up to this many are read and sorted; above, users are walked in the order of their names.
const FEW: i64 = 5_000;

/// How users who hold a right are found, by what there is least of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// From the memberships and cells that allow it.
    Sources,
    /// From the units the reader sees.
    Units,
    /// Everybody in order, asked one by one.
    Walk,
}

/// Those who hold it, as far as cells and memberships tell.
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
    sort_name: String,
}

impl Found {
    pub fn cursor(&self, backward: bool) -> Cursor {
        Cursor {
            backward,
            id: self.id,
            key: Some(self.sort_name.clone()),
            unit: None,
        }
    }
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Bool)]
    few_sources: bool,
    #[diesel(sql_type = Bool)]
    few_users: bool,
}

/// The intervals of a scope as two columns; `None`: everything.
fn intervals(scope: &Ranges) -> Option<(Vec<i32>, Vec<i32>)> {
    match scope {
        Ranges::All => None,
        Ranges::Within(intervals) => Some(intervals.iter().map(|interval| (interval.first, interval.last)).unzip()),
    }
}

/// Which shape is the cheapest.
pub fn shape(db: &mut impl Read, sources: &Sources, scope: &Ranges) -> Result<Shape> {
    let (first, last) = intervals(scope).unwrap_or_default();
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

/// A membership that counts now: in one of these groups, in a unit that covers.
const COUNTS: &str = "(m.valid_from IS NULL OR m.valid_from <= now()) AND (m.valid_to IS NULL OR m.valid_to > now())
    AND ($9 IS NULL OR m.unit_id = ANY($9)) AND ($9 IS NOT NULL OR NOT EXISTS (SELECT FROM org_units a WHERE a.id = m.unit_id AND a.archived_at IS NOT NULL))";

/// The customer is within the user's reach (SPEC C-5).
const REACHES: &str = "($15 IS NULL OR u.unit_id = 1 OR u.is_agent
    OR ('customer' = ANY(u.security_roles) AND EXISTS (SELECT FROM org_units h WHERE h.id = u.unit_id AND h.pos BETWEEN $16 AND $17 OFFSET 0))
    OR EXISTS (SELECT FROM organisation_customers c WHERE c.organisation_id = u.organisation_id AND c.customer_id = $15 OFFSET 0))";

/// Active users in the scope whom something allows and nothing denies, or who are administrators; by name, from the cursor on.
pub fn able(
    db: &mut impl Read,
    sources: &Sources,
    scope: &Ranges,
    shape: Shape,
    cursor: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<Found>> {
    let (first, last) = intervals(scope).unwrap_or_default();
    let backward = cursor.is_some_and(|cursor| cursor.backward);
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
        .bind::<Nullable<Text>, _>(cursor.and_then(|cursor| cursor.key.as_deref()))
        .bind::<Nullable<BigInt>, _>(cursor.map(|cursor| cursor.id))
        .bind::<Nullable<BigInt>, _>(sources.customer.map(|(id, _)| id))
        .bind::<Nullable<Integer>, _>(sources.customer.map(|(_, places)| places.first))
        .bind::<Nullable<Integer>, _>(sources.customer.map(|(_, places)| places.last))
        .load(db.conn())?)
}

/// One shape differs from another by where it begins; the conditions are the same.
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
         WHERE u.state = 'active' AND NOT u.employee_off AND (u.licensed OR NOT needs_licence(u.id, u.unit_id, u.is_agent)) AND u.id <> 1 AND ($13 IS NULL OR (u.sort_name, u.id) {beyond} ($13, $14)) AND {scoped}
            AND (u.id = 2 OR {administrator} OR (
                {REACHES} AND ($1 OR u.id = ANY($2) OR {allowed}) AND NOT ($4 OR u.id = ANY($5) OR {denied})))
         ORDER BY u.sort_name {up}, u.id {up} LIMIT $7",
        allowed = member("$3"),
        denied = member("$6"),
    )
}
