//! Checks and hashes passwords between the two hops of a request, on the hashing threads and without holding a
//! connection.
use crate::error::{Error, Result};
use crate::session::hashing::{Hasher, Secret};

/// What to do. `make` is done only if `check` succeeded or there was nothing to check.
#[derive(Default)]
pub struct Hashing {
    /// A password, and the stored hash it must match. Without a hash the same work is done and the result is no
    /// (AU6).
    pub check: Option<(Secret, Option<String>)>,
    /// If there is no stored hash: a hash whose cost the pretended check should have.
    pub like: Option<String>,
    /// Whether a right password lets the person in. Only then is a hash with older parameters computed again (PW2).
    /// For others, the extra time would reveal that the password was right.
    pub upgrade: bool,
    /// A new password to hash.
    pub make: Option<Secret>,
    /// A stored hash that the new password must not match, so that a forced change is a real change (SPEC U-22).
    pub unlike: Option<String>,
}

/// The results.
#[derive(Debug, Default)]
pub struct Hashed {
    /// Whether the checked password was right.
    pub right: bool,
    /// A new hash of the checked password, if its stored hash had older parameters (PW2).
    pub upgraded: Option<String>,
    pub made: Option<String>,
    /// The new password equals the old one, so no hash was made.
    pub same: bool,
}

impl Hashing {
    /// # Errors
    /// `Busy` when the queue is full: 503 with Retry-After (SPEC N-3).
    pub async fn run(self, hasher: &Hasher) -> Result<Hashed> {
        let mut done = Hashed {
            right: true,
            ..Hashed::default()
        };
        if let Some((secret, stored)) = self.check {
            let verdict = match stored {
                Some(stored) => hasher.verify(secret.clone(), stored).await,
                None => hasher.pretend(secret.clone(), self.like).await,
            };
            let verdict = verdict.map_err(busy)?;
            done.right = verdict.ok;
            if verdict.ok && verdict.needs_rehash && self.upgrade {
                done.upgraded = Some(hasher.hash(secret).await.map_err(busy)?);
            }
        }
        if let (true, Some(secret), Some(old)) = (done.right, &self.make, self.unlike) {
            done.same = hasher.verify(secret.clone(), old).await.map_err(busy)?.ok;
        }
        if let (true, Some(secret)) = (done.right && !done.same, self.make) {
            done.made = Some(hasher.hash(secret).await.map_err(busy)?);
        }
        Ok(done)
    }
}

fn busy<E>(_: E) -> Error {
    Error::Busy("hashing")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::hashing::HashingConfig;

    fn hasher(memory_kib: u32) -> Hasher {
        let config = HashingConfig {
            memory_kib,
            iterations: 1,
            ..HashingConfig::default()
        };
        Hasher::start(&config).unwrap()
    }

    /// LO4: the time for a second hash would reveal that the password was right, although the person is not let in.
    #[actix_web::test]
    async fn an_older_hash_is_made_anew_only_where_the_login_is_open() {
        let stored = hasher(32).hash(Secret::new("right")).await.unwrap();
        for (upgrade, password, anew) in [(true, "right", true), (false, "right", false), (true, "wrong", false)] {
            let hashing = Hashing {
                check: Some((Secret::new(password), Some(stored.clone()))),
                upgrade,
                ..Hashing::default()
            };
            let done = hashing.run(&hasher(64)).await.unwrap();
            assert_eq!((done.right, done.upgraded.is_some()), (password == "right", anew));
        }
    }
}
