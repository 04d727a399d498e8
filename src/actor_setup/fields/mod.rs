//! The fields that come with roles, and metadata records (SPEC A-6): what may be typed into them, and how values are
//! stored, shown and written into files.
pub mod edit;
mod form;
pub mod list;
mod number;
pub mod remove;
mod settle;
mod store;
mod value;
mod verbs;

pub(super) use form::{Fields, Typed};
pub(super) use settle::{clear_next, find_next};
pub use store::{all, of_roles};
pub(super) use store::{count_of_role, is_filled, lock, one};
pub(super) use verbs::{create, update};

/// Values are counted up to this number.
pub(super) const COUNTED: i64 = 10_000;

/// The kind of value a field takes.
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
    /// Yes, no, or not answered.
    YesNo,
}

impl Kind {
    /// All kinds, in the order in which they are offered.
    pub const ALL: [Kind; 5] = [Kind::Text, Kind::Number, Kind::Date, Kind::Choice, Kind::YesNo];

    /// Returns its code in the table `actor_fields` and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Number => "number",
            Kind::Date => "date",
            Kind::Choice => "choice",
            Kind::YesNo => "yes_no",
        }
    }

    /// Returns the kind with this code.
    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Returns the id of the text that names it.
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
    /// The role whose field it is. `None`: a metadata record of every actor.
    pub role: Option<i64>,
    /// The key of a metadata record. `None` for a field of a role.
    pub key: Option<String>,
    /// As it was typed; labels are not translated.
    pub label: String,
    pub kind: Kind,
    /// What can be chosen. Only for [`Kind::Choice`].
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

    /// Returns what a form offers to choose from. A stored choice that was since removed from the list is offered too.
    pub fn offered(&self, stored: &str) -> Vec<String> {
        let gone = !stored.is_empty() && !self.choices.iter().any(|choice| choice == stored);
        let gone = gone.then(|| stored.to_owned());
        self.choices.iter().cloned().chain(gone).collect()
    }
}
