//! Who of a selection is affected, and what came of it.
use super::{Bulk, Selection, store};
use crate::access::{Access, Can, Refusal};
use crate::activity::Author;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::users::{self, User};
use crate::web::several::Done;
use crate::web::visit::Ctx;
use std::collections::HashMap;
use uuid::Uuid;

/// What an action would do to a selection. Whoever cannot be seen is in none of these.
#[derive(Default)]
pub(super) struct Plan {
    pub affected: Vec<User>,
    /// Nothing to do for them.
    pub idle: Vec<User>,
    pub refused: Vec<(User, Refusal)>,
}

impl Plan {
    /// As of now, nothing locked.
    ///
    /// # Errors
    /// `NotFound` where none of them can be seen.
    pub fn of<B: Bulk>(access: &Access, db: &mut impl Read, ids: &[i64]) -> Result<Self> {
        let (standing, kept) = (store::standing(db, ids)?, B::kept(db, access, ids)?);
        let mut plan = Self::default();
        for user in users::store::several(db, ids)? {
            if !access.is(user.id) && !access.sees(user.unit) {
                continue;
            }
            let refusal = access.allows::<B::Right>(&user).err().or(kept.get(&user.id).copied());
            let standing = standing.get(&user.id).copied().unwrap_or_default();
            match refusal {
                Some(refusal) => plan.refused.push((user, refusal)),
                None if B::idle(&user, &standing) => plan.idle.push(user),
                None => plan.affected.push(user),
            }
        }
        if plan.all().next().is_none() {
            return Err(Error::NotFound);
        }
        Ok(plan)
    }

    /// Everybody of the selection whom the reader can see.
    pub fn all(&self) -> impl Iterator<Item = &User> {
        let refused = self.refused.iter().map(|(user, _)| user);
        self.affected.iter().chain(&self.idle).chain(refused)
    }

    /// The refusal of a selection of one, where the rule itself says no.
    pub fn refusal<B: Bulk>(&self, access: &Access) -> Option<Refusal> {
        let mut all = self.all();
        let only = all.next().filter(|_| all.next().is_none())?;
        access.allows::<B::Right>(only).err()
    }

    /// Locks, asks again under the lock, and acts on whoever may be acted on, all in this transaction with one entry each. Whom
    /// `act` refuses is refused, whatever it had done until then; the others go on.
    pub fn carry_out<'t, B: Bulk>(
        &self,
        ctx: &mut Ctx<'_, 't>,
        selection: &Selection,
        act: impl Fn(&mut Tx<'t>, &Author, &Can<'t, B::Right>, Option<Uuid>) -> Result<bool>,
    ) -> Result<Done> {
        let (author, access) = (ctx.visit.author(), &ctx.visit.access);
        let batch = (selection.ids.len() > 1).then(Uuid::now_v7);
        let names: HashMap<i64, &str> = self.all().map(|user| (user.id, &*user.display_name)).collect();
        let mut done = Done::default();
        let verdicts = access.can_all::<B::Right>(ctx.tx, &selection.ids)?;
        let kept = B::kept(ctx.tx, access, &selection.ids)?;
        for (id, verdict) in verdicts {
            let name = names.get(&id).copied().unwrap_or_default().to_owned();
            match (verdict, kept.get(&id)) {
                (Err(refusal), _) => done.refused.push((name, refusal)),
                (Ok(_), Some(refusal)) => done.refused.push((name, *refusal)),
                (Ok(can), None) => match ctx.tx.part(|tx| act(tx, &author, &can, batch)) {
                    Ok(true) => done.changed.push(name),
                    Ok(false) => done.idle.push(name),
                    Err(Error::Denied(refusal)) => done.refused.push((name, *refusal)),
                    Err(other) => return Err(other),
                },
            }
        }
        Ok(done)
    }
}
