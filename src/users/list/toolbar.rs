//! The buttons over the list (SPEC U-3): what the selection allows, and why not (P-26).
use super::Filter;
use super::store::{self, Selected};
use super::view::user_url;
use crate::access::{Action, Refusal};
use crate::db::Read;
use crate::error::Result;
use crate::files::Table;
use crate::imports;
use crate::session::links::Purpose;
use crate::users::{
    DeleteUser, EditUser, EnableDisableUser, JoinGroup, LogOutUser, ManageLinks, MoveUser, RequireNewPassword,
    ResetFailedLogins, State, SwitchTwoFactor, User,
};
use crate::users::{edit, verbs};
use crate::web::i18n::Texts;
use crate::web::visit::Visit;

/// Rows that can be selected at once; more than a page holds.
pub const MOST_SELECTED: usize = 200;

/// A button.
#[derive(Debug)]
pub struct Button {
    pub id: &'static str,
    pub label: String,
    pub url: String,
    /// Why it cannot be used now.
    pub why: Option<String>,
    pub symbol: &'static str,
    pub class: &'static str,
}

/// The toolbar for one selection.
#[derive(Debug)]
pub struct Toolbar {
    /// Who is selected, in words; empty for nobody.
    pub selected: String,
    pub count: usize,
    /// Leads to one user's page.
    pub edit: Button,
    /// On the selection, by `?id=…&id=…`.
    pub buttons: Vec<Button>,
    /// The same, under **More**.
    pub more: Vec<Button>,
    pub export: String,
    /// **Import**, for whoever may import users.
    pub import: Option<String>,
    /// The list with this selection, for coming back.
    pub from: String,
    /// The list with nothing selected.
    pub clear: String,
}

/// Reads the selection and asks the rules about it. Ids the reader cannot see are as good as not selected.
pub fn toolbar(db: &mut impl Read, visit: &Visit, filter: &Filter) -> Result<Toolbar> {
    let ids: Vec<i64> = filter.selected.iter().copied().take(MOST_SELECTED).collect();
    let mut users = if ids.is_empty() {
        Vec::new()
    } else {
        store::selected(db, &ids)?
    };
    users.retain(|selected| visit.access.sees(selected.user.unit));
    Ok(Selection { visit, users: &users }.toolbar(filter))
}

struct Selection<'v> {
    visit: &'v Visit,
    users: &'v [Selected],
}

/// Why an action leaves somebody out.
enum Not {
    Refused(Refusal),
    /// A text: there is nothing to do.
    Idle(&'static str),
}

impl Selection<'_> {
    fn t(&self) -> &Texts {
        &self.visit.t
    }

    fn toolbar(&self, filter: &Filter) -> Toolbar {
        let ids: Vec<i64> = self.users.iter().map(|selected| selected.user.id).collect();
        let filter = filter.selecting(&ids);
        let selected = match self.users {
            [] => String::new(),
            [one] => one.user.display_name.clone(),
            many => self.t().one("users-selected-count", "count", many.len()),
        };
        Toolbar {
            selected,
            count: ids.len(),
            edit: self.edit(&filter),
            buttons: self.buttons(),
            more: vec![
                self.relocate(),
                self.join(),
                self.copy(),
                self.ask_password(),
                self.two_factor(),
                self.send_activation(),
                self.send_reset(),
            ],
            export: filter.selecting(&[]).at("/users/export"),
            import: imports::link(&self.visit.access, Table::Users),
            clear: filter.selecting(&[]).url(),
            from: filter.url(),
        }
    }

    fn edit(&self, filter: &Filter) -> Button {
        let (why, url) = match self.users {
            [] => (Some(self.t().get("users-select-first")), String::new()),
            [one] => {
                let refused = self.visit.access.allows::<EditUser>(&one.user).err();
                (
                    refused.map(|refusal| self.visit.why_not(&refusal)),
                    user_url(one.user.id, filter),
                )
            }
            _ => (Some(self.t().get("users-select-one")), String::new()),
        };
        Button {
            id: "act-edit",
            label: self.t().get("users-edit"),
            url,
            why,
            symbol: "pencil",
            class: "btn-quiet",
        }
    }

    /// Those on the bar itself.
    fn buttons(&self) -> Vec<Button> {
        let mut buttons = vec![self.reset()];
        if self.visit.access.is_administrator() {
            buttons.push(self.log_out());
        }
        let all_off = !self.users.is_empty() && self.users.iter().all(|one| one.user.state == State::Deactivated);
        buttons.push(if all_off { self.activate() } else { self.deactivate() });
        buttons.push(self.delete());
        buttons
    }

    fn reset(&self) -> Button {
        self.act::<ResetFailedLogins>(
            "users-reset",
            "/users/reset-failed-logins",
            "lock-open",
            |one| match &one.user {
                User {
                    state: State::Deactivated,
                    ..
                } => Some("users-idle-deactivated"),
                user if !user.has_failures() => Some("users-idle-no-failures"),
                _ => None,
            },
        )
    }

    fn log_out(&self) -> Button {
        let idle = |one: &Selected| (one.sessions == 0).then_some("users-idle-no-sessions");
        self.act::<LogOutUser>("users-log-out", "/users/log-out", "logout", idle)
    }

    fn deactivate(&self) -> Button {
        let idle = |one: &Selected| (one.user.state != State::Active).then_some("users-idle-deactivated");
        self.act::<EnableDisableUser>("users-deactivate", "/users/deactivate", "user-off", idle)
    }

    fn activate(&self) -> Button {
        self.act::<EnableDisableUser>("users-activate", "/users/activate", "user-check", |_| None)
    }

    fn delete(&self) -> Button {
        let button = self.act::<DeleteUser>("users-delete", "/users/delete", "trash", |_| None);
        Button {
            class: "btn-quiet btn-danger",
            ..button
        }
    }

    fn relocate(&self) -> Button {
        self.act::<MoveUser>("users-move", "/users/move", "sitemap", |_| None)
    }

    fn join(&self) -> Button {
        self.act::<JoinGroup>("users-add-to-group", "/users/add-to-group", "users-group", |_| None)
    }

    /// One user is the pattern of another; where the new one stands is chosen on the form.
    fn copy(&self) -> Button {
        let why = match self.users {
            [] => Some(self.t().get("users-select-first")),
            [one] => {
                let may = edit::create::possible(&self.visit.access, one.user.unit).err();
                may.map(|refusal| self.visit.why_not(&refusal))
            }
            _ => Some(self.t().get("users-select-one")),
        };
        Button {
            id: "users-copy",
            label: self.t().get("users-copy"),
            url: "/users/copy".to_owned(),
            why,
            symbol: "copy",
            class: "btn-quiet",
        }
    }

    fn ask_password(&self) -> Button {
        let idle = |one: &Selected| match &one.user {
            user if !user.has_password => Some("users-idle-no-password"),
            user => user.shared.then_some("users-idle-shared"),
        };
        self.act::<RequireNewPassword>("users-ask-password", "/users/require-new-password", "key", idle)
    }

    fn send_activation(&self) -> Button {
        let idle = |one: &Selected| {
            let fits = verbs::purpose_for(&one.user) == Some(Purpose::Activation);
            (!fits).then_some("users-idle-not-waiting")
        };
        self.act::<ManageLinks>("users-send-activation", "/users/send-activation-link", "send", idle)
    }

    fn send_reset(&self) -> Button {
        let idle = |one: &Selected| {
            let fits = verbs::purpose_for(&one.user) == Some(Purpose::Reset);
            (!fits).then_some("users-idle-no-reset")
        };
        self.act::<ManageLinks>("users-send-reset", "/users/send-reset-link", "lock-open", idle)
    }

    fn two_factor(&self) -> Button {
        self.act::<SwitchTwoFactor>("users-two-factor", "/users/two-factor", "shield-check", |_| None)
    }

    /// A button that acts on everybody selected whom the rule and the state allow; it says how many those are.
    fn act<A: Action<Row = User>>(
        &self,
        text: &'static str,
        url: &str,
        symbol: &'static str,
        idle: impl Fn(&Selected) -> Option<&'static str>,
    ) -> Button {
        let verdict = |one: &Selected| match self.visit.access.allows::<A>(&one.user) {
            Err(refusal) => Some(Not::Refused(refusal)),
            Ok(()) => idle(one).map(Not::Idle),
        };
        let verdicts: Vec<Option<Not>> = self.users.iter().map(verdict).collect();
        let touched = verdicts.iter().filter(|not| not.is_none()).count();
        let first = verdicts.into_iter().flatten().next();
        let why = match first {
            _ if touched > 0 => None,
            None => Some(self.t().get("users-select-first")),
            Some(Not::Refused(refusal)) => Some(self.visit.why_not(&refusal)),
            Some(Not::Idle(text)) => Some(self.t().one(text, "count", self.users.len())),
        };
        let label = self.t().one(text, "count", touched.max(1));
        Button {
            id: text,
            label,
            url: url.to_owned(),
            why,
            symbol,
            class: "btn-quiet",
        }
    }
}
