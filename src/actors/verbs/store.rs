//! All SQL that changes actors.
use super::save::number_key;
use crate::access::Refusal;
use crate::actors::Kind;
use crate::actors::cpr::{self, Cpr, Sealed};
use crate::actors::details::{Contact, Details};
use crate::actors::merge::UNDO_DAYS;
use crate::config::Seal;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::text::sort_key;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz};
use std::collections::HashMap;

/// All data of an actor except its roles and their fields.
#[derive(Debug, Clone)]
pub struct Stored {
    pub details: Details,
    /// The national id number, sealed.
    sealed: Option<Vec<u8>>,
    pub unit: i64,
    pub enabled: bool,
    pub user: Option<i64>,
    pub created_at: Option<DateTime<Utc>>,
    pub created_by: Option<String>,
    pub updated_at: Option<DateTime<Utc>>,
    pub updated_by: Option<String>,
    pub archived_by: Option<String>,
}

impl Stored {
    /// For an actor that is yet to be created.
    pub fn empty(unit: i64) -> Self {
        Self {
            details: Details::default(),
            sealed: None,
            unit,
            enabled: true,
            user: None,
            created_at: None,
            created_by: None,
            updated_at: None,
            updated_by: None,
            archived_by: None,
        }
    }

    /// Returns the whole national id number, to be shown to readers who may see it, or to be masked (SPEC A-3).
    ///
    /// # Errors
    /// `Internal` if the sealed number does not open.
    pub fn cpr(&self, seal: &Seal, actor: i64) -> Result<Option<Cpr>> {
        let sealed = self.sealed.as_deref();
        sealed.map(|sealed| cpr::open(seal, actor, sealed)).transpose()
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(sql_type = Text)]
    address: String,
    #[diesel(sql_type = Text)]
    postal_code: String,
    #[diesel(sql_type = Text)]
    city: String,
    #[diesel(sql_type = Text)]
    country: String,
    #[diesel(sql_type = Text)]
    phone: String,
    #[diesel(sql_type = Text)]
    email: String,
    #[diesel(sql_type = Text)]
    cvr: String,
    #[diesel(sql_type = Text)]
    remarks: String,
    #[diesel(sql_type = Nullable<Binary>)]
    cpr: Option<Vec<u8>>,
    #[diesel(sql_type = Bool)]
    enabled: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    user_id: Option<i64>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    created_by: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    updated_by: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    archived_by: Option<String>,
}

/// Returns an actor as it is stored, with the names of its authors.
///
/// # Errors
/// Any database error.
pub fn stored(db: &mut impl Read, actor: i64) -> Result<Option<Stored>> {
    let row: Option<Row> = diesel::sql_query(
        "SELECT a.kind, a.name, a.number, a.unit_id, a.address, a.postal_code, a.city, a.country, a.phone, a.email, a.cvr,
            a.remarks, a.cpr, a.enabled, a.user_id, a.created_at, cb.display_name AS created_by, a.updated_at,
            ub.display_name AS updated_by, ab.display_name AS archived_by
         FROM actors a LEFT JOIN users cb ON cb.id = a.created_by LEFT JOIN users ub ON ub.id = a.updated_by
         LEFT JOIN users ab ON ab.id = a.archived_by WHERE a.id = $1",
    )
    .bind::<BigInt, _>(actor)
    .get_result(db.conn())
    .optional()?;
    let stored = |row: Row| -> Result<Stored> {
        Ok(Stored {
            details: Details {
                kind: Kind::stored(&row.kind)?,
                contact: Contact {
                    name: row.name,
                    address: row.address,
                    postal_code: row.postal_code,
                    city: row.city,
                    country: row.country,
                    phone: row.phone,
                    email: row.email,
                },
                number: row.number,
                cvr: row.cvr,
                remarks: row.remarks,
            },
            sealed: row.cpr,
            unit: row.unit_id,
            enabled: row.enabled,
            user: row.user_id,
            created_at: Some(row.created_at),
            created_by: row.created_by,
            updated_at: Some(row.updated_at),
            updated_by: row.updated_by,
            archived_by: row.archived_by,
        })
    };
    row.map(stored).transpose()
}

/// The data that is written of an actor.
#[derive(Debug, Clone, Copy)]
pub(in crate::actors) struct Write<'w> {
    pub details: &'w Details,
    pub unit: i64,
    pub enabled: bool,
    pub user: Option<i64>,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

pub(super) fn insert(tx: &mut Tx<'_>, new: &Write<'_>, by: Option<i64>) -> Result<i64> {
    let (details, contact) = (new.details, &new.details.contact);
    let made: Id = diesel::sql_query(
        "INSERT INTO actors (kind, name, sort_name, number, number_key, unit_id, address, postal_code, city, country, phone, email,
            cvr, remarks, enabled, user_id, created_by, updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17) RETURNING id",
    )
    .bind::<Text, _>(details.kind.code())
    .bind::<Text, _>(&contact.name)
    .bind::<Text, _>(sort_key(&contact.name))
    .bind::<Text, _>(&details.number)
    .bind::<Text, _>(number_key(&details.number))
    .bind::<BigInt, _>(new.unit)
    .bind::<Text, _>(&contact.address)
    .bind::<Text, _>(&contact.postal_code)
    .bind::<Text, _>(&contact.city)
    .bind::<Text, _>(&contact.country)
    .bind::<Text, _>(&contact.phone)
    .bind::<Text, _>(&contact.email)
    .bind::<Text, _>(&details.cvr)
    .bind::<Text, _>(&details.remarks)
    .bind::<Bool, _>(new.enabled)
    .bind::<Nullable<BigInt>, _>(new.user)
    .bind::<Nullable<BigInt>, _>(by)
    .get_result(tx.conn())?;
    Ok(made.id)
}

pub(in crate::actors) fn update(tx: &mut Tx<'_>, actor: i64, new: &Write<'_>, by: Option<i64>) -> Result<()> {
    let (details, contact) = (new.details, &new.details.contact);
    diesel::sql_query(
        "UPDATE actors SET kind = $2, name = $3, sort_name = $4, number = $5, number_key = $6, unit_id = $7, address = $8,
            postal_code = $9, city = $10, country = $11, phone = $12, email = $13, cvr = $14, remarks = $15, enabled = $16,
            user_id = $17, updated_at = now(), updated_by = $18, version = version + 1
         WHERE id = $1",
    )
    .bind::<BigInt, _>(actor)
    .bind::<Text, _>(details.kind.code())
    .bind::<Text, _>(&contact.name)
    .bind::<Text, _>(sort_key(&contact.name))
    .bind::<Text, _>(&details.number)
    .bind::<Text, _>(number_key(&details.number))
    .bind::<BigInt, _>(new.unit)
    .bind::<Text, _>(&contact.address)
    .bind::<Text, _>(&contact.postal_code)
    .bind::<Text, _>(&contact.city)
    .bind::<Text, _>(&contact.country)
    .bind::<Text, _>(&contact.phone)
    .bind::<Text, _>(&contact.email)
    .bind::<Text, _>(&details.cvr)
    .bind::<Text, _>(&details.remarks)
    .bind::<Bool, _>(new.enabled)
    .bind::<Nullable<BigInt>, _>(new.user)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}

/// Stores the national id number, or removes it.
pub(in crate::actors) fn set_cpr(tx: &mut Tx<'_>, actor: i64, sealed: Option<&Sealed>) -> Result<()> {
    diesel::sql_query("UPDATE actors SET cpr = $2, cpr_hash = $3 WHERE id = $1")
        .bind::<BigInt, _>(actor)
        .bind::<Nullable<Binary>, _>(sealed.map(|sealed| &sealed.bytes))
        .bind::<Nullable<Binary>, _>(sealed.map(|sealed| &sealed.hash))
        .execute(tx.conn())?;
    Ok(())
}

/// Finds the actor with this national id number by its keyed hash.
pub(in crate::actors) fn with_cpr(db: &mut impl Read, hash: &[u8]) -> Result<Option<i64>> {
    let found: Option<Id> = diesel::sql_query("SELECT id FROM actors WHERE cpr_hash = $1")
        .bind::<Binary, _>(hash)
        .get_result(db.conn())
        .optional()?;
    Ok(found.map(|found| found.id))
}

/// Returns the next free number. Numbers that were given by hand are skipped.
pub(super) fn free_number(tx: &mut Tx<'_>) -> Result<String> {
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = Text)]
        number: String,
        #[diesel(sql_type = Bool)]
        free: bool,
    }
    loop {
        let next: Number = diesel::sql_query(
            "SELECT n.number::text AS number, NOT EXISTS (SELECT FROM actors a WHERE a.number_key = n.number::text) AS free
             FROM (SELECT nextval('actor_numbers') AS number) n",
        )
        .get_result(tx.conn())?;
        if next.free {
            return Ok(next.number);
        }
    }
}

/// Whether an actor other than `except` has this number. This only gives a better message: the database constraint
/// decides.
pub(in crate::actors) fn number_taken(db: &mut impl Read, number: &str, except: Option<i64>) -> Result<bool> {
    let found: Option<Id> = diesel::sql_query("SELECT id FROM actors WHERE number_key = $1 AND id IS DISTINCT FROM $2")
        .bind::<Text, _>(number_key(number))
        .bind::<Nullable<BigInt>, _>(except)
        .get_result(db.conn())
        .optional()?;
    Ok(found.is_some())
}

/// Returns the field values of an actor that are not empty, by field id.
///
/// # Errors
/// Any database error.
pub fn values(db: &mut impl Read, actor: i64) -> Result<HashMap<i64, String>> {
    #[derive(QueryableByName)]
    struct Value {
        #[diesel(sql_type = BigInt)]
        field_id: i64,
        #[diesel(sql_type = Text)]
        value: String,
    }
    let rows: Vec<Value> = diesel::sql_query("SELECT field_id, value FROM actor_values WHERE actor_id = $1")
        .bind::<BigInt, _>(actor)
        .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.field_id, row.value)).collect())
}

pub(in crate::actors) fn set_value(tx: &mut Tx<'_>, actor: i64, field: i64, value: Option<&str>) -> Result<()> {
    match value {
        Some(value) => diesel::sql_query(
            "INSERT INTO actor_values (actor_id, field_id, value) VALUES ($1, $2, $3)
             ON CONFLICT (actor_id, field_id) DO UPDATE SET value = excluded.value",
        )
        .bind::<BigInt, _>(actor)
        .bind::<BigInt, _>(field)
        .bind::<Text, _>(value)
        .execute(tx.conn())?,
        None => diesel::sql_query("DELETE FROM actor_values WHERE actor_id = $1 AND field_id = $2")
            .bind::<BigInt, _>(actor)
            .bind::<BigInt, _>(field)
            .execute(tx.conn())?,
    };
    Ok(())
}

/// Returns the system names of these roles, ordered by id.
pub(in crate::actors) fn role_names(db: &mut impl Read, roles: &[i64]) -> Result<Vec<String>> {
    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let rows: Vec<Name> = diesel::sql_query("SELECT name FROM actor_roles WHERE id = ANY($1) ORDER BY id")
        .bind::<Array<BigInt>, _>(roles)
        .load(db.conn())?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

pub(super) fn set_archived(tx: &mut Tx<'_>, actor: i64, archived: bool, by: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "UPDATE actors SET archived_at = CASE WHEN $2 THEN now() END, archived_by = CASE WHEN $2 THEN $3 END,
            updated_at = now(), updated_by = $3, version = version + 1
         WHERE id = $1",
    )
    .bind::<BigInt, _>(actor)
    .bind::<Bool, _>(archived)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_user(tx: &mut Tx<'_>, actor: i64, user: Option<i64>, by: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "UPDATE actors SET user_id = $2, updated_at = now(), updated_by = $3, version = version + 1 WHERE id = $1",
    )
    .bind::<BigInt, _>(actor)
    .bind::<Nullable<BigInt>, _>(user)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}

/// Returns the actors that are in use, each with the first reason found. Whatever else comes to use actors must be
/// added here.
pub(super) fn in_use(db: &mut impl Read, actors: &[i64]) -> Result<HashMap<i64, Refusal>> {
    #[derive(QueryableByName)]
    struct Used {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = Bool)]
        linked: bool,
        #[diesel(sql_type = Nullable<Timestamptz>)]
        until: Option<DateTime<Utc>>,
    }
    // Only direct merges count. An actor merged into one of the merged actors can be restored only after that one.
    let rows: Vec<Used> = diesel::sql_query(
        "SELECT a.id, a.user_id IS NOT NULL AS linked, u.until FROM actors a
         CROSS JOIN LATERAL (SELECT max(k.merged_at + make_interval(days => $2)) AS until
            FROM actors m JOIN actor_merges k ON k.other_id = m.id AND k.survivor_id = a.id
            WHERE m.merged_into = a.id AND k.merged_at > now() - make_interval(days => $2)) u
         WHERE a.id = ANY($1) AND (a.user_id IS NOT NULL OR u.until IS NOT NULL
            OR EXISTS (SELECT FROM actor_notes n WHERE n.actor_id = a.id))",
    )
    .bind::<Array<BigInt>, _>(actors)
    .bind::<Integer, _>(UNDO_DAYS)
    .load(db.conn())?;
    let why = |row: &Used| match row.until {
        _ if row.linked => Refusal::LinkedUser,
        Some(until) => Refusal::MergedActors { until },
        None => Refusal::HasNotes,
    };
    Ok(rows.iter().map(|row| (row.id, why(row))).collect())
}

/// Deletes actors with their roles, words and values.
pub(super) fn delete(tx: &mut Tx<'_>, actors: &[i64]) -> Result<()> {
    diesel::sql_query("DELETE FROM actors WHERE id = ANY($1)")
        .bind::<Array<BigInt>, _>(actors)
        .execute(tx.conn())?;
    Ok(())
}
