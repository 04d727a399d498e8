//! Which of the languages an installation offers.
use super::Language;

/// The languages an installation offers (SPEC S-1): at least one. All, unless Setup says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Languages([bool; Language::ALL.len()]);

impl Default for Languages {
    fn default() -> Self {
        Self([true; Language::ALL.len()])
    }
}

impl Languages {
    /// Returns the languages with these codes; unknown codes are ignored. None if no language is left.
    pub fn of(codes: &[String]) -> Option<Self> {
        let offered = Language::ALL.map(|language| codes.iter().any(|code| code == language.code()));
        offered.contains(&true).then_some(Self(offered))
    }

    /// Returns the languages a page offers. If no code is known it returns all, because a page must still be shown.
    pub fn offered(codes: &[String]) -> Self {
        Self::of(codes).unwrap_or_else(|| {
            tracing::error!(?codes, "the installation's languages are not known");
            Self::default()
        })
    }

    pub fn has(self, language: Language) -> bool {
        self.iter().any(|offered| offered == language)
    }

    /// In the order they are offered.
    pub fn iter(self) -> impl Iterator<Item = Language> {
        let all = Language::ALL.into_iter().zip(self.0);
        all.filter_map(|(language, offered)| offered.then_some(language))
    }

    pub fn codes(self) -> Vec<&'static str> {
        self.iter().map(Language::code).collect()
    }

    /// The languages' own names.
    pub fn names(self) -> String {
        self.iter().map(Language::own_name).collect::<Vec<_>>().join(", ")
    }
}
