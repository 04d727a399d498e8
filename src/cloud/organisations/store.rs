//! All SQL of organisations.
use crate::access::ranges::Ranges;
use crate::access::statement::Binds;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::names::DisplayName;
use crate::text;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text};

/// A customer of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Customer {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub number: String,
}

/// An organisation with its customers, by name.
#[derive(Debug, Clone)]
pub struct Organisation {
    pub id: i64,
    pub name: String,
    pub version: i32,
    pub customers: Vec<Customer>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Array<BigInt>)]
    ids: Vec<i64>,
    #[diesel(sql_type = Array<Text>)]
    names: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    numbers: Vec<String>,
}

const ORGANISATIONS: &str = "SELECT g.id, g.name, g.version, c.ids, c.names, c.numbers FROM organisations g
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(o.id ORDER BY o.sort_name, o.id), '{}') AS ids, coalesce(array_agg(o.name ORDER BY o.sort_name, o.id), '{}') AS names,
            coalesce(array_agg(coalesce(o.customer_number, '') ORDER BY o.sort_name, o.id), '{}') AS numbers
        FROM organisation_customers m JOIN org_units o ON o.id = m.customer_id WHERE m.organisation_id = g.id) c";

impl Row {
    fn organisation(self) -> Organisation {
        let customers = self.ids.into_iter().zip(self.names).zip(self.numbers);
        Organisation {
            id: self.id,
            name: self.name,
            version: self.version,
            customers: customers
                .map(|((id, name), number)| Customer { id, name, number })
                .collect(),
        }
    }
}

/// Returns all organisations, by name.
pub fn all(db: &mut impl Read) -> Result<Vec<Organisation>> {
    let rows: Vec<Row> = diesel::sql_query(format!("{ORGANISATIONS} ORDER BY g.sort_name, g.id")).load(db.conn())?;
    Ok(rows.into_iter().map(Row::organisation).collect())
}

pub fn one(db: &mut impl Read, id: i64) -> Result<Option<Organisation>> {
    read(db, id, "")
}

/// Returns the organisation `id`, locked for an edit.
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Organisation>> {
    read(tx, id, " FOR NO KEY UPDATE OF g")
}

/// Returns the organisation `id`, locked for deleting it: until the transaction ends, it cannot be assigned to anybody.
pub fn lock_for_good(tx: &mut Tx<'_>, id: i64) -> Result<Option<Organisation>> {
    read(tx, id, " FOR UPDATE OF g")
}

fn read(db: &mut impl Read, id: i64, hold: &'static str) -> Result<Option<Organisation>> {
    let row: Option<Row> = diesel::sql_query(format!("{ORGANISATIONS} WHERE g.id = $1{hold}"))
        .bind::<BigInt, _>(id)
        .get_result(db.conn())
        .optional()?;
    Ok(row.map(Row::organisation))
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

pub fn insert(tx: &mut Tx<'_>, name: &DisplayName, by: Option<i64>) -> Result<i64> {
    let row: Id = diesel::sql_query(
        "INSERT INTO organisations (name, name_key, sort_name, words, updated_by) VALUES ($1, $2, $3, $4, $5) RETURNING id",
    )
    .bind::<Text, _>(name.as_str())
    .bind::<Text, _>(text::name_key(name.as_str()))
    .bind::<Text, _>(text::sort_key(name.as_str()))
    .bind::<Array<Text>, _>(text::words(name.as_str()))
    .bind::<Nullable<BigInt>, _>(by)
    .get_result(tx.conn())?;
    Ok(row.id)
}

pub fn update(tx: &mut Tx<'_>, id: i64, name: &DisplayName, by: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "UPDATE organisations SET name = $2, name_key = $3, sort_name = $4, words = $5, updated_by = $6, updated_at = now(),
            version = version + 1 WHERE id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(name.as_str())
    .bind::<Text, _>(text::name_key(name.as_str()))
    .bind::<Text, _>(text::sort_key(name.as_str()))
    .bind::<Array<Text>, _>(text::words(name.as_str()))
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}

pub fn set_customers(tx: &mut Tx<'_>, id: i64, customers: &[i64]) -> Result<()> {
    diesel::sql_query("DELETE FROM organisation_customers WHERE organisation_id = $1 AND customer_id <> ALL($2)")
        .bind::<BigInt, _>(id)
        .bind::<Array<BigInt>, _>(customers)
        .execute(tx.conn())?;
    diesel::sql_query(
        "INSERT INTO organisation_customers (organisation_id, customer_id) SELECT $1, unnest($2) ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(id)
    .bind::<Array<BigInt>, _>(customers)
    .execute(tx.conn())?;
    Ok(())
}

/// Returns the Caterers, active or deactivated, whose reach is the customers of this organisation.
pub fn caterers(tx: &mut Tx<'_>, id: i64) -> Result<Vec<i64>> {
    let rows: Vec<Id> = diesel::sql_query("SELECT id FROM users WHERE organisation_id = $1 AND state <> 'deleted'")
        .bind::<BigInt, _>(id)
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A user the organisation is assigned to as Caterer, active or deactivated.
#[derive(Debug, Clone, QueryableByName)]
pub struct Caterer {
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = Text)]
    pub display_name: String,
}

/// Returns all users the organisation is assigned to, by name.
pub fn caterers_named(db: &mut impl Read, id: i64) -> Result<Vec<Caterer>> {
    Ok(
        diesel::sql_query("SELECT unit_id, display_name FROM users WHERE organisation_id = $1 ORDER BY sort_name, id")
            .bind::<BigInt, _>(id)
            .load(db.conn())?,
    )
}

/// Deletes the organisation; its list of customers goes with it.
pub fn delete(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM organisations WHERE id = $1")
        .bind::<BigInt, _>(id)
        .execute(tx.conn())?;
    Ok(())
}

/// Finds customers in `scope` that are not archived: either the number is exactly what was typed, or every typed word
/// begins one of the customer's words. Returns at most `most`, by name.
pub fn customers(db: &mut impl Read, scope: &Ranges, typed: &str, most: usize) -> Result<Vec<Customer>> {
    let mut binds = Binds::default();
    let inside = binds
        .scope(scope)
        .map_or(String::new(), |scope| format!("AND o.pos <@ {scope}"));
    let words = binds.texts(text::words(typed));
    let number = binds.text(typed.trim());
    let statement = format!(
        "SELECT o.id, o.name, o.customer_number AS number FROM org_units o
         WHERE o.kind = 'customer' AND o.archived_at IS NULL {inside} AND (o.customer_number = {number}
            OR NOT EXISTS (SELECT FROM unnest({words}) w WHERE NOT EXISTS (SELECT FROM unnest(o.words) h WHERE h ^@ w)))
         ORDER BY o.sort_name, o.id LIMIT {most}"
    );
    binds.load(db.conn(), statement)
}

/// Returns those of the customers `ids` that are in `scope`.
pub fn chosen(db: &mut impl Read, scope: &Ranges, ids: &[i64]) -> Result<Vec<Customer>> {
    let mut binds = Binds::default();
    let inside = binds
        .scope(scope)
        .map_or(String::new(), |scope| format!("AND o.pos <@ {scope}"));
    let ids = binds.numbers(ids.to_vec());
    let statement = format!(
        "SELECT o.id, o.name, o.customer_number AS number FROM org_units o
         WHERE o.kind = 'customer' AND o.id = ANY({ids}) {inside} ORDER BY o.sort_name, o.id"
    );
    binds.load(db.conn(), statement)
}
