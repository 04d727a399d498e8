//! Reads from PostgreSQL what the snapshot is made of.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::pg::{PgConnection, PgRowByRowLoadingMode};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};

use std::collections::HashMap;

use super::actor_roles::{ActorRole, ActorRoles, Deed};
use super::headcounts::Headcount;
use super::permission::{Entry, Permission, Scope};
use super::snapshot::{Grant, Group, Nesting, Unit};

/// A row of `access_changes`.
#[derive(Debug)]
pub(super) struct Change {
    pub version: i64,
    pub kind: String,
    pub key: i64,
}

/// Returns the changes after one version, up to and including another; at most `limit` rows, oldest first.
pub(super) fn changes(conn: &mut PgConnection, after: i64, upto: i64, limit: i64) -> QueryResult<Vec<Change>> {
    let rows: Vec<(i64, String, i64)> =
        sql::<(BigInt, Text, BigInt)>("SELECT version, kind, key FROM access_changes WHERE version > ")
            .bind::<BigInt, _>(after)
            .sql(" AND version <= ")
            .bind::<BigInt, _>(upto)
            .sql(" ORDER BY version, kind, key LIMIT ")
            .bind::<BigInt, _>(limit)
            .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(version, kind, key)| Change { version, kind, key })
        .collect())
}

/// Returns the version of everything this transaction sees.
pub(super) fn version(conn: &mut PgConnection) -> QueryResult<i64> {
    sql::<BigInt>("SELECT version FROM access_state").get_result(conn)
}

/// Returns the newest version for which changes are recorded.
pub(super) fn newest_change(conn: &mut PgConnection) -> QueryResult<i64> {
    sql::<BigInt>("SELECT coalesce(max(version), 0) FROM access_changes").get_result(conn)
}

/// Raises the statement timeout until the transaction ends, because a full load takes longer than a request's
/// statement may.
pub(super) fn allow_long_statements(conn: &mut PgConnection) -> QueryResult<()> {
    diesel::sql_query("SET LOCAL statement_timeout = '30s'")
        .execute(conn)
        .map(drop)
}

/// Reads every unit. Changing one may renumber many (`pos`, `last`), so units are never read in part.
pub(super) fn units(conn: &mut PgConnection) -> QueryResult<Vec<Unit>> {
    type Row = (i64, Option<i64>, String, i32, i32, bool, Option<String>, Option<String>);
    type Kinds = (
        BigInt,
        Nullable<BigInt>,
        Text,
        Integer,
        Integer,
        Bool,
        Nullable<Text>,
        Nullable<Text>,
    );
    let rows: Vec<Row> = sql::<Kinds>(
        "SELECT id, parent_id, name, pos, last, archived_at IS NOT NULL, time_zone, language FROM org_units ORDER BY pos",
    )
    .load(conn)?;
    let unit = |(id, parent, name, pos, last, archived, time_zone, language): Row| Unit {
        id,
        parent,
        name: name.into(),
        pos,
        last,
        archived,
        time_zone: time_zone.map(Into::into),
        language: language.map(Into::into),
    };
    Ok(rows.into_iter().map(unit).collect())
}

type GroupRow = (i64, String, String, bool, Option<bool>, Option<i32>, Option<i32>, bool);
type GroupTypes = (
    BigInt,
    Text,
    Text,
    Bool,
    Nullable<Bool>,
    Nullable<Integer>,
    Nullable<Integer>,
    Bool,
);

/// Reads all groups, or those with these ids. Deleted groups are left out.
pub(super) fn groups(conn: &mut PgConnection, keys: Option<&[i64]>) -> QueryResult<Vec<Group>> {
    let rows: Vec<GroupRow> = sql::<GroupTypes>(
        "SELECT g.id, a.name, g.display_name, g.system IS NOT NULL, o.enabled, g.access_minutes, g.refresh_minutes, g.require_two_factor
         FROM groups g JOIN accounts a ON a.id = g.id LEFT JOIN modules o ON o.key = g.module
         WHERE a.deleted_at IS NULL AND g.id = ANY(coalesce(",
    )
    .bind::<Nullable<Array<BigInt>>, _>(keys)
    .sql(", ARRAY[g.id]))")
    .load(conn)?;
    let group =
        |(id, name, display_name, system, module, access_minutes, refresh_minutes, require_two_factor): GroupRow| {
            Group {
                id,
                name: name.into(),
                display_name: display_name.into(),
                system,
                predefined: module.is_some(),
                off: module == Some(false),
                access_minutes,
                refresh_minutes,
                require_two_factor,
            }
        };
    Ok(rows.into_iter().map(group).collect())
}

type NestingRow = (i64, i64, i64, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
type NestingTypes = (BigInt, BigInt, BigInt, Nullable<Timestamptz>, Nullable<Timestamptz>);

/// Reads memberships of groups in groups: all, or those from or to these groups.
pub(super) fn nestings(conn: &mut PgConnection, keys: Option<&[i64]>) -> QueryResult<Vec<Nesting>> {
    const NESTINGS: &str = "SELECT m.account_id, m.group_id, m.unit_id, m.valid_from, m.valid_to FROM groups g ";
    let rows: Vec<NestingRow> = match keys {
        None => sql::<NestingTypes>(NESTINGS)
            .sql("JOIN memberships m ON m.account_id = g.id")
            .load(conn)?,
        Some(keys) => sql::<NestingTypes>(NESTINGS)
            .sql("JOIN memberships m ON m.account_id = g.id WHERE g.id = ANY(")
            .bind::<Array<BigInt>, _>(keys)
            .sql(") UNION ")
            .sql(NESTINGS)
            .sql("JOIN memberships m ON m.account_id = g.id WHERE m.group_id = ANY(")
            .bind::<Array<BigInt>, _>(keys)
            .sql(")")
            .load(conn)?,
    };
    let nesting = |(member, group, unit, from, to): NestingRow| Nesting {
        member,
        group,
        unit,
        from,
        to,
    };
    Ok(rows.into_iter().map(nesting).collect())
}

type GrantRow = (i64, i32, i64, bool, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
type GrantTypes = (
    BigInt,
    Integer,
    BigInt,
    Bool,
    Nullable<Timestamptz>,
    Nullable<Timestamptz>,
);
const GRANTS: &str = "SELECT account_id, permission_id, unit_id, allow, valid_from, valid_to FROM grants";

fn grant((account, permission, unit, allow, from, to): GrantRow) -> Grant {
    Grant {
        account,
        permission: Permission(permission),
        unit,
        allow,
        from,
        to,
    }
}

/// Passes every grant to `take`, one at a time. Reading all at once would take more memory than the snapshot.
pub(super) fn each_grant<T>(
    conn: &mut PgConnection,
    take: impl FnOnce(&mut dyn Iterator<Item = Grant>) -> T,
) -> QueryResult<T> {
    let mut failed = None;
    let rows = sql::<GrantTypes>(GRANTS).load_iter::<GrantRow, PgRowByRowLoadingMode>(conn)?;
    let mut grants = rows.map_while(|row| row.map(grant).map_err(|error| failed = Some(error)).ok());
    let taken = take(&mut grants);
    drop(grants);
    failed.map_or(Ok(taken), Err)
}

/// Reads the grants of these accounts.
pub(super) fn grants_of(conn: &mut PgConnection, accounts: &[i64]) -> QueryResult<Vec<Grant>> {
    let rows: Vec<GrantRow> = sql::<GrantTypes>(GRANTS)
        .sql(" WHERE account_id = ANY(")
        .bind::<Array<BigInt>, _>(accounts)
        .sql(")")
        .load(conn)?;
    Ok(rows.into_iter().map(grant).collect())
}

/// Reads the catalogue of rights. A right with an unknown scope (from a newer program) is left out, so nobody holds
/// it here.
pub(super) fn permissions(conn: &mut PgConnection) -> QueryResult<Vec<Entry>> {
    type Row = (i32, String, String, String, Option<String>, i32);
    let rows: Vec<Row> = sql::<(Integer, Text, Text, Text, Nullable<Text>, Integer)>(
        "SELECT id, key, scope, category, label, place FROM permissions WHERE gone_at IS NULL",
    )
    .load(conn)?;
    let entry = |(id, key, scope, category, label, place): Row| {
        let (permission, scope) = (Permission(id), Scope::from_code(&scope)?);
        Some(Entry {
            permission,
            key: key.into(),
            scope,
            category: category.into(),
            label: label.map(Into::into),
            place,
        })
    };
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// Reads the roles actors can have, delivered roles first.
pub(super) fn actor_roles(conn: &mut PgConnection) -> QueryResult<ActorRoles> {
    type Row = (i64, String, String, String, bool, Vec<i64>, Vec<i32>);
    let deeds = Deed::ALL.map(Deed::code).to_vec();
    let rows: Vec<Row> = sql::<(BigInt, Text, Text, Text, Bool, Array<BigInt>, Array<Integer>)>(
        "SELECT r.id, r.name, r.display_name, r.short_name, r.enabled,
            ARRAY(SELECT given_id FROM actor_role_gives WHERE role_id = r.id ORDER BY given_id),
            ARRAY(SELECT permission_id FROM actor_role_rights WHERE role_id = r.id ORDER BY array_position(",
    )
    .bind::<Array<Text>, _>(deeds)
    .sql(", deed)) FROM actor_roles r ORDER BY least(r.id, 100), r.sort_name, r.id")
    .load(conn)?;
    let role = |(id, name, display_name, short_name, enabled, gives, rights): Row| ActorRole {
        id,
        name: name.into(),
        display_name: display_name.into(),
        short_name: short_name.into(),
        enabled,
        gives,
        rights: <[i32; 4]>::try_from(rights).ok().map(|rights| rights.map(Permission)),
    };
    let division = sql::<Nullable<Integer>>("SELECT division FROM actor_settings").get_result(conn)?;
    Ok(ActorRoles::new(rows.into_iter().map(role).collect(), division))
}

/// Returns memberships of users and groups in these units as (unit, group), each once. Used to check a move (P-6).
pub fn groups_joined_at(conn: &mut PgConnection, units: &[i64]) -> QueryResult<Vec<(i64, i64)>> {
    sql::<(BigInt, BigInt)>("SELECT DISTINCT unit_id, group_id FROM memberships WHERE unit_id = ANY(")
        .bind::<Array<BigInt>, _>(units)
        .sql(")")
        .load(conn)
}

/// Removes rows older than this many hours, oldest first, at most `most` of them.
pub(super) fn sweep_changes(conn: &mut PgConnection, hours: i32, most: i64) -> QueryResult<usize> {
    diesel::sql_query(
        "DELETE FROM access_changes WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM access_changes WHERE at < now() - make_interval(hours => $1) ORDER BY at LIMIT $2))",
    )
    .bind::<Integer, _>(hours)
    .bind::<BigInt, _>(most)
    .execute(conn)
}

/// Reads the user counts of every unit that has or had users.
pub(super) fn headcounts(conn: &mut PgConnection) -> QueryResult<HashMap<i64, Headcount>> {
    let rows: Vec<(i64, i32, i32, i32)> =
        sql::<(BigInt, Integer, Integer, Integer)>("SELECT unit_id, active, deactivated, licences FROM unit_counts")
            .load(conn)?;
    let count = |(unit, active, deactivated, licences): (i64, i32, i32, i32)| {
        let count = Headcount {
            active: active.into(),
            deactivated: deactivated.into(),
            licences: licences.into(),
        };
        (unit, count)
    };
    Ok(rows.into_iter().map(count).collect())
}

/// Reads the licences left to each customer; `None` if unlimited.
pub(super) fn pools(conn: &mut PgConnection) -> QueryResult<Vec<(i64, Option<i64>)>> {
    sql::<(BigInt, Nullable<BigInt>)>("SELECT customer_id, (pool - taken)::bigint FROM customer_licences").load(conn)
}
