//! The second round trip: the rows of a page.
use super::candidates::Plan;
use crate::access::statement::Binds;
use crate::actors::words::MERGED_NUMBERS;
use crate::db::Read;
use crate::error::Result;
use crate::web::chunks::Placed;
use crate::web::cursor::Cursor;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Jsonb, Nullable, Text, Timestamptz};
use serde_json::Value;

/// Columns that are read only where they are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extras {
    pub created_by: bool,
    pub updated_by: bool,
    /// The national id number.
    pub cpr: bool,
    /// Numbers of the actors that were merged into it.
    pub merged: bool,
    /// Fields of roles and metadata records, by id.
    pub fields: Vec<i64>,
}

/// An actor in the list.
#[derive(Debug, Clone, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub number: String,
    #[diesel(sql_type = BigInt)]
    pub unit: i64,
    #[diesel(sql_type = Text)]
    pub address: String,
    #[diesel(sql_type = Text)]
    pub postal_code: String,
    #[diesel(sql_type = Text)]
    pub city: String,
    #[diesel(sql_type = Text)]
    pub country: String,
    #[diesel(sql_type = Text)]
    pub phone: String,
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Text)]
    pub cvr: String,
    #[diesel(sql_type = Text)]
    pub remarks: String,
    #[diesel(sql_type = Bool)]
    pub enabled: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub archived_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub created_by: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub updated_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub updated_by: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub cpr: Option<Vec<u8>>,
    #[diesel(sql_type = Text)]
    pub merged: String,
    /// By the field's id.
    #[diesel(sql_type = Jsonb)]
    values: Value,
    #[diesel(sql_type = Text)]
    key: String,
}

impl Placed for Row {
    fn id(&self) -> i64 {
        self.id
    }
    fn cursor(&self, backward: bool) -> Cursor {
        Cursor {
            backward,
            id: self.id,
            key: Some(self.key.clone()),
            unit: None,
        }
    }
}

impl Row {
    /// Returns the value of a field, or an empty text.
    pub fn value(&self, field: i64) -> &str {
        self.values[field.to_string()].as_str().unwrap_or_default()
    }

    /// Returns street, postal code, city and country in one line.
    pub fn whole_address(&self) -> String {
        let place = [&*self.postal_code, &*self.city].join(" ");
        let parts = [&*self.address, place.trim(), &*self.country];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    }
}

/// Reads up to `limit` actors from the cursor on, in reading order: a backward page begins with its last row.
pub fn rows(
    db: &mut impl Read,
    plan: &Plan,
    extras: &Extras,
    cursor: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<Row>> {
    let mut binds = Binds::default();
    let page = plan.candidates(&mut binds, cursor, limit);
    let up = if plan.falls(cursor) { "DESC" } else { "ASC" };
    let by = |wanted: bool, column: &str| match wanted {
        true => format!("(SELECT b.display_name FROM users b WHERE b.id = a.{column})"),
        false => "NULL::text".to_owned(),
    };
    let (created_by, updated_by) = (by(extras.created_by, "created_by"), by(extras.updated_by, "updated_by"));
    let cpr = if extras.cpr { "a.cpr" } else { "NULL::bytea" };
    let merged = if extras.merged { MERGED_NUMBERS } else { "''" };
    let values = if extras.fields.is_empty() {
        "'{}'::jsonb".to_owned()
    } else {
        let fields = binds.numbers(extras.fields.clone());
        format!(
            "(SELECT coalesce(jsonb_object_agg(v.field_id, v.value), '{{}}') FROM actor_values v WHERE v.actor_id = a.id AND v.field_id = ANY({fields}))"
        )
    };
    let statement = format!(
        "WITH page AS MATERIALIZED ({page})
         SELECT a.id, a.kind, a.name, a.number, a.unit_id AS unit, a.address, a.postal_code, a.city, a.country, a.phone, a.email,
            a.cvr, a.remarks, a.enabled, a.archived_at, a.created_at, {created_by} AS created_by, a.updated_at,
            {updated_by} AS updated_by, {cpr} AS cpr, {merged} AS merged, {values} AS values, page.key
         FROM page JOIN actors a ON a.id = page.id ORDER BY page.key {up}, a.id {up}"
    );
    if plan.has_few_texts() {
        return binds.load_prepared(db.conn(), statement);
    }
    binds.load(db.conn(), statement)
}
