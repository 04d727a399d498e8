//! The merge itself.
use super::fields::{self, CPR, Fields, IMAGE, NUMBER};
use super::store::{self, Record};
use super::{Side, why_not};
use crate::access::Can;
use crate::activity::{self, Author, Entry, Event};
use crate::actor_setup::fields::ActorField;
use crate::actors::verbs::{self, Write, entry};
use crate::actors::{Actor, EMPLOYEE, MergeActor, cpr, words};
use crate::config::Seal;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::text::name_key;
use crate::users::MoveLink;
use serde_json::json;
use uuid::Uuid;

/// Two actors to become one.
pub struct Merge<'m, 't> {
    pub survivor: &'m Can<'t, MergeActor>,
    pub other: &'m Can<'t, MergeActor>,
    /// The capability for the linked user, if that user moves or its login opens or closes.
    pub user: Option<&'m Can<'t, MoveLink>>,
    /// Names of the fields whose values come from the other actor.
    pub taken: &'m [String],
}

/// Merges the two actors in this transaction, and writes a log entry for each of them.
///
/// # Errors
/// `Internal` if something prevents the merge, or if the capabilities belong to others. The caller must have checked
/// both.
pub fn merge(tx: &mut Tx<'_>, seal: &Seal, author: &Author, merge: &Merge<'_, '_>, known: &[ActorField]) -> Result<()> {
    let survivor = Side::of(tx, seal, merge.survivor.row().clone())?;
    let other = Side::of(tx, seal, merge.other.row().clone())?;
    let user = user(&survivor, &other, merge.taken);
    if !why_not::hindrances(&survivor, &other).is_empty() || merge.user.map(|can| can.row().id) != user {
        return Err(Error::Internal("actors that cannot be merged".into()));
    }
    let after = after(&survivor, &other, merge.taken);
    let changed = fields::differing(&survivor.fields, &after);
    let roles = union(&survivor.actor.roles, &other.actor.roles);
    let exchange = Exchange {
        seal,
        author,
        swapped: &swapped(&changed),
        user: survivor.actor.user.or(other.actor.user),
    };
    let groups = ids(&other.groups);
    let groups_added = lacking(&groups, &ids(&survivor.groups));
    let pairs = changed
        .iter()
        .map(|(name, before, after)| (name.clone(), json!([before, after])));
    let record = Record {
        survivor: survivor.actor.id,
        other: other.actor.id,
        changed: &pairs.collect(),
        swapped: exchange.swapped,
        roles: &other.actor.roles,
        roles_added: &lacking(&roles, &survivor.actor.roles),
        groups: &groups,
        groups_added: &groups_added,
        user: other.actor.user,
    };
    store::keep(tx, &record, author.user)?;
    store::take_in(tx, record.other, record.survivor, author.user)?;
    exchange.write(tx, (&survivor, &other), &after)?;
    words::unlist(tx, record.other)?;
    words::list(tx, record.survivor, &roles)?;
    store::regroup(tx, record.survivor, &groups_added, &[])?;
    store::regroup(tx, record.other, &[], &groups)?;
    let notes = store::move_notes(tx, record.other, record.survivor)?;
    let batch = Uuid::now_v7();
    let said = told(
        entry(author, Event::ActorMerged, &survivor.actor, Some(batch)),
        &changed,
        known,
    );
    let said = exchange.told_cpr(said, &survivor, &other).fact("notes", notes);
    record_both(tx, author, (&survivor, &other), (said, batch), &roles)
}

/// Returns the survivor's fields as they will be.
fn after(survivor: &Side, other: &Side, taken: &[String]) -> Fields {
    let mut after = survivor.fields.clone();
    for name in taken {
        match other.fields.get(name) {
            Some(text) => after.insert(name.clone(), text.clone()),
            None => after.remove(name),
        };
    }
    after
}

/// Returns the user for whom P-10 applies: the one that moves, or the survivor's own, if its login opens or closes.
pub(super) fn user(survivor: &Side, other: &Side, taken: &[String]) -> Option<i64> {
    let roles = union(&survivor.actor.roles, &other.actor.roles);
    let own = || turned(&survivor.actor, &after(survivor, other, taken), &roles);
    other.actor.user.or_else(own)
}

/// Returns the linked user whose login opens or closes with these fields and roles. An employee who is archived or not
/// enabled has no login (SPEC C-4).
pub(super) fn turned(actor: &Actor, after: &Fields, roles: &[i64]) -> Option<i64> {
    let shut = |roles: &[i64], enabled: bool| roles.contains(&EMPLOYEE) && (actor.is_archived() || !enabled);
    let (was, is) = (shut(&actor.roles, actor.enabled), shut(roles, fields::enabled(after)));
    actor.user.filter(|_| was != is)
}

/// Completes and writes the entry for the survivor, and writes the one for the other actor.
fn record_both(
    tx: &mut Tx<'_>,
    author: &Author,
    (survivor, other): (&Side, &Side),
    (said, batch): (Entry, Uuid),
    roles: &[i64],
) -> Result<()> {
    let user = survivor.actor.user.or(other.actor.user);
    let said = said
        .fact("other", other.actor.id)
        .diff(
            "roles",
            verbs::role_names(tx, &survivor.actor.roles)?,
            verbs::role_names(tx, roles)?,
        )
        .diff("linked_user", survivor.actor.user, user);
    activity::record(tx, said)?;
    let gone = entry(author, Event::ActorMergedAway, &other.actor, Some(batch))
        .fact("survivor", survivor.actor.id)
        .fact("roles", verbs::role_names(tx, &other.actor.roles)?)
        .fact("linked_user", other.actor.user);
    activity::record(tx, gone)?;
    Ok(())
}

/// Returns which of the changed fields are exchanged: those of which each actor has only one.
fn swapped(changed: &[(String, String, String)]) -> Vec<&'static str> {
    let names = [NUMBER, IMAGE, CPR].into_iter();
    names
        .filter(|name| changed.iter().any(|(have, ..)| have == name))
        .collect()
}

fn ids(groups: &[(i64, String)]) -> Vec<i64> {
    groups.iter().map(|(id, _)| *id).collect()
}

/// How the fields of one actor are written when some are exchanged with a second actor.
pub(super) struct Exchange<'e> {
    pub seal: &'e Seal,
    pub author: &'e Author,
    /// The fields that both actors exchange.
    pub swapped: &'e [&'e str],
    /// The linked user after the change.
    pub user: Option<i64>,
}

impl Exchange<'_> {
    /// Writes the fields of `one` as in `after`, and exchanges the others with `second`.
    pub fn write(&self, tx: &mut Tx<'_>, (one, second): (&Side, &Side), after: &Fields) -> Result<()> {
        if self.swapped.contains(&NUMBER) {
            store::free_number(tx, second.actor.id)?;
        }
        if self.swapped.contains(&IMAGE) {
            store::swap_images(tx, one.actor.id, second.actor.id)?;
        }
        if self.swapped.contains(&CPR) {
            self.swap_cpr(tx, one, second)?;
        }
        let details = fields::details(one.actor.kind, after);
        let write = Write {
            details: &details,
            unit: fields::unit(after)?,
            enabled: fields::enabled(after),
            user: self.user,
        };
        verbs::write_row(tx, one.actor.id, &write, self.author.user)?;
        if self.swapped.contains(&NUMBER) {
            let number = fields::text(&one.fields, NUMBER);
            store::set_number(tx, second.actor.id, (number, &name_key(number)))?;
        }
        for (name, _, value) in fields::differing(&one.fields, after) {
            if let Some(field) = fields::value_id(&name) {
                let value = Some(value.as_str()).filter(|value| !value.is_empty());
                verbs::set_value(tx, one.actor.id, field, value)?;
            }
        }
        Ok(())
    }

    /// Exchanges the national id numbers. Each is sealed for its row, so it is sealed anew. Nobody sees it.
    fn swap_cpr(&self, tx: &mut Tx<'_>, one: &Side, second: &Side) -> Result<()> {
        verbs::set_cpr(tx, one.actor.id, None)?;
        verbs::set_cpr(tx, second.actor.id, None)?;
        for (from, to) in [(one, second.actor.id), (second, one.actor.id)] {
            if let Some(cpr) = &from.cpr {
                verbs::set_cpr(tx, to, Some(&cpr.close(self.seal, to)?))?;
            }
        }
        Ok(())
    }

    /// Adds the exchanged number of `one` to its entry, masked.
    pub fn told_cpr(&self, entry: Entry, one: &Side, second: &Side) -> Entry {
        match self.swapped.contains(&CPR) {
            true => cpr::told(entry, one.cpr.as_ref(), second.cpr.as_ref()),
            false => entry,
        }
    }
}

/// Adds the fields that differ to an entry, in the form that every other change uses.
pub(super) fn told(mut entry: Entry, changed: &[(String, String, String)], known: &[ActorField]) -> Entry {
    for (name, before, after) in changed {
        let value = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        entry = match (name.as_str(), fields::value_id(name)) {
            ("unit", _) => entry.diff("unit", before.parse::<i64>().ok(), after.parse::<i64>().ok()),
            ("enabled", _) => entry.diff("enabled", before == "true", after == "true"),
            (IMAGE, _) => entry.fact("image", true),
            (CPR, _) => entry,
            (_, Some(id)) => match known.iter().find(|field| field.id == id) {
                Some(field) => entry.personal_diff(&field.label, value(before), value(after)),
                None => entry,
            },
            (name, None) => entry.personal_diff(name, value(before), value(after)),
        };
    }
    entry
}

pub(super) fn union(one: &[i64], other: &[i64]) -> Vec<i64> {
    let mut all = [one, other].concat();
    all.sort_unstable();
    all.dedup();
    all
}

/// Returns the ids of `all` that are not in `other`.
pub(super) fn lacking(all: &[i64], other: &[i64]) -> Vec<i64> {
    all.iter().copied().filter(|id| !other.contains(id)).collect()
}
