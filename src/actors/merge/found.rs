//! The search for the other actor: GET /actors/merge/found, a fragment, and the field of the page.
use super::{HERE, Selection, store};
use crate::access::Access;
use crate::access::division;
use crate::actors::{self, Actor, list};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::text::words;
use crate::web::answer::Answer;
use crate::web::field::Field;
use crate::web::picker::{Found, Picker};
use crate::web::visit::{View, Visit};

/// How many are offered at once.
const OFFERED: usize = 20;

/// Returns the field. It offers the actors the reader may open, except this one.
pub fn picker(db: &mut impl Read, visit: &Visit, actor: &Actor, find: &str) -> Result<Picker> {
    let (others, more) = others(db, visit, actor.id, find)?;
    let found = others.iter().map(|other| Found {
        value: other.id.to_string(),
        label: other.name.clone(),
        hint: hint(visit, other),
        icon: "user",
        remarks: other.remarks.clone(),
    });
    Ok(Picker {
        field: Field::empty("other"),
        find: find.to_owned(),
        url: format!("{HERE}/found?id={}", actor.id),
        more,
        found: found.collect(),
    })
}

/// Returns the number, the unit, and whether the actor is archived.
fn hint(visit: &Visit, actor: &Actor) -> String {
    let unit = visit.access.seen_unit(actor.unit).map(|unit| unit.name.to_string());
    let state = actor.is_archived().then(|| visit.t.get("actor-state-archived"));
    let parts = [Some(actor.number.clone()), unit, state];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Returns the actors that have all these words and are in a list the reader may open, archived or not, by name. Also
/// returns whether there are more. Actors without a role have no words in the index, so their list is looked through.
fn others(db: &mut impl Read, visit: &Visit, actor: i64, find: &str) -> Result<(Vec<Actor>, bool)> {
    let (access, words) = (&visit.access, words(find));
    if words.is_empty() {
        return Ok((Vec::new(), false));
    }
    let roles = access.snapshot().actor_roles().all().iter().map(|role| role.id);
    let roles: Vec<i64> = roles.filter(|role| actors::opens(access, &[*role])).collect();
    let mut ids = store::find(db, &division::seen(access), &roles, &words, 3 * OFFERED)?;
    let mut more = false;
    if actors::opens(access, &[]) {
        let (roleless, further) = list::roleless(db, visit, &words.join(" "))?;
        (ids, more) = ([ids, roleless].concat(), further);
    }
    let mut found = actors::store::several(db, &ids)?;
    found.retain(|other| other.id != actor && actors::opens(access, &other.roles));
    more |= found.len() > OFFERED;
    found.truncate(OFFERED);
    Ok((found, more))
}

/// Returns the actor that the other one is searched for.
pub fn first(db: &mut impl Read, access: &Access, selection: &Selection) -> Result<Actor> {
    let id = selection.ids.first().copied().ok_or(Error::NotFound)?;
    let actor = actors::one(db, id)?.filter(|actor| division::sees(access, actor.unit));
    actor.ok_or(Error::NotFound)
}

/// GET /actors/merge/found.
pub fn found(view: &mut View, selection: Selection) -> Result<Answer> {
    let View { db, visit } = view;
    actors::some_screen(&visit.access)?;
    let actor = first(db, &visit.access, &selection)?;
    let picker = picker(db, visit, &actor, &selection.find)?;
    picker.part(&visit.t)
}
