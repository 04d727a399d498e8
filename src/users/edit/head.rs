//! The head of every tab of a user: who it is, its state, what can be done (SPEC 3.1, P-26).
use super::store::Record;
use super::{LIST, May, cloud};
use crate::access::fixed::SYSTEM;
use crate::users::actions::two_factor::TwoFactor;
use crate::users::actions::{Activate, AskPassword, Deactivate, Delete, LogOut, Reset};
use crate::users::list::view::WAITING;
use crate::users::{ManageSettings, RevokeToken, Selected, State, User};
use crate::web::back::Back;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::Tab;
use crate::web::several::Bulk;
use crate::web::visit::Visit;
use chrono::{DateTime, Utc};

/// A button or menu row that leads to the page that asks before it acts.
pub struct Act {
    pub id: &'static str,
    pub label: String,
    pub url: String,
    pub icon: &'static str,
    /// Why the action is not possible, if it is not.
    pub reason: Option<String>,
    pub danger: bool,
}

/// A state of the user.
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
    Sessions,
    Links,
    Cloud,
}

impl Head {
    pub(super) fn of(visit: &Visit, user: &User, record: &Record, back: &Back, shown: Shown) -> Self {
        let selected = Selected {
            user: user.clone(),
            sessions: record.sessions,
        };
        let acts = Acts { visit, selected, back };
        let unit = visit.access.seen_unit(user.unit);
        Self {
            back: back.target(LIST).to_owned(),
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
    // A lock may be for everybody, in the owner's own browser, or at the second step.
    let locks = [
        ("user-status-locked", record.locked_until),
        ("user-status-browser-locked", record.browser_locked_until),
        ("user-status-codes-locked", record.codes_locked_until),
    ];
    let lock = locks.into_iter().find_map(|(id, until)| Some((id, until?)));
    let (text, tone, icon) = match (user.state, lock) {
        (State::Deactivated | State::Deleted, _) => (t.get("user-status-deactivated"), "", "user-off"),
        (State::Active, Some((id, until))) => (t.one(id, "time", end(visit, until)), "bad", "lock"),
        (State::Active, None) if !user.has_password && user.id != SYSTEM => {
            (t.get("user-status-waiting"), WAITING.1, WAITING.2)
        }
        (State::Active, None) => (t.get("user-status-active"), "ok", "circle-check"),
    };
    Chip { text, tone, icon }
}

/// When a lock ends: the clock alone where it is today.
fn end(visit: &Visit, until: DateTime<Utc>) -> String {
    let t = &visit.t;
    match t.date(until) == t.date(visit.access.now()) {
        true => t.one("user-status-today", "clock", t.clock(until)),
        false => t.date_time(until),
    }
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
    if let Shown::Details {
        mistakes: mistakes @ 1..,
    } = shown
    {
        tabs[0].count = i64::try_from(mistakes).ok();
        tabs[0].failed = true;
    }
    tabs.push(tab("user-tab-groups", "/groups", shown == Shown::Groups));
    if May::of(&visit.access, user).info {
        tabs.push(tab("entities-tab", "/permissions", shown == Shown::Permissions));
        tabs.push(tab("user-tab-info", "/info", shown == Shown::Info));
        tabs.push(Tab {
            count: Some(record.sessions),
            ..tab("user-tab-tokens", "/tokens", shown == Shown::Sessions)
        });
    }
    if visit.access.allows::<RevokeToken>(user).is_ok() {
        tabs.push(tab("user-tab-links", "/links", shown == Shown::Links));
    }
    if cloud::opens(&visit.access, user) {
        tabs.push(tab("user-tab-cloud", "/cloud", shown == Shown::Cloud));
    }
    if menu::ACTIVITY.opens(&visit.access) {
        tabs.push(tab("user-tab-activity", "/activity", shown == Shown::Activity));
    }
    if visit.access.allows::<ManageSettings>(user).is_ok() {
        tabs.push(tab("support-tab-settings", "/settings", shown == Shown::Settings));
    }
    tabs
}

struct Acts<'a> {
    visit: &'a Visit,
    selected: Selected,
    back: &'a Back,
}

impl Acts<'_> {
    fn buttons(&self) -> Vec<Act> {
        let switch = match self.selected.user.state {
            State::Active => self.act::<Deactivate>(),
            _ => self.act::<Activate>(),
        };
        vec![self.act::<Reset>(), switch]
    }

    /// Returns the rows of the menu. **Log out user** is absent for readers who may never use it (P-26).
    fn more(&self) -> Vec<Act> {
        let mut acts = Vec::new();
        if LogOut::offered(&self.visit.access).is_ok() {
            acts.push(self.act::<LogOut>());
        }
        acts.push(self.act::<AskPassword>());
        acts.push(self.act::<TwoFactor>());
        acts.push(self.act::<Delete>());
        acts
    }

    /// Returns the button that opens the list's own page for this action. That page leads back to the list for
    /// dangerous actions, as the user may be gone, else back here.
    fn act<B: Bulk<Row = Selected>>(&self) -> Act {
        let id = self.selected.user.id;
        let page = self.back.keep(&format!("/users/{id}"));
        let from = if B::DANGER { self.back.target(LIST) } else { &page };
        Act {
            id: B::WORD,
            label: self.visit.t.get(&format!("user-act-{}", B::WORD)),
            url: B::address([id], from),
            icon: B::ICON,
            reason: B::why_not(self.visit, &self.selected),
            danger: B::DANGER,
        }
    }
}

/// Says whether the second factor is on, and whether it was ever set up (SPEC U-34).
fn second_factor(t: &Texts, record: &Record) -> [(String, String); 2] {
    let on = match record.two_factor_on {
        true => "two-factor-is-on",
        false => "two-factor-is-off",
    };
    let verified = match record.two_factor_at {
        Some(_) => "two-factor-verified",
        None => "two-factor-not-verified",
    };
    [("login-code-title", on), ("user-glance-factor", verified)].map(|(label, value)| (t.get(label), t.get(value)))
}

/// Returns the lines of **At a glance**, below the failed logins.
pub(super) fn glance(visit: &Visit, record: &Record) -> Vec<(String, String)> {
    let (t, now) = (&visit.t, visit.access.now());
    let when = |at: Option<DateTime<Utc>>| at.map(|at| t.date_time(at)).unwrap_or_default();
    let since = |at: Option<DateTime<Utc>>| at.map(|at| t.since(at, now)).unwrap_or_default();
    let [on, verified] = second_factor(t, record);
    vec![
        (t.get("user-glance-active"), since(record.last_active)),
        (t.get("user-glance-login"), when(record.last_login)),
        (t.get("user-glance-sessions"), t.number(record.sessions)),
        on,
        verified,
        (t.get("user-glance-created"), t.date(record.created_at)),
        (t.get("user-glance-updated"), t.date(record.updated_at)),
    ]
}
