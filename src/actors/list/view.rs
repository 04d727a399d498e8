//! The table as it is shown. Heads and cells are made from the same list of columns, so their order agrees.
use super::Listing;
use super::columns::{Column, Columns};
use super::filter::Filter;
use super::store::Row;
use crate::access::Access;
use crate::actors::{Kind, PATH, cpr};
use crate::config::Seal;
use crate::web::cells::{Body, Cell};
use crate::web::columns::{self, Listed};
use crate::web::i18n::Texts;
use crate::web::list_state::ListState;
use crate::web::parts::{self, Head, Order, Pager};

/// The head of the first column, which every row has.
pub const FIRST: &str = "actors-column-name";

/// A row, with a link to its actor.
#[derive(Debug)]
pub struct RowView {
    pub id: i64,
    pub url: String,
    pub name: String,
    /// Shown as a warning wherever the actor is shown (SPEC A-2).
    pub remarks: String,
    pub selected: bool,
    /// Whether the keyboard's focus is here, because the reader comes back from this actor.
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
    pub stopped: bool,
}

/// The reader, and what the table shows them.
pub struct Reader<'v> {
    pub t: &'v Texts,
    pub access: &'v Access,
    pub columns: &'v Columns,
    pub seal: &'v Seal,
}

/// Returns the address of a role's list as it is at first.
pub fn role_url(role: &str) -> String {
    Filter::of_role(role).at(PATH)
}

impl Reader<'_> {
    pub fn table(&self, filter: &Filter, listing: &Listing) -> Table {
        let shown = self.t.one("actors-shown", "count", listing.rows.len());
        let page = |cursor: &Option<super::Cursor>| cursor.clone().map(|cursor| filter.paged(cursor).url());
        let first = Head {
            label: self.t.get(FIRST),
            class: "c-disp",
            url: Some(filter.turned().url()),
            sorted: Some(Order::of(filter.descending)),
        };
        Table {
            heads: columns::heads(self.t, first, self.columns.shown().cloned(), |_| None),
            rows: listing.rows.iter().map(|row| self.row(filter, row)).collect(),
            pager: Pager {
                shown,
                previous: page(&listing.previous),
                next: page(&listing.next),
            },
            stopped: listing.stopped,
        }
    }

    fn row(&self, filter: &Filter, row: &Row) -> RowView {
        let selected = filter.selected.contains(&row.id);
        RowView {
            id: row.id,
            url: filter.row_url(row.id),
            name: row.name.clone(),
            remarks: row.remarks.clone(),
            selected,
            focused: selected && filter.selected.len() == 1,
            off: row.archived_at.is_some() || !row.enabled,
            cells: self.columns.shown().map(|column| self.cell(column, row)).collect(),
        }
    }

    pub fn cell(&self, column: &Column, row: &Row) -> Cell {
        let text = |text: &str| Body::Text(text.to_owned());
        let author = |name: &Option<String>| Body::Text(name.clone().unwrap_or_default());
        let body = match column {
            Column::State => self.state(row),
            Column::Enabled => Body::Text(self.t.get(if row.enabled { "common-yes" } else { "common-no" })),
            Column::Field(field) => Body::Text(match row.value(field.id) {
                "" => String::new(),
                value => field.shown(self.t, value),
            }),
            Column::Number => text(&row.number),
            Column::Unit => Body::Text(self.unit(row)),
            Column::Phone => text(&row.phone),
            Column::Email => text(&row.email),
            Column::Address => Body::Text(row.whole_address()),
            Column::Kind => {
                Body::Text(Kind::from_code(&row.kind).map_or_else(|| row.kind.clone(), |kind| self.t.get(kind.label())))
            }
            Column::Cvr => text(&row.cvr),
            Column::Cpr => Body::Text(self.masked(row)),
            Column::CreatedOn => Body::at(self.t, row.created_at, self.access.now()),
            Column::CreatedBy => author(&row.created_by),
            Column::UpdatedOn => Body::at(self.t, row.updated_at, self.access.now()),
            Column::UpdatedBy => author(&row.updated_by),
            Column::Id => Body::Text(row.id.to_string()),
        };
        let plain = matches!(
            column,
            Column::State | Column::Number | Column::Unit | Column::Phone | Column::Email
        );
        Cell {
            class: column.class(),
            label: if plain { String::new() } else { column.label(self.t) },
            body,
        }
    }

    /// Returns the national id number masked: no list shows it whole (SPEC A-3).
    fn masked(&self, row: &Row) -> String {
        let Some(sealed) = &row.cpr else { return String::new() };
        match cpr::open(self.seal, row.id, sealed) {
            Ok(cpr) => cpr.masked(),
            Err(error) => {
                tracing::error!(%error, "a list");
                "?".to_owned()
            }
        }
    }

    /// Returns **State** (SPEC A-1).
    fn state(&self, row: &Row) -> Body {
        let (id, tone, symbol) = match row.archived_at {
            Some(_) => ("actor-state-archived", "off", "folder"),
            None => ("actor-state-active", "", ""),
        };
        Body::State {
            said: self.t.get(id),
            tone,
            symbol,
        }
    }

    /// Returns the name of the unit. A unit that the reader sees only by way of a division has none here (P-12).
    fn unit(&self, row: &Row) -> String {
        let unit = self.access.seen_unit(row.unit);
        unit.map(|unit| unit.name.to_string()).unwrap_or_default()
    }

    /// Returns the choices of the column menu.
    pub fn choices(&self) -> Vec<parts::Column> {
        columns::menu(self.t, self.t.get(FIRST), self.columns.offered(), |column| {
            self.columns.has(column)
        })
    }
}
