//! The single-use link that sets a password for somebody who has none to log in with: at first start, and by `admin
//! recover` (SPEC 11, SECURITY AU1).
use super::by_link::{self, Typed};
use super::links::Purpose;
use super::store::{self, Link, NewLink};
use super::{new_secret, secret_hash};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::Tx;
use crate::error::Result;
use crate::web::answer::{Answer, Outcome};
use crate::web::hashing_job::Hashed;
use crate::web::request::Form;
use crate::web::visit::{Ctx, First, View};

/// How long the link works (SPEC 11). It is not a setting, because at first start there may be nobody who could set it.
pub const HOURS: i32 = 24;

/// Makes a new link for this user and revokes earlier ones of its kind (TK4). Returns the secret, which is stored
/// nowhere: the caller shows `PUBLIC_ADDRESS/setup/SECRET`.
///
/// # Errors
/// Any database error.
pub fn make(tx: &mut Tx<'_>, user: i64) -> Result<String> {
    let secret = new_secret()?;
    let new = NewLink {
        user,
        purpose: Purpose::SetUp.code(),
        secret_hash: &secret_hash(&secret),
        sealed: None,
        minutes: Some(HOURS * 60),
        by: None,
        address: None,
    };
    store::insert_link(tx, &new)?;
    activity::record(
        tx,
        Entry::new(&Author::system(), Event::LinkCreated, Subject::User(user), None).fact("purpose", "setup"),
    )?;
    Ok(secret)
}

/// GET /setup/{secret}.
pub fn open(view: &mut View, (): ()) -> Result<Answer> {
    by_link::open(view, Purpose::SetUp)
}

/// GET /setup.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    by_link::page(view, Purpose::SetUp)
}

/// POST /setup, first hop.
pub fn check(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<First<Link>> {
    by_link::check(ctx, typed, Purpose::SetUp)
}

/// POST /setup, second hop.
pub fn finish(ctx: &mut Ctx<'_, '_>, link: &Link, hashed: &Hashed) -> Result<Outcome> {
    by_link::finish_logged_out(ctx, link, hashed, Purpose::SetUp)
}
