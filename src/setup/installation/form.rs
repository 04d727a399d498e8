//! The form of **Installation**: its fields and their checks.
use crate::error::{Error, Result};
use crate::names::{DisplayName, FieldError, line};
use crate::origins::Demand;
use crate::session::links::Lifetimes;
use crate::setup::Installation;
use crate::users::MAX_SESSIONS;
use crate::web::field::{Field, Mistake, labelled, mistakes};
use crate::web::i18n::{Language, Languages, Texts};
use chrono_tz::Tz;
use serde::Deserialize;
use std::ops::RangeInclusive;

const LABELS: [(&str, &str); 10] = [
    ("name", "setup-name"),
    ("language", "setup-language"),
    ("languages", "setup-languages"),
    ("support_contact", "setup-support-contact"),
    ("max_sessions", "user-max-sessions"),
    ("origin", "user-origin"),
    ("activation_days", "setup-activation-days"),
    ("reset_minutes", "setup-reset-minutes"),
    ("confirm_hours", "setup-confirm-hours"),
    ("activity_days", "setup-activity-days"),
];
/// How long links may work (SECURITY TK3).
const ACTIVATION_DAYS: RangeInclusive<i32> = 1..=60;
const RESET_MINUTES: RangeInclusive<i32> = 5..=1440;
const CONFIRM_HOURS: RangeInclusive<i32> = 1..=168;
/// How many days the activity log may be kept (SPEC N-20). Less than a month would make it useless.
const ACTIVITY_DAYS: RangeInclusive<i32> = 30..=36500;
/// The longest support contact, in characters.
const MAX_CONTACT: usize = 200;

/// The fields as the page shows them.
#[derive(Debug, Clone)]
pub struct Fields {
    pub name: Field,
    pub language: Field,
    /// Codes of the languages ticked, with a blank between them.
    pub languages: Field,
    pub time_zone: Field,
    pub support_contact: Field,
    /// **Max allowed sessions** of users without a number of their own (SPEC C-3).
    pub max_sessions: Field,
    pub email_required: Field,
    pub origin: Field,
    pub activation_days: Field,
    pub reset_minutes: Field,
    pub confirm_hours: Field,
    pub activity_days: Field,
}

/// What the form posts. The page sends a hidden `0` before each tick, so a tick is a list of values.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    pub version: i32,
    name: String,
    language: String,
    #[serde(default)]
    languages: Vec<String>,
    time_zone: String,
    #[serde(default)]
    support_contact: String,
    #[serde(default)]
    max_sessions: String,
    #[serde(default)]
    email_required: Vec<String>,
    #[serde(default)]
    origin: String,
    #[serde(default)]
    activation_days: String,
    #[serde(default)]
    reset_minutes: String,
    #[serde(default)]
    confirm_hours: String,
    #[serde(default)]
    activity_days: String,
}

impl Fields {
    pub fn stored(stored: &Installation) -> Self {
        let days = stored.activity_days.map(|days| days.to_string());
        Self {
            name: Field::new("name", &stored.name),
            language: Field::new("language", &stored.language),
            languages: Field::new("languages", stored.languages.codes().join(" ")),
            time_zone: Field::new("time_zone", &stored.time_zone),
            support_contact: Field::new("support_contact", &stored.support_contact),
            max_sessions: Field::new("max_sessions", stored.max_sessions.to_string()),
            email_required: Field::tick("email_required", stored.email_required),
            origin: Field::new("origin", stored.origin.code()),
            activation_days: Field::new("activation_days", stored.links.activation_days.to_string()),
            reset_minutes: Field::new("reset_minutes", stored.links.reset_minutes.to_string()),
            confirm_hours: Field::new("confirm_hours", stored.links.confirm_hours.to_string()),
            activity_days: Field::new("activity_days", days.unwrap_or_default()),
        }
    }

    pub fn typed(typed: &Typed) -> Self {
        Self {
            name: Field::new("name", &typed.name),
            language: Field::new("language", &typed.language),
            languages: Field::new("languages", typed.languages.join(" ")),
            time_zone: Field::new("time_zone", &typed.time_zone),
            support_contact: Field::new("support_contact", &typed.support_contact),
            max_sessions: Field::new("max_sessions", &typed.max_sessions),
            email_required: Field::tick("email_required", typed.email_required.iter().any(|value| value == "1")),
            origin: Field::new("origin", &typed.origin),
            activation_days: Field::new("activation_days", &typed.activation_days),
            reset_minutes: Field::new("reset_minutes", &typed.reset_minutes),
            confirm_hours: Field::new("confirm_hours", &typed.confirm_hours),
            activity_days: Field::new("activity_days", &typed.activity_days),
        }
    }

    /// Whether this language is ticked.
    pub fn offers(&self, code: &str) -> bool {
        self.languages.value.split(' ').any(|offered| offered == code)
    }

    /// Returns what is wrong, in the order of the page.
    pub fn mistakes(&self, t: &Texts) -> Vec<Mistake> {
        let all = [
            &self.name,
            &self.support_contact,
            &self.languages,
            &self.language,
            &self.max_sessions,
            &self.origin,
            &self.activation_days,
            &self.reset_minutes,
            &self.confirm_hours,
            &self.activity_days,
        ];
        labelled(t, mistakes(all), &LABELS)
    }

    /// Checks all fields. Returns the settings to store, or `None` if a field is wrong; that field has the reason.
    ///
    /// # Errors
    /// `BadRequest` for values that no browser posts from this form.
    pub fn check(&mut self, t: &Texts, version: i32) -> Result<Option<Installation>> {
        let odd = || Error::BadRequest("unknown choice".into());
        let zone: Tz = self.time_zone.value.parse().map_err(|_| odd())?;
        let language = Language::from_code(&self.language.value).ok_or_else(odd)?;
        let origin = Demand::from_code(&self.origin.value).ok_or_else(odd)?;
        let name = text(t, &mut self.name, |typed| DisplayName::parse(typed).map(String::from));
        let contact = text(t, &mut self.support_contact, |typed| line(typed, MAX_CONTACT));
        let languages = self.languages(t, language)?;
        let max_sessions = number(&mut self.max_sessions, &MAX_SESSIONS, || {
            t.get("user-max-sessions-wrong")
        });
        let (links, days) = (self.links(t), self.activity_days(t));
        let (Some(name), Some(support_contact), Some(languages)) = (name, contact, languages) else {
            return Ok(None);
        };
        let (Some(max_sessions), Some(links), Some(activity_days)) = (max_sessions, links, days) else {
            return Ok(None);
        };
        Ok(Some(Installation {
            name,
            language: language.code().to_owned(),
            languages,
            time_zone: zone.name().to_owned(),
            support_contact,
            max_sessions,
            email_required: self.email_required.ticked(),
            origin,
            links,
            activity_days,
            version,
        }))
    }

    /// Checks the languages offered: at least one, and among them the language for users who have chosen none.
    fn languages(&mut self, t: &Texts, usual: Language) -> Result<Option<Languages>> {
        let codes: Vec<String> = self.languages.value.split_whitespace().map(str::to_owned).collect();
        if codes.iter().any(|code| Language::from_code(code).is_none()) {
            return Err(Error::BadRequest("unknown choice".into()));
        }
        let Some(offered) = Languages::of(&codes) else {
            self.languages.refuse(t.get("setup-languages-none"));
            return Ok(None);
        };
        if !offered.has(usual) {
            self.language.refuse(t.get("setup-language-not-offered"));
            return Ok(None);
        }
        Ok(Some(offered))
    }

    fn links(&mut self, t: &Texts) -> Option<Lifetimes> {
        let within = |field: &mut Field, range: RangeInclusive<i32>| number(field, &range, || between(t, &range));
        let activation_days = within(&mut self.activation_days, ACTIVATION_DAYS);
        let reset_minutes = within(&mut self.reset_minutes, RESET_MINUTES);
        let confirm_hours = within(&mut self.confirm_hours, CONFIRM_HOURS);
        Some(Lifetimes {
            activation_days: activation_days?,
            reset_minutes: reset_minutes?,
            confirm_hours: confirm_hours?,
        })
    }

    /// Reads how long the log is kept. The inner `None` means for ever, the outer one that the field is wrong.
    fn activity_days(&mut self, t: &Texts) -> Option<Option<i32>> {
        if self.activity_days.value.trim().is_empty() {
            return Some(None);
        }
        number(&mut self.activity_days, &ACTIVITY_DAYS, || between(t, &ACTIVITY_DAYS)).map(Some)
    }
}

fn between(t: &Texts, range: &RangeInclusive<i32>) -> String {
    t.two("setup-link-wrong", "least", range.start(), "most", range.end())
}

fn number(field: &mut Field, range: &RangeInclusive<i32>, wrong: impl FnOnce() -> String) -> Option<i32> {
    let number = field.value.trim().parse().ok().filter(|number| range.contains(number));
    if number.is_none() {
        field.refuse(wrong());
    }
    number
}

/// Reads a line that may be empty.
fn text(t: &Texts, field: &mut Field, parse: impl FnOnce(&str) -> Result<String, FieldError>) -> Option<String> {
    match field.value.trim() {
        "" => Some(String::new()),
        typed => parse(typed)
            .map_err(|error| error.message().say(t))
            .map_err(|words| field.refuse(words))
            .ok(),
    }
}
