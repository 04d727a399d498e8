//! Passwords between the two hops of a request: checked and hashed on the hashing threads, with no connection held.
use crate::error::{Error, Result};
use crate::session::hashing::{Hasher, Secret};

/// What to do. `make` is done only if `check` was right or there was nothing to check.
#[derive(Default)]
pub struct Hashing {
    /// A password and the stored hash it must match; no hash: a dummy of equal cost is checked and the answer is no (AU6).
    pub check: Option<(Secret, Option<String>)>,
    /// A new password to hash.
    pub make: Option<Secret>,
    /// A stored hash the new password must not belong to: a forced change is a change (SPEC U-22).
    pub unlike: Option<String>,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Hashed {
    /// Whether the checked password was right.
    pub right: bool,
    /// The checked password hashed anew, where its stored hash had older parameters (PW2).
    pub upgraded: Option<String>,
    pub made: Option<String>,
    /// The new password is the old one, so nothing was made.
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
            let verdict = hasher.verify(secret.clone(), stored).await.map_err(busy)?;
            done.right = verdict.ok;
            if verdict.ok && verdict.needs_rehash {
                done.upgraded = Some(hasher.hash(secret).await.map_err(busy)?);
            }
        }
        if let (true, Some(secret), Some(old)) = (done.right, &self.make, self.unlike) {
            done.same = hasher.verify(secret.clone(), Some(old)).await.map_err(busy)?.ok;
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
