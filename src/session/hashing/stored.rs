//! The stored form of a password: an argon2 PHC string, or a bcrypt hash imported from another system.

use argon2::{Algorithm, Params, Version, password_hash::phc::PasswordHash};
use bcrypt::HashParts;

/// Most memory a foreign argon2 hash may demand, in KiB (SPEC 11: m ≤ 64 MiB).
pub const MAX_ARGON2_MEMORY_KIB: u32 = 64 * 1024;
/// Most passes a foreign argon2 hash may demand (SPEC 11: t ≤ 10).
pub const MAX_ARGON2_ITERATIONS: u32 = 10;
/// Highest cost of a foreign bcrypt hash (SPEC 11: cost ≤ 14).
pub const MAX_BCRYPT_COST: u32 = 14;

/// A stored hash that is not too costly to check.
pub enum StoredHash {
    /// Argon2, in any variant and version.
    Argon2 {
        /// The variant.
        algorithm: Algorithm,
        /// Argon2's version, 16 or 19.
        version: Version,
        /// m, t, p and the length of the output.
        params: Params,
        /// Salt and output are both there.
        phc: Box<PasswordHash>,
    },
    /// Bcrypt, as it was stored.
    Bcrypt(String),
}

/// Why a hash can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoredHashError {
    /// Neither an argon2 PHC string with salt and hash, nor bcrypt.
    #[error("neither an argon2 PHC string nor bcrypt")]
    Malformed,
    /// Its parameters are beyond the caps.
    #[error("its cost is beyond argon2 m=65536,t=10 or bcrypt cost 14")]
    TooCostly,
}

impl StoredHash {
    /// Reads a hash and refuses what would cost too much to check.
    ///
    /// # Errors
    /// [`StoredHashError`].
    pub fn parse(hash: &str) -> Result<Self, StoredHashError> {
        if hash.starts_with("$2") {
            return Self::bcrypt(hash);
        }
        let phc = PasswordHash::new(hash).map_err(|_| StoredHashError::Malformed)?;
        let malformed = |_| StoredHashError::Malformed;
        let algorithm = Algorithm::try_from(phc.algorithm.as_str()).map_err(malformed)?;
        // The PHC format says: no version means the first one, 16.
        let version = Version::try_from(phc.version.unwrap_or(0x10)).map_err(|_| StoredHashError::Malformed)?;
        let params = Params::try_from(&phc).map_err(malformed)?;
        if phc.salt.is_none() || phc.hash.is_none() {
            return Err(StoredHashError::Malformed);
        }
        if params.m_cost() > MAX_ARGON2_MEMORY_KIB || params.t_cost() > MAX_ARGON2_ITERATIONS {
            return Err(StoredHashError::TooCostly);
        }
        Ok(Self::Argon2 {
            algorithm,
            version,
            params,
            phc: Box::new(phc),
        })
    }

    fn bcrypt(hash: &str) -> Result<Self, StoredHashError> {
        let parts: HashParts = hash.parse().map_err(|_| StoredHashError::Malformed)?;
        match parts.get_cost() {
            4..=MAX_BCRYPT_COST => Ok(Self::Bcrypt(hash.to_owned())),
            ..4 => Err(StoredHashError::Malformed),
            _ => Err(StoredHashError::TooCostly),
        }
    }

    /// Whether this is anything but argon2id of the newest version with exactly these parameters (PW2).
    pub(super) fn differs_from(&self, wanted: &Params) -> bool {
        match self {
            StoredHash::Argon2 {
                algorithm,
                version,
                params,
                ..
            } => (*algorithm, *version) != (Algorithm::Argon2id, Version::V0x13) || cost(params) != cost(wanted),
            StoredHash::Bcrypt(_) => true,
        }
    }
}

fn cost(params: &Params) -> (u32, u32, u32) {
    (params.m_cost(), params.t_cost(), params.p_cost())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT_AND_HASH: &str = "c29tZXNhbHRzb21lc2FsdA$v5z8pJpH2ZrGbEtsKnT0VJXGPyYoV7JqQ8r2c0yhuvY";

    fn problem(hash: &str) -> Option<StoredHashError> {
        StoredHash::parse(hash).err()
    }

    #[test]
    fn argon2_and_bcrypt_hashes_are_understood() {
        assert_eq!(
            problem(&format!("$argon2id$v=19$m=65536,t=10,p=1${SALT_AND_HASH}")),
            None
        );
        assert_eq!(problem(&format!("$argon2i$m=4096,t=3,p=1${SALT_AND_HASH}")), None);
        assert_eq!(
            problem("$2y$14$L6Bc/AlTQHyd9liGgGEZyOFLPHNgyxeEPfgYfBCVxJ7JIlwxyVU3u"),
            None
        );
    }

    #[test]
    fn hashes_that_cost_too_much_are_refused() {
        for costly in ["m=65537,t=2,p=1", "m=4294967295,t=2,p=1", "m=19456,t=11,p=1"] {
            let hash = format!("$argon2id$v=19${costly}${SALT_AND_HASH}");
            assert_eq!(problem(&hash), Some(StoredHashError::TooCostly), "{costly}");
        }
        let bcrypt = "$2b$15$L6Bc/AlTQHyd9liGgGEZyOFLPHNgyxeEPfgYfBCVxJ7JIlwxyVU3u";
        assert_eq!(problem(bcrypt), Some(StoredHashError::TooCostly));
    }

    #[test]
    fn what_is_no_hash_is_refused() {
        for wrong in [
            "",
            "secret",
            "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA",
            "$argon2id$v=19$m=1,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$v5z8pJpH2ZrGbEtsKnT0VJXGPyYoV7JqQ8r2c0yhuvY",
            "$scrypt$ln=15,r=8,p=1$c29tZXNhbHQ$v5z8pJpH2ZrGbEtsKnT0VJXGPyYoV7JqQ8r2c0yhuvY",
            "$2b$03$L6Bc/AlTQHyd9liGgGEZyOFLPHNgyxeEPfgYfBCVxJ7JIlwxyVU3u",
            "$2b$10$short",
        ] {
            assert_eq!(problem(wrong), Some(StoredHashError::Malformed), "{wrong}");
        }
    }
}
