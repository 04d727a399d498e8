//! Everything that is kept on one person, in one file a program can read: their right of access (GDPR articles 15 and 20,
//! SECURITY DP2). By the command line: who asks is made sure of outside of Keyholder.
mod store;

use crate::activity::{self, Author, Entry, Subject};
use crate::actors::cpr;
use crate::config::Seal;
use crate::db::{Tx, now};
use crate::error::{Error, Result};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
pub use store::User;

/// Tables by name, each with the columns by which it knows the person, and under which id.
type Places = BTreeMap<String, BTreeSet<(String, i64)>>;

/// Whose data are asked for; None: nobody has this login name.
///
/// # Errors
/// Any database error.
pub fn find(tx: &mut Tx<'_>, login: &str) -> Result<Option<User>> {
    store::user(tx, login)
}

/// Writes tables by name, each with the person's rows, one a line; those of an actor whom they are linked to among them.
/// Row by row, so that it does not matter how many there are. The export itself is an entry, too.
///
/// What only proves who somebody is (hashes of passwords and tokens, sealed secrets) is left out: it says nothing about the
/// person and would let others in. The national id number is masked: whole, it leaves by `keyholder export actors --with-cpr`
/// alone (SPEC A-3).
///
/// # Errors
/// Any database error; an id number that does not open with this installation key; what the system says to writing.
pub fn write(tx: &mut Tx<'_>, seal: &Seal, user: &User, out: &mut impl Write) -> Result<()> {
    let number = match (user.actor, &user.cpr) {
        (Some(actor), Some(sealed)) => Some(cpr::open(seal, actor, sealed)?.masked()),
        _ => None,
    };
    let (made_at, login) = (json!(now(tx)?.to_rfc3339()), json!(user.login));
    let head = format!(
        "{{\n\"made_at\": {made_at},\n\"login\": {login},\n\"cpr\": {},\n\"tables\": {{",
        json!(number)
    );
    out.write_all(head.as_bytes()).map_err(fault)?;
    let mut tables = Tables {
        out: &mut *out,
        any: false,
    };
    for (table, columns) in places(tx, user)? {
        let mut rows = tables.table(&table);
        store::rows(tx, &table, &columns, |row| rows.write(&row))?;
        rows.close()?;
    }
    let mut rows = tables.table("activity");
    store::activity(tx, user.id, user.actor, |row| rows.write(&row))?;
    rows.close()?;
    out.write_all(b"\n}\n}\n").map_err(fault)?;
    let entry = Entry::new(
        &Author::system(),
        "person.exported",
        Subject::User(user.id),
        Some(user.unit),
    );
    activity::record(tx, entry).map(drop)
}

/// Where the person is. One table may know them in several ways; each row is theirs once.
fn places(tx: &mut Tx<'_>, user: &User) -> Result<Places> {
    let mut places = Places::new();
    let mut about = vec![("users", user.id)];
    about.extend(user.actor.map(|actor| ("actors", actor)));
    let mut add = |table: &str, column: &str, id| {
        let columns = places.entry(table.to_owned()).or_default();
        columns.insert((column.to_owned(), id));
    };
    add("accounts", "id", user.id);
    for (of, id) in about {
        add(of, "id", id);
        for (table, column) in store::places(tx, of)? {
            add(&table, &column, id);
        }
    }
    Ok(places)
}

/// The tables as they are written; those without a row are left out.
struct Tables<'w, W> {
    out: &'w mut W,
    any: bool,
}

/// The rows of one of them.
struct Rows<'t, 'w, W> {
    tables: &'t mut Tables<'w, W>,
    name: String,
    any: bool,
}

impl<'w, W: Write> Tables<'w, W> {
    fn table<'t>(&'t mut self, name: &str) -> Rows<'t, 'w, W> {
        Rows {
            tables: self,
            name: name.to_owned(),
            any: false,
        }
    }
}

impl<W: Write> Rows<'_, '_, W> {
    fn write(&mut self, row: &Value) -> Result<()> {
        let before = match (self.any, self.tables.any) {
            (true, _) => ",\n".to_owned(),
            (false, true) => format!(",\n{}: [\n", json!(self.name)),
            (false, false) => format!("\n{}: [\n", json!(self.name)),
        };
        (self.any, self.tables.any) = (true, true);
        let out = &mut *self.tables.out;
        out.write_all(before.as_bytes()).map_err(fault)?;
        serde_json::to_writer(out, row).map_err(|error| fault(error.into()))
    }

    fn close(self) -> Result<()> {
        match self.any {
            true => self.tables.out.write_all(b"\n]").map_err(fault),
            false => Ok(()),
        }
    }
}

fn fault(error: io::Error) -> Error {
    Error::Internal(format!("writing it down: {error}"))
}
