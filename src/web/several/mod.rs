//! An action on several rows of a list (SPEC U-4, A-1): one frame for all lists and all actions.
//!
//! A row says what it is with [`Selectable`], an action with [`Bulk`]. `plan` sorts a selection into who will be
//! affected, for whom there is nothing to do, and who is refused with which reason, and carries the action out. `pages`
//! asks before, `report` tells afterwards, `toolbar` makes the buttons over the list.
pub mod pages;
mod plan;
mod report;
pub mod toolbar;

pub use plan::Plan;
pub use report::{Done, Reason, names, reasons, skipped};

use super::i18n::Texts;
use super::request::{Input, Query, Request, local_path};
use super::visit::Visit;
use crate::access::{Access, Can, OnRow, Refusal};
use crate::activity::Author;
use crate::config::Seal;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use serde::Deserialize;
use std::collections::HashMap;
use url::form_urlencoded::Serializer;
use uuid::Uuid;

/// The most one action takes, and the most rows a list's toolbar looks at. Each costs some statements, and a request has
/// two seconds.
pub const MOST: usize = 200;

/// Those selected, each once, and the way back, from `?id=…&id=…&from=…`.
#[derive(Debug, Clone)]
pub struct Selection {
    pub ids: Vec<i64>,
    pub from: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Raw {
    id: Vec<i64>,
    from: String,
}

impl Input for Selection {
    fn parse(request: &Request) -> Result<Self> {
        let Query(Raw { mut id, from }) = Query::<Raw>::parse(request)?;
        if id.len() > MOST {
            return Err(Error::BadRequest(format!("{} at once", id.len())));
        }
        id.sort_unstable();
        id.dedup();
        // The list they were selected in stands above the action.
        let list = request.path.rsplit_once('/').map_or("/", |(list, _)| list);
        let from = local_path(&from, list).to_owned();
        Ok(Self { ids: id, from })
    }
}

/// A row of a list, as its toolbar and the pages of its actions need it.
pub trait Selectable: Sized {
    /// What the rules are asked about.
    type Of;
    /// Where the list is.
    const LIST: &'static str;
    /// Begins the ids of the texts of the list and its actions.
    const TEXTS: &'static str;

    /// Those of these ids that are there, in the order of their names.
    ///
    /// # Errors
    /// Any database error.
    fn several(db: &mut impl Read, ids: &[i64]) -> Result<Vec<Self>>;

    /// The gate of the list, or of any of the lists (SPEC P-14).
    ///
    /// # Errors
    /// `Denied` for readers who may open none.
    fn enter(access: &Access) -> Result<()>;

    /// What the reader cannot see does not exist.
    fn is_seen(&self, access: &Access) -> bool;
    fn of(&self) -> &Self::Of;
    fn id(&self) -> i64;
    fn unit(&self) -> i64;
    fn name(&self) -> &str;
    /// What tells it apart from others of its name. It is typed to confirm where a single one is deleted.
    fn mark(&self) -> &str;

    /// What is shown as a warning wherever the row is (SPEC A-2). Empty: nothing.
    fn warning(&self) -> &str {
        ""
    }
}

/// One action, as the frame needs to know it.
pub trait Bulk {
    type Row: Selectable;
    /// What each row is locked and asked for.
    type Right: OnRow<Row = <Self::Row as Selectable>::Of>;
    /// Last part of the address, and part of the ids of its texts.
    const WORD: &'static str;
    /// Symbol of the sprite.
    const ICON: &'static str;
    /// Id of the text on its button over the list, and of the button.
    const BUTTON: &'static str;
    /// Takes away what does not come back, so what is to be deleted is typed first.
    const DANGER: bool = false;

    /// Whether the action is there at all for the reader; for others it is absent (SPEC P-26).
    ///
    /// # Errors
    /// The refusal of whoever asks for it all the same.
    fn offered(_access: &Access) -> Result<(), Refusal> {
        Ok(())
    }

    /// Why there is nothing to do for this row: the id of a text that is said of one or several. None: there is, or it
    /// is known only once the page is filled in.
    fn idle(_row: &Self::Row) -> Option<&'static str> {
        None
    }

    /// Reasons against it beyond the rule about the row, by id.
    ///
    /// # Errors
    /// Any database error.
    fn kept(_db: &mut impl Read, _access: &Access, _ids: &[i64]) -> Result<HashMap<i64, Refusal>> {
        Ok(HashMap::new())
    }

    /// What goes along with a row, in words, by id.
    ///
    /// # Errors
    /// Any database error.
    fn along(_db: &mut impl Read, _t: &Texts, _ids: &[i64]) -> Result<HashMap<i64, String>> {
        Ok(HashMap::new())
    }

    /// Another action that those who are refused can be taken to.
    fn instead(_visit: &Visit, _selection: &Selection, _plan: &Plan<Self::Row>) -> Option<Instead> {
        None
    }

    /// The address of its page for these ids.
    fn address(ids: impl IntoIterator<Item = i64>, from: &str) -> String {
        let mut query = Serializer::new(String::new());
        for id in ids {
            query.append_pair("id", &id.to_string());
        }
        query.append_pair("from", from);
        format!("{}/{}?{}", Self::Row::LIST, Self::WORD, query.finish())
    }

    /// The gate of the action: that of its list, and whether it is [`Self::offered`].
    ///
    /// # Errors
    /// `Denied` where not.
    fn enter(access: &Access) -> Result<()> {
        Self::Row::enter(access)?;
        Ok(Self::offered(access)?)
    }

    /// Why it cannot be done to this row, in words: the rule first, then that there is nothing to do.
    fn why_not(visit: &Visit, row: &Self::Row) -> Option<String> {
        match visit.access.allows::<Self::Right>(row.of()) {
            Err(refusal) => Some(visit.why_not(&refusal)),
            Ok(()) => Self::idle(row).map(|text| visit.t.one(text, "count", 1)),
        }
    }
}

/// An action whose page has nothing to fill in but what confirms it.
pub trait Plain: Bulk {
    /// Does it to one row. Returns false if there was nothing to do.
    ///
    /// # Errors
    /// `Denied` skips this row, whatever was done to it until then; the others go on.
    fn act<'t>(
        tx: &mut Tx<'t>,
        seal: &Seal,
        access: &Access,
        author: &Author,
        can: &Can<'t, Self::Right>,
        batch: Option<Uuid>,
    ) -> Result<bool>;
}

/// A link to another action.
pub struct Instead {
    pub label: String,
    pub url: String,
    pub icon: &'static str,
}
