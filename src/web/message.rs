//! Texts that are not in a language yet. Pure code uses them to describe an input (field errors, import reports).

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use fluent::FluentValue;
use serde::{Deserialize, Serialize};

use super::i18n::Texts;

/// A Fluent id with its arguments, to be written in the reader's language later. It can be stored until then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    id: Cow<'static, str>,
    arguments: Vec<(Cow<'static, str>, Value)>,
}

/// An argument: words, a number, a moment or another text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// Shown unchanged. Also used for line numbers and ids.
    Words(String),
    /// Grouped by language; plural forms depend on it.
    Number(usize),
    /// Day and time, in the reader's zone.
    Moment(DateTime<Utc>),
    /// Written in the same language as the text around it.
    Message(Message),
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

impl From<DateTime<Utc>> for Value {
    fn from(moment: DateTime<Utc>) -> Self {
        Value::Moment(moment)
    }
}

impl From<Message> for Value {
    fn from(message: Message) -> Self {
        Value::Message(message)
    }
}

impl Value {
    /// Writes the value by itself.
    pub fn say(&self, t: &Texts) -> String {
        match self {
            Value::Words(words) => words.clone(),
            Value::Number(number) => t.number(number),
            Value::Moment(moment) => t.date_time(*moment),
            Value::Message(message) => message.say(t),
        }
    }
}

impl Message {
    /// Makes the text `id`, without arguments so far.
    pub const fn new(id: &'static str) -> Self {
        Self {
            id: Cow::Borrowed(id),
            arguments: Vec::new(),
        }
    }

    /// Makes a text whose id is composed at run time.
    pub fn of(id: String) -> Self {
        Self {
            id: Cow::Owned(id),
            arguments: Vec::new(),
        }
    }

    /// Returns the text with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.arguments.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// Its Fluent id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Writes the text for this reader.
    pub fn say(&self, t: &Texts) -> String {
        let arguments: Vec<(&str, FluentValue<'_>)> = self
            .arguments
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Value::Words(words) => words.as_str().into(),
                    Value::Number(number) => (*number).into(),
                    Value::Moment(moment) => t.date_time(*moment).into(),
                    Value::Message(message) => message.say(t).into(),
                };
                (&**name, value)
            })
            .collect();
        t.with(&self.id, &arguments)
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
