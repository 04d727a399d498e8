//! The most common passwords (PW5). Their source is described in assets/README.md.

use std::{io::Read, sync::LazyLock};

use unicode_normalization::UnicodeNormalization;

use crate::text::name_key;

/// Sorted lines. Each stands between two line feeds, so that one search finds whole lines only.
static COMMON: LazyLock<String> = LazyLock::new(|| {
    let packed: &[u8] = include_bytes!("../../../assets/common-passwords.txt.br");
    let mut list = String::from("\n");
    if let Err(error) = brotli::Decompressor::new(packed, 4096).read_to_string(&mut list) {
        tracing::error!(%error, "the list of common passwords does not unpack");
    }
    list
});

/// Whether `password` is on the list, ignoring case and surrounding blanks.
pub(super) fn is_common(password: &str) -> bool {
    let line: String = name_key(&password.nfkc().collect::<String>());
    !line.contains('\n') && COMMON.contains(&format!("\n{line}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_a_hundred_thousand_lines_that_could_be_typed() {
        let lines: Vec<&str> = COMMON.trim().lines().collect();
        assert!(lines.len() > 100_000);
        assert!(lines.is_sorted());
        assert!(
            lines
                .iter()
                .all(|line| line.chars().count() >= super::super::LEAST_LENGTH)
        );
    }

    #[test]
    fn every_line_is_found_in_the_form_it_is_looked_up_in() {
        let lost = COMMON.trim().lines().step_by(97).find(|line| !is_common(line));
        assert_eq!(lost, None);
    }

    #[test]
    fn a_whole_line_is_needed() {
        assert!(is_common("iloveyou") && is_common(" ILoveYou "));
        assert!(!is_common("") && !is_common("iloveyo") && !is_common("iloveyou\niloveyou1"));
    }
}
