//! The second round trip: the rows of a page.
use super::candidates::Plan;
use crate::access::statement::Binds;
use crate::db::Read;
use crate::error::Result;
use crate::users::list::filter::Sort;
use crate::web::cursor::Cursor;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};

/// What is read only where it is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extras {
    pub groups: bool,
    pub tokens: bool,
    pub two_factor: bool,
    pub licensed: bool,
    pub updated_by: bool,
    /// Code and number of the unit, for a search that looks at each row.
    pub unit_texts: bool,
}

/// A user in the list.
#[derive(Debug, Clone, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub login: String,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub unit: i64,
    #[diesel(sql_type = Bool)]
    pub active: bool,
    #[diesel(sql_type = Bool)]
    pub has_password: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_active: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_automatic: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    pub failed: i32,
    /// While the lock lasts.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub locked_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub deactivated_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub updated_by: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub tokens: i64,
    /// `on`, `required` (at the next login) or `off`.
    #[diesel(sql_type = Text)]
    pub two_factor: String,
    /// `yes`, `no` or `none` needed.
    #[diesel(sql_type = Text)]
    pub licensed: String,
    /// Direct memberships now: group and, at the same place, unit.
    #[diesel(sql_type = Array<BigInt>)]
    pub groups: Vec<i64>,
    #[diesel(sql_type = Array<BigInt>)]
    pub group_units: Vec<i64>,
    #[diesel(sql_type = Array<Text>)]
    pub unit_texts: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    key: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    unit_key: Option<String>,
}

impl Row {
    /// The place after this row, or before it.
    pub fn cursor(&self, backward: bool) -> Cursor {
        let unit = self.unit_key.clone().map(|key| (key, self.unit));
        Cursor {
            backward,
            id: self.id,
            key: self.key.clone(),
            unit,
        }
    }
}

/// Up to `limit` users from the cursor on, in the order they are read: backward pages come last row first.
pub fn rows(
    db: &mut impl Read,
    plan: &Plan,
    extras: Extras,
    cursor: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<Row>> {
    let mut binds = Binds::default();
    let page = plan.candidates(&mut binds, cursor, limit);
    let order = order(plan, cursor);
    let member = "FROM memberships m WHERE m.account_id = u.id AND (m.valid_from IS NULL OR m.valid_from <= now())
        AND (m.valid_to IS NULL OR m.valid_to > now())";
    let groups = if extras.groups {
        format!(
            "ARRAY(SELECT m.group_id {member} ORDER BY m.id) AS groups, ARRAY(SELECT m.unit_id {member} ORDER BY m.id) AS group_units"
        )
    } else {
        "'{}'::bigint[] AS groups, '{}'::bigint[] AS group_units".to_owned()
    };
    let [updated_by, tokens, two_factor, licensed, unit_texts] = beside(extras);
    let statement = format!(
        "WITH page AS MATERIALIZED ({page})
         SELECT u.id, a.name AS login, u.display_name, u.email, u.unit_id AS unit, u.state = 'active' AS active,
            u.password_hash IS NOT NULL AS has_password, k.last_active, k.last_automatic, k.failed_shown AS failed,
            CASE WHEN l.locked_until > now() THEN l.locked_at END AS locked_at, u.deactivated_at, u.created_at,
            {updated_by} AS updated_by, {tokens} AS tokens, {two_factor} AS two_factor, {licensed} AS licensed, {groups}, {unit_texts} AS unit_texts, page.key, page.unit_key
         FROM page JOIN users u ON u.id = page.id JOIN accounts a ON a.id = u.id JOIN user_clock k ON k.user_id = u.id
         LEFT JOIN login_counters l ON l.user_id = u.id
         ORDER BY {order}"
    );
    if plan.has_few_texts() && extras == Extras::default() {
        return binds.load_prepared(db.conn(), statement);
    }
    binds.load(db.conn(), statement)
}

/// One user who is not deleted.
pub fn row(db: &mut impl Read, id: i64) -> Result<Option<Row>> {
    Ok(diesel::sql_query(
        "SELECT u.id, a.name AS login, u.display_name, u.email, u.unit_id AS unit, u.state = 'active' AS active,
            u.password_hash IS NOT NULL AS has_password, k.last_active, k.last_automatic, k.failed_shown AS failed,
            CASE WHEN l.locked_until > now() THEN l.locked_at END AS locked_at, u.deactivated_at, u.created_at,
            NULL::text AS updated_by, 0::bigint AS tokens, '' AS two_factor, '' AS licensed, '{}'::bigint[] AS groups, '{}'::bigint[] AS group_units,
            ARRAY[o.name, o.code] AS unit_texts, NULL::text AS key, NULL::text AS unit_key
         FROM users u JOIN accounts a ON a.id = u.id JOIN user_clock k ON k.user_id = u.id JOIN org_units o ON o.id = u.unit_id
         LEFT JOIN login_counters l ON l.user_id = u.id WHERE u.id = $1 AND u.state <> 'deleted'",
    )
    .bind::<BigInt, _>(id)
    .get_result(db.conn())
    .optional()?)
}

/// Expressions of what is read only where it is shown: author, tokens, second factor, licence, words of the unit.
fn beside(extras: Extras) -> [&'static str; 5] {
    let either = |wanted: bool, yes: &'static str, no: &'static str| if wanted { yes } else { no };
    [
        either(
            extras.updated_by,
            "(SELECT b.display_name FROM users b WHERE b.id = u.updated_by)",
            "NULL::text",
        ),
        either(
            extras.tokens,
            "(SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND s.stage <> 'code' AND s.ended_at IS NULL AND s.expires_at > now())",
            "0::bigint",
        ),
        either(
            extras.two_factor,
            "CASE WHEN EXISTS (SELECT FROM two_factor f WHERE f.user_id = u.id) THEN 'on' WHEN u.two_factor_required THEN 'required' ELSE 'off' END",
            "''",
        ),
        either(
            extras.licensed,
            "CASE WHEN NOT needs_licence(u.id, u.unit_id, u.is_agent) THEN 'none' WHEN u.licensed AND u.state = 'active' THEN 'yes' ELSE 'no' END",
            "''",
        ),
        either(
            extras.unit_texts,
            "ARRAY(SELECT t FROM org_units n, unnest(ARRAY[n.name, n.code, n.number]) t WHERE n.id = u.unit_id AND t IS NOT NULL)",
            "'{}'::text[]",
        ),
    ]
}

fn order(plan: &Plan, cursor: Option<&Cursor>) -> String {
    let up = if plan.falls(cursor) { "DESC" } else { "ASC" };
    let order = match plan.sort() {
        Sort::Id => "u.id {}",
        Sort::Unit => "page.unit_key {}, u.unit_id {}, page.key {}, u.id {}",
        _ => "page.key {}, u.id {}",
    };
    order.replace("{}", up)
}
