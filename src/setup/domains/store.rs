//! All SQL of internal email domains.
use super::Domain;
use crate::access::Can;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::setup::ManageDomains;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

/// A domain, and how many active users with the role Support Agent have an address in it.
#[derive(QueryableByName)]
pub struct Listed {
    #[diesel(sql_type = Text)]
    pub domain: String,
    #[diesel(sql_type = BigInt)]
    pub agents: i64,
}

/// A user with the role Support Agent.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Agent {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
}

pub fn all(db: &mut impl Read) -> Result<Vec<Listed>> {
    Ok(diesel::sql_query(
        "SELECT d.domain, coalesce(a.agents, 0) AS agents FROM internal_email_domains d LEFT JOIN (
            SELECT lower(split_part(email, '@', 2)) AS domain, count(*) AS agents FROM users
            WHERE 'support_agent' = ANY(security_roles) AND email IS NOT NULL AND state = 'active' GROUP BY 1) a USING (domain)
         ORDER BY d.domain",
    )
    .load(db.conn())?)
}

/// Adds a domain. Returns false if it was already there.
pub fn insert(tx: &mut Tx<'_>, _: &Can<'_, ManageDomains>, domain: &Domain, author: Option<i64>) -> Result<bool> {
    let added = diesel::sql_query(
        "INSERT INTO internal_email_domains (domain, created_by) VALUES ($1, $2) ON CONFLICT (domain) DO NOTHING",
    )
    .bind::<Text, _>(domain.as_str())
    .bind::<Nullable<BigInt>, _>(author)
    .execute(tx.conn())?;
    Ok(added == 1)
}

/// Returns the active users with the role Support Agent whose account is marked as licensed. Comparing them before and
/// after a change shows who lost the licence.
pub fn licensed_agents(tx: &mut Tx<'_>) -> Result<Vec<Agent>> {
    Ok(diesel::sql_query(
        "SELECT id, unit_id FROM users WHERE 'support_agent' = ANY(security_roles) AND licensed AND state = 'active' ORDER BY id",
    )
    .load(tx.conn())?)
}

/// Removes a domain. Returns false if it was not there.
pub fn delete(tx: &mut Tx<'_>, _: &Can<'_, ManageDomains>, domain: &str) -> Result<bool> {
    let gone = diesel::sql_query("DELETE FROM internal_email_domains WHERE domain = $1")
        .bind::<Text, _>(domain)
        .execute(tx.conn())?;
    Ok(gone == 1)
}
