//! One field of a form: what was typed and what is wrong with it (SPEC U-8).

use super::i18n::Texts;
use super::message::Message;
use std::borrow::Cow;

/// A field with its value as typed and, after a refused save, its error in the reader's language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// Name in the form; also the element's id.
    pub name: Cow<'static, str>,
    /// The value as typed or as stored. Never a password: those are not sent back.
    pub value: String,
    /// What is wrong, as a sentence for the reader.
    pub error: Option<String>,
}

impl Field {
    /// Makes a field with this value.
    pub fn new(name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            error: None,
        }
    }

    /// Makes an empty field.
    pub fn empty(name: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, String::new())
    }

    /// Makes a checkbox: its value is `1` when ticked.
    pub fn tick(name: impl Into<Cow<'static, str>>, ticked: bool) -> Self {
        Self::new(name, if ticked { "1" } else { "" })
    }

    /// Whether a checkbox is ticked.
    pub fn ticked(&self) -> bool {
        !self.value.is_empty()
    }

    /// Sets the error; if there is one already, that stays.
    pub fn refuse(&mut self, error: impl Into<String>) {
        self.error.get_or_insert_with(|| error.into());
    }

    /// Returns the field with an error.
    #[must_use]
    pub fn refused(mut self, error: impl Into<String>) -> Self {
        self.refuse(error);
        self
    }

    /// Whether this choice is the selected one.
    pub fn is(&self, choice: &str) -> bool {
        self.value == choice
    }
}

/// Parses what was typed. If that fails, returns `None` and sets the field's error.
pub fn accept<T, E: Into<Message>>(
    t: &Texts,
    field: &mut Field,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Option<T> {
    match parse(&field.value) {
        Ok(value) => Some(value),
        Err(error) => {
            let wrong: Message = error.into();
            field.refuse(wrong.say(t));
            None
        }
    }
}

/// One line of a drop-down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the reader sees.
    pub label: String,
}

impl Choice {
    /// A choice sending `value`, shown as `label`.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// A line of the summary of errors above a form, linked to its field (SPEC U-8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Id of the field.
    pub field: String,
    /// The same text as at the field.
    pub text: String,
}

/// Returns the summary of errors, in the order of `fields`.
pub fn mistakes<'f>(fields: impl IntoIterator<Item = &'f Field>) -> Vec<Mistake> {
    let lines = fields.into_iter().filter_map(|field| {
        Some(Mistake {
            field: field.name.to_string(),
            text: field.error.clone()?,
        })
    });
    lines.collect()
}

/// Puts the fields' labels before the lines, because a summary is read apart from its fields. `labels` are pairs of
/// field name and text id.
pub fn labelled(t: &Texts, mistakes: Vec<Mistake>, labels: &[(&str, &str)]) -> Vec<Mistake> {
    let label = |mistake: &Mistake| {
        labels
            .iter()
            .find(|(name, _)| *name == mistake.field)
            .map(|(_, id)| t.get(id))
    };
    let line = |mistake: Mistake| match label(&mistake) {
        Some(label) => Mistake {
            text: format!("{label}: {}", mistake.text),
            ..mistake
        },
        None => mistake,
    };
    mistakes.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_lists_the_refused_fields_in_order() {
        let fields = [
            Field::new("name", "ditte ab").refused("Remove the space."),
            Field::new("display_name", "Ditte"),
            Field::empty("unit").refused("Choose one."),
        ];
        let found: Vec<_> = mistakes(&fields).into_iter().map(|m| m.field).collect();
        assert_eq!(found, ["name", "unit"]);
    }

    #[test]
    fn the_first_error_of_a_field_stays() {
        let mut field = Field::empty("name");
        field.refuse("Required.");
        field.refuse("Too short.");
        assert_eq!(field.error.as_deref(), Some("Required."));
    }
}
