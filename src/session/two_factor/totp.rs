//! Codes of an authenticator app: RFC 6238 with SHA-1, 6 digits, steps of 30 seconds, one step of drift each way
//! (SPEC U-30, SECURITY OT1).
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use totp_rs::{Algorithm, Builder, Totp};

/// 160 bits (RFC 4226 R6).
const SECRET_BYTES: usize = 20;
const STEP_SECONDS: u64 = 30;
const DRIFT: u16 = 1;

pub(super) fn new_secret() -> Result<Vec<u8>> {
    let mut bytes = vec![0; SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| Error::Internal(format!("random: {error}")))?;
    Ok(bytes)
}

fn builder(secret: &[u8]) -> Builder {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(DRIFT)
        .with_step_duration(STEP_SECONDS)
        .with_secret(secret.to_vec())
}

fn built(builder: Builder) -> Result<Totp> {
    builder
        .build()
        .map_err(|error| Error::Internal(format!("totp: {error}")))
}

/// Returns the time step that this code belongs to, if the code is valid now. Blanks are ignored, because people type
/// codes in groups.
pub(super) fn step_of(secret: &[u8], typed: &str, now: DateTime<Utc>) -> Result<Option<i64>> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    let step = built(builder(secret))?.check(&digits, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// Returns the text of the QR code: `otpauth://totp/ISSUER:LOGIN?secret=…&issuer=…`.
pub(super) fn address(secret: &[u8], issuer: &str, login: &str) -> Result<String> {
    let plain = |text: &str| text.replace(':', " ").trim().to_owned();
    let named = builder(secret)
        .with_issuer(Some(plain(issuer)))
        .with_account_name(plain(login));
    built(named)?
        .to_url()
        .map_err(|error| Error::Internal(format!("totp: {error}")))
}

/// Returns the secret for typing: base 32 in groups of four.
pub(super) fn spelled(secret: &[u8]) -> Result<String> {
    let text = built(builder(secret))?.secret().to_base32();
    let groups: Vec<String> = text
        .as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    Ok(groups.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    const RFC: &[u8] = b"12345678901234567890";

    fn at(second: i64) -> DateTime<Utc> {
        Utc.timestamp_opt(second, 0).unwrap()
    }

    /// OT1, the vectors of RFC 6238 appendix B: the last six of eight digits.
    #[test]
    fn the_codes_are_those_of_the_rfc() {
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(step_of(RFC, code, at(second)).unwrap(), Some(second / 30), "{second}");
        }
    }

    #[test]
    fn a_code_of_one_step_away_is_taken_and_of_two_is_not() {
        let told = |second| step_of(RFC, "005924", at(second)).unwrap();
        assert_eq!(
            (told(1_234_567_890 - 30), told(1_234_567_890 + 30)),
            (Some(41_152_263), Some(41_152_263))
        );
        assert_eq!((told(1_234_567_890 - 60), told(1_234_567_890 + 60)), (None, None));
    }

    #[test]
    fn only_six_digits_are_a_code_however_they_are_spaced() {
        let told = |typed| step_of(RFC, typed, at(1_234_567_890)).unwrap();
        assert!(told("005 924").is_some() && told(" 005924\t").is_some());
        for wrong in ["", "5924", "+05924", "0059240", "００５９２４", "00592x"] {
            assert_eq!(told(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn secrets_are_160_random_bits_and_are_spelled_in_base_32() {
        let (one, two) = (new_secret().unwrap(), new_secret().unwrap());
        assert!(one.len() == 20 && one != two);
        assert_eq!(spelled(RFC).unwrap(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }

    #[test]
    fn the_address_names_issuer_and_account() {
        let address = address(RFC, "Nordlys: Retail", "mona@nord.dk").unwrap();
        let expected = "otpauth://totp/Nordlys%20%20Retail:mona%40nord.dk?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Nordlys%20%20Retail";
        assert_eq!(address, expected);
    }
}
