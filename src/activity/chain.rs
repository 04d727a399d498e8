//! The chain of hashes over the log: which parts of an entry it covers, and how entries are linked (SPEC N-20,
//! SECURITY LG3).
//!
//! `hash = HMAC-SHA-256(key, previous hash ‖ position ‖ canonical entry)`, with a key derived from the installation
//! key. The canonical entry is its JSON object with sorted keys and no spaces. So whoever has the key and an export
//! can check it.
use crate::config::InstallationKey;
use chrono::{DateTime, SecondsFormat, Utc};
use hmac::{Hmac, Mac};
use ipnet::IpNet;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::{self, Write};
use uuid::Uuid;

/// Length of a hash in bytes.
pub const HASH: usize = 32;
/// The hash before the very first entry.
pub const BEGINNING: [u8; HASH] = [0; HASH];

/// The key that seals entries; it never leaves the process.
#[derive(Clone)]
pub struct ChainKey([u8; 64]);

impl ChainKey {
    /// Derives the key from the installation's first key. So there is one chain from the beginning, however often
    /// the key was changed.
    pub fn new(key: &InstallationKey) -> Self {
        Self(key.derive_first("activity chain"))
    }

    fn mac(&self, purpose: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(purpose);
        mac
    }

    /// Returns the hash of an entry at this position, after the entry with hash `previous`.
    pub fn link(&self, previous: &[u8], position: i64, entry: &Sealed) -> Vec<u8> {
        let mut mac = self.mac(b"entry\n");
        mac.update(previous);
        mac.update(&position.to_be_bytes());
        mac.update(canonical(&entry.value()).as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    /// Returns a seal that confirms how far the chain reaches.
    pub fn head(&self, position: i64, hash: &[u8]) -> Vec<u8> {
        let mut mac = self.mac(b"head\n");
        mac.update(&position.to_be_bytes());
        mac.update(hash);
        mac.finalize().into_bytes().to_vec()
    }

    /// Returns a seal for a whole export: feed it every line.
    pub fn export(&self) -> ExportSeal {
        ExportSeal(self.mac(b"export\n"))
    }
}

impl fmt::Debug for ChainKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChainKey")
    }
}

/// A seal that is computed along an export.
#[derive(Clone)]
pub struct ExportSeal(Hmac<Sha256>);

impl ExportSeal {
    pub fn update(&mut self, line: &str) {
        self.0.update(line.as_bytes());
        self.0.update(b"\n");
    }
    pub fn finish(self) -> String {
        hex::encode(self.0.finalize().into_bytes())
    }
}

/// The part of an entry that the chain covers: everything except the personal values, of which it covers only the
/// hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub kind: String,
    pub unit: Option<i64>,
    pub subject_kind: String,
    pub subject: Option<i64>,
    pub user: Option<i64>,
    pub clerk: Option<i64>,
    pub address: Option<IpNet>,
    pub request: Uuid,
    pub batch: Option<Uuid>,
    pub details: Value,
    pub personal_hash: Option<Vec<u8>>,
}

impl Sealed {
    /// Returns the object that is sealed and exported.
    pub fn value(&self) -> Value {
        json!({
            "id": self.id,
            "at": self.at.to_rfc3339_opts(SecondsFormat::Micros, true),
            "type": self.kind,
            "unit_id": self.unit,
            "subject_kind": self.subject_kind,
            "subject_id": self.subject,
            "user_id": self.user,
            "clerk_id": self.clerk,
            "address": self.address.map(|net| net.to_string()),
            "request_id": self.request,
            "batch_id": self.batch,
            "details": self.details,
            "personal_hash": self.personal_hash.as_ref().map(hex::encode),
        })
    }

    /// Reads what [`Sealed::value`] made; `None` if it is something else.
    pub fn read(value: &Value) -> Option<Self> {
        let number = |name: &str| value.get(name).map(Value::as_i64);
        let text = |name: &str| value.get(name).map(Value::as_str);
        let optional = |name: &str| value.get(name).filter(|value| !value.is_null());
        Some(Self {
            id: number("id")??,
            at: DateTime::parse_from_rfc3339(text("at")??).ok()?.with_timezone(&Utc),
            kind: text("type")??.to_owned(),
            unit: number("unit_id")?,
            subject_kind: text("subject_kind")??.to_owned(),
            subject: number("subject_id")?,
            user: number("user_id")?,
            clerk: number("clerk_id")?,
            address: match optional("address") {
                Some(address) => Some(address.as_str()?.parse().ok()?),
                None => None,
            },
            request: text("request_id")??.parse().ok()?,
            batch: match optional("batch_id") {
                Some(batch) => Some(batch.as_str()?.parse().ok()?),
                None => None,
            },
            details: value.get("details")?.clone(),
            personal_hash: match optional("personal_hash") {
                Some(hash) => Some(hex::decode(hash.as_str()?).ok()?),
                None => None,
            },
        })
    }
}

/// Returns a salted hash of personal values. It covers the values and does not reveal them after they are erased.
pub fn personal_hash(salt: &[u8], values: &Value) -> Vec<u8> {
    Sha256::new()
        .chain_update(salt)
        .chain_update(canonical(values))
        .finalize()
        .to_vec()
}

/// Writes JSON with sorted keys and no spaces, whatever order the object was made or stored in.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write_canonical(value, &mut text);
    text
}

fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(object) => {
            let mut fields: Vec<_> = object.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            text.push('{');
            for (at, (name, value)) in fields.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write_canonical(&Value::String(name.clone()), text);
                text.push(':');
                write_canonical(value, text);
            }
            text.push('}');
        }
        Value::Array(values) => {
            text.push('[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write_canonical(value, text);
            }
            text.push(']');
        }
        // Writing to a String cannot fail.
        plain => drop(write!(text, "{plain}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_whatever_their_order_was() {
        let value: Value = serde_json::from_str(r#"{"b": [1, {"z": null, "å": "x\n"}], "a": true}"#).unwrap();
        assert_eq!(canonical(&value), r#"{"a":true,"b":[1,{"z":null,"å":"x\n"}]}"#);
    }

    #[test]
    fn an_entry_survives_its_export() {
        let entry = Sealed {
            id: 7,
            at: DateTime::from_timestamp_micros(1_700_000_000_123_456).unwrap(),
            kind: "user.updated".into(),
            unit: None,
            subject_kind: "user".into(),
            subject: Some(201),
            user: Some(2),
            clerk: None,
            address: Some("10.0.0.1/32".parse().unwrap()),
            request: Uuid::nil(),
            batch: Some(Uuid::max()),
            details: json!({"unit": {"old": 1, "new": 2}}),
            personal_hash: Some(vec![1, 2, 3]),
        };
        let line = canonical(&entry.value());
        let read = Sealed::read(&serde_json::from_str(&line).unwrap());
        assert_eq!(read, Some(entry));
        assert_eq!(Sealed::read(&json!({"id": "7"})), None);
    }
}
