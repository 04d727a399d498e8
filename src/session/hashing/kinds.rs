//! What a name costs that has no password.
//!
//! A check takes as long as the stored hash demands: one that was imported as bcrypt, or made with older parameters, is not
//! as dear as one of today. If every name without a hash cost what today's do, all others could be told from those that nobody
//! has (SECURITY AU6). So a name without one costs what some user's password costs. Which kind, a keyed hash of the name
//! decides: the same at every try, foreseen by nobody, and each kind as often among these names as among the users. Today's
//! kind comes first: while users' hashes are upgraded at their logins its share grows, and a name without a hash goes over to
//! it once and for good, as theirs do.

/// Neither can be a password's: what is checked against these is wrong whatever comes out.
const ARGON2_REST: &str = "$c29tZXNhbHRzb21lc2FsdA$v5z8pJpH2ZrGbEtsKnT0VJXGPyYoV7JqQ8r2c0yhuvY";
const BCRYPT_REST: &str = "L6Bc/AlTQHyd9liGgGEZyOFLPHNgyxeEPfgYfBCVxJ7JIlwxyVU3u";

/// The kinds of stored hashes, as what they begin with (`$2b$10$`, `$argon2id$v=19$m=19456,t=2,p=1`), and how many users have
/// one like that.
pub struct Kinds(Vec<(String, u64)>);

impl Kinds {
    /// `usual`: today's kind.
    pub fn new(counted: impl IntoIterator<Item = (String, u64)>, usual: &str) -> Self {
        let mut kinds: Vec<_> = counted.into_iter().collect();
        kinds.sort_by_cached_key(|(kind, _)| (kind != usual, kind.clone()));
        Self(kinds)
    }

    /// A stored form of the kind that the name with this keyed hash costs; none where nobody has a password.
    pub fn like(&self, hash: &[u8]) -> Option<String> {
        let first = hash.first_chunk::<8>().copied().unwrap_or_default();
        let all: u64 = self.0.iter().map(|(_, users)| users).sum();
        // A place among all users, the same share of the way along however many they are.
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

    /// What each of a thousand names costs; their hashes lie evenly.
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
