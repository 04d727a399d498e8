//! The fields of **Roles**. Their names contain ids, so they are taken out of the form and parsed by hand. A field that
//! belongs neither to them nor to the rest of the form is refused (SECURITY AC9).
use crate::error::{Error, Result};
use crate::web::request::{Input, Request, parted};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};

/// The beginning of all these names.
const PREFIX: &str = "role_";
/// Stands before the id of a membership: the tick of a role that the user has.
const HELD: &str = "role_held_";
/// Stands after the id of a role: the unit in which it is given.
const UNIT: &str = "_unit";

/// Stands after the name of a field: words of a unit to search for. Only pages without scripts send it.
const FIND: &str = "_find";
/// The button that starts the search.
const LOOK: &str = "look";
/// The field for the user's own unit, which is searched for in the same way.
const OWN_UNIT: &str = "unit_find";

/// Stands for the unit that the user is in, or will be after the save.
pub const OWN: i64 = 0;

/// Returns the name of the tick of an existing membership.
pub(super) fn held(membership: i64) -> String {
    format!("{HELD}{membership}")
}

/// Returns the name of the tick of a role that may be given.
pub(super) fn given(role: i64) -> String {
    format!("{PREFIX}{role}")
}

/// Returns the name of the field for the unit in which the role is given.
pub(super) fn unit(role: i64) -> String {
    format!("{PREFIX}{role}{UNIT}")
}

/// What was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// By membership: whether it stays. A membership that was not on the form is not changed.
    pub(super) held: BTreeMap<i64, bool>,
    /// Roles to give.
    pub(super) given: BTreeSet<i64>,
    /// By role: the unit. [`OWN`] if no other is chosen.
    pub(super) units: BTreeMap<i64, i64>,
    /// By role: words of a unit to search for.
    pub(super) find: BTreeMap<i64, String>,
}

/// A search for a unit, without scripts. The form is shown again as it was typed, with the units found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    pub now: bool,
    /// Words of the user's own unit.
    pub unit: String,
}

/// A form with the fields of **Roles** beside its own.
pub struct WithRoles<T> {
    pub form: T,
    pub roles: Typed,
    pub look: Look,
}

impl<T: DeserializeOwned> Input for WithRoles<T> {
    fn parse(request: &Request) -> Result<Self> {
        let apart = |name: &str| name.starts_with(PREFIX) || name == LOOK || name == OWN_UNIT;
        let (form, mut pairs) = parted(request, apart)?;
        let mut look = Look::default();
        pairs.retain(|(name, value)| match name.as_str() {
            LOOK => std::mem::replace(&mut look.now, true),
            OWN_UNIT => !std::mem::replace(&mut look.unit, value.clone()).is_empty(),
            _ => true,
        });
        let odd = || Error::BadRequest("a field that is not on the form".into());
        let roles = Typed::of(&pairs).ok_or_else(odd)?;
        Ok(Self { form, roles, look })
    }
}

impl Typed {
    fn of(pairs: &[(String, String)]) -> Option<Self> {
        let mut typed = Self::default();
        for (name, value) in pairs {
            if let Some(membership) = name.strip_prefix(HELD) {
                let stays = typed.held.entry(number(membership)?).or_default();
                *stays |= ticked(value)?;
            } else if let Some(role) = name.strip_prefix(PREFIX)?.strip_suffix(FIND) {
                typed.find.insert(number(role.strip_suffix(UNIT)?)?, value.clone());
            } else if let Some(role) = name.strip_prefix(PREFIX)?.strip_suffix(UNIT) {
                let unit = if value == "0" { OWN } else { number(value)? };
                if typed.units.insert(number(role)?, unit).is_some() {
                    return None;
                }
            } else if ticked(value)? {
                typed.given.insert(number(name.strip_prefix(PREFIX)?)?);
            }
        }
        Some(typed)
    }

    /// Returns the unit in which a role is to be given.
    pub(super) fn unit_of(&self, role: i64) -> i64 {
        self.units.get(&role).copied().unwrap_or(OWN)
    }
}

fn ticked(value: &str) -> Option<bool> {
    match value {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}

fn number(digits: &str) -> Option<i64> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|id| plain && *id > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Option<Typed> {
        let owned = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        Typed::of(&owned.collect::<Vec<_>>())
    }

    #[test]
    fn a_role_taken_away_differs_from_one_that_was_not_shown() {
        let form = typed(&[("role_held_7", "0"), ("role_held_8", "0"), ("role_held_8", "1")]).unwrap();
        assert_eq!(form.held, BTreeMap::from([(7, false), (8, true)]));
        assert_eq!(typed(&[]).unwrap(), Typed::default());
    }

    #[test]
    fn a_role_is_given_in_the_users_own_unit_unless_another_is_chosen() {
        let form = typed(&[
            ("role_12", "1"),
            ("role_12_unit", "0"),
            ("role_13", "1"),
            ("role_13_unit", "4"),
        ])
        .unwrap();
        assert_eq!((form.unit_of(12), form.unit_of(13)), (OWN, 4));
        assert_eq!(typed(&[("role_12", "1")]).unwrap().unit_of(12), OWN);
    }

    #[test]
    fn words_of_a_unit_are_no_choice_of_one() {
        let form = typed(&[("role_12_unit", "4"), ("role_12_unit_find", "skagen")]).unwrap();
        assert_eq!(form.unit_of(12), 4);
        assert_eq!(form.find, BTreeMap::from([(12, "skagen".to_owned())]));
    }

    #[test]
    fn what_no_browser_sends_is_refused() {
        for odd in [
            ("role_", "1"),
            ("role_x", "1"),
            ("role_12", "2"),
            ("role_12_unit", "-1"),
            ("role_held_", "0"),
            ("role_12_find", "skagen"),
        ] {
            assert!(typed(&[odd]).is_none(), "{odd:?}");
        }
        assert!(typed(&[("role_12_unit", "4"), ("role_12_unit", "5")]).is_none());
    }
}
