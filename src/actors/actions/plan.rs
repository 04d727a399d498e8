//! Who of a selection is affected, and what came of it.
use super::{Bulk, Selection};
use crate::access::{Access, Refusal, division};
use crate::actors::{self, Actor, store};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::i18n::Texts;
use crate::web::visit::{Ctx, Visit};
use std::collections::HashMap;
use uuid::Uuid;

/// Names in one line of the message afterwards, and reasons in it.
const NAMED: usize = 3;

/// What an action would do to a selection. Whoever cannot be seen is in none of these.
#[derive(Default)]
pub(super) struct Plan {
    pub affected: Vec<Actor>,
    /// Nothing to do for them.
    pub idle: Vec<Actor>,
    pub refused: Vec<(Actor, Refusal)>,
}

impl Plan {
    /// As of now, nothing locked.
    ///
    /// # Errors
    /// `NotFound` where none of them can be seen.
    pub fn of<B: Bulk>(access: &Access, db: &mut impl Read, ids: &[i64]) -> Result<Self> {
        let kept = B::kept(db, ids)?;
        let mut plan = Self::default();
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

/// What an action has done, by name.
#[derive(Default)]
pub(super) struct Done {
    pub changed: Vec<String>,
    pub idle: Vec<String>,
    pub refused: Vec<(String, Refusal)>,
}

impl Done {
    /// Nobody was allowed.
    pub fn all_refused(&self) -> Option<Refusal> {
        let none = self.changed.is_empty() && self.idle.is_empty();
        self.refused.first().filter(|_| none).map(|(_, refusal)| *refusal)
    }

    /// "3 actors archived. Already archived: Bo Dahl. 1 skipped: Anna Berg: You need …"
    pub fn said<B: Bulk>(&self, visit: &Visit) -> String {
        let (t, word) = (&visit.t, B::WORD);
        let mut said = vec![match self.changed.first() {
            Some(first) => t.two(
                &format!("actors-action-{word}-done"),
                "count",
                self.changed.len(),
                "name",
                first,
            ),
            None => t.get("users-action-nothing"),
        }];
        if !self.idle.is_empty() {
            let names = names(t, &self.idle, NAMED);
            said.push(t.one(&format!("actors-action-{word}-idle"), "names", names));
        }
        if !self.refused.is_empty() {
            let refused = self.refused.iter().map(|(name, refusal)| (&**name, refusal));
            let reasons = reasons(visit, refused, NAMED);
            let reasons: Vec<_> = reasons.iter().take(NAMED).map(Reason::line).collect();
            said.push(t.two(
                "users-action-skipped",
                "count",
                self.refused.len(),
                "reasons",
                reasons.join(" "),
            ));
        }
        said.join(" ")
    }
}

/// A reason, and whom it concerns.
pub(super) struct Reason {
    pub names: String,
    pub why: String,
}

impl Reason {
    fn line(&self) -> String {
        format!("{}: {}", self.names, self.why)
    }
}

/// The reasons in words, each once, in the order they first come up.
pub(super) fn reasons<'a>(
    visit: &Visit,
    refused: impl Iterator<Item = (&'a str, &'a Refusal)>,
    most: usize,
) -> Vec<Reason> {
    let mut found: Vec<(Refusal, Vec<&str>)> = Vec::new();
    for (name, refusal) in refused {
        match found.iter_mut().find(|(known, _)| known == refusal) {
            Some((_, names)) => names.push(name),
            None => found.push((*refusal, vec![name])),
        }
    }
    let reason = |(refusal, who): (Refusal, Vec<&str>)| Reason {
        names: names(&visit.t, &who, most),
        why: visit.why_not(&refusal),
    };
    found.into_iter().map(reason).collect()
}

/// "Anna Berg, Bo Dahl and 4 more".
pub(super) fn names<S: AsRef<str>>(t: &Texts, all: &[S], most: usize) -> String {
    let shown: Vec<&str> = all.iter().take(most).map(AsRef::as_ref).collect();
    let shown = shown.join(", ");
    match all.len().saturating_sub(most) {
        0 => shown,
        more => t.two("users-action-names-more", "names", shown, "count", more),
    }
}
