//! What the screen says of one user (SPEC C-2, C-7), and the tabs.
use super::store::{self, Account};
use super::{url, with_from};
use crate::access::fixed::SYSTEM;
use crate::actors::{self, EMPLOYEE};
use crate::cloud::{SecurityRole, card};
use crate::db::Read;
use crate::error::Result;
use crate::users::list::view::{self, Status};
use crate::users::{CancelSession, ManageSettings, ResetFailedLogins, State, User, idle};
use crate::web::i18n::{Language, Texts};
use crate::web::parts::Tab;
use crate::web::visit::Visit;
use chrono::{DateTime, Utc};

/// The head of every tab of the chosen user.
pub struct Head {
    pub name: String,
    pub id: i64,
    pub email: String,
    /// **Deactivated** or **Waiting for activation**.
    pub status: Option<Mark>,
    /// Org. unit, organisation and customer number, as far as there are and the reader sees them.
    pub facts: Vec<(String, String)>,
    pub tabs: Vec<Tab>,
    /// The list alone, for the way back on a phone.
    pub list_url: String,
}

/// Which tab is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Account,
    Activity,
    Settings,
}

impl Head {
    /// `query`: what the list beside it shows, from the `?` on.
    ///
    /// # Errors
    /// Any database error.
    pub fn of(
        db: &mut impl Read,
        visit: &Visit,
        user: &User,
        account: &Account,
        (list_url, query): (&str, &str),
        shown: Shown,
    ) -> Result<Self> {
        let (t, access) = (&visit.t, &visit.access);
        let unit = access.seen_unit(user.unit).map(|unit| unit.name.to_string());
        let customer = access.snapshot().units().customer(user.unit);
        let customer = customer.and_then(|customer| access.seen_unit(customer.id));
        let number = match customer {
            Some(customer) => store::customer_numbers(db, &[customer.id])?.remove(&customer.id),
            None => None,
        };
        let all = [
            ("common-org-unit", unit),
            ("support-customer", customer.map(|customer| customer.name.to_string())),
            ("support-number", number),
            ("support-organisation", account.organisation.clone()),
        ];
        let facts = all
            .into_iter()
            .filter_map(|(label, value)| Some((t.get(label), value?)));
        let here = url(user.id);
        let tab = |label: &str, path: &str, one: Shown| Tab {
            label: t.get(label),
            url: format!("{here}{path}{query}"),
            current: shown == one,
            ..Tab::default()
        };
        let mut tabs = vec![
            tab("support-tab-account", "", Shown::Account),
            tab("user-tab-activity", "/activity", Shown::Activity),
        ];
        if access.allows::<ManageSettings>(user).is_ok() {
            tabs.push(tab("support-tab-settings", "/settings", Shown::Settings));
        }
        Ok(Self {
            name: user.display_name.clone(),
            id: user.id,
            email: user.email.clone().unwrap_or_default(),
            status: status(user).map(|status| Mark::of(t, status)),
            facts: facts.collect(),
            tabs,
            list_url: list_url.to_owned(),
        })
    }
}

/// Whether somebody has begun, and has not been ended; the cards say the rest.
fn status(user: &User) -> Option<Status> {
    match user.state {
        State::Active if user.has_password || user.id == SYSTEM => None,
        State::Active => Some(view::WAITING),
        State::Deactivated | State::Deleted => Some(view::DEACTIVATED),
    }
}

/// A button, and why it may not be pressed.
pub struct Act {
    pub url: String,
    pub why: Option<String>,
}

/// A yes or no that is seen at a glance.
pub struct Mark {
    pub said: String,
    pub tone: &'static str,
    pub symbol: &'static str,
}

/// The cards of the tab **Account**.
pub struct AccountCards {
    pub locked: Mark,
    pub licensed: Mark,
    pub clerk: Option<Mark>,
    pub logged_in: Mark,
    /// Lockout end, the locks beside it, Final login attempt, Last successful login.
    pub times: Vec<(String, String)>,
    pub cancel: Act,
    pub reset: Act,
    pub roles: Vec<String>,
    pub organisation: String,
    pub contact: Vec<(String, String)>,
    pub verified: Mark,
}

impl Mark {
    /// A status of the list of users.
    pub fn of(t: &Texts, (id, tone, symbol): Status) -> Self {
        Self {
            said: t.get(id),
            tone,
            symbol,
        }
    }
}

fn good(said: String) -> Mark {
    Mark {
        said,
        tone: "ok",
        symbol: "circle-check",
    }
}

fn off(said: String) -> Mark {
    Mark {
        said,
        tone: "off",
        symbol: "circle-minus",
    }
}

fn bad(said: String, symbol: &'static str) -> Mark {
    Mark {
        said,
        tone: "bad",
        symbol,
    }
}

impl AccountCards {
    /// `here`: the address of the page, for coming back from what its buttons open.
    ///
    /// # Errors
    /// Any database error.
    pub fn of(db: &mut impl Read, visit: &Visit, user: &User, account: &Account, here: &str) -> Result<Self> {
        let (t, access) = (&visit.t, &visit.access);
        let (yes, no) = (|| t.get("common-yes"), || t.get("common-no"));
        let linked = actors::linked(db, &[user.id])?.remove(&user.id);
        // One out of sight is not there for the reader (P-12), but that it shuts the user out is said, without a name.
        let employee =
            linked.filter(|actor| actor.roles.contains(&EMPLOYEE) && (access.sees(actor.unit) || !actor.active));
        Ok(Self {
            locked: match account.locked_until {
                Some(_) => bad(yes(), "lock"),
                None => good(no()),
            },
            licensed: match card::assigned(user) {
                None => off(t.get("support-needs-none")),
                Some(true) => good(yes()),
                Some(false) => bad(no(), "key-off"),
            },
            clerk: employee.map(|employee| match employee.active {
                true => good(yes()),
                false => bad(no(), "user-off"),
            }),
            logged_in: match account.sessions {
                0 => off(no()),
                count => good(t.one("support-sessions", "count", count)),
            },
            times: times(t, account),
            cancel: cancel(visit, user, account, here),
            reset: reset(visit, user, here),
            roles: account.security_roles.iter().map(|role| role_name(t, role)).collect(),
            organisation: account.organisation.clone().unwrap_or_default(),
            contact: contact(visit, user, account),
            verified: match account.two_factor_at {
                Some(_) => good(t.get("two-factor-verified")),
                None => off(t.get("two-factor-not-verified")),
            },
        })
    }
}

/// A lock that is not for everybody stands there while it lasts: it does not make the account a locked one (SPEC C-6).
fn times(t: &Texts, account: &Account) -> Vec<(String, String)> {
    let when = |at: Option<DateTime<Utc>>| at.map(|at| t.date_time(at)).unwrap_or_default();
    let beside = [
        ("support-browser-locked", account.browser_locked_until),
        ("support-codes-locked", account.codes_locked_until),
    ];
    let beside = beside
        .into_iter()
        .filter_map(|(label, until)| Some((t.get(label), t.date_time(until?))));
    std::iter::once((t.get("support-lockout-end"), when(account.locked_until)))
        .chain(beside)
        .chain([
            (t.get("support-last-failed"), when(account.last_failed)),
            (t.get("support-last-login"), when(account.last_login)),
        ])
        .collect()
}

fn role_name(t: &Texts, role: &str) -> String {
    SecurityRole::from_code(role).map_or_else(|| role.to_owned(), |role| t.get(role.label()))
}

/// **Cancel Session**: there must be one, and the right.
fn cancel(visit: &Visit, user: &User, account: &Account, here: &str) -> Act {
    let refused = visit.access.allows::<CancelSession>(user).err();
    let none = (account.sessions == 0).then(|| visit.t.get("support-no-session"));
    Act {
        url: with_from(&format!("{}/sessions", url(user.id)), here),
        why: refused.map(|refusal| visit.why_not(&refusal)).or(none),
    }
}

/// **Reset failed login attempts**, as on the user's own page.
fn reset(visit: &Visit, user: &User, here: &str) -> Act {
    let refused = visit.access.allows::<ResetFailedLogins>(user).err();
    let idle = idle::resetting(user).map(|text| visit.t.one(text, "count", 1));
    Act {
        url: with_from(&format!("/users/reset-failed-logins?id={}", user.id), here),
        why: refused.map(|refusal| visit.why_not(&refusal)).or(idle),
    }
}

/// Address, phone of the linked actor where the reader sees it, language and time zone.
fn contact(visit: &Visit, user: &User, account: &Account) -> Vec<(String, String)> {
    let t = &visit.t;
    let email = match (&user.email, account.email_confirmed_at) {
        (None, _) => String::new(),
        (Some(email), Some(at)) => format!("{email} · {}", t.one("user-email-confirmed", "date", t.date(at))),
        (Some(email), None) => format!("{email} · {}", t.get("support-email-unconfirmed")),
    };
    let phone = account
        .phone
        .clone()
        .filter(|_| account.phone_unit.is_some_and(|unit| visit.access.sees(unit)));
    let language = account.language.as_deref().and_then(Language::from_code);
    vec![
        (t.get("user-name"), user.login.clone()),
        (t.get("user-email"), email),
        (t.get("support-phone"), phone.unwrap_or_default()),
        (
            t.get("user-language"),
            language.map_or_else(|| t.get("user-by-browser"), |language| language.own_name().to_owned()),
        ),
        (
            t.get("user-time-zone"),
            account.time_zone.clone().unwrap_or_else(|| t.get("user-by-default")),
        ),
    ]
}
