//! A text that is not yet in anybody's language: what pure code says about an input (field errors, import reports).

use fluent::FluentValue;

use super::i18n::Texts;

/// A Fluent id with its arguments, said later in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    id: &'static str,
    arguments: Vec<(&'static str, Value)>,
}

/// An argument: words as they are, numbers grouped by language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Shown as it is. Line numbers and ids are given so, too.
    Words(String),
    /// Grouped by language, and what plural forms go by.
    Number(usize),
}

impl From<&str> for Value {
    fn from(words: &str) -> Self {
        Value::Words(words.to_owned())
    }
}

impl From<String> for Value {
    fn from(words: String) -> Self {
        Value::Words(words)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Value::Number(number)
    }
}

impl Message {
    /// The text `id`, so far without arguments.
    pub const fn new(id: &'static str) -> Self {
        Self {
            id,
            arguments: Vec::new(),
        }
    }

    /// The same text with one argument more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    /// Its Fluent id.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The sentence, for this reader.
    pub fn say(&self, t: &Texts) -> String {
        let arguments: Vec<(&str, FluentValue<'_>)> = self
            .arguments
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Value::Words(words) => words.as_str().into(),
                    Value::Number(number) => (*number).into(),
                };
                (*name, value)
            })
            .collect();
        t.with(self.id, &arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::Language;

    #[test]
    fn a_message_is_said_in_the_readers_language() {
        let message = Message::new("field-too-long").with("max", 1_024);
        let said = |language| message.say(&Texts::new(language, chrono_tz::Tz::UTC));
        assert!(said(Language::En).contains("1,024"));
        assert!(said(Language::Da).contains("1.024"));
    }
}
