//! Who could give a missing right (SPEC P-26): only people the reader can see.
use super::able::able;
use super::permission::Permission;
use super::sources::sources;
use super::{Access, evaluate, subjects_of};
use crate::db::Read;
use crate::error::Result;

/// How many people are named, and how many holders of **Set permissions** there are examined to find them.
const NAMED: usize = 3;
const LOOKED_AT: usize = 200;

/// Returns the display names of up to three people whom the reader sees and who hold both the right and **Set
/// permissions** there. An empty list is shown as "an administrator".
///
/// # Errors
/// Database errors.
pub fn who_could_grant(access: &Access, db: &mut impl Read, right: Permission, unit: i64) -> Result<Vec<String>> {
    if access.viewer().is_none() {
        return Ok(Vec::new());
    }
    let (snapshot, now) = (access.snapshot(), access.now());
    let setting = sources(snapshot, Permission::PERMISSION_SET, unit, now);
    let mut found = able(db, &setting, &access.scope(), None, LOOKED_AT)?;
    // The built-in Administrator is no particular person, so it is not named.
    found.retain(|one| !access.is(one.id) && one.id != super::fixed::ADMINISTRATOR);
    let subjects = subjects_of(db, &found.iter().map(|one| one.id).collect::<Vec<_>>())?;
    let mut named = Vec::new();
    for one in found {
        if evaluate::holds(snapshot, subjects.of(one.id)?, right, unit, now) {
            named.push(one.display_name);
        }
    }
    named.truncate(NAMED);
    Ok(named)
}
