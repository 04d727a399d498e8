//! A login attempt from a blocked address (SPEC N-10). It gets the same answer as every other request from there, and
//! is recorded in the log and the audit (N-20).
use super::login::{Credentials, PATH};
use super::store;
use crate::access::policy::{Barred, network};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::{self, Conn, End, Tx};
use crate::error::{Error, Result};
use crate::text;
use crate::web::request::{Form, Input, Request};
use std::sync::atomic::AtomicBool;

/// Whether `error` at `path` is the refusal of such a login attempt.
pub fn is_attempt(path: &str, error: &Error) -> bool {
    path == PATH && matches!(error, Error::Barred(Barred::Blocked))
}

/// Records which name was tried, in a transaction of its own. It does the same work whether or not a user has that
/// name.
///
/// # Errors
/// Any database error.
pub fn note(conn: Conn, late: &AtomicBool, request: &Request) -> Result<()> {
    db::run(conn, late, |tx| record(tx, request).map(End::Commit))
}

fn record(tx: &mut Tx<'_>, request: &Request) -> Result<()> {
    let typed = <Form<Credentials> as Input>::parse(request);
    let name = typed.map(|Form(typed)| typed.name).unwrap_or_default();
    let found = store::candidate(tx, &text::name_key(&name))?;
    let user = found.as_ref().map(|found| found.id);
    let author = Author {
        user: None,
        clerk: None,
        address: Some(request.address),
        request: request.id,
    };
    let subject = user.map_or(Subject::UnknownLogin, Subject::User);
    let entry = Entry::new(
        &author,
        Event::LoginAddressBlocked,
        subject,
        found.map(|found| found.unit_id),
    );
    activity::record_blocked(tx, entry, network(request.address), user)?;
    store::audit_blocked(tx, user, request.address)
}
