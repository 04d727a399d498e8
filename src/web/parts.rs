//! Data for the components of `templates/components`: tabs, column heads, pagers, column choices.

/// One tab of a screen; each has its own address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tab {
    /// Name, in the reader's language.
    pub label: String,
    /// Address of the tab.
    pub url: String,
    /// Whether it is the one shown.
    pub current: bool,
    /// A number next to the label: how many things the tab contains, or how many errors.
    pub count: Option<i64>,
    /// Whether the number counts errors.
    pub failed: bool,
}

/// A filter of a list, with a link to the list without it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chip {
    pub text: String,
    pub url: String,
}

/// Which way a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// A to Å, 0 to 9, old to new.
    Ascending,
    /// Å to A, 9 to 0, new to old.
    Descending,
}

impl Order {
    /// Returns the order for this flag.
    pub const fn of(descending: bool) -> Self {
        if descending {
            Order::Descending
        } else {
            Order::Ascending
        }
    }

    /// Returns the value for `aria-sort`.
    pub const fn aria(self) -> &'static str {
        match self {
            Order::Ascending => "ascending",
            Order::Descending => "descending",
        }
    }

    /// Returns the symbol of the icon sprite.
    pub const fn icon(self) -> &'static str {
        match self {
            Order::Ascending => "chevron-up",
            Order::Descending => "chevron-down",
        }
    }
}

/// The head of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Name, in the reader's language.
    pub label: String,
    /// Class of the column: `num` for numbers, `c-…` for its place in the narrow layout.
    pub class: &'static str,
    /// Address of the list sorted by this column, or in reverse if it is already; `None` if it cannot be sorted.
    pub url: Option<String>,
    /// How the list is sorted by this column; `None` if it is not.
    pub sorted: Option<Order>,
}

/// Forward and back through a list, without counting it (SPEC L-2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pager {
    /// What is on this page, in words.
    pub shown: String,
    /// Address of the page before, if there is one.
    pub previous: Option<String>,
    /// Address of the page after, if there is one.
    pub next: Option<String>,
}

/// One column that can be shown or hidden (SPEC U-2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// What the form sends.
    pub key: String,
    /// Name, in the reader's language.
    pub label: String,
    /// Shown now.
    pub shown: bool,
    /// Cannot be hidden.
    pub fixed: bool,
}
