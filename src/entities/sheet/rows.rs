//! The rows of a sheet: what is set, what comes of it and why.
use super::said::{Merged, Part, Said};
use super::{Screen, cells, whole};
use crate::access::AccountKind;
use crate::access::evaluate::{Answer, evaluate};
use crate::access::explain::{Explanation, Reading, explain};
use crate::access::permission::{CATEGORIES, Entry, Permission, Scope, category_id};
use crate::access::snapshot::Snapshot;
use crate::access::{Refusal, fixed::TOP};
use crate::entities::cells::{Cell, CellChange};
use crate::text::{has_words, words};
use crate::web::field::Field;
use crate::web::refusal;
use crate::web::right_name;
use crate::web::visit::Visit;
use std::collections::{BTreeMap, HashMap};

/// What comes of everything that is set, for one right.
pub struct Effective {
    pub right: i32,
    /// **Allowed** or **Not allowed**.
    pub outcome: String,
    pub why: String,
    /// How it was decided; empty where the reason above says it all.
    pub trail: Vec<String>,
    /// What it would be without the cell that is set here.
    pub inherited: Option<String>,
    pub answer: Answer,
    /// It is so once this is saved.
    pub after: bool,
}

impl Effective {
    pub fn icon(&self) -> &'static str {
        match self.answer {
            Answer::Allow => "circle-check",
            Answer::Deny => "circle-x",
            Answer::None => "circle-minus",
        }
    }

    pub fn class(&self) -> &'static str {
        match self.answer {
            Answer::Allow => "ok-ink",
            Answer::Deny => "bad-ink",
            Answer::None => "no",
        }
    }
}

/// One right.
pub struct Row {
    pub right: i32,
    pub label: String,
    /// What a search looks through, folded.
    pub words: String,
    pub said: Said,
    pub from: Field,
    pub to: Field,
    /// Why nothing can be chosen, where that is so of this row alone.
    pub fixed: Option<String>,
    /// Nothing can be chosen.
    pub closed: bool,
    /// Deny, and an Allow that is not there yet, are not the reader's to set.
    pub only_less: bool,
    pub hidden: bool,
    /// Where the account is allowed it, or denied it, by a cell on a unit above.
    pub allowed_above: Option<String>,
    pub denied_above: Option<String>,
    pub effective: Effective,
}

impl Row {
    pub fn is(&self, effect: Option<bool>) -> bool {
        self.said.effect == effect
    }
    pub fn dated(&self) -> bool {
        !self.said.from.is_empty() || !self.said.to.is_empty() || self.wrong()
    }
    pub fn wrong(&self) -> bool {
        self.from.error.is_some() || self.to.error.is_some()
    }
}

/// Allow or Deny of a row as a tick.
pub struct Tick {
    pub on: bool,
    /// Why it cannot be pressed, if so; empty where the page says it.
    pub locked: Option<String>,
}

impl Row {
    pub fn allowing(&self) -> Tick {
        self.tick(true, self.allowed_above.as_ref(), self.only_less)
    }

    pub fn denying(&self) -> Tick {
        self.tick(false, self.denied_above.as_ref(), self.only_less)
    }

    /// What is set here can be taken away; what is inherited is locked; what is not there can be set.
    fn tick(&self, allow: bool, above: Option<&String>, only_less: bool) -> Tick {
        let (own, why) = (self.is(Some(allow)), self.fixed.clone().unwrap_or_default());
        let locked = match above {
            _ if own => self.closed.then_some(why),
            Some(from) => Some(from.clone()),
            None => (self.closed || only_less).then_some(why),
        };
        Tick {
            on: own || above.is_some(),
            locked,
        }
    }
}

/// A branch of the catalogue.
pub struct Category {
    pub id: String,
    pub label: String,
    pub rows: Vec<Row>,
    pub below: Vec<Category>,
    pub open: bool,
}

impl Category {
    pub(super) fn all(&self) -> impl Iterator<Item = &Row> {
        let below = self.below.iter().flat_map(|below| below.rows.iter());
        self.rows.iter().chain(below)
    }
    pub fn count(&self) -> usize {
        self.all().count()
    }
    pub fn set(&self) -> usize {
        self.all().filter(|row| row.said.effect.is_some()).count()
    }
    pub fn hidden(&self) -> bool {
        self.all().all(|row| row.hidden)
    }
}

/// The field of a part of a row.
pub(super) fn field(part: Part, right: Permission) -> String {
    match part {
        Part::From => format!("f{}", right.0),
        Part::To => format!("t{}", right.0),
    }
}

/// What a right is called away from its row.
pub(super) fn label(visit: &Visit, right: Permission) -> String {
    refusal::label(&visit.t, visit.access.snapshot(), right)
}

/// What rows are made from.
pub(super) struct Rows<'a> {
    visit: &'a Visit,
    screen: &'a Screen,
    typed: Option<&'a BTreeMap<Permission, Said>>,
    open: bool,
    stored: HashMap<Permission, Cell>,
    /// The account's cells in other units.
    above: HashMap<(Permission, i64), Cell>,
    said: BTreeMap<Permission, Said>,
    /// With nothing set here.
    bare: Snapshot,
    /// With what was typed.
    after: Option<Snapshot>,
}

impl<'a> Rows<'a> {
    pub fn of(visit: &'a Visit, screen: &'a Screen, typed: Option<&'a BTreeMap<Permission, Said>>, open: bool) -> Self {
        let snapshot = visit.access.snapshot();
        let (holder, unit) = (screen.holder.id, screen.place.id);
        let stored = cells::stored(snapshot, holder, unit);
        let emptied = |(permission, cell): (&Permission, &Cell)| CellChange {
            permission: *permission,
            before: Some(*cell),
            after: None,
        };
        let emptied: Vec<_> = stored.iter().map(emptied).collect();
        let said = stored
            .iter()
            .map(|(right, cell)| (*right, Said::of(Some(cell), screen.zone)));
        let others = snapshot.cells_of(holder).into_iter();
        let above = others.map(|cell| ((cell.permission, cell.unit), Cell::from(&cell)));
        Self {
            above: above.collect(),
            bare: cells::supposing(snapshot, holder, unit, &emptied),
            said: said.collect(),
            after: None,
            visit,
            screen,
            typed,
            open,
            stored,
        }
    }

    /// What the page shows as stored.
    pub fn seen(&self) -> impl Iterator<Item = (Permission, Said)> {
        self.said.iter().map(|(right, said)| (*right, said.clone()))
    }

    /// Every right there is, by category, in the catalogue's order.
    pub fn categories(mut self, merged: Option<&Merged>) -> Vec<Category> {
        let catalogue = self.visit.access.snapshot().clone();
        if let Some(merged) = merged {
            let (holder, unit) = (self.screen.holder.id, self.screen.place.id);
            let changes = cells::changes(&catalogue, holder, unit, &merged.wanted);
            self.after = Some(cells::supposing(&catalogue, holder, unit, &changes));
        }
        let filtered = !self.screen.asked.q.is_empty() || !self.screen.asked.set.is_empty();
        let mut all: Vec<Category> = Vec::new();
        for entry in catalogue.catalogue().entries() {
            let row = self.row(entry, merged);
            let list = self.branch(&mut all, &entry.category);
            list.open |= filtered || row.said.effect.is_some() || row.effective.after || row.wrong();
            list.rows.push(row);
        }
        for (at, category) in all.iter_mut().enumerate() {
            category.open |= at == 0 || category.below.iter().any(|below| below.open);
        }
        all
    }

    /// The place of a category in the tree; `navigation/security` stands below `navigation`.
    fn branch<'c>(&self, all: &'c mut Vec<Category>, key: &str) -> &'c mut Category {
        match key.split_once('/') {
            Some((above, _)) => {
                let above = self.named(all, above);
                self.named(&mut above.below, key)
            }
            None => self.named(all, key),
        }
    }

    fn named<'c>(&self, all: &'c mut Vec<Category>, key: &str) -> &'c mut Category {
        let id = format!("cat-{}", key.replace('/', "-"));
        let at = all.iter().position(|category| category.id == id).unwrap_or_else(|| {
            let label = if CATEGORIES.contains(&key) {
                self.visit.t.get(&category_id(key))
            } else {
                key.to_owned()
            };
            all.push(Category {
                id,
                label,
                rows: Vec::new(),
                below: Vec::new(),
                open: false,
            });
            all.len() - 1
        });
        &mut all[at]
    }

    fn row(&self, entry: &Entry, merged: Option<&Merged>) -> Row {
        let (visit, right) = (self.visit, entry.permission);
        let at_top = entry.scope != Scope::OrgUnit && self.screen.place.id != TOP;
        let stored = self.said.get(&right).cloned().unwrap_or_default();
        let said = self.typed.and_then(|typed| typed.get(&right)).cloned();
        let after = said.is_some();
        let said = said.unwrap_or(stored);
        let said = if at_top { self.at_top(right) } else { said };
        let refusal = if at_top || !self.open { None } else { self.limit(right) };
        let own = self.stored.get(&right).map(|cell| cell.allow);
        // Who does not hold a right may still empty an Allow; a Deny, and the empty cell, are not theirs to change.
        let stuck = refusal.is_some() && own != Some(true);
        let fixed = if at_top {
            Some(visit.t.get("entities-only-at-top"))
        } else {
            refusal.as_ref().filter(|_| stuck).map(|refusal| visit.why_not(refusal))
        };
        let label = right_name::value(entry).say(&visit.t);
        let words = words(&format!("{label} {}", visit.t.get(&entry.category_id()))).join(" ");
        Row {
            right: right.0,
            from: self.date(Part::From, right, &said.from, merged),
            to: self.date(Part::To, right, &said.to, merged),
            closed: !self.open || fixed.is_some(),
            only_less: refusal.is_some(),
            hidden: self.is_hidden(&words, &said),
            allowed_above: self.above(right, true),
            denied_above: self.above(right, false),
            effective: self.effective(right, after),
            words,
            label,
            said,
            fixed,
        }
    }

    /// The reason why the reader can neither allow nor deny this here, if so.
    fn limit(&self, right: Permission) -> Option<Refusal> {
        let access = &self.visit.access;
        if access.is_administrator() {
            return None;
        }
        let held = whole(access, self.screen.place.id).without(&access.ranges(right));
        if held.is_empty() {
            return None;
        }
        cells::may_briefly(access, &self.screen.holder, self.screen.place.id, right).err()
    }

    /// What stands at the top, for a right that has cells there only.
    fn at_top(&self, right: Permission) -> Said {
        let cells = cells::stored(self.visit.access.snapshot(), self.screen.holder.id, TOP);
        Said::of(cells.get(&right), self.screen.zone)
    }

    /// The nearest unit above on which a cell of the account says this now.
    fn above(&self, right: Permission, allow: bool) -> Option<String> {
        let (access, now) = (&self.visit.access, self.visit.access.now());
        let says = |unit: i64| {
            let cell = self.above.get(&(right, unit));
            cell.is_some_and(|cell| cell.allow == allow && cell.counts(now))
        };
        let units = access.snapshot().units();
        let mut above = units.above(self.screen.place.id).filter(|unit| !unit.archived);
        let unit = above.find(|unit| says(unit.id))?;
        Some(if access.knows(unit.id) {
            self.visit.t.one("entities-inherited", "unit", &*unit.name)
        } else {
            self.visit.t.get("entities-inherited-hidden")
        })
    }

    fn date(&self, part: Part, right: Permission, value: &str, merged: Option<&Merged>) -> Field {
        let field = Field::new(field(part, right), value);
        let wrong = merged.and_then(|merged| merged.mistakes.get(&right));
        match wrong.filter(|(wrong, _)| *wrong == part) {
            Some((_, text)) => field.refused(self.visit.t.get(text)),
            None => field,
        }
    }

    fn is_hidden(&self, row: &str, said: &Said) -> bool {
        let have: Vec<&str> = row.split(' ').collect();
        let wanted = words(&self.screen.asked.q);
        !has_words(&have, &wanted) || (!self.screen.asked.set.is_empty() && said.effect.is_none())
    }

    fn effective(&self, right: Permission, after: bool) -> Effective {
        let now = self.visit.access.snapshot();
        let snapshot = if after { self.after.as_ref().unwrap_or(now) } else { now };
        let (decision, told) = self.explained(snapshot, right);
        let own = self.stored.contains_key(&right) || after;
        let (bare, without) = self.explained(&self.bare, right);
        // Where the cell here changes nothing, the same would be said twice.
        let says = own && (bare != decision || without.sentence != told.sentence);
        Effective {
            right: right.0,
            outcome: told.outcome,
            why: told.trail.first().cloned().unwrap_or_default(),
            trail: if told.trail.len() > 1 { told.trail } else { Vec::new() },
            inherited: says.then_some(without.sentence),
            answer: decision,
            after,
        }
    }

    fn explained(&self, snapshot: &Snapshot, right: Permission) -> (Answer, Explanation) {
        let (access, screen) = (&self.visit.access, self.screen);
        let decision = evaluate(snapshot, &screen.holder.rights, right, screen.place.id, access.now());
        let reading = Reading {
            sees: &|unit| access.knows(unit),
            group: (screen.holder.kind == AccountKind::Group).then_some(screen.holder.id),
        };
        let told = explain(&self.visit.t, snapshot, reading, (right, screen.place.id), &decision);
        (decision.answer, told)
    }
}
