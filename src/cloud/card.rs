//! The card **License** (SPEC C-3), which the tab **Cloud account** and the support screen show.
use super::AssignLicence;
use super::licences::Pool;
use crate::users::{SetMaxSessions, State, User};
use crate::web::field::Field;
use crate::web::visit::Visit;

/// What the card shows of one user.
pub struct Card {
    /// `None` if the user needs no licence.
    pub assigned: Option<bool>,
    /// How many of the customer's licences are taken, in words.
    pub pool: String,
    /// Why the reader cannot use the switch, if so.
    pub why: Option<String>,
    /// `None` if the reader may not set it.
    pub max_sessions: Option<Field>,
    pub max_sessions_hint: String,
}

/// **Max allowed sessions**: the user's own number, if one is set, and the number that applies otherwise.
#[derive(Debug, Clone, Copy)]
pub struct MaxSessions {
    pub own: Option<i32>,
    pub usual: i32,
}

/// Whether the user has a licence, or `None` if they need none. A user who is not active has no licence, whatever
/// `licensed` says.
pub fn assigned(user: &User) -> Option<bool> {
    user.needs_licence
        .then_some(user.licensed && user.state == State::Active)
}

impl Card {
    /// Builds the card. `wrong` is the field for the number of sessions as typed, if what was typed is not valid.
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
