//! Recovery codes: ten, each usable once, for a user who has lost the phone (SPEC U-30, SECURITY OT6).
use crate::error::{Error, Result};
use crate::session::secret_hash;

pub(super) const CODES: usize = 10;
/// 120 bits: more than 112, so that SHA-256 without a salt is enough (OT6).
const SYMBOLS: usize = 24;
/// Crockford's base 32: no letter that looks like a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Returns new codes as they are shown: `7K3M-…`, six groups of four.
pub(super) fn new_codes() -> Result<Vec<String>> {
    (0..CODES).map(|_| new_code()).collect()
}

fn new_code() -> Result<String> {
    let symbols = new_symbols::<SYMBOLS>()?;
    let groups: Vec<&str> = (0..SYMBOLS).step_by(4).map(|at| &symbols[at..at + 4]).collect();
    Ok(groups.join("-"))
}

/// Returns `N` random symbols.
pub(super) fn new_symbols<const N: usize>() -> Result<String> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::Internal(format!("random: {error}")))?;
    Ok(bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect())
}

/// Returns the hash that is stored of a code. It does not depend on how the code was typed.
pub(super) fn hash(typed: &str) -> Vec<u8> {
    let symbol = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).map(symbol).collect();
    secret_hash(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_codes_of_120_bits_each() {
        let codes = new_codes().unwrap();
        let different: std::collections::BTreeSet<_> = codes.iter().collect();
        assert_eq!((codes.len(), different.len()), (10, 10));
        for code in &codes {
            let symbols: Vec<u8> = code.bytes().filter(|b| *b != b'-').collect();
            assert!(code.len() == 29 && symbols.len() == 24 && symbols.iter().all(|b| ALPHABET.contains(b)));
        }
    }

    #[test]
    fn a_code_is_known_in_small_letters_without_dashes_and_with_lookalikes() {
        assert_eq!(hash("7K0M-11QR"), hash(" 7komi lqr "));
        assert_ne!(hash("7K0M"), hash("7K0N"));
    }
}
