//! GET /support/users, /support/users/{id} and its tab **Activity**.
use super::details::{AccountCards, Head, Shown};
use super::filter::Filter;
use super::pane::{Around, Opened, Pane};
use super::{PATH, customers, found, store, url};
use crate::activity_log::Rows;
use crate::activity_log::of_one::{self, Whose};
use crate::cloud::card::Card;
use crate::cloud::organisations;
use crate::db::Read;
use crate::error::Result;
use crate::users::User;
use crate::web::answer::Answer;
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{View, Visit};
use askama::Template;
use serde::Deserialize;

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
    status: AccountCards,
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
    menu::SUPPORT_USERS.enter(&visit.access)?;
    let around = Around {
        path: PATH.to_owned(),
        ..Around::default()
    };
    match Pane::read(db, visit, filter, around)? {
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

/// `kept`: what the tab has of its own in the address, which stays while the list beside it is searched and paged. The
/// outer error: not found, or not open; the inner one: the list begins elsewhere.
pub(super) fn chosen(
    db: &mut impl Read,
    visit: &Visit,
    id: i64,
    filter: Filter,
    (shown, kept): (Shown, Option<(&'static str, String)>),
) -> Result<Result<Chosen, Answer>> {
    let user = found(&visit.access, db, id)?;
    let path = match shown {
        Shown::Account => url(id),
        Shown::Activity => format!("{}/activity", url(id)),
        Shown::Settings => format!("{}/settings", url(id)),
    };
    let around = Around {
        path,
        kept,
        chosen: Some(id),
    };
    let filter = customers::beside(&visit.access, filter, user.unit);
    let here = around.at(&filter);
    let pane = match Pane::read(db, visit, filter, around)? {
        Opened::Elsewhere(address) => return Ok(Err(Answer::see_other(&address))),
        Opened::Pane(pane) => *pane,
    };
    let mut account = store::account(db, id)?;
    if let Some(organisation) = account.organisation_id
        && !organisations::is_there(&visit.access, db, organisation)?
    {
        account.organisation = None;
    }
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
) -> Result<Result<AccountPage, Answer>> {
    let chosen = match chosen(db, visit, id, filter, (Shown::Account, None))? {
        Ok(chosen) => chosen,
        Err(elsewhere) => return Ok(Err(elsewhere)),
    };
    let (user, account, here) = (&chosen.user, &chosen.account, &chosen.here);
    Ok(Ok(AccountPage {
        shell: visit.shell()?,
        t: visit.t,
        status: AccountCards::of(db, visit, user, account, here)?,
        licence: Card::of(visit, user, account.licences(), account.max_sessions(), wrong),
        licence_action: here.clone(),
        pane: chosen.pane,
        head: chosen.head,
    }))
}

/// The page of the entries; the list beside them has pages of its own.
const ENTRIES: &str = "entries";

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    entries: String,
}

/// GET /support/users/{id}/activity: logins, sessions, passwords and links (SPEC C-8), newest first. It belongs to the
/// screen, so it takes no right to the log.
pub fn activity(view: &mut View, (Id(id), filter, Query(asked)): (Id, Filter, Query<Asked>)) -> Result<Answer> {
    let View { db, visit } = view;
    let kept = Some((ENTRIES, asked.entries.clone())).filter(|(_, page)| !page.is_empty());
    let chosen = match chosen(db, visit, id, filter, (Shown::Activity, kept))? {
        Ok(chosen) => chosen,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let here = chosen.pane.filter.at(&chosen.pane.action);
    let rows = of_one::paged(db, visit, Whose::Logins(id), (ENTRIES, &asked.entries), &here)?;
    Answer::page(&ActivityPage {
        shell: visit.shell()?,
        t: visit.t,
        pane: chosen.pane,
        head: chosen.head,
        rows,
    })
}
