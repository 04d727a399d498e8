//! How hard a password is to guess, for the live meter and the policy.

use zxcvbn::{
    Score,
    feedback::{Suggestion, Warning},
};

use super::{Owner, Secret};
use crate::text::words;

/// Only the first characters are estimated, because the estimate takes more than linear time.
const ESTIMATED: usize = 100;

/// An estimate, with advice as Fluent ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strength {
    /// 0 (guessed at once) to 4 (very hard to guess).
    pub score: u8,
    /// What makes it easy to guess.
    pub warning: Option<&'static str>,
    /// What would make it harder.
    pub suggestions: Vec<&'static str>,
}

/// A strength as a `<meter>` and a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meter {
    /// 0 to 4.
    pub value: u8,
    /// Always 4.
    pub max: u8,
    /// Fluent id of the word for it.
    pub label: &'static str,
}

/// Returns how a score is shown.
pub fn meter(score: u8) -> Meter {
    const LABELS: [&str; 5] = [
        "password-strength-0",
        "password-strength-1",
        "password-strength-2",
        "password-strength-3",
        "password-strength-4",
    ];
    let value = score.min(4);
    Meter {
        value,
        max: 4,
        label: LABELS[usize::from(value)],
    }
}

/// Characters that the estimate also tries as letters (`4` for `a`), in every combination. Its time doubles with each
/// different one.
const LOOKALIKES: &str = "4@8({[<3691!|70$5+%2";
/// This many different ones stay. Each further one is replaced by its own sign from `NO_LETTERS`, which stands for no
/// letter.
const LOOKALIKES_TRIED: usize = 6;
const NO_LETTERS: &str = "~^&*-_=:;\"',./?`)]}>#";

/// Returns the beginning of a password, changed so that the estimate takes only milliseconds whatever was typed.
fn estimated(password: &str) -> String {
    let mut kinds: Vec<char> = Vec::new();
    let calm = |c: char| {
        if !LOOKALIKES.contains(c) {
            return c;
        }
        let kind = kinds.iter().position(|known| *known == c).unwrap_or_else(|| {
            kinds.push(c);
            kinds.len() - 1
        });
        let other = kind
            .checked_sub(LOOKALIKES_TRIED)
            .and_then(|at| NO_LETTERS.chars().nth(at));
        other.unwrap_or(c)
    };
    password.chars().take(ESTIMATED).map(calm).collect()
}

/// Estimates how hard `password` is to guess for somebody who knows its owner. Takes a few milliseconds.
pub fn strength(password: &Secret, owner: &Owner<'_>) -> Strength {
    let beginning = estimated(password.reveal());
    let known: Vec<String> = [
        owner.login,
        owner.display_name,
        owner.email,
        owner.organisation,
        "Keyholder",
    ]
    .into_iter()
    .flat_map(|text| {
        let parts = words(text).into_iter();
        std::iter::once(text.to_lowercase()).chain(parts)
    })
    .filter(|word| !word.is_empty())
    .collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let estimate = zxcvbn::zxcvbn(&beginning, &known);
    let feedback = estimate.feedback();
    Strength {
        score: score(estimate.score()),
        warning: feedback.and_then(|f| f.warning()).map(warning),
        suggestions: feedback.map_or_else(Vec::new, |f| f.suggestions().iter().map(suggestion).collect()),
    }
}

fn score(score: Score) -> u8 {
    match score {
        Score::Zero => 0,
        Score::One => 1,
        Score::Two => 2,
        Score::Three => 3,
        _ => 4,
    }
}

fn warning(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess => "password-warning-row",
        Warning::ShortKeyboardPatternsAreEasyToGuess => "password-warning-pattern",
        Warning::RepeatsLikeAaaAreEasyToGuess => "password-warning-repeat",
        Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => "password-warning-repeats",
        Warning::ThisIsATop10Password => "password-warning-top-10",
        Warning::ThisIsATop100Password => "password-warning-top-100",
        Warning::ThisIsACommonPassword => "password-warning-common",
        Warning::ThisIsSimilarToACommonlyUsedPassword => "password-warning-similar",
        Warning::SequencesLikeAbcAreEasyToGuess => "password-warning-sequence",
        Warning::RecentYearsAreEasyToGuess => "password-warning-year",
        Warning::AWordByItselfIsEasyToGuess => "password-warning-word",
        Warning::DatesAreOftenEasyToGuess => "password-warning-date",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess => "password-warning-name",
        Warning::CommonNamesAndSurnamesAreEasyToGuess => "password-warning-names",
    }
}

fn suggestion(suggestion: &Suggestion) -> &'static str {
    match suggestion {
        Suggestion::UseAFewWordsAvoidCommonPhrases => "password-advice-words",
        Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters => "password-advice-no-symbols",
        Suggestion::AddAnotherWordOrTwo => "password-advice-add",
        Suggestion::CapitalizationDoesntHelpVeryMuch => "password-advice-capitals",
        Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase => "password-advice-all-capitals",
        Suggestion::ReversedWordsArentMuchHarderToGuess => "password-advice-reversed",
        Suggestion::PredictableSubstitutionsDontHelpVeryMuch => "password-advice-substitutions",
        Suggestion::UseALongerKeyboardPatternWithMoreTurns => "password-advice-pattern",
        Suggestion::AvoidRepeatedWordsAndCharacters => "password-advice-repeats",
        Suggestion::AvoidSequences => "password-advice-sequences",
        Suggestion::AvoidRecentYears => "password-advice-years",
        Suggestion::AvoidYearsThatAreAssociatedWithYou => "password-advice-own-years",
        Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou => "password-advice-own-dates",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::{Language, Texts};

    #[test]
    fn a_password_of_many_signs_is_estimated_with_few_that_look_like_letters() {
        let all = LOOKALIKES.repeat(6);
        let kinds = |text: &str| {
            text.chars()
                .filter(|c| LOOKALIKES.contains(*c))
                .collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(kinds(&estimated(&all)).len(), LOOKALIKES_TRIED);
        assert_eq!(estimated("p4$$w0rd regn"), "p4$$w0rd regn");
    }

    fn of(password: &str) -> Strength {
        strength(
            &Secret::new(password),
            &Owner {
                login: "skovmose",
                ..Owner::default()
            },
        )
    }

    #[test]
    fn the_owners_words_make_a_password_easy_to_guess() {
        assert!(of("skovmose1").score < of("brombær17").score);
        assert_eq!(of("").score, 0);
        assert_eq!(of("kvist blæst knokle 42").score, 4);
    }

    #[test]
    fn a_weak_password_gets_advice() {
        let weak = of("qwertyuiop");
        assert!(weak.warning.is_some() && !weak.suggestions.is_empty());
    }

    #[test]
    fn a_thousand_characters_are_estimated_in_no_time() {
        let begin = std::time::Instant::now();
        of(&"password1".repeat(114));
        assert!(begin.elapsed() < std::time::Duration::from_secs(2));
    }

    #[test]
    fn every_score_and_piece_of_advice_has_its_words_in_both_languages() {
        let passwords = [
            "",
            "qwertyuiop",
            "aaaaaa",
            "abcabcabc",
            "password",
            "12345678",
            "1999",
            "drowssap",
            "p@ssw0rd",
            "PASSWORD",
            "Anna",
            "13.02.1987",
        ];
        let mut ids: Vec<&str> = (0..=4).map(|score| meter(score).label).collect();
        for strength in passwords.map(of) {
            ids.extend(strength.warning.into_iter().chain(strength.suggestions));
        }
        for language in Language::ALL {
            let t = Texts::new(language, chrono_tz::Tz::UTC);
            assert_eq!(ids.iter().find(|id| !t.has(id)), None);
        }
    }
}
