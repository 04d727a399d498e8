//! All SQL of API tokens, except finding the token of a request, which statement 1 does (`access`).
use super::{NewToken, Scope};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Inet, Integer, Nullable, Text, Timestamptz};
use ipnet::IpNet;

/// A token as it is listed.
#[derive(Debug, Clone, QueryableByName)]
pub struct Token {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub public_id: String,
    #[diesel(sql_type = Text)]
    scope: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub created_by: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub expires_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_used_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Inet>)]
    pub last_address: Option<IpNet>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub made_under: Option<i64>,
}

impl Token {
    pub fn scope(&self) -> Result<Scope> {
        Scope::from_code(&self.scope).ok_or_else(|| Error::unknown("scope of a token", &self.scope))
    }
}

const TOKEN: &str = "SELECT t.id, t.name, t.public_id, t.scope, t.created_at, b.display_name AS created_by, t.expires_at, t.last_used_at, t.last_address, t.made_under
    FROM api_tokens t LEFT JOIN users b ON b.id = t.created_by WHERE t.user_id = $1";

/// Reads the tokens of a user, newest first.
pub fn of_user(db: &mut impl Read, user: i64) -> Result<Vec<Token>> {
    Ok(diesel::sql_query(format!("{TOKEN} ORDER BY t.id DESC"))
        .bind::<BigInt, _>(user)
        .load(db.conn())?)
}

pub fn one(db: &mut impl Read, user: i64, token: i64) -> Result<Option<Token>> {
    Ok(diesel::sql_query(format!("{TOKEN} AND t.id = $2"))
        .bind::<BigInt, _>(user)
        .bind::<BigInt, _>(token)
        .get_result(db.conn())
        .optional()?)
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

pub fn count(tx: &mut Tx<'_>, user: i64) -> Result<i64> {
    let counted: Counted = diesel::sql_query("SELECT count(*) AS count FROM api_tokens WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .get_result(tx.conn())?;
    Ok(counted.count)
}

/// The values of a new row.
pub struct Row<'a> {
    pub user: i64,
    pub public_id: &'a str,
    pub secret_hash: &'a [u8],
    pub new: &'a NewToken,
    pub by: Option<i64>,
    /// Who set the password of the user who makes it, if the user may outgrow them (P-10).
    pub made_under: Option<i64>,
}

#[derive(QueryableByName)]
struct Until {
    #[diesel(sql_type = Nullable<Timestamptz>)]
    expires_at: Option<DateTime<Utc>>,
}

/// Inserts a token and returns when it expires.
pub fn insert(tx: &mut Tx<'_>, row: &Row<'_>) -> Result<Option<DateTime<Utc>>> {
    let until: Until = diesel::sql_query(
        "INSERT INTO api_tokens (user_id, name, public_id, secret_hash, scope, created_by, expires_at, made_under)
         VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $7), $8) RETURNING expires_at",
    )
    .bind::<BigInt, _>(row.user)
    .bind::<Text, _>(&row.new.name)
    .bind::<Text, _>(row.public_id)
    .bind::<Binary, _>(row.secret_hash)
    .bind::<Text, _>(row.new.scope.code())
    .bind::<Nullable<BigInt>, _>(row.by)
    .bind::<Nullable<Integer>, _>(row.new.days)
    .bind::<Nullable<BigInt>, _>(row.made_under)
    .get_result(tx.conn())?;
    Ok(until.expires_at)
}

/// A token that was revoked.
#[derive(QueryableByName)]
pub struct Gone {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub public_id: String,
    #[diesel(sql_type = Text)]
    pub scope: String,
}

pub fn delete(tx: &mut Tx<'_>, user: i64, token: i64) -> Result<Option<Gone>> {
    Ok(
        diesel::sql_query("DELETE FROM api_tokens WHERE id = $2 AND user_id = $1 RETURNING name, public_id, scope")
            .bind::<BigInt, _>(user)
            .bind::<BigInt, _>(token)
            .get_result(tx.conn())
            .optional()?,
    )
}

pub fn erase(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM api_tokens WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(())
}

pub fn sweep(tx: &mut Tx<'_>, days: i32, most: i64) -> Result<usize> {
    Ok(diesel::sql_query(
        "DELETE FROM api_tokens WHERE id IN (SELECT id FROM api_tokens
            WHERE expires_at < now() - make_interval(days => $1) ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)",
    )
    .bind::<Integer, _>(days)
    .bind::<BigInt, _>(most)
    .execute(tx.conn())?)
}
