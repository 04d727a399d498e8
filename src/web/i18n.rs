//! The reader's language: Fluent catalogues from `locales/`, dates and numbers (SPEC L-4).

mod languages;

pub use languages::Languages;

use std::{collections::BTreeMap, fmt::Display, sync::LazyLock};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fluent::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use rust_embed::Embed;
use unic_langid::LanguageIdentifier;

/// The languages of the product. Every text exists in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// English, the language of the specification.
    #[default]
    En,
    /// Danish.
    Da,
}

impl Language {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Language; 2] = [Language::En, Language::Da];

    /// The tag used in `lang=`, in forms and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Da => "da",
        }
    }

    /// What the language calls itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Language::En => "English",
            Language::Da => "Dansk",
        }
    }

    /// The language with this tag; regional tags (`da-DK`) count as their language.
    pub fn from_code(code: &str) -> Option<Language> {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        Language::ALL
            .into_iter()
            .find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// The best language for an `Accept-Language` header (RFC 9110, 12.5.4), if it names one that is offered.
    pub fn accepted(header: &str, offered: Languages) -> Option<Language> {
        let mut best: Option<(f32, Language)> = None;
        for part in header.split(',').take(32) {
            let (tag, quality) = weighted(part);
            let Some(language) = Language::from_code(tag).filter(|language| offered.has(*language)) else {
                continue;
            };
            if quality > 0.0 && best.is_none_or(|(q, _)| quality > q) {
                best = Some((quality, language));
            }
        }
        best.map(|(_, language)| language)
    }

    /// Identifier for plural rules. If the tag did not parse, it would give the rules of no particular language.
    fn identifier(self) -> LanguageIdentifier {
        self.code().parse().unwrap_or_default()
    }
}

fn weighted(part: &str) -> (&str, f32) {
    let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
    let quality = parameters
        .split(';')
        .find_map(|p| p.trim().strip_prefix("q="))
        .map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
    (tag.trim(), quality)
}

#[derive(Embed)]
#[folder = "locales"]
#[include = "*.ftl"]
struct Files;

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<BTreeMap<Language, Bundle>> = LazyLock::new(|| Language::ALL.map(|l| (l, bundle(l))).into());

fn bundle(language: Language) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![language.identifier()]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::En => |value, _| grouped_value(Language::En, value),
        Language::Da => |value, _| grouped_value(Language::Da, value),
    }));
    for path in Files::iter().filter(|p| p.starts_with(language.code())) {
        let Some(file) = Files::get(&path) else {
            continue;
        };
        let source = String::from_utf8_lossy(&file.data).into_owned();
        let resource = FluentResource::try_new(source).unwrap_or_else(|(partly, errors)| {
            tracing::error!(%path, ?errors, "a text does not parse");
            partly
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(%path, ?errors, "a text is there twice");
        }
    }
    bundle
}

fn grouped_value(language: Language, value: &FluentValue) -> Option<String> {
    match value {
        FluentValue::Number(n) => Some(grouped(language, &n.as_string())),
        _ => None,
    }
}

/// `12345.6` as `12,345.6` or `12.345,6`.
pub fn grouped(language: Language, plain: &str) -> String {
    let (thousands, decimal) = match language {
        Language::En => (',', '.'),
        Language::Da => ('.', ','),
    };
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", plain),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(thousands);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(decimal);
        out.push_str(fraction);
    }
    out
}

/// A value that can be passed to a text. Numbers are grouped by language, so pass an id as a string.
pub trait Argument {
    /// The value as Fluent sees it.
    fn value(&self) -> FluentValue<'_>;
}

impl<T: Argument + ?Sized> Argument for &T {
    fn value(&self) -> FluentValue<'_> {
        (**self).value()
    }
}

impl Argument for str {
    fn value(&self) -> FluentValue<'_> {
        self.into()
    }
}

impl Argument for String {
    fn value(&self) -> FluentValue<'_> {
        self.as_str().into()
    }
}

macro_rules! number_arguments {
    ($($number:ty)+) => {$(
        impl Argument for $number {
            fn value(&self) -> FluentValue<'_> {
                self.into()
            }
        }
    )+};
}
number_arguments!(i16 i32 i64 u8 u16 u32 u64 usize f64);

/// A point in time, by value or behind any number of references (templates add them).
pub trait Moment {
    /// Returns the moment itself.
    fn utc(&self) -> DateTime<Utc>;
}

impl Moment for DateTime<Utc> {
    fn utc(&self) -> DateTime<Utc> {
        *self
    }
}

impl<T: Moment + ?Sized> Moment for &T {
    fn utc(&self) -> DateTime<Utc> {
        (**self).utc()
    }
}

/// Produces all texts for one reader, in their language and time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts {
    language: Language,
    zone: Tz,
}

impl Texts {
    /// Texts in `language`, with times shown in `zone`.
    pub const fn new(language: Language, zone: Tz) -> Self {
        Self { language, zone }
    }

    /// The reader's language.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The reader's language as in `lang=`.
    pub const fn code(&self) -> &'static str {
        self.language.code()
    }

    /// The reader's time zone.
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// Returns the text `id`. A missing text shows its id in brackets, so the page still works.
    pub fn get(&self, id: &str) -> String {
        self.format(id, None)
    }

    /// Returns the text `id` with one argument.
    pub fn one(&self, id: &str, name: &str, value: impl Argument) -> String {
        self.with(id, &[(name, value.value())])
    }

    /// Returns the text `id` with two arguments.
    pub fn two(
        &self,
        id: &str,
        first: &str,
        first_value: impl Argument,
        second: &str,
        second_value: impl Argument,
    ) -> String {
        self.with(id, &[(first, first_value.value()), (second, second_value.value())])
    }

    /// Returns the text `id` with any number of arguments.
    pub fn with(&self, id: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        let arguments: FluentArgs<'_> = arguments.iter().cloned().collect();
        self.format(id, Some(&arguments))
    }

    /// Whether the text `id` exists; for ids made at run time, such as those of permissions.
    pub fn has(&self, id: &str) -> bool {
        BUNDLES.get(&self.language).is_some_and(|bundle| bundle.has_message(id))
    }

    fn format(&self, id: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let pattern = BUNDLES
            .get(&self.language)
            .and_then(|bundle| Some((bundle, bundle.get_message(id)?.value()?)));
        let Some((bundle, pattern)) = pattern else {
            tracing::error!(id, language = self.code(), "a text is missing");
            return format!("[{id}]");
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, arguments, &mut errors);
        if !errors.is_empty() {
            tracing::error!(id, ?errors, "a text lacks an argument");
        }
        text.into_owned()
    }

    /// `dd-mm-yyyy hh:mm` in the reader's zone (SPEC 3.3).
    pub fn date_time(&self, moment: impl Moment) -> String {
        self.in_zone(moment, "%d-%m-%Y %H:%M")
    }

    /// `dd-mm-yyyy` in the reader's zone.
    pub fn date(&self, moment: impl Moment) -> String {
        self.in_zone(moment, "%d-%m-%Y")
    }

    /// `hh:mm` in the reader's zone.
    pub fn clock(&self, moment: impl Moment) -> String {
        self.in_zone(moment, "%H:%M")
    }

    fn in_zone(&self, moment: impl Moment, format: &str) -> String {
        let local = moment.utc().with_timezone(&self.zone);
        local.format(format).to_string()
    }

    /// Returns a plain number (`12345`, `-0.5`), grouped by language.
    pub fn number(&self, number: impl Display) -> String {
        grouped(self.language, &number.to_string())
    }

    /// Returns how long ago something was, for lists: minutes, hours, yesterday, days, and the date after a week. A
    /// moment in the future (an expiry, a wrong clock) is shown in full.
    pub fn since(&self, then: impl Moment, now: impl Moment) -> String {
        let (then, now) = (then.utc(), now.utc());
        let passed = now - then;
        let day = |moment: DateTime<Utc>| moment.with_timezone(&self.zone).date_naive();
        let days = (day(now) - day(then)).num_days();
        match passed.num_minutes() {
            _ if then > now => self.date_time(then),
            0 => self.get("common-just-now"),
            minutes @ 1..60 => self.one("common-minutes-ago", "minutes", minutes),
            minutes @ 60..1440 => self.one("common-hours-ago", "hours", minutes / 60),
            _ if days <= 1 => self.get("common-yesterday"),
            _ if days <= 7 => self.one("common-days-ago", "days", days),
            _ => self.date(then),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Duration, TimeZone};

    const EN: Texts = Texts::new(Language::En, Tz::Europe__Copenhagen);
    const DA: Texts = Texts::new(Language::Da, Tz::Europe__Copenhagen);

    fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
    }

    #[test]
    fn the_highest_quality_wins_and_foreign_languages_are_passed_over() {
        assert_eq!(
            Language::accepted("fr, en;q=0.4, da-DK;q=0.9", Languages::default()),
            Some(Language::Da)
        );
        assert_eq!(Language::accepted("da, en", Languages::default()), Some(Language::Da));
        assert_eq!(
            Language::accepted("da;q=0, en;q=0.1", Languages::default()),
            Some(Language::En)
        );
        assert_eq!(Language::accepted("fr;q=x, *", Languages::default()), None);
    }

    #[test]
    fn numbers_are_grouped_by_language() {
        assert_eq!(EN.number(1_234_567), "1,234,567");
        assert_eq!(DA.number(-1234), "-1.234");
        assert_eq!(DA.number(999.5), "999,5");
        assert_eq!(EN.number(100), "100");
    }

    #[test]
    fn times_are_shown_in_the_readers_zone() {
        assert_eq!(EN.date_time(noon()), "22-11-2026 13:00");
        let utc = Texts::new(Language::En, Tz::UTC);
        assert_eq!(utc.date_time(noon()), "22-11-2026 12:00");
    }

    #[test]
    fn times_in_lists_are_relative_for_a_week() {
        let ago = |d: Duration| EN.since(noon() - d, noon());
        assert_eq!(ago(Duration::seconds(59)), "just now");
        assert_eq!(ago(Duration::minutes(12)), "12 min ago");
        assert_eq!(ago(Duration::hours(23)), "23 h ago");
        assert_eq!(ago(Duration::hours(26)), "yesterday");
        assert_eq!(ago(Duration::days(3)), "3 days ago");
        assert_eq!(ago(Duration::days(8)), "14-11-2026");
        assert_eq!(ago(Duration::hours(-1)), "22-11-2026 14:00");
    }

    #[test]
    fn a_missing_text_shows_its_id() {
        assert_eq!(DA.get("no-such-text"), "[no-such-text]");
        assert!(DA.has("common-yesterday") && !DA.has("no-such-text"));
    }
}
