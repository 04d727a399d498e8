//! A selected user, as the toolbar and the actions need it.
use super::{User, store};
use crate::access::Access;
use crate::db::Read;
use crate::error::Result;
use crate::web::menu;
use crate::web::several::Selectable;

/// A user, and what actions ask about besides the user's own row.
#[derive(Debug)]
pub struct Selected {
    pub user: User,
    /// How many sessions are open now.
    pub sessions: i64,
}

impl Selectable for Selected {
    type Of = User;
    const LIST: &'static str = super::list::PATH;
    const TEXTS: &'static str = "users";

    fn several(db: &mut impl Read, ids: &[i64]) -> Result<Vec<Self>> {
        let sessions = store::sessions(db, ids)?;
        let users = store::several(db, ids)?.into_iter().map(|user| Self {
            sessions: sessions.get(&user.id).copied().unwrap_or_default(),
            user,
        });
        Ok(users.collect())
    }

    fn enter(access: &Access) -> Result<()> {
        Ok(menu::USERS.enter(access)?)
    }

    fn is_seen(&self, access: &Access) -> bool {
        access.is(self.user.id) || access.sees(self.user.unit)
    }

    fn of(&self) -> &User {
        &self.user
    }

    fn id(&self) -> i64 {
        self.user.id
    }

    fn unit(&self) -> i64 {
        self.user.unit
    }

    fn name(&self) -> &str {
        &self.user.display_name
    }

    fn mark(&self) -> &str {
        &self.user.login
    }
}
