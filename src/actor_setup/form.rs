//! Checks that the forms of the actor set-up share.
use crate::names::line;
use crate::web::field::{Field, accept};
use crate::web::i18n::Texts;
use crate::web::message::Message;

/// Checks one line of at most `max` characters, which may be left out.
pub fn optional_line(t: &Texts, field: &mut Field, max: usize) -> Option<String> {
    if field.value.trim().is_empty() {
        return Some(String::new());
    }
    accept(t, field, |typed| line(typed, max))
}

/// Checks several lines of at most `max` characters in all, which may be left out.
pub fn paragraph(t: &Texts, field: &mut Field, max: usize) -> Option<String> {
    let text = field.value.replace("\r\n", "\n").trim().to_owned();
    if text.chars().count() > max {
        field.refuse(Message::new("field-too-long").with("max", max).say(t));
        return None;
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        field.refuse(t.get("field-invisible"));
        return None;
    }
    Some(text)
}
