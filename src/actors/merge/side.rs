//! All data of one of the two actors that a merge compares.
use super::fields::{self, Fields};
use super::store;
use crate::access::Access;
use crate::actors::cpr::Cpr;
use crate::actors::verbs::{self, Stored};
use crate::actors::{self, Actor};
use crate::config::Seal;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::memberships::{self, Who};

pub struct Side {
    pub actor: Actor,
    pub stored: Stored,
    pub fields: Fields,
    /// The whole number, to be moved or to be shown masked.
    pub cpr: Option<Cpr>,
    /// Id and name.
    pub groups: Vec<(i64, String)>,
    pub notes: i64,
    pub documents: i64,
}

impl Side {
    pub fn of(db: &mut impl Read, seal: &Seal, actor: Actor) -> Result<Self> {
        let stored = verbs::stored(db, actor.id)?.ok_or(Error::NotFound)?;
        let values = verbs::values(db, actor.id)?;
        let (notes, documents) = store::counts(db, actor.id)?;
        let cpr = stored.cpr(seal, actor.id)?;
        let hash = cpr.as_ref().map(|cpr| cpr.hash(seal));
        Ok(Self {
            fields: fields::of(&stored, (actor.image, hash.as_deref()), &values),
            cpr,
            groups: actors::store::groups(db, actor.id)?,
            notes,
            documents,
            stored,
            actor,
        })
    }

    /// Like [`Side::of`], for an actor given by id.
    pub fn one(db: &mut impl Read, seal: &Seal, id: i64) -> Result<Self> {
        let actor = actors::one(db, id)?.ok_or(Error::NotFound)?;
        Self::of(db, seal, actor)
    }
}

/// Returns the linked user's name, if the reader sees that user (P-12).
pub fn linked_name(db: &mut impl Read, access: &Access, actor: &Actor) -> Result<Option<String>> {
    let Some(user) = actor.user else { return Ok(None) };
    let account = memberships::account(db, user)?;
    Ok(account.and_then(|account| match account.who {
        Who::User { unit, .. } if access.sees(unit) => Some(account.display_name),
        _ => None,
    }))
}
