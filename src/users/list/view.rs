//! The table as it is shown. Heads and cells are made from the same list of columns, so their order agrees.
use super::Listing;
use super::columns::{Column, Columns};
use super::filter::{Filter, Sort};
use super::store::Row;
use crate::access::Access;
use crate::access::fixed::SYSTEM;
use crate::web::cells::{Body, Cell};
use crate::web::chunks::Visible;
use crate::web::columns::{self, Listed};
use crate::web::group_name::group_name;
use crate::web::i18n::Texts;
use crate::web::list_state::ListState;
use crate::web::parts::{self, Head, Order, Pager};
use chrono::{DateTime, Utc};

/// The head of the first column, which every row has.
const FIRST: &str = "users-column-display-name";

/// A row, with a link to its user.
#[derive(Debug)]
pub struct RowView {
    pub id: i64,
    pub url: String,
    pub display_name: String,
    pub selected: bool,
    /// Whether the keyboard's focus is here, because the reader comes back from this user.
    pub focused: bool,
    pub off: bool,
    pub cells: Vec<Cell>,
}

/// Everything below the toolbar.
#[derive(Debug)]
pub struct Table {
    pub heads: Vec<Head>,
    pub rows: Vec<RowView>,
    pub pager: Pager,
    /// Whether the search stopped before it had looked at everything.
    pub stopped: bool,
}

/// The reader, and what the table shows them.
pub struct Reader<'v> {
    pub t: &'v Texts,
    pub access: &'v Access,
    pub visible: &'v Visible,
    pub columns: Columns,
}

impl Reader<'_> {
    pub fn table(&self, filter: &Filter, listing: &Listing) -> Table {
        let shown = self.t.one("users-shown", "count", listing.rows.len());
        let page = |cursor: &Option<super::Cursor>| cursor.clone().map(|cursor| filter.paged(cursor).url());
        Table {
            heads: self.heads(filter),
            rows: listing.rows.iter().map(|row| self.row(filter, row)).collect(),
            pager: Pager {
                shown,
                previous: page(&listing.previous),
                next: page(&listing.next),
            },
            stopped: listing.stopped,
        }
    }

    fn heads(&self, filter: &Filter) -> Vec<Head> {
        let order = |sort: Sort| (sort == filter.sort).then(|| Order::of(filter.descending));
        let sorted = |sort: Sort| (filter.sorted(sort).url(), order(sort));
        let first = Head {
            label: self.t.get(FIRST),
            class: "c-disp",
            url: Some(filter.sorted(Sort::DisplayName).url()),
            sorted: order(Sort::DisplayName),
        };
        columns::heads(self.t, first, self.columns.shown(), |column| sort(*column).map(sorted))
    }

    fn row(&self, filter: &Filter, row: &Row) -> RowView {
        let selected = filter.selected.contains(&row.id);
        RowView {
            id: row.id,
            url: filter.row_url(row.id),
            display_name: row.display_name.clone(),
            selected,
            focused: selected && filter.selected.len() == 1,
            off: !row.active,
            cells: self.columns.shown().map(|column| self.cell(column, row)).collect(),
        }
    }

    fn second_factor(&self, row: &Row) -> String {
        self.t.get(match row.two_factor.as_str() {
            "on" => "two-factor-is-on",
            "required" => "two-factor-is-required",
            _ => "two-factor-is-off",
        })
    }

    fn licensed(&self, row: &Row) -> String {
        self.t.get(match row.licensed.as_str() {
            "yes" => "common-yes",
            "none" => "cloud-licence-none-needed",
            _ => "common-no",
        })
    }

    pub fn cell(&self, column: Column, row: &Row) -> Cell {
        let body = match column {
            Column::Status => self.state(row),
            Column::Groups => Body::Chips(self.groups(row)),
            Column::Failed => self.count(i64::from(row.failed), true),
            Column::ActiveTokens => self.count(row.tokens, false),
            Column::TwoFactor => Body::Text(self.second_factor(row)),
            Column::Licensed => Body::Text(self.licensed(row)),
            Column::LastActive => self.last(row.last_active),
            Column::LastAutomatic => self.last(row.last_automatic),
            Column::CreatedOn => self.at(Some(row.created_at)),
            Column::Deactivated => self.at(row.deactivated_at.filter(|_| !row.active)),
            Column::LockedAt => self.at(row.locked_at),
            Column::Name => Body::Text(row.login.clone()),
            Column::Unit => Body::Text(self.unit(row)),
            Column::Email => Body::Text(row.email.clone().unwrap_or_default()),
            Column::UpdatedBy => Body::Text(row.updated_by.clone().unwrap_or_default()),
            Column::Id => Body::Text(row.id.to_string()),
        };
        let plain = matches!(
            column,
            Column::Name | Column::Unit | Column::Email | Column::Status | Column::LastActive
        );
        let label = if plain { String::new() } else { column.label(self.t) };
        Cell {
            class: column.class(),
            label,
            body,
        }
    }

    fn count(&self, number: i64, bad: bool) -> Body {
        Body::Count {
            number,
            said: self.t.number(number),
            bad: bad && number > 0,
        }
    }

    /// Returns when something last happened, or that it never did.
    fn last(&self, at: Option<DateTime<Utc>>) -> Body {
        if at.is_some() { self.at(at) } else { Body::Never }
    }

    fn at(&self, at: Option<DateTime<Utc>>) -> Body {
        let nothing = || Body::Text(String::new());
        at.map_or_else(nothing, |at| Body::at(self.t, at, self.access.now()))
    }

    /// Returns the name of the unit, from the snapshot.
    pub fn unit(&self, row: &Row) -> String {
        self.access
            .snapshot()
            .units()
            .get(row.unit)
            .map(|unit| unit.name.to_string())
            .unwrap_or_default()
    }

    /// Returns the groups the user is directly in, in units the reader sees.
    pub fn groups(&self, row: &Row) -> Vec<String> {
        let snapshot = self.access.snapshot();
        let pairs = row.groups.iter().zip(&row.group_units);
        let seen = pairs.filter(|(_, unit)| {
            snapshot
                .units()
                .get(**unit)
                .is_some_and(|unit| self.visible.ranges().contains(unit.pos))
        });
        let mut names: Vec<String> = seen
            .filter_map(|(group, _)| Some(group_name(self.t, *group, &snapshot.groups().get(*group)?.display_name)))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    fn state(&self, row: &Row) -> Body {
        let (id, tone, symbol) = status(row);
        Body::State {
            said: self.t.get(id),
            tone,
            symbol,
        }
    }

    /// Returns the choices of the column menu.
    pub fn choices(&self) -> Vec<parts::Column> {
        columns::menu(self.t, self.t.get(FIRST), Column::choices(), |column| {
            self.columns.has(*column)
        })
    }
}

/// **Status** (SPEC U-2): the text's id, its tone, its symbol.
pub type Status = (&'static str, &'static str, &'static str);

pub const DEACTIVATED: Status = ("users-status-deactivated", "off", "user-off");
pub const LOCKED: Status = ("users-status-locked", "bad", "lock");
pub const WAITING: Status = ("users-status-waiting", "warn", "clock");
pub const ACTIVE: Status = ("users-status-active", "", "");

/// Returns the status of a user in the list.
pub fn status(row: &Row) -> Status {
    match row {
        Row { active: false, .. } => DEACTIVATED,
        Row { locked_at: Some(_), .. } => LOCKED,
        Row {
            has_password: false,
            id,
            ..
        } if *id != SYSTEM => WAITING,
        _ => ACTIVE,
    }
}

/// Returns the status as a word for programs.
pub fn status_word(row: &Row) -> &'static str {
    let (id, ..) = status(row);
    id.strip_prefix("users-status-").unwrap_or(id)
}

fn sort(column: Column) -> Option<Sort> {
    match column {
        Column::Name => Some(Sort::Name),
        Column::Unit => Some(Sort::Unit),
        Column::Email => Some(Sort::Email),
        Column::Id => Some(Sort::Id),
        _ => None,
    }
}
