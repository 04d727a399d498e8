//! Whom users may act as, by login (SPEC 3.6, P-12).
use crate::access::fixed::ADMINISTRATOR;
use crate::access::{Target, rules};
use crate::db::Tx;
use crate::error::Result;
use crate::files::import::Report;
use crate::files::import::gate::Gate;
use crate::files::store;
use crate::files::store::users::User;
use crate::files::tables::{Line, UserRow};
use crate::names::LoginName;
use crate::text::name_key;
use crate::web::message::Message;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Everybody the file links, or the database does already.
pub(super) struct Links {
    known: HashMap<String, User>,
    /// Logins of the file's own rows.
    rows: HashSet<String>,
}

impl Links {
    pub(super) fn load(
        tx: &mut Tx<'_>,
        lines: &[Line<UserRow>],
        logins: &[String],
        stored: &HashMap<String, User>,
    ) -> Result<Self> {
        let wanted = lines.iter().filter_map(|line| line.row.on_behalf.as_ref()).flatten();
        let linked = stored.values().flat_map(|user| &user.on_behalf);
        let mut keys: Vec<String> = wanted
            .map(LoginName::key)
            .chain(linked.map(|login| name_key(login)))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        let known = store::users::named(tx, &keys)?;
        Ok(Self {
            known: known.into_iter().map(|user| (user.login_key.clone(), user)).collect(),
            rows: logins.iter().cloned().collect(),
        })
    }

    /// The logins a row wants, by key; those whom one cannot see stay as they are.
    pub(super) fn wanted(
        &self,
        (line, login): (u64, &str),
        wanted: Option<Vec<LoginName>>,
        stored: &[String],
        gate: &mut Gate<'_>,
        report: &mut Report,
    ) -> Vec<String> {
        let Some(wanted) = wanted else { return stored.to_vec() };
        let mut all: BTreeMap<String, String> = BTreeMap::new();
        for name in stored {
            let key = name_key(name);
            let unseen = self.known.get(&key).is_some_and(|user| !gate.sees(user.unit));
            if unseen {
                all.insert(key, name.clone());
            }
        }
        for name in wanted {
            let key = name.key();
            let there = match self.known.get(&key) {
                Some(user) => user.id > ADMINISTRATOR && gate.sees(user.unit),
                None => self.rows.contains(&key),
            };
            if there && key != login {
                let stored = self.known.get(&key).map(|user| user.login.clone());
                all.insert(key, stored.unwrap_or_else(|| name.to_string()));
            } else {
                let reason = Message::new("import-on-behalf-unknown").with("login", name.as_str());
                report.refuse(line, "on_behalf", reason);
            }
        }
        all.into_values().collect()
    }

    /// The rule of the dialog, at both ends of each link that comes or goes (P-10).
    pub(super) fn check(
        &self,
        tx: &mut Tx<'_>,
        changed: &[(Option<&User>, &User, u64)],
        gate: &Gate<'_>,
        report: &mut Report,
    ) -> Result<()> {
        if gate.is_open() {
            return Ok(());
        }
        let made = changed.iter().filter(|(old, ..)| old.is_none());
        let made: HashMap<&str, i64> = made.map(|(_, new, _)| (new.login_key.as_str(), new.unit)).collect();
        // All rows are looked at together, so that a long file asks the database once.
        let mut rows = Vec::new();
        for (old, new, line) in changed {
            let before: &[String] = old.map_or(&[], |old| &old.on_behalf);
            let moved = differing(before, &new.on_behalf);
            if moved.is_empty() {
                continue;
            }
            for unit in moved.iter().filter_map(|name| made.get(name_key(name).as_str())) {
                let clerk = gate.ask_actor(|access| rules::link_clerks(access, &Target::unit(*unit)));
                report.unless(clerk, *line, "on_behalf");
            }
            let clerks = moved.iter().filter_map(|name| self.known.get(&name_key(name)));
            rows.push((*line, old.iter().copied().chain(clerks).collect::<Vec<&User>>()));
        }
        let mut ids: Vec<i64> = rows.iter().flat_map(|(_, ends)| ends).map(|user| user.id).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(());
        }
        let subjects = gate.subjects(tx, &ids)?;
        for (line, ends) in rows {
            for user in ends {
                if let Some(subject) = subjects.if_asked(user.id) {
                    report.unless(
                        gate.ask_person(rules::link_clerks, user.unit, subject),
                        line,
                        "on_behalf",
                    );
                }
            }
        }
        Ok(())
    }
}

/// How many of `names` are not among `others`.
pub(super) fn lacking(others: &[String], names: &[String]) -> usize {
    names.iter().filter(|name| !others.contains(name)).count()
}

/// Those that are in one of the two only.
fn differing<'a>(before: &'a [String], after: &'a [String]) -> Vec<&'a String> {
    let gone = before.iter().filter(|name| !after.contains(name));
    gone.chain(after.iter().filter(|name| !before.contains(name))).collect()
}
