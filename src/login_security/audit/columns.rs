//! The columns of the audit (SPEC N-10), which a reader may choose among, and what the list is narrowed by.
use super::filter::Filter;
use crate::columns::{self, List};
use crate::error::Result;
use crate::login_security::AUDIT;
use crate::web::answer::Outcome;
use crate::web::columns::{Choice, Written};
use crate::web::days::Days;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::Chip;
use crate::web::request::Form;
use crate::web::visit::Ctx;

pub const LIST: List = List::named("login_audit", AUDIT);
/// The user leads each row.
pub const FIRST: &str = "login-security-user";
pub const COLUMNS: [Written; 8] = [
    Written("unit", "login-security-unit"),
    Written("email", "login-security-email"),
    Written("address", "login-security-address"),
    Written("first-login", "login-security-first-login"),
    Written("last-blocked", "login-security-last-blocked"),
    Written("attempts", "login-security-attempts"),
    Written("last-success", "login-security-last-success"),
    Written("logins", "login-security-logins"),
];

/// POST /login-security/columns.
pub fn choose(ctx: &mut Ctx<'_, '_>, Form(choice): Form<Choice>) -> Result<Outcome> {
    menu::LOGIN_SECURITY.enter(&ctx.visit.access)?;
    columns::choose(ctx, &LIST, COLUMNS, &choice)
}

/// What is chosen behind the button, each with a link that takes it off.
pub fn chips(t: &Texts, filter: &Filter) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut add = |label: &str, value: String, change: fn(&mut Filter)| {
        if !value.is_empty() {
            chips.push(Chip {
                text: t.two("common-chip", "label", t.get(label), "value", value),
                url: filter.with(change).url(),
            });
        }
    };
    let least = |count: Option<i64>| count.map(|count| t.number(count)).unwrap_or_default();
    add("login-security-address", filter.address.clone(), |f| {
        f.address = String::new()
    });
    add("login-security-first-login", filter.first.told(), |f| {
        f.first = Days::default()
    });
    add("login-security-last-blocked", filter.blocked.told(), |f| {
        f.blocked = Days::default()
    });
    add("login-security-last-success", filter.success.told(), |f| {
        f.success = Days::default()
    });
    add("login-security-attempts-least", least(filter.attempts), |f| {
        f.attempts = None
    });
    add("login-security-logins-least", least(filter.logins), |f| f.logins = None);
    chips
}
