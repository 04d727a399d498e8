//! The form of a sheet. Its field names contain the ids of rights, so it is parsed by hand. Fields that do not belong
//! to it are refused (SECURITY AC9).
use super::said::Said;
use crate::access::permission::Permission;
use crate::error::{Error, Result};
use crate::web::request::{Form, Input, Request};
use std::collections::{BTreeMap, HashSet};

/// The form as sent: the choice for each right, and the cells as the page showed them.
#[derive(Debug, Default, Clone)]
pub struct Typed {
    pub(super) cells: BTreeMap<Permission, Said>,
    pub(super) seen: BTreeMap<Permission, Said>,
}

impl Input for Typed {
    fn parse(request: &Request) -> Result<Self> {
        let Form(pairs) = Form::<Vec<(String, String)>>::parse(request)?;
        Self::of(pairs).ok_or_else(|| Error::BadRequest("a field that is not on the form".into()))
    }
}

impl Typed {
    fn of(pairs: Vec<(String, String)>) -> Option<Self> {
        let (mut typed, mut names) = (Self::default(), HashSet::new());
        let mut chosen = HashSet::new();
        for (name, value) in pairs {
            if !names.insert(name.clone()) {
                return None;
            }
            if name == "seen" {
                typed.seen = seen(&value)?;
                continue;
            }
            let (part, id) = name.split_at_checked(1)?;
            let right = right(id)?;
            let said = typed.cells.entry(right).or_default();
            match part {
                "p" => {
                    said.effect = effect(&value)?;
                    chosen.insert(right);
                }
                "f" => said.from = value,
                "t" => said.to = value,
                _ => return None,
            }
        }
        // Dates without a choice come from a row whose choice is locked, and are ignored.
        typed.cells.retain(|right, _| chosen.contains(right));
        for said in typed.cells.values_mut() {
            said.tidy();
        }
        names.contains("seen").then_some(typed)
    }
}

fn right(digits: &str) -> Option<Permission> {
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| plain).map(Permission)
}

fn effect(word: &str) -> Option<Option<bool>> {
    match word {
        "allow" => Some(Some(true)),
        "deny" => Some(Some(false)),
        "" => Some(None),
        _ => None,
    }
}

/// Writes the cells a page shows into one hidden field: `12.allow.2026-01-01T00:00.;13.deny..`
pub(super) fn seen_field(cells: impl Iterator<Item = (Permission, Said)>) -> String {
    let word = |said: &Said| match said.effect {
        Some(true) => "allow",
        Some(false) => "deny",
        None => "",
    };
    let cell = |(right, said): (Permission, Said)| format!("{}.{}.{}.{}", right.0, word(&said), said.from, said.to);
    cells.map(cell).collect::<Vec<_>>().join(";")
}

pub(super) fn seen(field: &str) -> Option<BTreeMap<Permission, Said>> {
    let cell = |text: &str| {
        let mut parts = text.split('.');
        let (id, word, from, to) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let said = Said {
            effect: effect(word)?,
            from: from.to_owned(),
            to: to.to_owned(),
        };
        Some((right(id)?, said)).filter(|_| parts.next().is_none())
    };
    field.split(';').filter(|cell| !cell.is_empty()).map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Option<Typed> {
        let owned = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Typed::of(owned.collect())
    }

    #[test]
    fn what_a_page_shows_comes_back_as_it_was() {
        let said = Said {
            effect: Some(false),
            from: String::new(),
            to: "2026-01-01T10:00".into(),
        };
        let field = seen_field([(Permission(2), said.clone())].into_iter());
        assert_eq!(
            seen(&field).and_then(|seen| seen.get(&Permission(2)).cloned()),
            Some(said)
        );
    }

    #[test]
    fn only_what_is_on_the_form_is_taken_and_each_once() {
        assert!(typed(&[("seen", ""), ("p2", "allow"), ("f2", ""), ("t2", "")]).is_some());
        for odd in [
            ("account_id", "1"),
            ("p2", "grant"),
            ("p-2", "allow"),
            ("px", "allow"),
            ("seen", ""),
            ("", ""),
        ] {
            assert!(typed(&[("seen", ""), odd]).is_none(), "{odd:?}");
        }
        assert!(
            typed(&[("p2", "allow")]).is_none(),
            "without what was seen there is no telling a conflict"
        );
    }

    #[test]
    fn the_empty_cell_has_no_dates() {
        let typed = typed(&[("seen", ""), ("p2", ""), ("f2", "2026-01-01T10:00"), ("t2", "")]);
        let cell = typed.and_then(|typed| typed.cells.get(&Permission(2)).cloned());
        assert_eq!(cell, Some(Said::default()));
    }
}
