//! Rules for a new password (SPEC U-21, NIST SP 800-63B-4): long enough, not common, not made of facts known about its
//! owner, hard enough to guess. There is no forced mixture of characters and no forced change.

mod common_passwords;
mod strength;

pub use strength::{Meter, Strength, meter, strength};

use serde::{Deserialize, Serialize};

use super::hashing::{MAX_PASSWORD, Secret};
use crate::{text::phrase, web::message::Message};

/// No policy goes below this many characters, whatever the setting says.
pub const LEAST_LENGTH: usize = 8;

/// The settings of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordPolicy {
    /// Shortest password, in code points, where it is the only factor.
    pub min_length: usize,
    /// Shortest password where a second factor is enforced.
    pub min_length_with_second_factor: usize,
    /// Lowest acceptable strength, 0 to 4.
    pub min_score: u8,
    /// How many of lower case, upper case, digits and other characters must occur, 0 to 4. With 0 none is required
    /// (PW4).
    pub character_classes: u8,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            min_length: 15,
            min_length_with_second_factor: LEAST_LENGTH,
            min_score: 2,
            character_classes: 0,
        }
    }
}

impl PasswordPolicy {
    /// Returns the shortest allowed password for this owner.
    pub fn shortest_for(&self, owner: &Owner<'_>) -> usize {
        let wanted = if owner.second_factor_enforced {
            self.min_length_with_second_factor
        } else {
            self.min_length
        };
        wanted.clamp(LEAST_LENGTH, MAX_PASSWORD)
    }
}

/// What is known about the owner of a password, and so must not occur in it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Owner<'a> {
    /// Login name.
    pub login: &'a str,
    /// Display name.
    pub display_name: &'a str,
    /// Email, or empty.
    pub email: &'a str,
    /// Name of the installation or the customer, or empty.
    pub organisation: &'a str,
    /// Whether this user can't log in by password alone.
    pub second_factor_enforced: bool,
}

/// Which known fact about its owner a password contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The login name.
    Login,
    /// The display name or a part of it.
    DisplayName,
    /// The email address or a part of it.
    Email,
    /// The organisation's name or a part of it.
    Organisation,
    /// The name of this product.
    Product,
}

/// A rule that a new password breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Nothing was typed.
    Missing,
    /// Fewer than this many characters.
    TooShort(usize),
    /// More than this many characters.
    TooLong(usize),
    /// Among the most common passwords.
    Common,
    /// Contains something everybody knows about its owner.
    Contains(Known),
    /// Fewer than this many kinds of characters.
    Classes(u8),
    /// Too easy to guess.
    Weak,
}

impl PasswordProblem {
    /// Returns the sentence that says which rule was broken.
    pub fn message(self) -> Message {
        match self {
            PasswordProblem::Missing => Message::new("password-missing"),
            PasswordProblem::TooShort(min) => Message::new("password-too-short").with("min", min),
            PasswordProblem::TooLong(max) => Message::new("password-too-long").with("max", max),
            PasswordProblem::Common => Message::new("password-common"),
            PasswordProblem::Contains(Known::Login) => Message::new("password-contains-login"),
            PasswordProblem::Contains(Known::DisplayName) => Message::new("password-contains-name"),
            PasswordProblem::Contains(Known::Email) => Message::new("password-contains-email"),
            PasswordProblem::Contains(Known::Organisation) => Message::new("password-contains-organisation"),
            PasswordProblem::Contains(Known::Product) => Message::new("password-contains-product"),
            PasswordProblem::Classes(classes) => Message::new("password-classes").with("classes", usize::from(classes)),
            PasswordProblem::Weak => Message::new("password-weak"),
        }
    }
}

/// Checks a new password against every rule.
///
/// # Errors
/// All the rules it breaks.
pub fn check(policy: &PasswordPolicy, new: &Secret, owner: &Owner<'_>) -> Result<Strength, Vec<PasswordProblem>> {
    if new.is_empty() {
        return Err(vec![PasswordProblem::Missing]);
    }
    let Some(password) = new.normalised() else {
        return Err(vec![PasswordProblem::TooLong(MAX_PASSWORD)]);
    };
    let mut problems = Vec::new();
    let shortest = policy.shortest_for(owner);
    if password.chars().count() < shortest {
        problems.push(PasswordProblem::TooShort(shortest));
    }
    let common = common_passwords::is_common(&password);
    if common {
        problems.push(PasswordProblem::Common);
    }
    problems.extend(contained(&password, owner).into_iter().map(PasswordProblem::Contains));
    if classes(&password) < policy.character_classes.min(4) {
        problems.push(PasswordProblem::Classes(policy.character_classes.min(4)));
    }
    let strength = strength(new, owner);
    // A password that breaks another rule is not also reported as weak.
    if strength.score < policy.min_score.min(4) && problems.is_empty() {
        problems.push(PasswordProblem::Weak);
    }
    if problems.is_empty() {
        Ok(strength)
    } else {
        Err(problems)
    }
}

/// Returns which known facts about the owner occur in the password, ignoring case, accents and signs in between.
fn contained(password: &str, owner: &Owner<'_>) -> Vec<Known> {
    let password = compact(password);
    let (local, domain) = owner.email.rsplit_once('@').unwrap_or((owner.email, ""));
    let (domain, _) = domain.rsplit_once('.').unwrap_or((domain, ""));
    let known = [
        (Known::Login, vec![owner.login]),
        (Known::DisplayName, vec![owner.display_name]),
        (Known::Email, vec![owner.email, local, domain]),
        (Known::Organisation, vec![owner.organisation]),
        (Known::Product, vec!["Keyholder"]),
    ];
    known
        .into_iter()
        .filter(|(_, texts)| texts.iter().any(|text| holds(&password, text)))
        .map(|(known, _)| known)
        .collect()
}

/// Whether `password` contains the whole of `text` (if 3 characters or more) or one of its words (if 4 or more).
/// Shorter texts occur in innocent words.
fn holds(password: &str, text: &str) -> bool {
    let words = phrase(text);
    let whole = words.replace(' ', "");
    (whole.chars().count() >= 3 && password.contains(&whole))
        || words
            .split(' ')
            .any(|word| word.chars().count() >= 4 && password.contains(word))
}

fn compact(text: &str) -> String {
    phrase(text).replace(' ', "")
}

fn classes(password: &str) -> u8 {
    let kinds: [fn(char) -> bool; 4] = [char::is_lowercase, char::is_uppercase, char::is_numeric, |c| {
        !c.is_lowercase() && !c.is_uppercase() && !c.is_numeric()
    }];
    kinds.iter().map(|kind| u8::from(password.chars().any(kind))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use PasswordProblem::*;
    use proptest::prelude::*;

    const ANNA: Owner<'_> = Owner {
        login: "ab7",
        display_name: "Anna Ågård Berg",
        email: "post@nordlys-retail.dk",
        organisation: "Nordlys Retail A/S",
        second_factor_enforced: false,
    };

    fn problems(password: &str) -> Vec<PasswordProblem> {
        let policy = PasswordPolicy::default();
        check(&policy, &Secret::new(password), &ANNA).err().unwrap_or_default()
    }

    #[test]
    fn fifteen_characters_are_asked_for_and_any_character_counts() {
        assert_eq!(problems("kvist blæst 42"), [TooShort(15)]);
        assert_eq!(problems("kvist blæst 42!"), []);
        assert_eq!(problems("correct horse battery staple"), []);
        assert_eq!(problems("🐎🔋📎🌲🍋🚲🧀🎈🐙⛵🎻🪁🌶🧭🪐"), []);
        assert_eq!(problems(""), [Missing]);
    }

    #[test]
    fn eight_characters_suffice_only_beside_a_second_factor() {
        let owner = Owner {
            second_factor_enforced: true,
            ..ANNA
        };
        let policy = PasswordPolicy {
            min_length_with_second_factor: 3,
            ..PasswordPolicy::default()
        };
        let check = |password: &str| check(&policy, &Secret::new(password), &owner).err();
        assert_eq!(check("k7%wQz9"), Some(vec![TooShort(8)]));
        assert_eq!(check("k7%wQz9x"), None);
    }

    #[test]
    fn a_password_may_have_1024_characters_and_no_more() {
        let long: String = ('a'..='z')
            .cycle()
            .zip('0'..='9')
            .map(|(a, b)| format!("{a}{b}"))
            .collect();
        let long = long.repeat(60);
        assert_eq!(problems(&long[..1_024]), []);
        assert_eq!(problems(&long[..1_025]), [TooLong(1_024)]);
    }

    #[test]
    fn a_common_password_is_refused_in_any_case() {
        assert_eq!(problems("1qaz2wsx3edc4rfv"), [Common]);
        assert_eq!(problems("PasswordPassword"), [Common]);
        assert_eq!(problems("password"), [TooShort(15), Common]);
    }

    #[test]
    fn what_everybody_knows_is_refused_however_it_is_typed() {
        for (password, known) in [
            ("gul cykel AB7 regn", Known::Login),
            ("gul cykel AAGAARD regn", Known::DisplayName),
            ("A.n.n.a-Ågård.Berg! gul cykel", Known::DisplayName),
            ("min-keyHolder-cykel", Known::Product),
        ] {
            assert_eq!(problems(password), [Contains(known)], "{password}");
        }
        let both = [Contains(Known::Email), Contains(Known::Organisation)];
        assert_eq!(problems("gul cykel NordLys regn"), both);
    }

    #[test]
    fn two_letters_of_a_name_are_no_reason_to_refuse() {
        let owner = Owner {
            login: "bo",
            display_name: "Bo Li",
            ..Owner::default()
        };
        let policy = PasswordPolicy::default();
        assert!(check(&policy, &Secret::new("kaboose på en tandem"), &owner).is_ok());
    }

    #[test]
    fn what_is_long_but_easy_to_guess_is_refused() {
        assert_eq!(problems("abcabcabcabcabcabc"), [Weak]);
        assert_eq!(problems("zzzzzzzzzzzzzzzzzz"), [Weak]);
    }

    #[test]
    fn character_classes_are_asked_for_only_where_a_setting_says_so() {
        let policy = PasswordPolicy {
            character_classes: 3,
            ..PasswordPolicy::default()
        };
        let check = |password: &str| check(&policy, &Secret::new(password), &ANNA).err();
        assert_eq!(check("kvist blæst knokle"), Some(vec![Classes(3)]));
        assert_eq!(check("Kvist blæst knokle"), None);
    }

    #[test]
    fn every_problem_has_its_words_in_both_languages() {
        use crate::web::i18n::{Language, Texts};
        let known = [
            Known::Login,
            Known::DisplayName,
            Known::Email,
            Known::Organisation,
            Known::Product,
        ];
        let all = [Missing, TooShort(15), TooLong(1_024), Common, Classes(3), Weak];
        for problem in all.into_iter().chain(known.map(Contains)) {
            for language in Language::ALL {
                let said = problem.message().say(&Texts::new(language, chrono_tz::Tz::UTC));
                assert!(!said.starts_with('['), "{said}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_text_is_judged_without_panic(password in any::<String>(), login in any::<String>()) {
            let owner = Owner { login: &login, ..ANNA };
            let _ = check(&PasswordPolicy::default(), &Secret::new(password), &owner);
        }
    }
}
