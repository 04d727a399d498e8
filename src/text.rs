//! Text as people compare it: folded for search, and keys for sorting and for unique names.
//!
//! The results are stored in columns `COLLATE "C"`. So PostgreSQL needs neither ICU nor unaccent, and every
//! installation sorts and finds alike. A change of the rules raises [`FOLD_VERSION`], and `migrate` then recomputes
//! the columns (`refold`).

mod fold;
mod order;

pub use fold::{MAX_WORD_BYTES, fold, has_words, phrase, words};
pub use order::{MAX_SORT_KEY_BYTES, sort_key};

use unicode_normalization::UnicodeNormalization;

/// Version of the rules in [`fold()`], [`words`] and [`sort_key`]; stored as `installation.fold_version`.
pub const FOLD_VERSION: i32 = 1;

/// Returns the key under which a login name, group name, email or unit code is unique: trimmed, full case fold, NFC
/// (AU7).
///
/// `Åse`, `åse`, `A\u{30A}se` and `åse ` share one key. Login counters use it too, so unknown names are locked in
/// the same way (LO4).
pub fn name_key(name: &str) -> String {
    let name = name.trim();
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    case_fold(&name.nfd().collect::<String>()).nfc().collect()
}

/// Returns `text` without regard to case in any language: `ß`, `ẞ` and `ss` are equal, and so are `σ` and `ς`.
///
/// Lowering, raising and lowering again gives Unicode's full case folding. In addition the Turkish dotless `ı`
/// counts as `i`, so that two names that look alike cannot both exist.
fn case_fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars()
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Returns the longest beginning of `text` that has at most `bytes` bytes and ends between two characters.
fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_differ_only_in_case_form_or_blanks_share_a_key() {
        for same in ["Åse", "åse", "A\u{30A}se", "ÅSE", "åse ", "\u{a0}åse\t"] {
            assert_eq!(name_key(same), "åse", "{same:?}");
        }
    }

    #[test]
    fn full_case_folding_joins_sharp_s_and_final_sigma() {
        assert_eq!(name_key("STRASSE"), name_key("straße"));
        assert_eq!(name_key("STRAẞE"), name_key("strasse"));
        assert_eq!(name_key("ΟΔΟΣ"), name_key("οδος"));
    }

    #[test]
    fn accents_still_tell_names_apart() {
        assert_ne!(name_key("Åse"), name_key("Ase"));
        assert_ne!(name_key("møller"), name_key("moller"));
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(name in any::<String>()) {
            let key = name_key(&name);
            prop_assert_eq!(name_key(&key), key);
        }

        #[test]
        fn plain_letters_take_a_short_cut_to_the_same_result(name in "[!-~]{0,40}") {
            prop_assert_eq!(name_key(&format!("{name}ñ")), format!("{}ñ", name_key(&name)));
            prop_assert_eq!(fold(&format!("ñ{name}")), format!("n{}", fold(&name)));
        }

        #[test]
        fn composed_and_decomposed_names_share_a_key(name in any::<String>()) {
            let composed: String = name.nfc().collect();
            let decomposed: String = name.nfd().collect();
            prop_assert_eq!(name_key(&composed), name_key(&decomposed));
        }

        #[test]
        fn upper_and_lower_case_share_a_key(name in "[a-zæøåäöüßéñ0-9 ._-]{0,40}") {
            prop_assert_eq!(name_key(&name.to_uppercase()), name_key(&name.to_lowercase()));
        }
    }
}
