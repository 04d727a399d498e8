//! A Deny on a group reaches whoever is in it, so it is refused where one of them holds there what the principal lacks
//! (P-6).
//!
//! `escalation` measures what the group itself holds, and leaves a Deny on Users and All to administrators; here its
//! members are measured, through nesting too: those who are in the group at, above or below the place, now, or above
//! where it is moved to, or on the unit that comes into use. One statement finds who of them has anything that could
//! give more than the principal holds there; each of those few is measured like a single account. So is a user with a
//! Deny of their own above where a place is moved to, or on the unit that comes into use. Members of Administrators are
//! left out: no Deny applies to them (P-9). Where more come into question than are looked at, it is for administrators
//! to say.
use super::escalation::{Change, Denied, Lacks, acting, denied, outranks};
use super::evaluate::{is_administrator, ranges};
use super::ranges::{Interval, Ranges};
use super::snapshot::Snapshot;
use super::sources::{Says, allowed_any, inside};
use super::{Access, Refusal, subjects_of};
use crate::db::Read;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable};
use std::collections::HashMap;

/// The most members that are measured one by one.
const MOST: usize = 500;

/// Checks that these changes deny nothing to a member of a group who holds more there than the principal.
///
/// # Errors
/// Database errors; the inner error names a right and where it is held.
pub fn may_deny_members(access: &Access, db: &mut impl Read, changes: &[Change<'_>]) -> Result<Result<(), Refusal>> {
    if access.is_administrator() {
        return Ok(Ok(()));
    }
    let mut supposed: HashMap<i64, Snapshot> = HashMap::new();
    for denied in denied(access.snapshot(), changes) {
        let snapshot: &Snapshot = match denied.in_use {
            Some(unit) => supposed
                .entry(unit)
                .or_insert_with(|| access.snapshot().supposing_in_use(unit)),
            None => access.snapshot(),
        };
        let measured = match denied.is_user {
            true => outranked_by(access, snapshot, db, &[denied.account], denied.place)?,
            false => outranked(access, snapshot, db, denied)?,
        };
        if let Err(lacks) = measured {
            return Ok(Err(lacks.into()));
        }
    }
    Ok(Ok(()))
}

/// Refuses if one of these users holds more in the place than the principal.
fn outranked_by(
    access: &Access,
    snapshot: &Snapshot,
    db: &mut impl Read,
    users: &[i64],
    place: Interval,
) -> Result<Result<(), Lacks>> {
    let now = access.now();
    let subjects = subjects_of(db, users)?;
    let mut reached = subjects
        .all()
        .filter(|subject| !is_administrator(snapshot, subject, now));
    Ok(reached.try_for_each(|subject| outranks(snapshot, access.subject(), subject, place, now)))
}

fn outranked(access: &Access, snapshot: &Snapshot, db: &mut impl Read, denied: Denied) -> Result<Result<(), Lacks>> {
    let now = access.now();
    let Denied {
        account: group, place, ..
    } = denied;
    let units = snapshot.units();
    let parents = denied.parent.into_iter();
    let above: Vec<i64> = parents
        .flat_map(|parent| units.upward(parent))
        .map(|unit| unit.id)
        .collect();
    let here = Ranges::of(vec![place]);
    let lacked = acting(snapshot).map(|right| (right, here.without(&ranges(snapshot, access.subject(), right, now))));
    let lacked: HashMap<_, _> = lacked.filter(|(_, places)| !places.is_empty()).collect();
    if lacked.is_empty() {
        return Ok(Ok(()));
    }
    let more = allowed_any(snapshot, &lacked, now);
    let groups = inside(snapshot, group, place, &above, now);
    let found = members(db, &groups, (&denied, &above), &more)?;
    Ok(match outranked_by(access, snapshot, db, &found, place)? {
        Ok(()) if found.len() == MOST => Err(Lacks::Administrators),
        measured => measured,
    })
}

#[derive(QueryableByName)]
struct Member {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Users who are in one of these groups at, above or below the place or in one of these units, and have one of these
/// cells or are in a group that has. What everybody has, all of them have.
fn members(db: &mut impl Read, groups: &[i64], (denied, above): (&Denied, &[i64]), more: &Says) -> Result<Vec<i64>> {
    let place = denied.place;
    let rows: Vec<Member> = diesel::sql_query(
        "WITH there AS MATERIALIZED (SELECT id FROM org_units WHERE (archived_at IS NULL OR id = $8) AND (pos <= $2 AND last >= $1 OR id = ANY($7))),
            joined AS NOT MATERIALIZED (SELECT m.account_id, m.group_id FROM there t JOIN memberships m ON m.unit_id = t.id
                WHERE (m.valid_from IS NULL OR m.valid_from <= now()) AND (m.valid_to IS NULL OR m.valid_to > now()))
         SELECT u.id FROM users u WHERE u.state = 'active'
            AND u.id IN (SELECT account_id FROM joined WHERE group_id = ANY($3))
            AND u.id IN (SELECT unnest($4) UNION ALL SELECT account_id FROM joined WHERE group_id = ANY($5))
         ORDER BY u.id LIMIT $6",
    )
    .bind::<Integer, _>(place.first)
    .bind::<Integer, _>(place.last)
    .bind::<Array<BigInt>, _>(groups)
    .bind::<Array<BigInt>, _>(&more.accounts)
    .bind::<Array<BigInt>, _>(if more.everybody { groups } else { &more.groups })
    .bind::<BigInt, _>(MOST as i64)
    .bind::<Array<BigInt>, _>(above)
    .bind::<Nullable<BigInt>, _>(denied.in_use)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
