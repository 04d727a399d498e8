//! The tab **Membership**: GET /groups/{id}/members (SPEC G-3): accounts with unit and dates. Adding, removing and
//! changing dates have pages in `memberships`, which lead back here.
use super::head::{Head, Shown};
use super::{Back, opened};
use crate::access::fixed::{ALL, USERS};
use crate::error::Result;
use crate::memberships::list::columns;
use crate::memberships::list::table::{Table, table};
use crate::memberships::list::{self, Filter};
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;
use url::form_urlencoded::byte_serialize;

#[derive(Template)]
#[template(path = "groups/members.html")]
struct MembersPage {
    shell: Shell,
    t: Texts,
    head: Head,
    /// Whether users are in the group without a membership.
    implicit: bool,
    add_url: String,
    table: Table,
}

/// GET /groups/{id}/members.
pub fn page(view: &mut View, (Id(id), Query(back), filter): (Id, Query<Back>, Filter)) -> Result<Answer> {
    let View { db, visit } = view;
    let group = opened(&visit.access, db, id)?;
    let here = back.keep(&format!("/groups/{id}/members"));
    let filter = Filter {
        group: Some(id),
        cursor: filter.cursor,
        ..Filter::default()
    };
    let listing = list::page(db, visit, &filter, list::PAGE)?;
    if listing.rows.is_empty() && filter.cursor.is_some() {
        return Ok(Answer::see_other(&here));
    }
    let from: String = byte_serialize(visit.request.address_bar().as_bytes()).collect();
    Answer::page(&MembersPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, &group, &back, Shown::Members),
        implicit: [USERS, ALL].contains(&id),
        add_url: format!("/memberships/new?for_group={id}&from={from}"),
        table: table(visit, &filter, &listing, columns::of_a_group(), &here),
    })
}
