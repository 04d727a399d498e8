//! Writes users and their entries of the log.
use super::cloud::Cloud;
use super::links::lacking;
use super::origin::Origins;
use crate::access::AccountKind;
use crate::activity::{Entry, Event, Subject};
use crate::db::Tx;
use crate::error::Result;
use crate::files::import::Log;
use crate::files::store::accounts::{self, Key};
use crate::files::store::users::User;
use crate::files::store::{self, user_rows};
use crate::mail::{self, Message, TwoFactorChange};
use crate::session::{self, Ended};
use crate::text::name_key;
use crate::users::{verbs, words};

/// Inserts new users with their accounts, names and search words.
pub(super) fn new(tx: &mut Tx<'_>, users: &[User], by: Option<i64>) -> Result<()> {
    let names: Vec<_> = users
        .iter()
        .map(|user| (user.id, user.login.clone(), user.login_key.clone()))
        .collect();
    accounts::insert(tx, AccountKind::User, &names)?;
    user_rows::insert(tx, users, by)?;
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

/// Writes changed users and what follows from the changes: address keys, search words, ended sessions, links, passwords
/// and mails.
pub(super) fn changed(tx: &mut Tx<'_>, users: &[(User, User)], by: Option<i64>) -> Result<()> {
    let new: Vec<User> = users.iter().map(|(_, new)| new.clone()).collect();
    let moved = users.iter().filter(|(old, new)| old.email != new.email);
    verbs::note_changed(tx, &ids(moved.map(|(_, new)| new)), by)?;
    user_rows::update(tx, &new, by)?;
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
    let gone = with(|old, new| old.is_active && !new.is_active);
    session::shut_out(tx, &gone, Ended::Deactivated, by)?;
    session::stop_renewing(tx, &with(|old, new| new.prevent_renewal && !old.prevent_renewal))?;
    // Links that went to the old address stop working (SECURITY TK4).
    session::revoke_links(tx, &with(|old, new| old.email != new.email))?;
    passwords(tx, users, by)?;
    for required in [true, false] {
        let switched = users.iter().filter(|(old, new)| {
            old.two_factor_required != new.two_factor_required && new.two_factor_required == required
        });
        let change = TwoFactorChange::requiring(required);
        let message = |by_other| Message::TwoFactorChanged { change, by_other };
        tell(tx, ids(switched.map(|(_, new)| new)), by, message)?;
    }
    Ok(())
}

/// Sets the passwords that the file changes. No other password is written, so one that its user changed while the file
/// was being read is kept.
fn passwords(tx: &mut Tx<'_>, users: &[(User, User)], by: Option<i64>) -> Result<()> {
    let given = users.iter().filter(|(old, new)| old.password_hash != new.password_hash);
    let given: Vec<&User> = given.map(|(_, new)| new).collect();
    user_rows::set_passwords(tx, &given)?;
    let given = ids(given.into_iter());
    session::shut_out(tx, &given, Ended::PasswordChanged, by)?;
    tell(tx, given, by, |by_other| Message::PasswordChanged { by_other })
}

/// Mails these users about a change to how they log in (SPEC N-6).
fn tell(tx: &mut Tx<'_>, users: Vec<i64>, by: Option<i64>, message: impl Fn(bool) -> Message) -> Result<()> {
    let (own, others): (Vec<i64>, Vec<i64>) = users.into_iter().partition(|user| Some(*user) == by);
    mail::queue_all(tx, &own, &message(false))?;
    mail::queue_all(tx, &others, &message(true))
}

/// Writes whom users may act as, for those for whom that changes.
pub(super) fn links(tx: &mut Tx<'_>, new: &[User], changed: &[(User, User)], by: Option<i64>) -> Result<()> {
    let new = new.iter().filter(|user| !user.on_behalf.is_empty());
    let changed = changed.iter().filter(|(old, new)| old.on_behalf != new.on_behalf);
    let users: Vec<&User> = new.chain(changed.map(|(_, new)| new)).collect();
    let pairs = users
        .iter()
        .flat_map(|user| user.on_behalf.iter().map(|login| (user.id, name_key(login))));
    let pairs: Vec<_> = pairs.collect();
    store::links::write(tx, &ids(users.into_iter()), &pairs, by)
}

fn ids<'u>(users: impl Iterator<Item = &'u User>) -> Vec<i64> {
    users.map(|user| user.id).collect()
}

/// Returns the entry of the log for one user.
pub(super) fn entry(log: &Log<'_>, old: Option<&User>, new: &User, (origins, cloud): (&Origins, &Cloud)) -> Entry {
    let event = match old {
        None => Event::UserCreated,
        Some(old) if old.is_active && !new.is_active => Event::UserDeactivated,
        Some(old) if new.is_active && !old.is_active => Event::UserActivated,
        Some(_) => Event::UserUpdated,
    };
    let entry = log
        .entry(event, Subject::User(new.id), Some(new.unit))
        .personal_diff("name", old.map(|user| user.login.clone()), Some(new.login.clone()))
        .personal_diff(
            "display_name",
            old.map(|user| user.display_name.clone()),
            Some(new.display_name.clone()),
        )
        .personal_diff("email", old.and_then(|user| user.email.clone()), new.email.clone())
        .diff("unit", old.map(|user| user.unit), Some(new.unit))
        .diff("enabled", old.map(|user| user.is_active), Some(new.is_active))
        .diff("on_behalf", None, linked(old, new))
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
    let entry = origins.told(of_login(entry, old, new, cloud), old, new);
    let has_new_password = old.and_then(|user| user.password_hash.as_ref()) != new.password_hash.as_ref();
    entry.diff("password", None, has_new_password.then_some("imported"))
}

/// Adds the fields about logins, sessions and licences to the entry.
fn of_login(entry: Entry, old: Option<&User>, new: &User, cloud: &Cloud) -> Entry {
    entry
        .diff(
            "prevent_renewal",
            old.map(|user| user.prevent_renewal),
            Some(new.prevent_renewal),
        )
        .diff("licensed", old.map(|user| user.licensed), Some(new.licensed))
        .diff(
            "security_roles",
            old.map(|user| user.security_roles.join(", ")),
            Some(new.security_roles.join(", ")),
        )
        .diff(
            "organisation_id",
            old.and_then(|user| cloud.organisation(user)).map(|one| one.id),
            cloud.organisation(new).map(|one| one.id),
        )
        .diff("max_sessions", old.and_then(|user| user.max_sessions), new.max_sessions)
        .diff(
            "two_factor_required",
            old.is_some_and(|user| user.two_factor_required),
            new.two_factor_required,
        )
}

/// Returns how many users were linked and unlinked, if any were. The number of all of them would count people whom the
/// importer, or a reader of the log, does not see (P-12); names of others do not belong in the entry (DP1).
fn linked(old: Option<&User>, new: &User) -> Option<String> {
    let before: &[String] = old.map_or(&[], |user| &user.on_behalf);
    let (added, removed) = (lacking(before, &new.on_behalf), lacking(&new.on_behalf, before));
    (added + removed > 0).then(|| format!("+{added}, −{removed}"))
}
