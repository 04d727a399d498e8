//! What stands in the cells of a list; `cell` of `components/table.html` writes it.
use super::i18n::Texts;
use chrono::{DateTime, SecondsFormat, Utc};

/// A moment: near ones in words, exactly in the tooltip.
#[derive(Debug)]
pub struct When {
    pub stamp: String,
    pub exact: String,
    pub since: String,
}

/// What stands in a cell.
#[derive(Debug)]
pub enum Body {
    Text(String),
    /// A number of failures or tokens: 0 is not worth a look.
    Count {
        number: i64,
        said: String,
        bad: bool,
    },
    Time(When),
    Never,
    Chips(Vec<String>),
    State {
        said: String,
        tone: &'static str,
        symbol: &'static str,
    },
}

impl Body {
    pub fn text(text: impl Into<String>) -> Self {
        Body::Text(text.into())
    }

    /// A moment, as seen at `now`.
    pub fn at(t: &Texts, at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Body::Time(When {
            stamp: at.to_rfc3339_opts(SecondsFormat::Secs, true),
            exact: t.date_time(at),
            since: t.since(at, now),
        })
    }

    /// Returns the cell as it stands in a file.
    pub fn plain(self) -> String {
        match self {
            Body::Text(text) => text,
            Body::Count { number, .. } => number.to_string(),
            Body::Time(when) => when.exact,
            Body::Never => String::new(),
            Body::Chips(names) => names.join("; "),
            Body::State { said, .. } => said,
        }
    }
}

#[derive(Debug)]
pub struct Cell {
    pub class: &'static str,
    /// Said before the value where the row is shown as a card.
    pub label: String,
    pub body: Body,
}
