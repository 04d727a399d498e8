//! All SQL of origins and locations.
use super::{Demand, Kind, Known, Line, Name, Named, Used};
use crate::access::Can;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::setup::ManageSetup;
use crate::text::sort_key;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    origin_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    origin: Option<String>,
    #[diesel(sql_type = BigInt)]
    locations: i64,
    #[diesel(sql_type = Integer)]
    version: i32,
}

impl From<Row> for Line {
    fn from(row: Row) -> Self {
        let origin = row.origin_id.zip(row.origin).map(|(id, name)| Named { id, name });
        Self {
            id: row.id,
            name: row.name,
            origin,
            locations: row.locations,
            version: row.version,
        }
    }
}

const ORIGINS: &str = "SELECT e.id, e.name, NULL::bigint AS origin_id, NULL AS origin, e.version,
        (SELECT count(*) FROM locations l WHERE l.origin_id = e.id) AS locations FROM origins e";
const LOCATIONS: &str = "SELECT e.id, e.name, e.origin_id, o.name AS origin, e.version, 0::bigint AS locations
        FROM locations e JOIN origins o ON o.id = e.origin_id";

fn lines(kind: Kind) -> &'static str {
    kind.either(ORIGINS, LOCATIONS)
}

/// Returns all lines by name. Locations are ordered by origin first.
pub fn all(db: &mut impl Read, kind: Kind) -> Result<Vec<Line>> {
    let order = kind.either("e.sort_name, e.id", "o.sort_name, o.id, e.sort_name, e.id");
    let rows: Vec<Row> = diesel::sql_query(format!("{} ORDER BY {order}", lines(kind))).load(db.conn())?;
    Ok(rows.into_iter().map(Line::from).collect())
}

/// Whether there is any origin.
pub fn any(db: &mut impl Read) -> Result<bool> {
    Ok(!all(db, Kind::Origin)?.is_empty())
}

fn read(db: &mut impl Read, kind: Kind, id: i64, hold: &'static str) -> Result<Option<Line>> {
    let row: Option<Row> = diesel::sql_query(format!("{} WHERE e.id = $1{hold}", lines(kind)))
        .bind::<BigInt, _>(id)
        .get_result(db.conn())
        .optional()?;
    Ok(row.map(Line::from))
}

pub fn one(db: &mut impl Read, kind: Kind, id: i64) -> Result<Option<Line>> {
    read(db, kind, id, "")
}

/// Returns a line, locked so that it cannot even be given to a user.
pub fn lock(tx: &mut Tx<'_>, kind: Kind, id: i64) -> Result<Option<Line>> {
    read(tx, kind, id, " FOR UPDATE OF e")
}

#[derive(QueryableByName)]
struct One {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
}

impl From<One> for Named {
    fn from(row: One) -> Self {
        Self {
            id: row.id,
            name: row.name,
        }
    }
}

/// Returns the origin, locked against deletion until the transaction ends.
pub fn hold_origin(tx: &mut Tx<'_>, id: i64) -> Result<Option<Named>> {
    let row: Option<One> = diesel::sql_query("SELECT id, name FROM origins WHERE id = $1 FOR KEY SHARE")
        .bind::<BigInt, _>(id)
        .get_result(tx.conn())
        .optional()?;
    Ok(row.map(Named::from))
}

/// Returns the location if it belongs to this origin, locked against deletion until the transaction ends.
pub fn hold_location(tx: &mut Tx<'_>, id: i64, origin: i64) -> Result<Option<Named>> {
    let row: Option<One> =
        diesel::sql_query("SELECT id, name FROM locations WHERE id = $1 AND origin_id = $2 FOR KEY SHARE")
            .bind::<BigInt, _>(id)
            .bind::<BigInt, _>(origin)
            .get_result(tx.conn())
            .optional()?;
    Ok(row.map(Named::from))
}

pub fn demand(db: &mut impl Read) -> Result<Demand> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        demand: String,
    }
    let row: Row = diesel::sql_query("SELECT origin_demand AS demand FROM installation").get_result(db.conn())?;
    Demand::from_code(&row.demand).ok_or_else(|| Error::Internal("an unknown demand".into()))
}

pub fn insert(
    tx: &mut Tx<'_>,
    _: &Can<'_, ManageSetup>,
    name: &Name,
    origin: Option<i64>,
    author: Option<i64>,
) -> Result<()> {
    let sql = match origin {
        None => {
            "INSERT INTO origins (name, name_key, sort_name, created_by, updated_by) SELECT $1, $2, $3, $4, $4 WHERE $5 IS NULL"
        }
        Some(_) => {
            "INSERT INTO locations (name, name_key, sort_name, created_by, updated_by, origin_id) VALUES ($1, $2, $3, $4, $4, $5)"
        }
    };
    diesel::sql_query(sql)
        .bind::<Text, _>(name.as_str())
        .bind::<Text, _>(name.key())
        .bind::<Text, _>(sort_key(name.as_str()))
        .bind::<Nullable<BigInt>, _>(author)
        .bind::<Nullable<BigInt>, _>(origin)
        .execute(tx.conn())?;
    Ok(())
}

pub fn update(
    tx: &mut Tx<'_>,
    _: &Can<'_, ManageSetup>,
    id: i64,
    name: &Name,
    origin: Option<i64>,
    author: Option<i64>,
) -> Result<()> {
    let sql = match origin {
        None => {
            "UPDATE origins SET name = $2, name_key = $3, sort_name = $4, updated_by = $5, updated_at = now(), version = version + 1
             WHERE id = $1 AND $6 IS NULL"
        }
        Some(_) => {
            "UPDATE locations SET name = $2, name_key = $3, sort_name = $4, updated_by = $5, updated_at = now(), version = version + 1,
                origin_id = $6 WHERE id = $1"
        }
    };
    diesel::sql_query(sql)
        .bind::<BigInt, _>(id)
        .bind::<Text, _>(name.as_str())
        .bind::<Text, _>(name.key())
        .bind::<Text, _>(sort_key(name.as_str()))
        .bind::<Nullable<BigInt>, _>(author)
        .bind::<Nullable<BigInt>, _>(origin)
        .execute(tx.conn())?;
    Ok(())
}

pub fn delete(tx: &mut Tx<'_>, _: &Can<'_, ManageSetup>, kind: Kind, id: i64) -> Result<()> {
    let sql = kind.either(
        "DELETE FROM origins WHERE id = $1",
        "DELETE FROM locations WHERE id = $1",
    );
    diesel::sql_query(sql).bind::<BigInt, _>(id).execute(tx.conn())?;
    Ok(())
}

/// Returns what keeps it from being deleted now.
pub fn used(db: &mut impl Read, kind: Kind, id: i64) -> Result<Used> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        users: i64,
        #[diesel(sql_type = BigInt)]
        locations: i64,
        #[diesel(sql_type = Bool)]
        needed: bool,
    }
    let sql = kind.either(
        "SELECT (SELECT count(*) FROM users WHERE origin_id = $1) AS users,
            (SELECT count(*) FROM locations WHERE origin_id = $1) AS locations,
            (SELECT origin_demand = 'required' FROM installation) AND NOT EXISTS (SELECT FROM origins WHERE id <> $1) AS needed",
        "SELECT (SELECT count(*) FROM users WHERE location_id = $1) AS users, 0::bigint AS locations, false AS needed",
    );
    let row: Row = diesel::sql_query(sql).bind::<BigInt, _>(id).get_result(db.conn())?;
    Ok(Used {
        users: row.users,
        locations: row.locations,
        needed: row.needed,
    })
}

/// Returns all origins and locations, for files.
pub fn known(db: &mut impl Read) -> Result<Known> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        origin_id: i64,
        #[diesel(sql_type = Nullable<BigInt>)]
        id: Option<i64>,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Text)]
        key: String,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT id AS origin_id, NULL::bigint AS id, name, name_key AS key FROM origins
         UNION ALL SELECT origin_id, id, name, name_key FROM locations",
    )
    .load(db.conn())?;
    let mut known = Known::default();
    for row in rows {
        match row.id {
            None => {
                known.origins.insert(row.key, row.origin_id);
                known.origin_names.insert(row.origin_id, row.name);
            }
            Some(id) => {
                known.locations.insert((row.origin_id, row.key), id);
                known.location_names.insert(id, row.name);
            }
        }
    }
    Ok(known)
}

/// Locks all origins and locations against deletion until the transaction ends, because a file assigns them to users.
pub fn hold_all(tx: &mut Tx<'_>) -> Result<()> {
    for table in [
        "SELECT FROM origins ORDER BY id FOR KEY SHARE",
        "SELECT FROM locations ORDER BY id FOR KEY SHARE",
    ] {
        diesel::sql_query(table).execute(tx.conn())?;
    }
    Ok(())
}
