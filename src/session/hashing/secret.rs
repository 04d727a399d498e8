//! A password in memory, which must never be shown.

use std::fmt;

use serde::{Deserialize, Deserializer};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Longest password accepted, in code points after NFC (SPEC U-21). A longer one is refused, never cut.
pub const MAX_PASSWORD: usize = 1_024;

/// A password as typed. It prints nothing, is wiped when dropped, and can only be read through [`Secret::reveal`].
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes over `password`.
    pub fn new(password: impl Into<String>) -> Self {
        Self(Zeroizing::new(password.into()))
    }

    /// What was typed.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether both are the same password, however their accents were typed. Used for **Repeat new password**.
    pub fn is_same(&self, other: &Secret) -> bool {
        self.reveal().nfc().eq(other.reveal().nfc())
    }

    /// Returns the password in NFC, the form that is hashed. `None` if it is longer than [`MAX_PASSWORD`].
    pub fn normalised(&self) -> Option<Zeroizing<String>> {
        let mut text = Zeroizing::new(String::with_capacity(self.0.len()));
        for (count, c) in self.0.nfc().enumerate() {
            if count == MAX_PASSWORD {
                return None;
            }
            text.push(c);
        }
        Some(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl From<String> for Secret {
    fn from(password: String) -> Self {
        Self::new(password)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}
