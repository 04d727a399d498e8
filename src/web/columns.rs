//! The columns of a list: their heads, and the menu in which a reader chooses them (SPEC U-2, L-2).
//!
//! A list says what its columns are with [`Listed`]; `users::columns` keeps a reader's choice, for every list alike.
use super::answer::Answer;
use super::i18n::Texts;
use super::parts::{Column, Head, Order};
use super::request::local_path;
use serde::Deserialize;

/// A column that can be shown or hidden. The one that leads each row is always there and is none of these.
pub trait Listed {
    /// What the menu sends, and what is kept of a choice.
    fn key(&self) -> String;
    /// Name, in the reader's language.
    fn label(&self, t: &Texts) -> String;
    /// Class of its head and cells.
    fn class(&self) -> &'static str;
    /// Shown until the reader chooses otherwise.
    fn at_first(&self) -> bool {
        false
    }
    /// Shown to somebody who has chosen these; none: who has not chosen.
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

/// Which of them are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown(Vec<Written>);

impl Shown {
    /// To somebody who has chosen these; none: who has not chosen.
    pub fn of(offered: &[Written], stored: Option<&[String]>) -> Self {
        let shown = offered.iter().filter(|column| column.is_chosen(stored));
        Self(shown.copied().collect())
    }

    /// Asked by the template, cell by cell.
    pub fn has(&self, key: &str) -> bool {
        self.0.iter().any(|column| column.0 == key)
    }

    /// The choices of the menu beside `first`, which cannot be hidden.
    pub fn menu(&self, t: &Texts, first: &str, offered: &[Written]) -> Vec<Column> {
        menu(t, t.get(first), offered.iter().copied(), |column| {
            self.0.contains(column)
        })
    }
}

/// The heads, `first` leading. `sorted`: the list sorted by a column, and how it is by now; none where sorting makes no sense.
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

/// The choices of the menu: `first`, which cannot be hidden, then the others.
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

/// What the menu sends.
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
    /// Of those offered, in their order; none: the usual ones.
    pub fn of<C: Listed>(&self, offered: impl IntoIterator<Item = C>) -> Option<Vec<String>> {
        let chosen = offered
            .into_iter()
            .map(|column| column.key())
            .filter(|key| self.column.contains(key));
        self.reset.is_none().then(|| chosen.collect())
    }

    /// Back to the list as it was, below `path`.
    pub fn back(&self, path: &str) -> Answer {
        Answer::see_other(local_path(&self.from, path))
    }
}
