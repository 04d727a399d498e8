//! All SQL of forgotten passwords.
use super::COUNTS;
use crate::activity::Author;
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Inet, Nullable, Text, Uuid as SqlUuid};
use ipnet::IpNet;
use uuid::Uuid;

/// Notes that somebody forgot the password of this name. It is the same single statement whether or not there is such a
/// user.
pub fn note_forgotten(tx: &mut Tx<'_>, name_key: &str, author: &Author) -> Result<()> {
    let unknown = IpNet::from(std::net::IpAddr::from([0, 0, 0, 0]));
    diesel::sql_query("INSERT INTO forgotten (name_key, address, request_id) VALUES ($1, $2, $3)")
        .bind::<Text, _>(name_key)
        .bind::<Inet, _>(author.address.map_or(unknown, IpNet::from))
        .bind::<SqlUuid, _>(author.request)
        .execute(tx.conn())?;
    Ok(())
}

/// What was typed, and whom it means: an active user with a password and an address that counts, and how many links
/// they asked for within the hour, in vain or not.
#[derive(QueryableByName)]
pub struct Forgotten {
    #[diesel(sql_type = Inet)]
    pub address: IpNet,
    #[diesel(sql_type = SqlUuid)]
    pub request_id: Uuid,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub user_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub unit_id: Option<i64>,
    #[diesel(sql_type = BigInt)]
    pub asked: i64,
}

/// Takes the oldest of them away, so many at most.
pub fn take_forgotten(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Forgotten>> {
    Ok(diesel::sql_query(format!(
        "WITH taken AS (DELETE FROM forgotten WHERE id IN (SELECT id FROM forgotten ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
            RETURNING id, name_key, address, request_id)
         SELECT t.address, t.request_id, u.id AS user_id, u.unit_id,
            (SELECT count(*) FROM links l WHERE l.user_id = u.id AND l.purpose = 'reset' AND l.created_by IS NULL AND l.created_at > now() - interval '1 hour')
                + (SELECT count(*) FROM activity a WHERE a.subject_kind = 'user' AND a.subject_id = u.id AND a.type = 'link.withheld' AND a.at > now() - interval '1 hour') AS asked
         FROM taken t LEFT JOIN account_keys k ON k.key = t.name_key
         LEFT JOIN users u ON u.id = k.account_id AND u.state = 'active' AND u.password_hash IS NOT NULL AND u.id <> 1
            AND {COUNTS}
         ORDER BY t.id"
    ))
    .bind::<BigInt, _>(most)
    .load(tx.conn())?)
}
