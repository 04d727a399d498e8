//! SQL about actors, for imports and exports.
use super::{CHUNK, column};
use crate::actors::cpr::Sealed;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::text::sort_key;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text};
use std::collections::{HashMap, HashSet};

/// An actor with every field a file can set.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Actor {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Integer)]
    pub version: i32,
    #[diesel(sql_type = Text)]
    pub number: String,
    #[diesel(sql_type = Text)]
    pub number_key: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = BigInt)]
    pub unit: i64,
    /// Ids of the roles, ascending.
    #[diesel(sql_type = Array<BigInt>)]
    pub roles: Vec<i64>,
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Text)]
    pub phone: String,
    #[diesel(sql_type = Text)]
    pub address: String,
    #[diesel(sql_type = Text)]
    pub postal_code: String,
    #[diesel(sql_type = Text)]
    pub city: String,
    #[diesel(sql_type = Text)]
    pub country: String,
    #[diesel(sql_type = Text)]
    pub cvr: String,
    /// The sealed national id number.
    #[diesel(sql_type = Nullable<Binary>)]
    pub cpr: Option<Vec<u8>>,
    /// A keyed hash of the number, to find out whether two numbers are equal.
    #[diesel(sql_type = Nullable<Binary>)]
    pub cpr_hash: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub user: Option<i64>,
    #[diesel(sql_type = Bool)]
    pub archived: bool,
    #[diesel(sql_type = Bool)]
    pub merged: bool,
}

impl Actor {
    /// Sets or removes the national id number.
    pub fn keep(&mut self, cpr: Option<Sealed>) {
        let (bytes, hash) = cpr.map(|sealed| (sealed.bytes, sealed.hash)).unzip();
        (self.cpr, self.cpr_hash) = (bytes, hash);
    }
}

const FIELDS: &str = "a.id, a.version, a.number, a.number_key, a.name, a.kind, a.unit_id AS unit,
    ARRAY(SELECT l.role_id FROM actor_listed l WHERE l.actor_id = a.id ORDER BY l.role_id) AS roles,
    a.email, a.phone, a.address, a.postal_code, a.city, a.country, a.cvr, a.cpr, a.cpr_hash, a.user_id AS \"user\",
    a.archived_at IS NOT NULL AS archived, a.merged_into IS NOT NULL AS merged
    FROM actors a";

/// Returns the actors with these numbers.
pub fn numbered(db: &mut impl Read, keys: &[String]) -> Result<Vec<Actor>> {
    let query = format!("SELECT {FIELDS} WHERE a.number_key = ANY($1) ORDER BY a.id");
    Ok(diesel::sql_query(query).bind::<Array<Text>, _>(keys).load(db.conn())?)
}

/// Returns the actors, neither archived nor merged, whose numbers are not among these.
pub fn others(db: &mut impl Read, keys: &[String]) -> Result<Vec<Actor>> {
    let query = format!(
        "SELECT {FIELDS} WHERE a.archived_at IS NULL AND a.merged_into IS NULL
            AND NOT EXISTS (SELECT FROM unnest($1) AS k (key) WHERE k.key = a.number_key)
         ORDER BY a.id"
    );
    Ok(diesel::sql_query(query).bind::<Array<Text>, _>(keys).load(db.conn())?)
}

/// Returns up to [`CHUNK`] actors after this id. Archived and merged ones and those in archived units are left out.
pub fn page(db: &mut impl Read, after: i64) -> Result<Vec<Actor>> {
    let query = format!(
        "SELECT {FIELDS} WHERE a.id > $1 AND a.archived_at IS NULL AND a.merged_into IS NULL
            AND NOT EXISTS (SELECT FROM org_units o WHERE o.id = a.unit_id AND o.archived_at IS NOT NULL)
         ORDER BY a.id LIMIT $2"
    );
    Ok(diesel::sql_query(query)
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(CHUNK as i64)
        .load(db.conn())?)
}

/// A role of actors.
#[derive(Debug, Clone, QueryableByName)]
pub struct Role {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Bool)]
    pub enabled: bool,
}

pub fn roles(db: &mut impl Read) -> Result<Vec<Role>> {
    Ok(diesel::sql_query("SELECT id, name, enabled FROM actor_roles ORDER BY id").load(db.conn())?)
}

/// Returns which actor has each of these national id numbers, given as keyed hashes.
pub fn cpr_owners(db: &mut impl Read, hashes: &[Vec<u8>]) -> Result<HashMap<Vec<u8>, i64>> {
    #[derive(QueryableByName)]
    struct Owner {
        #[diesel(sql_type = Binary)]
        cpr_hash: Vec<u8>,
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let rows: Vec<Owner> = diesel::sql_query("SELECT cpr_hash, id FROM actors WHERE cpr_hash = ANY($1)")
        .bind::<Array<Binary>, _>(hashes)
        .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.cpr_hash, row.id)).collect())
}

/// Returns which of these fields are filled in for which of these actors, as pairs of actor and field.
pub fn filled(db: &mut impl Read, actors: &[i64], fields: &[i64]) -> Result<HashSet<(i64, i64)>> {
    #[derive(QueryableByName)]
    struct Filled {
        #[diesel(sql_type = BigInt)]
        actor_id: i64,
        #[diesel(sql_type = BigInt)]
        field_id: i64,
    }
    if fields.is_empty() {
        return Ok(HashSet::new());
    }
    let rows: Vec<Filled> = diesel::sql_query(
        "SELECT actor_id, field_id FROM actor_values WHERE actor_id = ANY($1) AND field_id = ANY($2)",
    )
    .bind::<Array<BigInt>, _>(actors)
    .bind::<Array<BigInt>, _>(fields)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.actor_id, row.field_id)).collect())
}

/// Returns which actor each of these users is linked to.
pub fn user_owners(db: &mut impl Read, users: &[i64]) -> Result<HashMap<i64, i64>> {
    #[derive(QueryableByName)]
    struct Owner {
        #[diesel(sql_type = BigInt)]
        user_id: i64,
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let rows: Vec<Owner> = diesel::sql_query("SELECT user_id, id FROM actors WHERE user_id = ANY($1)")
        .bind::<Array<BigInt>, _>(users)
        .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.user_id, row.id)).collect())
}

/// Locks users, then actors, for an edit, in the order of their ids. Returns false if an actor no longer has the
/// version given with its id.
pub fn hold(tx: &mut Tx<'_>, users: &[i64], versions: &[(i64, i32)]) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Held {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = Integer)]
        version: i32,
    }
    diesel::sql_query("SELECT FROM users WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE")
        .bind::<Array<BigInt>, _>(users)
        .execute(tx.conn())?;
    let held: Vec<Held> =
        diesel::sql_query("SELECT id, version FROM actors WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE")
            .bind::<Array<BigInt>, _>(column(versions, |(id, _)| *id))
            .load(tx.conn())?;
    let now: HashMap<i64, i32> = held.into_iter().map(|row| (row.id, row.version)).collect();
    Ok(versions.iter().all(|(id, version)| now.get(id) == Some(version)))
}

/// Clears the national id numbers of the actors `cprs` and the linked users of the actors `users`, so that other actors
/// of the same file can take them.
pub fn release(tx: &mut Tx<'_>, cprs: &[i64], users: &[i64]) -> Result<()> {
    for (query, ids) in [
        ("UPDATE actors SET cpr = NULL, cpr_hash = NULL WHERE id = ANY($1)", cprs),
        ("UPDATE actors SET user_id = NULL WHERE id = ANY($1)", users),
    ] {
        if !ids.is_empty() {
            diesel::sql_query(query)
                .bind::<Array<BigInt>, _>(ids)
                .execute(tx.conn())?;
        }
    }
    Ok(())
}

/// The columns a file sets, in the order of `bound`'s arrays.
const COLUMNS: &str = "unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) AS n (id, number,
    number_key, name, sort_name, kind, unit_id, email, phone, address, postal_code, city, country, cvr, cpr, cpr_hash, user_id, archived)";

macro_rules! bound {
    ($query:expr, $actors:expr) => {
        diesel::sql_query($query)
            .bind::<Array<BigInt>, _>(column($actors, |actor| actor.id))
            .bind::<Array<Text>, _>(column($actors, |actor| &actor.number))
            .bind::<Array<Text>, _>(column($actors, |actor| &actor.number_key))
            .bind::<Array<Text>, _>(column($actors, |actor| &actor.name))
            .bind::<Array<Text>, _>(column($actors, |actor| sort_key(&actor.name)))
            .bind::<Array<Text>, _>(column($actors, |actor| &actor.kind))
            .bind::<Array<BigInt>, _>(column($actors, |actor| actor.unit))
            .bind::<Array<Text>, _>(column($actors, |actor| &actor.email))
            .bind::<Array<Text>, _>(column($actors, |actor| &actor.phone))
            .bind::<Array<Text>, _>(column($actors, |actor| &actor.address))
            .bind::<Array<Text>, _>(column($actors, |actor| &actor.postal_code))
            .bind::<Array<Text>, _>(column($actors, |actor| &actor.city))
            .bind::<Array<Text>, _>(column($actors, |actor| &actor.country))
            .bind::<Array<Text>, _>(column($actors, |actor| &actor.cvr))
            .bind::<Array<Nullable<Binary>>, _>(column($actors, |actor| actor.cpr.as_ref()))
            .bind::<Array<Nullable<Binary>>, _>(column($actors, |actor| actor.cpr_hash.as_ref()))
            .bind::<Array<Nullable<BigInt>>, _>(column($actors, |actor| actor.user))
            .bind::<Array<Bool>, _>(column($actors, |actor| actor.archived))
    };
}

pub fn insert(tx: &mut Tx<'_>, actors: &[Actor], by: Option<i64>) -> Result<()> {
    let query = format!(
        "INSERT INTO actors (id, number, number_key, name, sort_name, kind, unit_id, email, phone, address, postal_code, city, country,
            cvr, cpr, cpr_hash, user_id, created_by, updated_by)
         SELECT id, number, number_key, name, sort_name, kind, unit_id, email, phone, address, postal_code, city, country,
            cvr, cpr, cpr_hash, user_id, $19, $19
         FROM {COLUMNS}"
    );
    bound!(query, actors)
        .bind::<Nullable<BigInt>, _>(by)
        .execute(tx.conn())?;
    Ok(())
}

/// Updates actors. Their numbers never change.
pub fn update(tx: &mut Tx<'_>, actors: &[Actor], by: Option<i64>) -> Result<()> {
    let query = format!(
        "UPDATE actors a SET name = n.name, sort_name = n.sort_name, kind = n.kind, unit_id = n.unit_id, email = n.email,
            phone = n.phone, address = n.address, postal_code = n.postal_code, city = n.city, country = n.country, cvr = n.cvr,
            cpr = n.cpr, cpr_hash = n.cpr_hash, user_id = n.user_id,
            archived_at = CASE WHEN n.archived THEN coalesce(a.archived_at, now()) END,
            archived_by = CASE WHEN n.archived THEN coalesce(a.archived_by, $19) END,
            version = a.version + 1, updated_at = now(), updated_by = $19
         FROM {COLUMNS} WHERE a.id = n.id"
    );
    bound!(query, actors)
        .bind::<Nullable<BigInt>, _>(by)
        .execute(tx.conn())?;
    Ok(())
}

/// Sets the roles of these actors to exactly those given. Field values of a removed role are deleted with it. Roles are
/// removed before others are added, because Customer and Supplier exclude each other.
pub fn set_roles(tx: &mut Tx<'_>, actors: &[Actor]) -> Result<()> {
    let ids = column(actors, |actor| actor.id);
    let pairs = actors
        .iter()
        .flat_map(|actor| actor.roles.iter().map(|role| (actor.id, *role)));
    let (owners, roles): (Vec<i64>, Vec<i64>) = pairs.unzip();
    diesel::sql_query(
        "DELETE FROM actor_listed l WHERE l.actor_id = ANY($1)
            AND NOT EXISTS (SELECT FROM unnest($2, $3) AS w (actor, role) WHERE w.actor = l.actor_id AND w.role = l.role_id)",
    )
    .bind::<Array<BigInt>, _>(&ids)
    .bind::<Array<BigInt>, _>(&owners)
    .bind::<Array<BigInt>, _>(&roles)
    .execute(tx.conn())?;
    diesel::sql_query(
        "INSERT INTO actor_listed (actor_id, role_id, sort_name, unit_id, active)
         SELECT a.id, w.role, a.sort_name, a.unit_id, a.archived_at IS NULL
         FROM unnest($1, $2) AS w (actor, role) JOIN actors a ON a.id = w.actor ON CONFLICT DO NOTHING",
    )
    .bind::<Array<BigInt>, _>(&owners)
    .bind::<Array<BigInt>, _>(&roles)
    .execute(tx.conn())?;
    diesel::sql_query(
        "DELETE FROM actor_values v USING actor_fields f WHERE v.actor_id = ANY($1) AND f.id = v.field_id AND f.role_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM actor_listed l WHERE l.actor_id = v.actor_id AND l.role_id = f.role_id)",
    )
    .bind::<Array<BigInt>, _>(&ids)
    .execute(tx.conn())?;
    Ok(())
}
