//! The national id number on an actor's own screen (SPEC A-3). Readers who may edit it get a field, readers who may
//! view it see the whole number, and all others see it masked. Their saving never changes it.
use super::form::{Fields, Typed};
use crate::activity::Entry;
use crate::actors::cpr::{Cpr, Shown};
use crate::actors::verbs::{self, Stored};
use crate::actors::{Actor, EditCpr, Kind};
use crate::db::Tx;
use crate::error::Result;
use crate::web::i18n::Texts;
use crate::web::versions::Compared;
use crate::web::visit::Visit;

/// The stored number, and what the reader may see and do with it.
#[derive(Default)]
pub(super) struct Number {
    stored: Option<Cpr>,
    shown: Shown,
    pub editable: bool,
}

impl Number {
    pub fn of(visit: &Visit, actor: &Actor, stored: &Stored) -> Result<Self> {
        let cpr = stored.cpr(&visit.state.seal, actor.id)?;
        Ok(Self {
            shown: Shown::of(visit, actor, cpr.as_ref()),
            editable: visit.access.allows::<EditCpr>(actor).is_ok(),
            stored: cpr,
        })
    }

    /// For an actor that is yet to be created.
    pub fn of_new(editable: bool) -> Self {
        Self {
            editable,
            ..Self::default()
        }
    }

    /// Fills the field, for readers who have one.
    pub fn fill(&self, fields: &mut Fields) {
        if let (true, Some(cpr)) = (self.editable, &self.stored) {
            fields.cpr.value = cpr.whole();
        }
    }

    /// Returns what is shown to readers without the field. `None` for an organization without a number.
    pub fn said(&self, fields: &Fields) -> Option<String> {
        let is_there = !self.shown.said.is_empty() || fields.kind.is(Kind::Person.code());
        (is_there && !self.editable).then(|| self.shown.said.clone())
    }

    /// Returns the wanted number if it differs from the stored one; `Some(None)` removes it. Mistakes are set at the
    /// fields.
    pub fn check(&self, t: &Texts, fields: &mut Fields, typed: &Typed) -> Option<Option<Cpr>> {
        let is_person = fields.kind.is(Kind::Person.code());
        if typed.cpr.is_none() {
            if self.stored.is_some() && !is_person {
                fields.kind.refuse(t.get("actor-kind-has-cpr"));
            }
            return None;
        }
        let wanted = match Cpr::parse(&fields.cpr.value) {
            _ if fields.cpr.value.trim().is_empty() => None,
            Ok(cpr) => Some(cpr),
            Err(wrong) => {
                fields.cpr.refuse(wrong.say(t));
                return None;
            }
        };
        if wanted.is_some() && !is_person {
            fields.cpr.refuse(t.get("actor-cpr-organization"));
        }
        (wanted != self.stored).then_some(wanted)
    }

    /// Returns what changed, for the message after Save. It is masked, because the message is kept in a cookie until it
    /// is shown.
    pub fn changed(&self, t: &Texts, wanted: Option<&Option<Cpr>>) -> Option<Compared> {
        let masked = |cpr: &Option<Cpr>| cpr.as_ref().map_or_else(|| "–".to_owned(), Cpr::masked);
        wanted.map(|wanted| Compared {
            label: t.get("actors-column-cpr"),
            theirs: masked(&self.stored),
            yours: masked(wanted),
        })
    }

    /// Compares the stored number with the one that was typed, for readers who may edit it.
    pub fn compared(&self, t: &Texts, typed: &Typed) -> Option<Compared> {
        let typed = typed.cpr.as_deref()?.trim();
        let yours = Cpr::parse(typed).map_or_else(|_| typed.to_owned(), |cpr| cpr.whole());
        let theirs = self.stored.as_ref().map(Cpr::whole).unwrap_or_default();
        let shown = |text: String| if text.is_empty() { "–".to_owned() } else { text };
        (theirs != yours).then(|| Compared {
            label: t.get("actors-column-cpr"),
            theirs: shown(theirs),
            yours: shown(yours),
        })
    }

    pub fn entry(&self, visit: &Visit, actor: &Actor) -> Option<Entry> {
        self.shown.entry(visit, actor)
    }
}

/// Refuses the actor's number or the national id number if another actor has it. All the reader may learn is that it is
/// taken (P-12). This only gives a better message: the database constraints decide.
pub(super) fn taken(
    tx: &mut Tx<'_>,
    visit: &Visit,
    fields: &mut Fields,
    wanted: Option<&Option<Cpr>>,
    except: Option<i64>,
) -> Result<()> {
    if verbs::number_taken(tx, &fields.number.value, except)? {
        fields.number.refuse(visit.t.get("actor-number-taken"));
    }
    let Some(Some(cpr)) = wanted else { return Ok(()) };
    let owner = verbs::with_cpr(tx, &cpr.hash(&visit.state.seal))?;
    if owner.is_some_and(|owner| Some(owner) != except) {
        fields.cpr.refuse(visit.t.get("actor-cpr-taken"));
    }
    Ok(())
}
