//! The two fields of every form that sets a password (SPEC U-20, U-21): the same checks and the same words everywhere.
use super::hashing::Secret;
use super::password::{self, Owner, PasswordPolicy};
use crate::web::field::Field;
use crate::web::i18n::Texts;

/// A new password, typed twice.
#[derive(Clone)]
pub struct Chosen<'a> {
    pub new: &'a Secret,
    pub again: &'a Secret,
}

/// Names of the two fields in the form.
#[derive(Debug, Clone, Copy)]
pub struct Names {
    pub new: &'static str,
    pub again: &'static str,
}

/// As on the pages without a login and on **Create new user**.
pub const PASSWORD: Names = Names {
    new: "password",
    again: "again",
};

impl Names {
    /// Both fields, empty and without errors.
    pub fn fields(self) -> [Field; 2] {
        [Field::empty(self.new), Field::empty(self.again)]
    }
}

impl Chosen<'_> {
    /// Both fields as the form shows them next: empty, with what is wrong. Every broken rule is told (U-21).
    pub fn judged(&self, t: &Texts, owner: &Owner<'_>, names: Names) -> [Field; 2] {
        let [mut new, mut again] = names.fields();
        if let Err(problems) = password::check(&policy(), self.new, owner) {
            let told: Vec<String> = problems.into_iter().map(|problem| problem.message().say(t)).collect();
            new.refuse(told.join(" "));
        }
        if self.again.is_empty() {
            again.refuse(t.get("chosen-again-missing"));
        } else if !self.new.is_same(self.again) {
            again.refuse(t.get("chosen-again-differs"));
        }
        [new, again]
    }
}

/// The policy in force.
pub fn policy() -> PasswordPolicy {
    PasswordPolicy::default()
}

/// Shortest password for somebody who logs in by password alone.
pub fn minimum() -> i64 {
    minimum_beside(false)
}

/// Shortest password, with or without a second factor enforced (SPEC U-21).
pub fn minimum_beside(second_factor_enforced: bool) -> i64 {
    let owner = Owner {
        second_factor_enforced,
        ..Owner::default()
    };
    i64::try_from(policy().shortest_for(&owner)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::Language;

    fn judged(new: &str, again: &str) -> [Option<String>; 2] {
        let owner = Owner {
            login: "ditte.ab",
            ..Owner::default()
        };
        let (new, again) = (Secret::new(new), Secret::new(again));
        let t = Texts::new(Language::En, chrono_tz::UTC);
        Chosen {
            new: &new,
            again: &again,
        }
        .judged(&t, &owner, PASSWORD)
        .map(|field| field.error)
    }

    #[test]
    fn both_fields_tell_their_mistakes_at_once() {
        let [new, again] = judged("kort", "kort2");
        assert!(new.is_some_and(|error| error.contains("15")) && again.is_some());
    }

    #[test]
    fn a_long_password_typed_twice_alike_passes_however_its_accents_are_typed() {
        assert_eq!(
            judged("correct horse battery staple", "correct horse battery staple"),
            [None, None]
        );
        assert_eq!(
            judged("gr\u{e5}vejr over Gilleleje", "gra\u{30a}vejr over Gilleleje"),
            [None, None]
        );
    }
}
