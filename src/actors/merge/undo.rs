//! Undoes a merge (SPEC A-4). Either everything is put back exactly as it was, or nothing is and the reasons are told.
use super::Side;
use super::fields::{self, Fields};
use super::store::{self, Kept};
use super::verbs::{Exchange, lacking, told, turned};
use crate::access::Can;
use crate::access::snapshot::Units;
use crate::activity::{self, Author, Entry, Event};
use crate::actor_setup::fields::ActorField;
use crate::actors::verbs::{self, entry};
use crate::actors::{UnmergeActor, words};
use crate::config::Seal;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::users::MoveLink;
use crate::web::group_name::role_name;
use crate::web::visit::Visit;
use serde_json::Value;
use uuid::Uuid;

/// How many changed or deleted notes are named.
const NAMED: i64 = 5;

/// A merge that may be undone, with both actors as they are now.
pub struct Undo {
    pub survivor: Side,
    pub other: Side,
    pub kept: Kept,
    /// Fields of the survivor: name, before the merge, after it.
    changed: Vec<(String, String, String)>,
}

impl Undo {
    /// Reads a merge. None if there was none, or if it is too late to undo it.
    pub fn of(db: &mut impl Read, seal: &Seal, survivor: i64, other: i64) -> Result<Option<Self>> {
        let Some(kept) = store::kept(db, survivor, other)? else {
            return Ok(None);
        };
        Ok(Some(Self {
            survivor: Side::one(db, seal, survivor)?,
            other: Side::one(db, seal, other)?,
            changed: changed(&kept.changed),
            kept,
        }))
    }

    /// Returns the survivor's fields as they will be. Fields that no longer exist for any actor are left out.
    fn wanted(&self, known: &[ActorField]) -> Fields {
        let mut wanted = self.survivor.fields.clone();
        for (name, before, _) in self.changed.iter().filter(|(name, ..)| exists(name, known)) {
            match before.is_empty() {
                true => wanted.remove(name),
                false => wanted.insert(name.clone(), before.clone()),
            };
        }
        wanted
    }

    /// Returns the survivor's roles as they will be.
    fn roles(&self) -> Vec<i64> {
        lacking(&self.survivor.actor.roles, &self.kept.roles_added)
    }

    /// Returns the user whom P-10 is asked about: the one who moves back, or the survivor's own if undoing changes
    /// whether that user can log in.
    pub fn user(&self, known: &[ActorField]) -> Option<i64> {
        let own = || turned(&self.survivor.actor, &self.wanted(known), &self.roles());
        self.kept.user_id.or_else(own)
    }

    /// Returns what has happened since the merge that prevents undoing it, each as a sentence.
    pub fn hindrances(&self, db: &mut impl Read, visit: &Visit, known: &[ActorField]) -> Result<Vec<String>> {
        let (t, roles) = (&visit.t, visit.access.snapshot().actor_roles());
        let mut found = self.in_archived_units(visit);
        let now = |name: &str| fields::text(&self.survivor.fields, name);
        for (name, _, after) in self.changed.iter().filter(|(name, ..)| exists(name, known)) {
            if now(name) != after {
                found.push(t.one("actor-undo-field", "field", fields::label(visit, name, known)));
            }
        }
        if self.kept.user_id.is_some() && self.survivor.actor.user != self.kept.user_id {
            found.push(t.get("actor-undo-user"));
        }
        if self.kept.roles.iter().any(|role| roles.get(*role).is_none()) {
            found.push(t.get("actor-undo-role"));
        }
        if self.survivor.actor.merged_into.is_none() {
            found.extend(self.taken_off(visit));
            found.extend(self.filled_in(visit, known));
            let left = store::left_groups(db, &self.kept.groups_added, self.survivor.actor.id)?;
            found.extend(left.iter().map(|group| t.one("actor-undo-group-left", "group", group)));
        }
        let closed = store::closed_groups(db, &self.kept.groups, &self.kept.roles)?;
        found.extend(closed.iter().map(|group| t.one("actor-undo-group", "group", group)));
        for note in store::spoilt_notes(db, self.other.actor.id, NAMED)? {
            found.push(match note.subject {
                Some(subject) => t.one("actor-undo-note-changed", "subject", subject),
                None => t.get("actor-undo-note-deleted"),
            });
        }
        Ok(found)
    }

    /// Names the roles that came with the merge and that the survivor has lost since.
    fn taken_off(&self, visit: &Visit) -> Vec<String> {
        let roles = visit.access.snapshot().actor_roles();
        let lost = lacking(&self.kept.roles_added, &self.survivor.actor.roles);
        let lost = lost.iter().filter_map(|id| roles.get(*id));
        lost.map(|role| visit.t.one("actor-undo-role-off", "role", role_name(&visit.t, role)))
            .collect()
    }

    /// Names the fields that would go with the roles of the merge, and that were filled in after it.
    fn filled_in(&self, visit: &Visit, known: &[ActorField]) -> Vec<String> {
        let goes = |field: &ActorField| field.role.is_some_and(|role| self.kept.roles_added.contains(&role));
        let names = known
            .iter()
            .filter(|field| goes(field))
            .map(|field| fields::value(field.id));
        let filled = names.filter(|name| {
            self.survivor.fields.contains_key(name) && !self.changed.iter().any(|(changed, ..)| changed == name)
        });
        let say = |name: String| {
            visit
                .t
                .one("actor-undo-typed", "field", fields::label(visit, &name, known))
        };
        filled.map(say).collect()
    }

    fn in_archived_units(&self, visit: &Visit) -> Vec<String> {
        let units: &Units = visit.access.snapshot().units();
        let before = self.changed.iter().find(|(name, ..)| name == "unit");
        let before = before.and_then(|(_, before, _)| before.parse().ok());
        let wanted = [Some(self.other.actor.unit), before];
        let archived = wanted
            .into_iter()
            .flatten()
            .filter_map(|id| units.get(id))
            .filter(|unit| unit.archived);
        let said = archived.map(|unit| match visit.access.knows(unit.id) {
            true => visit.t.one("actor-undo-unit", "unit", &*unit.name),
            false => visit.t.get("actor-undo-unit-unseen"),
        });
        said.collect()
    }
}

/// Reads the changed fields as they are stored.
fn changed(kept: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = kept.as_object().into_iter().flatten();
    all.map(|(name, pair)| (name.clone(), text(&pair[0]), text(&pair[1])))
        .collect()
}

/// Whether the field still exists; a field of a role may have been deleted since.
fn exists(name: &str, known: &[ActorField]) -> bool {
    fields::value_id(name).is_none_or(|id| known.iter().any(|field| field.id == id))
}

/// The capabilities for both actors and for the linked user, if that one moves back or if undoing changes whether it
/// can log in.
pub struct Cans<'m, 't> {
    pub survivor: &'m Can<'t, UnmergeActor>,
    pub other: &'m Can<'t, UnmergeActor>,
    pub user: Option<&'m Can<'t, MoveLink>>,
}

/// Puts everything back, with an entry on each of the two actors. The caller must have asked [`Undo::hindrances`].
///
/// # Errors
/// `Internal` for capabilities of other actors.
pub fn undo(
    tx: &mut Tx<'_>,
    seal: &Seal,
    author: &Author,
    cans: &Cans<'_, '_>,
    (undo, known): (&Undo, &[ActorField]),
) -> Result<()> {
    let (survivor, other, kept) = (&undo.survivor, &undo.other, &undo.kept);
    let ids = (
        cans.survivor.row().id,
        cans.other.row().id,
        cans.user.map(|can| can.row().id),
    );
    if ids != (kept.survivor_id, kept.other_id, undo.user(known)) {
        return Err(Error::Internal("capabilities of other actors".into()));
    }
    let wanted = undo.wanted(known);
    let user = match kept.user_id {
        Some(_) => None,
        None => survivor.actor.user,
    };
    let swapped: Vec<&str> = kept.swapped.iter().map(String::as_str).collect();
    let exchange = Exchange {
        seal,
        author,
        swapped: &swapped,
        user,
    };
    exchange.write(tx, (survivor, other), &wanted)?;
    store::let_out(tx, kept.other_id, kept.user_id, author.user)?;
    let roles = undo.roles();
    words::list(tx, kept.survivor_id, &roles)?;
    words::list(tx, kept.other_id, &kept.roles)?;
    store::regroup(tx, kept.survivor_id, &[], &kept.groups_added)?;
    store::regroup(tx, kept.other_id, &kept.groups, &[])?;
    let notes = store::return_notes(tx, kept.other_id)?;
    store::forget(tx, kept.other_id)?;
    let batch = Uuid::now_v7();
    let changed = fields::differing(&survivor.fields, &wanted);
    let said = entry(author, Event::ActorMergeUndone, &survivor.actor, Some(batch));
    let said = exchange
        .told_cpr(told(said, &changed, known), survivor, other)
        .fact("notes", notes)
        .diff("linked_user", survivor.actor.user, user);
    record_both(tx, author, undo, (said, batch), &roles)
}

/// Completes and writes the entry on the survivor, and writes the one on the other.
fn record_both(
    tx: &mut Tx<'_>,
    author: &Author,
    undo: &Undo,
    (said, batch): (Entry, Uuid),
    roles: &[i64],
) -> Result<()> {
    let (survivor, other, kept) = (&undo.survivor, &undo.other, &undo.kept);
    let said = said.fact("other", kept.other_id).diff(
        "roles",
        verbs::role_names(tx, &survivor.actor.roles)?,
        verbs::role_names(tx, roles)?,
    );
    activity::record(tx, said)?;
    let back = entry(author, Event::ActorRestored, &other.actor, Some(batch))
        .fact("survivor", kept.survivor_id)
        .fact("roles", verbs::role_names(tx, &kept.roles)?)
        .fact("linked_user", kept.user_id);
    activity::record(tx, back)?;
    Ok(())
}
