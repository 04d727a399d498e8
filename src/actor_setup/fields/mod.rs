//! Fields that roles bring along, and metadata records (SPEC A-6): what may be typed into one, how it is stored, shown and
//! written into files.
pub mod edit;
mod form;
pub mod list;
mod number;
pub mod remove;
mod store;
mod value;
mod verbs;

pub(super) use form::{Fields, Typed};
pub use store::{all, of_roles};
pub(super) use store::{clear_next, count_of_role, is_filled, lock, one};
pub(super) use verbs::{create, update};

/// Values are counted up to so many.
pub(super) const COUNTED: i64 = 10_000;

/// What goes into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// One line.
    Text,
    /// With or without decimals.
    Number,
    /// A day, without a time.
    Date,
    /// One of a list.
    Choice,
    /// Yes, no, or nothing said.
    YesNo,
}

impl Kind {
    /// In the order they are offered.
    pub const ALL: [Kind; 5] = [Kind::Text, Kind::Number, Kind::Date, Kind::Choice, Kind::YesNo];

    /// As in the table `actor_fields` and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Number => "number",
            Kind::Date => "date",
            Kind::Choice => "choice",
            Kind::YesNo => "yes_no",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Id of the text that names it.
    pub const fn label_id(self) -> &'static str {
        match self {
            Kind::Text => "actor-field-kind-text",
            Kind::Number => "actor-field-kind-number",
            Kind::Date => "actor-field-kind-date",
            Kind::Choice => "actor-field-kind-choice",
            Kind::YesNo => "actor-field-kind-yes-no",
        }
    }
}

/// A field of a role, or (with a key) a metadata record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorField {
    pub id: i64,
    /// Whose field it is; none: of every actor.
    pub role: Option<i64>,
    /// Of a metadata record.
    pub key: Option<String>,
    /// As it was given: labels are the installation's own words.
    pub label: String,
    pub kind: Kind,
    /// What can be chosen; of [`Kind::Choice`] only.
    pub choices: Vec<String>,
    pub required: bool,
    /// Order among the fields of the same role.
    pub place: i32,
    /// Optimistic lock of its form.
    pub version: i32,
}

impl ActorField {
    /// Whether it is a metadata record.
    pub fn is_metadata(&self) -> bool {
        self.key.is_some()
    }

    /// What a form offers of a choice: one that has been taken off the list since stays where an actor has it.
    pub fn offered(&self, stored: &str) -> Vec<String> {
        let gone = !stored.is_empty() && !self.choices.iter().any(|choice| choice == stored);
        let gone = gone.then(|| stored.to_owned());
        self.choices.iter().cloned().chain(gone).collect()
    }
}
