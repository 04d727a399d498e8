//! Setup → **Internal email domains** (SPEC C-5). Only users with a confirmed address in one can be Support Agents.
mod pages;
mod store;

pub use pages::{add, ask, page, remove};

use crate::names::Email;

/// The path of the screen.
const PATH: &str = "/setup/domains";

/// A domain of email addresses, checked, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain(String);

impl Domain {
    /// Parses a domain, with or without a leading `@`. Returns `None` if no email address can be in it.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim().trim_start_matches('@');
        let address = Email::parse(&format!("x@{typed}")).ok()?;
        (!typed.contains('@')).then(|| Self(address.domain().to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Domain;

    #[test]
    fn a_domain_is_one_that_addresses_can_be_in() {
        let parsed = |typed: &str| Domain::parse(typed).map(|domain| domain.0);
        assert_eq!(parsed(" @Chain.Example "), Some("chain.example".to_owned()));
        for wrong in ["", "chain", "a@b.example", "10.0.0.1", "a b.example", "@"] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }
}
