//! The file `org_units`: the tree.

use chrono_tz::Tz;

use super::{
    Cell, Cells, Record,
    cells::{choice, named},
};
use crate::{
    cloud::licences::MOST_LICENCES,
    files::csv::Column,
    names::{DisplayName, MAX_CODE, UnitCode, line},
    web::{i18n::Language, message::Message},
};

/// Kinds of units that a file can create. The top always exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// `customer`: directly below the top.
    Customer,
    /// `unit`: below a customer or another unit.
    Unit,
}

impl UnitKind {
    /// Returns the word for it in files and in `org_units.kind`.
    pub const fn code(self) -> &'static str {
        match self {
            UnitKind::Customer => "customer",
            UnitKind::Unit => "unit",
        }
    }
}

/// A row of `org_units`. The import checks whether a customer has a number and whether the parent exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRow {
    /// The code of the unit this row is about. Other files refer to it.
    pub code: UnitCode,
    /// Its name.
    pub name: DisplayName,
    /// Its kind.
    pub kind: UnitKind,
    /// The unit above; `None` is the top, for customers only.
    pub parent: Option<UnitCode>,
    /// Unique; customers have one, units have none.
    pub customer_number: Cell<String>,
    /// Store number.
    pub number: Cell<String>,
    /// Number of licences of a customer; an empty cell means unlimited.
    pub licence_pool: Cell<i32>,
    /// Default time zone of its users.
    pub time_zone: Cell<Tz>,
    /// Default language of its users.
    pub language: Cell<Language>,
}

/// A unit as it is stored.
#[derive(Clone, Debug)]
pub struct StoredUnit<'a> {
    /// Its code.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The word for its kind.
    pub kind: &'a str,
    /// The code of the unit above; `None` below the top, or where it may not be said.
    pub parent: Option<&'a str>,
    /// Of a customer.
    pub customer_number: Option<String>,
    /// Store number.
    pub number: Option<String>,
    /// Number of licences of a customer; `None` means unlimited.
    pub licence_pool: Option<i32>,
    /// Default time zone of its users.
    pub time_zone: Option<&'a str>,
    /// Default language of its users.
    pub language: Option<&'a str>,
}

impl UnitRow {
    /// The column with the number of licences.
    pub const LICENCE_POOL: &'static str = "licence_pool";

    /// Returns the cells of a unit as it is stored, one for each column.
    pub fn stored_cells(unit: StoredUnit<'_>) -> Vec<String> {
        vec![
            unit.code.to_owned(),
            unit.name.to_owned(),
            unit.kind.to_owned(),
            unit.parent.unwrap_or_default().to_owned(),
            unit.customer_number.unwrap_or_default(),
            unit.number.unwrap_or_default(),
            unit.licence_pool.map(|pool| pool.to_string()).unwrap_or_default(),
            unit.time_zone.unwrap_or_default().to_owned(),
            unit.language.unwrap_or_default().to_owned(),
        ]
    }
}

impl Record for UnitRow {
    const FILE: &'static str = "org_units";
    const COLUMNS: &'static [Column] = &[
        Column::required("code"),
        Column::required("name"),
        Column::required("kind"),
        Column::required("parent_code"),
        Column::optional("customer_number"),
        Column::optional("number"),
        Column::optional(Self::LICENCE_POOL),
        Column::optional("time_zone"),
        Column::optional("language"),
    ];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let code = cells.required("code", named(UnitCode::parse));
        let name = cells.required("name", named(DisplayName::parse));
        let kind = cells.required("kind", |text| match text.trim() {
            "customer" => Ok(UnitKind::Customer),
            "unit" => Ok(UnitKind::Unit),
            _ => Err(choice("customer, unit")),
        });
        let parent = cells.cell("parent_code", named(UnitCode::parse)).over(None);
        let customer_number = cells.cell("customer_number", named(|text| line(text, MAX_CODE)));
        let number = cells.cell("number", named(|text| line(text, MAX_CODE)));
        let licence_pool = cells.cell("licence_pool", licence_pool);
        if kind == Some(UnitKind::Unit) && licence_pool.value().is_some() {
            cells.refuse("licence_pool", Message::new("files-unit-pool"));
        }
        let time_zone = cells.time_zone("time_zone");
        let language = cells.language("language");
        if let Some(kind) = kind {
            check_shape(kind, code.as_ref(), parent.as_ref(), &customer_number, cells);
        }
        Some(Self {
            code: code?,
            name: name?,
            kind: kind?,
            parent,
            customer_number,
            number,
            licence_pool,
            time_zone,
            language,
        })
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.code.to_string(),
            self.name.to_string(),
            self.kind.code().to_owned(),
            self.parent.as_ref().map(UnitCode::to_string).unwrap_or_default(),
            self.customer_number.written(String::clone),
            self.number.written(String::clone),
            self.licence_pool.written(i32::to_string),
            self.time_zone.written(|zone| zone.name().to_owned()),
            self.language.written(|language| language.code().to_owned()),
        ]
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        let mut keys = vec![("code", format!("code {}", self.code.key()))];
        if let Some(number) = self.customer_number.value() {
            keys.push(("customer_number", format!("customer {number}")));
        }
        keys
    }
}

fn licence_pool(text: &str) -> Result<i32, Message> {
    let number = text
        .trim()
        .parse()
        .ok()
        .filter(|number| (0..=MOST_LICENCES).contains(number));
    number.ok_or_else(|| Message::new("cloud-pool-wrong").with("most", MOST_LICENCES as usize))
}

/// Checks the parent and the customer number against the kind, as far as one row allows.
fn check_shape(
    kind: UnitKind,
    code: Option<&UnitCode>,
    parent: Option<&UnitCode>,
    customer_number: &Cell<String>,
    cells: &mut Cells<'_>,
) {
    match (kind, parent) {
        (UnitKind::Customer, Some(_)) => cells.refuse("parent_code", Message::new("files-customer-parent")),
        (UnitKind::Unit, None) if cells.is_blank("parent_code") => {
            cells.refuse("parent_code", Message::new("files-unit-parent"));
        }
        (UnitKind::Unit, Some(parent)) if code.is_some_and(|code| code.key() == parent.key()) => {
            cells.refuse("parent_code", Message::new("files-own-parent"));
        }
        _ => {}
    }
    match (kind, customer_number) {
        (UnitKind::Unit, Cell::Value(_)) => cells.refuse("customer_number", Message::new("files-unit-number")),
        (UnitKind::Customer, Cell::Empty) if cells.is_blank("customer_number") => {
            cells.refuse("customer_number", Message::new("files-customer-number"));
        }
        _ => {}
    }
}
