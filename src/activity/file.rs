//! Exports of the log: one JSON object per line, and a last line that confirms all of them. Each line contains what
//! is needed to verify it.
use super::chain::{ChainKey, ExportSeal, Sealed, canonical, personal_hash};
use super::verify::Personal;
use serde_json::{Value, json};
use std::io::{self, BufRead};

/// Where an entry stands in the chain.
pub struct Place {
    pub position: i64,
    pub hash: Vec<u8>,
    pub previous: Vec<u8>,
}

/// Writes an export line by line.
pub struct Lines {
    count: i64,
    seal: ExportSeal,
}

impl Lines {
    pub fn new(key: &ChainKey) -> Self {
        Self {
            count: 0,
            seal: key.export(),
        }
    }

    /// Returns the line of an entry, without the line break. `place` is `None` for an entry that is not sealed yet.
    pub fn entry(&mut self, sealed: &Sealed, place: Option<&Place>, personal: Option<&Personal>) -> String {
        self.count += 1;
        let mut value = sealed.value();
        value["line"] = json!(self.count);
        value["position"] = json!(place.map(|place| place.position));
        value["hash"] = json!(place.map(|place| hex::encode(&place.hash)));
        value["previous"] = json!(place.map(|place| hex::encode(&place.previous)));
        value["personal"] = personal.map_or(
            Value::Null,
            |p| json!({ "salt": hex::encode(&p.salt), "values": p.values }),
        );
        let line = canonical(&value);
        self.seal.update(&line);
        line
    }

    /// Returns the last line, and how many entries there were.
    pub fn close(mut self) -> (String, i64) {
        let closing = canonical(&json!({ "closing": { "entries": self.count } }));
        self.seal.update(&closing);
        let seal = self.seal.finish();
        let line = canonical(&json!({ "closing": { "entries": self.count, "seal": seal } }));
        (line, self.count)
    }
}

/// What is wrong with a line of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Not an entry at all.
    Unreadable,
    /// Entry, position or hash is not what was sealed.
    Changed,
    PersonalChanged,
    /// Lines before it are missing, or it was moved.
    Order,
    /// It does not fit the entry before or after it in the chain, which is on the line above.
    Neighbour,
    /// The last line, which confirms the whole, is missing.
    NoClosing,
    /// The last line does not fit: something was changed, added, removed or moved.
    Closing,
}

/// What was found in an export.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FileReport {
    pub entries: i64,
    /// Entries that were not sealed yet; only the last line confirms them.
    pub unsealed: i64,
    /// Line numbers, and what is wrong with each line.
    pub flaws: Vec<(i64, Flaw)>,
}

/// Reads an export and checks each line, and the whole by the last line. Uses constant memory.
///
/// # Errors
/// Errors of the system; a line that is not UTF-8.
pub fn verify(key: &ChainKey, mut file: impl BufRead) -> io::Result<FileReport> {
    let (mut report, mut seal) = (FileReport::default(), key.export());
    let (mut before, mut closing) = (None, None);
    let (mut text, mut line) = (String::new(), 0);
    while file.read_line(&mut text)? > 0 {
        line += 1;
        let written = text.trim_end_matches(['\n', '\r']);
        let value: Value = serde_json::from_str(written).unwrap_or_default();
        if closing.is_some() {
            report.flaws.push((line, Flaw::Unreadable));
        } else if let Some(end) = value.get("closing") {
            closing = Some(end.clone());
        } else {
            seal.update(written);
            before = entry(&mut report, key, line, &value, before);
        }
        text.clear();
    }
    match closing {
        None => report.flaws.push((line, Flaw::NoClosing)),
        Some(end) => {
            seal.update(&canonical(&json!({ "closing": { "entries": end["entries"] } })));
            if end["seal"] != json!(seal.finish()) || end["entries"] != json!(report.entries) {
                report.flaws.push((line, Flaw::Closing));
            }
        }
    }
    Ok(report)
}

/// Checks one line; returns its place, to compare with the next line.
fn entry(report: &mut FileReport, key: &ChainKey, line: i64, value: &Value, before: Option<Place>) -> Option<Place> {
    report.entries += 1;
    let Some(sealed) = Sealed::read(value) else {
        report.flaws.push((line, Flaw::Unreadable));
        return None;
    };
    if value["line"] != json!(line) {
        report.flaws.push((line, Flaw::Order));
    }
    if let Some(hash) = &sealed.personal_hash
        && let Some(values) = value["personal"].get("values")
    {
        let salt = bytes(&value["personal"]["salt"]).unwrap_or_default();
        if personal_hash(&salt, values) != *hash {
            report.flaws.push((line, Flaw::PersonalChanged));
        }
    }
    if value["position"].is_null() {
        report.unsealed += 1;
        return None;
    }
    let place = place(value);
    match &place {
        Some(place) if key.link(&place.previous, place.position, &sealed) == place.hash => {
            if before.is_some_and(|before| contradicts(&before, place)) {
                report.flaws.push((line, Flaw::Neighbour));
            }
        }
        _ => report.flaws.push((line, Flaw::Changed)),
    }
    place
}

fn place(value: &Value) -> Option<Place> {
    Some(Place {
        position: value["position"].as_i64()?,
        hash: bytes(&value["hash"])?,
        previous: bytes(&value["previous"])?,
    })
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    hex::decode(value.as_str()?).ok()
}

/// Whether two entries that are neighbours in the chain contradict each other, in either order.
fn contradicts(a: &Place, b: &Place) -> bool {
    match b.position - a.position {
        1 => b.previous != a.hash,
        -1 => a.previous != b.hash,
        _ => false,
    }
}
