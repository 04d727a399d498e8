//! Seals secrets that must be readable again (TOTP seeds, the SMTP password, unused links), with a key that is not
//! in the database (DESIGN 5, SECURITY OT4). Secrets that are only compared are kept as hashes instead.
use super::InstallationKey;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

/// Length of the nonce in bytes: random nonces of this length do not repeat (XChaCha20, draft-irtf-cfrg-xchacha §3).
const NONCE: usize = 24;
const KEY_ID: usize = 4;

/// Seals and opens secrets with a key derived from the installation key.
///
/// A sealed secret is `key id ‖ nonce ‖ ciphertext and tag`. `place` says what it belongs to (`"user 19
/// two-factor"`) and is authenticated with it, so a secret that is moved to another row does not open.
#[derive(Clone)]
pub struct Seal {
    current: Lock,
    /// Keys that still open what they sealed (SECURITY SC2).
    earlier: Vec<Lock>,
    finder: [u8; 64],
}

#[derive(Clone)]
struct Lock {
    id: [u8; KEY_ID],
    cipher: XChaCha20Poly1305,
}

impl Lock {
    fn new(derived: [u8; 64]) -> Self {
        let (secret, rest) = derived.split_at(32);
        Self {
            id: rest[..KEY_ID].try_into().expect("a derived key has 64 bytes"),
            cipher: XChaCha20Poly1305::new_from_slice(secret).expect("the first half has 32 bytes"),
        }
    }
}

/// Why a sealed secret does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsealable {
    #[error("sealed with another installation key")]
    OtherKey,
    #[error("a sealed secret was tampered with or belongs elsewhere")]
    Broken,
}

impl Seal {
    pub fn new(key: &InstallationKey) -> Self {
        const PURPOSE: &str = "sealed secrets";
        Self {
            current: Lock::new(key.derive(PURPOSE)),
            earlier: key.derive_earlier(PURPOSE).map(Lock::new).collect(),
            finder: key.derive_first("found secrets"),
        }
    }

    /// Returns a keyed hash, to find a secret that is stored unreadably (SECURITY DP4). Without the key nobody can
    /// read the secret or find it by trying all values. It uses the installation's first key, so that stored hashes
    /// are still found after a change of the key.
    pub fn hash(&self, purpose: &str, secret: &[u8]) -> Vec<u8> {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.finder).expect("HMAC takes keys of any length");
        mac.update(purpose.as_bytes());
        mac.update(b": ");
        mac.update(secret);
        mac.finalize().into_bytes().to_vec()
    }

    /// # Errors
    /// The operating system gives no random numbers.
    pub fn close(&self, place: &str, secret: &[u8]) -> Result<Vec<u8>, getrandom::Error> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)?;
        let payload = Payload {
            msg: secret,
            aad: place.as_bytes(),
        };
        let sealed = self
            .current
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .expect("secrets are far below the cipher's limit");
        Ok([&self.current.id[..], &nonce, &sealed].concat())
    }

    /// # Errors
    /// [`Unsealable`].
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let (id, rest) = sealed.split_at_checked(KEY_ID).ok_or(Unsealable::Broken)?;
        let mut locks = std::iter::once(&self.current).chain(&self.earlier);
        let lock = locks.find(|lock| lock.id == id).ok_or(Unsealable::OtherKey)?;
        let (nonce, sealed) = rest.split_at_checked(NONCE).ok_or(Unsealable::Broken)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| Unsealable::Broken)?;
        let payload = Payload {
            msg: sealed,
            aad: place.as_bytes(),
        };
        lock.cipher
            .decrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Unsealable::Broken)
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::installation_key::tests::{changed, key};

    #[test]
    fn what_is_sealed_opens_in_its_place_alone() {
        let seal = Seal::new(&key(1));
        let sealed = seal.close("user 19", b"JBSWY3DPEHPK3PXP").unwrap();
        assert_eq!(seal.open("user 19", &sealed).unwrap(), b"JBSWY3DPEHPK3PXP");
        assert_eq!(seal.open("user 20", &sealed), Err(Unsealable::Broken));
        assert!(!sealed.windows(16).any(|part| part == b"JBSWY3DPEHPK3PXP"));
    }

    #[test]
    fn the_same_secret_is_sealed_differently_each_time() {
        let seal = Seal::new(&key(1));
        assert_ne!(seal.close("a", b"x").unwrap(), seal.close("a", b"x").unwrap());
    }

    #[test]
    fn a_secret_is_found_by_its_hash_with_the_same_key_and_for_the_same_purpose() {
        let seal = Seal::new(&key(1));
        let hash = seal.hash("cpr", b"0101901234");
        assert_eq!((hash.len(), &hash), (32, &seal.hash("cpr", b"0101901234")));
        for other in [
            seal.hash("cpr", b"0101901235"),
            seal.hash("other", b"0101901234"),
            Seal::new(&key(2)).hash("cpr", b"0101901234"),
        ] {
            assert_ne!(hash, other);
        }
    }

    /// SECURITY SC2.
    #[test]
    fn sc2_after_a_change_of_the_key_what_was_sealed_opens_and_what_is_new_needs_the_new_one() {
        let (before, after) = (Seal::new(&key(1)), Seal::new(&changed(&[2, 1])));
        let old = before.close("a", b"secret").unwrap();
        assert_eq!(after.open("a", &old).unwrap(), b"secret");
        let new = after.close("a", b"secret").unwrap();
        assert_eq!(before.open("a", &new), Err(Unsealable::OtherKey));
        assert_eq!(Seal::new(&key(2)).open("a", &new).unwrap(), b"secret");
        assert_eq!(Seal::new(&key(2)).open("a", &old), Err(Unsealable::OtherKey));
        assert_eq!(before.hash("cpr", b"1"), after.hash("cpr", b"1"), "found as before");
    }

    #[test]
    fn another_key_and_tampering_are_told_apart() {
        let seal = Seal::new(&key(1));
        let mut sealed = seal.close("a", b"secret").unwrap();
        assert_eq!(Seal::new(&key(2)).open("a", &sealed), Err(Unsealable::OtherKey));
        *sealed.last_mut().unwrap() ^= 1;
        assert_eq!(seal.open("a", &sealed), Err(Unsealable::Broken));
        assert_eq!(seal.open("a", &sealed[..10]), Err(Unsealable::Broken));
        assert_eq!(seal.open("a", b""), Err(Unsealable::Broken));
    }
}
