//! The kinds of mail and their texts.
use super::letter::Letter;
use crate::config::{Seal, Unsealable};
use crate::error::{Error, Result};
use crate::web::i18n::Texts;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// What the sealed contents of mails belong to.
const PLACE: &str = "mail";

/// A secret that only the mail itself shows: a code, or the secret of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed(String);

impl Sealed {
    /// # Errors
    /// The operating system gives no random numbers.
    pub fn new(seal: &Seal, secret: &str) -> Result<Self> {
        let sealed = seal.close(PLACE, secret.as_bytes());
        let sealed = sealed.map_err(|error| Error::Internal(format!("random: {error}")))?;
        Ok(Self(hex::encode(sealed)))
    }

    pub(super) fn open(&self, seal: &Seal) -> Result<String, Unsealable> {
        let bytes = hex::decode(&self.0).map_err(|_| Unsealable::Broken)?;
        String::from_utf8(seal.open(PLACE, &bytes)?).map_err(|_| Unsealable::Broken)
    }
}

/// What changed in somebody's two-factor settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TwoFactorChange {
    On,
    Off,
    /// It is required from the next login on.
    Required,
    NotRequired,
    NewRecoveryCodes,
    /// One method is turned on or off while another is in use.
    AppOn,
    AppOff,
    EmailOn,
    EmailOff,
}

impl TwoFactorChange {
    /// Whether it is required from the next login on.
    pub const fn requiring(required: bool) -> Self {
        if required {
            TwoFactorChange::Required
        } else {
            TwoFactorChange::NotRequired
        }
    }

    const fn code(self) -> &'static str {
        match self {
            TwoFactorChange::On => "on",
            TwoFactorChange::Off => "off",
            TwoFactorChange::Required => "required",
            TwoFactorChange::NotRequired => "not-required",
            TwoFactorChange::NewRecoveryCodes => "new-recovery-codes",
            TwoFactorChange::AppOn => "app-on",
            TwoFactorChange::AppOff => "app-off",
            TwoFactorChange::EmailOn => "email-on",
            TwoFactorChange::EmailOff => "email-off",
        }
    }
}

/// A mail to the owner of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "message", rename_all = "kebab-case")]
pub enum Message {
    /// Shows that mail works; requested by an administrator.
    Test,
    /// A code for the second step of a login (SPEC U-33). It is not sent after `until`.
    LoginCode { code: Sealed, until: DateTime<Utc> },
    /// A link that activates an account (SPEC U-50).
    ActivationLink(Link),
    /// A link that sets a new password (SPEC U-51).
    ResetLink(Link),
    /// A link that confirms the address it is sent to (SPEC 3.2).
    ConfirmEmail(Link),
    /// The password was changed, by its owner or somebody else (SPEC U-22).
    PasswordChanged { by_other: bool },
    /// Two-factor was changed.
    TwoFactorChanged { change: TwoFactorChange, by_other: bool },
    /// An API token was created.
    ApiTokenCreated { name: String, by_other: bool },
    /// A login from a device that had not been seen with this account.
    NewDevice { device: String, address: IpAddr },
    /// The email address was changed; sent to the old address.
    EmailChanged { by_other: bool },
    /// Somebody became an administrator; sent to the other administrators (SPEC 3.2).
    NewAdministrator {
        #[serde(default)]
        user: i64,
        name: String,
        login: String,
    },
    /// Several people became administrators at once; sent to those who were before.
    NewAdministrators { people: usize },
    /// Mail goes through another server; sent to the administrators through the old server.
    MailServerChanged { host: String },
    /// The policy for who may log in, and from where, was changed; sent to the administrators.
    PoliciesChanged,
}

/// A link in a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its id in the table `links`.
    pub id: i64,
    pub secret: Sealed,
    pub until: DateTime<Utc>,
}

/// Every kind of mail, as in `mails.kind`.
pub const KINDS: [&str; 14] = [
    "test",
    "login-code",
    "activation-link",
    "reset-link",
    "confirm-email",
    "password-changed",
    "two-factor-changed",
    "api-token-created",
    "new-device",
    "email-changed",
    "new-administrator",
    "new-administrators",
    "mail-server-changed",
    "policies-changed",
];

/// The pages that links lead to.
pub const ACTIVATE: &str = "/activate";
pub const RESET: &str = "/reset-password";
pub const CONFIRM: &str = "/confirm-email";

/// Which of a user's addresses a message may go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// Only an address that was proven to be the user's. For mails that let somebody in.
    Confirmed,
    /// The address that was given. The mail is what proves that it is the user's.
    Given,
    /// The confirmed address, or else the given one. For notices, which let nobody in. Chains that began to use
    /// mail later have only unconfirmed addresses.
    Owner,
}

impl To {
    pub const fn code(self) -> &'static str {
        match self {
            To::Confirmed => "confirmed",
            To::Given => "given",
            To::Owner => "owner",
        }
    }
}

/// What a mail needs to know besides its own contents.
pub(super) struct About<'a> {
    pub t: Texts,
    pub seal: &'a Seal,
    pub installation: &'a str,
    /// Display name and login of the user.
    pub name: &'a str,
    pub login: &'a str,
    /// When it was queued.
    pub at: DateTime<Utc>,
    /// The public address, without a slash at the end.
    pub site: &'a str,
}

/// Why a mail is no longer worth sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Stale {
    #[error("what it carries has expired")]
    Expired,
    #[error(transparent)]
    Sealed(#[from] Unsealable),
}

impl Message {
    /// Returns the kind, which is part of the ids of its texts.
    pub fn kind(&self) -> &'static str {
        match self {
            Message::Test => "test",
            Message::LoginCode { .. } => "login-code",
            Message::ActivationLink(_) => "activation-link",
            Message::ResetLink(_) => "reset-link",
            Message::ConfirmEmail(_) => "confirm-email",
            Message::PasswordChanged { .. } => "password-changed",
            Message::TwoFactorChanged { .. } => "two-factor-changed",
            Message::ApiTokenCreated { .. } => "api-token-created",
            Message::NewDevice { .. } => "new-device",
            Message::EmailChanged { .. } => "email-changed",
            Message::NewAdministrator { .. } => "new-administrator",
            Message::NewAdministrators { .. } => "new-administrators",
            Message::MailServerChanged { .. } => "mail-server-changed",
            Message::PoliciesChanged => "policies-changed",
        }
    }

    pub(super) fn to(&self) -> To {
        match self {
            Message::LoginCode { .. } | Message::ResetLink(_) => To::Confirmed,
            Message::ActivationLink(_) | Message::ConfirmEmail(_) => To::Given,
            _ => To::Owner,
        }
    }

    /// Returns the id of the link it carries, if any.
    pub(super) fn link(&self) -> Option<i64> {
        match self {
            Message::ActivationLink(link) | Message::ResetLink(link) | Message::ConfirmEmail(link) => Some(link.id),
            _ => None,
        }
    }

    /// Whether it goes through the server that was configured when it was queued, whatever is configured now.
    pub(super) fn keeps_its_server(&self) -> bool {
        matches!(self, Message::MailServerChanged { .. })
    }

    /// Returns how often sending is tried. A test mail is tried once, because somebody waits for the result.
    pub(super) fn attempts(&self) -> i32 {
        match self {
            Message::Test => 1,
            _ => super::delivery::ATTEMPTS,
        }
    }

    /// Writes the mail.
    ///
    /// # Errors
    /// [`Stale`].
    pub(super) fn letter(&self, about: &About<'_>, now: DateTime<Utc>) -> Result<Letter, Stale> {
        let letter = Letter::new(about, self.kind());
        Ok(match self {
            Message::Test => letter.line(about.t.one("mail-test-text", "installation", about.installation)),
            Message::LoginCode { until, .. } if *until <= now => return Err(Stale::Expired),
            Message::LoginCode { code, until } => letter
                .line(about.said("login-code-text"))
                .code(code.open(about.seal)?)
                .line(about.t.one("mail-login-code-until", "time", about.t.clock(*until)))
                .line(about.said("login-code-not-you")),
            Message::ActivationLink(link) => link.letter(about, letter, "activation-link", ACTIVATE)?,
            Message::ResetLink(link) => link.letter(about, letter, "reset-link", RESET)?,
            Message::ConfirmEmail(link) => link.letter(about, letter, "confirm-email", CONFIRM)?,
            notice => notice.told(about, letter),
        })
    }

    /// Writes a notice about what happened to an account. It contains no secrets.
    fn told(&self, about: &About<'_>, letter: Letter) -> Letter {
        let text = |id: &str| letter.clone().line(about.said(id));
        match self {
            Message::PasswordChanged { by_other } => text("password-changed-text").notice(about, *by_other),
            Message::TwoFactorChanged { change, by_other } => {
                text(&format!("two-factor-{}", change.code())).notice(about, *by_other)
            }
            Message::ApiTokenCreated { name, by_other } => text("api-token-created-text")
                .fact(about.said("fact-token"), name)
                .notice(about, *by_other),
            Message::NewDevice { device, address } => text("new-device-text")
                .fact(about.said("fact-device"), device)
                .fact(about.said("fact-address"), &address.to_string())
                .notice(about, false),
            Message::EmailChanged { by_other } => text("email-changed-text").notice(about, *by_other),
            Message::NewAdministrator { name, login, .. } => text("new-administrator-text")
                .fact(about.said("fact-name"), name)
                .fact(about.said("fact-login"), login)
                .fact(about.said("fact-when"), &about.t.date_time(about.at))
                .line(about.said("new-administrator-advice")),
            Message::NewAdministrators { people } => text("new-administrators-text")
                .fact(about.said("fact-people"), &about.t.number(*people as i64))
                .fact(about.said("fact-when"), &about.t.date_time(about.at))
                .line(about.said("new-administrator-advice")),
            Message::MailServerChanged { host } => text("mail-server-changed-text")
                .fact(about.said("fact-mail-server"), if host.is_empty() { "-" } else { host })
                .fact(about.said("fact-when"), &about.t.date_time(about.at))
                .line(about.said("new-administrator-advice")),
            Message::PoliciesChanged => text("policies-changed-text")
                .fact(about.said("fact-when"), &about.t.date_time(about.at))
                .line(about.said("new-administrator-advice")),
            _ => letter,
        }
    }
}

impl About<'_> {
    fn said(&self, id: &str) -> String {
        self.t.get(&format!("mail-{id}"))
    }
}

impl Link {
    fn letter(&self, about: &About<'_>, letter: Letter, kind: &str, path: &str) -> Result<Letter, Unsealable> {
        let t = &about.t;
        let address = super::link(about.site, path, &self.secret.open(about.seal)?);
        Ok(letter
            .line(about.said(&format!("{kind}-text")))
            .fact(about.said("fact-account"), about.login)
            .button(about.said(&format!("{kind}-button")), address)
            .line(t.one("mail-link-until", "time", t.date_time(self.until)))
            .line(about.said(&format!("{kind}-not-you"))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_again() {
        let message = Message::TwoFactorChanged {
            change: TwoFactorChange::NewRecoveryCodes,
            by_other: true,
        };
        let stored = serde_json::to_value(&message).unwrap();
        assert_eq!(stored["message"], message.kind());
        assert_eq!(serde_json::from_value::<Message>(stored).unwrap(), message);
    }
}
