//! `grants`: cells of Allow and Deny.

use chrono::{DateTime, Utc};

use super::{
    Account, Cell, Cells, Record,
    cells::{choice, named, written_moment},
};
use crate::{
    files::csv::Column,
    names::{UnitCode, line},
};

/// Longest key of a right, in characters.
const MAX_PERMISSION: usize = 200;

/// What a row sets its cell to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// `allow`
    Allow,
    /// `deny`
    Deny,
    /// `empty`: removes the cell.
    Empty,
}

impl Effect {
    /// Returns the word for it in files.
    pub const fn code(self) -> &'static str {
        match self {
            Effect::Allow => "allow",
            Effect::Deny => "deny",
            Effect::Empty => "empty",
        }
    }
}

/// A row of `grants`; one per account, right and unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRow {
    /// The account the cell belongs to.
    pub account: Account,
    /// Key of the right (SPEC 2.3), case-sensitive. The import checks whether it exists.
    pub permission: String,
    /// The unit; `None` is the top.
    pub unit: Option<UnitCode>,
    /// What the cell is set to.
    pub effect: Effect,
    /// When the cell begins to count.
    pub valid_from: Cell<DateTime<Utc>>,
    /// When the cell stops counting.
    pub valid_to: Cell<DateTime<Utc>>,
}

impl Record for GrantRow {
    const FILE: &'static str = "grants";
    const COLUMNS: &'static [Column] = &[
        Column::required("account_kind"),
        Column::required("account"),
        Column::required("permission"),
        Column::required("unit_code"),
        Column::required("effect"),
        Column::optional("valid_from"),
        Column::optional("valid_to"),
    ];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let account = cells.account();
        let permission = cells.required("permission", named(|text| line(text, MAX_PERMISSION)));
        let unit = cells.cell("unit_code", named(UnitCode::parse)).over(None);
        let effect = cells.required("effect", |text| match text.trim() {
            "allow" => Ok(Effect::Allow),
            "deny" => Ok(Effect::Deny),
            "empty" => Ok(Effect::Empty),
            _ => Err(choice("allow, deny, empty")),
        });
        let (valid_from, valid_to) = cells.validity();
        Some(Self {
            account: account?,
            permission: permission?,
            unit,
            effect: effect?,
            valid_from,
            valid_to,
        })
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.account.kind.code().to_owned(),
            self.account.name.clone(),
            self.permission.clone(),
            self.unit.as_ref().map(UnitCode::to_string).unwrap_or_default(),
            self.effect.code().to_owned(),
            self.valid_from.written(written_moment),
            self.valid_to.written(written_moment),
        ]
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        let unit = self.unit.as_ref().map(UnitCode::key).unwrap_or_default();
        let key = [self.account.key(), self.permission.clone(), unit].join("\n");
        vec![("permission", key)]
    }
}
