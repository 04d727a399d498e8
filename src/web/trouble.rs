//! The error page (SPEC L-6, P-26). It never shows a stack trace, and always a reference to the log.

use crate::access::policy::Barred;
use askama::Template;
use std::net::IpAddr;

use super::{
    i18n::Texts,
    shell::{Gate, Shell},
};

/// Which right is missing, where, and who could grant it (SPEC P-26).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// The right, by its label.
    pub right: String,
    /// The org. unit, if the right is about one.
    pub unit: Option<String>,
    /// People the reader can see who could grant it. If empty, the page says "an administrator".
    pub granters: Vec<String>,
}

/// One refusal or failure, as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trouble {
    /// HTTP status: one of 400, 401, 403, 404, 405, 409, 413, 415, 421, 429, 500, 503.
    pub status: u16,
    /// Reference to the server's log, for the person who is asked for help.
    pub reference: String,
    /// The missing right, with 403.
    pub missing: Option<Missing>,
    /// Sentences about what exactly is wrong, in the reader's language; with 400, 403 and 409.
    pub details: Vec<String>,
    /// Why this address is refused everything, with 403.
    pub barred: Option<(Barred, IpAddr)>,
    /// Seconds until the next try, with 429 and 503.
    pub retry_after: Option<u32>,
    /// The page the reader came from, to link back to; empty for the front page.
    pub back: String,
}

/// Statuses that have their own texts; others use those of 500 or 400.
const TOLD: [u16; 12] = [400, 401, 403, 404, 405, 409, 413, 415, 421, 429, 500, 503];

impl Trouble {
    /// Makes an error with this status and reference.
    pub fn new(status: u16, reference: impl Into<String>) -> Self {
        Self {
            status,
            reference: reference.into(),
            ..Self::default()
        }
    }

    /// Returns the status whose texts are used.
    pub fn told(&self) -> u16 {
        match self.status {
            status if TOLD.contains(&status) => status,
            400..500 => 400,
            _ => 500,
        }
    }

    /// Returns the heading.
    pub fn title(&self, t: &Texts) -> String {
        match self.barred {
            Some((Barred::Blocked, _)) => t.get("error-blocked-title"),
            Some(_) => t.get("error-unlisted-title"),
            None => t.get(&format!("error-{}-title", self.told())),
        }
    }

    /// Returns what it means and what to do.
    pub fn text(&self, t: &Texts) -> String {
        let Some((why, address)) = self.barred else {
            return t.get(&format!("error-{}-text", self.told()));
        };
        let id = match why {
            Barred::Blocked => "error-blocked-text",
            Barred::Unlisted => "error-unlisted-text",
            Barred::WithoutSecondFactor => "error-unlisted-two-factor-text",
        };
        t.one(id, "address", address.to_string())
    }

    /// Returns a sentence that names the missing right and its place, if a right is missing.
    pub fn needed(&self, t: &Texts) -> Option<String> {
        let missing = self.missing.as_ref()?;
        Some(match &missing.unit {
            Some(unit) => t.two("error-need-in", "right", &missing.right, "unit", unit),
            None => t.one("error-need", "right", &missing.right),
        })
    }

    /// Returns a sentence about who could grant the missing right.
    pub fn askable(&self, t: &Texts) -> Option<String> {
        let missing = self.missing.as_ref()?;
        Some(match missing.granters.as_slice() {
            [] => t.get("error-ask-administrator"),
            people => t.one("error-ask", "people", people.join(", ")),
        })
    }

    /// Returns the symbol of the icon sprite.
    pub fn icon(&self) -> &'static str {
        match self.status {
            401 | 403 => "lock",
            404 => "search",
            409 => "git-merge",
            429 | 503 => "clock",
            _ => "alert-triangle",
        }
    }

    /// Returns the address to go back to.
    pub fn way_back(&self) -> &str {
        if self.back.is_empty() { "/" } else { &self.back }
    }
}

/// The page for readers who are logged in.
#[derive(Template)]
#[template(path = "error.html")]
pub struct TroublePage {
    /// Menu and corner.
    pub shell: Shell,
    /// The reader's texts.
    pub t: Texts,
    /// What went wrong.
    pub trouble: Trouble,
}

/// The page for readers who are not logged in.
#[derive(Template)]
#[template(path = "error_signed_out.html")]
pub struct GateTroublePage {
    /// Surroundings.
    pub gate: Gate,
    /// The reader's texts.
    pub t: Texts,
    /// What went wrong.
    pub trouble: Trouble,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::Language;

    const T: Texts = Texts::new(Language::En, chrono_tz::UTC);

    #[test]
    fn a_refusal_names_the_right_the_place_and_whom_to_ask() {
        let mut trouble = Trouble::new(403, "7f3a");
        trouble.missing = Some(Missing {
            right: "Delete user".into(),
            unit: Some("Aarhus C".into()),
            granters: vec!["Astrid Lindegaard".into()],
        });
        let page = GateTroublePage {
            gate: Gate::new(T, "Nordlys", "/users", ""),
            t: T,
            trouble,
        };
        let page = page.render().unwrap();
        for words in ["Access denied", "Delete user", "Aarhus C", "Astrid Lindegaard", "7f3a"] {
            assert!(page.contains(words), "{words}");
        }
    }

    #[test]
    fn every_told_status_has_words_in_both_languages() {
        for language in Language::ALL {
            let t = Texts::new(language, chrono_tz::UTC);
            for status in TOLD {
                let trouble = Trouble::new(status, "");
                assert!(!trouble.title(&t).starts_with('['), "{status}");
                assert!(!trouble.text(&t).starts_with('['), "{status}");
            }
        }
    }

    #[test]
    fn a_status_without_words_is_told_as_its_class() {
        assert_eq!(Trouble::new(418, "").told(), 400);
        assert_eq!(Trouble::new(502, "").told(), 500);
    }
}
