//! Users: who can log in, as a file has it.
use super::places::Places;
use super::{Import, Log, Report, diff};
use crate::access::fixed::{ADMINISTRATOR, SYSTEM};
use crate::activity::{self, Entry, Subject};
use crate::db::Tx;
use crate::error::Result;
use crate::files::store::accounts::{self, Key};
use crate::files::store::users::User;
use crate::files::store::{self, CHUNK, user_rows};
use crate::files::tables::{Cell, Line, UserRow};
use crate::session::hashing::Secret;
use crate::session::{self, Ended};
use crate::text::name_key;
use crate::users::identity::Email;
use crate::users::words;
use crate::web::message::Message;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Users as they shall be, and as they were.
pub(super) struct Plan {
    new: Vec<User>,
    changed: Vec<(User, User)>,
    places: Places,
}

impl Import for UserRow {
    type Plan = Plan;

    fn plan(tx: &mut Tx<'_>, lines: Vec<Line<Self>>, replace: bool, report: &mut Report) -> Result<Plan> {
        let places = Places::load(tx)?;
        let logins: Vec<String> = lines.iter().map(|line| line.row.login.key()).collect();
        let stored = store::users::lock(tx, &logins)?
            .into_iter()
            .map(|user| (user.login_key.clone(), user))
            .collect();
        let mut names = Names::load(tx, &lines, &logins, &stored)?;
        let mut plan = Plan {
            new: Vec::new(),
            changed: Vec::new(),
            places,
        };
        for (line, key) in lines.into_iter().zip(&logins) {
            let old = stored.get(key);
            names.check(&line, key, old, report);
            plan.add(line, key, old, report);
        }
        if replace {
            for old in store::users::lock_others(tx, &logins)? {
                report
                    .removed
                    .push(Message::new("import-removed-user").with("login", old.login.as_str()));
                let new = User {
                    is_active: false,
                    ..old.clone()
                };
                plan.changed.push((old, new));
            }
        }
        Ok(plan)
    }

    fn write(tx: &mut Tx<'_>, mut plan: Plan, log: &Log) -> Result<()> {
        let ids = store::new_ids(tx, "accounts", plan.new.len())?;
        for (user, id) in plan.new.iter_mut().zip(ids) {
            user.id = id;
        }
        let moved: Vec<i64> = plan
            .changed
            .iter()
            .filter(|(old, new)| old.email != new.email)
            .map(|(old, _)| old.id)
            .collect();
        accounts::release_emails(tx, &moved)?;
        for users in plan.new.chunks(CHUNK) {
            write_new(tx, users)?;
            activity::record_all(
                tx,
                users.iter().map(|user| entry(log, None, user, &plan.places)).collect(),
            )?;
        }
        for users in plan.changed.chunks(CHUNK) {
            write_changed(tx, users)?;
            let entries = users.iter().map(|(old, new)| entry(log, Some(old), new, &plan.places));
            activity::record_all(tx, entries.collect())?;
        }
        Ok(())
    }
}

impl Plan {
    /// What the row makes of the user, if that differs.
    fn add(&mut self, line: Line<UserRow>, key: &str, old: Option<&User>, report: &mut Report) {
        let row = line.row;
        let unit = match self.places.find(Some(&row.unit)) {
            Ok(unit) => unit,
            Err(reason) => return report.refuse(line.line, "unit_code", reason),
        };
        let base = old.cloned().unwrap_or_else(|| nobody(row.login.as_str(), key, unit));
        let (password_hash, password_imported) = password(row.password_hash, &base);
        let new = User {
            display_name: row.display_name.into(),
            unit,
            email: diff::over(row.email, base.email, String::from),
            is_active: row.enabled.unwrap_or(base.is_active),
            prevent_renewal: row.prevent_renewal.unwrap_or(base.prevent_renewal),
            language: diff::over(row.language, base.language, |language| language.code().to_owned()),
            time_zone: diff::over(row.time_zone, base.time_zone, |zone| zone.name().to_owned()),
            password_hash,
            password_imported,
            ..base
        };
        match old {
            None => {
                report.added += 1;
                self.new.push(new);
            }
            Some(old) if *old != new => {
                report.changed += 1;
                self.changed.push((old.clone(), new));
            }
            Some(_) => report.unchanged += 1,
        }
    }
}

/// A new user before the file has said anything: enabled, waiting for activation.
fn nobody(login: &str, login_key: &str, unit: i64) -> User {
    User {
        id: 0,
        login: login.to_owned(),
        login_key: login_key.to_owned(),
        display_name: String::new(),
        unit,
        email: None,
        is_active: true,
        prevent_renewal: false,
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

/// Who has which name and address once the file is in: what one may type at login is one namespace (SPEC 3.2).
struct Names {
    /// Account by name or address; rows of new users by their line, below zero.
    owners: HashMap<String, i64>,
}

impl Names {
    fn load(
        tx: &mut Tx<'_>,
        lines: &[Line<UserRow>],
        logins: &[String],
        stored: &HashMap<String, User>,
    ) -> Result<Self> {
        let emails = lines.iter().filter_map(|line| line.row.email.value()).map(Email::key);
        let keys: Vec<String> = logins.iter().cloned().chain(emails).collect();
        let mut owners = accounts::holders(tx, &keys)?;
        // Two users of the file may swap addresses: what a row gives up is free before any row takes.
        for (line, login) in lines.iter().zip(logins) {
            let given_up = stored
                .get(login)
                .and_then(|old| old.email.as_deref())
                .filter(|_| line.row.email != Cell::Absent);
            if let Some(key) = given_up.map(name_key).filter(|key| key != login) {
                owners.remove(&key);
            }
        }
        Ok(Self { owners })
    }

    fn check(&mut self, line: &Line<UserRow>, key: &str, old: Option<&User>, report: &mut Report) {
        let login = &line.row.login;
        if login.is_reserved() || old.is_some_and(|old| [SYSTEM, ADMINISTRATOR].contains(&old.id)) {
            return report.refuse(
                line.line,
                "login",
                Message::new("import-reserved").with("name", login.as_str()),
            );
        }
        let owner = old.map_or_else(|| -i64::try_from(line.line).unwrap_or(i64::MAX), |old| old.id);
        if !self.take(key, owner) {
            report.refuse(
                line.line,
                "login",
                Message::new("import-name-taken").with("name", login.as_str()),
            );
        }
        if let Some(email) = line.row.email.value()
            && !self.take(&email.key(), owner)
        {
            report.refuse(
                line.line,
                "email",
                Message::new("import-name-taken").with("name", email.as_str()),
            );
        }
    }

    fn take(&mut self, key: &str, account: i64) -> bool {
        *self.owners.entry(key.to_owned()).or_insert(account) == account
    }
}

fn write_new(tx: &mut Tx<'_>, users: &[User]) -> Result<()> {
    let names: Vec<_> = users
        .iter()
        .map(|user| (user.id, user.login.clone(), user.login_key.clone()))
        .collect();
    accounts::insert(tx, "user", &names)?;
    user_rows::insert(tx, users)?;
    let mut keys = Vec::with_capacity(users.len() * 2);
    for user in users {
        let email = user.email.as_deref().map(name_key);
        let is_email = email.as_deref() == Some(user.login_key.as_str());
        keys.push(Key {
            key: user.login_key.clone(),
            account: user.id,
            is_name: true,
            is_email,
        });
        keys.extend(email.filter(|_| !is_email).map(|key| Key {
            key,
            account: user.id,
            is_name: false,
            is_email: true,
        }));
    }
    accounts::take(tx, &keys)?;
    words::write_all(tx, &ids(users.iter()))
}

fn write_changed(tx: &mut Tx<'_>, users: &[(User, User)]) -> Result<()> {
    let new: Vec<User> = users.iter().map(|(_, new)| new.clone()).collect();
    user_rows::update(tx, &new)?;
    let moved = users.iter().filter(|(old, new)| old.email != new.email);
    let keys: Vec<Key> = moved
        .filter_map(|(_, new)| new.email.as_deref().map(|email| (new.id, name_key(email))))
        .map(|(account, key)| Key {
            key,
            account,
            is_name: false,
            is_email: true,
        })
        .collect();
    accounts::take(tx, &keys)?;
    let with = |is: fn(&User, &User) -> bool| ids(users.iter().filter(|(old, new)| is(old, new)).map(|(_, new)| new));
    let renamed = with(|old, new| {
        (&old.display_name, &old.email, old.unit, old.is_active)
            != (&new.display_name, &new.email, new.unit, new.is_active)
    });
    words::write_all(tx, &renamed)?;
    store::users::end_sessions(
        tx,
        &with(|old, new| old.is_active && !new.is_active),
        Ended::Deactivated.code(),
    )?;
    session::stop_renewing(tx, &with(|old, new| new.prevent_renewal && !old.prevent_renewal))?;
    let is_given = |old: &User, new: &User| new.is_active && old.password_hash != new.password_hash;
    store::users::end_sessions(tx, &with(is_given), Ended::PasswordChanged.code())
}

fn ids<'u>(users: impl Iterator<Item = &'u User>) -> Vec<i64> {
    users.map(|user| user.id).collect()
}

fn entry(log: &Log, old: Option<&User>, new: &User, places: &Places) -> Entry {
    let kind = match old {
        None => "user.created",
        Some(old) if old.is_active && !new.is_active => "user.deactivated",
        Some(old) if new.is_active && !old.is_active => "user.activated",
        Some(_) => "user.changed",
    };
    let entry = log
        .entry(kind, Subject::User(new.id), Some(new.unit))
        .personal_diff("login", old.map(|user| user.login.clone()), Some(new.login.clone()))
        .personal_diff(
            "display_name",
            old.map(|user| user.display_name.clone()),
            Some(new.display_name.clone()),
        )
        .personal_diff("email", old.and_then(|user| user.email.clone()), new.email.clone())
        .diff(
            "unit",
            diff::text(old.map(|user| places.name(user.unit))),
            diff::text(Some(places.name(new.unit))),
        )
        .diff("enabled", old.map(|user| user.is_active), Some(new.is_active))
        .diff(
            "prevent_renewal",
            old.map(|user| user.prevent_renewal),
            Some(new.prevent_renewal),
        )
        .diff(
            "language",
            old.and_then(|user| user.language.clone()),
            new.language.clone(),
        )
        .diff(
            "time_zone",
            old.and_then(|user| user.time_zone.clone()),
            new.time_zone.clone(),
        );
    let has_new_password = old.and_then(|user| user.password_hash.as_ref()) != new.password_hash.as_ref();
    if has_new_password {
        entry.fact("password", "imported")
    } else {
        entry
    }
}
