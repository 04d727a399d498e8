//! Everything that is kept on one person, in a form a program can read: their right of access (GDPR articles 15 and 20,
//! SECURITY DP2). By the command line: who asks is made sure of outside of Keyholder.
mod store;

use crate::activity::{self, Author, Entry, Event, Subject};
use crate::actors::cpr;
use crate::config::Seal;
use crate::db::{Read, Tx, now};
use crate::error::{Error, Result};
use crate::storage::Storage;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;
use store::{File, Found, Key};

/// Of whom.
#[derive(Debug, Clone, Copy)]
pub enum Whom<'w> {
    /// Whoever logs in by this name.
    Login(&'w str),
    /// The actor with this number.
    Actor(&'w str),
}

/// Whose data are asked for: a user, an actor, or both where they are linked.
pub struct Person {
    found: Found,
    /// The actor first, then those that were merged into it.
    actors: Vec<i64>,
    /// National id numbers, masked.
    numbers: Vec<String>,
}

/// Tables by name, each with how its rows are the person's.
type Places = BTreeMap<String, BTreeSet<Key>>;

/// Finds the person; None if there is no such person.
///
/// # Errors
/// Any database error; an id number that does not open with this installation key.
pub fn find(tx: &mut Tx<'_>, seal: &Seal, whom: Whom<'_>) -> Result<Option<Person>> {
    let Some(found) = store::found(tx, &whom)? else {
        return Ok(None);
    };
    let actors = match found.actor {
        Some(actor) => store::actors(tx, actor)?,
        None => Vec::new(),
    };
    let sealed = actors.iter().filter_map(|actor| Some((actor.id, actor.cpr.as_ref()?)));
    let numbers: Result<Vec<String>> = sealed.map(|(id, cpr)| Ok(cpr::open(seal, id, cpr)?.masked())).collect();
    Ok(Some(Person {
        numbers: numbers?,
        actors: actors.iter().map(|actor| actor.id).collect(),
        found,
    }))
}

/// Writes a tar archive: `person.json` with tables by name, each with the person's rows, then the files it names:
/// images, and documents of the notes on them. The export itself is an entry, too.
///
/// What only proves who somebody is (hashes of passwords and tokens, sealed secrets) is left out: it says nothing about
/// the person and would let others in. National id numbers are masked: whole, they leave by `keyholder export actors
/// --with-cpr` alone (SPEC A-3).
///
/// # Errors
/// Any database error; a file that is not where it should be; what the system says to writing.
pub fn write(tx: &mut Tx<'_>, storage: &dyn Storage, person: &Person, out: impl Write) -> Result<()> {
    let files = store::files(tx, &person.actors)?;
    // How long it is stands before it in the archive.
    let mut told = tempfile::tempfile().map_err(fault)?;
    let mut text = BufWriter::new(&mut told);
    tell(tx, person, &files, &mut text)?;
    text.flush().map_err(fault)?;
    drop(text);
    let length = told.stream_position().map_err(fault)?;
    told.rewind().map_err(fault)?;
    let mut tar = tar::Builder::new(out);
    tar.append_data(&mut header(length), "person.json", told)
        .map_err(fault)?;
    for file in &files {
        let bytes = storage.whole(tx.conn(), file.id)?;
        let mut header = header(bytes.len() as u64);
        tar.append_data(&mut header, place(file), &bytes[..]).map_err(fault)?;
    }
    tar.into_inner().and_then(|mut out| out.flush()).map_err(fault)?;
    let Found { user, actor, unit, .. } = person.found;
    let subject = user.map(Subject::User).or(actor.map(Subject::Actor));
    let subject = subject.unwrap_or(Subject::Installation);
    let entry = Entry::new(&Author::system(), Event::PersonExported, subject, Some(unit));
    activity::record(tx, entry).map(drop)
}

fn header(length: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_mode(0o600);
    header.set_mtime(chrono::Utc::now().timestamp().unsigned_abs());
    header.set_size(length);
    header
}

/// Where a file stands in the archive: its name may be anything, only the ending is kept.
fn place(file: &File) -> String {
    let ending = Path::new(&file.name).extension().and_then(|ending| ending.to_str());
    match ending.filter(|ending| ending.len() <= 5 && ending.bytes().all(|b| b.is_ascii_alphanumeric())) {
        Some(ending) => format!("files/{}.{ending}", file.id),
        None => format!("files/{}", file.id),
    }
}

/// Row by row, so that it does not matter how many there are.
fn tell(tx: &mut Tx<'_>, person: &Person, files: &[File], out: &mut impl Write) -> Result<()> {
    let file =
        |file: &File| json!({ "at": place(file), "name": file.name, "media_type": file.media_type, "size": file.size });
    let head = format!(
        "{{\n\"made_at\": {},\n\"login\": {},\n\"cpr\": {},\n\"files\": {},\n\"tables\": {{",
        json!(now(tx)?.to_rfc3339()),
        json!(person.found.login),
        json!(person.numbers),
        Value::from_iter(files.iter().map(file)),
    );
    out.write_all(head.as_bytes()).map_err(fault)?;
    let mut tables = Tables {
        out: &mut *out,
        any: false,
    };
    for (table, keys) in places(tx, person)? {
        let mut rows = tables.table(&table);
        store::rows(tx, &table, &keys, |row| rows.write(&row))?;
        rows.close()?;
    }
    let mut rows = tables.table("activity");
    store::activity(tx, person.found.user, &person.actors, |row| rows.write(&row))?;
    rows.close()?;
    out.write_all(b"\n}\n}\n").map_err(fault)
}

/// Where the person is. One table may know them in several ways; each row is theirs once.
fn places(tx: &mut Tx<'_>, person: &Person) -> Result<Places> {
    let mut places = Places::new();
    let mut add = |table: &str, key| {
        places.entry(table.to_owned()).or_default().insert(key);
    };
    let users = person.found.user.map(|user| ("users", user));
    let known = users
        .into_iter()
        .chain(person.actors.iter().map(|actor| ("actors", *actor)));
    for (of, id) in known {
        add(of, Key::Is("id".to_owned(), id));
        if of == "users" {
            add("accounts", Key::Is("id".to_owned(), id));
        }
        for (table, column) in store::places(tx, of)? {
            let key = Key::Is(column, id);
            if !["users", "accounts", "actors"].contains(&&*table) {
                for (below, column) in store::below(tx, &table)? {
                    add(&below, Key::Of(column, table.clone(), Box::new(key.clone())));
                }
            }
            add(&table, key);
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
