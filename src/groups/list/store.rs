//! All SQL of the list of groups.
use super::filter::Cursor;
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::access::statement::Binds;
use crate::db::Read;
use crate::error::Result;
use crate::web::group_name::sorted_otherwise;
use crate::web::i18n::Texts;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use std::collections::HashMap;

/// Members are counted up to this many.
pub const COUNTED: i64 = 1_000;
/// Up to this many visible units, members are looked for unit by unit.
const FEW_UNITS: usize = 500;
/// How many members are looked at one by one, if more units are visible.
const LOOKED_AT: i64 = 20_000;

/// Columns that cost a query of their own.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extras {
    pub members: bool,
}

/// A group in the list.
#[derive(Debug, Clone, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = Text)]
    pub description: String,
    #[diesel(sql_type = Nullable<Integer>)]
    pub access_minutes: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub refresh_minutes: Option<i32>,
    #[diesel(sql_type = Bool)]
    pub require_two_factor: bool,
    #[diesel(sql_type = Bool)]
    pub system: bool,
    #[diesel(sql_type = Bool)]
    pub predefined: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub updated_by: Option<String>,
    #[diesel(sql_type = Text)]
    sort_name: String,
    /// One more than [`COUNTED`] if there are more.
    #[diesel(sql_type = BigInt)]
    pub members: i64,
}

impl Row {
    pub fn cursor(&self, backward: bool) -> Cursor {
        Cursor {
            backward,
            id: self.id,
            key: self.sort_name.clone(),
        }
    }
}

/// Returns the next groups from the cursor on, in the order they are read, which is by the names the reader sees.
/// Predefined roles are among them while their module is on.
pub fn rows(
    db: &mut impl Read,
    t: &Texts,
    descending: bool,
    cursor: Option<&Cursor>,
    backward: bool,
    limit: usize,
) -> Result<Vec<Row>> {
    let mut binds = Binds::default();
    let order = binds.group_order(sorted_otherwise(t));
    let falls = descending != backward;
    let (way, beyond) = if falls { ("DESC", '<') } else { ("ASC", '>') };
    let after = match cursor {
        Some(cursor) => {
            let (key, id) = (binds.text(cursor.key.as_str()), binds.number(cursor.id));
            format!("AND ({order}, g.id) {beyond} ({key}, {id})")
        }
        None => String::new(),
    };
    let statement = format!(
        "SELECT g.id, a.name, g.display_name, g.description, g.access_minutes, g.refresh_minutes, g.require_two_factor, g.system IS NOT NULL AS system, g.module IS NOT NULL AS predefined, b.display_name AS updated_by,
            {order} AS sort_name, 0::bigint AS members
         FROM groups g JOIN accounts a ON a.id = g.id LEFT JOIN users b ON b.id = g.updated_by
         WHERE a.deleted_at IS NULL AND (g.module IS NULL OR (SELECT o.enabled FROM modules o WHERE o.key = g.module)) {after} ORDER BY {order} {way}, g.id {way} LIMIT {limit}"
    );
    binds.load(db.conn(), statement)
}

#[derive(QueryableByName)]
struct Members {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    members: i64,
}

/// Returns how many members each of these groups has in units the reader sees. Counting stops after [`COUNTED`].
pub fn members(db: &mut impl Read, access: &Access, groups: &[i64]) -> Result<HashMap<i64, i64>> {
    let scope = access.scope();
    let units = access.snapshot().units().in_order();
    let seen: Vec<i64> = units
        .filter(|unit| scope.contains(unit.pos))
        .map(|unit| unit.id)
        .collect();
    let mut binds = Binds::default();
    let ids = binds.numbers(groups.to_vec());
    let inside = match scope {
        Ranges::All => "memberships m WHERE m.group_id = g.id".to_owned(),
        _ if seen.len() <= FEW_UNITS => {
            format!(
                "memberships m WHERE m.group_id = g.id AND m.unit_id = ANY({})",
                binds.numbers(seen)
            )
        }
        _ => {
            let scope = binds
                .scope(&scope)
                .unwrap_or_else(|| "'{(,)}'::int4multirange".to_owned());
            format!(
                "(SELECT unit_id FROM memberships WHERE group_id = g.id LIMIT {LOOKED_AT}) m
                 WHERE EXISTS (SELECT FROM org_units o WHERE o.id = m.unit_id AND o.pos <@ {scope} OFFSET 0)"
            )
        }
    };
    let statement = format!(
        "SELECT g.id, (SELECT count(*) FROM (SELECT FROM {inside} LIMIT {}) seen) AS members FROM unnest({ids}) g (id)",
        COUNTED + 1
    );
    let rows: Vec<Members> = binds.load(db.conn(), statement)?;
    Ok(rows.into_iter().map(|row| (row.id, row.members)).collect())
}
