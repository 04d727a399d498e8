//! All SQL that reads fields.
use super::{ActorField, Kind};
use crate::db::Read;
use crate::error::{Error, Result};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    role_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    key: Option<String>,
    #[diesel(sql_type = Text)]
    label: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Array<Text>)]
    choices: Vec<String>,
    #[diesel(sql_type = Bool)]
    required: bool,
    #[diesel(sql_type = Integer)]
    place: i32,
    #[diesel(sql_type = Integer)]
    version: i32,
}

const FIELDS: &str = "SELECT id, role_id, key, label, kind, choices, required, place, version FROM actor_fields";
/// A role's own fields first, metadata records after them.
const ORDER: &str = "ORDER BY key IS NOT NULL, role_id NULLS LAST, place, id";

fn field(row: Row) -> Result<ActorField> {
    let kind = Kind::from_code(&row.kind).ok_or_else(|| Error::Internal(format!("a field of kind {}", row.kind)))?;
    Ok(ActorField {
        id: row.id,
        role: row.role_id,
        key: row.key,
        label: row.label,
        kind,
        choices: row.choices,
        required: row.required,
        place: row.place,
        version: row.version,
    })
}

/// Every field there is.
pub fn all(db: &mut impl Read) -> Result<Vec<ActorField>> {
    let rows: Vec<Row> = diesel::sql_query(format!("{FIELDS} {ORDER}")).load(db.conn())?;
    rows.into_iter().map(field).collect()
}

/// The fields of an actor with these roles: each role's own, then the metadata records of these roles and of every actor.
pub fn of_roles(db: &mut impl Read, roles: &[i64]) -> Result<Vec<ActorField>> {
    let rows: Vec<Row> = diesel::sql_query(format!("{FIELDS} WHERE role_id = ANY($1) OR role_id IS NULL {ORDER}"))
        .bind::<Array<BigInt>, _>(roles)
        .load(db.conn())?;
    rows.into_iter().map(field).collect()
}
