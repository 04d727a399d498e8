//! National id numbers and linked users, which only one actor may have.
use crate::access::fixed::{SYSTEM, TOP};
use crate::access::{Target, rules};
use crate::actors::cpr::Cpr;
use crate::config::Seal;
use crate::db::Tx;
use crate::error::Result;
use crate::files::import::Report;
use crate::files::import::gate::Gate;
use crate::files::store::accounts::{self, Account};
use crate::files::store::actors::{self as store, Actor};
use crate::files::tables::{ActorRow, CPR, Cell, Line};
use crate::web::message::Message;
use std::collections::HashMap;

/// Which actor has which number and user now, except what the file takes from its actors. Also every user that the file
/// or one of these actors names.
pub(super) struct Owners {
    seal: Seal,
    cprs: HashMap<Vec<u8>, i64>,
    linked: HashMap<i64, i64>,
    by_login: HashMap<String, Account>,
    by_id: HashMap<i64, Account>,
}

impl Owners {
    pub(super) fn load(
        tx: &mut Tx<'_>,
        seal: &Seal,
        lines: &[Line<ActorRow>],
        keys: &[String],
        stored: &HashMap<String, Actor>,
    ) -> Result<Self> {
        let logins: Vec<String> = lines
            .iter()
            .filter_map(|line| Some(line.row.user.value()?.key()))
            .collect();
        let by_login = accounts::by_name(tx, &logins)?;
        let hashes = lines.iter().filter_map(|line| Some(line.row.cpr.value()?.hash(seal)));
        let hashes: Vec<Vec<u8>> = hashes.collect();
        let users: Vec<i64> = by_login.values().map(|account| account.id).collect();
        let mut owners = Self {
            seal: seal.clone(),
            cprs: store::cpr_owners(tx, &hashes)?,
            linked: store::user_owners(tx, &users)?,
            by_id: HashMap::new(),
            by_login,
        };
        let known = stored.values().filter_map(|actor| actor.user).chain(users);
        let known: Vec<i64> = known.collect();
        let accounts = accounts::by_id(tx, &known)?.into_iter();
        owners.by_id = accounts.map(|account| (account.id, account)).collect();
        for (line, key) in lines.iter().zip(keys) {
            if let Some(old) = stored.get(key) {
                owners.release(&line.row, old);
            }
        }
        Ok(owners)
    }

    /// Makes what this row takes from its actor free for another.
    fn release(&mut self, row: &ActorRow, old: &Actor) {
        if row.cpr != Cell::Absent
            && let Some(hash) = &old.cpr_hash
        {
            self.cprs.remove(hash);
        }
        if row.user != Cell::Absent
            && let Some(user) = old.user
        {
            self.linked.remove(&user);
        }
    }

    pub(super) fn account(&self, user: i64) -> Option<&Account> {
        self.by_id.get(&user)
    }

    /// Returns the login of a user that the file or one of its actors names.
    pub(super) fn login(&self, user: i64) -> String {
        self.account(user)
            .map(|account| account.name.clone())
            .unwrap_or_default()
    }

    /// Returns the user to link the actor to. A linked user whom the importer does not see stays linked (P-12).
    pub(super) fn user(
        &self,
        line: u64,
        row: &ActorRow,
        old: Option<&Actor>,
        gate: &mut Gate<'_>,
        report: &mut Report,
    ) -> Option<i64> {
        let before = old.and_then(|old| old.user);
        let hidden = before.filter(|user| !self.sees(*user, gate));
        let login = match &row.user {
            Cell::Absent => return before,
            Cell::Empty => return hidden,
            Cell::Value(login) => login,
        };
        let found = self.by_login.get(&login.key());
        let found = found.filter(|account| account.is_user() && account.id > SYSTEM && self.sees(account.id, gate));
        let Some(account) = found else {
            let reason = Message::new("import-user-unknown").with("name", login.as_str());
            report.refuse(line, "user_login", reason);
            return before;
        };
        let taken = self.linked.get(&account.id).copied();
        if hidden.is_some() || taken.is_some_and(|owner| Some(owner) != old.map(|old| old.id)) {
            report.refuse(line, "user_login", Message::new("actor-user-taken"));
        }
        Some(account.id)
    }

    fn sees(&self, user: i64, gate: &mut Gate<'_>) -> bool {
        let unit = self.account(user).and_then(|account| account.unit);
        gate.is_open() || unit.is_some_and(|unit| gate.sees(unit))
    }

    /// Returns the number the actor is to have, or `None` if it does not change. An importer who may not edit numbers
    /// is refused first, and so does not learn whether the number equals the stored one (SECURITY AC11).
    pub(super) fn cpr(
        &self,
        line: u64,
        row: &ActorRow,
        old: Option<&Actor>,
        gate: &Gate<'_>,
        report: &mut Report,
    ) -> Option<Option<Cpr>> {
        let stored = old.and_then(|old| old.cpr_hash.as_ref());
        let cpr = match &row.cpr {
            Cell::Absent => return None,
            Cell::Empty if stored.is_none() => return None,
            Cell::Empty => None,
            Cell::Value(cpr) => Some(cpr),
        };
        if let Err(reason) = gate.ask_actor(|access| rules::give_cpr(access, &Target::unit(TOP))) {
            report.refuse(line, CPR, reason);
            return None;
        }
        let hash = cpr.map(|cpr| cpr.hash(&self.seal));
        if hash.as_ref() == stored {
            return None;
        }
        let owner = hash.and_then(|hash| self.cprs.get(&hash).copied());
        if owner.is_some_and(|owner| Some(owner) != old.map(|old| old.id)) {
            report.refuse(line, CPR, Message::new("actor-cpr-taken"));
        }
        Some(cpr.cloned())
    }
}
