//! Finding an actor for a group: GET /setup/actors/groups/{id}/found, a fragment.
use super::{ActorGroup, LIST, store};
use crate::access::Access;
use crate::actor_setup::division;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::text::{has_words, words};
use crate::web::answer::Answer;
use crate::web::cursor::Cursor;
use crate::web::field::Field;
use crate::web::menu;
use crate::web::picker::{Found, Picker};
use crate::web::request::{Id, Query};
use crate::web::visit::View;
use serde::Deserialize;

/// How many are offered at once.
const OFFERED: usize = 20;
/// Groups read at once while looking for matches.
const CHUNK: usize = 500;

/// What the box sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub actor: String,
    pub actor_find: String,
    /// Where the page of members begins that the box stands on.
    pub cursor: String,
}

/// Returns the field for an actor. It offers actors the reader sees that are not archived and have the role the group
/// is for.
pub(super) fn picker(
    db: &mut impl Read,
    access: &Access,
    group: &ActorGroup,
    find: &str,
    field: Field,
) -> Result<Picker> {
    let rows = store::find(db, &division::seen(access), group.role, &words(find), OFFERED + 1)?;
    let units = access.snapshot().units();
    let found = rows.iter().take(OFFERED).map(|actor| Found {
        value: actor.id.to_string(),
        label: actor.name.clone(),
        hint: match units.get(actor.unit_id).filter(|unit| access.sees(unit.id)) {
            Some(unit) => format!("{} · {}", actor.number, unit.name),
            None => actor.number.clone(),
        },
        icon: "user",
        remarks: actor.remarks.clone(),
    });
    Ok(Picker {
        field,
        find: find.to_owned(),
        url: format!("{LIST}/{}/found", group.id),
        more: rows.len() > OFFERED,
        found: found.collect(),
    })
}

/// Returns the first groups for these roles or for every actor whose names have all these words, each as the beginning
/// of a word. Also returns whether there are more.
///
/// # Errors
/// Any database error.
pub fn named(
    db: &mut impl Read,
    roles: &[i64],
    find: &str,
    most: usize,
    is_wanted: impl Fn(&ActorGroup) -> bool,
) -> Result<(Vec<ActorGroup>, bool)> {
    let (wanted, mut found, mut after) = (words(find), Vec::new(), None);
    while !wanted.is_empty() && found.len() <= most {
        let rows = store::beside(db, after.as_ref(), CHUNK)?;
        let Some(last) = rows.last() else { break };
        after = Some(Cursor {
            backward: false,
            id: last.id,
            key: Some(last.sort_name.clone()),
            unit: None,
        });
        found.extend(rows.into_iter().filter(|group| {
            has_words(&words(&group.name), &wanted)
                && group.role.is_none_or(|role| roles.contains(&role))
                && is_wanted(group)
        }));
    }
    let more = found.len() > most;
    found.truncate(most);
    Ok((found, more))
}

/// GET /setup/actors/groups/{id}/found.
pub fn found(view: &mut View, (Id(id), Query(asked)): (Id, Query<Asked>)) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ACTOR_GROUPS.enter(&visit.access)?;
    let group = store::one(db, id)?.ok_or(Error::NotFound)?;
    let field = Field::new("actor", asked.actor);
    let picker = picker(db, &visit.access, &group, &asked.actor_find, field)?;
    picker.part(&visit.t)
}
