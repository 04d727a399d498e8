//! Who of a selection is affected, and what came of it.
use super::{Bulk, Selection};
use crate::access::{Access, Refusal, division};
use crate::actors::{self, Actor, store};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::several::Done;
use crate::web::visit::Ctx;
use std::collections::HashMap;
use uuid::Uuid;

/// What an action would do to a selection. Whoever cannot be seen is in none of these.
#[derive(Default)]
pub(super) struct Plan {
    pub affected: Vec<Actor>,
    /// Nothing to do for them.
    pub idle: Vec<Actor>,
    pub refused: Vec<(Actor, Refusal)>,
    /// How many others go along with whom.
    pub along: HashMap<i64, i64>,
}

impl Plan {
    /// As of now, nothing locked.
    ///
    /// # Errors
    /// `NotFound` where none of them can be seen.
    pub fn of<B: Bulk>(access: &Access, db: &mut impl Read, ids: &[i64]) -> Result<Self> {
        let kept = B::kept(db, ids)?;
        let mut plan = Self {
            along: B::along(db, ids)?,
            ..Self::default()
        };
        for actor in store::several(db, ids)? {
            if !division::sees(access, actor.unit) || actors::screen_of(access, &actor).is_err() {
                continue;
            }
            let refusal = access.allows::<B::Right>(&actor).err().or(kept.get(&actor.id).copied());
            match refusal {
                Some(refusal) => plan.refused.push((actor, refusal)),
                None if B::idle(&actor) => plan.idle.push(actor),
                None => plan.affected.push(actor),
            }
        }
        if plan.all().next().is_none() {
            return Err(Error::NotFound);
        }
        Ok(plan)
    }

    /// Everybody of the selection whom the reader can see.
    pub fn all(&self) -> impl Iterator<Item = &Actor> {
        let refused = self.refused.iter().map(|(actor, _)| actor);
        self.affected.iter().chain(&self.idle).chain(refused)
    }

    /// The refusal of a selection of one, where the rule itself says no.
    pub fn refusal<B: Bulk>(&self, access: &Access) -> Option<Refusal> {
        let mut all = self.all();
        let only = all.next().filter(|_| all.next().is_none())?;
        access.allows::<B::Right>(only).err()
    }

    /// Locks, asks again under the lock, and acts on whoever may be acted on, all in this transaction with one entry each.
    pub fn carry_out<B: Bulk>(&self, ctx: &mut Ctx<'_, '_>, selection: &Selection) -> Result<Done> {
        let (author, access) = (ctx.visit.author(), ctx.visit.access.clone());
        let batch = (selection.ids.len() > 1).then(Uuid::now_v7);
        let names: HashMap<i64, &str> = self.all().map(|actor| (actor.id, &*actor.name)).collect();
        let ids: Vec<i64> = names.keys().copied().collect();
        let mut done = Done::default();
        let verdicts = access.can_all::<B::Right>(ctx.tx, &ids)?;
        let kept = B::kept(ctx.tx, &ids)?;
        for (id, verdict) in verdicts {
            let name = names.get(&id).copied().unwrap_or_default().to_owned();
            match (verdict, kept.get(&id)) {
                (Err(refusal), _) => done.refused.push((name, refusal)),
                (Ok(_), Some(refusal)) => done.refused.push((name, *refusal)),
                (Ok(can), None) => match B::act(ctx.tx, &ctx.visit.state.seal, &author, &can, batch)? {
                    true => done.changed.push(name),
                    false => done.idle.push(name),
                },
            }
        }
        Ok(done)
    }
}
