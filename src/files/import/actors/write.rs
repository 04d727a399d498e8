//! Writes actors and their entries of the log.
use super::{Change, Plan};
use crate::activity::{Entry, Event, Subject};
use crate::actors::{cpr, words};
use crate::db::Tx;
use crate::error::Result;
use crate::files::import::Log;
use crate::files::store::CHUNK;
use crate::files::store::actors::{self as store, Actor};

pub(super) fn all(tx: &mut Tx<'_>, changes: &[Change], log: &Log<'_>) -> Result<()> {
    let old = changes.iter().filter_map(|change| Some((change.old.as_ref()?, change)));
    let numbered = old.clone().filter(|(_, change)| change.cpr.is_some());
    let moved = old.filter(|(_, change)| change.moves_user());
    store::release(
        tx,
        &numbered.map(|(old, _)| old.id).collect::<Vec<_>>(),
        &moved.map(|(old, _)| old.id).collect::<Vec<_>>(),
    )?;
    let mut written = 0;
    let (new, changed): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| change.old.is_none());
    for (changes, is_new) in [(new, true), (changed, false)] {
        for changes in changes.chunks(CHUNK) {
            let actors: Vec<Actor> = changes.iter().map(|change| change.new.clone()).collect();
            match is_new {
                true => store::insert(tx, &actors, log.by())?,
                false => store::update(tx, &actors, log.by())?,
            }
            store::set_roles(tx, &actors)?;
            words::write_all(tx, &actors.iter().map(|actor| actor.id).collect::<Vec<_>>())?;
            written += changes.len();
            log.written(written);
        }
    }
    Ok(())
}

impl Plan {
    /// Returns the entry of the log for one change, in the unit where the actor stood before it. The national id number
    /// is masked in it.
    pub(super) fn entry(&self, log: &Log<'_>, change: &Change) -> Entry {
        let (old, new) = (change.old.as_ref(), &change.new);
        let event = match old {
            None => Event::ActorCreated,
            Some(old) if new.archived && !old.archived => Event::ActorArchived,
            Some(old) if old.archived && !new.archived => Event::ActorUnarchived,
            Some(_) => Event::ActorUpdated,
        };
        let stood = old.map_or(new.unit, |old| old.unit);
        let entry = log
            .entry(event, Subject::Actor(new.id), Some(stood))
            .diff("kind", old.map(|old| &*old.kind), Some(&*new.kind))
            .diff("unit", old.map(|old| old.unit), Some(new.unit))
            .diff("roles", old.map(|old| self.named(old)), Some(self.named(new)))
            .diff("linked_user", old.and_then(|old| old.user), new.user);
        let entry = texts(entry, old, new);
        match &change.cpr {
            Some(cpr) => cpr::told(entry, cpr.before.as_ref(), cpr.after.as_ref()),
            None => entry,
        }
    }

    /// Returns the system names of the actor's roles, which never change.
    fn named(&self, actor: &Actor) -> String {
        let roles = self.roles.iter().filter(|role| actor.roles.contains(&role.id));
        let names: Vec<&str> = roles.map(|role| role.name.as_str()).collect();
        names.join(", ")
    }
}

/// Reads a text of an actor.
type Text = fn(&Actor) -> &str;

fn texts(mut entry: Entry, old: Option<&Actor>, new: &Actor) -> Entry {
    let fields: [(&str, Text); 9] = [
        ("number", |actor| &actor.number),
        ("name", |actor| &actor.name),
        ("email", |actor| &actor.email),
        ("phone", |actor| &actor.phone),
        ("address", |actor| &actor.address),
        ("postal_code", |actor| &actor.postal_code),
        ("city", |actor| &actor.city),
        ("country", |actor| &actor.country),
        ("cvr", |actor| &actor.cvr),
    ];
    for (field, of) in fields {
        entry = entry.personal_diff(field, old.map_or("", of), of(new));
    }
    entry
}
