//! The login name (SPEC 3.2, field **Name**).

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{FieldError, MAX_NAME, is_reserved, named};

/// What a user types to log in: 1–100 letters and digits of any script, inner single spaces and `. _ - @ +`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LoginName(String);
named!(LoginName);

impl LoginName {
    /// Checks a login name, trims it and converts it to NFC.
    ///
    /// # Errors
    /// `Required`, `TooLong`, `Start`, `Character`, `DoubleSpace`.
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        let name: String = raw.trim().nfc().collect();
        match name.chars().count() {
            0 => return Err(FieldError::Required),
            n if n > MAX_NAME => return Err(FieldError::TooLong(MAX_NAME)),
            _ => {}
        }
        if !name.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            return Err(FieldError::Start);
        }
        let mut last = '\0';
        for c in name.chars() {
            match c {
                ' ' if last == ' ' => return Err(FieldError::DoubleSpace),
                ' ' | '.' | '_' | '-' | '@' | '+' => {}
                // Many scripts write a letter as a base character and its marks.
                c if is_combining_mark(c) && (last.is_alphanumeric() || is_combining_mark(last)) => {}
                c if c.is_alphanumeric() => {}
                c => return Err(FieldError::Character(c)),
            }
            last = c;
        }
        Ok(Self(name))
    }

    /// Whether new users may not have this name: System, Administrator, … and `role.*` (SPEC P-25).
    pub fn is_reserved(&self) -> bool {
        is_reserved(&self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(raw: &str) -> Result<String, FieldError> {
        LoginName::parse(raw).map(String::from)
    }

    #[test]
    fn letters_digits_and_a_few_signs_make_a_login_name() {
        for name in [
            "anna",
            "7eleven",
            "_service",
            "søren.ågård",
            "a b",
            "kasse-1@aarhus+x",
            "अनिता",
            "Ψ",
        ] {
            assert_eq!(parsed(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn a_login_name_is_trimmed_and_composed() {
        assert_eq!(parsed(" A\u{30A}se\t").as_deref(), Ok("Åse"));
        assert_eq!(LoginName::parse("ÅSE").unwrap().key(), "åse");
    }

    #[test]
    fn each_broken_rule_is_told() {
        assert_eq!(parsed("  "), Err(FieldError::Required));
        assert_eq!(parsed("-anna"), Err(FieldError::Start));
        assert_eq!(parsed("an  na"), Err(FieldError::DoubleSpace));
        assert_eq!(parsed("an/na"), Err(FieldError::Character('/')));
        assert_eq!(parsed("an\nna"), Err(FieldError::Character('\n')));
        assert_eq!(parsed("an\u{200b}na"), Err(FieldError::Character('\u{200b}')));
        assert_eq!(parsed(&"a".repeat(101)), Err(FieldError::TooLong(100)));
    }

    #[test]
    fn an_accent_without_a_letter_is_no_letter() {
        assert_eq!(parsed("a.\u{301}"), Err(FieldError::Character('\u{301}')));
    }

    #[test]
    fn reserved_names_are_known_in_any_case() {
        assert!(LoginName::parse("ADMINISTRATOR").unwrap().is_reserved());
        assert!(!LoginName::parse("anna").unwrap().is_reserved());
    }

    proptest! {
        #[test]
        fn what_was_accepted_is_accepted_unchanged(raw in any::<String>()) {
            if let Ok(name) = LoginName::parse(&raw) {
                prop_assert!(name.as_str().chars().count() <= MAX_NAME);
                let again = LoginName::parse(name.as_str());
                prop_assert_eq!(again, Ok(name));
            }
        }
    }
}
