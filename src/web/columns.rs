//! The columns of a list: their heads, and the menu in which a reader chooses them (SPEC U-2, L-2).
//!
//! A list declares its columns with [`Listed`]. `crate::columns` stores readers' choices for all lists.
use super::answer::Answer;
use super::i18n::Texts;
use super::parts::{Column, Head, Order};
use super::request::local_path;
use serde::Deserialize;

/// A column that can be shown or hidden. The first column of a list is always shown and is not one of these.
pub trait Listed {
    /// The key that the menu sends and that a stored choice contains.
    fn key(&self) -> String;
    /// Name, in the reader's language.
    fn label(&self, t: &Texts) -> String;
    /// Class of its head and cells.
    fn class(&self) -> &'static str;
    /// Whether it is shown until the reader chooses otherwise.
    fn at_first(&self) -> bool {
        false
    }
    /// Whether it is shown, given the reader's choice; `None` if the reader has not chosen.
    fn is_chosen(&self, stored: Option<&[String]>) -> bool {
        stored.map_or(self.at_first(), |stored| stored.contains(&self.key()))
    }
}

/// A column of a list whose template writes its cells: its key, and the text of its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written(pub &'static str, pub &'static str);

impl Listed for Written {
    fn key(&self) -> String {
        self.0.to_owned()
    }
    fn label(&self, t: &Texts) -> String {
        t.get(self.1)
    }
    fn class(&self) -> &'static str {
        ""
    }
    fn at_first(&self) -> bool {
        true
    }
}

/// The columns that are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown(Vec<Written>);

impl Shown {
    /// Makes the list from the reader's choice; `None` if the reader has not chosen.
    pub fn of(offered: &[Written], stored: Option<&[String]>) -> Self {
        let shown = offered.iter().filter(|column| column.is_chosen(stored));
        Self(shown.copied().collect())
    }

    /// Whether a column is shown; templates ask this for each cell.
    pub fn has(&self, key: &str) -> bool {
        self.0.iter().any(|column| column.0 == key)
    }

    /// Returns the heads of a file: `first`, then those of the columns that are shown.
    pub fn heads(&self, t: &Texts, first: &str) -> Vec<String> {
        let others = self.0.iter().map(|column| column.label(t));
        std::iter::once(t.get(first)).chain(others).collect()
    }

    /// Returns those cells whose columns are shown, of one for each column offered.
    pub fn cells<const N: usize>(&self, offered: &[Written; N], cells: [String; N]) -> impl Iterator<Item = String> {
        let shown = offered.iter().zip(cells);
        shown.filter(|(column, _)| self.has(column.0)).map(|(_, cell)| cell)
    }

    /// Returns the menu's choices, with `first`, which cannot be hidden.
    pub fn menu(&self, t: &Texts, first: &str, offered: &[Written]) -> Vec<Column> {
        menu(t, t.get(first), offered.iter().copied(), |column| {
            self.0.contains(column)
        })
    }
}

/// Returns the heads, starting with `first`. `sorted` returns the address of the list sorted by a column and how it
/// is sorted now, or `None` if a column cannot be sorted.
pub fn heads<C: Listed>(
    t: &Texts,
    first: Head,
    shown: impl IntoIterator<Item = C>,
    sorted: impl Fn(&C) -> Option<(String, Option<Order>)>,
) -> Vec<Head> {
    let others = shown.into_iter().map(|column| {
        let (url, order) = sorted(&column).unzip();
        Head {
            label: column.label(t),
            class: column.class(),
            url,
            sorted: order.flatten(),
        }
    });
    std::iter::once(first).chain(others).collect()
}

/// Returns the menu's choices: `first`, which cannot be hidden, then the others.
pub fn menu<C: Listed>(
    t: &Texts,
    first: String,
    offered: impl IntoIterator<Item = C>,
    shown: impl Fn(&C) -> bool,
) -> Vec<Column> {
    let fixed = Column {
        key: "display-name".to_owned(),
        label: first,
        shown: true,
        fixed: true,
    };
    let others = offered.into_iter().map(|column| Column {
        key: column.key(),
        label: column.label(t),
        shown: shown(&column),
        fixed: false,
    });
    std::iter::once(fixed).chain(others).collect()
}

/// The form that the menu sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    #[serde(default)]
    column: Vec<String>,
    #[serde(default)]
    reset: Option<String>,
    #[serde(default)]
    from: String,
}

impl Choice {
    /// Returns the chosen columns in the order of those offered; `None` to go back to the usual ones.
    pub fn of<C: Listed>(&self, offered: impl IntoIterator<Item = C>) -> Option<Vec<String>> {
        let chosen = offered
            .into_iter()
            .map(|column| column.key())
            .filter(|key| self.column.contains(key));
        self.reset.is_none().then(|| chosen.collect())
    }

    /// Goes back to the list as it was, or to `path` if `from` is not an address of this site.
    pub fn back(&self, path: &str) -> Answer {
        Answer::see_other(local_path(&self.from, path))
    }
}
