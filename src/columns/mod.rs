//! Which columns a reader has chosen for each list. The choice is kept per user, across devices (SPEC U-2).
mod store;

use crate::activity::{self, Entry, Event, Subject};
use crate::db::Read;
use crate::error::Result;
use crate::users::OwnAccount;
use crate::web::answer::Outcome;
use crate::web::columns::{Choice, Listed};
use crate::web::visit::{Ctx, Visit};
use std::borrow::Cow;

/// A list with a column menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Its name in the store.
    pub name: Cow<'static, str>,
    /// Its address.
    pub path: Cow<'static, str>,
}

impl List {
    /// Makes a list whose name and address are fixed.
    pub const fn named(name: &'static str, path: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            path: Cow::Borrowed(path),
        }
    }
}

/// The list of users. Its choice is read by each request's first statement, not by [`chosen`].
pub const USERS: List = List::named("users", "/users");

/// Returns the columns the reader has chosen for a list. `None`: the usual columns.
pub fn chosen(db: &mut impl Read, visit: &Visit, list: &List) -> Result<Option<Vec<String>>> {
    store::columns(db, visit.access.principal()?.user, &list.name)
}

/// Stores the columns that the menu of a list sent, as far as the list offers them, and leads back to the list.
pub fn choose<C: Listed>(
    ctx: &mut Ctx<'_, '_>,
    list: &List,
    offered: impl IntoIterator<Item = C>,
    choice: &Choice,
) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?;
    let own = ctx.visit.access.can::<OwnAccount>(ctx.tx, viewer.user)?;
    let columns = choice.of(offered);
    store::set_columns(ctx.tx, &own, &list.name, columns.as_deref())?;
    let entry = Entry::new(
        &ctx.visit.author(),
        Event::UserColumnsChosen,
        Subject::User(viewer.user),
        Some(viewer.unit),
    );
    activity::record(ctx.tx, entry.fact("columns", columns.map(|columns| columns.join(" "))))?;
    Ok(Outcome::Commit(choice.back(&list.path)))
}
