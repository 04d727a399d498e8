//! Who could give a missing right (SPEC P-26): only people the reader can see.
use super::permission::Permission;
use super::{Access, evaluate, subjects_of};
use crate::db::Read;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// How many are named, and how many are looked at to find them.
const NAMED: usize = 3;
const LOOKED_AT: i64 = 50;

#[derive(QueryableByName)]
struct Candidate {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(sql_type = Text)]
    display_name: String,
}

/// Display names of up to three people who hold both the right and **Set permissions** there. Empty: "an administrator".
///
/// Looks among users who are granted Set permissions themselves or through a group they are directly in, and among the
/// members of Administrators; whoever comes to it by a longer path is not named, which the words allow for.
pub fn who_could_grant(access: &Access, db: &mut impl Read, right: Permission, unit: i64) -> Result<Vec<String>> {
    if access.viewer().is_none() {
        return Ok(Vec::new());
    }
    let candidates: Vec<Candidate> = diesel::sql_query(
        "SELECT u.id, u.unit_id, u.display_name FROM users u
         WHERE u.state = 'active' AND u.id > 2 AND u.id IN (
            SELECT g.account_id FROM grants g WHERE g.permission_id = $1 AND g.allow
            UNION SELECT m.account_id FROM grants g JOIN memberships m ON m.group_id = g.account_id WHERE g.permission_id = $1 AND g.allow
            UNION SELECT m.account_id FROM memberships m WHERE m.group_id = 3)
         ORDER BY u.sort_name, u.id LIMIT $2",
    )
    .bind::<diesel::sql_types::Integer, _>(Permission::PERMISSION_SET.0)
    .bind::<BigInt, _>(LOOKED_AT)
    .load(db.conn())?;
    let seen: Vec<Candidate> = candidates
        .into_iter()
        .filter(|c| !access.is(c.id) && access.sees(c.unit_id))
        .collect();
    let ids: Vec<i64> = seen.iter().map(|candidate| candidate.id).collect();
    let subjects = subjects_of(db, &ids)?;
    let could = |id: i64| {
        let holds = |subject, right| evaluate::holds(access.snapshot(), subject, right, unit, access.now());
        let both = |subject| holds(subject, right) && holds(subject, Permission::PERMISSION_SET);
        subjects.get(&id).is_some_and(both)
    };
    Ok(seen
        .into_iter()
        .filter(|candidate| could(candidate.id))
        .map(|candidate| candidate.display_name)
        .take(NAMED)
        .collect())
}
