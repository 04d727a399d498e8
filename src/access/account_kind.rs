//! What an account is.
use crate::error::{Error, Result};

/// Whether an account is a user or a group; they share one namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountKind {
    User,
    Group,
}

impl AccountKind {
    /// Returns the word for it in files and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            AccountKind::User => "user",
            AccountKind::Group => "group",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::User, Self::Group].into_iter().find(|kind| kind.code() == code)
    }

    /// Reads a stored word.
    ///
    /// # Errors
    /// `Internal` for a word that is none.
    pub fn stored(code: &str) -> Result<Self> {
        Self::from_code(code).ok_or_else(|| Error::unknown("kind of an account", code))
    }
}
