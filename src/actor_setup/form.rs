//! What the forms of the set-up share.
use crate::users::identity::line;
use crate::web::field::{Field, accept};
use crate::web::i18n::Texts;
use crate::web::message::Message;

/// One line of at most so many characters, or nothing.
pub fn optional_line(t: &Texts, field: &mut Field, max: usize) -> Option<String> {
    if field.value.trim().is_empty() {
        return Some(String::new());
    }
    accept(t, field, |typed| line(typed, max))
}

/// Several lines of at most so many characters together, or nothing.
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
