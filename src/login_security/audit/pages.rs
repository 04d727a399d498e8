//! GET /login-security.
use super::filter::{Filter, Order};
use super::store::{self, Row};
use super::{columns, export};
use crate::access::Access;
use crate::access::policy::OnList;
use crate::access::ranges::Ranges;
use crate::error::Result;
use crate::login_security::{AUDIT, range, tabs, why_read_only};
use crate::org_units::narrowing::narrowing;
use crate::web::answer::Answer;
use crate::web::columns::Shown;
use crate::web::cursor::RowCursor;
use crate::web::cut::Cut;
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::{Chip, Column, Pager, Tab};
use crate::web::shell::Shell;
use crate::web::tree::Narrowing;
use crate::web::visit::{View, Visit};
use askama::Template;
use url::form_urlencoded::byte_serialize;

/// Rows on a page.
const PAGE: usize = 50;

pub(super) struct Line {
    pub id: i64,
    pub unit: String,
    pub user: String,
    pub user_url: Option<String>,
    pub email: String,
    pub address: String,
    /// Which list the address is on.
    pub standing: OnList,
    pub first: String,
    pub last_blocked: String,
    pub blocked: i32,
    pub last_success: String,
    pub successes: i32,
}

#[derive(Template)]
#[template(path = "login_security/audit.html")]
struct AuditPage {
    shell: Shell,
    t: Texts,
    tabs: Vec<Tab>,
    filter: Filter,
    units: Narrowing,
    clear_url: String,
    last_url: String,
    most_blocked_url: String,
    days: [(&'static str, Field, Field); 3],
    attempts: String,
    logins: String,
    lines: Vec<Line>,
    pager: Pager,
    approve_why: Option<String>,
    export: String,
    here: String,
    chips: Vec<Chip>,
    columns: Vec<Column>,
    shown: Shown,
}

/// GET /login-security.
pub fn page(view: &mut View, filter: Filter) -> Result<Answer> {
    let View { db, visit } = view;
    menu::LOGIN_SECURITY.enter(&visit.access)?;
    let asked = store::Asked {
        filter: &filter,
        within: &within(&visit.access, filter.unit)?,
        access: &visit.access,
        zone: visit.t.zone(),
    };
    let rows = store::rows(db, &asked, PAGE + 1)?;
    let cut = Cut::of(rows, PAGE, filter.cursor.map(|cursor| cursor.backward));
    if cut.rows.is_empty() && filter.cursor.is_some() {
        return Ok(Answer::see_other(&filter.with(|_| ()).url()));
    }
    let cursor = |backward, row: &Row| RowCursor {
        backward,
        key: row.key,
        id: row.id,
    };
    let pager = Pager {
        shown: visit.t.one("login-security-audit-shown", "count", cut.rows.len()),
        previous: cut.previous().map(|row| filter.paged(cursor(true, row)).url()),
        next: cut.next().map(|row| filter.paged(cursor(false, row)).url()),
    };
    let lines = cut.rows.iter().map(|row| line(visit, row)).collect();
    let chosen = crate::columns::chosen(db, visit, &columns::LIST)?;
    let shown = Shown::of(&columns::COLUMNS, chosen.as_deref());
    Answer::page(&audit_page(visit, filter, (lines, shown), pager)?)
}

fn audit_page(visit: &Visit, filter: Filter, (lines, shown): (Vec<Line>, Shown), pager: Pager) -> Result<AuditPage> {
    let units = narrowing(&visit.access, filter.unit, |unit| {
        filter.with(|filter| filter.unit = unit).url()
    });
    Ok(AuditPage {
        shell: visit.shell()?,
        t: visit.t,
        tabs: tabs(visit, AUDIT),
        units,
        clear_url: Filter {
            unit: filter.unit,
            ..Filter::default()
        }
        .url(),
        last_url: filter.with(|filter| filter.order = Order::Last).url(),
        most_blocked_url: filter.with(|filter| filter.order = Order::Blocked).url(),
        days: [
            ("login-security-first-login", "first", filter.first),
            ("login-security-last-blocked", "blocked", filter.blocked),
            ("login-security-last-success", "success", filter.success),
        ]
        .map(|(label, name, days)| {
            let field = |end: &str, day: Option<chrono::NaiveDate>| {
                Field::new(
                    format!("{name}_{end}"),
                    day.map(|day| day.to_string()).unwrap_or_default(),
                )
            };
            (label, field("from", days.from), field("to", days.to))
        }),
        attempts: filter.attempts.map(|least| least.to_string()).unwrap_or_default(),
        logins: filter.logins.map(|least| least.to_string()).unwrap_or_default(),
        chips: columns::chips(&visit.t, &filter),
        columns: shown.menu(&visit.t, columns::FIRST, &columns::COLUMNS),
        export: filter.with(|_| ()).at(export::PATH),
        shown,
        filter,
        lines,
        pager,
        approve_why: why_read_only(visit),
        here: visit.request.address_bar(),
    })
}

/// Returns the units whose rows are shown: those the reader sees and, if a unit is chosen, only it and those below.
pub(super) fn within(access: &Access, unit: Option<i64>) -> Result<Ranges> {
    Ok(access.scope().and(&access.below(unit)?))
}

/// Builds a line. The reader sees the row because of its unit. If they do not see the user's present unit, the line has
/// only the user's name, without link and email (P-12).
pub(super) fn line(visit: &Visit, row: &Row) -> Line {
    let (t, access) = (&visit.t, &visit.access);
    let seen = access.sees(row.user_unit) && !row.deleted;
    let from: String = byte_serialize(visit.request.address_bar().as_bytes()).collect();
    let when = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| t.date_time(at)).unwrap_or_default();
    Line {
        id: row.id,
        unit: access
            .seen_unit(row.unit_id)
            .map_or_else(String::new, |unit| unit.name.to_string()),
        user: row.display_name.clone(),
        user_url: (seen && menu::USERS.opens(access)).then(|| format!("/users/{}?from={from}", row.user_id)),
        email: row.email.clone().filter(|_| seen).unwrap_or_default(),
        address: range::shown(row.address),
        standing: visit.policy.standing(row.address.addr(), access.now()),
        first: when(row.first_login),
        last_blocked: when(row.last_blocked),
        blocked: row.blocked,
        last_success: when(row.last_success),
        successes: row.successes,
    }
}
