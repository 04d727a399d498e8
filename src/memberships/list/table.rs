//! The rows as they are shown on the screen and on a group's tab.
use super::Listing;
use super::columns;
use super::filter::Filter;
use crate::access::fixed::TOP;
use crate::access::permission::Permission;
use crate::access::{Access, Refusal};
use crate::memberships::{self, ChangeMembership, Membership, Who, dates, verbs};
use crate::org_units::tree;
use crate::web::columns::Shown;
use crate::web::cursor::RowCursor;
use crate::web::menu;
use crate::web::parts::{Head, Pager};
use crate::web::visit::Visit;
use url::form_urlencoded::byte_serialize;

/// A row.
pub struct Row {
    pub id: i64,
    pub account: String,
    /// Login of a user or name of a group. Empty if the reader does not see the user's unit (SPEC P-15).
    pub name: String,
    pub account_url: Option<String>,
    pub is_group: bool,
    pub group: String,
    pub group_url: Option<String>,
    pub unit: String,
    pub from: String,
    pub until: String,
    pub state: Option<String>,
    pub idle: Option<String>,
    pub created_by: String,
    pub created_on: String,
    pub change_url: String,
    pub change_why: Option<String>,
    pub remove_url: String,
    pub remove_why: Option<String>,
}

/// Everything below the filters.
pub struct Table {
    pub rows: Vec<Row>,
    pub pager: Pager,
    pub heads: Vec<Head>,
    pub shown: Shown,
    /// Why the reader can add nobody at all. `remove_why` is the same for removing.
    pub add_why: Option<String>,
    pub remove_why: Option<String>,
    /// Address of this list, for coming back.
    pub here: String,
}

/// Builds the table. `path` is the address of this list.
pub fn table(visit: &Visit, filter: &Filter, listing: &Listing, shown: Shown, path: &str) -> Table {
    let here = visit.request.address_bar();
    let from: String = byte_serialize(here.as_bytes()).collect();
    let access = &visit.access;
    let page = |cursor: &Option<RowCursor>| cursor.as_ref().map(|cursor| filter.paged(cursor).at(path));
    Table {
        rows: listing.rows.iter().map(|row| view(visit, row, &from)).collect(),
        pager: Pager {
            shown: visit.t.one("memberships-shown", "count", listing.rows.len()),
            previous: page(&listing.previous),
            next: page(&listing.next),
        },
        heads: columns::heads(&visit.t, filter, &shown, path),
        shown,
        add_why: anywhere(visit, access, Permission::MEMBERSHIP_ADD),
        remove_why: anywhere(visit, access, Permission::MEMBERSHIP_REMOVE),
        here,
    }
}

/// Returns why not, if the reader sees no unit where the right holds.
fn anywhere(visit: &Visit, access: &Access, right: Permission) -> Option<String> {
    let held = access.ranges(right).and(&access.scope());
    let unit = access.viewer().map_or(TOP, |viewer| viewer.unit);
    held.is_empty().then(|| visit.why_not(&Refusal::Lacks { right, unit }))
}

/// Returns a row of the file, in the order of its heads. It has the same texts as on the screen.
pub fn cells(visit: &Visit, row: &Membership) -> [String; 8] {
    let row = view(visit, row, "");
    [
        row.account,
        row.name,
        row.group,
        row.unit,
        row.from,
        row.until,
        row.created_by,
        row.created_on,
    ]
}

fn view(visit: &Visit, row: &Membership, from: &str) -> Row {
    let (access, t) = (&visit.access, &visit.t);
    let to = |page: &str| format!("/memberships/{page}?id={}&from={from}", row.id);
    let group_url = |id: i64| menu::GROUPS.opens(access).then(|| format!("/groups/{id}?from={from}"));
    let (name, account_url) = match &row.account.who {
        Who::Group => (row.account.name.clone(), group_url(row.account.id)),
        Who::User { unit, .. } if access.sees(*unit) => {
            let url = menu::USERS
                .opens(access)
                .then(|| format!("/users/{}?from={from}", row.account.id));
            (row.account.name.clone(), url)
        }
        Who::User { .. } => (String::new(), None),
    };
    let when = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| t.date_time(at)).unwrap_or_default();
    Row {
        id: row.id,
        account: row.account.shown(t),
        name,
        account_url,
        is_group: row.account.is_group(),
        group: row.group.shown(t),
        group_url: group_url(row.group.id),
        unit: tree::path(access, row.unit),
        from: when(row.dates.from),
        until: when(row.dates.to),
        state: dates::state(t, row.dates, access.now()),
        idle: memberships::idle_here(visit, row.unit, row.group.id),
        created_by: row.created_by.clone().unwrap_or_default(),
        created_on: when(Some(row.created_at)),
        change_url: to("dates"),
        change_why: access
            .allows::<ChangeMembership>(row)
            .err()
            .map(|no| visit.why_not(&no)),
        remove_url: to("remove"),
        remove_why: verbs::may_remove(access, row).err().map(|no| visit.why_not(&no)),
    }
}
