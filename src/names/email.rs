//! Email addresses: the practical subset of RFC 5321 that HTML's `type=email` also takes, with Unicode domains.

use unicode_normalization::UnicodeNormalization;
use url::Host;

use super::{FieldError, MAX_EMAIL, named};

/// Longest part before the `@` (RFC 5321, 4.5.3.1.1).
const MAX_LOCAL: usize = 64;

/// An address mail can be sent to; nothing in it can break a mail header (TK12).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(String);
named!(Email);

impl Email {
    /// Checks an address: `local@domain`, the domain with at least two labels, at most 254 octets on the wire.
    ///
    /// # Errors
    /// `Required`, `TooLong`, `Email`.
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        let email: String = raw.trim().nfc().collect();
        if email.is_empty() {
            return Err(FieldError::Required);
        }
        if email.len() > MAX_EMAIL {
            return Err(FieldError::TooLong(MAX_EMAIL));
        }
        let (local, domain) = email.rsplit_once('@').ok_or(FieldError::Email)?;
        let ascii = ascii_domain(domain).ok_or(FieldError::Email)?;
        if !is_local(local) {
            return Err(FieldError::Email);
        }
        if local.len() + 1 + ascii.len() > MAX_EMAIL {
            return Err(FieldError::TooLong(MAX_EMAIL));
        }
        Ok(Self(format!("{local}@{}", domain.to_lowercase())))
    }

    /// Checks an address that may be left out: an empty one is `None`.
    ///
    /// # Errors
    /// `TooLong`, `Email`.
    pub fn parse_optional(raw: &str) -> Result<Option<Self>, FieldError> {
        match Self::parse(raw) {
            Ok(email) => Ok(Some(email)),
            Err(FieldError::Required) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns the part after the `@`, in lower case.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// Whether `local` is RFC 5321's `Dot-string`. Quoted strings are refused, because nobody has such an address.
fn is_local(local: &str) -> bool {
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    local.len() <= MAX_LOCAL && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
}

/// Returns the domain in ASCII, if it is a name of at least two labels and not a numeric address.
fn ascii_domain(domain: &str) -> Option<String> {
    // Characters that `Host` would decode or drop must not reach it.
    let plain = |c: char| c == '.' || c == '-' || c.is_alphanumeric() || !c.is_ascii();
    if !domain.chars().all(plain) {
        return None;
    }
    let Ok(Host::Domain(ascii)) = Host::parse(domain) else {
        return None;
    };
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    (ascii.contains('.') && ascii.split('.').all(label)).then_some(ascii)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(raw: &str) -> Result<String, FieldError> {
        Email::parse(raw).map(String::from)
    }

    #[test]
    fn ordinary_addresses_are_accepted() {
        for email in [
            "anna@nordlys.dk",
            "a.b+c_d@x-y.co.uk",
            "o'hara@nordlys.dk",
            "kasse@rødgrød.dk",
        ] {
            assert_eq!(parsed(email).as_deref(), Ok(email));
        }
    }

    #[test]
    fn the_domain_is_lower_case_and_the_key_ignores_case_throughout() {
        assert_eq!(parsed(" Anna@NORDLYS.dk ").as_deref(), Ok("Anna@nordlys.dk"));
        assert_eq!(Email::parse("Anna@Nordlys.dk").unwrap().key(), "anna@nordlys.dk");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in [
            "anna",
            "@nordlys.dk",
            "anna@",
            "anna@nordlys",
            "a b@nordlys.dk",
            ".a@nordlys.dk",
            "a..b@nordlys.dk",
            "a.@nordlys.dk",
            "a@-nordlys.dk",
            "a@nordlys-.dk",
            "a@nordlys..dk",
            "a@.dk",
            "a@nordlys.dk.",
            "a@127.0.0.1",
            "a@[127.0.0.1]",
            "a@nordlys%2edk",
            "a@b@nordlys.dk",
            "\"a b\"@nordlys.dk",
            "anna@nordlys.dk\r\nBcc: all@nordlys.dk",
            "anna@nord\u{ad}\nlys.dk",
            "anna@nordlys.dk,b@nordlys.dk",
        ] {
            assert_eq!(parsed(wrong), Err(FieldError::Email), "{wrong:?}");
        }
    }

    #[test]
    fn an_address_has_at_most_64_and_254_octets() {
        let local = "a".repeat(64);
        let domain = |n: usize| format!("{}.{}.{}.dk", "b".repeat(60), "c".repeat(60), "d".repeat(n));
        assert!(parsed(&format!("{local}@nordlys.dk")).is_ok());
        assert_eq!(parsed(&format!("a{local}@nordlys.dk")), Err(FieldError::Email));
        assert_eq!(
            parsed(&format!("{local}@{}", domain(70))),
            Err(FieldError::TooLong(254))
        );
    }

    #[test]
    fn an_empty_address_may_be_left_out() {
        assert_eq!(Email::parse_optional("  "), Ok(None));
        assert_eq!(Email::parse_optional("x"), Err(FieldError::Email));
    }

    proptest! {
        #[test]
        fn no_accepted_address_can_break_a_header(raw in any::<String>()) {
            if let Ok(email) = Email::parse(&format!("{raw}@nordlys.dk")) {
                prop_assert!(!email.as_str().contains(|c: char| c.is_control() || c.is_whitespace()));
            }
        }

        #[test]
        fn any_domain_is_judged_without_panic(raw in any::<String>()) {
            if let Ok(email) = Email::parse(&format!("a@{raw}")) {
                let again = Email::parse(email.as_str());
                prop_assert_eq!(again, Ok(email));
            }
        }
    }
}
