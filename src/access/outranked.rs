//! A Deny on a group reaches whoever is in it, so it is refused where one of them holds there what the principal lacks (P-6).
//!
//! `escalation` measures what the group itself holds, and leaves a Deny on Users and All to administrators; here its members
//! are measured, through nesting too: those who are in the group at, above or below the place, now. One statement finds who of
//! them has anything that could give more than the principal holds there; each of those few is measured like a single account.
//! Members of Administrators are left out: no Deny applies to them (P-9). Where more come into question than are looked at, it
//! is for administrators to say.
use super::escalation::{Change, Lacks, acting, denied_groups, outranks};
use super::evaluate::{is_administrator, ranges};
use super::ranges::{Interval, Ranges};
use super::snapshot::Subject;
use super::sources::{Says, allowed_any, inside};
use super::{Access, Refusal, subjects_of};
use crate::db::Read;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer};
use std::collections::HashMap;

/// Members who are measured one by one.
const MOST: usize = 500;

/// Whether these changes deny nothing to somebody in a group who holds more there than the principal.
///
/// # Errors
/// Database errors; the inner one names a right, and where.
pub fn may_deny_members(
    access: &Access,
    db: &mut impl Read,
    changes: &[Change<'_>],
) -> Result<std::result::Result<(), Refusal>> {
    if access.is_administrator() {
        return Ok(Ok(()));
    }
    for (group, place) in denied_groups(access.snapshot(), changes) {
        if let Err(lacks) = outranked(access, db, group, place)? {
            return Ok(Err(lacks.into()));
        }
    }
    Ok(Ok(()))
}

fn outranked(
    access: &Access,
    db: &mut impl Read,
    group: i64,
    place: Interval,
) -> Result<std::result::Result<(), Lacks>> {
    let (snapshot, now) = (access.snapshot(), access.now());
    let here = Ranges::of(vec![place]);
    let lacked = acting(snapshot).map(|right| (right, here.without(&ranges(snapshot, access.subject(), right, now))));
    let lacked: HashMap<_, _> = lacked.filter(|(_, places)| !places.is_empty()).collect();
    if lacked.is_empty() {
        return Ok(Ok(()));
    }
    let more = allowed_any(snapshot, &lacked, now);
    let found = members(db, &inside(snapshot, group, place, now), place, &more)?;
    let subjects = subjects_of(db, &found)?;
    let denied = |subject: &&Subject| !is_administrator(snapshot, subject, now);
    let mut reached = subjects.all().filter(denied);
    let measured = reached.try_for_each(|subject| outranks(snapshot, access.subject(), subject, place, now));
    Ok(match measured {
        Ok(()) if found.len() == MOST => Err(Lacks::Administrators),
        measured => measured,
    })
}

#[derive(QueryableByName)]
struct Member {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Users who are in one of these groups at, above or below the place, and have one of these cells or are in a group that has.
/// What everybody has, all of them have.
fn members(db: &mut impl Read, groups: &[i64], place: Interval, more: &Says) -> Result<Vec<i64>> {
    let rows: Vec<Member> = diesel::sql_query(
        "WITH there AS MATERIALIZED (SELECT id FROM org_units WHERE archived_at IS NULL AND pos <= $2 AND last >= $1),
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
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
