//! Sorting (SPEC L-4): one order for every reader, the Danish one, `æ ø å` last.

use super::{case_fold, cut};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longest sort key in bytes. An index row of PostgreSQL holds 2,704, and there it shares the row with a word.
pub const MAX_SORT_KEY_BYTES: usize = 512;

// The three bytes after `z` in ASCII, so that plain byte order is Danish order.
const AE: char = '{';
const OE: char = '|';
const AA: char = '}';

/// Returns a key whose byte order (`COLLATE "C"`) is the Danish order of `text`, without regard to case.
///
/// Blanks and signs come first, then digits, `a`–`z`, `æ`, `ø`, `å`, then other scripts. `aa` counts as `å`
/// everywhere, as in Unicode's Danish collation, so Aalborg and Aarhus come last. `ä` sorts as `æ`, `ö` as `ø`, `ü`
/// as `y`. Other accents only decide between texts that are otherwise equal.
pub fn sort_key(text: &str) -> String {
    let accented = lower(text.trim());
    let mut key = letters(&accented);
    if key != accented {
        key.push('\u{1}');
        key.extend(accented.chars().map(|c| if c.is_control() { ' ' } else { c }));
    }
    cut(&key, MAX_SORT_KEY_BYTES).to_owned()
}

fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let composed: String = text.nfkc().collect();
    case_fold(&composed).nfkc().collect()
}

/// Returns the part of the key that is compared first: base letters only.
fn letters(accented: &str) -> String {
    let mut key = String::with_capacity(accented.len());
    let mut chars = accented.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            'a' if chars.next_if_eq(&'a').is_some() => key.push(AA),
            'å' | 'ǻ' => key.push(AA),
            'æ' | 'ä' | 'ǽ' | 'ǣ' => key.push(AE),
            'ø' | 'ö' | 'ő' | 'ǿ' | 'œ' => key.push(OE),
            'ü' | 'ű' => key.push('y'),
            'đ' | 'ð' => key.push('d'),
            'ł' => key.push('l'),
            'þ' => key.push_str("th"),
            c if c.is_control() || c.is_whitespace() => key.push(' '),
            // Signs that ASCII has after the digits must not sort among the letters.
            ':'..='@' | '['..='`' | '{'..='\u{7f}' => key.push('/'),
            c if c.is_ascii() => key.push(c),
            c => key.extend(std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c))),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sorted(mut names: Vec<&str>) -> Vec<&str> {
        names.sort_by_key(|name| sort_key(name));
        names
    }

    #[test]
    fn the_danish_letters_come_last() {
        let order = ["Anders", "Bo", "Vera", "Zenia", "Ægir", "Østen", "Aage", "Åse"];
        assert_eq!(sorted(order.iter().rev().copied().collect()), order);
    }

    #[test]
    fn aalborg_and_aarhus_come_last_however_they_are_spelt() {
        assert_eq!(
            sorted(vec!["Århus", "Aalborg", "Øster", "Viborg", "Aarhus"]),
            ["Viborg", "Øster", "Aalborg", "Aarhus", "Århus"]
        );
    }

    #[test]
    fn blanks_come_before_digits_and_digits_before_letters() {
        let order = ["Ann Zoë", "Ann_Zoe", "Ann1", "Anna", "Anne", "Ψ"];
        assert_eq!(sorted(order.iter().rev().copied().collect()), order);
    }

    #[test]
    fn case_and_form_do_not_matter_and_accents_only_break_ties() {
        assert_eq!(sort_key("ANNA"), sort_key("anna"));
        assert_eq!(sort_key("A\u{30A}se"), sort_key("Åse"));
        assert_eq!(
            sorted(vec!["Léa B", "Lea C", "Léa", "Lea"]),
            ["Lea", "Léa", "Léa B", "Lea C"]
        );
    }

    proptest! {
        #[test]
        fn a_key_fits_an_index_and_ignores_case(text in any::<String>()) {
            prop_assert!(sort_key(&text).len() <= MAX_SORT_KEY_BYTES);
            prop_assert!(!sort_key(&text).contains('\0'));
        }

        #[test]
        fn letters_in_other_case_have_the_same_key(text in "[a-zæøåäöüéñ0-9 .-]{0,40}") {
            prop_assert_eq!(sort_key(&text.to_uppercase()), sort_key(&text));
        }

        #[test]
        fn a_longer_name_follows_its_beginning(name in "[b-zæøå]{1,20}", more in "[b-zæøå]{1,20}") {
            let longer = format!("{name} {more}");
            prop_assert!(sort_key(&name) < sort_key(&longer));
        }
    }
}
