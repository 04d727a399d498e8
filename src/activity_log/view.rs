//! The rows of the log as they are shown.
use super::columns::COLUMNS;
use super::filter::Filter;
use super::store::Row;
use super::words::{Reader, kind};
use super::{Listing, entry};
use crate::activity::{Event, Tone};
use crate::actors;
use crate::web::columns::Shown;
use crate::web::menu;
use crate::web::parts::{Order, Pager};
use chrono::SecondsFormat;

/// One entry in the list.
pub struct Line {
    pub url: String,
    pub stamp: String,
    pub when: String,
    pub unit: String,
    /// The present names of unit and subject, if they were renamed since.
    pub unit_now: Option<String>,
    pub subject_now: Option<String>,
    pub kind: String,
    pub tone: &'static str,
    pub subject: String,
    /// Address of the subject, if the reader may open it.
    pub subject_url: Option<String>,
    pub description: String,
    pub user: String,
    pub clerk: String,
    pub address: String,
}

/// A page of entries, for the screen, a user's tab and one's own account.
pub struct Rows {
    pub lines: Vec<Line>,
    pub pager: Pager,
    /// Whether a search stopped before it had looked at everything.
    pub stopped: bool,
    pub shown: Shown,
    /// How the entries are sorted, and the address of the other order; `None` where they are newest first only.
    pub turn: Option<(Order, String)>,
}

impl Rows {
    /// Makes the rows. `from` is the address of the page that shows them; `page` makes the address of another page.
    pub(super) fn of(
        reader: &Reader<'_>,
        listing: &Listing,
        from: &str,
        page: impl Fn(super::Cursor) -> String,
    ) -> Self {
        let shown = reader.t.one("activity-shown", "count", listing.rows.len());
        Self {
            lines: listing.rows.iter().map(|row| line(reader, row, from)).collect(),
            pager: Pager {
                shown,
                previous: listing.previous.map(&page),
                next: listing.next.map(&page),
            },
            stopped: listing.stopped,
            shown: Shown::of(&COLUMNS, None),
            turn: None,
        }
    }

    /// Makes the rows for the log's own screen, where the reader chooses the columns.
    pub(super) fn of_list(reader: &Reader<'_>, listing: &Listing, filter: &Filter, shown: Shown) -> Self {
        let rows = Self::of(reader, listing, &filter.url(), |cursor| {
            filter.paged(Some(cursor)).url()
        });
        let order = Order::of(!filter.oldest);
        Self {
            shown,
            turn: Some((order, filter.turned().url())),
            ..rows
        }
    }
}

fn line(reader: &Reader<'_>, row: &Row, from: &str) -> Line {
    Line {
        url: entry::url(row.id(), from),
        stamp: row.sealed.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        when: reader.t.date_time(row.sealed.at),
        unit: reader.unit(row),
        unit_now: reader.unit_now(row),
        subject_now: reader.subject_now(row),
        kind: kind(reader.t, &row.sealed.kind),
        tone: tone(&row.sealed.kind),
        subject: reader.subject(row),
        subject_url: subject_url(reader, row),
        description: reader.description(row),
        user: reader.user(row),
        clerk: row.clerk_name.clone().unwrap_or_default(),
        address: reader.address(row),
    }
}

/// Returns the colour of an entry: failures and removals stand out.
fn tone(kind: &str) -> &'static str {
    match Event::of(kind).map(Event::tone) {
        Some(Tone::Failure) => "warn",
        Some(Tone::Removal) => "bad",
        Some(Tone::Plain) | None => "",
    }
}

pub(super) fn subject_url(reader: &Reader<'_>, row: &Row) -> Option<String> {
    let seen = row.subject_unit.is_some_and(|unit| reader.access.sees(unit));
    let (access, id) = (reader.access, row.sealed.subject_id?);
    let is_there = row.subject_name.is_some();
    let kind = match row.sealed.subject_kind.as_str() {
        // The cells of a user, or of a group.
        "grants" if row.subject_unit.is_some() => "user",
        "grants" => "group",
        kind => kind,
    };
    match kind {
        "user" if seen && menu::USERS.opens(access) => Some(format!("/users/{id}")),
        "group" if is_there && menu::GROUPS.opens(access) => Some(format!("/groups/{id}")),
        "org_unit" if access.sees(id) && menu::ORG_UNITS.opens(access) => Some(format!("/org-units/{id}")),
        "actor" if seen && actors::some_screen(access).is_ok() => Some(format!("/actors/{id}")),
        _ => None,
    }
}
