//! A value of a field: how it is checked, stored and shown.
use super::number::{self, Wrong};
use super::{ActorField, Kind};
use crate::names::line;
use crate::web::i18n::{Language, Texts, grouped};
use crate::web::message::Message;
use chrono::{Datelike, NaiveDate};

/// Longest text of a field, in characters.
pub const MAX_TEXT: usize = 2_000;

/// Years that a date may have: those of four digits.
const YEARS: std::ops::RangeInclusive<i32> = 1000..=9999;

impl Kind {
    /// Returns the text by which a stored value is found (SPEC L-1): a number also as it is written with separators.
    /// Empty for yes and no, under which half of all actors would be found whose names do not begin so.
    pub fn searched(self, stored: &str) -> String {
        match self {
            Kind::Text | Kind::Date | Kind::Choice => stored.to_owned(),
            Kind::Number => format!("{stored} {}", grouped(Language::En, stored)),
            Kind::YesNo => String::new(),
        }
    }
}

impl ActorField {
    /// Checks what was typed into a form and returns what is stored. `None`: nothing was filled in. `before` is the
    /// value stored now. It is accepted even if it is no longer on the list of choices. If the field has become
    /// required since, this check at the next save demands it.
    ///
    /// # Errors
    /// The message for the field.
    pub fn check(&self, language: Language, typed: &str, before: Option<&str>) -> Result<Option<String>, Message> {
        let typed = typed.trim();
        if typed.is_empty() {
            return match self.required {
                true => Err(Message::new("field-required")),
                false => Ok(None),
            };
        }
        let value = match self.kind {
            Kind::Text => line(typed, MAX_TEXT).map_err(|error| error.message()),
            Kind::Number => number::canonical(typed, language).map_err(|wrong| no_number(wrong, language)),
            Kind::Date => date(typed).ok_or_else(|| Message::new("actor-field-date")),
            Kind::Choice => self.choice(typed, before),
            Kind::YesNo => match typed {
                "yes" | "no" => Ok(typed.to_owned()),
                _ => Err(Message::new("actor-field-yes-no")),
            },
        };
        value.map(Some)
    }

    fn choice(&self, typed: &str, before: Option<&str>) -> Result<String, Message> {
        let known = self.choices.iter().map(String::as_str).chain(before);
        match known.into_iter().find(|choice| *choice == typed) {
            Some(choice) => Ok(choice.to_owned()),
            None => Err(Message::new("actor-field-choice").with("choices", self.choices.join(", "))),
        }
    }

    /// Returns the value for the field of a form: a date as browsers want it, a number as the reader writes it.
    pub fn typed(&self, t: &Texts, stored: &str) -> String {
        match self.kind {
            Kind::Number => t.number(stored),
            _ => stored.to_owned(),
        }
    }

    /// Returns a stored value as a reader sees it. Never fails: a value that does not fit the kind is shown as it is.
    pub fn shown(&self, t: &Texts, stored: &str) -> String {
        match (self.kind, stored) {
            (Kind::Number, _) => t.number(stored),
            (Kind::Date, _) => match NaiveDate::parse_from_str(stored, "%Y-%m-%d") {
                Ok(date) => date.format("%d-%m-%Y").to_string(),
                Err(_) => stored.to_owned(),
            },
            (Kind::YesNo, "yes") => t.get("actor-field-yes"),
            (Kind::YesNo, "no") => t.get("actor-field-no"),
            _ => stored.to_owned(),
        }
    }
}

fn no_number(wrong: Wrong, language: Language) -> Message {
    let example = match language {
        Language::En => "1,234.5",
        Language::Da => "1.234,5",
    };
    match wrong {
        Wrong::Unreadable => Message::new("actor-field-number").with("example", example),
        Wrong::TooLong => Message::new("actor-field-number-long"),
    }
}

/// Reads `2026-12-31`. Also reads `31-12-2026`, `31.12.2026` and `31/12/2026`, for browsers without a date field.
fn date(typed: &str) -> Option<String> {
    let formats = ["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y"];
    let plain = typed.chars().all(|c| c.is_ascii_digit() || "-./".contains(c));
    let read = |format: &str| NaiveDate::parse_from_str(typed, format).ok();
    let date = formats.into_iter().filter(|_| plain).find_map(read)?;
    YEARS
        .contains(&date.year())
        .then(|| date.format("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: Texts = Texts::new(Language::En, chrono_tz::UTC);
    const DA: Texts = Texts::new(Language::Da, chrono_tz::UTC);

    fn field(kind: Kind) -> ActorField {
        ActorField {
            id: 100,
            role: Some(1),
            key: None,
            label: "Size".into(),
            kind,
            choices: match kind {
                Kind::Choice => vec!["Small".into(), "Large".into()],
                _ => Vec::new(),
            },
            required: false,
            place: 1,
            version: 1,
        }
    }

    fn stored(kind: Kind, typed: &str) -> Result<Option<String>, String> {
        field(kind)
            .check(Language::Da, typed, None)
            .map_err(|wrong| wrong.say(&EN))
    }

    fn ok(value: &str) -> Result<Option<String>, String> {
        Ok(Some(value.to_owned()))
    }

    #[test]
    fn each_kind_has_one_stored_form_whatever_way_it_is_typed() {
        assert_eq!(stored(Kind::Text, "  to   ord "), ok("to ord"));
        assert_eq!(stored(Kind::Number, "1.234,50"), ok("1234.5"));
        for typed in ["2026-12-31", "31-12-2026", "31.12.2026", "31/12/2026"] {
            assert_eq!(stored(Kind::Date, typed), ok("2026-12-31"), "{typed}");
        }
        assert_eq!(stored(Kind::Choice, "Large"), ok("Large"));
        assert_eq!(stored(Kind::YesNo, "no"), ok("no"));
        assert_eq!(stored(Kind::Date, " "), Ok(None));
    }

    #[test]
    fn what_does_not_fit_is_told_in_words() {
        let says = |kind, typed, words: &str| {
            let wrong = stored(kind, typed).unwrap_err();
            assert!(wrong.contains(words), "{wrong}");
        };
        says(Kind::Number, "en halv", "1.234,5");
        says(Kind::Date, "29-02-2025", "not a date");
        says(Kind::Date, "01-01-0026", "not a date");
        says(Kind::Date, "2026-12-31x", "not a date");
        says(Kind::Choice, "small", "Small, Large");
        says(Kind::YesNo, "maybe", "yes or no");
        let long = "x".repeat(2_001);
        says(Kind::Text, &long, "2,000");
        says(Kind::Text, "to\nlinjer", "line breaks");
    }

    #[test]
    fn a_required_field_is_asked_for_and_a_choice_taken_off_the_list_may_stay() {
        let required = ActorField {
            required: true,
            ..field(Kind::Choice)
        };
        assert!(required.check(Language::En, "", Some("Small")).is_err());
        assert!(required.check(Language::En, "Medium", None).is_err());
        assert_eq!(
            required.check(Language::En, "Medium", Some("Medium")),
            Ok(Some("Medium".into()))
        );
        assert_eq!(required.offered("Medium"), ["Small", "Large", "Medium"]);
        assert_eq!(required.offered("Small"), ["Small", "Large"]);
    }

    #[test]
    fn values_are_shown_by_language_and_read_back_from_the_form() {
        let all = [
            (Kind::Number, "-1234.5", "-1,234.5", "-1.234,5"),
            (Kind::Date, "2026-12-31", "31-12-2026", "31-12-2026"),
            (Kind::YesNo, "yes", "Yes", "Ja"),
            (Kind::Choice, "Large", "Large", "Large"),
            (Kind::Text, "kaffe", "kaffe", "kaffe"),
        ];
        for (kind, stored, english, danish) in all {
            let field = field(kind);
            assert_eq!(
                (field.shown(&EN, stored), field.shown(&DA, stored)),
                (english.into(), danish.into())
            );
            let again = field.check(Language::Da, &field.typed(&DA, stored), None);
            assert_eq!(again, Ok(Some(stored.to_owned())));
        }
    }
}
