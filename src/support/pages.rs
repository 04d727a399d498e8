//! GET /support/users, /support/users/{id} and its tab **Activity**.
use super::details::{Head, Shown, Status};
use super::filter::Filter;
use super::pane::{Opened, Pane};
use super::{PATH, found, opened, store, url};
use crate::activity_log::Rows;
use crate::activity_log::of_one::{self, PageQuery, Whose};
use crate::cloud::card::Card;
use crate::db::Read;
use crate::error::Result;
use crate::users::User;
use crate::web::answer::Answer;
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::request::Id;
use crate::web::shell::Shell;
use crate::web::visit::{View, Visit};
use askama::Template;

#[derive(Template)]
#[template(path = "support/index.html")]
struct ListPage {
    shell: Shell,
    t: Texts,
    pane: Pane,
}

#[derive(Template)]
#[template(path = "support/account.html")]
pub(super) struct AccountPage {
    shell: Shell,
    t: Texts,
    pane: Pane,
    head: Head,
    status: Status,
    licence: Card,
    /// Where its forms go: the page that shows them.
    licence_action: String,
}

#[derive(Template)]
#[template(path = "support/activity.html")]
struct ActivityPage {
    shell: Shell,
    t: Texts,
    pane: Pane,
    head: Head,
    rows: Rows,
}

/// GET /support/users.
pub fn list(view: &mut View, filter: Filter) -> Result<Answer> {
    let View { db, visit } = view;
    opened(&visit.access)?;
    match Pane::read(db, visit, filter, (PATH, None))? {
        Opened::Elsewhere(address) => Ok(Answer::see_other(&address)),
        Opened::Pane(pane) => Answer::page(&ListPage {
            shell: visit.shell()?,
            t: visit.t,
            pane: *pane,
        }),
    }
}

/// The chosen user with the list beside it.
pub(super) struct Chosen {
    pub user: User,
    pub account: store::Account,
    pub pane: Pane,
    pub head: Head,
    /// The address of the page.
    pub here: String,
}

/// The outer error: not found, or not open; the inner one: the list begins elsewhere.
pub(super) fn chosen(
    db: &mut impl Read,
    visit: &Visit,
    id: i64,
    filter: Filter,
    shown: Shown,
) -> Result<std::result::Result<Chosen, Answer>> {
    let user = found(&visit.access, db, id)?;
    let path = match shown {
        Shown::Account => url(id),
        Shown::Activity => format!("{}/activity", url(id)),
        Shown::Settings => format!("{}/settings", url(id)),
    };
    let here = filter.at(&path);
    // Turning a page of the list leads to the first tab: entries have pages of their own.
    let pane = match Pane::read(db, visit, filter, (&url(id), Some(id)))? {
        Opened::Elsewhere(address) => return Ok(Err(Answer::see_other(&address))),
        Opened::Pane(pane) => *pane,
    };
    let account = store::account(db, id)?;
    let query = pane.filter.at("");
    let head = Head::of(db, visit, &user, &account, (&pane.list_url, &query), shown)?;
    Ok(Ok(Chosen {
        user,
        account,
        pane,
        head,
        here,
    }))
}

/// GET /support/users/{id}.
pub fn one(view: &mut View, (Id(id), filter): (Id, Filter)) -> Result<Answer> {
    match account(&mut view.db, &view.visit, id, filter, None)? {
        Ok(page) => Answer::page(&page),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// The tab **Account**. `wrong`: a number of sessions that is none, as it was typed.
pub(super) fn account(
    db: &mut impl Read,
    visit: &Visit,
    id: i64,
    filter: Filter,
    wrong: Option<Field>,
) -> Result<std::result::Result<AccountPage, Answer>> {
    let chosen = match chosen(db, visit, id, filter, Shown::Account)? {
        Ok(chosen) => chosen,
        Err(elsewhere) => return Ok(Err(elsewhere)),
    };
    let (user, account, here) = (&chosen.user, &chosen.account, &chosen.here);
    Ok(Ok(AccountPage {
        shell: visit.shell()?,
        t: visit.t,
        status: Status::of(db, visit, user, account, here)?,
        licence: Card::of(visit, user, account.licences(), account.max_sessions(), wrong),
        licence_action: here.clone(),
        pane: chosen.pane,
        head: chosen.head,
    }))
}

/// GET /support/users/{id}/activity: logins, sessions, passwords and links (SPEC C-8), newest first. It belongs to the screen,
/// so it takes no right to the log.
pub fn activity(view: &mut View, (Id(id), filter, page): (Id, Filter, PageQuery)) -> Result<Answer> {
    // The page of the entries has the name that the page of the list has elsewhere.
    let filter = filter.paged(None);
    let View { db, visit } = view;
    let chosen = match chosen(db, visit, id, filter, Shown::Activity)? {
        Ok(chosen) => chosen,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let rows = of_one::rows(db, visit, Whose::Logins(id), &page.0, &chosen.here)?;
    Answer::page(&ActivityPage {
        shell: visit.shell()?,
        t: visit.t,
        pane: chosen.pane,
        head: chosen.head,
        rows,
    })
}
