//! One account's cells in one unit: the tabs **Permissions** of users and groups (SPEC 3.3, G-3).
//!
//! A feature that has such a tab opens the account with [`super::Tab`], makes a [`Screen`], and shows, saves and
//! previews with it; the page around it is the feature's own. The entity explorer shows the same rows as ticks.
mod concerned;
mod form;
mod preview;
mod rows;
mod said;
pub mod tab;
mod verbs;

pub use form::Typed;
pub use preview::Preview;
pub use rows::{Category, Effective, Row, Tick};
pub use verbs::{Saved, preview, save};

use super::store::{self, Place};
use super::{ChangeCells, Holder, SetPermissions, cells, open_to};
use crate::access::permission::Permission;
use crate::access::ranges::Ranges;
use crate::access::snapshot::Unit;
use crate::access::{Access, AccountKind, Refusal};
use crate::check_rights;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::org_units::tree;
use crate::web::field::Mistake;
use crate::web::local_time;
use crate::web::request::local_path;
use crate::web::tree::TreeNode;
use crate::web::visit::Visit;
use chrono_tz::Tz;
use said::Merged;
use serde::Deserialize;
use std::collections::BTreeMap;
use url::form_urlencoded::Serializer;

/// What of an account is asked for, in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub unit: Option<i64>,
    /// Words of rights to be found.
    pub q: String,
    /// Only what is set here.
    pub set: String,
    /// In a preview, the one row that is asked for.
    pub row: Option<i32>,
    /// The list the reader came from.
    pub from: String,
}

/// An account in a unit, at an address.
pub struct Screen {
    pub holder: Holder,
    place: Place,
    /// The unit's time zone, in which dates are typed and shown.
    zone: Tz,
    asked: Asked,
    /// The path of the tab: `/users/19/permissions`.
    path: String,
}

impl Screen {
    /// The tab at `path`, in the unit asked for, else where the account is at home.
    ///
    /// # Errors
    /// `NotFound` for a unit that is not there for the reader.
    pub fn of(access: &Access, db: &mut impl Read, holder: Holder, asked: Asked, path: String) -> Result<Self> {
        let unit = asked.unit.or_else(|| holder.home(access));
        let unit = unit.filter(|unit| open_to(access, *unit)).ok_or(Error::NotFound)?;
        let place = store::place(db, unit)?.ok_or(Error::NotFound)?;
        Ok(Self {
            holder,
            zone: local_time::zone(&place.zone)?,
            place,
            asked,
            path,
        })
    }

    /// Returns the address of this tab, or of a part of it, in a unit.
    fn url(&self, part: &str, unit: i64) -> String {
        let mut query = Serializer::new(String::new());
        query.append_pair("unit", &unit.to_string());
        if !self.asked.q.is_empty() {
            query.append_pair("q", &self.asked.q);
        }
        if !self.asked.set.is_empty() {
            query.append_pair("set", &self.asked.set);
        }
        if !self.from().is_empty() {
            query.append_pair("from", self.from());
        }
        format!("{}{part}?{}", self.path, query.finish())
    }

    /// The way back, if it leads to a place on this site.
    pub fn from(&self) -> &str {
        local_path(&self.asked.from, "")
    }

    fn said(&self, cell: Option<cells::Cell>) -> said::Said {
        said::Said::of(cell.as_ref(), self.zone)
    }

    /// Why nothing can be changed here, if so. In an archived unit cells can still be taken away.
    pub(in crate::entities) fn closed(&self, access: &Access) -> Result<(), Refusal> {
        access.allows::<ChangeCells>(&self.holder)?;
        access.allows::<SetPermissions>(&self.place)
    }

    /// What the reader sees, with what they typed.
    fn sheet(&self, visit: &Visit, merged: Option<&Merged>, preview: Option<Preview>) -> Sheet {
        let (access, t) = (&visit.access, &visit.t);
        let read_only = if self.place.archived {
            Some(t.one("entities-archived", "unit", self.place.name.as_str()))
        } else {
            let refusal = self.closed(access).err();
            refusal.map(|refusal| t.one("entities-read-only", "why", visit.why_not(&refusal)))
        };
        let typed = merged.map(|merged| &merged.yours);
        let rows = rows::Rows::of(visit, self, typed, read_only.is_none());
        let seen = form::seen_field(rows.seen());
        let categories = rows.categories(merged);
        let (units, find) = units(access, self.place.id, &self.path, &|unit| self.url("", unit));
        Sheet {
            group: self.holder.kind == AccountKind::Group,
            seen,
            action: self.url("", self.place.id),
            preview_url: self.url("/preview", self.place.id),
            tools: self.path.clone(),
            unit: self.place.id,
            unit_name: self.place.name.clone(),
            unit_path: tree::path(access, self.place.id),
            find,
            units,
            zone: self.place.zone.clone(),
            q: self.asked.q.clone(),
            only_set: !self.asked.set.is_empty(),
            from: self.from().to_owned(),
            read_only,
            dirty: merged.is_some_and(|merged| !merged.yours.is_empty()),
            mistakes: merged.map(|merged| self.mistakes(visit, merged)).unwrap_or_default(),
            conflict: merged.map(|merged| self.conflict(visit, merged)).unwrap_or_default(),
            denied: None,
            gone: Vec::new(),
            elsewhere: self.elsewhere(access),
            check: self.check(access),
            nothing: categories.iter().all(Category::hidden),
            categories,
            preview,
        }
    }

    /// Returns the address of **Check rights** for this account here, for readers who may ask.
    fn check(&self, access: &Access) -> Option<String> {
        let user = if self.holder.kind == AccountKind::User {
            &*self.holder.name
        } else {
            ""
        };
        let may = access.holds(Permission::CHECK_RIGHTS, self.place.id);
        may.then(|| check_rights::url(user, "", self.place.id))
    }

    fn mistakes(&self, visit: &Visit, merged: &Merged) -> Vec<Mistake> {
        let line = |(right, (part, text)): (&Permission, &(said::Part, &'static str))| Mistake {
            field: rows::field(*part, *right),
            text: format!("{}: {}", rows::label(visit, *right), visit.t.get(text)),
        };
        merged.mistakes.iter().map(line).collect()
    }

    fn conflict(&self, visit: &Visit, merged: &Merged) -> Vec<Compared> {
        let line = |clash: &said::Clash| Compared {
            label: rows::label(visit, clash.right),
            theirs: clash.theirs.words(&visit.t),
            yours: clash.yours.words(&visit.t),
        };
        merged.clashes.iter().map(line).collect()
    }

    /// Other units where this account has cells, those the reader may know of.
    fn elsewhere(&self, access: &Access) -> Vec<Elsewhere> {
        let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
        for cell in access.snapshot().cells_of(self.holder.id) {
            *counts.entry(cell.unit).or_default() += 1;
        }
        counts.remove(&self.place.id);
        let units = access.snapshot().units();
        let known = counts.into_iter().filter(|(unit, _)| open_to(access, *unit));
        let line = |(unit, count): (i64, usize)| {
            Some(Elsewhere {
                pos: units.get(unit)?.pos,
                unit: tree::path(access, unit),
                archived: units.get(unit)?.archived,
                url: self.url("", unit),
                count,
            })
        };
        let mut lines: Vec<Elsewhere> = known.filter_map(line).collect();
        lines.sort_unstable_by_key(|line| line.pos);
        lines
    }
}

/// What a unit and everything below it is, in the preorder.
fn whole(access: &Access, unit: i64) -> Ranges {
    let unit = access.snapshot().units().get(unit);
    let interval = unit.map(Unit::interval);
    Ranges::of(interval.into_iter().collect())
}

/// The units the reader sees as links, `chosen` marked; and where to search, if they are too many for the page.
pub(super) fn units(
    access: &Access,
    chosen: i64,
    path: &str,
    url: &impl Fn(i64) -> String,
) -> (Vec<TreeNode>, Option<String>) {
    let mut units = tree::choices(access, &access.scope(), Some(chosen));
    link(&mut units.nodes, url);
    (units.nodes, (!units.whole).then(|| find_url(path)))
}

fn link(nodes: &mut [TreeNode], url: &impl Fn(i64) -> String) {
    for node in nodes {
        node.url = url(node.id);
        node.open |= node.current;
        link(&mut node.children, url);
    }
}

/// Where a large tree is searched.
fn find_url(path: &str) -> String {
    let query = Serializer::new(String::new()).append_pair("to", path).finish();
    format!("/entities/units?{query}")
}

/// One cell in two versions.
pub struct Compared {
    pub label: String,
    pub theirs: String,
    pub yours: String,
}

/// Another unit with cells of this account.
pub struct Elsewhere {
    pos: i32,
    pub unit: String,
    pub url: String,
    pub count: usize,
    pub archived: bool,
}

/// What the template shows.
pub struct Sheet {
    pub group: bool,
    pub seen: String,
    pub action: String,
    pub preview_url: String,
    /// Where the unit, the search and the filter are asked for.
    pub tools: String,
    pub unit: i64,
    pub unit_name: String,
    pub unit_path: String,
    pub units: Vec<TreeNode>,
    pub find: Option<String>,
    /// Dates are in this zone.
    pub zone: String,
    pub q: String,
    pub only_set: bool,
    pub from: String,
    pub read_only: Option<String>,
    pub dirty: bool,
    pub mistakes: Vec<Mistake>,
    pub conflict: Vec<Compared>,
    /// Why saving was refused, and who could do it.
    pub denied: Option<String>,
    /// Names of rights that are no longer there.
    pub gone: Vec<String>,
    pub categories: Vec<Category>,
    pub nothing: bool,
    pub elsewhere: Vec<Elsewhere>,
    pub check: Option<String>,
    pub preview: Option<Preview>,
}

/// The words of what a cell said before, and the form that takes a change back, from [`Saved::Done`].
pub fn undo(visit: &Visit, before: &str) -> Option<(String, Vec<(String, String)>)> {
    let (right, said) = form::seen(before)?.into_iter().next()?;
    let word = match said.effect {
        Some(true) => "allow",
        Some(false) => "deny",
        None => "",
    };
    let words = format!("{}: {}", rows::label(visit, right), said.words(&visit.t));
    let fields = [("p", word), ("f", &*said.from), ("t", &*said.to)];
    let fields = fields.map(|(part, value)| (format!("{part}{}", right.0), value.to_owned()));
    Some((words, fields.to_vec()))
}

/// GET: the tab as it is stored.
pub fn page(visit: &Visit, screen: &Screen) -> Sheet {
    screen.sheet(visit, None, None)
}
