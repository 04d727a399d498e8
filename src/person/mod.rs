//! Everything that is kept on one person, in one file a program can read: their right of access (GDPR articles 15 and 20,
//! SECURITY DP2). By the command line: who asks is made sure of outside of Keyholder.
mod store;

use crate::activity::{self, Author, Entry, Subject};
use crate::actors::cpr;
use crate::config::Seal;
use crate::db::{Tx, now};
use crate::error::Result;
use serde_json::{Map, Value, json};

/// Tables by name, each with the person's rows; those of an actor whom they are linked to among them. The export itself is
/// an entry, too. None: nobody has this login name.
///
/// What only proves who somebody is (hashes of passwords and tokens, sealed secrets) is left out: it says nothing about the
/// person and would let others in. The national id number is masked: whole, it leaves by `keyholder export actors --with-cpr`
/// alone (SPEC A-3).
///
/// # Errors
/// Any database error; an id number that does not open with this installation key.
pub fn export(tx: &mut Tx<'_>, seal: &Seal, login: &str) -> Result<Option<Value>> {
    let Some(user) = store::user(tx, login)? else {
        return Ok(None);
    };
    let mut tables = Map::new();
    let mut about = vec![("users", user.id)];
    about.extend(user.actor.map(|actor| ("actors", actor)));
    for (of, id) in about {
        let places = std::iter::once((of.to_owned(), "id".to_owned())).chain(store::places(tx, of)?);
        for (table, column) in places {
            let rows = store::rows(tx, &table, &column, id)?;
            add(&mut tables, &table, rows);
        }
    }
    add(&mut tables, "accounts", store::rows(tx, "accounts", "id", user.id)?);
    add(&mut tables, "activity", store::activity(tx, user.id, user.actor)?);
    let number = match (user.actor, user.cpr) {
        (Some(actor), Some(sealed)) => Some(cpr::open(seal, actor, &sealed)?.masked()),
        _ => None,
    };
    let made_at = now(tx)?.to_rfc3339();
    let entry = Entry::new(
        &Author::system(),
        "person.exported",
        Subject::User(user.id),
        Some(user.unit),
    );
    activity::record(tx, entry)?;
    Ok(Some(
        json!({ "made_at": made_at, "login": user.login, "cpr": number, "tables": tables }),
    ))
}

/// One table may know the person in several ways; each row once.
fn add(tables: &mut Map<String, Value>, table: &str, rows: Vec<Value>) {
    if rows.is_empty() {
        return;
    }
    if let Value::Array(have) = tables.entry(table).or_insert_with(|| json!([])) {
        let new: Vec<Value> = rows.into_iter().filter(|row| !have.contains(row)).collect();
        have.extend(new);
    }
}
