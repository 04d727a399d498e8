//! How long the login takes for a name that has no password.
//!
//! A check takes as long as the stored hash demands. A hash imported as bcrypt, or made with older parameters, takes
//! another time than one of today. If every name without a hash took today's time, a slower or faster answer would
//! prove that a user exists (SECURITY AU6). So a name without a hash takes as long as some user's password does. A
//! keyed hash of the name decides which kind of hash that is. It is therefore the same at every try, nobody can predict
//! it, and each kind is as frequent among these names as among the users. Today's kind comes first. As users' hashes
//! are upgraded at their logins, its share grows; a name without a hash moves to it once and stays there, as users do.

/// Salt and hash that complete a sample. No password matches them; a check against a sample counts as wrong whatever
/// its outcome.
const ARGON2_REST: &str = "$c29tZXNhbHRzb21lc2FsdA$v5z8pJpH2ZrGbEtsKnT0VJXGPyYoV7JqQ8r2c0yhuvY";
const BCRYPT_REST: &str = "L6Bc/AlTQHyd9liGgGEZyOFLPHNgyxeEPfgYfBCVxJ7JIlwxyVU3u";

/// The kinds of stored hashes, each as the text its hashes begin with (`$2b$10$`, `$argon2id$v=19$m=19456,t=2,p=1`),
/// with the number of users who have that kind.
pub struct Kinds(Vec<(String, u64)>);

impl Kinds {
    /// Sorts the counted kinds. `usual` is today's kind.
    pub fn new(counted: impl IntoIterator<Item = (String, u64)>, usual: &str) -> Self {
        let mut kinds: Vec<_> = counted.into_iter().collect();
        kinds.sort_by_cached_key(|(kind, _)| (kind != usual, kind.clone()));
        Self(kinds)
    }

    /// Returns a sample stored hash of the kind chosen for the name with this keyed hash. `None` if nobody has a
    /// password.
    pub fn like(&self, hash: &[u8]) -> Option<String> {
        let first = hash.first_chunk::<8>().copied().unwrap_or_default();
        let all: u64 = self.0.iter().map(|(_, users)| users).sum();
        // Scales the keyed hash to a place among all users, so that a name keeps its relative place when their number
        // changes.
        let mut place = (u128::from(u64::from_be_bytes(first)) * u128::from(all)) >> 64;
        for (kind, users) in &self.0 {
            match place.checked_sub(u128::from(*users)) {
                Some(further) => place = further,
                None => return Some(sample(kind)),
            }
        }
        None
    }
}

fn sample(kind: &str) -> String {
    let rest = if kind.starts_with("$2") {
        BCRYPT_REST
    } else {
        ARGON2_REST
    };
    format!("{kind}{rest}")
}

#[cfg(test)]
mod tests {
    use super::super::StoredHash;
    use super::*;

    const USUAL: &str = "$argon2id$v=19$m=19456,t=2,p=1";
    const OLD: &str = "$argon2i$m=4096,t=3,p=1";
    const BCRYPT: &str = "$2b$10$";

    fn kinds(usual: u64, old: u64, bcrypt: u64) -> Kinds {
        let counted = [(BCRYPT, bcrypt), (USUAL, usual), (OLD, old)];
        Kinds::new(counted.map(|(kind, users)| (kind.to_owned(), users)), USUAL)
    }

    /// Returns the sample chosen for each of a thousand names, whose hashes are evenly spread.
    fn chosen(kinds: &Kinds) -> Vec<String> {
        let hashes = (0..1_000_u64).map(|n| (n * (u64::MAX / 1_000)).to_be_bytes());
        hashes.map(|hash| kinds.like(&hash).unwrap()).collect()
    }

    #[test]
    fn each_kind_is_as_frequent_among_names_without_a_password_as_among_users() {
        let chosen = chosen(&kinds(500, 200, 300));
        for (kind, expected) in [(USUAL, 500_i32), (OLD, 200), (BCRYPT, 300)] {
            let times = chosen.iter().filter(|one| one.starts_with(kind)).count() as i32;
            assert!((times - expected).abs() <= 2, "{kind}: {times}");
        }
    }

    #[test]
    fn a_name_goes_over_to_the_usual_kind_once_and_for_good() {
        let before = chosen(&kinds(500, 200, 300));
        let after = chosen(&kinds(700, 100, 200));
        let left = before
            .iter()
            .zip(after)
            .filter(|(before, after)| before.starts_with(USUAL) && !after.starts_with(USUAL));
        assert_eq!(left.count(), 0);
    }

    #[test]
    fn what_is_chosen_can_be_checked_and_nobody_with_a_password_is_no_kind() {
        for kind in [USUAL, OLD, BCRYPT] {
            assert!(StoredHash::parse(&sample(kind)).is_ok(), "{kind}");
        }
        assert_eq!(Kinds::new([], USUAL).like(&[7; 32]), None);
    }
}
