//! Numbers as people type them.
use crate::web::i18n::Language;

/// Most digits before the decimal sign. `DECIMALS` is for those after it.
const WHOLE: usize = 15;
const DECIMALS: usize = 6;

/// Why a text is not accepted as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    Unreadable,
    TooLong,
}

/// Returns the number as it is stored: digits, a point before decimals, no needless zeros. `language` is the one it was
/// typed in, with or without thousands separators. In Danish `1.234` is more than a thousand, in English a little more
/// than one. So separators are accepted only in their proper places.
pub fn canonical(typed: &str, language: Language) -> Result<String, Wrong> {
    let (decimal, thousands) = match language {
        Language::En => ('.', ','),
        Language::Da => (',', '.'),
    };
    let typed = typed.trim().replace('\u{2212}', "-");
    let (negative, rest) = match typed.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, typed.strip_prefix('+').unwrap_or(&typed)),
    };
    let (whole, decimals) = match rest.split_once(decimal) {
        Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
        Some(_) => return Err(Wrong::Unreadable),
        None => (rest, ""),
    };
    let whole = ungrouped(whole, thousands).ok_or(Wrong::Unreadable)?;
    if !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Wrong::Unreadable);
    }
    let (whole, decimals) = (whole.trim_start_matches('0'), decimals.trim_end_matches('0'));
    if whole.len() > WHOLE || decimals.len() > DECIMALS {
        return Err(Wrong::TooLong);
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let number = match decimals {
        "" => whole.to_owned(),
        decimals => format!("{whole}.{decimals}"),
    };
    Ok(if negative && number != "0" {
        format!("-{number}")
    } else {
        number
    })
}

/// Returns the digits without separators. `None` if there are other characters, or a separator in a wrong place.
fn ungrouped(whole: &str, thousands: char) -> Option<String> {
    let groups: Vec<&str> = whole.split([thousands, ' ', '\u{a0}', '\u{202f}']).collect();
    let digits = |group: &&str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let placed = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    (placed && groups.iter().all(digits)).then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: Language = Language::En;
    const DA: Language = Language::Da;

    fn is(typed: &str, language: Language, stored: &str) {
        assert_eq!(
            canonical(typed, language).as_deref(),
            Ok(stored),
            "{typed} {language:?}"
        );
    }

    #[test]
    fn a_number_is_read_by_the_language_it_is_typed_in() {
        is("1,234.50", EN, "1234.5");
        is("1.234,50", DA, "1234.5");
        is("1.234", DA, "1234");
        is("1.234", EN, "1.234");
        is("12 500", DA, "12500");
        is(" \u{2212}007 ", DA, "-7");
        is("-0,00", DA, "0");
    }

    #[test]
    fn signs_in_wrong_places_are_told_and_not_guessed() {
        for (typed, language) in [
            ("1.5", DA),
            ("1,5", EN),
            ("12,34.5", EN),
            ("1.", EN),
            ("", DA),
            ("-", DA),
            ("1e3", EN),
            ("٣", EN),
            ("1 23", DA),
            ("--1", DA),
        ] {
            assert_eq!(
                canonical(typed, language),
                Err(Wrong::Unreadable),
                "{typed} {language:?}"
            );
        }
    }

    #[test]
    fn a_number_has_an_end() {
        assert_eq!(canonical(&"9".repeat(16), EN), Err(Wrong::TooLong));
        assert_eq!(canonical("0.1234567", EN), Err(Wrong::TooLong));
        is(
            &format!("{}.123456", "9".repeat(15)),
            EN,
            &format!("{}.123456", "9".repeat(15)),
        );
    }
}
