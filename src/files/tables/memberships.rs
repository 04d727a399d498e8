//! `memberships`: who is in which group, where, and when.

use chrono::{DateTime, Utc};

use super::{
    Account, Cell, Cells, Group, Record,
    cells::{named, written_moment},
};
use crate::{
    access::AccountKind,
    files::csv::Column,
    names::{GroupName, UnitCode},
    web::message::Message,
};

/// A row of `memberships`; one per account, group and unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipRow {
    /// The unit; `None` is the top.
    pub unit: Option<UnitCode>,
    /// The group.
    pub group: Group,
    /// The member.
    pub account: Account,
    /// When the membership begins to count.
    pub valid_from: Cell<DateTime<Utc>>,
    /// When the membership stops counting.
    pub valid_to: Cell<DateTime<Utc>>,
}

impl Record for MembershipRow {
    const FILE: &'static str = "memberships";
    const COLUMNS: &'static [Column] = &[
        Column::required("unit_code"),
        Column::required("group"),
        Column::required("account_kind"),
        Column::required("account"),
        Column::optional("valid_from"),
        Column::optional("valid_to"),
    ];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let unit = cells.cell("unit_code", named(UnitCode::parse)).over(None);
        let group = cells.required("group", named(GroupName::parse));
        let account = cells.account();
        let (valid_from, valid_to) = cells.validity();
        let row = Self {
            unit,
            group: group?,
            account: account?,
            valid_from,
            valid_to,
        };
        if row.account.kind == AccountKind::Group && row.account.key() == row.group.key() {
            cells.refuse("account", Message::new("files-own-member"));
        }
        Some(row)
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.unit.as_ref().map(UnitCode::to_string).unwrap_or_default(),
            self.group.to_string(),
            self.account.kind.code().to_owned(),
            self.account.name.clone(),
            self.valid_from.written(written_moment),
            self.valid_to.written(written_moment),
        ]
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        let unit = self.unit.as_ref().map(UnitCode::key).unwrap_or_default();
        let key = [self.account.key(), self.group.key(), unit].join("\n");
        vec![("account", key)]
    }
}
