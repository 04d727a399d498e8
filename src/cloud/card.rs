//! The card **License** (SPEC C-3) of the tab **Cloud account** and of the support screen.
use super::AssignLicence;
use super::licences::Pool;
use crate::users::{SetMaxSessions, State, User};
use crate::web::field::Field;
use crate::web::visit::Visit;

/// What the card shows of one user.
pub struct Card {
    /// None: the user needs none.
    pub assigned: Option<bool>,
    /// How many of the customer's are taken.
    pub pool: String,
    /// Why the switch is not the reader's.
    pub why: Option<String>,
    /// None: it is not the reader's to set.
    pub max_sessions: Option<Field>,
    pub max_sessions_hint: String,
}

/// **Max allowed sessions**: the user's own, if there is such a number, and what is usual otherwise.
#[derive(Debug, Clone, Copy)]
pub struct MaxSessions {
    pub own: Option<i32>,
    pub usual: i32,
}

/// Whether the user has a licence; None: they need none. Whoever is not active has none, whatever the mark says.
pub fn assigned(user: &User) -> Option<bool> {
    user.needs_licence
        .then_some(user.licensed && user.state == State::Active)
}

impl Card {
    /// `wrong`: the number of sessions as it was typed, if it is none.
    pub fn of(visit: &Visit, user: &User, pool: Option<Pool>, sessions: MaxSessions, wrong: Option<Field>) -> Self {
        let (t, access) = (&visit.t, &visit.access);
        let refused = access.allows::<AssignLicence>(user).err();
        let off = (user.state != State::Active).then(|| t.get("user-is-deactivated"));
        let number = sessions.own.map(|number| number.to_string());
        let stored = || Field::new("max_sessions", number.unwrap_or_default());
        let may = access.allows::<SetMaxSessions>(user).is_ok();
        Self {
            assigned: assigned(user),
            pool: match pool {
                Some(Pool {
                    pool: Some(pool),
                    taken,
                }) => t.two("cloud-pool-taken", "taken", taken, "count", pool),
                Some(Pool { taken, .. }) => t.one("cloud-pool-unlimited", "taken", taken),
                None => String::new(),
            },
            why: refused.map(|refusal| visit.why_not(&refusal)).or(off),
            max_sessions: may.then(|| wrong.unwrap_or_else(stored)),
            max_sessions_hint: t.one("user-max-sessions-hint", "count", sessions.usual),
        }
    }
}
