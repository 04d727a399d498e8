//! Creates a user, changes details, renames.
mod store;

pub(in crate::users) use store::raise_version;
pub use store::release_addresses;

use super::{addresses, relocate, switch};
use crate::access::{Access, Can, Refusal};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::cloud::licences::{self, Taker};
use crate::cloud::roles;
use crate::config::Seal;
use crate::db::Tx;
use crate::error::{Error, Result, violation};
use crate::mail;
use crate::names::{DisplayName, Email, LoginName};
use crate::origins::Chosen;
use crate::session;
use crate::session::two_factor::{self, TwoFactorChange};
use crate::text::sort_key;
use crate::users::{ChangeEmail, CreateUser, EditUser, EnableDisableUser, MoveUser, OwnAccount};
use crate::users::{PreventRenewal, ReceiveUser, RenameUser, State, SwitchTwoFactor, words};
use crate::web::i18n::Language;
use crate::web::shell::Theme;
use chrono_tz::Tz;
use store::Key;

/// Why a save is refused: what it asks for is taken, or not allowed. Of what somebody else has, only "is taken" may be
/// told (SPEC P-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    Name,
    Email,
    /// A Support Agent needs an address of an internal domain (SPEC C-5).
    NotInternal,
    /// All of the customer's licences are taken; the number is how many there are (SPEC C-3).
    NoLicence(i32),
}

impl Clash {
    /// Returns the text's id that the field of the address shows.
    pub fn at_email(self) -> &'static str {
        match self {
            Clash::NotInternal => "user-email-not-internal",
            _ => "user-email-taken",
        }
    }
}

/// Whether an account other than `except` has this name or address. It only makes for a better answer: the constraint
/// decides.
pub fn taken(tx: &mut Tx<'_>, key: &str, except: Option<i64>) -> Result<bool> {
    store::taken(tx, key, except)
}

/// Everything about a new user. The password was set by the person who creates the user, so it must be changed at the
/// first login. Without one the user waits for activation.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub name: LoginName,
    pub display_name: DisplayName,
    pub email: Option<Email>,
    pub enabled: bool,
    pub prevent_renewal: bool,
    /// **Enable two-factor authentication** (SPEC U-32).
    pub two_factor_required: bool,
    pub language: Option<Language>,
    pub time_zone: Option<Tz>,
    pub origin: Chosen,
    pub password_hash: Option<String>,
}

/// Creates a user in the unit of the capability and returns the id.
///
/// # Errors
/// The inner error says what is taken, or why it is refused. The transaction can then only be rolled back.
pub fn create_user(
    tx: &mut Tx<'_>,
    seal: &Seal,
    author: &Author,
    can: &Can<'_, CreateUser>,
    new: &NewUser,
) -> Result<Result<i64, Clash>> {
    let unit = can.row().id;
    if new.enabled
        && let Err(clash) = licensed(licences::left(tx, Taker::New { unit })?.map_err(Error::from))?
    {
        return Ok(Err(clash));
    }
    let id = match clashing(store::insert_account(tx, &new.name))? {
        Ok(id) => id,
        Err(clash) => return Ok(Err(clash)),
    };
    let email = new.email.as_ref();
    store::insert_user(tx, id, unit, new, author.user)?;
    if !store::take_key(tx, id, &new.name.key(), Key::Name)? {
        return Ok(Err(Clash::Name));
    }
    if let Err(clash) = take_address(tx, id, email)? {
        return Ok(Err(clash));
    }
    words::write(tx, id)?;
    let entry = Entry::new(author, Event::UserCreated, Subject::User(id), Some(unit))
        .personal("name", new.name.as_str())
        .personal("display_name", new.display_name.as_str())
        .personal("email", email.map(Email::as_str))
        .fact("enabled", new.enabled)
        .fact("prevent_renewal", new.prevent_renewal)
        .fact("two_factor_required", new.two_factor_required)
        .fact("language", new.language.map(Language::code))
        .fact("time_zone", new.time_zone.map(Tz::name));
    activity::record(tx, new.origin.told(entry))?;
    if new.enabled && new.password_hash.is_some() {
        addresses::ask_to_confirm(tx, seal, author, id)?;
    }
    Ok(Ok(id))
}

/// What a save changes; what stays as it is, is None. A change that needs a right of its own carries its capability.
#[derive(Default)]
pub struct Changes<'t> {
    pub display_name: Option<DisplayName>,
    pub email: Option<(Can<'t, ChangeEmail>, Option<Email>)>,
    pub unit: Option<(Can<'t, MoveUser>, Can<'t, ReceiveUser>)>,
    pub enabled: Option<(Can<'t, EnableDisableUser>, State)>,
    pub prevent_renewal: Option<(Can<'t, PreventRenewal>, bool)>,
    pub two_factor_required: Option<(Can<'t, SwitchTwoFactor>, bool)>,
    pub language: Option<Option<Language>>,
    pub time_zone: Option<Option<Tz>>,
    pub origin: Option<Chosen>,
}

/// Changes details. The version is raised, so that a form opened before is told (SPEC U-7).
///
/// # Errors
/// `Internal` for capabilities of another user. The inner error is as for [`create_user`].
pub fn update<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    seal: &Seal,
    author: &Author,
    can: &Can<'t, EditUser>,
    changes: &Changes<'t>,
) -> Result<Result<(), Clash>> {
    let user = can.row();
    if !changes.are_of(user.id) {
        return Err(Error::Internal("capabilities of different users in one save".into()));
    }
    let before = store::details(tx, user.id)?;
    let mut after = before.clone();
    changes.write_plain(&mut after);
    if let Some((can, into)) = &changes.unit {
        if let Err(clash) = licensed(relocate(tx, access, author, can, into))? {
            return Ok(Err(clash));
        }
        after.unit_id = into.row().id;
    }
    if let Some((can, state)) = &changes.enabled {
        if let Err(clash) = licensed(switch(tx, author, can, *state))? {
            return Ok(Err(clash));
        }
        after.enabled = *state == State::Active;
    }
    if let Some((_, prevent)) = changes.prevent_renewal {
        after.prevent_renewal = prevent;
        if prevent {
            session::stop_renewing(tx, &[user.id])?;
        }
    }
    if let Some((_, required)) = changes.two_factor_required {
        after.two_factor_required = required;
        two_factor::tell(tx, user.id, author.user, TwoFactorChange::requiring(required))?;
    }
    if let Some((_, email)) = &changes.email {
        after.email = email.as_ref().map(|email| email.as_str().to_owned());
        if let Err(clash) = change_email(tx, user.id, email.as_ref())? {
            return Ok(Err(clash));
        }
    }
    write(tx, seal, author, user.id, Event::UserUpdated, &before, &after)?;
    Ok(Ok(()))
}

impl Changes<'_> {
    /// Writes the changes that only set a value.
    fn write_plain(&self, details: &mut store::Details) {
        if let Some(name) = &self.display_name {
            details.display_name = name.as_str().to_owned();
        }
        if let Some(language) = self.language {
            details.language = language.map(|language| language.code().to_owned());
        }
        if let Some(zone) = self.time_zone {
            details.time_zone = zone.map(|zone| zone.name().to_owned());
        }
        if let Some(chosen) = &self.origin {
            details.put(chosen);
        }
    }

    fn are_of(&self, user: i64) -> bool {
        self.email.as_ref().is_none_or(|(can, _)| can.row().id == user)
            && self.unit.as_ref().is_none_or(|(can, _)| can.row().id == user)
            && self.enabled.as_ref().is_none_or(|(can, _)| can.row().id == user)
            && self
                .prevent_renewal
                .as_ref()
                .is_none_or(|(can, _)| can.row().id == user)
            && self
                .two_factor_required
                .as_ref()
                .is_none_or(|(can, _)| can.row().id == user)
    }
}

/// What users change of their own profile (SPEC P-20). None of it needs a right.
#[derive(Debug, Clone, Default)]
pub struct Own {
    pub display_name: Option<DisplayName>,
    pub email: Option<Option<Email>>,
    pub language: Option<Option<Language>>,
    pub time_zone: Option<Option<Tz>>,
    pub theme: Option<Theme>,
    pub shortcuts: Option<bool>,
    pub roomy: Option<bool>,
}

/// Changes the user's own profile.
///
/// # Errors
/// The inner error is as for [`create_user`].
pub fn update_own(
    tx: &mut Tx<'_>,
    seal: &Seal,
    author: &Author,
    can: &Can<'_, OwnAccount>,
    own: &Own,
) -> Result<Result<(), Clash>> {
    let user = can.row();
    let before = store::details(tx, user.id)?;
    let mut after = before.clone();
    if let Some(name) = &own.display_name {
        after.display_name = name.as_str().to_owned();
    }
    if let Some(language) = own.language {
        after.language = language.map(|language| language.code().to_owned());
    }
    if let Some(zone) = own.time_zone {
        after.time_zone = zone.map(|zone| zone.name().to_owned());
    }
    if let Some(theme) = own.theme {
        after.theme = theme.stored().map(str::to_owned);
    }
    after.shortcuts = own.shortcuts.unwrap_or(before.shortcuts);
    after.roomy = own.roomy.unwrap_or(before.roomy);
    if let Some(email) = &own.email {
        after.email = email.as_ref().map(|email| email.as_str().to_owned());
        if after.email != before.email
            && let Err(clash) = change_email(tx, user.id, email.as_ref())?
        {
            return Ok(Err(clash));
        }
    }
    write(tx, seal, author, user.id, Event::UserUpdated, &before, &after)?;
    Ok(Ok(()))
}

fn write(
    tx: &mut Tx<'_>,
    seal: &Seal,
    author: &Author,
    user: i64,
    event: Event,
    before: &store::Details,
    after: &store::Details,
) -> Result<()> {
    let entry = Entry::new(author, event, Subject::User(user), Some(before.unit_id))
        .personal_diff(
            "display_name",
            before.display_name.as_str(),
            after.display_name.as_str(),
        )
        .personal_diff("email", before.email.as_deref(), after.email.as_deref())
        .diff("unit", before.unit_id, after.unit_id)
        .diff("enabled", before.enabled, after.enabled)
        .diff("prevent_renewal", before.prevent_renewal, after.prevent_renewal)
        .diff(
            "two_factor_required",
            before.two_factor_required,
            after.two_factor_required,
        )
        .diff("language", before.language.as_deref(), after.language.as_deref())
        .diff("time_zone", before.time_zone.as_deref(), after.time_zone.as_deref())
        .diff("origin", before.origin.as_deref(), after.origin.as_deref())
        .diff("location", before.location.as_deref(), after.location.as_deref())
        .diff("theme", before.theme.as_deref(), after.theme.as_deref())
        .diff("shortcuts", before.shortcuts, after.shortcuts)
        .diff("roomy", before.roomy, after.roomy);
    if entry.is_empty() {
        return Ok(());
    }
    let found_differently = entry.fields().any(|field| ["display_name", "email"].contains(&field));
    // No form of another shows the theme, and every page has its switch. So no open form need be told of a new theme.
    let told = entry.fields().any(|field| field != "theme");
    let in_force = mail::address(tx, user, mail::To::Confirmed)?;
    store::update(tx, user, after, author.user, told)?;
    if found_differently {
        words::write(tx, user)?;
    }
    activity::record(tx, entry)?;
    if before.email != after.email {
        addresses::tell(tx, seal, author, user, [before.email.as_deref(), in_force.as_deref()])?;
    }
    Ok(())
}

/// Changes the address. The new one is unconfirmed, and the confirmed one before it counts until the new one is
/// confirmed (SECURITY AU10). Links that were sent stop working (TK4).
fn change_email(tx: &mut Tx<'_>, user: i64, email: Option<&Email>) -> Result<Result<(), Clash>> {
    if roles::bars_address(tx, user, email.map(Email::as_str))? {
        return Ok(Err(Clash::NotInternal));
    }
    store::release_addresses(tx, &[user], email.is_some())?;
    session::revoke_links(tx, &[user])?;
    take_address(tx, user, email)
}

fn take_address(tx: &mut Tx<'_>, user: i64, email: Option<&Email>) -> Result<Result<(), Clash>> {
    let taken = match email {
        Some(email) => store::take_key(tx, user, &email.key(), Key::Email)?,
        None => true,
    };
    Ok(if taken { Ok(()) } else { Err(Clash::Email) })
}

/// Gives a user another login name (SPEC 3.2). The counter of failed logins is kept.
///
/// # Errors
/// The inner error is as for [`create_user`].
pub fn rename(
    tx: &mut Tx<'_>,
    author: &Author,
    can: &Can<'_, RenameUser>,
    name: &LoginName,
) -> Result<Result<(), Clash>> {
    let user = can.row();
    let entry = Entry::new(author, Event::UserRenamed, Subject::User(user.id), Some(user.unit)).personal_diff(
        "name",
        user.login.as_str(),
        name.as_str(),
    );
    if entry.is_empty() {
        return Ok(Ok(()));
    }
    let key = name.key();
    store::remove_name_key(tx, user.id)?;
    if !store::take_key(tx, user.id, &key, Key::Name)? {
        return Ok(Err(Clash::Name));
    }
    let renamed = store::rename(tx, user.id, name, &sort_key(name.as_str()), author.user);
    if let Err(clash) = clashing(renamed)? {
        return Ok(Err(clash));
    }
    let old_key = session::secret_hash(&crate::text::name_key(&user.login));
    store::move_counter(tx, user.id, &old_key, &session::secret_hash(&key))?;
    words::write(tx, user.id)?;
    activity::record(tx, entry)?;
    Ok(Ok(()))
}

/// Turns the refusal that no licence is left into a [`Clash`].
fn licensed<T>(done: Result<T>) -> Result<Result<T, Clash>> {
    match done {
        Err(Error::Denied(refusal)) => match *refusal {
            Refusal::NoLicence { pool } => Ok(Err(Clash::NoLicence(pool))),
            other => Err(other.into()),
        },
        other => other.map(Ok),
    }
}

/// Turns the database's error that somebody has just taken the name into the clash it is.
fn clashing<T>(done: Result<T>) -> Result<Result<T, Clash>> {
    violation(done, &[("accounts_name", Clash::Name)])
}
