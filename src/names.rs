//! The names of people, groups and units. They are checked once, when they come in (SPEC 3.2).
//!
//! Forms, files and the console all use this module, so a name follows the same rules everywhere.

mod email;
mod login_name;

pub use email::Email;
pub use login_name::LoginName;

use unicode_normalization::UnicodeNormalization;

use crate::{text::name_key, web::message::Message};

/// Longest login, group, unit and display name, in characters.
pub const MAX_NAME: usize = 100;
/// Longest unit code, in characters.
pub const MAX_CODE: usize = 50;
/// Longest email address in octets (RFC 5321, 4.5.3.1.3, less the angle brackets).
pub const MAX_EMAIL: usize = 254;

/// What is wrong with a name, a code or an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// Nothing was filled in.
    #[error("nothing was filled in")]
    Required,
    /// More than this many characters.
    #[error("longer than {0} characters")]
    TooLong(usize),
    /// A character that can't be seen, or that breaks lines.
    #[error("contains a control or invisible character")]
    Invisible,
    /// A login name starts with something other than a letter, digit or `_`.
    #[error("does not start with a letter, a digit or _")]
    Start,
    /// A login name contains this character.
    #[error("contains {0:?}")]
    Character(char),
    /// A login name has two spaces in a row.
    #[error("contains two spaces in a row")]
    DoubleSpace,
    /// Not an email address.
    #[error("not an email address")]
    Email,
}

impl FieldError {
    /// The sentence to show at the field.
    pub fn message(self) -> Message {
        match self {
            FieldError::Required => Message::new("field-required"),
            FieldError::TooLong(max) => Message::new("field-too-long").with("max", max),
            FieldError::Invisible => Message::new("field-invisible"),
            FieldError::Start => Message::new("field-name-start"),
            FieldError::Character(c) => Message::new("field-name-character").with("character", c.to_string()),
            FieldError::DoubleSpace => Message::new("field-name-spaces"),
            FieldError::Email => Message::new("field-email"),
        }
    }
}

impl From<FieldError> for Message {
    fn from(error: FieldError) -> Self {
        error.message()
    }
}

/// Gives a checked name its accessors and conversions.
macro_rules! named {
    ($name:ident) => {
        impl $name {
            /// Returns the name as it is shown and stored: trimmed, NFC.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the form in which names must be unique: it ignores case (AU7).
            pub fn key(&self) -> String {
                crate::text::name_key(&self.0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }
    };
}
pub(crate) use named;

/// A display name of a user, a group or a unit. 1–100 characters, one line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DisplayName(String);
named!(DisplayName);

impl DisplayName {
    /// Checks a display name. Surrounding blanks are dropped, and a run of blanks becomes one space.
    ///
    /// # Errors
    /// `Required`, `TooLong`, `Invisible`.
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        line(raw, MAX_NAME).map(Self)
    }
}

/// The name of a group, unique among groups and users (SPEC G-2). 1–100 characters, one line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupName(String);
named!(GroupName);

impl GroupName {
    /// Checks a group name.
    ///
    /// # Errors
    /// `Required`, `TooLong`, `Invisible`.
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        line(raw, MAX_NAME).map(Self)
    }

    /// Whether nobody may give this name to a new group (SPEC P-25).
    pub fn is_reserved(&self) -> bool {
        is_reserved(&self.key())
    }
}

/// The code of a unit, by which files and commands refer to it. 1–50 characters, one line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitCode(String);
named!(UnitCode);

impl UnitCode {
    /// Checks a unit code.
    ///
    /// # Errors
    /// `Required`, `TooLong`, `Invisible`.
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        line(raw, MAX_CODE).map(Self)
    }
}

/// Returns one line of text of at most `max` characters: trimmed, NFC, single spaces, nothing invisible.
///
/// # Errors
/// `Required`, `TooLong`, `Invisible`.
pub fn line(raw: &str, max: usize) -> Result<String, FieldError> {
    let trimmed = raw.trim();
    if trimmed.chars().any(is_invisible) {
        return Err(FieldError::Invisible);
    }
    let words: Vec<&str> = trimmed.split_whitespace().collect();
    let name: String = words.join(" ").nfc().collect();
    match name.chars().count() {
        0 => Err(FieldError::Required),
        n if n > max => Err(FieldError::TooLong(max)),
        _ => Ok(name),
    }
}

/// Whether a character is a control, a line or paragraph separator, or one that hides or reorders its neighbours.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
        || matches!(c as u32 & 0xffff, 0xfffe | 0xffff)
}

/// Whether new users and groups may not have this name (SPEC P-25). `key` is [`name_key`] of it.
fn is_reserved(key: &str) -> bool {
    debug_assert_eq!(key, name_key(key));
    ["system", "administrator", "administrators", "users", "all"].contains(&key) || key.starts_with("role.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blanks_in_a_display_name_become_single_spaces() {
        let name = DisplayName::parse("  Anna \u{a0} Berg ").unwrap();
        assert_eq!(name.as_str(), "Anna Berg");
        assert_eq!(DisplayName::parse(" \t "), Err(FieldError::Required));
    }

    #[test]
    fn a_display_name_holds_one_visible_line_of_100_characters() {
        assert_eq!(DisplayName::parse("a\r\nBcc: b"), Err(FieldError::Invisible));
        assert_eq!(DisplayName::parse("a\u{202e}b"), Err(FieldError::Invisible));
        assert_eq!(DisplayName::parse("a\0b"), Err(FieldError::Invisible));
        assert!(DisplayName::parse(&"ø".repeat(100)).is_ok());
        assert_eq!(DisplayName::parse(&"ø".repeat(101)), Err(FieldError::TooLong(100)));
    }

    #[test]
    fn a_family_emoji_may_stand_in_a_display_name() {
        assert!(DisplayName::parse("Team 👩\u{200d}👧").is_ok());
    }

    #[test]
    fn predefined_names_are_reserved_without_regard_to_case() {
        let reserved = |name: &str| GroupName::parse(name).unwrap().is_reserved();
        assert!(reserved("USERS") && reserved("Role.manager") && reserved("all"));
        assert!(!reserved("Allan") && !reserved("Store managers") && !reserved("roles"));
    }

    #[test]
    fn codes_that_differ_in_case_share_a_key() {
        let key = |code: &str| UnitCode::parse(code).unwrap().key();
        assert_eq!(key("DK-Ø1"), key(" dk-ø1 "));
        assert_eq!(UnitCode::parse(&"x".repeat(51)), Err(FieldError::TooLong(50)));
    }

    proptest! {
        #[test]
        fn what_was_accepted_is_accepted_unchanged(raw in any::<String>()) {
            if let Ok(name) = DisplayName::parse(&raw) {
                let again = DisplayName::parse(name.as_str());
                prop_assert_eq!(again, Ok(name));
            }
        }
    }
}
