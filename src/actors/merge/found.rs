//! The other actor, searched for: GET /actors/merge/found, a fragment, and the field of the page.
use super::{HERE, Selection};
use crate::access::Access;
use crate::access::division;
use crate::actor_setup::groups;
use crate::actors::{self, Actor};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::answer::Answer;
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::picker::Picker;
use crate::web::visit::View;
use askama::Template;

#[derive(Template)]
#[template(path = "memberships/found.html")]
struct FoundPart {
    t: Texts,
    picker: Picker,
}

/// The field: actors the reader sees, but this one.
pub fn picker(db: &mut impl Read, access: &Access, actor: &Actor, find: &str) -> Result<Picker> {
    let url = format!("{HERE}/found?id={}", actor.id);
    let mut picker = groups::actor_picker(db, access, None, find, Field::empty("other"), url)?;
    picker.found.retain(|found| found.value != actor.id.to_string());
    Ok(picker)
}

/// The one whose other is searched for.
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
    let picker = picker(db, &visit.access, &actor, &selection.find)?;
    let page = Answer::page(&FoundPart { t: visit.t, picker })?;
    Ok(Answer {
        flash_shown: false,
        ..page
    })
}
