//! Removes what uploaded files and their reports say about a user who is deleted (SECURITY DP1).
mod store;

use super::Summary;
use crate::config::Seal;
use crate::db::Tx;
use crate::error::Result;
use crate::text::name_key;
use crate::web::message::Message;
use serde_json::Value;
use std::collections::HashSet;

/// Empties the lines of reports that name this person, and gives up files that name them and have not been applied.
/// `names` are the person's login, display name and address before the deletion.
///
/// # Errors
/// Any database error.
pub fn forget(tx: &mut Tx<'_>, seal: &Seal, names: &[&str]) -> Result<()> {
    let given = names.iter().filter(|name| !name.is_empty());
    let keys: HashSet<String> = given.map(|name| name_key(name)).collect();
    let listed: Vec<&str> = keys.iter().map(String::as_str).collect();
    store::empty_lines(tx, &listed, &Message::new("imports-line-erased"))?;
    let summary = Summary {
        note: Some(Message::new("imports-failed-erased")),
        ..Summary::default()
    };
    for (id, file) in store::undecided(tx, seal)? {
        // A file that was not looked through, or that does not open, could name the person, so it is given up too.
        if file.is_none_or(|file| names_any(&file, &keys)) {
            store::give_up(tx, id, &summary)?;
        }
    }
    Ok(())
}

/// Whether a cell of the file, or one item of a cell that is a list, is one of these names.
fn names_any(file: &[u8], keys: &HashSet<String>) -> bool {
    let text = String::from_utf8_lossy(file);
    let mut cells = text.split([',', ';', '"', '\n', '\r', '\t', '\u{feff}']);
    cells.any(|cell| !cell.is_empty() && keys.contains(&name_key(cell)))
}

/// Returns the names that a line of a report may contain: the values in its message, and the old and new values of its
/// fields.
pub(super) fn names_in(said: &Value, fields: &Value) -> Vec<String> {
    let mut found = HashSet::new();
    for value in [said, fields] {
        gather(value, &mut found);
    }
    found.into_iter().collect()
}

fn gather(value: &Value, found: &mut HashSet<String>) {
    match value {
        Value::String(words) => {
            found.insert(name_key(words));
            found.extend(words.split([',', ';']).map(name_key));
            found.remove("");
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, found)),
        Value::Object(values) => values.values().for_each(|value| gather(value, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_is_found_as_a_cell_and_in_a_list_and_not_as_a_part_of_a_word() {
        let keys = HashSet::from(["carl".to_owned()]);
        for file in [
            "login,name\nCarl,x\n",
            "a;\"carl\"\r\n",
            "till,\"mona;carl\"",
            "\u{feff}carl\n",
        ] {
            assert!(names_any(file.as_bytes(), &keys), "{file}");
        }
        for file in ["login\ncarla\n", "carl@chain.example", ""] {
            assert!(!names_any(file.as_bytes(), &keys), "{file}");
        }
    }

    #[test]
    fn a_line_speaks_of_its_words_and_its_values() {
        let said = json!(Message::new("files-duplicate").with("first", "Carl"));
        let fields = json!([{"name": "on_behalf", "old": null, "new": "mona; lone"}]);
        let names = names_in(&said, &fields);
        for name in ["carl", "mona", "lone"] {
            assert!(names.iter().any(|found| found == name), "{name}: {names:?}");
        }
    }
}
