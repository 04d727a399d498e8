//! The use of API tokens.
use crate::db::Read;
use crate::error::Result;
use crate::web::request::Request;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Inet, Uuid};
use ipnet::IpNet;

/// Notes when and from where a token was used, at most once a minute. A noted use is also logged if it is the first, or
/// comes from another address than the noted use before it (SECURITY LG1).
pub fn token_used(db: &mut impl Read, token: i64, request: &Request) -> Result<()> {
    diesel::sql_query(
        "WITH before AS (SELECT id, last_used_at, last_address FROM api_tokens WHERE id = $1 FOR UPDATE),
         used AS (
            UPDATE api_tokens t SET last_used_at = now(), last_address = $2 FROM before b
            WHERE t.id = b.id AND (b.last_used_at IS NULL OR b.last_used_at < now() - interval '1 minute')
            RETURNING t.user_id, t.public_id, b.last_address IS DISTINCT FROM $2 AS elsewhere),
         entry AS (
            INSERT INTO activity (type, unit_id, subject_kind, subject_id, user_id, address, request_id, details)
            SELECT 'api_token.used', u.unit_id, 'user', u.id, u.id, $2, $3, jsonb_build_object('token', r.public_id)
            FROM used r JOIN users u ON u.id = r.user_id WHERE r.elsewhere
            RETURNING id)
         INSERT INTO activity_unsealed SELECT id FROM entry",
    )
    .bind::<BigInt, _>(token)
    .bind::<Inet, _>(IpNet::from(request.address))
    .bind::<Uuid, _>(request.id)
    .execute(db.conn())?;
    Ok(())
}
