//! Units as files know them.
use super::{CHUNK, column};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::text;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};

/// A unit with every field a file can set.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Unit {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub parent_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub parent_kind: Option<String>,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub code_key: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub customer_number: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub number: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub time_zone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub language: Option<String>,
    #[diesel(sql_type = Bool)]
    pub archived: bool,
    /// Licences of a customer; None if they are unlimited.
    #[diesel(sql_type = Nullable<Integer>)]
    pub licence_pool: Option<i32>,
    /// How many of those are taken.
    #[diesel(sql_type = Integer)]
    pub licences_taken: i32,
}

impl Unit {
    /// Search words of name, code and number.
    fn words(&self) -> String {
        text::words(&format!(
            "{} {} {}",
            self.name,
            self.code,
            self.number.as_deref().unwrap_or_default()
        ))
        .join(" ")
    }
}

/// Every unit, parents before children.
pub fn all(db: &mut impl Read) -> Result<Vec<Unit>> {
    Ok(diesel::sql_query(
        "SELECT o.id, o.kind, o.parent_id, o.parent_kind, o.code, o.code_key, o.name, o.customer_number, o.number, o.time_zone, o.language,
            o.archived_at IS NOT NULL AS archived, l.pool AS licence_pool, coalesce(l.taken, 0) AS licences_taken
         FROM org_units o LEFT JOIN customer_licences l ON l.customer_id = o.id ORDER BY pos",
    )
    .load(db.conn())?)
}

#[derive(QueryableByName)]
struct Users {
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(sql_type = BigInt)]
    users: i64,
}

/// How many users who are not deleted stand in each unit that has any.
pub fn users(db: &mut impl Read) -> Result<Vec<(i64, i64)>> {
    let rows: Vec<Users> = diesel::sql_query(
        "SELECT unit_id, (active + deactivated)::bigint AS users FROM unit_counts WHERE active + deactivated > 0",
    )
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.unit_id, row.users)).collect())
}

/// New units. Their place in the preorder is given by `org_units::renumber` afterwards.
pub fn insert(tx: &mut Tx<'_>, units: &[Unit], author: Option<i64>) -> Result<()> {
    // One statement, so that a child may stand before its parent: foreign keys are looked at when it ends.
    diesel::sql_query(
        "INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, customer_number, number,
            time_zone, language, pos, last, updated_by)
         SELECT id, kind, parent_id, parent_kind, code, code_key, name, sort_name, string_to_array(words, ' '), customer_number, number,
            time_zone, language, 0, 0, $14
         FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            AS n (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, customer_number, number, time_zone, language)",
    )
    .bind::<Array<BigInt>, _>(column(units, |unit| unit.id))
    .bind::<Array<Text>, _>(column(units, |unit| &unit.kind))
    .bind::<Array<Nullable<BigInt>>, _>(column(units, |unit| unit.parent_id))
    .bind::<Array<Nullable<Text>>, _>(column(units, |unit| unit.parent_kind.as_ref()))
    .bind::<Array<Text>, _>(column(units, |unit| &unit.code))
    .bind::<Array<Text>, _>(column(units, |unit| &unit.code_key))
    .bind::<Array<Text>, _>(column(units, |unit| &unit.name))
    .bind::<Array<Text>, _>(column(units, |unit| text::sort_key(&unit.name)))
    .bind::<Array<Text>, _>(column(units, Unit::words))
    .bind::<Array<Nullable<Text>>, _>(column(units, |unit| unit.customer_number.as_ref()))
    .bind::<Array<Nullable<Text>>, _>(column(units, |unit| unit.number.as_ref()))
    .bind::<Array<Nullable<Text>>, _>(column(units, |unit| unit.time_zone.as_ref()))
    .bind::<Array<Nullable<Text>>, _>(column(units, |unit| unit.language.as_ref()))
    .bind::<Nullable<BigInt>, _>(author)
    .execute(tx.conn())?;
    Ok(())
}

/// Writes changed units. Kind and code stay.
pub fn update(tx: &mut Tx<'_>, units: &[Unit], author: Option<i64>) -> Result<()> {
    let customers: Vec<i64> = units
        .iter()
        .filter(|unit| unit.customer_number.is_some())
        .map(|unit| unit.id)
        .collect();
    // Two customers may swap their numbers: first everybody lets go.
    diesel::sql_query("UPDATE org_units SET customer_number = chr(1) || id WHERE id = ANY($1)")
        .bind::<Array<BigInt>, _>(customers)
        .execute(tx.conn())?;
    for units in units.chunks(CHUNK) {
        diesel::sql_query(
            "UPDATE org_units u SET parent_id = n.parent_id, parent_kind = n.parent_kind, name = n.name, sort_name = n.sort_name,
                words = string_to_array(n.words, ' '), customer_number = n.customer_number, number = n.number,
                time_zone = n.time_zone, language = n.language,
                archived_at = CASE WHEN n.archived THEN coalesce(u.archived_at, now()) END, version = u.version + 1,
                updated_at = now(), updated_by = $12
             FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                AS n (id, parent_id, parent_kind, name, sort_name, words, customer_number, number, time_zone, language, archived)
             WHERE u.id = n.id",
        )
        .bind::<Array<BigInt>, _>(column(units, |unit| unit.id))
        .bind::<Array<Nullable<BigInt>>, _>(column(units, |unit| unit.parent_id))
        .bind::<Array<Nullable<Text>>, _>(column(units, |unit| unit.parent_kind.as_ref()))
        .bind::<Array<Text>, _>(column(units, |unit| &unit.name))
        .bind::<Array<Text>, _>(column(units, |unit| text::sort_key(&unit.name)))
        .bind::<Array<Text>, _>(column(units, Unit::words))
        .bind::<Array<Nullable<Text>>, _>(column(units, |unit| unit.customer_number.as_ref()))
        .bind::<Array<Nullable<Text>>, _>(column(units, |unit| unit.number.as_ref()))
        .bind::<Array<Nullable<Text>>, _>(column(units, |unit| unit.time_zone.as_ref()))
        .bind::<Array<Nullable<Text>>, _>(column(units, |unit| unit.language.as_ref()))
        .bind::<Array<Bool>, _>(column(units, |unit| unit.archived))
        .bind::<Nullable<BigInt>, _>(author)
        .execute(tx.conn())?;
    }
    Ok(())
}

/// How many actors are in use in each unit that has any.
pub fn actors(db: &mut impl Read) -> Result<Vec<(i64, i64)>> {
    let rows: Vec<Actors> = diesel::sql_query(
        "SELECT unit_id, count(*) AS actors FROM actors WHERE archived_at IS NULL AND merged_into IS NULL GROUP BY unit_id",
    )
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.unit_id, row.actors)).collect())
}

#[derive(QueryableByName)]
struct Actors {
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(sql_type = BigInt)]
    actors: i64,
}

#[derive(QueryableByName)]
struct Licences {
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(sql_type = BigInt)]
    licences: i64,
}

/// How many licences are taken in each unit that has any.
pub fn licences(tx: &mut Tx<'_>) -> Result<Vec<(i64, i64)>> {
    let rows: Vec<Licences> =
        diesel::sql_query("SELECT unit_id, licences::bigint AS licences FROM unit_counts WHERE licences <> 0")
            .load(tx.conn())?;
    Ok(rows.into_iter().map(|row| (row.unit_id, row.licences)).collect())
}

/// Makes every customer's licences unlimited until [`set_pools`].
pub fn lift_pools(tx: &mut Tx<'_>) -> Result<()> {
    diesel::sql_query("UPDATE customer_licences SET pool = NULL WHERE pool IS NOT NULL").execute(tx.conn())?;
    Ok(())
}

/// Pools of customers as they shall be.
pub fn set_pools(tx: &mut Tx<'_>, units: &[Unit]) -> Result<()> {
    diesel::sql_query(
        "UPDATE customer_licences l SET pool = n.pool FROM unnest($1, $2) n (id, pool)
         WHERE l.customer_id = n.id AND l.pool IS DISTINCT FROM n.pool",
    )
    .bind::<Array<BigInt>, _>(column(units, |unit| unit.id))
    .bind::<Array<Nullable<Integer>>, _>(column(units, |unit| unit.licence_pool))
    .execute(tx.conn())?;
    Ok(())
}
