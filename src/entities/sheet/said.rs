//! Cells as a form has them, and the merge of three versions of a cell: as the page showed it, as stored, and as typed.
use super::form::Typed;
use crate::access::permission::{Catalogue, Permission};
use crate::entities::cells::Cell;
use crate::web::i18n::Texts;
use crate::web::local_time;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::collections::{BTreeMap, HashMap};

/// A cell in a form, with its dates as text of the date fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// True for Allow, false for Deny, `None` for empty.
    pub effect: Option<bool>,
    pub from: String,
    pub to: String,
}

impl Said {
    /// Returns a stored cell as the form shows it.
    pub(super) fn of(cell: Option<&Cell>, zone: Tz) -> Self {
        cell.map_or_else(Self::default, |cell| Self {
            effect: Some(cell.allow),
            from: local_time::shown(cell.from, zone),
            to: local_time::shown(cell.to, zone),
        })
    }

    /// Clears the dates of an empty cell.
    pub(super) fn tidy(&mut self) {
        if self.effect.is_none() {
            *self = Self::default();
        }
    }

    /// Returns the cell in words: "Allow until 31-12-2026 10:00".
    pub fn words(&self, t: &Texts) -> String {
        let word = match self.effect {
            Some(true) => t.get("entities-allow"),
            Some(false) => t.get("entities-deny"),
            None => t.get("entities-empty"),
        };
        let date = |id: &str, text: &str| (!text.is_empty()).then(|| t.one(id, "date", local_time::plain(text)));
        let dates = [
            date("entities-said-from", &self.from),
            date("entities-said-until", &self.to),
        ];
        let words: Vec<String> = std::iter::once(word).chain(dates.into_iter().flatten()).collect();
        words.join(" ")
    }
}

/// A cell that this form changes and somebody else has changed meanwhile.
#[derive(Debug, Clone)]
pub(super) struct Clash {
    pub right: Permission,
    pub theirs: Said,
    pub yours: Said,
}

/// Which field of a row is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    From,
    To,
}

/// The result of merging a posted sheet with what is stored.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// The cells that the form shows instead of what is stored.
    pub yours: BTreeMap<Permission, Said>,
    /// The cells to set.
    pub wanted: Vec<(Permission, Option<Cell>)>,
    pub clashes: Vec<Clash>,
    pub mistakes: BTreeMap<Permission, (Part, &'static str)>,
    /// Rights that are no longer in the catalogue.
    pub gone: Vec<i32>,
}

/// Merges the three versions of each cell. A cell that only others changed keeps their value. A cell that only this
/// form changed gets this form's value. If both changed it differently, that is a clash.
pub(super) fn merge(
    typed: &Typed,
    stored: &HashMap<Permission, Cell>,
    catalogue: &Catalogue,
    zone: Tz,
    now: DateTime<Utc>,
) -> Merged {
    let mut merged = Merged::default();
    let empty = Said::default();
    for (right, yours) in &typed.cells {
        let base = typed.seen.get(right).unwrap_or(&empty);
        if yours == base {
            continue;
        }
        if catalogue.get(*right).is_none() {
            merged.gone.push(right.0);
            continue;
        }
        let cell = stored.get(right);
        let theirs = Said::of(cell, zone);
        if *yours == theirs {
            continue;
        }
        merged.yours.insert(*right, yours.clone());
        if theirs != *base {
            let (right, yours) = (*right, yours.clone());
            let theirs = theirs.clone();
            merged.clashes.push(Clash { right, theirs, yours });
        }
        match read(yours, &theirs, cell, zone, now) {
            Ok(wanted) => merged.wanted.push((*right, wanted)),
            Err(mistake) => {
                merged.mistakes.insert(*right, mistake);
            }
        }
    }
    merged
}

/// Reads the cell that was typed. A date whose field was not changed keeps its seconds, which the field cannot show.
fn read(
    yours: &Said,
    theirs: &Said,
    cell: Option<&Cell>,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<Option<Cell>, (Part, &'static str)> {
    let Some(allow) = yours.effect else { return Ok(None) };
    let from = if yours.from == theirs.from {
        cell.and_then(|cell| cell.from)
    } else {
        local_time::read(&yours.from, zone).map_err(|wrong| (Part::From, wrong))?
    };
    let to = if yours.to == theirs.to {
        cell.and_then(|cell| cell.to)
    } else {
        let to = local_time::read(&yours.to, zone).map_err(|wrong| (Part::To, wrong))?;
        if to.is_some_and(|to| to <= now) {
            return Err((Part::To, "entities-end-past"));
        }
        to
    };
    if from.zip(to).is_some_and(|(from, to)| from >= to) {
        return Err((Part::To, "entities-end-before-start"));
    }
    Ok(Some(Cell { allow, from, to }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(effect: Option<bool>) -> Said {
        Said {
            effect,
            ..Said::default()
        }
    }

    fn merged(seen: Option<bool>, stored: Option<bool>, typed: Option<bool>) -> Merged {
        let right = Permission::EDIT_USER;
        let cell = |allow| Cell {
            allow,
            from: None,
            to: None,
        };
        let form = Typed {
            cells: [(right, said(typed))].into(),
            seen: [(right, said(seen))].into(),
        };
        let stored = stored.map(|allow| (right, cell(allow))).into_iter().collect();
        merge(&form, &stored, &Catalogue::builtin(), Tz::UTC, DateTime::UNIX_EPOCH)
    }

    #[test]
    fn what_only_one_of_two_changed_is_no_conflict() {
        let theirs = merged(None, Some(true), None);
        assert!(theirs.wanted.is_empty() && theirs.clashes.is_empty());
        let mine = merged(Some(true), Some(true), Some(false));
        assert!(mine.wanted.len() == 1 && mine.clashes.is_empty());
        let same = merged(None, Some(true), Some(true));
        assert!(same.wanted.is_empty() && same.clashes.is_empty());
    }

    #[test]
    fn what_both_changed_differently_is_shown_in_both_versions() {
        let clash = merged(None, Some(true), Some(false)).clashes;
        assert_eq!(clash.len(), 1);
        assert_eq!(
            (clash[0].theirs.effect, clash[0].yours.effect),
            (Some(true), Some(false))
        );
    }

    #[test]
    fn a_right_that_is_gone_is_told_and_not_set() {
        let right = Permission(9999);
        let form = Typed {
            cells: [(right, said(Some(true)))].into(),
            ..Typed::default()
        };
        let merged = merge(
            &form,
            &HashMap::new(),
            &Catalogue::builtin(),
            Tz::UTC,
            DateTime::UNIX_EPOCH,
        );
        assert!(merged.gone == [9999] && merged.wanted.is_empty());
    }
}
