//! Users: who can log in, as a file has it.
mod cloud;
mod links;
mod names;
mod origin;
mod write;

use super::gate::{Gate, Rule};
use super::places::Places;
use super::{Asks, Deed, Import, Log, Planned, Report, Told, diff};
use crate::access::rules;
use crate::activity;
use crate::cloud::SecurityRole;
use crate::db::Tx;
use crate::error::Result;
use crate::files::store::users::User;
use crate::files::store::{self, CHUNK};
use crate::files::tables::{Line, UserRow};
use crate::session::hashing::Secret;
use crate::users::verbs;
use crate::web::message::Message;
use cloud::Cloud;
use links::Links;
use names::Names;
use origin::Origins;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Users as they shall be, and as they were, with their lines.
pub(super) struct Plan {
    new: Vec<User>,
    new_lines: Vec<u64>,
    changed: Vec<(User, User)>,
    changed_lines: Vec<u64>,
    places: Places,
    links: Links,
    origins: Origins,
    cloud: Cloud,
}

impl Import for UserRow {
    type Plan = Plan;

    fn plan(tx: &mut Tx<'_>, lines: Vec<Line<Self>>, asks: &mut Asks<'_>, report: &mut Report) -> Result<Plan> {
        let logins: Vec<String> = lines.iter().map(|line| line.row.login.key()).collect();
        let mut stored: HashMap<String, User> = store::users::named(tx, &logins)?
            .into_iter()
            .map(|user| (user.login_key.clone(), user))
            .collect();
        // Whom one cannot see does not exist; the name is taken all the same.
        stored.retain(|_, user| asks.gate.is_oneself(user.id) || asks.gate.sees(user.unit));
        let mut names = Names::load(tx, &lines, &logins, &stored)?;
        let mut plan = Plan {
            new: Vec::new(),
            new_lines: Vec::new(),
            changed: Vec::new(),
            changed_lines: Vec::new(),
            places: Places::load(tx)?,
            links: Links::load(tx, &lines, &logins, &stored)?,
            origins: Origins::load(tx)?,
            cloud: Cloud::load(tx, asks.gate.access())?,
        };
        for (at, (line, key)) in lines.into_iter().zip(&logins).enumerate() {
            asks.checked(at);
            let old = stored.get(key);
            if names.check(&line, key, old, report) {
                plan.add(line, key, old, &mut asks.gate, report);
            }
        }
        plan.check_logins(tx, &asks.gate, report)?;
        plan.check_links(tx, &asks.gate, report)?;
        plan.check_cloud(tx, &asks.gate, report)?;
        if asks.replace {
            plan.remove(store::users::others(tx, &logins)?, report);
        }
        Ok(plan)
    }
}

impl Planned for Plan {
    fn told(&self, log: &Log<'_>) -> Vec<Told> {
        let name = |user: &User| Message::new("import-removed-user").with("login", user.login.as_str());
        let unit = |id: i64| self.places.name(id).to_owned();
        let organisation = |id: i64| self.cloud.name(id);
        let new = self.new.iter().zip(&self.new_lines).map(|(user, line)| {
            let entry = write::entry(log, None, user, (&self.origins, &self.cloud));
            Told::new(*line, Deed::Added, name(user), &entry)
                .naming("unit", unit)
                .naming("organisation_id", organisation)
        });
        let changed = self.changed.iter().zip(&self.changed_lines).map(|((old, user), line)| {
            let entry = write::entry(log, Some(old), user, (&self.origins, &self.cloud));
            Told::new(*line, Deed::Changed, name(user), &entry)
                .naming("unit", unit)
                .naming("organisation_id", organisation)
        });
        new.chain(changed).collect()
    }

    fn prepare(&mut self, tx: &mut Tx<'_>, log: &Log<'_>) -> Result<()> {
        let ids = store::new_ids(tx, "accounts", self.new.len())?;
        for (user, id) in self.new.iter_mut().zip(ids) {
            user.id = id;
        }
        for users in self.new.chunks(CHUNK) {
            let entries = users
                .iter()
                .map(|user| write::entry(log, None, user, (&self.origins, &self.cloud)));
            activity::record_all(tx, entries.collect())?;
        }
        for users in self.changed.chunks(CHUNK) {
            let entry = |(old, new): &(User, User)| write::entry(log, Some(old), new, (&self.origins, &self.cloud));
            activity::record_all(tx, users.iter().map(entry).collect())?;
        }
        Ok(())
    }

    /// People change their own profiles without that lock.
    fn holds(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let compared = self.changed.iter().map(|(old, _)| (old.id, old.version));
        store::users::hold(tx, &compared.collect::<Vec<_>>())
    }

    fn write(mut self, tx: &mut Tx<'_>, log: &Log<'_>) -> Result<()> {
        for is_some in [true, false] {
            let moved = self.changed.iter().filter(|(old, new)| old.email != new.email);
            let moved = moved.filter(|(_, new)| new.email.is_some() == is_some);
            verbs::release_addresses(tx, &moved.map(|(old, _)| old.id).collect::<Vec<_>>(), is_some)?;
        }
        // Licences are given back before others take them, so that a full pool does not block the import.
        self.changed
            .sort_by_key(|(old, new)| new.takes_licence() || !old.takes_licence());
        let mut written = 0;
        for users in self.changed.chunks(CHUNK) {
            write::changed(tx, users, log.by())?;
            written += users.len();
            log.written(written);
        }
        for users in self.new.chunks(CHUNK) {
            write::new(tx, users, log.by())?;
            written += users.len();
            log.written(written);
        }
        // Last: a clerk may be a new row of the same file.
        write::links(tx, &self.new, &self.changed, log.by())
    }
}

impl Plan {
    /// What the row makes of the user, if that differs, and whether it may.
    fn add(&mut self, line: Line<UserRow>, key: &str, old: Option<&User>, gate: &mut Gate<'_>, report: &mut Report) {
        let (row, at) = (line.row, (line.line, key));
        let unit = match self.places.find(Some(&row.unit), gate) {
            Ok(unit) => unit,
            Err(reason) => return report.refuse(line.line, "unit_code", reason),
        };
        let base = old.cloned().unwrap_or_else(|| nobody(row.login.as_str(), key, unit));
        let (origin, location) = self.origins.wanted(line.line, row.origin, row.location, old, report);
        let (password_hash, password_imported) = password(row.password_hash, &base);
        let on_behalf = self.links.wanted(at, row.on_behalf, &base.on_behalf, gate, report);
        let typed = (row.security_roles, row.organisation);
        let (security_roles, organisation) = self.cloud.roles(typed, &base, line.line, report);
        let new = User {
            display_name: row.display_name.into(),
            unit,
            email: diff::over(row.email, base.email, String::from),
            is_active: row.enabled.unwrap_or(base.is_active),
            prevent_renewal: row.prevent_renewal.unwrap_or(base.prevent_renewal),
            two_factor_required: row.two_factor_required.unwrap_or(base.two_factor_required),
            on_behalf,
            origin,
            location,
            security_roles,
            organisation,
            licensed: cloud::licensed(row.licensed, row.enabled.unwrap_or(base.is_active), old),
            max_sessions: row.max_sessions.over(base.max_sessions),
            language: diff::over(row.language, base.language, |language| language.code().to_owned()),
            time_zone: diff::over(row.time_zone, base.time_zone, |zone| zone.name().to_owned()),
            password_hash,
            password_imported,
            ..base
        };
        self.origins.demand(line.line, old, &new, report);
        for (column, rule, unit) in needs(old, &new) {
            report.unless(gate.ask_about(rule, unit, old.map(|old| old.id)), line.line, column);
        }
        match old {
            None => {
                report.added += 1;
                self.new.push(new);
                self.new_lines.push(line.line);
            }
            Some(old) if *old != new => {
                report.changed += 1;
                self.changed.push((old.clone(), new));
                self.changed_lines.push(line.line);
            }
            Some(_) => report.unchanged += 1,
        }
    }

    /// Whoever gives a user another address, or takes the second factor's requirement away, controls the login (P-10).
    fn check_logins(&self, tx: &mut Tx<'_>, gate: &Gate<'_>, report: &mut Report) -> Result<()> {
        if gate.is_open() {
            return Ok(());
        }
        let rows = self.changed.iter().zip(&self.changed_lines);
        let is_moved = |old: &User, new: &User| old.email != new.email;
        let is_switched = |old: &User, new: &User| old.two_factor_required != new.two_factor_required;
        let asked: Vec<_> = rows
            .filter(|((old, new), _)| is_moved(old, new) || is_switched(old, new))
            .collect();
        let ids: Vec<i64> = asked.iter().map(|((old, _), _)| old.id).collect();
        let subjects = gate.subjects(tx, &ids)?;
        for ((old, new), line) in asked {
            let subject = subjects.of(old.id)?;
            if is_moved(old, new) {
                report.unless(gate.ask_person(rules::change_email, old.unit, subject), *line, "email");
            }
            if is_switched(old, new) {
                let verdict = gate.ask_person(rules::switch_two_factor, old.unit, subject);
                report.unless(verdict, *line, "two_factor_required");
            }
        }
        Ok(())
    }

    fn check_links(&self, tx: &mut Tx<'_>, gate: &Gate<'_>, report: &mut Report) -> Result<()> {
        let new = self
            .new
            .iter()
            .zip(&self.new_lines)
            .map(|(user, line)| (None, user, *line));
        let changed = self.changed.iter().zip(&self.changed_lines);
        let changed = changed.map(|((old, new), line)| (Some(old), new, *line));
        let all: Vec<_> = new.chain(changed).collect();
        self.links.check(tx, &all, gate, report)
    }

    /// Deactivates the users whom the file lacks.
    fn remove(&mut self, others: Vec<User>, report: &mut Report) {
        for old in others {
            let gone = Message::new("import-removed-user").with("login", old.login.as_str());
            report.removed.push(gone);
            let new = User {
                is_active: false,
                licensed: false,
                ..old.clone()
            };
            self.changed.push((old, new));
            self.changed_lines.push(0);
        }
    }
}

/// The rules of the forms for what a row changes, with the column to name and the unit to ask about (SPEC 3.2, P-24).
/// An address is asked about by person.
fn needs(old: Option<&User>, new: &User) -> Vec<(&'static str, Rule, i64)> {
    let mut needs: Vec<(&'static str, Rule, i64)> = Vec::new();
    let is_active = old.is_none_or(|old| old.is_active);
    match old {
        None => needs.push(("unit_code", rules::create_user, new.unit)),
        Some(old) => {
            let details = |user: &User| {
                let said = (user.display_name.clone(), user.language.clone(), user.time_zone.clone());
                (said, user.origin, user.location)
            };
            if details(old) != details(new) {
                needs.push(("display_name", rules::edit_user, old.unit));
            }
            if old.unit != new.unit {
                needs.push(("unit_code", rules::move_user, old.unit));
                needs.push(("unit_code", rules::receive_user, new.unit));
            }
        }
    }
    let unit = old.map_or(new.unit, |old| old.unit);
    if old.is_none() && !new.on_behalf.is_empty() {
        needs.push(("on_behalf", rules::edit_user, unit));
    }
    // Of a user there is already it is asked about by person.
    if old.is_none() && new.two_factor_required {
        needs.push(("two_factor_required", rules::switch_two_factor, unit));
    }
    if is_active != new.is_active {
        needs.push(("enabled", rules::enable_disable_user, unit));
    }
    if old.is_some_and(|old| old.prevent_renewal) != new.prevent_renewal {
        needs.push(("prevent_renewal", rules::prevent_renewal, unit));
    }
    cloud::needs(old, new, unit, &mut needs);
    if old.and_then(|old| old.max_sessions) != new.max_sessions {
        needs.push(("max_sessions", rules::set_max_sessions, unit));
    }
    if old.and_then(|old| old.password_hash.as_ref()) != new.password_hash.as_ref() {
        needs.push(("password_hash", rules::import_password_hash, unit));
    }
    needs
}

/// A new user before the file has said anything: enabled, waiting for activation.
fn nobody(login: &str, login_key: &str, unit: i64) -> User {
    User {
        id: 0,
        version: 0,
        login: login.to_owned(),
        login_key: login_key.to_owned(),
        display_name: String::new(),
        unit,
        email: None,
        email_confirmed: false,
        is_active: true,
        prevent_renewal: false,
        two_factor_required: false,
        on_behalf: Vec::new(),
        origin: None,
        location: None,
        security_roles: vec![SecurityRole::Customer.code().to_owned()],
        internal: false,
        organisation: None,
        licensed: true,
        max_sessions: None,
        language: None,
        time_zone: None,
        password_hash: None,
        password_imported: None,
    }
}

/// The hash to store, and what tells it again. The hash that was imported last is not imported a second time: it was
/// upgraded at the login after, or the user chose another password.
fn password(hash: Option<Secret>, old: &User) -> (Option<String>, Option<Vec<u8>>) {
    let stored = (old.password_hash.clone(), old.password_imported.clone());
    let Some(hash) = hash else { return stored };
    let print = Sha256::digest(hash.reveal()).to_vec();
    let is_known =
        old.password_imported.as_ref() == Some(&print) || old.password_hash.as_deref() == Some(hash.reveal());
    if is_known {
        stored
    } else {
        (Some(hash.reveal().to_owned()), Some(print))
    }
}
