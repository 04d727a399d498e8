//! All SQL of the screen.
mod names;
mod shapes;

pub use names::{Key, keys, name};
pub use shapes::Wanted;

use super::filter::Cursor;
use super::values::{ACTORS, ORGANISATIONS, PEOPLE, UNITS};
use crate::access::statement::Binds;
use crate::activity::{SEALED, SealedRow};
use crate::db::Read;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Jsonb, Nullable, Text};
use serde_json::Value;

/// An entry with the names of today and of its time beside it.
#[derive(QueryableByName)]
pub struct Row {
    #[diesel(embed)]
    pub sealed: SealedRow,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub position: Option<i64>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub hash: Option<Vec<u8>>,
    /// The hash before, so that one line of an export can be proven alone.
    #[diesel(sql_type = Nullable<Binary>)]
    pub previous: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub salt: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub personal: Option<Value>,
    #[diesel(sql_type = Nullable<Text>)]
    pub subject_name: Option<String>,
    /// What the subject was called, if it was renamed since.
    #[diesel(sql_type = Nullable<Text>)]
    pub subject_then: Option<String>,
    /// The same of the entry's unit.
    #[diesel(sql_type = Nullable<Text>)]
    pub unit_then: Option<String>,
    /// Of a subject that is a user or an actor.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub subject_unit: Option<i64>,
    /// Of the time, like the clerk's.
    #[diesel(sql_type = Nullable<Text>)]
    pub user_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub clerk_name: Option<String>,
    /// What units among the values were called, by id, if they were renamed since.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub units_then: Option<Value>,
    /// The users among the values by id, each with the name of the time and the present unit; actors likewise.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub people: Option<Value>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub actors: Option<Value>,
    /// The organisations among the values by id, each with the name of the time and its customers.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub organisations: Option<Value>,
    /// How often a refusal was repeated in its session, or an attempt from a blocked address within an hour.
    #[diesel(sql_type = Nullable<Integer>)]
    pub times: Option<i32>,
}

impl Row {
    pub fn id(&self) -> i64 {
        self.sealed.id
    }
}

/// What a person was called when entry `a` was written: the name before the first one that was given since.
fn person_then(person: &str, field: &str) -> String {
    let old = format!("p.details #>> '{{{field},old}}'");
    format!(
        "(SELECT {old} FROM activity_personal p WHERE p.person_id = {person} AND p.activity_id > a.id AND ({old}) IS NOT NULL
            ORDER BY p.activity_id LIMIT 1)"
    )
}

/// Like [`person_then`], but for a group or unit. The entry that deletes a group itself says what it was called.
fn thing_then(kind: &str, id: &str, field: &str) -> String {
    let old = format!("b.details #>> '{{{field},old}}'");
    format!(
        "(SELECT {old} FROM activity b WHERE b.subject_kind = '{kind}' AND b.subject_id = {id} AND b.id >= a.id
            AND (b.id > a.id OR a.type = 'group.deleted') AND ({old}) IS NOT NULL
            ORDER BY b.id LIMIT 1)"
    )
}

/// The numbers that these fields of entry `a` hold, in a change on either side.
fn numbers(fields: &[&str]) -> String {
    let keys: Vec<String> = fields.iter().map(|field| format!(r#"@."key" == "{field}""#)).collect();
    let keys = keys.join(" || ");
    format!(
        r#"(SELECT DISTINCT u.id::bigint AS id FROM jsonb_path_query(a.details,
            '$.keyvalue() ? ({keys})."value".** ? (@.type() == "number")', '{{}}', true) AS u(id))"#
    )
}

/// Names of the time of all units among the values of entry `a`.
fn units_then() -> String {
    let (then, ids) = (thing_then("org_unit", "v.id", "name"), numbers(&UNITS));
    format!(
        "(SELECT jsonb_object_agg(n.id, n.name) FROM (SELECT v.id, {then} AS name FROM {ids} v) n WHERE n.name IS NOT NULL)"
    )
}

/// Looks for such values only in entries that have one of these fields, for most have none.
fn if_any(fields: &[&str], found: &str) -> String {
    let fields: Vec<String> = fields.iter().map(|field| format!("'{field}'")).collect();
    format!("CASE WHEN a.details ?| ARRAY[{}] THEN {found} END", fields.join(", "))
}

/// The people or actors among the values of entry `a`, with what decides whether the reader sees them.
fn placed_then(fields: &[&str], table: &str, person: &str, name: &str) -> String {
    let (then, ids) = (person_then(person, name), numbers(fields));
    let found = format!(
        "(SELECT jsonb_object_agg(v.id, jsonb_build_object('name', coalesce({then}, w.{name}), 'unit', w.unit_id))
            FROM {ids} v JOIN {table} w ON w.id = v.id)"
    );
    if_any(fields, &found)
}

/// The organisations among the values of entry `a`, with their customers; one that was deleted has none that are known.
fn organisations_then() -> String {
    let ids = numbers(&ORGANISATIONS);
    let found = format!(
        "(SELECT jsonb_object_agg(v.id, jsonb_build_object(
            'name', coalesce((SELECT b.details #>> '{{organisation,old}}' FROM activity b
                WHERE b.type IN ('organisation.changed', 'organisation.deleted') AND b.id >= a.id
                    AND b.details ->> 'organisation_id' = v.id::text AND (b.details #>> '{{organisation,old}}') IS NOT NULL
                ORDER BY b.id LIMIT 1), w.name),
            'customers', CASE WHEN w.id IS NOT NULL THEN to_jsonb(ARRAY(
                SELECT c.customer_id FROM organisation_customers c WHERE c.organisation_id = w.id)) END))
            FROM {ids} v LEFT JOIN organisations w ON w.id = v.id)"
    );
    if_any(&ORGANISATIONS, &found)
}

fn columns(ids: &str, order: &str) -> String {
    let (user, actor) = (
        person_then("a.subject_id", "display_name"),
        person_then("-a.subject_id", "name"),
    );
    let (by, clerk) = (
        person_then("a.user_id", "display_name"),
        person_then("a.clerk_id", "display_name"),
    );
    let values = units_then();
    let people = placed_then(&PEOPLE, "users", "v.id", "display_name");
    let actors = placed_then(&ACTORS, "actors", "-v.id", "name");
    let organisations = organisations_then();
    let group = thing_then("group", "a.subject_id", "display_name");
    let unit = thing_then("org_unit", "a.unit_id", "name");
    let subject_unit = thing_then("org_unit", "a.subject_id", "name");
    format!(
        "SELECT {SEALED}, s.position, s.hash, p.salt, p.details AS personal,
            CASE WHEN s.position = 1 THEN decode(repeat('00', 32), 'hex') ELSE coalesce(
                (SELECT b.hash FROM activity_chain b WHERE b.position = s.position - 1),
                (SELECT n.hash FROM activity_anchor n WHERE n.position = s.position - 1)) END AS previous,
            coalesce(us.display_name, gs.display_name, os.name, ac.name) AS subject_name,
            CASE a.subject_kind WHEN 'user' THEN {user} WHEN 'actor' THEN {actor} WHEN 'group' THEN {group}
                WHEN 'org_unit' THEN {subject_unit} WHEN 'grants' THEN coalesce({user}, {group}) END AS subject_then,
            {unit} AS unit_then,
            coalesce(us.unit_id, ac.unit_id) AS subject_unit,
            coalesce({by}, u.display_name) AS user_name, coalesce({clerk}, k.display_name) AS clerk_name, {values} AS units_then,
            {people} AS people, {actors} AS actors, {organisations} AS organisations, coalesce(r.times, n.times) AS times
         FROM ({ids}) f JOIN activity a ON a.id = f.id
         LEFT JOIN activity_chain s ON s.activity_id = a.id
         LEFT JOIN activity_personal p ON p.activity_id = a.id
         LEFT JOIN users us ON us.id = a.subject_id AND a.subject_kind IN ('user', 'grants')
         LEFT JOIN groups gs ON gs.id = a.subject_id AND a.subject_kind IN ('group', 'grants')
         LEFT JOIN org_units os ON os.id = a.subject_id AND a.subject_kind = 'org_unit'
         LEFT JOIN actors ac ON ac.id = a.subject_id AND a.subject_kind = 'actor'
         LEFT JOIN users u ON u.id = a.user_id LEFT JOIN users k ON k.id = a.clerk_id
         LEFT JOIN refusals_repeated r ON r.first_activity = a.id LEFT JOIN blocked_attempts n ON n.first_activity = a.id
         ORDER BY a.id {order}"
    )
}

/// Up to `limit` entries beyond the cursor: newest first, or oldest first towards newer ones.
pub fn rows(db: &mut impl Read, wanted: &Wanted, cursor: Option<Cursor>, limit: usize) -> Result<Vec<Row>> {
    let mut binds = Binds::default();
    let ids = wanted.ids(&mut binds, cursor, limit);
    let order = if cursor.is_some_and(|cursor| cursor.newer) {
        "ASC"
    } else {
        "DESC"
    };
    binds.load(db.conn(), columns(&ids, order))
}

/// One entry, if it is among those wanted.
pub fn one(db: &mut impl Read, wanted: &Wanted, id: i64) -> Result<Option<Row>> {
    let mut binds = Binds::default();
    let entry = wanted.one(&mut binds, id);
    Ok(binds.load(db.conn(), columns(&entry, "DESC"))?.pop())
}
