//! What the components of `templates/components` are given: tabs, heads of columns, pagers, column choices.

/// One tab of a screen; a link to an address of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tab {
    /// Name, in the reader's language.
    pub label: String,
    /// Where it is.
    pub url: String,
    /// Whether it is the one shown.
    pub current: bool,
    /// A number beside it: how many things it holds, or how many errors.
    pub count: Option<i64>,
    /// Whether the number counts errors.
    pub failed: bool,
}

/// What a list is narrowed by, with a link to the same list without it.
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
    /// The other way.
    Descending,
}

impl Order {
    /// Down or up.
    pub const fn of(descending: bool) -> Self {
        if descending {
            Order::Descending
        } else {
            Order::Ascending
        }
    }

    /// As in `aria-sort`.
    pub const fn aria(self) -> &'static str {
        match self {
            Order::Ascending => "ascending",
            Order::Descending => "descending",
        }
    }

    /// Symbol of the sprite.
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
    /// The list sorted by this column, the other way if it is already; none where sorting makes no sense.
    pub url: Option<String>,
    /// How the list is sorted by this column, if it is.
    pub sorted: Option<Order>,
}

/// Forward and back through a list, without counting it (SPEC L-2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pager {
    /// What is on this page, in words.
    pub shown: String,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
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
