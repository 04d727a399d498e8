//! Who of a selection is affected, and carrying it out.
use super::{Bulk, Done, Selectable, Selection};
use crate::access::{Access, Can, Refusal};
use crate::activity::Author;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::web::visit::{Ctx, Visit};
use std::collections::HashMap;
use uuid::Uuid;

/// What an action would do to a selection. Whoever cannot be seen is in none of these.
pub struct Plan<R> {
    pub affected: Vec<R>,
    /// Nothing to do for them.
    pub idle: Vec<R>,
    pub refused: Vec<(R, Refusal)>,
    /// What goes along with whom, in words.
    pub(super) along: HashMap<i64, String>,
}

impl<R: Selectable> Plan<R> {
    /// As of now, nothing locked.
    ///
    /// # Errors
    /// `NotFound` where none of them can be seen.
    pub(super) fn of<B: Bulk<Row = R>>(visit: &Visit, db: &mut impl Read, ids: &[i64]) -> Result<Self> {
        let access = &visit.access;
        let kept = B::kept(db, access, ids)?;
        let mut plan = Self {
            affected: Vec::new(),
            idle: Vec::new(),
            refused: Vec::new(),
            along: B::along(db, &visit.t, ids)?,
        };
        for row in R::several(db, ids)?.into_iter().filter(|row| row.is_seen(access)) {
            let refusal = access.allows::<B::Right>(row.of()).err();
            match refusal.or(kept.get(&row.id()).copied()) {
                Some(refusal) => plan.refused.push((row, refusal)),
                None if B::idle(&row).is_some() => plan.idle.push(row),
                None => plan.affected.push(row),
            }
        }
        if plan.all().next().is_none() {
            return Err(Error::NotFound);
        }
        Ok(plan)
    }

    /// Everybody of the selection whom the reader can see.
    pub fn all(&self) -> impl Iterator<Item = &R> {
        let refused = self.refused.iter().map(|(row, _)| row);
        self.affected.iter().chain(&self.idle).chain(refused)
    }

    /// The refusal of a selection of one, where the rule itself says no.
    pub(super) fn refusal<B: Bulk<Row = R>>(&self, access: &Access) -> Option<Refusal> {
        let mut all = self.all();
        let only = all.next().filter(|_| all.next().is_none())?;
        access.allows::<B::Right>(only.of()).err()
    }

    /// What is typed to confirm: the mark of one, how many several are.
    pub(super) fn expected(&self) -> String {
        match &self.affected[..] {
            [one] => one.mark().to_owned(),
            several => several.len().to_string(),
        }
    }

    /// Locks all of them in the order of their ids, asks again under the locks, and acts on whoever may be acted on,
    /// all in this transaction with one entry each. Whom `act` refuses is refused, whatever it had done until then; the
    /// others go on.
    ///
    /// # Errors
    /// Any database error, and what `act` says but `Denied`.
    pub fn carry_out<'t, B: Bulk<Row = R>>(
        &self,
        ctx: &mut Ctx<'_, 't>,
        selection: &Selection,
        mut act: impl FnMut(&mut Tx<'t>, &Author, &Can<'t, B::Right>, Option<Uuid>) -> Result<bool>,
    ) -> Result<Done> {
        let (author, access) = (ctx.visit.author(), &ctx.visit.access);
        let batch = (selection.ids.len() > 1).then(Uuid::now_v7);
        let names: HashMap<i64, &str> = self.all().map(|row| (row.id(), row.name())).collect();
        let ids: Vec<i64> = names.keys().copied().collect();
        let mut done = Done::default();
        let verdicts = access.can_all::<B::Right>(ctx.tx, &ids)?;
        let kept = B::kept(ctx.tx, access, &ids)?;
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
