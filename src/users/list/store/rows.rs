//! The second round trip: the rows of a page.
use super::candidates::Plan;
use crate::access::clauses::shown;
use crate::access::statement::Binds;
use crate::db::Read;
use crate::error::Result;
use crate::users::list::filter::Sort;
use crate::web::chunks::Placed;
use crate::web::cursor::Cursor;
use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use std::collections::HashMap;

/// Columns that are read only where they are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extras {
    pub groups: bool,
    pub tokens: bool,
    pub two_factor: bool,
    pub licensed: bool,
    pub updated_by: bool,
    /// Name, code and number of the unit, for a search that checks each row.
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
    /// When the user was locked, while the lock lasts.
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
    /// `yes`, `no`, or `none` if the user needs none.
    #[diesel(sql_type = Text)]
    pub licensed: String,
    /// Groups of the memberships that are direct and valid now. `group_units` has the units at the same places.
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

impl Placed for Row {
    fn id(&self) -> i64 {
        self.id
    }
    fn cursor(&self, backward: bool) -> Cursor {
        let unit = self.unit_key.clone().map(|key| (key, self.unit));
        Cursor {
            backward,
            id: self.id,
            key: self.key.clone(),
            unit,
        }
    }
}

/// Reads up to `limit` users from the cursor on, in reading order: a backward page begins with its last row.
pub fn rows(
    db: &mut impl Read,
    plan: &Plan,
    extras: Extras,
    cursor: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<Row>> {
    let mut binds = Binds::default();
    let page = plan.candidates(&mut binds, cursor, limit);
    if plan.searches() {
        let places = load(db, binds, page, plan.has_few_texts())?;
        return placed(db, extras, places);
    }
    let order = order(plan, cursor);
    let columns = columns(extras);
    let statement = format!(
        "WITH page AS MATERIALIZED ({page})
         SELECT {columns}, page.key, page.unit_key FROM page JOIN users u ON u.id = page.id {BESIDE} ORDER BY {order}"
    );
    load(
        db,
        binds,
        statement,
        plan.has_few_texts() && extras == Extras::default(),
    )
}

fn load<T: QueryableByName<Pg> + 'static>(
    db: &mut impl Read,
    binds: Binds,
    statement: String,
    prepared: bool,
) -> Result<Vec<T>> {
    match prepared {
        true => binds.load_prepared(db.conn(), statement),
        false => binds.load(db.conn(), statement),
    }
}

/// A user's place in the order.
#[derive(QueryableByName)]
struct Place {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    key: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    unit_key: Option<String>,
}

/// Reads the users found by a search. Which users these are is planned anew for each search, because the plan depends
/// on how frequent its words are. This statement is prepared instead, because planning it would take longer than
/// running it.
fn placed(db: &mut impl Read, extras: Extras, places: Vec<Place>) -> Result<Vec<Row>> {
    let mut binds = Binds::default();
    let ids = binds.unseen_numbers(places.iter().map(|place| place.id).collect());
    let columns = columns(extras);
    let statement = format!(
        "SELECT {columns}, NULL::text AS key, NULL::text AS unit_key
         FROM unnest({ids}) p(id) JOIN users u ON u.id = p.id {BESIDE}"
    );
    let rows: Vec<Row> = binds.load_prepared(db.conn(), statement)?;
    let mut rows: HashMap<i64, Row> = rows.into_iter().map(|row| (row.id, row)).collect();
    let placed = places.into_iter().filter_map(|place| {
        let row = rows.remove(&place.id)?;
        Some(Row {
            key: place.key,
            unit_key: place.unit_key,
            ..row
        })
    });
    Ok(placed.collect())
}

/// The tables joined to each user `u`.
const BESIDE: &str = "JOIN accounts a ON a.id = u.id JOIN user_clock k ON k.user_id = u.id
    LEFT JOIN login_counters l ON l.user_id = u.id";

/// Returns the columns of a row, except those of its place.
fn columns(extras: Extras) -> String {
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
    format!(
        "u.id, a.name AS login, u.display_name, u.email, u.unit_id AS unit, u.state = 'active' AS active,
            u.password_hash IS NOT NULL AS has_password, k.last_active, k.last_automatic, k.failed_shown AS failed,
            CASE WHEN l.locked_until > now() THEN l.locked_at END AS locked_at, u.deactivated_at, u.created_at,
            {updated_by} AS updated_by, {tokens} AS tokens, {two_factor} AS two_factor, {licensed} AS licensed, {groups},
            {unit_texts} AS unit_texts"
    )
}

/// Returns one user who is not deleted.
pub fn row(db: &mut impl Read, id: i64) -> Result<Option<Row>> {
    let columns = columns(Extras {
        unit_texts: true,
        ..Extras::default()
    });
    Ok(diesel::sql_query(format!(
        "SELECT {columns}, NULL::text AS key, NULL::text AS unit_key FROM users u {BESIDE} WHERE u.id = $1 AND u.state <> 'deleted'",
    ))
    .bind::<BigInt, _>(id)
    .get_result(db.conn())
    .optional()?)
}

/// Returns the SQL of what is read only where it is shown: author, tokens, second factor, licence, texts of the unit.
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
            concat!(
                "(SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND ",
                shown!("s."),
                ")"
            ),
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
