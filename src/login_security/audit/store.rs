//! All SQL of the audit: one index is walked in the order of the list, with what is not asked for skipped.
use super::filter::{Filter, Order};
use super::search;
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::access::statement::Binds;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::login_security::range;
use crate::web::days::Days;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Inet, Integer, Nullable, Text, Timestamptz};
use ipnet::IpNet;

/// A row of the audit.
#[derive(Debug, Clone, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub key: i64,
    #[diesel(sql_type = BigInt)]
    pub user_id: i64,
    /// Of the login; the user may stand elsewhere now.
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = BigInt)]
    pub user_unit: i64,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Bool)]
    pub deleted: bool,
    #[diesel(sql_type = Inet)]
    pub address: IpNet,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub first_login: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_blocked: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    pub blocked: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_success: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    pub successes: i32,
}

/// What is asked for, and by whom.
pub struct Asked<'a> {
    pub filter: &'a Filter,
    /// Where the rows may stand.
    pub within: &'a Ranges,
    /// Of the reader.
    pub access: &'a Access,
    pub zone: Tz,
}

/// The next rows from the cursor on, in the order they are read.
pub fn rows(db: &mut impl Read, asked: &Asked<'_>, most: usize) -> Result<Vec<Row>> {
    let (filter, mut binds) = (asked.filter, Binds::default());
    let (key, column) = match filter.order {
        Order::Last => ("(extract(epoch FROM l.last_at) * 1000000)::bigint", "l.last_at"),
        Order::Blocked => ("l.blocked::bigint", "l.blocked"),
    };
    let mut conditions = conditions(db, &mut binds, asked)?;
    let backward = filter.cursor.is_some_and(|cursor| cursor.backward);
    if let Some(cursor) = filter.cursor {
        let at = match filter.order {
            Order::Last => binds.moment(DateTime::from_timestamp_micros(cursor.key).unwrap_or_default()),
            Order::Blocked => format!("{}::int", binds.number(cursor.key.clamp(0, i32::MAX.into()))),
        };
        let beyond = if backward { '>' } else { '<' };
        conditions.push(format!("({column}, l.id) {beyond} ({at}, {})", binds.number(cursor.id)));
    }
    let way = if backward { "ASC" } else { "DESC" };
    let statement = format!(
        "SELECT l.id, l.key, l.user_id, l.unit_id, u.unit_id AS user_unit, u.display_name, u.email, u.state = 'deleted' AS deleted, l.address,
            l.first_login, l.last_blocked, l.blocked, l.last_success, l.successes
         FROM (SELECT l.*, {key} AS key FROM login_audit l WHERE {} ORDER BY {column} {way}, l.id {way} LIMIT {most}) l
         JOIN users u ON u.id = l.user_id ORDER BY {column} {way}, l.id {way}",
        conditions.join(" AND ")
    );
    binds.load(db.conn(), statement)
}

fn conditions(db: &mut impl Read, binds: &mut Binds, asked: &Asked<'_>) -> Result<Vec<String>> {
    let filter = asked.filter;
    let mut conditions = vec!["true".to_owned()];
    if let Some(within) = binds.scope(asked.within) {
        conditions.push(format!("l.unit_id IN (SELECT id FROM org_units WHERE pos <@ {within})"));
    }
    if filter.order == Order::Blocked {
        conditions.push("l.blocked > 0".to_owned());
    }
    conditions.extend(search::conditions(db, asked.access, binds, &filter.q)?);
    if !filter.address.is_empty() {
        match range::parse(&filter.address) {
            Ok(range) => conditions.push(format!("l.address <<= {}::inet", binds.text(range.to_string()))),
            Err(_) => {
                let begins = binds.text(&*filter.address);
                conditions.push(format!("starts_with(host(l.address), {begins})"));
            }
        }
    }
    for (column, days) in [
        ("first_login", filter.first),
        ("last_blocked", filter.blocked),
        ("last_success", filter.success),
    ] {
        conditions.extend(between(binds, column, days, asked.zone));
    }
    for (column, least) in [("blocked", filter.attempts), ("successes", filter.logins)] {
        if let Some(least) = least {
            conditions.push(format!("l.{column} >= {}", binds.number(least)));
        }
    }
    Ok(conditions)
}

fn between(binds: &mut Binds, column: &str, days: Days, zone: Tz) -> Vec<String> {
    let (from, to) = days.moments(zone);
    let from = from.map(|at| format!("l.{column} >= {}", binds.moment(at)));
    let to = to.map(|at| format!("l.{column} < {}", binds.moment(at)));
    from.into_iter().chain(to).collect()
}

/// Where these rows stand, and their addresses.
#[derive(Debug, Clone, QueryableByName)]
pub struct Place {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = Inet)]
    pub address: IpNet,
}

pub fn places(db: &mut impl Read, ids: &[i64]) -> Result<Vec<Place>> {
    Ok(
        diesel::sql_query("SELECT id, unit_id, address FROM login_audit WHERE id = ANY($1) ORDER BY address, id")
            .bind::<Array<BigInt>, _>(ids)
            .load(db.conn())?,
    )
}

pub fn approved(tx: &mut Tx<'_>, ids: &[i64]) -> Result<()> {
    diesel::sql_query("UPDATE login_audit SET approved_at = now() WHERE id = ANY($1)")
        .bind::<Array<BigInt>, _>(ids)
        .execute(tx.conn())?;
    Ok(())
}
