//! All SQL about cells.
pub mod members;

use super::Holder;
use crate::access::permission::Permission;
use crate::access::snapshot::{Grant, Subject};
use crate::access::statement::{Binds, in_units_of};
use crate::access::{Access, AccountKind, subject_of};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::web::group_name::sorted_otherwise;
use crate::web::i18n::Texts;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};

#[derive(QueryableByName)]
struct AccountRow {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    display_name: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    unit_id: Option<i64>,
}

const HOLDER: &str = "SELECT a.kind, a.name, coalesce(u.display_name, g.display_name) AS display_name, u.unit_id
    FROM accounts a LEFT JOIN users u ON u.id = a.id LEFT JOIN groups g ON g.id = a.id
    WHERE a.deleted_at IS NULL AND a.id = $1";

/// Returns an account that is not deleted.
pub fn holder(db: &mut impl Read, id: i64) -> Result<Option<Holder>> {
    read(db, id, "")
}

/// Returns an account that is not deleted, locked against changes until the transaction ends.
pub fn lock_holder(tx: &mut Tx<'_>, id: i64) -> Result<Option<Holder>> {
    read(tx, id, " FOR NO KEY UPDATE OF a")
}

fn read(db: &mut impl Read, id: i64, hold: &'static str) -> Result<Option<Holder>> {
    let row: Option<AccountRow> = diesel::sql_query(format!("{HOLDER}{hold}"))
        .bind::<BigInt, _>(id)
        .get_result(db.conn())
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let kind = AccountKind::stored(&row.kind)?;
    let rights = match kind {
        AccountKind::User => subject_of(db, id)?,
        AccountKind::Group => Subject::group(id),
    };
    Ok(Some(Holder {
        id,
        kind,
        name: row.name,
        display_name: row.display_name,
        unit: row.unit_id,
        rights,
    }))
}

/// A unit as the place of cells.
#[derive(Debug, Clone, QueryableByName)]
pub struct Place {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Cells there are kept, do not count, and cannot be set (SPEC O-1).
    #[diesel(sql_type = Bool)]
    pub archived: bool,
    /// The unit's time zone, else that of the nearest unit above that has one, else the installation's.
    #[diesel(sql_type = Text)]
    pub zone: String,
}

const PLACE: &str = "SELECT u.id, u.name, u.archived_at IS NOT NULL AS archived,
        coalesce((SELECT o.time_zone FROM org_units o WHERE o.pos <= u.pos AND o.last >= u.last AND o.time_zone IS NOT NULL ORDER BY o.pos DESC LIMIT 1),
            i.default_zone) AS zone
    FROM org_units u, installation i WHERE u.id = $1";

/// A unit.
pub fn place(db: &mut impl Read, id: i64) -> Result<Option<Place>> {
    Ok(diesel::sql_query(PLACE)
        .bind::<BigInt, _>(id)
        .get_result(db.conn())
        .optional()?)
}

/// Returns a unit, locked so that it is not archived while this transaction sets something there.
pub fn lock_place(tx: &mut Tx<'_>, id: i64) -> Result<Option<Place>> {
    Ok(diesel::sql_query(format!("{PLACE} FOR SHARE OF u"))
        .bind::<BigInt, _>(id)
        .get_result(tx.conn())
        .optional()?)
}

#[derive(QueryableByName)]
struct Gone {
    #[diesel(sql_type = Integer)]
    id: i32,
    #[diesel(sql_type = Text)]
    name: String,
}

/// Returns the names of these rights, which may no longer be in the catalogue. Unknown ids are left out.
pub fn gone_rights(db: &mut impl Read, ids: &[i32]) -> Result<Vec<(i32, String)>> {
    let rows: Vec<Gone> =
        diesel::sql_query("SELECT id, coalesce(label, key) AS name FROM permissions WHERE id = ANY($1)")
            .bind::<Array<Integer>, _>(ids)
            .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Sets cells, overwriting what is stored.
pub fn set(tx: &mut Tx<'_>, cells: &[Grant], by: Option<i64>) -> Result<()> {
    fn column<T>(cells: &[Grant], of: impl Fn(&Grant) -> T) -> Vec<T> {
        cells.iter().map(of).collect()
    }
    diesel::sql_query(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow, valid_from, valid_to, created_by)
         SELECT n.account, n.permission, p.scope, n.unit, n.allow, n.f, n.t, $7
         FROM unnest($1, $2, $3, $4, $5, $6) AS n (account, permission, unit, allow, f, t)
         JOIN permissions p ON p.id = n.permission
         ON CONFLICT ON CONSTRAINT grants_cell DO UPDATE SET allow = excluded.allow, valid_from = excluded.valid_from,
            valid_to = excluded.valid_to, created_at = now(), created_by = excluded.created_by",
    )
    .bind::<Array<BigInt>, _>(column(cells, |cell| cell.account))
    .bind::<Array<Integer>, _>(column(cells, |cell| cell.permission.0))
    .bind::<Array<BigInt>, _>(column(cells, |cell| cell.unit))
    .bind::<Array<Bool>, _>(column(cells, |cell| cell.allow))
    .bind::<Array<Nullable<Timestamptz>>, _>(column(cells, |cell| cell.from))
    .bind::<Array<Nullable<Timestamptz>>, _>(column(cells, |cell| cell.to))
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}

/// Empties cells of one account in one unit.
pub fn empty(tx: &mut Tx<'_>, account: i64, unit: i64, rights: &[Permission]) -> Result<()> {
    diesel::sql_query("DELETE FROM grants WHERE account_id = $1 AND unit_id = $2 AND permission_id = ANY($3)")
        .bind::<BigInt, _>(account)
        .bind::<BigInt, _>(unit)
        .bind::<Array<Integer>, _>(rights.iter().map(|right| right.0).collect::<Vec<_>>())
        .execute(tx.conn())?;
    Ok(())
}

/// An account by its display name.
#[derive(Debug, Clone, QueryableByName)]
pub struct Named {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    /// `None` for a group.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub unit_id: Option<i64>,
}

/// Returns those of these accounts that are not deleted and exist for the reader (SPEC P-12): groups by name, then users
/// by name, as the reader knows them. At most `most`, and `current` is among them in any case.
pub fn accounts(
    db: &mut impl Read,
    (access, t): (&Access, &Texts),
    ids: Vec<i64>,
    current: Option<i64>,
    most: i64,
) -> Result<Vec<Named>> {
    let mut binds = Binds::default();
    let order = format!("coalesce(u.sort_name, {})", binds.group_order(sorted_otherwise(t)));
    let own = access.viewer().map(|viewer| viewer.user);
    let seen = match binds.scope(&access.scope()) {
        None => String::new(),
        Some(scope) => format!(
            " AND (u.id IS NULL OR a.id = ANY({}) OR {})",
            binds.numbers(own.into_iter().chain(current).collect()),
            in_units_of(&scope, "u.unit_id")
        ),
    };
    let (ids, current, most) = (
        binds.numbers(ids),
        binds.number(current.unwrap_or_default()),
        binds.number(most),
    );
    binds.load(
        db.conn(),
        format!(
            "SELECT id, display_name, unit_id FROM (
                SELECT a.id, a.kind, coalesce(u.display_name, g.display_name) AS display_name, u.unit_id,
                    {order} AS sort_name
                FROM accounts a LEFT JOIN users u ON u.id = a.id LEFT JOIN groups g ON g.id = a.id
                WHERE a.id = ANY({ids}) AND a.deleted_at IS NULL{seen}
                ORDER BY a.id <> {current}, a.kind, {order}, a.id LIMIT {most}) found
             ORDER BY kind, sort_name, id"
        ),
    )
}
