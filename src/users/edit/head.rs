//! The head of every tab of a user: who it is, how it stands, what can be done (SPEC 3.1, P-26).
use super::store::Record;
use super::{Back, May, cloud, query};
use crate::access::Refusal;
use crate::access::fixed::SYSTEM;
use crate::activity_log;
use crate::users::{DeleteUser, EnableDisableUser, LogOutUser, RequireNewPassword, ResetFailedLogins, RevokeToken};
use crate::users::{ManageSettings, State, SwitchTwoFactor, User};
use crate::web::i18n::Texts;
use crate::web::parts::Tab;
use crate::web::visit::Visit;
use chrono::{DateTime, Utc};

/// A button or menu row leading to the page that asks before it acts.
pub struct Act {
    pub id: &'static str,
    pub label: String,
    pub url: String,
    pub icon: &'static str,
    /// Why not, if not.
    pub reason: Option<String>,
    pub danger: bool,
}

/// How the user stands.
pub struct Chip {
    pub text: String,
    pub tone: &'static str,
    pub icon: &'static str,
}

pub struct Head {
    pub back: String,
    pub name: String,
    pub login: String,
    pub unit: String,
    pub chip: Chip,
    pub buttons: Vec<Act>,
    pub more: Vec<Act>,
    pub tabs: Vec<Tab>,
}

/// Which tab is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Details { mistakes: usize },
    Groups,
    Permissions,
    Activity,
    Settings,
    Info,
    Tokens,
    Links,
    Cloud,
}

impl Head {
    pub(super) fn of(visit: &Visit, user: &User, record: &Record, back: &Back, shown: Shown) -> Self {
        let acts = Acts {
            visit,
            user,
            back,
            sessions: record.sessions,
        };
        let unit = visit.access.seen_unit(user.unit);
        Self {
            back: back.target().to_owned(),
            name: user.display_name.clone(),
            login: user.login.clone(),
            unit: unit.map(|unit| unit.name.to_string()).unwrap_or_default(),
            chip: chip(visit, user, record),
            buttons: acts.buttons(),
            more: acts.more(),
            tabs: tabs(visit, user, record, back, shown),
        }
    }
}

fn chip(visit: &Visit, user: &User, record: &Record) -> Chip {
    let t = &visit.t;
    let (text, tone, icon) = match (user.state, record.locked_until) {
        (State::Deactivated | State::Deleted, _) => (t.get("user-status-deactivated"), "", "user-off"),
        (State::Active, Some(until)) => (t.one("user-status-locked", "time", t.clock(until)), "bad", "lock"),
        (State::Active, None) if !user.has_password && user.id != SYSTEM => {
            (t.get("user-status-waiting"), "warn", "clock")
        }
        (State::Active, None) => (t.get("user-status-active"), "ok", "circle-check"),
    };
    Chip { text, tone, icon }
}

fn tabs(visit: &Visit, user: &User, record: &Record, back: &Back, shown: Shown) -> Vec<Tab> {
    let t = &visit.t;
    let tab = |label: &str, path: &str, current: bool| Tab {
        label: t.get(label),
        url: back.keep(&format!("/users/{}{path}", user.id)),
        current,
        ..Tab::default()
    };
    let mut tabs = vec![tab("user-tab-details", "", matches!(shown, Shown::Details { .. }))];
    if let Shown::Details { mistakes: 1.. } = shown {
        let Shown::Details { mistakes } = shown else {
            return tabs;
        };
        tabs[0].count = i64::try_from(mistakes).ok();
        tabs[0].failed = true;
    }
    tabs.push(tab("user-tab-groups", "/groups", shown == Shown::Groups));
    if May::of(&visit.access, user).info {
        tabs.push(tab("entities-tab", "/permissions", shown == Shown::Permissions));
        tabs.push(tab("user-tab-info", "/info", shown == Shown::Info));
        tabs.push(Tab {
            count: Some(record.sessions),
            ..tab("user-tab-tokens", "/tokens", shown == Shown::Tokens)
        });
    }
    if visit.access.allows::<RevokeToken>(user).is_ok() {
        tabs.push(tab("user-tab-links", "/links", shown == Shown::Links));
    }
    if cloud::opens(&visit.access, user) {
        tabs.push(tab("user-tab-cloud", "/cloud", shown == Shown::Cloud));
    }
    if activity_log::opens(&visit.access) {
        tabs.push(tab("user-tab-activity", "/activity", shown == Shown::Activity));
    }
    if visit.access.allows::<ManageSettings>(user).is_ok() {
        tabs.push(tab("support-tab-settings", "/settings", shown == Shown::Settings));
    }
    tabs
}

struct Acts<'a> {
    visit: &'a Visit,
    user: &'a User,
    back: &'a Back,
    sessions: i64,
}

impl Acts<'_> {
    fn buttons(&self) -> Vec<Act> {
        let (access, user, t) = (&self.visit.access, self.user, &self.visit.t);
        let off = (user.state != State::Active).then(|| t.get("user-is-deactivated"));
        let nothing = (user.failed == 0).then(|| t.get("user-no-failed-attempts"));
        let reset = self.why(access.allows::<ResetFailedLogins>(user)).or(off).or(nothing);
        let switch = self.why(access.allows::<EnableDisableUser>(user));
        let switch = match user.state {
            State::Active => self.act("deactivate", "user-off", switch),
            _ => self.act("activate", "user-check", switch),
        };
        vec![self.act("reset-failed-logins", "lock-open", reset), switch]
    }

    /// **Log out user** is absent for those who may never use it (P-26).
    fn more(&self) -> Vec<Act> {
        let (access, user, t) = (&self.visit.access, self.user, &self.visit.t);
        let mut acts = Vec::new();
        if access.is_administrator() {
            let idle = (self.sessions == 0).then(|| t.one("users-idle-no-sessions", "count", 1));
            let why = self.why(access.allows::<LogOutUser>(user)).or(idle);
            acts.push(self.act("log-out", "logout", why));
        }
        let none = (!user.has_password).then(|| t.get("user-has-no-password"));
        let require = self.why(access.allows::<RequireNewPassword>(user)).or(none);
        acts.push(self.act("require-new-password", "key", require));
        let two_factor = self.why(access.allows::<SwitchTwoFactor>(user));
        acts.push(self.act("two-factor", "shield-check", two_factor));
        let delete = self.act("delete", "trash", self.why(access.allows::<DeleteUser>(user)));
        acts.push(Act { danger: true, ..delete });
        acts
    }

    fn why(&self, allowed: Result<(), Refusal>) -> Option<String> {
        allowed.err().map(|refusal| self.visit.why_not(&refusal))
    }

    /// Opens the list's own page for this action. Where the user is gone afterwards, it leads back to the list.
    fn act(&self, id: &'static str, icon: &'static str, reason: Option<String>) -> Act {
        let page = self.back.keep(&format!("/users/{}", self.user.id));
        let from = if id == "delete" { self.back.target() } else { &page };
        Act {
            id,
            label: self.visit.t.get(&format!("user-act-{id}")),
            url: format!("/users/{id}?id={}&{}", self.user.id, query("from", from)),
            icon,
            reason,
            danger: false,
        }
    }
}

/// On or off, and whether it was ever completed (SPEC U-34).
fn second_factor(t: &Texts, record: &Record) -> String {
    let on = t.get(if record.two_factor_on {
        "two-factor-is-on"
    } else {
        "two-factor-is-off"
    });
    let verified = t.get(match record.two_factor_at {
        Some(_) => "two-factor-verified",
        None => "two-factor-not-verified",
    });
    format!("{on} · {verified}")
}

/// The lines of **At a glance**, below the failed logins.
pub(super) fn glance(visit: &Visit, user: &User, record: &Record) -> Vec<(String, String)> {
    let (t, now) = (&visit.t, visit.access.now());
    let when = |at: Option<DateTime<Utc>>| at.map(|at| t.date_time(at)).unwrap_or_default();
    let since = |at: Option<DateTime<Utc>>| at.map(|at| t.since(at, now)).unwrap_or_default();
    vec![
        (t.get("user-glance-active"), since(record.last_active)),
        (t.get("user-glance-login"), when(record.last_login)),
        (t.get("user-glance-sessions"), t.number(record.sessions)),
        (t.get("login-code-title"), second_factor(t, record)),
        (t.get("user-glance-created"), t.date(record.created_at)),
        (t.get("user-glance-updated"), t.date(record.updated_at)),
        (t.get("user-info-id"), user.id.to_string()),
    ]
}
