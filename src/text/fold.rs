//! Folding for search (DESIGN 5): text typed without accents or capitals finds text that has them.

use super::{case_fold, cut};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longest word in the search index, in bytes. Longer words are cut, both in the index and in the query.
pub const MAX_WORD_BYTES: usize = 96;

/// How many places inside one word may begin further words (`till12a7` gives `12a7`, `a7`, `7` as well).
const MAX_INNER_WORDS: usize = 8;

/// Returns `text` folded for search: NFKD, no marks, lower case, `æ`→`ae`, `ø`→`o`, `å`→`a`, `aa`→`a`, `oe`→`o`.
///
/// So `aarhus` = `Århus` and `moller` = `Møller` = `Moeller`. Folding twice changes nothing. The fold of a text's
/// beginning is a beginning of the text's fold, so a search word can match the beginning of a word.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut last = '\0';
    for mark_free in bare(text).chars() {
        for c in plain(mark_free).chars() {
            if (last, c) == ('a', 'a') || (last, c) == ('o', 'e') {
                continue;
            }
            folded.push(c);
            last = c;
        }
    }
    folded
}

/// Returns `text` in lower case, decomposed, without marks.
fn bare(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let decomposed = text.nfkd().collect::<String>();
    case_fold(&decomposed)
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .collect()
}

/// Replaces letters that Unicode does not decompose by the letters people type instead.
fn plain(c: char) -> Plain {
    match c {
        'æ' => Plain::Two('a', 'e'),
        'ø' => Plain::One('o'),
        'œ' => Plain::Two('o', 'e'),
        'đ' | 'ð' => Plain::One('d'),
        'þ' => Plain::Two('t', 'h'),
        'ł' => Plain::One('l'),
        'ħ' => Plain::One('h'),
        'ŧ' => Plain::One('t'),
        c => Plain::One(c),
    }
}

#[derive(Clone, Copy)]
enum Plain {
    One(char),
    Two(char, char),
}

impl Plain {
    fn chars(self) -> impl Iterator<Item = char> {
        let (first, second) = match self {
            Plain::One(c) => (c, None),
            Plain::Two(a, b) => (a, Some(b)),
        };
        std::iter::once(first).chain(second)
    }
}

/// Returns the words under which `text` is found: folded, sorted, each once.
///
/// A word is a run of letters and digits. Where letters and digits meet inside it, a further word begins. So
/// `jensen42` is found by `jen` (its beginning), by `jensen42` and by `42`.
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut found = Vec::new();
    for word in runs(&folded) {
        found.push(cut(word, MAX_WORD_BYTES).to_owned());
        found.extend(
            inner_beginnings(word)
                .take(MAX_INNER_WORDS)
                .map(|at| cut(&word[at..], MAX_WORD_BYTES).to_owned()),
        );
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether each of the `wanted` words begins one of the words that are there (SPEC L-1). Both are folded, as [`words`]
/// does.
pub fn has_words<W: AsRef<str>>(have: &[impl AsRef<str>], wanted: &[W]) -> bool {
    let begins = |wanted: &W| have.iter().any(|word| word.as_ref().starts_with(wanted.as_ref()));
    wanted.iter().all(begins)
}

/// Returns the folded words of `text` in order, with one space between. Exact phrases are compared in this form.
pub fn phrase(text: &str) -> String {
    runs(&fold(text)).collect::<Vec<_>>().join(" ")
}

fn runs(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

fn inner_beginnings(word: &str) -> impl Iterator<Item = usize> {
    word.char_indices()
        .zip(word.chars().skip(1))
        .filter(|((_, a), b)| a.is_numeric() != b.is_numeric())
        .map(|((at, a), _)| at + a.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn danish_letters_are_found_however_they_are_typed() {
        for (typed, stands) in [
            ("aarhus", "Århus"),
            ("arhus", "AARHUS"),
            ("moller", "Møller"),
            ("moeller", "Møller"),
            ("jaeger", "Jæger"),
            ("soren", "Sørén"),
            ("A\u{30A}se", "åse"),
            ("strasse", "STRAẞE"),
            ("file", "ﬁle"),
        ] {
            assert_eq!(fold(typed), fold(stands), "{typed} finds {stands}");
        }
    }

    #[test]
    fn different_names_stay_different() {
        assert_ne!(fold("Møller"), fold("Müller"));
        assert_ne!(fold("Jensen"), fold("Hansen"));
    }

    #[test]
    fn an_email_is_found_by_each_of_its_parts() {
        assert_eq!(
            words("jens.hansen42@nordlys.dk"),
            ["42", "dk", "hansen42", "jens", "nordlys"]
        );
    }

    #[test]
    fn a_word_is_found_from_each_border_between_letters_and_digits() {
        assert_eq!(words("till12a"), ["12a", "a", "till12a"]);
        assert_eq!(words("Åse Åse"), ["ase"]);
        assert!(words(" .-@ ").is_empty());
    }

    #[test]
    fn a_text_has_the_words_that_begin_its_own() {
        let have = words("Jens Møller 12");
        assert!(has_words(&have, &words("mol jens")) && has_words::<&str>(&have, &[]));
        assert!(!has_words(&have, &words("jens oller")) && !has_words(&have, &["jensen"]));
    }

    #[test]
    fn a_phrase_is_its_words_with_single_spaces() {
        assert_eq!(phrase("  Anne-Marie   Ågård "), "anne marie agard");
    }

    #[test]
    fn a_letter_that_unfolds_to_a_sentence_stays_within_the_index() {
        let long = "\u{FDFA}".repeat(100);
        assert!(words(&long).iter().all(|w| w.len() <= MAX_WORD_BYTES));
        assert!(words(&"a1".repeat(50)).len() <= MAX_INNER_WORDS + 1);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn the_fold_of_a_beginning_is_a_beginning_of_the_fold(text in any::<String>(), at in 0usize..40) {
            let beginning = cut(&text, at);
            prop_assert!(fold(&text).starts_with(&fold(beginning)));
        }

        #[test]
        fn case_makes_no_difference(text in "[a-zæøåäöüßéñœ0-9 .@-]{0,40}") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
        }

        #[test]
        fn every_word_is_short_clean_and_found_again(text in any::<String>()) {
            for word in words(&text) {
                prop_assert!(!word.is_empty() && word.len() <= MAX_WORD_BYTES);
                prop_assert!(word.chars().all(char::is_alphanumeric));
                prop_assert!(words(&word).contains(&word), "{:?}", word);
            }
        }
    }
}
