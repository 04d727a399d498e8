//! The two fields of every form that sets a password (SPEC U-20, U-21): the same checks and the same words everywhere.
use super::hashing::Secret;
use super::meter;
use super::password::{self, Owner, PasswordPolicy};
use crate::access::policy::Settings;
use crate::web::field::{Field, Mistake, mistakes};
use crate::web::i18n::Texts;
use crate::web::shell::Gate;
use crate::web::visit::Visit;
use askama::Template;

/// A new password, typed twice.
#[derive(Clone)]
pub struct Chosen<'a> {
    pub new: &'a Secret,
    pub again: &'a Secret,
}

/// The page without a login that asks for a new password.
#[derive(Template)]
#[template(path = "session/new_password.html")]
pub struct PasswordPage {
    gate: Gate,
    t: Texts,
    asked: Asked,
    password: Field,
    again: Field,
    mistakes: Vec<Mistake>,
    meter_url: &'static str,
    /// Which link it is for, for the form; empty without a link.
    pub link: String,
    /// Said above the form.
    pub notice: Option<String>,
}

/// What that page says.
pub struct Asked {
    pub title: String,
    pub text: String,
    /// The login name, for password managers.
    pub name: String,
    /// How long the password has to be.
    pub minimum: i64,
    /// What the button says.
    pub submit: String,
}

impl PasswordPage {
    /// Builds the page for no link.
    pub fn new(gate: Gate, asked: Asked, fields: [Field; 2]) -> Self {
        let mistakes = mistakes(&fields);
        let [password, again] = fields;
        Self {
            t: gate.t,
            gate,
            asked,
            password,
            again,
            mistakes,
            meter_url: meter::OWN_URL,
            link: String::new(),
            notice: None,
        }
    }
}

/// Names of the two fields in the form.
#[derive(Debug, Clone, Copy)]
pub struct Names {
    pub new: &'static str,
    pub again: &'static str,
}

/// The names used on the pages without a login and on **Create new user**.
pub const PASSWORD: Names = Names {
    new: "password",
    again: "again",
};

impl Names {
    /// Returns both fields, empty and without errors.
    pub fn fields(self) -> [Field; 2] {
        [Field::empty(self.new), Field::empty(self.again)]
    }
}

impl Chosen<'_> {
    /// Returns both fields as the form shows them next: empty, with what is wrong. Every broken rule is reported
    /// (U-21).
    pub fn judged(&self, visit: &Visit, owner: &Owner<'_>, names: Names) -> [Field; 2] {
        self.judged_by(&policy(&visit.policy.settings), &visit.t, owner, names)
    }

    fn judged_by(&self, policy: &PasswordPolicy, t: &Texts, owner: &Owner<'_>, names: Names) -> [Field; 2] {
        let [mut new, mut again] = names.fields();
        if let Err(problems) = password::check(policy, self.new, owner) {
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

/// Reads the password policy from the tab **Settings** of Login security.
fn policy(settings: &Settings) -> PasswordPolicy {
    let length = |set: i32| usize::try_from(set).unwrap_or_default();
    let small = |set: i32| u8::try_from(set).unwrap_or_default();
    PasswordPolicy {
        min_length: length(settings.password_min),
        min_length_with_second_factor: length(settings.password_min_beside),
        min_score: small(settings.password_score),
        character_classes: small(settings.password_classes),
    }
}

/// Returns the shortest allowed password for somebody who logs in by password alone.
pub fn minimum(visit: &Visit) -> i64 {
    minimum_beside(visit, false)
}

/// Returns the shortest allowed password, with or without an enforced second factor (SPEC U-21).
pub fn minimum_beside(visit: &Visit, second_factor_enforced: bool) -> i64 {
    let owner = Owner {
        second_factor_enforced,
        ..Owner::default()
    };
    let policy = policy(&visit.policy.settings);
    i64::try_from(policy.shortest_for(&owner)).unwrap_or(i64::MAX)
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
        .judged_by(&policy(&Settings::default()), &t, &owner, PASSWORD)
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
