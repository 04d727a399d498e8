//! All SQL of single units.
use super::{Kind, OrgUnit, Unit};
use crate::access::fixed::TOP;
use crate::access::snapshot::Snapshot;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::web::local_time;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz};
use std::collections::HashMap;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    code: String,
}

/// The unit, kept from being archived or removed while this transaction puts something into it.
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Unit>> {
    let row: Option<Row> =
        diesel::sql_query("SELECT id, name, code FROM org_units WHERE id = $1 AND archived_at IS NULL FOR SHARE")
            .bind::<BigInt, _>(id)
            .get_result(tx.conn())
            .optional()?;
    Ok(row.map(|row| Unit {
        id: row.id,
        name: row.name,
        code: row.code,
    }))
}

/// The top, kept like any other unit by [`lock`].
pub fn lock_top(tx: &mut Tx<'_>) -> Result<Unit> {
    lock(tx, TOP)?.ok_or(Error::NotFound)
}

#[derive(QueryableByName)]
struct Zone {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    time_zone: String,
}

/// The unit's time zone: its own, else that of the nearest unit above that has one, else the installation's.
pub fn time_zone(db: &mut impl Read, snapshot: &Snapshot, unit: i64) -> Result<Tz> {
    let way: Vec<i64> = std::iter::once(unit)
        .chain(snapshot.units().above(unit).map(|above| above.id))
        .collect();
    let zones: Vec<Zone> = diesel::sql_query(
        "SELECT id, time_zone FROM org_units WHERE id = ANY($1) AND time_zone IS NOT NULL
         UNION ALL SELECT 0, default_zone FROM installation",
    )
    .bind::<Array<BigInt>, _>(&way)
    .load(db.conn())?;
    let of = |id: &i64| zones.iter().find(|zone| zone.id == *id);
    let found = way.iter().chain(&[0]).find_map(of);
    let found = found.ok_or_else(|| Error::Internal("an installation without a time zone".into()))?;
    local_time::zone(&found.time_zone)
}

#[derive(QueryableByName)]
struct Whole {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    parent_id: Option<i64>,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    number: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    customer_number: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    time_zone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    language: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    archived_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    updated_by: Option<String>,
}

const WHOLE: &str = "SELECT o.id, o.kind, o.parent_id, o.code, o.name, o.number, o.customer_number, o.time_zone, o.language,
        o.archived_at, o.version, o.updated_at, (SELECT u.display_name FROM users u WHERE u.id = o.updated_by) AS updated_by
    FROM org_units o WHERE o.id = $1";

/// A unit, archived or not.
pub fn one(db: &mut impl Read, id: i64) -> Result<Option<OrgUnit>> {
    read(db, id, "")
}

/// Reads a unit and locks it for a change.
pub fn lock_whole(tx: &mut Tx<'_>, id: i64) -> Result<Option<OrgUnit>> {
    read(tx, id, " FOR NO KEY UPDATE OF o")
}

fn read(db: &mut impl Read, id: i64, hold: &'static str) -> Result<Option<OrgUnit>> {
    let row: Option<Whole> = diesel::sql_query(format!("{WHOLE}{hold}"))
        .bind::<BigInt, _>(id)
        .get_result(db.conn())
        .optional()?;
    let unit = |row: Whole| -> Result<OrgUnit> {
        Ok(OrgUnit {
            id: row.id,
            kind: Kind::stored(&row.kind)?,
            parent: row.parent_id,
            code: row.code,
            name: row.name,
            number: row.number,
            customer_number: row.customer_number,
            time_zone: row.time_zone,
            language: row.language,
            archived_at: row.archived_at,
            version: row.version,
            updated_at: row.updated_at,
            updated_by: row.updated_by,
        })
    };
    row.map(unit).transpose()
}

#[derive(QueryableByName)]
struct Node {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    parent_id: Option<i64>,
    #[diesel(sql_type = Integer)]
    pos: i32,
    #[diesel(sql_type = Integer)]
    last: i32,
}

/// Numbers the tree in preorder, children by name, in one UPDATE (DESIGN 5). Call it under the access lock after units
/// were made, moved or renamed.
pub fn renumber(tx: &mut Tx<'_>) -> Result<()> {
    let nodes: Vec<Node> =
        diesel::sql_query("SELECT id, parent_id, pos, last FROM org_units ORDER BY sort_name, id").load(tx.conn())?;
    let places = preorder(&nodes);
    let moved: Vec<&Node> = nodes
        .iter()
        .filter(|node| places.get(&node.id) != Some(&(node.pos, node.last)))
        .collect();
    let place = |node: &&Node| places.get(&node.id).copied().unwrap_or((node.pos, node.last));
    diesel::sql_query(
        "UPDATE org_units u SET pos = n.pos, last = n.last FROM unnest($1, $2, $3) AS n (id, pos, last) WHERE u.id = n.id",
    )
    .bind::<Array<BigInt>, _>(moved.iter().map(|node| node.id).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(moved.iter().map(|node| place(node).0).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(moved.iter().map(|node| place(node).1).collect::<Vec<_>>())
    .execute(tx.conn())?;
    Ok(())
}

/// `pos` and `last` of every unit that hangs on the top. Siblings keep the order they come in.
fn preorder(nodes: &[Node]) -> HashMap<i64, (i32, i32)> {
    let mut children: HashMap<Option<i64>, Vec<i64>> = HashMap::new();
    for node in nodes {
        children.entry(node.parent_id).or_default().push(node.id);
    }
    let mut places = HashMap::with_capacity(nodes.len());
    let mut stack: Vec<(i64, bool)> = Vec::new();
    let below = |parent: Option<i64>, stack: &mut Vec<(i64, bool)>| {
        stack.extend(
            children
                .get(&parent)
                .into_iter()
                .flatten()
                .rev()
                .map(|child| (*child, false)),
        );
    };
    below(None, &mut stack);
    let mut pos = 0;
    while let Some((id, is_done)) = stack.pop() {
        if is_done {
            places.entry(id).and_modify(|place: &mut (i32, i32)| place.1 = pos);
        } else {
            pos += 1;
            places.insert(id, (pos, pos));
            stack.push((id, true));
            below(Some(id), &mut stack);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_and_everything_below_it_is_one_range() {
        let node = |id, parent_id| Node {
            id,
            parent_id,
            pos: 0,
            last: 0,
        };
        let tree = [
            node(1, None),
            node(7, Some(2)),
            node(2, Some(1)),
            node(3, Some(1)),
            node(4, Some(2)),
        ];
        let places = preorder(&tree);
        assert_eq!(
            [1, 2, 7, 4, 3].map(|id| places[&id]),
            [(1, 5), (2, 4), (3, 3), (4, 4), (5, 5)]
        );
    }
}
