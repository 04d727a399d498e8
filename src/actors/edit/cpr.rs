//! The national id number on an actor's own screen (SPEC A-3): the field for who may edit it, the whole number for who may
//! view it, the masked one for everybody else, whose saving never touches it.
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

/// The number as it is stored, and what of it is the reader's.
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

    /// Of an actor that is yet to be made.
    pub fn of_new(editable: bool) -> Self {
        Self {
            editable,
            ..Self::default()
        }
    }

    /// What stands in the field, for who has one.
    pub fn fill(&self, fields: &mut Fields) {
        if let (true, Some(cpr)) = (self.editable, &self.stored) {
            fields.cpr.value = cpr.whole();
        }
    }

    /// What stands there for who has no field: nothing where nothing is known of an organization.
    pub fn said(&self, fields: &Fields) -> Option<String> {
        let is_there = !self.shown.said.is_empty() || fields.kind.is(Kind::Person.code());
        (is_there && !self.editable).then(|| self.shown.said.clone())
    }

    /// The number that is wanted, where it is another one. What is wrong stands at the fields then.
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

    /// What differs, for the message after Save: masked, because that is kept in a cookie until it is shown.
    pub fn changed(&self, t: &Texts, wanted: Option<&Option<Cpr>>) -> Option<Compared> {
        let masked = |cpr: &Option<Cpr>| cpr.as_ref().map_or_else(|| "–".to_owned(), Cpr::masked);
        wanted.map(|wanted| Compared {
            label: t.get("actors-column-cpr"),
            theirs: masked(&self.stored),
            yours: masked(wanted),
        })
    }

    /// The number that is stored now beside the one that was typed, for who may edit it.
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

/// Whether somebody else has the actor's number or this national id number: all that may be told is "is taken" (P-12). A
/// courtesy: the constraints decide.
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
