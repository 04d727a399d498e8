//! What the verbs write.
use super::{CustomerDetails, Details};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::org_units::OrgUnit;
use crate::text;
use crate::web::i18n::Language;
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Whether a unit other than `except` has the code with this key.
pub(super) fn code_taken(db: &mut impl Read, key: &str, except: Option<i64>) -> Result<bool> {
    let answer: Answer = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM org_units WHERE code_key = $1 AND id IS DISTINCT FROM $2) AS yes",
    )
    .bind::<Text, _>(key)
    .bind::<Nullable<BigInt>, _>(except)
    .get_result(db.conn())?;
    Ok(answer.yes)
}

/// Whether a customer other than `except` has this number.
pub(super) fn customer_number_taken(db: &mut impl Read, number: &str, except: Option<i64>) -> Result<bool> {
    let answer: Answer = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM org_units WHERE customer_number = $1 AND id IS DISTINCT FROM $2) AS yes",
    )
    .bind::<Text, _>(number)
    .bind::<Nullable<BigInt>, _>(except)
    .get_result(db.conn())?;
    Ok(answer.yes)
}

/// Search words of name, code and number.
fn words(details: &Details) -> Vec<String> {
    let number = details.number.as_deref().unwrap_or_default();
    text::words(&format!("{} {} {number}", details.name, details.code))
}

/// A new unit; `renumber` gives it its place.
pub(super) fn insert(tx: &mut Tx<'_>, above: &OrgUnit, details: &Details, author: Option<i64>) -> Result<i64> {
    let row: Id = diesel::sql_query(
        "INSERT INTO org_units (kind, parent_id, parent_kind, code, code_key, name, sort_name, words, customer_number, number,
            time_zone, language, pos, last, updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, $13) RETURNING id",
    )
    .bind::<Text, _>(above.kind.below().code())
    .bind::<BigInt, _>(above.id)
    .bind::<Text, _>(above.kind.code())
    .bind::<Text, _>(details.code.as_str())
    .bind::<Text, _>(details.code.key())
    .bind::<Text, _>(details.name.as_str())
    .bind::<Text, _>(text::sort_key(details.name.as_str()))
    .bind::<Array<Text>, _>(words(details))
    .bind::<Nullable<Text>, _>(details.customer_number.as_deref())
    .bind::<Nullable<Text>, _>(details.number.as_deref())
    .bind::<Nullable<Text>, _>(details.time_zone.map(Tz::name))
    .bind::<Nullable<Text>, _>(details.language.map(Language::code))
    .bind::<Nullable<BigInt>, _>(author)
    .get_result(tx.conn())?;
    Ok(row.id)
}

/// Search words are those of name, code and store number.
pub(super) fn update_customer(
    tx: &mut Tx<'_>,
    unit: &OrgUnit,
    wanted: &CustomerDetails,
    author: Option<i64>,
) -> Result<()> {
    let number = unit.number.as_deref().unwrap_or_default();
    let words = text::words(&format!("{} {} {number}", wanted.name, unit.code));
    diesel::sql_query(
        "UPDATE org_units SET name = $2, sort_name = $3, words = $4, customer_number = $5, version = version + 1,
            updated_at = now(), updated_by = $6 WHERE id = $1",
    )
    .bind::<BigInt, _>(unit.id)
    .bind::<Text, _>(wanted.name.as_str())
    .bind::<Text, _>(text::sort_key(wanted.name.as_str()))
    .bind::<Array<Text>, _>(words)
    .bind::<Text, _>(&wanted.customer_number)
    .bind::<Nullable<BigInt>, _>(author)
    .execute(tx.conn())?;
    Ok(())
}

#[derive(QueryableByName)]
struct Pool {
    #[diesel(sql_type = Nullable<Integer>)]
    pool: Option<i32>,
}

/// Locks and returns the licences of a customer; None if they are unlimited.
pub(super) fn pool(tx: &mut Tx<'_>, customer: i64) -> Result<Option<i32>> {
    let row: Pool = diesel::sql_query("SELECT pool FROM customer_licences WHERE customer_id = $1 FOR NO KEY UPDATE")
        .bind::<BigInt, _>(customer)
        .get_result(tx.conn())?;
    Ok(row.pool)
}

pub(super) fn set_pool(tx: &mut Tx<'_>, customer: i64, pool: Option<i32>) -> Result<()> {
    diesel::sql_query("UPDATE customer_licences SET pool = $2 WHERE customer_id = $1 AND pool IS DISTINCT FROM $2")
        .bind::<BigInt, _>(customer)
        .bind::<Nullable<Integer>, _>(pool)
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx<'_>, unit: i64, details: &Details, author: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "UPDATE org_units SET code = $2, code_key = $3, name = $4, sort_name = $5, words = $6, customer_number = $7, number = $8,
            time_zone = $9, language = $10, version = version + 1, updated_at = now(), updated_by = $11
         WHERE id = $1",
    )
    .bind::<BigInt, _>(unit)
    .bind::<Text, _>(details.code.as_str())
    .bind::<Text, _>(details.code.key())
    .bind::<Text, _>(details.name.as_str())
    .bind::<Text, _>(text::sort_key(details.name.as_str()))
    .bind::<Array<Text>, _>(words(details))
    .bind::<Nullable<Text>, _>(details.customer_number.as_deref())
    .bind::<Nullable<Text>, _>(details.number.as_deref())
    .bind::<Nullable<Text>, _>(details.time_zone.map(Tz::name))
    .bind::<Nullable<Text>, _>(details.language.map(Language::code))
    .bind::<Nullable<BigInt>, _>(author)
    .execute(tx.conn())?;
    Ok(())
}

/// Moves the unit below `above`. What the units below it store as the kind of their parent follows by itself.
pub(super) fn relocate(
    tx: &mut Tx<'_>,
    unit: i64,
    above: &OrgUnit,
    customer_number: Option<&str>,
    author: Option<i64>,
) -> Result<()> {
    diesel::sql_query(
        "UPDATE org_units SET kind = $2, parent_id = $3, parent_kind = $4, customer_number = $5, version = version + 1,
            updated_at = now(), updated_by = $6
         WHERE id = $1",
    )
    .bind::<BigInt, _>(unit)
    .bind::<Text, _>(above.kind.below().code())
    .bind::<BigInt, _>(above.id)
    .bind::<Text, _>(above.kind.code())
    .bind::<Nullable<Text>, _>(customer_number)
    .bind::<Nullable<BigInt>, _>(author)
    .execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_archived(tx: &mut Tx<'_>, unit: i64, archived: bool, author: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "UPDATE org_units SET archived_at = CASE WHEN $2 THEN now() END, version = version + 1, updated_at = now(), updated_by = $3
         WHERE id = $1",
    )
    .bind::<BigInt, _>(unit)
    .bind::<Bool, _>(archived)
    .bind::<Nullable<BigInt>, _>(author)
    .execute(tx.conn())?;
    Ok(())
}

/// Active units directly below.
pub(super) fn active_below(db: &mut impl Read, unit: i64) -> Result<Vec<i64>> {
    let rows: Vec<Id> = diesel::sql_query("SELECT id FROM org_units WHERE parent_id = $1 AND archived_at IS NULL")
        .bind::<BigInt, _>(unit)
        .load(db.conn())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// How many users of the unit are not deleted.
pub(super) fn users(db: &mut impl Read, unit: i64) -> Result<i64> {
    let row: Count = diesel::sql_query("SELECT count(*) AS count FROM users WHERE unit_id = $1 AND state <> 'deleted'")
        .bind::<BigInt, _>(unit)
        .get_result(db.conn())?;
    Ok(row.count)
}

/// How many actors of the unit are in use. Whoever was merged into another is none.
pub(super) fn actors(db: &mut impl Read, unit: i64) -> Result<i64> {
    let row: Count = diesel::sql_query(
        "SELECT count(*) AS count FROM actors WHERE unit_id = $1 AND archived_at IS NULL AND merged_into IS NULL",
    )
    .bind::<BigInt, _>(unit)
    .get_result(db.conn())?;
    Ok(row.count)
}
