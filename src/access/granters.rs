//! Who could give a missing right (SPEC P-26): only people the reader can see.
use super::able::{Found, able};
use super::permission::Permission;
use super::sources::sources;
use super::{Access, Subjects, evaluate, subjects_of};
use crate::db::Read;
use crate::error::Result;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// How many people are named, and how many holders of **Set permissions** there are examined to find them.
const NAMED: usize = 3;
const LOOKED_AT: usize = 200;

/// Returns the display names of up to three people whom the reader sees and who hold both the right and **Set
/// permissions** there. An empty list is shown as "an administrator".
///
/// # Errors
/// Database errors.
pub fn who_could_grant(access: &Access, db: &mut impl Read, right: Permission, unit: i64) -> Result<Vec<String>> {
    Granters::default().of(access, db, right, unit)
}

/// Those who could give rights, for several questions of one reader: who holds **Set permissions** in a unit is read
/// once, whatever the right.
#[derive(Default)]
pub struct Granters {
    setting: HashMap<i64, (Vec<Found>, Subjects)>,
}

impl Granters {
    /// Returns what [`who_could_grant`] does.
    ///
    /// # Errors
    /// Database errors.
    pub fn of(&mut self, access: &Access, db: &mut impl Read, right: Permission, unit: i64) -> Result<Vec<String>> {
        if access.viewer().is_none() {
            return Ok(Vec::new());
        }
        let (found, subjects) = match self.setting.entry(unit) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(setting(access, db, unit)?),
        };
        let mut named = Vec::new();
        for one in found.iter() {
            if named.len() == NAMED {
                break;
            }
            if evaluate::holds(access.snapshot(), subjects.of(one.id)?, right, unit, access.now()) {
                named.push(one.display_name.clone());
            }
        }
        Ok(named)
    }
}

/// Returns who holds **Set permissions** in a unit, of those whom the reader sees.
fn setting(access: &Access, db: &mut impl Read, unit: i64) -> Result<(Vec<Found>, Subjects)> {
    let setting = sources(access.snapshot(), Permission::PERMISSION_SET, unit, access.now());
    let mut found = able(db, &setting, &access.scope(), None, LOOKED_AT)?;
    // The built-in Administrator is no particular person, so it is not named.
    found.retain(|one| !access.is(one.id) && one.id != super::fixed::ADMINISTRATOR);
    let subjects = subjects_of(db, &found.iter().map(|one| one.id).collect::<Vec<_>>())?;
    Ok((found, subjects))
}
