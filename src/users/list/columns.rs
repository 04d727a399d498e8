//! The columns of the list (SPEC U-2), and which of them a reader has chosen.
use crate::web::columns::Listed;
use crate::web::i18n::Texts;

/// A column that can be shown or hidden. The display name leads each row and is always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Name,
    Unit,
    Email,
    Groups,
    TwoFactor,
    Licensed,
    LastActive,
    Failed,
    Status,
    Deactivated,
    LockedAt,
    LastAutomatic,
    ActiveTokens,
    CreatedOn,
    UpdatedBy,
    Id,
}

impl Column {
    /// All columns, in the order of the list.
    pub const ALL: [Column; 16] = [
        Column::Name,
        Column::Unit,
        Column::Email,
        Column::Groups,
        Column::TwoFactor,
        Column::Licensed,
        Column::LastActive,
        Column::Failed,
        Column::Status,
        Column::Deactivated,
        Column::LockedAt,
        Column::LastAutomatic,
        Column::ActiveTokens,
        Column::CreatedOn,
        Column::UpdatedBy,
        Column::Id,
    ];

    /// Returns the column's code, used in forms and in `users.columns`.
    pub fn code(self) -> &'static str {
        match self {
            Column::Name => "name",
            Column::Unit => "unit",
            Column::Email => "email",
            Column::Groups => "groups",
            Column::TwoFactor => "two-factor",
            Column::Licensed => "licensed",
            Column::LastActive => "last-active",
            Column::Failed => "failed",
            Column::Status => "status",
            Column::Deactivated => "deactivated",
            Column::LockedAt => "locked-at",
            Column::LastAutomatic => "last-automatic",
            Column::ActiveTokens => "active-tokens",
            Column::CreatedOn => "created-on",
            Column::UpdatedBy => "updated-by",
            Column::Id => "id",
        }
    }

    /// Returns the text id of its heading.
    fn text(self) -> String {
        format!("users-column-{}", self.code())
    }

    /// Whether the column is shown exactly while **Show deactivated** is on, without being chosen.
    fn with_deactivated(self) -> bool {
        matches!(self, Column::Deactivated | Column::LockedAt)
    }

    /// Returns the columns a reader may choose.
    pub fn choices() -> impl Iterator<Item = Self> {
        Column::ALL.into_iter().filter(|column| !column.with_deactivated())
    }
}

impl Listed for Column {
    fn key(&self) -> String {
        self.code().to_owned()
    }
    fn label(&self, t: &Texts) -> String {
        t.get(&self.text())
    }
    fn class(&self) -> &'static str {
        match self {
            Column::Name => "c-name dim",
            Column::Unit => "c-unit cut",
            Column::Email => "c-mail cut",
            Column::Groups => "c-grp",
            Column::TwoFactor | Column::Licensed => "nowrap",
            Column::LastActive => "c-last when",
            Column::Failed => "c-fail num wrap",
            Column::ActiveTokens => "num wrap",
            Column::Status => "c-state",
            Column::Id => "num",
            Column::LastAutomatic => "when wrap",
            Column::Deactivated | Column::LockedAt | Column::CreatedOn => "when",
            Column::UpdatedBy => "cut",
        }
    }
    fn at_first(&self) -> bool {
        use Column::*;
        matches!(self, Name | Unit | LastActive | Failed | Status)
    }
}

/// The columns shown to one reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns(u16);

impl Columns {
    /// Returns what the reader chose, or the usual columns. Columns of the choice that do not exist are ignored.
    pub fn chosen(stored: Option<&[String]>, deactivated: bool) -> Self {
        let shown = |column: &Column| match column.with_deactivated() {
            true => deactivated,
            false => column.is_chosen(stored),
        };
        Columns(
            Column::ALL
                .iter()
                .filter(|column| shown(column))
                .fold(0, |all, column| all | 1 << *column as u16),
        )
    }

    /// Returns the shown columns, in the order of the list.
    pub fn shown(self) -> impl Iterator<Item = Column> {
        Column::ALL.into_iter().filter(move |column| self.has(*column))
    }

    pub fn has(self, column: Column) -> bool {
        self.0 & (1 << column as u16) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_choice_the_usual_columns_are_shown() {
        let usual = Columns::chosen(None, false);
        assert!(usual.has(Column::Status) && !usual.has(Column::Id) && !usual.has(Column::Groups));
    }

    #[test]
    fn a_choice_shows_exactly_what_was_chosen() {
        let chosen = Columns::chosen(Some(&["id".into(), "no-such-column".into()]), false);
        let shown: Vec<_> = Column::ALL.into_iter().filter(|column| chosen.has(*column)).collect();
        assert_eq!(shown, [Column::Id]);
    }

    #[test]
    fn deactivated_and_locked_at_come_with_the_deactivated_users() {
        assert!(Columns::chosen(Some(&[]), true).has(Column::Deactivated));
        assert!(!Columns::chosen(Some(&["locked-at".into()]), false).has(Column::LockedAt));
    }
}
