//! All SQL of the lists of addresses and of the policies. That of the audit is beside it.
use super::ManageLoginSecurity;
use super::rules::{Expiry, List, Narrowed, Place};
use crate::access::Can;
use crate::access::policy::{Policy, Settings};
use crate::access::statement::Binds;
use crate::db::{Read, Tx};
use crate::error::Result;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Cidr, Inet, Integer, Nullable, Text, Timestamptz};
use ipnet::IpNet;

/// Returns the settings, locked until the end of the transaction.
pub(super) fn lock(tx: &mut Tx<'_>) -> Result<Settings> {
    diesel::sql_query("SELECT FROM login_policy FOR NO KEY UPDATE").execute(tx.conn())?;
    Ok(Policy::load(tx.conn())?.settings)
}

pub(super) fn save(tx: &mut Tx<'_>, _: &Can<'_, ManageLoginSecurity>, wanted: &Settings) -> Result<()> {
    diesel::sql_query(
        "UPDATE login_policy SET method = $1, block_after = $2, block_minutes = $3, lock_after = $4, lock_minutes = $5,
            password_min = $6, password_min_beside = $7, password_classes = $8, password_score = $9, version = version + 1",
    )
    .bind::<Text, _>(wanted.method.code())
    .bind::<Nullable<Integer>, _>(wanted.block_after)
    .bind::<Integer, _>(wanted.block_minutes)
    .bind::<Integer, _>(wanted.lock_after)
    .bind::<Integer, _>(wanted.lock_minutes)
    .bind::<Integer, _>(wanted.password_min)
    .bind::<Integer, _>(wanted.password_min_beside)
    .bind::<Integer, _>(wanted.password_classes)
    .bind::<Integer, _>(wanted.password_score)
    .execute(tx.conn())?;
    diesel::sql_query("UPDATE installation SET require_two_factor = $1, email_codes = $2")
        .bind::<Bool, _>(wanted.require_two_factor)
        .bind::<Bool, _>(wanted.email_codes)
        .execute(tx.conn())?;
    Ok(())
}

/// From where somebody logged in last.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(super) struct LastLogin {
    #[diesel(sql_type = Inet)]
    pub address: IpNet,
    /// They have one now.
    #[diesel(sql_type = Bool)]
    pub second_factor: bool,
}

/// Returns the last login of each of these users who has ever logged in.
pub(super) fn last_logins(db: &mut impl Read, users: &[i64]) -> Result<Vec<LastLogin>> {
    Ok(diesel::sql_query(
        "SELECT DISTINCT ON (a.user_id) a.address, EXISTS (SELECT FROM two_factor f WHERE f.user_id = a.user_id) AS second_factor
         FROM login_audit a WHERE a.user_id = ANY($1) AND a.last_success IS NOT NULL ORDER BY a.user_id, a.last_success DESC",
    )
    .bind::<Array<BigInt>, _>(users)
    .load(db.conn())?)
}

/// A rule as it is listed.
#[derive(Debug, Clone, QueryableByName)]
pub struct Rule {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Cidr)]
    pub range: IpNet,
    #[diesel(sql_type = Text)]
    pub note: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub expires_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    pub automatic: bool,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub created_by: Option<String>,
}

const RULE: &str = "SELECT r.id, r.range, r.note, r.expires_at, r.automatic, r.created_at, u.display_name AS created_by
    FROM address_rules r LEFT JOIN users u ON u.id = r.created_by";

/// Returns rules of a list, newest first. `touching`: only those that overlap this range.
pub(super) fn rules(
    db: &mut impl Read,
    (list, narrowed, touching): (List, &Narrowed, Option<IpNet>),
    place: Place,
    most: usize,
) -> Result<Vec<Rule>> {
    let mut binds = Binds::default();
    let mut conditions = vec![format!("r.list = {}", binds.text(list.code()))];
    if let Some(range) = touching {
        conditions.push(format!("r.range && {}::inet", binds.text(range.to_string())));
    }
    conditions.extend(narrowed.automatic.map(|automatic| format!("r.automatic = {automatic}")));
    conditions.extend(narrowed.expires.map(|expires| {
        let when = match expires {
            Expiry::Never => "IS NULL",
            Expiry::Later => "> now()",
            Expiry::Over => "<= now()",
        };
        format!("r.expires_at {when}")
    }));
    let way = match place {
        Place::First => "DESC",
        Place::Before(id) => {
            conditions.push(format!("r.id < {}", binds.number(id)));
            "DESC"
        }
        Place::After(id) => {
            conditions.push(format!("r.id > {}", binds.number(id)));
            "ASC"
        }
    };
    let statement = format!(
        "{RULE} WHERE {} ORDER BY r.id {way} LIMIT {most}",
        conditions.join(" AND ")
    );
    binds.load(db.conn(), statement)
}

pub(super) fn rule(db: &mut impl Read, list: List, id: i64) -> Result<Option<Rule>> {
    let row = diesel::sql_query(format!("{RULE} WHERE r.list = $1 AND r.id = $2"))
        .bind::<Text, _>(list.code())
        .bind::<BigInt, _>(id)
        .get_result(db.conn());
    Ok(row.optional()?)
}

/// What is to be put on a list.
#[derive(Debug, Clone)]
pub(super) struct NewRule {
    pub range: IpNet,
    pub note: String,
    pub expires_at: Option<DateTime<Utc>>,
}

/// Adds a rule to a list. Returns false if its range is on it already; an expired one gives way.
pub(super) fn add(
    tx: &mut Tx<'_>,
    _: &Can<'_, ManageLoginSecurity>,
    list: List,
    new: &NewRule,
    by: i64,
) -> Result<bool> {
    let added = diesel::sql_query(
        "INSERT INTO address_rules AS r (list, range, note, expires_at, created_by) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (list, range) DO UPDATE SET note = excluded.note, expires_at = excluded.expires_at, automatic = false,
            created_at = now(), created_by = excluded.created_by
         WHERE r.expires_at <= now()",
    )
    .bind::<Text, _>(list.code())
    .bind::<Cidr, _>(new.range)
    .bind::<Text, _>(&new.note)
    .bind::<Nullable<Timestamptz>, _>(new.expires_at)
    .bind::<BigInt, _>(by)
    .execute(tx.conn())?;
    Ok(added > 0)
}

/// Allows an address for good, even if it was allowed for a time. Returns false if it is so already.
pub(super) fn approve(tx: &mut Tx<'_>, _: &Can<'_, ManageLoginSecurity>, address: IpNet, by: i64) -> Result<bool> {
    let approved = diesel::sql_query(
        "INSERT INTO address_rules AS r (list, range, note, created_by) VALUES ($1, $2, '', $3)
         ON CONFLICT (list, range) DO UPDATE SET note = CASE WHEN r.expires_at <= now() THEN '' ELSE r.note END, expires_at = NULL,
            automatic = false, created_at = now(), created_by = excluded.created_by
         WHERE r.expires_at IS NOT NULL",
    )
    .bind::<Text, _>(List::Allowed.code())
    .bind::<Cidr, _>(address)
    .bind::<BigInt, _>(by)
    .execute(tx.conn())?;
    Ok(approved > 0)
}

pub(super) fn remove(tx: &mut Tx<'_>, _: &Can<'_, ManageLoginSecurity>, id: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM address_rules WHERE id = $1")
        .bind::<BigInt, _>(id)
        .execute(tx.conn())?;
    Ok(())
}

/// Lets everybody log in from every address again, for the command line. Returns how many addresses were blocked.
pub(super) fn open_to_all(tx: &mut Tx<'_>) -> Result<usize> {
    diesel::sql_query("UPDATE login_policy SET method = 'off', version = version + 1 WHERE method <> 'off'")
        .execute(tx.conn())?;
    Ok(diesel::sql_query("DELETE FROM address_rules WHERE list = 'blocked'").execute(tx.conn())?)
}
