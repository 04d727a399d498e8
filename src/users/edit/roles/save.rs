//! What a form does to the roles of a user: they are checked with the rest of the form, then given and taken in the
//! same transaction.
use super::form::{OWN, Typed};
use super::read::is_role;
use super::{Held, Offered, Roles, fixed_place, said};
use crate::access::{Can, Refusal};
use crate::error::{Error, Result};
use crate::memberships::{self, Account, AddMembership, Dates, Group, RemoveMembership, verbs};
use crate::users;
use crate::web::refusal;
use crate::web::versions::Compared;
use crate::web::visit::{Ctx, Visit};
use uuid::Uuid;

/// What the save does to the roles.
#[derive(Clone, Default)]
pub struct Wanted {
    remove: Vec<i64>,
    add: Vec<(i64, Group)>,
}

impl Roles {
    /// Checks what was typed and writes mistakes to the fields. `own`: the unit the user will be in, if that is known.
    /// If a rule refuses a change, the field says so and the refusal is returned for the log.
    ///
    /// # Errors
    /// `NotFound` for units and memberships the reader does not see, `Denied` and `BadRequest` for what this form never
    /// shows.
    pub fn check(
        &mut self,
        ctx: &mut Ctx<'_, '_>,
        typed: &Typed,
        account: &Account,
        own: Option<i64>,
    ) -> Result<(Wanted, Option<Refusal>)> {
        self.refuse_forged(ctx, typed, account, own)?;
        let (mut wanted, mut refused) = (Wanted::default(), None);
        for held in self.held.iter_mut().filter(|held| !held.tick.ticked()) {
            match verbs::may_remove(&ctx.visit.access, &held.row) {
                Ok(()) => wanted.remove.push(held.row.id),
                Err(refusal) => {
                    held.tick.refuse(refusal::told(&ctx.visit, ctx.tx, &refusal)?);
                    refused.get_or_insert(refusal);
                }
            }
        }
        for role in self.offered.iter_mut().filter(|role| role.tick.ticked()) {
            match role.check(ctx, account, own)? {
                Ok(Some(unit)) => wanted.add.push((unit, role.group.clone())),
                Ok(None) => {}
                Err(refusal) => {
                    refused.get_or_insert(refusal);
                }
            }
        }
        Ok((wanted, refused))
    }

    /// Refuses what was sent although it is not on the reader's form.
    fn refuse_forged(&self, ctx: &mut Ctx<'_, '_>, typed: &Typed, account: &Account, own: Option<i64>) -> Result<()> {
        let odd = || Error::BadRequest("a role that is not on the form".into());
        let shown = |id: &i64| self.offered.iter().any(|role| role.group.id == *id);
        if let Some(id) = typed.given.iter().find(|id| !shown(id)) {
            let group = memberships::group(ctx.tx, *id)?.filter(|group| is_role(&ctx.visit.access, group.id));
            let group = group.ok_or_else(odd)?;
            let unit = fixed_place(&group).or(own).ok_or_else(odd)?;
            verbs::may_add(&ctx.visit.access, unit, &wanted(group, account))?;
            return Err(odd());
        }
        let here = |id: &i64| self.held.iter().find(|held| held.row.id == *id);
        for (id, _) in typed.held.iter().filter(|(_, stays)| !**stays) {
            match here(id) {
                Some(Held { why: Some(_), row, .. }) => verbs::may_remove(&ctx.visit.access, row)?,
                Some(_) => {}
                None => self.gone(ctx, *id, account)?,
            }
        }
        Ok(())
    }

    /// Accepts a membership that is no longer stored: it was to be taken away. Refuses every other that is not on the
    /// form.
    fn gone(&self, ctx: &mut Ctx<'_, '_>, membership: i64, account: &Account) -> Result<()> {
        match memberships::one(ctx.tx, membership)? {
            None => Ok(()),
            Some(row) if row.account.id != account.id || !ctx.visit.access.finds(&row.target()) => Err(Error::NotFound),
            Some(_) => Err(Error::BadRequest("a role that is not on the form".into())),
        }
    }

    /// Returns the roles before and after, for **Saved** and for a conflict. None if they stay as they are.
    pub fn compared(&self, visit: &Visit, wanted: &Wanted) -> Option<Compared> {
        let held = |kept: bool| {
            let of = self
                .held
                .iter()
                .filter(move |held| !kept || !wanted.remove.contains(&held.row.id));
            of.map(|held| said(visit, &held.row.group, held.row.unit))
        };
        let added = wanted.add.iter().map(|(unit, group)| said(visit, group, *unit));
        let list = |words: Vec<String>| {
            if words.is_empty() {
                "–".to_owned()
            } else {
                words.join(", ")
            }
        };
        (!wanted.is_empty()).then(|| Compared {
            label: visit.t.get("user-roles"),
            theirs: list(held(false).collect()),
            yours: list(held(true).chain(added).collect()),
        })
    }
}

impl Offered {
    /// Returns the unit the role is to be given in. None if it is not known yet, or if the role does not fit there,
    /// which the field then says. The inner error is the rule that refuses it.
    fn check(
        &mut self,
        ctx: &mut Ctx<'_, '_>,
        account: &Account,
        own: Option<i64>,
    ) -> Result<Result<Option<i64>, Refusal>> {
        let chosen = self.unit.value.parse().ok().filter(|unit| *unit != OWN);
        let Some(unit) = fixed_place(&self.group).or(chosen).or(own) else {
            return Ok(Ok(None));
        };
        let access = ctx.visit.access.clone();
        let wanted = wanted(self.group.clone(), account);
        let refusal = match access.can::<AddMembership>(ctx.tx, unit) {
            Ok(_) => verbs::may_add(&access, unit, &wanted).err(),
            Err(Error::Denied(refusal)) => Some(*refusal),
            Err(other) => return Err(other),
        };
        if let Some(refusal) = refusal {
            self.tick.refuse(refusal::told(&ctx.visit, ctx.tx, &refusal)?);
            return Ok(Err(refusal));
        }
        match verbs::misfit(ctx.tx, access.snapshot(), unit, &wanted)? {
            Some(misfit) => {
                self.tick.refuse(misfit.say(&ctx.visit.t, access.snapshot()));
                Ok(Ok(None))
            }
            None => Ok(Ok(Some(unit))),
        }
    }
}

fn wanted(group: Group, account: &Account) -> memberships::Wanted {
    memberships::Wanted {
        group,
        account: account.clone(),
        dates: Dates::default(),
    }
}

impl Wanted {
    pub fn is_empty(&self) -> bool {
        self.remove.is_empty() && self.add.is_empty()
    }

    /// Returns for example "Store manager in Aalborg, Auditor in North".
    pub fn given(&self, visit: &Visit) -> String {
        let added = self.add.iter().map(|(unit, group)| said(visit, group, *unit));
        added.collect::<Vec<_>>().join(", ")
    }

    /// Takes and gives the roles. Each change writes an entry; a batch joins the entries.
    ///
    /// # Errors
    /// `Denied` and `NotFound` as the rights are in this transaction.
    pub fn apply(&self, ctx: &mut Ctx<'_, '_>, user: i64) -> Result<()> {
        if !self.is_empty() {
            ctx.visit.proven()?;
        }
        let access = ctx.visit.access.clone();
        let (author, batch) = (ctx.visit.author(), Some(Uuid::now_v7()));
        for membership in &self.remove {
            let can = access.can::<RemoveMembership>(ctx.tx, *membership)?;
            verbs::remove(ctx.tx, &access, &author, &can, batch)?;
        }
        for (unit, group) in &self.add {
            let account = memberships::account(ctx.tx, user)?.ok_or(Error::NotFound)?;
            let place: Can<'_, AddMembership> = access.can(ctx.tx, *unit)?;
            // If the user already has the role there, somebody else has just given it.
            let _already = verbs::add(
                ctx.tx,
                &access,
                &author,
                &place,
                &wanted(group.clone(), &account),
                batch,
            )?;
        }
        // The form of the user shows the roles, so a form opened before must be told of them too (SPEC U-7).
        if !self.is_empty() {
            users::verbs::raise_version(ctx.tx, user, author.user)?;
        }
        Ok(())
    }
}
