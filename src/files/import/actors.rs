//! Actors: customers, suppliers, employees and other parties, as a file has them (SPEC 8, 11).
//!
//! A file says all roles of an actor, so none is given along by another, and it has no columns for the fields of roles:
//! an actor that lacks what a role requires is refused, as its form would.
mod owners;
mod required;
mod rights;
mod write;

use super::places::Places;
use super::{Asks, Deed, Import, Log, Planned, Report, Told};
use crate::activity;
use crate::actors::cpr::{self, Cpr};
use crate::actors::{self, Kind};
use crate::config::Seal;
use crate::db::Tx;
use crate::error::Result;
use crate::files::store::actors::{self as store, Actor, Role};
use crate::files::store::{CHUNK, new_ids};
use crate::files::tables::{ActorRow, Cell, Line};
use crate::text::name_key;
use crate::web::message::Message;
use owners::Owners;
use required::Required;
use std::collections::HashMap;

/// An actor as it shall be, and as it was.
pub(super) struct Change {
    /// 0: the file lacks it.
    line: u64,
    old: Option<Actor>,
    new: Actor,
    cpr: Option<Renumbered>,
}

/// A change of the national id number: before and after, where None means that there is no number.
struct Renumbered {
    before: Option<Cpr>,
    after: Option<Cpr>,
}

/// Everything that changes.
pub(super) struct Plan {
    changes: Vec<Change>,
    places: Places,
    roles: Vec<Role>,
    owners: Owners,
    required: Required,
    seal: Seal,
}

impl Import for ActorRow {
    type Plan = Plan;

    fn plan(tx: &mut Tx<'_>, lines: Vec<Line<Self>>, asks: &mut Asks<'_>, report: &mut Report) -> Result<Plan> {
        let keys: Vec<String> = lines.iter().map(|line| name_key(&line.row.number)).collect();
        let stored = store::numbered(tx, &keys)?.into_iter();
        let stored: HashMap<String, Actor> = stored.map(|actor| (actor.number_key.clone(), actor)).collect();
        let mut plan = Plan {
            changes: Vec::new(),
            places: Places::load(tx)?,
            roles: store::roles(tx)?,
            owners: Owners::load(tx, asks.seal, &lines, &keys, &stored)?,
            required: Required::load(tx, &stored)?,
            seal: asks.seal.clone(),
        };
        for (at, (line, key)) in lines.into_iter().zip(&keys).enumerate() {
            asks.checked(at);
            plan.add(line, stored.get(key), asks, report)?;
        }
        if asks.replace {
            for old in store::others(tx, &keys)? {
                let gone = Message::new("import-removed-actor").with("number", old.number.as_str());
                report.removed.push(gone.with("name", old.name.as_str()));
                let new = Actor {
                    archived: true,
                    ..old.clone()
                };
                plan.changes.push(Change {
                    line: 0,
                    old: Some(old),
                    new,
                    cpr: None,
                });
            }
        }
        Ok(plan)
    }
}

impl Planned for Plan {
    fn told(&self, log: &Log<'_>) -> Vec<Told> {
        let named = |actor: &Actor| {
            let named = Message::new("import-removed-actor").with("number", actor.number.as_str());
            named.with("name", actor.name.as_str())
        };
        let told = |change: &Change| {
            let deed = if change.old.is_some() {
                Deed::Changed
            } else {
                Deed::Added
            };
            Told::new(change.line, deed, named(&change.new), &self.entry(log, change))
                .naming("unit", |unit| self.places.name(unit).to_owned())
                .naming("linked_user", |user| self.owners.login(user))
        };
        self.changes.iter().map(told).collect()
    }

    fn prepare(&mut self, tx: &mut Tx<'_>, log: &Log<'_>) -> Result<()> {
        let count = self.changes.iter().filter(|change| change.old.is_none()).count();
        let new = self.changes.iter_mut().filter(|change| change.old.is_none());
        for (change, id) in new.zip(new_ids(tx, "actors", count)?) {
            change.new.id = id;
        }
        for change in &mut self.changes {
            if let Some(cpr) = &change.cpr {
                let closed = cpr.after.as_ref().map(|cpr| cpr.close(&self.seal, change.new.id));
                change.new.keep(closed.transpose()?);
            }
        }
        for changes in self.changes.chunks(CHUNK) {
            let entries = changes.iter().map(|change| self.entry(log, change));
            activity::record_all(tx, entries.collect())?;
        }
        Ok(())
    }

    /// Actors are changed without the lock of access changes.
    fn holds(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let old = self.changes.iter().filter_map(|change| change.old.as_ref());
        let versions: Vec<(i64, i32)> = old.map(|old| (old.id, old.version)).collect();
        let moved = self.changes.iter().filter(|change| change.moves_user());
        let users = moved.flat_map(|change| [change.old.as_ref().and_then(|old| old.user), change.new.user]);
        let mut users: Vec<i64> = users.flatten().collect();
        users.sort_unstable();
        store::hold(tx, &users, &versions)
    }

    fn write(self, tx: &mut Tx<'_>, log: &Log<'_>) -> Result<()> {
        write::all(tx, &self.changes, log)
    }
}

impl Change {
    fn moves_user(&self) -> bool {
        self.old.as_ref().and_then(|old| old.user) != self.new.user
    }
}

impl Plan {
    /// What the row makes of the actor, if that differs, and whether it may.
    fn add(
        &mut self,
        line: Line<ActorRow>,
        old: Option<&Actor>,
        asks: &mut Asks<'_>,
        report: &mut Report,
    ) -> Result<()> {
        let (at, row) = (line.line, line.row);
        if let Some(old) = old
            && let Some(reason) = not_for_files(old, asks)
        {
            report.refuse(at, "number", reason);
            return Ok(());
        }
        let unit = match self.places.find(Some(&row.unit), &mut asks.gate) {
            Ok(unit) => unit,
            Err(reason) => {
                report.refuse(at, "unit_code", reason);
                return Ok(());
            }
        };
        let problems = report.problems.count();
        let roles = self.roles(at, &row, old, report);
        let user = self.owners.user(at, &row, old, &mut asks.gate, report);
        let cpr = self.owners.cpr(at, &row, old, &asks.gate, report);
        let new = wanted(row, old, (unit, roles, user, asks.replace));
        consistent(at, &new, cpr.as_ref(), report);
        if report.problems.count() > problems {
            return Ok(());
        }
        let changed = (at, old, &new, cpr.is_some());
        rights::ask(changed, &self.owners, &mut asks.gate, report)?;
        self.required.ask(changed, &asks.gate, report);
        let is_same = old.is_some_and(|old| *old == new) && cpr.is_none();
        match old {
            None => report.added += 1,
            Some(_) if is_same => report.unchanged += 1,
            Some(_) => report.changed += 1,
        }
        if !is_same {
            self.changes.push(Change {
                line: at,
                old: old.cloned(),
                new,
                cpr: cpr.map(|after| self.renumbered(old, after)).transpose()?,
            });
        }
        Ok(())
    }

    fn renumbered(&self, old: Option<&Actor>, after: Option<Cpr>) -> Result<Renumbered> {
        let stored = old.and_then(|old| Some((old.id, old.cpr.as_deref()?)));
        let before = stored.map(|(id, sealed)| cpr::open(&self.seal, id, sealed));
        Ok(Renumbered {
            before: before.transpose()?,
            after,
        })
    }

    /// The roles that are named, by id; one that is switched off is given to nobody.
    fn roles(&self, line: u64, row: &ActorRow, old: Option<&Actor>, report: &mut Report) -> Vec<i64> {
        let mut ids = Vec::new();
        for name in &row.roles {
            let role = self.roles.iter().find(|role| role.name == *name);
            let has = |role: &&Role| role.enabled || old.is_some_and(|old| old.roles.contains(&role.id));
            match role.filter(has) {
                Some(role) => ids.push(role.id),
                None => {
                    let reason = Message::new("import-actor-role-unknown").with("name", name.as_str());
                    report.refuse(line, "roles", reason);
                }
            }
        }
        ids.sort_unstable();
        if actors::excluded(&ids) {
            report.refuse(line, "roles", Message::new("actor-roles-excluded"));
        }
        ids
    }
}

/// Whoever was merged away is no more, and whom one cannot see does not exist; the number is taken all the same.
fn not_for_files(old: &Actor, asks: &mut Asks<'_>) -> Option<Message> {
    match () {
        () if !asks.gate.sees(old.unit) => Some(Message::new("actor-number-taken")),
        () if old.merged => Some(Message::new("import-actor-merged")),
        () => None,
    }
}

/// The row over what is stored. `replace`: whoever is in the file is not archived.
fn wanted(row: ActorRow, old: Option<&Actor>, of: (i64, Vec<i64>, Option<i64>, bool)) -> Actor {
    let (unit, roles, user, replace) = of;
    let base = old.cloned().unwrap_or_else(|| nobody(&row.number));
    let over = |cell: Cell<String>, stored: String| cell.over(Some(stored)).unwrap_or_default();
    Actor {
        name: row.name,
        kind: row.kind.code().to_owned(),
        unit,
        roles,
        email: over(row.email, base.email),
        phone: over(row.phone, base.phone),
        address: over(row.address, base.address),
        postal_code: over(row.postal_code, base.postal_code),
        city: over(row.city, base.city),
        country: over(row.country, base.country),
        cvr: over(row.cvr, base.cvr),
        user,
        archived: base.archived && !replace,
        ..base
    }
}

/// What a column that the file lacks keeps must fit what the file says.
fn consistent(line: u64, new: &Actor, cpr: Option<&Option<Cpr>>, report: &mut Report) {
    let is_person = new.kind == Kind::Person.code();
    if is_person && !new.cvr.is_empty() {
        report.refuse(line, "kind", Message::new("actor-cvr-person"));
    }
    let keeps = match cpr {
        Some(cpr) => cpr.is_some(),
        None => new.cpr.is_some(),
    };
    if !is_person && keeps {
        report.refuse(line, "kind", Message::new("actor-kind-has-cpr"));
    }
}

/// A new actor before the file has said anything.
fn nobody(number: &str) -> Actor {
    Actor {
        id: 0,
        version: 0,
        number: number.to_owned(),
        number_key: name_key(number),
        name: String::new(),
        kind: String::new(),
        unit: 0,
        roles: Vec::new(),
        email: String::new(),
        phone: String::new(),
        address: String::new(),
        postal_code: String::new(),
        city: String::new(),
        country: String::new(),
        cvr: String::new(),
        cpr: None,
        cpr_hash: None,
        user: None,
        archived: false,
        merged: false,
    }
}
