//! A field for finding one of many: a box to type in, and what was found as radio buttons. With scripts it answers as
//! one types; without, a button asks for the same page with what was found.
use super::answer::Answer;
use super::field::Field;
use super::i18n::Texts;
use crate::error::{Error, Result};
use crate::text::{has_words, words};
use askama::Template;

/// One thing that can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What the form sends.
    pub value: String,
    /// Its name.
    pub label: String,
    /// Short text beside it.
    pub hint: String,
    /// Symbol of the sprite.
    pub icon: &'static str,
    /// Remarks on an actor, said as a warning (SPEC A-2).
    pub remarks: String,
}

/// The field with what is found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picker {
    /// Name of the radio buttons; the value is the one chosen. What is typed is called `<name>_find`.
    pub field: Field,
    /// As typed.
    pub find: String,
    /// Where more is found, as a fragment.
    pub url: String,
    /// The chosen one first, if there is one.
    pub found: Vec<Found>,
    /// Whether there are more than these.
    pub more: bool,
}

#[derive(Template)]
#[template(path = "picker.html")]
struct FoundPart {
    t: Texts,
    picker: Picker,
}

impl Picker {
    /// Answers with what was found, as a fragment.
    ///
    /// # Errors
    /// `Internal` if it cannot be rendered.
    pub fn part(self, t: &Texts) -> Result<Answer> {
        Answer::fragment(&FoundPart { t: *t, picker: self })
    }

    /// Whether a search found nothing: what is chosen stands there whether it was found or not.
    pub fn is_vain(&self) -> bool {
        let looked = !self.find.trim().is_empty();
        looked
            && self
                .found
                .iter()
                .all(|one| self.field.is(&one.value) && !self.fits(one))
    }

    /// Whether something has the words that were typed. An email address is not shown, so any fits.
    fn fits(&self, one: &Found) -> bool {
        let have = words(&format!("{} {} {}", one.label, one.hint, one.value));
        self.find.contains('@') || has_words(&have, &words(&self.find))
    }

    /// The name of what is chosen.
    pub fn chosen(&self) -> Option<&str> {
        let chosen = self.found.iter().find(|found| self.field.is(&found.value));
        chosen.map(|found| found.label.as_str())
    }
}

/// Which one a form has chosen, if any.
///
/// # Errors
/// `BadRequest` for what is no id.
pub fn chosen(sent: &str) -> Result<Option<i64>> {
    match sent {
        "" => Ok(None),
        id => id
            .parse()
            .map(Some)
            .map_err(|_| Error::BadRequest("what was chosen is no id".into())),
    }
}

/// Whether something was typed but nothing was chosen, so that it is not known what was meant.
pub fn is_undecided(sent: &str, find: &str) -> bool {
    sent.is_empty() && !find.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_that_finds_nothing_but_shows_what_is_chosen_already_is_in_vain() {
        let found = |value: &str| Found {
            value: value.into(),
            label: format!("Number {value}"),
            ..Found::default()
        };
        let mut picker = Picker {
            field: Field::new("group", "7"),
            find: "cash".into(),
            found: vec![found("7")],
            ..Picker::default()
        };
        assert!(picker.is_vain() && picker.chosen() == Some("Number 7"));
        picker.found.push(found("8"));
        assert!(!picker.is_vain());
        picker.found.pop();
        picker.find = "numb".into();
        assert!(!picker.is_vain(), "it is what was looked for");
    }
}
