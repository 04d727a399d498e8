//! What the fields of an actor may contain (SPEC A-2). It is checked once, when it comes in from forms, files or the
//! own account.
use crate::actors::Kind;
use crate::names::{Email, FieldError, line};
use crate::web::message::Message;
use unicode_normalization::UnicodeNormalization;

/// Longest name, in characters.
pub const MAX_NAME: usize = 200;
pub const MAX_NUMBER: usize = 50;
pub const MAX_ADDRESS: usize = 500;
pub const MAX_POSTAL_CODE: usize = 20;
pub const MAX_CITY: usize = 100;
pub const MAX_COUNTRY: usize = 100;
pub const MAX_PHONE: usize = 50;
pub const MAX_REMARKS: usize = 2_000;
/// Digits of a company's number (CVR).
pub const CVR_DIGITS: usize = 8;
/// A phone number has at least this many digits.
const PHONE_DIGITS: usize = 3;

/// The fields that all roles share, as they are stored. Empty means not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    pub kind: Kind,
    pub contact: Contact,
    pub number: String,
    pub cvr: String,
    pub remarks: String,
}

/// The fields that the linked user may change too (SPEC P-21).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    pub name: String,
    pub address: String,
    pub postal_code: String,
    pub city: String,
    pub country: String,
    pub phone: String,
    pub email: String,
}

/// What is wrong with a field.
pub type Checked<T = String> = Result<T, Message>;

/// Checks one line that may be left out.
///
/// # Errors
/// `TooLong`, `Invisible`.
pub fn optional(typed: &str, max: usize) -> Checked {
    match line(typed, max) {
        Ok(text) => Ok(text),
        Err(FieldError::Required) => Ok(String::new()),
        Err(error) => Err(error.message()),
    }
}

/// Checks the name of a person or a company.
///
/// # Errors
/// `Required`, `TooLong`, `Invisible`.
pub fn name(typed: &str) -> Checked {
    line(typed, MAX_NAME).map_err(FieldError::message)
}

/// Checks an email address, which may be left out.
///
/// # Errors
/// `TooLong`, `Email`.
pub fn email(typed: &str) -> Checked {
    let email = Email::parse_optional(typed).map_err(FieldError::message)?;
    Ok(email.map(String::from).unwrap_or_default())
}

/// Checks a phone number in any country's notation, which may be left out.
///
/// # Errors
/// If it could not be dialled.
pub fn phone(typed: &str) -> Checked {
    let phone = optional(typed, MAX_PHONE)?;
    let dialled = |c: char| c.is_ascii_digit() || " +()-./".contains(c);
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    if phone.is_empty() || (phone.chars().all(dialled) && digits >= PHONE_DIGITS) {
        return Ok(phone);
    }
    Err(Message::new("actor-phone-wrong"))
}

/// Checks a company's number, which may be left out. Spaces are ignored.
///
/// # Errors
/// Anything but eight digits, or any number for a person.
pub fn cvr(typed: &str, kind: Kind) -> Checked {
    let cvr: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    match kind {
        _ if cvr.is_empty() => Ok(cvr),
        Kind::Person => Err(Message::new("actor-cvr-person")),
        Kind::Organization if cvr.len() == CVR_DIGITS && cvr.bytes().all(|byte| byte.is_ascii_digit()) => Ok(cvr),
        Kind::Organization => Err(Message::new("actor-cvr-wrong")),
    }
}

/// Checks several lines, which may be left out.
///
/// # Errors
/// `TooLong`, `Invisible`.
pub fn remarks(typed: &str) -> Checked {
    let typed: String = typed.replace("\r\n", "\n").replace('\r', "\n").trim().nfc().collect();
    if typed.chars().count() > MAX_REMARKS {
        return Err(FieldError::TooLong(MAX_REMARKS).message());
    }
    let lines = typed.split('\n').map(|one| match one.trim() {
        "" => Ok(String::new()),
        _ => line(one, MAX_REMARKS).map_err(FieldError::message),
    });
    Ok(lines.collect::<Checked<Vec<_>>>()?.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_companys_number_has_eight_digits_and_a_person_has_none() {
        assert_eq!(cvr("12 34 56 78", Kind::Organization), Ok("12345678".into()));
        assert_eq!(cvr("", Kind::Person), Ok(String::new()));
        for (typed, kind) in [
            ("1234567", Kind::Organization),
            ("1234567a", Kind::Organization),
            ("12345678", Kind::Person),
        ] {
            assert!(cvr(typed, kind).is_err(), "{typed} {kind:?}");
        }
    }

    #[test]
    fn a_phone_number_is_written_in_many_ways_but_can_be_dialled() {
        for typed in ["98 12 34 56", "+45 98123456", "(0045) 98-12-34-56", ""] {
            assert_eq!(phone(typed), Ok(typed.to_owned()));
        }
        for typed in ["ring til mor", "1", "+", "98123456 <b>"] {
            assert!(phone(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn remarks_keep_their_lines_and_nothing_that_cannot_be_seen() {
        assert_eq!(
            remarks("  Kun kontant \r\n\r\nikke på konto "),
            Ok("Kun kontant\n\nikke på konto".into())
        );
        assert!(remarks("a\u{202e}b").is_err() && remarks(&"x".repeat(2_001)).is_err());
    }
}
